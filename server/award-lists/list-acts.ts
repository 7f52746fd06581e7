import { transact } from '../database.js';
import { Conflict, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { completeTask } from '../workflow/complete-task.js';
import { sendMessage } from '../workflow/send-message.js';
import { openTaskOf } from '../workflow/task.js';
import { factsOf, listById, listInScope, type AwardList } from './award-list.js';
import { demandAct, type Act } from './guards.js';

/*
 * Acts that people know as something done to a list. Each is the completion of the task that waits for it in the diagram,
 * or a message to it, so page, phone and API go one way.
 */

/** T2 提交. */
export const submit = (actor: Actor, listId: number, version?: number): Promise<AwardList> => complete(actor, listId, 'submit', 'enter-list', {}, version);

/** T8 申请公示退回 (附件1 二(一)5、二(二)4). @throws RuleBroken `remark-required`, `not-published`, `not-confirmed`, `withdrawal-pending` */
export async function askWithdrawal(actor: Actor, listId: number, reason: string): Promise<AwardList> {
  return transact(async () => {
    demandAct('request-withdrawal', actor, await factsOf(await listInScope(actor, listId)));
    if (reason.trim() === '') throw new RuleBroken('remark-required', '请写明申请退回的原因，主管部门会看到。', undefined, [{ path: 'reason', code: 'remark-required', message: '请写明申请退回的原因。' }]);
    return complete(actor, listId, 'request-withdrawal', 'request-withdrawal', { reason });
  });
}

/** T5 资助名单公示. */
export const publish = (actor: Actor, listId: number, period: { start: string; end: string }): Promise<AwardList> => complete(actor, listId, 'publish-list', 'publish-list', period);

/** T2' 撤回提交. */
export async function takeBack(actor: Actor, listId: number): Promise<AwardList> {
  return transact(async () => {
    const list = await listInScope(actor, listId);
    demandAct('take-back', actor, await factsOf(list));
    if (!(await sendMessage({ kind: 'award-list', id: listId }, 'submission-taken-back', actor))) throw new RuleBroken('already-done', '流程现在不接受撤回提交，请刷新页面查看。');
    return listById(listId);
  });
}

async function complete(actor: Actor, listId: number, act: Act, taskKey: string, values: Record<string, unknown>, version?: number): Promise<AwardList> {
  return transact(async () => {
    const list = await listInScope(actor, listId);
    demandAct(act, actor, await factsOf(list));
    if (version !== undefined && version !== list.version) throw new Conflict('stale-version', '您打开页面后名单已有变化，请刷新查看最新内容。');
    const task = await openTaskOf({ kind: 'award-list', id: listId }, taskKey);
    if (!task) throw new RuleBroken('not-waiting', '流程现在不在这一步，请刷新页面查看名单走到了哪里。');
    await completeTask(actor, task.id, { version: task.version, ...values });
    return listById(listId);
  });
}
