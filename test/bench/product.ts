import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase, disconnectDatabase } from '../../server/database.js';
import type { DatabaseTarget } from '../../server/env.js';
import { loadSecrets } from '../../server/installation.js';
import { defineModels } from '../../server/models.js';
import { projectRoot } from '../../server/root.js';

/** The built product as a process of its own, on its own durable MariaDB, and our way to the same database. */
export type BenchProduct = { port: number; pid: number; databasePid: number; target: DatabaseTarget; dataDir: string; stop(): Promise<void> };

const PORT = Number(process.env.AID_BENCH_PORT ?? 3990);

/** @param profile where the server leaves a CPU profile when it stops. */
export async function startProduct(dataDir: string, options: { profile?: string; port?: number } = {}): Promise<BenchProduct> {
  const port = options.port ?? PORT;
  const flags = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`, '--cpu-prof-interval=500'] : [];
  const server = spawn(process.execPath, [...flags, join(projectRoot, 'server/start.mjs')], { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), SEED: 'reference', CLOCK: '2023-06-12T09:00:00+08:00', LOG_LEVEL: 'warn', NODE_ENV: 'development' } });
  server.stdout?.resume();
  await answers(server, port);
  const folder = realpathSync(join(dataDir, 'database'));
  const target: DatabaseTarget = { host: 'localhost', port: 0, user: 'student_aid', password: '', database: 'student_aid', socketPath: join(folder, 'server.sock'), hosts: [] };
  return {
    port, pid: server.pid ?? 0, databasePid: Number(readFileSync(join(folder, 'server.pid'), 'utf8')), target, dataDir,
    stop: async () => {
      server.kill('SIGTERM');
      await new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve(null)));
    },
  };
}

export const newDataDir = (): string => mkdtempSync(join(tmpdir(), 'student-aid-bench-'));
export const removeDataDir = (dataDir: string): void => rmSync(dataDir, { recursive: true, force: true });

/** Connects this process to the product's database and reads its keys, to make a world by statements. */
export function joinDatabase({ target, dataDir }: BenchProduct): void {
  defineModels(connectDatabase(target));
  loadSecrets({ dataDir, appSecret: null, fieldKeys: null });
}
export const leaveDatabase = disconnectDatabase;

async function answers(server: ChildProcess, port: number): Promise<void> {
  for (let waited = 0; waited < 3000; waited += 1) {
    if (server.exitCode !== null) throw new Error(`the product ended with ${server.exitCode}`);
    if (await ready(port)) return;
    await sleep(100);
  }
  throw new Error('the product did not answer within five minutes');
}

const ready = (port: number): Promise<boolean> => new Promise((resolve) => {
  request({ host: '127.0.0.1', port, path: '/readyz' }, (answer) => { answer.resume(); resolve(answer.statusCode === 200); }).on('error', () => resolve(false)).end();
});

/** Processor time a process has used, in milliseconds (Linux counts in hundredths of a second). */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Resident memory now and at its highest, in MB. */
export function memoryMb(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  return { now: field('VmRSS'), peak: field('VmHWM') };
}
