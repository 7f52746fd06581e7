import { connectDatabase, disconnectDatabase, row, rows, run } from '../../server/database.js';
import { down, up } from '../../server/migrations/2026-11-28-60-stored-tail.js';
import { testDatabase } from '../support/database.js';

/* What a cluster and a start after a crash need of every table, asked of the tables themselves. */

beforeAll(async () => connectDatabase(await testDatabase(), { poolSize: 2 }));
afterAll(disconnectDatabase);

const namesOf = async (sql: string): Promise<string[]> => (await rows<{ name: string }>(sql)).map(({ name }) => name);

it('every table is InnoDB and has a primary key, or a cluster would not carry its rows over', async () => {
  const tables = await namesOf("SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' AND ENGINE = 'InnoDB' ORDER BY 1");
  const all = await namesOf("SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY 1");
  const keyed = await namesOf("SELECT DISTINCT TABLE_NAME AS name FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND INDEX_NAME = 'PRIMARY' ORDER BY 1");
  expect(all.length).toBeGreaterThan(100);
  expect(tables).toEqual(all);
  expect(keyed).toEqual(all);
});

it('no index is over a column that is worked out only for it, for the database may die of it when it starts after a crash', async () => {
  const virtual = "SELECT DISTINCT CONCAT(s.TABLE_NAME, '.', s.INDEX_NAME) AS name FROM information_schema.STATISTICS s JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = s.TABLE_SCHEMA AND c.TABLE_NAME = s.TABLE_NAME AND c.COLUMN_NAME = s.COLUMN_NAME WHERE s.TABLE_SCHEMA = DATABASE() AND c.EXTRA LIKE '%VIRTUAL%'";
  expect(await namesOf(virtual)).toEqual([]);
  // The way back is the column as it was, and the question finds it.
  const shape = async (): Promise<string> => Object.values(await row('SHOW CREATE TABLE students') ?? {}).join('\n').replace(/ AUTO_INCREMENT=\d+/, '');
  const before = await shape();
  for (const statement of down) await run(statement);
  expect(await namesOf(virtual)).toEqual(['students.students_tail']);
  for (const statement of up) await run(statement);
  expect(await shape()).toBe(before);
});
