import type { ListJson } from '../../server/award-lists/presenter.js';
import { complete, listOf, newList, openTask, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { tableRows, words } from '../support/page-words.js';
import { officeTime, startProduct, type Person, type Product, type Reply } from '../support/product.js';
import { student, students } from '../support/world.js';

type Impact = { decision: string; people: number; paidPeople: number; paid: string; message: string; consequence: string; changes: { name: string; before: string; after: string }[]; recover: { people: number; amount: string; students: { name: string; paid: string }[] } | null; openNotes: number };

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => { here = await office(product); });

const ask = (id: number, decision: string, who: Person = here.officer): Promise<Reply> => who.get(`/award-lists/${id}/decision-impact?decision=${decision}`);
const impact = async (id: number, decision: string): Promise<Impact> => (await ask(id, decision)).body;
const taskPage = async (who: Person, id: number, key: string): Promise<Reply> => who.page(`/tasks/${(await openTask(who, id, key))?.id}`);
const statuses = (list: ListJson): Record<string, string> => ({ ...list.status });

it('before a publicity is rejected: every column that will change, to what, the notice that closes, and what the school must do', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 3));
  await walkTo(here, list.id, 'published');
  const told = await impact(list.id, 'reject');
  expect(told).toEqual({
    decision: 'reject', people: 3, paidPeople: 0, paid: '0.00', recover: null, openNotes: 0, message: '3 人、600.00 元的公示名单将退回学校，还没有实发金额，不涉及清零。',
    consequence: `${here.place.name}在“资助名单录入”中重新维护 3 人的名单，再走一遍审核和公示；2023年5月名单要重新上传公示附件。`,
    changes: [{ name: '学校公示状态', before: '学校已公示', after: '学校未公示' }, { name: '学校审核状态', before: '通过', after: '待审核' }, { name: '主管部门审核状态', before: '通过', after: '待审核' }, { name: '上级公示状态', before: '待确认', after: '公示不通过' }, { name: '公示页', before: '公开中', after: '立即关闭' }],
  });
  const page = await taskPage(here.officer, list.id, 'confirm-publicity');
  expect(words(page)).toContain(told.message);
  expect(tableRows(page, '提交“公示不通过”后，会变成这样')).toHaveLength(5);
  await complete(here.officer, list.id, 'confirm-publicity', { decision: 'reject', remark: '附件不清楚' });
  expect(statuses(await listOf(here.officer, list.id))).toEqual({ submission: 'draft', schoolReview: 'pending', authorityReview: 'pending', schoolPublicity: 'unpublished', authorityPublicity: 'rejected' });
});

it('a notice that has not begun will not open, and one that is over is not told to close', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-04', await students(here.place, 1));
  await walkTo(here, list.id, 'published', { start: '2023-05-15', end: '2023-05-19' });
  const notice = async (): Promise<object[]> => (await impact(list.id, 'reject')).changes.filter(({ name }) => name === '公示页');
  expect(await notice()).toEqual([{ name: '公示页', before: '还没到公示日期', after: '不再公开' }]);
});

it('before a review is failed: which step says what, at the school and at its authority', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 2));
  await walkTo(here, list.id, 'submitted');
  expect(await impact(list.id, 'fail')).toMatchObject({ message: '2 人、400.00 元的名单将退回学校录入。', changes: [{ name: '提交状态', before: '已提交', after: '未提交' }, { name: '学校审核状态', before: '待审核', after: '不通过' }] });
  expect(words(await taskPage(here.reviewer, list.id, 'school-review'))).toContain('2 人、400.00 元的名单将退回学校录入。');
  await complete(here.reviewer, list.id, 'school-review', { decision: 'pass' });
  expect((await impact(list.id, 'fail')).changes).toEqual([{ name: '提交状态', before: '已提交', after: '未提交' }, { name: '学校审核状态', before: '通过', after: '待审核' }, { name: '主管部门审核状态', before: '待审核', after: '不通过' }]);
});

it('a decision the list does not stand before is refused with the reason', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
  for (const [decision, code] of [['fail', 'not-awaiting-authority-review'], ['reject', 'not-awaiting-confirmation'], ['grant', 'not-published']]) expect([decision, (await ask(list.id, decision)).status, (await ask(list.id, decision)).code]).toEqual([decision, 422, code]);
  expect((await ask(list.id, 'pass')).status).toBe(400);
  const stranger = await office(product);
  expect((await ask(list.id, 'reject', stranger.officer)).status).toBe(404);
});

it('notes without an answer are told to go back with the list', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
  await walkTo(here, list.id, 'submitted');
  const { items }: { items: { id: number }[] } = (await here.reviewer.get(`/award-lists/${list.id}/awards`)).body;
  await here.reviewer.post(`/award-lists/${list.id}/awards/${items[0].id}/notes`, { text: '户籍材料缺页' });
  expect(await impact(list.id, 'fail')).toMatchObject({ openNotes: 1, consequence: expect.stringContaining('没有答复的 1 条批注排在最上面，由学校逐条答复。') });
});

// Office time goes on from here and never back.
it('before a withdrawal is granted: the money that becomes 0, who has been paid and is to give it back', async () => {
  const ids = [await student(here.place, { name: '张雨桐' }), await student(here.place, { name: '李浩然' })];
  const list = await newList(here.operator, 'vocational-grant', '2023-05', ids);
  await walkTo(here, list.id, 'confirmed');
  expect(await impact(list.id, 'grant')).toMatchObject({ paidPeople: 0, recover: null, message: '还没有实发金额，不涉及清零。' });
  await officeTime('2023-05-17T09:00:00+08:00');
  const { items }: { items: { id: number }[] } = (await here.operator.get(`/award-lists/${list.id}/awards`)).body;
  await here.operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: '2023-05-17', awards: [{ awardId: items[0].id, amount: '200.00' }] });
  const told = await impact(list.id, 'grant');
  expect(told).toMatchObject({ people: 2, paidPeople: 1, paid: '200.00', message: '1 人实发 200.00 元将清零，已发放的记录保留并标记待追回。', recover: { people: 1, amount: '200.00', students: [{ name: '张雨桐', paid: '200.00' }] } });
  expect(told.changes.slice(-2)).toEqual([{ name: '实发金额（元）', before: '200.00', after: '0.00' }, { name: '发放记录', before: '1 人已发放', after: '作废，待追回' }]);
  expect(told.changes.map(({ name }) => name)).not.toContain('公示页');
  expect(words(await here.operator.page(`/award-lists/${list.id}/withdrawal-request`))).toContain('已发放：张雨桐 200.00 元，共 200.00 元 → 待追回');
  await here.operator.post(`/award-lists/${list.id}/withdrawal-requests`, { reason: '一名学生已转学' });
  const page = await taskPage(here.officer, list.id, 'review-withdrawal');
  expect(words(page)).toMatch(/提交“同意退回”后，会变成这样 1 人实发 200.00 元将清零，已发放的记录保留并标记待追回。.*已发放：张雨桐 200.00 元，共 200.00 元 → 待追回/);
  expect(await impact(list.id, 'grant')).toEqual(told);
  await complete(here.officer, list.id, 'review-withdrawal', { decision: 'grant' });
  expect(await listOf(here.officer, list.id)).toMatchObject({ paid: '0.00' });
});

it('a waiver’s filled amounts become 0, and nobody has to give anything back', async () => {
  const list = await newList(here.operator, 'vocational-tuition-waiver', '2023-05', await students(here.place, 2));
  await walkTo(here, list.id, 'confirmed', { start: '2023-05-17', end: '2023-05-23' });
  const told = await impact(list.id, 'grant');
  expect(told).toMatchObject({ message: '2 人实发 400.00 元将清零。', recover: null });
  expect(told.changes.at(-1)).toEqual({ name: '实发金额（元）', before: '400.00', after: '0.00' });
});
