import { acts, conditionsOf } from '../../server/award-lists/guards.js';
import { officeRules, type OfficeRule } from '../../server/office-rules/rules.js';
import { listProgrammeKeys, programmeOf } from '../../server/values/programme.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { office, type Office } from '../support/office.js';
import { businessRoles } from '../../server/values/actor.js';
import { person } from '../support/world.js';

let product: Product;
let here: Office;
beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
});
afterAll(() => product.stop());

it('every condition that can refuse an act stands on the page of rules with its basis, once for each act', () => {
  const told = officeRules();
  const refusing = acts.flatMap((act) => listProgrammeKeys.flatMap((key) => conditionsOf(act, programmeOf(key)).map(({ code, name }) => `${act}.${code}.${name}`)));
  expect([...new Set(refusing)].filter((key) => !told.some((rule) => rule.key === key) && !/no-publicity|no-disbursement/.test(key))).toEqual([]);
  expect(told.filter(({ basis, enforcedAt, programmes, text }) => [basis, enforcedAt, text].includes('') || programmes.length === 0).map(({ key }) => key)).toEqual([]);
  expect(new Set(told.map(({ key }) => key)).size).toBe(told.length);
});

it.each<[string, Partial<OfficeRule>]>([
  ['disburse.publicity-not-ended.公示时间已结束', { programmes: ['vocational-grant'], from: '2023-04-18' }],
  ['disburse.no-disbursement.本项目有资金发放', { programmes: ['vocational-tuition-waiver'] }],
  ['publish-list.no-publicity.本项目有名单公示', { programmes: ['senior-high-fee-waiver'] }],
  ['publish-list.attachment-required.公示附件', { programmes: ['vocational-grant', 'vocational-tuition-waiver'] }],
])('%s holds for the programmes the notice names', (key, expected) => {
  expect(officeRules().find((rule) => rule.key === key)).toMatchObject(expected);
});

it('every business role reads rules, standards and working days; page and call say the same; administrators do not', async () => {
  for (const role of businessRoles) {
    const who = await Person.signedIn(product, await person(role.startsWith('school') ? here.place : here.authority, role));
    expect([role, (await who.get('/policies/rules')).status, (await who.page('/policies')).status]).toEqual([role, 200, 200]);
  }
  const { items }: { items: { programme: string; amount: string }[] } = (await here.operator.get('/policies/standards?month=2023-05')).body;
  const page = await here.operator.page('/policies?tab=standards');
  expect(items.length).toBeGreaterThan(0);
  expect(items.filter(({ amount }) => !page.text.includes(amount.replace(/\B(?=(\d{3})+\.)/g, ',')))).toEqual([]);
  const days = await here.operator.page('/policies?tab=workdays&year=2023');
  expect([days.text.includes('5月6日'), days.text.includes('上班（调休）'), (await here.operator.get('/policies/nonsense')).status]).toEqual([true, true, 404]);
  const caps: { items: { cap: string; active: boolean }[] } = (await here.operator.get('/policies/caps')).body;
  expect([caps.items.filter(({ active }) => active).map(({ cap }) => cap), (await here.operator.page('/policies?tab=caps')).text.includes('12,000.00')]).toEqual([['12000.00', '16000.00'], true]);
  const found = await here.operator.page('/policies?tab=rules&programme=vocational-grant&q=公示附件');
  expect([found.text.includes('attachment-required'), found.text.includes('not-draft')]).toEqual([true, false]);
  const administrator = await Person.signedIn(product, await person(here.authority, 'system-administrator'));
  expect([(await administrator.get('/policies/rules')).code, (await administrator.page('/policies')).status]).toEqual(['role-not-allowed', 403]);
});

it('the foot of every page leads to what the version changed, in the notice’s five parts, with links only to what one’s menu has', async () => {
  expect((await here.operator.page('/')).text).toContain('href="/upgrade"');
  const page = await here.officer.page('/upgrade');
  expect(['一、扩展共享特殊群体学生信息', '二、调整中职国家助学金与免学费名单公示流程', '三、优化中职统计信息展示', '四、完善高校国家助学贷款管理功能', '五、完善普高建档立卡免学杂费管理功能'].filter((part) => !page.text.includes(part))).toEqual([]);
  const confirmation = '/award-lists?programme=vocational-grant&amp;todo=confirmation&amp;period=both';
  const main = (text: string): string => text.slice(text.indexOf('<main'));
  expect([main(page.text).includes(confirmation), main((await here.operator.page('/upgrade')).text).includes(confirmation)]).toEqual([true, false]);
});
