import { Card, PageHead } from '../components/card.js';
import { Filters, Tabs, type FiltersProps, type Tab } from '../components/filters.js';
import type { EmptyStateProps } from '../components/note.js';
import { Pager, Results, Table, type Column, type PagerProps } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';
import { DueWords } from './home-page.js';

export type TaskRow = {
  id: number;
  /** 名单公示确认 */
  name: string;
  href: string;
  /** What it is about, in one line. */
  subject: string;
  openedAt: string;
  /** What of it needs an eye: 批注待答 2. */
  marks?: string[];
  due: { words: string; late?: boolean };
  /** What was decided, by whom and when; for tasks that are done. */
  outcome?: { tag: TagProps; by: string; at: string };
};

export type TaskListProps = { subtitle: string; tabs: Tab[]; filters: FiltersProps; rows: TaskRow[]; done: boolean; pager: PagerProps; empty: EmptyStateProps;
  /** Where all of the one kind shown are decided at once; else the way leads to all kinds. */
  together?: string };

/** 我的任务: what waits for the viewer, or what was done. */
export function TaskListPage({ subtitle, tabs, filters, rows, done, pager, empty, together }: TaskListProps) {
  const columns: Column<TaskRow>[] = [
    { key: 'name', name: '事项', first: true, cell: (row) => <a href={row.href}>{row.name}<span class="vh">：{row.subject}</span></a> },
    { key: 'subject', name: '名单', cell: (row) => (row.marks?.length ? <>{row.subject} {row.marks.map((mark) => <Tag key={mark} tone="bad" icon="warn" word={mark} />)}</> : row.subject) },
    { key: 'opened', name: '到达', cell: (row) => row.openedAt },
    ...(done ? outcomeColumns : [{ key: 'due', name: '期限', cell: (row: TaskRow) => <DueWords {...row.due} /> }]),
  ];
  return (
    <>
      <PageHead title="我的任务" subtitle={subtitle} acts={[{ key: 'together', label: '批量办理', href: together ?? '/task-batches', allowed: true, unmet: [] }]} />
      <Results>
        <Card flush>
          <Tabs label="任务" tabs={tabs} />
          <Filters {...filters} />
          <Table caption="我的任务" columns={columns} rows={rows} rowKey={(row) => row.id} empty={empty} />
          {rows.length > 0 && <Pager {...pager} />}
        </Card>
      </Results>
    </>
  );
}

const outcomeColumns: Column<TaskRow>[] = [
  { key: 'outcome', name: '结果', cell: (row) => row.outcome && <Tag {...row.outcome.tag} /> },
  { key: 'by', name: '谁办的', cell: (row) => row.outcome?.by },
  { key: 'at', name: '办理时间', cell: (row) => row.outcome?.at },
];
