import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordAudit, systemActor } from '../../server/audit/record.js';
import { copyRoots, sealRecords, verifyRoots } from '../../server/audit/roots.js';
import { verifyChains } from '../../server/audit/verify.js';
import { row, run, transact } from '../../server/database.js';
import { startProduct, type Product } from '../support/product.js';
import { emptyDatabase } from '../support/database.js';

let product: Product;
let copy: string;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());

/** Ten records of two lists, a minute old and sealed in two roots, the roots copied outside. */
beforeEach(async () => {
  await emptyDatabase();
  copy = join(product.dataDir, `roots-${Math.random()}.log`);
  for (const at of [1, 2]) {
    for (let n = 0; n < 5; n += 1) await transact(() => recordAudit(systemActor, { action: `第${at}批`, object: { kind: 'award-list', id: n % 2 } }));
    expect(await sealRecords(0)).toBe(5);
  }
  await copyRoots(copy);
});

it('records that nobody touched hold, and a second look seals nothing new', async () => {
  expect([await verifyRoots(copy), await sealRecords(0), await copyRoots(copy)]).toEqual([null, 0, 0]);
  expect(readFileSync(copy, 'utf8').trim().split('\n').map((line) => line.split(' ').slice(0, 1).concat(line.split(' ')[2]))).toEqual([['1', '5'], ['2', '5']]);
});

it('what was written less than a minute ago waits', async () => {
  await transact(() => recordAudit(systemActor, { action: '刚才', object: { kind: 'award-list', id: 1 } }));
  expect(await sealRecords()).toBe(0);
});

it('the newest record of a chain taken away, which the chain itself cannot show, is found', async () => {
  await run('DELETE FROM audit_events ORDER BY id DESC LIMIT 1');
  expect(await verifyChains()).toBeNull();
  expect(await verifyRoots(copy)).toEqual({ root: 2, reason: expect.stringContaining('封存时 5 条，现在 4 条') });
});

it('the newest records taken away together with their root are found by the copy outside', async () => {
  const { from } = (await row<{ from: number }>('SELECT from_id AS `from` FROM audit_roots WHERE id = 2')) ?? { from: 0 };
  await run('DELETE FROM audit_events WHERE id >= ?', [from]);
  await run('DELETE FROM audit_roots WHERE id = 2');
  expect(await verifyRoots(null)).toBeNull();
  expect((await verifyRoots(copy))?.reason).toContain('末尾的留痕被删过');
});

it.each([
  ['a mac', 'UPDATE audit_events SET mac = UNHEX(REPEAT("ab", 32)) ORDER BY id LIMIT 1', '里有被改过的'],
  ['a root', 'UPDATE audit_roots SET root = UNHEX(REPEAT("ab", 32)) WHERE id = 2', '与库外留存的不同'],
  ['the first root is gone', 'DELETE FROM audit_roots WHERE id = 1', '少了第 1 号'],
])('%s changed is found', async (_what, sql, words) => {
  await run(sql);
  expect((await verifyRoots(copy))?.reason).toContain(words);
});

it('a copy that somebody shortened is no reason for alarm, one that says otherwise is', async () => {
  const lines = readFileSync(copy, 'utf8').trim().split('\n');
  writeFileSync(copy, `${lines[0]}\n`);
  expect(await verifyRoots(copy)).toBeNull();
  writeFileSync(copy, `${lines[0].replace(/[0-9a-f]{64}/, '0'.repeat(64))}\n`);
  expect((await verifyRoots(copy))?.root).toBe(1);
});

it('two servers seal the same minute once', async () => {
  await transact(() => recordAudit(systemActor, { action: '再来', object: { kind: 'award-list', id: 1 } }));
  const both = await Promise.all([sealRecords(0), sealRecords(0)]);
  expect(both.sort()).toEqual([0, 1]);
  expect(await verifyRoots(copy)).toBeNull();
});
