import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { addressOf, readEnvironment } from '../../server/env.js';
import { healthRoutes } from '../../server/system/health.js';

/* The set of containers cannot be started here; what can be held against the product is: variables, files, paths, the user it runs as. */

type Service = { environment?: Record<string, string>; secrets?: string[]; healthcheck?: { test: string[] }; networks: string[]; ports?: string[]; volumes?: string[]; image?: string; build?: { dockerfile: string }; depends_on?: Record<string, object>; read_only?: boolean };
const root = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
/** `${NAME:-what it is without}` as without. */
const plain = (value: string): string => value.replace(/\$\{\w+:-([^}]*)\}/g, '$1');
const compose = parse(read('compose.yaml'), { merge: true }) as { services: Record<string, Service>; networks: Record<string, { internal?: boolean; ipam?: { config: { subnet: string }[] } } | null>; volumes: Record<string, object>; secrets: Record<string, { file: string }> };
const { web, worker, proxy, database } = compose.services;
const nginx = read('server/deployment/nginx.conf');
const dockerfile = read('server/deployment/Dockerfile');

it.each([['web', web], ['worker', worker]])('%s is given only variables the product knows, with values it takes', (_name, service) => {
  const files = Object.entries(service.environment ?? {}).filter(([name]) => name.endsWith('_FILE'));
  const given = Object.fromEntries(Object.entries(service.environment ?? {}).filter(([name]) => !name.endsWith('_FILE')).map(([name, value]) => [name, plain(value)]));
  const env = readEnvironment({ ...given, APP_SECRET: 'x'.repeat(32), FIELD_KEYS: 'k', DATABASE_URL: 'mysql://aid:secret@database:3306/student_aid' });
  expect([env.production, env.dataDir, env.backupDir, addressOf(env)]).toEqual([true, '/data', '/backup', 'https://localhost']);
  const source = read('server/env.ts') + read('server/private-database.ts');
  for (const name of Object.keys(given).filter((one) => one !== 'NODE_ENV')) expect([name, source.includes(name)]).toEqual([name, true]);
  for (const [name, path] of files) {
    expect([name, source.includes(`'${name.replace(/_FILE$/, '')}'`)]).toEqual([name, true]);
    expect(service.secrets).toContain(path.replace('/run/secrets/', ''));
  }
});

it('one does the pages, the other the background work; both wait for the database and keep the same files', () => {
  expect([web.environment?.ROLE, worker.environment?.ROLE]).toEqual(['web', 'worker']);
  expect(web.volumes).toEqual(worker.volumes);
  for (const one of [web, worker]) expect([one.depends_on, one.read_only]).toEqual([{ database: { condition: 'service_healthy' } }, true]);
});

it('health is asked of a page that is there', () => {
  const asked = /127\.0\.0\.1:3000(\/\w+)/.exec(web.healthcheck?.test.join(' ') ?? '')?.[1];
  expect(healthRoutes(null, () => true).map(({ path }) => path)).toContain(asked);
});

it('only the proxy can be reached from outside, and the web believes what it says of visitors', () => {
  expect(Object.entries(compose.services).filter(([, { ports }]) => ports).map(([name]) => name)).toEqual(['proxy']);
  expect([database.networks, compose.networks.inside?.internal]).toEqual([['inside'], true]);
  expect(web.environment?.TRUSTED_PROXIES).toBe(compose.networks.inside?.ipam?.config[0].subnet);
  expect(proxy.networks.filter((network) => web.networks.includes(network))).toEqual(['inside']);
});

it('the proxy speaks TLS 1.2 and 1.3 only, says who the visitor is, and lets the largest file through to be judged by the product', () => {
  expect(/ssl_protocols ([^;]+);/.exec(nginx)?.[1]).toBe('TLSv1.2 TLSv1.3');
  for (const line of ['proxy_set_header X-Forwarded-For $remote_addr;', 'proxy_set_header X-Forwarded-Proto https;', 'proxy_set_header Host $http_host;', 'return 301 https://']) expect(nginx).toContain(line);
  const largest = Number(/LARGE_FILE_BYTES = (\d+) \* 1024/.exec(read('server/app.ts'))?.[1]);
  expect(Number(/client_max_body_size (\d+)m/.exec(nginx)?.[1])).toBeGreaterThan(largest);
});

it('what is searched for and public tokens behind the question mark stay out of the proxy’s log', () => {
  expect(/log_format brief '([^']+)'/.exec(nginx)?.[1]).not.toMatch(/request_uri|\$request |http_referer|args/);
});

it('every file named is there, secrets and certificates apart, which nobody may commit', () => {
  expect(existsSync(join(root, web.build?.dockerfile ?? ''))).toBe(true);
  for (const mount of proxy.volumes ?? []) if (!mount.startsWith('./tls')) expect(existsSync(join(root, mount.split(':')[0]))).toBe(true);
  const ignored = read('.gitignore').split('\n');
  for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\//);
  expect(ignored).toEqual(expect.arrayContaining(['secrets/', 'tls/']));
  expect(read('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['secrets', 'tls', 'node_modules', 'var']));
});

it('images are named with their version, and the product does not run as root', () => {
  for (const { image } of Object.values(compose.services)) expect(image).toMatch(/:\d/);
  expect(dockerfile).toMatch(/^FROM node:2\d/m);
  expect(dockerfile.indexOf('USER node')).toBeGreaterThan(0);
  expect(dockerfile.indexOf('USER node')).toBeLessThan(dockerfile.indexOf('COPY'));
});
