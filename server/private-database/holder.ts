import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { birthOf, isRunning } from './process-identity.js';
import { DatabaseStartRefused } from './start-refused.js';

type Holder = { pid: number; birth: string };

/**
 * Makes this process the one holder of the database folder, for as long as it lives.
 * Refuses while another process holds it, naming that process and since when.
 * @returns gives the folder back.
 */
export function holdFolder(folder: string): () => void {
  const file = join(folder, 'holder.json');
  const mine: Holder = { pid: process.pid, birth: birthOf(process.pid) };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (linked(draft, file)) return () => release(file, mine);
      const holder = readHolder(file);
      if (holder && lives(holder)) refuse(file, holder);
      setAside(file, holder);
    }
    throw new DatabaseStartRefused(`数据库文件夹 ${folder} 正被几个进程同时打开，请稍后再启动一次。`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Linking fails when the name exists, so of several processes exactly one succeeds. */
function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(file: string): Holder | null {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof found !== 'object' || found === null || !('pid' in found) || !('birth' in found)) return null;
    return typeof found.pid === 'number' && typeof found.birth === 'string' ? { pid: found.pid, birth: found.birth } : null;
  } catch {
    return null; // gone meanwhile, or torn by a power cut: nobody's
  }
}

function lives(holder: Holder): boolean {
  return isRunning(holder.pid) && (holder.birth === '' || birthOf(holder.pid) === holder.birth);
}

/** Removes the entry of a dead holder, but never one that a third process has written since we looked. */
function setAside(file: string, dead: Holder | null): void {
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved && (moved.pid !== dead?.pid || moved.birth !== dead.birth)) linked(aside, file);
  rmSync(aside, { force: true });
}

function refuse(file: string, holder: Holder): never {
  const since = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', dateStyle: 'medium', timeStyle: 'medium', hour12: false })
    .format(statSync(file, { throwIfNoEntry: false })?.mtime);
  throw new DatabaseStartRefused(
    `数据目录已由另一个进程打开：进程号 ${holder.pid}，自 ${since} 起（${file}）。`
    + `请先停止它（kill ${holder.pid}），或用 DATA_DIR 另指一个目录再启动。`);
}

function release(file: string, mine: Holder): void {
  const holder = readHolder(file);
  if (holder?.pid === mine.pid && holder.birth === mine.birth) rmSync(file, { force: true });
}
