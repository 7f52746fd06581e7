import { literal, Op, where, type WhereOptions } from 'sequelize';
import { inAct } from '../database.js';
import { pageOf } from '../lib/pagination.js';
import { pinyinQuery } from '../lib/pinyin.js';
import { isSchool, type Actor } from '../values/actor.js';
import type { EnrolmentStatus } from '../values/enrolment.js';
import { normaliseDocumentNumber } from '../values/identity-document.js';
import { normalisePersonName } from '../values/person-name.js';
import { documentIndex } from './protected-numbers.js';
import { isLargeScope, namesLike, typedWords } from './student-names.js';
import { Student } from './student.js';

export type StudentFilter = { q?: string; schoolId?: number; grade?: string; className?: string; enrolmentStatus?: EnrolmentStatus; after?: number; offset?: number; limit: number };

/** Students in the actor's scope in the order they were entered, a page at a time, on request with the count of all that match. */
export async function findStudents(actor: Actor, filter: StudentFilter, options: { count: boolean }): Promise<{ items: Student[]; nextCursor: string | null; total?: number }> {
  const { schoolId, grade, className, enrolmentStatus } = filter;
  const conditions: WhereOptions[] = Object.entries({ schoolId, grade, className, enrolmentStatus }).flatMap(([field, value]) => (value === undefined ? [] : [{ [field]: value }]));
  const typed = filter.q?.trim();
  if (typed) {
    const named = schoolId || isSchool(actor) || !(await isLargeScope(actor.organisation.path)) ? null : await namesLike(typedWords(typed));
    conditions.push({ [Op.or]: meantBy(actor, typed, named) });
  }
  const visible = Student.visibleTo(actor);
  const total = options.count ? await visible.count({ where: { [Op.and]: conditions }, ...inAct() }) : undefined;
  if (filter.after !== undefined) conditions.push({ id: { [Op.gt]: filter.after } });
  const found = await visible.findAll({ where: { [Op.and]: conditions }, order: [['id', 'ASC']], limit: filter.limit + 1, offset: filter.offset, ...inAct() });
  return { ...pageOf(found, filter.limit), ...(total === undefined ? {} : { total }) };
}

/**
 * What may be meant by words typed into the search box: a name, its pinyin or initials, the last four of a document number, or,
 * for the school's own students only, the whole number. Nobody finds out by trying numbers who studies where.
 */
function meantBy(actor: Actor, typed: string, named: readonly string[] | null): WhereOptions[] {
  if (named) {
    const { tail } = typedWords(typed);
    // The first finds them by the index, the second tells apart what the ordinary collation takes for one.
    return [{ [Op.and]: [{ name: { [Op.in]: [...named] } }, where(literal('`Student`.`name` COLLATE utf8mb4_bin'), { [Op.in]: [...named] })] }, ...(tail ? [where(literal('`Student`.`document_tail`'), tail)] : [])];
  }
  const name = normalisePersonName(typed);
  // Compared code point by code point: the ordinary collation takes all rare characters (as 𠮷) for one.
  const meanings: WhereOptions[] = [where(literal('`Student`.`name` COLLATE utf8mb4_bin'), { [Op.like]: `%${escaped(name)}%` })];
  const letters = pinyinQuery(typed);
  if (letters && /^[a-zü\s'’·.-]+$/i.test(typed.normalize('NFKC'))) meanings.push({ namePinyin: { [Op.like]: `%${letters}%` } }, { nameInitials: { [Op.like]: `%${letters}%` } });
  const number = normaliseDocumentNumber(typed);
  if (/^\d{3}[\dX]$/.test(number)) meanings.push({ documentMasked: { [Op.like]: `%${number}` } });
  if (isSchool(actor) && /^[\dA-Z-]{4,24}$/.test(number)) meanings.push({ [Op.and]: [{ schoolId: actor.organisation.id }, { documentIndex: documentIndex(number) }] });
  return meanings;
}

const escaped = (text: string): string => text.replace(/[%_\\]/g, '\\$&');
