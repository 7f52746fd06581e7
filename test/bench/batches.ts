import { setTimeout as sleep } from 'node:timers/promises';
import { row, rows } from '../../server/database.js';
import { call, type Call, type Called } from './callers.js';
import { median, percentile, rounded, type Table } from './figures.js';
import type { BenchProduct } from './product.js';
import { fillLists, makeSchools, type BenchSchool, MONTH } from './world.js';

const CALLERS = 4;

/** 批量办理 of many tasks in the background: how long it takes, and what the others who decide one by one notice of it. */
export async function measureBatches(product: BenchProduct, items: number): Promise<Table> {
  const others = Math.ceil(items / 2);
  const schools = await makeSchools(10, Math.ceil((items + others) / 10));
  const lists = await submitted(product, schools, items + others);
  const review = await decisions('school-review', lists, { decision: 'pass' });
  await call(product.port, review.slice(0, items - others), 8); // to the county’s officer, and warm
  const alone = await call(product.port, review.slice(items - others, items), CALLERS); // to the officer too: then as many wait there as a batch may hold
  const begun = performance.now();
  const sent = await call(product.port, [{ method: 'POST', path: '/api/v1/task-batches', token: schools[0].officer.token, body: JSON.stringify({ filter: { key: 'authority-review' }, decision: 'pass' }) }], 1, true);
  const { id, total } = JSON.parse(sent.bodies[0]) as { id: number; total: number };
  const during = await call(product.port, review.slice(items), CALLERS);
  const stillAtWork = await waiting(id);
  while ((await waiting(id)) > 0) await sleep(50);
  const seconds = (performance.now() - begun) / 1000;
  const line = (what: string, { latencies, seconds: took, failures }: Called, much: string): string[] => [what, String(latencies.length), rounded(latencies.length / took, 0), rounded(median(latencies)), rounded(percentile(latencies, 0.99)), `${rounded(median(latencies) / median(alone.latencies), 1)} 倍`, String(failures.length), much];
  return {
    title: '批量办理不挡别人', head: ['办理', '件', '每秒', 'p50 毫秒', 'p99 毫秒', '为平时的', '出错', '批量还剩'],
    rows: [line(`别人逐件审核（${CALLERS} 人同时），没有批量时`, alone, '—'), line('同样，批量办理进行时', during, `${stillAtWork} 件`), [`批量办理 ${total} 件`, String(total), rounded(total / seconds, 0), '—', '—', '—', String(await failed(id)), '0 件']],
    note: '批量在后台线程里一件一个事务；别人和它共用本机的两个处理器，慢的是处理器，不是等锁。',
  };
}

async function submitted(product: BenchProduct, schools: BenchSchool[], count: number): Promise<{ id: number; school: BenchSchool }[]> {
  const orders = Array.from({ length: count }, (_none, at) => schools[at % schools.length]);
  const { bodies } = await call(product.port, orders.map((school): Call => ({ method: 'POST', path: '/api/v1/award-lists', token: school.operator.token, body: JSON.stringify({ programme: 'vocational-grant', month: MONTH }) })), 8, true);
  const lists = bodies.map((body, at) => ({ id: (JSON.parse(body) as { id: number }).id, school: orders[at] }));
  await fillLists(lists.map(({ id, school }, at) => ({ listId: id, studentId: school.students[Math.floor(at / schools.length)].id, personId: school.students[Math.floor(at / schools.length)].personId, programme: 'vocational-grant', month: MONTH })));
  await call(product.port, await decisions('enter-list', lists, {}), 8);
  return lists;
}

async function decisions(key: string, lists: readonly { id: number; school: BenchSchool }[], decision: object): Promise<Call[]> {
  const open = new Map((await rows<{ id: number; subject_id: number; version: number }>("SELECT id, subject_id, version FROM tasks WHERE task_key = ? AND state = 'open'", [key])).map((task) => [task.subject_id, task]));
  return lists.map(({ id, school }) => {
    const task = open.get(id);
    if (!task) throw new Error(`list ${id} does not wait at ${key}`);
    return { method: 'POST', path: `/api/v1/tasks/${task.id}/completion`, token: key === 'enter-list' ? school.operator.token : school.reviewer.token, body: JSON.stringify({ version: task.version, ...decision }) };
  });
}

const waiting = async (batch: number): Promise<number> => Number((await row<{ n: number }>("SELECT COUNT(*) AS n FROM task_batch_items WHERE batch_id = ? AND state = 'waiting'", [batch]))?.n ?? 0);
const failed = async (batch: number): Promise<number> => Number((await row<{ n: number }>("SELECT COUNT(*) AS n FROM task_batch_items WHERE batch_id = ? AND state = 'failed'", [batch]))?.n ?? 0);
