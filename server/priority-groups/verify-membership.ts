import { recordAudit } from '../audit/record.js';
import { run, transact } from '../database.js';
import { Conflict, RuleBroken } from '../lib/errors.js';
import { markRostersOf } from '../students/roster-marks.js';
import type { Actor } from '../values/actor.js';
import { priorityGroupOf } from '../values/priority-group.js';
import { membershipInScope, verificationNames, type Membership, type Verification } from './membership.js';

/**
 * 核实: the school says whether a record of its student is true (属实), untrue (不属实, with the reason) or about somebody
 * who has left (已转出), who then waits for the next school. 正文二：认真做好信息核实和困难认定工作，应助尽助。
 * @throws NotFound outside the school; Conflict `stale-version`; RuleBroken `remark-required`.
 */
export async function verifyMembership(actor: Actor, id: number, input: { version: number; outcome: Exclude<Verification, 'unverified'>; reason?: string }): Promise<Membership> {
  const reason = (input.reason ?? '').trim();
  return transact(async (tx) => {
    const membership = await membershipInScope(actor, id, true);
    if (membership.version !== input.version) throw new Conflict('stale-version', '您打开页面后这条信息已被核实过，请刷新查看最新内容。');
    if (input.outcome === 'untrue' && reason === '') throw new RuleBroken('remark-required', '核实为“不属实”时请写明原因，例如：2023年3月已退出低保。');
    await run('UPDATE group_memberships SET verification = ?, verification_reason = ?, verified_by = ?, verified_school_id = ?, verified_at = ?, version = version + 1 WHERE id = ?',
      [input.outcome, reason, actor.userId, actor.organisation.id, tx.now, id]);
    await markRostersOf([membership.personId]);
    await recordAudit(actor, {
      action: '核实特殊群体信息', object: { kind: 'group-membership', id, organisationId: actor.organisation.id },
      before: { group: priorityGroupOf(membership.group).name, verification: verificationNames[membership.verification] }, after: { verification: verificationNames[input.outcome] }, remark: reason || null,
    });
    return membershipInScope(actor, id);
  });
}
