import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { migrations } from './migrations/index.js';

/** Stands among the migrations of a database that is being restored: no server starts on it. */
export const RESTORING = 'restore-under-way';
const TABLE_OPTIONS = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';

/** Connections whose process has the database to itself. */
const having = new WeakSet<Connection>();
const LOCK_WAIT = new Set([1205, 1213]);

/**
 * One process at a time prepares a database: brings its schema up to date, founds what an empty one needs, takes in the shipped
 * process files. Whoever starts meanwhile waits, and then finds it done. What is held is the lock of a row, by a connection of its
 * own: whoever dies lets go with it. (Nodes of a cluster do not see each other's locks; everybody works on one of them.)
 * @param waiting is told once that another process is at it.
 */
export async function alone<T>(connection: Connection, work: () => Promise<T>, waiting: () => void = () => undefined): Promise<T> {
  if (having.has(connection)) return work();
  const holder = await beside(connection);
  try {
    await holder.query(`CREATE TABLE IF NOT EXISTS migration_lease (id TINYINT NOT NULL PRIMARY KEY, owner VARCHAR(60) NOT NULL, held_until DATETIME(3) NOT NULL) ${TABLE_OPTIONS}`);
    await holder.query('SET SESSION innodb_lock_wait_timeout = 2, wait_timeout = 28800'); // it is silent while the work lasts
    while (!(await takesLock(holder))) waiting();
    having.add(connection);
    return await work();
  } finally {
    having.delete(connection);
    holder.destroy(); // what it holds goes with it
  }
}

async function takesLock(holder: Connection): Promise<boolean> {
  await holder.query('START TRANSACTION');
  try {
    await holder.query("INSERT INTO migration_lease (id, owner, held_until) VALUES (1, '', '2000-01-01') ON DUPLICATE KEY UPDATE owner = ''");
    return true;
  } catch (error) {
    if (!LOCK_WAIT.has((error as { errno?: number }).errno ?? 0)) throw error;
    return false;
  }
}

/** Another connection to the same database. */
async function beside(connection: Connection): Promise<Connection> {
  const { host, port, socketPath, user, password } = connection.config;
  const [[{ name }]] = await connection.query<RowDataPacket[]>('SELECT DATABASE() AS name');
  const another = await createConnection({ ...(socketPath ? { socketPath } : { host, port }), user, password, database: String(name), connectTimeout: 5000 });
  another.on('error', () => undefined); // its loss is noticed where the work is done
  return another;
}

/**
 * Brings the schema up to this version, alone. DDL commits by itself in MySQL, so each migration is recorded right after its last
 * statement, and a statement that was already done before a crash is recognised and passed over.
 * @param options.upTo only these, as an older version of the product would have it (to restore its backup).
 * @throws Error when the database was migrated by a newer version of the product than this one.
 */
export async function migrate(connection: Connection, options: { upTo?: readonly string[] } = {}): Promise<void> {
  await connection.query(`CREATE TABLE IF NOT EXISTS schema_migrations (name VARCHAR(120) NOT NULL PRIMARY KEY, applied_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)) ${TABLE_OPTIONS}`);
  const wanted = async () => (await pending(connection)).filter(({ name }) => options.upTo?.includes(name) ?? true);
  for (const name of options.upTo ?? []) if (!migrations.some((one) => one.name === name)) throw new Error(`备份来自更新的版本（${name}），请用那个版本的程序还原。`);
  if ((await wanted()).length === 0) return;
  await alone(connection, async () => {
    for (const migration of await wanted()) {
      for (const statement of migration.up) await runOnce(connection, statement);
      await connection.query('INSERT INTO schema_migrations (name) VALUES (?)', [migration.name]);
    }
  });
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
