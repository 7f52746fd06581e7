import { row, rows, run } from '../../server/database.js';
import { remindOfDeadlines } from '../../server/notifications/remind.js';
import { newList, openTask, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, province, students, type Place } from '../support/world.js';

/* 每日提醒 by 填报日历: what an authority set as the day of a step is told to those whose step it is, and to nobody twice. */

const GRANT = 'vocational-grant';
let product: Product;
let top: Place;
let here: Office;
let clerk: Person;
beforeAll(async () => {
  product = await startProduct();
  top = await province();
  here = await office(product, await county(await prefecture(top)));
  clerk = await Person.signedIn(product, await person(top, 'authority-operator'));
});
afterAll(() => product.stop());

const toldTo = async (who: Person): Promise<{ source: string; body: string }[]> => rows("SELECT source, body FROM notifications WHERE user_id = ? AND source NOT LIKE 'task-opened%' AND source NOT LIKE 'digest%' AND source NOT LIKE 'filing-deadlines%' ORDER BY id", [who.actor.userId]);
async function morning(day: string): Promise<number> {
  await officeTime(`${day}T08:31:00+08:00`);
  return (await Promise.all([remindOfDeadlines(), remindOfDeadlines()])).reduce((sum, written) => sum + written, 0);
}

it('a school that has not begun its list is told three working days before the day for entering it, on it, and after it, each once', async () => {
  const set = await clerk.call('PUT', '/filing-calendar', { programme: GRANT, month: '2023-05', entry: '2023-05-17', review: '2023-05-24' });
  expect(set.status).toBe(200);
  const days: Record<string, string[]> = {};
  for (const day of ['2023-05-11', '2023-05-12', '2023-05-15', '2023-05-17', '2023-05-18', '2023-05-19']) {
    const before = (await toldTo(here.operator)).length;
    await morning(day);
    days[day.slice(8)] = (await toldTo(here.operator)).slice(before).map(({ source }) => source);
  }
  expect(days).toEqual({ 11: [], 12: ['due-soon:entry:vocational-grant:2023-05'], 15: [], 17: ['due-today:entry:vocational-grant:2023-05'], 18: ['overdue:entry:vocational-grant:2023-05'], 19: [] });
  expect((await toldTo(here.operator))[0].body).toBe('5月中职国家助学金名单录入期限 5月17日，还有 3 个工作日，还没有新建名单。');
  expect(await toldTo(here.officer)).toEqual([]);
});

it('a task is told by the earlier of its own day and the day of its step; the reviewer of a school is not told of entering', async () => {
  const list = await newList(here.operator, GRANT, '2023-05', await students(here.place, 1));
  await walkTo(here, list.id, 'submitted');
  const task = await openTask(here.reviewer, list.id, 'school-review');
  await run("UPDATE tasks SET due_at = '2023-06-30 16:00:00' WHERE id = ?", [task?.id ?? 0]);
  await morning('2023-05-22');
  expect((await toldTo(here.reviewer)).map(({ source, body }) => [source, body])).toEqual([[`due-soon:${task?.id}`, expect.stringContaining('期限 5月24日，还有 2 个工作日')]]);
  expect((await row<{ body: string }>("SELECT body FROM notifications WHERE user_id = ? AND source = 'digest:2023-05-22'", [here.reviewer.actor.userId]))?.body).toBe('没有今天到期的。');
  await morning('2023-05-24');
  expect((await toldTo(here.reviewer)).at(-1)?.source).toBe(`due-today:${task?.id}`);
});

it('a school of another stage, and one whose list is there, hear nothing of entering it', async () => {
  const senior = await office(product, here.authority, 'seniorHigh');
  const begun = await office(product, here.authority);
  await newList(begun.operator, GRANT, '2023-06', await students(begun.place, 1));
  await clerk.call('PUT', '/filing-calendar', { programme: GRANT, month: '2023-06', entry: '2023-05-29' });
  await morning('2023-05-26');
  expect([await toldTo(senior.operator), (await toldTo(begun.operator)).filter(({ source }) => source.includes(':entry:'))]).toEqual([[], [expect.objectContaining({ source: 'overdue:entry:vocational-grant:2023-05' })]]);
});
