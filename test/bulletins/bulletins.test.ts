import ExcelJS from 'exceljs';
import { rows } from '../../server/database.js';
import { complete, newList, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, province, school, students, type Place } from '../support/world.js';

let product: Product;
let above: Place;
let city: Place;
let here: Office;
let there: Office;
let clerk: Person;
beforeAll(async () => {
  product = await startProduct();
  above = await province();
  city = await prefecture(above);
  here = await office(product, await county(city));
  there = await office(product, await county(city));
  clerk = await Person.signedIn(product, await person(city, 'authority-operator'));
  await officeTime('2023-05-08T09:00:00+08:00');
  const first = await Person.signedIn(product, await person(above, 'authority-operator'));
  expect((await first.call('PUT', '/filing-calendar', { programme: 'vocational-grant', month: '2023-05', entry: '2023-05-09', review: '2023-05-10' })).status).toBe(200);
  // On time here; the other county's school files a day late and is never reviewed.
  await walkTo(here, (await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 2))).id, 'reviewedAtAuthority');
  await officeTime('2023-05-10T09:00:00+08:00');
  await walkTo(there, (await newList(there.operator, 'vocational-grant', '2023-05', await students(there.place, 1))).id, 'submitted');
  await officeTime('2023-05-12T09:00:00+08:00');
}, 120_000);
afterAll(() => product.stop());

type Row = { name: string; figures: Record<string, number>; complete: number | null; timely: number | null; rank: { place: number; of: number } | null };
type Shown = { id: number; circularId: number | null; publishedAt: string | null; can: { publish: { allowed: boolean } } };
const drawUp = async (who: Person, span = '2023-05'): Promise<Shown> => {
  const answer = await who.post('/bulletins', { span });
  expect([answer.status, answer.code]).toEqual([201, undefined]);
  return answer.body as Shown;
};
const table = async (who: Person, id: number, query = ''): Promise<{ rows: Row[]; total: Record<string, number>; definitions: string[] }> => (await who.get(`/bulletins/${id}/table${query}`)).body;

it('a city tells how complete and how timely its counties are; equals are ranked and each number leads to its lists', async () => {
  const { id } = await drawUp(clerk);
  const { rows: found, total, definitions } = await table(clerk, id);
  expect(found.map(({ name, figures, complete: share, timely, rank }) => [name, figures.due, figures.done, figures.onTime, figures.late, figures.missing, share, timely, rank?.place])).toEqual([
    [here.authority.name, 2, 2, 2, 0, 0, 1000, 1000, 1], [there.authority.name, 2, 1, 0, 1, 1, 500, 0, 2],
  ]);
  expect([total.due, total.done, total.onTime, definitions.some((line) => line.includes('同级、同类'))]).toEqual([4, 3, 2, true]);
  // A school answers for its own steps only: not for the review its county did not do.
  expect((await table(clerk, id, '?by=school')).rows.map(({ name, figures }) => [name, figures.due, figures.missing])).toEqual([[here.place.name, 1, 0], [there.place.name, 1, 0]]);
  expect((await table(clerk, id, '?by=programme')).rows.map(({ name, figures, rank }) => [name, figures.due, rank])).toEqual([['中职国家助学金', 4, null]]);
  const missing: { items: { school: { name: string }; step: string; outcome: string; listId: number }[]; total: number } = (await clerk.get(`/bulletins/${id}/steps?figure=missing&row=${there.authority.id}&count=true`)).body;
  expect([missing.total, missing.items.map(({ school: one, step, outcome }) => [one.name, step, outcome])]).toEqual([1, [[there.place.name, 'review', 'missing']]]);
  const behind = await clerk.page(`/bulletins/${id}/steps?figure=late`);
  expect([behind.status, behind.text.includes(`/award-lists/${missing.items[0].listId}`), behind.text.includes('逾期办结')]).toEqual([200, true, true]);
});

it('a bulletin keeps its numbers whatever happens later, and counting again as of its moment gives the same', async () => {
  const { id } = await drawUp(clerk);
  const before = await table(clerk, id);
  expect((await clerk.get(`/bulletins/${id}/recount`)).body).toEqual({ facts: 4, different: [] });
  await officeTime('2023-05-13T09:00:00+08:00');
  // The missing review is done, a county moves a day forward, and a draft without anybody comes and goes.
  const [{ list_id }] = await rows<{ list_id: number }>("SELECT list_id FROM bulletin_facts WHERE bulletin_id = ? AND outcome = 'missing'", [id]);
  await complete(there.reviewer, list_id, 'school-review', { decision: 'pass' });
  await complete(there.officer, list_id, 'authority-review', { decision: 'pass' });
  const first = await Person.signedIn(product, await person(above, 'authority-operator'));
  await first.call('PUT', '/filing-calendar', { programme: 'vocational-grant', month: '2023-05', entry: '2023-05-08', review: '2023-05-09', publicity: '2023-05-11' });
  expect(await table(clerk, id)).toEqual(before);
  expect((await clerk.get(`/bulletins/${id}/recount`)).body).toEqual({ facts: 4, different: [] });
  expect((await clerk.page(`/bulletins/${id}/recount`)).text).toContain('4 件全部一致');
  // What is drawn up now is another one.
  expect((await table(clerk, (await drawUp(clerk)).id)).total).toMatchObject({ due: 6, done: 4 });
  // A fact somebody changed behind the office's back is found.
  await rows("UPDATE bulletin_facts SET outcome = 'on-time' WHERE bulletin_id = ? AND outcome = 'missing'", [id]);
  const { different }: { different: { schoolId: number; step: string }[] } = (await clerk.get(`/bulletins/${id}/recount`)).body;
  expect(different.map(({ schoolId, step }) => [schoolId, step])).toEqual([[there.place.id, 'review']]);
});

it('a bulletin is published once as a circular; those it concerns read all of it and look behind their own numbers only', async () => {
  const { id } = await drawUp(clerk);
  expect((await here.officer.get(`/bulletins/${id}`)).status).toBe(404);
  const published = await clerk.post(`/bulletins/${id}/publication`, { to: 'everywhere' });
  expect([published.status, (published.body as Shown).can.publish.allowed]).toEqual([200, false]);
  expect((await clerk.post(`/bulletins/${id}/publication`, { to: 'schools' })).code).toBe('already-done');
  const { circularId } = published.body as Shown;
  const told = await here.officer.page(`/circulars/${circularId}`);
  expect([told.text.includes(`href="/bulletins/${id}"`), told.text.includes('完整率'), told.text.includes('口径：')]).toEqual([true, true, true]);
  const page = await here.officer.page(`/bulletins/${id}`);
  expect([page.status, page.text.includes(there.authority.name), page.text.includes(`row=${here.authority.id}&amp;figure=due`), page.text.includes(`row=${there.authority.id}&amp;figure=due`)]).toEqual([200, true, true, false]);
  const asked = (await here.officer.get(`/bulletins/${id}/steps?figure=due`)).body as { items: { school: { id: number } }[] };
  expect(new Set(asked.items.map(({ school: one }) => one.id))).toEqual(new Set([here.place.id]));
  expect([(await here.operator.page(`/bulletins/${id}`)).status, (await here.officer.get(`/bulletins/${id}/recount`)).code]).toEqual([200, 'role-not-allowed']);
});

it('printed, as Excel and as a chart it says the same, with the 口径 on it', async () => {
  const { id } = await drawUp(clerk);
  const [sheet, excel, chart] = [await clerk.page(`/bulletins/${id}/sheet`), await fetch(`${product.url}/bulletins/${id}/export.xlsx`, { headers: { Cookie: `sid=${clerk.sid}` } }), await clerk.page(`/bulletins/${id}/chart.svg`)];
  expect([sheet.status, sheet.text.includes(here.authority.name), sheet.text.includes('办结的除以应办')]).toEqual([200, true, true]);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(await excel.arrayBuffer());
  expect([workbook.worksheets.map(({ name }) => name), workbook.worksheets[0].getRow(3).getCell(1).value]).toEqual([['通报', '口径'], here.authority.name]);
  expect([chart.status, chart.text.includes('<svg')]).toEqual([200, true]);
  const shown = (await clerk.page(`/bulletins/${id}`)).text;
  // One way to paper: its own sheet, not the screen beside it.
  expect([shown.includes('打印通报'), shown.includes('data-print')]).toEqual([true, false]);
});

it('schools, leaders and others do not draw one up; without a deadline that has come there is nothing to tell', async () => {
  const director = await Person.signedIn(product, await person(city, 'authority-director'));
  const elsewhere = await Person.signedIn(product, await person(await county(), 'authority-operator'));
  const { id } = await drawUp(clerk);
  expect([(await here.operator.post('/bulletins', { span: '2023-05' })).code, (await director.post('/bulletins', { span: '2023-05' })).code, (await director.post(`/bulletins/${id}/publication`, { to: 'schools' })).code]).toEqual(['role-not-allowed', 'role-not-allowed', 'role-not-allowed']);
  expect([(await director.get(`/bulletins/${id}`)).status, (await elsewhere.get(`/bulletins/${id}`)).status, (await elsewhere.post(`/bulletins/${id}/publication`, { to: 'schools' })).status, (await here.operator.get(`/bulletins/${id}/table`)).status]).toEqual([200, 404, 404, 404]);
  expect([(await clerk.post('/bulletins', { span: '2023-01' })).code, (await clerk.post('/bulletins', { span: '2023' })).code, (await elsewhere.post('/bulletins', { span: '2023-05' })).code]).toEqual(['nothing-due', 'input-invalid', 'nothing-due']);
  const form = await clerk.submit('/bulletins', { span: '2023-01', title: '一月' });
  expect([form.status, form.text.includes('value="一月"'), form.text.includes('请先在“填报日历”里设定期限')]).toEqual([422, true, true]);
  const administrator = await Person.signedIn(product, await person(city, 'system-administrator'));
  expect((await administrator.get('/bulletins')).status).toBe(403);
});

it('a school that filed nothing is counted as without a list', async () => {
  const silent = await school(here.authority);
  const { id } = await drawUp(here.officer);
  const { rows: found } = await table(here.officer, id, '?by=school');
  expect(found.find(({ name }) => name === silent.name)?.figures).toMatchObject({ unlisted: 1 });
});
