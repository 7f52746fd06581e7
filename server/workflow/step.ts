import { heldRead, hold, later, mayBeRepeated, requireTx, row, rows, together } from '../database.js';
import type { Actor } from '../values/actor.js';
import { ProductError, TryLater } from '../lib/errors.js';
import { engineVersions, type Answers, type Settled, type Wait } from './engine.js';
import { learnedSteps } from './learned-steps.js';
import { evaluateCondition } from './conditions.js';
import { versionById, type Version } from './definition.js';
import type { ElementModel } from './definition-model.js';
import { appendHistory, type HistoryEntry } from './history.js';
import { serviceNamed, subjectProvider, type Subject, type SubjectFacts, type TaskInput } from './registry.js';
import { closeIncidents, StepFailed, type Retry } from './step-failed.js';
import { grantedDetours, noDetours, useDetours, type Detours } from './repairs.js';
import { ownTaskOf, taskForActor, type OwnTask } from './task.js';
import { beginCalls, returnToCaller, syncCalls } from './called-processes.js';
import { throwOut } from './throw-events.js';
import { syncWaits } from './waiting-rows.js';

/** Who does the steps: the engine, and for what it has done before, what was learned of it. */
export const stepper = learnedSteps;

/** An instance whose row this act holds locked, with the engine's state; that is null before its first step. */
export type LockedInstance = { id: number; definitionId: number; subject: Subject; version: number; historySeq: number; state: string; engineState: string | null };

/** What set the step off: who did what, and how an administrator could try it again should it fail. */
export type Cause = { actor: Actor | null; taskKey: string | null; input: TaskInput; entries: HistoryEntry[]; retry: Retry | null; /** How many called processes this act has begun one out of the other. */ depth?: number };

type InstanceRow = { id: number; definition_id: number; subject_kind: string; subject_id: number; version: number; history_seq: number; state: string; engine_state: string | null };
const SELECT = 'SELECT i.id, i.definition_id, i.subject_kind, i.subject_id, i.version, i.history_seq, i.state, s.state AS engine_state FROM process_instances i LEFT JOIN process_states s ON s.instance_id = i.id';

/** Locks an instance for the rest of the act. Two acts on one instance so happen one after the other. */
export async function lockInstance(id: number): Promise<LockedInstance> {
  const found = await row<InstanceRow>(`${SELECT} WHERE i.id = ? FOR UPDATE`, [id]);
  if (!found) throw new Error(`process instance ${id} is missing`);
  return locked(found);
}

/**
 * A task the actor sees and the instance it belongs to; the instance is locked first, so the task is read as it stands then.
 * @throws NotFound when there is no such task in the actor's scope.
 */
export async function lockTask(actor: Actor, taskId: number): Promise<{ instance: LockedInstance; task: OwnTask }> {
  // Only the instance's row is locked by this: a row that a sub-query reads is not.
  const [instances, tasks, variables] = await together([
    { sql: `${SELECT} WHERE i.id = (SELECT instance_id FROM tasks WHERE id = ?) FOR UPDATE`, params: [taskId] },
    taskForActor(actor, taskId),
    { sql: `${VARIABLES} = (SELECT instance_id FROM tasks WHERE id = ?)`, params: [taskId] },
  ]);
  const task = ownTaskOf(tasks);
  const instance = locked((instances as InstanceRow[])[0]);
  hold('process_variables', String(instance.id), variables);
  return { instance, task };
}

/** The live instance of a subject that no other has called, locked; undefined when none runs. */
export async function lockInstanceOf(subject: Subject): Promise<LockedInstance | undefined> {
  const found = await row<InstanceRow>(`${SELECT} WHERE i.subject_kind = ? AND i.subject_id = ? AND i.active_flag = 1 AND i.call_id = 0 FOR UPDATE`, [subject.kind, subject.id]);
  return found && locked(found);
}

const locked = (found: InstanceRow): LockedInstance => ({ id: found.id, definitionId: found.definition_id, subject: { kind: found.subject_kind, id: found.subject_id }, version: found.version, historySeq: found.history_seq, state: found.state, engineState: found.engine_state });

/**
 * One step, from one waiting point to the next, inside the act's transaction: recover, signal, settle, compare the
 * engine's waits with the rows, write rows, history and state, drop the engine. `wait` null begins the instance.
 * @throws StepFailed when a service or condition fails for a reason that is not a rule: nothing has changed, an incident is opened.
 */
export async function step(instance: LockedInstance, wait: Pick<Wait, 'elementId' | 'executionId'> | null, cause: Cause): Promise<Settled> {
  const tx = requireTx();
  const version = await versionById(instance.definitionId);
  const entries = [...cause.entries];
  const progress = { element: wait?.elementId ?? null };
  let settled: Settled;
  let calls: Awaited<ReturnType<typeof syncCalls>>;
  try {
    const detours = instance.state === 'incident' ? await grantedDetours(instance.id) : noDetours;
    const answers = answersFor(instance, version, cause, entries, progress, detours);
    if (wait) {
      if (instance.engineState === null) throw new Error('the engine state is missing');
      settled = await stepper.act(version.source, instance.engineState, wait, answers);
    } else {
      // One that another has called begins with what it was handed over.
      if (!cause.depth) hold('process_variables', String(instance.id), []);
      settled = await stepper.begin(version.source, answers);
    }
    // A token that nobody can move on would wait in silence for ever.
    if (!settled.done && settled.waits.length === 0) throw new Error('the process has come to a place where nobody is waited for');
    const facts = await subjectProvider(instance.subject.kind).load(instance.subject.id, version.model.levels);
    await syncWaits({ instance, version, facts, values: await variablesOf(instance, version, facts), waits: settled.waits, begins: wait === null, now: tx.now, entries, progress });
    calls = mayCall(version) ? await syncCalls(instance, settled.waits, wait === null, entries, (id) => version.model.elements[id]?.name) : [];
  } catch (error) {
    // A rule's refusal is told to the person who acts; where nobody does (a timer), somebody has to look at it.
    const isTold = error instanceof ProductError && (cause.actor !== null || error instanceof TryLater);
    if (isTold || mayBeRepeated(error)) throw error;
    throw new StepFailed(instance, progress.element, error, cause.retry);
  }
  if (instance.state === 'incident') await useDetours(instance.id, entries);
  if (settled.done) entries.push({ kind: 'ended' });
  await appendHistory(instance.id, instance.historySeq, entries, tx.now);
  if (wait) await later('UPDATE process_states SET engine_versions = ?, state = ? WHERE instance_id = ?', [engineVersions, settled.state, instance.id]);
  else await later('INSERT INTO process_states (instance_id, engine_versions, state) VALUES (?, ?, ?)', [instance.id, engineVersions, settled.state]);
  const stuck = instance.state === 'incident' && (await closeIncidents(instance.id, { ended: settled.done, at: tx.now, by: cause.actor?.userId ?? null }));
  await later(`UPDATE process_instances SET version = version + 1, history_seq = ?, state = ?${settled.done ? ', active_flag = NULL, ended_at = ?' : ''} WHERE id = ? AND version = ?`,
    [instance.historySeq + entries.length, settled.done ? 'completed' : stuck ? 'incident' : 'running', ...(settled.done ? [tx.now] : []), instance.id, instance.version]);
  instance.version += 1;
  instance.historySeq += entries.length;
  instance.engineState = settled.state;
  if (calls.length > 0) await beginCalls(instance, calls, cause, { step, lockInstance });
  if (settled.done && (await isCalled(instance.id))) await returnToCaller(instance, cause, { step, lockInstance });
  return settled;
}

/** A thrown message or signal is asked for like a service. */
const isThrowing = ({ type, message, signal }: ElementModel): boolean => (type === 'intermediateThrowEvent' || type === 'endEvent') && Boolean(message ?? signal);
const mayCall = ({ model }: Version): boolean => Object.values(model.elements).some(({ type }) => type === 'callActivity');
const isCalled = async (id: number): Promise<boolean> => (await row<{ call_id: number }>('SELECT call_id FROM process_instances WHERE id = ?', [id]))?.call_id !== 0;

function answersFor(instance: LockedInstance, version: Version, cause: Cause, entries: HistoryEntry[], progress: { element: string | null }, detours: Detours): Answers {
  const { model } = version;
  const values = async () => variablesOf(instance, version, await subjectProvider(instance.subject.kind).load(instance.subject.id, version.model.levels));
  return {
    async condition(flowId) {
      const flow = model.flows[flowId];
      progress.element = flow.from;
      const detour = detours.ways.get(flow.from);
      if (detour) {
        if (!entries.some(({ kind, elementId }) => kind === 'skipped' && elementId === flow.from)) entries.push({ kind: 'skipped', elementId: flow.from, elementName: model.elements[flow.from]?.name, actor: detour.by, remark: detour.reason });
        return detour.flowId === flowId;
      }
      return evaluateCondition(flow.condition ?? '', await values());
    },
    async service(elementId) {
      const element = model.elements[elementId];
      progress.element = elementId;
      const skip = detours.skips.get(elementId);
      if (skip) {
        entries.push({ kind: 'skipped', elementId, elementName: element.name, actor: skip.by, remark: skip.reason });
        return;
      }
      if (isThrowing(element)) return throwOut(instance, element, entries.filter(({ kind }) => kind === 'message-sent' || kind === 'signal-sent').length, entries);
      await serviceNamed(element.service ?? '')({ subject: instance.subject, actor: cause.actor, taskKey: cause.taskKey, input: cause.input });
      entries.push({ kind: 'service', elementId, elementName: element.name, actor: cause.actor });
    },
    async cardinality(elementId) {
      progress.element = elementId;
      const text = model.elements[elementId].multiInstance?.cardinality ?? '';
      const value = Number((await values())[text] ?? text);
      if (!Number.isInteger(value) || value < 1) throw new Error(`the number of repetitions of ${elementId} is not a positive whole number`);
      return value;
    },
  };
}

/** Values of the variables the diagram declares: what forms and decisions left, then the subject's own facts. */
export async function variablesOf(instance: Pick<LockedInstance, 'id'>, version: Version, facts: SubjectFacts): Promise<Record<string, string | number | boolean | null>> {
  const stored = await storedVariables(instance);
  const kept = new Map(stored.map(({ name, value }) => [name, value === null ? null : (JSON.parse(value) as string | number | boolean)]));
  return Object.fromEntries(version.model.variables.map(({ name }) => [name, facts.values[name] ?? kept.get(name) ?? null]));
}

type StoredVariable = { name: string; value: string | null };
const VARIABLES = 'SELECT name, value FROM process_variables WHERE instance_id';
const storedVariables = (instance: Pick<LockedInstance, 'id'>): Promise<StoredVariable[]> => heldRead('process_variables', String(instance.id), () => rows<StoredVariable>(`${VARIABLES} = ?`, [instance.id]));

/** Keeps what a completed task leaves for conditions: its decision and the form fields the diagram declares. */
export async function keepVariables(instance: LockedInstance, version: Version, input: TaskInput): Promise<void> {
  const left: Record<string, unknown> = { ...input.values, decision: input.decision };
  const kept = version.model.variables.filter(({ name }) => left[name] !== undefined).map(({ name, type }) => [instance.id, name, JSON.stringify(type === 'number' ? Number(left[name]) : left[name])]);
  if (kept.length === 0) return;
  const before = await storedVariables(instance);
  await later('INSERT INTO process_variables (instance_id, name, value) VALUES ? ON DUPLICATE KEY UPDATE value = VALUES(value)', [kept]);
  hold('process_variables', String(instance.id), [...before.filter(({ name }) => left[name] === undefined), ...kept.map(([, name, value]): StoredVariable => ({ name: String(name), value: String(value) }))]);
}
