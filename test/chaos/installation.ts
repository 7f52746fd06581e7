import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { connectDatabase, disconnectDatabase, row } from '../../server/database.js';
import { loadSecrets } from '../../server/installation.js';
import { startPrivateDatabase } from '../../server/private-database.js';
import { SCHEMA } from '../../server/private-database/server-process.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { WechatServer } from '../support/wechat-server.js';
import { A_WHILE } from './choice.js';
import { Database } from './stored.js';
import { freePort, ServerProcess, type Arm } from './server-process.js';

/** Office time in the scenes, unless a scene says otherwise. */
export const MORNING = '2023-05-10T09:00:00+08:00';

/** Where the installation's database comes from: the product's own private one, or one that is given by its address. */
type Keeper = { env: Record<string, string>; socketPath: string; wire?: FaultProxy; pid(): number; stop(): Promise<void> };

/**
 * One installation of the product as an office has it: a folder, a durable database, one address. Its server process may
 * die and be replaced by the next; the folder, the database and the address stay.
 */
export class Installation {
  server: ServerProcess;
  private standby: ServerProcess;

  private constructor(readonly dataDir: string, readonly port: number, private readonly keeper: Keeper, private connection: Connection, readonly database: Database, readonly wechat: WechatServer) {
    this.server = this.spare();
    this.standby = this.spare();
  }

  get url(): string { return `http://127.0.0.1:${this.port}`; }

  /** From nothing, with the private database: schema, administrators, then this test beside it at the same database. */
  static async founded(): Promise<Installation> {
    const dataDir = newFolder();
    const folder = join(dataDir, 'database');
    return Installation.begun(dataDir, { env: {}, get socketPath() { return join(realpathSync(folder), 'server.sock'); }, pid: () => Number(readFileSync(join(folder, 'server.pid'), 'utf8')), stop: async () => undefined });
  }

  /** The same with a database of its own, given by `DATABASE_URL`: it outlives the servers, several may share it, and when it dies it is started again at once. */
  static async withGivenDatabase({ dataDir = newFolder(), env = {}, databaseEnv = {} }: { dataDir?: string; env?: Record<string, string>; databaseEnv?: Record<string, string> } = {}): Promise<Installation> {
    const kept = await withEnv(databaseEnv, () => startPrivateDatabase(dataDir, { restartAfterSeconds: 0, onDeath: () => undefined }));
    const wire = new FaultProxy();
    const { port } = await wire.through(kept.target);
    return Installation.begun(dataDir, {
      env: { ...env, DATABASE_URL: `mysql://${SCHEMA}@127.0.0.1:${port}/${SCHEMA}` }, socketPath: kept.socket, pid: () => kept.pid, wire,
      async stop() { await wire.close(); await kept.stop(); },
    });
  }

  private static async begun(dataDir: string, keeper: Keeper): Promise<Installation> {
    const wechat = await WechatServer.started();
    Object.assign(keeper.env, { WECHAT_APPID: wechat.app.appId, WECHAT_SECRET: wechat.app.secret, WECHAT_API: wechat.url });
    // A provider that nobody asks: registering an identity needs one to be named.
    Object.assign(keeper.env, { OIDC_ISSUER: 'http://127.0.0.1:1', OIDC_CLIENT_ID: 'student-aid', OIDC_CLIENT_SECRET: 'secret', OIDC_CALLBACK: 'http://127.0.0.1/sign-in/unified/callback' });
    const port = await freePort();
    const first = new ServerProcess({ ...environment(dataDir, port), ...keeper.env });
    await first.go({ SEED: 'reference', CLOCK: MORNING });
    await first.kill();
    const { socketPath } = keeper;
    const connection = await lookingIn(socketPath);
    connectDatabase({ host: 'localhost', port: 0, user: SCHEMA, password: '', database: SCHEMA, socketPath, hosts: [] }, { poolSize: 1 });
    loadSecrets({ dataDir, appSecret: null, fieldKeys: null });
    const made = new Installation(dataDir, port, keeper, connection, await Database.of(connection, SCHEMA), wechat);
    await made.server.go();
    return made;
  }

  /** Another server process at the same database, at a port of its own. */
  async beside(env: Record<string, string> = {}): Promise<{ server: ServerProcess; url: string }> {
    const port = await freePort();
    const server = new ServerProcess({ ...environment(this.dataDir, port), ...this.keeper.env, ...env });
    await server.go();
    return { server, url: `http://127.0.0.1:${port}` };
  }

  /** The next server process takes over; the one before is dead or dies now. While it works, another one loads. */
  async restart(env: Record<string, string> = {}, arm?: Arm): Promise<void> {
    if (this.server.isAlive) await this.server.kill();
    this.server = this.standby;
    try {
      await this.server.go(env, arm);
    } finally {
      this.standby = this.spare();
    }
  }

  /** Waits until the database has noticed that the dead server's connections are gone and has undone what they left open. */
  async undone(): Promise<void> {
    for (const begun = performance.now(); performance.now() - begun < A_WHILE;) {
      const own = await row<{ id: number }>('SELECT CONNECTION_ID() AS id');
      const [found] = await this.connection.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE ID NOT IN (CONNECTION_ID(), ?)', [own?.id ?? 0]);
      if (Number(found[0].n) === 0) return;
      await sleep(2);
    }
    throw new Error('the database keeps connections of a dead server');
  }

  /** What lies between the servers and a given database. */
  get wire(): FaultProxy {
    if (!this.keeper.wire) throw new Error('only a given database is reached over a wire');
    return this.keeper.wire;
  }

  get databasePid(): number { return this.keeper.pid(); }

  /** After the database process `victim` died: waits until the next one answers, and looks into it again. @throws Error when none comes, or it did not die */
  async databaseIsBack(victim: number): Promise<void> {
    this.connection.destroy();
    for (const begun = performance.now(); ;) {
      try {
        if (this.keeper.pid() === victim) throw new Error('the database did not die, or no other one came');
        this.connection = await lookingIn(this.keeper.socketPath);
        this.database.lookThrough(this.connection);
        await row('SELECT 1 AS here');
        return;
      } catch (error) {
        if (performance.now() - begun > A_WHILE) throw error;
        await sleep(50);
      }
    }
  }

  /** Stops everything as an operator would, and removes it. */
  async close(): Promise<void> {
    await this.standby.kill();
    if (!this.server.isAlive) {
      this.server = this.spare();
      await this.server.go();
    }
    await disconnectDatabase();
    await this.connection.end().catch(() => undefined);
    const ended = await this.server.stop();
    await this.keeper.stop();
    await this.wechat.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
    if (ended !== '0') throw new Error(`the server did not stop cleanly: ${ended}\n${this.server.said.join('')}`);
  }

  private spare(): ServerProcess {
    return new ServerProcess({ ...environment(this.dataDir, this.port), ...this.keeper.env });
  }
}

/** What is started within inherits these. */
async function withEnv<T>(more: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, more);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(more)) if (before[name] === undefined) delete process.env[name]; else process.env[name] = before[name];
  }
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), `student-aid-test-${process.pid}-`));
export const lookingIn = (socketPath: string): Promise<Connection> => createConnection({ socketPath, user: SCHEMA, database: SCHEMA, multipleStatements: true, dateStrings: true, supportBigNumbers: true, bigNumberStrings: true, timezone: '+00:00' });

export const environment = (dataDir: string, port: number): Record<string, string> => ({ DATA_DIR: dataDir, PORT: String(port), ROLE: 'web', LOG_LEVEL: 'warn', NODE_ENV: 'development', INSTALL: 'no', DATABASE_URL: '', CLOCK: '', SEED: '' });
