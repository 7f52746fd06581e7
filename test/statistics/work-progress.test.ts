import { row, run } from '../../server/database.js';
import { canDrawChinese } from '../../server/web/chart-picture.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, province, school, student, type Place } from '../support/world.js';

/* 附件1 三: 在校、逾期、当期 on three screens, at every level, for any month. Scenario 7. */

type Row = { organisation: { id: number; name: string }; enrolled: number; overdue: number; current: number; gaps: number; lists: Record<string, number> };
type Progress = { items: Row[]; total: { enrolled: number; overdue: number; current: number; gaps: number }; stored: boolean };

let product: Product;
let land: Place;
let city: Place;
let shire: Place;
let one: Place;
let direct: Place;
const officers = new Map<string, Person>();

beforeAll(async () => {
  product = await startProduct();
  land = await province();
  city = await prefecture(land);
  shire = await county(city);
  one = await school(shire);
  direct = await school(city);
  const highSchool = await school(shire, { stage: 'senior-high' });
  await student(one, { entryMonth: '2021-09', months: 24 });
  await student(one, { entryMonth: '2021-03', months: 36 });
  await student(one, { entryMonth: '2020-09', months: 30 });
  await student(one, { entryMonth: null, months: null });
  await student(one, { entryMonth: '2019-09', months: 24, status: 'suspended' });
  await student(direct, { entryMonth: '2019-09', months: 36 });
  await student(highSchool, { entryMonth: '2019-09', months: 36 });
  for (const place of [land, city, shire]) officers.set(place.level, await Person.signedIn(product, await person(place, 'authority-operator')));
});
afterAll(() => product.stop());

const officer = (level: string): Person => {
  const found = officers.get(level);
  if (!found) throw new Error(level);
  return found;
};
const progress = async (who: Person, query: string): Promise<Progress> => (await who.get(`/statistics/work-progress?${query}`)).body;
const counts = ({ enrolled, overdue, current, gaps }: Progress['total']): number[] => [enrolled, overdue, current, gaps];

it('a student who began in September 2021 for two years is overdue from September 2023, not before; who is suspended counts nowhere, missing data counts as current', async () => {
  expect(counts((await progress(officer('county'), 'month=2023-08')).total)).toEqual([4, 1, 3, 1]);
  expect(counts((await progress(officer('county'), 'month=2023-09')).total)).toEqual([4, 2, 2, 1]);
  expect(counts((await progress(officer('county'), 'month=2023-02')).total)).toEqual([4, 0, 4, 1]);
  expect(counts((await progress(officer('county'), 'month=2023-03')).total)).toEqual([4, 1, 3, 1]);
  expect(counts((await progress(officer('county'), 'month=2024-03')).total)).toEqual([4, 3, 1, 1]);
});

it('在校 = 逾期 + 当期 in every row and total at every level, rows add up to the total, and the three screens say the same', async () => {
  for (const level of ['county', 'prefecture', 'province']) {
    const seen = new Set<string>();
    for (const programme of ['', 'programme=vocational-grant&', 'programme=vocational-tuition-waiver&']) {
      for (const by of ['below', 'school', 'county', 'prefecture']) {
        const found = await progress(officer(level), `${programme}month=2023-09&by=${by}`);
        for (const each of [...found.items, found.total]) expect(each.enrolled).toBe(each.overdue + each.current);
        expect(found.items.reduce((sum, { enrolled }) => sum + enrolled, 0)).toBe(found.total.enrolled);
        seen.add(counts(found.total).join());
      }
    }
    expect([level, [...seen]]).toEqual([level, [level === 'county' ? '4,2,2,1' : '5,3,2,1']]);
  }
  const rows = await progress(officer('province'), 'month=2023-09&by=county');
  expect(rows.items.map(({ organisation, enrolled }) => [organisation.name, enrolled])).toEqual([[`${city.name}（直属学校）`, 1], [shire.name, 4]]);
});

it('every number opens as many students as it says, those of its row only', async () => {
  const found = await progress(officer('province'), 'month=2023-09&by=school');
  for (const column of ['enrolled', 'overdue', 'current', 'gaps'] as const) {
    for (const each of found.items) {
      const { items, total }: { items: { school: { id: number } }[]; total: number } = (await officer('province').get(`/statistics/work-progress?month=2023-09&by=school&drill=${column}&row=${each.organisation.id}`)).body;
      expect([column, total, items.length]).toEqual([column, each[column], each[column]]);
      expect(items.every((behind) => behind.school.id === each.organisation.id)).toBe(true);
    }
    expect(((await officer('province').get(`/statistics/work-progress?month=2023-09&drill=${column}`)).body as { total: number }).total).toBe(found.total[column]);
  }
  expect((await officer('county').get(`/statistics/work-progress?drill=enrolled&row=${direct.id}`)).status).toBe(404);
  expect((await officer('county').get(`/statistics/work-progress?organisation=${city.id}`)).status).toBe(404);
});

it('belongs to 业务操作人员 and 资助中心领导: the 业务主管领导 and schools are refused, on page and call', async () => {
  const answers: Record<string, number[]> = {};
  for (const [role, place] of [['authority-operator', shire], ['aid-centre-director', shire], ['authority-director', shire], ['school-operator', one], ['school-reviewer', one]] as const) {
    const who = await Person.signedIn(product, await person(place, role));
    answers[role] = [];
    for (const address of ['/statistics/work-progress', '/statistics/work-progress?programme=vocational-grant', '/statistics/work-progress?programme=vocational-tuition-waiver']) answers[role].push((await who.get(address)).status, (await who.page(address)).status);
  }
  expect(answers).toEqual({ 'authority-operator': [200, 200, 200, 200, 200, 200], 'aid-centre-director': [200, 200, 200, 200, 200, 200], 'authority-director': [403, 403, 403, 403, 403, 403], 'school-operator': [403, 403, 403, 403, 403, 403], 'school-reviewer': [403, 403, 403, 403, 403, 403] });
});

it('the page carries the definitions word for word, the identity, the Excel and the picture', async () => {
  const font = await canDrawChinese();
  const page = await officer('county').page('/statistics/work-progress?programme=vocational-grant&month=2023-09');
  for (const words of ['学籍状态为全日制在读的学生人数。', '学籍状态为全日制在读，且根据入学年月及学制信息可判定为应毕业的学生人数。', '某学生入学年月为2021年9月、学制为2年，则2023年9月起系统判定该生为逾期学生。', '等于在校学生人数减去逾期学生人数。', '在校学生 4 ＝ 当期学生 2 ＋ 逾期学生 2', '<svg']) expect(page.text).toContain(words);
  const file = await officer('county').get('/statistics/work-progress.xlsx?month=2023-09');
  expect([file.status, file.headers.get('content-type'), file.text.slice(0, 2)]).toEqual([200, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'PK']);
  expect((await officer('county').get('/statistics/work-progress.svg?month=2023-09')).text).toMatch(/^<svg[^>]+role="img" aria-label="在校学生，分当期与逾期/);
  const statuses = await Promise.all(['work-progress', 'priority-groups', 'aid-by-stage'].flatMap((name) => ['svg', 'png'].map(async (kind) => (await officer('county').page(`/statistics/${name}.${kind}?month=2023-09`)).status)));
  expect(statuses).toEqual(['svg', 'png', 'svg', 'png', 'svg', 'png'].map((kind) => (kind === 'svg' || font ? 200 : 503)));
  expect(page.text.includes('/statistics/work-progress.png?programme=vocational-grant')).toBe(font);
});

it('a month that is over keeps its numbers, the current month follows the roster at once', async () => {
  const before = counts((await progress(officer('county'), '')).total);
  const operator = await Person.signedIn(product, await person(one, 'school-operator'));
  const id = await student(one, { entryMonth: '2022-09', months: 36 });
  await run('INSERT INTO roster_marks (school_id) VALUES (?)', [one.id]);
  expect(counts((await progress(officer('county'), '')).total)).toEqual([before[0] + 1, before[1], before[2] + 1, before[3]]);
  const may = await progress(officer('county'), 'month=2023-05');
  await officeTime('2023-06-02T09:00:00+08:00');
  expect((await operator.patch(`/students/${id}`, { version: 0, enrolmentStatus: 'suspended' })).status).toBe(200);
  const june = await progress(officer('county'), '');
  expect([june.total.enrolled, june.stored]).toEqual([may.total.enrolled - 1, false]);
  const again = await progress(officer('county'), 'month=2023-05');
  expect([counts(again.total), again.stored]).toEqual([counts(may.total), true]);
  expect((await row<{ was: string; became: string }>('SELECT was, became FROM enrolment_changes WHERE student_id = ?', [id]))).toEqual({ was: 'full-time', became: 'suspended' });
});
