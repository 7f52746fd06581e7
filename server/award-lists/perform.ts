import { recordAudit, systemActor } from '../audit/record.js';
import type { Actor } from '../values/actor.js';
import { saveStatus, type AwardList } from './award-list.js';
import { transitions, transitionWords, type TransitionName } from './transitions.js';
import { refreshTotals } from './award-list.js';

/**
 * Carries one transition out on a locked list: rule, columns by compare-and-set, sums, one audit row with the status
 * before and after (I9). What else the act changes is done by the caller before the sums.
 */
export async function perform(list: AwardList, name: TransitionName, actor: Actor | null, options: { remark?: string; columns?: { sql: string; params: (string | number | null)[] }; alter?: () => Promise<void>; after?: Record<string, unknown> } = {}): Promise<void> {
  const status = transitions[name](list.status);
  await saveStatus(list, status, options.columns);
  if (options.alter) {
    await options.alter();
    await refreshTotals(list.id);
  }
  await recordAudit(actor ?? systemActor, {
    action: transitionWords[name],
    object: { kind: 'award-list', id: list.id, organisationId: list.school.id },
    before: list.status,
    after: { ...status, ...options.after },
    remark: options.remark ?? null,
  });
}
