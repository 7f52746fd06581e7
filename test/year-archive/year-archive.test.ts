import { lockList } from '../../server/award-lists/award-list.js';
import { row, rows, run, transact } from '../../server/database.js';
import { checkInvariants } from '../../server/inspection/invariants/check-invariants.js';
import { fireDueTimers } from '../../server/workflow/fire-timers.js';
import { findLostTokens } from '../../server/workflow/lost-tokens.js';
import { schoolYearOfPeriod, schoolYearSql } from '../../server/values/school-year.js';
import { workJobs } from '../support/jobs.js';
import { attachPhoto, complete, listOf, newList, openTask, walkTo } from '../support/list-walk.js';
import { awardsOn, office, reminder, type Office } from '../support/office.js';
import { words } from '../support/page-words.js';
import { officeTime, Person, startProduct, type Product, type Reply } from '../support/product.js';
import { county, person, prefecture, province, student, students, type Place } from '../support/world.js';

/* 学年归档: a closed school year is only looked at, everything in it is answered as before, and two people open it again. */

let product: Product;
let here: Office;
let top: Place;
let clerk: Person;
let director: Person;
/** Paid in full; in publicity when the year was closed; a draft. */
let paid: number;
let public_: number;
let draft: number;

const REASON = '学校已经撤并，余下的不再办理。';
type Shown = { id: number; state: string; version: number; unfinished: number; lists: number; people: number; paid: string; digest: string | null; work: { state: string; failure: string | null } | null };
const shown = async (id: number): Promise<Shown> => (await clerk.get(`/year-archives/${id}`)).body;

type World = { here: Office; top: Place; clerk: Person; director: Person; spare: number; paid: number; public_: number; draft: number };
const TESTS = 10;
const worlds: World[] = [];

/** For each test a province with one school of its own, and what its lists of 2022-2023 have come to; office time only goes on. */
beforeAll(async () => {
  product = await startProduct();
  await officeTime('2023-05-10T09:00:00+08:00');
  for (let made = 0; made < TESTS; made += 1) {
    const over = await province();
    const around = await office(product, await county(await prefecture(over)));
    const people = await students(around.place, 3, { card: '6228480402564890018' });
    const list = await newList(around.operator, 'vocational-grant', '2023-04', people);
    await walkTo(around, list.id, 'published');
    // Rejected once and gone through again, so that there are two rounds and several approvals.
    await complete(around.officer, list.id, 'confirm-publicity', { decision: 'reject', remark: '有人员信息错误' });
    expect((await around.operator.delete(`/award-lists/${list.id}/awards/${(await awardsOn(around.operator, list.id))[2].id}`)).status).toBe(204);
    await walkTo(around, list.id, 'confirmed');
    worlds.push({ here: around, top: over, clerk: await Person.signedIn(product, await person(over, 'authority-operator')), director: await Person.signedIn(product, await person(over, 'authority-director')), spare: people[2], paid: list.id, public_: 0, draft: 0 });
  }
  await officeTime('2023-05-17T09:00:00+08:00');
  for (const one of worlds) expect((await one.here.operator.post(`/award-lists/${one.paid}/disbursements`, { paidOn: '2023-05-17', awards: 'all' })).status).toBe(201);
  await officeTime('2023-08-30T09:00:00+08:00');
  for (const one of worlds) {
    one.public_ = (await newList(one.here.operator, 'vocational-grant', '2023-08', [one.spare, await student(one.here.place)])).id;
    await walkTo(one.here, one.public_, 'confirmed', { start: '2023-08-30', end: '2023-09-06' });
    one.draft = (await newList(one.here.operator, 'vocational-tuition-waiver', '2023-06', await students(one.here.place, 1))).id;
  }
  await officeTime('2023-09-05T09:00:00+08:00');
}, 120_000);
afterAll(() => product.stop());
beforeEach(() => {
  const next = worlds.shift();
  if (!next) throw new Error('one world for each test: raise TESTS');
  ({ here, top, clerk, director, paid, public_, draft } = next);
});

async function asked(reason = REASON): Promise<Shown> {
  const answer = await clerk.post('/year-archives', { schoolYear: '2022-2023', reason });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}
async function archived(): Promise<Shown> {
  const { id, version } = await asked();
  const agreed = await director.post(`/year-archives/${id}/decision`, { version, agree: true });
  if (agreed.status !== 200) throw new Error(agreed.text);
  await workJobs();
  return shown(id);
}
async function reopenAgreed(one: Shown): Promise<void> {
  const wanted: Shown = (await clerk.post(`/year-archives/${one.id}/reopening`, { version: one.version, reason: '四月名单一名学生的档次要更正。' })).body;
  expect((await director.post(`/year-archives/${one.id}/decision`, { version: wanted.version, agree: true })).status).toBe(200);
}
const heldInTables = async (): Promise<number> => (await row<{ n: number }>('SELECT (SELECT COUNT(*) FROM publicity_round_awards p JOIN publicity_rounds r ON r.id = p.round_id WHERE r.list_id IN (?)) + (SELECT COUNT(*) FROM list_snapshot_awards k JOIN list_snapshots s ON s.id = k.snapshot_id WHERE s.list_id IN (?)) AS n', [[paid, public_, draft], [paid, public_, draft]]))?.n ?? 0;
const broken = async (): Promise<string[]> => (await checkInvariants()).filter(({ found }) => found > 0).map(({ key, records }) => `${key} ${records.join()}`);

it('the year of a list is found in the database as by the rule', async () => {
  const periods = ['2022-08', '2022-09', '2022-12', '2023-01', '2023-08', '2023-09', '2022-2023-autumn', '2022-2023-spring', '2021-2022-spring', '2023-2024-autumn'];
  const found = await rows<{ period: string; year: string; within: number }>(`SELECT x.period, ${schoolYearSql('x.period')} AS year, x.period BETWEEN '2022-09' AND '2023-08' AS within FROM (${periods.map((period) => `SELECT CAST('${period}' AS CHAR(20)) AS period`).join(' UNION ALL ')}) x`);
  expect(found.map(({ period, year }) => [period, year])).toEqual(periods.map((period) => [period, schoolYearOfPeriod(period)]));
  expect(found.map(({ period, within }) => [period, within === 1])).toEqual(periods.map((period) => [period, schoolYearOfPeriod(period) === '2022-2023']));
});

it('the province’s operator asks with a reason for what is left undone, its director agrees, nobody else', async () => {
  for (const who of [here.officer, director, here.operator]) expect((await who.post('/year-archives', { schoolYear: '2022-2023', reason: REASON })).code).toBe('role-not-allowed');
  const refused = await clerk.post('/year-archives', { schoolYear: '2022-2023' });
  expect([refused.status, refused.code, /录入中 1 份、公示中 1 份/.test(refused.text)]).toEqual([422, 'reason-required', true]);
  expect((await clerk.post('/year-archives', { schoolYear: '2023-2024', reason: REASON })).code).toBe('year-not-over');
  expect((await clerk.post('/year-archives', { schoolYear: '2020-2021', reason: REASON })).code).toBe('nothing-to-archive');
  const page = await clerk.submit('/year-archives', { schoolYear: '2022-2023', reason: '' });
  expect([page.status, words(page).includes('写明理由（10 到 500 字）'), page.text.includes('stage=in-publicity')]).toEqual([422, true, true]);
  const { id, version, state } = await asked();
  expect(state).toBe('asked');
  expect((await clerk.post('/year-archives', { schoolYear: '2022-2023', reason: REASON })).code).toBe('in-progress');
  expect([(await clerk.post(`/year-archives/${id}/decision`, { version, agree: true })).code, (await here.officer.get(`/year-archives/${id}`)).status]).toEqual(['role-not-allowed', 200]);
  const stranger = await Person.signedIn(product, await person(await province(), 'authority-director'));
  expect([(await stranger.get(`/year-archives/${id}`)).status, (await stranger.post(`/year-archives/${id}/decision`, { version, agree: true })).status]).toEqual([404, 404]);
  expect((await director.post(`/year-archives/${id}/decision`, { version, agree: false })).code).toBe('remark-required');
  expect((await director.post(`/year-archives/${id}/decision`, { version: version + 1, agree: true })).code).toBe('stale-version');
  await expect(run('UPDATE year_archives SET decided_by = asked_by WHERE id = ?', [id])).rejects.toThrow(/two_people|CONSTRAINT/i);
  const unsaid = await director.submit(`/year-archives/${id}/decision?agree=no`, { version: String(version), remark: '' });
  expect([unsaid.status, words(unsaid).includes('请写明为什么不同意')]).toEqual([422, true]);
  const no = await director.submit(`/year-archives/${id}/decision?agree=no`, { version: String(version), remark: '八月名单还没有发放' });
  expect([no.status, (await shown(id)).state]).toEqual([303, 'refused']);
  // Nothing was closed by that, and it can be asked for again.
  expect([(await listOf(here.operator, draft)).can.edit.allowed, (await asked()).state]).toEqual([true, 'asked']);
});

it('who asked does not agree in another post of theirs', async () => {
  const { id, version } = await asked();
  await run("INSERT INTO posts (user_id, organisation_id, role) VALUES (?, ?, 'authority-director')", [clerk.actor.userId, top.id]);
  const both = await Person.signedIn(product, { ...clerk.actor, role: 'authority-director' });
  expect((await both.post(`/year-archives/${id}/decision`, { version, agree: true })).code).toBe('same-person');
});

it('from the agreement on every act on a list of the year is refused with one reason, before anything is packed', async () => {
  const { id, version } = await asked();
  expect((await director.post(`/year-archives/${id}/decision`, { version, agree: true })).status).toBe(200);
  expect(await heldInTables()).toBeGreaterThan(0);
  const told = '这份名单属于已归档的2022-2023学年，只能查看。确需更正，请由省级申请重新打开该学年。';
  const one = await listOf(here.operator, draft);
  expect(Object.values(one.can).every(({ allowed, unmet }) => !allowed && unmet[0].code === 'year-archived' && unmet[0].message === told)).toBe(true);
  const refusals = [
    await here.operator.post(`/award-lists/${draft}/awards`, { studentId: await student(here.place) }), await here.operator.post(`/award-lists/${draft}/submission`), await here.operator.delete(`/award-lists/${draft}`),
    await here.operator.patch(`/award-lists/${draft}`, { version: one.version, batchNo: 7 }), await here.operator.post(`/award-lists/${paid}/withdrawal-requests`, { reason: '金额错了' }), await attachPhoto(here.operator, public_),
    await here.operator.post(`/award-lists/${public_}/disbursements`, { paidOn: '2023-09-05', awards: 'all' }),
  ];
  expect(refusals.map(({ status, code }) => [status, code])).toEqual(refusals.map(() => [422, 'year-archived']));
  // Whoever locks a list is about to change it, whatever they are: here, the public at the notice.
  await expect(transact(() => lockList(public_))).rejects.toMatchObject({ code: 'year-archived', message: told });
  const begun = await here.operator.post('/award-lists', { programme: 'vocational-tuition-waiver', month: '2023-07' });
  expect([begun.status, begun.code]).toEqual([422, 'year-archived']);
  // The new year is open.
  expect((await here.operator.post('/award-lists', { programme: 'vocational-tuition-waiver', month: '2023-09' })).status).toBe(201);
  const page = await here.operator.page(`/award-lists/${draft}`);
  expect([words(page).includes('已归档的2022-2023学年，只能查看'), page.text.includes(`/award-lists/${draft}/submission`)]).toEqual([true, false]);
});

/** What every page and answer about the paid list says, without the strip and the acts. */
async function everything(): Promise<Record<string, unknown>> {
  const content = (page: Reply): string => { if (page.status !== 200) throw new Error(page.text); return words(/<section class="card" id="content"[^]*?<\/section>/.exec(page.text)?.[0] ?? page.text).replace(/办理历史 \d+/, '办理历史').replace(/上级已公示通过，本轮附件不能再改。|这份名单属于已归档的2022-2023学年，只能查看。确需更正，请由省级申请重新打开该学年。/, '不能再上传。'); };
  const said: Record<string, unknown> = {};
  for (const tab of ['people', 'changes', 'changes&from=last-approval', 'attachments', 'rounds', 'disbursements']) said[tab] = content(await here.operator.page(`/award-lists/${paid}?tab=${tab}`));
  for (const sheet of ['wall-sheet', 'list-sheet', 'decision-sheet']) said[sheet] = words(await here.operator.page(`/award-lists/${paid}/${sheet}`));
  for (const part of ['awards', 'rounds', 'changes?from=last-approval', 'changes', 'facts', 'attachments', 'withdrawal-requests', 'disbursements']) said[`api ${part}`] = (await here.operator.get(`/award-lists/${paid}/${part}`)).body;
  // The export just below is on record itself, and so is looking at the wall sheet.
  said.history = ((await here.operator.get(`/award-lists/${paid}/history`)).body as { items: { action: string }[] }).items.filter(({ action }) => action !== '导出名单');
  said.records = words(await here.officer.page('/aid-records'));
  said.reviewer = (await here.reviewer.get(`/award-lists/${paid}/changes?from=last-approval`)).body;
  const token = await row<{ token: string }>('SELECT token FROM publicity_rounds WHERE list_id = ? ORDER BY round DESC LIMIT 1', [public_]);
  said.notice = words(await (await fetch(`${product.url}/publicity/${token?.token}`)).text());
  said.exported = (await here.operator.raw(`/award-lists/${paid}/export.xlsx`)).status;
  said.evidence = (await here.operator.page(`/award-lists/${paid}/evidence`)).status;
  return said;
}

it('the proofs are packed away, and every page of the list answers as before', async () => {
  const before = await everything();
  expect(String(before['wall-sheet'])).toContain('公示人数 2 人');
  const held = await heldInTables();
  expect(held).toBeGreaterThan(10);
  const one = await archived();
  expect(one).toMatchObject({ state: 'archived', lists: 3, people: 5, unfinished: 2, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect([await heldInTables(), (await row<{ n: number }>('SELECT CAST(SUM(rows_count) AS SIGNED) AS n FROM list_archives WHERE archive_id = ?', [one.id]))?.n]).toEqual([0, held]);
  const after = await everything();
  expect(Object.keys(after)).toEqual(Object.keys(before));
  for (const key of Object.keys(before)) expect([key, after[key]]).toEqual([key, before[key]]);
  expect(await broken()).toEqual([]);
  const told = await rows<{ title: string }>("SELECT title FROM notifications WHERE user_id IN (?) AND title LIKE '%已归档' ORDER BY user_id", [[clerk.actor.userId, director.actor.userId]]);
  expect(told.map(({ title }) => title)).toEqual(['2022-2023学年已归档', '2022-2023学年已归档']);
});

it('a pack that was altered is named and nothing is opened; put right, it goes on', async () => {
  const one = await archived();
  const kept = await row<{ packed: Buffer }>('SELECT packed FROM list_archives WHERE list_id = ?', [public_]);
  await run('UPDATE list_archives SET packed = (SELECT packed FROM (SELECT packed FROM list_archives WHERE list_id = ?) x) WHERE list_id = ?', [paid, public_]);
  expect(await broken()).toEqual([`A3 ${public_}`]);
  await reopenAgreed(one);
  await workJobs();
  const stopped = await shown(one.id);
  expect([stopped.state, stopped.work?.state, stopped.work?.failure?.includes('2023年8月'), (await listOf(here.operator, paid)).can.edit.unmet[0].code]).toEqual(['unpacking', 'failed', true, 'year-archived']);
  expect(words(await director.page(`/year-archives/${one.id}`))).toContain('后台中断了');
  await run('UPDATE list_archives SET packed = ? WHERE list_id = ?', [kept?.packed ?? Buffer.alloc(0), public_]);
  expect((await clerk.submit(`/year-archives/${one.id}/continuation`, { version: String(stopped.version) })).status).toBe(303);
  await workJobs();
  expect([(await shown(one.id)).state, await broken()]).toEqual(['reopened', []]);
});

it('the page shows each school year with lists, and what it says of one is what the answer says', async () => {
  const one = await archived();
  const { years }: { years: { schoolYear: string; lists: number; paid: string }[] } = (await clerk.get('/year-archives')).body;
  expect(years).toEqual([{ schoolYear: '2022-2023', lists: 3, people: 5, paid: one.paid }]);
  expect(words(await clerk.page('/year-archives'))).toMatch(/2022-2023学年 .*3 .*5 .*已归档/);
  expect(words(await here.officer.page('/year-archives'))).toContain('由省级申请和决定');
  expect(words(await here.officer.page('/award-lists?year=2022-2023&stage=entry'))).toContain('合计 1 份');
});

it('a county of the province sees that the year is closed, and of its figures only its own; another province sees nothing', async () => {
  const { id } = await archived();
  const whole = await shown(id);
  const elsewhere = await county(await prefecture(top));
  const [own, other, stranger] = [here.officer, await Person.signedIn(product, await person(elsewhere, 'authority-operator')), await Person.signedIn(product, await person(await province(), 'authority-operator'))];
  const seenBy = async (who: Person): Promise<object[]> => {
    const { state, lists, people, paid: fen, unfinished, reason, work } = (await who.get(`/year-archives/${id}`)).body as Shown & { reason: string };
    return [{ state, lists, people, paid: fen, unfinished, reason, work }];
  };
  expect(await seenBy(own)).toEqual([{ state: 'archived', lists: whole.lists, people: whole.people, paid: whole.paid, unfinished: whole.unfinished, reason: '', work: null }]);
  expect(await seenBy(other)).toEqual([{ state: 'archived', lists: 0, people: 0, paid: '0.00', unfinished: 0, reason: '', work: null }]);
  expect(((await other.get('/year-archives')).body as { items: { lists: number }[] }).items.map(({ lists }) => lists)).toEqual([0]);
  const page = (await other.page(`/year-archives/${id}`)).text;
  expect([page.includes('已归档'), page.includes('归档时'), page.includes(REASON), page.includes(`${whole.lists} 份名单`)]).toEqual([true, true, false, false]);
  for (const path of [`/year-archives/${id}`]) expect([(await stranger.get(path)).status, (await stranger.page(path)).status]).toEqual([404, 404]);
});

it('two people open it again: the rows are back to the byte, and the lists go on where they stood', async () => {
  const rowsOf = async (): Promise<unknown> => [await rows('SELECT p.* FROM publicity_round_awards p JOIN publicity_rounds r ON r.id = p.round_id WHERE r.list_id IN (?) ORDER BY 1, 2', [[paid, public_]]), await rows('SELECT k.* FROM list_snapshot_awards k JOIN list_snapshots s ON s.id = k.snapshot_id WHERE s.list_id IN (?) ORDER BY 1, 2', [[paid, public_]])];
  const before = await rowsOf();
  const one = await archived();
  expect((await clerk.post(`/year-archives/${one.id}/reopening`, { version: one.version, reason: '更正' })).status).toBe(400);
  await reopenAgreed(one);
  expect((await listOf(here.operator, draft)).can.edit.allowed).toBe(false);
  await workJobs();
  expect([(await shown(one.id)).state, await rowsOf(), await rows('SELECT list_id FROM list_archives WHERE archive_id = ?', [one.id])]).toEqual(['reopened', before, []]);
  expect([(await listOf(here.operator, draft)).can.edit.allowed, (await openTask(here.operator, draft, 'enter-list')) !== undefined]).toEqual([true, true]);
  await officeTime('2023-09-07T09:00:00+08:00');
  await fireDueTimers((error) => { throw error; });
  expect((await here.operator.post(`/award-lists/${public_}/disbursements`, { paidOn: '2023-09-07', awards: 'all' })).status).toBe(201);
  expect(await broken()).toEqual([]);
  // And closed again, now with one list left.
  expect((await archived()).unfinished).toBe(1);
});

it('what waits on an archived list is nobody’s to-do, is not reminded of, and its timers rest without an incident', async () => {
  const enter = await openTask(here.operator, draft, 'enter-list');
  expect(enter).toBeDefined();
  await archived();
  expect([await openTask(here.operator, draft, 'enter-list'), await openTask(here.operator, paid, 'request-withdrawal')]).toEqual([undefined, undefined]);
  const paper = await here.operator.page(`/tasks/${enter?.id}`);
  expect([paper.status, words(paper).includes('只能查看'), paper.text.includes(`/tasks/${enter?.id}/completion`)]).toEqual([200, true, false]);
  expect(await reminder(here.operator, 'publicity', 'vocational-grant')).toEqual({ currentMonth: 0, earlier: 0 });
  await officeTime('2023-10-10T09:00:00+08:00');
  await fireDueTimers((error) => { throw error; });
  expect([await findLostTokens(), await rows('SELECT id FROM incidents'), (await listOf(here.operator, public_)).stage]).toEqual([0, [], 'to-disburse']);
  expect(await openTask(here.operator, public_, 'manage-disbursement')).toBeUndefined();
  expect(await broken()).toEqual([]);
});
