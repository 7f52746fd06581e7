import { recordAudit } from '../audit/record.js';
import { rows, run, transact } from '../database.js';
import { Forbidden, InputInvalid, RuleBroken } from '../lib/errors.js';
import { enqueue } from '../outbox.js';
import type { Actor } from '../values/actor.js';
import type { Period } from '../values/period.js';
import { programmeOf, type ListProgrammeKey } from '../values/programme.js';
import { daysOf, deadlinesFor, type Deadline } from './filing-calendar.js';
import { setsFirst, whyNotSet } from './policy.js';
import { followCalendar } from './task-deadlines.js';
import { calendarProblems, stepNames, stepsOf, type Days, type FilingStep } from './rules.js';

/**
 * Sets the days of a programme and period for the actor's subtree; a step left out stays, null takes the own day away. Where
 * something changed, the operators of the subtree are told.
 * @throws Forbidden for others than an authority's operator; InputInvalid for a step the programme lacks;
 *   RuleBroken `deadline-loosened`, `deadline-not-set-above`, `deadlines-out-of-order`, every problem at once.
 */
export async function setDeadlines(actor: Actor, programme: ListProgrammeKey, period: Period, days: Days): Promise<Deadline[]> {
  const refused = whyNotSet(actor);
  if (refused) throw new Forbidden('role-not-allowed', refused);
  const steps = stepsOf(programmeOf(programme));
  const asked = Object.entries(days) as [FilingStep, string | null | undefined][];
  const lacking = asked.filter(([step, day]) => day && !steps.includes(step));
  if (lacking.length > 0) throw new InputInvalid(lacking.map(([step]) => ({ path: step, code: 'no-such-step', message: `${programmeOf(programme).name}没有${stepNames[step]}。` })));
  return transact(async (tx) => {
    await rows('SELECT id FROM organisations WHERE id = ? FOR UPDATE', [actor.organisation.id]);
    const before = await deadlinesFor(actor, programme, period);
    const wanted: Days = { ...daysOf(before, 'own'), ...Object.fromEntries(asked.filter(([, day]) => day !== undefined)) };
    const problems = calendarProblems(wanted, setsFirst(actor) ? null : daysOf(before, 'above'));
    if (problems.length > 0) throw new RuleBroken(problems[0].code, problems[0].message, '教助中心〔2023〕8号 正文三：按时、保质、保量完成数据录入与审核', problems);
    const changed = before.filter(({ step, own }) => (wanted[step] ?? null) !== own);
    for (const { step } of changed) {
      const day = wanted[step];
      if (day) await run('INSERT INTO filing_deadlines (organisation_id, programme, period, step, due_on, set_by, set_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE due_on = ?, set_by = ?, set_at = ?', [actor.organisation.id, programme, period, step, day, actor.userId, tx.now, day, actor.userId, tx.now]);
      else await run('DELETE FROM filing_deadlines WHERE organisation_id = ? AND programme = ? AND period = ? AND step = ?', [actor.organisation.id, programme, period, step]);
      // What held at an earlier moment stays to be counted with (应用情况通报).
      await run('INSERT INTO filing_deadline_changes (organisation_id, programme, period, step, due_on, set_at) VALUES (?, ?, ?, ?, ?, ?)', [actor.organisation.id, programme, period, step, day ?? null, tx.now]);
    }
    if (changed.length > 0) {
      await followCalendar(actor.organisation.path, programme, period, changed.map(({ step }) => step));
      const daysBy = (side: (one: Deadline) => string | null): Record<string, string | null> => Object.fromEntries(changed.map((one) => [one.step, side(one)]));
      await recordAudit(actor, { action: '设定填报期限', object: { kind: 'filing-calendar', id: actor.organisation.id, organisationId: actor.organisation.id }, before: { programme, period, ...daysBy(({ own }) => own) }, after: { programme, period, ...daysBy(({ step }) => wanted[step] ?? null) } });
      await enqueue('filing-deadlines', `filing-deadlines:${actor.organisation.id}:${programme}:${period}:${tx.recordedAt.getTime()}`, { organisationId: actor.organisation.id, programme, period, at: tx.recordedAt.getTime() });
    }
    return deadlinesFor(actor, programme, period);
  });
}
