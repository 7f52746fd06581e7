import ExcelJS from 'exceljs';
import { routes } from '../../server/app.js';
import { run } from '../../server/database.js';
import type { ListJson } from '../../server/award-lists/presenter.js';
import { awardsOn, office, paidOf, samePage, type Office } from '../support/office.js';
import { attachPhoto, complete, listOf, newList, openTask, walkTo } from '../support/list-walk.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, student, students } from '../support/world.js';

const PROGRAMME = 'senior-high-fee-waiver';
const TERM = '2022-2023-spring';

let product: Product;
let here: Office;
let director: Person;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => {
  here = await office(product, undefined, 'senior-high');
  director = await Person.signedIn(product, await person(here.authority, 'authority-director'));
});

const reviewed = async (people = 2): Promise<ListJson> => walkTo(here, (await newList(here.operator, PROGRAMME, TERM, await students(here.place, people))).id, 'reviewedAtAuthority');

describe('附件1 五 普高建档立卡等免学杂费', () => {
  it('goes from entry by the school over both reviews to payment, without publicity; the sums come from the standards of the term', async () => {
    const list = await newList(here.operator, PROGRAMME, TERM, await students(here.place, 2));
    expect(list).toMatchObject({ programme: PROGRAMME, term: TERM, stage: 'entry', payable: '2000.00', paid: null, name: `${here.place.name} 2022-2023学年春季学期 普高建档立卡等免学杂费` });
    expect(Object.keys(list)).not.toContain('month');
    expect(list.status).toEqual({ submission: 'draft', schoolReview: 'pending', authorityReview: 'pending' });
    await walkTo(here, list.id, 'submitted');
    for (const who of [here.operator, here.reviewer, here.officer]) await samePage(who, list.id);
    await complete(here.reviewer, list.id, 'school-review', { decision: 'pass' });
    const page = await here.officer.page(`/tasks/${(await openTask(here.officer, list.id, 'authority-review'))?.id}`);
    expect([page.text.includes('可以维护资金发放'), page.text.includes('可以公示名单')]).toEqual([true, false]);
    await complete(here.officer, list.id, 'authority-review', { decision: 'pass' });
    expect(await listOf(here.operator, list.id)).toMatchObject({ stage: 'to-disburse', status: { submission: 'submitted', schoolReview: 'passed', authorityReview: 'passed' } });
    for (const who of [here.operator, here.reviewer, here.officer]) await samePage(who, list.id);
    expect((await openTask(here.operator, list.id, 'manage-disbursement'))?.name).toBe('资金发放管理');
    expect((await here.operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: '2023-05-10', awards: 'all' })).status).toBe(201);
    expect(await paidOf(here.operator, list.id)).toEqual(['1000.00', '1000.00']);
    expect(await listOf(here.operator, list.id)).toMatchObject({ stage: 'disbursed', paid: '2000.00' });
  });

  it('comes back to entry from either review, and from the bank to payment', async () => {
    const list = await newList(here.operator, PROGRAMME, TERM, await students(here.place, 1));
    await here.operator.post(`/award-lists/${list.id}/submission`);
    expect((await complete(here.reviewer, list.id, 'school-review', { decision: 'fail' })).code).toBe('remark-required');
    await complete(here.reviewer, list.id, 'school-review', { decision: 'fail', remark: '缺低保证明' });
    expect((await listOf(here.operator, list.id)).stage).toBe('entry');
    await walkTo(here, list.id, 'reviewedAtSchool');
    await complete(here.officer, list.id, 'authority-review', { decision: 'fail', remark: '学籍不符' });
    expect(await listOf(here.operator, list.id)).toMatchObject({ stage: 'entry', status: { submission: 'draft', schoolReview: 'pending', authorityReview: 'failed' } });
    await walkTo(here, list.id, 'reviewedAtAuthority');
    await here.operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: '2023-05-10', awards: 'all' });
    const { items } = (await here.operator.get(`/award-lists/${list.id}/disbursements`)).body as { items: { id: number }[] };
    expect((await here.operator.patch(`/disbursements/${items[0].id}`, { state: 'returned', reason: '卡已注销' })).status).toBe(200);
    expect((await listOf(here.operator, list.id)).stage).toBe('to-disburse');
    expect(await openTask(here.operator, list.id, 'manage-disbursement')).toBeDefined();
  });

  it('is paid only after the authority has reviewed it, by the school operator alone, not before the term', async () => {
    const list = await newList(here.operator, PROGRAMME, TERM, await students(here.place, 1));
    const pay = (who: Person, paidOn = '2023-05-10') => who.post(`/award-lists/${list.id}/disbursements`, { paidOn, awards: 'all' });
    expect((await pay(here.operator)).code).toBe('not-reviewed');
    await walkTo(here, list.id, 'reviewedAtSchool');
    expect((await pay(here.operator)).code).toBe('not-reviewed');
    await complete(here.officer, list.id, 'authority-review', { decision: 'pass' });
    for (const who of [here.reviewer, here.officer, director]) expect((await pay(who)).code).toBe('role-not-allowed');
    expect((await pay(here.operator, '2023-02-28')).code).toBe('paid-too-early');
    expect((await pay(here.operator, '2023-05-11')).code).toBe('paid-in-future');
    expect((await pay(here.operator)).status).toBe(201);
  });

  it('shows its payments to the school’s reviewer and the authorities’ operators, and to who entered them; to no leader and no other school', async () => {
    const list = await reviewed();
    const see = async (who: Person) => (await who.get(`/award-lists/${list.id}/disbursements`)).status;
    expect([await see(here.operator), await see(here.reviewer), await see(here.officer), await see(director)]).toEqual([200, 200, 200, 403]);
    expect((await director.page(`/award-lists/${list.id}?tab=disbursements`)).status).toBe(404);
    const other = await office(product, here.authority, 'senior-high');
    const elsewhere = await office(product, await county(), 'senior-high');
    for (const who of [other.operator, other.reviewer, elsewhere.officer]) expect(await see(who)).toBe(404);
  });

  it('has no function of publicity on any door', async () => {
    const list = await reviewed();
    const none = [
      (await here.operator.post(`/award-lists/${list.id}/publicity`, { start: '2023-05-10', end: '2023-05-16' })).status, (await attachPhoto(here.operator, list.id)).status,
      (await here.operator.post(`/award-lists/${list.id}/withdrawal-requests`, { reason: '改' })).status, (await here.officer.get(`/award-lists/${list.id}/attachments`)).status, (await here.officer.get(`/award-lists/${list.id}/rounds`)).status,
      (await here.operator.page(`/award-lists/${list.id}?tab=attachments`)).status, (await here.operator.page(`/award-lists/${list.id}?tab=rounds`)).status,
    ];
    expect(none).toEqual([404, 404, 404, 404, 404, 404, 404]);
    const { can } = await listOf(here.operator, list.id);
    for (const act of ['publish-list', 'attach', 'confirm-publicity', 'request-withdrawal', 'review-withdrawal']) expect([act, can[act].allowed]).toEqual([act, false]);
  });

  it('knows no 年份: neither month nor year is taken, and no page, template or file says it', async () => {
    const make = (body: object) => here.operator.post('/award-lists', { programme: PROGRAMME, ...body });
    expect([(await make({ month: '2023-05' })).status, (await make({ term: TERM, year: 2023 })).status, (await make({ year: 2023 })).status, (await make({})).status, (await make({ term: TERM, month: '2023-05' })).status]).toEqual([400, 400, 400, 400, 400]);
    expect((await here.operator.post('/award-lists', { programme: 'vocational-grant', term: TERM })).status).toBe(400);
    expect((await make({ term: '2023-2024-spring' })).code).toBe('term-too-far');
    expect((await here.operator.get('/award-lists?year=2023')).status).toBe(400);
    const list = await reviewed();
    for (const address of ['/award-lists', `/award-lists?programme=${PROGRAMME}`, `/award-lists/${list.id}`, `/award-lists/${list.id}/disbursement`, '/']) {
      for (const who of [here.operator, here.reviewer, here.officer]) {
        const page = await who.page(address);
        expect([address, page.status, page.text.includes('年份'), /name="year"/.test(page.text)]).toEqual([address, 200, false, false]);
      }
    }
  });

  it('nor does the description of its interface, any of its pages, or a file that is taken from it', async () => {
    const list = await reviewed();
    const described = (await (await fetch(`${product.url}/api/openapi.json`)).json()) as { paths: Record<string, Record<string, unknown>>; components: unknown };
    const ofLists = Object.entries(described.paths).filter(([path]) => /^\/api\/v1\/(award-lists|disbursements|doubtful-lists)/.test(path));
    expect(ofLists.length).toBeGreaterThan(15);
    expect(ofLists.filter(([, methods]) => /年份|"year"/.test(JSON.stringify(methods))).map(([path]) => path)).toEqual([]);
    const pages = routes.filter(({ method, path }) => method === 'get' && /^\/(fee-waivers|award-lists|doubtful-lists)/.test(path) && !/(attachments|rounds|\.xlsx|\.csv|\.pdf|objections)/.test(path)).map(({ path }) => path.replace(':id', String(list.id))).filter((path) => !path.includes(':'));
    expect(pages.length).toBeGreaterThan(6);
    const said: string[] = [];
    for (const path of pages) for (const who of [here.operator, here.reviewer, here.officer]) {
      const { status, text } = await who.page(path);
      if (status === 200 && /年份|name="year"/.test(text)) said.push(path);
    }
    expect(said).toEqual([]);
    for (const path of [`/award-lists/${list.id}/export.xlsx`, '/templates/award-list.xlsx']) {
      const book = new ExcelJS.Workbook();
      const file = await fetch(`${product.url}${path}`, { headers: { Cookie: `sid=${here.operator.sid}` } });
      await book.xlsx.load(await file.arrayBuffer());
      const words = book.worksheets.flatMap((sheet) => sheet.getSheetValues().flat().map(String));
      expect([path, words.length > 5, words.filter((word) => word.includes('年份'))]).toEqual([path, true, []]);
    }
  });

  it('is found by its term', async () => {
    const list = await reviewed();
    const ids = async (query: string) => ((await here.officer.get(`/award-lists?programme=${PROGRAMME}&${query}`)).body as { items: ListJson[] }).items.map(({ id }) => id);
    expect([await ids(`term=${TERM}`), await ids('term=2022-2023-autumn'), await ids('stage=to-disburse'), await ids('stage=to-publish')]).toEqual([[list.id], [], [list.id], []]);
  });

  it('aids a student once a term, wherever, and a school of another stage has no such list', async () => {
    const twice = await student(here.place);
    const first = await newList(here.operator, PROGRAMME, TERM, [twice]);
    const second = await newList(here.operator, PROGRAMME, TERM, [twice]);
    await walkTo(here, first.id, 'submitted');
    const refused = await here.operator.post(`/award-lists/${second.id}/submission`);
    expect([refused.code, refused.text]).toEqual(['student-on-other-list', expect.stringContaining('2022-2023学年春季学期')]);
    expect((await awardsOn(here.officer, second.id))[0].warnings.map(({ code }) => code)).toContain('on-another-list');
    const vocational = await office(product, here.authority);
    expect((await vocational.operator.post('/award-lists', { programme: PROGRAMME, term: TERM })).code).toBe('programme-not-offered');
    expect((await here.operator.post('/award-lists', { programme: 'vocational-grant', month: '2023-05' })).code).toBe('programme-not-offered');
  });

  it('is made from the list of the term before', async () => {
    const [stays] = await students(here.place, 1);
    await walkTo(here, (await newList(here.operator, PROGRAMME, '2022-2023-autumn', [stays])).id, 'reviewedAtAuthority');
    expect((await here.operator.get('/lists-to-begin')).body).toEqual({ items: [{ programme: PROGRAMME, term: TERM, copyTerm: '2022-2023-autumn' }] });
    expect(await here.operator.get(`/award-list-copies?programme=${PROGRAMME}&term=${TERM}`)).toMatchObject({ status: 200, body: { term: TERM, sourceTerm: '2022-2023-autumn', kept: { people: 1 } } });
    const made = await here.operator.post('/award-lists', { programme: PROGRAMME, term: TERM, copyFrom: 'latest' });
    expect(made).toMatchObject({ status: 201, body: { term: TERM, people: 1, payable: '1000.00' } });
    expect((await here.operator.page(`/award-lists/${(made.body as ListJson).id}?tab=history`)).text).toContain('照2022-2023学年秋季学期名单');
  });
});

describe('附件1 五3 资金发放查看', () => {
  const member = async (studentId: number, group: string, area = '', more: { verification?: string; from?: string; to?: string } = {}): Promise<void> => {
    await run('INSERT INTO group_memberships (person_id, group_key, source, name, document_masked, area, valid_from, valid_to, verification) SELECT person_id, ?, ?, name, document_masked, ?, ?, ?, ? FROM students WHERE id = ?', [group, 'central', area, more.from ?? '2022-09', more.to ?? null, more.verification ?? 'true', studentId]);
  };
  const questions = { lifted: '是否脱贫家庭学生（原建档立卡）', unstablyLifted: '是否脱贫不稳定家庭学生（原建档立卡）', ruralSubsistence: '是否农村低保家庭学生', ruralExtremePoverty: '是否农村特困救助供养学生', disabledHardship: '是否家庭经济困难残疾学生' };

  it('asks the five questions word for word, alone and together, and explains every student’s ground', async () => {
    const ids = await students(here.place, 8);
    const [lifted, unstable, rural, urban, poorest, disabled, disabledPoor] = ids;
    await member(lifted, 'lifted-from-poverty');
    await member(lifted, 'disabled');
    await member(unstable, 'unstably-lifted');
    await member(rural, 'subsistence-allowance', 'rural');
    await member(urban, 'subsistence-allowance', 'urban');
    await member(poorest, 'extreme-poverty-support', 'rural');
    await member(disabled, 'disabled');
    await member(disabledPoor, 'disabled');
    await member(disabledPoor, 'subsistence-margin');
    await member(ids[7], 'lifted-from-poverty', '', { verification: 'untrue' });
    await member(ids[7], 'unstably-lifted', '', { to: '2023-02' });
    const list = await walkTo(here, (await newList(here.operator, PROGRAMME, TERM, ids)).id, 'reviewedAtAuthority');
    const found = async (query: string) => ((await here.officer.get(`/award-lists/${list.id}/awards?limit=200&${query}`)).body as { items: { student: { id: number } }[] }).items.map(({ student: { id } }) => id);
    expect([await found('lifted=yes'), await found('unstablyLifted=yes'), await found('ruralSubsistence=yes'), await found('ruralExtremePoverty=yes'), await found('disabledHardship=yes')]).toEqual([[lifted], [unstable], [rural], [poorest], [lifted, disabledPoor]]);
    expect([await found('lifted=yes&disabledHardship=yes'), await found('lifted=no&disabledHardship=yes'), await found('lifted=yes&unstablyLifted=yes')]).toEqual([[lifted], [disabledPoor], []]);
    expect(await found('lifted=no&unstablyLifted=no&ruralSubsistence=no&ruralExtremePoverty=no&disabledHardship=no')).toEqual([urban, disabled, ids[7]]);
    expect((await here.officer.get(`/award-lists/${list.id}/awards?lifted=maybe`)).status).toBe(400);
    const { items } = (await here.officer.get(`/award-lists/${list.id}/awards?limit=200`)).body as { items: { eligibility: { eligible: boolean; words: string } }[] };
    expect(items.map(({ eligibility }) => eligibility.eligible)).toEqual([true, true, true, false, true, false, true, false]);
    expect(items[0].eligibility.words).toBe('符合：脱贫家庭、家庭经济困难残疾');
    const page = await here.officer.page(`/fee-waivers/disbursements/${list.id}`);
    expect([page.status, Object.values(questions).filter((label) => !page.text.includes(`>${label}<`)), page.text.includes('名单信息'), page.text.includes('年份')]).toEqual([200, [], true, false]);
    expect((await here.reviewer.page(`/fee-waivers/disbursements/${list.id}?lifted=no&disabledHardship=yes`)).text).toContain('共 1 人');
  });

  it('keeps the answers of the submission, whatever is found out later', async () => {
    const [one] = await students(here.place, 1);
    await member(one, 'lifted-from-poverty');
    const list = await newList(here.operator, PROGRAMME, TERM, [one]);
    const lifted = async () => ((await here.officer.get(`/award-lists/${list.id}/awards?lifted=yes&count=true`)).body as { total: number }).total;
    await walkTo(here, list.id, 'submitted');
    await run("UPDATE group_memberships SET verification = 'untrue' WHERE person_id = (SELECT person_id FROM students WHERE id = ?)", [one]);
    expect(await lifted()).toBe(1);
    await here.operator.delete(`/award-lists/${list.id}/submission`);
    await here.operator.post(`/award-lists/${list.id}/submission`);
    expect(await lifted()).toBe(0);
  });

  it('is for the school’s reviewer and the authorities’ operators, and its questions for this programme alone', async () => {
    const list = await reviewed();
    for (const who of [here.operator, director]) expect([(await who.page('/fee-waivers/disbursements')).status, (await who.page(`/fee-waivers/disbursements/${list.id}`)).status]).toEqual([403, 403]);
    for (const who of [here.reviewer, here.officer]) expect((await who.page(`/fee-waivers/disbursements?term=${TERM}`)).text).toContain(here.place.name);
    const other = await office(product, here.authority);
    const grant = await newList(other.operator, 'vocational-grant', '2023-05', await students(other.place, 1));
    expect([(await other.operator.get(`/award-lists/${grant.id}/awards?lifted=yes`)).status, (await here.officer.page(`/fee-waivers/disbursements/${grant.id}`)).status]).toEqual([400, 404]);
    for (const who of [here.operator, here.reviewer, here.officer, director]) expect([(await who.page('/fee-waivers')).status, (await who.page(`/fee-waivers?term=${TERM}&stage=review`)).status]).toEqual([200, 200]);
  });
});
