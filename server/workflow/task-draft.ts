import { officeNow, row, rows, run, transact } from '../database.js';
import { Forbidden, InputInvalid } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { versionById } from './definition.js';
import { alreadyDone, ownTaskOf, taskForActor } from './task.js';

/** What one person has typed into a task's form and not sent (意见草稿): the words of its fields by their names. */
export type TaskDraft = { typed: Record<string, string>; savedAt: Date };

const LONGEST = 8000;
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * Keeps what is typed, in place of what was kept before; nothing typed keeps nothing. Only the person sees it again. It decides
 * nothing: a completion asks again for everything.
 * @throws NotFound; Forbidden for another's task; Conflict `already-done`; InputInvalid when it is longer than any form.
 */
export async function saveDraft(actor: Actor, taskId: number, fields: Record<string, unknown>): Promise<TaskDraft | null> {
  return transact(async (tx) => {
    const asked = taskForActor(actor, taskId);
    const task = ownTaskOf(await rows(asked.sql, asked.params));
    if (!task.isCandidate) throw new Forbidden('role-not-allowed', `“${task.name}”由${task.organisation?.name ?? '其他单位'}办理，您可以查看。`);
    if (task.state !== 'open') throw alreadyDone(actor, task);
    const { form } = (await versionById(task.definitionId)).model.elements[task.key];
    const known = new Set(['decision', 'remark', ...form.map(({ id }) => id)]);
    const strange = Object.keys(fields).filter((name) => !known.has(name));
    if (strange.length > 0) throw new InputInvalid(strange.map((name) => ({ path: name, code: 'unknown-field', message: `字段“${name}”不认识，请去掉后再存。` })));
    const typed = Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (typeof value === 'string' && value !== '' ? [[name, value]] : [])));
    const text = JSON.stringify(typed);
    if (text.length > LONGEST) throw new InputInvalid([{ path: 'remark', code: 'too_big', message: '草稿太长，请先缩短再存。' }]);
    if (Object.keys(typed).length === 0) {
      await dropDraft(actor, taskId);
      return null;
    }
    await run('INSERT INTO task_drafts (task_id, user_id, typed, saved_at) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE typed = VALUES(typed), saved_at = VALUES(saved_at)', [taskId, actor.userId, text, tx.now]);
    return { typed, savedAt: tx.now };
  });
}

/** One's own draft of a task; null when there is none. */
export async function ownDraft(actor: Actor, taskId: number): Promise<TaskDraft | null> {
  const found = await row<{ typed: string; saved_at: Date }>('SELECT typed, saved_at FROM task_drafts WHERE task_id = ? AND user_id = ?', [taskId, actor.userId]);
  return found ? { typed: JSON.parse(found.typed) as Record<string, string>, savedAt: found.saved_at } : null;
}

export async function dropDraft(actor: Actor, taskId: number): Promise<void> {
  await run('DELETE FROM task_drafts WHERE task_id = ? AND user_id = ?', [taskId, actor.userId]);
}

/** Forgets what nobody has touched for thirty days, done or not. Not at the completion: who was second may still want their words. @returns how many. */
export async function forgetOldDrafts(): Promise<number> {
  const now = await officeNow();
  return (await run('DELETE FROM task_drafts WHERE saved_at < ? LIMIT 5000', [new Date(now.getTime() - KEPT_DAYS * DAY_MS)])).affected;
}
