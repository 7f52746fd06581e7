import { recordAudit } from '../audit/record.js';
import { isDuplicate, row, run, transact } from '../database.js';
import { Conflict, NotFound, RuleBroken } from '../lib/errors.js';
import { markRostersOf } from '../students/roster-marks.js';
import { studentInScope } from '../students/student.js';
import type { Actor } from '../values/actor.js';
import type { Month } from '../values/month.js';
import { priorityGroupOf, type PriorityGroupKey } from '../values/priority-group.js';
import { membershipInScope, type Area, type Membership } from './membership.js';

/**
 * 自采集: the school itself found that its student belongs to a group, from a month on. What the school found is true as far
 * as it knows; it stands beside what was centrally issued.
 * @throws NotFound outside the school; Conflict `in-use` when the same is kept already; RuleBroken `period-backwards`.
 */
export async function collectMembership(actor: Actor, studentId: number, input: { group: PriorityGroupKey; area: Area; validFrom: Month; validTo: Month | null }): Promise<Membership> {
  if (input.validTo !== null && input.validTo < input.validFrom) throw new RuleBroken('period-backwards', '终止年月早于起始年月，请核对两处。');
  return transact(async () => {
    const student = await studentInScope(actor, studentId);
    try {
      const { insertId } = await run(
        `INSERT INTO group_memberships (person_id, group_key, source, name, document_masked, area, household_region, valid_from, valid_to, collected_by, verification) VALUES (?, ?, 'local', ?, ?, ?, ?, ?, ?, ?, 'true')`,
        [student.personId, input.group, student.name, student.documentMasked, input.area, student.householdRegion, input.validFrom, input.validTo, actor.organisation.id]);
      await markRostersOf([student.personId]);
      await recordAudit(actor, { action: '自采集特殊群体信息', object: { kind: 'group-membership', id: insertId, organisationId: actor.organisation.id }, after: { group: priorityGroupOf(input.group).name, validFrom: input.validFrom } });
      return membershipInScope(actor, insertId);
    } catch (error) {
      throw isDuplicate(error, 'group_memberships_once') ? new Conflict('in-use', `这名学生从这个月起的“${priorityGroupOf(input.group).name}”已经登记过，不用重复登记。`) : error;
    }
  });
}

/**
 * Ends what the school itself collected, from a month on. What was centrally issued is not the school's to end: it is verified.
 * @throws RuleBroken `not-own-record`, `period-backwards`; Conflict `stale-version`.
 */
export async function endMembership(actor: Actor, id: number, input: { version: number; validTo: Month }): Promise<Membership> {
  return transact(async () => {
    const membership = await membershipInScope(actor, id, true);
    const kept = await row<{ collected_by: number | null }>('SELECT collected_by FROM group_memberships WHERE id = ?', [id]);
    if (!kept) throw new NotFound();
    if (kept.collected_by !== actor.organisation.id) throw new RuleBroken('not-own-record', '这条信息不是本校自采集的，不能终止。中央下发的信息请用“核实”。');
    if (membership.version !== input.version) throw new Conflict('stale-version', '您打开页面后这条信息已有变化，请刷新查看最新内容。');
    if (input.validTo < membership.validFrom) throw new RuleBroken('period-backwards', '终止年月早于起始年月，请核对两处。');
    await run('UPDATE group_memberships SET valid_to = ?, version = version + 1 WHERE id = ?', [input.validTo, id]);
    await markRostersOf([membership.personId]);
    await recordAudit(actor, { action: '终止自采集特殊群体信息', object: { kind: 'group-membership', id, organisationId: actor.organisation.id }, before: { validTo: membership.validTo }, after: { validTo: input.validTo } });
    return membershipInScope(actor, id);
  });
}
