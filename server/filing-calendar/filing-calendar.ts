import { rows } from '../database.js';
import type { Actor } from '../values/actor.js';
import type { OfficeDate } from '../values/office-date.js';
import type { Period } from '../values/period.js';
import { programmeOf, type ProgrammeKey } from '../values/programme.js';
import { stepsOf, type Days, type FilingStep } from './rules.js';

/** One step of the calendar as it holds for an organisation: the earliest day set by it or above it, and by whom. */
export type Deadline = { step: FilingStep; dueOn: OfficeDate | null; setBy: { id: number; name: string } | null; /** What the organisation set itself. */ own: OfficeDate | null; /** What holds from above. */ above: OfficeDate | null };

type Row = { step: FilingStep; due_on: OfficeDate; organisation_id: number; organisation: string };

/** 填报日历 of a programme and period for the actor's own organisation. */
export async function deadlinesFor(actor: Actor, programme: ProgrammeKey, period: Period): Promise<Deadline[]> {
  const found = await rows<Row>(
    'SELECT d.step, d.due_on, d.organisation_id, o.name AS organisation FROM filing_deadlines d JOIN organisations o ON o.id = d.organisation_id WHERE d.programme = ? AND d.period = ? AND ? LIKE CONCAT(o.path, \'%\') ORDER BY d.due_on, LENGTH(o.path)', [programme, period, actor.organisation.path]);
  return stepsOf(programmeOf(programme)).map((step) => {
    const all = found.filter((one) => one.step === step);
    const first = all.at(0);
    return {
      step, dueOn: first?.due_on ?? null, setBy: first ? { id: first.organisation_id, name: first.organisation } : null,
      own: all.find((one) => one.organisation_id === actor.organisation.id)?.due_on ?? null, above: all.find((one) => one.organisation_id !== actor.organisation.id)?.due_on ?? null,
    };
  });
}

/** The days of one side as the rules take them. */
export const daysOf = (deadlines: readonly Deadline[], side: 'own' | 'above'): Days => Object.fromEntries(deadlines.map((one) => [one.step, one[side]]));
