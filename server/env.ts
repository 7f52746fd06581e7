import { readFileSync, statSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { isAbsolute, resolve } from 'node:path';

export type DatabaseHost = { host: string; port: number };
/** Where the one database is. `socketPath` for the private one; of a cluster all its `hosts`, see database-hosts.ts (empty for a database on a socket). */
export type DatabaseTarget = DatabaseHost & { user: string; password: string; database: string; socketPath?: string; hosts: readonly DatabaseHost[] };

export type Environment = {
  production: boolean;
  host: string;
  hostGiven: boolean;
  port: number;
  /** Where people reach this system, when that is not where it listens. */
  publicUrl: string | null;
  databaseUrl: string | null;
  dataDir: string;
  seed: 'demo' | 'reference' | 'none' | null;
  clock: string | null;
  appSecret: string | null;
  fieldKeys: string | null;
  metricsToken: string | null;
  /** Reverse proxies in front; null: visitors come straight. */
  trustedProxies: BlockList | null;
  /** A file outside the database that gets the audit's roots; in DATA_DIR without. */
  auditCopy: string | null;
  /** Where the nightly backup goes; none is made without. */
  backupDir: string | null;
  accountProfile: 'djbh3' | 'asvs';
  /** Whom a fresh database is for; null: a province's, or what the data were begun as. */
  deployment: 'province' | 'central' | null;
  /** A practice world: demo data, nothing leaves it, every page says so. */
  practice: boolean;
  role: 'web' | 'worker' | 'all';
  logLevel: string;
  /** The mini-program, and the message template the office chose: its id and the fields for what, where and when. */
  wechat: { appId: string; secret: string; api: string; template: { id: string; fields: readonly [string, string, string] } | null } | null;
  /** 统一用户管理 of the province (OpenID Connect): its issuer, this system's client there, where it sends people back, and what its button says. */
  unified: { issuer: string; clientId: string; clientSecret: string; callback: string; name: string } | null;
};

/** A wrong or unknown value: start-up is refused with this one line. */
export class EnvironmentInvalid extends Error {}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/**
 * Reads the environment once. Every secret also as `NAME_FILE` (mode 0400), which is preferred.
 * @throws EnvironmentInvalid naming the variable, what it holds and what it may hold.
 */
export function readEnvironment(vars: NodeJS.ProcessEnv = process.env): Environment {
  const production = oneOf(vars, 'NODE_ENV', ['development', 'production', 'test'], 'development') === 'production';
  const seed = vars.SEED ? oneOf(vars, 'SEED', ['demo', 'reference', 'none'], 'demo') : null;
  if (production && seed === 'demo') throw new EnvironmentInvalid('SEED=demo 不能用于正式环境；可用 reference 或 none。');
  if (production && vars.CLOCK) throw new EnvironmentInvalid('CLOCK 不能用于正式环境；正式环境使用真实时间。');
  if (vars.CLOCK && Number.isNaN(Date.parse(vars.CLOCK))) throw new EnvironmentInvalid(`CLOCK 的值“${vars.CLOCK}”不是时间，应写成 2023-05-10T09:00:00+08:00。`);
  const port = Number(vars.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new EnvironmentInvalid(`PORT 的值“${vars.PORT}”不是端口，应为 0 至 65535 的整数。`);
  const appSecret = secret(vars, 'APP_SECRET');
  const fieldKeys = secret(vars, 'FIELD_KEYS');
  if (production && (!appSecret || !fieldKeys)) throw new EnvironmentInvalid('正式环境必须给出 APP_SECRET 和 FIELD_KEYS（或 APP_SECRET_FILE、FIELD_KEYS_FILE）。');
  if (appSecret && appSecret.length < 32) throw new EnvironmentInvalid('APP_SECRET 太短，至少 32 个字符。');
  const databaseUrl = secret(vars, 'DATABASE_URL');
  if (databaseUrl) parseDatabaseUrl(databaseUrl);
  const dataDir = vars.DATA_DIR || 'var';
  return {
    production,
    host: vars.HOST || '127.0.0.1',
    hostGiven: Boolean(vars.HOST),
    port,
    publicUrl: originOf(vars.PUBLIC_URL),
    databaseUrl,
    dataDir: isAbsolute(dataDir) ? dataDir : resolve(process.cwd(), dataDir),
    seed,
    clock: vars.CLOCK || null,
    appSecret,
    fieldKeys,
    metricsToken: secret(vars, 'METRICS_TOKEN'),
    trustedProxies: proxies(vars.TRUSTED_PROXIES),
    auditCopy: vars.AUDIT_COPY ? resolve(vars.AUDIT_COPY) : null,
    backupDir: vars.BACKUP_DIR ? resolve(vars.BACKUP_DIR) : null,
    accountProfile: oneOf(vars, 'ACCOUNT_PROFILE', ['djbh3', 'asvs'], 'djbh3'),
    deployment: vars.DEPLOYMENT ? oneOf<'province' | 'central'>(vars, 'DEPLOYMENT', ['province', 'central'], 'province') : null,
    practice: oneOf(vars, 'PRACTICE', ['yes', 'no'], 'no') === 'yes',
    role: oneOf(vars, 'ROLE', ['web', 'worker', 'all'], 'all'),
    logLevel: oneOf(vars, 'LOG_LEVEL', LOG_LEVELS, 'info'),
    wechat: wechat(vars),
    unified: unified(vars, production),
  };
}

/** @throws EnvironmentInvalid for anything that is not `mysql://user:password@host[:port][,host[:port]…]/name`. */
export function parseDatabaseUrl(url: string): DatabaseTarget {
  const parts = /^mysql:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?]+)\/([^?]+)$/.exec(url);
  if (!parts) throw new EnvironmentInvalid('DATABASE_URL 应写成 mysql://用户:密码@主机:端口/库名（集群写多个主机，用逗号分开）。');
  const [, user = 'root', password = '', hosts, name] = parts;
  const all = hosts.split(',').map(hostFrom);
  if (new Set(all.map(({ host, port }) => `${host}:${port}`)).size < all.length) throw new EnvironmentInvalid(`DATABASE_URL 里同一台主机写了两遍：${hosts}。`);
  return { ...all[0], user: decodeURIComponent(user), password: decodeURIComponent(password), database: decodeURIComponent(name), hosts: all };
}

function hostFrom(given: string): DatabaseHost {
  const [host, port = '3306'] = given.split(':');
  if (!host) throw new EnvironmentInvalid('DATABASE_URL 里有一台主机没有写名字：多写了一个逗号？');
  if (!/^\d{1,5}$/.test(port)) throw new EnvironmentInvalid(`DATABASE_URL 里的端口“${port}”不是数字。`);
  return { host, port: Number(port) };
}

/** The address people use; without PUBLIC_URL where it listens, in this machine's own words. */
export function addressOf({ publicUrl, host, port }: Pick<Environment, 'publicUrl' | 'host' | 'port'>): string {
  return publicUrl ?? `http://${['0.0.0.0', '::'].includes(host) ? 'localhost' : host}:${port}`;
}

function originOf(given: string | undefined): string | null {
  if (!given) return null;
  const address = URL.canParse(given) ? new URL(given) : null;
  if (!address || !['http:', 'https:'].includes(address.protocol) || address.pathname !== '/' || address.search) throw new EnvironmentInvalid(`PUBLIC_URL 的值“${given}”应是大家打开本系统用的网址，如 https://aid.example.gov.cn，后面不带路径。`);
  return address.origin;
}

function wechat(vars: NodeJS.ProcessEnv): Environment['wechat'] {
  const appId = vars.WECHAT_APPID;
  const appKey = secret(vars, 'WECHAT_SECRET');
  if (!appId && !appKey) return null;
  if (!appId || !appKey) throw new EnvironmentInvalid('WECHAT_APPID 与 WECHAT_SECRET 必须一起给出。');
  const api = vars.WECHAT_API || 'https://api.weixin.qq.com';
  if (!URL.canParse(api)) throw new EnvironmentInvalid(`WECHAT_API 的值“${api}”不是网址。`);
  return { appId, secret: appKey, api: api.replace(/\/$/, ''), template: template(vars.WECHAT_TEMPLATE) };
}

/** Reverse proxies whose word on their visitors counts. @throws EnvironmentInvalid for anything that is not an address or a network such as 10.0.0.0/8. */
function proxies(given: string | undefined): BlockList | null {
  if (!given) return null;
  const list = new BlockList();
  for (const one of given.split(',').map((part) => part.trim()).filter(Boolean)) {
    const [address, bits] = one.split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    if (family === 0 || (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > most))) throw new EnvironmentInvalid(`TRUSTED_PROXIES 里的“${one}”不是 IP 地址或网段，应写成 127.0.0.1 或 10.0.0.0/8，用逗号分开。`);
    list.addSubnet(address, bits === undefined ? most : Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** Where the province's provider sends people back to, below this system's own address. */
export const UNIFIED_CALLBACK = '/sign-in/unified/callback';

function unified(vars: NodeJS.ProcessEnv, production: boolean): Environment['unified'] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CALLBACK: callback } = vars;
  const clientSecret = secret(vars, 'OIDC_CLIENT_SECRET');
  if (!issuer && !clientId && !callback && !clientSecret) return null;
  if (!issuer || !clientId || !callback || !clientSecret) throw new EnvironmentInvalid('OIDC_ISSUER、OIDC_CLIENT_ID、OIDC_CLIENT_SECRET、OIDC_CALLBACK 必须一起给出。');
  for (const [name, value] of [['OIDC_ISSUER', issuer], ['OIDC_CALLBACK', callback]] as const) {
    const address = URL.canParse(value) ? new URL(value) : null;
    const near = address !== null && !production && address.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(address.hostname);
    if (address?.protocol !== 'https:' && !near) throw new EnvironmentInvalid(`${name} 的值“${value}”应是 https 网址。`);
  }
  if (new URL(callback).pathname !== UNIFIED_CALLBACK) throw new EnvironmentInvalid(`OIDC_CALLBACK 应是本系统的网址加 ${UNIFIED_CALLBACK}。`);
  return { issuer, clientId, clientSecret, callback, name: vars.OIDC_NAME || '统一用户登录' };
}

/** `模板号:事项字段,说明字段,时间字段`, the fields as the template's own page in the WeChat console names them. */
function template(given: string | undefined): { id: string; fields: readonly [string, string, string] } | null {
  if (!given) return null;
  const parts = /^([\w-]{20,64}):(thing\d+),(thing\d+),(time\d+)$/.exec(given);
  if (!parts) throw new EnvironmentInvalid(`WECHAT_TEMPLATE 的值“${given}”应写成 模板号:thing1,thing2,time3，后面三个是模板里事项、说明、时间的字段名。`);
  return { id: parts[1], fields: [parts[2], parts[3], parts[4]] };
}

function oneOf<T extends string>(vars: NodeJS.ProcessEnv, name: string, allowed: readonly T[], fallback: T): T {
  const value = vars[name];
  if (!value) return fallback;
  const found = allowed.find((one) => one === value);
  if (!found) throw new EnvironmentInvalid(`${name} 的值“${value}”不认识，可用：${allowed.join('、')}。`);
  return found;
}

/** A secret by its name, or from the file `NAME_FILE`. @throws EnvironmentInvalid when others may read the file. */
export const readSecret = (vars: NodeJS.ProcessEnv, name: string): string | null => secret(vars, name);

function secret(vars: NodeJS.ProcessEnv, name: string): string | null {
  const file = vars[`${name}_FILE`];
  if (!file) return vars[name] || null;
  try {
    if ((statSync(file).mode & 0o077) !== 0) throw new EnvironmentInvalid(`${name}_FILE 指向的文件别人也能读，请改成只有本用户可读（chmod 400）。`);
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof EnvironmentInvalid) throw error;
    throw new EnvironmentInvalid(`${name}_FILE 指向的文件读不到：${file}`);
  }
}
