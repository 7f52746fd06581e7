import { row, rows, run } from '../../server/database.js';
import { sendOutbox } from '../../server/jobs/outbox-worker.js';
import { office, type Office } from '../support/office.js';
import { mine, phone, signInOn, withPassword } from '../support/phone.js';
import { Person, startProduct, type Product } from '../support/product.js';
import type { Weapp } from '../support/weapp.mjs';
import { person, type Place } from '../support/world.js';

/* What reaches an office from above, on the phone: notices, trainings, changes of rules. */

let product: Product;
let here: Office;
const devices: Weapp[] = [];

beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
  await withPassword(here.operator.actor);
}, 120_000);
afterEach(() => { for (const one of devices.splice(0)) one.close(); });
afterAll(() => product.stop());

const device = (): Weapp => {
  const opened = phone(product);
  devices.push(opened);
  return opened;
};

it('a notice of the authority above is read on the phone and its receipt given', async () => {
  const sent = await here.officer.post('/circulars', { title: '五月名单报送', body: '请于15日前报送。', levels: ['school'], roles: ['school-operator'] });
  expect(sent.status).toBe(201);
  const { id } = sent.body as { id: number };
  const app = device();
  await signInOn(app, here.operator.actor);
  await mine(app, '#to-circulars', `#circular-${id}`);
  app.tap(`#circular-${id}`);
  await app.until(() => app.el('#confirm'));
  app.tap('#confirm');
  await app.until(() => app.el('#back') && app.text().includes('已确认'));
});

it('a training: entrance and agenda are read, and one tap signs in', async () => {
  const today = (await row<{ day: string }>("SELECT DATE_FORMAT(DATE_ADD(UTC_TIMESTAMP(), INTERVAL (SELECT value / 1000 FROM settings WHERE name = 'clock-offset-ms') + 28800 SECOND), '%Y-%m-%d') AS day"))?.day ?? '';
  const sent = await here.officer.post('/trainings', { title: '名单公示操作培训', link: 'https://meeting.example.com/x', password: '0510', levels: ['school'], roles: ['school-operator'], signFrom: `${today}T00:00`, signUntil: `${today}T23:59`, slots: [{ heldOn: today, begins: '09:00', ends: '10:30', topic: '怎样拍公示照片' }] });
  if (sent.status !== 201) throw new Error(sent.text);
  const { id } = sent.body as { id: number };
  const app = device();
  await signInOn(app, here.operator.actor);
  await mine(app, '#to-trainings', `#training-${id}`);
  app.tap(`#training-${id}`);
  await app.until(() => app.el('#sign-in') && app.el('#password')?.textContent.includes('0510'));
  app.tap('#sign-in');
  await app.until(() => app.el('#standing')?.textContent.includes('已签到'));
  expect(await rows('SELECT user_id FROM training_sign_ins WHERE training_id = ?', [id])).toEqual([{ user_id: here.operator.actor.userId }]);
});

it('a change of a rule is read and decided on the phone; what has no screen there is said to be done at the desk', async () => {
  const top = await row<Place>("SELECT id, name, level, path FROM organisations WHERE level = 'province'");
  if (!top) throw new Error('the office has a province above it');
  const [clerk, director] = [await Person.signedIn(product, await person(top, 'authority-operator')), await person(top, 'authority-director')];
  await withPassword(director);
  const proposed = await clerk.post('/rule-changes', { value: { kind: 'publicity-days', days: 7 }, effectiveFrom: '2099-01-01', basis: '省教助〔2023〕3号', reason: '暑期从严' });
  if (proposed.status !== 201) throw new Error(proposed.text);
  const { id } = proposed.body as { id: number };
  while ((await sendOutbox()) > 0);
  await run("INSERT INTO notifications (user_id, source, title, body, href, created_at) VALUES (?, 'test:1', '学年归档等您同意', '2021-2022 学年。', '/year-archives', UTC_TIMESTAMP(3))", [director.userId]);
  const app = device();
  await signInOn(app, director);
  app.tap('#tab-reminders');
  const news = async (words: string): Promise<string> => {
    await app.until(() => app.all('[id^="news-"]').some((one) => one.textContent.includes(words)));
    return `#${app.all('[id^="news-"]').find((one) => one.textContent.includes(words))?.id}`;
  };
  app.tap(await news('学年归档等您同意'));
  await app.until(() => app.stats.modals.some((one) => one.startsWith('学年归档等您同意') && one.includes('在电脑上办理')));
  expect(app.page.path).toBe('pages/reminders/index');
  app.tap(await news('规则调整等您决定'));
  await app.until(() => app.page.path === 'packages/office/pages/rule-change/index' && app.el('#grant'));
  expect([app.text().includes('公示不少于 7 个工作日'), app.el('#effect')?.textContent.includes('还没有公示的名单')]).toEqual([true, true]);
  app.tap('#refuse');
  await app.until(() => app.el('#problem')?.textContent.includes('请写明为什么不同意'));
  app.type('#remark', '同意从严');
  app.tap('#grant');
  await app.until(() => app.el('#back') && app.el('#decided')?.textContent.includes('同意从严'));
  expect(await row('SELECT state, decided_by FROM rule_changes WHERE id = ?', [id])).toEqual({ state: 'active', decided_by: director.userId });
});
