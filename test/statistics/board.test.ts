import ExcelJS from 'exceljs';
import { row, rows } from '../../server/database.js';
import { sendOutbox } from '../../server/jobs/outbox-worker.js';
import { newList, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { tableRows } from '../support/page-words.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, school, students, type Place } from '../support/world.js';

/* One prefecture with two counties: the first has a school that is late at its own review and one whose list waits at the county, the second one without any list. */

type Board = { items: { school: { id: number; name: string }; listId: number | null; stage: string | null; waits: { taskId: number; task: string; workdaysLeft: number | null; workdaysLate: number | null; can: { urge: { allowed: boolean; unmet: { code: string }[] } } } | null }[]; nextCursor: string | null; total?: number; sums: { schools: number; lists: number; people: number; late: number } };

let product: Product;
let city: Place;
let late: Office;
let waiting: Office;
let empty: { authority: Place; place: Place };
let chief: Person;
beforeAll(async () => {
  product = await startProduct();
  city = await prefecture();
  const first = await county(city);
  late = await office(product, first);
  waiting = await office(product, first);
  const second = await county(city);
  empty = { authority: second, place: await school(second) };
  chief = await Person.signedIn(product, await person(city, 'aid-centre-director'));
  await walkTo(late, (await newList(late.operator, 'vocational-grant', '2023-05', await students(late.place, 2))).id, 'submitted');
  // The review of the first was due on Friday 12 May; by Wednesday the 17th it is three working days late.
  await officeTime('2023-05-17T09:00:00+08:00');
  await walkTo(waiting, (await newList(waiting.operator, 'vocational-grant', '2023-05', await students(waiting.place, 3))).id, 'reviewedAtSchool');
}, 60_000);
afterAll(() => product.stop());

const boardOf = async (who: Person, query = ''): Promise<Board> => (await who.get(`/statistics/board?month=2023-05${query}`)).body;
const names = ({ items }: Board): string[] => items.map(({ school: one }) => one.name);

describe('本月看板', () => {
  it('shows every school of the subtree with its step, and who is late in working days', async () => {
    const board = await boardOf(chief, '&count=true');
    expect([board.total, board.sums]).toEqual([3, { schools: 3, lists: 2, people: 5, late: 1 }]);
    const at = (place: Place) => board.items.find(({ school: one }) => one.id === place.id);
    expect([at(late.place)?.stage, at(late.place)?.waits?.workdaysLate, at(late.place)?.waits?.workdaysLeft]).toEqual(['school-review', 3, null]);
    expect([at(waiting.place)?.stage, at(waiting.place)?.waits?.workdaysLate, (at(waiting.place)?.waits?.workdaysLeft ?? 0) > 0]).toEqual(['authority-review', null, true]);
    expect([at(empty.place)?.stage, at(empty.place)?.waits]).toEqual([null, null]);
    const page = await chief.page('/board?month=2023-05');
    expect(page.text).toContain('逾期 3 个工作日');
    expect(tableRows(page, '2023年5月中职国家助学金办理进展').length).toBe(3);
  });

  it.each([
    ['&stage=authority-review', () => [waiting.place.name]], ['&stage=none', () => [empty.place.name]], ['&late=true', () => [late.place.name]], ['&sort=people', () => [waiting.place.name, late.place.name, empty.place.name]],
    ['&sort=due', () => [late.place.name, waiting.place.name, empty.place.name]], ['&programme=vocational-tuition-waiver&stage=entry', () => []],
  ])('narrowed by %s, the same at page and call', async (query, expected) => {
    expect(names(await boardOf(chief, query))).toEqual(expected());
    const page = await chief.page(`/board?month=2023-05${query}`);
    const found = expected().map((name) => page.text.indexOf(`>${name}</a>`));
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(found.every((place) => place > 0)).toBe(true);
    expect([late, waiting].filter(({ place }) => page.text.includes(`>${place.name}</a>`)).map(({ place }) => place.name).sort()).toEqual(expected().filter((name) => name !== empty.place.name).sort());
  });

  it('narrowed to an office below shows its schools, and an office elsewhere leaves nothing', async () => {
    expect(names(await boardOf(chief, `&organisationId=${empty.authority.id}`))).toEqual([empty.place.name]);
    const stranger = await county();
    expect(names(await boardOf(chief, `&organisationId=${stranger.id}`))).toEqual([]);
    expect(names(await boardOf(late.officer, `&organisationId=${city.id}`))).toEqual([]);
  });

  it('is paged by a cursor without losing or repeating a school', async () => {
    const first = await boardOf(chief, '&limit=2');
    const second = await boardOf(chief, `&limit=2&cursor=${first.nextCursor}`);
    expect([first.items.length, second.items.length, second.nextCursor, new Set([...names(first), ...names(second)]).size]).toEqual([2, 1, null, 3]);
  });

  it('is exported with the same conditions, words as words and figures as figures, and the export is on record', async () => {
    for (const answer of [await chief.get('/statistics/board.xlsx?month=2023-05&late=true'), await chief.page('/board.xlsx?month=2023-05&late=true')]) expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']);
    const response = await fetch(`${product.url}/board.xlsx?month=2023-05&sort=due`, { headers: { Cookie: `sid=${chief.sid}` } });
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(await response.arrayBuffer());
    const [sheet] = workbook.worksheets;
    expect([sheet.getCell('A3').value, sheet.getCell('C3').value, sheet.getCell('I3').value, sheet.getCell('J3').value]).toEqual([late.place.name, 2, 3, `${late.place.name}已逾期 3 个工作日`]);
    expect([sheet.getCell('A5').value, sheet.getCell('D5').value, sheet.getCell('A6').value]).toEqual([empty.place.name, '还没有名单', '合计 3 所学校']);
    expect((await row<{ n: number }>("SELECT COUNT(*) AS n FROM audit_events WHERE action = '导出看板' AND actor_id = ?", [chief.actor.userId]))?.n).toBe(3);
  });
});

describe('催办', () => {
  const taskOf = async (who: Person, place: Place): Promise<number> => (await boardOf(who)).items.find(({ school: one }) => one.id === place.id)?.waits?.taskId ?? 0;
  const inbox = async (who: Person): Promise<string[]> => (await rows<{ title: string }>("SELECT title FROM notifications WHERE user_id = ? AND source LIKE 'task-urged:%' ORDER BY id", [who.actor.userId])).map(({ title }) => title);

  it('reaches whoever it waits for once a working day, stands in the list’s history, and is told when repeated', async () => {
    const task = await taskOf(late.officer, late.place);
    expect((await late.officer.post(`/tasks/${task}/urge`)).status).toBe(200);
    const again = await late.officer.post(`/tasks/${task}/urge`);
    expect([again.status, again.code]).toEqual([422, 'already-urged']);
    // Another person of the authority may urge too, and the school hears of it only once.
    expect((await chief.submit(`/tasks/${task}/urge?back=${encodeURIComponent('/board?month=2023-05')}`, {})).headers.get('location')).toBe('/board?month=2023-05');
    await sendOutbox((error) => { throw error; });
    await sendOutbox((error) => { throw error; });
    expect(await inbox(late.reviewer)).toEqual(['催办：学校审核']);
    expect(await inbox(late.operator)).toEqual([]);
    const { subject_id: list = 0 } = (await row<{ subject_id: number }>('SELECT subject_id FROM tasks WHERE id = ?', [task])) ?? {};
    expect((await late.operator.page(`/award-lists/${list}?tab=history`)).text).toContain('催办');
    expect((await late.operator.get(`/award-lists/${list}/history`)).text).toContain('催办');
    const board = await late.officer.page('/board?month=2023-05');
    expect(board.text).toContain('已催办');
    await officeTime('2023-05-18T09:00:00+08:00');
    expect((await late.officer.post(`/tasks/${task}/urge`)).status).toBe(200);
    await sendOutbox((error) => { throw error; });
    expect(await inbox(late.reviewer)).toEqual(['催办：学校审核', '催办：学校审核']);
  });

  it('is the authority’s downwards and the school’s for its own list; nobody urges their own office, and a strange list is not there', async () => {
    const below = await taskOf(late.officer, late.place);
    const above = await taskOf(late.officer, waiting.place);
    const stranger = await office(product);
    expect([(await late.reviewer.post(`/tasks/${below}/urge`)).code, (await late.operator.post(`/tasks/${below}/urge`)).status]).toEqual(['role-not-allowed', 403]);
    expect((await late.officer.post(`/tasks/${above}/urge`)).code).toBe('role-not-allowed');
    expect((await stranger.officer.post(`/tasks/${above}/urge`)).status).toBe(404);
    expect((await waiting.operator.get(`/tasks/${above}`)).text).toContain('"urge":{"allowed":true');
    const page = await waiting.operator.page(`/tasks/${above}`);
    expect(page.text).toContain(`/tasks/${above}/urge`);
    expect((await waiting.operator.post(`/tasks/${above}/urge`)).status).toBe(200);
    await sendOutbox((error) => { throw error; });
    expect(await inbox(late.officer)).toEqual(['催办：主管部门审核']);
  });

  it('of all late ones takes the late only, and those urged already are left out', async () => {
    await officeTime('2023-05-19T09:00:00+08:00');
    expect((await chief.post('/statistics/board/urges?month=2023-05&programme=vocational-tuition-waiver')).body).toEqual({ urged: 0, left: 0 });
    const sent = await chief.submit('/board/urges?month=2023-05', {});
    expect([sent.status, decodeURIComponent(sent.headers.get('set-cookie') ?? '')]).toEqual([303, expect.stringContaining('已催办 1 份')]);
    expect((await chief.post('/statistics/board/urges?month=2023-05')).body).toEqual({ urged: 0, left: 0 });
    expect((await late.reviewer.post('/statistics/board/urges')).status).toBe(403);
    // On a rest day the last working day still counts.
    await officeTime('2023-05-20T09:00:00+08:00');
    expect((await chief.post('/statistics/board/urges?month=2023-05')).body).toEqual({ urged: 0, left: 0 });
  });
});
