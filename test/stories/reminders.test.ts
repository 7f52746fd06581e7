import { countedReminders, told } from '../support/reminder-oracle.js';
import { complete, newList, walkTo, type Reached } from '../support/list-walk.js';
import { office, reminder, type Office } from '../support/office.js';
import { officeTime, startProduct, type Product } from '../support/product.js';
import { students } from '../support/world.js';
import type { Todo } from '../../server/award-lists/reminders.js';
import { tableRows } from '../support/page-words.js';

let product: Product;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());

const todos = async (here: Office): Promise<Todo[][]> => Promise.all([here.operator, here.reviewer, here.officer].map(async (who) => ((await who.get('/todos')).body as { items: Todo[] }).items));

/** Lists of one school in every state, of two programmes and the months given. */
async function everyState(here: Office, months: string[], period: { start: string; end: string }): Promise<void> {
  for (const month of months) {
    for (const programme of ['vocational-grant', 'vocational-tuition-waiver']) {
      for (const reached of [null, 'submitted', 'reviewedAtSchool', 'reviewedAtAuthority', 'published', 'confirmed'] as (Reached | null)[]) {
        const list = await newList(here.operator, programme, month, await students(here.place, 1));
        if (reached) await walkTo(here, list.id, reached, period);
        if (reached === 'confirmed') await here.operator.post(`/award-lists/${list.id}/withdrawal-requests`, { reason: '有误' });
      }
    }
  }
}

describe.each([
  { now: '2023-05-15', months: ['2023-05', '2023-04'], period: { start: '2023-05-15', end: '2023-05-19' } },
  { now: '2023-06-05', months: ['2023-06', '2023-05', '2023-07'], period: { start: '2023-06-05', end: '2023-06-09' } },
  { now: '2023-12-04', months: ['2023-12', '2023-11', '2023-05'], period: { start: '2023-12-04', end: '2023-12-08' } },
])('附件1 二 1 待办提醒 on $now', ({ now, months, period }) => {
  it('says for every role and programme what the columns say, and each number opens exactly its lists', async () => {
    await officeTime(`${now}T09:00:00+08:00`);
    const here = await office(product);
    await everyState(here, months, period);
    const counted = await countedReminders(now.slice(0, 7));
    const said = await todos(here);
    [here.operator, here.reviewer, here.officer].forEach((who, index) => expect(told(said[index])).toEqual(counted(who.actor)));
    expect(said.flat().some(({ currentMonth }) => currentMonth > 0)).toBe(true);
    for (const [index, who] of [here.operator, here.reviewer, here.officer].entries()) {
      for (const { href, currentMonth, earlier, kind } of said[index]) {
        for (const [when, number] of [['current', currentMonth], ['earlier', earlier]] as const) {
          const rows = tableRows(await who.page(`${href}&period=${when}`), '资助名单');
          expect([kind, when, rows.length]).toEqual([kind, when, number]);
          const { items }: { items: unknown[] } = (await who.get(`${href}&period=${when}`)).body;
          expect([kind, when, items.length]).toEqual([kind, when, number]);
        }
      }
    }
  });
});

it('the attachment reminder goes when the attachment is there, and the publicity reminder when it is published', async () => {
  await officeTime('2023-12-11T09:00:00+08:00');
  const here = await office(product);
  const list = await newList(here.operator, 'vocational-grant', '2023-12', await students(here.place, 1));
  await walkTo(here, list.id, 'reviewedAtAuthority');
  expect([await reminder(here.operator, 'publicity', 'vocational-grant'), await reminder(here.operator, 'missing-attachment', 'vocational-grant')]).toEqual([{ currentMonth: 1, earlier: 0 }, { currentMonth: 1, earlier: 0 }]);
  const { attachPhoto } = await import('../support/list-walk.js');
  await attachPhoto(here.operator, list.id);
  expect((await reminder(here.operator, 'missing-attachment', 'vocational-grant')).currentMonth).toBe(0);
  expect((await complete(here.operator, list.id, 'publish-list', { start: '2023-12-11', end: '2023-12-15' })).status).toBe(200);
  expect((await reminder(here.operator, 'publicity', 'vocational-grant')).currentMonth).toBe(0);
  expect((await reminder(here.officer, 'confirmation', 'vocational-grant')).currentMonth).toBe(1);
  expect((await reminder(here.officer, 'confirmation', 'vocational-tuition-waiver')).currentMonth).toBe(0);
});
