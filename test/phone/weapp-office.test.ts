import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { row, rows, run } from '../../server/database.js';
import { sendOutbox } from '../../server/jobs/outbox-worker.js';
import { remindOfDeadlines } from '../../server/notifications/remind.js';
import { noticePhoto } from '../../server/seeding/notice-photo.js';
import { workJobs } from '../support/jobs.js';
import { newList, openTask, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { mine, phone, settle, signInOn, withPassword } from '../support/phone.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import type { Weapp } from '../support/weapp.mjs';
import { person, students } from '../support/world.js';

/* What an office does on the phone beside deciding one task: many at once, handing on, standing in, urging, reminders. */

let product: Product;
let here: Office;
let colleague: Person;
let papers: string;
let card = 10_000_000;
const devices: Weapp[] = [];

beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
  colleague = await Person.signedIn(product, await person(here.authority, 'authority-operator', '赵敏'));
  await withPassword(here.officer.actor, here.operator.actor, here.reviewer.actor, colleague.actor);
  papers = mkdtempSync(join(tmpdir(), 'student-aid-papers-'));
}, 120_000);
afterEach(() => { for (const one of devices.splice(0)) one.close(); });
afterAll(async () => {
  rmSync(papers, { recursive: true, force: true });
  await product.stop();
});

const device = (options: Parameters<typeof phone>[1] = {}): Weapp => {
  const opened = phone(product, options);
  devices.push(opened);
  return opened;
};

/** A list of one student who lacks nothing, waiting at the authority; its task. */
async function waiting(programme = 'vocational-grant'): Promise<{ listId: number; taskId: number }> {
  const list = await newList(here.operator, programme, '2023-05', await students(here.place, 1, { card: `62170030000${(card += 1)}` }));
  await walkTo(here, list.id, 'reviewedAtSchool');
  return { listId: list.id, taskId: (await openTask(here.officer, list.id, 'authority-review'))?.id ?? 0 };
}
const stateOf = async (id: number): Promise<string | undefined> => (await row<{ state: string }>('SELECT state FROM tasks WHERE id = ?', [id]))?.state;

async function openTaskOn(one: Weapp, taskId: number): Promise<void> {
  if (one.page.path !== 'pages/tasks/index') one.tap('#tab-tasks');
  await one.until(() => one.page.path === 'pages/tasks/index' && one.el(`#task-${taskId}`));
  one.tap(`#task-${taskId}`);
  await one.until(() => one.page.path === 'packages/task/pages/task/index' && one.el('#facts'));
}
async function openTool(one: Weapp, taskId: number, tool: string): Promise<void> {
  await openTaskOn(one, taskId);
  one.tap('#tools');
  await one.until(() => one.el(`#tool-${tool}`));
  one.tap(`#tool-${tool}`);
}
it('several of low risk are decided at once: what it comes to is told before, what came of each after; one with a note is left out and named', async () => {
  const [one, two, three] = [await waiting(), await waiting(), await waiting()];
  const noted = await waiting();
  const { items: [award] }: { items: { id: number }[] } = (await here.officer.get(`/award-lists/${noted.listId}/awards`)).body;
  await here.officer.post(`/award-lists/${noted.listId}/awards/${award.id}/notes`, { text: '请核对班级' });
  const bare = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
  await walkTo(here, bare.id, 'reviewedAtSchool');
  const lacking = (await openTask(here.officer, bare.id, 'authority-review'))?.id ?? 0;
  const app = device();
  await signInOn(app, here.officer.actor);
  app.tap('#tab-tasks');
  await app.until(() => app.el('#pick') && app.el(`#task-${one.taskId}`));
  app.stats.setData.length = 0;
  app.tap('#pick');
  await app.until(() => app.stats.requests.some(({ path, status }) => path.includes('key=authority-review') && status === 200));
  await settle(100);
  await app.until(() => app.el('#pick-all') && app.el(`#task-${noted.taskId}`)?.textContent.includes('要逐件看：批注待答 1 条'));
  app.tap('#pick-all');
  await app.until(() => app.el('#pick-sum')?.textContent === '看汇总（4 件）');
  await settle();
  app.stats.setData.length = 0;
  app.tap(`#task-${three.taskId}`);
  await app.until(() => app.el('#pick-sum')?.textContent === '看汇总（3 件）');
  expect(app.stats.setData.reduce((sum, call) => sum + call.bytes, 0)).toBeLessThan(500);
  app.tap(`#task-${noted.taskId}`);
  await settle();
  expect(app.el('#pick-sum')?.textContent).toBe('看汇总（3 件）');
  app.tap('#pick-sum');
  await app.until(() => app.el('#sums'));
  expect(app.el('#sums')?.textContent).toBe('任务2件学校1所人数2人应发金额400.00元决定通过');
  expect(app.el(`#alone-${lacking}`)?.textContent).toContain('1 人需要留意');
  // Meanwhile one of the two is taken by a colleague.
  await colleague.post(`/tasks/${two.taskId}/claim`);
  app.tap('#begin');
  await app.until(() => app.el('#outcome'));
  await workJobs();
  await app.until(() => app.el('#outcome')?.textContent.includes('已办完'));
  expect(app.el('#outcome')?.textContent).toContain('办好 1 件，没有办成 1 件');
  expect(app.all('[id^="item-"]').map(({ id, textContent }) => [id, textContent.includes('没有办成')])).toEqual([[`item-${two.taskId}`, true], [`item-${one.taskId}`, false]]);
  expect([await stateOf(one.taskId), await stateOf(two.taskId), await stateOf(three.taskId), await stateOf(lacking)]).toEqual(['done', 'open', 'open', 'open']);
  expect(app.stats.errors).toEqual([]);
});

it('a list is sent back to an earlier step from the phone, with the reason', async () => {
  const { taskId, listId } = await waiting();
  const app = device();
  await signInOn(app, here.officer.actor);
  await openTool(app, taskId, 'return');
  await app.until(() => app.el('#return-to'));
  expect(app.el('#return-to')?.textContent).toBe('资助名单录入');
  app.tap('#tool-go');
  await settle();
  expect(await stateOf(taskId)).toBe('open');
  app.type('#words', '人数不符，请核对');
  await settle();
  app.tap('#tool-go');
  await app.until(() => app.el('#told')?.textContent.includes('退回：已办好'));
  expect(await row('SELECT state, decision, remark FROM tasks WHERE id = ?', [taskId])).toEqual({ state: 'done', decision: 'fail', remark: '人数不符，请核对' });
  expect(await openTask(here.operator, listId, 'enter-list')).toBeDefined();
  expect(app.stats.errors).toEqual([]);
});

it('a task a colleague has claimed says who and since when; handed on, delegated and signed, each as the desk allows it', async () => {
  const { taskId } = await waiting();
  const app = device();
  await signInOn(app, here.officer.actor);
  await openTool(app, taskId, 'claim');
  await app.until(() => app.el('#told')?.textContent.includes('领办：已办好'));
  expect((await row<{ assignee_id: number }>('SELECT assignee_id FROM tasks WHERE id = ?', [taskId]))?.assignee_id).toBe(here.officer.actor.userId);
  const other = device();
  await signInOn(other, colleague.actor);
  await openTaskOn(other, taskId);
  expect(other.text()).toMatch(new RegExp(`等别人办理.*已由${here.officer.actor.name}于 2023-05-10 09:0\\d 领办`));
  expect(other.el('#approve')).toBeNull();
  app.tap('#tool-delegate');
  await app.until(() => app.el('#person'));
  const people: string[] = ((await here.officer.get(`/tasks/${taskId}/colleagues`)).body as { others: { id: number; name: string }[] }).others.map(({ name }) => name);
  app.pick('#person', people.indexOf('赵敏'));
  app.type('#words', '请核对人数');
  await settle();
  app.tap('#tool-go');
  await app.until(() => app.el('#told')?.textContent.includes('委派：已办好'));
  await app.until(() => app.text().includes('等他的意见'));
  other.back();
  await other.until(() => other.page.path === 'pages/tasks/index');
  other.tap('#seg-mine');
  await other.until(() => other.el(`#task-${taskId}`));
  other.tap(`#task-${taskId}`);
  await other.until(() => other.el('#sign'));
  other.tap('#sign');
  await other.until(() => other.el('#sign-yes') && other.text().includes('请核对人数'));
  other.type('#words', '人数无误');
  await settle();
  other.tap('#sign-yes');
  await other.until(() => other.el('#told'));
  const read = (): number => app.stats.requests.filter(({ path, status }) => path === `/api/v1/tasks/${taskId}/attachments` && status === 200).length;
  const before = read();
  app.back();
  await app.until(() => read() > before && app.el('#approve'));
  await settle();
  app.tap('#approve');
  await app.until(() => app.el('#state'));
  expect(await stateOf(taskId)).toBe('done');
  expect([...app.stats.errors, ...other.stats.errors]).toEqual([]);
});

it('the phrase one writes often is kept, and a tap puts it under a decision', async () => {
  const { taskId } = await waiting();
  const app = device();
  await signInOn(app, here.officer.actor);
  await mine(app, '#to-phrases', '#phrase');
  app.type('#phrase', '请补充学籍证明');
  await settle();
  app.tap('#add');
  await app.until(() => app.el('[id^="remove-"]'));
  app.back();
  await app.until(() => app.page.path === 'pages/mine/index');
  await openTaskOn(app, taskId);
  await app.until(() => app.el('#reject'));
  app.tap('#reject');
  const phrase = await app.until(() => app.all('[id^="phrase-"]').find((one) => one.textContent === '请补充学籍证明'));
  app.tap(`#${phrase.id}`);
  await settle();
  app.tap('#submit');
  await app.until(() => app.el('#state'));
  expect((await row<{ remark: string }>('SELECT remark FROM tasks WHERE id = ?', [taskId]))?.remark).toBe('请补充学籍证明');
});

it('who goes on leave says on the phone who stands in, and takes it back', async () => {
  const app = device();
  await signInOn(app, here.officer.actor);
  await mine(app, '#to-absences', '#stand-in');
  app.tap('#begin');
  await app.until(() => app.el('#problem')?.textContent.includes('请选择代办人'));
  const people = ((await here.officer.get('/colleagues')).body as { items: { name: string }[] }).items.map(({ name }) => name);
  app.pick('#stand-in', people.findIndex((name) => name.startsWith('赵敏')));
  app.pick('#from', '2023-05-11');
  app.pick('#until', '2023-05-12');
  await settle();
  app.tap('#begin');
  const end = await app.until(() => app.all('[id^="end-"]')[0]);
  expect(await rows("SELECT DATE_FORMAT(from_on, '%Y-%m-%d') AS day, stand_in_id FROM absences WHERE user_id = ?", [here.officer.actor.userId])).toEqual([{ day: '2023-05-11', stand_in_id: colleague.actor.userId }]);
  app.tap(`#${end.id}`);
  await app.until(() => app.text().includes('已结束'));
});

it('an authority sees which schools are late and urges; a second tap on the same day is not offered', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
  await walkTo(here, list.id, 'submitted');
  const task = await openTask(here.reviewer, list.id, 'school-review');
  await run("UPDATE tasks SET due_at = '2023-05-08 16:00:00' WHERE id = ?", [task?.id ?? 0]);
  const app = device();
  await signInOn(app, here.officer.actor);
  await mine(app, '#to-progress', '#late');
  app.tap('#late');
  const urge = await app.until(() => app.el(`#urge-${task?.id}`));
  expect(app.text()).toContain('逾期 2 个工作日');
  app.tap(`#${urge.id}`);
  await app.until(() => app.el(`#urge-${task?.id}`)?.textContent === '今天已催办');
  while ((await sendOutbox()) > 0);
  expect((await rows('SELECT title FROM notifications WHERE user_id = ? AND source LIKE ?', [here.reviewer.actor.userId, `task-urged:${task?.id}:%`]))).toHaveLength(1);
});

it('a school asks on the phone for its publicity to be withdrawn, and sees before what that changes', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1, { card: `62170030000${(card += 1)}` }));
  await walkTo(here, list.id, 'confirmed');
  await here.operator.post(`/notifications/reads`, { ids: 'all' });
  await run("INSERT INTO notifications (user_id, source, title, body, href, created_at) VALUES (?, 'test:list', '名单', '看名单', ?, UTC_TIMESTAMP(3))", [here.operator.actor.userId, `/award-lists/${list.id}`]);
  const app = device();
  await signInOn(app, here.operator.actor);
  app.tap('#tab-reminders');
  const news = await app.until(() => app.all('[id^="news-"]').find((one) => one.textContent.includes('看名单')));
  app.tap(`#${news.id}`);
  await app.until(() => app.el('#withdraw'));
  app.tap('#withdraw');
  await app.until(() => app.el('#reason') && app.text().includes('同意退回后会变成这样'));
  app.tap('#ask');
  await app.until(() => app.el('#problem'));
  app.type('#reason', '有一名学生已转学');
  await settle();
  app.tap('#ask');
  await app.until(() => app.el('#pending'));
  expect(await rows('SELECT reason, state FROM withdrawal_requests WHERE list_id = ?', [list.id])).toEqual([{ reason: '有一名学生已转学', state: 'pending' }]);
});

it('files go with an opinion: a photograph and a document, opened again with what the phone has for them', async () => {
  const { taskId } = await waiting();
  const photo = join(papers, '核查记录.jpg');
  writeFileSync(photo, await noticePhoto());
  const app = device({ photo });
  await signInOn(app, here.officer.actor);
  await openTaskOn(app, taskId);
  await app.until(() => app.el('#add-file'));
  app.tap('#add-file');
  const paper = await app.until(() => app.all('[id^="paper-"]')[0]);
  expect(paper.textContent).toContain('核查记录.jpg');
  app.tap(`#${paper.id}`);
  await app.until(() => app.stats.opened.length === 1);
  app.tap(`#un${paper.id}`);
  await app.until(() => app.all('[id^="paper-"]').length === 0);
});

it('the key of a decision outlives the app: opened again after a lost answer, the second tap is the same decision', async () => {
  const { taskId } = await waiting();
  let lost = true;
  const storage = new Map<string, unknown>();
  const first = device({ storage, wire: { after: ({ path }) => !(lost && path.includes('/completion')) } });
  await signInOn(first, here.officer.actor);
  await openTaskOn(first, taskId);
  await first.until(() => first.el('#approve'));
  first.tap('#approve');
  await first.until(() => /网络不通/.test(first.text()));
  const key = storage.get(`key:decide:${taskId}`);
  expect([typeof key, await stateOf(taskId)]).toEqual(['string', 'done']);
  first.close();
  lost = false;
  const again = device({ storage });
  await again.until(() => again.page.path === 'pages/home/index' && again.el('.hi'));
  again.tap('#tab-tasks');
  await again.until(() => again.page.path === 'pages/tasks/index' && again.el('#seg-done'));
  again.tap('#seg-done');
  await again.until(() => again.stats.requests.some(({ path, status }) => path.includes('state=done') && status === 200));
  await settle(100);
  await again.until(() => again.el(`#task-${taskId}`));
  again.tap(`#task-${taskId}`);
  await again.until(() => again.el('#state'));
  expect(await rows("SELECT seq FROM process_history WHERE kind = 'task-done' AND element_id = 'authority-review' AND instance_id = (SELECT instance_id FROM tasks WHERE id = ?)", [taskId])).toHaveLength(1);
});

it('the ladder reaches the phone: the morning’s reminders are read there, and none is there twice', async () => {
  const { taskId } = await waiting();
  await run("UPDATE tasks SET due_at = '2023-05-17 16:00:00' WHERE id = ?", [taskId]);
  await officeTime('2023-05-12T08:31:00+08:00');
  await Promise.all([remindOfDeadlines(), remindOfDeadlines()]);
  const app = device();
  await signInOn(app, here.officer.actor);
  app.tap('#tab-reminders');
  await app.until(() => app.all('[id^="news-"]').length > 0);
  const digest = app.all('[id^="news-"]').filter((one) => one.textContent.includes('项待办'));
  expect(digest).toHaveLength(1);
  expect(app.all('[id^="news-"]').filter((one) => one.textContent.includes('快到期：主管部门审核') && one.textContent.includes('5月17日'))).toHaveLength(1);
  app.tap(`#${digest[0].id}`);
  await app.until(() => app.page.path === 'pages/tasks/index');
});
