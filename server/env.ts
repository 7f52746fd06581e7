import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';

/** Where the one database is. `socketPath` for the private one. */
export type DatabaseTarget = { host: string; port: number; user: string; password: string; database: string; socketPath?: string; fallbackHosts: string[] };

export type Environment = {
  production: boolean;
  host: string;
  hostGiven: boolean;
  port: number;
  databaseUrl: string | null;
  dataDir: string;
  seed: 'demo' | 'reference' | 'none' | null;
  clock: string | null;
  appSecret: string | null;
  fieldKeys: string | null;
  metricsToken: string | null;
  role: 'web' | 'worker' | 'all';
  logLevel: string;
  wechat: { appId: string; secret: string; api: string } | null;
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
    databaseUrl,
    dataDir: isAbsolute(dataDir) ? dataDir : resolve(process.cwd(), dataDir),
    seed,
    clock: vars.CLOCK || null,
    appSecret,
    fieldKeys,
    metricsToken: secret(vars, 'METRICS_TOKEN'),
    role: oneOf(vars, 'ROLE', ['web', 'worker', 'all'], 'all'),
    logLevel: oneOf(vars, 'LOG_LEVEL', LOG_LEVELS, 'info'),
    wechat: wechat(vars),
  };
}

/** @throws EnvironmentInvalid for anything that is not `mysql://user:password@host[,host…][:port]/name`. */
export function parseDatabaseUrl(url: string): DatabaseTarget {
  const parts = /^mysql:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?]+)\/([^?]+)$/.exec(url);
  if (!parts) throw new EnvironmentInvalid('DATABASE_URL 应写成 mysql://用户:密码@主机:端口/库名（集群写多个主机，用逗号分开）。');
  const [, user = 'root', password = '', hosts, name] = parts;
  const [first, ...fallbackHosts] = hosts.split(',');
  const [host, port = '3306'] = first.split(':');
  if (!/^\d+$/.test(port)) throw new EnvironmentInvalid(`DATABASE_URL 里的端口“${port}”不是数字。`);
  return { host, port: Number(port), user: decodeURIComponent(user), password: decodeURIComponent(password), database: decodeURIComponent(name), fallbackHosts };
}

function wechat(vars: NodeJS.ProcessEnv): Environment['wechat'] {
  const appId = vars.WECHAT_APPID;
  const appKey = secret(vars, 'WECHAT_SECRET');
  if (!appId && !appKey) return null;
  if (!appId || !appKey) throw new EnvironmentInvalid('WECHAT_APPID 与 WECHAT_SECRET 必须一起给出。');
  return { appId, secret: appKey, api: vars.WECHAT_API || 'https://api.weixin.qq.com' };
}

function oneOf<T extends string>(vars: NodeJS.ProcessEnv, name: string, allowed: readonly T[], fallback: T): T {
  const value = vars[name];
  if (!value) return fallback;
  const found = allowed.find((one) => one === value);
  if (!found) throw new EnvironmentInvalid(`${name} 的值“${value}”不认识，可用：${allowed.join('、')}。`);
  return found;
}

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
