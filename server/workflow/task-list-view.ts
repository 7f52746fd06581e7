import { workdayCalendar } from '../calendar.js';
import { officeNow } from '../database.js';
import { formatMonth } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import { isProgrammeKey, programmeOf } from '../values/programme.js';
import { encodeCursor } from '../lib/pagination.js';
import { savedFiltersOf } from '../saved-filters/saved-filters-view.js';
import type { Asking } from '../web/desk-page.js';
import type { TaskListProps, TaskRow } from '../web/pages/task-list-page.js';
import { dueWords, momentWords } from '../web/time-words.js';
import { versionById } from './definition.js';
import { marksOf } from './presenter.js';
import { subjectProvider, type TaskMark } from './registry.js';
import { countOwnTasks, ownTasks, type Task } from './task.js';

const A_PAGE = 50;
export type TasksAsked = { state: 'open' | 'done'; programme?: string; key?: string; month?: string; before?: number };

/** 我的任务: those opened for this person's post, waiting or done. */
export async function taskListView(asking: Asking, asked: TasksAsked): Promise<TaskListProps> {
  const { actor } = asking;
  const { state, programme, key, month } = asked;
  const { items, total } = await ownTasks(actor, { ...asked, limit: A_PAGE + 1 });
  const shown = items.slice(0, A_PAGE);
  const look = { today: officeDateOf(await officeNow()), calendar: await workdayCalendar(), names: await namesOf(shown), marks: await marksOf(shown) };
  const kinds = await countOwnTasks(actor, state);
  const href = (change: Partial<TasksAsked> & { cursor?: string }): string => `/tasks?${new URLSearchParams(Object.entries({ state, programme, key, month, ...change }).flatMap(([name, value]) => (value && name !== 'before' ? [[name, String(value)]] : []))).toString()}`;
  const any = { value: '', label: '不限' };
  return {
    subtitle: actor.organisation.name, done: state === 'done',
    tabs: [{ label: '等我办理', href: '/tasks?state=open', current: state === 'open', ...(state === 'open' ? { count: total } : {}) }, { label: '已办', href: '/tasks?state=done', current: state === 'done' }],
    filters: {
      action: '/tasks', clearHref: `/tasks?state=${state}`, hidden: { state }, saved: await savedFiltersOf(asking, 'tasks'), filters: [
        { name: 'key', label: '事项', kind: 'select', value: key, options: [any, ...[...new Map(kinds.map((one) => [one.key, one.name]))].map(([value, label]) => ({ value, label }))] },
        { name: 'programme', label: '资助项目', kind: 'select', value: programme, options: [any, ...[...new Set(kinds.map((one) => one.programme))].filter((one) => one !== null).filter(isProgrammeKey).map((value) => ({ value, label: programmeOf(value).menuName }))] },
        { name: 'month', label: '名单月份', kind: 'select', value: month, options: [any, ...[...new Set(kinds.map((one) => one.month))].filter((one) => one !== null).sort().reverse().map((value) => ({ value, label: formatMonth(value) }))] },
      ],
    },
    rows: shown.map((task) => rowOf(task, look)),
    ...(key && total > 1 && (await decides(shown)) ? { together: `/task-batches/new?${new URLSearchParams({ key, ...(programme ? { programme } : {}), ...(month ? { month } : {}) }).toString()}` } : {}),
    pager: { text: asked.before ? `共 ${total} 件` : `第 1–${shown.length} 件，共 ${total} 件`, ...(asked.before ? { previous: href({}) } : {}), ...(items.length > A_PAGE ? { next: href({ cursor: encodeCursor(shown[shown.length - 1].id) }) } : {}) },
    empty: state === 'open' ? { icon: 'check', title: '没有等您办理的事项', text: '有新的名单到您这里时，会在这里出现，也会发消息给您。' } : { icon: 'list', title: '还没有办过的事项' },
  };
}

/** Whether there is something to decide, and not only to hand in. */
async function decides([first]: readonly Task[]): Promise<boolean> {
  return first?.state === 'open' && ((await versionById(first.definitionId)).model.elements[first.key]?.decisions.length ?? 0) > 0;
}

type Look = { today: string; calendar: Awaited<ReturnType<typeof workdayCalendar>>; names: Map<string, string>; marks: (task: Pick<Task, 'subject'>) => TaskMark[] };

const rowOf = (task: Task, { today, calendar, names, marks }: Look): TaskRow => ({
  id: task.id, name: task.name, href: `/tasks/${task.id}`, subject: names.get(`${task.subject.kind}:${task.subject.id}`) ?? '—', openedAt: momentWords(task.openedAt, today), marks: marks(task).map(({ name, count }) => `${name} ${count}`), due: dueWords(task.dueAt, today, calendar),
  ...(task.doneAt ? { outcome: { tag: { tone: 'good' as const, icon: 'check' as const, word: decisionWords[task.decision ?? ''] ?? '已办理' }, by: task.doneBy?.name ?? '—', at: momentWords(task.doneAt, today) } } : {}),
});

/** Words of the decisions the shipped diagrams know; a diagram's own decision is named on its page. */
const decisionWords: Record<string, string> = { pass: '通过', fail: '不通过', confirm: '公示通过', reject: '公示不通过', grant: '同意退回', refuse: '不同意退回' };

async function namesOf(tasks: readonly Task[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const kind of new Set(tasks.map(({ subject }) => subject.kind))) {
    const ids = [...new Set(tasks.filter(({ subject }) => subject.kind === kind).map(({ subject }) => subject.id))];
    const provider = subjectProvider(kind);
    const found = provider.names ? await provider.names(ids) : new Map(await Promise.all(ids.map(async (id) => [id, await provider.name(id)] as const)));
    for (const [id, name] of found) names.set(`${kind}:${id}`, name);
  }
  return names;
}
