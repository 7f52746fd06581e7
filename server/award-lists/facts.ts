import type { z } from 'zod';
import { formatYuan } from '../lib/money.js';
import { needsAttachment, periodFields } from '../values/period.js';
import { factsOf, type AwardList } from './award-list.js';
import { countNotes } from './award-notes.js';
import { compareWithPrevious } from './compare.js';
import type { factsShape } from './schemas.js';
import { countWarnings, warningCodes, warningNames } from './warnings.js';

/** The five facts that come before every decision, for scripts and the phone: people, money, difference, attention, evidence. */
export async function listFacts(list: AwardList): Promise<z.infer<typeof factsShape>> {
  const one = await compareWithPrevious(list);
  const { counts, people, total } = await countWarnings(list.id);
  return {
    people: list.people, payable: formatYuan(list.payable),
    change: one.previousPeople === 0 ? null : { ...periodFields(one.period), previousPeople: one.previousPeople, previousPayable: formatYuan(one.previousPayable), added: one.added, removed: one.removed, amountChanged: one.amountChanged, enrolmentChanged: one.enrolmentChanged },
    attention: { total, people, warnings: warningCodes.filter((code) => counts[code] > 0).map((code) => ({ code, name: warningNames[code], count: counts[code] })), notes: (await countNotes([list.id])).get(list.id) ?? { open: 0, all: 0 } },
    attachments: { required: needsAttachment(list.period), count: (await factsOf(list)).attachments },
  };
}
