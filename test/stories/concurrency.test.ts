import { complete, listOf, newList, openTask, walkTo } from '../support/list-walk.js';
import { awardsOn, office, type Office } from '../support/office.js';
import { Person, startProduct, type Product, type Reply } from '../support/product.js';
import { documentNumber, person, student, students } from '../support/world.js';

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => { here = await office(product); });

const statuses = (replies: Reply[]): number[] => replies.map(({ status }) => status).sort();

describe('two people at once', () => {
  it.each([2, 8])('%d officers confirm the same list: one succeeds, the others learn who and when', async (callers) => {
    const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 2));
    await walkTo(here, list.id, 'published');
    const task = await openTask(here.officer, list.id, 'confirm-publicity');
    const officers = [here.officer, ...await Promise.all(Array.from({ length: callers - 1 }, async () => Person.signedIn(product, await person(here.authority, 'authority-operator'))))];
    const answers = await Promise.all(officers.map((officer) => officer.post(`/tasks/${task?.id}/completion`, { version: task?.version, decision: 'confirm' })));
    expect(statuses(answers)).toEqual([200, ...Array.from({ length: callers - 1 }, () => 409)]);
    for (const late of answers.filter(({ status }) => status === 409)) expect(late.body).toMatchObject({ code: 'already-done', by: expect.any(String), at: expect.any(String) });
    const history: { items: { action: string }[] } = (await here.operator.get(`/award-lists/${list.id}/history`)).body;
    expect(history.items.filter(({ action }) => action === '公示通过')).toHaveLength(1);
  });

  it('a confirmation and a rejection at the same moment: one decision stands', async () => {
    const list = await newList(here.operator, 'vocational-tuition-waiver', '2023-05', await students(here.place, 2));
    await walkTo(here, list.id, 'published');
    const task = await openTask(here.officer, list.id, 'confirm-publicity');
    const second = await Person.signedIn(product, await person(here.authority, 'authority-operator'));
    const answers = await Promise.all([here.officer.post(`/tasks/${task?.id}/completion`, { version: task?.version, decision: 'confirm' }), second.post(`/tasks/${task?.id}/completion`, { version: task?.version, decision: 'reject', remark: '有误' })]);
    expect(statuses(answers)).toEqual([200, 409]);
    const after = await listOf(here.operator, list.id);
    expect([['confirmed', '400.00'], ['rejected', null]]).toContainEqual([after.status.authorityPublicity, after.paid]);
  });

  it('a double click with the same key submits once and answers the same', async () => {
    const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
    const headers = { 'Idempotency-Key': `submit-${list.id}-abcdef` };
    const first = await here.operator.post(`/award-lists/${list.id}/submission`, {}, headers);
    const second = await here.operator.post(`/award-lists/${list.id}/submission`, {}, headers);
    expect([first.status, second.status, second.text]).toEqual([200, 200, first.text]);
    expect((await here.operator.post(`/award-lists/${list.id}/submission`, { version: 3 }, headers)).code).toBe('key-reused');
    const both = await Promise.all([1, 2, 3].map(() => here.operator.post('/award-lists', { programme: 'vocational-grant', month: '2023-06' }, { 'Idempotency-Key': `create-${list.id}-abcdef` })));
    expect(both.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    expect(new Set(both.filter(({ status }) => status === 201).map(({ body }) => (body as { id: number }).id)).size).toBe(1);
    expect(both.every(({ status, code }) => status === 201 || code === 'in-progress')).toBe(true);
  });

  it('a refusal is kept under its key too', async () => {
    const list = await newList(here.operator, 'vocational-grant', '2023-05', []);
    const headers = { 'Idempotency-Key': `empty-${list.id}-abcdef` };
    const first = await here.operator.post(`/award-lists/${list.id}/submission`, {}, headers);
    const [someone] = await students(here.place, 1);
    await here.operator.post(`/award-lists/${list.id}/awards`, { studentId: someone });
    const again = await here.operator.post(`/award-lists/${list.id}/submission`, {}, headers);
    expect([first.status, first.code, again.status, again.code]).toEqual([422, 'empty-list', 422, 'empty-list']);
    expect((await here.operator.post(`/award-lists/${list.id}/submission`)).status).toBe(200);
  });

  it('two schools submit the same person at once: one list stands, the other is told whom to take off', async () => {
    const other = await office(product, here.authority);
    const document = documentNumber();
    const mine = await newList(here.operator, 'vocational-grant', '2023-05', [await student(here.place, { document, name: '张三' })]);
    const theirs = await newList(other.operator, 'vocational-grant', '2023-05', [await student(other.place, { document, name: '张三' })]);
    const answers = await Promise.all([here.operator.post(`/award-lists/${mine.id}/submission`), other.operator.post(`/award-lists/${theirs.id}/submission`)]);
    expect(statuses(answers)).toEqual([200, 422]);
    expect(answers.find(({ status }) => status === 422)).toMatchObject({ code: 'student-on-other-list', text: expect.stringContaining('张三') });
  });

  it('somebody adds a student while somebody submits: the list is whole either way', async () => {
    const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
    const colleague = await Person.signedIn(product, await person(here.place, 'school-operator'));
    const [late] = await students(here.place, 1);
    const [submitted, added] = await Promise.all([here.operator.post(`/award-lists/${list.id}/submission`), colleague.post(`/award-lists/${list.id}/awards`, { studentId: late })]);
    expect(submitted.status).toBe(200);
    expect([201, 422]).toContain(added.status);
    const after = await listOf(here.operator, list.id);
    expect([after.people, after.payable]).toEqual(added.status === 201 ? [2, '400.00'] : [1, '200.00']);
    expect(await awardsOn(here.operator, list.id)).toHaveLength(after.people);
  });

  it('an old page cannot decide about a list that has come back since', async () => {
    const list = await newList(here.operator, 'vocational-grant', '2023-04', await students(here.place, 1));
    await walkTo(here, list.id, 'reviewedAtSchool');
    const old = await openTask(here.officer, list.id, 'authority-review');
    await complete(here.officer, list.id, 'authority-review', { decision: 'fail', remark: '请核对' });
    await walkTo(here, list.id, 'reviewedAtSchool');
    expect((await here.officer.post(`/tasks/${old?.id}/completion`, { version: old?.version, decision: 'pass' })).code).toBe('already-done');
    const current = await openTask(here.officer, list.id, 'authority-review');
    expect((await here.officer.post(`/tasks/${current?.id}/completion`, { version: (current?.version ?? 0) + 7, decision: 'pass' })).code).toBe('stale-version');
  });
});

it('who changes a list that has changed since it was opened is told, and nothing of theirs is written', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2022-01', []);
  expect((await here.operator.patch(`/award-lists/${list.id}`, { version: list.version, batchNo: 7 })).status).toBe(200);
  const late = await here.operator.patch(`/award-lists/${list.id}`, { version: list.version, batchNo: 8 });
  expect([late.status, late.code, ((await here.operator.get(`/award-lists/${list.id}`)).body as { batchNo: number }).batchNo]).toEqual([409, 'stale-version', 7]);
});
