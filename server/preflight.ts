import { setTimeout as sleep } from 'node:timers/promises';
import mysql, { type Connection } from 'mysql2/promise';
import { chooseWriter, nameOfHost, NoWriter } from './database-hosts.js';
import type { DatabaseHost, DatabaseTarget } from './env.js';
import { ticks } from './lib/clock.js';

/** The database is not one this product may run on; the message is the one line start-up refuses with. */
export class DatabaseUnfit extends Error {}

/**
 * Opens the connection migrations run on, creating the schema where it is missing and allowed, and checks what the product
 * relies on: version, character set, durable commits.
 * @throws DatabaseUnfit naming the setting, its value and what it must be.
 */
export async function openForMigration(target: DatabaseTarget, production: boolean, say: (line: string) => void): Promise<Connection> {
  const where = target.socketPath ? { socketPath: target.socketPath } : await writerOf(target);
  const connection = await mysql.createConnection({ ...where, user: target.user, password: target.password, charset: 'utf8mb4', timezone: 'Z', connectTimeout: 5000 }).catch((error: Error) => {
    throw new DatabaseUnfit(`数据库连不上（${target.socketPath ?? nameOfHost(target)}）：${error.message}`);
  });
  const [existing] = await connection.query<mysql.RowDataPacket[]>('SELECT 1 FROM information_schema.schemata WHERE schema_name = ?', [target.database]);
  if (existing.length === 0) await connection.query(`CREATE DATABASE IF NOT EXISTS ${mysql.escapeId(target.database)} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`);
  await connection.changeUser({ database: target.database });
  const [[found]] = await connection.query<mysql.RowDataPacket[]>('SELECT VERSION() AS version, @@innodb_flush_log_at_trx_commit AS flush_log, @@character_set_database AS charset_name, @@max_allowed_packet AS packet');
  const version = String(found.version);
  const [major, minor] = version.split('.').map(Number);
  if (/mariadb/i.test(version) ? major < 10 || (major === 10 && minor < 6) : major < 8) throw new DatabaseUnfit(`数据库版本 ${version} 太低，需要 MariaDB 10.6 以上或 MySQL 8 以上。`);
  if (Number(found.flush_log) !== 1) {
    const line = `数据库的 innodb_flush_log_at_trx_commit 是 ${String(found.flush_log)}，应为 1，否则断电时已确认的操作可能丢失。`;
    if (production) throw new DatabaseUnfit(line);
    say(line);
  }
  if (!String(found.charset_name).startsWith('utf8mb4')) throw new DatabaseUnfit(`库 ${target.database} 的字符集是 ${String(found.charset_name)}，应为 utf8mb4。`);
  if (Number(found.packet) < 16 * 1024 * 1024) say(`数据库的 max_allowed_packet 只有 ${Math.round(Number(found.packet) / 1024 / 1024)} MB，建议 64 MB 以上。`);
  return connection;
}

/** A cluster that is just choosing a new majority is waited for this long. */
const PATIENCE_MS = 30_000;

async function writerOf(target: DatabaseTarget): Promise<DatabaseHost> {
  for (const begun = ticks(); ;) {
    try {
      return await chooseWriter(target);
    } catch (error) {
      if (!(error instanceof NoWriter)) throw error;
      if (ticks() - begun > PATIENCE_MS) throw new DatabaseUnfit(error.message);
      await sleep(1000);
    }
  }
}
