import { complete, listOf, newList, openTask, walkTo } from '../support/list-walk.js';
import { office, paidOf, reminder, samePage, type Office } from '../support/office.js';
import { officeTime, startProduct, type Product } from '../support/product.js';
import { students } from '../support/world.js';

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => { here = await office(product); });

describe('附件1 二 5、6 申请公示退回与公示退回审核', () => {
  it('is refused before publicity, before confirmation and while one waits', async () => {
    const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
    const ask = () => here.operator.post(`/award-lists/${list.id}/withdrawal-requests`, { reason: '有误' });
    expect((await ask()).code).toBe('not-published');
    await walkTo(here, list.id, 'published');
    expect((await ask()).code).toBe('not-confirmed');
    await complete(here.officer, list.id, 'confirm-publicity', { decision: 'confirm' });
    expect((await here.operator.post(`/award-lists/${list.id}/withdrawal-requests`, { reason: '  ' })).code).toBe('remark-required');
    expect((await ask()).status).toBe(201);
    expect((await ask()).code).toBe('withdrawal-pending');
    await samePage(here.operator, list.id);
  });

  it('refused, it changes no column; the school may ask again, and the reminder goes 1, 0, 1', async () => {
    const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 2));
    const before = await walkTo(here, list.id, 'confirmed');
    const waiting = () => reminder(here.officer, 'withdrawal-review', 'vocational-grant');
    await here.operator.post(`/award-lists/${list.id}/withdrawal-requests`, { reason: '金额有误' });
    expect((await waiting()).currentMonth).toBe(1);
    expect((await listOf(here.operator, list.id)).stage).toBe('withdrawal-pending');
    expect((await complete(here.officer, list.id, 'review-withdrawal', { decision: 'refuse' })).code).toBe('remark-required');
    expect((await complete(here.officer, list.id, 'review-withdrawal', { decision: 'refuse', remark: '金额无误' })).status).toBe(200);
    const after = await listOf(here.operator, list.id);
    expect({ ...after, version: 0, can: {}, withdrawal: null }).toEqual({ ...before, version: 0, can: {}, withdrawal: null });
    expect(after.withdrawal).toMatchObject({ state: 'refused' });
    expect((await waiting()).currentMonth).toBe(0);
    expect((await here.operator.post(`/award-lists/${list.id}/withdrawal-requests`, { reason: '还是有误' })).status).toBe(201);
    expect((await waiting()).currentMonth).toBe(1);
  });

  it('granted before any payment, empty amounts stay empty and every field the notice names turns back', async () => {
    const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 3));
    await walkTo(here, list.id, 'confirmed');
    await here.operator.post(`/award-lists/${list.id}/withdrawal-requests`, { reason: '名单有误' });
    expect((await complete(here.officer, list.id, 'review-withdrawal', { decision: 'grant' })).status).toBe(200);
    expect(await listOf(here.operator, list.id)).toMatchObject({ stage: 'entry', paid: null, status: { submission: 'draft', schoolReview: 'pending', authorityReview: 'pending', schoolPublicity: 'unpublished', authorityPublicity: 'rejected' } });
    expect(await paidOf(here.operator, list.id)).toEqual([null, null, null]);
    expect(await openTask(here.operator, list.id, 'enter-list')).toBeDefined();
    expect(await openTask(here.operator, list.id, 'request-withdrawal')).toBeUndefined();
    await samePage(here.operator, list.id);
  });

  it('granted after payment, the amounts become 0, the payments are kept, voided and marked for recovery, and the office was told before', async () => {
    const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 3));
    await walkTo(here, list.id, 'confirmed');
    await officeTime('2023-05-17T09:00:00+08:00');
    expect((await here.operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: '2023-05-17', awards: 'all' })).status).toBe(201);
    const impact: { message: string; paid: string } = (await here.officer.get(`/award-lists/${list.id}/withdrawal-impact`)).body;
    expect(impact).toMatchObject({ paid: '600.00', message: expect.stringContaining('3 人实发 600.00 元将清零') });
    await here.operator.post(`/award-lists/${list.id}/withdrawal-requests`, { reason: '名单有误' });
    expect((await here.operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: '2023-05-17', awards: 'all' })).code).toBe('withdrawal-pending');
    await complete(here.officer, list.id, 'review-withdrawal', { decision: 'grant' });
    expect(await paidOf(here.operator, list.id)).toEqual(['0.00', '0.00', '0.00']);
    const payments: { items: { state: string; recover: boolean; amount: string }[] } = (await here.officer.get(`/award-lists/${list.id}/disbursements`)).body;
    expect(payments.items.map(({ state, recover, amount }) => [state, recover, amount])).toEqual([['voided', true, '200.00'], ['voided', true, '200.00'], ['voided', true, '200.00']]);
  });
});
