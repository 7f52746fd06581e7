import { requireTx, run } from '../database.js';
import type { Actor } from '../values/actor.js';
import { activeVersion } from './definition.js';
import { subjectProvider, type Subject } from './registry.js';
import { endInstance } from './end-instance.js';
import { lockInstanceOf, step } from './step.js';

/** Begins a process about a subject on the active version of its definition, inside the act that created the subject. */
export async function startInstance(definitionKey: string, subject: Subject, actor: Actor | null): Promise<number> {
  const tx = requireTx();
  const version = await activeVersion(definitionKey);
  if (version.model.subject !== subject.kind) throw new Error(`${definitionKey} is about ${version.model.subject}, not ${subject.kind}`);
  const facts = await subjectProvider(subject.kind).load(subject.id, version.model.levels);
  const { insertId } = await run('INSERT INTO process_instances (definition_id, subject_kind, subject_id, subject_organisation_id, active_flag, state, started_at) VALUES (?, ?, ?, ?, 1, ?, ?)',
    [version.id, subject.kind, subject.id, facts.organisationId, 'running', tx.now]);
  await step({ id: insertId, definitionId: version.id, subject, version: 0, historySeq: 0, state: 'running', engineState: null }, null, { actor, taskKey: null, input: { values: {} }, entries: [{ kind: 'started', actor }], retry: null });
  return insertId;
}

/** Ends the live process of a subject that is deleted: what waits is cancelled, the history stays. */
export async function endInstanceOf(subject: Subject): Promise<void> {
  const instance = await lockInstanceOf(subject);
  if (instance) await endInstance(instance.id);
}
