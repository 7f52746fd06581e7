import { listsToBegin, programmesToBegin } from '../award-lists/lists-to-begin.js';
import { currentPeriod } from '../award-lists/offered-programmes.js';
import { beginAct } from '../award-lists/views/copy-view.js';
import { todoNames, todosOf, type Todo, type TodoKind } from '../award-lists/reminders.js';
import { workdayCalendar } from '../calendar.js';
import { officeNow } from '../database.js';
import { isAdministrator, isSchool, type Actor } from '../values/actor.js';
import { monthOf } from '../values/month.js';
import { formatDateWithWeekday, officeDateOf, type OfficeDate } from '../values/office-date.js';
import { periodName, shortPeriod } from '../values/period.js';
import { programmeOf } from '../values/programme.js';
import type { WorkdayCalendar } from '../values/workday.js';
import type { TodoCardProps } from '../web/components/todo-card.js';
import { deskPage } from '../web/desk-page.js';
import { HomePage, type HomeProps, type HomeTask } from '../web/pages/home-page.js';
import { route, type Route } from '../web/route.js';
import { dueWords } from '../web/time-words.js';
import { administratorHome } from './administrator-home.js';
import { calendarDeadline } from './calendar-deadline.js';
import { filingDeadlines } from './filing-deadlines.js';
import { deadlines } from './deadlines.js';
import { monthProgress } from './month-progress.js';
import { nextStep } from './next-step.js';
import { ownLists } from './own-lists.js';
import { recentEvents } from './recent-events.js';
import { tasksAhead, type TaskAhead } from './tasks-ahead.js';

const TASKS_READ = 100;
const TASKS_SHOWN = 10;

/** 首页→待办事项. Whoever has no business sees what they are here for instead. */
export const homePages: Route[] = [
  route({
    method: 'get', path: '/', summary: '首页：待办事项', policy: 'signed-in', audit: null, rate: 'read', answers: { 200: 'html' },
    async handler(input) {
      if (isAdministrator(input.actor)) return administratorHome(input);
      return deskPage(input, { title: '待办事项' }, <HomePage {...await homeOf(input.actor)} />);
    },
  }),
];

async function homeOf(actor: Actor): Promise<HomeProps> {
  const today = officeDateOf(await officeNow());
  const calendar = await workdayCalendar();
  const todos = await todosOf(actor);
  const tasks = await tasksAhead(actor, TASKS_READ);
  const programmes = await programmesToBegin(actor);
  const missing = await listsToBegin(actor);
  const news = await recentEvents(actor, today);
  const lists = actor.role === 'school-operator' ? await ownLists(actor, today, calendar) : null;
  const due = deadlines(tasks.items, [...(lists?.publicityEnds ?? []), ...await filingDeadlines(actor, today, calendar), ...await calendarDeadline(actor, today, calendar)], today, calendar);
  return {
    subtitle: `${formatDateWithWeekday(today)}　${actor.organisation.name}`,
    todos: todoCards(todos),
    ...(actor.role === 'school-operator' ? { acts: missing.length > 0 ? missing.map(beginAct) : [{ key: 'create', label: `录入${programmes[0] ? shortPeriod(currentPeriod(programmes[0], today)) : ''}名单`, href: '/award-lists#create', icon: 'plus' as const, allowed: true, unmet: [] }] } : {}),
    ...(hasTasks(actor) ? { next: nextStep(actor, tasks.items, today, calendar) } : { empty: onlooker(actor) }),
    ...(isSchool(actor) ? {} : { progress: await monthProgress(actor, monthOf(today), today, todos) }),
    ...(lists ? { lists: { more: { label: `全部 ${lists.total} 份`, href: '/award-lists' }, rows: lists.rows } } : {}),
    ...(hasTasks(actor) && !lists ? { tasks: tasksTable(tasks, today, calendar) } : {}),
    ...(due.length > 0 ? { deadlines: { items: due, note: '工作日已扣除节假日和调休' } } : {}),
    ...(news.length > 0 ? { feed: { news } } : {}),
  };
}

/** The provincial director decides too: 贷款信息审核、还款信息审核 (附件1 四2、四4). */
const hasTasks = ({ role, organisation }: Actor): boolean => role === 'school-operator' || role === 'school-reviewer' || role === 'authority-operator' || (role === 'authority-director' && organisation.level === 'province');

const onlooker = (actor: Actor): HomeProps['empty'] => ({
  icon: 'eye', title: '没有等您办理的事项', text: `${actor.role === 'authority-director' ? '业务主管领导' : '资助中心领导'}查看名单和进度，不作决定；名单由业务操作人员办理。`,
  act: { key: 'lists', label: '查看资助名单', href: '/award-lists', allowed: true, unmet: [] },
});

/** What each card counts, in the words of the notice where it has them. */
const counted: Record<TodoKind, string> = {
  'school-review': '已提交、等学校审核的名单，单位：份。',
  'authority-review': '学校审核通过、等本级审核的名单，单位：份。',
  publicity: '两级审核都已通过、学校还没有公示的名单，单位：份。',
  'missing-attachment': '只在 5月和 12月名单提醒：可以公示而还没有公示附件的，单位：份。',
  confirmation: '学校已公示、等本级确认的名单，单位：份。',
  'withdrawal-review': '学校已申请公示退回、本级还没有审核的名单，单位：份。',
};

/** One card for each kind, both numbers leading to exactly the lists they count. */
function todoCards(todos: readonly Todo[]): TodoCardProps[] {
  return [...new Set(todos.map(({ kind }) => kind))].map((kind) => ({
    title: todoNames[kind], counts: counted[kind],
    rows: todos.filter((one) => one.kind === kind).map((one) => ({ programme: programmeOf(one.programme).name, href: `${one.href}&period=current`, earlierHref: `${one.href}&period=earlier`, currentMonth: one.currentMonth, earlier: one.earlier })),
  }));
}

function tasksTable({ items, total }: { items: TaskAhead[]; total: number }, today: OfficeDate, calendar: WorkdayCalendar): HomeProps['tasks'] {
  return {
    aside: total > TASKS_SHOWN ? `先看前 ${TASKS_SHOWN} 件，共 ${total} 件` : `共 ${total} 件`,
    more: { label: '我的任务', href: '/tasks' },
    rows: items.slice(0, TASKS_SHOWN).map((task): HomeTask => ({
      id: task.id, name: task.name, href: `/tasks/${task.id}`, school: task.list?.school ?? '—', subject: task.list ? `${periodName(task.list.period)} ${task.list.programme.name} 第${task.list.batchNo}批` : task.subject ?? '—',
      people: task.list?.people.toLocaleString('en-US') ?? '—', change: signed(task.list?.change ?? null), due: dueWords(task.dueAt, today, calendar),
    })),
  };
}

const signed = (change: number | null): string => (change === null ? '—' : change > 0 ? `+${change}` : change < 0 ? `−${-change}` : '0');

