import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise';
import type { DatabaseTarget } from '../env.js';
import { parseYuan } from '../lib/money.js';
import { oldTables, oldTableKeys, type OldRow, type OldTableKey } from './old-tables.js';

/** The old database cannot be brought over as it is; the one line says what to do. Nothing was changed in it. */
export class OldDatabaseUnfit extends Error {}

/** The database of V3.1.0. It is only ever read. */
export class OldDatabase {
  private constructor(private readonly connection: Connection, readonly name: string) {}

  /** @throws OldDatabaseUnfit when it does not answer, or a table or column is missing (all of them are named). */
  static async opened(target: DatabaseTarget): Promise<OldDatabase> {
    const where = target.socketPath ? { socketPath: target.socketPath } : { host: target.host, port: target.port };
    const connection = await mysql.createConnection({ ...where, user: target.user, password: target.password, database: target.database, charset: 'utf8mb4', connectTimeout: 5000, dateStrings: true, supportBigNumbers: true, bigNumberStrings: true, decimalNumbers: false })
      .catch((error: Error) => { throw new OldDatabaseUnfit(`旧库连不上：${error.message}。请核对 OLD_DATABASE_URL，并确认这个账号能读旧库。`); });
    const opened = new OldDatabase(connection, target.database);
    const missing = await opened.missing();
    if (missing.length > 0) {
      await connection.end();
      throw new OldDatabaseUnfit(`旧库里缺少：${missing.join('、')}。请按 server/decisions/upgrade-from-v310.md 建好七个视图再升级。`);
    }
    await connection.query('SET SESSION TRANSACTION READ ONLY');
    return opened;
  }

  private async missing(): Promise<string[]> {
    const [found] = await this.connection.query<RowDataPacket[]>('SELECT LOWER(table_name) AS t, LOWER(column_name) AS c FROM information_schema.columns WHERE table_schema = DATABASE()');
    const known = new Set(found.map(({ t, c }) => `${t}.${c}`));
    return oldTableKeys.flatMap((key) => oldTables[key].columns.map((column) => `${oldTables[key].table}.${column}`)).filter((one) => !known.has(one));
  }

  /** The next rows after one, in the order of their numbers. */
  async after(key: OldTableKey, last: string | null, limit: number): Promise<OldRow[]> {
    const { id } = oldTables[key];
    return this.read(key, last === null ? '' : `WHERE ${id} > ?`, last === null ? [] : [last], `ORDER BY ${id} LIMIT ${limit}`);
  }

  /** Rows of a table that belong to these, by one of its columns. */
  async of(key: OldTableKey, column: string, values: readonly string[]): Promise<OldRow[]> {
    return values.length === 0 ? [] : this.read(key, `WHERE ${column} IN (?)`, [values], `ORDER BY ${oldTables[key].id}`);
  }

  /** How many rows there are, and their sum in fen. */
  async counted(key: OldTableKey): Promise<{ rows: number; fen: number }> {
    const { table, money } = oldTables[key];
    const [[found]] = await this.connection.query<RowDataPacket[]>(`SELECT COUNT(*) AS n, ${money ? `COALESCE(SUM(${money}), 0)` : '0'} AS yuan FROM ${table}`);
    return { rows: Number(found.n), fen: parseYuan(String(found.yuan)) };
  }

  /** What was paid on lists, award by award, in fen. */
  async paid(): Promise<number> {
    const [[found]] = await this.connection.query<RowDataPacket[]>(`SELECT COALESCE(SUM(paid), 0) AS yuan FROM ${oldTables.awards.table}`);
    return parseYuan(String(found.yuan));
  }

  end = (): Promise<void> => this.connection.end();

  private async read(key: OldTableKey, where: string, params: readonly unknown[], tail: string): Promise<OldRow[]> {
    const { table, columns } = oldTables[key];
    const [found] = await this.connection.query<RowDataPacket[]>(`SELECT ${columns.join(', ')} FROM ${table} ${where} ${tail}`, [...params]);
    return found.map((one) => Object.fromEntries(columns.map((column) => [column, one[column] === null || one[column] === undefined ? null : String(one[column]).trim()])));
  }
}

