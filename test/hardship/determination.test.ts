import { run } from '../../server/database.js';
import { suggestLevel } from '../../server/hardship/level.js';
import { priorityGroups, type PriorityGroupKey } from '../../server/values/priority-group.js';
import type { TaskJson } from '../../server/workflow/presenter.js';
import { belongs } from '../support/group-world.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { person, student } from '../support/world.js';

/* 附件1 一(一)4、6 and 一(二)4、6: 家庭经济信息录入, 困难学生认定管理, 困难学生信息查询, 困难学生认定结果查看. */

let product: Product;
let here: Office;
let director: Person;
beforeAll(async () => { product = await startProduct(); here = await office(product); director = await Person.signedIn(product, await person(here.authority, 'authority-director')); });
afterAll(() => product.stop());

const answers = (...yes: PriorityGroupKey[]): Record<string, string> => Object.fromEntries(priorityGroups.map(({ key }) => [key, yes.includes(key) ? 'yes' : 'no']));
const enter = (id: number, groups: Record<string, string>, who = here.operator, version?: number) => who.call('PUT', `/students/${id}/circumstances`, { groups, householdSize: 4, annualIncome: '18000.00', factors: { economy: '父母务农' }, ...(version === undefined ? {} : { version }) });
const determine = (id: number, body: object, who = here.operator) => who.post(`/students/${id}/hardship-determinations`, body);
async function decide(who: Person, decision: string, remark?: string) {
  const { items }: { items: TaskJson[] } = (await here.reviewer.get('/tasks?state=open&key=review-hardship')).body;
  const [task] = [...items].sort((a, b) => b.id - a.id);
  return who.post(`/tasks/${task.id}/completion`, { version: task.version, decision, ...(remark ? { remark } : {}) });
}
type List = { items: { student: { id: number }; level: string; status: string; kind: string; groups: string[] }[]; total: number };
const list = async (who: Person, path: string): Promise<List> => (await who.get(`${path}${path.includes('?') ? '&' : '?'}count=true`)).body;

it('the suggestion takes the hardest level of the groups, says why, and points at a record that the form denies', () => {
  const rules = { groups: { orphan: 'special', disabled: 'hard', 'child-of-disabled': 'general' }, income: { hard: 300_000, general: 600_000 }, factors: { emergency: 'general' } } as const;
  const entered = (groups: PriorityGroupKey[], annualIncome = 9_000_000, factors = {}) => ({ groups, householdSize: 3, annualIncome, factors });
  expect(suggestLevel(entered(['disabled', 'orphan']), ['disabled'], rules)).toEqual({ level: 'special', reasons: ['孤儿：建议特别困难', '残疾：建议困难'] });
  expect(suggestLevel(entered(['child-of-disabled']), ['orphan'], rules)).toEqual({ level: 'general', reasons: ['残疾人子女：建议一般困难', '已有孤儿的记录，表中填“否”，请核实'] });
  expect(suggestLevel(entered([]), [], rules)).toEqual({ level: 'none', reasons: ['不属于十一类，请按家庭经济等因素认定'] });
  expect(suggestLevel(entered([], 899_999), [], rules)).toEqual({ level: 'hard', reasons: ['家庭人均年收入 2,999.99 元，低于 3,000.00 元：建议困难'] });
  expect(suggestLevel(entered([], 900_000), [], rules)).toEqual({ level: 'general', reasons: ['家庭人均年收入 3,000.00 元，低于 6,000.00 元：建议一般困难'] });
  expect(suggestLevel(entered([], 1_800_000, { emergency: '父亲车祸', economy: '务农' }), [], rules)).toEqual({ level: 'general', reasons: ['填有突发状况因素：建议一般困难'] });
});

it('is entered, determined, reviewed by another person, and seen upward; a change keeps the first result', async () => {
  const id = await student(here.place, { name: '王若兰' });
  expect((await determine(id, { level: 'special' })).code).toBe('circumstances-missing');
  const entered = await enter(id, answers('orphan'));
  expect([entered.status, (entered.body as { suggestion: { level: string; reasons: string[] } }).suggestion]).toEqual([200, { level: 'special', levelName: '特别困难', reasons: ['孤儿：建议特别困难'] }]);
  expect((await enter(id, answers('orphan'))).code).toBe('stale-version');
  expect((await determine(id, { level: 'general' })).code).toBe('remark-required');
  expect((await determine(id, { level: 'special' })).status).toBe(201);
  expect((await determine(id, { level: 'special' })).code).toBe('in-use');
  expect((await list(director, '/hardship-results')).total).toBe(0);
  expect((await decide(here.operator, 'pass')).status).not.toBe(200);
  expect((await decide(here.reviewer, 'fail')).code).toBe('remark-required');
  expect((await decide(here.reviewer, 'pass')).status).toBe(200);
  expect((await list(director, '/hardship-results')).items.map(({ student: one, level, groups }) => [one.id, level, groups])).toEqual([[id, 'special', ['orphan']]]);
  expect((await determine(id, { level: 'hard' })).code).toBe('in-use');
  expect((await determine(id, { level: 'hard', kind: 'grievance' })).code).toBe('remark-required');
  expect((await determine(id, { level: 'hard', kind: 'change', reason: '由亲属抚养' })).status).toBe(201);
  expect((await decide(here.reviewer, 'pass')).status).toBe(200);
  expect((await list(here.operator, `/students/${id}/hardship-determinations`)).items.map(({ kind, level, status }) => [kind, level, status])).toEqual([['initial', 'special', 'superseded'], ['change', 'hard', 'passed']]);
  expect((await list(director, '/hardship-students')).items.map(({ level }) => level)).toEqual(['hard']);
});

it('申诉复核: until it is decided, and when it is refused, the first result holds; granted, the new one does, and all three stay in the history with their reasons', async () => {
  const id = await student(here.place);
  await enter(id, answers('child-of-disabled'));
  await determine(id, { level: 'general' });
  await decide(here.reviewer, 'pass');
  const standing = async (): Promise<string[]> => (await list(director, '/hardship-results')).items.filter(({ student: one }) => one.id === id).map(({ level }) => level);
  const grieve = (reason: string) => determine(id, { level: 'hard', kind: 'grievance', reason });
  expect((await grieve('家长申诉：父亲上月病重')).status).toBe(201);
  expect([await standing(), (await grieve('再申诉一次')).code]).toEqual([['general'], 'in-use']);
  expect((await decide(here.reviewer, 'fail', '没有医院证明')).status).toBe(200);
  expect(await standing()).toEqual(['general']);
  expect((await grieve('家长补交了医院证明')).status).toBe(201);
  expect((await decide(here.reviewer, 'pass')).status).toBe(200);
  expect(await standing()).toEqual(['hard']);
  const history: { items: { kind: string; level: string; status: string; reason: string }[] } = (await here.operator.get(`/students/${id}/hardship-determinations`)).body;
  expect(history.items.map(({ kind, level, status, reason }) => [kind, level, status, reason])).toEqual([
    ['initial', 'general', 'superseded', ''], ['grievance', 'hard', 'failed', '家长申诉：父亲上月病重'], ['grievance', 'hard', 'passed', '家长补交了医院证明'],
  ]);
  expect((await here.operator.page(`/students/${id}/hardship`)).text).toContain('申诉复核');
});

it('what did not pass is not a result and can be determined anew', async () => {
  const id = await student(here.place);
  await enter(id, answers());
  expect((await determine(id, { level: 'none' })).status).toBe(201);
  expect((await decide(here.reviewer, 'fail', '请补充材料')).status).toBe(200);
  expect((await determine(id, { level: 'general', reason: '父亲重病' })).status).toBe(201);
});

it.each(priorityGroups.map(({ key, label }) => [label, key] as const))('%s is asked on the form, stands in the lists and is a filter of all four functions', async (label, key) => {
  const id = await student(here.place);
  await belongs(id, { group: key });
  await enter(id, answers(key));
  await determine(id, { level: 'special', reason: '家访核实' });
  await decide(here.reviewer, 'pass');
  for (const [who, path] of [[here.operator, '/hardship-students'], [director, '/hardship-results'], [here.reviewer, '/hardship-determinations']] as const) {
    expect([path, (await list(who, `${path}?${key}=yes`)).items.some((one) => one.student.id === id)]).toEqual([path, true]);
    expect((await list(who, `${path}?${key}=no`)).items.some((one) => one.student.id === id)).toBe(false);
    const page = await who.page(path);
    expect([path, page.text.includes(`>${label}</th>`), page.text.includes(`是否${label}`)]).toEqual([path, true, true]);
  }
  const form = await here.operator.page(`/students/${id}/hardship`);
  expect([form.text.includes(`是否${label}`), form.text.includes('建议认定为')]).toEqual([true, true]);
  expect((await here.operator.page(`/circumstances?${key}=yes`)).text).toContain(`/students/${id}/hardship`);
});

it('the form keeps what was typed and says which of the eleven was left out', async () => {
  const id = await student(here.place);
  const refused = await here.operator.submit(`/students/${id}/circumstances`, { _key: 'circumstances-1', ...answers(), orphan: '', householdSize: '5', annualIncome: '一万', economy: '三口人务农', group: '', region: '', emergency: '', consumption: '', other: '' });
  expect([refused.status, refused.text.includes('请选“是否孤儿”'), refused.text.includes('三口人务农')]).toEqual([400, true, true]);
  const kept = await here.operator.submit(`/students/${id}/circumstances`, { _key: 'circumstances-2', ...answers('disabled'), householdSize: '5', annualIncome: '10000', economy: '', group: '', region: '', emergency: '', consumption: '', other: '' });
  expect(kept.status).toBe(303);
});

it('who may do what: schools enter and review, authorities read results, nobody of another school finds the student', async () => {
  const id = await student(here.place);
  expect((await enter(id, answers(), here.reviewer)).code).toBe('role-not-allowed');
  expect((await enter(id, answers(), here.officer)).code).toBe('role-not-allowed');
  const away = await office(product);
  expect((await enter(id, answers(), away.operator)).status).toBe(404);
  const answersOf: Record<string, number[]> = {};
  for (const [name, who] of [['operator', here.operator], ['reviewer', here.reviewer], ['officer', here.officer], ['director', director]] as const) {
    answersOf[name] = [];
    for (const path of ['/hardship-determinations', '/hardship-students', '/hardship-results']) answersOf[name].push((await who.get(path)).status, (await who.page(path)).status);
    answersOf[name].push((await who.page('/circumstances')).status);
  }
  expect(answersOf).toEqual({ operator: [200, 200, 200, 200, 403, 403, 200], reviewer: [200, 200, 200, 200, 403, 403, 200], officer: [403, 403, 200, 200, 200, 200, 403], director: [403, 403, 200, 200, 200, 200, 403] });
  await run('DELETE FROM circumstances WHERE student_id = ?', [id]);
});
