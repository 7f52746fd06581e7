import { recordAudit } from '../audit/record.js';
import { transact } from '../database.js';
import { TooLarge } from '../lib/errors.js';
import { areaNames, sourceNames, verificationNames } from '../priority-groups/membership.js';
import { peopleFound } from '../statistics/people-found.js';
import { findPopulation, type PopulationAsked } from '../statistics/population.js';
import type { Actor } from '../values/actor.js';
import { priorityGroupOf, type PriorityGroupKey } from '../values/priority-group.js';
import { demandPurpose, exportMark } from '../web/export-records.js';
import { peopleSheet, type PersonLine } from './spreadsheet.js';

const MOST = 20_000;
const A_PART = 200;

/**
 * The students of one group as a workbook for one purpose. Numbers stay masked; the sheet says on top and on every printed page
 * who took it, when and what for, and the export is on record.
 * @throws InputInvalid without a purpose; TooLarge past 20,000 people.
 */
export async function exportGroup(actor: Actor, group: PriorityGroupKey, asked: PopulationAsked, purpose: string): Promise<{ name: string; bytes: Buffer }> {
  const why = demandPurpose(purpose);
  const lines: PersonLine[] = [];
  for (let after: number | undefined; ;) {
    const { ids } = await findPopulation(actor, { ...asked, group }, { limit: A_PART, after }, { count: false });
    for (const one of await peopleFound(ids, { aid: false })) {
      const own = one.memberships.filter((membership) => membership.group === group && (!asked.source || membership.source === asked.source));
      lines.push({
        name: one.name, maskedId: one.maskedId, school: one.school.name, grade: one.grade, major: one.major, className: one.className, sources: [...new Set(own.map(({ source }) => sourceNames[source]))].join('、'),
        area: [...new Set(own.map(({ area }) => areaNames[area]))].join('、'), verification: own.map(({ verification }) => verificationNames[verification]).join('、'),
      });
    }
    if (lines.length > MOST) throw new TooLarge(`超过 ${MOST.toLocaleString('en-US')} 人，请加条件（学校、学段、来源）分几次导出，或用后台导出（接口 POST /api/v1/record-exports，名单 priority-groups/${group}/people，不限人数）。`);
    if (ids.length < A_PART) break;
    after = ids[ids.length - 1];
  }
  const { label } = priorityGroupOf(group);
  const bytes = await peopleSheet(label, await exportMark(actor, why), lines);
  await transact(() => recordAudit(actor, { action: '导出学生名单', object: { kind: 'group-export', id: actor.organisation.id, organisationId: actor.organisation.id }, after: { people: lines.length }, remark: why }));
  return { name: `${label}学生名单.xlsx`, bytes };
}
