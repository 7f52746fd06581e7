import { z } from 'zod';
import { isOfficeDate } from '../values/office-date.js';
import { version } from '../web/schemas.js';

/* What page and API take for the upgrade record. */

const MOMENT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\+08:00)?)?$/;
/** The office's wall clock: `2023-04-15T20:30`, as the field of a form gives it, or `2023-04-15T20:30:00+08:00`. */
const moment = z.string().refine((text) => { const read = MOMENT.exec(text); return read !== null && isOfficeDate(read[1]); }, '时间应写成 2023-04-15T20:30 这样。').transform((text) => new Date(`${text.slice(0, 16)}:${text.slice(17, 19) || '00'}+08:00`));

export const registration = z.strictObject({ packageVersion: z.string().max(40, '部署包版本最多 40 字。'), deployedAt: moment, result: z.enum(['done', 'failed']), note: z.string().max(1000, '说明最多 1000 字。').default(''), version: version.default(0) });
export const feedback = z.strictObject({ conclusion: z.enum(['verified', 'problems']), feedback: z.string().max(2000, '反馈最多 2000 字。').default(''), version });
export const problem = z.strictObject({ problem: z.string().max(2000, '最多 2000 字。') });
export const answer = z.strictObject({ answer: z.string().max(2000, '最多 2000 字。') });
