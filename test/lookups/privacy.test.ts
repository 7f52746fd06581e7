import ExcelJS from 'exceljs';
import { rows } from '../../server/database.js';
import { belongs, receivedBefore } from '../support/group-world.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { documentNumber, person, student } from '../support/world.js';

/* Personal data in clear or out of the system: for a purpose, on record, within the scope. */

let product: Product;
let here: Office;
let auditor: Person;
beforeAll(async () => { product = await startProduct(); here = await office(product); auditor = await Person.signedIn(product, await person(here.authority, 'auditor')); });
afterAll(() => product.stop());

const events = (action: string) => rows<{ actor_id: number; remark: string | null; after_values: string | null }>('SELECT actor_id, remark, after_values FROM audit_events WHERE action = ? ORDER BY id', [action]);
async function sheetOf(who: Person, path: string): Promise<string[][]> {
  const answer = await fetch(`${product.url}${path}`, { headers: { Cookie: `sid=${who.sid}`, Accept: 'text/html' } });
  if (answer.status !== 200) throw new Error(`${answer.status}`);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(await answer.arrayBuffer());
  return workbook.worksheets.flatMap((sheet) => sheet.getSheetValues().flatMap((values) => (Array.isArray(values) ? [values.slice(1).map(String)] : [])));
}

it('a number in clear asks for a purpose, is shown once on page and call, and leaves purpose but never number on record', async () => {
  const number = documentNumber();
  const id = await student(here.place, { document: number, card: '6228480402564890018' });
  expect((await here.operator.post(`/students/${id}/document-readings`, { purpose: ' ' })).code).toBe('input-invalid');
  const read = await here.operator.post(`/students/${id}/document-readings`, { purpose: '核对办卡信息' });
  expect([read.status, read.body]).toEqual([201, { documentNumber: number, cardNumber: '6228480402564890018' }]);
  const page = await here.officer.submit(`/students/${id}/document-readings`, { _key: 'reading-of-a-test', purpose: '家访核实身份' });
  expect([page.status, page.text.includes(number)]).toEqual([200, true]);
  expect((await here.officer.page(`/students/${id}/record`)).text).not.toContain(number);
  expect((await events('查看证件号码原文')).map(({ actor_id, remark }) => [actor_id, remark])).toEqual([[here.operator.actor.userId, '核对办卡信息'], [here.officer.actor.userId, '家访核实身份']]);
  expect(JSON.stringify(await rows('SELECT * FROM audit_events'))).not.toContain(number);
  expect(JSON.stringify(await rows('SELECT answer FROM operations'))).not.toContain(number);
  const away = await office(product);
  expect((await away.operator.post(`/students/${id}/document-readings`, { purpose: '核对办卡信息' })).status).toBe(404);
  const director = await Person.signedIn(product, await person(here.authority, 'authority-director'));
  expect((await director.post(`/students/${id}/document-readings`, { purpose: '核对办卡信息' })).code).toBe('role-not-allowed');
});

it('an export is made for a purpose, says on the sheet who took it and why, holds masked numbers only, and is on record', async () => {
  const number = documentNumber();
  const id = await student(here.place, { document: number, name: '王欣怡' });
  await belongs(id, { group: 'orphan' });
  expect((await here.operator.get('/priority-groups/orphan/students.xlsx')).code).toBe('input-invalid');
  const lines = await sheetOf(here.operator, `/priority-groups/orphan/students.xlsx?purpose=${encodeURIComponent('核对春季学期名单')}`);
  expect(lines[0][0]).toMatch(new RegExp(`${here.place.name}.*${here.operator.actor.login}.*用途：核对春季学期名单`));
  expect(lines.find(([name]) => name === '王欣怡')?.slice(0, 3)).toEqual(['王欣怡', `${number.slice(0, 4)}**********${number.slice(-4)}`, here.place.name]);
  expect(await events('导出学生名单')).toMatchObject([{ remark: '核对春季学期名单', after_values: '{"people":1}' }]);
});

it('every look-up exports as shown: for a purpose, masked, with who took it on the sheet, for those who may see the page', async () => {
  const number = documentNumber();
  const id = await student(here.place, { document: number, name: '赵若溪' });
  await belongs(id, { group: 'disabled' });
  await receivedBefore(id, '2022-12', 30_000);
  const why = `purpose=${encodeURIComponent('核对春季学期名单')}`;
  const paths: [string, Person, Person | null][] = [
    ['/aid-records.xlsx', here.operator, null], ['/unaided-students.xlsx', here.officer, null], ['/priority-groups/disabled/people.xlsx?tab=aid', here.reviewer, null], ['/studying-elsewhere/disabled/people.xlsx', here.officer, here.operator],
    ['/circumstances.xlsx', here.operator, here.officer], ['/hardship-determinations.xlsx', here.reviewer, here.officer], ['/hardship-students.xlsx', here.officer, null], ['/hardship-results.xlsx', here.officer, here.operator],
    ['/statistics/work-progress/people.xlsx?drill=enrolled', here.officer, here.operator], ['/statistics/priority-groups/people.xlsx?drill=people', here.officer, here.operator], ['/statistics/aid-by-stage/people.xlsx?tab=vocational&drill=aided', here.officer, here.operator],
  ];
  const holding: string[] = [];
  for (const [path, who, stranger] of paths) {
    const [bare, query] = path.split('?');
    const full = `${bare}?${[query, why].filter(Boolean).join('&')}`;
    expect([path, (await who.page(path)).status]).toEqual([path, 400]);
    if (stranger) expect([path, (await stranger.page(full)).status]).toEqual([path, 403]);
    const lines = await sheetOf(who, full);
    expect([path, lines[0][0].includes(who.actor.login) && lines[0][0].includes('用途：核对春季学期名单'), JSON.stringify(lines).includes(number)]).toEqual([path, true, false]);
    if (lines.some(([name]) => name.startsWith('赵若溪'))) holding.push(bare);
  }
  expect(holding).toEqual(['/aid-records.xlsx', '/priority-groups/disabled/people.xlsx', '/circumstances.xlsx', '/statistics/work-progress/people.xlsx', '/statistics/priority-groups/people.xlsx', '/statistics/aid-by-stage/people.xlsx']);
  const [heading, line] = [1, 2].map(async (at) => (await sheetOf(here.operator, `/aid-records.xlsx?q=zrx&${why}`))[at]);
  expect([await heading, await line]).toEqual([['姓名', '学校', '年级专业班级', '重点保障人群', '历年受助', '受助次数', '实发合计（元）'], [expect.stringContaining(`赵若溪 ${number.slice(0, 4)}`), expect.stringContaining(here.place.name), expect.any(String), '残疾', expect.stringContaining('义务教育生活补助'), '1', '300']]);
});

it('the yearly report lists every reading and export with its purpose, for the auditor alone', async () => {
  const lines = await sheetOf(auditor, '/minors-report.xlsx?year=2023');
  expect(lines.some((line) => line.includes('查看证件号码原文') && line.includes('家访核实身份'))).toBe(true);
  expect(lines.some((line) => line.includes('导出学生名单') && line.includes('核对春季学期名单'))).toBe(true);
  expect((await sheetOf(auditor, '/minors-report.xlsx?year=2022')).some((line) => line.includes('导出学生名单'))).toBe(false);
  expect((await here.officer.get('/minors-report.xlsx?year=2023')).code).toBe('role-not-allowed');
  expect((await auditor.page('/audit')).text).toContain('/minors-report.xlsx?year=2023');
});

it('one person is one over schools and stages: enrolments and aid of all of them stand on the record', async () => {
  const number = documentNumber();
  const away = await office(product, here.authority);
  const first = await student(away.place, { document: number, status: 'graduated', entryMonth: '2019-09' });
  const now = await student(here.place, { document: number });
  await receivedBefore(first, '2020-12', 50_000);
  const page = await here.operator.page(`/students/${now}/record`);
  for (const words of [away.place.name, here.place.name, '毕业', '义务教育生活补助', '500.00']) expect(page.text).toContain(words);
  expect((await here.operator.get(`/students/${now}/aid-history`)).body).toMatchObject({ times: 1, paid: '500.00' });
});
