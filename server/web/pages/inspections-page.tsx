import type { OfferedAct } from '../components/act.js';
import { Card, PageHead } from '../components/card.js';
import { EmptyState } from '../components/note.js';
import { Table, type Column } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type InspectionLine = { item: string; found: string; tag: TagProps; advice?: string };
export type InspectionsPageProps = {
  subtitle: string;
  acts: OfferedAct[];
  shown?: { title: string; lines: InspectionLine[] };
  earlier: { id: number; at: string; by: string; tag: TagProps; href: string; current: boolean }[];
  backups: { id: number; what: string; at: string; result: TagProps; size: string; note: string }[];
};

/** 巡检: how the installation stands, the earlier ones, and the backups. */
export function InspectionsPage({ subtitle, acts, shown, earlier, backups }: InspectionsPageProps) {
  return (
    <>
      <PageHead title="巡检" subtitle={subtitle} acts={acts} printable />
      <div class="stackv">
        {shown
          ? <Card title={shown.title} flush><Table caption={shown.title} columns={lineColumns} rows={shown.lines} rowKey={(line) => line.item} /></Card>
          : <Card><EmptyState icon="info" title="还没有巡检过" text="每天早上七点自动巡检一次；也可以现在检查。" /></Card>}
        <Card title="以前的巡检" flush><Table caption="以前的巡检" columns={earlierColumns} rows={earlier} rowKey={(one) => one.id} empty={{ icon: 'info', title: '还没有记录' }} /></Card>
        <Card title="备份与演练" aside="凌晨自动备份（BACKUP_DIR），保留 7 天、5 周、13 个月" flush><Table caption="备份与演练" columns={backupColumns} rows={backups} rowKey={(one) => one.id} empty={{ icon: 'info', title: '还没有备份', text: '设置 BACKUP_DIR，或执行 npm run backup -- 目录。' }} /></Card>
      </div>
    </>
  );
}

const lineColumns: Column<InspectionLine>[] = [
  { key: 'item', name: '看什么', first: true, cell: (line) => line.item },
  { key: 'standing', name: '怎么样', cell: (line) => <Tag {...line.tag} /> },
  { key: 'found', name: '看到的', cell: (line) => line.found },
  { key: 'advice', name: '怎么办', cell: (line) => line.advice ?? '—' },
];
const earlierColumns: Column<InspectionsPageProps['earlier'][number]>[] = [
  { key: 'at', name: '时间', first: true, cell: (one) => (one.current ? one.at : <a href={one.href}>{one.at}</a>) },
  { key: 'by', name: '谁', cell: (one) => one.by },
  { key: 'worst', name: '结果', cell: (one) => <Tag {...one.tag} /> },
];
const backupColumns: Column<InspectionsPageProps['backups'][number]>[] = [
  { key: 'what', name: '什么', first: true, cell: (one) => one.what },
  { key: 'at', name: '时间', cell: (one) => one.at },
  { key: 'result', name: '结果', cell: (one) => <Tag {...one.result} /> },
  { key: 'size', name: '多少', cell: (one) => one.size },
  { key: 'note', name: '说明', cell: (one) => one.note || '—' },
];
