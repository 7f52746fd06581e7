import { BarChart, type BarChartProps } from '../components/bar-chart.js';
import type { OfferedAct } from '../components/act.js';
import { Card, PageHead } from '../components/card.js';
import { Facts, type NamedFact } from '../components/facts.js';
import { Filters, Tabs, type FiltersProps, type Tab } from '../components/filters.js';
import { Note } from '../components/note.js';
import { Results, Table, type Column } from '../components/table.js';

/** A number with the page of its rows behind it. */
export type StatisticCell = { text: string; href?: string };
export type StatisticPageColumn = { key: string; name: string; definition?: { text: string; example?: string; basis?: string } };
export type StatisticPageRow = { key: string; name: string; href?: string; cells: Record<string, StatisticCell> };

export type StatisticPageProps = {
  title: string; subtitle: string; acts: OfferedAct[];
  tabs?: { label: string; tabs: Tab[] };
  filters: FiltersProps;
  facts?: NamedFact[];
  chart?: BarChartProps;
  tableTitle: string; rowName: string;
  columns: StatisticPageColumn[]; rows: StatisticPageRow[]; total: { name: string; cells: Record<string, StatisticCell> };
  /** The identity in words, and how fresh the numbers are. */
  footnotes: string[];
  empty: { title: string; text: string };
};

/** A statistic: conditions, a few figures, a picture where looking beats reading, and the table every number of which opens its rows. */
export function StatisticPage(props: StatisticPageProps) {
  const { title, subtitle, acts, tabs, filters, facts, chart, tableTitle, rowName, columns, rows, total, footnotes, empty } = props;
  const shown: Column<StatisticPageRow>[] = [
    { key: 'row', name: rowName, first: true, total: total.name, cell: (row) => (row.href ? <a href={row.href}>{row.name}</a> : row.name) },
    ...columns.map((column): Column<StatisticPageRow> => ({ ...column, num: true, total: <Figure cell={total.cells[column.key]} what={`合计 ${column.name}`} />, cell: (row) => <Figure cell={row.cells[column.key]} what={`${row.name} ${column.name}`} /> })),
  ];
  return (
    <>
      {/* One with a sheet of its own for paper does not offer to print the screen beside it. */}
      <PageHead title={title} subtitle={subtitle} acts={acts} printable={!acts.some(({ key }) => key === 'sheet')} />
      <div class="stackv">
        {tabs && <Tabs {...tabs} />}
        <Results>
          <Card flush><Filters {...filters} /></Card>
          {facts && <Facts facts={facts} />}
          {chart && chart.rows.some(({ values }) => values.some((value) => value !== 0)) && <Card title={chart.title} flush><BarChart {...chart} /></Card>}
          <Card title={tableTitle} aside="点数字看明细；指向带点线的列名看口径" flush><Table caption={tableTitle} columns={shown} rows={rows} rowKey={(row) => row.key} empty={{ icon: 'find', ...empty }} /></Card>
          {footnotes.length > 0 && <Note tone="idle" title="说明"><ul>{footnotes.map((line) => <li key={line}>{line}</li>)}</ul></Note>}
        </Results>
      </div>
    </>
  );
}

function Figure({ cell, what }: { cell: StatisticCell | undefined; what: string }) {
  if (!cell) return <>0</>;
  return cell.href ? <a href={cell.href} aria-label={`${what} ${cell.text}，看明细`}>{cell.text}</a> : <>{cell.text}</>;
}
