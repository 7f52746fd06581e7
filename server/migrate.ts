import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { migrations } from './migrations/index.js';

const LEASE_SECONDS = 120;
/** Stands among the migrations of a database that is being restored: no server starts on it. */
export const RESTORING = 'restore-under-way';
const TABLE_OPTIONS = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';

/**
 * Brings the schema up to this version. One migrator at a time: a lease row is taken by compare-and-set and
 * given back; another server waits for it, unless its holder is dead. DDL commits by itself in MySQL, so each migration is recorded right after
 * its last statement and a statement that was already done before a crash is recognised and passed over.
 * @param options.upTo only these, as an older version of the product would have it (to restore its backup).
 * @throws Error when the database was migrated by a newer version of the product than this one.
 */
export async function migrate(connection: Connection, options: { upTo?: readonly string[] } = {}): Promise<void> {
  await connection.query(`CREATE TABLE IF NOT EXISTS schema_migrations (name VARCHAR(120) NOT NULL PRIMARY KEY, applied_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)) ${TABLE_OPTIONS}`);
  await connection.query(`CREATE TABLE IF NOT EXISTS migration_lease (id TINYINT NOT NULL PRIMARY KEY, owner VARCHAR(60) NOT NULL, held_until DATETIME(3) NOT NULL) ${TABLE_OPTIONS}`);
  const wanted = async () => (await pending(connection)).filter(({ name }) => options.upTo?.includes(name) ?? true);
  for (const name of options.upTo ?? []) if (!migrations.some((one) => one.name === name)) throw new Error(`备份来自更新的版本（${name}），请用那个版本的程序还原。`);
  if ((await wanted()).length === 0) return;
  const owner = await ownName(connection);
  await takeLease(connection, owner);
  try {
    for (const migration of await wanted()) {
      for (const statement of migration.up) await runOnce(connection, statement);
      await connection.query('INSERT INTO schema_migrations (name) VALUES (?)', [migration.name]);
    }
  } finally {
    await connection.query('DELETE FROM migration_lease WHERE owner = ?', [owner]);
  }
}

/** Takes back the newest `count` migrations, last first. Used by tests and by an operator after a failed upgrade. */
export async function revert(connection: Connection, count: number): Promise<void> {
  const applied = await appliedNames(connection);
  for (const migration of [...migrations].reverse().filter(({ name }) => applied.has(name)).slice(0, count)) {
    for (const statement of migration.down) await connection.query(statement);
    await connection.query('DELETE FROM schema_migrations WHERE name = ?', [migration.name]);
  }
}

async function appliedNames(connection: Connection): Promise<Set<string>> {
  const [rows] = await connection.query<RowDataPacket[]>('SELECT name FROM schema_migrations');
  return new Set(rows.map((row) => String(row.name)));
}

async function pending(connection: Connection): Promise<readonly (typeof migrations)[number][]> {
  const applied = await appliedNames(connection);
  const known = new Set(migrations.map(({ name }) => name));
  if (applied.has(RESTORING)) throw new Error('这个数据库正在还原备份，或者还原到一半中断了。请等还原完；中断了的，换一个空库重新还原。');
  const unknown = [...applied].filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`数据库由更新的版本升级过（${unknown.join('、')}），请用新版本启动，或先还原备份。`);
  return migrations.filter(({ name }) => !applied.has(name));
}

async function takeLease(connection: Connection, owner: string): Promise<void> {
  await connection.query("INSERT IGNORE INTO migration_lease (id, owner, held_until) VALUES (1, '', '2000-01-01')");
  for (;;) {
    const [result] = await connection.query<ResultSetHeader>(
      'UPDATE migration_lease SET owner = ?, held_until = CURRENT_TIMESTAMP(3) + INTERVAL ? SECOND WHERE id = 1 AND held_until < CURRENT_TIMESTAMP(3)',
      [owner, LEASE_SECONDS],
    );
    if (result.affectedRows === 1 || (await takenFromTheDead(connection, owner))) return;
    await sleep(500);
    await connection.query("INSERT IGNORE INTO migration_lease (id, owner, held_until) VALUES (1, '', '2000-01-01')");
  }
}

/** Which connection of which database server this is. */
async function ownName(connection: Connection): Promise<string> {
  const [[own]] = await connection.query<RowDataPacket[]>("SELECT CONCAT(CONNECTION_ID(), '@', MD5(CONCAT(@@hostname, ':', @@port, ':', @@datadir))) AS name");
  return String(own.name);
}

/** A migrator that was killed holds nothing up: its connection to this database server is gone. On another server of a cluster that cannot be seen, and the lease is waited for. */
async function takenFromTheDead(connection: Connection, owner: string): Promise<boolean> {
  const [held] = await connection.query<RowDataPacket[]>('SELECT owner FROM migration_lease WHERE id = 1');
  const [holder, place] = String(held[0]?.owner ?? '').split('@');
  if (place !== owner.split('@')[1]) return false;
  const [alive] = await connection.query<RowDataPacket[]>('SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = ? AND ID <> CONNECTION_ID()', [holder]);
  if (alive.length > 0) return false;
  const [taken] = await connection.query<ResultSetHeader>('UPDATE migration_lease SET owner = ?, held_until = CURRENT_TIMESTAMP(3) + INTERVAL ? SECOND WHERE id = 1 AND owner = ?', [owner, LEASE_SECONDS, held[0].owner]);
  return taken.affectedRows === 1;
}

/** There already, or gone already: a statement whose server was killed before it was noted down. One statement is done whole or not at all. */
const DONE_BEFORE = new Set([1050, 1060, 1061, 1091]);

async function runOnce(connection: Connection, statement: string): Promise<void> {
  const sql = /^\s*CREATE TABLE/i.test(statement) ? `${statement} ${TABLE_OPTIONS}` : statement;
  try {
    await connection.query(sql);
  } catch (error) {
    if (!DONE_BEFORE.has((error as { errno?: number }).errno ?? 0)) throw error;
  }
}
