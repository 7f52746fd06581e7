import { isDuplicate, requireTx, row, rows, run, transact } from '../database.js';
import { recordAudit } from '../audit/record.js';
import { Conflict, Forbidden, NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { addMonths, compareMonths, formatMonth, monthOf, type Month } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import type { ProgrammeKey } from '../values/programme.js';
import { endInstanceOf, startInstance } from '../workflow/start-instance.js';
import { listById, listInScope, lockListInScope, refreshTotals, saveStatus, factsOf, type AwardList } from './award-list.js';
import { demandAct } from './guards.js';
import { standardsOf } from './standards.js';

/** Programmes whose lists are filed monthly through publicity (附件1 二). */
export const monthlyProgrammes: readonly ProgrammeKey[] = ['vocational-grant', 'vocational-tuition-waiver'];
const MONTHS_AHEAD = 12;

/**
 * The school begins a list and its process; `copyFrom` takes over the people of an earlier list of the same school and
 * programme, or of all its lists of the month before, who are still enrolled.
 * @throws Forbidden for another post; RuleBroken `programme-not-offered`, `month-too-far`, `nothing-to-copy`; Conflict when the batch exists; NotFound for a list to copy outside the scope.
 */
export async function createList(actor: Actor, input: { programme: ProgrammeKey; month: Month; batchNo?: number; copyFrom?: number | 'previous-month' }): Promise<AwardList> {
  if (actor.role !== 'school-operator') throw new Forbidden('role-not-allowed', '名单由学校业务操作人员录入。');
  return transact(async (tx) => {
    const school = await row<{ id: number; name: string; stage: string | null; parent_id: number }>('SELECT id, name, stage, parent_id FROM organisations WHERE id = ? FOR UPDATE', [actor.organisation.id]);
    if (!school?.parent_id) throw new NotFound();
    if (!monthlyProgrammes.includes(input.programme) || school.stage !== 'vocational') throw new RuleBroken('programme-not-offered', `${school.name}不是中等职业学校，没有这个项目的名单。`, '附件1 二 涉及学段：中职');
    const latest = addMonths(monthOf(officeDateOf(tx.now)), MONTHS_AHEAD);
    if (compareMonths(input.month, latest) > 0) throw new RuleBroken('month-too-far', `月份最晚选${latest}。`);
    const batchNo = input.batchNo ?? (await nextBatch(school.id, input));
    const id = await insertList(actor, school, input, batchNo);
    await recordAudit(actor, { action: '新建名单', object: { kind: 'award-list', id, organisationId: school.id }, after: { programme: input.programme, month: input.month, batchNo } });
    if (input.copyFrom === 'previous-month') await copyPreviousMonth(actor, id, input);
    else if (input.copyFrom !== undefined) await copyAwards(actor, input.copyFrom, id, input);
    await startInstance(input.programme, { kind: 'award-list', id }, actor);
    return listById(id);
  });
}

/** Changes the batch number of a draft. */
export async function renumberList(actor: Actor, id: number, input: { version: number; batchNo: number }): Promise<AwardList> {
  return transact(async () => {
    const list = await lockListInScope(actor, id, input.version);
    demandAct('edit', actor, await factsOf(list));
    try {
      await saveStatus(list, list.status, { sql: 'batch_no = ?', params: [input.batchNo] });
    } catch (error) {
      throw isDuplicate(error, 'award_lists_batch') ? batchTaken(input.batchNo) : error;
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
    await run('DELETE FROM awards WHERE list_id = ?', [id]);
    await run('DELETE FROM award_lists WHERE id = ? AND version = ?', [id, list.version]);
  });
}

async function nextBatch(schoolId: number, input: { programme: string; month: string }): Promise<number> {
  const found = await row<{ last: number | null }>('SELECT MAX(batch_no) AS last FROM award_lists WHERE school_id = ? AND programme = ? AND month = ?', [schoolId, input.programme, input.month]);
  return (found?.last ?? 0) + 1;
}

async function insertList(actor: Actor, school: { id: number; parent_id: number }, input: { programme: string; month: string }, batchNo: number): Promise<number> {
  try {
    return (await run('INSERT INTO award_lists (programme, school_id, authority_id, month, batch_no, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      [input.programme, school.id, school.parent_id, input.month, batchNo, actor.userId, requireTx().now])).insertId;
  } catch (error) {
    throw isDuplicate(error, 'award_lists_batch') ? batchTaken(batchNo) : error;
  }
}

const batchTaken = (batchNo: number): Conflict => new Conflict('in-use', `这个月的第 ${batchNo} 批名单已经有了，请打开原来的名单，或换一个批次号。`);

async function copyPreviousMonth(actor: Actor, to: number, input: { programme: ProgrammeKey; month: Month }): Promise<void> {
  const month = addMonths(input.month, -1);
  const sources = await rows<{ id: number }>("SELECT id FROM award_lists WHERE school_id = ? AND programme = ? AND month = ? AND submission = 'submitted' AND people > 0 ORDER BY batch_no", [actor.organisation.id, input.programme, month]);
  if (sources.length === 0) throw new RuleBroken('nothing-to-copy', `${formatMonth(month)}没有提交过的名单可以复制，请不选复制，新建后再加入学生。`);
  for (const { id } of sources) await copyAwards(actor, id, to, input);
}

async function copyAwards(actor: Actor, from: number, to: number, input: { programme: ProgrammeKey; month: Month }): Promise<void> {
  const source = await listInScope(actor, from);
  if (source.school.id !== actor.organisation.id || source.programme.key !== input.programme) throw new NotFound();
  const standards = await standardsOf(input.programme, input.month, source.school.id);
  const people = await rows<{ student_id: number; person_id: number; tier: string; name: string; grade: string; major: string; class_name: string }>(
    `SELECT w.student_id, w.person_id, w.tier, s.name, s.grade, s.major, s.class_name FROM awards w JOIN students s ON s.id = w.student_id AND s.enrolment_status = 'full-time' AND s.school_id = ?
      WHERE w.list_id = ? AND NOT EXISTS (SELECT 1 FROM awards other WHERE other.programme = w.programme AND other.month = ? AND other.person_id = w.person_id AND other.active_flag = 1) ORDER BY w.id`,
    [source.school.id, from, input.month]);
  const values = people.map((one) => {
    const standard = standards.find(({ tier }) => tier === one.tier) ?? standards[0];
    return [to, one.student_id, one.person_id, input.programme, input.month, standard.tier, standard.amount, one.name, one.grade, one.major, one.class_name];
  });
  for (let at = 0; at < values.length; at += 1000) {
    await run('INSERT INTO awards (list_id, student_id, person_id, programme, month, tier, payable_fen, name, grade, major, class_name) VALUES ?', [values.slice(at, at + 1000)]);
  }
  await refreshTotals(to);
}
