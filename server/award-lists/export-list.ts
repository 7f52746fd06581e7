import { recordAudit } from '../audit/record.js';
import { transact } from '../database.js';
import type { Actor } from '../values/actor.js';
import { periodName } from '../values/period.js';
import { listInScope } from './award-list.js';
import { awardsOf } from './award.js';
import { exportAwardList } from './spreadsheet.js';
import { standardsOf } from './standards.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The list as a workbook, document numbers masked; the export is on record. */
export async function exportList(actor: Actor, listId: number): Promise<{ name: string; mime: string; bytes: Buffer }> {
  const list = await listInScope(actor, listId);
  const { key } = list.programme;
  if (key === 'state-student-loan') throw new Error('a loan has no award list');
  const tiers = new Map((await standardsOf(key, list.period, list.school.id)).map(({ tier, name }) => [tier, name]));
  const awards = await awardsOf(list.id, { limit: 50_000, plain: true });
  const bytes = await exportAwardList({
    schoolName: list.school.name, programme: key, periodName: periodName(list.period), batchNo: list.batchNo,
    people: awards.map((one) => ({ name: one.student.name, maskedId: one.student.maskedId, grade: one.grade, major: one.major, className: one.className, tierName: tiers.get(one.tier) ?? one.tier, payable: one.payable, paid: one.paid })),
  });
  await transact(() => recordAudit(actor, { action: '导出名单', object: { kind: 'award-list', id: list.id, organisationId: list.school.id }, after: { people: awards.length } }));
  return { name: `${list.school.name}${periodName(list.period)}${list.programme.name}第${list.batchNo}批.xlsx`, mime: XLSX, bytes };
}
