import type { ListStatus } from '../award-lists/status.js';
import { newListStatus } from '../award-lists/status.js';
import type { Programme } from '../values/programme.js';
import type { Passed } from '../workflow/place-instance.js';

/** What V3.1.0 knew of a list. It had no confirmation by the authority and no withdrawal (附件1 二 brought both). */
export type OldStanding = { submitted: boolean; schoolReview: 'pending' | 'passed' | 'failed'; authorityReview: 'pending' | 'passed' | 'failed'; published: boolean };

/**
 * Where an old list stands now. A list that was published without confirmation is 待公示确认, or 公示通过 when its money already went
 * out. What the old columns contradict is put right towards the later step: what was published had been reviewed.
 * @param paid whether anything of it was paid.
 */
export function statusOfOld(programme: Pick<Programme, 'hasPublicity'>, old: OldStanding, paid: boolean): ListStatus {
  const published = programme.hasPublicity && old.published;
  if (published) return { ...reviewed, schoolPublicity: 'published', authorityPublicity: paid ? 'confirmed' : 'awaiting' };
  if (paid || old.authorityReview === 'passed') return reviewed;
  // A list that failed went back to its school.
  if (old.authorityReview === 'failed') return { ...newListStatus, authorityReview: 'failed' };
  if (old.schoolReview === 'failed') return { ...newListStatus, schoolReview: 'failed' };
  if (old.schoolReview === 'passed') return { ...newListStatus, submission: 'submitted', schoolReview: 'passed' };
  return old.submitted ? { ...newListStatus, submission: 'submitted' } : newListStatus;
}

const reviewed: ListStatus = { ...newListStatus, submission: 'submitted', schoolReview: 'passed', authorityReview: 'passed' };

/** Whether the old columns contradicted each other, to be told in the report. */
export const isCorrected = (old: OldStanding, status: ListStatus): boolean =>
  status.submission === 'submitted' && (!old.submitted || (status.schoolReview === 'passed' && old.schoolReview !== 'passed') || (status.authorityReview === 'passed' && old.authorityReview !== 'passed'));

/** The waiting points of the shipped diagrams that lie behind a list of this status. @param allPaid everybody on it was paid. */
export function passedOfOld(programme: Pick<Programme, 'hasPublicity' | 'hasDisbursement'>, status: ListStatus, allPaid: boolean): Passed[] {
  const passed: Passed[] = [];
  if (status.submission === 'draft') return passed;
  passed.push({ elementId: 'enter-list' });
  if (status.schoolReview !== 'passed') return passed;
  passed.push({ elementId: 'school-review', decision: 'pass' });
  if (status.authorityReview !== 'passed') return passed;
  passed.push({ elementId: 'authority-review', decision: 'pass' });
  if (programme.hasPublicity) {
    if (status.schoolPublicity === 'unpublished') return passed;
    passed.push({ elementId: 'publish-list' });
    if (status.authorityPublicity !== 'confirmed') return passed;
    passed.push({ elementId: 'confirm-publicity', decision: 'confirm' });
  }
  if (!programme.hasDisbursement || !allPaid) return passed;
  return [...passed, ...(programme.hasPublicity ? [{ elementId: 'publicity-ended' }] : []), { elementId: 'manage-disbursement' }];
}
