import { z } from 'zod';
import { enrolmentStatuses, programmeMonthsOf, programmeYears } from '../values/enrolment.js';
import { documentKinds } from '../values/identity-document.js';
import { isRegionCode } from '../values/region.js';
import { id, month, organisationRef, paging, version } from '../web/schemas.js';

/** A student as the API shows one; numbers only masked. */
export const studentShape = z.object({
  id: z.number(), name: z.string(), maskedId: z.string(), documentKind: z.string(), gender: z.enum(['male', 'female', '']), grade: z.string(), major: z.string(), className: z.string(),
  enrolmentStatus: z.string(), enrolmentStatusName: z.string(), entryMonth: z.string().nullable(), programmeMonths: z.number().nullable(), householdRegion: z.string().nullable(), cardTail: z.string().nullable(),
  school: organisationRef, overdue: z.boolean(), version: z.number(),
});

const documentKind = z.enum(documentKinds);
const enrolmentStatus = z.enum(enrolmentStatuses);
const months = programmeYears.map(programmeMonthsOf);
const fields = {
  name: z.string().max(100), documentNumber: z.string().min(1, '没有填证件号码。').max(60), gender: z.enum(['male', 'female']),
  grade: z.string().max(20), className: z.string().max(40), enrolmentStatus,
};
const programmeMonths = z.number().refine((value) => months.includes(value), `没有这种学制，可用：${months.join('、')}（单位是月）。`).nullable();
const householdRegion = z.string().refine(isRegionCode, '户籍区划应为 6 位区划代码，例如 411281。').nullable();
const card = z.string().max(40).nullable();

export const newStudent = z.strictObject({
  ...fields, documentKind: documentKind.default('resident-id'), major: z.string().max(60).default(''), entryMonth: month.nullable().default(null),
  programmeMonths: programmeMonths.default(null), householdRegion: householdRegion.default(null), card: card.default(null),
});

export const studentChange = z.strictObject({
  version, ...z.strictObject({ ...fields, documentKind, major: z.string().max(60), entryMonth: month.nullable(), programmeMonths, householdRegion, card }).partial().shape,
});

export const studentQuery = z.strictObject({ q: z.string().max(60).optional(), schoolId: id.optional(), grade: z.string().max(20).optional(), className: z.string().max(40).optional(), enrolmentStatus: enrolmentStatus.optional(), ...paging });
