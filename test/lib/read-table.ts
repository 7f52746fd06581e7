import { openTable, type CellRepair, type SheetTable, type TableRow, type TableRules } from '../../server/lib/sheet-table.js';
import { openWorkbook, type SheetRow } from '../../server/lib/worksheet.js';

/** Every sheet of a workbook with all its rows, for files small enough to look at whole. */
export async function readSheets(bytes: Buffer): Promise<{ name: string; hidden: boolean; rows: SheetRow[] }[]> {
  const sheets = [];
  for (const { name, hidden, rows } of await openWorkbook(bytes)) sheets.push({ name, hidden, rows: await all(rows()) });
  return sheets;
}

/** A table with all its rows. */
export async function readTable<K extends string>(bytes: Buffer, rules: TableRules<K>, repairs: readonly CellRepair[] = []): Promise<SheetTable<K> & { rows: TableRow<K>[] }> {
  const table = await openTable(bytes, rules, repairs);
  return { ...table, rows: await all(table.batches()) };
}

async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const batch of batches) for (const one of batch) found.push(one);
  return found;
}
