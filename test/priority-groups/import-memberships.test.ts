import ExcelJS from 'exceljs';
import { countRows } from '../../server/lib/sheet-table.js';
import { membershipTable } from '../../server/priority-groups/membership-row.js';
import { membershipTemplate } from '../../server/priority-groups/spreadsheet.js';
import { rows } from '../../server/database.js';
import { handIn } from '../support/jobs.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, documentNumber, person, school, student, type Place } from '../support/world.js';

/* Records of the eleven groups from a file: 中央下发 by an authority, 自采集 by a school, as .xlsx or as text in UTF-8 or GBK. */

let product: Product;
let authority: Place;
let place: Place;
let officer: Person;
let operator: Person;
beforeAll(async () => {
  product = await startProduct();
  authority = await county();
  place = await school(authority);
  officer = await Person.signedIn(product, await person(authority, 'authority-operator'));
  operator = await Person.signedIn(product, await person(place, 'school-operator'));
});
afterAll(() => product.stop());

type Received = { state: string; total: number; ok: number; errors: { row: number; column: string; code: string }[] };
const file = (lines: string[]): Buffer => Buffer.from(`姓名,身份证号,类别,城乡,起始年月,终止年月\n${lines.join('\n')}\n`);
/** 姓名,身份证号,类别,城乡,起始年月 with the names of the groups, in GBK. */
const gbk = (numbers: readonly [string, string]): Buffer => Buffer.concat([
  Buffer.from('d0d5c3fb2cc9edb7ddd6a4bac52cc0e0b1f02cb3c7cfe72cc6f0cabcc4ead4c20a', 'hex'),
  Buffer.from('d5c5c8fd2c', 'hex'), Buffer.from(`${numbers[0]},`), Buffer.from('b9c2b6f92cc5a9b4e52c', 'hex'), Buffer.from('2022-09\n'),
  Buffer.from('c0eecbc42c', 'hex'), Buffer.from(`${numbers[1]},`), Buffer.from('b2d0bcb22cb3c7cad02c', 'hex'), Buffer.from('202209\n'),
]);
const hand = async (who: Person, bytes: Buffer, query = ''): Promise<Received> => {
  const reply = await handIn(who, `/priority-groups/imports${query}`, '特殊群体.csv', bytes, 'text/csv');
  if (reply.status !== 202) throw new Error(reply.text);
  return reply.body;
};
const kept = (number: string) => rows<{ group_key: string; source: string; name: string; area: string; verification: string; version: number }>('SELECT m.group_key, m.source, m.name, m.area, m.verification, m.version FROM group_memberships m JOIN students s ON s.person_id = m.person_id WHERE s.document_masked LIKE ? AND s.school_id = ? ORDER BY m.id', [`%${number.slice(-4)}`, place.id]);

it('a file in GBK is matched by number; what is said again is brought up to date, what a school found stays', async () => {
  const numbers: [string, string] = [documentNumber(), documentNumber()];
  await student(place, { document: numbers[0], name: '张三' });
  const second = await student(place, { document: numbers[1], name: '李四四' });
  expect(await hand(officer, gbk(numbers))).toMatchObject({ state: 'committed', total: 2, ok: 2, errors: [] });
  expect(await kept(numbers[0])).toMatchObject([{ group_key: 'orphan', source: 'central', name: '张三', area: 'rural', verification: 'unverified' }]);
  const { items }: { items: { memberships: { id: number; nameOnRecord: string; version: number }[] }[] } = (await operator.get('/priority-groups/disabled/students')).body;
  expect(items[0].memberships[0].nameOnRecord).toBe('李四');
  await operator.post(`/group-memberships/${items[0].memberships[0].id}/verifications`, { version: 0, outcome: 'untrue', reason: '不是同一人' });
  expect((await hand(officer, gbk(numbers))).state).toBe('committed');
  expect(await kept(numbers[1])).toMatchObject([{ verification: 'untrue', version: 2 }]);
  expect((await officer.get(`/priority-groups/disabled/students?verification=untrue`)).body).toMatchObject({ items: [{ id: second }] });
});

it('one wrong row keeps the whole file out, and every error is told', async () => {
  const number = documentNumber();
  await student(place, { document: number });
  const found = await hand(officer, file([`张三,${number},孤儿,农村,2022-09,`, '李四,110105194912310021,残疾,,2022-09,', `王五,${documentNumber()},贫困户,镇,去年,2022-08`]));
  expect([found.state, found.errors.map(({ column, row, code }) => `${column}${row} ${code}`)]).toEqual(['failed', ['B3 wrong-check-digit', 'C4 unknown-group', 'D4 unknown-area', 'E4 not-a-month']]);
  expect(await kept(number)).toEqual([]);
});

it('another kind of document is checked by its own rule and found on the roster; a kind nobody knows is an error', async () => {
  const id = await student(place, { document: 'H12345678', name: '陈嘉欣' });
  const bytes = (kind: string, number: string): Buffer => Buffer.from(`姓名,证件类型,证件号码,类别,起始年月\n陈嘉欣,${kind},${number},孤儿,2022-09\n`);
  expect((await hand(officer, bytes('回乡证', 'X123'))).errors).toMatchObject([{ row: 2, column: 'C', code: 'wrong-document-number' }]);
  expect((await hand(officer, bytes('学生证', 'H12345678'))).errors).toMatchObject([{ row: 2, column: 'B', code: 'unknown-document-kind' }]);
  expect((await hand(officer, bytes('回乡证', 'H12345678'))).state).toBe('committed');
  expect((await officer.get('/priority-groups/orphan/students?q=陈嘉欣')).body).toMatchObject({ items: [{ id }] });
});

it('a school collects about its own students only, and what it hands in is 自采集', async () => {
  const number = documentNumber();
  await student(place, { document: number, name: '赵六' });
  expect((await hand(operator, file([`赵六,${documentNumber()},低保边缘人口,,2022-09,`]))).errors.map(({ code }) => code)).toEqual(['not-on-roster']);
  expect((await hand(operator, file([`赵六,${number},低保边缘人口,农村,2022-09,`]))).state).toBe('committed');
  expect(await kept(number)).toMatchObject([{ group_key: 'subsistence-margin', source: 'local', verification: 'true' }]);
  const reviewer = await Person.signedIn(product, await person(place, 'school-reviewer'));
  expect((await reviewer.upload('/priority-groups/imports', 'x.csv', file([]), 'text/csv')).status).toBe(403);
});


it('the template offers the eleven groups to choose from, and comes back unchanged without a row', async () => {
  const bytes = await membershipTemplate();
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Uint8Array.from(bytes).buffer);
  const [sheet, notes] = workbook.worksheets;
  expect(sheet.getCell('D3').dataValidation.formulae[0].split(',')).toHaveLength(11);
  expect(sheet.getCell('E100002').dataValidation.formulae).toEqual(['"城市,农村"']);
  expect([sheet.getCell('A2').text, notes.name, await countRows(bytes, membershipTable)]).toEqual(['示例：张梓桐', '填写说明', 0]);
});
