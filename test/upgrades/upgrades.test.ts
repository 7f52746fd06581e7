import { row, rows, run } from '../../server/database.js';
import { sendOutbox } from '../../server/jobs/outbox-worker.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { central, county, documentNumber, person, prefecture, province, type Place } from '../support/world.js';

let product: Product;
let here: Place;
let other: Place;
let clerk: Person;
let centre: Person;
let director: Person;
beforeAll(async () => {
  product = await startProduct();
  const above = await central();
  here = await province('河阳省学生资助管理中心', above);
  other = await province('清原省学生资助管理中心', above);
  clerk = await Person.signedIn(product, await person(here, 'authority-operator'));
  centre = await Person.signedIn(product, await person(above, 'authority-operator'));
  director = await Person.signedIn(product, await person(here, 'authority-director'));
});
afterAll(() => product.stop());

type Item = { part: string; paragraph: string; item: string; good: boolean; found: string; advice: string };
type Shown = { state: string; overdue: boolean; daysLeft: number; version: number; latestCheck: { failed: number; items: Item[] } | null; requests: { id: number; state: string; answer: string }[]; organisation: { id: number }; openRequests: number };
const own = async (who = clerk): Promise<Shown> => (await who.get('/upgrade-record')).body;
const registration = { packageVersion: 'V3.2.0', deployedAt: '2023-05-09T22:30', result: 'done' };
const inbox = async (who: Person): Promise<string[]> => (await rows<{ title: string }>("SELECT title FROM notifications WHERE user_id = ? AND source LIKE 'upgrade:%' ORDER BY id", [who.actor.userId])).map(({ title }) => title);

it('a province registers, looks at the five parts on the running installation, feeds back, and the centre sees who is overdue', async () => {
  expect(await own()).toMatchObject({ state: 'not-upgraded', overdue: true, daysLeft: -22, version: 0, latestCheck: null });
  expect((await clerk.call('PUT', '/upgrade-record', { ...registration, version: 0 })).body).toMatchObject({ state: 'upgraded', overdue: true, version: 1 });
  expect((await clerk.post('/upgrade-record/feedback', { conclusion: 'verified', feedback: '', version: 1 })).code).toBe('not-checked');
  const checked = await clerk.post('/upgrade-record/checks');
  const { items }: { items: Item[] } = checked.body;
  expect([checked.status, items.filter(({ good }) => !good), items.length >= 20]).toEqual([201, [], true]);
  expect((await clerk.post('/upgrade-record/feedback', { conclusion: 'verified', feedback: '五个部分逐项看过', version: 0 })).code).toBe('stale-version');
  expect((await clerk.post('/upgrade-record/feedback', { conclusion: 'verified', feedback: '五个部分逐项看过', version: 1 })).body).toMatchObject({ state: 'verified', overdue: false, late: true });
  await sendOutbox();
  expect(await inbox(centre)).toEqual([`升级反馈：${here.name}`]);
  const all = (await centre.get('/upgrade-records')).body as { dueOn: string; counts: object; items: Shown[] };
  expect(all).toMatchObject({ dueOn: '2023-04-18', counts: { notUpgraded: 1, upgraded: 0, verified: 1, overdue: 1 } });
  expect(all.items.filter(({ overdue }) => overdue).map(({ organisation }) => organisation.id)).toEqual([other.id]);
  const overdue = await centre.page('/upgrade-records?show=overdue');
  expect([overdue.status, overdue.text.includes(other.name), overdue.text.includes(here.name), overdue.text.includes('逾期 22 天')]).toEqual([200, true, false, true]);
  const sheet = await centre.page('/upgrade-records.xlsx');
  expect([sheet.status, sheet.headers.get('content-type')]).toEqual([200, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']);
  const page = await centre.page(`/upgrade-records/${here.id}`);
  expect([page.text.includes('五个部分逐项看过'), page.text.includes('现在核对'), page.text.includes('反馈给中央')]).toEqual([true, false, false]);
});

it('what is missing on the installation is red, with what to do, and stands in the way of “all right”; registered again, it is fed back again', async () => {
  await run("UPDATE loan_caps SET cap_fen = 1300000 WHERE stage = 'undergraduate' AND standing = 'rule'");
  await run("UPDATE process_definitions SET active_key = NULL WHERE active_key = 'vocational-tuition-waiver'");
  try {
    const { items }: { items: Item[] } = (await clerk.post('/upgrade-record/checks')).body;
    const red = items.filter(({ good }) => !good);
    expect(red.map(({ paragraph }) => paragraph)).toEqual(['二（一）3、（二）3', '二（一）5、（二）4', '二（一）6、（二）5', '四1']);
    expect(red.map(({ advice }) => advice !== '')).toEqual([true, true, true, true]);
    expect(red.at(-1)?.found).toContain('13000 元');
    const page = await clerk.page('/upgrade-record');
    expect([page.text.includes('没有启用的流程图“vocational-tuition-waiver”'), page.text.includes('没有通过')]).toEqual([true, true]);
    await clerk.call('PUT', '/upgrade-record', { ...registration, version: 2 });
    expect(await own()).toMatchObject({ state: 'upgraded', version: 3 });
    await clerk.submit('/upgrade-record/checks', {});
    const refused = await clerk.submit('/upgrade-record/feedback', { conclusion: 'verified', feedback: '都好', version: '3' });
    expect([refused.status, refused.text.includes('有 4 项没有通过'), refused.text.includes('都好')]).toEqual([422, true, true]);
    expect((await clerk.submit('/upgrade-record/feedback', { conclusion: 'problems', feedback: '免学费流程图没有启用', version: '3' })).status).toBe(303);
    expect(await own()).toMatchObject({ state: 'upgraded', overdue: false });
  } finally {
    await run("UPDATE loan_caps SET cap_fen = 1200000 WHERE stage = 'undergraduate' AND standing = 'rule'");
    await run("UPDATE process_definitions SET active_key = 'vocational-tuition-waiver' WHERE definition_key = 'vocational-tuition-waiver' AND state = 'active'");
  }
});

it('a request for help goes to the centre, its answer comes back, and the province closes it', async () => {
  expect((await clerk.submit('/upgrade-requests', { problem: ' ' })).status).toBe(400);
  expect((await clerk.post('/upgrade-requests', { problem: `某生 ${documentNumber()} 查不到` })).code).toBe('number-in-text');
  const asked = await clerk.post('/upgrade-requests', { problem: '部署包校验和不对' });
  const { id }: { id: number } = asked.body;
  expect(asked.status).toBe(201);
  await sendOutbox();
  expect((await inbox(centre)).includes(`协助升级申请：${here.name}`)).toBe(true);
  expect((await centre.page('/upgrade-records?show=requests')).text).toContain('1 份');
  expect((await centre.submit(`/upgrade-requests/${id}/answer`, { answer: '请重新从接收目录取部署包' })).headers.get('location')).toBe(`/upgrade-records/${here.id}#requests`);
  await sendOutbox();
  expect(await inbox(clerk)).toEqual(['协助升级申请有了答复']);
  expect((await clerk.page('/upgrade-record')).text).toContain('请重新从接收目录取部署包');
  expect((await clerk.submit(`/upgrade-requests/${id}/closure`, {})).status).toBe(303);
  expect([(await centre.post(`/upgrade-requests/${id}/answer`, { answer: '再看看' })).code, (await clerk.post(`/upgrade-requests/${id}/closure`)).code]).toEqual(['request-closed', 'request-closed']);
  expect(await row('SELECT COUNT(*) AS n FROM audit_events WHERE object_kind = ? AND object_id = ?', ['upgrade-request', id])).toEqual({ n: 3 });
});

it('others do not register, a county has no such page, a province sees no other, and nothing of the future is taken', async () => {
  const rival = await Person.signedIn(product, await person(other, 'authority-operator'));
  const county1 = await Person.signedIn(product, await person(await county(await prefecture(here)), 'authority-operator'));
  const { requests: [request] } = await own();
  expect([(await director.get('/upgrade-record')).status, (await director.post('/upgrade-record/checks')).code, (await county1.get('/upgrade-record')).code, (await county1.page('/upgrade-records')).status, (await clerk.get('/upgrade-records')).code, (await centre.get('/upgrade-record')).code])
    .toEqual([200, 'role-not-allowed', 'role-not-allowed', 403, 'role-not-allowed', 'role-not-allowed']);
  expect([(await rival.post(`/upgrade-requests/${request.id}/closure`)).status, (await clerk.get(`/upgrade-records/${other.id}`)).status, (await centre.get(`/upgrade-records/${(await county()).id}`)).status]).toEqual([404, 404, 404]);
  const { version } = await own();
  expect((await clerk.call('PUT', '/upgrade-record', { ...registration, deployedAt: '2023-06-01T00:00', version })).code).toBe('in-future');
  expect((await clerk.call('PUT', '/upgrade-record', { ...registration, deployedAt: '2023-13-01T00:00', version })).code).toBe('input-invalid');
  const form = await clerk.submit('/upgrade-record', { ...registration, deployedAt: '2023-06-01T00:00', note: '夜里部署', version: String(version) });
  expect([form.status, form.text.includes('夜里部署'), form.text.includes('部署时间还没有到')]).toEqual([422, true, true]);
});

it('the explanation of the version leads to the record, and time passing makes nobody late who has told', async () => {
  await officeTime('2023-06-10T09:00:00+08:00');
  expect((await clerk.page('/upgrade')).text).toContain('href="/upgrade-record"');
  expect((await own()).overdue).toBe(false);
});
