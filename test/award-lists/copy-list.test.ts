import type { ListJson } from '../../server/award-lists/presenter.js';
import { addAwards } from '../../server/award-lists/enter-awards.js';
import { row, rows, run, transact } from '../../server/database.js';
import { overwriteStudents } from '../../server/students/keep-students.js';
import { formOf, links, tableRows, words } from '../support/page-words.js';
import { listOf, newList, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product, type Reply } from '../support/product.js';
import { find } from '../support/read-html.js';
import { documentNumber, person, school, student } from '../support/world.js';

type Who = { studentId: number; name: string; code: string; reason: string; before: string; after: string; tier: string };
type Proposal = { sourceMonth: string; from: { id: number; name: string }[]; before: { people: number; payable: string }; kept: { people: number; payable: string; overdue: number }; changed: Who[]; dropped: Who[]; offered: Who[]; seen: string };

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => { here = await office(product); });

const handIn = async (month: string, ids: readonly number[], programme = 'vocational-grant'): Promise<ListJson> => walkTo(here, (await newList(here.operator, programme, month, ids)).id, 'submitted');
const look = (who = here.operator, month = '2023-05', more = ''): Promise<Reply> => who.get(`/award-list-copies?programme=vocational-grant&month=${month}${more}`);
const proposal = async (month = '2023-05', more = ''): Promise<Proposal> => {
  const found = await look(here.operator, month, more);
  if (found.status !== 200) throw new Error(found.text);
  return found.body;
};
const make = (more: Record<string, unknown> = {}): Promise<Reply> => here.operator.post('/award-lists', { programme: 'vocational-grant', month: '2023-05', copyFrom: 'latest', ...more });
const named = async (listId: number): Promise<string[]> => (await rows<{ name: string }>('SELECT name FROM awards WHERE list_id = ? ORDER BY id', [listId])).map(({ name }) => name);
const nowIs = async (id: number, enrolmentStatus: string): Promise<void> => {
  const { version }: { version: number } = (await here.operator.get(`/students/${id}`)).body;
  const changed = await here.operator.patch(`/students/${id}`, { version, enrolmentStatus });
  if (changed.status !== 200) throw new Error(changed.text);
};

describe('a list made from last month’s', () => {
  it('names everybody who has left, with the reason, and takes over the others', async () => {
    const stays = await student(here.place, { name: '百里留' });
    const gone = { graduated: '毕业', suspended: '休学', 'transferred-out': '转出', withdrawn: '退学', deceased: '死亡', 'part-time': '非全日制在读' };
    const left = await Promise.all(Object.entries(gone).map(async ([status, word]) => ({ status, word, id: await student(here.place, { name: `百里${word}` }) })));
    await handIn('2023-04', [stays, ...left.map(({ id }) => id)]);
    for (const { id, status } of left) await nowIs(id, status);
    const found = await proposal();
    expect([found.sourceMonth, found.before, found.kept]).toEqual(['2023-04', { people: 7, payable: '1400.00' }, { people: 1, payable: '200.00', overdue: 0 }]);
    expect(found.dropped.map(({ name, code, reason }) => [name, code, reason])).toEqual(left.map(({ status, word }) => [`百里${word}`, status, `学籍状态：${word}`]));
    const made = await make({ seen: found.seen });
    expect([made.status, await named((made.body as ListJson).id)]).toEqual([201, ['百里留']]);
  });

  it('offers those who came back since, and puts only the chosen ones on it', async () => {
    const [back, also, still] = await Promise.all(['公西甲', '公西乙', '公西丙'].map((name) => student(here.place, { name, status: 'suspended' })));
    await run("UPDATE students SET enrolment_status = 'full-time' WHERE id = ?", [back]);
    await handIn('2023-02', [back]);
    await nowIs(back, 'suspended');
    await handIn('2023-04', [await student(here.place, { name: '公西留' })]);
    for (const id of [back, also]) await nowIs(id, 'full-time');
    const found = await proposal();
    expect(found.offered.map(({ studentId, code, reason }) => [studentId, code, reason])).toEqual([back, also].sort((a, b) => a - b).map((id) => [id, 'returned', '5月10日恢复全日制在读，之后没有受助']));
    expect(found.offered.some(({ studentId }) => studentId === still)).toBe(false);
    const made: ListJson = (await make({ include: [also] })).body;
    expect([await named(made.id), made.payable]).toEqual([['公西留', '公西乙'], '400.00']);
    expect((await proposal('2023-06')).offered.map(({ studentId }) => studentId)).toEqual([back]);
  });

  it('a student who came back by a roster file is offered like one changed by hand', async () => {
    const id = await student(here.place, { name: '公良归', status: 'suspended' });
    await handIn('2023-04', [await student(here.place)]);
    await run("UPDATE students SET returned_on = NULL WHERE id = ?", [id]);
    const kept = await row<{ uid: string }>('SELECT uid FROM students WHERE id = ?', [id]);
    const fields = { name: '公良归', documentKind: 'resident-id' as const, documentNumber: documentNumber(), gender: 'female' as const, grade: '2022级', major: '护理', className: '1班', enrolmentStatus: 'full-time' as const, entryMonth: '2022-09', programmeMonths: 36, householdRegion: null, card: null };
    await transact(() => overwriteStudents(here.place.id, [{ id, uid: kept?.uid ?? '', fields }]));
    expect((await proposal()).offered.map(({ studentId }) => studentId)).toEqual([id]);
    await transact(() => overwriteStudents(here.place.id, [{ id, uid: kept?.uid ?? '', fields: { ...fields, className: '2班' } }]));
    expect((await row<{ on: string }>('SELECT returned_on AS `on` FROM students WHERE id = ?', [id]))?.on).toBe('2023-05-10');
  });

  it('takes its amounts from the standards of the new month, and says whose change', async () => {
    const [usual, high, odd] = await Promise.all(['漆雕平', '漆雕高', '漆雕奇'].map((name) => student(here.place, { name })));
    const april = await newList(here.operator, 'vocational-grant', '2023-04', [usual]);
    await here.operator.post(`/award-lists/${april.id}/awards`, { studentId: high, tier: 'high' });
    await here.operator.post(`/award-lists/${april.id}/awards`, { studentId: odd, tier: 'low' });
    await run("UPDATE awards SET tier = 'abolished' WHERE student_id = ?", [odd]);
    await walkTo(here, april.id, 'submitted');
    await run("INSERT INTO award_standards (programme, tier, tier_name, school_id, amount_fen, is_default, effective_from, basis) VALUES ('vocational-grant', 'high', '一档', ?, 33000, 0, '2023-05', '本校五月起的标准')", [here.place.id]);
    const found = await proposal();
    expect(found.changed.map(({ name, tier, before, after }) => [name, tier, before, after])).toEqual([['漆雕高', 'high', '300.00', '330.00'], ['漆雕奇', 'standard', '100.00', '200.00']]);
    const made: ListJson = (await make({ seen: found.seen })).body;
    expect([made.payable, found.kept.payable]).toEqual(['730.00', '730.00']);
    expect((await listOf(here.operator, april.id)).payable).toBe('600.00');
  });

  it('leaves out, by name, who already has a place this month, here or at another school', async () => {
    const document = documentNumber();
    const [twice, away, free] = [await student(here.place, { name: '宰父重' }), await student(here.place, { name: '宰父迁', document }), await student(here.place, { name: '宰父闲' })];
    await handIn('2023-04', [twice, away, free]);
    await newList(here.operator, 'vocational-grant', '2023-05', [twice]);
    const other = await office(product, here.authority);
    await walkTo(other, (await newList(other.operator, 'vocational-grant', '2023-05', [await student(other.place, { name: '宰父迁', document })])).id, 'submitted');
    const found = await proposal();
    expect(found.dropped.map(({ name, code, reason }) => [name, code, reason])).toEqual([['宰父重', 'student-on-other-list', '已在本校5月第1批名单上'], ['宰父迁', 'student-on-other-list', '已在5月另一份名单上']]);
    const made: ListJson = (await make()).body;
    expect([made.batchNo, await named(made.id)]).toEqual([2, ['宰父闲']]);
  });

  it('goes by the latest month that was handed in, over the holidays too, with all its batches', async () => {
    await handIn('2022-12', [await student(here.place, { name: '谷梁旧' })]);
    await handIn('2023-01', [await student(here.place, { name: '谷梁一' })]);
    await handIn('2023-01', [await student(here.place, { name: '谷梁二' })]);
    await newList(here.operator, 'vocational-grant', '2023-02', [await student(here.place, { name: '谷梁草' })]);
    const found = await proposal('2023-03');
    expect([found.sourceMonth, found.from.length, found.kept.people]).toEqual(['2023-01', 2, 2]);
    expect((await look(here.operator, '2024-03')).code).toBe('nothing-to-copy');
    expect((await make({ month: '2022-12' })).code).toBe('nothing-to-copy');
  });

  it('is refused to others: another school’s list is not found, nor one of another programme; a reviewer has no such function', async () => {
    const other = await office(product, here.authority);
    const theirs = await walkTo(other, (await newList(other.operator, 'vocational-grant', '2023-04', [await student(other.place)])).id, 'submitted');
    const waiver = await handIn('2023-04', [await student(here.place)], 'vocational-tuition-waiver');
    for (const id of [theirs.id, waiver.id, 4_000_000_000]) {
      expect([(await look(here.operator, '2023-05', `&copyFrom=${id}`)).status, (await make({ copyFrom: id })).status]).toEqual([404, 404]);
      expect((await here.operator.page(`/award-list-copy?programme=vocational-grant&month=2023-05&from=${id}`)).status).toBe(404);
    }
    for (const who of [here.reviewer, here.officer]) expect([(await look(who)).code, (await who.get('/lists-to-begin')).code, (await who.page('/award-list-copy?programme=vocational-grant&month=2023-05')).status]).toEqual(['role-not-allowed', 'role-not-allowed', 403]);
    const senior = await Person.signedIn(product, await person(await school(here.authority, { stage: 'compulsory' }), 'school-operator'));
    expect([(await look(senior)).code, ((await senior.get('/lists-to-begin')).body as { items: [] }).items]).toEqual(['programme-not-offered', []]);
    expect((await look(here.operator, '2025-01')).code).toBe('month-too-far');
  });

  it('is not made when the roster changed after it was looked at, nor with somebody who was not offered', async () => {
    const [first, second] = [await student(here.place, { name: '拓跋一' }), await student(here.place, { name: '拓跋二' })];
    await handIn('2023-04', [first, second]);
    const { seen } = await proposal();
    await nowIs(second, 'suspended');
    const late = await make({ seen });
    expect([late.status, late.code]).toEqual([409, 'stale-version']);
    const stranger = await student(await school(here.authority));
    for (const id of [stranger, await student(here.place), second]) expect((await make({ include: [id] })).code).toBe('not-proposed');
    expect((await here.operator.post('/award-lists', { programme: 'vocational-grant', month: '2023-05', include: [first] })).status).toBe(400);
    expect(await row("SELECT id FROM award_lists WHERE school_id = ? AND month = '2023-05'", [here.place.id])).toBeUndefined();
  });

  it('leaves one entry of what came over, stayed behind and was chosen', async () => {
    const [stays, goes] = [await student(here.place), await student(here.place)];
    const april = await handIn('2023-04', [stays, goes]);
    await nowIs(goes, 'graduated');
    const made: ListJson = (await make()).body;
    const { items }: { items: { action: string; after: Record<string, unknown> }[] } = (await here.officer.get(`/award-lists/${made.id}/history`)).body;
    expect(items.map(({ action, after }) => [action, after])).toEqual([['新建名单', expect.anything()], ['照上月名单录入', { from: [april.id], month: '2023-04', added: 1, kept: 1, dropped: 1, droppedFor: { graduated: 1 }, chosen: 0, chosenStudents: [] }]]);
    expect(words(await here.operator.page(`/award-lists/${made.id}?tab=history`))).toContain('照2023年4月名单，沿用 1 人，不再列入 1 人，加入 0 人');
  });

  it('of thirteen hundred people is seen on a short page and made in one go', async () => {
    const april = await newList(here.operator, 'vocational-grant', '2023-04', []);
    const ids: number[] = [];
    for (let at = 0; at < 1300; at += 1) ids.push(await student(here.place, { className: `${at % 30}班` }));
    await addAwards(here.operator.actor, april.id, ids.map((studentId, at) => ({ row: at, studentId })));
    await walkTo(here, april.id, 'submitted');
    const page = await here.operator.page('/award-list-copy?programme=vocational-grant&month=2023-05');
    const made: ListJson = (await make()).body;
    expect([page.status, Buffer.byteLength(page.text) < 60_000, made.people]).toEqual([200, true, 1300]);
  }, 90_000);
});

describe('at the desk', () => {
  const address = '/award-list-copy?programme=vocational-grant&month=2023-05';
  it('one button stands on the home page and the index while this month’s list is missing, and goes with it', async () => {
    await handIn('2023-04', [await student(here.place)]);
    for (const path of ['/', '/award-lists']) {
      const page = await here.operator.page(path);
      expect([words(page).includes('照4月名单录入5月中职国家助学金'), links(page).includes(address)]).toEqual([true, true]);
      expect(words(page)).toContain('录入5月中职国家免学费');
      expect(words(await here.reviewer.page(path))).not.toContain('照4月名单');
    }
    expect((await here.operator.get('/lists-to-begin')).body).toEqual({ items: [{ programme: 'vocational-grant', month: '2023-05', copyMonth: '2023-04' }, { programme: 'vocational-tuition-waiver', month: '2023-05', copyMonth: null }] });
    await make();
    for (const path of ['/', '/award-lists']) expect(words(await here.operator.page(path))).not.toContain('照4月名单录入5月中职国家助学金');
  });

  it('the difference is read first: who comes, who does not and why, who may come; then the list is made', async () => {
    const [stays, goes, back] = [await student(here.place, { name: '令狐留', entryMonth: '2019-09' }), await student(here.place, { name: '令狐毕' }), await student(here.place, { name: '令狐归', status: 'suspended' })];
    await handIn('2023-04', [stays, goes]);
    await nowIs(goes, 'graduated');
    await nowIs(back, 'full-time');
    const page = await here.operator.page(address);
    expect(tableRows(page, '不再列入').map(({ text }) => text)).toEqual(['令狐毕2022级 护理 1班200.00学籍状态：毕业']);
    expect(words(page)).toContain('逾期学生');
    expect(find(page.text, 'input', { name: 'include', checked: '' })).toEqual([]);
    const fields = formOf(page, '/award-list-copy')?.fields ?? {};
    await nowIs(goes, 'full-time');
    const stale = await here.operator.submit('/award-list-copy', { ...fields, include: String(back) });
    expect([stale.status, words(stale).includes('请再看一次对比'), formOf(stale, '/award-list-copy')?.fields.include]).toEqual([409, true, String(back)]);
    const made = await here.operator.submit('/award-list-copy', { ...formOf(stale, '/award-list-copy')?.fields, _key: 'a-new-key-for-it', include: String(back) });
    expect(made.status).toBe(303);
    const id = Number(/award-lists\/(\d+)/.exec(made.headers.get('location') ?? '')?.[1]);
    expect(await named(id)).toEqual(['令狐留', '令狐毕', '令狐归']);
  });

  it('the form for a new list leads there when it is to follow an older one', async () => {
    await handIn('2023-04', [await student(here.place)]);
    const sent = await here.operator.submit('/award-lists', { programme: 'vocational-grant', month: '2023-05', copy: 'yes' });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, address]);
    expect((await here.operator.page('/award-list-copy?programme=vocational-tuition-waiver&month=2023-05')).status).toBe(422);
    expect((await here.operator.submit('/award-lists', { programme: 'vocational-tuition-waiver', month: '2023-05', copy: 'yes' })).status).toBe(422);
  });
});
