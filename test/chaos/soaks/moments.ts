/**
 * The moments of an act that have names: where it begins, claims its operation, locks what it is about, decides, writes what is its business,
 * its record, its engine's state, its tasks and its messages, keeps its answer, and commits. Every statement is at one of them.
 */
const MOMENTS: readonly [RegExp, string][] = [
  [/^BEGIN$/, 'begin'], [/^COMMIT$/, 'commit'], [/^FILE /, 'store a file'],
  [/^(INSERT|SELECT) operations/, 'claim the operation'], [/^UPDATE operations/, 'keep the answer'],
  [/ FOR UPDATE$/, 'lock'], [/^SELECT /, 'look'],
  [/ audit_events$/, 'record'], [/ (process_states|process_instances|process_variables|process_history|process_calls|message_waits)$/, 'engine state'],
  [/ (tasks|task_candidates|task_votes|task_signers|timers|external_tasks)$/, 'tasks and timers'], [/ (outbox|webhook_deliveries|notifications)$/, 'messages'],
  [/^(INSERT|UPDATE|DELETE|REPLACE) /, 'business rows'],
];

/** The named point a kill was at: `COMMIT, sent` as `commit, sent`. */
export function momentOf(point: string): string {
  const at = point.lastIndexOf(', ');
  const what = point.slice(0, at);
  return `${MOMENTS.find(([pattern]) => pattern.test(what))?.[1] ?? 'other'}${point.slice(at)}`;
}
