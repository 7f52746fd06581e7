import { recordAudit } from '../audit/record.js';
import { requireTx, run, transact } from '../database.js';
import { Conflict, Forbidden, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { periodFields, periodGiven, periodName, spanWord, type PeriodGiven } from '../values/period.js';
import { doubtInScope, oldListOf, type DoubtfulList } from './doubtful-list.js';
import { settleBrought } from './brought-rows.js';
import { keepList, standsTwice } from './keep-list.js';

/** Why this person may not settle it; null when they may. The school knows its lists, and so does its direct authority. */
export function whyNotSettle(actor: Actor, doubt: Pick<DoubtfulList, 'school' | 'authority' | 'state'>, aside: boolean): { code: string; message: string } | null {
  if (doubt.state !== 'open') return { code: 'already-done', message: '这份名单已经核实过。' };
  const school = actor.role === 'school-operator' && actor.organisation.id === doubt.school.id;
  const authority = actor.role === 'authority-operator' && actor.organisation.id === doubt.authority.id;
  if (aside) return authority ? null : { code: 'role-not-allowed', message: `不并入由${doubt.authority.name}的业务操作人员决定。` };
  return school || authority ? null : { code: 'role-not-allowed', message: `由${doubt.school.name}或${doubt.authority.name}的业务操作人员核实，您可以查看。` };
}

/**
 * 核实: says which month or term an old list belongs to; it stands on the books then, where it stood in V3.1.0, with its money.
 * @throws NotFound; Forbidden `role-not-allowed`; Conflict `already-done`, `stale-version`; InputInvalid for the period; RuleBroken `remark-required`, `student-on-other-list`.
 */
export async function settleDoubt(actor: Actor, id: number, input: PeriodGiven & { version: number; remark: string }): Promise<DoubtfulList> {
  return transact(async () => {
    const doubt = await demanded(actor, id, input, false);
    const period = periodGiven(doubt.programme, input);
    const list = await oldListOf(id);
    if (await standsTwice(list, period)) throw new RuleBroken('student-on-other-list', `名单上有学生在${periodName(period)}的另一份${doubt.programme.name}名单里已经有了。同一学生同一${spanWord(period)}只能受助一次，请换一个${spanWord(period)}；确是重复的，由主管部门办理不并入。`, '附件1 五1');
    const kept = await keepList(list, period, actor);
    await close(actor, doubt, 'settled', input.remark, kept.listId);
    await settleBrought(list, kept);
    await recordAudit(actor, { action: '核实旧名单', object: { kind: 'doubtful-list', id, organisationId: doubt.school.id }, before: { oldWords: doubt.oldWords }, after: { ...periodFields(period), listId: kept.listId }, remark: input.remark });
    return doubtInScope(actor, id);
  });
}

/** 不并入: a list that stands on the books already another way, or never was. It stays here for ever, and counts nowhere. */
export async function setAside(actor: Actor, id: number, input: { version: number; remark: string }): Promise<DoubtfulList> {
  return transact(async () => {
    const doubt = await demanded(actor, id, input, true);
    await close(actor, doubt, 'aside', input.remark, null);
    await recordAudit(actor, { action: '旧名单不并入', object: { kind: 'doubtful-list', id, organisationId: doubt.school.id }, before: { oldWords: doubt.oldWords }, after: { people: doubt.people, payableFen: doubt.payable, paidFen: doubt.paid }, remark: input.remark });
    return doubtInScope(actor, id);
  });
}

async function demanded(actor: Actor, id: number, { version, remark }: { version: number; remark: string }, aside: boolean): Promise<DoubtfulList> {
  const doubt = await doubtInScope(actor, id, 'FOR UPDATE');
  const theirs = whyNotSettle(actor, doubt, aside);
  if (theirs?.code === 'already-done') throw new Conflict('already-done', `这份名单已由${doubt.settledBy ?? '别人'}核实过。`);
  if (theirs) throw new Forbidden(theirs.code, theirs.message);
  if (version !== doubt.version) throw new Conflict('stale-version', '您打开页面后这份名单已有变化，请刷新查看；您写的内容还在。');
  if (!remark.trim()) throw new RuleBroken('remark-required', '请写明依据什么核实的，例如发放凭证或当时的文件。');
  return doubt;
}

async function close(actor: Actor, { id, version }: DoubtfulList, state: 'settled' | 'aside', remark: string, listId: number | null): Promise<void> {
  const { affected } = await run('UPDATE doubtful_lists SET state = ?, list_id = ?, settled_by = ?, settled_at = ?, remark = ?, version = version + 1 WHERE id = ? AND version = ?', [state, listId, actor.userId, requireTx().now, remark.trim(), id, version]);
  if (affected !== 1) throw new Conflict('stale-version', '这份名单刚被别人核实，请刷新。');
}
