import { row, rows } from '../../server/database.js';
import { calendarProblems, stepsOf, type Days } from '../../server/filing-calendar/rules.js';
import { sendOutbox } from '../../server/jobs/outbox-worker.js';
import { programmeOf } from '../../server/values/programme.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, province, type Place } from '../support/world.js';

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

const GRANT = 'vocational-grant';
type Item = { step: string; dueOn: string | null; setBy: { id: number } | null; own: string | null; above: string | null };
const days = async (who: Person, month = '2023-05'): Promise<Record<string, string | null>> => Object.fromEntries(((await who.get(`/filing-calendar?programme=${GRANT}&month=${month}`)).body as { items: Item[] }).items.map(({ step, dueOn }) => [step, dueOn]));
const set = (who: Person, wanted: Days, month = '2023-05') => who.call('PUT', '/filing-calendar', { programme: GRANT, month, ...wanted });

it.each<[string, Days, Days | null, string[]]>([
  ['a province sets what it wants', { entry: '2023-05-10', review: '2023-05-15' }, null, []],
  ['the days follow the order of the steps', { entry: '2023-05-16', review: '2023-05-15' }, null, ['deadlines-out-of-order']],
  ['one step may have no day', { entry: '2023-05-10', confirmation: '2023-05-25' }, null, []],
  ['the same day is not later', { entry: '2023-05-10' }, { entry: '2023-05-10' }, []],
  ['an earlier day refines', { entry: '2023-05-08' }, { entry: '2023-05-10', review: '2023-05-15' }, []],
  ['a later day loosens', { entry: '2023-05-11' }, { entry: '2023-05-10' }, ['deadline-loosened']],
  ['nothing is refined where nothing was set', { review: '2023-05-11' }, { entry: '2023-05-10' }, ['deadline-not-set-above']],
  ['an own day is held against the steps that hold from above', { publicity: '2023-05-12' }, { review: '2023-05-15', publicity: '2023-05-20' }, ['deadlines-out-of-order']],
])('%s', (_name, own, above, codes) => {
  expect(calendarProblems(own, above).map(({ code }) => code)).toEqual(codes);
});

it('every programme has the steps it has', () => {
  expect([stepsOf(programmeOf(GRANT)).length, stepsOf(programmeOf('vocational-tuition-waiver')).includes('disbursement'), stepsOf(programmeOf('senior-high-fee-waiver'))]).toEqual([5, false, ['entry', 'review', 'disbursement']]);
});

it('the province sets, the county refines and never loosens, the school sees what holds for it; everybody below is told', async () => {
  expect((await set(clerk, { entry: '2023-05-15', review: '2023-05-18' })).status).toBe(200);
  expect(await days(here.operator)).toMatchObject({ entry: '2023-05-15', review: '2023-05-18', publicity: null });
  const loosened = await here.officer.submit(`/filing-calendar?programme=${GRANT}&period=2023-05`, { entry: '2023-05-16', review: '', publicity: '', confirmation: '', disbursement: '' });
  expect([loosened.status, loosened.text.includes('value="2023-05-16"'), loosened.text.includes('不能晚于上级设定的5月15日')]).toEqual([422, true, true]);
  const refined = await here.officer.submit(`/filing-calendar?programme=${GRANT}&period=2023-05`, { entry: '2023-05-12', review: '', publicity: '', confirmation: '', disbursement: '' });
  expect([refined.status, await days(here.operator), await days(clerk)]).toMatchObject([303, { entry: '2023-05-12', review: '2023-05-18' }, { entry: '2023-05-15' }]);
  // The province comes down to an earlier day: it holds for all, the county's later one no more.
  await set(clerk, { entry: '2023-05-11' });
  expect(await days(here.operator)).toMatchObject({ entry: '2023-05-11' });
  expect((await set(here.officer, { entry: null })).status).toBe(200);
  await sendOutbox();
  const told = await rows<{ title: string }>("SELECT title FROM notifications WHERE user_id = ? AND source LIKE 'filing-deadlines:%'", [here.operator.actor.userId]);
  expect(told.length).toBeGreaterThanOrEqual(3);
  expect(await row('SELECT action FROM audit_events WHERE object_kind = ? AND object_id = ? LIMIT 1', ['filing-calendar', top.id])).toEqual({ action: '设定填报期限' });
});

it('a day stands on the board above each step, on the home page, and in the calendar with the working days left', async () => {
  await set(clerk, { entry: '2023-05-12', review: '2023-05-18', confirmation: '2023-05-25' });
  expect((await here.officer.page('/board?month=2023-05')).text).toContain('5月25日前');
  expect((await here.operator.page('/')).text).toContain('名单录入期限');
  expect((await here.reviewer.page('/')).text).toContain('名单审核期限');
  const page = await here.operator.page(`/filing-calendar?programme=${GRANT}&period=2023-05`);
  expect([page.text.includes('还有 2 个工作日'), page.text.includes(top.name), page.text.includes('保存期限')]).toEqual([true, true, false]);
});

it('schools and leaders set nothing; a step a programme lacks, and a day for another region, are refused', async () => {
  const director = await Person.signedIn(product, await person(top, 'authority-director'));
  expect([(await set(here.operator, { entry: '2023-05-01' })).code, (await set(director, { entry: '2023-05-01' })).code]).toEqual(['role-not-allowed', 'role-not-allowed']);
  expect((await clerk.call('PUT', '/filing-calendar', { programme: 'vocational-tuition-waiver', month: '2023-05', disbursement: '2023-05-30' })).code).toBe('input-invalid');
  const elsewhere = await office(product);
  expect([(await set(elsewhere.officer, { entry: '2023-05-01' })).code, (await days(elsewhere.operator)).entry]).toEqual(['deadline-not-set-above', null]);
  expect((await director.page('/filing-calendar')).status).toBe(200);
});
