import { later, requireTx, row, rows, run } from '../database.js';
import { RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { seatsOf } from './candidates.js';
import { versionById, type Version } from './definition.js';
import { appendHistory } from './history.js';
import { whyNotFollow, type Standing } from './migration-fit.js';
import { renamed, type Mapping } from './migration-mapping.js';
import { subjectProvider } from './registry.js';
import { lockInstance } from './step.js';

/** What an instance was before it moved; kept for undo. */
type Before = { definitionId: number; state: string; tasks: { id: number; task_key: string; name: string }[]; timers: { id: number; element_id: string }[]; messages: { id: number; element_id: string; message: string }[]; calls: { id: number; element_id: string }[]; external?: { id: number; element_id: string; topic: string; priority: number }[]; candidates: { task_id: number; role: string; organisation_id: number; open: number }[] };

/** Why this instance cannot follow, read as it stands now; empty when it can. */
export async function reasonsAgainst(instanceId: number, from: Version, to: Version, mapping: Mapping): Promise<string[]> {
  const found = await row<{ definition_id: number; active_flag: number | null; state: string | null; engine_versions: string | null }>('SELECT p.definition_id, p.active_flag, s.state, s.engine_versions FROM process_instances p LEFT JOIN process_states s ON s.instance_id = p.id WHERE p.id = ?', [instanceId]);
  if (!found || found.active_flag !== 1) return ['已经走完，不用迁移。'];
  if (found.definition_id !== from.id) return [`已经不在第 ${from.version} 版上。`];
  return whyNotFollow({ engineState: found.state, engineVersions: found.engine_versions ?? '', ...(await heldBy(instanceId)) }, from, to, mapping);
}

async function heldBy(instanceId: number): Promise<Pick<Standing, 'hasVotes' | 'isSigned'>> {
  const voted = await rows<{ task_key: string }>("SELECT DISTINCT t.task_key FROM tasks t JOIN task_votes v ON v.task_id = t.id WHERE t.instance_id = ? AND t.state = 'open'", [instanceId]);
  const signed = await rows<{ task_key: string }>("SELECT DISTINCT t.task_key FROM tasks t LEFT JOIN task_signers s ON s.task_id = t.id AND s.state = 'open' WHERE t.instance_id = ? AND t.state = 'open' AND (s.id IS NOT NULL OR t.pending IS NOT NULL)", [instanceId]);
  return { hasVotes: new Set(voted.map(({ task_key }) => task_key)), isSigned: new Set(signed.map(({ task_key }) => task_key)) };
}

/**
 * Moves one instance to another version in one act: its state under the new names, the rows that wait for it, and who may
 * act as the new drawing says. Execution ids, people who hold a task, dates and due timers stay. The subject is not touched.
 * @returns what it was before, and its version number afterwards
 * @throws RuleBroken `cannot-follow` with every reason
 */
export async function moveInstance(actor: Actor, instanceId: number, from: Version, to: Version, mapping: Mapping, comment: string): Promise<{ before: string; version: number }> {
  const { now } = requireTx();
  const instance = await lockInstance(instanceId);
  const reasons = await reasonsAgainst(instanceId, from, to, mapping);
  if (reasons.length > 0 || instance.engineState === null) throw new RuleBroken('cannot-follow', reasons.join('') || '没有流程存档。');
  const before = await standingOf(instanceId, from.id, instance.engineState);
  await run('UPDATE process_states SET state = ? WHERE instance_id = ?', [renamed(instance.engineState, mapping), instanceId]);
  const facts = await subjectProvider(instance.subject.kind).load(instance.subject.id, to.model.levels);
  for (const task of before.tasks) {
    const element = to.model.elements[mapping[task.task_key] ?? ''];
    if (!element) continue;
    await later('UPDATE tasks SET task_key = ?, name = ?, optional = ?, version = version + 1 WHERE id = ?', [element.id, element.name, element.optional ? 1 : 0, task.id]);
    const seats = seatsOf(element.candidates, facts);
    if (seats.length === 0) throw new RuleBroken('cannot-follow', `新版的“${element.name}”在这个单位没有人能办。`);
    await later('DELETE FROM task_candidates WHERE task_id = ?', [task.id]);
    await later('INSERT INTO task_candidates (task_id, role, organisation_id) VALUES ?', [seats.map(({ role, organisationId }) => [task.id, role, organisationId])]);
  }
  for (const timer of before.timers) await later('UPDATE timers SET element_id = ? WHERE id = ?', [mapping[timer.element_id] ?? timer.element_id, timer.id]);
  for (const wait of before.messages) {
    const element = to.model.elements[mapping[wait.element_id] ?? ''];
    if (element) await later('UPDATE message_waits SET element_id = ?, message = ? WHERE id = ?', [element.id, element.message ?? element.signal ?? wait.message, wait.id]);
  }
  for (const call of before.calls) await later('UPDATE process_calls SET element_id = ? WHERE id = ?', [mapping[call.element_id] ?? call.element_id, call.id]);
  for (const one of before.external ?? []) {
    const element = to.model.elements[mapping[one.element_id] ?? ''];
    if (element?.external) await later('UPDATE external_tasks SET element_id = ?, topic = ?, priority = ? WHERE id = ?', [element.id, element.external.topic, element.external.priority, one.id]);
  }
  await appendHistory(instanceId, instance.historySeq, [{ kind: 'migrated', elementName: `第 ${from.version} 版 → 第 ${to.version} 版`, actor, remark: comment }], now);
  await run('UPDATE process_instances SET definition_id = ?, version = version + 1, history_seq = history_seq + 1 WHERE id = ? AND version = ?', [to.id, instanceId, instance.version]);
  return { before: JSON.stringify(before), version: instance.version + 1 };
}

async function standingOf(id: number, definitionId: number, state: string): Promise<Before> {
  return {
    definitionId, state,
    tasks: await rows("SELECT id, task_key, name FROM tasks WHERE instance_id = ? AND state = 'open' ORDER BY id FOR UPDATE", [id]),
    timers: await rows("SELECT id, element_id FROM timers WHERE instance_id = ? AND state IN ('waiting', 'incident') ORDER BY id FOR UPDATE", [id]),
    messages: await rows("SELECT id, element_id, message FROM message_waits WHERE instance_id = ? AND state = 'waiting' ORDER BY id FOR UPDATE", [id]),
    calls: await rows("SELECT id, element_id FROM process_calls WHERE instance_id = ? AND state = 'waiting' ORDER BY id FOR UPDATE", [id]),
    external: await rows("SELECT id, element_id, topic, priority FROM external_tasks WHERE instance_id = ? AND state IN ('waiting', 'failed') ORDER BY id FOR UPDATE", [id]),
    candidates: await rows("SELECT c.task_id, c.role, c.organisation_id, c.open FROM task_candidates c JOIN tasks t ON t.id = c.task_id WHERE t.instance_id = ? AND t.state = 'open'", [id]),
  };
}

/**
 * Takes a move back: the instance stands on its old version as before. Only while nothing has happened to it since.
 * @throws RuleBroken `has-moved-on`
 */
export async function moveBack(actor: Actor, instanceId: number, kept: { before: string; version: number }): Promise<void> {
  const { now } = requireTx();
  const instance = await lockInstance(instanceId);
  const before: Before = JSON.parse(kept.before);
  if (instance.version !== kept.version) throw new RuleBroken('has-moved-on', '迁移以后已经办过事，不能再退回旧版。');
  const old = await versionById(before.definitionId);
  await run('UPDATE process_states SET state = ? WHERE instance_id = ?', [before.state, instanceId]);
  for (const task of before.tasks) await later('UPDATE tasks SET task_key = ?, name = ?, optional = ?, version = version + 1 WHERE id = ?', [task.task_key, task.name, old.model.elements[task.task_key]?.optional ? 1 : 0, task.id]);
  if (before.tasks.length > 0) await later('DELETE FROM task_candidates WHERE task_id IN (?)', [before.tasks.map(({ id }) => id)]);
  if (before.candidates.length > 0) await later('INSERT INTO task_candidates (task_id, role, organisation_id, open) VALUES ?', [before.candidates.map((one) => [one.task_id, one.role, one.organisation_id, one.open])]);
  for (const timer of before.timers) await later('UPDATE timers SET element_id = ? WHERE id = ?', [timer.element_id, timer.id]);
  for (const wait of before.messages) await later('UPDATE message_waits SET element_id = ?, message = ? WHERE id = ?', [wait.element_id, wait.message, wait.id]);
  for (const call of before.calls) await later('UPDATE process_calls SET element_id = ? WHERE id = ?', [call.element_id, call.id]);
  for (const one of before.external ?? []) await later('UPDATE external_tasks SET element_id = ?, topic = ?, priority = ? WHERE id = ?', [one.element_id, one.topic, one.priority, one.id]);
  await appendHistory(instanceId, instance.historySeq, [{ kind: 'migration-undone', elementName: `回到第 ${old.version} 版`, actor }], now);
  await run('UPDATE process_instances SET definition_id = ?, version = version + 1, history_seq = history_seq + 1 WHERE id = ? AND version = ?', [before.definitionId, instanceId, instance.version]);
}
