import { recordAudit } from '../audit/record.js';
import { transact } from '../database.js';
import { Forbidden, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { completeTask } from './complete-task.js';
import { versionById } from './definition.js';
import { subjectProvider } from './registry.js';
import { returnTargets, type ReturnTarget } from './return-targets.js';
import { alreadyDone, taskInScope, type Task } from './task.js';

/** Why nothing can be sent back from a step: no way of the drawing leads back, or no rule changes the status on it. */
export const noReturn = { code: 'no-return-rule', message: '这一步没有退回的规则，不能直接退到前面的环节；不同意的话，请在决定里选择。' };

/** The earlier steps an open task may be sent back to; the drawing its instance runs on says which. */
export async function returnsOf(task: Pick<Task, 'state' | 'key' | 'definitionId' | 'subject'>): Promise<ReturnTarget[]> {
  if (task.state !== 'open') return [];
  const provider = subjectProvider(task.subject.kind);
  const isRuled = (step: string): boolean => provider.records?.(step) ?? false;
  const { model } = await versionById(task.definitionId);
  return returnTargets(model, task.key, { isRuled, ...(isRuled(task.key) ? { only: provider.returns?.[task.key] ?? '' } : {}) });
}

/**
 * 退回: sends the subject back to the chosen earlier step with the decision whose way leads there, the reason being required.
 * @param to the step; may be left out where there is only one.
 * @throws RuleBroken `no-return-rule` where there is none or not this one, `return-where` where one must choose; whatever refuses a completion
 */
export async function returnTask(actor: Actor, taskId: number, { version, remark, to }: { version: number; remark: string; to?: string }): Promise<Task> {
  return transact(async () => {
    const task = await taskInScope(actor, taskId);
    if (task.state !== 'open') throw alreadyDone(actor, task);
    const targets = await returnsOf(task);
    if (targets.length === 0) throw new RuleBroken(noReturn.code, noReturn.message);
    const names = targets.map(({ to: key, name }) => `“${name}”（${key}）`).join('、');
    if (to === undefined && targets.length > 1) throw new RuleBroken('return-where', `可以退回到${names}，请选择退回到哪一步。`);
    const target = to === undefined ? targets[0] : targets.find((one) => one.to === to);
    if (!target) throw new RuleBroken(noReturn.code, `不能退回到 ${to}：只能退回到${names}。`);
    const done = await completeTask(actor, taskId, { version, decision: target.decision, remark });
    await recordAudit(actor, { action: '退回', object: { kind: task.subject.kind, id: task.subject.id, organisationId: task.subjectOrganisationId }, after: { task: task.name, to: target.name }, remark });
    return done;
  });
}

/** Why a task that is done cannot be taken back by this person; null when it can. */
export async function whyNotTakeBack(actor: Actor, task: Task): Promise<{ code: string; message: string } | null> {
  if (task.state !== 'done') return { code: 'not-done', message: '这件事还没有办，不用撤回。' };
  if (task.doneBy?.id !== actor.userId) return { code: 'role-not-allowed', message: '只能撤回自己提交的。' };
  const rule = subjectProvider(task.subject.kind).takesBack?.[task.key];
  return rule ? rule.whyNot(actor, task.subject.id) : { code: 'no-return-rule', message: '这一步提交后不能撤回；需要改的话，请后面的环节退回。' };
}

/** 撤回: one's own submission comes back before somebody has handled it, by the subject's rule. @throws Forbidden, RuleBroken */
export async function takeBackTask(actor: Actor, taskId: number): Promise<Task> {
  return transact(async () => {
    const task = await taskInScope(actor, taskId);
    const unmet = await whyNotTakeBack(actor, task);
    if (unmet) throw unmet.code === 'role-not-allowed' ? new Forbidden(unmet.code, unmet.message) : new RuleBroken(unmet.code, unmet.message);
    await subjectProvider(task.subject.kind).takesBack?.[task.key]?.act(actor, task.subject.id);
    return taskInScope(actor, taskId);
  });
}
