import { rows } from '../database.js';
import { roleNames, type Role } from '../values/actor.js';
import { addDays, officeIso, startOfOfficeDay } from '../values/office-date.js';

export type AuditFilter = { action?: string; actorLogin?: string; objectKind?: string; objectId?: number; outcome?: 'done' | 'denied'; from?: string; to?: string; before?: number; limit: number };
export type AuditRow = { id: number; at: string; recordedAt: string; action: string; outcome: string; actor: string; role: string; organisation: string; object: { kind: string; id: number | null }; fields: string[]; remark: string | null; ip: string };

/**
 * Audit events, newest first. The auditor sees what was done by whom to which object and which fields changed,
 * never a personal value: `fields` are names only, and remarks of business acts stay with the business.
 */
export async function auditEvents(filter: AuditFilter): Promise<AuditRow[]> {
  const where = ['1 = 1'];
  const params: (string | number | Date)[] = [];
  const add = (sql: string, value: string | number | Date | undefined) => {
    if (value === undefined) return;
    where.push(sql);
    params.push(value);
  };
  add('e.action = ?', filter.action);
  add('e.object_kind = ?', filter.objectKind);
  add('e.object_id = ?', filter.objectId);
  add('e.outcome = ?', filter.outcome);
  add('e.actor_id = (SELECT id FROM users WHERE login = ?)', filter.actorLogin);
  add('e.office_at >= ?', filter.from ? startOfOfficeDay(filter.from) : undefined);
  add('e.office_at < ?', filter.to ? startOfOfficeDay(addDays(filter.to, 1)) : undefined);
  add('e.id < ?', filter.before);
  const found = await rows<{ id: number; office_at: Date; recorded_at: Date; action: string; outcome: string; actor_name: string; role: string; organisation_name: string; object_kind: string; object_id: number | null; before_values: string | null; after_values: string | null; ip: string }>(
    `SELECT e.id, e.office_at, e.recorded_at, e.action, e.outcome, e.actor_name, e.role, e.organisation_name, e.object_kind, e.object_id, e.before_values, e.after_values, e.ip FROM audit_events e WHERE ${where.join(' AND ')} ORDER BY e.id DESC LIMIT ?`, [...params, filter.limit]);
  return found.map((one) => ({
    id: one.id, at: officeIso(one.office_at), recordedAt: officeIso(one.recorded_at), action: one.action, outcome: one.outcome, actor: one.actor_name, role: roleNames[one.role as Role] ?? one.role, organisation: one.organisation_name,
    object: { kind: one.object_kind, id: one.object_id }, fields: changedFields(one.before_values, one.after_values), remark: null, ip: one.ip,
  }));
}

function changedFields(before: string | null, after: string | null): string[] {
  const a = before ? (JSON.parse(before) as Record<string, unknown>) : {};
  const b = after ? (JSON.parse(after) as Record<string, unknown>) : {};
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
}
