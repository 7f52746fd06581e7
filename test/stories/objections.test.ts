import { verifyChains } from '../../server/audit/verify.js';
import type { ListJson } from '../../server/award-lists/presenter.js';
import { realNow } from '../../server/lib/clock.js';
import { sealObjectionForm } from '../../server/award-lists/objection-form.js';
import type { GivenObjection } from '../../server/award-lists/receive-objection.js';
import { row, rows, run } from '../../server/database.js';
import { sendOutbox } from '../../server/jobs/outbox-worker.js';
import { complete, listOf, newList, walkTo } from '../support/list-walk.js';
import { objectionFor } from '../support/objection.js';
import { office, type Office } from '../support/office.js';
import { formOf, links, words } from '../support/page-words.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { person, school, student } from '../support/world.js';

type Objection = { id: number; receipt: string; text: string; contact: string | null; state: string; settlement: { text: string; by: string } | null };

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => { here = await office(product); });

async function published(reached: 'published' | 'confirmed' = 'published', programme = 'vocational-grant'): Promise<{ list: ListJson; token: string }> {
  const draft = await newList(here.operator, programme, '2023-05', [await student(here.place, { name: '欧阳小花' })]);
  const list = await walkTo(here, draft.id, reached);
  return { list, token: list.publicity?.token ?? '' };
}
const send = async (token: string, given: Partial<GivenObjection> = {}, headers: Record<string, string> = {}): Promise<{ status: number; text: string; location: string | null; retryAfter: string | null }> => {
  const answer = await fetch(`${product.url}/publicity/${token}/objections`, { method: 'POST', redirect: 'manual', headers: { Accept: 'text/html', ...headers }, body: new URLSearchParams(objectionFor(token, given)) });
  return { status: answer.status, text: await answer.text(), location: answer.headers.get('location'), retryAfter: answer.headers.get('retry-after') };
};
const open = async (path: string): Promise<{ status: number; text: string }> => { const answer = await fetch(`${product.url}${path}`, { headers: { Accept: 'text/html' } }); return { status: answer.status, text: await answer.text() }; };
const objections = async (who: Person, list: number, query = ''): Promise<{ items: Objection[]; total?: number; can: Record<string, { allowed: boolean }> }> => (await who.get(`/award-lists/${list}/objections${query}`)).body;
const kept = async (list: number): Promise<number> => (await row<{ n: number }>('SELECT COUNT(*) AS n FROM objections WHERE list_id = ?', [list]))?.n ?? 0;
const received = async (token: string, list: number, given: Partial<GivenObjection> = {}): Promise<Objection> => {
  const answer = await send(token, given);
  if (answer.status !== 303) throw new Error(answer.text);
  return (await objections(here.operator, list)).items[0];
};

describe('an objection to a public notice', () => {
  it('is handed in without signing in, reaches school and authority, and keeps the authority from confirming until the school has answered', async () => {
    const { list, token } = await published();
    const notice = await open(`/publicity/${token}`);
    expect(words(notice.text)).toMatch(/公示期内（.*5月10日.*）在本页提出或打电话反映.*反映方式.*0398-62000001/);
    expect(notice.text).toContain(`href="/publicity/${token}/objections"`);
    const form = await open(`/publicity/${token}/objections`);
    expect([form.status, form.text.includes('name="seal"'), form.text.includes('欧阳')]).toEqual([200, true, false]);
    const sent = await send(token);
    expect([sent.status, sent.location]).toEqual([303, expect.stringMatching(new RegExp(`^/publicity/${token}/objections\\?received=[0-9A-F]{8}$`))]);
    const thanks = await open(sent.location ?? '');
    expect(words(thanks.text)).toMatch(/已收到您的异议 编号 [0-9A-F]{8} ，请记下/);
    expect((await open(`/publicity/${token}`)).text).not.toMatch(/两家店|62001234/);

    for (const who of [here.operator, here.reviewer, here.officer]) expect((await objections(who, list.id)).items).toMatchObject([{ text: '名单第一名家里开着两家店，请学校核实。', contact: '***', state: 'open', settlement: null }]);
    expect((await objections(here.operator, list.id)).can).toMatchObject({ 'answer-objection': { allowed: true }, 'overrule-objection': { allowed: false } });
    await sendOutbox((error) => { throw error; });
    for (const who of [here.operator, here.reviewer, here.officer]) expect(JSON.stringify((await who.get('/notifications')).body)).toContain('收到公示异议');
    expect((await rows('SELECT body FROM notifications WHERE body LIKE ?', ['%两家店%'])).length).toBe(0);

    expect((await listOf(here.officer, list.id)).can).toMatchObject({ 'confirm-publicity': { allowed: false, unmet: [{ code: 'objection-open' }] }, 'reject-publicity': { allowed: true } });
    const refused = await complete(here.officer, list.id, 'confirm-publicity', { decision: 'confirm' });
    expect([refused.status, refused.code, (refused.body as { detail: string }).detail.includes('1 条没有处理')]).toEqual([422, 'objection-open', true]);
    const [task] = ((await here.officer.get(`/tasks?subjectId=${list.id}&state=open`)).body as { items: { id: number; marks: unknown }[] }).items;
    expect(task.marks).toEqual([{ key: 'open-objections', name: '异议待处理', count: 1 }]);
    expect(words(await here.officer.page(`/tasks/${task.id}`))).toContain('现在不能选：公示期内收到的异议还有 1 条没有处理');

    const page = await here.operator.page(`/award-lists/${list.id}`);
    expect(words(page)).toMatch(/公示收到 1 条异议，还没有处理.*待处理.*两家店.*人数 1 人/);
    const [{ id }] = (await objections(here.operator, list.id)).items;
    const done = await here.operator.submit(`/award-lists/${list.id}/objections/${id}/answer`, { text: '已入户核实，情况不属实' });
    expect([done.status, done.headers.get('location')]).toEqual([303, `/award-lists/${list.id}?tab=objections#objection-${id}`]);
    expect((await objections(here.officer, list.id, '?state=answered&count=true'))).toMatchObject({ total: 1, items: [{ settlement: { text: '已入户核实，情况不属实', by: here.operator.actor.name } }] });
    expect(words(await here.officer.page(`/award-lists/${list.id}?tab=history`))).toMatch(/答复公示异议.*编号.*收到公示异议/);
    expect((await complete(here.officer, list.id, 'confirm-publicity', { decision: 'confirm' })).status).toBe(200);
    expect(await verifyChains()).toBeNull();
  });

  it('is overruled by the authority with a reason, or is why the authority rejects', async () => {
    const { list, token } = await published();
    const { id } = await received(token, list.id);
    const overrule = (who: Person, remark: string) => who.post(`/award-lists/${list.id}/objections/${id}/overruling`, { remark });
    expect(await overrule(here.officer, ' ')).toMatchObject({ status: 422, code: 'remark-required' });
    const page = await here.officer.submit(`/award-lists/${list.id}/objections/${id}/overruling`, { remark: ' ' });
    expect([page.status, formOf(page, `/award-lists/${list.id}/objections/${id}/overruling`)?.errors]).toEqual([422, ['驳回异议必须写明理由，学校会看到。']]);
    expect((await overrule(here.officer, '没有指明对谁')).body).toMatchObject({ state: 'overruled', settlement: { text: '没有指明对谁' } });
    expect(await overrule(here.officer, '再来一次')).toMatchObject({ status: 409, code: 'already-done' });
    expect((await here.operator.post(`/award-lists/${list.id}/objections/${id}/answer`, { text: '迟了' })).status).toBe(409);
    await received(token, list.id);
    expect((await complete(here.officer, list.id, 'confirm-publicity', { decision: 'confirm' })).code).toBe('objection-open');
    expect((await complete(here.officer, list.id, 'confirm-publicity', { decision: 'reject', remark: '异议属实' })).status).toBe(200);
    expect((await open(`/publicity/${token}/objections`)).status).toBe(410);
    expect((await send(token)).status).toBe(410);
  });

  it('that comes after the confirmation stays visible and must be settled before the grant is paid', async () => {
    const { list, token } = await published('confirmed');
    const { id } = await received(token, list.id);
    expect(words(await here.operator.page(`/award-lists/${list.id}`))).toContain('处理完以前，不能登记资金发放');
    expect((await listOf(here.operator, list.id)).can.disburse.unmet.map(({ code }) => code)).toEqual(['publicity-not-ended', 'objection-open']);
    await run("UPDATE award_lists SET publicity_start = '2023-05-01', publicity_end = '2023-05-09' WHERE id = ?", [list.id]);
    const pay = () => here.operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: '2023-05-10', awards: 'all' });
    expect(await pay()).toMatchObject({ status: 422, code: 'objection-open' });
    expect((await here.operator.post(`/award-lists/${list.id}/objections/${id}/answer`, { text: '已核实' })).status).toBe(201);
    expect((await listOf(here.operator, list.id)).can.disburse.allowed).toBe(true);
  });

  it('an answer and a confirmation in the same moment go one after the other', async () => {
    for (const _ of [1, 2, 3]) {
      const { list, token } = await published();
      const { id } = await received(token, list.id);
      const [answered, confirmed] = await Promise.all([here.operator.post(`/award-lists/${list.id}/objections/${id}/answer`, { text: '已核实' }), complete(here.officer, list.id, 'confirm-publicity', { decision: 'confirm' })]);
      expect(answered.status).toBe(201);
      expect([200, 422]).toContain(confirmed.status);
      expect((await listOf(here.officer, list.id)).status.authorityPublicity).toBe(confirmed.status === 200 ? 'confirmed' : 'awaiting');
      here = await office(product);
    }
  });
});

describe('who reads it', () => {
  it('is the school and its direct authority only; another school finds nothing, leaders and higher authorities are refused', async () => {
    const { list, token } = await published();
    const { id } = await received(token, list.id);
    const stranger = await Person.signedIn(product, await person(await school(here.authority), 'school-operator'));
    for (const path of ['', `/${id}/contact?purpose=${encodeURIComponent('核实情况')}`]) expect((await stranger.get(`/award-lists/${list.id}/objections${path}`)).status).toBe(404);
    expect((await stranger.post(`/award-lists/${list.id}/objections/${id}/answer`, { text: '替他答' })).status).toBe(404);
    const director = await Person.signedIn(product, await person(here.authority, 'authority-director'));
    expect(await director.get(`/award-lists/${list.id}/objections`)).toMatchObject({ status: 403, code: 'role-not-allowed' });
    expect((await director.page(`/award-lists/${list.id}?tab=objections`)).status).toBe(403);
    const page = await director.page(`/award-lists/${list.id}?tab=history`);
    expect([words(page).includes('收到公示异议'), words(page).includes('两家店'), links(page).some((href) => href.includes('tab=objections'))]).toEqual([true, false, false]);
    expect((await here.reviewer.post(`/award-lists/${list.id}/objections/${id}/answer`, { text: '我来答' })).code).toBe('role-not-allowed');
    expect((await here.operator.post(`/award-lists/${list.id}/objections/${id}/overruling`, { remark: '不成立' })).code).toBe('role-not-allowed');
    expect((await here.operator.post(`/award-lists/${list.id}/objections/${id + 1000}/answer`, { text: '没有这条' })).status).toBe(404);
  });

  it('the contact is shown for a purpose only, and each look is on record', async () => {
    const { list, token } = await published();
    const { id } = await received(token, list.id);
    const path = `/award-lists/${list.id}/objections/${id}/contact`;
    expect(await here.operator.get(path)).toMatchObject({ status: 422, code: 'purpose-required' });
    const asked = await here.operator.page(path);
    expect([asked.status, asked.text.includes('62001234')]).toEqual([200, false]);
    expect((await here.operator.page(`${path}?purpose=x`)).status).toBe(422);
    expect(words(await here.operator.page(`${path}?purpose=${encodeURIComponent('核实情况')}`))).toContain('联系方式：家长 0398-62001234');
    expect((await here.officer.get(`${path}?purpose=${encodeURIComponent('回复反映人')}`)).body).toEqual({ contact: '家长 0398-62001234' });
    expect((await rows<{ remark: string }>("SELECT remark FROM audit_events WHERE action = '查看异议联系方式' AND outcome = 'done' AND object_id = ? ORDER BY id", [list.id])).map(({ remark }) => remark)).toEqual(['核实情况', '回复反映人']);
    const silent = await received(token, list.id, { contact: '' });
    expect([silent.contact, (await here.operator.get(`/award-lists/${list.id}/objections/${silent.id}/contact?purpose=${encodeURIComponent('核实情况')}`)).status]).toEqual([null, 404]);
  });

  it('neither words, contact nor address of the sender are stored or logged in clear', async () => {
    const { list, token } = await published();
    const { id } = await received(token, list.id, { text: '金丝雀甲写下的异议内容', contact: '金丝雀乙' });
    await here.operator.post(`/award-lists/${list.id}/objections/${id}/answer`, { text: '金丝雀丙的答复' });
    const columns = await rows<{ t: string; c: string }>("SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE() AND data_type IN ('varchar', 'char', 'text', 'mediumtext', 'longtext')");
    const found = [];
    for (const { t, c } of columns) if (await row(`SELECT 1 AS found FROM \`${t}\` WHERE INSTR(CONVERT(\`${c}\` USING utf8mb4), '金丝雀') > 0 LIMIT 1`)) found.push(`${t}.${c}`);
    expect(found).toEqual([]);
    expect(await rows("SELECT ip FROM audit_events WHERE action = '收到公示异议' AND ip <> ''")).toEqual([]);
  });
});

describe('the form is protected', () => {
  it('against what is not a person’s own words from our own page', async () => {
    const { list, token } = await published();
    const bad = async (given: Partial<GivenObjection>, headers: Record<string, string> = {}) => { const { status, text } = await send(token, given, headers); return [status, words(text)] as const; };
    expect(await bad({ text: '有误' })).toEqual([400, expect.stringContaining('至少 10 个字')]);
    const long = await send(token, { text: '长'.repeat(1001), contact: '家长' });
    expect([long.status, long.text.includes('长'.repeat(1001)), long.text.includes('value="家长"'), words(long.text).includes('最多 1000 字，现在 1001 字')]).toEqual([400, true, true, true]);
    expect((await bad({ contact: '电'.repeat(101) }))[0]).toBe(400);
    expect((await bad({ text: '长'.repeat(20_000) }))[0]).toBe(400);
    expect(await bad({ website: 'http://spam.example' })).toEqual([400, expect.stringContaining('防止程序自动提交')]);
    expect(await bad({ seal: sealObjectionForm(token, realNow()) })).toEqual([400, expect.stringContaining('提交得太快')]);
    expect((await bad({ seal: sealObjectionForm('0'.repeat(32), new Date(realNow().getTime() - 60_000)) }))[1]).toContain('打开得太久');
    expect((await bad({ seal: sealObjectionForm(token, new Date(realNow().getTime() - 13 * 3_600_000)) }))[1]).toContain('打开得太久');
    expect((await bad({ seal: 'made up' }))[0]).toBe(400);
    expect((await bad({}, { Origin: 'https://elsewhere.example' }))[0]).toBe(403);
    expect((await bad({}, { 'Sec-Fetch-Site': 'cross-site' }))[0]).toBe(403);
    expect(await kept(list.id)).toBe(0);
  });

  it('takes one form once, however often it is sent, and shows hostile words as words', async () => {
    const { list, token } = await published();
    const given = objectionFor(token, { text: '<script>alert(1)</script><img src=x onerror=alert(2)>请核实', contact: '"><b>家长</b>' });
    const sent = await Promise.all([send(token, given), send(token, given), send(token, given)]);
    expect([new Set(sent.map(({ location }) => location)).size, await kept(list.id)]).toEqual([1, 1]);
    const page = await here.operator.page(`/award-lists/${list.id}?tab=objections`);
    expect([page.text.includes('<script>alert'), page.text.includes('<img src=x'), page.text.includes('&lt;script>alert(1)')]).toEqual([false, false, true]);
    const [{ id }] = (await objections(here.operator, list.id)).items;
    expect((await here.operator.page(`/award-lists/${list.id}/objections/${id}/contact?purpose=${encodeURIComponent('核实情况')}`)).text).not.toContain('<b>家长</b>');
  });

  it('refuses a flood from one address and tells where to telephone', async () => {
    const { list, token } = await published();
    const answers = [];
    for (let at = 0; at < 22; at += 1) answers.push(await send(token));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(20);
    expect([answers[21].status, Number(answers[21].retryAfter) > 0, words(answers[21].text).includes('请按公示页上的电话直接反映')]).toEqual([429, true, true]);
    expect(await kept(list.id)).toBe(20);
  });

  it('closes with the notice', async () => {
    const { token } = await published();
    expect((await open(`/publicity/${'0'.repeat(32)}/objections`)).status).toBe(404);
    await officeTime('2023-05-17T00:00:00+08:00');
    for (const { status, text } of [await open(`/publicity/${token}/objections`), await send(token)]) expect([status, words(text).includes('公示期已结束')]).toEqual([410, true]);
  });
});
