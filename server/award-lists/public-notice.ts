import { officeNow, row, rows, run } from '../database.js';
import { Gone, NotFound } from '../lib/errors.js';
import { formatMonth } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import { maskPersonName } from '../values/person-name.js';
import { isProgrammeKey, programmeOf } from '../values/programme.js';

/** What the public sees of a list: number, masked name, grade, major, class; no amount, no document number, no reason. */
export type PublicNotice = { school: string; programme: string; month: string; start: string; end: string; office: string; telephone: string; people: { position: number; name: string; grade: string; major: string; className: string }[] };

/**
 * The public notice behind a token, from 00:00 of its first day to 24:00 of its last; it closes at once when the authority
 * rejects or a withdrawal is granted.
 * @throws NotFound for an unknown token or before the first day; Gone afterwards, without a name in it.
 */
export async function publicNotice(token: string): Promise<PublicNotice> {
  const round = await row<{ id: number; start_on: string; end_on: string; closed_at: Date | null; programme: string; month: string; school: string; office: string; telephone: string }>(
    `SELECT r.id, r.start_on, r.end_on, r.closed_at, l.programme, l.month, s.name AS school, a.name AS office, a.telephone FROM publicity_rounds r JOIN award_lists l ON l.id = r.list_id
       JOIN organisations s ON s.id = l.school_id JOIN organisations a ON a.id = l.authority_id WHERE r.token = ?`, [token]);
  if (!round) throw new NotFound('没有这份公示。');
  const today = officeDateOf(await officeNow());
  if (today < round.start_on) throw new NotFound('公示还没有开始。');
  if (round.closed_at || today > round.end_on) throw new Gone();
  const people = await rows<{ position: number; name: string; grade: string; major: string; class_name: string }>('SELECT position, name, grade, major, class_name FROM publicity_round_awards WHERE round_id = ? ORDER BY position', [round.id]);
  await run('UPDATE publicity_rounds SET views = views + 1 WHERE id = ?', [round.id]);
  return {
    school: round.school, programme: isProgrammeKey(round.programme) ? programmeOf(round.programme).name : '', month: formatMonth(round.month), start: round.start_on, end: round.end_on, office: round.office, telephone: round.telephone,
    people: people.map((one) => ({ position: one.position, name: maskPersonName(one.name), grade: one.grade, major: one.major, className: one.class_name })),
  };
}
