import { requireTx, run } from '../database.js';
import type { Actor } from '../values/actor.js';
import { activeVersion } from './definition.js';
import { subjectProvider, type Subject } from './registry.js';
import { lockInstanceOf, step } from './step.js';
import { closeIncidents } from './step-failed.js';

/** Begins a process about a subject on the active version of its definition, inside the act that created the subject. */
export async function startInstance(definitionKey: string, subject: Subject, actor: Actor | null): Promise<number> {
  const tx = requireTx();
  const version = await activeVersion(definitionKey);
  if (version.model.subject !== subject.kind) throw new Error(`${definitionKey} is about ${version.model.subject}, not ${subject.kind}`);
  const facts = await subjectProvider(subject.kind).load(subject.id);
  const { insertId } = await run('INSERT INTO process_instances (definition_id, subject_kind, subject_id, subject_organisation_id, active_flag, state, started_at) VALUES (?, ?, ?, ?, 1, ?, ?)',
    [version.id, subject.kind, subject.id, facts.organisationId, 'running', tx.now]);
  await step({ id: insertId, definitionId: version.id, subject, version: 0, historySeq: 0, state: 'running', engineState: null }, null, { actor, taskKey: null, input: { values: {} }, entries: [{ kind: 'started', actor }], retry: null });
  return insertId;
}

/** Ends the live process of a subject that is deleted: what waits is cancelled, the history stays. */
export async function endInstanceOf(subject: Subject): Promise<void> {
  const tx = requireTx();
  const instance = await lockInstanceOf(subject);
  if (!instance) return;
  await run("UPDATE tasks t JOIN task_candidates c ON c.task_id = t.id SET t.state = 'cancelled', t.done_at = ?, t.version = t.version + 1, c.open = 0 WHERE t.instance_id = ? AND t.state = 'open'", [tx.now, instance.id]);
  await run("UPDATE timers SET state = 'cancelled' WHERE instance_id = ? AND state IN ('waiting', 'incident')", [instance.id]);
  await run("UPDATE message_waits SET state = 'cancelled' WHERE instance_id = ? AND state = 'waiting'", [instance.id]);
  await closeIncidents(instance.id, { ended: true, at: tx.now, by: null });
  await run("UPDATE process_instances SET state = 'cancelled', active_flag = NULL, ended_at = ?, version = version + 1 WHERE id = ?", [tx.now, instance.id]);
}
