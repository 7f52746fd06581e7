import { recordAudit } from '../audit/record.js';
import { later, row, run, transact, type Tx } from '../database.js';
import { Conflict, Forbidden, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { actorOf } from './absences.js';
import { versionById, type Version } from './definition.js';
import { appendHistory } from './history.js';
import { subjectProvider, type TaskInput } from './registry.js';
import { keepVariables, lockTask, step, type LockedInstance } from './step.js';
import { alreadyDone, type Task } from './task.js';
import { formAround, readCompletion, type Completion } from './task-form.js';
import { dropReminders } from './task-reminders.js';
import { signersOf, signingAfter, waitedFor, type Signer } from './task-signers.js';
import { castVote } from './task-votes.js';

export type { Completion } from './task-form.js';

/**
 * A person completes a task: one act, from this waiting point to the next. Where several offices decide together it is
 * the vote of their own; the process goes on with the one that settles it.
 * @throws NotFound outside the scope; Conflict `already-done` (who and when) or `stale-version`; Forbidden for another's task;
 * InputInvalid for the form; RuleBroken `remark-required` or whatever rule of the subject refuses; StepFailed with an incident.
 */
export async function completeTask(who: Actor, taskId: number, completion: Completion): Promise<Task> {
  return transact(async (tx) => {
    const { instance, task: { isCandidate, ...task } } = await lockTask(who, taskId);
    const isFree = task.assignee === null || task.assignee.id === who.userId;
    const actor = who.onBehalfOf || (isCandidate && isFree) ? who : await actorOf(who, task);
    if (!actor) throw new Forbidden('role-not-allowed', `“${task.name}”由${task.organisation?.name ?? '其他单位'}办理，您可以查看。`);
    if (task.state !== 'open') throw alreadyDone(actor, task);
    if (task.assignee && task.assignee.id !== actor.userId && task.assignee.id !== actor.onBehalfOf?.userId) throw new Forbidden('claimed-by-another', `“${task.name}”已由${task.assignee.name}领办。`);
    if (completion.version !== task.version) throw new Conflict('stale-version', '您打开页面后这件事已有变化，请刷新查看最新内容；您写的内容还在。');
    const version = await versionById(instance.definitionId);
    const element = version.model.elements[task.key];
    const input = readCompletion(element, completion, await formAround(actor, task, element.form));
    await subjectProvider(task.subject.kind).beforeCompletion?.(actor, task.key, task.subject.id, input);
    const signers = task.assignee === null ? [] : (await signersOf([taskId])).get(taskId) ?? [];
    const waits = waitedFor(signers);
    if (waits.length > 0) throw new RuleBroken('awaits-signers', `还在等${waits.map(({ user }) => user.name).join('、')}的意见；不等的话，请先减签。`);
    if (signingAfter(signers).length > 0) return leavePending({ actor, instance, version, task, completion }, signingAfter(signers), tx.now);
    if (!element.vote) return decide(tx, { actor, instance, version, task, completion }, input);
    const outcome = await castVote(actor, task, { rule: element.vote, decisions: element.decisions }, input);
    await recordAudit(actor, { action: '表决', object: { kind: task.subject.kind, id: task.subject.id, organisationId: task.subjectOrganisationId }, after: { task: task.name, decision: input.decision ?? null }, remark: input.remark });
    await appendHistory(instance.id, instance.historySeq, [{ kind: 'voted', elementId: task.key, elementName: task.name, actor, decision: input.decision, remark: input.remark }], tx.now);
    instance.historySeq += 1;
    if (outcome) return decide(tx, { actor, instance, version, task, completion }, outcome);
    await run('UPDATE process_instances SET history_seq = history_seq + 1 WHERE id = ?', [instance.id]);
    return task;
  });
}

type Deciding = { actor: Actor; instance: LockedInstance; version: Version; task: Task; completion: Completion };

/** The decision is made and waits for those who sign after it; nothing of it has happened yet. */
async function leavePending({ actor, instance, task, completion }: Deciding, signers: readonly Signer[], now: Date): Promise<Task> {
  const names = signers.map(({ user }) => user.name).join('、');
  if (task.pending) throw new Conflict('in-use', `已经作过决定，正在等${names}会签。`);
  await later('UPDATE tasks SET pending = ?, version = version + 1 WHERE id = ?', [JSON.stringify({ actor, completion }), task.id]);
  await appendHistory(instance.id, instance.historySeq, [{ kind: 'awaits-signers', elementId: task.key, elementName: task.name, actor, decision: completion.decision, remark: `等${names}会签` }], now);
  await later('UPDATE process_instances SET history_seq = history_seq + 1 WHERE id = ?', [instance.id]);
  await recordAudit(actor, { action: '作出决定，等会签', object: { kind: task.subject.kind, id: task.subject.id, organisationId: task.subjectOrganisationId }, after: { task: task.name, decision: completion.decision ?? null }, remark: completion.remark });
  return { ...task, pending: true, version: task.version + 1 };
}

/** Closes the task with its decision and lets the process go on. */
async function decide(tx: Tx, { actor, instance, version, task, completion }: Deciding, input: TaskInput): Promise<Task> {
  const provider = subjectProvider(task.subject.kind);
  const element = version.model.elements[task.key];
  await later("UPDATE tasks t JOIN task_candidates c ON c.task_id = t.id SET t.state = 'done', t.decision = ?, t.remark = ?, t.form_values = ?, t.done_by = ?, t.on_behalf_of = ?, t.done_at = ?, t.version = t.version + 1, c.open = 0 WHERE t.id = ? AND t.version = ? AND t.state = 'open'",
    [input.decision ?? null, input.remark ?? null, JSON.stringify(input.values), actor.userId, actor.onBehalfOf?.userId ?? null, tx.now, task.id, task.version]);
  if (element.reminders) await dropReminders(task.id);
  await keepVariables(instance, version, input);
  await provider.decided?.(actor, task, task.subject.id, input);
  // What a rule of the subject records is on record; a step that somebody drew is recorded here.
  if (!provider.records?.(task.key)) await recordAudit(actor, { action: `办理“${task.name}”`, object: { kind: task.subject.kind, id: task.subject.id, organisationId: task.subjectOrganisationId }, after: { decision: input.decision ?? null, filled: element.form.filter(({ id }) => input.values[id] !== undefined).map(({ label }) => label) }, remark: input.remark });
  await step(instance, { elementId: task.key, executionId: task.executionId }, {
    actor, taskKey: task.key, input,
    entries: [{ kind: 'task-done', elementId: task.key, elementName: task.name, actor, decision: input.decision, remark: input.remark }],
    retry: { of: 'task', id: task.id, actorId: actor.userId, postRole: actor.role, organisationId: actor.organisation.id, input: completion },
  });
  return {
    ...task, state: 'done', decision: input.decision ?? null, remark: input.remark ?? null, values: input.values, onBehalfOf: actor.onBehalfOf ? { id: actor.onBehalfOf.userId, name: actor.onBehalfOf.name } : null,
    doneBy: { id: actor.userId, name: actor.name, role: '', organisation: task.organisation?.name ?? '' }, doneAt: tx.now, version: task.version + 1,
  };
}

/** Who may be told apart in an answer about a done task needs the row; kept here for the incident's retry. */
export async function taskStillOpen(taskId: number): Promise<boolean> {
  return (await row("SELECT 1 AS found FROM tasks WHERE id = ? AND state = 'open'", [taskId])) !== undefined;
}
