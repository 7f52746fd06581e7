import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noticePhoto } from '../../server/seeding/notice-photo.js';
import { rows } from '../../server/database.js';
import { listOf, newList, openTask, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { phone, settle, signInOn, withPassword } from '../support/phone.js';
import { startProduct, type Product } from '../support/product.js';
import type { Weapp, Wire } from '../support/weapp.mjs';
import { students } from '../support/world.js';
import { deliverTasksOpened } from '../../server/notifications/deliver.js';

/* The WeChat package as it is built, run against the real server: what a person sees, taps and gets. */

const LISTS = 24;
let product: Product;
let here: Office;
let photos: string;
const devices: Weapp[] = [];
const reviews: number[] = [];

beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
  await withPassword(here.officer.actor, here.operator.actor);
  for (let made = 0; made < LISTS; made += 1) {
    const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
    await walkTo(here, list.id, 'reviewedAtSchool');
    reviews.push((await openTask(here.officer, list.id, 'authority-review'))?.id ?? 0);
  }
  photos = mkdtempSync(join(tmpdir(), 'student-aid-photo-'));
}, 120_000);
afterEach(() => { for (const one of devices.splice(0)) one.close(); });
afterAll(async () => {
  rmSync(photos, { recursive: true, force: true });
  await product.stop();
});

const device = (options: Parameters<typeof phone>[1] = {}): Weapp => {
  const opened = phone(product, options);
  devices.push(opened);
  return opened;
};
const bytes = (one: Weapp): number => one.stats.setData.splice(0).reduce((sum, call) => sum + call.bytes, 0);
const taskState = async (id: number) => (await rows<{ state: string; decision: string | null; remark: string | null }>('SELECT state, decision, remark FROM tasks WHERE id = ?', [id]))[0];

it('an officer signs in, sees the reminders’ two numbers, and the list grows as it is scrolled', async () => {
  const one = device();
  await signInOn(one, here.officer.actor);
  await one.until(() => one.el('#todo-authority-review-vocational-grant'));
  expect(one.el('#todo-authority-review-vocational-grant')?.textContent).toContain(`本月${LISTS}往月遗留0`);
  bytes(one);
  one.tap('#tab-tasks');
  await one.until(() => one.page.path === 'pages/tasks/index' && one.all('[id^="task-"]').length === 20);
  const first = bytes(one);
  expect(first).toBeLessThan(12_288);
  one.reachBottom();
  await one.until(() => one.all('[id^="task-"]').length === LISTS);
  expect(bytes(one)).toBeLessThan(12_288);
  expect(one.stats.errors).toEqual([]);
});

it('of a long list only what is near the screen is drawn, and what was left is there again', async () => {
  const one = device();
  await signInOn(one, here.officer.actor);
  one.tap('#tab-tasks');
  await one.until(() => one.all('[id^="task-"]').length === 20);
  const top = one.all('[id^="task-"]')[0].id;
  one.reachBottom();
  await one.until(() => one.all('[id^="task-"]').length === LISTS);
  await settle(150);
  one.scroll(6000);
  await one.until(() => one.all('[id^="task-"]').length === LISTS - 20 && !one.el(`#${top}`));
  expect((one.el('#page-0') as HTMLElement).style.height).toBe('1800px');
  one.scroll(0);
  await one.until(() => one.el(`#${top}`));
  expect(one.stats.errors).toEqual([]);
});

it('a decision whose answer is lost twice is made once, and the phone says how it ended', async () => {
  let losses = 0;
  const wire: Wire = { before: ({ path }) => !(path.includes('/completion') && losses === 0 && (losses += 1) === 1), after: ({ path }) => !(path.includes('/completion') && losses === 1 && (losses += 1) === 2) };
  const one = device({ wire });
  await signInOn(one, here.officer.actor);
  await openOnPhone(one, reviews[0]);
  one.tap('#approve');
  await one.until(() => one.el('#state'));
  expect(one.el('#state')?.textContent).toContain('主管部门审核：');
  const asked = one.stats.requests.filter(({ path }) => path.includes('/completion'));
  expect(asked.map(({ status }) => status)).toEqual(['lost before it arrived', 200, 200]);
  expect(new Set(asked.map(({ headers }) => headers['Idempotency-Key'])).size).toBe(1);
  expect(await rows("SELECT seq FROM process_history WHERE kind = 'task-done' AND element_id = 'authority-review' AND instance_id = (SELECT instance_id FROM tasks WHERE id = ?)", [reviews[0]])).toHaveLength(1);
});

it('a rejection without a reason stays on the phone; with one it is sent, and what was written survives a lost network', async () => {
  let cut = false;
  const one = device({ wire: { before: ({ path }) => !(cut && path.includes('/completion')) } });
  await signInOn(one, here.officer.actor);
  await openOnPhone(one, reviews[1]);
  one.tap('#reject');
  await one.until(() => one.el('#remark') && /审核状态/.test(one.text()));
  one.tap('#submit');
  await one.until(() => one.el('#problem'));
  expect(one.el('#problem')?.textContent).toContain('要写原因');
  one.type('#remark', '第 3 行学生已转出');
  await settle();
  cut = true;
  one.tap('#submit');
  await one.until(() => /网络不通/.test(one.text()));
  expect(await taskState(reviews[1])).toMatchObject({ state: 'open' });
  cut = false;
  one.tap('#submit');
  await one.until(() => one.el('#state'));
  expect(await taskState(reviews[1])).toMatchObject({ state: 'done', decision: 'fail', remark: '第 3 行学生已转出' });
  expect([...one.storage.keys()].filter((key) => /^(key|draft):/.test(key))).toEqual([]);
});

it('what somebody else has decided meanwhile says who and when', async () => {
  const one = device();
  await signInOn(one, here.officer.actor);
  await openOnPhone(one, reviews[2]);
  const [{ version }] = await rows<{ version: number }>('SELECT version FROM tasks WHERE id = ?', [reviews[2]]);
  expect((await here.officer.post(`/tasks/${reviews[2]}/completion`, { version, decision: 'pass' })).status).toBe(200);
  one.tap('#approve');
  await one.until(() => one.el('#state'));
  expect(one.text()).toContain(here.officer.actor.name);
});

it('a school photographs its notice, publishes from the phone, and the place of the photograph is gone', async () => {
  const list = await newList(here.operator, 'vocational-tuition-waiver', '2023-05', await students(here.place, 2));
  await walkTo(here, list.id, 'reviewedAtAuthority');
  const task = (await openTask(here.operator, list.id, 'publish-list'))?.id ?? 0;
  const photo = join(photos, 'wall.jpg');
  writeFileSync(photo, withPlace(await noticePhoto()));
  const one = device({ photo });
  await signInOn(one, here.operator.actor);
  await openOnPhone(one, task, '#publish');
  one.tap('#publish');
  await one.until(() => one.page.path === 'packages/list/pages/publish/index' && one.el('#photo') && /还差/.test(one.text()));
  one.tap('#photo');
  await one.until(() => one.el('[id^="file-"]'));
  one.tap('#publish-now');
  await one.until(() => one.el('#published'));
  expect(await listOf(here.operator, list.id)).toMatchObject({ stage: 'awaiting-confirmation', publicity: { start: '2023-05-10', end: '2023-05-16' } });
  const { items }: { items: { id: number }[] } = (await here.operator.get(`/award-lists/${list.id}/attachments`)).body;
  const kept = await here.operator.get(`/award-lists/${list.id}/attachments/${items[0].id}`);
  expect([kept.status, kept.text.includes('GPS-41.82')]).toEqual([200, false]);
  expect(one.stats.errors).toEqual([]);
});

it('a reminder is read on the phone and leads to its task; a session that was taken elsewhere is not taken back', async () => {
  await deliverTasksOpened([{ taskId: reviews[3] }]);
  const one = device();
  await signInOn(one, here.officer.actor);
  one.tap('#tab-reminders');
  const news = await one.until(() => one.all('[id^="news-"]')[0]);
  expect(news.textContent).toContain('未读');
  one.tap(`#${news.id}`);
  await one.until(() => one.page.path === 'packages/task/pages/task/index' && one.el('#facts'));
  expect(await rows('SELECT id FROM notifications WHERE user_id = ? AND read_at IS NULL', [here.officer.actor.userId])).toEqual([]);
  const two = device();
  await signInOn(two, here.officer.actor);
  one.back();
  await one.until(() => one.page.path === 'pages/sign-in/index' && one.text().includes('刚在别处登录'));
});

async function openOnPhone(one: Weapp, taskId: number, control = '#approve'): Promise<void> {
  one.tap('#tab-tasks');
  await one.until(() => one.page.path === 'pages/tasks/index' && one.all('[id^="task-"]').length > 0);
  if (!one.el(`#task-${taskId}`)) one.reachBottom();
  await one.until(() => one.el(`#task-${taskId}`));
  one.tap(`#task-${taskId}`);
  await one.until(() => one.page.path === 'packages/task/pages/task/index' && one.el('#facts') && one.el(control));
}

/** The same photograph with a comment block like the one a camera writes its place into. */
function withPlace(jpeg: Buffer): Buffer {
  const words = Buffer.from('Exif\0\0GPS-41.82');
  const block = Buffer.concat([Buffer.from([0xff, 0xe1, 0, words.length + 2]), words]);
  return Buffer.concat([jpeg.subarray(0, 2), block, jpeg.subarray(2)]);
}
