import { setTimeout as sleep } from 'node:timers/promises';
import mysql, { type Connection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { ticks } from './lib/clock.js';
import type { DatabaseHost, DatabaseTarget } from './env.js';

/*
 * Several hosts in DATABASE_URL: a Galera cluster, of which everybody writes to one node. Which one is a row of the database
 * itself (`database_writer`), so that all processes agree; it changes by compare-and-set when the node it names is not fit any
 * more. That row is an agreement, not a lock: two writers for a moment cost repeated acts, never a wrong one
 * (decisions/one-writer-of-a-cluster.md).
 */

/** A host that does not answer within this is left. */
const PROBE_MS = 1500;
/** The new writer may have to wait until the cluster has given up the old one. */
const AGREE_MS = 8000;
const WATCH_MS = 1000;
const AGAIN_MS = 100;
/** Misses in a row before the writer is left. */
const MISSES = 2;
const NO_SUCH_TABLE = 1146;
const NO_SUCH_SCHEMA = 1049;

/** What a host is fit for. `synced`: of a cluster, and up to date. */
export type Fitness = { writable: boolean; readOnly: boolean; cluster: { size: number; state: string; primary: boolean } | null };

/** No host can be written to now; acts are begun again until one can, or their time is up. */
export class NoWriter extends Error {
  readonly code = 'ECONNREFUSED';
}

/** A host as it is named in the row and in messages. */
export const nameOfHost = ({ host, port }: DatabaseHost): string => `${host}:${port}`;

/** Reads whether a server may be written to: not read-only, and, in a cluster, in its majority and up to date. */
export async function fitnessFrom(ask: (sql: string) => Promise<Record<string, unknown>[]>): Promise<Fitness> {
  const [server] = await ask('SELECT @@GLOBAL.read_only AS read_only');
  const readOnly = Number(server?.read_only) === 1;
  const status = new Map((await ask("SHOW STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_cluster_status', 'wsrep_cluster_size', 'wsrep_local_state', 'wsrep_local_state_comment')")).map((one) => [String(one.Variable_name), String(one.Value)]));
  const provider = status.has('wsrep_local_state');
  const cluster = provider ? { size: Number(status.get('wsrep_cluster_size') ?? 0), state: status.get('wsrep_local_state_comment') ?? '', primary: status.get('wsrep_cluster_status') === 'Primary' } : null;
  // 4 is Synced, 2 is Donor: it gives its state to another node, and may be slow or blocked.
  return { writable: !readOnly && (!provider || (status.get('wsrep_ready') === 'ON' && cluster?.primary === true && status.get('wsrep_local_state') === '4')), readOnly, cluster };
}

type Answer = { host: DatabaseHost; connection: Connection; fitness: Fitness; row: { host: string; epoch: number } | null };

/** The one host of several that this process writes to, watched. */
export class WriterChoice {
  private writer: DatabaseHost | null = null;
  private choosing: Promise<DatabaseHost> | null = null;
  private watching: Connection | null = null;
  private closed = false;
  private readonly stop = new AbortController();

  /** @param left hears that a host is not written to any more: its connections are to be thrown away. */
  constructor(private readonly target: DatabaseTarget, private readonly left: (host: DatabaseHost) => void) {
    void this.watch();
  }

  /** Where to connect to. @throws NoWriter */
  async current(): Promise<DatabaseHost> {
    return this.writer ?? (this.choosing ??= this.choose().finally(() => { this.choosing = null; }));
  }

  /** This host failed somebody: whether it is still the writer is asked again. */
  doubt(host: DatabaseHost): void {
    if (this.writer && nameOfHost(this.writer) === nameOfHost(host)) this.writer = null;
  }

  close(): void {
    this.closed = true;
    this.stop.abort();
    this.watching?.destroy();
  }

  private async choose(): Promise<DatabaseHost> {
    const before = this.last;
    const writer = await chooseWriter(this.target);
    if (before && nameOfHost(before) !== nameOfHost(writer)) {
      this.left(before);
      this.watching?.destroy(); // it looked at the one that is left
      this.watching = null;
    }
    this.last = writer;
    this.writer = writer;
    return writer;
  }
  private last: DatabaseHost | null = null;

  /** Looks every second whether the writer answers, is fit, and is still the one all agree on. */
  private async watch(): Promise<void> {
    let misses = 0;
    while (!this.closed) {
      // Always a pause: whoever doubts the writer in between leaves nothing to look at, and this must not spin.
      await sleep(misses === 0 ? WATCH_MS : AGAIN_MS, undefined, { ref: false, signal: this.stop.signal }).catch(() => undefined);
      const host = this.writer;
      if (!host) misses = 0;
      if (this.closed || !host) continue;
      try {
        this.watching ??= await open(this.target, host);
        const agreed = await agreedOn(this.watching);
        const fitness = await fitnessOf(this.watching);
        misses = 0;
        if (!fitness.writable || (agreed && agreed.host !== nameOfHost(host) && this.target.hosts.some((one) => nameOfHost(one) === agreed.host))) this.leave(host);
      } catch {
        this.watching?.destroy();
        this.watching = null;
        misses += 1;
        if (misses >= MISSES) { misses = 0; this.leave(host); }
      }
    }
  }

  private leave(host: DatabaseHost): void {
    this.watching?.destroy();
    this.watching = null;
    this.doubt(host);
    this.left(host); // what waits for it begins again elsewhere
  }
}

/**
 * The host everybody writes to now. All are asked at once; the one named in the row is taken where it is fit, else the first
 * fit one in the order of DATABASE_URL becomes the writer, for everybody.
 * @throws NoWriter
 */
export async function chooseWriter(target: DatabaseTarget): Promise<DatabaseHost> {
  if (target.hosts.length <= 1) return target.hosts[0] ?? { host: target.host, port: target.port };
  const answers = (await Promise.all(target.hosts.map((host) => probe(target, host)))).filter((one) => one !== null);
  try {
    const fit = answers.filter(({ fitness }) => fitness.writable);
    const rows = fit.flatMap(({ row }) => (row ? [row] : []));
    // A node that is behind names an older one.
    const agreed = rows.reduce<(typeof rows)[number] | null>((newest, one) => (newest && newest.epoch >= one.epoch ? newest : one), null);
    const named = fit.find(({ host }) => nameOfHost(host) === agreed?.host);
    if (named) return named.host;
    for (const { host, connection } of fit) if (!agreed || (await agree(connection, host, agreed.epoch))) return host;
  } finally {
    for (const { connection } of answers) connection.destroy();
  }
  throw new NoWriter(`数据库集群里没有一台可以写（${target.hosts.map(nameOfHost).join('、')}）。`);
}

/** Makes a host the writer, if nobody has changed the row since. */
async function agree(connection: Connection, host: DatabaseHost, epoch: number): Promise<boolean> {
  try {
    const [changed] = await connection.query<ResultSetHeader>({ sql: 'UPDATE database_writer SET host = ?, epoch = epoch + 1, since = UTC_TIMESTAMP(3) WHERE id = 1 AND epoch = ?', values: [nameOfHost(host), epoch], timeout: AGREE_MS });
    return changed.affectedRows === 1;
  } catch {
    return false;
  }
}

async function probe(target: DatabaseTarget, host: DatabaseHost): Promise<Answer | null> {
  let connection: Connection | null = null;
  try {
    connection = await open(target, host);
    const fitness = await fitnessOf(connection);
    return { host, connection, fitness, row: fitness.writable ? await agreedOn(connection) : null };
  } catch {
    connection?.destroy();
    return null;
  }
}

/** A connection for looking only; one that hangs is given up. */
async function open({ user, password, database }: DatabaseTarget, { host, port }: DatabaseHost): Promise<Connection> {
  const connecting = mysql.createConnection({ host, port, user, password, connectTimeout: PROBE_MS });
  // A server that stands still takes the connection and never greets.
  const begun = ticks();
  const connection = await Promise.race([connecting, sleep(PROBE_MS, null, { ref: false })]);
  if (!connection) {
    void connecting.then((late) => late.destroy(), () => undefined);
    throw new NoWriter(`${host}:${port} did not answer in ${Math.round(ticks() - begun)} ms`);
  }
  connection.on('error', () => undefined);
  try {
    await connection.query({ sql: `USE ${mysql.escapeId(database)}`, timeout: PROBE_MS });
  } catch (error) {
    if ((error as { errno?: number }).errno !== NO_SUCH_SCHEMA) { connection.destroy(); throw error; }
  }
  return connection;
}

const fitnessOf = (connection: Connection): Promise<Fitness> => fitnessFrom(async (sql) => (await connection.query<RowDataPacket[]>({ sql, timeout: PROBE_MS }))[0]);

/** What the row says, as this node knows it; null before the first migration. */
async function agreedOn(connection: Connection): Promise<{ host: string; epoch: number } | null> {
  try {
    const [[found]] = await connection.query<RowDataPacket[]>({ sql: 'SELECT host, epoch FROM database_writer WHERE id = 1', timeout: PROBE_MS });
    return found ? { host: String(found.host), epoch: Number(found.epoch) } : null;
  } catch (error) {
    if ([NO_SUCH_TABLE, 1046].includes((error as { errno?: number }).errno ?? 0)) return null;
    throw error;
  }
}
