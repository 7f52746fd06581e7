import { transitionWords } from '../award-lists/transitions.js';
import { rows } from '../database.js';
import { isSchool, type Actor } from '../values/actor.js';
import { shortPeriod, type Period } from '../values/period.js';
import type { OfficeDate } from '../values/office-date.js';
import { isProgrammeKey, programmeOf } from '../values/programme.js';
import type { News } from '../web/components/todo-card.js';
import { momentWords } from '../web/time-words.js';

const worthTelling = [...Object.values(transitionWords), '登记资金发放', '登记银行退票'];
const SHOWN = 6;
/** Older news is in each list's own history; the bound keeps the search short. */
const DAYS = 30;

/** What happened lately to the lists of one's own school, or of the schools one is the direct authority of. */
export async function recentEvents(actor: Actor, today: OfficeDate): Promise<News[]> {
  const found = await rows<{ action: string; actor_name: string; organisation_name: string; office_at: Date; list_id: number; school: string; programme: string; period: Period; batch_no: number }>(
    `SELECT e.action, e.actor_name, e.organisation_name, e.office_at, l.id AS list_id, o.name AS school, l.programme, l.period, l.batch_no
       FROM audit_events e JOIN organisations o ON o.id = e.object_organisation_id JOIN award_lists l ON l.id = e.object_id
      WHERE ${isSchool(actor) ? 'o.id' : 'o.parent_id'} = ? AND e.object_kind = 'award-list' AND e.outcome = 'done' AND e.action IN (?) AND e.recorded_at > UTC_TIMESTAMP(3) - INTERVAL ? DAY
      ORDER BY e.id DESC LIMIT ?`, [actor.organisation.id, worthTelling, DAYS, SHOWN]);
  return found.map((one) => ({
    at: momentWords(one.office_at, today),
    text: <>{who(actor, one)} <b>{one.action}</b>：<a href={`/award-lists/${one.list_id}`}>{isSchool(actor) ? '' : `${one.school} `}{listWords(one)}</a></>,
  }));
}

const who = (actor: Actor, { actor_name, organisation_name }: { actor_name: string; organisation_name: string }): string =>
  (organisation_name === actor.organisation.name || organisation_name === '' ? actor_name : `${organisation_name} ${actor_name}`);

function listWords({ programme, period, batch_no }: { programme: string; period: Period; batch_no: number }): string {
  return `${shortPeriod(period)}${isProgrammeKey(programme) ? programmeOf(programme).name : programme} 第${batch_no}批`;
}
