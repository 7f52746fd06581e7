import type { OfferedAct } from '../components/act.js';
import { Card, PageHead } from '../components/card.js';
import { EmptyState, Note } from '../components/note.js';
import { ProgressBar } from '../components/progress-bar.js';
import { Table, type Column } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type InvariantRow = { key: string; name: string; tag: TagProps; found: string; records: string; meaning: string };
export type InvariantsPageProps = {
  subtitle: string; acts: OfferedAct[]; refused?: string;
  running?: { done: number; total: number; href: string };
  shown?: { title: string; rows: InvariantRow[] };
  earlier: { id: number; at: string; by: string; tag: TagProps; href: string; current: boolean }[];
};

/** 账目核对: every invariant with how many records break it. While it runs the page looks again each second. */
export function InvariantsPage({ subtitle, acts, refused, running, shown, earlier }: InvariantsPageProps) {
  const waiting = running ? { 'hx-get': running.href, 'hx-trigger': 'every 1s', 'hx-target': '#invariants', 'hx-select': '#invariants', 'hx-swap': 'outerHTML show:none' } : {};
  return (
    <div id="invariants" {...waiting}>
      <PageHead title="账目核对" subtitle={subtitle} acts={acts} printable />
      <div class="stackv">
        {refused && <Note tone="bad" title={refused} alert />}
        {running && <Card title="正在核对"><ProgressBar label="核对过" unit="条" parts={[{ label: '核对过', count: running.done, tone: 'good', full: true }, { label: '还没有', count: running.total - running.done, tone: 'idle' }]} /><p class="sub">在后台核对，只读不改，可以离开这一页。</p></Card>}
        {shown && <Card title={shown.title} flush><Table caption={shown.title} columns={columns} rows={shown.rows} rowKey={(row) => row.key} /></Card>}
        {!shown && !running && <Card><EmptyState icon="info" title="还没有核对过" text="每天早上自动核对一次；也可以现在核对。" /></Card>}
        <Card title="以前的核对" flush><Table caption="以前的核对" columns={earlierColumns} rows={earlier} rowKey={(one) => one.id} empty={{ icon: 'info', title: '还没有记录' }} /></Card>
      </div>
    </div>
  );
}

const columns: Column<InvariantRow>[] = [
  { key: 'name', name: '应当成立', first: true, cell: (row) => row.name },
  { key: 'key', name: '编号', cell: (row) => row.key },
  { key: 'tag', name: '结果', cell: (row) => <Tag {...row.tag} /> },
  { key: 'found', name: '不成立的', cell: (row) => row.found },
  { key: 'records', name: '记录编号', cell: (row) => row.records },
  { key: 'meaning', name: '意味着什么，怎么办', cell: (row) => row.meaning },
];
const earlierColumns: Column<InvariantsPageProps['earlier'][number]>[] = [
  { key: 'at', name: '时间', first: true, cell: (one) => (one.current ? one.at : <a href={one.href}>{one.at}</a>) },
  { key: 'by', name: '谁', cell: (one) => one.by },
  { key: 'tag', name: '结果', cell: (one) => <Tag {...one.tag} /> },
];
