import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lchownSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import { temporaryIn, type ServerPlace } from './settings.js';
import { DatabaseStartRefused } from './start-refused.js';

/** The system account the server runs under; null = the same as ours. */
export type Account = { name: string; uid: number; gid: number } | null;
export type DatabaseFolder = ServerPlace & { folder: string; log: string; account: Account };

/** Where root may put database files that the server's account cannot reach inside DATA_DIR. */
const OUTSIDE = '/var/lib/student-aid';
/** A Unix socket's path must fit 108 bytes on Linux and 104 elsewhere, its end mark included. */
const LONGEST_SOCKET_PATH = process.platform === 'linux' ? 107 : 103;

/**
 * Makes `DATA_DIR/database` (0700), owned by the account the server runs under: ours, or for root an ordinary one.
 * Where that account cannot enter DATA_DIR (a project below /root), `database` becomes a link to a folder it can enter.
 */
export function prepareFolder(dataDir: string, say: (line: string) => void, account = ordinaryAccount()): DatabaseFolder {
  const link = join(dataDir, 'database');
  refuseLostFiles(link);
  mkdirSync(dataDir, { recursive: true });
  if (account) letThrough(dataDir);
  if (account && !existsSync(link) && !mayEnter(account, dataDir)) placeOutside(link, account, say);
  mkdirSync(link, { recursive: true, mode: 0o700 });
  const folder = realpathSync(link);
  mkdirSync(temporaryIn(folder), { recursive: true, mode: 0o700 });
  const runAs = account && ownerOrOurChoice(folder, account);
  if (runAs) chownAll(folder, runAs);
  chmodOurs(folder);
  if (runAs && !mayEnter(runAs, folder)) refuseUnreachable(folder, runAs);
  return {
    folder,
    files: join(folder, 'files'),
    socket: socketPath(folder, runAs),
    pidFile: join(folder, 'server.pid'),
    log: join(folder, 'server.log'),
    account: runAs,
  };
}

/** For root: `mysql` where the system has it, else `nobody`. A database server never runs as root. */
function ordinaryAccount(): Account {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  const found = ['mysql', 'nobody'].map((name) => accounts.find((fields) => fields[0] === name)).find(Boolean);
  if (!found) throw new DatabaseStartRefused('数据库不能以 root 身份运行，而本机没有 mysql 或 nobody 用户。请改用普通用户启动，或用 DATABASE_URL 指定数据库。');
  return { name: found[0], uid: Number(found[2]), gid: Number(found[3]) };
}

/** Files begun under another ordinary account stay with it, so that its owner can still start without root. */
function ownerOrOurChoice(folder: string, choice: NonNullable<Account>): NonNullable<Account> {
  const { uid, gid } = statSync(folder);
  return uid === 0 || uid === choice.uid ? choice : { name: `uid ${uid}`, uid, gid };
}

/** DATA_DIR itself is ours to open for passing through (not for listing); the folders above it are not. */
function letThrough(dataDir: string): void {
  const { mode, uid } = statSync(dataDir);
  if (uid === 0 && (mode & 0o001) === 0) chmodSync(dataDir, (mode & 0o7777) | 0o011);
}

function placeOutside(link: string, account: NonNullable<Account>, say: (line: string) => void): void {
  const place = join(OUTSIDE, randomBytes(4).toString('hex'));
  if (!mayEnter(account, '/var/lib')) refuseUnreachable(dirname(link), account);
  mkdirSync(OUTSIDE, { recursive: true, mode: 0o755 });
  mkdirSync(place, { mode: 0o700 });
  symlinkSync(place, link);
  say(`数据库不以 root 身份运行，而 ${account.name} 用户进不了 ${firstClosed(dirname(link), account)}，`
    + `因此数据库文件放在 ${place}，${link} 是指向它的链接。备份时请一并带上；也可用 DATA_DIR 另指一个目录。`);
}

/** A link whose files are gone must not quietly become an empty database beside full attachments. */
function refuseLostFiles(link: string): void {
  if (!lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() || existsSync(link)) return;
  throw new DatabaseStartRefused(`${link} 指向的数据库文件不见了。请从备份还原到它指向的位置；确定不要这些数据时，先删除这个链接再启动。`);
}

function refuseUnreachable(folder: string, account: NonNullable<Account>): never {
  throw new DatabaseStartRefused(`数据库不以 root 身份运行，而 ${account.name} 用户进不了 ${firstClosed(folder, account)}。`
    + '请用 DATA_DIR 指定一个它能进入的目录（如 DATA_DIR=/srv/student-aid），或改用普通用户启动。');
}

function firstClosed(folder: string, account: NonNullable<Account>): string {
  const parents = [folder];
  while (dirname(parents[0]) !== parents[0]) parents.unshift(dirname(parents[0]));
  return parents.find((parent) => !mayEnter(account, parent)) ?? folder;
}

/** Asked of the system itself, so groups and access lists count too. */
function mayEnter(account: NonNullable<Account>, folder: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid: account.uid, gid: account.gid, cwd: '/', stdio: 'ignore' }).status === 0;
}

function chownAll(path: string, account: NonNullable<Account>): void {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (!entry) return;
  if (entry.uid !== account.uid) lchownSync(path, account.uid, account.gid);
  if (entry.isDirectory()) for (const name of readdirSync(path)) chownAll(join(path, name), account);
}

function chmodOurs(folder: string): void {
  const { mode, uid } = statSync(folder);
  const us = process.getuid?.() ?? uid;
  if (us !== 0 && uid !== us) throw new DatabaseStartRefused(`${folder} 属于另一个系统用户（uid ${uid}），请用那个用户启动，或用 DATA_DIR 另指一个目录。`);
  if ((mode & 0o777) !== 0o700) chmodSync(folder, 0o700);
}

/** Beside the files; where that path is too long for a socket, in a folder of our own below the temporary one, always the same for these files. */
function socketPath(folder: string, account: Account): string {
  const near = join(folder, 'server.sock');
  if (Buffer.byteLength(near) <= LONGEST_SOCKET_PATH) return near;
  const short = join(tmpdir(), `student-aid-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`);
  mkdirSync(short, { recursive: true, mode: 0o700 });
  if (account && lstatSync(short).uid === 0) chownSync(short, account.uid, account.gid);
  const entry = lstatSync(short);
  const safe = entry.isDirectory() && (entry.mode & 0o077) === 0 && entry.uid === (account?.uid ?? process.getuid?.() ?? entry.uid);
  if (!safe) throw new DatabaseStartRefused(`临时目录 ${short} 不是只属于数据库的文件夹，请删除它，或把 DATA_DIR 换成更短的路径。`);
  return join(short, 'server.sock');
}
