import { row, rows, run } from '../../server/database.js';
import { countAhead, countForReader, countRosters } from '../../server/statistics/count-rosters.js';
import { byMonth, snapshotFor } from '../../server/statistics/snapshot.js';
import { belongs } from '../support/group-world.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { county, person, school, student, type Place } from '../support/world.js';

/* The first reader of a month finds it counted; whoever asks in the middle of a great change is answered, and told what is still counted. */

type Answer = { total: Record<string, number>; waiting: number; stored: boolean };

let product: Product;
let shire: Place;
let one: Place;
let other: Place;
let officer: Person;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => {
  await officeTime('2023-05-10T09:00:00+08:00');
  shire = await county();
  [one, other] = [await school(shire), await school(shire)];
  officer = await Person.signedIn(product, await person(shire, 'authority-operator'));
  await student(one);
  await belongs(await student(other), { group: 'orphan' });
});

const progress = async (month = ''): Promise<Answer> => (await officer.get(`/statistics/work-progress${month}`)).body;
const groups = async (): Promise<Answer> => (await officer.get('/statistics/priority-groups')).body;
const monthsOf = (place: Place): Promise<{ month: string }[]> => rows('SELECT month FROM roster_summaries WHERE school_id = ? ORDER BY month', [place.id]);
const everything = async (work: () => Promise<number>): Promise<void> => { while ((await work()) > 0); };

it('in the last days of a month the coming one is counted ahead, and follows what still changes', async () => {
  await progress();
  await everything(countAhead);
  expect(await monthsOf(one)).toEqual([{ month: '2023-05' }]);
  await officeTime('2023-05-29T09:00:00+08:00');
  await everything(countRosters);
  await everything(countAhead);
  expect(await monthsOf(one)).toEqual([{ month: '2023-05' }, { month: '2023-06' }]);
  await belongs(await student(one), { group: 'near-poverty' });
  await belongs(await student(other), { group: 'disabled' });
  expect((await progress()).total.enrolled).toBe(4);
  await officeTime('2023-06-01T00:00:05+08:00');
  expect(await countForReader(shire.path, 0)).toBe(0);
  expect([(await progress()).total.enrolled, (await groups()).total.disabled]).toEqual([4, 1]);
  expect(await progress('?month=2023-05')).toMatchObject({ stored: true, total: { enrolled: 4 } });
});

it('a school not counted in the new month yet is answered from its last month, and it is told how many are', async () => {
  await groups();
  await officeTime('2023-06-01T00:00:05+08:00');
  const before = await snapshotFor(shire.path, undefined, 0);
  expect([before.waiting, before.months.get(one.id), before.months.get(other.id)]).toEqual([2, '2023-05', '2023-05']);
  await countRosters(shire.path, 1);
  const between = await snapshotFor(shire.path, undefined, 0);
  expect([between.waiting, between.months.get(one.id), between.months.get(other.id)]).toEqual([1, '2023-06', '2023-05']);
  expect(byMonth({ root: { id: shire.id, name: '', path: shire.path, level: 'county' }, rows: [], schools: [one, other].map(({ id }) => ({ schoolId: id, rowId: id })) }, between).map(({ month, plan }) => [month, plan.schools.length])).toEqual([['2023-06', 1], ['2023-05', 1]]);
  const found = await groups();
  expect([found.total.people, found.total.orphan, found.waiting]).toEqual([1, 1, 0]);
  expect((await officer.page('/statistics/priority-groups')).text).toContain('数字包含查询这一刻以前的全部变动');
});

it('what a reader has no time to count stays marked for the clockwork', async () => {
  await progress();
  await student(one);
  await run('INSERT INTO roster_marks (school_id) VALUES (?), (?)', [one.id, other.id]);
  expect(await countForReader(shire.path, 0)).toBe(2);
  expect((await row<{ n: number }>('SELECT COUNT(DISTINCT school_id) AS n FROM roster_marks WHERE school_id IN (?)', [[one.id, other.id]]))?.n).toBe(2);
  await everything(countRosters);
  expect(await countForReader(shire.path, 0)).toBe(0);
  expect((await progress()).total.enrolled).toBe(3);
});
