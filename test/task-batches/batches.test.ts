import { rows, run } from '../../server/database.js';
import { whyByItself } from '../../server/task-batches/low-risk.js';
import type { TaskJson } from '../../server/workflow/presenter.js';
import { newList, openTask, walkTo } from '../support/list-walk.js';
import { workJobs } from '../support/jobs.js';
import { office, type Office } from '../support/office.js';
import { formOf, words } from '../support/page-words.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { person, students } from '../support/world.js';

/* 批量办理: one decision for many tasks, in the background, each for itself. */

type Standing = { id: number; state: string; total: number; done: number; failed: number; waiting: number; items: { taskId: number; state: string; code: string | null; message: string | null }[] };

let product: Product;
let here: Office;
let month = 0;
beforeAll(async () => { product = await startProduct(); here = await office(product); });
afterAll(() => product.stop());

const monthAt = (at: number): string => `${2020 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
async function submitted(count: number, of: Office = here): Promise<TaskJson[]> {
  const tasks: TaskJson[] = [];
  for (let made = 0; made < count; made += 1) {
    if (of === here) month += 1;
    const list = await newList(of.operator, 'vocational-grant', monthAt(of === here ? month : made), await students(of.place, 1));
    await walkTo(of, list.id, 'submitted');
    const task = await openTask(of.reviewer, list.id, 'school-review');
    if (!task) throw new Error('no review waits');
    tasks.push(task);
  }
  return tasks;
}
/** Submitted lists of one student who lacks nothing. */
async function withCards(count: number): Promise<TaskJson[]> {
  const tasks: TaskJson[] = [];
  for (let made = 0; made < count; made += 1) {
    month += 1;
    const list = await newList(here.operator, 'vocational-grant', `${2020 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`, await students(here.place, 1, { card: `62170030000${String(10_000_000 + month)}`, entryMonth: '2020-09', months: 72 }));
    await walkTo(here, list.id, 'submitted');
    const task = await openTask(here.reviewer, list.id, 'school-review');
    if (!task) throw new Error('no review waits');
    tasks.push(task);
  }
  return tasks;
}
const standing = async (id: number): Promise<Standing> => (await here.reviewer.get(`/task-batches/${id}`)).body;
const begin = async (body: Record<string, unknown>) => here.reviewer.post('/task-batches', body);
const stateOf = async (task: TaskJson): Promise<string> => (await rows<{ state: string }>('SELECT state FROM tasks WHERE id = ?', [task.id]))[0].state;

it('decides each task for itself: one that changed meanwhile or breaks a rule says so, the others are done', async () => {
  const [one, two, gone, changed] = await submitted(4);
  const answer = await begin({ taskIds: [one.id, two.id, gone.id, changed.id], decision: 'pass' });
  expect([answer.status, answer.body]).toEqual([202, expect.objectContaining({ state: 'queued', total: 4, waiting: 4 })]);
  const { id } = answer.body as Standing;
  await here.reviewer.post(`/tasks/${gone.id}/completion`, { version: gone.version, decision: 'fail', remark: '人数不符' });
  await here.reviewer.post(`/tasks/${changed.id}/claim`);
  await workJobs();
  const after = await standing(id);
  expect(after).toMatchObject({ state: 'done', done: 2, failed: 2, waiting: 0 });
  expect(after.items.filter(({ state }) => state === 'failed').map(({ taskId, code }) => [taskId, code]).sort()).toEqual([[gone.id, 'already-done'], [changed.id, 'stale-version']].sort());
  expect([await stateOf(one), await stateOf(two), await stateOf(changed)]).toEqual(['done', 'done', 'open']);
  const again = await here.reviewer.post(`/task-batches/${id}/retry`);
  expect(again.status).toBe(202);
  await workJobs();
  expect(await standing(id)).toMatchObject({ state: 'done', done: 3, failed: 1 });
  expect(words(await here.reviewer.page(`/task-batches/${id}`))).toMatch(/批量办理 已办完 .*办好 3 件 没有办成 1 件/);
});

it('an id that is unknown or of another school refuses the whole request before anything happens', async () => {
  const [own] = await submitted(1);
  const elsewhere = await office(product);
  const foreign = await newList(elsewhere.operator, 'vocational-grant', '2023-05', await students(elsewhere.place, 1));
  await walkTo(elsewhere, foreign.id, 'submitted');
  const theirs = await openTask(elsewhere.reviewer, foreign.id, 'school-review');
  for (const taskIds of [[own.id, theirs?.id], [own.id, 4_000_000_000]]) expect((await begin({ taskIds, decision: 'pass' })).status).toBe(404);
  expect([await rows("SELECT id FROM task_batches WHERE decision = 'pass' AND id NOT IN (SELECT batch_id FROM task_batch_items)"), await stateOf(own)]).toEqual([[], 'open']);
  expect((await begin({ taskIds: [], decision: 'pass' })).status).toBe(400);
  const { id } = (await begin({ taskIds: [own.id], decision: 'pass' })).body as Standing;
  expect([(await elsewhere.reviewer.get(`/task-batches/${id}`)).status, (await here.operator.get(`/task-batches/${id}`)).status, (await here.operator.post(`/task-batches/${id}/cancellation`)).status]).toEqual([404, 404, 404]);
  await workJobs();
});

it('all of a kind except these; a reason that is missing fails each of them and none is lost', async () => {
  const [left, ...others] = await submitted(3);
  const { id } = (await begin({ filter: { key: 'school-review' }, except: [left.id], decision: 'fail' })).body as Standing;
  await workJobs();
  const after = await standing(id);
  expect([after.items.map(({ code }) => code).every((code) => code === 'remark-required'), after.items.some(({ taskId }) => taskId === left.id)]).toEqual([true, false]);
  expect(await Promise.all(others.map(stateOf))).toEqual(['open', 'open']);
});

it('is paused, goes on and is cancelled; what is done stays done', async () => {
  const tasks = await submitted(2);
  const { id } = (await begin({ taskIds: tasks.map((one) => one.id), decision: 'pass' })).body as Standing;
  expect((await here.reviewer.post(`/task-batches/${id}/pause`)).body).toMatchObject({ state: 'paused' });
  await workJobs();
  expect(await standing(id)).toMatchObject({ state: 'paused', waiting: 2 });
  expect((await here.reviewer.post(`/task-batches/${id}/retry`)).code).toBe('batch-at-work');
  expect((await here.reviewer.submit(`/task-batches/${id}/resumption`, {})).status).toBe(303);
  await here.reviewer.post(`/task-batches/${id}/cancellation`);
  await workJobs();
  expect(await standing(id)).toMatchObject({ state: 'cancelled', done: 0, waiting: 2 });
  expect((await here.reviewer.post(`/task-batches/${id}/pause`)).code).toBe('already-done');
  await here.reviewer.post(`/task-batches/${id}/retry`);
  await workJobs();
  expect(await standing(id)).toMatchObject({ state: 'done', done: 2 });
  expect((await here.reviewer.post(`/task-batches/${id}/retry`)).code).toBe('nothing-to-retry');
});

it('at the desk: all are ticked, what is not stays; a form without a reason is the tasks’ failure, without a decision the form’s', async () => {
  const [one, two] = await submitted(2);
  const page = await here.reviewer.page('/task-batches/new?key=school-review');
  expect([page.status, words(page).includes('批量办理：学校审核')]).toEqual([200, true]);
  const empty = await here.reviewer.submit('/task-batches', { key: 'school-review', decision: 'pass' });
  expect([empty.status, formOf(empty, '/task-batches')?.errors]).toEqual([422, ['没有要办理的任务，请至少选一件。']]);
  const sent = await here.reviewer.submit('/task-batches', { key: 'school-review', decision: 'pass', taskIds: String(two.id) });
  expect(sent.status).toBe(303);
  await workJobs();
  expect([await stateOf(one), await stateOf(two)]).toEqual(['open', 'done']);
});

it('somebody who loses the post while the batch waits has nothing done in their name', async () => {
  const [one] = await submitted(1);
  const reviewer = await Person.signedIn(product, await person(here.place, 'school-reviewer'));
  const { id } = (await reviewer.post('/task-batches', { taskIds: [one.id], decision: 'pass' })).body as Standing;
  await run('DELETE FROM sessions WHERE user_id = ?', [reviewer.actor.userId]);
  await run('DELETE FROM posts WHERE user_id = ?', [reviewer.actor.userId]);
  await workJobs();
  expect([await stateOf(one), (await rows<{ state: string }>('SELECT j.state FROM task_batches b JOIN jobs j ON j.id = b.job_id WHERE b.id = ?', [id]))[0].state]).toEqual(['open', 'failed']);
});

it('before a batch its maker sees what of it can go together, with the sums, and what is to be looked at by itself', async () => {
  const plain = await withCards(2);
  const [noted] = await withCards(1);
  const [held] = await submitted(1);
  const { items: [award] }: { items: { id: number }[] } = (await here.reviewer.get(`/award-lists/${noted.subject.id}/awards`)).body;
  expect((await here.reviewer.post(`/award-lists/${noted.subject.id}/awards/${award.id}/notes`, { text: '请核对班级' })).status).toBe(201);
  const answer = await here.reviewer.get(`/task-batch-summary?tasks=${[...plain, noted, held].map(({ id }) => id).join(',')}`);
  expect([answer.status, answer.body]).toEqual([200, {
    key: 'school-review', name: '学校审核', decisions: expect.arrayContaining([expect.objectContaining({ value: 'pass' })]), tasks: 2, schools: 1, people: 2, payable: '400.00', taskIds: plain.map(({ id }) => id),
    byThemselves: [{ taskId: noted.id, subject: noted.subject.name, why: ['批注待答 1 条'] }, { taskId: held.id, subject: held.subject.name, why: ['1 人需要留意'] }],
  }]);
});

it('on the phone what is to be looked at by itself goes into no batch, whatever is sent; at the desk’s interface it may', async () => {
  const [plain] = await withCards(1);
  const [held] = await submitted(1);
  const onPhone = await Person.signedIn(product, await person(here.place, 'school-reviewer'));
  await run("UPDATE sessions SET client = 'phone' WHERE user_id = ? AND client = 'api'", [onPhone.actor.userId]);
  const refused = await onPhone.post('/task-batches', { taskIds: [plain.id, held.id], decision: 'pass' });
  expect([refused.status, refused.code, (refused.body as { detail: string }).detail]).toEqual([422, 'look-at-singly', expect.stringContaining('1 人需要留意')]);
  expect((await onPhone.post('/task-batches', { taskIds: [plain.id], decision: 'fail', remark: '人数不符' })).code).toBe('look-at-singly');
  expect((await onPhone.post('/task-batches', { filter: { key: 'school-review' }, decision: 'pass' })).code).toBe('look-at-singly');
  expect([await stateOf(plain), await stateOf(held)]).toEqual(['open', 'open']);
  expect((await onPhone.post('/task-batches', { taskIds: [plain.id], decision: 'pass' })).status).toBe(202);
  expect((await begin({ taskIds: [held.id], decision: 'pass' })).status).toBe(202);
  await workJobs();
});

it('a batch of somebody else’s tasks is summed up for nobody, and what one may not decide oneself goes by itself', async () => {
  const [task] = await withCards(1);
  const elsewhere = await office(product);
  expect((await elsewhere.reviewer.get(`/task-batch-summary?tasks=${task.id}`)).status).toBe(404);
  expect((await here.officer.get(`/task-batch-summary?tasks=${task.id}`)).body).toMatchObject({ tasks: 0, people: 0, payable: '0.00', byThemselves: [{ taskId: task.id }] });
});

it.each([
  ['another step', { key: 'authority-review' }, ['不是同一个环节']],
  ['a vote', { vote: {} }, ['由各单位表决']],
  ['a form', { form: [{ label: '核查日期', required: true }, { label: '说明', required: false }] }, ['要填写“核查日期”']],
  ['no decision that needs no reason', { decisions: [{ remarkRequired: true }] }, ['这一步没有可以一起作的决定']],
  ['a withdrawal', { byItself: '要先看影响' }, ['要先看影响']],
  ['nothing', {}, []],
] as const)('with %s a task is decided by itself, or not', (_, given, why) => {
  expect(whyByItself({ key: 'school-review', decisions: [{ remarkRequired: false }], marks: [], form: [], vote: null, warnings: 0, can: { complete: { allowed: true, unmet: [] } }, ...given }, 'school-review')).toEqual(why);
});

it('a long batch blocks nobody: the same reviewer and others decide, look and stop it while it is under way', async () => {
  const school = await office(product);
  const [mine, ...many] = await submitted(41, school);
  const look = async (batch: number): Promise<Standing> => (await school.reviewer.get(`/task-batches/${batch}`)).body;
  const elsewhere = await office(product);
  const foreign = await newList(elsewhere.operator, 'vocational-grant', '2023-05', await students(elsewhere.place, 1));
  await walkTo(elsewhere, foreign.id, 'submitted');
  const { id } = (await school.reviewer.post('/task-batches', { taskIds: many.map((one) => one.id), decision: 'pass' })).body as Standing;
  const work = workJobs();
  let seen: Standing = await look(id);
  while (seen.done < 2) seen = await look(id);
  const theirs = await openTask(elsewhere.reviewer, foreign.id, 'school-review');
  expect([(await elsewhere.reviewer.post(`/tasks/${theirs?.id}/completion`, { version: theirs?.version, decision: 'pass' })).status, (await school.reviewer.post(`/tasks/${mine.id}/completion`, { version: mine.version, decision: 'pass' })).status]).toEqual([200, 200]);
  // The last one in line is decided by hand before its turn: the batch says so and goes on.
  const last = many[many.length - 1];
  expect((await school.reviewer.post(`/tasks/${last.id}/completion`, { version: last.version, decision: 'pass' })).status).toBe(200);
  seen = await look(id);
  expect([seen.state, seen.waiting > 0]).toEqual(['running', true]);
  await work;
  expect(await look(id)).toMatchObject({ state: 'done', done: 39, failed: 1, waiting: 0 });
});
