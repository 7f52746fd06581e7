import { row, run } from '../../server/database.js';
import { call, type Call } from './callers.js';
import { median, percentile, rounded, type Table } from './figures.js';
import type { BenchProduct } from './product.js';
import { organisation, person, type BenchPerson, MONTH } from './world.js';

const LISTS_EACH = 100;
const ASKED = 300;

type Viewer = { name: string; api: BenchPerson; desk: BenchPerson };

/** What people open first in the morning, with ten thousand and with a million tasks open in the whole system. */
export async function measureTodos(product: BenchProduct, sizes: readonly number[]): Promise<Table> {
  const province = await organisation('待办省', 'province', null, '/');
  const county = await organisation('待办县', 'county', province.id, province.path);
  const first = await organisation('待办学校', 'school', county.id, county.path);
  const viewers: Viewer[] = [
    { name: '学校审核人员，100 件', api: await person(first.id, 'school-reviewer'), desk: await person(first.id, 'school-reviewer', 'desk') },
    { name: '县级操作人员，1,000 件', api: await person(county.id, 'authority-operator'), desk: await person(county.id, 'authority-operator', 'desk') },
  ];
  await openTasks(first.id, county.id, 'school-review', { role: 'school-reviewer', organisationId: first.id }, LISTS_EACH, 1);
  await openTasks(first.id, county.id, 'confirm-publicity', { role: 'authority-operator', organisationId: county.id }, 1000, 200);
  const rows: string[][] = [];
  for (const size of sizes) {
    await fillUp(size, province);
    const open = (await row<{ n: number }>("SELECT COUNT(*) AS n FROM tasks WHERE state = 'open'"))?.n ?? 0;
    for (const { name, api, desk } of viewers) {
      for (const [what, path, page] of [['待办数', '/api/v1/todos', false], ['首页', '/', true], ['我的任务', '/tasks?state=open', true]] as const) {
        const calls = Array.from({ length: ASKED }, (): Call => ({ method: 'GET', path, token: page ? desk.token : api.token, page }));
        await call(product.port, calls.slice(0, 50), 1);
        const { latencies, failures } = await call(product.port, calls, 1);
        rows.push([open.toLocaleString('en-US'), name, what, rounded(median(latencies)), rounded(percentile(latencies, 0.99)), String(failures.length)]);
      }
    }
  }
  return { title: '待办', head: ['全系统未办任务', '谁', '打开', 'p50 毫秒', 'p99 毫秒', '出错'], rows, note: '计数是准确的，不是估计；每一项经 HTTP 逐次请求 300 次。' };
}

/** Other schools with a hundred open tasks each, until there are this many. */
async function fillUp(size: number, province: { id: number; path: string }): Promise<void> {
  for (;;) {
    const open = (await row<{ n: number }>("SELECT COUNT(*) AS n FROM tasks WHERE state = 'open'"))?.n ?? 0;
    if (open >= size) return;
    const county = await organisation('其他县', 'county', province.id, province.path);
    const from = (await row<{ last: number }>('SELECT MAX(id) AS last FROM organisations'))?.last ?? 0;
    const schools = Math.min(100, Math.ceil((size - open) / LISTS_EACH));
    await run('INSERT INTO organisations (code, name, level, kind, stage, parent_id, region_code, path, telephone) VALUES ?', [Array.from({ length: schools }, (_, at) => [`F${from}-${at}`, `其他学校${from + at}`, 'school', 'school', 'vocational', county.id, '411821', '', ''])]);
    await run("UPDATE organisations SET path = CONCAT(?, id, '/') WHERE id > ?", [county.path, from]);
    await run(`INSERT INTO award_lists (programme, school_id, authority_id, period, month, batch_no, submission, people, payable_fen, created_at)
      SELECT 'vocational-grant', o.id, ?, ?, ?, n.n, 'submitted', 1, 20000, UTC_TIMESTAMP(3) FROM organisations o JOIN (${numbers(LISTS_EACH)}) n WHERE o.id > ?`, [county.id, MONTH, MONTH, from]);
    await taskRows('school-review', 'school-reviewer', 'l.school_id', from);
  }
}

const numbers = (count: number): string => Array.from({ length: count }, (_, at) => (at === 0 ? 'SELECT 1 AS n' : `SELECT ${at + 1}`)).join(' UNION ALL ');

/** Lists that wait with one key, and their tasks. */
export async function openTasks(schoolId: number, countyId: number, key: string, candidate: { role: string; organisationId: number }, count: number, batchFrom: number): Promise<void> {
  for (let at = 0; at < count; at += 100) {
    const before = (await row<{ last: number | null }>('SELECT MAX(id) AS last FROM award_lists'))?.last ?? 0;
    await run("INSERT INTO award_lists (programme, school_id, authority_id, period, month, batch_no, submission, people, payable_fen, created_at) VALUES ?", [Array.from({ length: Math.min(100, count - at) }, (_, one) => ['vocational-grant', schoolId, countyId, MONTH, MONTH, batchFrom + at + one, 'submitted', 1, 20_000, new Date()])]);
    await rowsOf(key, candidate.role, String(candidate.organisationId), `l.id > ${before}`);
  }
}

const taskRows = (key: string, role: string, organisationSql: string, schoolsFrom: number): Promise<void> => rowsOf(key, role, organisationSql, `l.school_id > ${schoolsFrom}`);

/** Instances, tasks and candidates of lists, by three statements. */
async function rowsOf(key: string, role: string, organisationSql: string, lists: string): Promise<void> {
  await run(`INSERT INTO process_instances (definition_id, subject_kind, subject_id, subject_organisation_id, active_flag, state, started_at) SELECT (SELECT MIN(id) FROM process_definitions), 'award-list', l.id, l.school_id, 1, 'running', UTC_TIMESTAMP(3) FROM award_lists l WHERE ${lists}`);
  await run(`INSERT INTO tasks (instance_id, execution_id, task_key, name, subject_kind, subject_id, subject_organisation_id, programme, month, organisation_id, opened_at, due_at)
    SELECT i.id, CONCAT('x', i.id), ?, '审核', 'award-list', l.id, l.school_id, l.programme, l.month, ${organisationSql}, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL 3 DAY FROM award_lists l JOIN process_instances i ON i.subject_kind = 'award-list' AND i.subject_id = l.id AND i.active_flag = 1 WHERE ${lists}`, [key]);
  await run(`INSERT INTO task_candidates (task_id, role, organisation_id) SELECT t.id, ?, ${organisationSql} FROM award_lists l JOIN tasks t ON t.subject_kind = 'award-list' AND t.subject_id = l.id AND t.state = 'open' WHERE ${lists}`, [role]);
}
