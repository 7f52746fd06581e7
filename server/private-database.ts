import { existsSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseTarget } from './env.js';
import { findServer } from './private-database/binaries.js';
import { prepareFolder, type DatabaseFolder } from './private-database/folder.js';
import { holdFolder } from './private-database/holder.js';
import { APPLICATION_ACCOUNT, createFiles, lastWords, SCHEMA, startServer, stopServer, takeOver, type RunningServer } from './private-database/server-process.js';

export { DatabaseStartRefused } from './private-database/start-refused.js';

export type PrivateDatabaseOptions = {
  /** False for tests: quick, and everything may be lost when the machine stops. Such a database is not shut down but killed. */
  durable?: boolean;
  /** Whether a missing mariadbd may be installed; unless given, INSTALL=no forbids it. */
  install?: boolean;
  /** Hears one Chinese line about anything that takes long or that the operator should know. */
  say?: (line: string) => void;
  /** The server ended although nobody stopped it. `restarted`: it answers again; requests in between were refused with 503. */
  onDeath?: (death: { message: string; restarted: boolean }) => void;
  /** A server that ended sooner than this after its start is started again only after as long a pause. */
  restartAfterSeconds?: number;
};

export type PrivateDatabase = {
  /** The Unix socket; the server listens nowhere else. */
  socket: string;
  /** For `connectDatabase`: the application's account and schema. */
  target: DatabaseTarget;
  pid: number;
  /** True when a server left by a killed parent was found and taken over. */
  takenOver: boolean;
  stop(): Promise<void>;
};

/**
 * Opens the product's own MariaDB with its files in `DATA_DIR/database` (0700), listening on a Unix socket only,
 * never as root. From nothing this takes about a second.
 * @throws DatabaseStartRefused when another process holds the folder, the program is missing, or the server does not start.
 */
export async function startPrivateDatabase(dataDir: string, options: PrivateDatabaseOptions = {}): Promise<PrivateDatabase> {
  const { durable = true, say = () => undefined, install = process.env.INSTALL !== 'no' } = options;
  const binary = await findServer({ install, say });
  const place = prepareFolder(resolve(dataDir), say);
  const release = holdFolder(place.folder);
  try {
    const left = await takeOver(binary, place, durable);
    if (left) say('找到上次留下的数据库进程，已接管。');
    if (!left && !existsSync(place.files)) {
      say('正在建立数据库……');
      await createFiles(binary, place, durable);
    }
    const server = left ?? (await startServer(binary, place, durable));
    const kept = keepRunning(server, place, () => startServer(binary, place, durable), options);
    return {
      socket: place.socket,
      target: { host: 'localhost', port: 0, user: APPLICATION_ACCOUNT, password: '', database: SCHEMA, socketPath: place.socket, hosts: [] },
      get pid() {
        return kept.pid();
      },
      takenOver: left !== null,
      stop: async () => {
        await kept.stop(durable ? 'SIGTERM' : 'SIGKILL');
        rmSync(place.pidFile, { force: true });
        if (dirname(place.socket) !== place.folder) rmSync(dirname(place.socket), { recursive: true, force: true });
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** The product's own database where another process (the running product) has it open; null when nobody has. */
export async function runningDatabase(dataDir: string): Promise<DatabaseTarget | null> {
  const link = join(resolve(dataDir), 'database');
  if (!existsSync(link)) return null;
  const { socket } = prepareFolder(resolve(dataDir), () => undefined);
  const answers = await new Promise<boolean>((answer) => {
    const trying = createConnection(socket, () => { trying.destroy(); answer(true); });
    trying.once('error', () => answer(false));
  });
  return answers ? { host: 'localhost', port: 0, user: APPLICATION_ACCOUNT, password: '', database: SCHEMA, socketPath: socket, hosts: [] } : null;
}

/** Watches the server, starts it again when it dies (the pool reconnects to the same socket), and stops it once. */
function keepRunning(first: RunningServer, place: DatabaseFolder, start: () => Promise<RunningServer>, options: PrivateDatabaseOptions) {
  const { restartAfterSeconds = 30, onDeath = ({ message }) => console.error(message), say = () => undefined } = options;
  let server = first;
  let stopping: Promise<void> | null = null;
  const shutWithUs = (): void => { // process.exit without stop(): the server then ends by itself
    try {
      process.kill(server.pid, 'SIGTERM');
    } catch {
      // it has ended already
    }
  };
  const pause = Math.max(1, restartAfterSeconds) * 1000;
  const watch = async (started: number): Promise<void> => {
    await server.ended;
    if (stopping) return;
    const message = `数据库进程（${server.pid}）意外停止：${lastWords(place)}`;
    // One that dies at once is not started again and again, but it is not given up either: what ended it may pass.
    const soon = performance.now() - started <= restartAfterSeconds * 1000;
    if (soon) onDeath({ message: `${message}（过 ${restartAfterSeconds} 秒再启动一次）`, restarted: false });
    let again: RunningServer | null = null;
    for (let attempt = 0; again === null; attempt += 1) {
      if (soon || attempt > 0) await sleep(pause, undefined, { ref: false });
      if (stopping) return;
      again = await start().catch(() => null);
      if (again === null && attempt === 0 && !soon) onDeath({ message, restarted: false });
      if (again !== null && (soon || attempt > 0)) say('数据库进程已重新启动。');
      else if (again !== null) onDeath({ message, restarted: true });
    }
    server = again;
    if (stopping) return stopServer(server, 'SIGTERM');
    void watch(performance.now());
  };
  process.once('exit', shutWithUs);
  void watch(performance.now());
  return {
    pid: () => server.pid,
    stop: (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
      process.removeListener('exit', shutWithUs);
      stopping ??= stopServer(server, signal);
      return stopping;
    },
  };
}
