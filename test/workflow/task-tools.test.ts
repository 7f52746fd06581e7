import type { ListJson } from '../../server/award-lists/presenter.js';
import { rows } from '../../server/database.js';
import { noticePhoto } from '../../server/seeding/notice-photo.js';
import type { TaskJson } from '../../server/workflow/presenter.js';
import { verifyChains } from '../../server/audit/verify.js';
import { newList, openTask, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { words } from '../support/page-words.js';
import { find } from '../support/read-html.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { person, students } from '../support/world.js';

/* 领办、转办、委派、加签、请假委托、抄送: each one act, on the shipped diagram, at the API and at the desk. */

let product: Product;
let here: Office;
let colleague: Person;
let director: Person;
let elsewhere: Office;

beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
  elsewhere = await office(product);
  colleague = await Person.signedIn(product, await person(here.authority, 'authority-operator', '赵敏'));
  director = await Person.signedIn(product, await person(here.authority, 'authority-director', '周主任'));
});
afterAll(() => product.stop());

let month = 0;
async function reviewed(): Promise<{ list: ListJson; task: TaskJson }> {
  month += 1;
  const list = await newList(here.operator, 'vocational-grant', `${2021 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`, await students(here.place, 1));
  await walkTo(here, list.id, 'reviewedAtSchool');
  const task = await openTask(here.officer, list.id, 'authority-review');
  if (!task) throw new Error('no review waits');
  return { list, task };
}
const seen = async (who: Person, id: number): Promise<TaskJson> => (await who.get(`/tasks/${id}`)).body;
const decide = async (who: Person, id: number, fields: Record<string, unknown> = { decision: 'pass' }) => who.post(`/tasks/${id}/completion`, { version: (await seen(who, id)).version, ...fields });
const actions = async (list: ListJson): Promise<string[]> => (await rows<{ action: string }>("SELECT action FROM audit_events WHERE chain = ? AND outcome = 'done' ORDER BY seq", [`award-list:${list.id}`])).map(({ action }) => action);

it('a claimed task is one’s own until it is put back', async () => {
  const { list, task } = await reviewed();
  expect((await here.officer.post(`/tasks/${task.id}/claim`)).status).toBe(200);
  expect([(await colleague.post(`/tasks/${task.id}/claim`)).code, (await decide(colleague, task.id)).code]).toEqual(['claimed-by-another', 'claimed-by-another']);
  expect((await seen(colleague, task.id)).can.complete).toMatchObject({ allowed: false, unmet: [{ code: 'claimed-by-another' }] });
  expect((await colleague.call('DELETE', `/tasks/${task.id}/claim`)).code).toBe('not-claimed');
  expect((await here.officer.call('DELETE', `/tasks/${task.id}/claim`)).status).toBe(204);
  expect((await colleague.submit(`/tasks/${task.id}/claim`, {})).status).toBe(303);
  expect((await decide(colleague, task.id)).status).toBe(200);
  expect((await here.officer.post(`/tasks/${task.id}/claim`)).code).toBe('already-done');
  expect((await actions(list)).slice(-4)).toEqual(['领办', '放回', '领办', '主管部门审核通过']);
});

it('two who claim at once: one has it', async () => {
  const { task } = await reviewed();
  const answers = await Promise.all([here.officer, colleague].map((who) => who.post(`/tasks/${task.id}/claim`)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
});

it('a task is handed to a colleague of the same post, not to somebody of another', async () => {
  const { task } = await reviewed();
  expect((await here.officer.post(`/tasks/${task.id}/transfer`, { userId: director.actor.userId })).code).toBe('no-such-colleague');
  expect((await here.officer.post(`/tasks/${task.id}/transfer`, { userId: elsewhere.officer.actor.userId })).code).toBe('no-such-colleague');
  expect(((await here.officer.get(`/tasks/${task.id}/colleagues`)).body as { transfer: { name: string }[] }).transfer.map(({ name }) => name)).toEqual(['赵敏']);
  expect((await here.officer.submit(`/tasks/${task.id}/transfer`, { userId: String(colleague.actor.userId), reason: '出差' })).status).toBe(303);
  expect((await decide(here.officer, task.id)).code).toBe('claimed-by-another');
  expect((await decide(colleague, task.id)).status).toBe(200);
});

it('a delegated task comes back with the colleague’s word, or is taken back', async () => {
  const { list, task } = await reviewed();
  expect((await here.officer.post(`/tasks/${task.id}/delegation`, { userId: director.actor.userId, question: '请核对金额' })).status).toBe(201);
  expect((await decide(here.officer, task.id)).code).toBe('awaits-signers');
  expect((await here.officer.post(`/tasks/${task.id}/transfer`, { userId: colleague.actor.userId })).code).toBe('delegated');
  expect((await decide(director, task.id)).status).toBe(403);
  const page = await director.page(`/tasks/${task.id}`);
  expect([words(page).includes('请您出具意见'), find(page.text, 'form', { action: `/tasks/${task.id}/signature` })]).toEqual([true, [expect.anything()]]);
  expect((await colleague.post(`/tasks/${task.id}/signature`, { agrees: true })).code).toBe('not-asked');
  expect((await director.submit(`/tasks/${task.id}/signature`, { agrees: 'true', opinion: '金额无误' })).status).toBe(303);
  expect((await seen(here.officer, task.id)).signers).toMatchObject([{ kind: 'delegation', state: 'signed', agrees: true, opinion: '金额无误' }]);
  await here.officer.post(`/tasks/${task.id}/delegation`, { userId: director.actor.userId });
  const open = (await seen(here.officer, task.id)).signers.find(({ state }) => state === 'open');
  expect((await director.call('DELETE', `/tasks/${task.id}/additional-signers/${open?.id ?? 0}`)).status).toBe(403);
  expect((await here.officer.submit(`/tasks/${task.id}/additional-signers/${open?.id ?? 0}/removal`, {})).status).toBe(303);
  expect((await decide(here.officer, task.id)).status).toBe(200);
  expect((await actions(list)).slice(-5)).toEqual(['委派', '出具会签意见', '委派', '收回委派', '主管部门审核通过']);
});

it('who signs before the decision is waited for; after 减签 not any more', async () => {
  const { task } = await reviewed();
  expect((await here.officer.post(`/tasks/${task.id}/additional-signers`, { userId: director.actor.userId, position: 'before' })).status).toBe(201);
  expect((await here.officer.post(`/tasks/${task.id}/additional-signers`, { userId: director.actor.userId, position: 'before' })).code).toBe('in-use');
  expect((await decide(here.officer, task.id)).code).toBe('awaits-signers');
  const [signer] = (await seen(here.officer, task.id)).signers;
  expect((await here.officer.call('DELETE', `/tasks/${task.id}/additional-signers/${signer.id}`)).status).toBe(204);
  expect((await here.officer.call('DELETE', `/tasks/${task.id}/additional-signers/${signer.id}`)).status).toBe(404);
  expect((await decide(here.officer, task.id)).status).toBe(200);
});

it('a decision with somebody signing after it takes effect with their yes, and comes back with their no', async () => {
  const { list, task } = await reviewed();
  await here.officer.post(`/tasks/${task.id}/additional-signers`, { userId: director.actor.userId, position: 'after' });
  expect((await decide(here.officer, task.id)).body).toMatchObject({ state: 'open', pending: true });
  expect((await decide(here.officer, task.id)).code).toBe('in-use');
  expect((await director.post(`/tasks/${task.id}/signature`, { agrees: false, opinion: '再核一遍' })).status).toBe(200);
  expect(await seen(here.officer, task.id)).toMatchObject({ state: 'open', pending: false });
  await here.officer.post(`/tasks/${task.id}/additional-signers`, { userId: director.actor.userId, position: 'after' });
  expect((await decide(here.officer, task.id)).status).toBe(200);
  expect((await director.post(`/tasks/${task.id}/signature`, { agrees: true })).body).toMatchObject({ state: 'done', decision: 'pass', doneBy: here.officer.actor.name });
  expect((await actions(list)).slice(-2)).toEqual(['出具会签意见', '主管部门审核通过']);
});

it('a colleague stands in while somebody is away: for what is open now, from the first day to the last, recorded as 某某代某某', async () => {
  const aidCentre = await Person.signedIn(product, await person(here.authority, 'aid-centre-director', '孙主任'));
  const { list, task } = await reviewed();
  await here.officer.post(`/tasks/${task.id}/claim`);
  expect((await decide(aidCentre, task.id)).status).toBe(403);
  const away = { standInId: aidCentre.actor.userId, from: '2023-05-11', until: '2023-05-12', reason: '培训' };
  expect((await here.officer.post('/delegations', { ...away, until: '2023-05-10' })).status).toBe(400);
  expect((await here.officer.post('/delegations', { ...away, standInId: elsewhere.officer.actor.userId })).code).toBe('no-such-colleague');
  const begun = await here.officer.post('/delegations', away);
  expect([begun.status, (await here.officer.post('/delegations', away)).code]).toEqual([201, 'already-absent']);
  expect((await decide(aidCentre, task.id)).status).toBe(403);
  await officeTime('2023-05-11T09:00:00+08:00');
  expect(((await aidCentre.get('/tasks')).body as { items: TaskJson[] }).items.map(({ id }) => id)).toContain(task.id);
  expect((await decide(aidCentre, task.id)).body).toMatchObject({ state: 'done', doneBy: '孙主任', onBehalfOf: here.officer.actor.name });
  expect(await rows('SELECT actor_name, on_behalf_of FROM process_history h JOIN process_instances i ON i.id = h.instance_id WHERE i.subject_id = ? AND kind = ?  AND element_id = ?', [list.id, 'task-done', 'authority-review'])).toEqual([{ actor_name: '孙主任', on_behalf_of: here.officer.actor.name }]);
  expect((await rows<{ after_values: string }>("SELECT after_values FROM audit_events WHERE chain = ? AND action = '主管部门审核通过'", [`award-list:${list.id}`]))[0].after_values).toContain(`"onBehalfOf":"${here.officer.actor.name}"`);
  const second = await reviewed();
  expect((await aidCentre.call('DELETE', `/delegations/${(begun.body as { id: number }).id}`)).status).toBe(404);
  expect((await here.officer.submit(`/delegations/${(begun.body as { id: number }).id}/removal`, {})).status).toBe(303);
  expect((await decide(aidCentre, second.task.id)).status).toBe(403);
  expect(await verifyChains()).toEqual(expect.objectContaining({}));
});

it('whoever submitted a list does not review it, not even for an absent reviewer', async () => {
  const reviewer = await Person.signedIn(product, await person(here.place, 'school-reviewer'));
  expect((await reviewer.post('/delegations', { standInId: here.operator.actor.userId, from: '2023-05-11', until: '2023-05-30' })).status).toBe(201);
  month += 1;
  const list = await newList(here.operator, 'vocational-grant', `${2021 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`, await students(here.place, 1));
  await walkTo(here, list.id, 'submitted');
  const task = await openTask(here.reviewer, list.id, 'school-review');
  const answer = await decide(here.operator, task?.id ?? 0);
  expect([answer.status, answer.code]).toEqual([403, 'same-person']);
});

it('copies are read, phrases are one’s own or the office’s', async () => {
  const { task } = await reviewed();
  expect((await here.officer.post(`/tasks/${task.id}/copies`, { userIds: [director.actor.userId] })).status).toBe(201);
  expect((await here.operator.post(`/tasks/${task.id}/copies`, { userIds: [here.reviewer.actor.userId] })).status).toBe(403);
  const [copy] = ((await director.get('/task-copies')).body as { items: { id: number; readAt: string | null }[] }).items;
  expect(words(await here.officer.page(`/tasks/${task.id}`))).toContain('周主任（未读）');
  expect(((await director.post('/task-copies/reads', { ids: [copy.id] })).body as { read: number }).read).toBe(1);
  expect(words(await here.officer.page(`/tasks/${task.id}`))).toContain('周主任（已读）');
  expect((await here.officer.post('/opinion-phrases', { phrase: '材料齐全', for: 'office' })).status).toBe(403);
  expect((await director.post('/opinion-phrases', { phrase: '请补材料', for: 'office' })).status).toBe(201);
  const own = await here.officer.post('/opinion-phrases', { phrase: '同意上报' });
  expect(((await here.officer.get('/opinion-phrases')).body as { items: { phrase: string }[] }).items.map(({ phrase }) => phrase)).toEqual(['同意上报', '请补材料']);
  expect(words(await here.officer.page(`/tasks/${task.id}`))).toContain('同意上报');
  expect((await colleague.call('DELETE', `/opinion-phrases/${(own.body as { id: number }).id}`)).status).toBe(404);
  expect((await here.officer.page('/delegations')).status).toBe(200);
});

it('a leaver’s open tasks go to the successor', async () => {
  const { task } = await reviewed();
  await here.officer.post(`/tasks/${task.id}/claim`);
  const administrator = await Person.signedIn(product, await person(here.authority, 'system-administrator'));
  expect((await administrator.post(`/users/${here.officer.actor.userId}/hand-over`, { to: director.actor.userId })).code).toBe('no-such-colleague');
  expect((await administrator.post(`/users/${here.officer.actor.userId}/hand-over`, { to: colleague.actor.userId })).body).toMatchObject({ tasks: expect.any(Number) });
  expect((await seen(colleague, task.id)).assignee?.id).toBe(colleague.actor.userId);
});

it('a task is sent back by the subject’s own rule, and only where there is one; one’s own submission comes back until it is handled', async () => {
  const { list, task } = await reviewed();
  const enter = (await rows<{ id: number }>("SELECT id FROM tasks WHERE subject_id = ? AND task_key = 'enter-list' AND state = 'done'", [list.id]))[0].id;
  const late = await here.operator.post(`/tasks/${enter}/taking-back`);
  expect([late.status, late.code, (await seen(here.operator, enter)).can['take-back'].allowed]).toEqual([422, 'not-awaiting-school-review', false]);
  expect((await here.officer.post(`/tasks/${task.id}/return`, { version: task.version, remark: ' ' })).code).toBe('remark-required');
  expect((await here.operator.post(`/tasks/${task.id}/return`, { version: task.version, remark: '人数不符' })).status).toBe(403);
  expect((await here.officer.post(`/tasks/${task.id}/return`, { version: task.version, remark: '人数不符' })).body).toMatchObject({ state: 'done', decision: 'fail' });
  const again = await openTask(here.operator, list.id, 'enter-list');
  expect([again?.can.return, (await here.operator.post(`/tasks/${again?.id ?? 0}/return`, { version: 0, remark: 'x' })).code]).toMatchObject([{ allowed: false, unmet: [{ code: 'no-return-rule' }] }, 'no-return-rule']);
  await here.operator.post(`/award-lists/${list.id}/submission`);
  expect((await here.reviewer.post(`/tasks/${again?.id ?? 0}/taking-back`)).status).toBe(403);
  expect((await here.operator.post(`/tasks/${again?.id ?? 0}/taking-back`)).status).toBe(200);
  expect(await openTask(here.operator, list.id, 'enter-list')).toBeDefined();
});

it('files are added to an opinion by whoever is asked for it, seen by those who see the task, and stay once it is decided', async () => {
  const { task } = await reviewed();
  const added = await colleague.upload(`/tasks/${task.id}/attachments`, '复核说明.jpg', await noticePhoto(), 'image/jpeg');
  expect([added.status, (await here.operator.upload(`/tasks/${task.id}/attachments`, 'a.jpg', await noticePhoto(), 'image/jpeg')).status]).toEqual([201, 403]);
  const { id } = added.body as { id: number };
  const bytes = await here.operator.get(`/tasks/${task.id}/attachments/${id}`);
  expect([bytes.status, words(await colleague.page(`/tasks/${task.id}`)).includes('复核说明.jpg')]).toEqual([200, true]);
  expect((await elsewhere.officer.get(`/tasks/${task.id}/attachments/${id}`)).status).toBe(404);
  expect((await colleague.call('DELETE', `/tasks/${task.id}/attachments/${id}`)).status).toBe(204);
  expect((await colleague.get(`/tasks/${task.id}/attachments/${id}`)).status).toBe(404);
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(await noticePhoto())], { type: 'image/jpeg' }), '照片.jpg');
  expect((await colleague.submit(`/tasks/${task.id}/attachments`, form)).status).toBe(303);
  expect((await decide(colleague, task.id)).status).toBe(200);
  expect((await colleague.upload(`/tasks/${task.id}/attachments`, 'b.jpg', await noticePhoto(), 'image/jpeg')).code).toBe('already-done');
});

it('tools on another school’s task are not found', async () => {
  const { task } = await reviewed();
  for (const [method, path, body] of [['POST', 'claim', {}], ['DELETE', 'claim', undefined], ['POST', 'transfer', { userId: 1 }], ['POST', 'delegation', { userId: 1 }], ['POST', 'signature', { agrees: true }], ['POST', 'copies', { userIds: [1] }]] as const) {
    expect([path, (await elsewhere.officer.call(method, `/tasks/${task.id}/${path}`, body)).status]).toEqual([path, 404]);
  }
});

it('one’s own tasks are those one has claimed, is asked about, or has done oneself; the post’s are everybody’s', async () => {
  const [mine, asked, free] = [await reviewed(), await reviewed(), await reviewed()];
  await here.officer.post(`/tasks/${mine.task.id}/claim`);
  await here.officer.post(`/tasks/${asked.task.id}/delegation`, { userId: director.actor.userId });
  const made = [mine, asked, free].map(({ task }) => task.id);
  const listed = async (who: Person, query: string): Promise<number[]> => ((await who.get(`/tasks?${query}`)).body as { items: TaskJson[] }).items.map(({ id }) => id).filter((id) => made.includes(id)).sort((a, b) => a - b);
  expect([await listed(here.officer, 'whose=me'), await listed(colleague, 'whose=me'), await listed(director, 'whose=me'), await listed(colleague, 'whose=post')]).toEqual([[made[0], made[1]], [], [made[1]], made]);
  await decide(colleague, free.task.id);
  expect([await listed(colleague, 'whose=me&state=done'), await listed(here.officer, 'whose=me&state=done'), await listed(here.officer, 'state=done')]).toEqual([[made[2]], [], [made[2]]]);
  expect(await listed(elsewhere.officer, 'whose=me')).toEqual([]);
});

it('the kinds of tasks of a post are counted with them, and the colleagues of an office are its own', async () => {
  await reviewed();
  const { kinds, total } = (await here.officer.get('/tasks?count=true&limit=1')).body as { kinds: { key: string; name: string; count: number }[]; total: number };
  expect([kinds.reduce((sum, { count }) => sum + count, 0), kinds.find(({ key }) => key === 'authority-review')?.name]).toEqual([total, '主管部门审核']);
  expect(((await here.officer.get('/colleagues')).body as { items: { name: string }[] }).items.map(({ name }) => name)).toEqual(expect.arrayContaining(['周主任（业务主管领导）', '赵敏（主管部门业务操作人员）']));
  expect(((await elsewhere.officer.get('/colleagues')).body as { items: unknown[] }).items).toEqual([]);
});
