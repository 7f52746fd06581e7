import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection as DriverConnection, FieldPacket, QueryError, ResultSetHeader } from 'mysql2';
import { Sequelize, Transaction } from 'sequelize';
import { CLOCK_SQL, officeTime, realNow, ticks } from './lib/clock.js';
import { currentRequest, withRequest } from './lib/act-context.js';
import { TryLater } from './lib/errors.js';
import type { DatabaseTarget } from './env.js';

/** One act's transaction. `now` is the office time of the act, read once. */
export type Tx = {
  readonly now: Date;
  readonly recordedAt: Date;
  /** The same for models. */
  readonly transaction: Transaction;
  readonly connection: DriverConnection;
  afterCommit(effect: () => void): void;
  /** What this act has read of rows it holds locked, see `heldRead`. */
  readonly held: Map<string, { table: string; value: unknown }>;
};

export type Params = readonly (string | number | boolean | Date | Buffer | null | readonly (string | number)[] | readonly (readonly (string | number | Date | Buffer | null)[])[])[];

const acts = new AsyncLocalStorage<Tx>();
let current: Sequelize | null = null;

/** Connects (lazily) to the one database of this process. */
export function connectDatabase(target: DatabaseTarget, options: { poolSize?: number } = {}): Sequelize {
  current = new Sequelize(target.database, target.user, target.password, {
    dialect: 'mysql',
    host: target.host,
    port: target.port,
    timezone: '+00:00',
    logging: false,
    define: { underscored: true, timestamps: false, freezeTableName: true },
    pool: { max: options.poolSize ?? 20, min: 0, acquire: 5000, idle: 60_000, evict: 10_000 },
    dialectOptions: {
      ...(target.socketPath ? { socketPath: target.socketPath } : {}),
      charset: 'utf8mb4',
      connectTimeout: 5000,
      enableKeepAlive: true,
      supportBigNumbers: true,
      bigNumberStrings: false,
      dateStrings: ['DATE'],
    },
    hooks: {
      afterConnect: async (connection) => {
        const driver = connection as DriverConnection;
        await send(driver, 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', []);
        await send(driver, "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'", []);
      },
    },
  });
  return current;
}

export function database(): Sequelize {
  if (!current) throw new Error('the database is not connected');
  return current;
}

export async function disconnectDatabase(): Promise<void> {
  await current?.close();
  current = null;
}

export const currentTx = (): Tx | undefined => acts.getStore();

/** The transaction of the act under way. @throws Error outside an act: a programming mistake. */
export function requireTx(): Tx {
  const tx = acts.getStore();
  if (!tx) throw new Error('this must run inside transact()');
  return tx;
}

/** Sequelize option that puts a model's query into the act under way, if there is one. */
export const inAct = (): { transaction: Transaction } | Record<string, never> => {
  const tx = acts.getStore();
  return tx ? { transaction: tx.transaction } : {};
};

/** Rows of one parametrised statement, in the act under way or, outside one, on its own. */
export async function rows<T extends object>(sql: string, params: Params = []): Promise<T[]> {
  return onConnection(async (connection) => (await send(connection, sql, params)) as T[]);
}

/** The first row or undefined. */
export async function row<T extends object>(sql: string, params: Params = []): Promise<T | undefined> {
  return (await rows<T>(sql, params))[0];
}

/**
 * Reads what cannot change under this act, because the act holds the row it hangs on locked, and keeps it until a statement of
 * the act itself writes to the table. Outside an act it is read each time.
 * @param table the table whose rows are read; @param key what of it.
 */
export async function heldRead<T>(table: string, key: string, read: () => Promise<T>): Promise<T> {
  const held = acts.getStore()?.held;
  const kept = held?.get(`${table}:${key}`);
  if (kept) return kept.value as T;
  const value = await read();
  held?.set(`${table}:${key}`, { table, value });
  return value;
}

/** Runs one writing statement. Writes outside an act are single statements that need no company. */
export async function run(sql: string, params: Params = []): Promise<{ affected: number; insertId: number }> {
  forgetHeld(sql);
  return onConnection(async (connection) => {
    const result = (await send(connection, sql, params)) as ResultSetHeader;
    return { affected: result.affectedRows, insertId: result.insertId };
  });
}

/** Office time now: the act's own inside an act, else read afresh. */
export async function officeNow(): Promise<Date> {
  const tx = acts.getStore();
  if (tx) return tx.now;
  const clock = await row<{ now: Date; offset_ms: string | null }>(CLOCK_SQL);
  if (!clock) throw new Error('the database clock did not answer');
  return officeTime(clock);
}

const RETRY = new Set([1213, 1205, 1020]);
const LOST = new Set([1047, 1053, 1040, 1180, 1927, 4031, 2013, 2006]);
const BUDGET_MS = 5000;

/**
 * One act, one transaction: the whole body is repeated on a deadlock or a lost connection, never a single statement.
 * When the connection dies at COMMIT the outcome is unknown; the operation of the request (its Idempotency-Key) is then
 * looked up, so that nothing acknowledged is doubled or lost. Inside an act it joins the act.
 * The body makes no network call, writes no file and decides nothing by the process clock.
 * @throws TryLater when the database does not answer within five seconds.
 */
export async function transact<T>(body: (tx: Tx) => Promise<T>): Promise<T> {
  const outer = acts.getStore();
  if (outer) return body(outer);
  const started = ticks();
  let unknown = false;
  for (let attempt = 0; ; attempt += 1) {
    let connection: DriverConnection | null = null;
    let committing = false;
    try {
      connection = await pool().getConnection({});
      await send(connection, 'START TRANSACTION', []);
      const effects: (() => void)[] = [];
      const [clock] = (await send(connection, CLOCK_SQL, [])) as { now: Date; offset_ms: string | null }[];
      const tx: Tx = { now: officeTime(clock), recordedAt: realNow(), transaction: forModels(connection), connection, afterCommit: (effect) => effects.push(effect), held: new Map() };
      const result = await acts.run(tx, async () => {
        await currentRequest()?.operation?.claim(unknown);
        return body(tx);
      });
      committing = true;
      await send(connection, 'COMMIT', []);
      pool().releaseConnection(connection);
      for (const effect of effects) effect();
      return result;
    } catch (error) {
      const code = errorNumber(error);
      const lost = LOST.has(code) || connectionLost(error);
      if (connection) await giveBack(connection, !lost);
      if (!RETRY.has(code) && !lost) {
        if (leavesTrace(error)) await withRequest({ ip: '', requestId: '', ...currentRequest(), operation: undefined }, () => error.afterRollback());
        throw error;
      }
      if (committing && lost) {
        if (!currentRequest()?.operation) throw new TryLater('网络中断，不能确定这次操作是否已经完成。请刷新页面查看结果，再决定是否重新提交。');
        unknown = true;
      }
      if (ticks() - started > BUDGET_MS) throw new TryLater();
      await sleep(Math.random() * Math.min(200, 5 * 2 ** Math.min(attempt, 6)));
    }
  }
}

/** Whether the database, not the act, is why it failed: a deadlock, or a connection that went. `transact()` begins the whole act again. */
export const mayBeRepeated = (error: unknown): boolean => RETRY.has(errorNumber(error)) || LOST.has(errorNumber(error)) || connectionLost(error);

/** The driver's error number (1062 duplicate, 1213 deadlock, …) or 0. */
export function errorNumber(error: unknown): number {
  const found = error as { errno?: number; parent?: { errno?: number } } | null;
  return found?.errno ?? found?.parent?.errno ?? 0;
}

/** Whether a unique key refused a row; `key` names it, with or without its table. */
export function isDuplicate(error: unknown, key: string): boolean {
  const text = String((error as { sqlMessage?: string; parent?: { sqlMessage?: string } })?.sqlMessage ?? (error as { parent?: { sqlMessage?: string } })?.parent?.sqlMessage ?? '');
  return errorNumber(error) === 1062 && text.includes(key);
}

/** An error that wants something written once its act is undone (an incident). */
const leavesTrace = (error: unknown): error is { afterRollback(): Promise<void> } => typeof (error as { afterRollback?: unknown } | null)?.afterRollback === 'function';

function forgetHeld(sql: string): void {
  const held = acts.getStore()?.held;
  for (const [key, { table }] of held ?? []) if (sql.includes(table)) held?.delete(key);
}

function connectionLost(error: unknown): boolean {
  const found = error as { code?: string; parent?: { code?: string }; name?: string } | null;
  return /PROTOCOL_CONNECTION_LOST|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|ENOENT/.test(`${found?.code ?? ''} ${found?.parent?.code ?? ''}`) || /SequelizeConnection/.test(found?.name ?? '');
}

async function onConnection<T>(work: (connection: DriverConnection) => Promise<T>): Promise<T> {
  const tx = acts.getStore();
  if (tx) return work(tx.connection);
  const connection = await pool().getConnection({});
  try {
    return await work(connection);
  } finally {
    pool().releaseConnection(connection);
  }
}

type Pool = { getConnection(options: object): Promise<DriverConnection>; releaseConnection(connection: DriverConnection): void; destroyConnection(connection: DriverConnection): Promise<void> };
const pool = (): Pool => database().connectionManager as unknown as Pool;

/** Undoes an act that failed and gives its connection back; one that does not answer any more, or in an unknown state, is thrown away. */
async function giveBack(connection: DriverConnection, answers: boolean): Promise<void> {
  if (answers) {
    try {
      await send(connection, 'ROLLBACK', []);
      return pool().releaseConnection(connection);
    } catch {
      // Its transaction goes with it.
    }
  }
  await pool().destroyConnection(connection);
}

/** The act's connection in the shape models want. Begun and ended by `transact()` only. */
function forModels(connection: DriverConnection): Transaction {
  return Object.assign(new Transaction(database(), {}), { connection });
}

function send(connection: DriverConnection, sql: string, params: Params): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let command: { queryTimeout?: NodeJS.Timeout } | null = null;
    command = connection.query({ sql, values: params as unknown[], timeout: 30_000 }, (error: QueryError | null, result: unknown, _fields: FieldPacket[]) => {
      if (!error) return resolve(result);
      // The driver leaves its timer running when the connection dies.
      clearTimeout(command?.queryTimeout);
      reject(error);
    }) as unknown as { queryTimeout?: NodeJS.Timeout };
  });
}
