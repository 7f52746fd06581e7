import { isDuplicate, requireTx, row, run, settle, transact } from '../database.js';
import { beginsChain, recordAudit } from '../audit/record.js';
import { Conflict, Forbidden } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { monthOfPeriod, periodFields, periodGiven, periodName, type Period, type PeriodGiven } from '../values/period.js';
import { programmeOf, type ProgrammeKey } from '../values/programme.js';
import { endInstanceOf, startInstance } from '../workflow/start-instance.js';
import { listById, listInScope, lockList, lockListInScope, saveStatus, factsOf, type AwardList } from './award-list.js';
import { demandOpenYear } from './archived-year.js';
import { fillFromProposal } from './copy-list.js';
import { demandAct } from './guards.js';
import { demandOffered } from './offered-programmes.js';
import { proposeCopy } from './propose-copy.js';

/** What to begin. `copyFrom` is one earlier list or the latest period's; `include` and `seen` belong to it (copy-list.ts). */
export type NewList = PeriodGiven & { programme: ProgrammeKey; batchNo?: number; copyFrom?: number | 'latest'; include?: readonly number[]; seen?: string };

/**
 * The school begins a list and its process; `copyFrom` takes over the people of an earlier list of the same school and
 * programme, or of all its lists of the latest month or term, who are still enrolled and have no place yet.
 * @throws Forbidden for another post; RuleBroken `programme-not-offered`, `month-too-far`, `year-archived`, `nothing-to-copy`, `not-proposed`; Conflict when the batch exists or the proposal has changed since it was seen; NotFound for a list to copy outside the scope.
 */
export async function createList(actor: Actor, input: NewList): Promise<AwardList> {
  if (actor.role !== 'school-operator') throw new Forbidden('role-not-allowed', '名单由学校业务操作人员录入。');
  const period = periodGiven(programmeOf(input.programme), input);
  return transact(async () => {
    const school = await demandOffered(actor, { programme: input.programme, period });
    await demandOpenYear(school.id, period);
    const proposal = input.copyFrom === undefined ? null : await proposeCopy(actor, { programme: input.programme, period, copyFrom: input.copyFrom === 'latest' ? undefined : input.copyFrom });
    const batchNo = input.batchNo ?? (await nextBatch(school.id, input.programme, period));
    const id = await insertList(actor, school, { programme: input.programme, period }, batchNo);
    beginsChain('award-list', id);
    await recordAudit(actor, { action: '新建名单', object: { kind: 'award-list', id, organisationId: school.id }, after: { programme: input.programme, ...periodFields(period), batchNo } });
    if (proposal) await fillFromProposal(actor, id, proposal, input);
    await lockList(id);
    await startInstance(input.programme, { kind: 'award-list', id }, actor);
    return lockList(id);
  });
}

/** Changes the batch number of a draft. */
export async function renumberList(actor: Actor, id: number, input: { version: number; batchNo: number }): Promise<AwardList> {
  return transact(async () => {
    const list = await lockListInScope(actor, id, input.version);
    demandAct('edit', actor, await factsOf(list));
    try {
      await saveStatus(list, list.status, { sql: 'batch_no = ?', params: [input.batchNo] });
      await settle();
    } catch (error) {
      throw isDuplicate(error, 'award_lists_period') ? batchTaken(list.period, input.batchNo) : error;
    }
    await recordAudit(actor, { action: '修改批次', object: { kind: 'award-list', id, organisationId: list.school.id }, before: { batchNo: list.batchNo }, after: { batchNo: input.batchNo } });
    return listById(id);
  });
}

/** Deletes a draft that was never published; what was published stays for ever. */
export async function deleteList(actor: Actor, id: number): Promise<void> {
  await transact(async () => {
    await listInScope(actor, id);
    await endInstanceOf({ kind: 'award-list', id });
    const list = await lockListInScope(actor, id);
    demandAct('delete', actor, await factsOf(list));
    await recordAudit(actor, { action: '删除名单', object: { kind: 'award-list', id, organisationId: list.school.id }, before: { ...list.status, people: list.people } });
    await run('INSERT INTO deleted_award_lists (id, school_id, programme, period, deleted_at) VALUES (?, ?, ?, ?, ?)', [id, list.school.id, list.programme.key, list.period, requireTx().now]);
    await run('DELETE FROM awards WHERE list_id = ?', [id]);
    await run('DELETE FROM award_lists WHERE id = ? AND version = ?', [id, list.version]);
  });
}

async function nextBatch(schoolId: number, programme: string, period: Period): Promise<number> {
  const found = await row<{ last: number | null }>('SELECT MAX(batch_no) AS last FROM award_lists WHERE school_id = ? AND programme = ? AND period = ?', [schoolId, programme, period]);
  return (found?.last ?? 0) + 1;
}

async function insertList(actor: Actor, school: { id: number; parent_id: number }, { programme, period }: { programme: string; period: Period }, batchNo: number): Promise<number> {
  try {
    return (await run('INSERT INTO award_lists (programme, school_id, authority_id, period, month, batch_no, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      [programme, school.id, school.parent_id, period, monthOfPeriod(period), batchNo, actor.userId, requireTx().now])).insertId;
  } catch (error) {
    throw isDuplicate(error, 'award_lists_period') ? batchTaken(period, batchNo) : error;
  }
}

const batchTaken = (period: Period, batchNo: number): Conflict => new Conflict('in-use', `${periodName(period)}的第 ${batchNo} 批名单已经有了，请打开原来的名单，或换一个批次号。`);
