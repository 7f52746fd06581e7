import type { ListJson } from '../../server/award-lists/presenter.js';
import { row, rows } from '../../server/database.js';
import type { Changes } from '../support/list-changes.js';
import { complete, newList, openTask, walkTo } from '../support/list-walk.js';
import { awardsOn, office, type Office } from '../support/office.js';
import { links, tableRows, words } from '../support/page-words.js';
import { Person, startProduct, type Product, type Reply } from '../support/product.js';
import { person, school, student, students } from '../support/world.js';

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => { here = await office(product); });

const since = (who: Person, id: number, query = ''): Promise<Reply> => who.get(`/award-lists/${id}/changes?from=last-approval${query}`);
const changes = async (who: Person, id: number): Promise<Changes> => (await since(who, id)).body;
const kinds = async (who: Person, id: number): Promise<[string, number][]> => (await changes(who, id)).items.map(({ kind, studentId }) => [kind, studentId]);
const taskPage = async (who: Person, id: number, key: string, query = ''): Promise<Reply> => who.page(`/tasks/${(await openTask(who, id, key))?.id}${query}`);
const submit = (id: number): Promise<Reply> => here.operator.post(`/award-lists/${id}/submission`);
const put = async (id: number, studentId: number): Promise<void> => { expect((await here.operator.post(`/award-lists/${id}/awards`, { studentId })).status).toBe(201); };
async function take(id: number, studentId: number): Promise<void> {
  const award = (await awardsOn(here.operator, id)).find((one) => one.student.id === studentId);
  expect((await here.operator.delete(`/award-lists/${id}/awards/${award?.id}`)).status).toBe(204);
}
async function edit(studentId: number, fields: Record<string, unknown>): Promise<void> {
  const { version }: { version: number } = (await here.operator.get(`/students/${studentId}`)).body;
  expect((await here.operator.patch(`/students/${studentId}`, { version, ...fields })).status).toBe(200);
}
const rejected = async (ids: readonly number[]): Promise<ListJson> => {
  const list = await newList(here.operator, 'vocational-grant', '2023-05', ids);
  await walkTo(here, list.id, 'published');
  await complete(here.officer, list.id, 'confirm-publicity', { decision: 'reject', remark: '有人员信息错误' });
  return list;
};

describe('after a return', () => {
  it('each level sees exactly what changed since its own step last approved, whatever the way back was', async () => {
    const [stays, goes, comes, later] = await students(here.place, 4);
    const list = await rejected([stays, goes]);
    await take(list.id, goes);
    await put(list.id, comes);
    await submit(list.id);
    expect(await kinds(here.reviewer, list.id)).toEqual([['added', comes], ['removed', goes]]);
    await complete(here.reviewer, list.id, 'school-review', { decision: 'pass' });
    // The school has seen and passed it; its authority has not.
    expect(await kinds(here.reviewer, list.id)).toEqual([]);
    expect(await kinds(here.officer, list.id)).toEqual([['added', comes], ['removed', goes]]);
    await complete(here.officer, list.id, 'authority-review', { decision: 'fail', remark: '还缺一人' });
    await put(list.id, later);
    await submit(list.id);
    expect(await kinds(here.reviewer, list.id)).toEqual([['added', later]]);
    await complete(here.reviewer, list.id, 'school-review', { decision: 'pass' });
    // A step that failed the list has approved nothing: it still counts from the first round.
    expect(await kinds(here.officer, list.id)).toEqual([['added', comes], ['added', later], ['removed', goes]]);
    await complete(here.officer, list.id, 'authority-review', { decision: 'pass' });
    expect(await kinds(here.officer, list.id)).toEqual([]);
  });

  it('the sums of the changes are right, and the answer says since when', async () => {
    const [one, two, three] = await students(here.place, 3);
    const list = await rejected([one, two]);
    await put(list.id, three);
    const award = (await awardsOn(here.operator, list.id)).find(({ student: { id } }) => id === two);
    await here.operator.patch(`/award-lists/${list.id}/awards/${award?.id}`, { version: award?.version, tier: 'low' });
    expect(await changes(here.officer, list.id)).toMatchObject({
      from: 'last-approval', since: expect.stringMatching(/^2023-05-10T09:0\d:\d\d\+08:00$/), previousPeople: 2, previousPayable: '400.00', added: 1, removed: 0, amountChanged: 1, unchanged: 1,
      amount: { added: '200.00', removed: '0.00', changed: '-100.00' }, items: [{ kind: 'added', reason: '审核通过以后加入' }, { kind: 'amount', reason: '档次由标准档改为低档', before: '200.00', after: '100.00' }],
    });
  });

  it('also a card, a class or an enrolment that changed meanwhile is told, though the amount is the same', async () => {
    const [card, moved, same] = [await student(here.place, { card: '6217991234567890017' }), await student(here.place), await student(here.place)];
    const list = await rejected([card, moved, same]);
    await edit(card, { card: '6217991234567890025' });
    await edit(moved, { enrolmentStatus: 'suspended' });
    expect((await changes(here.officer, list.id)).items.map(({ kind, studentId, reason }) => [kind, studentId, reason])).toEqual([['enrolment', card, '资助卡已更换'], ['enrolment', moved, '5月10日学籍状态由全日制在读改为休学']]);
  });

  it('a name that was put right on the roster, and the student entered again, is told too', async () => {
    const renamed = await student(here.place, { name: '吕诗函' });
    const list = await rejected([renamed]);
    await edit(renamed, { name: '吕诗涵' });
    await take(list.id, renamed);
    await put(list.id, renamed);
    expect((await changes(here.officer, list.id)).items.map(({ kind, reason }) => [kind, reason])).toEqual([['enrolment', '姓名由吕诗函改为吕诗涵']]);
  });

  it('the task shows those changes first, the month before and the whole list one click away', async () => {
    const [stays, goes, comes] = [await student(here.place), await student(here.place, { name: '赵子轩' }), await student(here.place, { name: '李浩然' })];
    await walkTo(here, (await newList(here.operator, 'vocational-grant', '2023-04', [stays])).id, 'submitted');
    const list = await rejected([stays, goes]);
    await take(list.id, goes);
    await put(list.id, comes);
    await submit(list.id);
    const page = await taskPage(here.reviewer, list.id, 'school-review');
    const title = /(第\d+职业学校 今天 09:0\d“学校审核”通过以后的变化)/.exec(words(page))?.[1] ?? '';
    expect(tableRows(page, title).map(({ text }) => text)).toEqual([expect.stringMatching(/^新增李浩然/), expect.stringMatching(/^减少赵子轩/)]);
    const task = await openTask(here.reviewer, list.id, 'school-review');
    expect(links(page)).toEqual(expect.arrayContaining([`/tasks/${task?.id}?from=previous`, `/award-lists/${list.id}`]));
    const other = await taskPage(here.reviewer, list.id, 'school-review', '?from=previous');
    expect(tableRows(other, '与2023年4月对比').map(({ text }) => text)).toEqual([expect.stringMatching(/^新增李浩然/)]);
    expect(words(await here.reviewer.page(`/award-lists/${list.id}?tab=changes&from=last-approval`))).toContain(title);
  });

  it('filed again unchanged, the task says so', async () => {
    const list = await rejected(await students(here.place, 2));
    await submit(list.id);
    expect(words(await taskPage(here.reviewer, list.id, 'school-review'))).toContain('通过以后没有变化 名单上的 2 人和上次审核通过时完全相同。');
  });

  it('who confirms after a rejection sees that nothing changed since the same office passed it', async () => {
    const [stays, comes] = await students(here.place, 2);
    const list = await rejected([stays]);
    await put(list.id, comes);
    await walkTo(here, list.id, 'published');
    expect(words(await taskPage(here.officer, list.id, 'confirm-publicity'))).toMatch(/“主管部门审核”通过以后的变化.*通过以后没有变化/);
  });

  it('a granted withdrawal is a return too: the confirmation is what it is held against', async () => {
    const [stays, comes] = await students(here.place, 2);
    const list = await newList(here.operator, 'vocational-tuition-waiver', '2023-05', [stays]);
    await walkTo(here, list.id, 'confirmed');
    await here.operator.post(`/award-lists/${list.id}/withdrawal-requests`, { reason: '少列一人' });
    await complete(here.officer, list.id, 'review-withdrawal', { decision: 'grant' });
    await put(list.id, comes);
    await walkTo(here, list.id, 'published');
    const page = await taskPage(here.officer, list.id, 'confirm-publicity');
    expect(words(page)).toMatch(/“名单公示确认”通过以后的变化.*＋1 人 新增/);
  });
});

describe('before any return', () => {
  it('a level that never approved is told so, and its task compares with the month before', async () => {
    const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
    await walkTo(here, list.id, 'submitted');
    const refused = await since(here.officer, list.id);
    expect([refused.status, refused.code]).toEqual([422, 'never-approved']);
    expect(words(await taskPage(here.reviewer, list.id, 'school-review'))).not.toContain('”通过以后');
  });

  it('a list that has not come back is compared with the month before, though the office passed it', async () => {
    const [stays, comes] = await students(here.place, 2);
    await walkTo(here, (await newList(here.operator, 'vocational-grant', '2023-04', [stays])).id, 'submitted');
    const list = await newList(here.operator, 'vocational-grant', '2023-05', [stays, comes]);
    await walkTo(here, list.id, 'published');
    const page = await taskPage(here.officer, list.id, 'confirm-publicity');
    expect([tableRows(page, '与2023年4月对比').length, words(page).includes('”通过以后')]).toEqual([1, false]);
  });

  it('the approval of another school or county counts for nobody else, and nobody outside the scope asks', async () => {
    const list = await rejected(await students(here.place, 1));
    const above = await Person.signedIn(product, await person(here.authority, 'authority-director'));
    expect((await since(above, list.id)).status).toBe(200);
    const stranger = await Person.signedIn(product, await person(await school(here.authority), 'school-reviewer'));
    expect((await since(stranger, list.id)).status).toBe(404);
  });
});

describe('what is kept of an approval', () => {
  it('is one copy for all approvals of the same contents, and a new one when a single row changed', async () => {
    const [stays, comes] = await students(here.place, 2);
    const list = await newList(here.operator, 'vocational-grant', '2023-05', [stays]);
    await walkTo(here, list.id, 'published');
    const kept = (): Promise<{ task_key: string; snapshot_id: number }[]> => rows('SELECT task_key, snapshot_id FROM list_approvals WHERE list_id = ? ORDER BY id', [list.id]);
    expect((await kept()).map(({ task_key }) => task_key)).toEqual(['school-review', 'authority-review']);
    expect(new Set((await kept()).map(({ snapshot_id }) => snapshot_id)).size).toBe(1);
    await complete(here.officer, list.id, 'confirm-publicity', { decision: 'reject', remark: '有误' });
    expect(await kept()).toHaveLength(2);
    await put(list.id, comes);
    await walkTo(here, list.id, 'reviewedAtSchool');
    expect(new Set((await kept()).map(({ snapshot_id }) => snapshot_id)).size).toBe(2);
  });

  it('an approval that is refused leaves nothing', async () => {
    const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
    await walkTo(here, list.id, 'submitted');
    const task = await openTask(here.reviewer, list.id, 'school-review');
    expect((await here.officer.post(`/tasks/${task?.id}/completion`, { version: task?.version, decision: 'pass' })).status).toBe(403);
    expect(await row('SELECT id FROM list_approvals WHERE list_id = ?', [list.id])).toBeUndefined();
  });

  it('goes with a draft that is deleted before it was ever published', async () => {
    const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
    await walkTo(here, list.id, 'reviewedAtSchool');
    await complete(here.officer, list.id, 'authority-review', { decision: 'fail', remark: '重报' });
    expect((await here.operator.delete(`/award-lists/${list.id}`)).status).toBe(204);
    expect(await row('SELECT id FROM list_approvals WHERE list_id = ? UNION ALL SELECT id FROM list_snapshots WHERE list_id = ?', [list.id, list.id])).toBeUndefined();
  });
});
