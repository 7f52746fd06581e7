import { statfs } from 'node:fs/promises';
import { verifyChains } from '../audit/verify.js';
import { verifyRoots } from '../audit/roots.js';
import { lastDone } from '../backup/backup-runs.js';
import { isDuplicate, officeNow, row, rows, run, transact } from '../database.js';
import { recordAudit, systemActor } from '../audit/record.js';
import { realNow } from '../lib/clock.js';
import { calendarYears } from '../calendar.js';
import { protection } from '../protection.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf } from '../values/office-date.js';
import { certificateFound } from './certificate.js';
import { checkNightly, lastCheck } from './invariant-check.js';
import { judge, worstOf, type Findings, type Line, type Standing } from './rules.js';

export type Inspection = { id: number; worst: Standing; lines: Line[]; by: string | null; at: Date };

const count = async (sql: string, params: (string | Date)[] = []): Promise<number> => Number((await row<{ n: number | null }>(sql, params))?.n ?? 0);

/** What there is to be found, asked of the database and the disk. @param records how many of the newest records are verified; all when left out. */
export async function findings(records?: number): Promise<Findings> {
  const now = realNow();
  const ago = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
  const server = await row<{ version: string; read_only: number; flush_log: number }>('SELECT VERSION() AS version, @@read_only AS read_only, @@innodb_flush_log_at_trx_commit AS flush_log');
  const disk = await statfs(protection().dataDir).then(({ bavail, blocks, bsize }) => ({ free: bavail * bsize, total: blocks * bsize }), () => null);
  const [backup, drill] = [await lastDone('backup'), await lastDone('drill')];
  const exchange = await row<{ at: Date | null; refused: number }>("SELECT MAX(ended_at) AS at, COALESCE(SUM(state <> 'received' AND started_at > ?), 0) AS refused FROM exchange_receipts", [ago(7 * 24)]);
  const broken = await verifyChains(records);
  const unsealed = broken ? null : await verifyRoots(protection().auditCopy, records === undefined ? undefined : NEWEST_ROOTS);
  return {
    now,
    database: { version: server?.version ?? '', readOnly: server?.read_only === 1, flushAtCommit: server?.flush_log === 1, bytes: await count('SELECT SUM(DATA_LENGTH + INDEX_LENGTH) AS n FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()') },
    disk,
    oldestUnsentSeconds: await count('SELECT TIMESTAMPDIFF(SECOND, MIN(not_before), CURRENT_TIMESTAMP(3)) AS n FROM outbox WHERE sent_at IS NULL AND not_before <= CURRENT_TIMESTAMP(3)'),
    timersOverdueSeconds: await overdueTimers(),
    incidents: await count("SELECT COUNT(*) AS n FROM incidents WHERE state = 'open'"),
    failedJobs: await count("SELECT COUNT(*) AS n FROM jobs WHERE state = 'failed' AND finished_at > ?", [ago(24)]),
    failedMessages: await count('SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL AND attempts >= 5'),
    backup: backup?.finishedAt ? { at: backup.finishedAt, bytes: Number(backup.bytes), rows: Number(backup.rowCount) } : null,
    failedBackupSince: backup !== undefined && (await count("SELECT COUNT(*) AS n FROM backup_runs WHERE kind = 'backup' AND state = 'failed' AND id > ?", [String(backup.id)])) > 0,
    drill: drill?.finishedAt ? { at: drill.finishedAt } : null,
    exchange: exchange?.at ? { at: exchange.at, refusedLately: Number(exchange.refused) } : null,
    certificate: await certificateFound(),
    calendar: { year: (await calendarYears())[0] ?? null, today: officeDateOf(await officeNow()) },
    audit: { total: await count('SELECT COUNT(*) AS n FROM audit_events'), broken: broken ? `第 ${broken.id} 号${broken.reason}` : unsealed?.reason ?? null },
    invariants: await lastCheck(),
    lockedAccounts: await count('SELECT COUNT(*) AS n FROM users WHERE locked_until > ?', [now]),
    withoutCode: await count("SELECT COUNT(DISTINCT u.id) AS n FROM users u JOIN posts p ON p.user_id = u.id JOIN organisations o ON o.id = p.organisation_id WHERE u.status = 'active' AND u.password_ages = 1 AND u.code_since IS NULL AND (o.level <> 'school' OR u.duty <> 'business')"),
  };
}

/** Timers run on office time; how far the clockwork is behind it. */
async function overdueTimers(): Promise<number> {
  const first = await row<{ due_at: Date | null; now: Date }>("SELECT MIN(t.due_at) AS due_at, UTC_TIMESTAMP(3) + INTERVAL COALESCE((SELECT CAST(value AS SIGNED) FROM settings WHERE name = 'clock-offset-ms'), 0) * 1000 MICROSECOND AS now FROM timers t WHERE t.state = 'waiting'");
  return first?.due_at ? Math.max(0, Math.round((first.now.getTime() - first.due_at.getTime()) / 1000)) : 0;
}

const NEWEST_RECORDS = 5000;
const NEWEST_ROOTS = 100;

/** 现在检查 by the system administrator: looked at, kept, on record. The newest records are verified; the daily one verifies all. */
export async function inspectNow(actor: Actor): Promise<number> {
  const lines = judge(await findings(NEWEST_RECORDS));
  return transact(async () => {
    const id = await keep(lines, null, actor.userId);
    await recordAudit(actor, { action: '巡检', object: { kind: 'inspection', id, organisationId: actor.organisation.id }, after: { worst: worstOf(lines) } });
    return id;
  });
}

const FROM_HOUR = 7;

/**
 * The daily report, from seven o'clock on, once a day whichever of two servers ticks; the system administrators hear of what is not
 * as it should be. @returns whether one was made.
 */
export async function inspectDaily(now = realNow()): Promise<boolean> {
  const local = new Date(now.getTime() + 8 * 3_600_000);
  const day = local.toISOString().slice(0, 10);
  if (local.getUTCHours() < FROM_HOUR || (await row('SELECT id FROM inspections WHERE slot = ?', [day]))) return false;
  await checkNightly(day);
  const lines = judge(await findings());
  try {
    await transact(async (tx) => {
      const id = await keep(lines, day, null);
      await recordAudit(systemActor, { action: '巡检', object: { kind: 'inspection', id }, after: { worst: worstOf(lines) } });
      const wrong = lines.filter(({ standing }) => standing !== 'good');
      if (wrong.length === 0) return;
      const people = await rows<{ id: number }>("SELECT DISTINCT u.id FROM users u JOIN posts p ON p.user_id = u.id AND p.role = 'system-administrator' WHERE u.status = 'active'");
      if (people.length > 0) await run('INSERT IGNORE INTO notifications (user_id, source, title, body, href, created_at) VALUES ?', [people.map((one) => [one.id, `inspection:${day}`, `今天的巡检有 ${wrong.length} 项要看`, wrong.map(({ item, found }) => `${item}：${found}`).join('；').slice(0, 500), `/inspections?id=${id}`, tx.now])]);
    });
    return true;
  } catch (error) {
    if (isDuplicate(error, 'inspections_slot')) return false;
    throw error;
  }
}

async function keep(lines: Line[], slot: string | null, by: number | null): Promise<number> {
  return (await run('INSERT INTO inspections (slot, worst, found_lines, inspected_by, inspected_at) VALUES (?, ?, ?, ?, ?)', [slot, worstOf(lines), JSON.stringify(lines), by, realNow()])).insertId;
}

type Row = { id: number; worst: Standing; found: string; name: string | null; inspected_at: Date };
const SELECT = 'SELECT i.id, i.worst, i.found_lines AS found, u.name, i.inspected_at FROM inspections i LEFT JOIN users u ON u.id = i.inspected_by';
const read = (one: Row): Inspection => ({ id: one.id, worst: one.worst, lines: JSON.parse(one.found) as Line[], by: one.name, at: one.inspected_at });

export const recentInspections = async (limit: number): Promise<Inspection[]> => (await rows<Row>(`${SELECT} ORDER BY i.id DESC LIMIT ?`, [limit])).map(read);
export async function inspectionOf(id: number): Promise<Inspection | undefined> {
  const found = await row<Row>(`${SELECT} WHERE i.id = ?`, [id]);
  return found && read(found);
}
