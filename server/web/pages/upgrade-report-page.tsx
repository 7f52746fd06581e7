import { Card, PageHead } from '../components/card.js';
import { Facts, type NamedFact } from '../components/facts.js';
import { NextStep, type NextStepProps } from '../components/note.js';
import { Table, type Column } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

type Counted = { rows: string; yuan?: string };
type Line = { id: string; name: string; before: Counted; taken: Counted; merged: Counted; doubt: Counted; left: Counted; state: TagProps };
export type UpgradeReportProps = { title: string; subtitle: string; next: NextStepProps; facts?: NamedFact[]; rows?: Line[]; reasons?: { id: number; name: string; outcome: string; reason: string; rows: string }[]; footnote?: string };

/** 旧库转入报告: rows and yuan before and after, and why some rows did not come onto the books. */
export function UpgradeReportPage({ title, subtitle, next, facts, rows, reasons, footnote }: UpgradeReportProps) {
  return (
    <>
      <PageHead title={title} subtitle={subtitle} printable />
      <div class="stackv">
        <NextStep {...next} />
        {facts && <Facts facts={facts} />}
        {rows && <Card title="前后对照" aside="旧库 = 转入 + 合并 + 待核实 + 封存，行数和金额都比" flush><Table caption="前后对照" rows={rows} rowKey={(row) => row.id} columns={columns} /></Card>}
        {reasons && (
          <Card title="要留意的" flush>
            <Table caption="要留意的" rows={reasons} rowKey={(row) => row.id} empty={{ icon: 'check', title: '没有要留意的' }} columns={[
              { key: 'name', name: '是什么', first: true, cell: (row) => row.name }, { key: 'outcome', name: '结果', cell: (row) => row.outcome }, { key: 'reason', name: '为什么', cell: (row) => row.reason }, { key: 'rows', name: '行数（行）', num: true, cell: (row) => row.rows },
            ]} />
          </Card>
        )}
        {footnote && <p class="muted small">{footnote}</p>}
      </div>
    </>
  );
}

const counted = (key: 'before' | 'taken' | 'merged' | 'doubt' | 'left', name: string): Column<Line> => ({ key, name, num: true, cell: (row) => <>{row[key].rows}{row[key].yuan !== undefined && <span class="s">{row[key].yuan} 元</span>}</> });
const columns: Column<Line>[] = [
  { key: 'name', name: '是什么', first: true, cell: (row) => row.name }, counted('before', '旧库'), counted('taken', '转入'), counted('merged', '合并'), counted('doubt', '待核实'), counted('left', '封存'), { key: 'state', name: '对照', cell: (row) => <Tag {...row.state} /> },
];
