import { officeNow, rows } from '../database.js';
import { versionById } from '../workflow/definition.js';

/** An external task as those who keep the procedures see it: where, for which program, who has it; never whose data it is about. */
export type ExternalTask = {
  id: number; topic: string; priority: number; instanceId: number; definition: string; processName: string; version: number; elementId: string; name: string; organisation: string;
  /** `retrying`: free again at `retryAt`. */
  standing: 'waiting' | 'locked' | 'retrying' | 'failed'; openedAt: Date; lockedBy: { program: string; worker: string; since: Date; until: Date } | null; retries: number | null; retryAt: Date | null; errorMessage: string | null;
};
export type ExternalFilter = { standing?: ExternalTask['standing']; topic?: string; instanceId?: number; after?: number; limit: number };

type Row = { id: number; topic: string; priority: number; instance_id: number; definition_id: number; element_id: string; organisation: string; state: string; opened_at: Date; program: string | null; worker_id: string | null; locked_at: Date | null; lock_until: Date | null; retries: number | null; retry_at: Date | null; error_message: string | null };
const standings: Readonly<Record<ExternalTask['standing'], string>> = {
  failed: "x.state = 'failed'", locked: "x.state = 'waiting' AND x.lock_until > :now", retrying: "x.state = 'waiting' AND (x.lock_until IS NULL OR x.lock_until <= :now) AND x.retry_at > :now",
  waiting: "x.state = 'waiting' AND (x.lock_until IS NULL OR x.lock_until <= :now) AND (x.retry_at IS NULL OR x.retry_at <= :now)",
};

/** Open external tasks, the oldest first. */
export async function externalTasks({ standing, topic, instanceId, after, limit }: ExternalFilter): Promise<ExternalTask[]> {
  const now = await officeNow();
  const where = ["x.state IN ('waiting', 'failed')"];
  const params: (string | number | Date)[] = [];
  if (standing) {
    where.push(standings[standing].replaceAll(':now', '?'));
    for (const _ of standings[standing].matchAll(/:now/g)) params.push(now);
  }
  for (const [sql, value] of [['x.topic = ?', topic], ['x.instance_id = ?', instanceId], ['x.id > ?', after]] as const) {
    if (value === undefined) continue;
    where.push(sql);
    params.push(value);
  }
  const found = await rows<Row>(
    `SELECT x.id, x.topic, x.priority, x.instance_id, p.definition_id, x.element_id, o.name AS organisation, x.state, x.opened_at, m.name AS program, x.worker_id, x.locked_at, x.lock_until, x.retries, x.retry_at, x.error_message
       FROM external_tasks x JOIN process_instances p ON p.id = x.instance_id JOIN organisations o ON o.id = p.subject_organisation_id LEFT JOIN machine_clients m ON m.id = x.client_id
      WHERE ${where.join(' AND ')} ORDER BY x.id LIMIT ?`, [...params, limit]);
  return Promise.all(found.map(async (one): Promise<ExternalTask> => {
    const { key, version, model } = await versionById(one.definition_id);
    const isLocked = one.state === 'waiting' && one.lock_until !== null && one.lock_until > now;
    return {
      id: one.id, topic: one.topic, priority: one.priority, instanceId: one.instance_id, definition: key, processName: model.name, version, elementId: one.element_id, name: model.elements[one.element_id]?.name || one.element_id, organisation: one.organisation, openedAt: one.opened_at, retries: one.retries, retryAt: one.retry_at, errorMessage: one.error_message,
      standing: one.state === 'failed' ? 'failed' : isLocked ? 'locked' : one.retry_at !== null && one.retry_at > now ? 'retrying' : 'waiting',
      lockedBy: isLocked && one.locked_at && one.lock_until ? { program: one.program ?? '', worker: one.worker_id ?? '', since: one.locked_at, until: one.lock_until } : null,
    };
  }));
}
