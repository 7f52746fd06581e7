import { connect } from 'node:net';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { DatabaseTarget } from '../../server/env.js';
import { migrate } from '../../server/migrate.js';

/**
 * The schema of this test worker, migrated, holding only what the migrations themselves put there.
 * For `connectDatabase(await testDatabase())`. Call it once at the top of a test file (`beforeAll`);
 * it empties what the file before it left. Workers share one private server and never each other's schema.
 */
export async function testDatabase(): Promise<DatabaseTarget> {
  const target = await workersTarget();
  await withConnection({ ...target, database: '' }, async (connection) => {
    await connection.query(`CREATE DATABASE IF NOT EXISTS ${target.database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`);
    await connection.query(`USE ${target.database}`);
    await migrate(connection);
    await emptyTables(connection, target.database);
  });
  return target;
}

/** Empties this worker's schema again, e.g. before each test of a file that counts rows. */
export async function emptyDatabase(): Promise<void> {
  const target = await workersTarget();
  await withConnection(target, (connection) => emptyTables(connection, target.database));
}

export async function workersTarget(): Promise<DatabaseTarget> {
  const socketPath = await askForServer();
  return { host: 'localhost', port: 0, user: 'student_aid', password: '', database: `student_aid_test_${process.env.JEST_WORKER_ID ?? '1'}`, socketPath, hosts: [] };
}

/** The run's server (test/support/start.mjs); it starts with the first question. */
function askForServer(): Promise<string> {
  const path = process.env.AID_TEST_DATABASE;
  if (!path) throw new Error('no test database: run the tests with jest -c test/jest.config.mjs');
  return new Promise((resolve, reject) => {
    let answer = '';
    connect(path)
      .on('data', (part) => { answer += part.toString(); })
      .on('end', () => (answer.startsWith('refused: ') ? reject(new Error(answer.slice(9))) : resolve(answer)))
      .on('error', reject);
  });
}

/** Tables that stay as the migrations made them: their rows are kept once beside, and put back. */
const KEPT = ['schema_migrations', 'migration_lease'];

async function emptyTables(connection: Connection, schema: string): Promise<void> {
  const first = `${schema}_first`;
  const tables = await tablesOf(connection, schema);
  const copied = await tablesOf(connection, first);
  if (!copied.includes('schema_migrations')) return copyFilled(connection, schema, first, tables);
  await connection.query('SET FOREIGN_KEY_CHECKS = 0');
  const changeable = tables.filter((table) => !KEPT.includes(table));
  for (const table of await filled(connection, schema, changeable)) await connection.query(`TRUNCATE TABLE ${schema}.${table}`);
  for (const table of copied.filter((name) => changeable.includes(name))) {
    const columns = await columnsOf(connection, schema, table);
    await connection.query(`INSERT INTO ${schema}.${table} (${columns}) SELECT ${columns} FROM ${first}.${table}`);
  }
  await connection.query('SET FOREIGN_KEY_CHECKS = 1');
}

/** Right after the first migration: whatever has rows now came from the migrations. */
async function copyFilled(connection: Connection, schema: string, first: string, tables: string[]): Promise<void> {
  await connection.query(`CREATE DATABASE IF NOT EXISTS ${first} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`);
  const mark = (table: string): number => (table === 'schema_migrations' ? 1 : 0); // last, because it says that all is copied
  for (const table of (await filled(connection, schema, tables)).sort((a, b) => mark(a) - mark(b))) {
    await connection.query(`CREATE TABLE ${first}.${table} AS SELECT * FROM ${schema}.${table}`);
  }
}

async function tablesOf(connection: Connection, schema: string): Promise<string[]> {
  const [rows] = await connection.query<RowDataPacket[]>("SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE'", [schema]);
  return rows.map((row) => String(row.name));
}

async function columnsOf(connection: Connection, schema: string, table: string): Promise<string> {
  const [rows] = await connection.query<RowDataPacket[]>("SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND IS_GENERATED = 'NEVER'", [schema, table]);
  return rows.map((row) => `\`${row.name}\``).join(', ');
}

/** One question for all tables: emptying an empty one would cost ten milliseconds each. */
async function filled(connection: Connection, schema: string, tables: string[]): Promise<string[]> {
  if (tables.length === 0) return [];
  const [rows] = await connection.query<RowDataPacket[]>(tables.map((table) => `SELECT '${table}' AS name FROM DUAL WHERE EXISTS (SELECT 1 FROM ${schema}.${table})`).join(' UNION ALL '));
  return rows.map((row) => String(row.name));
}

async function withConnection(target: DatabaseTarget, work: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = await createConnection({ socketPath: target.socketPath, user: target.user, database: target.database || undefined, timezone: '+00:00' });
  try {
    await work(connection);
  } finally {
    await connection.end();
  }
}
