import { rows } from '../../server/database.js';
import { call, type Call, type Called } from './callers.js';
import { median, percentile, rounded, type Table } from './figures.js';
import { cpuMs, type BenchProduct } from './product.js';
import { bareActs } from './bare.js';
import { fillLists, makeSchools, type BenchSchool, MONTH } from './world.js';

export const LEVELS = [1, 8, 16, 32];

type Measured = { act: string; callers: number; perSecond: number; p50: number; p99: number; serverMs: number; databaseMs: number; failures: number };

/**
 * Starts, submissions and reviews over HTTP with sign-in, scope, audit and outbox on, at 1, 8, 16 and 32 callers; between them
 * the bare transaction that writes the same rows, at the same number of connections.
 */
export async function measureActs(product: BenchProduct, perLevel: number, levels: readonly number[] = LEVELS): Promise<{ table: Table; measured: Measured[] }> {
  const schools = await makeSchools(100, Math.ceil((levels.length * perLevel + 200) / 100));
  const measured: Measured[] = [];
  const lists = await begin(product, schools, perLevel, levels, measured);
  await complete(product, '提交名单（完成录入）', 'enter-list', lists, ({ operator }) => operator.token, {}, perLevel, levels, measured);
  const reviewer = ({ reviewer: one }: BenchSchool): string => one.token;
  await complete(product, '学校审核通过', 'school-review', lists, reviewer, { decision: 'pass' }, perLevel, levels, measured);
  for (const callers of levels) measured.push(await bare(product, callers, perLevel));
  return { measured, table: tableOf(measured) };
}

type Began = { id: number; school: BenchSchool };

/** Creates the lists, which starts a process for each, and puts a student on each. The first hundred warm up. */
async function begin(product: BenchProduct, schools: BenchSchool[], perLevel: number, levels: readonly number[], measured: Measured[]): Promise<Began[]> {
  const orders = Array.from({ length: levels.length * perLevel + 200 }, (_, at) => schools[at % schools.length]);
  const calls = orders.map((school): Call => ({ method: 'POST', path: '/api/v1/award-lists', token: school.operator.token, body: JSON.stringify({ programme: 'vocational-grant', month: MONTH }) }));
  const bodies = (await call(product.port, calls.slice(0, 200), 8, true)).bodies;
  for (const [level, callers] of levels.entries()) {
    const from = 200 + level * perLevel;
    const { result, figures } = await timed(product, '新建名单（启动流程）', callers, calls.slice(from, from + perLevel));
    measured.push(figures);
    bodies.push(...result.bodies);
  }
  const began = bodies.map((body, at): Began => ({ id: (JSON.parse(body) as { id: number }).id, school: orders[at] }));
  const used = new Map<number, number>();
  await fillLists(began.map(({ id, school }) => {
    const place = used.get(school.id) ?? 0;
    used.set(school.id, place + 1);
    return { listId: id, studentId: school.students[place].id, personId: school.students[place].personId, programme: 'vocational-grant', month: MONTH };
  }));
  return began;
}

async function complete(product: BenchProduct, act: string, key: string, lists: Began[], token: (school: BenchSchool) => string, decision: object, perLevel: number, levels: readonly number[], measured: Measured[]): Promise<void> {
  const open = new Map((await rows<{ id: number; subject_id: number; version: number }>("SELECT id, subject_id, version FROM tasks WHERE task_key = ? AND state = 'open'", [key])).map((task) => [task.subject_id, task]));
  const calls = lists.map(({ id, school }): Call => {
    const task = open.get(id);
    if (!task) throw new Error(`list ${id} does not wait at ${key}`);
    return { method: 'POST', path: `/api/v1/tasks/${task.id}/completion`, token: token(school), body: JSON.stringify({ version: task.version, ...decision }) };
  });
  await call(product.port, calls.slice(0, 200), 8);
  for (const [level, callers] of levels.entries()) measured.push((await timed(product, act, callers, calls.slice(200 + level * perLevel, 200 + (level + 1) * perLevel))).figures);
}

async function timed(product: BenchProduct, act: string, callers: number, calls: Call[]): Promise<{ result: Called; figures: Measured }> {
  const [server, database] = [cpuMs(product.pid), cpuMs(product.databasePid)];
  const result = await call(product.port, calls, callers, true);
  const figures = { ...inWords(act, callers, result), serverMs: (cpuMs(product.pid) - server) / calls.length, databaseMs: (cpuMs(product.databasePid) - database) / calls.length };
  if (result.failures.length > 0) console.error(`${act}, ${callers}: ${result.failures[0]}`);
  return { result, figures };
}

async function bare(product: BenchProduct, callers: number, acts: number): Promise<Measured> {
  const database = cpuMs(product.databasePid);
  const result = await bareActs(product.target, acts, callers);
  return { ...inWords('手写事务，写同样的行', callers, result), serverMs: result.cpuMs / acts, databaseMs: (cpuMs(product.databasePid) - database) / acts };
}

const inWords = (act: string, callers: number, { latencies, seconds, failures }: Called): Measured => ({ act, callers, perSecond: latencies.length / seconds, p50: median(latencies), p99: percentile(latencies, 0.99), failures: failures.length, serverMs: 0, databaseMs: 0 });

function tableOf(measured: readonly Measured[]): Table {
  const baseline = new Map(measured.filter(({ act }) => act.startsWith('手写')).map((one) => [one.callers, one]));
  return {
    title: '办理一步', head: ['办理', '同时', '每秒', '为手写事务的', 'p50 毫秒', 'p99 毫秒', '服务端 CPU 毫秒', '数据库 CPU 毫秒', '出错'],
    rows: measured.map((one) => [one.act, String(one.callers), rounded(one.perSecond, 0), `${rounded((100 * one.perSecond) / (baseline.get(one.callers)?.perSecond ?? one.perSecond), 0)}%`, rounded(one.p50), rounded(one.p99), rounded(one.serverMs, 2), rounded(one.databaseMs, 2), String(one.failures)]),
    note: '请求经 HTTP，带登录、范围、审计、待发消息；服务端、数据库和发请求的进程共用本机的处理器，数据库每次提交都落盘。手写事务用同一个驱动、同样多的连接，直接写“学校审核通过”写的那些行。',
  };
}
