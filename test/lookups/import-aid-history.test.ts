import { rows, run } from '../../server/database.js';
import { handIn } from '../support/jobs.js';
import { office, type Office } from '../support/office.js';
import { startProduct, type Product } from '../support/product.js';
import { documentNumber, student } from '../support/world.js';

/* 历年受助 from before this system: joined with what every programme here paid, once a person, programme and month. */

let product: Product;
let here: Office;
let away: Office;
beforeAll(async () => { product = await startProduct(); here = await office(product); away = await office(product); });
afterAll(() => product.stop());

const HEADER = '姓名,身份证号,资助项目,学段,就读学校,受助年月,实发金额';
type Received = { state: string; errors: { row: number; column: string; code: string }[] };
const hand = async (lines: string[], who = here.operator): Promise<Received> => (await handIn(who, '/aid-records/imports', '受助.csv', Buffer.from([HEADER, ...lines].join('\n')), 'text/csv')).body;

it('stands in 历年受助 beside what was paid here, counts in the statistics of its school year, and is corrected by handing in again', async () => {
  const number = documentNumber();
  const id = await student(here.place, { document: number, name: '王若兰' });
  await run("INSERT INTO group_memberships (person_id, group_key, source, name, document_masked, valid_from) SELECT person_id, 'orphan', 'central', name, document_masked, '2022-09' FROM students WHERE id = ?", [id]);
  const unaided = async (): Promise<number> => ((await here.officer.get('/statistics/priority-groups')).body as { total: { unaided: number } }).total.unaided;
  expect(await unaided()).toBe(1);
  expect(await hand([`王若兰,${number},义务教育生活补助,义教,安陵县实验小学,2020-12,500`, `王若兰,${number},社会捐助,中职,${here.place.name},202211,300.5元`])).toMatchObject({ state: 'committed', errors: [] });
  expect((await here.reviewer.get(`/students/${id}/aid-history`)).body).toMatchObject({ times: 2, paid: '800.50' });
  expect(await unaided()).toBe(0);
  expect(await hand([`王若兰,${number},义务教育生活补助,义教,安陵县实验小学,2020-12,625`], here.officer)).toMatchObject({ state: 'committed' });
  expect((await here.reviewer.get(`/students/${id}/aid-history`)).body).toMatchObject({ times: 2, paid: '925.50' });
});

it('who is not known in one’s scope, another name, a month to come, an unknown stage and what was paid here already are errors', async () => {
  const [number, stranger] = [documentNumber(), documentNumber()];
  const id = await student(here.place, { document: number, name: '赵六' });
  await student(away.place, { document: stranger, name: '外人' });
  await run("INSERT INTO award_lists (programme, period, month, batch_no, school_id, authority_id, created_at) SELECT 'vocational-grant', '2022-10', '2022-10', 9, ?, ?, UTC_TIMESTAMP(3)", [here.place.id, here.authority.id]);
  await run("INSERT INTO awards (list_id, student_id, person_id, programme, period, month, tier, payable_fen, paid_fen, name, grade, major, class_name) SELECT (SELECT MAX(id) FROM award_lists), id, person_id, 'vocational-grant', '2022-10', '2022-10', 'standard', 20000, 20000, name, grade, major, class_name FROM students WHERE id = ?", [id]);
  const found = await hand([`赵六,${number},中职国家助学金,中职,本校,2022-10,200`, `赵七,${number},社会捐助,中职,本校,2022-10,200`, `外人,${stranger},社会捐助,中职,外校,2022-10,200`, `赵六,${number},社会捐助,大学,本校,2023-06,0`]);
  expect([found.state, found.errors.map(({ column, row, code }) => `${column}${row} ${code}`)]).toEqual(['failed', ['C2 paid-here', 'A3 other-name', 'B4 not-on-roster', 'D5 unknown-stage', 'F5 in-future', 'G5 not-an-amount']]);
  expect(await rows('SELECT f.id FROM aid_history f JOIN students s ON s.person_id = f.person_id WHERE s.id = ?', [id])).toEqual([]);
  expect((await here.reviewer.upload('/aid-records/imports', 'x.csv', Buffer.from('a'), 'text/csv')).status).toBe(403);
});
