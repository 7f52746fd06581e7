import { attachPhoto, complete, listOf, newList, openTask, walkTo } from '../support/list-walk.js';
import { awardsOn, office, samePage, type Office } from '../support/office.js';
import { startProduct, type Product } from '../support/product.js';
import { students } from '../support/world.js';

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => { here = await office(product); });

const period = { start: '2023-05-10', end: '2023-05-16' };

describe.each(['vocational-grant', 'vocational-tuition-waiver'])('附件1 二 3 公示不通过: %s', (programme) => {
  it('turns exactly the fields the notice names back, closes the public page, and the school maintains the list again', async () => {
    const list = await newList(here.operator, programme, '2023-05', await students(here.place, 3));
    const published = await walkTo(here, list.id, 'published');
    const open = await fetch(`${product.url}/publicity/${published.publicity?.token}`);
    expect(open.status).toBe(200);
    expect((await complete(here.officer, list.id, 'confirm-publicity', { decision: 'reject' })).code).toBe('remark-required');
    expect((await complete(here.officer, list.id, 'confirm-publicity', { decision: 'reject', remark: '名单与附件不一致' })).status).toBe(200);
    expect(await listOf(here.operator, list.id)).toMatchObject({
      stage: 'entry', round: 1, publicity: null, paid: null, people: 3, payable: '600.00',
      status: { submission: 'draft', schoolReview: 'pending', authorityReview: 'pending', schoolPublicity: 'unpublished', authorityPublicity: 'rejected' },
    });
    const closed = await fetch(`${product.url}/publicity/${published.publicity?.token}`, { headers: { Accept: 'application/json' } });
    expect([closed.status, (await closed.text()).includes('张')]).toEqual([410, false]);
    expect(await openTask(here.operator, list.id, 'enter-list')).toBeDefined();
    const history: { items: { action: string; remark: string | null }[] } = (await here.operator.get(`/award-lists/${list.id}/history`)).body;
    expect(history.items.at(-1)).toMatchObject({ action: '公示不通过', remark: '名单与附件不一致' });
    await samePage(here.operator, list.id);
  });

  it('is edited, reviewed again from the beginning, and needs a new attachment in May for its second round', async () => {
    const list = await newList(here.operator, programme, '2023-05', await students(here.place, 3));
    await walkTo(here, list.id, 'published');
    await complete(here.officer, list.id, 'confirm-publicity', { decision: 'reject', remark: '有一人转学' });
    const [first] = await awardsOn(here.operator, list.id);
    expect((await here.operator.delete(`/award-lists/${list.id}/awards/${first.id}`)).status).toBe(204);
    expect((await walkTo(here, list.id, 'reviewedAtAuthority')).stage).toBe('to-publish');
    expect((await complete(here.operator, list.id, 'publish-list', period)).code).toBe('attachment-required');
    expect((await attachPhoto(here.operator, list.id)).status).toBe(201);
    expect((await complete(here.operator, list.id, 'publish-list', period)).status).toBe(200);
    expect(await listOf(here.operator, list.id)).toMatchObject({ round: 2, people: 2, payable: '400.00', status: { authorityPublicity: 'awaiting' } });
    const rounds: { items: { round: number; people: number; outcome: string }[] } = (await here.operator.get(`/award-lists/${list.id}/rounds`)).body;
    expect(rounds.items).toMatchObject([{ round: 1, people: 3, outcome: 'rejected' }, { round: 2, people: 2, outcome: 'awaiting' }]);
  });

  it('a failed review sends the list back to its school with the reason, at the school and at the authority', async () => {
    const list = await newList(here.operator, programme, '2023-04', await students(here.place, 1));
    await here.operator.post(`/award-lists/${list.id}/submission`);
    await complete(here.reviewer, list.id, 'school-review', { decision: 'fail', remark: '人数不对' });
    expect(await listOf(here.operator, list.id)).toMatchObject({ stage: 'entry', status: { schoolReview: 'failed', submission: 'draft' } });
    await here.operator.post(`/award-lists/${list.id}/submission`);
    await complete(here.reviewer, list.id, 'school-review', { decision: 'pass' });
    await complete(here.officer, list.id, 'authority-review', { decision: 'fail', remark: '请核对学籍' });
    expect(await listOf(here.operator, list.id)).toMatchObject({ stage: 'entry', status: { schoolReview: 'pending', authorityReview: 'failed', submission: 'draft' } });
  });

  it('a submission is taken back only before the school has reviewed it', async () => {
    const list = await newList(here.operator, programme, '2023-04', await students(here.place, 1));
    await here.operator.post(`/award-lists/${list.id}/submission`);
    expect((await here.operator.delete(`/award-lists/${list.id}/submission`)).status).toBe(200);
    expect((await listOf(here.operator, list.id)).stage).toBe('entry');
    await walkTo(here, list.id, 'reviewedAtSchool');
    expect((await here.operator.delete(`/award-lists/${list.id}/submission`)).code).toBe('not-awaiting-school-review');
  });
});
