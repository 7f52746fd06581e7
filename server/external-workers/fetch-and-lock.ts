import { setTimeout as sleep } from 'node:timers/promises';
import { recordAudit } from '../audit/record.js';
import { officeNow, row, rows, run, transact } from '../database.js';
import { ticks } from '../lib/clock.js';
import { versionById } from '../workflow/definition.js';
import { subjectProvider } from '../workflow/registry.js';
import { variablesOf } from '../workflow/step.js';
import { inputValues } from './rules.js';
import { demandTopics, machineScope, type Machine } from './scope.js';

/** What a worker asks for. `lockDuration` in milliseconds of office time. */
export type Wanted = { workerId: string; maxTasks: number; topics: readonly { topicName: string; lockDuration: number; variables?: readonly string[] }[] };
/** A task as the worker that has locked it gets it, in Camunda's words. */
export type LockedTask = {
  id: number; topicName: string; workerId: string; lockExpirationTime: Date; activityId: string; activityName: string; processInstanceId: number; processDefinitionKey: string; processDefinitionVersion: number;
  /** What the process is about, `award-list:12`; never its name. */
  businessKey: string; organisation: { id: number; name: string };
  priority: number; retries: number | null; errorMessage: string | null; variables: ReturnType<typeof inputValues>;
};

type Row = { id: number; topic: string; element_id: string; instance_id: number; definition_id: number; subject_kind: string; subject_id: number; priority: number; retries: number | null; error_message: string | null; organisation_id: number; organisation: string };
const FREE = "x.state = 'waiting' AND (x.lock_until IS NULL OR x.lock_until <= ?) AND (x.retry_at IS NULL OR x.retry_at <= ?)";

/**
 * Locks what waits for this worker, the highest priority first, then the oldest. Two workers who ask at once never get one
 * task: rows another is just locking are passed over.
 * @throws Forbidden `topic-not-allowed`
 */
export async function fetchAndLock(machine: Machine, wanted: Wanted): Promise<LockedTask[]> {
  demandTopics(machine, wanted.topics.map(({ topicName }) => topicName));
  const scope = machineScope({ ...machine, topics: wanted.topics.map(({ topicName }) => topicName) });
  return transact(async (tx) => {
    const from = `external_tasks x JOIN process_instances p ON p.id = x.instance_id JOIN organisations o ON o.id = p.subject_organisation_id`;
    // The rows of instances and organisations are not locked; only then those of the tasks are, and looked at again.
    const free = await rows<{ id: number }>(`SELECT x.id FROM ${from} WHERE ${FREE} AND p.active_flag = 1 AND ${scope.sql} ORDER BY x.priority DESC, x.id LIMIT ?`, [tx.now, tx.now, ...scope.params as string[], wanted.maxTasks * 4]);
    if (free.length === 0) return [];
    const mine = await rows<{ id: number }>(`SELECT x.id FROM external_tasks x WHERE x.id IN (?) AND ${FREE} ORDER BY x.priority DESC, x.id LIMIT ? FOR UPDATE SKIP LOCKED`, [free.map(({ id }) => id), tx.now, tx.now, wanted.maxTasks]);
    if (mine.length === 0) return [];
    const found = await rows<Row>(`SELECT x.id, x.topic, x.element_id, x.instance_id, p.definition_id, p.subject_kind, p.subject_id, x.priority, x.retries, x.error_message, o.id AS organisation_id, o.name AS organisation FROM ${from} WHERE x.id IN (?) ORDER BY x.priority DESC, x.id`, [mine.map(({ id }) => id)]);
    const locked: LockedTask[] = [];
    for (const one of found) {
      const { lockDuration, variables } = wanted.topics.find(({ topicName }) => topicName === one.topic) ?? { lockDuration: 0 };
      const until = new Date(tx.now.getTime() + lockDuration);
      await run('UPDATE external_tasks SET client_id = ?, worker_id = ?, locked_at = ?, lock_until = ? WHERE id = ?', [machine.clientId, wanted.workerId, tx.now, until, one.id]);
      locked.push(await told(one, wanted.workerId, until, variables));
    }
    await recordAudit(machine.actor, { action: '领取外部任务', object: { kind: 'machine-client', id: machine.clientId, organisationId: machine.actor.organisation.id }, after: { tasks: locked.map(({ id }) => id), worker: wanted.workerId } });
    return locked;
  });
}

async function told(one: Row, workerId: string, lockExpirationTime: Date, asked?: readonly string[]): Promise<LockedTask> {
  const version = await versionById(one.definition_id);
  const element = version.model.elements[one.element_id];
  const inputs = element?.external?.inputs ?? [];
  const subject = { kind: one.subject_kind, id: one.subject_id };
  const values = inputs.length === 0 ? {} : await variablesOf({ id: one.instance_id }, version, await subjectProvider(subject.kind).load(subject.id, version.model.levels));
  return {
    id: one.id, topicName: one.topic, workerId, lockExpirationTime, activityId: one.element_id, activityName: element?.name ?? '', processInstanceId: one.instance_id, processDefinitionKey: version.key, processDefinitionVersion: version.version,
    businessKey: `${subject.kind}:${subject.id}`, organisation: { id: one.organisation_id, name: one.organisation }, priority: one.priority, retries: one.retries, errorMessage: one.error_message, variables: inputValues({ inputs }, version.model.variables, values, asked),
  };
}

const LOOK_EVERY_MS = 500;

/**
 * The same, waiting for something to come: looks now and then with one short statement, and holds no connection and no
 * transaction in between. Ends early when nobody listens any more.
 */
export async function fetchWaiting(machine: Machine, wanted: Wanted, waitMs: number, isGone: () => boolean): Promise<LockedTask[]> {
  const until = ticks() + waitMs;
  for (;;) {
    const locked = await fetchAndLock(machine, wanted);
    if (locked.length > 0) return locked;
    do {
      if (isGone() || ticks() + LOOK_EVERY_MS > until) return [];
      await sleep(LOOK_EVERY_MS);
    } while (!(await isAnyFree(machine, wanted)));
  }
}

async function isAnyFree(machine: Machine, wanted: Wanted): Promise<boolean> {
  const scope = machineScope({ ...machine, topics: wanted.topics.map(({ topicName }) => topicName) });
  const now = await officeNow();
  return (await row(`SELECT 1 AS found FROM external_tasks x JOIN process_instances p ON p.id = x.instance_id JOIN organisations o ON o.id = p.subject_organisation_id WHERE ${FREE} AND p.active_flag = 1 AND ${scope.sql} LIMIT 1`, [now, now, ...scope.params as string[]])) !== undefined;
}
