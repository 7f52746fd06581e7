import { z } from 'zod';
import { isAcademicTerm } from '../values/academic-term.js';
import { isMonth } from '../values/month.js';
import { isOfficeDate } from '../values/office-date.js';

/* Schemas every feature shares. They are the one source of checking, types and the API description. */

export const id = z.coerce.number().int().positive().max(4_294_967_295);
export const idParams = z.strictObject({ id });
/** An academic term, `2022-2023-spring`. */
export const term = z.string().refine(isAcademicTerm, '学年学期应写成 2022-2023-spring（春季）或 2022-2023-autumn（秋季）。');
export const month = z.string().refine(isMonth, '月份应写成 2023-05 这样。');
export const date = z.string().refine(isOfficeDate, '日期应写成 2023-05-10 这样。');
export const yuan = z.string().regex(/^\d{1,10}\.\d{2}$/, '金额应写成 200.00 这样，两位小数。');
export const remark = z.string().max(1000, '最多 1000 字。');
export const version = z.coerce.number().int().min(0);
export const programme = z.enum(['vocational-grant', 'vocational-tuition-waiver', 'senior-high-fee-waiver', 'state-student-loan']);
export const paging = { limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().max(200).optional(), count: z.enum(['true', 'false']).optional() };

/** A control of a page's filter form that was left empty comes as an empty text. */
export const blankable = <T extends z.ZodType>(inner: T) => z.preprocess((value) => (value === '' ? undefined : value), inner.optional());
/** Asks for a list page without its default filter. */
export const wholeView = blankable(z.literal('all'));
export const pageNumber = blankable(z.coerce.number().int().min(1).max(100_000)).transform((value) => value ?? 1);

export const organisationRef = z.object({ id: z.number(), name: z.string() });
export const unmet = z.object({ code: z.string(), message: z.string(), basis: z.string() });
export const can = z.record(z.string(), z.object({ allowed: z.boolean(), unmet: z.array(unmet) }));
export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.number().optional() });
export const problem = z.object({
  type: z.string(), title: z.string(), status: z.number(), detail: z.string(), code: z.string(), basis: z.string().optional(), by: z.string().optional(), at: z.string().optional(),
  errors: z.array(z.object({ path: z.string().optional(), row: z.number().optional(), column: z.string().optional(), elementId: z.string().optional(), code: z.string(), message: z.string(), basis: z.string().optional() })).optional(),
});
