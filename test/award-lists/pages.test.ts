import type { ListJson } from '../../server/award-lists/presenter.js';
import { todosOf } from '../../server/award-lists/reminders.js';
import { row, run } from '../../server/database.js';
import { formOf, links, tableRows, words } from '../support/page-words.js';
import { complete, listOf, newList, walkTo, type Around, type Reached } from '../support/list-walk.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { find, hasClass, readHtml } from '../support/read-html.js';
import { county, person, school, students, type Place } from '../support/world.js';

let product: Product;
let authority: Place;
let place: Place;
let around: Around;

beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => {
  authority = await county();
  place = await school(authority);
  around = { operator: await Person.signedIn(product, await person(place, 'school-operator')), reviewer: await Person.signedIn(product, await person(place, 'school-reviewer')), officer: await Person.signedIn(product, await person(authority, 'authority-operator')) };
});

const grant = async (people = 2, month = '2023-05'): Promise<ListJson> => newList(around.operator, 'vocational-grant', month, await students(place, people));
/** The panels 还差 of a page: the act of each and what it says. */
function panels(html: string): { act: string; text: string }[] {
  const elements = readHtml(html);
  return elements.filter((element) => element.name === 'section' && hasClass(element, 'guard')).map((element) => ({ act: element.attributes['aria-labelledby']?.replace('guard-', '') ?? '', text: element.text }));
}

describe('the page of one list', () => {
  it.each<Reached | 'entry'>(['entry', 'submitted', 'reviewedAtSchool', 'reviewedAtAuthority', 'published', 'confirmed'])('at %s it says of every act what the API says of it, with every condition that is missing', async (reached) => {
    const list = await grant();
    if (reached !== 'entry') await walkTo(around, list.id, reached);
    for (const who of [around.operator, around.reviewer, around.officer]) {
      const page = await who.page(`/award-lists/${list.id}`);
      const { can } = await listOf(who, list.id);
      expect(page.status).toBe(200);
      for (const { act, text } of panels(page.text)) {
        expect([act, can[act]?.allowed]).toEqual([act, false]);
        expect(text).toContain(`还差 ${can[act]?.unmet.length} 项`);
        for (const { message } of can[act]?.unmet ?? []) expect(text).toContain(message);
      }
      const buttons = find(page.text, 'button', { 'aria-disabled': 'true' }).map(({ attributes }) => attributes['aria-describedby']?.replace('why-', ''));
      expect(buttons.filter((act) => act !== undefined && can[act]?.allowed)).toEqual([]);
    }
  });

  it('an act that is not possible yet stays with its unmet conditions and ticks what is met', async () => {
    const list = await grant();
    await walkTo(around, list.id, 'confirmed');
    const [disburse] = panels((await around.operator.page(`/award-lists/${list.id}`)).text);
    expect(disburse.act).toBe('disburse');
    expect(disburse.text).toMatch(/资金发放管理：还差 1 项.*学校已公示.*已满足.*上级公示通过.*已满足.*公示时间已结束.*公示期到5月16日（含当天），5月17日 0:00 起可以办理。.*未满足/s);
  });

  it('names who has the next step and until when, and yellow is only for whose turn it is', async () => {
    const list = await grant();
    await walkTo(around, list.id, 'published');
    expect(words(await around.operator.page(`/award-lists/${list.id}`))).toContain(`现在不用您办理 下一步由${authority.name}做“名单公示确认”，期限 5月15日`);
    const mine = await around.officer.page(`/award-lists/${list.id}`);
    expect(words(mine)).toContain('下一步：名单公示确认');
    const yellow = (html: string): string[] => find(html, 'span').filter((element) => hasClass(element, 'tag') && hasClass(element, 'mine')).map(({ text }) => text);
    expect([yellow(mine.text), yellow((await around.operator.page(`/award-lists/${list.id}`)).text), yellow((await around.operator.page('/award-lists')).text)]).toEqual([['待公示确认'], [], []]);
  });

  it('the steps of a waiver end with the confirmation, those of a grant with 资金发放', async () => {
    const waiver = await newList(around.operator, 'vocational-tuition-waiver', '2023-05', await students(place, 1));
    const stepsOf = async (id: number): Promise<string[]> => find((await around.operator.page(`/award-lists/${id}`)).text, 'b').filter(({ inside }) => inside.some((outer) => hasClass(outer, 'steps'))).map(({ text }) => text);
    expect(await stepsOf(waiver.id)).toEqual(['资助名单录入', '学校审核', '主管部门审核', '学校公示', '名单公示确认']);
    expect((await stepsOf((await grant()).id)).at(-1)).toBe('资金发放');
  });

  it('its tabs are links that can be sent on; the waiver has none for 资金发放, in the address neither', async () => {
    const list = await grant();
    const offered = links(await around.operator.page(`/award-lists/${list.id}`)).filter((href) => /\?tab=\w+$/.test(href));
    expect(offered).toEqual(['people', 'changes', 'attachments', 'history', 'diagram', 'rounds', 'disbursements'].map((tab) => `/award-lists/${list.id}?tab=${tab}`));
    for (const href of offered) expect([href, (await around.officer.page(href)).status]).toEqual([href, 200]);
    const waiver = await newList(around.operator, 'vocational-tuition-waiver', '2023-05', []);
    expect(links(await around.operator.page(`/award-lists/${waiver.id}`)).filter((href) => href.includes('tab=disbursements'))).toEqual([]);
    expect((await around.operator.page(`/award-lists/${waiver.id}?tab=disbursements`)).status).toBe(404);
    expect((await around.operator.page(`/award-lists/${waiver.id}/disbursement`)).status).toBe(404);
    expect((await around.operator.page(`/award-lists/${list.id}?tab=other`)).status).toBe(400);
  });

  it('is not found by anybody outside its scope, whatever they try', async () => {
    const list = await grant();
    const stranger = await Person.signedIn(product, await person(await school(authority), 'school-operator'));
    const elsewhere = await Person.signedIn(product, await person(await county(), 'authority-operator'));
    for (const who of [stranger, elsewhere]) {
      for (const path of ['', '?tab=history', '/withdrawal-request', '/disbursement', '/wall-sheet', '/export.xlsx', '/removal']) expect([path, (await who.page(`/award-lists/${list.id}${path}`)).status]).toEqual([path, 404]);
      for (const act of ['/submission', '/awards', '/removal', '/attachments', '/withdrawal-request', '/disbursement', '/imports']) expect([act, (await who.submit(`/award-lists/${list.id}${act}`, {})).status]).toEqual([act, 404]);
    }
    expect((await listOf(around.operator, list.id)).people).toBe(2);
  });

  it('an act of another role is refused with the reason, and the form is not there', async () => {
    const list = await grant();
    expect(formOf(await around.reviewer.page(`/award-lists/${list.id}`), `/award-lists/${list.id}/submission`)).toBeNull();
    expect((await around.reviewer.submit(`/award-lists/${list.id}/submission`, { version: String(list.version) })).status).toBe(403);
  });

  it('the history tells the columns before and after in the words of the notice', async () => {
    const list = await grant();
    await walkTo(around, list.id, 'published');
    await complete(around.officer, list.id, 'confirm-publicity', { decision: 'reject', remark: '附件不清楚。' });
    const told = words(await around.operator.page(`/award-lists/${list.id}?tab=history`));
    expect(told).toMatch(/公示不通过.*学校审核状态：通过 → 待审核；主管部门审核状态：通过 → 待审核；学校公示状态：学校已公示 → 学校未公示；上级公示状态：待确认 → 公示不通过.*附件不清楚。/);
    expect(told).toContain('公示不通过，待重新维护');
    expect(told).toMatch(/下一步：改好名单，重新提交审核.*公示不通过：“附件不清楚。”/);
  });

  it('the process picture marks the viewer\'s own step as theirs, and says the same in words', async () => {
    const list = await grant();
    await walkTo(around, list.id, 'published');
    expect(words(await around.officer.page(`/award-lists/${list.id}?tab=diagram`))).toMatch(/名单公示确认，[^，]*，轮到您办/);
    expect(words(await around.operator.page(`/award-lists/${list.id}?tab=diagram`))).toMatch(/名单公示确认，[^，]*，停在这里/);
  });
});

describe('the list index', () => {
  it('opened from a reminder it has exactly as many rows as the reminder says, under the reminder\'s name', async () => {
    for (const reached of ['submitted', 'reviewedAtSchool', 'reviewedAtAuthority', 'published'] as const) await walkTo(around, (await grant()).id, reached);
    await walkTo(around, (await grant(1, '2023-04')).id, 'reviewedAtAuthority');
    const asked = await newList(around.operator, 'vocational-tuition-waiver', '2023-05', await students(place, 1));
    await walkTo(around, asked.id, 'confirmed');
    await around.operator.post(`/award-lists/${asked.id}/withdrawal-requests`, { reason: '要改。' });
    for (const who of [around.operator, around.reviewer, around.officer]) {
      const todos = await todosOf(who.actor);
      expect(todos.some(({ currentMonth }) => currentMonth > 0)).toBe(true);
      for (const { href, currentMonth, earlier } of todos) {
        expect([href, tableRows(await who.page(href), '资助名单').length]).toEqual([href, currentMonth]);
        expect([href, tableRows(await who.page(`${href}&period=earlier`), '资助名单').length]).toEqual([href, earlier]);
        expect([href, tableRows(await who.page(`${href}&period=both`), '资助名单').length]).toEqual([href, currentMonth + earlier]);
      }
    }
    const page = await around.officer.page('/award-lists?todo=withdrawal-review&programme=vocational-tuition-waiver');
    expect(find(page.text, 'h1')[0].text).toBe('名单公示退回审核提醒：中职国家免学费，本月');
    expect(tableRows(page, '资助名单')[0].text).toContain(place.name);
  });

  it('shows each viewer their own lists, narrowed by programme, month, stage and name, with the sum of all that match', async () => {
    await grant(2);
    await walkTo(around, (await grant(3, '2023-04')).id, 'submitted');
    await newList(await Person.signedIn(product, await person(await school(authority, { name: '安陵县卫生学校' }), 'school-operator')), 'vocational-grant', '2023-05', []);
    const shown = async (query: string): Promise<number> => tableRows(await around.officer.page(`/award-lists?${query}`), '资助名单').length;
    expect([await shown(''), await shown('month=2023-04&programme=&stage='), await shown('stage=school-review'), await shown('q=卫生'), await shown('programme=vocational-tuition-waiver')]).toEqual([3, 1, 1, 1, 0]);
    expect(words(await around.officer.page('/award-lists'))).toMatch(/合计 3 份 5 1,000.00/);
    expect(tableRows(await around.operator.page('/award-lists'), '资助名单')).toHaveLength(2);
    expect((await around.officer.page('/award-lists?nonsense=1')).status).toBe(400);
    const sorted = tableRows(await around.operator.page('/award-lists?sort=-people'), '资助名单').map(({ text }) => text);
    expect(sorted[0]).toContain('2023年4月');
  });

  it('a new list that is refused keeps what was typed, with the reason beside the field', async () => {
    const page = await around.operator.submit('/award-lists', { programme: 'vocational-tuition-waiver', month: '2031-01' });
    expect(page.status).toBe(422);
    expect(formOf(page, '/award-lists')).toMatchObject({ fields: { programme: 'vocational-tuition-waiver', month: '2031-01' }, errors: [expect.stringContaining('月份最晚选')] });
    const malformed = await around.operator.submit('/award-lists', { programme: 'vocational-grant', month: '五月', copy: 'yes' });
    expect([malformed.status, formOf(malformed, '/award-lists')?.fields]).toEqual([400, expect.objectContaining({ month: '五月', copy: 'yes' })]);
    expect(find(malformed.text, 'details', { open: '' })).not.toHaveLength(0);
  });

  it('a new list can take over last month\'s students who are still enrolled', async () => {
    const [stays, leaves] = await students(place, 2);
    await walkTo(around, (await newList(around.operator, 'vocational-grant', '2023-04', [stays, leaves])).id, 'submitted');
    await run("UPDATE students SET enrolment_status = 'suspended' WHERE id = ?", [leaves]);
    const asked = await around.operator.submit('/award-lists', { programme: 'vocational-grant', month: '2023-05', copy: 'yes' });
    const difference = await around.operator.page(asked.headers.get('location') ?? '');
    const made = await around.operator.submit('/award-list-copy', formOf(difference, '/award-list-copy')?.fields ?? {});
    expect([asked.status, made.status]).toEqual([303, 303]);
    const id = Number(/\d+/.exec(made.headers.get('location') ?? '')?.[0]);
    expect(await row('SELECT COUNT(*) AS people, MIN(student_id) AS student FROM awards WHERE list_id = ?', [id])).toEqual({ people: 1, student: stays });
    const nothing = await around.operator.submit('/award-lists', { programme: 'vocational-tuition-waiver', month: '2023-05', copy: 'yes' });
    expect([nothing.status, formOf(nothing, '/award-lists')?.errors]).toEqual([422, ['2023年5月之前一年里没有提交过的名单可以照着做，请新建空白名单，再加入学生。']]);
  });

  it('has nothing for administrators and no form for those who open no lists', async () => {
    expect(formOf(await around.officer.page('/award-lists'), '/award-lists')).toBeNull();
    const senior = await Person.signedIn(product, await person(await school(authority, { stage: 'compulsory' }), 'school-operator'));
    expect(words(await senior.page('/award-lists'))).not.toContain('新建资助名单');
    const admin = await Person.signedIn(product, await person(authority, 'system-administrator'));
    expect((await admin.page('/award-lists')).status).toBe(403);
  });
});
