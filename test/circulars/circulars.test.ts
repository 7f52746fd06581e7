import { row, rows } from '../../server/database.js';
import { noticePhoto } from '../../server/seeding/notice-photo.js';
import { makeXlsx, textRow } from '../lib/make-zip.js';
import { XLSX } from '../students/roster-file.js';
import { sendOutbox } from '../../server/jobs/outbox-worker.js';
import { office, type Office } from '../support/office.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { county, documentNumber, person, prefecture, school, type Place } from '../support/world.js';

let product: Product;
let city: Place;
let here: Office;
let other: Place;
let clerk: Person;
beforeAll(async () => {
  product = await startProduct();
  city = await prefecture();
  here = await office(product, await county(city));
  other = await school(here.authority, { stage: 'senior-high' });
  clerk = await Person.signedIn(product, await person(city, 'authority-operator'));
});
afterAll(() => product.stop());

type Shown = { id: number; title: string; readAt: string | null; organisationReadAt: string | null; recipients: number | null; read: number | null; can: Record<string, { allowed: boolean; unmet: { code: string }[] }> };
const told = { title: '五月名单报送', body: '请在5月20日前报送五月名单。\n有事打电话 0398-6200001。', levels: ['school'], roles: ['school-operator'] };
const publish = async (who: Person, more: object = {}): Promise<Shown> => {
  const answer = await who.post('/circulars', { ...told, ...more });
  expect([answer.status, answer.code]).toEqual([201, undefined]);
  return answer.body as Shown;
};
const inbox = async (who: Person): Promise<string[]> => (await rows<{ title: string }>('SELECT title FROM notifications WHERE user_id = ? ORDER BY id', [who.actor.userId])).map(({ title }) => title);

it('an authority tells the schools below it: their operators find it in the inbox, confirm, and the sender sees who has read it', async () => {
  const sent = await publish(clerk, { withinId: here.authority.id, readBy: '2023-05-20' });
  expect(sent).toMatchObject({ recipients: 2, read: 0, can: { confirm: { allowed: false }, urge: { allowed: true } } });
  await sendOutbox();
  await sendOutbox();
  expect([await inbox(here.operator), await inbox(here.reviewer), await inbox(here.officer)]).toEqual([['通知公告：五月名单报送'], [], []]);
  const page = await here.operator.page(`/circulars/${sent.id}`);
  expect([page.status, page.text.includes('请在5月20日前报送五月名单。'), page.text.includes('确认已阅'), (await here.operator.page('/circulars')).text.includes('待确认')]).toEqual([200, true, true, true]);
  expect((await here.operator.submit(`/circulars/${sent.id}/receipts`, {})).status).toBe(303);
  // Once more changes nothing.
  expect((await here.operator.post(`/circulars/${sent.id}/receipts`)).body).toMatchObject({ recipients: null, can: { confirm: { allowed: false, unmet: [{ code: 'already-done' }] } } });
  expect((await row<{ n: number }>("SELECT COUNT(*) AS n FROM audit_events WHERE object_kind = 'circular' AND object_id = ?", [sent.id]))?.n).toBe(2);
  expect((await clerk.get(`/circulars/${sent.id}`)).body).toMatchObject({ read: 1 });
  const { items }: { items: { organisation: { id: number }; readBy: string | null }[] } = (await clerk.get(`/circulars/${sent.id}/recipients?unread=true`)).body;
  expect(items.map(({ organisation, readBy }) => [organisation.id, readBy])).toEqual([[other.id, null]]);
  const receipts = await clerk.page(`/circulars/${sent.id}?receipts=all`);
  expect([receipts.text.includes(here.operator.actor.name), receipts.text.includes(other.name), receipts.text.includes('未阅')]).toEqual([true, true, true]);
});

it('the sender looks at the receipts of one kind of place: authorities, or the schools of one stage', async () => {
  const sent = await publish(clerk, { title: '各类单位', levels: ['county', 'school'], roles: ['school-operator', 'authority-operator'] });
  await here.operator.post(`/circulars/${sent.id}/receipts`);
  const of = async (query: string): Promise<number[]> => ((await clerk.get(`/circulars/${sent.id}/recipients?${query}`)).body as { items: { organisation: { id: number } }[] }).items.map(({ organisation }) => organisation.id);
  expect(await Promise.all([of('kind=authority'), of('kind=senior-high'), of('kind=vocational'), of('kind=vocational&unread=true'), of('kind=preschool')])).toEqual([[here.authority.id], [other.id], [here.place.id], [], []]);
  const page = await clerk.page(`/circulars/${sent.id}?receipts=all&kind=senior-high`);
  expect([page.text.includes(other.name), page.text.includes(here.operator.actor.name), page.text.includes('中职学校（1 个，未阅 0 个）'), page.text.includes('主管部门（1 个，未阅 1 个）'), page.text.includes(`kind=senior-high&amp;receipts=unread`)]).toEqual([true, false, true, true, true]);
  expect((await clerk.get(`/circulars/${sent.id}/recipients?kind=university`)).status).toBe(400);
});

it('urging reminds only the organisations where nobody has confirmed, once a working day', async () => {
  const late = await Person.signedIn(product, await person(other, 'school-operator'));
  const sent = await publish(here.officer, { title: '催一催' });
  await here.operator.post(`/circulars/${sent.id}/receipts`);
  expect((await here.officer.submit(`/circulars/${sent.id}/urges`, {})).status).toBe(303);
  expect((await here.officer.post(`/circulars/${sent.id}/urges`)).code).toBe('already-urged');
  await sendOutbox();
  expect([(await inbox(late)).includes('催阅：催一催'), (await inbox(here.operator)).includes('催阅：催一催')]).toEqual([true, false]);
  await officeTime('2023-05-11T09:00:00+08:00');
  expect((await here.officer.post(`/circulars/${sent.id}/urges`)).status).toBe(200);
  await late.post(`/circulars/${sent.id}/receipts`);
  await officeTime('2023-05-12T09:00:00+08:00');
  expect((await here.officer.post(`/circulars/${sent.id}/urges`)).code).toBe('nothing-to-urge');
});

it('a circular reaches only the levels, schools and posts it is for; everybody else does not find it', async () => {
  const director = await Person.signedIn(product, await person(here.authority, 'authority-director'));
  const elsewhere = await office(product);
  const schools = await publish(clerk, { stage: 'vocational' });
  expect(schools.recipients).toBe(1);
  const leaders = await publish(clerk, { levels: ['county'], roles: ['authority-director'] });
  const found = async (who: Person, id: number): Promise<number> => (await who.get(`/circulars/${id}`)).status;
  expect(await Promise.all([found(here.operator, schools.id), found(here.reviewer, schools.id), found(here.officer, schools.id), found(elsewhere.operator, schools.id), found(director, leaders.id), found(here.officer, leaders.id), found(clerk, leaders.id)])).toEqual([200, 404, 404, 404, 200, 404, 200]);
  expect([(await elsewhere.operator.post(`/circulars/${schools.id}/receipts`)).status, (await director.get(`/circulars/${leaders.id}/recipients`)).code]).toEqual([404, 'role-not-allowed']);
  expect([(await clerk.post(`/circulars/${schools.id}/receipts`)).code, (await here.operator.post(`/circulars/${schools.id}/urges`)).code]).toEqual(['role-not-allowed', 'role-not-allowed']);
  const administrator = await Person.signedIn(product, await person(city, 'system-administrator'));
  expect([await found(administrator, leaders.id), (await administrator.get('/circulars')).status]).toEqual([404, 403]);
});

it('schools, leaders and those of another region do not publish; what is wrong is told beside what was typed', async () => {
  const director = await Person.signedIn(product, await person(city, 'authority-director'));
  expect([(await here.operator.post('/circulars', told)).code, (await director.post('/circulars', told)).code, (await director.page('/circulars/new')).status]).toEqual(['role-not-allowed', 'role-not-allowed', 403]);
  const elsewhere = await county();
  const refused = async (more: object): Promise<string | undefined> => (await here.officer.post('/circulars', { ...told, ...more })).code;
  expect([await refused({ withinId: elsewhere.id }), await refused({ withinId: city.id }), await refused({ levels: ['county'] }), await refused({ stage: 'postgraduate' }), await refused({ body: `张三 ${documentNumber()}` }), await refused({ title: ' ' }), await refused({ readBy: '2023-01-01' })])
    .toEqual(['not-found', 'not-found', 'not-below', 'no-recipients', 'number-in-text', 'input-invalid', 'input-invalid']);
  const form = { title: '没有学校', body: '请报送。', withinId: String(here.authority.id), to: 'schools', stage: 'postgraduate', posts: 'operators', readBy: '' };
  const page = await here.officer.submit('/circulars', form);
  expect([page.status, page.text.includes('value="没有学校"'), page.text.includes('没有符合条件的单位')]).toEqual([422, true, true]);
  const sent = await here.officer.submit('/circulars', { ...form, stage: 'vocational' });
  expect([sent.status, /^\/circulars\/\d+$/.test(sent.headers.get('location') ?? '')]).toEqual([303, true]);
});

it('a sender adds files to a circular: everybody it concerns downloads them on record, nobody else finds them, none has a person’s number in it', async () => {
  const sent = await publish(here.officer, { title: '附件一' });
  const form = (name: string, bytes: Buffer, type: string, confirmed = true): FormData => {
    const fields = new FormData();
    if (confirmed) fields.append('noPersonalNumbers', '1');
    fields.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
    return fields;
  };
  const photo = await noticePhoto();
  // A picture cannot be read for the sender, who has to look.
  expect((await here.officer.post(`/circulars/${sent.id}/attachments`, form('附件1.jpg', photo, 'image/jpeg', false))).code).toBe('scan-not-confirmed');
  const refused = await here.officer.submit(`/circulars/${sent.id}/attachments`, form('附件1.jpg', photo, 'image/jpeg', false));
  expect([refused.status, refused.text.includes('勾选确认')]).toEqual([422, true]);
  const added = await here.officer.post(`/circulars/${sent.id}/attachments`, form('附件1.jpg', photo, 'image/jpeg'));
  expect([added.status, (added.body as { name: string }).name]).toEqual([201, '附件1.jpg']);
  const file = (added.body as { id: number }).id;
  const numbered = makeXlsx([{ name: '名单', rows: textRow(1, ['证件号码']) + textRow(2, [documentNumber()]) }]);
  expect((await here.officer.post(`/circulars/${sent.id}/attachments`, form('名单.xlsx', numbered, XLSX))).code).toBe('attachment-shows-numbers');
  const page = await here.operator.page(`/circulars/${sent.id}`);
  expect([page.text.includes('附件1.jpg'), page.text.includes('添加附件'), (await here.officer.page(`/circulars/${sent.id}`)).text.includes('添加附件')]).toEqual([true, false, true]);
  const elsewhere = await office(product);
  const other2 = await publish(here.officer, { title: '另一份' });
  const status = async (who: Person, circular: number): Promise<number> => (await who.get(`/circulars/${circular}/attachments/${file}`)).status;
  expect(await Promise.all([status(here.operator, sent.id), status(here.reviewer, sent.id), status(elsewhere.operator, sent.id), status(here.operator, other2.id)])).toEqual([200, 404, 404, 404]);
  expect((await row<{ n: number }>("SELECT COUNT(*) AS n FROM audit_events WHERE action = '下载通知附件' AND object_id = ?", [file]))?.n).toBe(1);
  expect([(await here.operator.post(`/circulars/${sent.id}/attachments`, form('附件2.jpg', photo, 'image/jpeg'))).code, (await clerk.post(`/circulars/${sent.id}/attachments`, form('附件2.jpg', photo, 'image/jpeg'))).status]).toEqual(['role-not-allowed', 404]);
});
