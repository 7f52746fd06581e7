import type { ErrorItem } from '../lib/errors.js';
import { formatDay, type OfficeDate } from '../values/office-date.js';
import type { Programme } from '../values/programme.js';

/** The steps of a list that have a day of their own, in the order they are done. */
export type FilingStep = 'entry' | 'review' | 'publicity' | 'confirmation' | 'disbursement';

export const stepNames: Readonly<Record<FilingStep, string>> = { entry: '名单录入', review: '名单审核', publicity: '名单公示', confirmation: '公示确认', disbursement: '资金发放' };
export const filingSteps = Object.keys(stepNames) as FilingStep[];

/** The steps a programme has: the fee waiver has no publicity, the vocational waiver no disbursement. */
export const stepsOf = (programme: Pick<Programme, 'hasPublicity' | 'hasDisbursement'>): FilingStep[] =>
  filingSteps.filter((step) => (programme.hasPublicity || (step !== 'publicity' && step !== 'confirmation')) && (programme.hasDisbursement || step !== 'disbursement'));

/** A day for each step, null where none is set. */
export type Days = Partial<Record<FilingStep, OfficeDate | null>>;

/**
 * What is wrong with the days an authority sets below others'. A lower authority refines what was set above it: the same day
 * or an earlier one, never a later one, and none where nothing was set. The days follow the order of the steps.
 * @param above what holds from above; null for a province, which sets first.
 */
export function calendarProblems(days: Days, above: Days | null): ErrorItem[] {
  const problems: ErrorItem[] = [];
  let earlier: { step: FilingStep; day: OfficeDate } | null = null;
  for (const step of filingSteps) {
    const own = days[step] ?? null;
    const limit = above?.[step] ?? null;
    if (own && above && !limit) problems.push({ path: step, code: 'deadline-not-set-above', message: `${stepNames[step]}的期限还没有由省级设定，下级只能在上级期限之内提前。` });
    if (own && limit && own > limit) problems.push({ path: step, code: 'deadline-loosened', message: `${stepNames[step]}的期限不能晚于上级设定的${formatDay(limit)}，只能提前。` });
    const day: OfficeDate | null = own ?? limit;
    if (!day) continue;
    if (earlier && day < earlier.day) problems.push({ path: own ? step : earlier.step, code: 'deadlines-out-of-order', message: `${stepNames[step]}的期限（${formatDay(day)}）早于${stepNames[earlier.step]}的期限（${formatDay(earlier.day)}），请按办理先后设定。` });
    else earlier = { step, day };
  }
  return problems;
}
