import type { Connection, RowDataPacket } from 'mysql2/promise';
import { alone } from '../migrate.js';
import { FOUNDED, RESET } from './practice.js';

/** What stands until the end, so that a reset that was cut off is known and finished: the mark itself goes last. */
const LAST = ['schema_migrations', 'settings'];
/** Whoever prepares the database holds a row of it. */
const HELD = 'migration_lease';

/**
 * Begins a practice world anew where an operator asked for it (`npm run reset-practice`): every table goes, and the start that comes
 * after finds an empty database and founds it again. Cut off anywhere, the next start goes on with it. Nothing is done to data that
 * are not a practice world’s, whatever is asked.
 * @returns whether it was reset.
 */
export async function resetWhereAsked(connection: Connection, practice: boolean): Promise<boolean> {
  if (!practice || !(await isAsked(connection))) return false;
  return alone(connection, async () => {
    if (!(await isAsked(connection))) return false;
    await connection.query('SET FOREIGN_KEY_CHECKS = 0');
    const tables = (await tablesOf(connection)).filter((name) => name !== HELD);
    for (const table of [...tables.filter((name) => !LAST.includes(name)), ...LAST.filter((name) => tables.includes(name))]) await connection.query(`DROP TABLE IF EXISTS \`${table}\``);
    await connection.query('SET FOREIGN_KEY_CHECKS = 1');
    return true;
  });
}

/** Asked for, on data that were founded as a practice world. */
async function isAsked(connection: Connection): Promise<boolean> {
  if (!(await tablesOf(connection)).includes('settings')) return false;
  const [found] = await connection.query<RowDataPacket[]>('SELECT name FROM settings WHERE name IN (?)', [[FOUNDED, RESET]]);
  return found.length === 2;
}

async function tablesOf(connection: Connection): Promise<string[]> {
  const [found] = await connection.query<RowDataPacket[]>("SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'");
  return found.map(({ name }) => String(name));
}
