import { row, run } from '../../server/database.js';
import { forgetOldDrafts } from '../../server/workflow/task-draft.js';
import { complete, newList, openTask, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { person, students } from '../support/world.js';

let product: Product;
let here: Office;
let second: Person;
beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
  second = await Person.signedIn(product, await person(here.place, 'school-reviewer'));
});
afterAll(() => product.stop());

async function underReview(): Promise<{ list: number; task: number }> {
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
  await walkTo(here, list.id, 'submitted');
  return { list: list.id, task: (await openTask(here.reviewer, list.id, 'school-review'))?.id ?? 0 };
}
const keep = (who: Person, task: number, typed: Record<string, unknown>) => who.call('PUT', `/tasks/${task}/draft`, typed);

it('a draft is its writer’s own, is written over, and an empty one is none', async () => {
  const { task } = await underReview();
  expect((await keep(here.reviewer, task, { decision: 'fail', remark: '班级写错了' })).status).toBe(200);
  expect((await keep(here.reviewer, task, { remark: '班级写错了，请核对' })).body).toEqual({ typed: { remark: '班级写错了，请核对' }, savedAt: expect.stringContaining('2023-05-10T') });
  expect((await here.reviewer.get(`/tasks/${task}/draft`)).body).toMatchObject({ typed: { remark: '班级写错了，请核对' } });
  expect((await second.get(`/tasks/${task}/draft`)).body).toEqual({ typed: {}, savedAt: null });
  expect((await keep(here.reviewer, task, { remark: '' })).body).toEqual({ typed: {}, savedAt: null });
  await keep(here.reviewer, task, { remark: '再写' });
  expect([(await here.reviewer.delete(`/tasks/${task}/draft`)).status, (await here.reviewer.get(`/tasks/${task}/draft`)).body]).toEqual([204, { typed: {}, savedAt: null }]);
});

it('only who may do the task keeps one, a task out of scope is not there, and what no form holds is refused', async () => {
  const { task } = await underReview();
  const stranger = await office(product);
  expect([(await keep(stranger.reviewer, task, { remark: '一' })).status, (await keep(here.operator, task, { remark: '一' })).code]).toEqual([404, 'role-not-allowed']);
  for (const typed of [{ paidOn: '2023-05-10' }, { remark: 1 }, { remark: '长'.repeat(2001) }]) expect((await keep(here.reviewer, task, typed)).code).toBe('input-invalid');
});

it('a draft decides nothing, and who was second finds their words on the page of the task that was done', async () => {
  const { list, task } = await underReview();
  await keep(second, task, { decision: 'fail', remark: '我还没写完的意见' });
  expect((await complete(here.reviewer, list, 'school-review', { decision: 'pass' })).status).toBe(200);
  const page = await second.page(`/tasks/${task}`);
  expect([page.text.includes('您的草稿没有提交'), page.text.includes('我还没写完的意见'), (await here.reviewer.page(`/tasks/${task}`)).text.includes('我还没写完的意见')]).toEqual([true, true, false]);
  expect([(await keep(second, task, { remark: '再写' })).status, (await keep(second, task, { remark: '再写' })).code]).toEqual([409, 'already-done']);
});

it('what nobody has touched for thirty days is forgotten', async () => {
  const { task } = await underReview();
  await keep(here.reviewer, task, { remark: '新的' });
  await run("INSERT INTO task_drafts (task_id, user_id, typed, saved_at) VALUES (?, ?, '{}', '2023-04-09 01:00:00')", [task, second.actor.userId]);
  expect(await forgetOldDrafts()).toBe(1);
  expect((await row<{ n: number }>('SELECT COUNT(*) AS n FROM task_drafts WHERE task_id = ?', [task]))?.n).toBe(1);
});
