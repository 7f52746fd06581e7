import { row, rows } from '../../server/database.js';
import { office, type Office } from '../support/office.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, province } from '../support/world.js';

/* 一年的放假安排: published in November, pasted by one, read by the product, agreed to by another. */

let product: Product;
let here: Office;
let clerk: Person;
let director: Person;
beforeAll(async () => {
  product = await startProduct();
  await officeTime('2026-11-14T09:00:00+08:00');
  const top = await province();
  here = await office(product, await county(await prefecture(top)));
  clerk = await Person.signedIn(product, await person(top, 'authority-operator'));
  director = await Person.signedIn(product, await person(top, 'authority-director'));
});
afterAll(() => product.stop());

let twin = 0;
const [basis, reason] = ['国办发明电〔2026〕9号', '按通知录入'];
const notice = '一、元旦：1月1日（周五）至3日（周日）放假，共3天。二、春节：2月5日至11日放假调休，共7天。2月13日（周六）、2月14日（周日）上班。三、清明节：4月3日（周六）至5日（周一）放假，共3天。四、劳动节：5月1日至5日放假调休，共5天。5月8日（周六）上班。五、端午节：6月9日放假，共1天。六、中秋节：9月15日放假，共1天。七、国庆节：10月1日至7日放假调休，共7天。10月9日（周六）上班。';
const days = async (of: string): Promise<number> => (await rows('SELECT day FROM workdays WHERE LEFT(day, 4) = ?', [of])).length;
const home = async (who: Person): Promise<boolean> => (await who.page('/')).text.includes('录入2027年的放假安排');

it('from the middle of November on, whoever keeps the calendar is told that the coming year is missing', async () => {
  expect(await home(clerk)).toBe(false);
  await officeTime('2026-11-16T09:00:00+08:00');
  expect([await home(clerk), await home(here.officer), await home(director)]).toEqual([true, false, false]);
});

it('the notice is pasted: what does not add up is said at its field and the text is kept', async () => {
  const refused = await clerk.submit('/rule-changes?kind=year-calendar', { year: '2027', notice: notice.replace('共7天', '共8天'), basis, reason });
  expect([refused.status, refused.text.includes('春节写共8天'), refused.text.includes('2月13日（周六）、2月14日（周日）上班')]).toEqual([400, true, true]);
  expect((await clerk.post('/rule-changes', { basis, reason, value: { kind: 'year-calendar', year: 2029, notice }, effectiveFrom: '2029-01-01' })).text).toContain('只录入今年或明年的');
  expect((await clerk.post('/rule-changes', { basis, reason, value: { kind: 'year-calendar', year: 2026, notice }, effectiveFrom: '2026-01-01' })).status).toBe(400); // these weekdays are 2027's
});

it('read back line by line, agreed to by another, it is the calendar of that year', async () => {
  const sent = await clerk.submit('/rule-changes?kind=year-calendar', { year: '2027', notice, basis, reason });
  expect(sent.status).toBe(303);
  const page = await director.page(sent.headers.get('location') ?? '');
  // 261 days from Monday to Friday, 17 of them rest, and four days of weekends are worked.
  expect(['春节：2月5日至2月11日放假 7 天，2月13日、2月14日上班', '端午节：6月9日放假 1 天', '全年工作日 248 天'].filter((line) => !page.text.includes(line))).toEqual([]);
  expect(await days('2027')).toBe(0);
  twin = ((await clerk.post('/rule-changes', { basis, reason, value: { kind: 'year-calendar', year: 2027, notice }, effectiveFrom: '2027-01-01' })).body as { id: number }).id;
  expect((await director.submit(`${sent.headers.get('location')}/decision`, {})).status).toBe(303);
  expect([await days('2027'), await row("SELECT is_workday, name, basis FROM workdays WHERE day = '2027-02-13'", [])]).toEqual([365, { is_workday: 1, name: '春节', basis: '国办发明电〔2026〕9号' }]);
  expect(await home(clerk)).toBe(false);
  expect((await clerk.page('/policies?tab=workdays&year=2027')).text).toContain('上班（调休）');
});

it('a year that is entered is not entered again, neither proposed nor by a proposal that waited', async () => {
  expect((await clerk.post('/rule-changes', { basis, reason, value: { kind: 'year-calendar', year: 2027, notice }, effectiveFrom: '2027-01-01' })).code).toBe('year-known');
  expect((await director.post(`/rule-changes/${twin}/decision`, { grant: true })).code).toBe('year-known');
});

it('New Year that begins in the December before changes that day too, where its year is known; days of December never make a year look entered', async () => {
  const early = (year: number): string => `一、元旦：${year - 1}年12月31日至${year}年1月2日放假调休，共3天。二、春节：2月1日放假，共1天。三、清明节：4月4日放假，共1天。四、劳动节：5月1日放假，共1天。五、端午节：6月10日放假，共1天。六、中秋节：9月15日放假，共1天。七、国庆节：10月1日放假，共1天。`;
  const enter = async (year: number): Promise<void> => {
    const { body } = await clerk.post('/rule-changes', { basis, reason, value: { kind: 'year-calendar', year, notice: early(year) }, effectiveFrom: `${year}-01-01` });
    expect((await director.post(`/rule-changes/${(body as { id: number }).id}/decision`, { grant: true })).status).toBe(200);
  };
  await officeTime('2027-12-01T09:00:00+08:00');
  await enter(2028);
  expect(await row("SELECT is_workday, name FROM workdays WHERE day = '2027-12-31'", [])).toEqual({ is_workday: 0, name: '元旦' });
  await officeTime('2029-12-01T09:00:00+08:00'); // 2029 was forgotten
  await enter(2030);
  expect([await days('2029'), await days('2030')]).toEqual([0, 365]);
  await enter(2029);
  expect(await days('2029')).toBe(365);
});
