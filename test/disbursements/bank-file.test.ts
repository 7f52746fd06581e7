import ExcelJS from 'exceljs';
import { row, rows, run } from '../../server/database.js';
import { listOf, newList, walkTo, type Around } from '../support/list-walk.js';
import { words } from '../support/page-words.js';
import { officeTime, Person, startProduct, type Product, type Reply } from '../support/product.js';
import { county, person, school, student, type Place } from '../support/world.js';

let product: Product;
let authority: Place;
let place: Place;
let around: Around;
let id: number;
const CARDS = ['6222021001116245702', '6228480402564890018'];

beforeAll(async () => {
  product = await startProduct();
  authority = await county();
  place = await school(authority);
  around = { operator: await Person.signedIn(product, await person(place, 'school-operator')), reviewer: await Person.signedIn(product, await person(place, 'school-reviewer')), officer: await Person.signedIn(product, await person(authority, 'authority-operator')) };
  const people = [await student(place, { name: '张梓桐', card: CARDS[0] }), await student(place, { name: '买买提·吐尔逊', card: CARDS[1] }), await student(place, { name: '王浩然' })];
  id = (await newList(around.operator, 'vocational-grant', '2023-05', people)).id;
});
afterAll(() => product.stop());

const asked = '报送县农商行代发';
const file = (who: Person, format = 'csv', purpose = asked): Promise<Reply> => who.get(`/award-lists/${id}/bank-file.${format}?purpose=${encodeURIComponent(purpose)}`);
const audited = (): Promise<{ remark: string; after_values: string; actor_id: number }[]> => rows("SELECT remark, after_values, actor_id FROM audit_events WHERE action = '下载银行代发文件' AND outcome = 'done' AND object_id = ? ORDER BY id", [id]);

it('there is none before the money may be paid', async () => {
  await walkTo(around, id, 'confirmed', { start: '2023-05-10', end: '2023-05-16' });
  expect(await file(around.operator)).toMatchObject({ status: 422, code: 'publicity-not-ended' });
});

it('whoever has no card is named, and no file is made', async () => {
  await officeTime('2023-05-17T09:00:00+08:00');
  const refused = await file(around.operator);
  expect([refused.status, refused.code, refused.text.includes('王浩然没有登记资助卡')]).toEqual([422, 'card-missing', true]);
  const page = await around.operator.page(`/award-lists/${id}/bank-file.xlsx?purpose=${encodeURIComponent(asked)}`);
  expect([page.status, words(page).includes('王浩然没有登记资助卡'), page.text.includes(asked)]).toEqual([422, true, true]);
  expect(await audited()).toEqual([]);
});

it('names the purpose first', async () => {
  expect(await file(around.operator, 'csv', ' ')).toMatchObject({ status: 422, code: 'purpose-required' });
});

it('holds whole card numbers, names, amounts and what it is for, as text and as a workbook; each download is on record', async () => {
  await run("UPDATE awards w JOIN students s ON s.id = w.student_id SET w.paid_fen = 20000 WHERE w.list_id = ? AND s.name = '王浩然'", [id]);
  const text = await file(around.operator);
  expect([text.status, text.headers.get('content-type'), text.text.replace('\ufeff', '').split('\r\n')]).toEqual([200, 'text/csv; charset=utf-8', [
    '序号,户名,账号,金额,摘要', `1,张梓桐,${CARDS[0]},200.00,2023年5月中职国家助学金`, `2,买买提·吐尔逊,${CARDS[1]},200.00,2023年5月中职国家助学金`, '']]);
  const book = await fetch(`${product.url}/award-lists/${id}/bank-file.xlsx?purpose=${encodeURIComponent(asked)}`, { headers: { Cookie: `sid=${around.operator.sid}` } });
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(await book.arrayBuffer());
  expect(workbook.worksheets[0].getRow(3).values).toEqual([undefined, 2, '买买提·吐尔逊', CARDS[1], 200, '2023年5月中职国家助学金']);
  expect((await audited()).map(({ remark, after_values, actor_id }) => [remark, JSON.parse(after_values) as object, actor_id])).toEqual([
    [asked, { people: 2, amountFen: 40_000, format: 'csv' }, around.operator.actor.userId], [asked, { people: 2, amountFen: 40_000, format: 'xlsx' }, around.operator.actor.userId]]);
  expect((await row<{ n: number }>('SELECT COUNT(*) AS n FROM audit_events WHERE after_values LIKE ? OR remark LIKE ?', [`%${CARDS[0]}%`, `%${CARDS[0]}%`]))?.n).toBe(0);
});

it('is for the school’s operator alone', async () => {
  const stranger = await Person.signedIn(product, await person(await school(authority), 'school-operator'));
  expect([(await file(around.reviewer)).status, (await file(around.officer)).status, (await file(stranger)).status]).toEqual([403, 403, 404]);
});

it('a tuition waiver pays nobody, so there is no such file', async () => {
  const other = await school(authority);
  const operator = await Person.signedIn(product, await person(other, 'school-operator'));
  const waiver = await newList(operator, 'vocational-tuition-waiver', '2023-05', [await student(other)]);
  expect((await operator.get(`/award-lists/${waiver.id}/bank-file.csv?purpose=${encodeURIComponent(asked)}`)).status).toBe(404);
  expect((await listOf(operator, waiver.id)).stage).toBe('entry');
});
