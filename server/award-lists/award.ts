import { row, rows, type Params } from '../database.js';
import { NotFound } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { flagsSought, type FlagFilter } from './five-flags.js';
import { warnedList, warnedSql, warningCodes, warningsOf, warningSql, type Warning, type WarningCode } from './warnings.js';

/** One person on an award list, as they stood when entered. Amounts in fen; `paid` null until something was paid or filled. */
export type Award = {
  id: number; student: { id: number; name: string; maskedId: string }; grade: string; major: string; className: string;
  tier: string; payable: number; paid: number | null; warnings: Warning[]; version: number;
};

type Row = {
  id: number; student_id: number; name: string; document_masked: string; grade: string; major: string; class_name: string; tier: string; payable_fen: number; paid_fen: number | null; version: number;
  enrolment_status: string; entry_month: string | null; programme_months: number | null; card_tail: string | null; flags?: string;
};

const COLUMNS = 'w.id, w.student_id, w.name, s.document_masked, w.grade, w.major, w.class_name, w.tier, w.payable_fen, w.paid_fen, w.version, s.enrolment_status, s.entry_month, s.programme_months, s.card_tail';
const FROM = 'FROM awards w JOIN students s ON s.id = w.student_id';

/** `warning` keeps those who carry one warning, or any; `plain` leaves the warnings out, for sheets that do not show them. */
export type AwardFilter = { q?: string; warning?: WarningCode | 'any'; after?: number; limit: number; offset?: number; plain?: boolean; flags?: FlagFilter };

/** Awards of a list in the order they were entered. @param viewer who reads the warnings: schools outside their scope stay unnamed. */
export async function awardsOf(listId: number, filter: AwardFilter, viewer?: Actor): Promise<Award[]> {
  const { where, params } = wordsSought(listId, filter);
  const flags = filter.flags && flagsSought(filter.flags, await periodOf(listId));
  return select(listId, flags ? [...where, flags.sql] : where, flags ? [...params, ...flags.params] : params, filter, viewer);
}

/** How many there are of them in all. */
export async function countAwards(listId: number, filter: Pick<AwardFilter, 'q' | 'warning' | 'flags'>): Promise<number> {
  const list = await warnedList(listId);
  if (!list) return 0;
  const { where, params } = wordsSought(listId, filter);
  const wanted = filter.warning && warnedSql(list, filter.warning);
  const flags = flagsSought(filter.flags, list.period);
  if (flags) {
    where.push(flags.sql);
    params.push(...flags.params);
  }
  return (await row<{ n: number }>(`SELECT COUNT(*) AS n ${FROM} WHERE ${[...where, ...(wanted ? [wanted.sql] : [])].join(' AND ')}`, [...params, ...(wanted?.params ?? [])]))?.n ?? 0;
}

const periodOf = async (listId: number): Promise<string> => (await warnedList(listId))?.period ?? '';

function wordsSought(listId: number, filter: Pick<AwardFilter, 'q' | 'after'>): { where: string[]; params: Params[number][] } {
  const like = filter.q ? `%${filter.q.replace(/[%_\\]/g, '\\$&')}%` : null;
  const where = ['w.list_id = ?', 'w.id > ?'];
  const params: Params[number][] = [listId, filter.after ?? 0];
  if (like) {
    where.push('(w.name LIKE ? OR CONVERT(s.name_pinyin USING utf8mb4) LIKE ? OR CONVERT(s.name_initials USING utf8mb4) LIKE ? OR w.class_name LIKE ? OR w.major LIKE ?)');
    params.push(like, like, like, like, like);
  }
  return { where, params };
}

/** One award of this list. @throws NotFound when it is another list's. */
export async function awardOnList(listId: number, awardId: number, viewer?: Actor): Promise<Award> {
  const [found] = await select(listId, ['w.id = ?', 'w.list_id = ?'], [awardId, listId], { limit: 1 }, viewer);
  if (!found) throw new NotFound();
  return found;
}

async function select(listId: number, where: string[], params: Params[number][], { warning, limit, offset = 0, plain }: AwardFilter, viewer?: Actor): Promise<Award[]> {
  const list = await warnedList(listId);
  if (!list) return [];
  const wanted = warning && warnedSql(list, warning);
  const page = `${FROM} WHERE ${[...where, ...(wanted ? [wanted.sql] : [])].join(' AND ')} ORDER BY w.id LIMIT ? OFFSET ?`;
  const pageParams = [...params, ...(wanted?.params ?? []), limit, offset];
  if (plain) return (await rows<Row>(`SELECT ${COLUMNS} ${page}`, pageParams)).map((one) => awardOf(one, []));
  const all = warningSql(list);
  const found = await rows<Row>(`SELECT ${COLUMNS}, CONCAT(${warningCodes.map((code) => `IF(${all[code].sql}, '1', '0')`).join(', ')}) AS flags ${page}`, [...warningCodes.flatMap((code) => all[code].params), ...pageParams]);
  const flagged = found.filter(({ flags }) => flags?.includes('1')).map((one) => ({
    id: one.id, codes: codesOf(one), tier: one.tier, payable: one.payable_fen, enrolmentStatus: one.enrolment_status, entryMonth: one.entry_month, programmeMonths: one.programme_months, cardTail: one.card_tail,
  }));
  const warnings = await warningsOf(list, flagged, viewer);
  return found.map((one) => awardOf(one, warnings.get(one.id) ?? []));
}

const codesOf = ({ flags = '' }: Row): WarningCode[] => warningCodes.filter((_, at) => flags[at] === '1');

const awardOf = (found: Row, warnings: Warning[]): Award => ({
  id: found.id, student: { id: found.student_id, name: found.name, maskedId: found.document_masked }, grade: found.grade, major: found.major, className: found.class_name,
  tier: found.tier, payable: found.payable_fen, paid: found.paid_fen, warnings, version: found.version,
});
