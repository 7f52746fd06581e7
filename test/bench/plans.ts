import { performance } from 'node:perf_hooks';
import { database, rows } from '../../server/database.js';

/* How the database carries out what a question asks of it: the plan of the statement that took longest. */

type Query = (this: unknown, sql: unknown, ...more: unknown[]) => unknown;
type Driver = { query: Query; format(sql: string, values: unknown): string };
type PlanLine = { table: string | null; type: string | null; key: string | null; rows: number | null; Extra: string | null };

/** @returns the plan of the longest SELECT of a piece of work, table by table, or a dash where it read nothing. */
export async function planOfLongest(work: () => Promise<unknown>): Promise<string> {
  const asked: { sql: string; took: number }[] = [];
  const driver = await aDriver();
  const prototype = owner(driver);
  const query = prototype.query;
  prototype.query = function recorded(this: unknown, sql: unknown, ...more: unknown[]): unknown {
    const answer = more[more.length - 1];
    const text = textOf(driver, sql, more);
    if (!text || typeof answer !== 'function') return query.call(this, sql, ...more);
    const begun = performance.now();
    return query.call(this, sql, ...more.slice(0, -1), (...said: unknown[]) => {
      asked.push({ sql: text, took: performance.now() - begun });
      return (answer as (...said: unknown[]) => unknown)(...said);
    });
  };
  try {
    await work();
  } finally {
    prototype.query = query;
  }
  const longest = asked.reduce<{ sql: string; took: number } | null>((most, one) => (most && most.took >= one.took ? most : one), null);
  return longest ? inWords(await rows<PlanLine>(`EXPLAIN ${longest.sql}`)) : '—';
}

const inWords = (lines: readonly PlanLine[]): string => lines.map(({ table, type, key, rows: read, Extra }) => `${table ?? '—'}（${[type, key, read === null ? null : `约 ${read.toLocaleString('en-US')} 行`, /filesort|temporary/i.exec(Extra ?? '')?.[0]].filter(Boolean).join('，')}）`).join(' → ');

/** One SELECT, with its values in it; several in one go are not looked at. */
function textOf(driver: Driver, sql: unknown, more: readonly unknown[]): string | null {
  const text = typeof sql === 'string' ? sql : (sql as { sql?: string }).sql ?? '';
  if (!/^\s*SELECT/i.test(text) || /;\s*SELECT/i.test(text)) return null;
  const values = typeof sql === 'object' && sql !== null && 'values' in sql ? (sql as { values: unknown }).values : more[0];
  return Array.isArray(values) ? driver.format(text, values) : text;
}

let known: Driver | null = null;

/** A connection of the pool, only to find where its kind is defined. */
async function aDriver(): Promise<Driver> {
  if (known) return known;
  const manager = database().connectionManager;
  const connection = await manager.getConnection({ type: 'read' });
  manager.releaseConnection(connection);
  known = connection as unknown as Driver;
  return known;
}

/** Where `query` is defined for every connection. */
function owner(driver: Driver): { query: Query } {
  let found: object = driver;
  while (!Object.prototype.hasOwnProperty.call(found, 'query')) found = Object.getPrototypeOf(found) as object;
  return found as { query: Query };
}
