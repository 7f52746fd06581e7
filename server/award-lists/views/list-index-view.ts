import { workdayCalendar } from '../../calendar.js';
import { officeNow, rows } from '../../database.js';
import { formatThousands } from '../../lib/money.js';
import { isSchool, type Actor } from '../../values/actor.js';
import { formatAcademicTerm } from '../../values/academic-term.js';
import { addPeriods, needsAttachment, periodName, type Period } from '../../values/period.js';
import { officeDateOf, type OfficeDate } from '../../values/office-date.js';
import { programmeOf, type ProgrammeKey } from '../../values/programme.js';
import { formatSchoolYear } from '../../values/school-year.js';
import type { WorkdayCalendar } from '../../values/workday.js';
import { savedFiltersOf } from '../../saved-filters/saved-filters-view.js';
import { asTyped, refusalLines, sealFor, type Asking, type Refused } from '../../web/desk-page.js';
import type { FormCardProps } from '../../web/components/card.js';
import type { FieldProps } from '../../web/components/field.js';
import type { SortLink } from '../../web/components/table.js';
import type { ListIndexProps, ListRow } from '../../web/pages/list-index-page.js';
import { dayWords, dueWords, type Due } from '../../web/time-words.js';
import { waitingTasks, type WaitingTask } from '../../workflow/waiting-tasks.js';
import { stageOfList, type AwardList } from '../award-list.js';
import { listsToBegin, programmesToBegin } from '../lists-to-begin.js';
import { currentPeriod, latestPeriod } from '../offered-programmes.js';
import { findLists, sumLists, type ListSort } from '../query.js';
import { listsOfTodo, todoNames } from '../reminders.js';
import type { Stage } from '../status.js';
import { beginAct } from './copy-view.js';
import { filtersOf, indexHref, periodNames, periodsInScope, viewsOf, type IndexAsked } from './list-filters.js';
import { goingOn, isMine, returnedBy } from './dossier.js';

const LISTS_A_PAGE = 50;

/** The lists this person sees, or exactly those behind one reminder. */
export async function listIndexView(asking: Asking, asked: IndexAsked, refused?: Refused): Promise<ListIndexProps> {
  const { actor } = asking;
  const today = officeDateOf(await officeNow());
  const { todo, programme, period = 'current' } = asked;
  const ids = todo && programme ? await listsOfTodo(actor, todo, programme, period) : undefined;
  const filter = { programme, month: asked.month, term: asked.term, year: asked.year, stage: asked.stage, schoolId: asked.schoolId, q: asked.q, ids };
  const offset = (asked.page - 1) * LISTS_A_PAGE;
  const { items } = await findLists(actor, { ...filter, sort: asked.sort, limit: LISTS_A_PAGE, offset }, { count: false });
  const sum = await sumLists(actor, filter);
  const waiting = await waitingTasks(actor, 'award-list', items.map(({ id }) => id));
  const files = await attachmentCounts(items.map(({ id }) => id));
  const own = await programmesToBegin(actor);
  const place = asked.place ?? '/award-lists';
  const byTerm = programme ? programmeOf(programme).period === 'term' : own.length > 0 && own.every((key) => programmeOf(key).period === 'term');
  const look = { today, calendar: await workdayCalendar(), oneSchool: isSchool(actor), withProgramme: !programme && !byTerm };
  const at = (change: Partial<IndexAsked>): string => indexHref({ ...asked, page: 1, ...change });
  const missing = await listsToBegin(actor);
  const first = todo ? waiting.find(({ mine, optional }) => mine && !optional) : undefined;
  return {
    title: todo && programme ? `${todoNames[todo]}：${programmeOf(programme).menuName}，${periodNames[period]}` : place === '/fee-waivers' ? '建档立卡等免学杂费名单' : '资助名单',
    subtitle: todo ? `共 ${sum.lists} 份，正是提醒里的这几份` : asked.year ? `${actor.organisation.name}，${formatSchoolYear(asked.year)}的名单` : isSchool(actor) ? actor.organisation.name : `${actor.organisation.name}管理范围内的名单`,
    ...(todo || missing.length === 0 ? {} : { begin: { title: `${periodName(missing[0].period)}还没有录入`, acts: missing.map(beginAct) } }),
    ...(first && sum.lists > 0 ? { acts: [{ key: 'walk', label: '逐份办理', href: `/tasks/${first.id}`, allowed: true, unmet: [], icon: 'right' as const, tone: 'main' as const }] } : {}),
    ...(own.length > 0 ? { create: await createForm(asking, own, today, refused) } : {}),
    views: await viewsOf(actor, asked),
    ...(byTerm ? { periodName: '学年学期', withoutFiles: true } : {}),
    filters: { action: place, clearHref: place, filters: await filtersOf(actor, asked, own, byTerm, today), hidden: { ...(todo && programme ? { todo, period } : {}), ...(asked.year ? { year: asked.year } : {}) }, ...(place === '/award-lists' ? { saved: await savedFiltersOf(asking, 'award-lists') } : {}) },
    ...(isSchool(actor) ? { nameName: '名单' } : {}), amountName: byTerm ? '应免金额（元）' : '应发 / 应免（元）', sort: sortLinks(asked, isSchool(actor), at),
    rows: items.map((list) => rowOf(list, files.get(list.id) ?? 0, goingOn(waiting.filter(({ subjectId }) => subjectId === list.id), list.status), look)),
    total: { lists: `合计 ${sum.lists.toLocaleString('en-US')} 份`, people: sum.people.toLocaleString('en-US'), amount: formatThousands(sum.payable) },
    pager: {
      text: sum.lists === 0 ? '没有名单' : `第 ${offset + 1}–${offset + items.length} 份，共 ${sum.lists.toLocaleString('en-US')} 份`,
      ...(asked.page > 1 ? { previous: at({ page: asked.page - 1 }) } : {}), ...(offset + items.length < sum.lists ? { next: at({ page: asked.page + 1 }) } : {}),
    },
    empty: emptyWords(asked, actor),
  };
}

function emptyWords({ place = '/award-lists', todo, programme, month, term, stage, schoolId, q }: IndexAsked, actor: Actor): ListIndexProps['empty'] {
  if (todo) return { icon: 'check', title: '没有等您办理的名单', text: '这个提醒现在是 0 份。' };
  if ((programme && place === '/award-lists') || month || term || stage || schoolId || q) return { icon: 'find', title: '没有符合条件的名单', text: '放宽条件，或清空条件再查。', act: { key: 'clear', label: '清空条件', href: place === '/award-lists' ? '/award-lists?view=all' : place, allowed: true, unmet: [] } };
  return { icon: 'list', title: '还没有名单', text: actor.role === 'school-operator' ? '在上面新建名单。' : '学校新建名单后会出现在这里。' };
}

function sortLinks({ sort }: IndexAsked, oneSchool: boolean, at: (change: Partial<IndexAsked>) => string): NonNullable<ListIndexProps['sort']> {
  const link = (by: ListSort['by']): SortLink => ({
    href: at({ sort: { by, descending: sort?.by === by ? !sort.descending : by !== 'school' } }),
    ...(sort?.by === by ? { now: sort.descending ? 'descending' as const : 'ascending' as const } : {}),
  });
  return { ...(oneSchool ? {} : { school: link('school') }), period: link('period'), people: link('people'), amount: link('amount') };
}

type Look = { today: OfficeDate; calendar: WorkdayCalendar; oneSchool: boolean; withProgramme: boolean };

function rowOf(list: AwardList, files: number, waiting: readonly WaitingTask[], { today, calendar, oneSchool, withProgramme }: Look): ListRow {
  const stage = stageOfList(list, today);
  const task = waiting.find(({ optional }) => !optional);
  return {
    id: list.id, school: oneSchool ? list.programme.menuName : list.school.name, href: `/award-lists/${list.id}`, batch: `第${list.batchNo}批`, period: periodName(list.period), ...(withProgramme && !oneSchool ? { programme: list.programme.menuName } : {}),
    people: list.people.toLocaleString('en-US'), amount: formatThousands(list.payable), stage: { stage, mine: isMine(waiting), returnedBy: returnedBy(list.status) },
    due: task ? dueWords(task.dueAt, today, calendar) : restWords(list, stage, today), attachments: attachmentWords(list, stage, files),
  };
}

/** Attachments of the coming or open round of each list. */
async function attachmentCounts(ids: readonly number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const found = await rows<{ id: number; n: number }>(
    "SELECT l.id, COUNT(*) AS n FROM award_lists l JOIN attachments f ON f.subject_kind = 'award-list' AND f.subject_id = l.id AND f.round = l.round + (l.school_publicity = 'unpublished') AND f.removed_at IS NULL WHERE l.id IN (?) GROUP BY l.id", [[...ids]]);
  return new Map(found.map(({ id, n }) => [id, n]));
}

function restWords(list: AwardList, stage: Stage, today: OfficeDate): Due {
  if (stage === 'in-publicity' && list.publicity) return { words: `公示期至${dayWords(list.publicity.end, today)}` };
  return { words: stage === 'disbursed' || stage === 'finished' ? '已办完' : '—' };
}

function attachmentWords(list: AwardList, stage: Stage, count: number): ListRow['attachments'] {
  if (count > 0) return { words: `${count} 份` };
  return needsAttachment(list.period) && stage === 'to-publish' ? { words: '未上传', missing: true } : { words: '—' };
}

async function createFields({ actor }: Asking, own: readonly ProgrammeKey[], today: OfficeDate): Promise<FieldProps[]> {
  const [first] = own;
  return [
    { name: 'programme', label: '资助项目', kind: 'select', required: true, options: own.map((key) => ({ value: key, label: programmeOf(key).name })) },
    programmeOf(first).period === 'term'
      ? { name: 'term', label: '学年学期', kind: 'select', required: true, value: currentPeriod(first, today), options: (await termsToBegin(actor, first, today)).map((value) => ({ value, label: formatAcademicTerm(value) })) }
      : { name: 'month', label: '名单月份', kind: 'month', required: true, value: currentPeriod(first, today), max: latestPeriod(first, today), hint: '写成 2023-05 这样。' },
    { name: 'copy', label: '照最近一次的名单', kind: 'tick', full: true, hint: '先看谁沿用、谁不再列入、谁可以加入，再新建。' },
  ];
}

/** The terms a new list may be for: the coming one, this one, those before. */
async function termsToBegin(actor: Actor, programme: ProgrammeKey, today: OfficeDate): Promise<Period[]> {
  const latest = latestPeriod(programme, today);
  return [...new Set([latest, addPeriods(latest, -1), addPeriods(latest, -2), ...await periodsInScope(actor, programme, today)])].sort().reverse();
}

async function createForm(asking: Asking, own: readonly ProgrammeKey[], today: OfficeDate, refused?: Refused): Promise<FormCardProps> {
  const fields = await createFields(asking, own, today);
  const labels = Object.fromEntries(fields.map(({ name, label }) => [name, label]));
  const when = labels.term ? 'term' : 'month';
  return {
    id: 'create', title: '新建资助名单', folded: true, action: '/award-lists', seal: sealFor(asking), fields: asTyped(fields, refused), submit: '新建名单', footnote: `同一${labels.term ? '个学期' : '个月'}可以有几批，批次自动编号。`,
    errors: refusalLines(refused, labels, { 'month-too-far': when, 'term-too-far': when, 'in-use': when, 'nothing-to-copy': 'copy', 'programme-not-offered': 'programme' }),
  };
}
