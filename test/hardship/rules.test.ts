import { priorityGroups } from '../../server/values/priority-group.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { person, province, student } from '../support/world.js';

/* 认定建议规则: the province sets them with the document they rest on; schools see why a level is suggested; what held before stays readable. */

let product: Product;
let here: Office;
let officer: Person;
beforeAll(async () => { product = await startProduct(); here = await office(product); officer = await Person.signedIn(product, await person(await province(), 'authority-operator')); });
afterAll(() => product.stop());

type Rules = { id: number; groups: Record<string, string>; income: Record<string, string>; factors: Record<string, string>; remark: string };
const now = async (who = officer): Promise<Rules> => (await who.get('/hardship-rules')).body;
const set = (body: object, who = officer) => who.call('PUT', '/hardship-rules', body);
const answers = Object.fromEntries(priorityGroups.map(({ key }) => [key, 'no']));

it('a change counts from then on for new suggestions, with its reason in words', async () => {
  const before = await now();
  expect([before.groups.orphan, before.income]).toEqual(['special', {}]);
  const id = await student(here.place);
  const suggested = async (): Promise<unknown> => ((await here.operator.get(`/students/${id}/circumstances`)).body as { suggestion: unknown }).suggestion;
  await here.operator.call('PUT', `/students/${id}/circumstances`, { groups: answers, householdSize: 4, annualIncome: '18000.00', factors: { emergency: '父亲车祸' } });
  expect(await suggested()).toEqual({ level: 'none', levelName: '不困难', reasons: ['不属于十一类，请按家庭经济等因素认定'] });
  const changed = { seen: before.id, groups: before.groups, income: { hard: '5000.00' }, factors: { ...before.factors, emergency: 'general' }, remark: '豫教资助〔2023〕12号' };
  expect((await set(changed)).status).toBe(200);
  expect(await suggested()).toEqual({ level: 'hard', levelName: '困难', reasons: ['家庭人均年收入 4,500.00 元，低于 5,000.00 元：建议困难', '填有突发状况因素：建议一般困难'] });
  expect((await set(changed)).code).toBe('stale-version');
  expect((await here.reviewer.page('/hardship-rules')).text).toContain('家庭人均年收入低于 5,000.00 元：困难');
});

it('is refused without its basis, and where a milder level would reach further down', async () => {
  const { id, groups, factors } = await now();
  expect((await set({ seen: id, groups, factors, income: {}, remark: ' ' })).status).toBe(400);
  expect((await set({ seen: id, groups, factors, income: { special: '5000.00', hard: '4000.00' }, remark: '某文件' })).text).toContain('“困难”的收入线应高于“特别困难”的');
  const form = Object.fromEntries([...Object.entries(groups).map(([key, level]) => [`group-${key}`, level]), ...Object.entries(factors).map(([key, level]) => [`factor-${key}`, level])]);
  const refused = await officer.submit('/hardship-rules', { _key: 'rules-form-1', version: String(id), ...form, 'income-special': '5000', 'income-hard': '4000', 'income-general': '', remark: '某文件' });
  expect([refused.status, refused.text.includes('收入线应高于'), refused.text.includes('value="某文件"')]).toEqual([400, true, true]);
  expect((await officer.submit('/hardship-rules', { _key: 'rules-form-2', version: String(id), ...form, 'income-special': '3000', 'income-hard': '', 'income-general': '', remark: '某文件' })).status).toBe(303);
  expect((await now()).income).toEqual({ special: '3000.00' });
});

it('belongs to the operator of a province; the others read', async () => {
  const { id, groups, factors } = await now();
  for (const who of [here.operator, here.reviewer, here.officer]) {
    expect((await set({ seen: id, groups, factors, income: {}, remark: '某文件' }, who)).status).toBe(403);
    expect((await who.page('/hardship-rules')).text).not.toContain('保存新规则');
  }
  expect((await officer.page('/hardship-rules')).text).toContain('保存新规则');
});
