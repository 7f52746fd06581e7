import { newListStatus, type ListStatus } from '../../server/award-lists/status.js';
import { transitions, type TransitionName } from '../../server/award-lists/transitions.js';
import { RuleBroken } from '../../server/lib/errors.js';

const words = {
  submission: ['draft', 'submitted'], schoolReview: ['pending', 'passed', 'failed'], authorityReview: ['pending', 'passed', 'failed'],
  schoolPublicity: ['unpublished', 'published'], authorityPublicity: ['none', 'awaiting', 'confirmed', 'rejected'], withdrawal: ['none', 'pending', 'granted', 'refused'],
} as const satisfies Record<keyof ListStatus, readonly string[]>;

/** Every combination of the status columns, also those no list ever reaches: 576. */
export const everyStatus: readonly ListStatus[] = words.submission.flatMap((submission) => words.schoolReview.flatMap((schoolReview) => words.authorityReview.flatMap((authorityReview) =>
  words.schoolPublicity.flatMap((schoolPublicity) => words.authorityPublicity.flatMap((authorityPublicity) => words.withdrawal.map((withdrawal): ListStatus => ({ submission, schoolReview, authorityReview, schoolPublicity, authorityPublicity, withdrawal })))))));

export const transitionNames = Object.keys(transitions) as TransitionName[];

/** What a transition makes of a status, or the code it refuses with. */
export function attempt(name: TransitionName, status: ListStatus): { after: ListStatus } | { refused: string } {
  try {
    return { after: transitions[name](status) };
  } catch (error) {
    if (!(error instanceof RuleBroken)) throw error;
    return { refused: error.code };
  }
}

export const vector = (status: ListStatus): string => [status.submission, status.schoolReview, status.authorityReview, status.schoolPublicity, status.authorityPublicity, status.withdrawal].join(' ');

/** Every status a new list can come to by the transitions alone, with the transitions that lead to it. */
export function reachableStatuses(): Map<string, { status: ListStatus; by: Set<TransitionName> }> {
  const reached = new Map([[vector(newListStatus), { status: newListStatus, by: new Set<TransitionName>() }]]);
  for (const { status } of reached.values()) {
    for (const name of transitionNames) {
      const outcome = attempt(name, status);
      if (!('after' in outcome)) continue;
      const known = reached.get(vector(outcome.after)) ?? { status: outcome.after, by: new Set<TransitionName>() };
      known.by.add(name);
      reached.set(vector(outcome.after), known);
    }
  }
  return reached;
}
