import { later, requireTx, row, rows, run } from '../database.js';
import { activeVersion, versionById } from './definition.js';
import type { HistoryEntry } from './history.js';
import { subjectProvider } from './registry.js';
import { endInstance } from './end-instance.js';
import type { lockInstance, step, Cause, LockedInstance } from './step.js';
import type { Wait } from './engine.js';

/*
 * 调用活动: an instance about the same subject, begun by a call activity of another one, which waits for its end. Variables
 * that both drawings declare by the same name go in and come back; the subject's facts are the same for both anyway.
 */

type Call = { id: number; elementId: string };
/** A call begins a step and an end goes on with one: the step hands itself in. */
type Going = { step: typeof step; lockInstance: typeof lockInstance };

/** Calls within one act that end at once and lead to the next one: more than this is a circle of drawings. */
const DEEPEST = 20;

/** Makes the rows equal the calls the engine waits for. @returns the calls to begin, once the caller's own step is written. */
export async function syncCalls(instance: LockedInstance, waits: readonly Wait[], begins: boolean, entries: HistoryEntry[], nameOf: (id: string) => string | undefined): Promise<Call[]> {
  const calls = waits.filter(({ kind }) => kind === 'call');
  const open = begins ? [] : await rows<{ id: number; execution_id: string; called_id: number | null }>("SELECT id, execution_id, called_id FROM process_calls WHERE instance_id = ? AND state = 'waiting' FOR UPDATE", [instance.id]);
  for (const gone of open.filter(({ execution_id }) => !calls.some(({ executionId }) => executionId === execution_id))) {
    await run("UPDATE process_calls SET state = 'cancelled' WHERE id = ?", [gone.id]);
    if (gone.called_id !== null) await endInstance(gone.called_id);
  }
  const fresh: Call[] = [];
  for (const wait of calls.filter(({ executionId }) => !open.some(({ execution_id }) => execution_id === executionId))) {
    const { insertId } = await run('INSERT INTO process_calls (instance_id, execution_id, element_id) VALUES (?, ?, ?)', [instance.id, wait.executionId, wait.elementId]);
    fresh.push({ id: insertId, elementId: wait.elementId });
    entries.push({ kind: 'call-started', elementId: wait.elementId, elementName: nameOf(wait.elementId) });
  }
  return fresh;
}

/** Begins the called processes of a step that is written. One that needs nobody is over at once and its caller goes on in this act. */
export async function beginCalls(caller: LockedInstance, calls: readonly Call[], cause: Cause, going: Going): Promise<void> {
  for (const call of calls) {
    // One that ended at once may have moved its caller on and away from the others.
    const still = await row<{ state: string }>('SELECT state FROM process_calls WHERE id = ? FOR UPDATE', [call.id]);
    if (still?.state === 'waiting') await beginCall(caller, call, cause, going);
  }
}

async function beginCall(caller: LockedInstance, call: Call, cause: Cause, going: Going): Promise<void> {
  const tx = requireTx();
  const depth = (cause.depth ?? 0) + 1;
  if (depth > DEEPEST) throw new Error('called processes lead to one another without end');
  const calling = await versionById(caller.definitionId);
  const version = await activeVersion(calling.model.elements[call.elementId]?.calls ?? '');
  if (version.model.subject !== caller.subject.kind) throw new Error(`${version.key} is about ${version.model.subject}, its caller about ${caller.subject.kind}`);
  const facts = await subjectProvider(caller.subject.kind).load(caller.subject.id, version.model.levels);
  const { insertId } = await run('INSERT INTO process_instances (definition_id, subject_kind, subject_id, subject_organisation_id, active_flag, call_id, state, started_at) VALUES (?, ?, ?, ?, 1, ?, ?, ?)',
    [version.id, caller.subject.kind, caller.subject.id, facts.organisationId, call.id, 'running', tx.now]);
  await run('UPDATE process_calls SET called_id = ? WHERE id = ?', [insertId, call.id]);
  await handOver(caller.id, insertId, version.model.variables.map(({ name }) => name), calling.model.variables.map(({ name }) => name));
  await going.step({ id: insertId, definitionId: version.id, subject: caller.subject, version: 0, historySeq: 0, state: 'running', engineState: null }, null, { ...cause, depth, entries: [{ kind: 'started', actor: cause.actor }] });
}

/** A called process is over: its caller goes on, in the same act. */
export async function returnToCaller(called: LockedInstance, cause: Cause, going: Going): Promise<void> {
  const found = await row<{ id: number; instance_id: number }>("SELECT id, instance_id FROM process_calls WHERE called_id = ? AND state = 'waiting'", [called.id]);
  if (!found) return;
  const caller = await going.lockInstance(found.instance_id);
  const call = await row<{ execution_id: string; element_id: string }>("SELECT execution_id, element_id FROM process_calls WHERE id = ? AND state = 'waiting' FOR UPDATE", [found.id]);
  if (!call) return;
  await run("UPDATE process_calls SET state = 'done' WHERE id = ?", [found.id]);
  const [from, to] = [await versionById(called.definitionId), await versionById(caller.definitionId)];
  await handOver(called.id, caller.id, to.model.variables.map(({ name }) => name), from.model.variables.map(({ name }) => name));
  await going.step(caller, { elementId: call.element_id, executionId: call.execution_id }, { ...cause, entries: [{ kind: 'call-ended', elementId: call.element_id, elementName: to.model.elements[call.element_id]?.name }] });
}

/** Copies the values of variables both drawings declare. */
async function handOver(from: number, to: number, wanted: readonly string[], had: readonly string[]): Promise<void> {
  const shared = wanted.filter((name) => had.includes(name));
  if (shared.length > 0) await later('INSERT INTO process_variables (instance_id, name, value) SELECT ?, v.name, v.value FROM process_variables v WHERE v.instance_id = ? AND v.name IN (?) ON DUPLICATE KEY UPDATE value = VALUES(value)', [to, from, shared]);
}
