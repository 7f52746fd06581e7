import { createReadStream } from 'node:fs';
import { officeNow } from '../database.js';
import { keptErrors } from '../imports/row-errors.js';
import { csvRows, separatorOf } from '../lib/csv.js';
import type { SheetTable, TableRow } from '../lib/sheet-table.js';
import type { SheetCell } from '../lib/worksheet.js';
import type { MembershipFields } from '../priority-groups/keep-memberships.js';
import { membershipColumns, readMembershipRow, type MembershipColumn } from '../priority-groups/membership-row.js';
import { officeDateOf } from '../values/office-date.js';

const A_PART = 1000;

/** Records of one part, and what is wrong with its other rows. */
export type GroupPart = { records: MembershipFields[]; problems: { row: number; message: string }[] };

/**
 * Reads a file of group records of any size a thousand lines at a time, UTF-8 or GBK, with bounded memory. One record a line: quoted fields
 * may not hold line ends here.
 */
export async function* readGroupFile(path: string): AsyncGenerator<GroupPart> {
  const today = officeDateOf(await officeNow());
  let header: { table: SheetTable<MembershipColumn>; keys: Map<number, MembershipColumn>; line: string } | null = null;
  let lines: string[] = [];
  let first = 2;
  const flush = (): GroupPart => {
    const part = partOf(header, lines, first, today);
    first += lines.length;
    lines = [];
    return part;
  };
  for await (const line of linesOf(path)) {
    if (!header) {
      header = headerOf(line);
      if (!header) { yield { records: [], problems: [{ row: 1, message: `不是表头。应有：${membershipColumns.filter(({ required }) => required).map((column) => column.header).join('、')}` }] }; return; }
      continue;
    }
    lines.push(line);
    if (lines.length === A_PART) yield flush();
  }
  if (lines.length > 0) yield flush();
}

type Header = { table: SheetTable<MembershipColumn>; keys: Map<number, MembershipColumn>; line: string };

function headerOf(line: string): Header | null {
  const [first] = csvRows(line, separatorOf(line));
  const cells = first?.cells ?? [];
  const keys = new Map<number, MembershipColumn>();
  for (const cell of cells) {
    const found = membershipColumns.find(({ header, aliases = [] }) => header === cell.text || aliases.includes(cell.text));
    if (found) keys.set(cell.column, found.key);
  }
  if (membershipColumns.some(({ key, required }) => required && ![...keys.values()].includes(key))) return null;
  const columns = new Map([...keys].map(([column, key]) => [key, { letter: String(column), header: membershipColumns.find((one) => one.key === key)?.header ?? '' }]));
  return { table: { sheetName: 'csv', headerRow: 1, columns, ignoredHeaders: [] }, keys, line };
}

function partOf(header: Header | null, lines: readonly string[], first: number, today: string): GroupPart {
  const records: MembershipFields[] = [];
  const problems: GroupPart['problems'] = [];
  if (!header) return { records, problems };
  for (const { row, cells } of csvRows(lines.join('\n'), separatorOf(header.line))) {
    const place = first + row - 1;
    const wanted = new Map<MembershipColumn, SheetCell>();
    for (const cell of cells) {
      const key = header.keys.get(cell.column);
      if (key) wanted.set(key, cell);
    }
    const source: TableRow<MembershipColumn> = { row: place, cells: wanted };
    const { record, errors } = readMembershipRow(header.table, source, today);
    if (record) records.push(record);
    else problems.push(...keptErrors(errors).map(({ header: column, message }) => ({ row: place, message: `${column}　${message}` })));
  }
  return { records, problems };
}

/** Lines of a text file; what is not valid UTF-8 in its first stretch is read as GB 18030 throughout. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let rest = '';
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = chunk as Buffer;
    decoder ??= new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'gb18030');
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part.trim() !== '') yield part.replace(/\r$/, '');
  }
  if (rest.trim() !== '') yield rest.replace(/\r$/, '');
}

/** A character cut at the end of the stretch is not an error. */
function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
