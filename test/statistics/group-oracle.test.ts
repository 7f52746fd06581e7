import { rows, run } from '../../server/database.js';
import { priorityGroups, type PriorityGroupKey } from '../../server/values/priority-group.js';
import { educationStages } from '../../server/values/stage.js';
import { belongs, receivedBefore } from '../support/group-world.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { randomFrom } from '../support/random.js';
import { county, person, prefecture, province, school, student, type Place } from '../support/world.js';

/*
 * Statistics against an independent oracle: a generated world of persons with several groups, sources, periods, findings,
 * enrolments and aid is counted here by plain loops over raw rows, and by the product.
 */

type Figures = Record<string, number>;
type Answer = { items: { organisation: { id: number } | null; name: string; figures: Record<string, number | string> }[]; total: Record<string, number | string> };

let product: Product;
let land: Place;
let officer: Person;
const schools: (Place & { stage: string })[] = [];

beforeAll(async () => {
  product = await startProduct();
  const random = randomFrom(20230510);
  const below = (limit: number): number => Math.floor(random() * limit);
  land = await province();
  for (let at = 0; at < 3; at += 1) {
    const shire = await county(await prefecture(land));
    for (const stage of ['vocational', educationStages[below(6)]]) schools.push({ ...await school(shire, { stage }), stage });
  }
  officer = await Person.signedIn(product, await person(land, 'authority-director'));
  for (let made = 0; made < 90; made += 1) {
    const id = await student(schools[below(schools.length)], { status: below(8) === 0 ? 'graduated' : 'full-time' });
    for (let times = below(4); times > 0; times -= 1) {
      await belongs(id, { group: priorityGroups[below(11)].key, source: below(2) === 0 ? 'central' : 'local', from: ['2022-09', '2023-05', '2023-06'][below(3)], to: [null, null, '2023-04', '2023-05'][below(4)], verification: ['unverified', 'true', 'untrue'][below(3)] }).catch(() => 0);
    }
    if (below(3) === 0) await receivedBefore(id, ['2022-08', '2022-09', '2023-05', '2023-09'][below(4)], 100 * (1 + below(500)));
    if (below(6) === 0) {
      const other = schools[below(schools.length)];
      await run("INSERT IGNORE INTO students (uid, school_id, person_id, name, document_kind, document_sealed, document_index, document_masked, enrolment_status) SELECT UUID(), ?, person_id, name, document_kind, '', document_index, document_masked, 'full-time' FROM students WHERE id = ?", [other.id, id]);
      await run('INSERT INTO roster_marks (school_id) VALUES (?)', [other.id]);
    }
  }
}, 120_000);
afterAll(() => product.stop());

type Raw = { person: number; school: number; stage: string; groups: Map<string, Set<string>>; paid: number };
async function raw(): Promise<Raw[]> {
  const students = await rows<{ person_id: number; school_id: number; stage: string }>("SELECT s.person_id, s.school_id, o.stage FROM students s JOIN organisations o ON o.id = s.school_id WHERE o.path LIKE ? AND s.enrolment_status = 'full-time'", [`${land.path}%`]);
  const memberships = await rows<{ person_id: number; group_key: string; source: string; valid_from: string; valid_to: string | null; verification: string }>('SELECT person_id, group_key, source, valid_from, valid_to, verification FROM group_memberships');
  const receipts = await rows<{ person_id: number; month: string; paid_fen: number }>('SELECT person_id, month, paid_fen FROM aid_history');
  return students.map(({ person_id, school_id, stage }) => {
    const groups = new Map<string, Set<string>>();
    for (const one of memberships) {
      if (one.person_id !== person_id || one.verification === 'untrue' || one.valid_from > '2023-05' || (one.valid_to !== null && one.valid_to < '2023-05')) continue;
      groups.set(one.group_key, (groups.get(one.group_key) ?? new Set()).add(one.source));
    }
    return { person: person_id, school: school_id, stage, groups, paid: receipts.filter((one) => one.person_id === person_id && one.month >= '2022-09' && one.month <= '2023-08').reduce((sum, { paid_fen }) => sum + paid_fen, 0) };
  });
}

/** Each person once. */
const once = (people: Raw[]): Raw[] => [...new Map(people.map((one) => [one.person, one])).values()];
const inGroup = (one: Raw, key: string, source?: string): boolean => { const sources = one.groups.get(key); return sources !== undefined && (source === undefined || sources.has(source)); };
const inAny = (one: Raw, source?: string): boolean => priorityGroups.some(({ key }) => inGroup(one, key, source));

function comprehensive(people: Raw[], source?: string): Figures {
  const counted = once(people).filter((one) => inAny(one, source));
  return { people: counted.length, aided: counted.filter(({ paid }) => paid > 0).length, unaided: counted.filter(({ paid }) => paid === 0).length, ...Object.fromEntries(priorityGroups.map(({ key }) => [key, counted.filter((one) => inGroup(one, key, source)).length])) };
}
function aid(people: Raw[], wanted: Partial<Record<PriorityGroupKey, 'yes' | 'no'>> = {}): Figures {
  const counted = once(people).filter((one) => Object.entries(wanted).every(([key, value]) => inGroup(one, key) === (value === 'yes')));
  const aided = counted.filter(({ paid }) => paid > 0);
  return { enrolled: counted.length, aided: aided.length, paid: counted.reduce((sum, { paid }) => sum + paid, 0), ...Object.fromEntries(priorityGroups.map(({ key }) => [`aided-${key}`, aided.filter((one) => inGroup(one, key)).length])) };
}
const plain = (figures: Record<string, number | string>): Figures => Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, typeof value === 'string' ? Math.round(Number(value) * 100) : value]));
const ask = async (path: string): Promise<Answer> => (await officer.get(`/statistics/${path}`)).body;

it('十一类特殊困难学生综合统计: eleven groups, a person once in every total, by school, by prefecture, by source', async () => {
  const people = await raw();
  expect(once(people).length).toBeLessThan(people.length);
  for (const source of [undefined, 'central', 'local']) {
    const found = await ask(`priority-groups?by=school${source ? `&source=${source}` : ''}`);
    expect(plain(found.total)).toEqual(comprehensive(people, source));
    for (const item of found.items) expect(plain(item.figures)).toEqual(comprehensive(people.filter(({ school: id }) => id === item.organisation?.id), source));
  }
  const schoolsOf = new Map((await rows<{ id: number; path: string }>("SELECT id, path FROM organisations WHERE level = 'school'")).map(({ id, path }) => [id, path]));
  for (const item of (await ask('priority-groups')).items) expect(plain(item.figures)).toEqual(comprehensive(people.filter(({ school: id }) => schoolsOf.get(id)?.includes(`/${item.organisation?.id}/`))));
});

it('其他受助情况统计: each stage, filters that change the result, and 学段汇总 whose rows are the totals of the six stages', async () => {
  const people = await raw();
  for (const stage of educationStages) {
    const found = await ask(`aid-by-stage?tab=${stage}`);
    expect([stage, plain(found.total)]).toEqual([stage, aid(people.filter((one) => one.stage === stage))]);
  }
  const together = await ask('aid-by-stage?tab=stages');
  expect(together.items.map(({ figures }) => plain(figures))).toEqual(educationStages.map((stage) => aid(people.filter((one) => one.stage === stage))));
  expect(plain(together.total)).toEqual(aid(people));
  expect(plain((await ask('aid-by-stage?tab=provinces')).total)).toEqual(aid(people));
  for (const { key } of priorityGroups) {
    const [yes, no] = [plain((await ask(`aid-by-stage?tab=stages&${key}=yes`)).total), plain((await ask(`aid-by-stage?tab=stages&${key}=no`)).total)];
    expect([key, yes, no]).toEqual([key, aid(people, { [key]: 'yes' }), aid(people, { [key]: 'no' })]);
    expect(yes.enrolled + no.enrolled).toBe(aid(people).enrolled);
  }
});

/** Everybody behind a number, page by page, each once; how many the first page says there are. */
async function opened(path: string): Promise<{ people: number; total: number }> {
  const ids: number[] = [];
  let total = -1;
  for (let cursor: string | null = ''; cursor !== null;) {
    const { items, nextCursor, total: said }: { items: { id: number }[]; nextCursor: string | null; total: number } = (await officer.get(`${path}${path.includes('?') ? '&' : '?'}limit=7&count=true${cursor ? `&cursor=${cursor}` : ''}`)).body;
    ids.push(...items.map(({ id }) => id));
    total = said;
    cursor = nextCursor;
  }
  expect(new Set(ids).size).toBe(ids.length);
  return { people: ids.length, total };
}

it('the same question on two screens has one answer, and every number opens as many people', async () => {
  const found = await ask('priority-groups?by=school');
  const same = (number: number | string): { people: number; total: number } => ({ people: Number(number), total: Number(number) });
  for (const { key } of priorityGroups) {
    expect([key, await opened(`/priority-groups/${key}/students`)]).toEqual([key, same(found.total[key])]);
    expect(await opened(`/priority-groups/${key}/students?source=central`)).toEqual(same((await ask('priority-groups?source=central')).total[key]));
    expect(await opened(`/statistics/priority-groups?drill=${key}`)).toEqual(same(found.total[key]));
  }
  for (const column of ['people', 'aided', 'unaided']) {
    for (const item of found.items) expect([column, await opened(`/statistics/priority-groups?by=school&drill=${column}&row=${item.organisation?.id}`)]).toEqual([column, same(item.figures[column])]);
  }
  expect(await opened('/unaided-students')).toEqual(same(found.total.unaided));
  for (const tab of educationStages) expect(await opened(`/statistics/aid-by-stage?tab=${tab}&drill=aided`)).toEqual(same((await ask(`aid-by-stage?tab=${tab}`)).total.aided));
  for (const { key } of priorityGroups) expect(await opened(`/aid-records?aided=yes&${key}=no`)).toEqual(same((await ask(`aid-by-stage?tab=stages&${key}=no`)).total.aided));
});

it('pages of a list at the desk hold everybody once, whichever school they are in', async () => {
  const { total } = await ask('priority-groups');
  const names = new Set<string>();
  for (let page = 1; page <= Math.ceil(Number(total.people) / 50); page += 1) for (const [, id] of (await officer.page(`/statistics/priority-groups?drill=people&page=${page}`)).text.matchAll(/\/students\/(\d+)\/record/g)) names.add(id);
  expect(names.size).toBe(total.people);
});

it('is right again at once after people change in the middle of being counted', async () => {
  const [any] = schools;
  await Promise.all(Array.from({ length: 6 }, async (_, at) => {
    const id = await student(any);
    await belongs(id, { group: priorityGroups[at].key });
    return ask('priority-groups');
  }));
  const people = await raw();
  expect(plain((await ask('priority-groups')).total)).toEqual(comprehensive(people));
});
