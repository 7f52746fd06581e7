import { createHash } from 'node:crypto';
import { recordAudit } from '../audit/record.js';
import { row, run, transact, type Tx } from '../database.js';
import { NotFound } from '../lib/errors.js';
import { versionById, type Version } from '../workflow/definition.js';
import type { ElementModel } from '../workflow/definition-model.js';
import { appendHistory, type HistoryEntry } from '../workflow/history.js';
import { keepVariables, lockInstance, step, type LockedInstance } from '../workflow/step.js';
import type { Retry } from '../workflow/step-failed.js';
import { waitsIn, type EngineState, type PlacedWait } from '../workflow/waits.js';
import { outputValues, plainReason, whyNotYours, type Given } from './rules.js';
import { machineScope, type Machine } from './scope.js';

/*
 * What a worker says of a task it has locked: done, failed, a business error, more time, not now. Each is one act: the
 * instance is locked first, then the row is looked at as it stands, so a lock that ran out meanwhile is no lock.
 */

type Row = { id: number; instance_id: number; execution_id: string; element_id: string; state: string; client_id: number | null; client: string | null; worker_id: string | null; locked_at: Date | null; lock_until: Date | null; organisation_id: number };
type Held = { task: Row; instance: LockedInstance; version: Version; element: ElementModel; tx: Tx };
export type Reported = { id: number; state: 'waiting' | 'failed' | 'done'; processInstanceId: number; lockExpirationTime: Date | null };

/** @throws NotFound outside the program's scope; Conflict `locked-by-other`, `lock-expired`, `not-locked`, `already-done` */
async function held(machine: Machine, id: number, workerId: string, tx: Tx): Promise<Held> {
  const scope = machineScope(machine);
  const seen = await row<{ instance_id: number }>(`SELECT x.instance_id FROM external_tasks x JOIN process_instances p ON p.id = x.instance_id JOIN organisations o ON o.id = p.subject_organisation_id WHERE x.id = ? AND ${scope.sql}`, [id, ...scope.params as string[]]);
  if (!seen) throw new NotFound('没有这件外部任务，或不在这个程序可以领取的主题和单位里。');
  const instance = await lockInstance(seen.instance_id);
  const task = await row<Row>('SELECT x.id, x.instance_id, x.execution_id, x.element_id, x.state, x.client_id, (SELECT m.name FROM machine_clients m WHERE m.id = x.client_id) AS client, x.worker_id, x.locked_at, x.lock_until, p.subject_organisation_id AS organisation_id FROM external_tasks x JOIN process_instances p ON p.id = x.instance_id WHERE x.id = ? FOR UPDATE', [id]);
  if (!task) throw new NotFound('没有这件外部任务。');
  const refused = whyNotYours({ state: task.state, clientId: task.client_id, client: task.client, workerId: task.worker_id, lockedAt: task.locked_at, lockUntil: task.lock_until }, machine.clientId, workerId, tx.now);
  if (refused) throw refused;
  const version = await versionById(instance.definitionId);
  return { task, instance, version, element: version.model.elements[task.element_id], tx };
}

const audit = (machine: Machine, action: string, { task }: Held, after?: Record<string, unknown>): Promise<void> =>
  recordAudit(machine.actor, { action, object: { kind: 'external-task', id: task.id, organisationId: task.organisation_id }, after: { step: task.element_id, ...after } });
const retryOf = ({ task }: Held): Retry => ({ of: 'external', id: task.id, actorId: null, postRole: null, organisationId: null, input: null });
const close = ({ task, tx }: Held, { code, values }: { code?: string; values?: object }): Promise<unknown> => run("UPDATE external_tasks SET state = 'done', error_code = ?, output_values = ?, closed_at = ? WHERE id = ?", [code ?? null, values ? JSON.stringify(values) : null, tx.now, task.id]);

/**
 * The work is done: what the drawing lets the program leave is kept, and the process goes on in this act. What follows runs in
 * the system's name, as after a timer: a program holds no post.
 * @throws as `held`; InputInvalid for variables that are not declared; StepFailed with an incident when the process cannot go on
 */
export async function completeExternal(machine: Machine, id: number, { workerId, variables = {}, localVariables = {} }: { workerId: string; variables?: Given; localVariables?: Given }): Promise<Reported> {
  return transact(async (tx) => {
    const mine = await held(machine, id, workerId, tx);
    const values = outputValues(mine.element.external ?? { outputs: [] }, mine.version.model.variables, variables, localVariables);
    await close(mine, { values });
    await keepVariables(mine.instance, mine.version, { values });
    await audit(machine, '办结外部任务', mine, { variables: Object.keys(values) });
    await goOn(mine, mine.task, { kind: 'external-done', elementId: mine.element.id, elementName: mine.element.name, actor: machine.actor });
    return { id, state: 'done', processInstanceId: mine.instance.id, lockExpirationTime: null };
  });
}

const goOn = (mine: Held, wait: { element_id: string; execution_id: string }, entry: HistoryEntry): Promise<unknown> =>
  step(mine.instance, { elementId: wait.element_id, executionId: wait.execution_id }, { actor: null, taskKey: null, input: { values: {} }, entries: [entry], retry: retryOf(mine) });

/**
 * A business error that the drawing may catch: the error boundary event with this code takes it, else one without a code. What
 * nobody catches is a failure without retries: an incident.
 * @throws as `held`
 */
export async function reportError(machine: Machine, id: number, { workerId, errorCode, errorMessage = '' }: { workerId: string; errorCode: string; errorMessage?: string }): Promise<Reported> {
  return transact(async (tx) => {
    const mine = await held(machine, id, workerId, tx);
    await audit(machine, '报告外部任务的业务错误', mine, { code: errorCode });
    const catcher = catcherOf(mine, errorCode);
    if (!catcher) return fail(machine, mine, { message: plainReason(`报告了业务错误“${errorCode}”，图上没有接住它的边界事件。${errorMessage}`), retries: 0, retryTimeout: 0 });
    await close(mine, { code: errorCode });
    await goOn(mine, { element_id: catcher.elementId, execution_id: catcher.executionId }, { kind: 'external-error', elementId: catcher.elementId, elementName: mine.version.model.elements[catcher.elementId]?.name || errorCode, actor: machine.actor });
    return { id, state: 'done', processInstanceId: mine.instance.id, lockExpirationTime: null };
  });
}

/** The boundary event on this very task, in the same scope of the same run, that takes the code. */
function catcherOf({ instance, task, version: { model } }: Held, code: string): PlacedWait | undefined {
  const waits = waitsIn(JSON.parse(instance.engineState ?? '{}') as EngineState);
  const own = waits.find(({ executionId }) => executionId === task.execution_id);
  const beside = waits.filter(({ elementId, kind, path }) => kind === 'reported' && model.elements[elementId]?.attachedTo === task.element_id && path[0]?.executionId === own?.path[0]?.executionId);
  return beside.find(({ elementId }) => model.elements[elementId].reported?.code === code) ?? beside.find(({ elementId }) => model.elements[elementId].reported?.code === undefined);
}

/**
 * It could not be done. With retries left it is free again after `retryTimeout` milliseconds of office time; without, an
 * incident is opened, and an administrator's retry puts the task back.
 * @throws as `held`
 */
export async function reportFailure(machine: Machine, id: number, given: { workerId: string; errorMessage?: string; retries?: number; retryTimeout?: number }): Promise<Reported> {
  return transact(async (tx) => {
    const mine = await held(machine, id, given.workerId, tx);
    const retries = given.retries ?? 0;
    await audit(machine, '报告外部任务没有办成', mine, { retries });
    return fail(machine, mine, { message: plainReason(given.errorMessage ?? '') || '程序没有说明原因', retries, retryTimeout: given.retryTimeout ?? 0 });
  });
}

async function fail(machine: Machine, mine: Held, { message, retries, retryTimeout }: { message: string; retries: number; retryTimeout: number }): Promise<Reported> {
  const { task, instance, element, tx } = mine;
  await run('UPDATE external_tasks SET state = ?, retries = ?, error_message = ?, retry_at = ?, client_id = NULL, worker_id = NULL, locked_at = NULL, lock_until = NULL WHERE id = ?',
    [retries > 0 ? 'waiting' : 'failed', retries, message, retryTimeout > 0 && retries > 0 ? new Date(tx.now.getTime() + retryTimeout) : null, task.id]);
  await appendHistory(instance.id, instance.historySeq, [{ kind: 'external-failed', elementId: element.id, elementName: element.name, actor: machine.actor }], tx.now);
  if (retries === 0) {
    const text = `外部程序没有办成：${message}`;
    const fingerprint = createHash('sha256').update(`${instance.definitionId}|${element.id}|${text}`).digest('hex');
    await run("INSERT INTO incidents (instance_id, element_id, kind, message, fingerprint, retry_of, retry_id, retry_input, opened_at) VALUES (?, ?, 'external-failed', ?, ?, 'external', ?, ?, ?)", [instance.id, element.id, text, fingerprint, task.id, JSON.stringify(retryOf(mine)), tx.now]);
  }
  await run(`UPDATE process_instances SET version = version + 1, history_seq = history_seq + 1${retries === 0 ? ", state = 'incident'" : ''} WHERE id = ?`, [instance.id]);
  return { id: task.id, state: retries > 0 ? 'waiting' : 'failed', processInstanceId: instance.id, lockExpirationTime: null };
}

/** More time for the work, counted from now in milliseconds of office time. @throws as `held` */
export async function extendLock(machine: Machine, id: number, { workerId, newDuration }: { workerId: string; newDuration: number }): Promise<Reported> {
  return transact(async (tx) => {
    const mine = await held(machine, id, workerId, tx);
    const until = new Date(tx.now.getTime() + newDuration);
    await run('UPDATE external_tasks SET lock_until = ? WHERE id = ?', [until, id]);
    await audit(machine, '延长外部任务的领取', mine);
    return { id, state: 'waiting', processInstanceId: mine.instance.id, lockExpirationTime: until };
  });
}

/** Gives a locked task back undone. @throws as `held` */
export async function unlockExternal(machine: Machine, id: number, { workerId }: { workerId: string }): Promise<Reported> {
  return transact(async (tx) => {
    const mine = await held(machine, id, workerId, tx);
    await run('UPDATE external_tasks SET client_id = NULL, worker_id = NULL, locked_at = NULL, lock_until = NULL WHERE id = ?', [id]);
    await audit(machine, '放回外部任务', mine);
    return { id, state: 'waiting', processInstanceId: mine.instance.id, lockExpirationTime: null };
  });
}
