import { AsyncLocalStorage } from 'node:async_hooks';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection as DriverConnection, FieldPacket, QueryError, ResultSetHeader } from 'mysql2';
import { Sequelize, Transaction } from 'sequelize';
import { CLOCK_SQL, officeTime, realNow, ticks } from './lib/clock.js';
import { currentRequest, withRequest } from './lib/act-context.js';
import { TryLater } from './lib/errors.js';
import { isNoSpace, NoSpace } from './lib/no-space.js';
import { demandRoom } from './room.js';
import { fitnessFrom, nameOfHost, NoWriter, WriterChoice, type Fitness } from './database-hosts.js';
import type { DatabaseHost, DatabaseTarget } from './env.js';

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
  /** Statements that wait for the act's next one, see `later`. */
  readonly waiting: Waiting[];
};
type Waiting = { sql: string; params: Params; demand?: Demand };
/** How many rows a statement must have changed, and what is thrown when it did not. */
export type Demand = { affected: number; otherwise: () => Error };
export type Statement = { sql: string; params?: Params };

export type Params = readonly (string | number | boolean | Date | Buffer | null | readonly (string | number)[] | readonly (readonly (string | number | Date | Buffer | null)[])[])[];

const acts = new AsyncLocalStorage<Tx>();
let current: Sequelize | null = null;
/** Of a cluster: which host is written to; and the connections there are. */
let cluster: WriterChoice | null = null;
const connected = new Map<DriverConnection, { synced: boolean }>();

/** Connects (lazily) to the one database of this process; of several hosts, to the one all write to. */
export function connectDatabase(target: DatabaseTarget, options: { poolSize?: number } = {}): Sequelize {
  const choice = target.hosts.length > 1 ? new WriterChoice(target, (host) => cutOff(host)) : null;
  cluster = choice;
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
      multipleStatements: true, // see `later`; decisions/statements-travel-together.md
    },
    hooks: {
      beforeConnect: async (config) => {
        if (choice) Object.assign(config, await choice.current());
      },
      afterConnect: async (connection) => {
        const driver = connection as DriverConnection;
        if (choice) await admit(driver, choice);
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
  cluster?.close();
  cluster = null;
  await current?.close();
  current = null;
}

export const currentTx = (): Tx | undefined => acts.getStore();

/** The transaction of the act under way. @throws Error outside an act: a programming mistake. */
export const requireTx = (): Tx => acts.getStore() ?? outside();
function outside(): never { throw new Error('this must run inside transact()'); }

/** Sequelize option that puts a model's query into the act under way, if there is one. */
export const inAct = (): { transaction: Transaction } | Record<string, never> => {
  const tx = acts.getStore();
  return tx ? { transaction: tx.transaction } : {};
};

/** Rows of one parametrised statement, in the act under way or, outside one, on its own. */
export async function rows<T extends object>(sql: string, params: Params = []): Promise<T[]> {
  return onConnection(async (connection) => (await sendAll(connection, [{ sql, params }]))[0] as T[]);
}

/** The first row or undefined. */
export async function row<T extends object>(sql: string, params: Params = []): Promise<T | undefined> {
  return (await rows<T>(sql, params))[0];
}

/** The rows of several parametrised statements that do not need each other's answers, asked for in one go and carried out in order. */
export async function together(statements: readonly Statement[]): Promise<object[][]> {
  return onConnection(async (connection) => (await sendAll(connection, statements)) as object[][]);
}

/**
 * Runs a statement whose answer nothing in the act waits for (a write, a lock) together with the act's next one, or before the
 * commit: they travel and are carried out in order, so the act sees them done. Outside an act it runs at once. A key that
 * refuses a row is told by the next statement, so what expects a refusal uses `run`.
 * @param demand the rows it must change; what is thrown else is thrown by the next statement.
 */
export async function later(sql: string, params: Params = [], demand?: Demand): Promise<void> {
  forgetHeld(sql);
  const tx = acts.getStore();
  if (tx) tx.waiting.push({ sql, params, ...(demand ? { demand } : {}) });
  else await onConnection((connection) => sendAll(connection, [{ sql, params }]));
}

/** Carries out what `later` has put off, where the act must know now that it was done. */
export async function settle(): Promise<void> {
  await onConnection((connection) => sendAll(connection, []));
}

/**
 * Reads what cannot change under this act, because the act holds the row it hangs on locked, and keeps it until a statement of
 * the act itself writes to the table. Outside an act it is read each time.
 * @param table the table whose rows are read; @param key what of it.
 */
export async function heldRead<T>(table: string, key: string, read: () => Promise<T>): Promise<T> {
  const kept = acts.getStore()?.held.get(`${table}:${key}`);
  if (kept) return kept.value as T;
  const value = await read();
  hold(table, key, value);
  return value;
}

/** Tells `heldRead` what the act knows without asking: what it has just written, or read with something else. */
export function hold(table: string, key: string, value: unknown): void {
  acts.getStore()?.held.set(`${table}:${key}`, { table, value });
}

/** Runs one writing statement. Writes outside an act are single statements that need no company. */
export async function run(sql: string, params: Params = []): Promise<{ affected: number; insertId: number }> {
  forgetHeld(sql);
  return onConnection(async (connection) => {
    const [result] = (await sendAll(connection, [{ sql, params }])) as ResultSetHeader[];
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
/** Lost, or (1290, 1836) a server that may not be written to any more. */
const LOST = new Set([1047, 1053, 1040, 1180, 1290, 1836, 1927, 4031, 2013, 2006]);
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
  await demandRoom();
  const started = ticks();
  let unknown = false;
  for (let attempt = 0; ; attempt += 1) {
    let connection: DriverConnection | null = null;
    let committing = false;
    try {
      connection = await pool().getConnection({});
      if (unknown) await catchUp(connection);
      const effects: (() => void)[] = [];
      const [, [clock]] = (await send(connection, `START TRANSACTION; ${CLOCK_SQL}`, [])) as [unknown, { now: Date; offset_ms: string | null }[]];
      const tx: Tx = { now: officeTime(clock), recordedAt: realNow(), transaction: forModels(connection), connection, afterCommit: (effect) => effects.push(effect), held: new Map(), waiting: [] };
      const result = await acts.run(tx, async () => {
        await currentRequest()?.operation?.claim(unknown);
        const done = await body(tx);
        await settle();
        return done;
      });
      committing = true;
      await send(connection, 'COMMIT', []);
      pool().releaseConnection(connection);
      for (const effect of effects) effect();
      return result;
    } catch (error) {
      const code = errorNumber(error);
      const lost = LOST.has(code) || connectionLost(error);
      if (connection && lost) cluster?.doubt(hostOf(connection));
      if (connection) await giveBack(connection, !lost);
      if (!mayBeRepeated(error)) {
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

/**
 * Whether the database, not the act, is why it failed: a deadlock, a connection that went, or another act that took the next
 * place in the same chain of records. `transact()` begins the whole act again.
 */
export const mayBeRepeated = (error: unknown): boolean => RETRY.has(errorNumber(error)) || LOST.has(errorNumber(error)) || connectionLost(error) || isDuplicate(error, 'audit_events_chain');

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
  // The driver has no code for a statement on a connection it has already seen go.
  return /PROTOCOL_CONNECTION_LOST|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|ENOENT/.test(`${found?.code ?? ''} ${found?.parent?.code ?? ''}`) || /SequelizeConnection/.test(found?.name ?? '') || /connection is in closed state/.test(String((error as Error | null)?.message));
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

/** What the database of this process is now: writable or not, and its place in a cluster. */
export const databaseFitness = (): Promise<Fitness & { host: string | null }> =>
  onConnection(async (connection) => ({ ...(await fitnessFrom(async (sql) => (await send(connection, sql, [])) as Record<string, unknown>[])), host: cluster ? nameOfHost(hostOf(connection)) : null }));

const hostOf = (connection: DriverConnection): DatabaseHost => ({ host: String(connection.config.host), port: Number(connection.config.port) });

/** A new connection to a node of a cluster: it must be fit, and know all that was done through another node before. */
async function admit(connection: DriverConnection, choice: WriterChoice): Promise<void> {
  connected.set(connection, { synced: false });
  streamOf(connection).once('close', () => connected.delete(connection));
  try {
    const fitness = await fitnessFrom(async (sql) => (await send(connection, sql, [])) as Record<string, unknown>[]);
    if (!fitness.writable) throw new NoWriter(`${nameOfHost(hostOf(connection))} is not fit to be written to`);
    connected.set(connection, { synced: fitness.cluster !== null });
    await catchUp(connection);
  } catch (error) {
    choice.doubt(hostOf(connection));
    connection.destroy();
    throw error;
  }
}

/** Waits until this node of a cluster has applied all that was committed on the others by now (a causal read); elsewhere there is nothing to wait for. */
async function catchUp(connection: DriverConnection): Promise<void> {
  if (connected.get(connection)?.synced) await send(connection, 'SET SESSION wsrep_sync_wait = 15; SELECT 1 FROM (SELECT 1) AS here; SET SESSION wsrep_sync_wait = 0', []);
}

/** Throws away all connections to a host that is left; whoever waits for an answer there begins again on the new writer. */
function cutOff({ host, port }: DatabaseHost): void {
  for (const connection of connected.keys()) if (hostOf(connection).host === host && hostOf(connection).port === port) streamOf(connection).destroy(Object.assign(new Error(`${host}:${port} is left`), { code: 'ECONNRESET' }));
}

const streamOf = (connection: DriverConnection): Socket => (connection as unknown as { stream: Socket }).stream;

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

/** The answers of these statements; what waited goes first and is held against its demands. */
async function sendAll(connection: DriverConnection, statements: readonly Statement[]): Promise<unknown[]> {
  const waiting = acts.getStore()?.waiting.splice(0) ?? [];
  const all: readonly Statement[] = [...waiting, ...statements];
  if (all.length === 0) return [];
  if (all.length === 1) return answered(waiting, [await send(connection, all[0].sql, all[0].params ?? [])]);
  return answered(waiting, (await send(connection, all.map(({ sql, params }) => connection.format(sql, params as unknown[])).join(';\n'), [])) as unknown[]);
}

function answered(waiting: readonly Waiting[], answers: unknown[]): unknown[] {
  for (const [at, { demand }] of waiting.entries()) if (demand && (answers[at] as ResultSetHeader).affectedRows !== demand.affected) throw demand.otherwise();
  return answers.slice(waiting.length);
}

function send(connection: DriverConnection, sql: string, params: Params): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let command: { queryTimeout?: NodeJS.Timeout } | null = null;
    command = connection.query({ sql, values: params as unknown[], timeout: 30_000 }, (error: QueryError | null, result: unknown, _fields: FieldPacket[]) => {
      if (!error) return resolve(result);
      // The driver leaves its timer running when the connection dies.
      clearTimeout(command?.queryTimeout);
      reject(isNoSpace(error) ? Object.assign(new NoSpace(), { cause: error }) : error);
    }) as unknown as { queryTimeout?: NodeJS.Timeout };
  });
}
