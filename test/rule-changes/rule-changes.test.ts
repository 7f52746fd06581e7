import { row, rows, run } from '../../server/database.js';
import { sendOutbox } from '../../server/jobs/outbox-worker.js';
import { readProvinceRules } from '../../server/rule-changes/change.js';
import { changeProblems, type ChangeValue } from '../../server/rule-changes/rules.js';
import { attachmentMonths, publicityWorkdays, useProvinceRules } from '../../server/values/province-rules.js';
import { inAttachmentMonths } from '../../server/values/month.js';
import { complete, newList, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, province, students, type Place } from '../support/world.js';

/* 规则调整: stricter than the notice, from a day ahead, proposed by one and decided by another. */

let product: Product;
let top: Place;
let here: Office;
let clerk: Person;
let director: Person;
beforeAll(async () => {
  product = await startProduct();
  await officeTime('2023-05-10T09:00:00+08:00');
  top = await province();
  here = await office(product, await county(await prefecture(top)));
  clerk = await Person.signedIn(product, await person(top, 'authority-operator'));
  director = await Person.signedIn(product, await person(top, 'authority-director'));
});
afterAll(async () => { useProvinceRules({ publicityDays: [], attachmentMonths: [] }); await product.stop(); });

describe('what can be changed at all', () => {
  it.each<[ChangeValue, string, string[]]>([
    [{ kind: 'publicity-days', days: 7 }, '2023-06-01', []], [{ kind: 'publicity-days', days: 5 }, '2023-06-01', []], [{ kind: 'publicity-days', days: 4 }, '2023-06-01', ['below-notice']], [{ kind: 'publicity-days', days: 31 }, '2023-06-01', ['too-many']],
    [{ kind: 'publicity-days', days: 7 }, '2023-05-10', ['in-past']], [{ kind: 'publicity-days', days: 7 }, '2023-05-11', []], [{ kind: 'publicity-days', days: 7 }, 'tomorrow', ['malformed']],
    [{ kind: 'attachment-months', months: [3, 5, 12] }, '2023-06-01', []], [{ kind: 'attachment-months', months: [3, 12] }, '2023-06-01', ['below-notice']],
    [{ kind: 'workday', day: '2023-06-20', works: false, name: '' }, '2023-06-20', []], [{ kind: 'workday', day: '2023-06-20', works: false, name: '' }, '2023-06-21', ['other-day']], [{ kind: 'workday', day: '2023-02-30', works: false, name: '' }, '2023-06-21', ['malformed']],
    [{ kind: 'standard', programme: 'vocational-grant', tier: 'standard', amount: '230.00' }, '2023-09-01', []], [{ kind: 'standard', programme: 'vocational-grant', tier: 'standard', amount: '0.00' }, '2023-09-15', ['not-first', 'malformed']],
  ])('%j from %s', (value, from, codes) => { expect(changeProblems(value, from, '2023-05-10').map(({ code }) => code)).toEqual(codes); });

  it('what holds is the latest decided for the day, and never less than the notice', () => {
    useProvinceRules({ publicityDays: [{ from: '2023-06-01', days: 7 }, { from: '2023-09-01', days: 5 }], attachmentMonths: [{ from: '2023-06-01', months: [3, 5, 12] }] });
    expect(['2023-05-31', '2023-06-01', '2023-08-31', '2023-09-01'].map(publicityWorkdays)).toEqual([5, 7, 7, 5]);
    expect([attachmentMonths('2023-05'), attachmentMonths('2024-03'), inAttachmentMonths('2023-03'), inAttachmentMonths('2024-03'), inAttachmentMonths('2024-04')]).toEqual([[5, 12], [3, 5, 12], false, true, false]);
    useProvinceRules({ publicityDays: [], attachmentMonths: [] });
  });
});

type Shown = { id: number; state: string; effect?: string[] };
const wanted = { value: { kind: 'publicity-days', days: 7 }, effectiveFrom: '2023-05-11', basis: '省教助〔2023〕3号', reason: '暑期从严' };
async function decided(more: object): Promise<number> {
  const proposed = await clerk.post('/rule-changes', { ...wanted, ...more });
  if (proposed.status !== 201) throw new Error(proposed.text);
  const { id } = proposed.body as Shown;
  const answer = await director.post(`/rule-changes/${id}/decision`, { grant: true });
  if (answer.status !== 200) throw new Error(answer.text);
  await readProvinceRules();
  return id;
}

it('one proposes, sees what it would concern, another decides; everybody below reads it, nobody else decides', async () => {
  expect([(await here.officer.post('/rule-changes', wanted)).code, (await director.post('/rule-changes', wanted)).code, (await here.operator.post('/rule-changes', wanted)).code]).toEqual(['role-not-allowed', 'role-not-allowed', 'role-not-allowed']);
  const proposed = await clerk.post('/rule-changes', wanted);
  expect([proposed.status, (proposed.body as Shown).state]).toEqual([201, 'proposed']);
  const { id } = proposed.body as Shown;
  expect(((await director.get(`/rule-changes/${id}`)).body as Shown).effect?.join('')).toMatch(/还没有公示的名单有 \d+ 份.*期限不变/);
  expect([(await clerk.post(`/rule-changes/${id}/decision`, { grant: true })).code, (await here.operator.get(`/rule-changes/${id}`)).status]).toEqual(['role-not-allowed', 200]);
  await expect(run('UPDATE rule_changes SET decided_by = proposed_by WHERE id = ?', [id])).rejects.toThrow(/two_people|CONSTRAINT/i);
  expect([(await director.post(`/rule-changes/${id}/decision`, { grant: false })).code, (await director.submit(`/rule-changes/${id}/refusal`, {})).text.includes('请写明为什么不同意')]).toEqual(['remark-required', true]);
  expect((await clerk.delete(`/rule-changes/${id}`)).body).toMatchObject({ state: 'withdrawn' });
  expect((await director.post(`/rule-changes/${id}/decision`, { grant: true })).code).toBe('already-done');
});

it('公示天数: from its day on publicity lasts longer, what is public already keeps its days', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-04', await students(here.place, 1));
  await walkTo(here, list.id, 'reviewedAtAuthority');
  await decided({});
  await officeTime('2023-05-11T09:00:00+08:00');
  const short = await complete(here.operator, list.id, 'publish-list', { start: '2023-05-11', end: '2023-05-17' });
  expect([short.status, short.code, short.text.includes('至少 7 个')]).toEqual([422, 'publicity-too-short', true]);
  expect((await complete(here.operator, list.id, 'publish-list', { start: '2023-05-11', end: '2023-05-19' })).status).toBe(200);
});

it('the director hears that one waits, and everybody who enters or reviews lists what holds from when', async () => {
  const inbox = async (who: Person): Promise<string[]> => (await rows<{ title: string }>('SELECT title FROM notifications WHERE user_id = ? ORDER BY id', [who.actor.userId])).map(({ title }) => title);
  while ((await sendOutbox()) > 0);
  expect([(await inbox(director)).includes('规则调整等您决定'), (await inbox(here.operator)).includes('规则有调整'), (await inbox(here.officer)).includes('规则有调整'), (await inbox(clerk)).filter((title) => title.startsWith('规则调整')).length > 0]).toEqual([true, true, true, true]);
});

it('附件月份: a list of a month that was added needs its attachment', async () => {
  await decided({ value: { kind: 'attachment-months', months: [5, 6, 12] }, effectiveFrom: '2023-06-01' });
  const list = await newList(here.operator, 'vocational-grant', '2023-06', await students(here.place, 1));
  await walkTo(here, list.id, 'reviewedAtAuthority');
  const refused = await complete(here.operator, list.id, 'publish-list', { start: '2023-05-11', end: '2023-05-19' });
  expect([refused.status, refused.code]).toEqual([422, 'attachment-required']);
});

it('工作日 and 资助标准 stand in their tables from their day on, with the document', async () => {
  await decided({ value: { kind: 'workday', day: '2023-06-28', works: false, name: '古尔邦节' }, effectiveFrom: '2023-06-28', basis: '省政府通知' });
  expect(await row("SELECT is_workday, name, basis FROM workdays WHERE day = '2023-06-28'", [])).toEqual({ is_workday: 0, name: '古尔邦节', basis: '省政府通知' });
  const before = await row<{ tier: string; amount_fen: number }>("SELECT tier, amount_fen FROM award_standards WHERE programme = 'vocational-grant' AND school_id IS NULL AND is_default = 1 ORDER BY effective_from DESC LIMIT 1");
  await decided({ value: { kind: 'standard', programme: 'vocational-grant', tier: before?.tier, amount: '230.00' }, effectiveFrom: '2023-09-01', basis: '省财教〔2023〕9号' });
  const { items } = (await here.operator.get('/policies/standards?month=2023-09')).body as { items: { programme: string; tier: string; amount: string; basis: string }[] };
  expect(items.find(({ programme, tier }) => programme === 'vocational-grant' && tier === before?.tier)).toMatchObject({ amount: '230.00', basis: '省财教〔2023〕9号' });
  const { items: old } = (await here.operator.get('/policies/standards?month=2023-08')).body as { items: { programme: string; tier: string; amount: string }[] };
  expect(old.find(({ programme, tier }) => programme === 'vocational-grant' && tier === before?.tier)?.amount).not.toBe('230.00');
  expect((await clerk.post('/rule-changes', { ...wanted, value: { kind: 'standard', programme: 'vocational-grant', tier: before?.tier, amount: '240.00' }, effectiveFrom: '2023-09-01' })).code).toBe('already-set');
  expect((await clerk.post('/rule-changes', { ...wanted, value: { kind: 'standard', programme: 'vocational-grant', tier: 'no-such', amount: '240.00' }, effectiveFrom: '2023-10-01' })).code).toBe('no-such-tier');
});

it('a day of a year whose holidays are not known yet is not changed alone', async () => {
  expect((await clerk.post('/rule-changes', { ...wanted, value: { kind: 'workday', day: '2039-06-20', works: false, name: '' }, effectiveFrom: '2039-06-20' })).code).toBe('year-unknown');
});

it('at the desk: the form is shown again as typed, and the page says what it concerns', async () => {
  const refused = await clerk.submit('/rule-changes?kind=publicity-days', { days: '3', effectiveFrom: '2023-08-01', basis: '文件', reason: '原因' });
  expect([refused.status, refused.text.includes('只能更多'), refused.text.includes('value="3"')]).toEqual([400, true, true]);
  const sent = await clerk.submit('/rule-changes?kind=attachment-months', { month3: 'yes', month5: 'yes', month6: 'yes', month12: 'yes', effectiveFrom: '2023-08-01', basis: '文件', reason: '原因' });
  expect(sent.status).toBe(303);
  const page = await director.page(sent.headers.get('location') ?? '');
  expect([page.status, page.text.includes('3月、5月、6月、12月'), page.text.includes('同意以后的影响'), page.text.includes('同意，从那天起')]).toEqual([200, true, true, true]);
  expect((await director.page('/rule-changes')).text).toContain('等决定');
});

it('a province among several in one database changes nothing for the others', async () => {
  await province();
  expect((await clerk.post('/rule-changes', { ...wanted, effectiveFrom: '2023-12-01' })).text).toContain('几个省');
});

it('附件上传提醒: a list of a month that was added is reminded of when its month is over', async () => {
  await officeTime('2023-07-11T09:00:00+08:00');
  const { items } = (await here.operator.get('/todos')).body as { items: { kind: string; programme: string; earlier: number }[] };
  expect(items.find(({ kind, programme }) => kind === 'missing-attachment' && programme === 'vocational-grant')?.earlier).toBe(1);
});
