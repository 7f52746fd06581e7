import { row, rows } from '../../server/database.js';
import { sendOutbox } from '../../server/jobs/outbox-worker.js';
import { makeXlsx, textRow } from '../lib/make-zip.js';
import { XLSX } from '../students/roster-file.js';
import { office, type Office } from '../support/office.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, school, type Place } from '../support/world.js';

/* 培训: a session with agenda, entrance and sign-in, and who of all it is for has come. */

let product: Product;
let city: Place;
let here: Office;
let other: Place;
let clerk: Person;
let elsewhere: Office;
beforeAll(async () => {
  product = await startProduct();
  city = await prefecture();
  here = await office(product, await county(city));
  other = await school(here.authority, { stage: 'senior-high' });
  clerk = await Person.signedIn(product, await person(city, 'authority-operator'));
  elsewhere = await office(product);
});
afterAll(() => product.stop());

type Shown = { id: number; version: number; standing: string; link: string; password: string | null; invited: number | null; signed: number | null; signedAt: string | null; can: { signIn: { allowed: boolean; unmet: { code: string }[] } } };
const told = {
  title: '2023年春季学期应用培训', body: '请提前打开升级说明看一遍。', link: 'https://meeting.example.com/dm/abc', password: '230418', place: '', levels: ['county', 'school'], roles: ['school-operator', 'school-reviewer', 'authority-operator'],
  signFrom: '2023-05-11T08:30', signUntil: '2023-05-11T17:00', slots: [{ heldOn: '2023-05-11', begins: '09:00', ends: '10:30', topic: '系统新增功能操作', audience: '学校业务操作人员' }, { heldOn: '2023-05-11', begins: '14:30', ends: '17:00', topic: '账号管理', audience: '主管部门' }],
};
async function published(more: object = {}): Promise<Shown> {
  const answer = await clerk.post('/trainings', { ...told, ...more });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body as Shown;
}
const inbox = async (who: Person): Promise<string[]> => (await rows<{ title: string }>('SELECT title FROM notifications WHERE user_id = ? ORDER BY id', [who.actor.userId])).map(({ title }) => title);

it('those it is for find it in their inbox and on its page with entrance and code; nobody else finds it at all', async () => {
  const sent = await published();
  await sendOutbox();
  expect([await inbox(here.operator), await inbox(here.reviewer), await inbox(here.officer), await inbox(elsewhere.operator)]).toEqual([['培训：2023年春季学期应用培训'], ['培训：2023年春季学期应用培训'], ['培训：2023年春季学期应用培训'], []]);
  const page = await here.operator.page(`/trainings/${sent.id}`);
  expect([page.status, page.text.includes('230418'), page.text.includes('https://meeting.example.com/dm/abc'), page.text.includes('直播入口的二维码'), page.text.includes('系统新增功能操作')]).toEqual([200, true, true, true, true]);
  expect(((await here.operator.get(`/trainings/${sent.id}`)).body as Shown).password).toBe('230418');
  for (const who of [elsewhere.operator, elsewhere.officer]) for (const answer of [await who.get(`/trainings/${sent.id}`), await who.page(`/trainings/${sent.id}`), await who.post(`/trainings/${sent.id}/sign-ins`), await who.get(`/trainings/${sent.id}/coverage`)]) expect(answer.status).toBe(404);
  // A director is not of those it is for.
  expect((await (await Person.signedIn(product, await person(here.authority, 'authority-director'))).get(`/trainings/${sent.id}`)).status).toBe(404);
});

it('the password is sealed, and stands neither in messages, lists, audit nor kept answers', async () => {
  const sent = await published({ password: 'geheim-9471' });
  await sendOutbox();
  expect((await row<{ sealed: string }>('SELECT password_sealed AS sealed FROM trainings WHERE id = ?', [sent.id]))?.sealed).toMatch(/^v1:/);
  for (const sql of ['SELECT title, body FROM notifications', 'SELECT after_values, remark FROM audit_events', 'SELECT answer FROM operations', 'SELECT payload FROM outbox', 'SELECT link, body, place FROM trainings']) expect([sql, JSON.stringify(await rows(sql)).includes('geheim-9471')]).toEqual([sql, false]);
  expect([sent.password, (await here.operator.get('/trainings')).text.includes('geheim-9471')]).toEqual([null, false]);
});

it.each([
  [{ link: '', place: '' }, 'link', '请写直播链接'], [{ link: 'meeting.example.com' }, 'link', 'https://'], [{ signUntil: '2023-05-11T08:00' }, 'signUntil', '晚于开始'], [{ slots: [] }, 'slots', '至少写一段'], [{ signFrom: '2023-02-30T08:00' }, 'signFrom', '没有这个日期'],
])('%j is refused at its field', async (more, field, why) => {
  const answer = await clerk.post('/trainings', { ...told, ...more });
  expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(why)]);
  expect(answer.text).toContain(`"path":"${field}`);
});

it('is held by an authority’s operator for those below, and by nobody else', async () => {
  expect((await here.operator.post('/trainings', told)).code).toBe('role-not-allowed');
  expect((await clerk.post('/trainings', { ...told, levels: ['province'] })).code).toBe('not-below');
  expect((await clerk.post('/trainings', { ...told, body: '张三 11010519491231002X' })).code).toBe('number-in-text');
  const typed = { title: '县级培训', body: '', slots: '2023-05-12 09:00-10:00 名单公示 | 学校\n上午开会', link: 'https://meeting.example.com/x', password: '', place: '', signFrom: '2023-05-12T08:30', signUntil: '2023-05-12T11:00', withinId: String(here.authority.id), to: 'schools', stage: '', posts: 'operators' };
  const refused = await here.officer.submit('/trainings', typed);
  expect([refused.status, refused.text.includes('日程第 2 行看不懂'), refused.text.includes('2023-05-12 09:00-10:00 名单公示 | 学校')]).toEqual([400, true, true]);
  expect((await here.officer.submit('/trainings', { ...typed, slots: '2023-05-12 09:00-10:00 名单公示 | 学校' })).status).toBe(303);
});

it('signing in is for its window, once for each person; late is the organiser’s to enter, with the reason', async () => {
  const sent = await published();
  const early = await here.operator.post(`/trainings/${sent.id}/sign-ins`);
  expect([early.status, early.code, (await here.operator.page(`/trainings/${sent.id}`)).text.includes('开始签到，到时间再来')]).toEqual([422, 'too-early', true]);
  expect((await clerk.post(`/trainings/${sent.id}/late-sign-ins`, { userId: here.operator.actor.userId, reason: '来不及' })).code).toBe('too-early');
  await officeTime('2023-05-11T09:00:00+08:00');
  expect((await here.operator.submit(`/trainings/${sent.id}/sign-ins`, {})).status).toBe(303);
  const first = (await here.operator.get(`/trainings/${sent.id}`)).body as Shown;
  await officeTime('2023-05-11T09:30:00+08:00');
  const again = (await here.operator.post(`/trainings/${sent.id}/sign-ins`)).body as Shown;
  expect([first.standing, again.signedAt, again.can.signIn.unmet.map(({ code }) => code)]).toEqual(['signed', first.signedAt, ['already-done']]);
  expect((await clerk.post(`/trainings/${sent.id}/sign-ins`)).code).toBe('not-invited');
  await officeTime('2023-05-11T17:00:00+08:00');
  expect((await here.reviewer.post(`/trainings/${sent.id}/sign-ins`)).code).toBe('too-late');
  expect((await here.officer.post(`/trainings/${sent.id}/late-sign-ins`, { userId: here.reviewer.actor.userId, reason: '停电' })).code).toBe('role-not-allowed');
  expect((await clerk.post(`/trainings/${sent.id}/late-sign-ins`, { userId: here.reviewer.actor.userId, reason: '' })).status).toBe(400);
  expect((await clerk.post(`/trainings/${sent.id}/late-sign-ins`, { userId: elsewhere.operator.actor.userId, reason: '停电' })).status).toBe(404);
  expect((await clerk.post(`/trainings/${sent.id}/late-sign-ins`, { userId: here.reviewer.actor.userId, reason: '会场停电，会后确认' })).body).toMatchObject({ signed: 2 });
  expect((await clerk.post(`/trainings/${sent.id}/late-sign-ins`, { userId: here.reviewer.actor.userId, reason: '停电' })).code).toBe('already-done');
  expect(await rows("SELECT action, remark FROM audit_events WHERE object_kind = 'training' AND object_id = ? AND action = '培训补签'", [sent.id])).toEqual([{ action: '培训补签', remark: '会场停电，会后确认' }]);
});

it('不漏一地、不漏一校、不漏一人: the organiser sees region by region, school by school, person by person who is missing', async () => {
  await officeTime('2023-05-12T07:00:00+08:00');
  const sent = await published({ signFrom: '2023-05-12T08:30', signUntil: '2023-05-12T17:00' });
  await officeTime('2023-05-12T09:00:00+08:00');
  await here.operator.post(`/trainings/${sent.id}/sign-ins`);
  const counties = (await clerk.get(`/trainings/${sent.id}/coverage`)).body as { below: { id: number; invited: number; signed: number; organisations: number; came: number }[] };
  expect(counties.below).toMatchObject([{ id: here.authority.id, invited: 3, signed: 1, organisations: 3, came: 1 }]);
  const schools = (await clerk.get(`/trainings/${sent.id}/coverage?at=${here.authority.id}`)).body as typeof counties & { people: { name: string; signedAt: string | null }[] };
  // A school without anybody in such a post is not forgotten.
  expect([schools.below.map(({ id, invited, signed, came }) => [id, invited, signed, came]), schools.people.map(({ signedAt }) => signedAt)]).toEqual([[[here.place.id, 2, 1, 1], [other.id, 0, 0, 0]], [null]]);
  const people = (await clerk.get(`/trainings/${sent.id}/coverage?at=${here.place.id}&missing=true`)).body as { people: { userId: number }[] };
  expect(people.people.map(({ userId }) => userId)).toEqual([here.reviewer.actor.userId]);
  const page = await clerk.page(`/trainings/${sent.id}/coverage?at=${here.authority.id}`);
  expect([page.status, page.text.includes('没有相应岗位的人'), page.text.includes('50%')]).toEqual([200, true, true]);
  expect([(await clerk.get(`/trainings/${sent.id}/coverage?at=${elsewhere.place.id}`)).status, (await here.operator.get(`/trainings/${sent.id}/coverage`)).status, (await here.officer.get(`/trainings/${sent.id}/coverage?at=${city.id}`)).status]).toEqual([404, 403, 404]);
  // 逐级督办: a county of those it is for looks after its own schools.
  expect(((await here.officer.get(`/trainings/${sent.id}/coverage`)).body as { at: { id: number } }).at.id).toBe(here.authority.id);
  const sheet = await clerk.page(`/trainings/${sent.id}/coverage.xlsx`);
  expect([sheet.status, sheet.headers.get('content-type')]).toEqual([200, expect.stringContaining('spreadsheetml')]);
});

it('those missing are urged once a working day while they can sign in', async () => {
  const sent = await published({ signFrom: '2023-05-12T08:30', signUntil: '2023-05-12T17:00' });
  expect((await clerk.post(`/trainings/${sent.id}/urges`)).status).toBe(200);
  expect((await clerk.post(`/trainings/${sent.id}/urges`)).code).toBe('already-urged');
  await here.operator.post(`/trainings/${sent.id}/sign-ins`);
  await sendOutbox();
  await sendOutbox();
  expect([(await inbox(here.reviewer)).filter((title) => title.startsWith('请签到')).length, (await inbox(here.operator)).filter((title) => title.startsWith('请签到')).length]).toEqual([1, 0]);
});

it('a changed entrance and a cancelled session are told; who opened an old page is told too', async () => {
  const sent = await published({ signFrom: '2023-05-15T08:30', signUntil: '2023-05-15T17:00' });
  const changed = { version: sent.version, link: 'https://meeting.example.com/new', password: '0515', place: '', signFrom: '2023-05-15T09:00', signUntil: '2023-05-15T17:00' };
  expect((await here.officer.call('PATCH', `/trainings/${sent.id}`, changed)).code).toBe('role-not-allowed');
  expect((await clerk.patch(`/trainings/${sent.id}`, changed)).status).toBe(200);
  expect((await clerk.patch(`/trainings/${sent.id}`, changed)).code).toBe('stale-version');
  expect((await here.operator.get(`/trainings/${sent.id}`)).body).toMatchObject({ link: 'https://meeting.example.com/new', password: '0515' });
  expect((await clerk.submit(`/trainings/${sent.id}/cancellation`, { reason: '主讲人临时出差，另行通知' })).status).toBe(303);
  expect((await clerk.post(`/trainings/${sent.id}/cancellation`, { reason: '再取消一次' })).code).toBe('already-done');
  await sendOutbox();
  await sendOutbox();
  expect((await inbox(here.operator)).slice(-3)).toEqual(expect.arrayContaining(['培训安排有变：2023年春季学期应用培训', '培训取消：2023年春季学期应用培训']));
  expect((await here.operator.page(`/trainings/${sent.id}`)).text).toContain('主讲人临时出差');
  expect((await here.operator.post(`/trainings/${sent.id}/sign-ins`)).code).toBe('cancelled');
});

it('material that explains a page is found in that page’s help by those the session was for', async () => {
  const sent = await published({ signFrom: '2023-05-16T08:30', signUntil: '2023-05-16T17:00' });
  const bytes = makeXlsx([{ name: '说明', rows: textRow(1, ['怎样公示']) }]);
  const send = async (who: Person, more: Record<string, string>): Promise<number> => {
    const form = new FormData();
    for (const [name, value] of Object.entries(more)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(bytes)], { type: XLSX }), '怎样公示.xlsx');
    return (await who.submit(`/trainings/${sent.id}/materials`, form)).status;
  };
  expect([await send(clerk, { helpPath: '/nowhere' }), await send(here.officer, {}), await send(clerk, { helpPath: '/circulars' })]).toEqual([400, 403, 303]);
  expect([(await here.operator.page('/circulars')).text.includes('怎样公示.xlsx'), (await elsewhere.operator.page('/circulars')).text.includes('怎样公示.xlsx'), (await here.operator.page('/filing-calendar')).text.includes('怎样公示.xlsx')]).toEqual([true, false, false]);
  const [file] = await rows<{ id: number }>('SELECT attachment_id AS id FROM training_materials WHERE training_id = ?', [sent.id]);
  expect([(await here.operator.page(`/trainings/${sent.id}/materials/${file.id}`)).status, (await elsewhere.operator.page(`/trainings/${sent.id}/materials/${file.id}`)).status]).toEqual([200, 404]);
});
