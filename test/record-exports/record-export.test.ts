import ExcelJS from 'exceljs';
import { row, rows, run } from '../../server/database.js';
import { forgetOldExports } from '../../server/record-exports/record-export.js';
import { belongs } from '../support/group-world.js';
import { workJobs } from '../support/jobs.js';
import { office, type Office } from '../support/office.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { documentNumber, person, student, type Place } from '../support/world.js';

/* 后台导出: lists of any length, for a purpose, marked, on record, for whoever asked and for a week. */

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); here = await office(product); });
afterAll(() => product.stop());
beforeEach(async () => { await run("UPDATE record_exports SET state = 'cancelled' WHERE state = 'working'"); await run("UPDATE jobs SET state = 'cancelled', due_at = NULL WHERE state IN ('queued', 'running')"); });

const WHY = '核对春季学期资助名单';
const traces = (action: string) => rows<{ actor_id: number; remark: string | null; after_values: string | null }>('SELECT actor_id, remark, after_values FROM audit_events WHERE action = ? ORDER BY id', [action]);
async function sheetOf(who: Person, path: string): Promise<string[][]> {
  const answer = await fetch(`${product.url}${path}`, { headers: { Cookie: `sid=${who.sid}`, Accept: 'text/html' } });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(await answer.arrayBuffer());
  return workbook.worksheets.flatMap((sheet) => sheet.getSheetValues().flatMap((values) => (Array.isArray(values) ? [values.slice(1).map(String)] : [])));
}
/** So many full-time students at once, by statements. */
async function crowd(at: Place, count: number): Promise<void> {
  const from = (await row<{ last: number }>('SELECT COALESCE(MAX(id), 0) AS last FROM persons'))?.last ?? 0;
  for (let made = 0; made < count; made += 5000) await run('INSERT INTO persons (document_index) VALUES ?', [Array.from({ length: Math.min(5000, count - made) }, (_, n) => [Buffer.from((BigInt(at.id) * 10_000_000n + BigInt(made + n)).toString(16).padStart(32, 'f'), 'hex')])]);
  await run(`INSERT INTO students (uid, school_id, person_id, name, document_sealed, document_index, document_masked, gender, grade, major, class_name, enrolment_status, entry_month, programme_months) SELECT UUID(), ?, id, CONCAT('众', id), '', document_index, '4118**********1234', 'female', '2022级', '护理', '1班', 'full-time', '2022-09', 36 FROM persons WHERE id > ?`, [at.id, from]);
}
const begin = (who: Person, list: string, conditions: Record<string, string> = {}, purpose = WHY) => who.post('/record-exports', { list, conditions, purpose });

it('a list of more than 20,000 is offered to be written in the background, and is to be had whole: marked, masked, on record', async () => {
  await crowd(here.place, 20_001);
  const { total } = (await here.officer.get('/aid-records?limit=1&count=true')).body as { total: number };
  const tooLong = await here.officer.page(`/aid-records.xlsx?aided=no&purpose=${encodeURIComponent(WHY)}`);
  expect(tooLong.status).toBe(303);
  const offered = tooLong.headers.get('location') ?? '';
  expect(offered).toMatch(/^\/record-exports\/new\?list=aid-records&conditions=aided%3Dno&purpose=/);
  const page = await here.officer.page(offered);
  expect([page.status, page.text.includes('在后台导出'), page.text.includes(WHY)]).toEqual([200, true, true]);
  const begun = await here.officer.submit('/record-exports', { list: 'aid-records', conditions: 'aided=no', purpose: WHY });
  expect(begun.status).toBe(303);
  const address = begun.headers.get('location') ?? '';
  expect((await here.officer.page(address)).text).toContain('正在导出');
  await workJobs();
  const done = (await here.officer.page(address)).text;
  expect([done.includes('可以下载'), done.includes('20,001 人'), done.includes(`href="${address}/file"`), (await here.officer.page('/record-exports')).text.includes(WHY)]).toEqual([true, true, true, true]);
  const lines = await sheetOf(here.officer, `${address}/file`);
  expect(total).toBe(20_001);
  expect([lines.length, new Set(lines.slice(2).map(([name]) => name)).size]).toEqual([20_003, 20_001]);
  expect(lines[0][0]).toMatch(new RegExp(`${here.authority.name}.*${here.officer.actor.login}.*用途：${WHY}`));
  expect(JSON.stringify(lines.slice(2, 50))).not.toMatch(/\d{17}[\dX]/);
  const id = Number(address.split('/').at(-1));
  expect([(await traces('后台导出学生名单')).length, (await traces('导出学生名单')).at(-1), (await traces('下载导出的学生名单')).at(-1)?.remark]).toEqual([1, expect.objectContaining({ remark: WHY, after_values: expect.stringContaining('20001') }), WHY]);
  // Nothing lies in clear.
  expect((await rows<{ bytes: Buffer }>('SELECT bytes FROM record_export_parts WHERE export_id = ?', [id])).some(({ bytes }) => bytes.includes('PK\u0003\u0004'))).toBe(false);
  await run('DELETE FROM students WHERE school_id = ?', [here.place.id]);
}, 180_000);

it('what a server left half-way is gone on with: nobody twice, nobody left out', async () => {
  const away = await office(product);
  await crowd(away.place, 1700);
  const { id } = (await begin(away.officer, 'aid-records')).body as { id: number };
  await run("CREATE TRIGGER dies_half_way BEFORE INSERT ON record_export_parts FOR EACH ROW IF NEW.what = 'rows' AND NEW.seq = 2 THEN SIGNAL SQLSTATE '45000'; END IF");
  try {
    await expect(workJobs()).rejects.toMatchObject({ errno: 1644 });
  } finally {
    await run('DROP TRIGGER dies_half_way');
  }
  expect((await away.officer.get(`/record-exports/${id}`)).body).toMatchObject({ state: 'working', people: 1000 });
  // Meanwhile the first pages have become longer and shorter: whoever was written stays, whoever comes later is written.
  await run('UPDATE jobs SET due_at = CURRENT_TIMESTAMP(3) WHERE id = (SELECT job_id FROM record_exports WHERE id = ?)', [id]);
  await run("DELETE FROM students WHERE school_id = ? AND name <> '' ORDER BY id LIMIT 10", [away.place.id]);
  await workJobs();
  expect((await away.officer.get(`/record-exports/${id}`)).body).toMatchObject({ state: 'done', people: 1700 });
  const names = (await sheetOf(away.officer, `/record-exports/${id}/file`)).slice(2).map(([name]) => name);
  expect([names.length, new Set(names).size]).toEqual([1700, 1700]);
}, 60_000);

it('only who asked, in the post in which it was asked, sees it; of another there is nothing', async () => {
  const away = await office(product);
  await student(away.place);
  const { id } = (await begin(away.operator, 'aid-records')).body as { id: number };
  await workJobs();
  const colleague = await Person.signedIn(product, await person(away.place, 'school-operator'));
  for (const other of [colleague, away.reviewer, away.officer, here.operator]) {
    expect([(await other.get(`/record-exports/${id}`)).status, (await other.get(`/record-exports/${id}/file`)).status, (await other.page(`/record-exports/${id}`)).status, (await other.post(`/record-exports/${id}/cancellation`, {})).status]).toEqual([404, 404, 404, 404]);
  }
  expect(((await colleague.get('/record-exports')).body as { items: unknown[] }).items).toEqual([]);
  expect((await away.operator.get(`/record-exports/${id}`)).body).toMatchObject({ state: 'done', list: 'aid-records', people: 1, purpose: WHY });
});

it('every list a page can export can be written in the background by those who have the page, and by no other', async () => {
  const away = await office(product);
  const id = await student(away.place, { document: documentNumber() });
  await belongs(id, { group: 'disabled' });
  const lists: [string, Record<string, string>, Person, Person | null][] = [
    ['aid-records', { stage: 'vocational' }, away.operator, null], ['unaided-students', {}, away.officer, null], ['priority-groups/disabled/people', { tab: 'aid' }, away.reviewer, null], ['studying-elsewhere/disabled/people', {}, away.officer, away.operator],
    ['circumstances', {}, away.operator, away.officer], ['hardship-determinations', {}, away.reviewer, away.officer], ['hardship-students', {}, away.officer, null], ['hardship-results', {}, away.officer, away.operator],
    ['statistics/work-progress/people', { drill: 'enrolled' }, away.officer, away.operator], ['statistics/priority-groups/people', { drill: 'people' }, away.officer, away.operator], ['statistics/aid-by-stage/people', { tab: 'vocational', drill: 'aided' }, away.officer, away.operator],
  ];
  for (const [list, conditions, who, stranger] of lists) {
    if (stranger) expect([list, (await begin(stranger, list, conditions)).status]).toEqual([list, 403]);
    const begun = await begin(who, list, conditions);
    expect([list, begun.status]).toEqual([list, 202]);
    await workJobs();
    expect([list, (await who.get(`/record-exports/${(begun.body as { id: number }).id}`)).body]).toEqual([list, expect.objectContaining({ state: 'done', failure: null })]);
  }
  expect([(await begin(away.operator, 'users')).status, (await begin(away.operator, 'priority-groups/nobody/people')).status, (await begin(away.operator, 'aid-records', { no: 'sense' })).status, (await begin(away.operator, 'aid-records', {}, ' ')).status]).toEqual([404, 404, 400, 400]);
}, 60_000);

it('one at a time; one that is cancelled leaves nothing, and a week later nothing is left of any', async () => {
  const away = await office(product);
  await student(away.place);
  const first = (await begin(away.operator, 'aid-records')).body as { id: number };
  expect((await begin(away.operator, 'unaided-students')).code).toBe('in-progress');
  expect((await away.operator.get(`/record-exports/${first.id}/file`)).code).toBe('not-ready');
  expect((await away.operator.post(`/record-exports/${first.id}/cancellation`, {})).body).toMatchObject({ state: 'cancelled' });
  expect((await away.operator.post(`/record-exports/${first.id}/cancellation`, {})).code).toBe('already-done');
  expect(await rows('SELECT * FROM record_export_parts WHERE export_id = ?', [first.id])).toEqual([]);
  const second = (await begin(away.operator, 'aid-records')).body as { id: number };
  await workJobs();
  expect(await rows("SELECT DISTINCT what FROM record_export_parts WHERE export_id = ?", [second.id])).toEqual([{ what: 'file' }]);
  await officeTime('2023-05-18T09:00:00+08:00');
  while ((await forgetOldExports()) > 0);
  expect([(await away.operator.get(`/record-exports/${second.id}`)).status, await rows('SELECT id FROM record_exports'), await rows('SELECT seq FROM record_export_parts')]).toEqual([404, [], []]);
  expect((await traces('导出学生名单')).length).toBeGreaterThan(0);
});
