import { recordAudit } from '../audit/record.js';
import { later, requireTx, row, run, transact } from '../database.js';
import { Conflict, Forbidden, NotFound, RuleBroken } from '../lib/errors.js';
import { enqueue } from '../outbox.js';
import type { Actor } from '../values/actor.js';
import { actorOf, candidatesOf } from './absences.js';
import { completeTask } from './complete-task.js';
import { versionById } from './definition.js';
import { appendHistory, type HistoryKind } from './history.js';
import { lockTask, type LockedInstance } from './step.js';
import { taskInScope, type Task } from './task.js';
import { colleaguesOf, type Completion } from './task-form.js';
import { whyNot, type TaskFacts, type TaskTool } from './task-policy.js';
import { signersOf, signingAfter, type Signer } from './task-signers.js';

/*
 * What people do with a task besides deciding it. Each is one act: locked, asked of the policy, recorded in the task's history
 * and in the audit of what it is about, and undone by another act where the office would undo it.
 */

type Opened = { instance: LockedInstance; task: Task; facts: TaskFacts; acting: Actor };
type Said = { kind: HistoryKind; action: string; remark?: string; after?: Record<string, unknown> };

/** Locks, asks the policy, does it, records it. @throws NotFound; Forbidden or RuleBroken with the first reason; Conflict when it is done. */
async function withTool(actor: Actor, taskId: number, tool: TaskTool, work: (opened: Opened) => Promise<Said>): Promise<Task> {
  return transact(async (tx) => {
    const { instance, task: { isCandidate: _candidate, ...task } } = await lockTask(actor, taskId);
    const acting = task.state === 'open' ? await actorOf(actor, task) : null;
    const facts = await factsOf(task, acting !== null);
    const unmet = whyNot(tool, actor, facts);
    if (unmet) throw refusalOf(unmet, task);
    const said = await work({ instance, task, facts, acting: acting ?? actor });
    await appendHistory(instance.id, instance.historySeq, [{ kind: said.kind, elementId: task.key, elementName: task.name, actor: acting ?? actor, remark: said.remark }], tx.now);
    await later('UPDATE process_instances SET history_seq = history_seq + 1 WHERE id = ?', [instance.id]);
    await recordAudit(acting ?? actor, { action: said.action, object: { kind: task.subject.kind, id: task.subject.id, organisationId: task.subjectOrganisationId }, after: { task: task.name, ...said.after }, remark: said.remark });
    return taskInScope(actor, taskId);
  });
}

async function factsOf(task: Task, mine: boolean): Promise<TaskFacts> {
  const element = (await versionById(task.definitionId)).model.elements[task.key];
  return { task, mine, votes: element?.vote !== undefined, pending: task.pending, signers: (await signersOf([task.id])).get(task.id) ?? [] };
}

function refusalOf({ code, message }: { code: string; message: string }, task: Task): Error {
  if (code === 'already-done') return new Conflict('already-done', message, task.doneBy?.name, task.doneAt?.toISOString());
  return code === 'role-not-allowed' || code === 'claimed-by-another' || code === 'not-asked' ? new Forbidden(code, message) : new RuleBroken(code, message);
}

const assign = (taskId: number, userId: number | null): Promise<void> => later('UPDATE tasks SET assignee_id = ?, version = version + 1 WHERE id = ?', [userId, taskId]);

/** 领办: the task is one's own until it is done or put back; colleagues see by whom. */
export const claimTask = (actor: Actor, taskId: number): Promise<Task> => withTool(actor, taskId, 'claim', async () => {
  await assign(taskId, actor.userId);
  return { kind: 'claimed', action: '领办' };
});

/** 放回: everybody of the post may take it again. */
export const releaseTask = (actor: Actor, taskId: number): Promise<Task> => withTool(actor, taskId, 'release', async () => {
  await assign(taskId, null);
  return { kind: 'released', action: '放回' };
});

/** 转办: a colleague in a post the task waits for has it from now on. @throws RuleBroken `no-such-colleague` */
export const transferTask = (actor: Actor, taskId: number, to: number, reason?: string): Promise<Task> => withTool(actor, taskId, 'transfer', async ({ task }) => {
  const colleague = (await inPost(task, actor)).find(({ id }) => id === to);
  if (!colleague || to === actor.userId) throw new RuleBroken('no-such-colleague', '只能转给本单位同一岗位的另一位在岗人员，请重新选择。');
  await assign(taskId, to);
  await tell(task, to, 'transferred', `${actor.name}把“${task.name}”转给您办理。`);
  return { kind: 'transferred', action: '转办', remark: reason, after: { to: colleague.name } };
});

/** Colleagues in a post a task waits for. */
export async function inPost(task: Pick<Task, 'id'>, actor: Actor): Promise<{ id: number; name: string }[]> {
  const seats = await candidatesOf(task.id);
  const colleagues = await colleaguesOf(actor.organisation.id, seats.filter(({ organisation_id }) => organisation_id === actor.organisation.id).map(({ role }) => role));
  return colleagues.map(({ id, name }) => ({ id, name }));
}

/**
 * 加签 before or after one's own decision, or 委派: a colleague of the same office is asked for their word; a delegated task
 * comes back with it. @throws RuleBroken `no-such-colleague`, Conflict `already-done` when they are asked already
 */
export const askSigner = (actor: Actor, taskId: number, asked: { userId: number; kind: Signer['kind']; question?: string }): Promise<Task> => withTool(actor, taskId, asked.kind === 'delegation' ? 'delegate' : 'add-signer', async ({ task, facts }) => {
  const colleague = (await colleaguesOf(actor.organisation.id)).find(({ id }) => id === asked.userId);
  if (!colleague || asked.userId === actor.userId) throw new RuleBroken('no-such-colleague', '只能请本单位另一位在岗人员，请重新选择。');
  if (facts.signers.some(({ user, state }) => user.id === asked.userId && state === 'open')) throw new Conflict('in-use', `已经请过${colleague.name}，等他出具意见。`);
  await run("INSERT INTO task_signers (task_id, kind, user_id, question, asked_by, asked_at) SELECT id, ?, ?, ?, ?, ? FROM tasks WHERE id = ?", [asked.kind, asked.userId, asked.question ?? null, actor.userId, requireTx().now, taskId]);
  await later('UPDATE tasks SET assignee_id = ?, version = version + 1 WHERE id = ?', [actor.userId, taskId]);
  const word = asked.kind === 'delegation' ? '委派给您办理' : '请您会签';
  await tell(task, asked.userId, `signer-${asked.kind}`, `${actor.name}把“${task.name}”${word}。`);
  return { kind: asked.kind === 'delegation' ? 'delegated' : 'signer-added', action: asked.kind === 'delegation' ? '委派' : asked.kind === 'before' ? '加签（前）' : '加签（后）', remark: asked.question, after: { to: colleague.name } };
});

/** 减签, or a delegation taken back: the one who asked does without the word. @throws NotFound */
export const removeSigner = (actor: Actor, taskId: number, signerId: number): Promise<Task> => withTool(actor, taskId, 'copy', async ({ facts }) => {
  const signer = facts.signers.find(({ id }) => id === signerId);
  if (!signer || signer.state !== 'open' || facts.task.state !== 'open') throw new NotFound();
  if (signer.askedBy.id !== actor.userId) throw new Forbidden('role-not-allowed', `${signer.user.name}是${signer.askedBy.name}请的，由他减去。`);
  await run("UPDATE task_signers SET state = 'removed', open_flag = NULL, answered_at = ? WHERE id = ?", [requireTx().now, signerId]);
  await later('UPDATE tasks SET version = version + 1 WHERE id = ?', [taskId]);
  return { kind: 'signer-removed', action: signer.kind === 'delegation' ? '收回委派' : '减签', after: { to: signer.user.name } };
});

/**
 * A signer's word. With the last one after a decision, the decision takes effect as it was made; a no gives it back.
 * @throws Forbidden `not-asked`; whatever refuses the decision
 */
export async function signTask(actor: Actor, taskId: number, { agrees, opinion }: { agrees: boolean; opinion?: string }): Promise<Task> {
  return transact(async () => {
    const signed = await withTool(actor, taskId, 'sign', async () => {
      await run("UPDATE task_signers SET state = 'signed', open_flag = NULL, agrees = ?, opinion = ?, answered_at = ? WHERE task_id = ? AND user_id = ? AND state = 'open'", [agrees ? 1 : 0, opinion ?? null, requireTx().now, taskId, actor.userId]);
      await later('UPDATE tasks SET version = version + 1 WHERE id = ?', [taskId]);
      return { kind: 'signed', action: '出具会签意见', remark: opinion, after: { agrees } };
    });
    if (!signed.pending) return signed;
    const left = signingAfter((await signersOf([taskId])).get(taskId) ?? []);
    if (!agrees) await giveBack(taskId);
    else if (left.length === 0) await takeEffect(taskId);
    return taskInScope(actor, taskId);
  });
}

/** Somebody who signs after the decision says no: it goes back to whoever made it. */
async function giveBack(taskId: number): Promise<void> {
  await run("UPDATE task_signers SET state = 'removed', open_flag = NULL, answered_at = ? WHERE task_id = ? AND kind = 'after' AND state = 'open'", [requireTx().now, taskId]);
  await run('UPDATE tasks SET pending = NULL, version = version + 1 WHERE id = ?', [taskId]);
}

async function takeEffect(taskId: number): Promise<void> {
  const found = await row<{ pending: string | null; version: number }>('SELECT pending, version FROM tasks WHERE id = ?', [taskId]);
  const { actor, completion } = JSON.parse(found?.pending ?? '{}') as { actor: Actor; completion: Completion };
  await run('UPDATE tasks SET pending = NULL WHERE id = ?', [taskId]);
  await completeTask(actor, taskId, { ...completion, version: found?.version ?? 0 });
}

const tell = (task: Task, userId: number, why: string, body: string): Promise<void> => enqueue('task-note', `task-note:${task.id}:${task.version}:${why}:${userId}`, { taskId: task.id, userIds: [userId], version: task.version, why, title: `待办：${task.name}`, body });
