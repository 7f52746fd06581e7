import { row, rows } from '../../server/database.js';
import { OldDatabase } from '../../server/legacy/old-database.js';
import { upgradeStanding } from '../../server/legacy/report.js';
import { upgradeFrom } from '../../server/legacy/upgrade.js';
import { faultsOf } from './upgrade-oracle.js';
import { brokenBooks } from '../chaos/invariants.js';
import { makeOldDatabase, oldList, randomOldWorld, smallOldWorld, type OldWorld } from '../support/old-database.js';
import { startProduct, type Product } from '../support/product.js';

let product: Product;
beforeEach(async () => { product = await startProduct(); });
afterEach(() => product.stop());

const silent = (): void => undefined;
async function upgraded(world: OldWorld): Promise<void> {
  const old = await OldDatabase.opened(await makeOldDatabase(world));
  try {
    await upgradeFrom(old, silent);
  } finally {
    await old.end();
  }
}
const listNamed = (no: string) => row<{ id: number; period: string; school_publicity: string; authority_publicity: string; people: number; payable_fen: number; paid_fen: number | null; batch_no: number }>("SELECT l.* FROM award_lists l JOIN brought_rows b ON b.kind = 'lists' AND b.new_id = l.id AND b.outcome = 'taken' WHERE b.old_no = ?", [no]);
const waitsAt = async (listId: number | undefined): Promise<string[]> => (await rows<{ task_key: string }>("SELECT task_key FROM tasks WHERE subject_kind = 'award-list' AND subject_id = ? AND state = 'open' ORDER BY task_key", [listId ?? 0])).map(({ task_key }) => task_key);

it('year and term become an academic term, published lists wait for confirmation or are confirmed where money went out', async () => {
  const world = smallOldWorld();
  oldList(world, 'FEE-SPRING', { programme: '建档立卡等免学杂费', school_code: '3441118001', list_year: '2022', list_term: '春' }, { people: ['H1', 'H2'], payable: '425.50' });
  oldList(world, 'FEE-AUTUMN', { programme: '建档立卡等免学杂费', school_code: '3441118001', list_year: '2022', list_term: '秋' }, { people: ['H1'], payable: '425.50', paid: '425.50', payments: true });
  oldList(world, 'PUBLISHED', { programme: '中职国家助学金', school_code: '3641118001', list_year: '2022', list_month: '4', publicity: '学校已公示', publicity_start: '2022-04-01', publicity_end: '2022-04-08' }, { people: ['V1', 'V2'], payable: '200.00' });
  oldList(world, 'PAID', { programme: '中职国家助学金', school_code: '3641118001', list_year: '2022', list_month: '5', publicity: '学校已公示', publicity_start: '2022-05-01', publicity_end: '2022-05-08' }, { people: ['V1', 'V2'], payable: '200.00', paid: '199.99', payments: true });
  oldList(world, 'WAIVED', { programme: '中职国家免学费', school_code: '3641118001', list_year: '2022', list_month: '5', publicity: '学校已公示', publicity_start: '2022-05-01', publicity_end: '2022-05-08' }, { people: ['V3'], payable: '2200.00', paid: '2200.00' });
  await upgraded(world);
  const [spring, autumn, published, paid, waived] = await Promise.all(['FEE-SPRING', 'FEE-AUTUMN', 'PUBLISHED', 'PAID', 'WAIVED'].map(listNamed));
  expect([spring?.period, autumn?.period]).toEqual(['2021-2022-spring', '2022-2023-autumn']);
  expect([published?.authority_publicity, paid?.authority_publicity, waived?.authority_publicity]).toEqual(['awaiting', 'confirmed', 'confirmed']);
  expect([paid?.people, paid?.payable_fen, paid?.paid_fen]).toEqual([2, 40_000, 39_998]);
  expect([await waitsAt(spring?.id), await waitsAt(autumn?.id), await waitsAt(published?.id), await waitsAt(paid?.id), await waitsAt(waived?.id)]).toEqual([['manage-disbursement'], [], ['confirm-publicity'], ['request-withdrawal'], ['request-withdrawal']]);
  expect((await upgradeStanding())?.report?.equal).toBe(true);
});

it('what is not clear is kept as 待核实 with all of it, and counts nowhere', async () => {
  const world = smallOldWorld();
  oldList(world, 'UNCLEAR', { programme: '建档立卡等免学杂费', school_code: '3441118001', list_year: '2022', list_term: null }, { people: ['H1', 'H2'], payable: '425.50', paid: '400.25', payments: true });
  oldList(world, 'FIRST', { programme: '中职国家助学金', school_code: '3641118001', list_year: '2022', list_month: '4' }, { people: ['V1'] });
  oldList(world, 'SECOND', { programme: '中职国家助学金', school_code: '3641118001', list_year: '2022', list_month: '4' }, { people: ['V2'] });
  oldList(world, 'TWICE', { programme: '中职国家助学金', school_code: '3641118001', list_year: '2022', list_month: '4' }, { people: ['V1', 'V3'] });
  await upgraded(world);
  expect(await rows('SELECT old_no, unclear, old_words, people, payable_fen, paid_fen, state FROM doubtful_lists ORDER BY old_no')).toEqual([
    { old_no: 'TWICE', unclear: 'student-twice', old_words: '2022 4', people: 2, payable_fen: 160_000, paid_fen: 0, state: 'open' }, { old_no: 'UNCLEAR', unclear: 'no-term', old_words: '2022', people: 2, payable_fen: 85_100, paid_fen: 80_050, state: 'open' },
  ]);
  expect((await rows<{ n: number }>('SELECT COUNT(*) AS n FROM award_lists'))[0].n).toBe(2);
  expect([(await listNamed('FIRST'))?.batch_no, (await listNamed('SECOND'))?.batch_no]).toEqual([1, 2]);
  const report = (await upgradeStanding())?.report;
  expect(report?.lines.find(({ key }) => key === 'awards')).toMatchObject({ before: { rows: 6, fen: 405_100 }, taken: { rows: 2, fen: 160_000 }, doubt: { rows: 4, fen: 245_100 }, left: { rows: 0 }, equal: true });
  expect([report?.equal, report?.paid]).toEqual([true, { before: 80_050, after: 80_050 }]);
});

it.each([1, 2])('nothing of a generated old database is lost: people and fen, row by row (seed %i)', async (seed) => {
  const world = randomOldWorld(seed);
  await upgraded(world);
  expect(await faultsOf(world)).toEqual([]);
  expect((await upgradeStanding())?.report?.lines.filter(({ equal }) => !equal)).toEqual([]);
  // What was brought over holds by the product's own list too.
  expect(await brokenBooks()).toEqual([]);
}, 120_000);

it('cut off after any of its acts it goes on where it was, and done again it changes nothing', async () => {
  const world = randomOldWorld(7, { schools: 3, students: 6, lists: 14, loans: 12 });
  const target = await makeOldDatabase(world);
  // What is told after an act's commit is where a process may die: one act further every time.
  const onward = async (): Promise<boolean> => {
    const old = await OldDatabase.opened(target);
    return upgradeFrom(old, () => { throw new Error('killed'); }).then(() => true, (error: Error) => { if (error.message !== 'killed') throw error; return false; }).finally(() => old.end());
  };
  let cuts = 0;
  while (!(await onward())) cuts += 1;
  expect(cuts).toBeGreaterThan(7);
  expect(await faultsOf(world)).toEqual([]);
  const counted = async (): Promise<unknown> => Promise.all(['organisations', 'students', 'award_lists', 'awards', 'disbursements', 'loans', 'repayments', 'bank_batches', 'doubtful_lists', 'brought_rows', 'process_instances', 'tasks'].map(async (table) => (await rows(`SELECT COUNT(*) AS n FROM ${table}`))[0]));
  const before = await counted();
  await upgraded(world);
  expect(await counted()).toEqual(before);
  expect((await upgradeStanding())?.report?.equal).toBe(true);
}, 120_000);

it('an old database without the views it needs is refused, naming all that is missing; nothing is begun', async () => {
  const { createConnection } = await import('mysql2/promise');
  const target = await makeOldDatabase(smallOldWorld());
  const connection = await createConnection({ socketPath: target.socketPath, user: target.user, database: target.database });
  await connection.query('DROP TABLE v310_payments');
  await connection.query('ALTER TABLE v310_lists DROP COLUMN list_term');
  await connection.end();
  await expect(OldDatabase.opened(target)).rejects.toThrow(/v310_lists\.list_term.*v310_payments\.payment_no/);
  expect(await upgradeStanding()).toBeNull();
});

it('of two commands at once only one brings it over', async () => {
  const world = smallOldWorld();
  oldList(world, 'ONE', { programme: '中职国家助学金', school_code: '3641118001', list_year: '2022', list_month: '4' }, { people: ['V1', 'V2'] });
  const target = await makeOldDatabase(world);
  const both = await Promise.all([OldDatabase.opened(target), OldDatabase.opened(target)]);
  const ended = await Promise.allSettled(both.map((old) => upgradeFrom(old, silent)));
  for (const old of both) await old.end();
  expect(ended.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
  await upgraded(world);
  expect(await faultsOf(world)).toEqual([]);
});
