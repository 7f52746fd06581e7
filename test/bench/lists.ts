import { rows, run } from '../../server/database.js';
import { call, type Call } from './callers.js';
import { median, rounded, type Table } from './figures.js';
import type { BenchProduct } from './product.js';
import { makeSchools, MONTH, type BenchSchool } from './world.js';

const ROUNDS = 3;
const PERIOD = { start: '2023-06-12', end: '2023-06-20' };

/** The acts on one large tuition-waiver list, each from the request to its answer, everybody's row written in the act. */
export async function measureLists(product: BenchProduct, sizes: readonly number[]): Promise<Table> {
  const table: string[][] = [];
  for (const people of sizes) {
    const took = new Map<string, number[]>();
    for (const school of await makeSchools(ROUNDS, people)) {
      for (const [act, ms] of await wholeWay(product, school)) took.set(act, [...(took.get(act) ?? []), ms]);
    }
    table.push(...[...took].map(([act, all]) => [people.toLocaleString('en-US'), act, rounded(median(all), 0), rounded(Math.max(...all), 0)]));
  }
  return { title: '一份大名单', head: ['人数', '办理', '毫秒（中位）', '毫秒（最慢）'], rows: table, note: `每种人数 ${ROUNDS} 份中职国家免学费名单，从请求发出到答复收到，一次办理写完名单上每个人。` };
}

async function wholeWay(product: BenchProduct, school: BenchSchool): Promise<[string, number][]> {
  const ask = async (token: string, path: string, body: object): Promise<{ ms: number; body: string }> => {
    const asked: Call = { method: 'POST', path: `/api/v1${path}`, token, body: JSON.stringify(body) };
    const { latencies, failures, bodies } = await call(product.port, [asked], 1, true);
    if (failures.length > 0) throw new Error(`${path}: ${failures[0]}`);
    return { ms: latencies[0], body: bodies[0] };
  };
  const { id } = JSON.parse((await ask(school.operator.token, '/award-lists', { programme: 'vocational-tuition-waiver', month: MONTH })).body) as { id: number };
  for (let from = 0; from < school.students.length; from += 2000) {
    await run('INSERT INTO awards (list_id, student_id, person_id, programme, period, month, tier, payable_fen, name, grade, major, class_name) VALUES ?',
      [school.students.slice(from, from + 2000).map((one) => [id, one.id, one.personId, 'vocational-tuition-waiver', MONTH, MONTH, 'standard', 20_000, '张梓桐', '2022级', '护理', '1班'])]);
  }
  await run('UPDATE award_lists SET people = ?, payable_fen = ? WHERE id = ?', [school.students.length, school.students.length * 20_000, id]);
  const complete = async (token: string, key: string, fields: object): Promise<number> => {
    const [task] = await rows<{ id: number; version: number }>("SELECT id, version FROM tasks WHERE subject_kind = 'award-list' AND subject_id = ? AND task_key = ? AND state = 'open'", [id, key]);
    return (await ask(token, `/tasks/${task.id}/completion`, { version: task.version, ...fields })).ms;
  };
  const submitted = await complete(school.operator.token, 'enter-list', {});
  await complete(school.reviewer.token, 'school-review', { decision: 'pass' });
  await complete(school.officer.token, 'authority-review', { decision: 'pass' });
  const published = await complete(school.operator.token, 'publish-list', PERIOD);
  const confirmed = await complete(school.officer.token, 'confirm-publicity', { decision: 'confirm' });
  await ask(school.operator.token, `/award-lists/${id}/withdrawal-requests`, { reason: '名单有误，需要更正' });
  const granted = await complete(school.officer.token, 'review-withdrawal', { decision: 'grant', remark: '同意' });
  return [['提交', submitted], ['公示', published], ['公示通过（补实发金额）', confirmed], ['同意退回（实发金额清零）', granted]];
}
