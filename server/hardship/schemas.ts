import { z } from 'zod';
import { groupFilters } from '../priority-groups/schemas.js';
import type { Actor } from '../values/actor.js';
import { priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';
import { isSchoolYear } from '../values/school-year.js';
import { blankable, id, organisationRef, paging, version, yuan } from '../web/schemas.js';

const yesNo = z.enum(['yes', 'no']);
const level = z.enum(['special', 'hard', 'general', 'none']);
const kind = z.enum(['initial', 'change', 'grievance']);
const factorText = z.string().max(200, '最多 200 字。').optional();
const answer = { 'lifted-from-poverty': yesNo, 'unstably-lifted': yesNo, 'near-poverty': yesNo, 'sudden-hardship': yesNo, 'subsistence-allowance': yesNo, 'extreme-poverty-support': yesNo, orphan: yesNo, disabled: yesNo, 'child-of-disabled': yesNo, 'de-facto-unattended': yesNo, 'subsistence-margin': yesNo } satisfies Record<PriorityGroupKey, typeof yesNo>;
const factorFields = { economy: factorText, group: factorText, region: factorText, emergency: factorText, consumption: factorText, other: factorText };

/** The eleven answers are all required: 是 or 否, nothing is assumed. */
export const circumstancesBody = z.strictObject({ version: version.optional(), groups: z.strictObject(answer), householdSize: z.number().int().min(1).max(30), annualIncome: yuan, factors: z.strictObject(factorFields).default({}) });
export const circumstancesForm = z.strictObject({ version: blankable(version), ...answer, householdSize: z.coerce.number({ message: '家庭人口应为数字。' }).int('家庭人口应为整数。').min(1, '家庭人口至少 1 人。').max(30, '家庭人口最多 30 人。'), annualIncome: z.string().max(20), ...factorFields });
export const determinationBody = z.strictObject({ level, kind: kind.default('initial'), reason: z.string().max(500, '最多 500 字。').optional() });

/** Which groups were answered 是. */
export const groupsSaid = (answers: Partial<Record<PriorityGroupKey, 'yes' | 'no'>>): PriorityGroupKey[] => priorityGroups.map(({ key }) => key).filter((key) => answers[key] === 'yes');

const suggestion = z.object({ level: z.string(), levelName: z.string(), reasons: z.array(z.string()) });
export const circumstancesShape = z.object({ schoolYear: z.string(), groups: z.record(z.string(), z.string()), householdSize: z.number(), annualIncome: z.string(), factors: z.record(z.string(), z.string()), version: z.number(), suggestion });
export const determinationShape = z.object({
  id: z.number(), student: z.object({ id: z.number(), name: z.string(), maskedId: z.string() }), school: organisationRef, schoolYear: z.string(), kind: z.string(), kindName: z.string(), level: z.string(), levelName: z.string(), suggested: z.string(), groups: z.array(z.string()),
  reason: z.string(), status: z.string(), statusName: z.string(), remark: z.string(), determinedAt: z.string(), reviewedAt: z.string().nullable(), version: z.number(),
});

export const schoolYear = z.string().refine(isSchoolYear, '学年应写成 2022-2023 这样，两个年份要相连。');
export const hardshipQuery = z.strictObject({ schoolYear: schoolYear.optional(), level: level.optional(), schoolId: id.optional(), q: z.string().max(60).optional(), ...groupFilters, ...paging });
export const determinationQuery = hardshipQuery.extend({ status: z.enum(['pending', 'passed', 'failed', 'superseded']).optional() });

/** 认定建议规则 are set by the operator of a province. */
export const maySetRules = ({ role, organisation: { level: place } }: Actor): boolean => role === 'authority-operator' && place === 'province';

const everyGroup = { 'lifted-from-poverty': level, 'unstably-lifted': level, 'near-poverty': level, 'sudden-hardship': level, 'subsistence-allowance': level, 'extreme-poverty-support': level, orphan: level, disabled: level, 'child-of-disabled': level, 'de-facto-unattended': level, 'subsistence-margin': level } satisfies Record<PriorityGroupKey, typeof level>;
const everyFactor = { economy: level, group: level, region: level, emergency: level, consumption: level, other: level };
const ruleRemark = z.string().max(200, '最多 200 字。');
export const rulesBody = z.strictObject({ seen: id, groups: z.strictObject(everyGroup), income: z.strictObject({ special: yuan.optional(), hard: yuan.optional(), general: yuan.optional() }).default({}), factors: z.strictObject(everyFactor), remark: ruleRemark });
const levels = z.record(z.string(), z.string());
export const rulesShape = z.object({ id: z.number(), groups: levels, income: levels, factors: levels, remark: z.string(), setBy: z.string(), setAt: z.string() });
const typedYuan = z.string().max(20).default('');
export const rulesForm = z.strictObject({
  ...Object.fromEntries(Object.keys(everyGroup).map((key) => [`group-${key}`, level])), ...Object.fromEntries(Object.keys(everyFactor).map((key) => [`factor-${key}`, level])),
  'income-special': typedYuan, 'income-hard': typedYuan, 'income-general': typedYuan, remark: ruleRemark.default(''),
});
