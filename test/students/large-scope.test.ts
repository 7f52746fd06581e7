import { row, run } from '../../server/database.js';
import { rosterFile, rosterLine, XLSX } from './roster-file.js';
import { handIn } from '../support/jobs.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, documentNumber, person, prefecture, province, school, student, type Place } from '../support/world.js';

/* In a province a name is looked for among all names there are, and students are found by whole names: the answer is that of looking through every roster. */

let product: Product;
let top: Place;
let here: Place;
let city: Place;
let officer: Person;
let elsewhere: Place;

beforeAll(async () => {
  product = await startProduct();
  top = await province();
  city = await prefecture(top);
  here = await county(city);
  const schools: Place[] = [];
  for (let at = 0; at < 66; at += 1) schools.push(await school(here));
  officer = await Person.signedIn(product, await person(top, 'authority-operator'));
  for (const [at, name] of ['张梓桐', '单雨桐', '𠮷田', '阿迪力·买买提', '吕绿', '张梓桐'].entries()) await student(schools[at * 10], { name, document: at === 0 ? '11010519491231002X' : documentNumber() });
  elsewhere = await school(await county());
  await student(elsewhere, { name: '张梓桐' });
});
afterAll(() => product.stop());

const names = async (by: Person, path: string, q: string): Promise<string[]> => {
  const reply = await by.get(`${path}?count=true&q=${encodeURIComponent(q)}`);
  if (reply.status !== 200) throw new Error(reply.text);
  const { items, total } = reply.body as { items: { name: string }[]; total: number };
  expect(total).toBe(items.length);
  return items.map(({ name }) => name).sort();
};

const asked: [string, string, string[]][] = [
  ['a name', '张梓桐', ['张梓桐', '张梓桐']], ['part of a name', '桐', ['单雨桐', '张梓桐', '张梓桐']], ['a name with a blank in it', '张　梓桐', ['张梓桐', '张梓桐']], ['pinyin, the surname read as a surname', 'shanyu', ['单雨桐']], ['pinyin with capitals and blanks', 'Zhang Zi Tong', ['张梓桐', '张梓桐']],
  ['initials', 'syt', ['单雨桐']], ['ü typed as such', 'lülü', ['吕绿']], ['the last four of a number', '002X', ['张梓桐']], ['the last four with a small x', '002x', ['张梓桐']], ['a four-byte character', '𠮷', ['𠮷田']], ['another four-byte character', '𡃁', []],
  ['another middle dot', '阿迪力•买买提', ['阿迪力·买买提']], ['a percent sign', '%', []], ['an underscore', '张_桐', []], ['a backslash', '\\', []], ['a quotation mark', "'", []], ['a name nobody has', '若兰', []], ['letters nobody has', 'xqxqz', []],
];
it.each(asked)('%s finds in a province what the rosters hold, among students and among who was aided', async (_what, q, expected) => {
  expect([await names(officer, '/students', q), await names(officer, '/aid-records', q)]).toEqual([expected, expected]);
  // A school looks through its own roster.
  const own = await Person.signedIn(product, await person(elsewhere, 'school-operator'));
  expect(await names(own, '/students', q)).toEqual(expected.filter((name) => name === '张梓桐' && q !== '002X' && q !== '002x').slice(0, 1));
});

it('a word that is part of very many names is looked for in the rosters, and finds the same', async () => {
  await run("INSERT INTO student_names (name, pinyin, initials) SELECT CONCAT('众', CHAR(65 + FLOOR(n / 100) USING utf8mb4), n), '', '' FROM (SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n AS n FROM (SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) a, (SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) b, (SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) c, (SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3) d) many");
  await student(await school(here), { name: '众人' });
  expect([await names(officer, '/students', '众'), await names(officer, '/aid-records', '众')]).toEqual([['众人'], ['众人']]);
  await run("DELETE FROM student_names WHERE name LIKE '众%' AND name <> '众人'");
});

it('whoever is entered by a file or gets another name is found by it at once', async () => {
  const place = await school(here);
  const operator = await Person.signedIn(product, await person(place, 'school-operator'));
  expect((await handIn(operator, '/students/imports', '名册.xlsx', rosterFile([rosterLine({ 姓名: '欧阳若溪' })]), XLSX)).body).toMatchObject({ state: 'committed' });
  expect([await names(officer, '/students', '若溪'), await names(officer, '/aid-records', 'ouyang')]).toEqual([['欧阳若溪'], ['欧阳若溪']]);
  const { id } = (await row<{ id: number }>("SELECT id FROM students WHERE name = '欧阳若溪'")) ?? { id: 0 };
  expect((await operator.patch(`/students/${id}`, { version: 0, name: '欧阳清扬' })).status).toBe(200);
  expect([await names(officer, '/students', '若溪'), await names(officer, '/students', '清扬')]).toEqual([[], ['欧阳清扬']]);
});

it('pages follow each other where whole names are looked for', async () => {
  for (let at = 0; at < 5; at += 1) await student(await school(here), { name: '连续翻' });
  const seen: number[] = [];
  for (let cursor = ''; ;) {
    const { items, nextCursor } = (await officer.get(`/aid-records?limit=2&q=${encodeURIComponent('连续')}${cursor && `&cursor=${cursor}`}`)).body as { items: { id: number }[]; nextCursor: string | null };
    seen.push(...items.map(({ id }) => id));
    if (!nextCursor) break;
    cursor = nextCursor;
  }
  expect([seen.length, new Set(seen).size]).toEqual([5, 5]);
});
