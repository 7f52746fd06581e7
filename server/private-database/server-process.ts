import { spawn, type ChildProcess } from 'node:child_process';
import { chownSync, closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { systemTablesSql } from './binaries.js';
import type { DatabaseFolder } from './folder.js';
import { commandLine, isRunning } from './process-identity.js';
import { bootstrapArguments, servingArguments } from './settings.js';
import { DatabaseStartRefused } from './start-refused.js';

export const SCHEMA = 'student_aid';
/** May do everything in `student_aid` and schemas whose names begin so, and nothing to the server. */
export const APPLICATION_ACCOUNT = 'student_aid';

/** A running mariadbd, ours or one that a killed parent left. `ended` resolves when it is no more. */
export type RunningServer = { pid: number; ended: Promise<void> };

const OWN_TABLES = `
CREATE DATABASE ${SCHEMA} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
DELETE FROM mysql.global_priv WHERE Host <> 'localhost';
DELETE FROM mysql.proxies_priv WHERE Host <> 'localhost';
FLUSH PRIVILEGES;
CREATE USER ${APPLICATION_ACCOUNT}@localhost;
GRANT ALL PRIVILEGES ON \`student\\_aid%\`.* TO ${APPLICATION_ACCOUNT}@localhost;
`;

/** Creates the server's files. Made beside and moved into place, so that a kill half-way leaves nothing half-made. */
export async function createFiles(server: string, place: DatabaseFolder, durable: boolean): Promise<void> {
  const draft = `${place.files}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  if (place.account) chownSync(draft, place.account.uid, place.account.gid);
  const { child, logFrom } = launch(server, bootstrapArguments(draft, durable), place, draft, 'pipe');
  child.stdin?.on('error', () => undefined); // it ended early; its exit code says so
  child.stdin?.end(systemTablesSql(server) + OWN_TABLES);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve).once('error', () => resolve(null)));
  if (code !== 0) throw new DatabaseStartRefused(`数据库文件没有建成：${lastWords(place, logFrom)}`);
  renameSync(draft, place.files);
}

/** Starts mariadbd and waits until it answers. Its own process group, so that Ctrl-C reaches us first and requests can finish. */
export async function startServer(server: string, place: DatabaseFolder, durable: boolean): Promise<RunningServer> {
  rmSync(place.pidFile, { force: true });
  const { child, logFrom } = launch(server, servingArguments(place, durable), place, place.files, 'ignore');
  let over = false;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve()).once('error', () => resolve());
  }).then(() => {
    over = true;
  });
  // the pid file tells our server's answer from that of another one on the same socket
  while (pidIn(place) !== child.pid || !(await answers(place))) {
    if (over) throw new DatabaseStartRefused(`数据库没有启动起来：${lastWords(place, logFrom)}`);
    await Promise.race([ended, sleep(30)]);
  }
  return { pid: child.pid ?? 0, ended };
}

/**
 * The server that a killed parent left on these files, if one still runs.
 * Reused when it was started with the settings of today and answers, else stopped, and null is returned.
 */
export async function takeOver(server: string, place: DatabaseFolder, durable: boolean): Promise<RunningServer | null> {
  const pid = leftoverPid(place);
  if (!pid) return null;
  const left: RunningServer = { pid, ended: untilEnded(pid) };
  const asToday = commandLine(pid) === [server, ...servingArguments(place, durable)].join(' ');
  if (asToday && (await answers(place))) return left;
  await stopServer(left, 'SIGTERM');
  return null;
}

/** Clean shut-down; a server that has not ended after a minute is killed (its log makes up for it at the next start). */
export async function stopServer(server: RunningServer, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  for (const [one, seconds] of [[signal, 60], ['SIGKILL', 10]] as const) {
    try {
      process.kill(server.pid, one);
    } catch {
      return; // it has ended already
    }
    const patience = new AbortController();
    const inTime = await Promise.race([server.ended.then(() => true), sleep(seconds * 1000, false, { signal: patience.signal }).catch(() => false)]);
    patience.abort();
    if (inTime) return;
  }
}

/** What the server last said of errors since that place in its log, for a message. */
export function lastWords(place: DatabaseFolder, logFrom = 0): string {
  const lines = readIfThere(place.log).slice(logFrom).trimEnd().split('\n');
  if (lines.some((line) => /Unable to lock|Can't lock aria/.test(line))) return `另一个 MariaDB 正在使用 ${place.files}，请先停止它。`;
  const errors = lines.filter((line) => /\[ERROR\]|^ERROR/.test(line)).slice(-3);
  return `${(errors.length > 0 ? errors : lines.slice(-3)).join('；') || '服务程序没有说明原因'}（日志：${place.log}）`;
}

function launch(server: string, given: string[], place: DatabaseFolder, cwd: string, stdin: 'pipe' | 'ignore'): { child: ChildProcess; logFrom: number } {
  const { account } = place;
  if ((statSync(place.log, { throwIfNoEntry: false })?.size ?? 0) > 1 << 20) renameSync(place.log, `${place.log}.1`);
  const logFrom = readIfThere(place.log).length;
  const log = openSync(place.log, 'a', 0o600);
  try {
    const child = spawn(server, given, { cwd, env: process.env, stdio: [stdin, log, log], detached: true, ...(account ? { uid: account.uid, gid: account.gid } : {}) });
    return { child, logFrom };
  } finally {
    closeSync(log);
  }
}

async function answers(place: DatabaseFolder): Promise<boolean> {
  try {
    const connection = await createConnection({ socketPath: place.socket, user: APPLICATION_ACCOUNT, connectTimeout: 5000 });
    await connection.query('SELECT 1');
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

function leftoverPid(place: DatabaseFolder): number | null {
  const pid = pidIn(place);
  return pid && isRunning(pid) && `${commandLine(pid)} `.includes(`--datadir=${place.files} `) ? pid : null;
}

function pidIn(place: DatabaseFolder): number | null {
  return Number.parseInt(readIfThere(place.pidFile), 10) || null;
}

async function untilEnded(pid: number): Promise<void> {
  while (isRunning(pid)) await sleep(250, undefined, { ref: false });
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
