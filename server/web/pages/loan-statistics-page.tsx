import type { OfferedAct } from '../components/act.js';
import { Card, PageHead } from '../components/card.js';
import { Filters, Tabs, type FiltersProps, type Tab } from '../components/filters.js';
import { GroupedBarChart, type GroupedBars } from '../components/grouped-bars.js';
import type { EmptyStateProps } from '../components/note.js';
import { Pager, Table, type Column, type PagerProps } from '../components/table.js';

/** A figure that leads to its rows; nothing to see where it is 0. */
export type StatisticFigure = { loans: string; amount: string; href?: string };
export type StatisticLine = { key: string; name: string; cells: Record<string, StatisticFigure> };
export type DetailLine = { id: number; cells: Record<string, string> };

export type LoanStatisticsPageProps = {
  title: string; subtitle: string; acts: OfferedAct[]; definition: string; tabs: { label: string; tabs: Tab[] }; filters?: FiltersProps; chart?: GroupedBars;
  rowName: string; columns: { key: string; name: string }[]; rows: StatisticLine[]; total: Record<string, StatisticFigure>; empty: EmptyStateProps;
  /** The rows behind the figure that was asked for. */
  detail?: { title: string; columns: { key: string; name: string; num?: boolean }[]; rows: DetailLine[]; pager: PagerProps };
};

/** 贷款信息查看 and the tables of 附件1 四6: picture, figures, and the rows behind each figure. */
export function LoanStatisticsPage({ title, subtitle, acts, definition, tabs, filters, chart, rowName, columns, rows, total, empty, detail }: LoanStatisticsPageProps) {
  const shown: Column<StatisticLine>[] = [
    { key: 'name', name: rowName, first: true, total: '合计', cell: (row) => row.name },
    ...columns.flatMap(({ key, name }): Column<StatisticLine>[] => [
      { key: `${key}-loans`, name: `${name}（笔）`, num: true, total: <Figure {...total[key]} />, cell: (row) => <Figure {...row.cells[key]} /> },
      { key: `${key}-amount`, name: `${name}（元）`, num: true, total: total[key].amount, cell: (row) => row.cells[key].amount },
    ]),
  ];
  return (
    <>
      <PageHead title={title} subtitle={subtitle} acts={acts} printable />
      {tabs.tabs.length > 1 && <Tabs {...tabs} />}
      <div class="stackv">
        {filters && <Card flush><Filters {...filters} /></Card>}
        {chart && chart.rows.length > 0 && <Card title={chart.title} flush><GroupedBarChart {...chart} /></Card>}
        <Card title="数据" aside="点笔数看明细" flush><Table caption={title} columns={shown} rows={rows} rowKey={(row) => row.key} empty={empty} /></Card>
        <p class="sub">口径：{definition}</p>
        {detail && (
          <section id="detail"><Card title={detail.title} flush>
            <Table caption={detail.title} rows={detail.rows} rowKey={(row) => row.id} empty={{ icon: 'find', title: '没有明细' }} columns={detail.columns.map((column, at) => ({ key: column.key, name: column.name, num: column.num, first: at === 0, cell: (row: DetailLine) => row.cells[column.key] }))} />
            <Pager {...detail.pager} />
          </Card></section>
        )}
      </div>
    </>
  );
}

const Figure = ({ loans, href }: StatisticFigure) => (href ? <a href={href}>{loans}</a> : <>{loans}</>);
