import { addDays } from '../../server/values/office-date.js';
import { row } from '../../server/database.js';
import { listOf, newList, complete, walkTo, attachPhoto, openTask, type Around } from '../support/list-walk.js';
import { samePage } from '../support/office.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { county, person, school, students, type Place } from '../support/world.js';
import type { AwardJson } from '../../server/award-lists/presenter.js';

let product: Product;
let authority: Place;
let place: Place;
let around: Around;

beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => {
  authority = await county();
  place = await school(authority);
  around = { operator: await Person.signedIn(product, await person(place, 'school-operator')), reviewer: await Person.signedIn(product, await person(place, 'school-reviewer')), officer: await Person.signedIn(product, await person(authority, 'authority-operator')) };
});

const awards = async (id: number): Promise<AwardJson[]> => ((await around.operator.get(`/award-lists/${id}/awards`)).body as { items: AwardJson[] }).items;
const paidOf = async (id: number): Promise<(string | null)[]> => (await awards(id)).map(({ paid }) => paid);

describe('附件1 二（一） 中职国家助学金', () => {
  it('goes its whole way: entry, two reviews, publicity with its attachment, confirmation, disbursement after the last day', async () => {
    const list = await newList(around.operator, 'vocational-grant', '2023-05', await students(place, 3));
    expect(list).toMatchObject({ stage: 'entry', people: 3, payable: '600.00', paid: null });
    await samePage(around.operator, list.id);
    expect((await walkTo(around, list.id, 'reviewedAtAuthority')).stage).toBe('to-publish');
    for (const who of [around.operator, around.reviewer, around.officer]) await samePage(who, list.id);

    const period = { start: '2023-05-10', end: '2023-05-16' };
    const refused = await complete(around.operator, list.id, 'publish-list', period);
    expect([refused.status, refused.code]).toEqual([422, 'attachment-required']);
    expect((await attachPhoto(around.operator, list.id)).status).toBe(201);
    expect((await complete(around.operator, list.id, 'publish-list', period)).status).toBe(200);
    expect(await listOf(around.operator, list.id)).toMatchObject({ stage: 'awaiting-confirmation', round: 1, status: { schoolPublicity: 'published', authorityPublicity: 'awaiting' }, publicity: { start: '2023-05-10', end: '2023-05-16' } });

    expect((await complete(around.officer, list.id, 'confirm-publicity', { decision: 'confirm' })).status).toBe(200);
    expect(await listOf(around.operator, list.id)).toMatchObject({ stage: 'in-publicity', paid: null });
    for (const who of [around.operator, around.reviewer, around.officer]) await samePage(who, list.id);
    expect(await paidOf(list.id)).toEqual([null, null, null]);

    for (const day of ['2023-05-10', '2023-05-16']) {
      await officeTime(`${day}T23:59:00+08:00`);
      expect((await around.operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: day, awards: 'all' })).code).toBe('publicity-not-ended');
    }
    await officeTime('2023-05-17T00:00:00+08:00');
    expect((await listOf(around.operator, list.id)).stage).toBe('to-disburse');
    await samePage(around.operator, list.id);
    const paid = await around.operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: '2023-05-17', awards: 'all' });
    expect([paid.status, (await listOf(around.operator, list.id)).stage, (await listOf(around.operator, list.id)).paid]).toEqual([201, 'disbursed', '600.00']);
    expect(await paidOf(list.id)).toEqual(['200.00', '200.00', '200.00']);
    expect(await openTask(around.operator, list.id, 'manage-disbursement')).toBeUndefined();
  });

  it('may be paid person by person, a returned payment is kept and paid again', async () => {
    await officeTime('2023-05-17T10:00:00+08:00');
    const list = await newList(around.operator, 'vocational-grant', '2023-04', await students(place, 2));
    await walkTo(around, list.id, 'confirmed', { start: '2023-05-17', end: '2023-05-23' });
    await officeTime('2023-05-24T09:00:00+08:00');
    const [first, second] = await awards(list.id);
    expect((await around.operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: '2023-05-24', awards: [{ awardId: first.id, amount: '200.00' }] })).status).toBe(201);
    expect((await listOf(around.operator, list.id)).stage).toBe('to-disburse');
    expect((await around.operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: '2023-05-24', awards: [{ awardId: second.id, amount: '200.01' }] })).code).toBe('over-payable');
    expect((await around.operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: '2023-05-24', awards: 'all' })).status).toBe(201);
    expect((await listOf(around.operator, list.id)).stage).toBe('disbursed');

    const payments: { items: { id: number; awardId: number }[] } = (await around.operator.get(`/award-lists/${list.id}/disbursements`)).body;
    const returned = payments.items.find(({ awardId }) => awardId === second.id);
    expect((await around.operator.patch(`/disbursements/${returned?.id}`, { state: 'returned', reason: '卡号错误' })).status).toBe(200);
    expect(await paidOf(list.id)).toEqual(['200.00', null]);
    expect((await listOf(around.operator, list.id)).stage).toBe('to-disburse');
    expect(await openTask(around.operator, list.id, 'manage-disbursement')).toBeDefined();
    expect((await around.operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: '2023-05-24', awards: 'all' })).status).toBe(201);
    expect((await listOf(around.operator, list.id)).stage).toBe('disbursed');
  });

  it.each([
    { published: false, confirmed: false, ended: false }, { published: true, confirmed: false, ended: false }, { published: true, confirmed: true, ended: false },
    { published: true, confirmed: false, ended: true }, { published: true, confirmed: true, ended: true },
  ])('lets the school maintain disbursement only when published, confirmed and ended: %o', async ({ published, confirmed, ended }) => {
    const { now } = (await row<{ now: string }>("SELECT DATE_FORMAT(DATE_ADD(UTC_TIMESTAMP(), INTERVAL (SELECT value / 1000 FROM settings WHERE name = 'clock-offset-ms') + 28800 SECOND), '%Y-%m-%d') AS now")) ?? { now: '' };
    const list = await newList(around.operator, 'vocational-grant', '2023-06', await students(place, 1));
    const period = { start: now, end: addDays(now, 10) };
    await walkTo(around, list.id, confirmed ? 'confirmed' : published ? 'published' : 'reviewedAtAuthority', period);
    if (ended) await officeTime(`${addDays(period.end, 1)}T08:00:00+08:00`);
    const answer = await around.operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: ended ? addDays(period.end, 1) : now, awards: 'all' });
    const expected = published && confirmed && ended ? undefined : !published ? 'not-published' : !confirmed ? 'not-confirmed' : 'publicity-not-ended';
    expect(answer.code).toBe(expected);
    expect((await listOf(around.operator, list.id)).can.disburse.allowed).toBe(false === Boolean(expected) && (await listOf(around.operator, list.id)).stage === 'to-disburse' ? true : expected === undefined);
  });
});
