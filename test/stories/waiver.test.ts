import { complete, listOf, newList, walkTo } from '../support/list-walk.js';
import { office, paidOf, samePage, type Office } from '../support/office.js';
import { startProduct, type Product } from '../support/product.js';
import { students } from '../support/world.js';

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => { here = await office(product); });

describe('附件1 二（二） 中职国家免学费', () => {
  it('fills the paid amount of each student at the confirmation, before the publicity period has ended', async () => {
    const list = await newList(here.operator, 'vocational-tuition-waiver', '2023-05', await students(here.place, 3));
    await walkTo(here, list.id, 'published');
    expect(await paidOf(here.operator, list.id)).toEqual([null, null, null]);
    expect((await complete(here.officer, list.id, 'confirm-publicity', { decision: 'confirm' })).status).toBe(200);
    expect(await paidOf(here.operator, list.id)).toEqual(['200.00', '200.00', '200.00']);
    expect(await listOf(here.operator, list.id)).toMatchObject({ stage: 'finished', paid: '600.00', payable: '600.00' });
    for (const who of [here.operator, here.reviewer, here.officer]) await samePage(who, list.id);
  });

  it('has no disbursement at all, on no door', async () => {
    const list = await newList(here.operator, 'vocational-tuition-waiver', '2023-05', await students(here.place, 1));
    await walkTo(here, list.id, 'confirmed');
    for (const who of [here.operator, here.reviewer, here.officer]) {
      expect((await who.get(`/award-lists/${list.id}/disbursements`)).status).toBe(404);
      expect((await who.post(`/award-lists/${list.id}/disbursements`, { paidOn: '2023-05-10', awards: 'all' })).status).toBe(404);
    }
    expect((await here.operator.page(`/award-lists/${list.id}/disbursement`)).status).toBe(404);
    expect((await listOf(here.operator, list.id)).can.disburse.allowed).toBe(false);
  });

  it('a rejected publicity fills nothing', async () => {
    const list = await newList(here.operator, 'vocational-tuition-waiver', '2023-05', await students(here.place, 2));
    await walkTo(here, list.id, 'published');
    expect((await complete(here.officer, list.id, 'confirm-publicity', { decision: 'reject', remark: '附件不清楚' })).status).toBe(200);
    expect(await paidOf(here.operator, list.id)).toEqual([null, null]);
  });

  it('a withdrawal that is granted sets the filled amounts to 0, and the next confirmation fills the new ones', async () => {
    const list = await newList(here.operator, 'vocational-tuition-waiver', '2023-04', await students(here.place, 2));
    await walkTo(here, list.id, 'confirmed');
    expect((await here.operator.post(`/award-lists/${list.id}/withdrawal-requests`, { reason: '一名学生转学' })).status).toBe(201);
    expect((await complete(here.officer, list.id, 'review-withdrawal', { decision: 'grant' })).status).toBe(200);
    expect(await paidOf(here.operator, list.id)).toEqual(['0.00', '0.00']);
    expect((await listOf(here.operator, list.id)).paid).toBe('0.00');
    await walkTo(here, list.id, 'confirmed');
    expect(await paidOf(here.operator, list.id)).toEqual(['200.00', '200.00']);
  });
});
