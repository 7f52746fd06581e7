import { later, rows, row, run, settle, together, transact } from '../../server/database.js';
import { startProduct, type Product } from '../support/product.js';

/* Statements nobody waits for travel with the next one; the office sees no difference. */

let product: Product;
beforeAll(async () => {
  product = await startProduct();
  await run("INSERT INTO settings (name, value) VALUES ('first', '0'), ('second', '0')");
});
afterAll(() => product.stop());
const value = async (name: string): Promise<string | undefined> => (await row<{ value: string }>('SELECT value FROM settings WHERE name = ?', [name]))?.value;
const put = (name: string, to: string, demand?: Parameters<typeof later>[2]): Promise<void> => later('UPDATE settings SET value = ? WHERE name = ?', [to, name], demand);

it('what was put off is seen by the next question of the act, in the order it was written', async () => {
  await transact(async () => {
    await put('first', '1?');
    await put('first', "2';");
    expect(await value('first')).toBe("2';");
  });
  expect(await value('first')).toBe("2';");
});

it('what was put off last is done before the act is', async () => {
  await transact(() => put('second', 'done'));
  expect(await value('second')).toBe('done');
});

it('an act that throws leaves nothing of what it had put off', async () => {
  await expect(transact(async () => { await put('second', 'never'); throw new Error('no'); })).rejects.toThrow('no');
  expect(await value('second')).toBe('done');
});

it('a row that did not change as demanded stops the act', async () => {
  const demand = { affected: 1, otherwise: () => new Error('somebody was first') };
  await expect(transact(async () => { await put('second', 'half'); await put('third', 'x', demand); })).rejects.toThrow('somebody was first');
  await expect(transact(async () => { await put('third', 'x', demand); await settle(); })).rejects.toThrow('somebody was first');
  expect(await value('second')).toBe('done');
});

it('a statement the database refuses stops those behind it', async () => {
  await expect(transact(async () => {
    await later('INSERT INTO settings (name, value) VALUES (?, ?)', ['first', 'again']);
    await put('second', 'behind');
    await settle();
  })).rejects.toMatchObject({ errno: 1062 });
  expect(await value('second')).toBe('done');
});

it('questions asked together are answered each on its own, in an act and outside', async () => {
  const ask = () => together([{ sql: 'SELECT ? AS one', params: [1] }, { sql: 'SELECT name FROM settings WHERE name = ?', params: ['first'] }]);
  expect(await ask()).toEqual([[{ one: 1 }], [{ name: 'first' }]]);
  await transact(async () => { await put('first', '3'); expect(await ask()).toEqual([[{ one: 1 }], [{ name: 'first' }]]); });
  expect(await rows('SELECT value FROM settings WHERE name = ?', ['first'])).toEqual([{ value: '3' }]);
});
