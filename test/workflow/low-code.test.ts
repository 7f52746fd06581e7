import type { ListJson } from '../../server/award-lists/presenter.js';
import { rows } from '../../server/database.js';
import { sendOutbox } from '../../server/jobs/outbox-worker.js';
import type { TaskJson } from '../../server/workflow/presenter.js';
import { fireDueTimers } from '../../server/workflow/fire-timers.js';
import { field, tag, userTask } from '../support/bpmn-builder.js';
import { newList, openTask, walkTo, type Around } from '../support/list-walk.js';
import { find } from '../support/read-html.js';
import { formOf, words } from '../support/page-words.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { putInUse, redrawnGrant } from '../support/redrawn-grant.js';
import { county, person, prefecture, province, school, students, type Place } from '../support/world.js';

/* A step somebody drew into the shipped diagram works at once, at the desk and at the API, without a line of code. */

let product: Product;
let top: Place;
let city: Place;
let authority: Place;
let place: Place;
let around: Around;
let cityOfficer: Person;
let cityDirector: Person;
let provinceOfficer: Person;

const decisions = (...all: [string, string, boolean?][]): string => `<aid:decisions>${all.map(([value, name, remarkRequired = false]) => tag('aid:decision', { value, name, remarkRequired })).join('')}</aid:decisions>`;
const extension = (inside: string): string => `<bpmn:extensionElements>${inside}</bpmn:extensionElements>`;
const choice = (id: string, access?: string): string => tag('camunda:formField', { id, label: '资金来源', type: 'enum', 'aid:access': access }, tag('camunda:value', { id: 'central', name: '中央' }) + tag('camunda:value', { id: 'local', name: '地方' }));
const required = tag('camunda:validation', {}, tag('camunda:constraint', { name: 'required' }));

/** 三家会签, then a second confirmation of the city with a form. */
const jointSign = (vote: Record<string, string>) => userTask('joint-sign', { name: '三级会签', candidates: 'authority-operator@authority,authority-operator@prefecture,authority-operator@province', inside: extension(decisions(['agree', '同意'], ['disagree', '不同意', true]) + tag('aid:vote', vote)) });
const cityConfirm = userTask('city-confirm', {
  name: '市级复核', candidates: 'authority-operator@prefecture', more: { 'aid:dueWorkdays': 3 },
  inside: extension(`<camunda:formData>${tag('camunda:formField', { id: 'checkedAmount', label: '核定金额', type: 'money' }, required)}${choice('fundSource')}${field('checkedOn', 'date')}${field('headcount', 'number')}${tag('camunda:formField', { id: 'fellows', label: '同核人员', type: 'people' })}${tag('camunda:formField', { id: 'words', label: '复核意见', type: 'opinion', 'aid:access': 'authority-operator:required' })}${tag('camunda:formField', { id: 'secret', label: '内部备注', type: 'string', 'aid:access': 'authority-director:hidden' })}</camunda:formData>`
    + decisions(['pass', '复核通过'], ['fail', '复核不通过', true]) + `<aid:reminders>${tag('aid:reminder', { workdays: '-1' })}${tag('aid:reminder', { workdays: '1', to: 'authority-director@prefecture' })}</aid:reminders>`),
});

beforeAll(async () => {
  product = await startProduct();
  top = await province();
  city = await prefecture(top);
  authority = await county(city);
  place = await school(authority);
  around = { operator: await Person.signedIn(product, await person(place, 'school-operator')), reviewer: await Person.signedIn(product, await person(place, 'school-reviewer')), officer: await Person.signedIn(product, await person(authority, 'authority-operator', '王建平')) };
  cityOfficer = await Person.signedIn(product, await person(city, 'authority-operator', '赵敏'));
  cityDirector = await Person.signedIn(product, await person(city, 'authority-director'));
  provinceOfficer = await Person.signedIn(product, await person(top, 'authority-operator', '陈立新'));
});
afterAll(() => product.stop());

let serial = 0;
async function listAt(programme = 'vocational-grant'): Promise<ListJson> {
  serial += 1;
  const list = await newList(around.operator, programme, `2023-0${1 + (serial % 4)}`, await students(place, 1));
  return walkTo(around, list.id, 'reviewedAtAuthority');
}
async function taskOf(who: Person, list: ListJson, key: string): Promise<TaskJson> {
  const task = await openTask(who, list.id, key);
  if (!task) throw new Error(`${who.actor.login} has no ${key}`);
  return task;
}
const seen = async (who: Person, id: number): Promise<TaskJson> => (await who.get(`/tasks/${id}`)).body;

describe('会签 of three offices, drawn as one task', () => {
  beforeAll(() => putInUse(authority, redrawnGrant(jointSign({ rule: 'all' }), cityConfirm)));

  it('each office votes once, sees what the others said, and the last yes lets the list go on', async () => {
    const list = await listAt();
    const task = await taskOf(around.officer, list, 'joint-sign');
    const first = await around.officer.post(`/tasks/${task.id}/completion`, { version: task.version, decision: 'agree', remark: '材料齐全' });
    expect([first.status, (first.body as TaskJson).state, (first.body as TaskJson).vote?.seats.map(({ decisionName }) => decisionName)]).toEqual([200, 'open', ['同意', null, null]]);
    expect(await openTask(around.officer, list.id, 'joint-sign')).toBeUndefined();
    const colleague = await Person.signedIn(product, await person(authority, 'authority-operator'));
    const twice = await colleague.post(`/tasks/${task.id}/completion`, { version: task.version, decision: 'agree' });
    expect([twice.status, twice.code]).toEqual([409, 'already-done']);
    const page = await cityOfficer.page(`/tasks/${task.id}`);
    expect(words(page)).toMatch(/会签：全部同意才通过.*同意 王建平.*材料齐全/);
    const [city2, top2] = await Promise.all([cityOfficer, provinceOfficer].map((who) => who.post(`/tasks/${task.id}/completion`, { version: task.version, decision: 'agree' })));
    expect([city2.status, top2.status]).toEqual([200, 200]);
    expect(await seen(around.officer, task.id)).toMatchObject({ state: 'done', decision: 'agree' });
    expect(await taskOf(cityOfficer, list, 'city-confirm')).toBeDefined();
    expect((await rows('SELECT id FROM tasks WHERE subject_id = ? AND task_key = ?', [list.id, 'city-confirm'])).length).toBe(1);
    const late = await around.officer.call('DELETE', `/tasks/${task.id}/vote`);
    expect([late.status, late.code]).toEqual([409, 'already-done']);
  });

  it('a vote can be taken back and cast anew while others still vote, also at the desk; one no ends a 会签', async () => {
    const list = await listAt();
    const task = await taskOf(around.officer, list, 'joint-sign');
    await around.officer.post(`/tasks/${task.id}/completion`, { version: task.version, decision: 'agree' });
    expect(find((await around.officer.page(`/tasks/${task.id}`)).text, 'form', { action: `/tasks/${task.id}/vote/removal` })).toHaveLength(1);
    expect((await around.officer.submit(`/tasks/${task.id}/vote/removal`, {})).status).toBe(303);
    expect((await around.officer.call('DELETE', `/tasks/${task.id}/vote`)).code).toBe('no-vote');
    expect((await around.officer.submit(`/tasks/${task.id}/completion`, { version: String(task.version), decision: 'disagree' })).status).toBe(422);
    expect((await around.officer.submit(`/tasks/${task.id}/completion`, { version: String(task.version), decision: 'disagree', remark: '人数不符' })).status).toBe(303);
    expect(await seen(cityOfficer, task.id)).toMatchObject({ state: 'done', decision: 'disagree', remark: `${authority.name}：人数不符` });
    const actions = (await rows<{ action: string }>("SELECT action FROM audit_events WHERE chain = ? ORDER BY seq", [`award-list:${list.id}`])).map(({ action }) => action);
    expect(actions.slice(-4)).toEqual(['表决', '撤回表决', '表决', '办理“三级会签”']);
  });

  it('nobody outside the offices votes', async () => {
    const list = await listAt();
    const task = await taskOf(around.officer, list, 'joint-sign');
    expect((await around.operator.post(`/tasks/${task.id}/completion`, { version: task.version, decision: 'agree' })).status).toBe(403);
    const stranger = await Person.signedIn(product, await person(await county(), 'authority-operator'));
    expect([(await stranger.post(`/tasks/${task.id}/completion`, { version: 0, decision: 'agree' })).status, (await stranger.call('DELETE', `/tasks/${task.id}/vote`)).status]).toEqual([404, 404]);
  });
});

describe('a second confirmation of the city, with a form', () => {
  beforeAll(() => putInUse(authority, redrawnGrant(cityConfirm)));

  it('asks for its fields in the words of the diagram, keeps what was filled in and shows it to those who may see it', async () => {
    const list = await listAt();
    const task = await taskOf(cityOfficer, list, 'city-confirm');
    expect(task.form.map(({ id, mode }) => `${id} ${mode}`)).toEqual(['checkedAmount required', 'fundSource optional', 'checkedOn optional', 'headcount optional', 'fellows optional', 'words required', 'secret optional']);
    expect(task.dueAt).not.toBeNull();
    const wrong = await cityOfficer.post(`/tasks/${task.id}/completion`, { version: task.version, decision: 'pass', checkedAmount: '12.345', fundSource: 'lottery', checkedOn: '5月', headcount: 'viele', fellows: [around.officer.actor.userId], words: ' ' });
    expect([wrong.status, (wrong.body as { errors: { path: string }[] }).errors.map(({ path }) => path)]).toEqual([400, ['checkedAmount', 'fundSource', 'checkedOn', 'headcount', 'fellows', 'words']]);
    const page = await cityOfficer.submit(`/tasks/${task.id}/completion`, { version: String(task.version), decision: 'pass', checkedAmount: '12.345', words: '账实相符' });
    expect([page.status, formOf(page, `/tasks/${task.id}/completion`)?.fields]).toEqual([400, expect.objectContaining({ decision: 'pass', checkedAmount: '12.345', words: '账实相符' })]);
    const sent = await cityOfficer.submit(`/tasks/${task.id}/completion`, { version: String(task.version), decision: 'pass', checkedAmount: '200.5', fundSource: 'local', checkedOn: '2023-05-09', headcount: '1.5', fellows: String(cityDirector.actor.userId), words: '账实相符', secret: '待查' });
    expect(sent.status).toBe(303);
    const filled = (await seen(cityOfficer, task.id)).filled.map(({ label, text }) => `${label} ${text}`);
    expect(filled).toEqual(['核定金额 200.50 元', '资金来源 地方', '字段checkedOn 2023-05-09', '字段headcount 1.5', `同核人员 ${cityDirector.actor.name}`, '复核意见 账实相符', '内部备注 待查']);
    expect((await seen(cityDirector, task.id)).filled.map(({ id }) => id)).not.toContain('secret');
    const next = await taskOf(around.operator, list, 'publish-list');
    expect(words(await around.operator.page(`/tasks/${next.id}`))).toMatch(/“市级复核”填写的内容.*核定金额 200.50 元/);
  });

  it('reminds its people before the day and tells the director after it, once each', async () => {
    const list = await listAt();
    const { id } = await taskOf(cityOfficer, list, 'city-confirm');
    const ladder = await rows<{ due_at: Date; told: string | null }>('SELECT due_at, told FROM timers WHERE task_id = ? ORDER BY due_at', [id]);
    expect(ladder.map(({ due_at }) => due_at.toISOString().slice(0, 16))).toEqual(['2023-05-12T01:00', '2023-05-16T01:00']);
    await officeTime('2023-05-16T10:00:00+08:00');
    expect(await fireDueTimers()).toBe(0);
    while ((await sendOutbox(() => undefined)) > 0);
    const told = async (who: Person): Promise<string[]> => (await rows<{ title: string }>("SELECT title FROM notifications WHERE user_id = ? AND source LIKE 'task-reminder:%' AND href = ?", [who.actor.userId, `/tasks/${id}`])).map(({ title }) => title);
    expect([(await told(cityOfficer)).length > 0, await told(cityDirector)]).toEqual([true, ['逾期提醒：市级复核']]);
    expect((await cityOfficer.post(`/tasks/${id}/completion`, { version: 0, decision: 'pass', checkedAmount: '1', words: '好' })).status).toBe(200);
    expect(await rows("SELECT id FROM timers WHERE task_id = ? AND state = 'waiting'", [id])).toEqual([]);
  });
});
