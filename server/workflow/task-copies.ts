import { recordAudit } from '../audit/record.js';
import { requireTx, rows, run, transact } from '../database.js';
import { Forbidden, RuleBroken } from '../lib/errors.js';
import { enqueue } from '../outbox.js';
import type { Actor } from '../values/actor.js';
import { candidatesOf } from './absences.js';
import { colleaguesOf } from './task-form.js';
import { taskInScope, type Task } from './task.js';

/** 抄送: somebody of the office shall know of a task; they decide nothing, and it shows when they have read it. */
export type Copy = { id: number; task: { id: number; name: string }; sentBy: string; sentAt: Date; readAt: Date | null };

/** Sends copies; who has one already gets no second. @throws NotFound, Forbidden for another office's task, RuleBroken `no-such-colleague` */
export async function copyTask(actor: Actor, taskId: number, userIds: readonly number[]): Promise<Task> {
  return transact(async () => {
    const { now } = requireTx();
    const task = await taskInScope(actor, taskId);
    if (!(await candidatesOf(taskId)).some(({ organisation_id }) => organisation_id === actor.organisation.id)) throw new Forbidden('role-not-allowed', '抄送由办理单位的人员发出。');
    const colleagues = await colleaguesOf(actor.organisation.id);
    const chosen = colleagues.filter(({ id }) => userIds.includes(id) && id !== actor.userId);
    if (chosen.length !== new Set(userIds).size) throw new RuleBroken('no-such-colleague', '只能抄送本单位其他在岗人员，请重新选择。');
    await run('INSERT IGNORE INTO task_copies (task_id, user_id, sent_by, sent_at) VALUES ?', [chosen.map(({ id }) => [taskId, id, actor.userId, now])]);
    await enqueue('task-note', `task-copy:${taskId}:${chosen.map(({ id }) => id).join('-')}`, { taskId, userIds: chosen.map(({ id }) => id), version: 0, why: 'copied', title: `抄送：${task.name}`, body: `${actor.name}把“${task.name}”抄送给您，请阅知。` });
    await recordAudit(actor, { action: '抄送', object: { kind: task.subject.kind, id: task.subject.id, organisationId: task.subjectOrganisationId }, after: { task: task.name, to: chosen.map(({ name }) => name) } });
    return task;
  });
}

/** One's own copies, the unread first. */
export async function ownCopies(actor: Actor): Promise<Copy[]> {
  const found = await rows<{ id: number; task_id: number; name: string; sender: string; sent_at: Date; read_at: Date | null }>('SELECT c.id, c.task_id, t.name, u.name AS sender, c.sent_at, c.read_at FROM task_copies c JOIN tasks t ON t.id = c.task_id JOIN users u ON u.id = c.sent_by WHERE c.user_id = ? ORDER BY c.read_at IS NOT NULL, c.id DESC LIMIT 200', [actor.userId]);
  return found.map((one) => ({ id: one.id, task: { id: one.task_id, name: one.name }, sentBy: one.sender, sentAt: one.sent_at, readAt: one.read_at }));
}

/** Marks one's own copies as read. @returns how many were not yet. */
export async function readCopies(actor: Actor, ids: readonly number[]): Promise<number> {
  return transact(async (tx) => {
    const { affected } = await run('UPDATE task_copies SET read_at = ? WHERE user_id = ? AND read_at IS NULL AND id IN (?)', [tx.now, actor.userId, [...ids]]);
    if (affected > 0) await recordAudit(actor, { action: '阅读抄送', object: { kind: 'user', id: actor.userId, organisationId: actor.organisation.id }, after: { copies: affected } });
    return affected;
  });
}

/** To whom a task was copied, and when they read it. */
export async function copiesOf(taskId: number): Promise<{ name: string; readAt: Date | null }[]> {
  return (await rows<{ name: string; read_at: Date | null }>('SELECT u.name, c.read_at FROM task_copies c JOIN users u ON u.id = c.user_id WHERE c.task_id = ? ORDER BY c.id', [taskId])).map(({ name, read_at }) => ({ name, readAt: read_at }));
}
