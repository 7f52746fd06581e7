import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { connectDatabase, disconnectDatabase, row } from '../../server/database.js';
import { loadSecrets } from '../../server/installation.js';
import { SCHEMA } from '../../server/private-database/server-process.js';
import { Database } from './stored.js';
import { freePort, ServerProcess, type Arm } from './server-process.js';

/** Office time in the scenes, unless a scene says otherwise. */
export const MORNING = '2023-05-10T09:00:00+08:00';

/**
 * One installation of the product as an office has it: a folder, its own durable database, one address. Its server process may
 * die and be replaced by the next; the folder, the database and the address stay.
 */
export class Installation {
  server: ServerProcess;
  private standby: ServerProcess;

  private constructor(readonly dataDir: string, readonly port: number, private readonly connection: Connection, readonly database: Database) {
    this.server = this.spare();
    this.standby = this.spare();
  }

  get url(): string { return `http://127.0.0.1:${this.port}`; }

  /** From nothing: database, schema, administrators, then this test beside it at the same database. */
  static async founded(): Promise<Installation> {
    const dataDir = mkdtempSync(join(tmpdir(), `student-aid-test-${process.pid}-`));
    const port = await freePort();
    const first = new ServerProcess(environment(dataDir, port));
    await first.go({ SEED: 'reference', CLOCK: MORNING });
    await first.kill();
    const socketPath = join(realpathSync(join(dataDir, 'database')), 'server.sock');
    const connection = await createConnection({ socketPath, user: SCHEMA, database: SCHEMA, multipleStatements: true, dateStrings: true, supportBigNumbers: true, bigNumberStrings: true, timezone: '+00:00' });
    connectDatabase({ host: 'localhost', port: 0, user: SCHEMA, password: '', database: SCHEMA, socketPath, fallbackHosts: [] }, { poolSize: 1 });
    loadSecrets({ dataDir, appSecret: null, fieldKeys: null });
    const made = new Installation(dataDir, port, connection, await Database.of(connection, SCHEMA));
    await made.server.go();
    return made;
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
    for (let tries = 0; tries < 1000; tries += 1) {
      const own = await row<{ id: number }>('SELECT CONNECTION_ID() AS id');
      const [found] = await this.connection.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE ID NOT IN (CONNECTION_ID(), ?)', [own?.id ?? 0]);
      if (Number(found[0].n) === 0) return;
      await sleep(2);
    }
    throw new Error('the database keeps connections of a dead server');
  }

  get databasePid(): number { return Number(readFileSync(join(this.dataDir, 'database', 'server.pid'), 'utf8')); }

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
    rmSync(this.dataDir, { recursive: true, force: true });
    if (ended !== '0') throw new Error(`the server did not stop cleanly: ${ended}\n${this.server.said.join('')}`);
  }

  private spare(): ServerProcess {
    return new ServerProcess(environment(this.dataDir, this.port));
  }
}

const environment = (dataDir: string, port: number): Record<string, string> => ({ DATA_DIR: dataDir, PORT: String(port), ROLE: 'web', LOG_LEVEL: 'warn', NODE_ENV: 'development', INSTALL: 'no', DATABASE_URL: '', CLOCK: '', SEED: '' });
