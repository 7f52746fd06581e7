import type { OfferedAct } from '../components/act.js';
import { Card, PageHead, type LinkTo } from '../components/card.js';
import { Word } from '../components/icon.js';
import { EmptyState, NextStep, type EmptyStateProps, type NextStepProps } from '../components/note.js';
import { ProgressBar, type ProgressPart } from '../components/progress-bar.js';
import { Table } from '../components/table.js';
import { StageTag, type StageTagProps } from '../components/tag.js';
import { Deadlines, Feed, TodoCard, type Deadline, type News, type TodoCardProps } from '../components/todo-card.js';

export type HomeProps = {
  /** 2023年5月10日 星期三　安陵县职业教育中心 */
  subtitle: string;
  acts?: OfferedAct[];
  next?: NextStepProps;
  todos: TodoCardProps[];
  /** Authorities: how far the month is. */
  progress?: { title: string; parts: ProgressPart[]; unit: string; href: string };
  /** Schools: where each list stands. */
  lists?: { more: LinkTo; rows: HomeList[] };
  /** Reviewers and authorities: what waits, the nearest deadline first. */
  tasks?: { aside: string; more?: LinkTo; rows: HomeTask[] };
  deadlines?: { items: Deadline[]; note?: string };
  feed?: { news: News[]; moreHref?: string };
  empty?: EmptyStateProps;
};

export type HomeList = { id: string | number; name: string; href: string; batch?: string; people: string; amount: string; stage: StageTagProps; at: { words: string; late?: boolean } };
export type HomeTask = { id: string | number; name: string; href: string; school: string; subject: string; people: string; change: string; due: { words: string; late?: boolean } };

/** 首页：待办事项 */
export function HomePage({ subtitle, acts, next, todos, progress, lists, tasks, deadlines, feed, empty }: HomeProps) {
  const aside = deadlines || feed;
  return (
    <>
      <PageHead title="待办事项" subtitle={subtitle} acts={acts} />
      <div class="stackv">
        {next && <NextStep {...next} />}
        <div class={aside ? 'cols' : undefined}>
          <div class="stackv">
            {todos.length > 0 && <div class="two even">{todos.map((todo) => <TodoCard key={todo.title} {...todo} />)}</div>}
            {progress && <Card title={progress.title} more={{ label: '打开看板', href: progress.href }}><ProgressBar label={progress.title} unit={progress.unit} parts={progress.parts} /></Card>}
            {tasks && <Tasks {...tasks} />}
            {lists && <Lists {...lists} />}
            {empty && <Card flush><EmptyState {...empty} /></Card>}
          </div>
          {aside && <aside class="stackv" aria-label="期限与动态">{deadlines && <Deadlines deadlines={deadlines.items} note={deadlines.note} />}{feed && <Feed {...feed} />}</aside>}
        </div>
      </div>
    </>
  );
}

function Lists({ more, rows }: NonNullable<HomeProps['lists']>) {
  return (
    <Card title="我的名单，都走到哪一步" more={more} flush>
      <Table caption="我的名单" rows={rows} rowKey={(row) => row.id} empty={{ icon: 'list', title: '还没有名单', text: '录入本月名单后，会在这里看到它走到哪一步。' }} columns={[
        { key: 'name', name: '名单', first: true, cell: (row) => <><a href={row.href}>{row.name}</a>{row.batch && <span class="s">{row.batch}</span>}</> },
        { key: 'people', name: '人数（人）', num: true, cell: (row) => row.people },
        { key: 'amount', name: '应发 / 应免（元）', num: true, cell: (row) => row.amount },
        { key: 'stage', name: '现在', cell: (row) => <StageTag {...row.stage} /> },
        { key: 'at', name: '谁在办', cell: (row) => <DueWords {...row.at} /> },
      ]} />
    </Card>
  );
}

function Tasks({ aside, more, rows }: NonNullable<HomeProps['tasks']>) {
  return (
    <Card title="等我办理，先到期的在前" aside={aside} more={more} flush>
      <Table caption="等我办理的事项" rows={rows} rowKey={(row) => row.id} empty={{ icon: 'check', title: '没有等您办理的事项', text: '有新的名单到您这里时，会在这里出现，也会发消息给您。' }} columns={[
        { key: 'name', name: '事项', first: true, cell: (row) => <a href={row.href}>{row.name}<span class="vh">：{row.school} {row.subject}</span></a> },
        { key: 'school', name: '学校', cell: (row) => row.school },
        { key: 'subject', name: '名单', cell: (row) => row.subject },
        { key: 'people', name: '人数（人）', num: true, cell: (row) => row.people },
        { key: 'change', name: '与上月', num: true, cell: (row) => row.change },
        { key: 'due', name: '期限', cell: (row) => <DueWords {...row.due} /> },
      ]} />
    </Card>
  );
}

/** A date or a person; red with a warning when it is late. */
export function DueWords({ words, late }: { words: string; late?: boolean }) {
  return late ? <Word tone="bad" icon="warn" wrap>{words}</Word> : <>{words}</>;
}
