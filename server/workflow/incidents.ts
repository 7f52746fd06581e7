import { row, rows, run, transact } from '../database.js';
import { recordAudit } from '../audit/record.js';
import { Conflict, NotFound } from '../lib/errors.js';
import type { Actor, Role } from '../values/actor.js';
import { completeTask, taskStillOpen, type Completion } from './complete-task.js';
import { versionById } from './definition.js';
import { fireTimer } from './fire-timers.js';
import { putBack } from './external-waits.js';
import { restoreWaits } from './lost-tokens.js';
import type { Retry } from './step-failed.js';

/** A step that could not be taken. Administrators see what failed and where, never whose data it was about. */
export type Incident = { id: number; instanceId: number; definition: string; elementId: string | null; elementName: string | null; kind: string; /** How many open ones are of the same kind: the same file, element and cause. */ alike: number; message: string; occurrences: number; state: 'open' | 'resolved'; openedAt: Date; resolvedAt: Date | null };

type Row = { id: number; instance_id: number; definition_id: number; alike: number; definition_key: string; version: number; element_id: string | null; kind: string; message: string; occurrences: number; state: Incident['state']; opened_at: Date; resolved_at: Date | null; retry_input: string | null };

const SELECT = `SELECT i.id, i.instance_id, p.definition_id, d.definition_key, d.version, i.element_id, i.kind, i.message, i.occurrences, i.state, i.opened_at, i.resolved_at, i.retry_input,
  (SELECT COUNT(*) FROM incidents a WHERE a.fingerprint = i.fingerprint AND a.state = 'open') AS alike
  FROM incidents i JOIN process_instances p ON p.id = i.instance_id JOIN process_definitions d ON d.id = p.definition_id`;

async function incidentOf(found: Row): Promise<Incident> {
  const elementName = found.element_id === null ? null : (await versionById(found.definition_id)).model.elements[found.element_id]?.name || null;
  return { id: found.id, instanceId: found.instance_id, definition: `${found.definition_key} v${found.version}`, elementId: found.element_id, elementName, alike: found.alike, kind: found.kind, message: found.message, occurrences: found.occurrences, state: found.state, openedAt: found.opened_at, resolvedAt: found.resolved_at };
}

/** Open incidents first, newest first. */
export async function listIncidents(state: Incident['state'] | undefined, limit: number, instanceId?: number): Promise<Incident[]> {
  const where = [...(state ? ['i.state = ?'] : []), ...(instanceId ? ['i.instance_id = ?'] : [])];
  return Promise.all((await rows<Row>(`${SELECT}${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''} ORDER BY i.state = 'resolved', i.id DESC LIMIT ?`, [...(state ? [state] : []), ...(instanceId ? [instanceId] : []), limit])).map(incidentOf));
}

/** The open incidents of the same kind as this one (same file, element and cause), the oldest first. @throws NotFound */
export async function alikeIncidents(id: number, limit: number): Promise<number[]> {
  const found = await row<{ fingerprint: string }>('SELECT fingerprint FROM incidents WHERE id = ?', [id]);
  if (!found) throw new NotFound('没有这个异常。');
  return (await rows<{ id: number }>("SELECT id FROM incidents WHERE fingerprint = ? AND state = 'open' ORDER BY id LIMIT ?", [found.fingerprint, limit])).map((one) => one.id);
}

/**
 * Tries the failed step again as it was: the timer fires, the same person's completion is repeated in their name, or the
 * external task is put back for a program to fetch.
 * A renewed failure counts on the same incident; success resolves it.
 * @throws NotFound; Conflict `already-done` when it was resolved or its task handled meanwhile.
 */
export async function retryIncident(actor: Actor, id: number): Promise<Incident> {
  const found = await row<Row>(`${SELECT} WHERE i.id = ?`, [id]);
  if (!found) throw new NotFound();
  if (found.state !== 'open') throw new Conflict('already-done', '这个异常已经处理过。');
  const retry = found.retry_input ? (JSON.parse(found.retry_input) as Retry) : null;
  return transact(async (tx) => {
    if (found.kind === 'lost-token') await restoreWaits(found.instance_id);
    else if (retry) await repeat(retry, found.instance_id);
    await run("UPDATE incidents SET state = 'resolved', resolved_at = ?, resolved_by = ? WHERE id = ?", [tx.now, actor.userId, id]);
    await run("UPDATE process_instances SET state = 'running' WHERE id = ? AND state = 'incident' AND active_flag = 1 AND NOT EXISTS (SELECT 1 FROM incidents WHERE instance_id = ? AND state = 'open')", [found.instance_id, found.instance_id]);
    await recordAudit(actor, { action: '重试流程异常', object: { kind: 'incident', id } });
    const after = await row<Row>(`${SELECT} WHERE i.id = ?`, [id]);
    return incidentOf(after ?? found);
  });
}

async function repeat(retry: Retry, instanceId: number): Promise<void> {
  if (retry.of === 'timer' && retry.id !== null) {
    await fireTimer(retry.id, instanceId);
    return;
  }
  if (retry.of === 'external' && retry.id !== null) return putBack(retry.id, instanceId);
  if (retry.of !== 'task' || retry.id === null) return;
  if (!(await taskStillOpen(retry.id))) throw new Conflict('already-done', '原来那一步已由别人办理，不用再重试。');
  const who = await row<{ login: string; name: string; org_name: string; level: Actor['organisation']['level']; path: string }>(
    `SELECT u.login, u.name, o.name AS org_name, o.level, o.path FROM posts p JOIN users u ON u.id = p.user_id JOIN organisations o ON o.id = p.organisation_id
      WHERE p.user_id = ? AND p.role = ? AND p.organisation_id = ? AND u.status = 'active'`, [retry.actorId ?? 0, retry.postRole ?? '', retry.organisationId ?? 0]);
  if (!who) throw new Conflict('already-done', '原办理人已不在这个岗位，请通知现任人员重新办理。');
  const original: Actor = { userId: retry.actorId ?? 0, login: who.login, name: who.name, role: (retry.postRole ?? '') as Role, organisation: { id: retry.organisationId ?? 0, name: who.org_name, level: who.level, path: who.path } };
  await completeTask(original, retry.id, retry.input as Completion);
}
