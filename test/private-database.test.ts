import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { startPrivateDatabase, type PrivateDatabase, type PrivateDatabaseOptions } from '../server/private-database.js';
import { findServer } from '../server/private-database/binaries.js';
import { prepareFolder } from '../server/private-database/folder.js';
import { holdFolder } from '../server/private-database/holder.js';
import { isRunning } from '../server/private-database/process-identity.js';

jest.setTimeout(120_000); // starts and stops a server in nearly every test

const root = process.getuid?.() === 0;
const asRoot = root ? it : it.skip; // only root can give the database another owner
const opened: PrivateDatabase[] = [];
const parents: ReturnType<typeof spawn>[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aid-private-'));
  chmodSync(folder, 0o755);
});

afterEach(async () => {
  for (const database of opened.splice(0)) await database.stop();
  for (const parent of parents.splice(0)) parent.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('opening', () => {
  it('opens a database from nothing, with the settings the books need', async () => {
    const database = await open();
    const [settings] = await ask(database, `SELECT @@tx_isolation AS isolation, @@sql_mode AS mode, @@time_zone AS zone, @@character_set_server AS charset,
      @@innodb_flush_log_at_trx_commit AS flush, @@innodb_log_file_size AS log, @@innodb_buffer_pool_size AS pool, @@max_allowed_packet AS packet,
      @@performance_schema AS performance, @@max_connections AS connections, @@skip_networking AS closed`);
    expect(settings).toMatchObject({
      isolation: 'READ-COMMITTED', zone: '+00:00', charset: 'utf8mb4', flush: 1, log: 48 << 20, pool: 256 << 20,
      packet: 64 << 20, performance: 0, connections: 150, closed: 1,
    });
    expect(settings.mode).toContain('STRICT_TRANS_TABLES');
  });

  it('tells rare characters in names apart', async () => {
    const [answer] = await ask(await open(), "SELECT '𠮷' = '𠀀' COLLATE utf8mb4_unicode_520_ci AS same");
    expect(answer.same).toBe(0);
  });

  it('keeps its files where only the server gets at them, and never runs as root', async () => {
    const database = await open();
    const place = statSync(join(folder, 'database'));
    expect(place.mode & 0o777).toBe(0o700);
    expect(database.socket).toBe(join(folder, 'database', 'server.sock'));
    if (root) expect(statSync(`/proc/${database.pid}`).uid).not.toBe(0);
  });

  it('gives the application no right over the server itself', async () => {
    const database = await open();
    await expect(ask(database, 'SET GLOBAL innodb_flush_log_at_trx_commit = 0')).rejects.toThrow(/Access denied/);
    await expect(ask(database, 'CREATE DATABASE elsewhere')).rejects.toThrow(/Access denied/);
  });

  it('works in a folder whose path is too long for a socket', async () => {
    const deep = join(folder, '很长的目录名'.repeat(8));
    const database = await open({}, deep);
    expect(Buffer.byteLength(database.socket)).toBeLessThan(104);
    expect(statSync(dirname(database.socket)).mode & 0o777).toBe(0o700);
    expect(await ask(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await database.stop();
    expect(existsSync(dirname(database.socket))).toBe(false);
  });

  it('begins again when an earlier first start was killed half-way', async () => {
    mkdirSync(join(folder, 'database', 'files.new'), { recursive: true });
    writeFileSync(join(folder, 'database', 'files.new', 'ibdata1'), 'half');
    expect(await ask(await open(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('stopping', () => {
  it('shuts down cleanly and keeps what was stored', async () => {
    const first = await open();
    await ask(first, 'CREATE TABLE kept (n INT PRIMARY KEY)');
    await ask(first, 'INSERT INTO kept VALUES (7)');
    await first.stop();
    expect(isRunning(first.pid)).toBe(false);
    expect(readFileSync(join(folder, 'database', 'server.log'), 'utf8')).toContain('Shutdown complete');
    expect(existsSync(join(folder, 'database', 'holder.json'))).toBe(false);
    const second = await open();
    expect(second.takenOver).toBe(false);
    expect(await ask(second, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('reports the death of the server and starts it again on the same socket', async () => {
    const deaths: { message: string; restarted: boolean }[] = [];
    const database = await open({ restartAfterSeconds: 0, onDeath: (death) => deaths.push(death) });
    const before = database.pid;
    process.kill(before, 'SIGKILL');
    await until(() => deaths.length > 0);
    expect(deaths).toEqual([{ message: expect.stringContaining(String(before)), restarted: true }]);
    expect(database.pid).not.toBe(before);
    expect(await ask(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('does not start a server again and again that dies at once', async () => {
    const deaths: { message: string; restarted: boolean }[] = [];
    const database = await open({ onDeath: (death) => deaths.push(death) });
    process.kill(database.pid, 'SIGKILL');
    await until(() => deaths.length > 0);
    expect(deaths[0].restarted).toBe(false);
  });

  it('starts a server that died at once again after a pause', async () => {
    const [deaths, said]: [boolean[], string[]] = [[], []];
    const database = await open({ restartAfterSeconds: 2, onDeath: ({ restarted }) => deaths.push(restarted), say: (line) => said.push(line) });
    const before = database.pid;
    const killed = performance.now();
    process.kill(before, 'SIGKILL');
    await until(() => said.includes('数据库进程已重新启动。'));
    expect(performance.now() - killed).toBeGreaterThan(1900);
    expect([deaths, database.pid !== before, await ask(database, 'SELECT 1 AS one')]).toEqual([[false], true, [{ one: 1 }]]);
  });
});

describe('one holder', () => {
  it('refuses a second start, naming who holds the folder and since when', async () => {
    const database = await open();
    await expect(open()).rejects.toThrow(new RegExp(`进程号 ${process.pid}，自 .*起`));
    expect(await ask(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('takes over the running server of a parent that was killed, with everything in it', async () => {
    const left = await openInAnotherProcess();
    await expect(open()).rejects.toThrow(`进程号 ${left.parent.pid}`);
    await kill(left.parent);
    expect(isRunning(left.pid)).toBe(true);
    const database = await open();
    expect(database).toMatchObject({ takenOver: true, pid: left.pid });
    expect(await ask(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await database.stop();
    expect(isRunning(left.pid)).toBe(false);
  });

  it('stops a left server that runs with other settings, and starts it with those of today', async () => {
    const left = await openInAnotherProcess();
    await kill(left.parent);
    const database = await open({ durable: false });
    expect(isRunning(left.pid)).toBe(false);
    expect(await ask(database, 'SELECT @@innodb_flush_log_at_trx_commit AS flush')).toEqual([{ flush: 0 }]);
  });

  it('reports the death of a server that was taken over', async () => {
    const left = await openInAnotherProcess();
    await kill(left.parent);
    const deaths: { message: string }[] = [];
    await open({ onDeath: (death) => deaths.push(death) });
    process.kill(left.pid, 'SIGKILL');
    await until(() => deaths.length > 0);
    expect(deaths[0].message).toContain(String(left.pid));
  });

  it('does not take a later process with the same number for the holder', () => {
    writeFileSync(join(folder, 'holder.json'), JSON.stringify({ pid: process.ppid, birth: 'another boot:1' }));
    holdFolder(folder)();
    expect(existsSync(join(folder, 'holder.json'))).toBe(false);
  });

  it('does not stumble over an entry torn by a power cut', () => {
    writeFileSync(join(folder, 'holder.json'), '{"pid":');
    const release = holdFolder(folder);
    expect(() => holdFolder(folder)).toThrow(`进程号 ${process.pid}`);
    release();
  });
});

describe('a folder the server cannot enter', () => {
  asRoot('puts the files where it can, leaves a link and says so', () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const said: string[] = [];
    const place = prepareFolder(join(closed, 'var'), (line) => said.push(line));
    try {
      expect(said.join()).toContain(`进不了 ${closed}`);
      expect(readlinkSync(join(closed, 'var', 'database'))).toBe(place.folder);
      expect(statSync(place.folder).mode & 0o777).toBe(0o700);
      expect(statSync(closed).mode & 0o777).toBe(0o700);
    } finally {
      rmSync(place.folder, { recursive: true });
    }
    expect(() => prepareFolder(join(closed, 'var'), () => undefined)).toThrow('数据库文件不见了');
  });
});

describe('a machine without MariaDB', () => {
  const quiet = (): void => undefined;

  it('names the one command to type when it may not install', async () => {
    await expect(findServer({ install: false, say: quiet, path: folder, system: ['ubuntu', 'debian'] })).rejects.toThrow(/apt-get install -y --no-install-recommends mariadb-server-core/);
    await expect(findServer({ install: true, say: quiet, path: folder, system: ['openeuler'] })).rejects.toThrow(/dnf install -y mariadb-server/);
  });

  asRoot('installs the bare server on Debian, fetching the package lists when they do not know it', async () => {
    program('apt-get', `echo "$*" >> ${folder}/typed
      case "$1" in update) : > ${folder}/updated; exit 0;; esac
      [ -e ${folder}/updated ] || { echo 'E: Unable to locate package' >&2; exit 100; }
      : > ${folder}/mariadbd; /bin/chmod 755 ${folder}/mariadbd`);
    const said: string[] = [];
    expect(await findServer({ install: true, say: (line) => said.push(line), path: folder, system: ['debian'] })).toBe(join(folder, 'mariadbd'));
    expect(said[0]).toContain('apt-get');
    expect(readFileSync(join(folder, 'typed'), 'utf8').trimEnd().split('\n').slice(-2)).toEqual(['update', 'install -y --no-install-recommends mariadb-server-core']);
  });

  asRoot('says what went wrong when the installation fails', async () => {
    program('apt-get', "echo 'E: Could not resolve host' >&2; exit 100");
    await expect(findServer({ install: true, say: quiet, path: folder, system: ['debian'] })).rejects.toThrow(/Could not resolve host[^]*请检查网络后执行/);
  });
});

async function open(options: PrivateDatabaseOptions = {}, dataDir = folder): Promise<PrivateDatabase> {
  const database = await startPrivateDatabase(dataDir, { install: false, onDeath: () => undefined, ...options });
  opened.push(database);
  return database;
}

async function ask(database: PrivateDatabase, sql: string): Promise<RowDataPacket[]> {
  const { socketPath, user, database: schema } = database.target;
  const connection = await createConnection({ socketPath, user, database: schema, charset: 'utf8mb4' });
  try {
    return (await connection.query<RowDataPacket[]>(sql))[0];
  } finally {
    await connection.end();
  }
}

async function openInAnotherProcess(): Promise<{ pid: number; parent: ReturnType<typeof spawn> }> {
  const parent = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'support', 'open-database.ts'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  parents.push(parent);
  const [line] = await once(parent.stdout, 'data');
  const { pid }: { pid: number } = JSON.parse(String(line));
  return { pid, parent };
}

async function kill(child: ReturnType<typeof spawn>): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function until(met: () => boolean): Promise<void> {
  for (let tries = 0; !met(); tries += 1) {
    if (tries > 300) throw new Error('waited 15 seconds in vain');
    await sleep(50);
  }
}

function program(name: string, text: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}
