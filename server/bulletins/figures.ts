import type { FilingStep } from '../filing-calendar/rules.js';
import type { Outcome } from './count-facts.js';

/** 应办、已办、按时办结 and what is left of them, of one row. */
export type Figures = { due: number; done: number; onTime: number; late: number; missing: number; unlisted: number };
/** Facts of one school and step added up. `unlisted`: entries that are due and have no list at all. */
export type FactCount = { schoolId: number; programme: string; step: FilingStep; outcome: Outcome; facts: number; unlisted: number };

/** Who does a step: a school answers for its own, its authority for review and confirmation. */
export const schoolSteps: readonly FilingStep[] = ['entry', 'publicity', 'disbursement'];

export const noFigures = (): Figures => ({ due: 0, done: 0, onTime: 0, late: 0, missing: 0, unlisted: 0 });

export function addCount(figures: Figures, { outcome, facts, unlisted }: FactCount): void {
  figures.due += facts;
  figures.unlisted += unlisted;
  if (outcome === 'missing') figures.missing += facts;
  else figures.done += facts;
  if (outcome === 'on-time') figures.onTime += facts;
  if (outcome === 'late') figures.late += facts;
}

/** A share in tenths of a per cent: 完整率 = 已办 ÷ 应办, 及时率 = 按时办结 ÷ 应办. Cut off, never rounded up to 100 %; null where nothing was due. */
export const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : Math.floor((part * 1000) / whole));
export const shareWords = (share: number | null): string => (share === null ? '—' : `${(share / 10).toFixed(1)}%`);

/** What makes rows comparable: regions of one level and kind, schools of one stage. */
export type Comparable = { key: string; equals: string | null; figures: Figures };

/**
 * 排名只在同级同类之间: by 完整率, then 及时率; the same figures share a place. A row without equals, or with nothing due, has none.
 */
export function ranksOf(rows: readonly Comparable[]): Map<string, { place: number; of: number }> {
  const ranks = new Map<string, { place: number; of: number }>();
  const kinds = new Set(rows.flatMap(({ equals }) => (equals === null ? [] : [equals])));
  for (const kind of kinds) {
    const among = rows.filter(({ equals, figures }) => equals === kind && figures.due > 0);
    if (among.length < 2) continue;
    for (const one of among) ranks.set(one.key, { place: 1 + among.filter((other) => isBetter(other.figures, one.figures)).length, of: among.length });
  }
  return ranks;
}

/** Compared as fractions, so that no rounding decides a place. */
function isBetter(a: Figures, b: Figures): boolean {
  const complete = a.done * b.due - b.done * a.due;
  return complete !== 0 ? complete > 0 : a.onTime * b.due - b.onTime * a.due > 0;
}
