import { rows } from '../../server/database.js';
import { formOf, links, tableRows, words } from '../support/page-words.js';
import { listOf, newList, walkTo, type Around } from '../support/list-walk.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { county, person, school, students, type Place } from '../support/world.js';

let product: Product;
let authority: Place;
let place: Place;
let around: Around;
let base: string;
let id: number;

beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());

/** A confirmed list; from the 17th of May on, one whose publicity has ended. */
async function confirmed(people: number, period: { start: string; end: string }): Promise<void> {
  authority = await county();
  place = await school(authority);
  around = { operator: await Person.signedIn(product, await person(place, 'school-operator', '李秀梅')), reviewer: await Person.signedIn(product, await person(place, 'school-reviewer')), officer: await Person.signedIn(product, await person(authority, 'authority-operator')) };
  id = (await newList(around.operator, 'vocational-grant', '2023-05', await students(place, people))).id;
  await walkTo(around, id, 'confirmed', period);
  base = `/award-lists/${id}/disbursement`;
}
const awardIds = async (): Promise<number[]> => (await rows<{ id: number }>('SELECT id FROM awards WHERE list_id = ? ORDER BY id', [id])).map((one) => one.id);

describe('资金发放管理 at the desk', () => {
  it('before the last day says what is missing and shows no form; sent all the same it is refused', async () => {
    await confirmed(2, { start: '2023-05-10', end: '2023-05-16' });
    const page = await around.operator.page(base);
    expect([words(page).includes('资金发放管理：还差 1 项'), words(page).includes('5月17日 0:00 起可以办理'), formOf(page, base)]).toEqual([true, true, null]);
    const refused = await around.operator.submit(base, { paidOn: '2023-05-10', channel: 'aid-card', scope: 'all' });
    expect([refused.status, (await listOf(around.operator, id)).paid]).toEqual([422, null]);
  });

  it('refused single amounts are all told beside their fields and kept as typed', async () => {
    await officeTime('2023-05-17T09:00:00+08:00');
    await confirmed(3, { start: '2023-05-17', end: '2023-05-23' });
    await officeTime('2023-05-24T09:00:00+08:00');
    const [one, two, three] = await awardIds();
    const typed = { paidOn: '2023-05-24', channel: 'bank-card', scope: 'some', 'awards[0]': String(one), 'awards[1]': String(two), [`amount-${one}`]: '250.00', [`amount-${two}`]: '200.00', [`amount-${three}`]: '180.00' };
    const over = await around.operator.submit(base, typed);
    expect(over.status).toBe(422);
    expect(words(over)).toContain('发放金额超过应发金额');
    expect(formOf(over, base)?.fields).toMatchObject({ channel: 'bank-card', scope: 'some', [`amount-${one}`]: '250.00', [`amount-${three}`]: '180.00' });
    const wrong = await around.operator.submit(base, { ...typed, [`amount-${one}`]: '贰佰', [`amount-${two}`]: '1.005', paidOn: '' });
    expect(wrong.status).toBe(400);
    expect(words(wrong)).toMatch(/还有 3 处要改.*发放日期：请选择发放日期.*“贰佰”不是金额.*“1.005”的小数超过两位/);
    expect((await around.operator.submit(base, { ...typed, 'awards[0]': '', 'awards[1]': '' })).status).toBe(400);
    expect((await listOf(around.operator, id)).paid).toBeNull();
  });

  it('pays one, then everybody else; a payment the bank returned is kept and paid again', async () => {
    const [one] = await awardIds();
    const first = await around.operator.submit(base, { paidOn: '2023-05-24', channel: 'aid-card', scope: 'some', awards: String(one), [`amount-${one}`]: '200.00' });
    expect([first.status, first.headers.get('location')]).toEqual([303, base]);
    const page = await around.operator.page(base);
    expect([tableRows(page, '发放名单').length, tableRows(page, '每一笔发放').length, words(page).includes('还没有发放的 2 人，400.00 元')]).toEqual([2, 1, true]);
    expect((await around.operator.submit(base, { paidOn: '2023-05-24', channel: 'aid-card', scope: 'all' })).status).toBe(303);
    expect(await listOf(around.operator, id)).toMatchObject({ stage: 'disbursed', paid: '600.00' });

    const paid = await around.operator.page(base);
    const [address] = links(paid).filter((href) => href.includes('returned='));
    const action = `/disbursements/${/returned=(\d+)/.exec(address)?.[1]}/return`;
    expect(formOf(await around.operator.page(address.replace('#return', '')), action)?.fields.reason).toBe('');
    const silent = await around.operator.submit(action, { reason: ' ' });
    expect([silent.status, formOf(silent, action)?.errors]).toEqual([422, ['请写明银行退票的原因。']]);
    expect((await around.operator.submit(action, { reason: '卡已注销' })).headers.get('location')).toBe(base);
    expect(await listOf(around.operator, id)).toMatchObject({ stage: 'to-disburse', paid: '400.00' });
    const again = await around.operator.page(base);
    expect([words(again).includes('退票：卡已注销'), words(again).includes('还没有发放的 1 人，200.00 元')]).toEqual([true, true]);
    expect(tableRows(await around.operator.page(`/award-lists/${id}?tab=disbursements`), '资金发放').map(({ text }) => text)).toEqual(expect.arrayContaining([expect.stringMatching(/退票：卡已注销/)]));
    expect((await around.operator.submit(action, { reason: '再来一次' })).status).toBe(409);
  });

  it('is read by the authority without a form, and found by nobody outside', async () => {
    const page = await around.officer.page(base);
    expect([page.status, formOf(page, base), links(page).some((href) => href.includes('returned='))]).toEqual([200, null, false]);
    expect((await around.officer.submit(base, { paidOn: '2023-05-24', channel: 'aid-card', scope: 'all' })).status).toBe(403);
    const stranger = await Person.signedIn(product, await person(await school(authority), 'school-operator'));
    const [payment] = await rows<{ id: number }>('SELECT id FROM disbursements WHERE list_id = ?', [id]);
    expect([(await stranger.page(base)).status, (await stranger.submit(`/disbursements/${payment.id}/return`, { reason: '试试' })).status]).toEqual([404, 404]);
  });
});
