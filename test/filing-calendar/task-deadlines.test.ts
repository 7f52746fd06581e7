import { row } from '../../server/database.js';
import { sendOutbox } from '../../server/jobs/outbox-worker.js';
import { newList, openTask, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, province, students } from '../support/world.js';

/* 填报日历 feeds the due dates of tasks: the day of the diagram or that of the calendar, whichever is earlier. */

let product: Product;
let here: Office;
let clerk: Person;
beforeAll(async () => {
  product = await startProduct();
  const above = await province();
  here = await office(product, await county(await prefecture(above)));
  clerk = await Person.signedIn(product, await person(above, 'authority-operator'));
});
afterAll(() => product.stop());

const dueOf = async (listId: number, key: string): Promise<string | null> => (await row<{ day: string | null }>("SELECT DATE_FORMAT(due_at + INTERVAL 8 HOUR - INTERVAL 1 SECOND, '%Y-%m-%d') AS day FROM tasks WHERE subject_kind = 'award-list' AND subject_id = ? AND task_key = ? AND state = 'open'", [listId, key]))?.day ?? null;
async function setDays(by: Person, month: string, days: Record<string, string | null>): Promise<void> {
  const answer = await by.call('PUT', '/filing-calendar', { programme: 'vocational-grant', month, ...days });
  if (answer.status >= 300) throw new Error(answer.text);
}

it('a task that opens is due by the calendar’s day where that is earlier than the diagram’s, and by the diagram’s where that is earlier', async () => {
  await officeTime('2023-05-10T09:00:00+08:00');
  await setDays(clerk, '2023-04', { entry: '2023-05-11', review: '2023-05-11', publicity: '2023-05-31', confirmation: '2023-06-30' });
  const list = await newList(here.operator, 'vocational-grant', '2023-04', await students(here.place, 1));
  expect(await dueOf(list.id, 'enter-list')).toBe('2023-05-11');
  await walkTo(here, list.id, 'submitted');
  expect(await dueOf(list.id, 'school-review')).toBe('2023-05-11');
  // The diagram gives fewer working days than the calendar leaves.
  const other = await newList(here.operator, 'vocational-grant', '2023-04', await students(here.place, 1));
  await walkTo(here, other.id, 'reviewedAtAuthority');
  const drawn = (await row<{ day: string | null }>("SELECT DATE_FORMAT(drawn_due_at + INTERVAL 8 HOUR - INTERVAL 1 SECOND, '%Y-%m-%d') AS day FROM tasks WHERE subject_id = ? AND task_key = 'publish-list' AND state = 'open'", [other.id]))?.day ?? null;
  expect(await dueOf(other.id, 'publish-list')).toBe(drawn === null || drawn > '2023-05-31' ? '2023-05-31' : drawn);
});

it('a changed calendar moves the open tasks, on the desk, on the phone and in the API, and those concerned are told', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-03', await students(here.place, 1));
  await walkTo(here, list.id, 'submitted');
  const before = await dueOf(list.id, 'school-review');
  await setDays(clerk, '2023-03', { entry: '2023-05-10', review: '2023-05-11' });
  expect(await dueOf(list.id, 'school-review')).toBe('2023-05-11');
  const task = await openTask(here.reviewer, list.id, 'school-review');
  expect((await here.reviewer.get(`/tasks/${task?.id}`)).body).toMatchObject({ dueAt: expect.stringContaining('2023-05-12T00:00') });
  expect((await here.reviewer.page('/tasks')).text).toMatch(/5月11日|1 天|明天/);
  // The county may be earlier, never later; taken away, the diagram’s own day holds again.
  await setDays(here.officer, '2023-03', { entry: '2023-05-10', review: '2023-05-10' });
  expect(await dueOf(list.id, 'school-review')).toBe('2023-05-10');
  await setDays(here.officer, '2023-03', { entry: null, review: null });
  expect(await dueOf(list.id, 'school-review')).toBe('2023-05-11');
  await setDays(clerk, '2023-03', { entry: null, review: null });
  expect(await dueOf(list.id, 'school-review')).toBe(before);
  await sendOutbox();
  expect(Number((await row<{ n: number }>("SELECT COUNT(*) AS n FROM notifications WHERE user_id = ? AND href LIKE '/filing-calendar%'", [here.operator.actor.userId ?? 0]))?.n)).toBeGreaterThan(0);
});

it('the calendar of another month or another county moves nothing here', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-02', await students(here.place, 1));
  await walkTo(here, list.id, 'submitted');
  const before = await dueOf(list.id, 'school-review');
  await setDays(clerk, '2023-01', { review: '2023-05-10' });
  const other = await Person.signedIn(product, await person(await province(), 'authority-operator'));
  await setDays(other, '2023-02', { review: '2023-05-10' });
  expect(await dueOf(list.id, 'school-review')).toBe(before);
});
