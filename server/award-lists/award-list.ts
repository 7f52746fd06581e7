import { currentTx, heldRead, hold, later, officeNow, requireTx, row, rows, together, type Statement } from '../database.js';
import { Conflict, NotFound } from '../lib/errors.js';
import { scopeSql } from '../values/scope.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf, type OfficeDate } from '../values/office-date.js';
import { periodName, type Period } from '../values/period.js';
import { isProgrammeKey, programmeOf, type Programme } from '../values/programme.js';
import { archivedYearOf, demandOpen } from './archived-year.js';
import type { ListFacts } from './guards.js';
import type { ListStatus, Stage } from './status.js';
import { stageOf } from './status.js';

/** An award list: the people of one school who get one programme's aid for one month or academic term. The unit of all the office's acts. */
export type AwardList = {
  id: number;
  programme: Programme;
  period: Period;
  batchNo: number;
  school: { id: number; name: string };
  authority: { id: number; name: string };
  status: ListStatus;
  round: number;
  /** The open round's period; null while the list is not published. */
  publicity: { start: OfficeDate; end: OfficeDate } | null;
  /** Number of awards, sum of 应发/应免 in fen, sum of 实发 in fen (null until something was paid or filled), awards with a paid amount above 0. */
  people: number;
  payable: number;
  paid: number | null;
  paidPeople: number;
  submittedBy: number | null;
  /** The closed school year's archive it belongs to: it is only looked at then. */
  archiveId: number | null;
  version: number;
};

type Row = {
  id: number; programme: string; period: string; batch_no: number; school_id: number; school_name: string; authority_id: number; authority_name: string;
  submission: ListStatus['submission']; school_review: ListStatus['schoolReview']; authority_review: ListStatus['authorityReview'];
  school_publicity: ListStatus['schoolPublicity']; authority_publicity: ListStatus['authorityPublicity']; withdrawal: ListStatus['withdrawal'];
  round: number; publicity_start: string | null; publicity_end: string | null; people: number; payable_fen: number; paid_fen: number | null; paid_people: number; submitted_by: number | null; archive_id: number | null; version: number;
};

/** Columns and joins every reader of lists shares; `o` is the school, the organisation that decides scope. */
export const LIST_SELECT = `SELECT l.id, l.programme, l.period, l.batch_no, l.school_id, o.name AS school_name, l.authority_id, a.name AS authority_name, l.submission, l.school_review, l.authority_review,
  l.school_publicity, l.authority_publicity, l.withdrawal, l.round, l.publicity_start, l.publicity_end, l.people, l.payable_fen, l.paid_fen, l.paid_people, l.submitted_by, l.archive_id, l.version
  FROM award_lists l JOIN organisations o ON o.id = l.school_id JOIN organisations a ON a.id = l.authority_id`;

export function listOf(found: Row): AwardList {
  if (!isProgrammeKey(found.programme)) throw new Error(`list ${found.id} has the unknown programme ${found.programme}`);
  return {
    id: found.id, programme: programmeOf(found.programme), period: found.period, batchNo: found.batch_no,
    school: { id: found.school_id, name: found.school_name }, authority: { id: found.authority_id, name: found.authority_name },
    status: { submission: found.submission, schoolReview: found.school_review, authorityReview: found.authority_review, schoolPublicity: found.school_publicity, authorityPublicity: found.authority_publicity, withdrawal: found.withdrawal },
    round: found.round, publicity: found.school_publicity === 'published' && found.publicity_start && found.publicity_end ? { start: found.publicity_start, end: found.publicity_end } : null,
    people: found.people, payable: found.payable_fen, paid: found.paid_fen, paidPeople: found.paid_people, submittedBy: found.submitted_by, archiveId: found.archive_id, version: found.version,
  };
}

/** A list the actor sees. @throws NotFound outside the scope or absent, indistinguishably. */
export async function listInScope(actor: Actor, id: number): Promise<AwardList> {
  const { sql, params } = listSeenBy(actor, id);
  return foundList(await rows(sql, params));
}

function listSeenBy(actor: Actor, id: number): Required<Statement> {
  const scope = scopeSql(actor);
  return { sql: `${LIST_SELECT} WHERE l.id = ? AND ${scope.sql}`, params: [id, ...scope.params] };
}

function foundList(answer: readonly object[]): AwardList {
  const [found] = answer as Row[];
  if (!found) throw new NotFound();
  return listOf(found);
}

/** A list whatever the scope: for services of a diagram whose task was already checked, and for jobs. */
export async function listById(id: number): Promise<AwardList> {
  const found = await row<Row>(`${LIST_SELECT} WHERE l.id = ?`, [id]);
  if (!found) throw new NotFound();
  return listOf(found);
}

/** Locks the list's row for the rest of the act, then reads it; read again once the act has changed it. @throws RuleBroken `year-archived`: who locks a list is about to change it. */
export async function lockList(id: number): Promise<AwardList> {
  await holdLock(id);
  const list = await heldRead('award_lists', String(id), () => listById(id));
  demandOpen(list);
  return list;
}

async function holdLock(id: number): Promise<void> {
  requireTx();
  await heldRead('award_lists_lock', String(id), () => later('SELECT id FROM award_lists WHERE id = ? FOR UPDATE', [id]));
}

/** A list for whoever has checked the scope: the locked one of this act, else as it stands now. */
export const listNow = (id: number): Promise<AwardList> => (holdsLock(id) ? lockList(id) : listById(id));
const holdsLock = (id: number): boolean => currentTx()?.held.has(`award_lists_lock:${id}`) ?? false;

/** The same for somebody's act on a list of their scope; `version` is what they saw. @throws NotFound, Conflict `stale-version`, RuleBroken `year-archived`. */
export async function lockListInScope(actor: Actor, id: number, version?: number): Promise<AwardList> {
  await holdLock(id);
  const [found, counted] = await together([listSeenBy(actor, id), { sql: `${COUNTED} AND round = (SELECT l.round + (l.school_publicity <> 'published') FROM award_lists l WHERE l.id = ?)`, params: [id, id, id, id] }]);
  const seen = foundList(found);
  const list = await heldRead('award_lists', String(id), async () => seen);
  hold('attachments', `${id}/${attachmentRound(list)}`, counted[0]);
  demandOpen(list);
  if (version !== undefined && version !== list.version) throw new Conflict('stale-version', '您打开页面后名单已有变化，请刷新查看最新内容；您填写的内容还在。');
  return list;
}

/** Writes the columns of a transition by compare-and-set on the version. @throws Conflict `stale-version` */
export async function saveStatus(list: AwardList, status: ListStatus, more: { sql?: string; params?: (string | number | null)[] } = {}): Promise<void> {
  await later(
    `UPDATE award_lists SET submission = ?, school_review = ?, authority_review = ?, school_publicity = ?, authority_publicity = ?, withdrawal = ?, version = version + 1${more.sql ? `, ${more.sql}` : ''} WHERE id = ? AND version = ?`,
    [status.submission, status.schoolReview, status.authorityReview, status.schoolPublicity, status.authorityPublicity, status.withdrawal, ...(more.params ?? []), list.id, list.version],
    { affected: 1, otherwise: () => new Conflict('stale-version', '名单刚被别人改动，请刷新后再办。') });
  if (!more.sql && holdsLock(list.id)) hold('award_lists', String(list.id), { ...list, status, publicity: status.schoolPublicity === 'published' ? list.publicity : null, version: list.version + 1 });
}

type Counted = { attachments: number; notes: number; objections: number };
const COUNTED = "SELECT COUNT(*) AS attachments, (SELECT COUNT(*) FROM award_notes WHERE list_id = ?) AS notes, (SELECT COUNT(*) FROM objections WHERE list_id = ? AND state = 'open') AS objections FROM attachments WHERE subject_kind = 'award-list' AND subject_id = ? AND removed_at IS NULL";

/** What the guards look at: the list, its attachments of the coming or open round, and the office's today. */
export async function factsOf(list: AwardList): Promise<ListFacts> {
  const count = () => row<Counted>(`${COUNTED} AND round = ?`, [list.id, list.id, list.id, attachmentRound(list)]);
  const counted = holdsLock(list.id) ? await heldRead('attachments', `${list.id}/${attachmentRound(list)}`, count) : await count();
  return {
    programme: list.programme, period: list.period, status: list.status, people: list.people, round: list.round, publicity: list.publicity,
    attachments: counted?.attachments ?? 0, notes: counted?.notes ?? 0, openObjections: counted?.objections ?? 0,
    submittedBy: list.submittedBy, school: list.school, authority: list.authority, archived: archivedYearOf(list), today: officeDateOf(await officeNow()),
  };
}

/** An attachment belongs to a publicity round: the open one while published, else the next (old ones do not count again, A7). */
export const attachmentRound = (list: Pick<AwardList, 'round' | 'status'>): number => (list.status.schoolPublicity === 'published' ? list.round : list.round + 1);

export const stageOfList = (list: AwardList, today: OfficeDate): Stage => stageOf({ status: list.status, programme: list.programme, publicityEnd: list.publicity?.end ?? null, today, people: list.people, paidPeople: list.paidPeople });

/** Recomputes the list's sums from its awards, so that the header always equals the rows (I12). */
export async function refreshTotals(listId: number): Promise<void> {
  await later(
    `UPDATE award_lists l JOIN (SELECT COUNT(*) AS people, COALESCE(SUM(payable_fen), 0) AS payable, SUM(paid_fen) AS paid, COALESCE(SUM(paid_fen > 0), 0) AS paid_people FROM awards WHERE list_id = ?) t
        SET l.people = t.people, l.payable_fen = t.payable, l.paid_fen = t.paid, l.paid_people = t.paid_people WHERE l.id = ?`, [listId, listId]);
}

export const listName = (list: Pick<AwardList, 'period' | 'programme' | 'batchNo' | 'school'>): string => `${list.school.name} ${periodName(list.period)} ${list.programme.name}${list.batchNo > 1 ? ` 第${list.batchNo}批` : ''}`;
