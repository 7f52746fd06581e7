import type { Todo, TodoKind } from '../award-lists/reminders.js';
import { stageSql, stages, type Stage } from '../award-lists/status.js';
import { row } from '../database.js';
import type { Actor } from '../values/actor.js';
import { monthNumber, type Month } from '../values/month.js';
import type { OfficeDate } from '../values/office-date.js';
import { scopeSql } from '../values/scope.js';
import type { HomeProps } from '../web/pages/home-page.js';

/** Where the lists stand that a reminder of an authority counts. */
const stageOfTodo: Partial<Record<TodoKind, Stage>> = { 'authority-review': 'authority-review', confirmation: 'awaiting-confirmation', 'withdrawal-review': 'withdrawal-pending' };

/** How far the month's lists of the subtree are, both vocational programmes together, in one statement. */
export async function monthProgress(actor: Actor, month: Month, today: OfficeDate, todos: readonly Todo[]): Promise<HomeProps['progress']> {
  const scope = scopeSql(actor);
  const sums = stages.map((stage) => stageSql(stage, today));
  const found = await row<Record<string, number | null>>(
    `SELECT COUNT(*) AS lists, COUNT(DISTINCT l.school_id) AS schools, ${sums.map(({ sql }, index) => `CAST(SUM(${sql}) AS SIGNED) AS s${index}`).join(', ')}
       FROM award_lists l JOIN organisations o ON o.id = l.school_id WHERE l.month = ? AND ${scope.sql}`, [...sums.flatMap(({ params }) => params), month, ...scope.params]);
  if (!found?.lists) return undefined;
  const at = (...wanted: Stage[]): number => wanted.reduce((sum, stage) => sum + (found[`s${stages.indexOf(stage)}`] ?? 0), 0);
  const own = (stage: Stage): number => todos.filter(({ kind }) => stageOfTodo[kind] === stage).reduce((sum, { currentMonth }) => sum + currentMonth, 0);
  const mine = own('authority-review') + own('awaiting-confirmation') + own('withdrawal-pending');
  const withdrawals = at('withdrawal-pending') - own('withdrawal-pending');
  return {
    title: `${monthNumber(month)}月，${found.schools ?? 0} 所学校 ${found.lists} 份名单的进度`, unit: '份', href: '/board',
    parts: [
      { label: '已办完', count: at('disbursed', 'finished'), tone: 'good' as const, full: true },
      { label: '公示通过', count: at('in-publicity', 'to-disburse'), tone: 'good' as const },
      { label: '等本级办理', count: mine, tone: 'mine' as const },
      { label: '等学校和其他单位', count: at('entry', 'school-review', 'to-publish', 'authority-review', 'awaiting-confirmation') - own('authority-review') - own('awaiting-confirmation'), tone: 'run' as const },
      { label: '退回申请中', count: withdrawals, tone: 'back' as const },
    ].filter(({ count }) => count > 0),
  };
}
