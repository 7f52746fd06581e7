import { recordAudit } from '../audit/record.js';
import { workdayCalendar } from '../calendar.js';
import { officeNow, row, run, transact } from '../database.js';
import { Forbidden, RuleBroken } from '../lib/errors.js';
import { enqueue } from '../outbox.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf, type OfficeDate } from '../values/office-date.js';
import { workdayOf } from '../values/workday.js';
import { circularInScope, type Circular } from './circular.js';
import { whyNotUrge } from './policy.js';

/** The working day an urging counts to. */
export const workdayNow = async (): Promise<OfficeDate> => workdayOf(await workdayCalendar(), officeDateOf(await officeNow()));

/** 催阅: reminds the organisations of which nobody has confirmed, at most once a working day. @throws NotFound; Forbidden; RuleBroken `nothing-to-urge`, `already-urged`. */
export async function urgeReading(actor: Actor, circularId: number): Promise<Circular> {
  return transact(async () => {
    await circularInScope(actor, circularId);
    await row('SELECT id FROM circulars WHERE id = ? FOR UPDATE', [circularId]);
    const circular = await circularInScope(actor, circularId);
    const workday = await workdayNow();
    const unmet = whyNotUrge(actor, circular, workday);
    if (unmet) throw unmet.code === 'role-not-allowed' ? new Forbidden(unmet.code, unmet.message) : new RuleBroken(unmet.code, unmet.message, unmet.basis);
    await run('UPDATE circulars SET urged_on = ? WHERE id = ?', [workday, circularId]);
    await recordAudit(actor, { action: '催阅通知公告', object: { kind: 'circular', id: circularId, organisationId: actor.organisation.id }, after: { unread: circular.recipients - circular.read } });
    await enqueue('circular', `circular-urged:${circularId}:${workday}`, { circularId, workday });
    return circularInScope(actor, circularId);
  });
}
