import { z } from 'zod';
import { officeNow } from '../database.js';
import type { Role } from '../values/actor.js';
import { Card, PageHead } from '../web/components/card.js';
import { Filters } from '../web/components/filters.js';
import { Results, Table } from '../web/components/table.js';
import { deskPage, type Asking } from '../web/desk-page.js';
import { route, type Answer, type Route } from '../web/route.js';
import { blankable } from '../web/schemas.js';
import { listDefinitions } from '../workflow/definitions.js';
import { durationWords } from './figures.js';
import { lastDay } from './words.js';
import { overdueBoard, type OverdueRow } from './overdue.js';

/** Those who keep the procedures going, and authorities for their own subtree. */
export const overdueReaders: readonly Role[] = ['process-administrator', 'process-publisher', 'authority-operator', 'authority-director', 'aid-centre-director'];
export const overdueQuery = z.strictObject({ key: blankable(z.string().max(64)) });

async function showBoard(input: Asking & { query: { key?: string } }): Promise<Answer> {
  const { actor, query: { key } } = input;
  const board = await overdueBoard(actor, key);
  const now = await officeNow();
  const names = new Map((await listDefinitions()).map((one) => [one.key, one.name]));
  const late = board.reduce((sum, row) => sum + row.late, 0);
  const organisations = board.filter((row) => row.late > 0).length;
  return deskPage(input, { title: '逾期看板', crumbs: [{ label: '首页', href: '/' }, { label: '逾期看板', href: '/overdue-tasks' }] }, (
    <>
      <PageHead title="逾期看板" subtitle={late > 0 ? `${organisations} 个单位共 ${late.toLocaleString('en-US')} 件过了期限还没有办。` : '没有过了期限的任务。'} />
      <Results>
        <Card flush>
          <Filters action="/overdue-tasks" clearHref="/overdue-tasks" filters={[{ name: 'key', label: '流程', kind: 'select', value: key, options: [{ value: '', label: '全部' }, ...[...names].map(([value, label]) => ({ value, label }))] }]} />
          <Table caption="各单位逾期的任务" rows={board} rowKey={(row) => row.organisation.id} empty={{ icon: 'check', title: '没有逾期，三天内也没有到期的', text: '到期或快到期的任务会按单位列在这里。' }} columns={[
            { key: 'organisation', name: '单位', first: true, cell: (row) => <>{row.organisation.name}{row.organisation.authority && <span class="s">{row.organisation.authority}</span>}</> },
            { key: 'late', name: '逾期（件）', num: true, cell: (row) => (row.late > 0 ? <span class="word bad strong">{row.late.toLocaleString('en-US')}</span> : '—'), total: late.toLocaleString('en-US') },
            { key: 'oldest', name: '最早的期限', cell: (row) => (row.oldestDueAt ? lastDay(row.oldestDueAt) : '—') },
            { key: 'how-late', name: '最久逾期', num: true, cell: (row) => lateness(row, now) },
            { key: 'steps', name: '逾期在哪些环节', cell: (row) => row.steps.map(({ name, late: count }) => `${name} ${count}`).join('、') || '—' },
            { key: 'soon', name: '三天内到期（件）', num: true, cell: (row) => (row.soon > 0 ? row.soon.toLocaleString('en-US') : '—'), total: board.reduce((sum, row) => sum + row.soon, 0).toLocaleString('en-US') },
          ]} />
        </Card>
      </Results>
    </>
  ));
}

const lateness = ({ oldestDueAt }: OverdueRow, now: Date): string => (oldestDueAt ? durationWords((now.getTime() - oldestDueAt.getTime()) / 1000) : '—');

/** 逾期看板: which organisations are late with which steps. */
export const overduePages: Route[] = [
  route({ method: 'get', path: '/overdue-tasks', summary: '逾期看板（页面）', policy: { roles: overdueReaders }, audit: null, rate: 'read', query: overdueQuery, answers: { 200: 'html' }, handler: (input) => showBoard(input) }),
];
