import { rows } from '../../server/database.js';
import type { ProgrammeKey } from '../../server/values/programme.js';
import { fireDueTimers } from '../../server/workflow/fire-timers.js';
import { sendMessage } from '../../server/workflow/send-message.js';
import { attachPhoto, complete, listOf, newList, walkTo } from '../support/list-walk.js';
import { awardsOn, office, type Office } from '../support/office.js';
import { officeTime, startProduct, type Product } from '../support/product.js';
import { students } from '../support/world.js';

/* One story for each shipped diagram: at every stop who is waited for, on the real engine and database. */

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => { here = await office(product); });

/** Who waits where: `task key: role@school|authority`, then the events that wait. */
async function stop(id: number): Promise<string[]> {
  const tasks = await rows<{ task_key: string; role: string; organisation_id: number }>("SELECT t.task_key, c.role, c.organisation_id FROM tasks t JOIN task_candidates c ON c.task_id = t.id WHERE t.subject_id = ? AND t.state = 'open' ORDER BY t.task_key", [id]);
  const events = await rows<{ element_id: string }>("SELECT w.element_id FROM message_waits w JOIN process_instances p ON p.id = w.instance_id WHERE p.subject_id = ? AND w.state = 'waiting' UNION SELECT t.element_id FROM timers t JOIN process_instances p ON p.id = t.instance_id WHERE p.subject_id = ? AND t.state = 'waiting' ORDER BY 1", [id, id]);
  return [...tasks.map(({ task_key, role, organisation_id }) => `${task_key}: ${role}@${organisation_id === here.place.id ? 'school' : organisation_id === here.authority.id ? 'authority' : 'nobody'}`), ...events.map(({ element_id }) => element_id)];
}
const list = async (programme: ProgrammeKey, people = 2): Promise<number> => (await newList(here.operator, programme, '2023-04', await students(here.place, people))).id;
const period = { start: '2023-05-10', end: '2023-05-16' };
const entry = ['enter-list: school-operator@school'];
const schoolReview = ['school-review: school-reviewer@school', 'submission-taken-back'];
const authorityReview = ['authority-review: authority-operator@authority'];
const toPublish = ['publish-list: school-operator@school'];
const toConfirm = ['confirm-publicity: authority-operator@authority'];
const afterGrant = ['request-withdrawal: school-operator@school', 'list-closed', 'publicity-ended'];
const afterWaiver = ['request-withdrawal: school-operator@school', 'list-closed'];

describe.each([['vocational-grant', afterGrant], ['vocational-tuition-waiver', afterWaiver]] as const)('the diagram of %s', (programme, afterConfirmation) => {
  it('waits for the right people from entry to confirmation, and comes back to entry from every refusal', async () => {
    const id = await list(programme);
    expect(await stop(id)).toEqual(entry);
    await here.operator.post(`/award-lists/${id}/submission`);
    expect(await stop(id)).toEqual(schoolReview);
    await here.operator.delete(`/award-lists/${id}/submission`);
    expect(await stop(id)).toEqual(entry);
    await here.operator.post(`/award-lists/${id}/submission`);
    await complete(here.reviewer, id, 'school-review', { decision: 'fail', remark: '有误' });
    expect(await stop(id)).toEqual(entry);
    await walkTo(here, id, 'reviewedAtSchool');
    expect(await stop(id)).toEqual(authorityReview);
    await complete(here.officer, id, 'authority-review', { decision: 'fail', remark: '有误' });
    expect(await stop(id)).toEqual(entry);
    await walkTo(here, id, 'reviewedAtAuthority');
    expect(await stop(id)).toEqual(toPublish);
    await attachPhoto(here.operator, id);
    await complete(here.operator, id, 'publish-list', period);
    expect(await stop(id)).toEqual(toConfirm);
    await complete(here.officer, id, 'confirm-publicity', { decision: 'reject', remark: '有误' });
    expect(await stop(id)).toEqual(entry);
    await walkTo(here, id, 'confirmed');
    expect(await stop(id)).toEqual(afterConfirmation);
  });

  it('a withdrawal refused goes back to where it could be asked, granted to entry, and archiving ends the process', async () => {
    const id = await list(programme);
    await walkTo(here, id, 'confirmed');
    await here.operator.post(`/award-lists/${id}/withdrawal-requests`, { reason: '有误' });
    expect((await stop(id))[0]).toBe('review-withdrawal: authority-operator@authority');
    await complete(here.officer, id, 'review-withdrawal', { decision: 'refuse', remark: '无误' });
    expect(await stop(id)).toEqual(afterConfirmation);
    await here.operator.post(`/award-lists/${id}/withdrawal-requests`, { reason: '确有误' });
    await complete(here.officer, id, 'review-withdrawal', { decision: 'grant' });
    expect(await stop(id)).toEqual(entry);
    await walkTo(here, id, 'confirmed');
    expect(await sendMessage({ kind: 'award-list', id }, 'list-closed', here.officer.actor)).toBe(true);
    expect(await stop(id)).toEqual([]);
    expect(await rows('SELECT state, active_flag FROM process_instances WHERE subject_id = ?', [id])).toEqual([{ state: 'completed', active_flag: null }]);
  });
});

describe('on Thursday 18 May', () => {
  beforeAll(() => officeTime('2023-05-18T09:00:00+08:00'));
  it.each(['vocational-grant', 'vocational-tuition-waiver'] as const)('%s gives each step its working days', async (programme) => {
    const id = await list(programme);
    await here.operator.post(`/award-lists/${id}/submission`);
    const [{ due_at }] = await rows<{ due_at: Date }>("SELECT due_at FROM tasks WHERE subject_id = ? AND state = 'open'", [id]);
    // Thursday 18 May and two working days: the end of Monday 22 May.
    expect(due_at.toISOString()).toBe('2023-05-22T16:00:00.000Z');
  });
});

it('the grant opens its disbursement at the first minute after the period, and again when the bank returns a payment', async () => {
  await officeTime('2023-05-22T09:00:00+08:00');
  const id = await list('vocational-grant');
  await walkTo(here, id, 'confirmed', { start: '2023-05-22', end: '2023-05-26' });
  await officeTime('2023-05-26T23:59:59+08:00');
  expect(await stop(id)).toEqual(afterGrant);
  await officeTime('2023-05-27T00:00:00+08:00');
  await fireDueTimers();
  expect(await stop(id)).toEqual(['manage-disbursement: school-operator@school', 'request-withdrawal: school-operator@school', 'list-closed']);
  await here.operator.post(`/award-lists/${id}/disbursements`, { paidOn: '2023-05-27', awards: 'all' });
  expect(await stop(id)).toEqual(['request-withdrawal: school-operator@school', 'disbursement-returned', 'list-closed']);
  const { items }: { items: { id: number }[] } = (await here.operator.get(`/award-lists/${id}/disbursements`)).body;
  await here.operator.patch(`/disbursements/${items[0].id}`, { state: 'returned', reason: '卡号有误' });
  expect((await stop(id))[0]).toBe('manage-disbursement: school-operator@school');
  expect((await awardsOn(here.operator, id)).map(({ paid }) => paid)).toContain(null);
  await here.operator.post(`/award-lists/${id}/withdrawal-requests`, { reason: '有误' });
  await complete(here.officer, id, 'review-withdrawal', { decision: 'grant' });
  expect([await stop(id), (await listOf(here.operator, id)).stage]).toEqual([entry, 'entry']);
});
