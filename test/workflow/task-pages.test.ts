import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ListJson } from '../../server/award-lists/presenter.js';
import { row } from '../../server/database.js';
import { noticePhoto } from '../../server/seeding/notice-photo.js';
import { installShipped } from '../../server/workflow/definition.js';
import { formOf, links, tableRows, words } from '../support/page-words.js';
import { complete, listOf, newList, openTask, walkTo, type Around } from '../support/list-walk.js';
import { Person, startProduct, type Product, type Reply } from '../support/product.js';
import { find, hasClass, readHtml } from '../support/read-html.js';
import { county, person, school, student, students, type Place } from '../support/world.js';

let product: Product;
let authority: Place;
let place: Place;
let around: Around;

beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => {
  authority = await county();
  place = await school(authority);
  around = { operator: await Person.signedIn(product, await person(place, 'school-operator')), reviewer: await Person.signedIn(product, await person(place, 'school-reviewer')), officer: await Person.signedIn(product, await person(authority, 'authority-operator', '王建平')) };
});

const grant = async (people = 2, month = '2023-05'): Promise<ListJson> => newList(around.operator, 'vocational-grant', month, await students(place, people));
async function taskOf(who: Person, listId: number, key: string): Promise<{ id: number; version: number }> {
  const task = await openTask(who, listId, key);
  if (!task) throw new Error(`nothing waits at ${key}`);
  return task;
}
const submit = (who: Person, task: { id: number; version: number }, fields: Record<string, string>): Promise<Reply> => who.submit(`/tasks/${task.id}/completion`, { version: String(task.version), ...fields });

describe('the page where a task is decided', () => {
  it('shows the officer the facts, what to look at, the changes, the attachments and what was done, then the diagram\'s decisions', async () => {
    const overdue = await student(place, { name: '周建国', entryMonth: '2019-09', card: '6217990000000000011' });
    const stays = await student(place, { card: '6217990000000000029' });
    const before = await newList(around.operator, 'vocational-grant', '2023-04', [stays]);
    await walkTo(around, before.id, 'submitted');
    const list = await newList(around.operator, 'vocational-grant', '2023-05', [stays, overdue]);
    await walkTo(around, list.id, 'published');
    const page = await around.officer.page(`/tasks/${(await taskOf(around.officer, list.id, 'confirm-publicity')).id}`);
    const told = words(page);
    expect(told).toMatch(/名单公示确认 等我办理/);
    expect(told).toMatch(/人数 2 人 .*应发金额 400.00 元 .*与上月相比 \+1 人 新增 1，减少 0，金额变化 0 .*需要留意 1 项 逾期学生 1 .*公示附件 1 份/);
    expect(told).toContain('周建国：2019年9月入学，学制 3 年，2022年9月起为逾期学生。请核实学籍状态。');
    expect(tableRows(page, '与2023年4月对比').map(({ text }) => text)).toEqual([expect.stringMatching(/新增周建国/)]);
    expect(told).toContain('公示照片.jpg');
    expect(find(page.text, 'input', { name: 'decision' }).map(({ attributes }) => attributes.value)).toEqual(['confirm', 'reject']);
    expect(tableRows(page, '提交“公示不通过”后，会变成这样').map(({ text }) => text)).toEqual(['学校公示状态学校已公示学校未公示', '学校审核状态通过待审核', '主管部门审核状态通过待审核', '上级公示状态待确认公示不通过', '公示页公开中立即关闭']);
    expect(tableRows(page, '提交“公示通过”后，会变成这样').map(({ text }) => text)).toEqual(['上级公示状态待确认公示通过']);
  });

  it('a waiver\'s confirmation foretells the amounts it fills', async () => {
    const list = await newList(around.operator, 'vocational-tuition-waiver', '2023-05', await students(place, 3));
    await walkTo(around, list.id, 'published');
    const page = await around.officer.page(`/tasks/${(await taskOf(around.officer, list.id, 'confirm-publicity')).id}`);
    expect(tableRows(page, '提交“公示通过”后，会变成这样').map(({ text }) => text)).toContain('实发金额（元）—600.00');
  });

  it('refuses a rejection without a reason and keeps the decision that was chosen', async () => {
    const list = await grant();
    await walkTo(around, list.id, 'published');
    const task = await taskOf(around.officer, list.id, 'confirm-publicity');
    const page = await submit(around.officer, task, { decision: 'reject', remark: '  ' });
    expect([page.status, formOf(page, `/tasks/${task.id}/completion`)]).toEqual([422, { fields: expect.objectContaining({ decision: 'reject' }), errors: ['选择“公示不通过”必须写明原因，对方会看到。'] }]);
    const none = await submit(around.officer, task, { remark: '看过了。' });
    expect([none.status, formOf(none, `/tasks/${task.id}/completion`)?.fields.remark]).toEqual([400, '看过了。']);
    expect((await listOf(around.operator, list.id)).stage).toBe('awaiting-confirmation');
  });

  it('leads on to the next paper of the same kind, and home after the last', async () => {
    const [first, second] = [await grant(), await grant(1, '2023-04')];
    for (const one of [first, second]) await walkTo(around, one.id, 'submitted');
    const [one, two] = [await taskOf(around.reviewer, first.id, 'school-review'), await taskOf(around.reviewer, second.id, 'school-review')];
    const page = await around.reviewer.page(`/tasks/${one.id}`);
    expect([words(page).includes('第 1 份，共 2 份'), links(page).includes(`/tasks/${two.id}`)]).toEqual([true, true]);
    expect((await submit(around.reviewer, one, { decision: 'pass' })).headers.get('location')).toBe(`/tasks/${two.id}`);
    const last = await submit(around.reviewer, two, { decision: 'fail', remark: '人员信息有误。' });
    expect([last.status, last.headers.get('location'), decodeURIComponent(decodeURIComponent(last.headers.get('set-cookie') ?? ''))]).toEqual([303, '/', expect.stringContaining('已提交“不通过”')]);
  });

  it('tells a colleague who was slower who decided and when, and keeps what was written', async () => {
    const list = await grant();
    await walkTo(around, list.id, 'published');
    const colleague = await Person.signedIn(product, await person(authority, 'authority-operator', '赵敏'));
    const task = await taskOf(around.officer, list.id, 'confirm-publicity');
    expect((await submit(around.officer, task, { decision: 'confirm' })).status).toBe(303);
    const page = await submit(colleague, task, { decision: 'reject', remark: '附件看不清，请重传。' });
    expect(page.status).toBe(409);
    expect(words(page)).toMatch(/“名单公示确认”已由王建平于 2023-05-10 09:0\d 办理，您的没有提交/);
    expect(words(page)).toMatch(/您填写的内容还在.*您的决定 公示不通过 原因 附件看不清，请重传。/);
    expect(formOf(page, `/tasks/${task.id}/completion`)).toBeNull();
  });

  it('lets those read it who may not decide, and nobody else find it', async () => {
    const list = await grant();
    await walkTo(around, list.id, 'published');
    const { id } = await taskOf(around.officer, list.id, 'confirm-publicity');
    for (const who of [around.operator, await Person.signedIn(product, await person(authority, 'authority-director'))]) {
      const page = await who.page(`/tasks/${id}`);
      expect([page.status, formOf(page, `/tasks/${id}/completion`), words(page).includes(`由${authority.name}的主管部门业务操作人员办理，您可以查看。`)]).toEqual([200, null, true]);
      expect((await submit(who, { id, version: 0 }, { decision: 'confirm' })).status).toBe(403);
    }
    const stranger = await Person.signedIn(product, await person(await county(), 'authority-operator'));
    expect([(await stranger.page(`/tasks/${id}`)).status, (await submit(stranger, { id, version: 0 }, { decision: 'confirm' })).status]).toEqual([404, 404]);
  });

  it('says why the reason for a withdrawal was given, and what granting it will do to what was paid', async () => {
    const list = await newList(around.operator, 'vocational-tuition-waiver', '2023-05', await students(place, 2));
    await walkTo(around, list.id, 'confirmed');
    await complete(around.operator, list.id, 'request-withdrawal', { reason: '学生陈立已转出。' });
    const task = await taskOf(around.officer, list.id, 'review-withdrawal');
    const page = await around.officer.page(`/tasks/${task.id}`);
    expect(words(page)).toMatch(/学校申请退回的原因.*学生陈立已转出。/);
    expect(tableRows(page, '提交“同意退回”后，会变成这样').map(({ text }) => text)).toContain('实发金额（元）400.000.00');
    expect((await submit(around.officer, task, { decision: 'refuse', remark: '' })).status).toBe(422);
    expect((await submit(around.officer, task, { decision: 'grant' })).status).toBe(303);
    expect((await listOf(around.operator, list.id)).paid).toBe('0.00');
  });

  it('a task that is worked on at a page of its own leads there', async () => {
    const list = await grant();
    await walkTo(around, list.id, 'confirmed');
    const { id } = await taskOf(around.operator, list.id, 'request-withdrawal');
    expect((await around.operator.page(`/tasks/${id}`)).headers.get('location')).toBe(`/award-lists/${list.id}/withdrawal-request`);
  });
});

describe('publishing at the desk', () => {
  it('proposes today and the fifth working day, and another end for another start', async () => {
    const list = await grant(1, '2023-04');
    await walkTo(around, list.id, 'reviewedAtAuthority');
    const { id } = await taskOf(around.operator, list.id, 'publish-list');
    const at = async (query = ''): Promise<Record<string, string> | undefined> => formOf(await around.operator.page(`/tasks/${id}${query}`), `/tasks/${id}/completion`)?.fields;
    expect(await at()).toMatchObject({ start: '2023-05-10', end: '2023-05-16' });
    expect(await at('?start=2023-05-12')).toMatchObject({ start: '2023-05-12', end: '2023-05-18' });
    expect(words(await around.operator.page(`/tasks/${id}`))).toContain('从 5月10日数满 5 个工作日是 5月16日：10、11、12、15、16日，13、14日休息。可以更晚，不能更早。');
  });

  it('says while the attachment is missing, then refuses a period that is too short with the earliest end, and keeps what was chosen', async () => {
    const list = await grant();
    await walkTo(around, list.id, 'reviewedAtAuthority');
    const task = await taskOf(around.operator, list.id, 'publish-list');
    const without = await around.operator.page(`/tasks/${task.id}`);
    expect([words(without).includes('2023年5月的名单必须上传公示附件'), find(without.text, 'button', { 'aria-disabled': 'true' }).map(({ text }) => text)]).toEqual([true, ['开始公示']]);
    const refused = await submit(around.operator, task, { start: '2023-05-10', end: '2023-05-16' });
    expect([refused.status, words(refused).includes('请先上传公示照片或盖章扫描件')]).toEqual([422, true]);
    expect((await around.operator.submit(`/award-lists/${list.id}/attachments?task=${task.id}`, await photo())).headers.get('location')).toBe(`/tasks/${task.id}`);
    const short = await submit(around.operator, task, { start: '2023-05-11', end: '2023-05-15' });
    expect([short.status, formOf(short, `/tasks/${task.id}/completion`)]).toEqual([422, { fields: expect.objectContaining({ start: '2023-05-11', end: '2023-05-15' }), errors: [expect.stringContaining('只有 3 个工作日，至少 5 个，结束日期最早选5月17日。')] }]);
    const elements = readHtml(short.text);
    expect(elements.filter((element) => hasClass(element, 'link-btn')).map(({ attributes, text }) => [attributes['data-value'], text])).toEqual([['2023-05-17', '改成 5月17日']]);
    expect((await submit(around.operator, task, { start: '2023-05-11', end: '2023-05-17' })).status).toBe(303);
    expect((await listOf(around.operator, list.id)).publicity).toMatchObject({ start: '2023-05-11', end: '2023-05-17' });
  });
});

describe('the list of one\'s tasks', () => {
  it('holds what waits for the post, the done ones with what was decided', async () => {
    const [first, second] = [await grant(), await grant(1, '2023-04')];
    for (const one of [first, second]) await walkTo(around, one.id, 'submitted');
    expect(tableRows(await around.reviewer.page('/tasks'), '我的任务')).toHaveLength(2);
    expect(tableRows(await around.reviewer.page('/tasks?month=2023-04&key=&programme='), '我的任务')).toHaveLength(1);
    await complete(around.reviewer, first.id, 'school-review', { decision: 'pass' });
    expect(tableRows(await around.reviewer.page('/tasks?state=done'), '我的任务').map(({ text }) => text)).toEqual([expect.stringMatching(/学校审核.*通过/)]);
    expect(tableRows(await around.officer.page('/tasks'), '我的任务').map(({ text }) => text)).toEqual([expect.stringMatching(/主管部门审核.*2023年5月/)]);
  });
});

describe('a task the office drew itself', () => {
  it('gets its form from the diagram, tells what is missing and what is wrong, and keeps what was typed', async () => {
    const shipped = readFileSync(join(__dirname, '../../processes/vocational-grant.bpmn'), 'utf8');
    const drawn = shipped.replace('<bpmn:sequenceFlow id="to-publication" sourceRef="passAuthorityReview" targetRef="publish-list" />', `
      <bpmn:userTask id="spot-check" name="抽查登记" aid:candidates="authority-operator@authority"><bpmn:extensionElements><camunda:formData>
        <camunda:formField id="people" label="抽查人数" type="long"><camunda:validation><camunda:constraint name="required" /></camunda:validation></camunda:formField>
        <camunda:formField id="found" label="发现问题" type="boolean" /><camunda:formField id="method" label="抽查方式" type="enum"><camunda:value id="phone" name="电话" /><camunda:value id="visit" name="到校" /></camunda:formField>
      </camunda:formData></bpmn:extensionElements></bpmn:userTask>
      <bpmn:sequenceFlow id="to-publication" sourceRef="passAuthorityReview" targetRef="spot-check" /><bpmn:sequenceFlow id="checked" sourceRef="spot-check" targetRef="publish-list" />`)
      .replace('</bpmndi:BPMNPlane>', '<bpmndi:BPMNShape id="spot-check_di" bpmnElement="spot-check"><dc:Bounds x="900" y="700" width="100" height="80" /></bpmndi:BPMNShape><bpmndi:BPMNEdge id="checked_di" bpmnElement="checked"><di:waypoint x="950" y="700" /><di:waypoint x="950" y="600" /></bpmndi:BPMNEdge></bpmndi:BPMNPlane>');
    await installShipped([{ name: 'vocational-grant.bpmn', xml: drawn }], new Date('2023-05-10T01:00:00Z'));
    const list = await grant();
    await walkTo(around, list.id, 'reviewedAtAuthority');
    const task = await taskOf(around.officer, list.id, 'spot-check');
    const page = await around.officer.page(`/tasks/${task.id}`);
    expect([words(page).includes('抽查登记 等我办理'), formOf(page, `/tasks/${task.id}/completion`)?.fields]).toEqual([true, expect.objectContaining({ people: '', found: '', method: '' })]);
    const refused = await submit(around.officer, task, { people: '三人', found: 'true', method: '' });
    expect([refused.status, formOf(refused, `/tasks/${task.id}/completion`)]).toEqual([400, { fields: expect.objectContaining({ people: '三人', found: 'true' }), errors: ['“抽查人数”应为整数。'] }]);
    expect((await submit(around.officer, task, { people: '3', found: 'false', method: 'visit' })).status).toBe(303);
    expect((await listOf(around.operator, list.id)).stage).toBe('to-publish');
    expect(await row<{ form_values: string }>('SELECT form_values FROM tasks WHERE id = ?', [task.id])).toMatchObject({ form_values: expect.stringContaining('visit') });
  });
});

async function photo(): Promise<FormData> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(await noticePhoto())], { type: 'image/jpeg' }), '公示照片.jpg');
  return form;
}
