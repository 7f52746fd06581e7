import type { Connection, RowDataPacket } from 'mysql2/promise';

type Cell = string | number | null;
type Row = Record<string, Cell>;
/** Every row of every table, by table and primary key; binary values as hex after `0x:`. */
export type Stored = ReadonlyMap<string, ReadonlyMap<string, Row>>;
/** Cells that are chance in themselves (tokens, seals, macs, ids of the engine), as `table|key|column`. */
export type Chance = ReadonlySet<string>;

type Table = {
  name: string; keys: string[]; binary: Set<string>;
  /** Columns the database works out itself. */
  generated: Set<string>;
  /** The database numbers its rows. */
  numbered: boolean;
  /** Columns that hold the number of another table’s row. */
  refers: Map<string, string>;
};

/** Rows that say when somebody was last seen, or which migration runs, are no business of anybody. */
const PASSED_OVER = new Set(['migration_lease', 'schema_migrations']);
/** Rows whose key is chance itself go by what else names them, the oldest first. */
const KEYED_BY_CHANCE: Readonly<Record<string, { by: string; since: string }>> = { sign_in_devices: { by: 'user_id', since: 'last_used_at' } };
const PASSED_OVER_CELLS = new Set(['sessions.last_seen_at', 'machine_clients.last_used_at']);

/** The whole database as one thing: looked at, compared, put back. A table that is as it was last time is the same map as last time. */
export class Database {
  private readonly lastTime = new Map<string, { sum: string; rows: ReadonlyMap<string, Row> }>();

  private constructor(private connection: Connection, private readonly schema: string, private readonly tables: Table[]) {}

  /** @param connection with `multipleStatements`, `dateStrings`, big numbers as strings. */
  static async of(connection: Connection, schema: string): Promise<Database> {
    const [columns] = await connection.query<RowDataPacket[]>("SELECT c.TABLE_NAME AS t, c.COLUMN_NAME AS c, c.DATA_TYPE AS d, c.COLUMN_KEY AS k, c.EXTRA AS e FROM information_schema.COLUMNS c JOIN information_schema.TABLES b ON b.TABLE_SCHEMA = c.TABLE_SCHEMA AND b.TABLE_NAME = c.TABLE_NAME WHERE c.TABLE_SCHEMA = ? AND b.TABLE_TYPE = 'BASE TABLE' ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION", [schema]);
    const tables = new Map<string, Table>();
    for (const { t, c, d, k, e } of columns) {
      if (PASSED_OVER.has(String(t))) continue;
      const table: Table = tables.get(String(t)) ?? { name: String(t), keys: [], binary: new Set(), generated: new Set(), numbered: false, refers: new Map() };
      tables.set(table.name, table);
      if (k === 'PRI') table.keys.push(String(c));
      if (/blob|binary/.test(String(d))) table.binary.add(String(c));
      if (/auto_increment/i.test(String(e))) table.numbered = true;
      if (/(STORED|VIRTUAL|PERSISTENT)/i.test(String(e))) table.generated.add(String(c));
    }
    const [references] = await connection.query<RowDataPacket[]>("SELECT TABLE_NAME AS t, COLUMN_NAME AS c, REFERENCED_TABLE_NAME AS other FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = ? AND REFERENCED_COLUMN_NAME = 'id'", [schema]);
    for (const { t, c, other } of references) tables.get(String(t))?.refers.set(String(c), String(other));
    for (const { t, c } of columns) if (c === 'instance_id') tables.get(String(t))?.refers.set('instance_id', 'process_instances'); // so named everywhere, mostly without a foreign key
    return new Database(connection, schema, [...tables.values()]);
  }

  /** After the database died and came back. */
  lookThrough(connection: Connection): void {
    this.connection = connection;
  }

  async take(): Promise<Stored> {
    const [sums] = await this.connection.query<RowDataPacket[]>(`CHECKSUM TABLE ${this.tables.map(({ name }) => name).join(', ')}`);
    const changed = this.tables.map((table, at) => ({ table, sum: String(sums[at].Checksum) })).filter(({ table, sum }) => this.lastTime.get(table.name)?.sum !== sum);
    for (const { table, sum } of changed) {
      const [found] = await this.connection.query<RowDataPacket[]>(`SELECT * FROM ${table.name}`);
      const rows = found.map((one): Row => Object.fromEntries(Object.entries(one).map(([column, value]): [string, Cell] => [column, Buffer.isBuffer(value) ? `0x:${value.toString('hex')}` : (value as Cell)])));
      this.lastTime.set(table.name, { sum, rows: new Map(keyed(table, rows)) });
    }
    return new Map(this.tables.map(({ name }) => [name, this.lastTime.get(name)?.rows ?? none]));
  }

  /** The same with rows numbered by their order, for states of different pasts: a number handed out in vain leaves a gap behind it. */
  inOrder(stored: Stored): Stored {
    const places = new Map(this.tables.filter(({ numbered }) => numbered).map(({ name }) => [name, new Map([...rowsOf(stored, name).keys()].sort((a, b) => Number(a) - Number(b)).map((key, at) => [key, `№${at + 1}`]))]));
    const placeOf = (table: string, cell: Cell): Cell => places.get(table)?.get(String(cell)) ?? cell;
    return new Map(this.tables.map(({ name, keys, numbered, refers }) => [name, new Map(keyed({ name, keys }, [...rowsOf(stored, name).values()].map((row): Row => Object.fromEntries(Object.entries(row).map(([column, cell]): [string, Cell] => [column, refers.has(column) ? placeOf(refers.get(column) ?? '', cell) : numbered && keys.includes(column) ? placeOf(name, cell) : cell])))))]));
  }

  /** What each table would number its next row. */
  async numbers(): Promise<ReadonlyMap<string, number>> {
    const [found] = await this.connection.query<RowDataPacket[]>('SELECT TABLE_NAME AS t, AUTO_INCREMENT AS n FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND AUTO_INCREMENT IS NOT NULL', [this.schema]);
    return new Map(found.map(({ t, n }) => [String(t), Number(n)]));
  }

  /** As if numbers had been handed out in vain: the next try has other ones for its rows. */
  async skip(numbers: ReadonlyMap<string, number>, by: number): Promise<void> {
    for (const [table, next] of numbers) await this.connection.query(`ALTER TABLE ${table} AUTO_INCREMENT = ${next + by}`);
  }

  /** Gives back the numbers that were handed out and not used, so that the next try has the same ones. */
  async giveBack(numbers: ReadonlyMap<string, number>): Promise<void> {
    const now = await this.numbers();
    for (const [table, next] of numbers) if (now.get(table) !== next) await this.connection.query(`ALTER TABLE ${table} AUTO_INCREMENT = ${next}`);
  }

  /** Makes every row what it was. */
  async putBack(to: Stored, numbers: ReadonlyMap<string, number>): Promise<void> {
    const now = await this.take();
    await this.connection.query('SET FOREIGN_KEY_CHECKS = 0; START TRANSACTION');
    for (const table of this.tables) {
      const [was, is] = [rowsOf(to, table.name), rowsOf(now, table.name)];
      if (was === is) continue;
      const same = (key: string): boolean => JSON.stringify(was.get(key)) === JSON.stringify(is.get(key));
      for (const [key, row] of is) if (!same(key)) await this.connection.query(`DELETE FROM ${table.name} WHERE ${table.keys.map((one) => `\`${one}\` = ?`).join(' AND ')}`, table.keys.map((one) => row[one]));
      for (const [key, row] of was) if (!same(key)) await this.connection.query(`INSERT INTO ${table.name} SET ?`, [Object.fromEntries(Object.entries(row).filter(([column]) => !table.generated.has(column)).map(([column, value]) => [column, table.binary.has(column) && typeof value === 'string' ? Buffer.from(value.slice(3), 'hex') : value]))]);
    }
    // Otherwise whoever was seen long ago by now would be seen once more in the middle of an act.
    await this.connection.query('UPDATE sessions SET last_seen_at = UTC_TIMESTAMP(3) WHERE live_flag = 1; COMMIT; SET FOREIGN_KEY_CHECKS = 1');
    await this.giveBack(numbers);
  }
}

/** Each row with what it is known by. */
function keyed({ name, keys }: Pick<Table, 'name' | 'keys'>, rows: readonly Row[]): [string, Row][] {
  const chance = KEYED_BY_CHANCE[name];
  if (!chance) return rows.map((row) => [keys.map((key) => String(row[key])).join('/'), row]);
  const met = new Map<string, number>();
  return [...rows].sort((a, b) => String(a[chance.since]).localeCompare(String(b[chance.since]))).map((row) => {
    const by = String(row[chance.by]);
    met.set(by, (met.get(by) ?? 0) + 1);
    return [`${by}/${met.get(by)}`, row];
  });
}

const none: ReadonlyMap<string, Row> = new Map();
const rowsOf = (stored: Stored, table: string): ReadonlyMap<string, Row> => stored.get(table) ?? none;

/** Where two states differ, as `table|key|column` (or `table|key` for a whole row), leaving out what is chance and the time of day. */
export function differences(found: Stored, wanted: Stored, chance: Chance = new Set()): string[] {
  const different: string[] = [];
  for (const table of found.keys()) {
    const [is, should] = [rowsOf(found, table), rowsOf(wanted, table)];
    if (is === should) continue;
    for (const key of new Set([...is.keys(), ...should.keys()])) {
      const [a, b] = [is.get(key), should.get(key)];
      if (!a || !b) { different.push(`${table}|${key}|${a ? 'too many' : 'missing'}`); continue; }
      for (const column of Object.keys(b)) {
        const cell = `${table}|${key}|${column}`;
        if (PASSED_OVER_CELLS.has(`${table}.${column}`) || sameCell(a[column], b[column])) continue;
        if (chance.has(cell) && (a[column] === null) === (b[column] === null)) continue;
        different.push(cell);
      }
    }
  }
  return different;
}

/** An act is played at all its points within this, on a busy machine too. */
const MINUTES = 60;
const DATETIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/;
const TIMES_WITHIN = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;

/** The same, or the same but for the minute at which it happened. */
function sameCell(a: Cell, b: Cell): boolean {
  if (a === b) return true;
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  if (DATETIME.test(a) && DATETIME.test(b)) return Math.abs(Date.parse(`${a.replace(' ', 'T')}Z`) - Date.parse(`${b.replace(' ', 'T')}Z`)) < MINUTES * 60_000;
  return timeless(a) === timeless(b);
}

/** A text without the times of day in it. */
export const timeless = (text: string): string => text.replace(TIMES_WITHIN, '‹time›');
