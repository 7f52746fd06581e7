import { createConnection } from 'mysql2/promise';
import { currentTx, row, rows, run, transact, type Tx } from '../../server/database.js';
import { claimOperation, DoneBefore, storeAnswer, storeRefusal } from '../../server/operations.js';
import { problemOf } from '../../server/web/error-response.js';
import { withRequest } from '../../server/lib/act-context.js';
import { workersTarget } from '../support/database.js';
import { startProduct, type Product } from '../support/product.js';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
  for (const name of ['one', 'two', 'counter']) await run('INSERT INTO settings (name, value) VALUES (?, ?)', [name, '0']);
});
afterAll(() => product.stop());
const value = async (name: string): Promise<string | undefined> => (await row<{ value: string }>('SELECT value FROM settings WHERE name = ?', [name]))?.value;

it('an act that throws leaves nothing', async () => {
  await expect(transact(async () => { await run("UPDATE settings SET value = '9' WHERE name = 'one'"); throw new Error('no'); })).rejects.toThrow('no');
  expect(await value('one')).toBe('0');
});

it('an act inside an act is the same act', async () => {
  await transact(async (outer) => { await transact(async (inner) => expect(inner).toBe(outer)); });
  expect(currentTx()).toBeUndefined();
});

it('two acts that lock crosswise both get done, the loser from its beginning', async () => {
  let begun = 0;
  const cross = (first: string, second: string) => transact(async () => {
    begun += 1;
    await run('UPDATE settings SET value = value + 1 WHERE name = ?', [first]);
    await new Promise((go) => { setTimeout(go, 60); });
    await run('UPDATE settings SET value = value + 1 WHERE name = ?', [second]);
  });
  await Promise.all([cross('one', 'two'), cross('two', 'one')]);
  expect([await value('one'), await value('two'), begun > 2]).toEqual(['2', '2', true]);
});

/** One operation, as the route runner makes it. */
const asked = (key: string) => {
  const operation = { userId: 1, key, route: 'POST /x', bodyHash: 'h' };
  return { ...operation, claim: (unknown: boolean) => claimOperation(operation, unknown) };
};
const once = (key: string, work: () => Promise<void>): Promise<string> => withRequest({ ip: '', requestId: '', operation: asked(key) }, () => transact(async () => { await work(); await storeAnswer(asked(key), { status: 200, answer: 'done' }); return 'done'; }));

/** Stands in for the wire at the COMMIT of one act: `go` sends it, `lost` is what the act hears. */
function atCommit(tx: Tx, wire: (go: (then: () => void) => void, lost: (code: string) => void) => void): void {
  const query = tx.connection.query.bind(tx.connection);
  tx.connection.query = ((given: { sql: string }, answered: (error: Error | null, result?: unknown) => void) =>
    (given.sql === 'COMMIT' ? wire((then) => void query('COMMIT', then), (code) => answered(Object.assign(new Error('gone'), { code }))) : query(given as never, answered as never))) as typeof tx.connection.query;
}

it('a commit whose answer is lost is looked up, and not done twice', async () => {
  let cut = true;
  await expect(once('operation-lost', async () => {
    await run("UPDATE settings SET value = value + 1 WHERE name = 'counter'");
    const tx = currentTx();
    if (!tx || !cut) return;
    cut = false;
    atCommit(tx, (go, lost) => go(() => lost('PROTOCOL_CONNECTION_LOST')));
  })).rejects.toMatchObject({ stored: { status: 200, answer: 'done' } });
  expect(await value('counter')).toBe('1');
  await expect(once('operation-lost', () => run("UPDATE settings SET value = value + 1 WHERE name = 'counter'").then(() => undefined))).rejects.toBeInstanceOf(DoneBefore);
  expect(await value('counter')).toBe('1');
});

it('a commit that never arrived is done again, once', async () => {
  let cut = true;
  expect(await once('operation-cut', async () => {
    await run("UPDATE settings SET value = value + 1 WHERE name = 'counter'");
    const tx = currentTx();
    if (!tx || !cut) return;
    cut = false;
    atCommit(tx, (_go, lost) => lost('ECONNRESET'));
  })).toBe('done');
  expect(await value('counter')).toBe('2');
});

it.each([['at once', 0], ['before its next statement is sent', 200]])('a connection that is killed in the middle is replaced and the act begun again, seen %s', async (_when, waits) => {
  const before = Number(await value('counter'));
  const target = await workersTarget();
  const other = await createConnection({ socketPath: target.socketPath, user: target.user, database: target.database });
  let killed = false;
  await transact(async () => {
    await run("UPDATE settings SET value = value + 1 WHERE name = 'counter'");
    if (killed) return;
    killed = true;
    const [{ id }] = await rows<{ id: number }>('SELECT CONNECTION_ID() AS id');
    await other.query(`KILL CONNECTION ${id}`);
    await new Promise((go) => { setTimeout(go, waits); });
    await row('SELECT 1 AS here');
  });
  await other.end();
  expect(Number(await value('counter'))).toBe(before + 1);
});

it('whoever only looks while the database is away is told to come back, not that the system is broken', () => {
  for (const lost of [{ code: 'PROTOCOL_CONNECTION_LOST' }, { code: 'ECONNREFUSED' }, { errno: 1053 }]) {
    const { problem, headers } = problemOf(Object.assign(new Error('gone'), lost));
    expect([problem.status, problem.code, headers['Retry-After']]).toEqual([503, 'try-later', '5']);
  }
  expect(problemOf(new Error('another')).problem.status).toBe(500);
});

it('the same operation running elsewhere is told apart from one that is done', async () => {
  const target = await workersTarget();
  const other = await createConnection({ socketPath: target.socketPath, user: target.user, database: target.database });
  await other.beginTransaction();
  await other.query("INSERT INTO operations (user_id, operation_key, route, body_hash) VALUES (1, 'operation-running', 'POST /x', 'h')");
  await expect(once('operation-running', async () => undefined)).rejects.toMatchObject({ code: 'in-progress' });
  await other.rollback();
  await other.end();
  expect(await once('operation-running', async () => undefined)).toBe('done');
  await storeRefusal(asked('operation-refused'), { status: 422, answer: '{}' });
  await expect(once('operation-refused', async () => undefined)).rejects.toMatchObject({ stored: { status: 422 } });
});
