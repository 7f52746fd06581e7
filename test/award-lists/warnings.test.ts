import type { AwardJson, ListJson } from '../../server/award-lists/presenter.js';
import { countWarnings } from '../../server/award-lists/warnings.js';
import { run } from '../../server/database.js';
import { newList, walkTo } from '../support/list-walk.js';
import { awardsOn, office, type Office } from '../support/office.js';
import { links, tableRows, words } from '../support/page-words.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { documentNumber, person, student, students } from '../support/world.js';

let product: Product;
let here: Office;
let cards = 0;
const card = (): string => `62179900000${String((cards += 1)).padStart(6, '0')}`;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => { here = await office(product); });

const grant = (ids: readonly number[], around = here): Promise<ListJson> => newList(around.operator, 'vocational-grant', '2023-05', ids);
const warningsOn = async (id: number, who: Person = here.operator): Promise<string[][]> => (await awardsOn(who, id)).map(({ warnings }) => warnings.map(({ code }) => code));
const messages = async (id: number, who: Person): Promise<string[]> => (await awardsOn(who, id)).flatMap(({ warnings }) => warnings.map(({ message }) => message));

describe('one person on two lists of a month', () => {
  it('on the list of another school: the school learns that there is one, not which; their common county is told the name', async () => {
    const there = await office(product, here.authority);
    const document = documentNumber();
    const theirs = await newList(there.operator, 'vocational-tuition-waiver', '2023-05', [await student(there.place, { document })]);
    const list = await grant([await student(here.place, { document, card: card() })]);
    expect(await warningsOn(list.id)).toEqual([[]]);
    await walkTo(there, theirs.id, 'submitted');
    expect(await warningsOn(list.id)).toEqual([['on-another-list']]);
    expect(await messages(list.id, here.operator)).toEqual(['另一所学校本月的名单上也有这名学生。请核实后从其中一份删去。']);
    expect((await here.operator.page(`/award-lists/${list.id}?tab=people&warning=any`)).text).not.toContain(there.place.name);
    expect(await messages(list.id, here.officer)).toEqual([`${there.place.name}中职国家免学费本月的名单上也有这名学生。请核实后从其中一份删去。`]);
  });

  it('grant and waiver of one school go together', async () => {
    const id = await student(here.place, { card: card() });
    const waiver = await newList(here.operator, 'vocational-tuition-waiver', '2023-05', [id]);
    await walkTo(here, waiver.id, 'submitted');
    expect(await warningsOn((await grant([id])).id)).toEqual([[]]);
  });

  it('two drafts of one programme: the one that was not filed first is warned', async () => {
    const id = await student(here.place, { card: card() });
    const [first, second] = [await grant([id]), await grant([id])];
    await walkTo(here, first.id, 'submitted');
    expect([await warningsOn(first.id), await warningsOn(second.id)]).toEqual([[[]], [['on-another-list']]]);
    expect(await messages(second.id, here.operator)).toEqual(['本校第1批本月的名单上也有这名学生。请核实后从其中一份删去。']);
  });

  it('the month before is no conflict, nor is somebody else of the same name', async () => {
    const document = documentNumber();
    const there = await office(product, here.authority);
    const theirs = await newList(there.operator, 'vocational-grant', '2023-04', [await student(there.place, { document, name: '张雨桐' })]);
    const namesake = await newList(there.operator, 'vocational-grant', '2023-05', [await student(there.place, { name: '张雨桐' })]);
    for (const { id } of [theirs, namesake]) await walkTo(there, id, 'submitted');
    expect(await warningsOn((await grant([await student(here.place, { document, name: '张雨桐', card: card() })])).id)).toEqual([[]]);
  });
});

describe('the student behind an award', () => {
  it('is overdue from the month in which they should have graduated, not before (通知三)', async () => {
    const just = await student(here.place, { entryMonth: '2021-05', months: 24, card: card() });
    const next = await student(here.place, { entryMonth: '2021-06', months: 24, card: card() });
    const unknown = await student(here.place, { entryMonth: null, months: null, card: card() });
    const list = await grant([just, next, unknown]);
    expect(await warningsOn(list.id)).toEqual([['overdue'], [], []]);
    expect(await messages(list.id, here.officer)).toEqual(['2021年5月入学，学制 2 年，2023年5月起为逾期学生。请核实学籍状态。']);
  });

  it('left full-time study after the list was filed', async () => {
    const id = await student(here.place, { card: card(), entryMonth: '2019-09' });
    const list = await grant([id]);
    await walkTo(here, list.id, 'submitted');
    await run("UPDATE students SET enrolment_status = 'suspended' WHERE id = ?", [id]);
    expect(await warningsOn(list.id)).toEqual([['not-enrolled']]);
    expect(await messages(list.id, here.officer)).toEqual(['学籍状态是“休学”，不是本校全日制在读。请核实学籍，不在读的从名单删去。']);
  });

  it('shares a card with another student of the school, also one who is on no list; not with one of another school', async () => {
    const [shared, elsewhere] = [card(), card()];
    const there = await office(product, here.authority);
    await student(there.place, { card: elsewhere });
    await student(here.place, { name: '吴思涵', card: shared });
    const list = await grant([await student(here.place, { name: '吴思敏', card: shared }), await student(here.place, { card: elsewhere })]);
    expect(await warningsOn(list.id)).toEqual([['same-card'], []]);
    expect(await messages(list.id, here.officer)).toEqual([`与吴思涵登记了同一张资助卡（尾号 ${shared.slice(-4)}）。请核实持卡人，分别补登本人卡号。`]);
  });

  it('needs a card for a grant, for a waiver not', async () => {
    const id = await student(here.place);
    expect(await warningsOn((await grant([id])).id)).toEqual([['no-card']]);
    expect(await warningsOn((await newList(here.operator, 'vocational-tuition-waiver', '2023-05', [id])).id)).toEqual([[]]);
  });

  it('has an amount that no tier has', async () => {
    const list = await grant([await student(here.place, { card: card() }), await student(here.place, { card: card() })]);
    await run('UPDATE awards SET payable_fen = 25000 WHERE list_id = ? ORDER BY id LIMIT 1', [list.id]);
    expect(await warningsOn(list.id)).toEqual([['off-standard'], []]);
    expect(await messages(list.id, here.officer)).toEqual(['金额 250.00 元与现行标准（标准档 200.00 元）不符。请重新选择档次。']);
  });
});

describe('warnings of a whole list', () => {
  it('are counted once in the facts, told by kind, and each number opens its rows', async () => {
    const ids = [...await students(here.place, 4, { entryMonth: '2019-09' }), await student(here.place, { card: card() })];
    const list = await grant(ids);
    await walkTo(here, list.id, 'submitted');
    expect(await countWarnings(list.id)).toEqual({ counts: { 'on-another-list': 0, 'not-enrolled': 0, overdue: 4, 'off-standard': 0, 'same-card': 0, 'no-card': 4 }, people: 4, total: 8 });
    const facts = (await here.officer.get(`/award-lists/${list.id}/facts`)).body as unknown as { attention: object };
    expect(Object.keys(facts)).toEqual(['people', 'payable', 'change', 'attention', 'attachments']);
    expect(facts.attention).toEqual({ total: 8, people: 4, warnings: [{ code: 'overdue', name: '逾期学生', count: 4 }, { code: 'no-card', name: '没有资助卡', count: 4 }], notes: { open: 0, all: 0 } });
    const page = await here.officer.page(`/award-lists/${list.id}?tab=people&warning=overdue`);
    expect(words(page)).toMatch(/需要留意 8 项 逾期学生 4，没有资助卡 4/);
    expect(tableRows(page, '名单人员')).toHaveLength(4);
    expect(words(page)).toContain('找到 4 人');
    expect(tableRows(await here.officer.page(`/award-lists/${list.id}?tab=people&warning=same-card`), '名单人员')).toHaveLength(0);
    expect(tableRows(await here.officer.page(`/award-lists/${list.id}?tab=people`), '名单人员')).toHaveLength(5);
    expect(links(page)).toContain(`/award-lists/${list.id}?tab=people`);
  });

  it('narrow the API’s awards too, with the count of those; an unknown kind is refused', async () => {
    const list = await grant([await student(here.place), await student(here.place, { card: card() }), await student(here.place)]);
    const { items, total }: { items: AwardJson[]; total: number } = (await here.operator.get(`/award-lists/${list.id}/awards?warning=no-card&limit=1&count=true`)).body;
    expect([items.length, total]).toEqual([1, 2]);
    expect((await here.operator.get(`/award-lists/${list.id}/awards?warning=nonsense`)).status).toBe(400);
    expect((await here.operator.page(`/award-lists/${list.id}?tab=people&warning=nonsense`)).status).toBe(400);
  });

  it('do not forbid anything: the list can be filed and decided', async () => {
    const list = await grant(await students(here.place, 1, { entryMonth: '2019-09' }));
    expect((await walkTo(here, list.id, 'confirmed')).stage).toBe('in-publicity');
  });

  it('are read by everybody who sees the list and by nobody else', async () => {
    const list = await grant([await student(here.place)]);
    const stranger = await Person.signedIn(product, await person((await office(product)).authority, 'authority-operator'));
    for (const path of ['/facts', '/awards?warning=any', '/decision-impact?decision=grant', '/notes']) expect([path, (await stranger.get(`/award-lists/${list.id}${path}`)).status]).toEqual([path, 404]);
  });
});
