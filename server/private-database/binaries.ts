import { execFile, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseStartRefused } from './start-refused.js';

/** Debian's package with the server alone: no service, no configuration, no client. Older Ubuntu has the version in its name. */
const DEBIAN_PACKAGES = ['mariadb-server-core', 'mariadb-server-core-10.6'];

/** Where a server program may lie without being on an ordinary user's PATH. */
const USUAL_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];
const everywhere = (): string => [process.env.PATH ?? '', ...USUAL_FOLDERS].join(delimiter);

/**
 * The path of mariadbd. Where the machine has none: on Debian or Ubuntu as root it is installed, saying so,
 * unless `install` is false; elsewhere the start is refused with the one command to type.
 * @param options.path where programs are looked for, PATH and the usual folders unless given.
 */
export async function findServer(options: { install: boolean; say: (line: string) => void; path?: string; system?: string[] }): Promise<string> {
  const { install, say, path = everywhere(), system = systemNames() } = options;
  const found = onPath('mariadbd', path);
  if (found) return found;
  if (!install || !isDebian(system) || process.getuid?.() !== 0) {
    throw new DatabaseStartRefused(`本机没有 MariaDB 服务程序（mariadbd）。请执行：${installCommand(system)}\n然后再启动；或用 DATABASE_URL 指定一个已有的数据库。`);
  }
  await installOnDebian(say, path);
  const installed = onPath('mariadbd', path);
  if (!installed) throw new DatabaseStartRefused('MariaDB 已安装，但找不到 mariadbd。请检查 PATH，或用 DATABASE_URL 指定一个已有的数据库。');
  return installed;
}

/**
 * The SQL that makes a new server's system tables, from the files every MariaDB brings along.
 * mariadb-install-db would run the same files, but needs programs of two further packages.
 */
export function systemTablesSql(server: string): string {
  const share = shareFolder(server);
  const parts = ['system_tables', 'performance_tables', 'system_tables_data'].map((name) => {
    const file = ['mariadb', 'mysql'].map((prefix) => join(share, `${prefix}_${name}.sql`)).find(existsSync);
    if (!file) throw new DatabaseStartRefused(`MariaDB 安装不完整：${share} 里没有 ${name}.sql。请重新安装：${installCommand(systemNames())}`);
    return readFileSync(file, 'utf8');
  });
  return ['CREATE DATABASE IF NOT EXISTS mysql;', 'USE mysql;', 'SET @auth_root_socket = NULL;', ...parts, ''].join('\n');
}

function shareFolder(server: string): string {
  const { stdout } = spawnSync(server, ['--no-defaults', '--help', '--verbose'], { encoding: 'utf8', maxBuffer: 16 << 20 });
  const charsets = /^character-sets-dir\s+(\S.*)$/m.exec(stdout ?? '')?.[1].trim();
  return charsets ? dirname(charsets.replace(/\/$/, '')) : '/usr/share/mysql';
}

function onPath(program: string, path: string): string | undefined {
  return path.split(delimiter).filter(Boolean).map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function installOnDebian(say: (line: string) => void, path: string): Promise<void> {
  say('本机没有 MariaDB 服务程序，正在用 apt-get 安装 mariadb-server-core（只装程序，不建服务），约需一分钟……');
  const failures: string[] = [];
  for (const refresh of [false, true]) {
    if (refresh) await apt(['update'], path, failures);
    for (const name of DEBIAN_PACKAGES) {
      if (await apt(['install', '-y', '--no-install-recommends', name], path, failures)) return say('MariaDB 服务程序已装好。');
    }
  }
  throw new DatabaseStartRefused(`MariaDB 没有装上：${failures.at(-1) ?? '原因不明'}\n请检查网络后执行：apt-get update && ${installCommand(['debian'], '')}`);
}

async function apt(given: string[], path: string, failures: string[]): Promise<boolean> {
  try {
    await promisify(execFile)('apt-get', given, { env: { ...process.env, PATH: path, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 64 << 20 });
    return true;
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.split('\n').filter((line) => line.startsWith('E:')) ?? [];
    failures.push(said.join(' ') || String((error as Error).message).split('\n')[0]);
    return false;
  }
}

/** ID and ID_LIKE of this system, e.g. ['ubuntu', 'debian']. */
function systemNames(): string[] {
  if (process.platform !== 'linux') return [process.platform];
  if (!existsSync('/etc/os-release')) return [];
  return [...readFileSync('/etc/os-release', 'utf8').matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap((found) => found[1].toLowerCase().split(/\s+/));
}

const isDebian = (system: string[]): boolean => system.some((name) => ['debian', 'ubuntu'].includes(name));

function installCommand(system: string[], sudo = process.getuid?.() === 0 ? '' : 'sudo '): string {
  const is = (...names: string[]): boolean => system.some((name) => names.includes(name));
  if (is('debian', 'ubuntu', 'deepin', 'uos')) return `${sudo}apt-get install -y --no-install-recommends ${DEBIAN_PACKAGES[0]}`;
  if (is('rhel', 'fedora', 'centos', 'openeuler', 'anolis', 'kylin', 'opencloudos')) return `${sudo}dnf install -y mariadb-server`;
  if (is('suse', 'opensuse', 'sles')) return `${sudo}zypper --non-interactive install mariadb`;
  if (is('alpine')) return `${sudo}apk add mariadb`;
  if (is('arch')) return `${sudo}pacman -S --noconfirm mariadb`;
  if (is('darwin')) return 'brew install mariadb';
  return '用本系统的软件包管理器安装 MariaDB 10.6 或更新版本';
}
