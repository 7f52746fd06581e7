import { run } from '../../server/database.js';
import type { ListJson } from '../../server/award-lists/presenter.js';
import type { Changes } from '../support/list-changes.js';
import { newList, walkTo } from '../support/list-walk.js';
import { awardsOn, office, type Office } from '../support/office.js';
import { links, tableRows, words } from '../support/page-words.js';
import { startProduct, type Person, type Product } from '../support/product.js';
import { documentNumber, student, students } from '../support/world.js';

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => { here = await office(product); });

const april = async (ids: readonly number[]): Promise<ListJson> => walkTo(here, (await newList(here.operator, 'vocational-grant', '2023-04', ids)).id, 'submitted');
const may = (ids: readonly number[]): Promise<ListJson> => newList(here.operator, 'vocational-grant', '2023-05', ids);
const changes = async (id: number, query = '', who: Person = here.officer): Promise<Changes> => (await who.get(`/award-lists/${id}/changes?from=previous${query}`)).body;
const tier = async (list: number, studentId: number, to: string): Promise<void> => {
  const award = (await awardsOn(here.operator, list)).find((one) => one.student.id === studentId);
  expect((await here.operator.patch(`/award-lists/${list}/awards/${award?.id}`, { version: award?.version, tier: to })).status).toBe(200);
};
async function changeStudent(id: number, fields: Record<string, unknown>): Promise<void> {
  const { version }: { version: number } = (await here.operator.get(`/students/${id}`)).body;
  expect((await here.operator.patch(`/students/${id}`, { version, ...fields })).status).toBe(200);
}

describe('与上月对比', () => {
  it('tells who came, who went, whose amount and whose enrolment changed, each with the reason the records give', async () => {
    const [stays, goes, suspended, raised, moves] = await students(here.place, 5);
    const fresh = await student(here.place, { name: '张雨桐', entryMonth: '2023-05' });
    await april([stays, goes, suspended, raised, moves]);
    await changeStudent(suspended, { enrolmentStatus: 'suspended' });
    await run("UPDATE students SET major = '会计事务' WHERE id = ?", [moves]);
    const list = await may([stays, raised, moves, fresh]);
    await tier(list.id, raised, 'high');
    const found = await changes(list.id);
    expect(found).toMatchObject({ from: 'previous', since: null, previousPeople: 5, previousPayable: '1000.00', added: 1, removed: 2, amountChanged: 1, enrolmentChanged: 1, unchanged: 1, amount: { added: '200.00', removed: '-400.00', changed: '100.00' }, nextCursor: null });
    expect(found.items.map(({ kind, studentId, before, after, reason }) => [kind, studentId, before, after, reason])).toEqual([
      ['added', fresh, null, '200.00', '2023年5月入学'],
      ['removed', goes, '200.00', null, '仍在读，学校未列入'],
      ['removed', suspended, '200.00', null, '5月10日学籍状态由全日制在读改为休学'],
      ['amount', raised, '200.00', '300.00', '档次由标准档改为高档'],
      ['enrolment', moves, '200.00', '200.00', '专业由护理改为会计事务'],
    ]);
  });

  it('who comes back to study is added with the day, who is over their years is gone with the month', async () => {
    const [back, stays] = await students(here.place, 2);
    const over = await student(here.place, { entryMonth: '2020-05', months: 36 });
    await april([stays, over]);
    await run("UPDATE students SET enrolment_status = 'suspended' WHERE id = ?", [back]);
    await changeStudent(back, { enrolmentStatus: 'full-time' });
    expect((await changes((await may([stays, back])).id)).items.map(({ reason }) => reason)).toEqual(['5月10日学籍状态由休学改为全日制在读', '按入学年月和学制，2023年5月起应已毕业']);
  });

  it('somebody suspended since the list was filed is an enrolment change, not a removal', async () => {
    const [one, two] = await students(here.place, 2);
    await april([one, two]);
    const list = await may([one, two]);
    await walkTo(here, list.id, 'submitted');
    await changeStudent(two, { enrolmentStatus: 'suspended' });
    expect(await changes(list.id)).toMatchObject({ enrolmentChanged: 1, unchanged: 1, removed: 0, items: [{ kind: 'enrolment', studentId: two, reason: '5月10日学籍状态由全日制在读改为休学' }] });
  });

  it('what another school did last month is not this school’s before, and the other school is not named', async () => {
    const there = await office(product, here.authority);
    const document = documentNumber();
    await walkTo(there, (await newList(there.operator, 'vocational-grant', '2023-04', [await student(there.place, { document })])).id, 'submitted');
    const stays = await student(here.place);
    await april([stays]);
    const moved = await student(here.place, { document });
    const list = await may([stays, moved]);
    expect(await changes(list.id)).toMatchObject({ added: 1, unchanged: 1, previousPeople: 1, items: [{ kind: 'added', studentId: moved, before: null, reason: '上月在另一所学校的名单上' }] });
    expect((await here.operator.get(`/award-lists/${list.id}/changes`)).text).not.toContain(there.place.name);
  });

  it('who is on the school’s other batch of the month is not gone', async () => {
    const [one, two] = await students(here.place, 2);
    await april([one, two]);
    const first = await may([one]);
    await may([two]);
    // A second draft with the same student counts nobody twice.
    await may([two, one]);
    expect(await changes(first.id)).toMatchObject({ removed: 0, added: 0, unchanged: 1, previousPeople: 2, amount: { removed: '0.00' }, items: [] });
  });

  it('a long difference comes in pages that together are everything, and the sums stay those of the whole', async () => {
    const [before, after] = [await students(here.place, 4), await students(here.place, 7)];
    await april(before);
    const list = await may(after);
    const seen: string[] = [];
    let cursor = '';
    do {
      const part = await changes(list.id, `&limit=3${cursor && `&cursor=${cursor}`}`);
      expect(part).toMatchObject({ added: 7, removed: 4, amount: { added: '1400.00', removed: '-800.00', changed: '0.00' } });
      seen.push(...part.items.map(({ kind, studentId }) => `${kind} ${studentId}`));
      cursor = part.nextCursor ?? '';
    } while (cursor);
    expect(seen).toEqual([...after.map((id) => `added ${id}`), ...before.map((id) => `removed ${id}`)]);
    expect((await here.officer.get(`/award-lists/${list.id}/changes?cursor=nonsense`)).status).toBe(400);
    expect((await here.officer.get(`/award-lists/${list.id}/changes?from=ever`)).status).toBe(400);
  });

  it('the page shows the same with its sums, fifty at a time', async () => {
    await april(await students(here.place, 30));
    const list = await may(await students(here.place, 31));
    const [one, two] = [await here.officer.page(`/award-lists/${list.id}?tab=changes`), await here.officer.page(`/award-lists/${list.id}?tab=changes&from=previous&page=2`)];
    expect([tableRows(one, '与2023年4月对比').length, tableRows(two, '与2023年4月对比').length]).toEqual([50, 11]);
    for (const page of [one, two]) expect(words(page)).toMatch(/＋31 人 新增，\+6,200.00 元 −30 人 减少，−6,000.00 元 0 人 金额变化 0 人 学籍变化 0 人 不变/);
    expect(links(one)).toContain(`/award-lists/${list.id}?tab=changes&from=previous&page=2`);
    expect(words(two)).toContain('第 51–61 条，共 61 条');
  });

  it('has nothing to compare where the school filed no list the month before', async () => {
    await newList(here.operator, 'vocational-grant', '2023-04', await students(here.place, 1));
    const list = await may(await students(here.place, 1));
    expect(await changes(list.id)).toMatchObject({ previousPeople: 0, added: 1, removed: 0 });
    expect(words(await here.officer.page(`/award-lists/${list.id}?tab=changes`))).toContain('2023年4月没有提交过中职国家助学金名单。');
    expect(((await here.officer.get(`/award-lists/${list.id}/facts`)).body as { change: unknown }).change).toBeNull();
  });
});
