import { isMine, returnedBy } from '../award-lists/views/dossier.js';
import { LIST_SELECT, listOf } from '../award-lists/award-list.js';
import { presentLists, type ListJson } from '../award-lists/presenter.js';
import { row, rows } from '../database.js';
import { formatThousands, parseYuan } from '../lib/money.js';
import type { Actor } from '../values/actor.js';
import { addMonths, monthOf } from '../values/month.js';
import { periodName } from '../values/period.js';
import { addDays, formatDay, type OfficeDate } from '../values/office-date.js';
import { isProgrammeKey, programmeOf } from '../values/programme.js';
import type { WorkdayCalendar } from '../values/workday.js';
import type { HomeList } from '../web/pages/home-page.js';
import type { Deadline } from '../web/components/todo-card.js';
import type { ListStage } from '../web/components/tag.js';
import { dueWords, type Due } from '../web/time-words.js';
import { waitingTasks, type WaitingTask } from '../workflow/waiting-tasks.js';
import { deadlineOf } from './deadlines.js';

const SHOWN = 8;
const READ = 60;

/** A school's lists for its home page: those that wait for the viewer first, then those others are at, then what is done. */
export async function ownLists(actor: Actor, today: OfficeDate, calendar: WorkdayCalendar): Promise<{ rows: HomeList[]; total: number; publicityEnds: { at: OfficeDate; deadline: Deadline }[] }> {
  const since = addMonths(monthOf(today), -1);
  const total = (await row<{ n: number }>('SELECT COUNT(*) AS n FROM award_lists WHERE school_id = ?', [actor.organisation.id]))?.n ?? 0;
  const found = await rows<Parameters<typeof listOf>[0]>(
    `${LIST_SELECT} WHERE l.school_id = ? AND (l.month >= ? OR EXISTS (SELECT 1 FROM tasks t WHERE t.subject_kind = 'award-list' AND t.subject_id = l.id AND t.state = 'open' AND t.optional = 0)) ORDER BY l.period DESC, l.id DESC LIMIT ?`,
    [actor.organisation.id, since, READ]);
  const lists = await presentLists(actor, found.map(listOf));
  const waiting = await waitingTasks(actor, 'award-list', lists.map(({ id }) => id));
  const known = lists.map((list) => {
    const tasks = waiting.filter(({ subjectId }) => subjectId === list.id);
    return { list, tasks, next: tasks.find(({ optional, mine }) => mine && !optional) ?? tasks.find(({ optional }) => !optional) };
  });
  known.sort((a, b) => rank(a) - rank(b) || due(a.next) - due(b.next));
  return {
    total,
    rows: known.slice(0, SHOWN).map(({ list, tasks, next }) => homeList(list, tasks, atWords(list, next, today, calendar))),
    publicityEnds: lists.flatMap((list) => publicityEnd(list, today, calendar)),
  };
}

type Known = { list: ListJson; tasks: WaitingTask[]; next: WaitingTask | undefined };
/** Mine, then others', then what only waits for a day, then done. */
const rank = ({ list, next }: Known): number => (next?.mine ? 0 : next ? 1 : ['disbursed', 'finished'].includes(list.stage) ? 3 : 2);
const due = (task: WaitingTask | undefined): number => task?.dueAt?.getTime() ?? Number.MAX_SAFE_INTEGER;

const homeList = (list: ListJson, tasks: readonly WaitingTask[], at: Due): HomeList => ({
  id: list.id, name: `${periodName(list.month ?? list.term ?? '')} ${programmeName(list.programme)}`, href: `/award-lists/${list.id}`, batch: `第${list.batchNo}批`, people: list.people.toLocaleString('en-US'), amount: formatThousands(parseYuan(list.payable)),
  stage: { stage: list.stage as ListStage, mine: isMine(tasks), returnedBy: returnedBy({ schoolPublicity: 'unpublished', authorityPublicity: 'none', ...list.status, withdrawal: list.withdrawal?.state ?? 'none' }) }, at,
});

function atWords(list: ListJson, next: WaitingTask | undefined, today: OfficeDate, calendar: WorkdayCalendar): Due {
  if (!next) return list.stage === 'in-publicity' && list.publicity ? { words: `公示到 ${formatDay(list.publicity.end)}` } : { words: '已办完' };
  const term = dueWords(next.dueAt, today, calendar);
  const who = next.mine ? '我' : next.organisation?.id === list.school.id ? `本校${next.roleName.replace(/^学校/, '')}` : next.organisation?.name ?? next.roleName;
  const lacks = next.mine && next.key === 'publish-list' && list.can['publish-list']?.unmet.some(({ code }) => code === 'attachment-required');
  if (term.late) return { words: `${who}，${term.words}`, late: true };
  return { words: lacks ? `${who}，还差公示附件` : next.dueAt ? `${who}，${term.words}` : who };
}

/** The end of a publicity period is a day to know: from the next one on payments may be entered. */
function publicityEnd(list: ListJson, today: OfficeDate, calendar: WorkdayCalendar): { at: OfficeDate; deadline: Deadline }[] {
  if (!list.publicity || list.publicity.end < today || !isProgrammeKey(list.programme)) return [];
  const { hasDisbursement } = programmeOf(list.programme);
  const then = hasDisbursement && list.stage === 'in-publicity' ? `，${formatDay(addDays(list.publicity.end, 1))}起可以发放` : '';
  return [{ at: list.publicity.end, deadline: deadlineOf(list.publicity.end, `${programmeName(list.programme)} 第${list.batchNo}批 公示结束${then}`, today, calendar) }];
}

const programmeName = (key: string): string => (isProgrammeKey(key) ? programmeOf(key).name : key);
