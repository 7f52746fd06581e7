import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { run } from '../../server/database.js';
import { usePractice } from '../../server/lib/practice.js';
import { migrate } from '../../server/migrate.js';
import { presentSession } from '../../server/people/present-session.js';
import { foundPractice, isPracticeData, RESET, whyNotPractice } from '../../server/practice/practice.js';
import { resetWhereAsked } from '../../server/practice/reset.js';
import { workersTarget } from '../support/database.js';
import { office } from '../support/office.js';
import { startProduct, type Product } from '../support/product.js';

/* 练习环境: an installation of its own; says on every page what it is, and begins anew when asked. */

let product: Product;
beforeAll(async () => { product = await startProduct(); });
afterAll(async () => { usePractice(false); await product.stop(); });

it('what an installation is was settled when it was founded: no setting makes a practice world of a real one, or a real one of it', async () => {
  expect([await isPracticeData(), await whyNotPractice(false), await whyNotPractice(true)]).toEqual([false, null, expect.stringContaining('不是练习环境')]);
  await foundPractice();
  expect([await isPracticeData(), await whyNotPractice(true), await whyNotPractice(false)]).toEqual([true, null, expect.stringContaining('PRACTICE=yes')]);
  await run("DELETE FROM settings WHERE name = 'practice'");
});

it('every page says it, signed in or not, and the phone is told', async () => {
  const here = await office(product);
  const words = '练习环境，数据不作数';
  expect([(await here.operator.page('/')).text.includes(words), (await (await fetch(`${product.url}/sign-in`)).text()).includes(words)]).toEqual([false, false]);
  usePractice(true);
  expect([(await here.operator.page('/')).text.includes(words), (await here.operator.page('/award-lists')).text.includes(words), (await (await fetch(`${product.url}/sign-in`)).text()).includes(words)]).toEqual([true, true, true]);
  const opened = { token: '', session: { expiresAt: new Date(0) }, actor: here.operator.actor, posts: [] } as never;
  expect(presentSession(opened).practice).toBe(true);
  usePractice(false);
  expect(presentSession(opened).practice).toBeUndefined();
});

describe('beginning anew', () => {
  let connection: Connection;
  let schema = '';
  beforeAll(async () => {
    const { host, port, user, password, socketPath, database } = await workersTarget();
    schema = `${database}_practice`;
    connection = await createConnection({ ...(socketPath ? { socketPath } : { host, port }), user, password, multipleStatements: true });
    await connection.query(`CREATE DATABASE ${schema} CHARACTER SET utf8mb4; USE ${schema}`);
    await migrate(connection);
  });
  afterAll(async () => {
    await connection.query(`DROP DATABASE ${schema}`);
    await connection.end();
  });
  /** Besides the one whose row is held by whoever begins it anew. */
  const tables = async (): Promise<number> => (await connection.query<RowDataPacket[]>("SELECT COUNT(*) AS n FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME <> 'migration_lease'", [schema]))[0][0].n as number;
  const set = (name: string): Promise<unknown> => connection.query("INSERT INTO settings (name, value) VALUES (?, 'yes')", [name]);

  it('is done where it was asked for on a practice world, and nowhere else', async () => {
    const all = await tables();
    await set(RESET);
    // Asked for, by mistake, on data that were founded as a real installation’s.
    expect([await resetWhereAsked(connection, true), await resetWhereAsked(connection, false), await tables()]).toEqual([false, false, all]);
    await set('practice');
    expect([await resetWhereAsked(connection, false), await tables()]).toEqual([false, all]);
    expect([await resetWhereAsked(connection, true), await tables()]).toEqual([true, 0]);
    await migrate(connection);
    expect([await resetWhereAsked(connection, true), await tables()]).toEqual([false, all]);
  });

  it('cut off in the middle, it is finished by the next start', async () => {
    const all = await tables();
    await set('practice');
    await set(RESET);
    await connection.query('SET FOREIGN_KEY_CHECKS = 0; DROP TABLE award_lists; DROP TABLE users; DROP TABLE schema_migrations; SET FOREIGN_KEY_CHECKS = 1');
    expect([await resetWhereAsked(connection, true), await tables()]).toEqual([true, 0]);
    await migrate(connection);
    expect(await tables()).toBe(all);
  });
});
