import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { sha256Hex } from '../../server/lib/crypto.js';
import { SCHEMA } from '../../server/private-database/server-process.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { A_LONG_WHILE, chosen, deadly, everything, randomFor } from './choice.js';
import { environment, lookingIn } from './installation.js';
import { COUNTING, freePort, nameOf, samePoint, ServerProcess, type Point } from './server-process.js';
import { Database, differences, type Stored } from './stored.js';

/* The very first start is killed at its points: tables half made, code tables half filled, administrators half there. The next start finishes it. */

const PER_DAY = 6;
const dataDir = mkdtempSync(join(tmpdir(), `student-aid-test-${process.pid}-`));
let env: Record<string, string>;
let connection: Connection;
type Founded = { rows: Stored; tables: Map<string, string>; people: string };
let first: Founded;
let second: Founded;
let points: Point[];

beforeAll(async () => {
  env = { ...environment(dataDir, await freePort()), SEED: 'reference' };
  await (await started()).kill();
  connection = await createConnection({ socketPath: join(realpathSync(join(dataDir, 'database')), 'server.sock'), user: SCHEMA, multipleStatements: true });
  first = await founded();
  await nothing();
  const founding = new ServerProcess(env);
  await founding.go({}, COUNTING);
  points = deadly(await founding.arm(null));
  await founding.kill();
  second = await founded();
}, A_LONG_WHILE);

afterAll(async () => {
  await connection.end();
  await (await started()).stop();
  rmSync(dataDir, { recursive: true, force: true });
}, A_LONG_WHILE);

async function started(): Promise<ServerProcess> {
  const server = new ServerProcess(env);
  await server.go();
  return server;
}

/** As before the first start, but for the database server, which is there already. */
async function nothing(): Promise<void> {
  await connection.query(`DROP DATABASE IF EXISTS ${SCHEMA}`);
  rmSync(join(dataDir, 'first-start.txt'), { force: true });
}

async function founded(): Promise<Founded> {
  const looking = await lookingIn(join(realpathSync(join(dataDir, 'database')), 'server.sock'));
  const database = await Database.of(looking, SCHEMA);
  const rows = database.inOrder(await database.take()); // numbers are whatever the tries before have left
  const [names] = await looking.query<RowDataPacket[]>("SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME", [SCHEMA]);
  const tables = new Map<string, string>();
  for (const { name } of names) {
    const [[made]] = await looking.query<RowDataPacket[]>(`SHOW CREATE TABLE ${name}`);
    tables.set(String(name), String(made['Create Table']).replace(/ AUTO_INCREMENT=\d+/, ''));
  }
  const [people] = await looking.query<RowDataPacket[]>("SELECT u.login, u.name, u.status, p.role, o.code, o.name AS organisation, o.level, o.path = CONCAT('/', o.id, '/') AS on_top FROM users u LEFT JOIN posts p ON p.user_id = u.id LEFT JOIN organisations o ON o.id = p.organisation_id ORDER BY u.login");
  await looking.end();
  return { rows, tables, people: JSON.stringify(people) };
}

/** Nobody holds a connection of the dead server any more. */
async function undone(): Promise<void> {
  for (;;) {
    const [[{ n }]] = await connection.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID()');
    if (Number(n) === 0) return;
    await sleep(5);
  }
}

/** Every link in the file opens the account beside which it stands. */
function deadLinks(rows: Stored): string[] {
  const links = [...readFileSync(join(dataDir, 'first-start.txt'), 'utf8').matchAll(/^(\w+) {2}\S+\/activate\/(\S+)$/gm)];
  const users = [...(rows.get('users')?.values() ?? [])];
  const dead = links.filter(([, login, token]) => users.find((one) => one.login === login)?.activation_hash !== sha256Hex(token)).map(([, login]) => `the link of ${login} opens nothing`);
  return links.length === 3 && users.length === 3 && rows.get('posts')?.size === 3 && rows.get('organisations')?.size === 1 ? dead : [`${links.length} links for ${users.length} administrators`];
}

/** The path of an organisation is made of its number; whether it is on top stands with the people. */
const ofNumbers = (cell: string): boolean => /^organisations\|.*\|path$/.test(cell);

it('the first start, killed anywhere, is finished by the next one', async () => {
  const random = randomFor('first start');
  const { order } = chosen(points, random);
  const chance = new Set(differences(first.rows, second.rows));
  const problems: string[] = [];
  for (const point of everything ? order : order.slice(0, PER_DAY)) {
    const name = nameOf('first start', point);
    await nothing();
    const dying = new ServerProcess(env);
    const died = await dying.go({}, point).then(() => false, () => true);
    if (!died || (await dying.ended) !== 'SIGKILL') problems.push(`${name}: the kill did not fire`);
    const last = dying.points.at(-1);
    if (died && last && !samePoint(last, point)) problems.push(`${name}: it died at ${nameOf('first start', last)}`);
    if (dying.isAlive) await dying.kill();
    await undone();
    await (await started()).kill();
    const found = await founded();
    problems.push(...differences(found.rows, second.rows, chance).filter((cell) => !ofNumbers(cell)).map((cell) => `${name}: ${cell}`), ...deadLinks(found.rows).map((link) => `${name}: ${link}`));
    if (found.people !== second.people) problems.push(`${name}: the administrators are ${found.people}`);
    for (const [table, made] of second.tables) if (found.tables.get(table) !== made) problems.push(`${name}: table ${table} is another one`);
  }
  process.stdout.write(`\nfirst start: ${points.length} points, ${everything ? points.length : PER_DAY} killed, ${problems.length} problems\n`);
  expect(problems).toEqual([]);
}, A_LONG_WHILE);

it('servers that start together on an empty database found it once, and every link opens its account', async () => {
  const problems: string[] = [];
  const wire = new FaultProxy();
  const { port: at } = await wire.through({ host: 'localhost', port: 0, user: SCHEMA, password: '', database: SCHEMA, socketPath: join(realpathSync(join(dataDir, 'database')), 'server.sock'), hosts: [] });
  for (const day of [1, 2, 3]) {
    await nothing();
    const together = await Promise.all([0, 1, 2].map(async () => {
      const server = new ServerProcess({ ...env, PORT: String(await freePort()), DATABASE_URL: `mysql://${SCHEMA}@127.0.0.1:${at}/${SCHEMA}` });
      await server.go().catch((error: Error) => problems.push(`${day}: ${error.message}`));
      return server;
    }));
    const found = await founded();
    problems.push(...deadLinks(found.rows).map((link) => `${day}: ${link}`));
    if (found.people !== second.people) problems.push(`${day}: the administrators are ${found.people}`);
    for (const [table, made] of second.tables) if (found.tables.get(table) !== made) problems.push(`${day}: table ${table} is another one`);
    for (const server of together) if (server.isAlive) await server.kill();
    await undone();
  }
  await wire.close();
  expect(problems).toEqual([]);
}, A_LONG_WHILE);
