import type { z } from 'zod';
import { formatYuan } from '../lib/money.js';
import { officeIso } from '../values/office-date.js';
import { priorityGroups } from '../values/priority-group.js';
import { suggestionFor, type Circumstances } from './circumstances.js';
import { kindNames, statusNames, type Determination } from './determination.js';
import { levelNames } from './level.js';
import type { circumstancesShape, determinationShape } from './schemas.js';

export async function presentCircumstances(personId: number, one: Circumstances): Promise<z.infer<typeof circumstancesShape>> {
  const { level, reasons } = await suggestionFor(personId, one);
  return {
    schoolYear: one.schoolYear, groups: Object.fromEntries(priorityGroups.map(({ key }) => [key, one.groups.includes(key) ? 'yes' : 'no'])), householdSize: one.householdSize, annualIncome: formatYuan(one.annualIncome),
    factors: Object.fromEntries(Object.entries(one.factors).flatMap(([key, text]) => (text ? [[key, text]] : []))), version: one.version, suggestion: { level, levelName: levelNames[level], reasons },
  };
}

export const presentDetermination = (one: Determination): z.infer<typeof determinationShape> => ({
  id: one.id, student: one.student, school: one.school, schoolYear: one.schoolYear, kind: one.kind, kindName: kindNames[one.kind], level: one.level, levelName: levelNames[one.level], suggested: one.suggested, groups: one.groups,
  reason: one.reason, status: one.status, statusName: statusNames[one.status], remark: one.remark, determinedAt: officeIso(one.determinedAt), reviewedAt: one.reviewedAt && officeIso(one.reviewedAt), version: one.version,
});
