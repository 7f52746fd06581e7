import { Card, FormCard, PageHead, type FormCardProps } from '../components/card.js';
import { Filters, type FiltersProps } from '../components/filters.js';
import { Word } from '../components/icon.js';
import { Table, type Column } from '../components/table.js';

export type DeadlineRow = { step: string; due: string; left: string; late: boolean; setBy: string; above: string };
export type FilingCalendarPageProps = { subtitle: string; filters: FiltersProps; title: string; rows: DeadlineRow[]; form?: FormCardProps; told?: string };

/** 填报日历: by when each step is to be done, and for an authority's operator the days it sets. */
export function FilingCalendarPage({ subtitle, filters, title, rows, form, told }: FilingCalendarPageProps) {
  return (
    <>
      <PageHead title="填报日历" subtitle={subtitle} printable />
      <div class="stackv">
        <Card flush><Filters {...filters} /></Card>
        <Card title={title} flush><Table caption={title} columns={columns} rows={rows} rowKey={(row) => row.step} /></Card>
        {form && <FormCard {...form} />}
        {told && <p class="muted small">{told}</p>}
      </div>
    </>
  );
}

const columns: Column<DeadlineRow>[] = [
  { key: 'step', name: '环节', first: true, cell: (row) => row.step },
  { key: 'due', name: '本单位的期限', cell: (row) => row.due },
  { key: 'left', name: '还有', cell: (row) => (row.late ? <Word tone="bad" icon="clock">{row.left}</Word> : row.left) },
  { key: 'setBy', name: '由谁设定', cell: (row) => row.setBy },
  { key: 'above', name: '上级的期限', cell: (row) => row.above },
];
