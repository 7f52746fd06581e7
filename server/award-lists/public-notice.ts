import { officeNow, row, run } from '../database.js';
import { Gone, NotFound } from '../lib/errors.js';
import { formatMonth } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import { maskPersonName } from '../values/person-name.js';
import { announcedPeople } from './packed-list.js';
import { isProgrammeKey, programmeOf } from '../values/programme.js';

/** What the public sees of a list: number, masked name, grade, major, class; no amount, no document number, no reason. */
export type PublicNotice = { school: string; programme: string; month: string; start: string; end: string; office: string; officeName: string; telephone: string; schoolOffice: string; schoolTelephone: string; objections: { from: string; to: string }; people: { position: number; name: string; grade: string; major: string; className: string }[] };

type OpenRound = { id: number; listId: number; archiveId: number | null; round: number; start: string; end: string; programme: string; month: string; school: string; schoolOffice: string; schoolTelephone: string; office: string; officeName: string; telephone: string };

/**
 * The round behind a token, from 00:00 of its first day to 24:00 of its last; it closes at once when the authority rejects or
 * a withdrawal is granted.
 * @throws NotFound for an unknown token or before the first day; Gone afterwards.
 */
export async function openRound(token: string): Promise<OpenRound> {
  const found = await row<{ id: number; list_id: number; archive_id: number | null; round: number; start_on: string; end_on: string; closed_at: Date | null; programme: string; month: string; school: string; school_office: string; school_telephone: string; authority: string; authority_office: string; telephone: string }>(
    `SELECT r.id, r.list_id, l.archive_id, r.round, r.start_on, r.end_on, r.closed_at, l.programme, l.month, s.name AS school, s.office AS school_office, s.telephone AS school_telephone, a.name AS authority, a.office AS authority_office, a.telephone FROM publicity_rounds r JOIN award_lists l ON l.id = r.list_id
       JOIN organisations s ON s.id = l.school_id JOIN organisations a ON a.id = l.authority_id WHERE r.token = ?`, [token]);
  if (!found) throw new NotFound('没有这份公示。');
  const today = officeDateOf(await officeNow());
  if (today < found.start_on) throw new NotFound('公示还没有开始。');
  if (found.closed_at || today > found.end_on) throw new Gone();
  return {
    id: found.id, listId: found.list_id, archiveId: found.archive_id, round: found.round, start: found.start_on, end: found.end_on, programme: isProgrammeKey(found.programme) ? programmeOf(found.programme).name : '', month: formatMonth(found.month),
    school: found.school, schoolOffice: found.school_office, schoolTelephone: found.school_telephone, office: found.authority, officeName: found.authority_office, telephone: found.telephone,
  };
}

/** The public notice behind a token while it is open. Throws as `openRound`; what it throws has no name in it. */
export async function publicNotice(token: string): Promise<PublicNotice> {
  const round = await openRound(token);
  const people = await announcedPeople({ listId: round.listId, roundId: round.id, archiveId: round.archiveId });
  await run('UPDATE publicity_rounds SET views = views + 1 WHERE id = ?', [round.id]);
  const { school, programme, month, start, end, office, telephone, schoolOffice, schoolTelephone } = round;
  return {
    school, programme, month, start, end, office, telephone, officeName: round.officeName, schoolOffice, schoolTelephone, objections: { from: start, to: end },
    people: people.map((one) => ({ position: one.position, name: maskPersonName(one.name), grade: one.grade, major: one.major, className: one.class_name })),
  };
}

/** Whom one may turn to, the school first: `安陵县职业教育中心 学生资助办公室 0398-62010001`. */
export const contactsOf = (of: Pick<PublicNotice, 'school' | 'schoolOffice' | 'schoolTelephone' | 'office' | 'officeName' | 'telephone'>): string[] =>
  [[of.school, of.schoolOffice, of.schoolTelephone], [of.office, of.officeName, of.telephone]].map((parts) => parts.filter(Boolean).join(' '));
