import type { Connection, RowDataPacket } from 'mysql2/promise';

/** A table as a backup takes it: every column that holds something of its own, in a fixed order of rows. */
export type TableShape = { name: string; columns: string[]; binary: string[]; key: string[] };

/** Tables of the machinery itself, made anew by whoever restores. */
const NOT_KEPT = ['schema_migrations', 'migration_lease'];

export async function tablesOf(connection: Connection): Promise<TableShape[]> {
  const [columns] = await connection.query<RowDataPacket[]>(
    "SELECT c.TABLE_NAME AS t, c.COLUMN_NAME AS c, c.DATA_TYPE AS kind, c.EXTRA AS extra FROM information_schema.COLUMNS c JOIN information_schema.TABLES b ON b.TABLE_SCHEMA = c.TABLE_SCHEMA AND b.TABLE_NAME = c.TABLE_NAME WHERE c.TABLE_SCHEMA = DATABASE() AND b.TABLE_TYPE = 'BASE TABLE' ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION");
  const [keys] = await connection.query<RowDataPacket[]>("SELECT TABLE_NAME AS t, COLUMN_NAME AS c FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND INDEX_NAME = 'PRIMARY' ORDER BY TABLE_NAME, SEQ_IN_INDEX");
  const found = new Map<string, TableShape>();
  for (const { t, c, kind, extra } of columns) {
    if (NOT_KEPT.includes(String(t))) continue;
    const table = found.get(String(t)) ?? { name: String(t), columns: [], binary: [], key: keys.filter((one) => one.t === t).map((one) => String(one.c)) };
    found.set(table.name, table);
    if (/GENERATED|VIRTUAL|STORED/i.test(String(extra)) && !/DEFAULT_GENERATED/i.test(String(extra))) continue; // the database works it out itself
    table.columns.push(String(c));
    if (/binary|blob/i.test(String(kind))) table.binary.push(String(c));
  }
  return [...found.values()];
}

/** The rows of a table as lines of JSON: texts as they are, numbers and times as the database writes them, bytes as base64. */
export async function* rowsOf(connection: Connection, { name, columns, binary, key }: TableShape): AsyncGenerator<string> {
  const quoted = (names: string[]): string => names.map((one) => `\`${one}\``).join(', ');
  const asked = { sql: `SELECT ${quoted(columns)} FROM \`${name}\`${key.length > 0 ? ` ORDER BY ${quoted(key)}` : ''}`, rowsAsArray: true, typeCast: (field: { buffer(): Buffer | null }) => field.buffer() };
  const isBinary = columns.map((one) => binary.includes(one));
  // The promise wrapper has no streams; the connection behind it has.
  const { connection: core } = connection as unknown as { connection: { query(asked: object): { stream(options: object): AsyncIterable<(Buffer | null)[]> } } };
  for await (const row of core.query(asked).stream({ highWaterMark: 200 })) yield JSON.stringify(row.map((value, at) => value && value.toString(isBinary[at] ? 'base64' : 'utf8')));
}

/** One line as values to insert. */
export function valuesOf(line: string, { columns, binary }: Pick<TableShape, 'columns' | 'binary'>): (string | Buffer | null)[] {
  const isBinary = columns.map((one) => binary.includes(one));
  return (JSON.parse(line) as (string | null)[]).map((value, at) => (value !== null && isBinary[at] ? Buffer.from(value, 'base64') : value));
}
