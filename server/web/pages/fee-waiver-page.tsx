import { Card, PageHead } from '../components/card.js';
import { Facts, type NamedFact } from '../components/facts.js';
import { Filters, Tabs, type FiltersProps, type Tab } from '../components/filters.js';
import { Word } from '../components/icon.js';
import { Pager, Results, Table, type Column, type PagerProps } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';
import type { DisbursementRecord } from './list-records.js';

export type FeeWaiverListsProps = {
  title: string; subtitle: string; filters: FiltersProps; pager: PagerProps; total: { lists: string; people: string; payable: string; paidPeople: string; paid: string };
  rows: { id: number; href: string; school: string; batch: string; term: string; people: string; payable: string; paidPeople: string; paid: string; state: TagProps }[];
};

/** 资金发放查看: every reviewed list of the fee waiver with what was paid of it. */
export function FeeWaiverLists({ title, subtitle, filters, rows, pager, total }: FeeWaiverListsProps) {
  return (
    <>
      <PageHead title={title} subtitle={subtitle} />
      <Results>
        <Card flush>
          <Filters {...filters} />
          <Table caption={title} rows={rows} rowKey={(row) => row.id} empty={{ icon: 'list', title: '没有符合条件的名单', text: '主管部门审核通过的名单会出现在这里。' }} columns={[
            { key: 'school', name: '学校', first: true, total: total.lists, cell: (row) => <><a href={row.href}>{row.school}</a><span class="s">{row.batch}</span></> }, { key: 'term', name: '学年学期', cell: (row) => row.term },
            { key: 'people', name: '应免人数（人）', num: true, total: total.people, cell: (row) => row.people }, { key: 'payable', name: '应免金额（元）', num: true, total: total.payable, cell: (row) => row.payable },
            { key: 'paidPeople', name: '实发人数（人）', num: true, total: total.paidPeople, cell: (row) => row.paidPeople }, { key: 'paid', name: '实发金额（元）', num: true, total: total.paid, cell: (row) => row.paid }, { key: 'state', name: '发放状态', cell: (row) => <Tag {...row.state} /> },
          ]} />
          <Pager {...pager} />
        </Card>
      </Results>
    </>
  );
}

export type WaivedRow = { id: number; name: string; maskedId: string; grade: string; className: string; tier: string; payable: string; paid: string; flags: Record<string, string>; ground: { eligible: boolean; words: string } };
export type FeeWaiverListProps = {
  title: string; subtitle: string; tag: TagProps; facts: NamedFact[]; tabs: Tab[];
  people?: { filters: FiltersProps; flags: { key: string; name: string }[]; rows: WaivedRow[]; pager: PagerProps };
  payments?: DisbursementRecord[];
};

/** One list: 名单信息 with the five questions of the notice, 资金发放. */
export function FeeWaiverList({ title, subtitle, tag, facts, tabs, people, payments }: FeeWaiverListProps) {
  return (
    <>
      <PageHead title={title} subtitle={subtitle} tag={tag} />
      <div class="stackv">
        <Facts facts={facts} />
        <Tabs label="名单" tabs={tabs} />
        {people && <Results><Card flush><Filters {...people.filters} /><People {...people} /><Pager {...people.pager} /></Card></Results>}
        {payments && (
          <Card flush>
            <Table caption="资金发放" rows={payments} rowKey={(row) => row.id} empty={{ icon: 'list', title: '学校还没有登记发放' }} columns={[
              { key: 'paidOn', name: '发放日期', first: true, cell: (row) => row.paidOn }, { key: 'channel', name: '发放方式', cell: (row) => row.channel }, { key: 'people', name: '人数（人）', num: true, cell: (row) => row.people },
              { key: 'amount', name: '金额（元）', num: true, cell: (row) => row.amount }, { key: 'by', name: '登记', cell: (row) => row.by }, { key: 'state', name: '状态', cell: (row) => <Tag {...row.state} /> },
            ]} />
          </Card>
        )}
      </div>
    </>
  );
}

function People({ flags, rows }: NonNullable<FeeWaiverListProps['people']>) {
  const columns: Column<WaivedRow>[] = [
    { key: 'name', name: '姓名', first: true, cell: (row) => row.name }, { key: 'id', name: '身份证号', cell: (row) => row.maskedId }, { key: 'class', name: '年级班级', cell: (row) => `${row.grade} ${row.className}` }, { key: 'tier', name: '标准', cell: (row) => row.tier },
    { key: 'payable', name: '应免（元）', num: true, cell: (row) => row.payable }, { key: 'paid', name: '实发（元）', num: true, cell: (row) => row.paid },
    ...flags.map(({ key, name }): Column<WaivedRow> => ({ key, name, cell: (row) => row.flags[key] })),
    { key: 'ground', name: '免除依据', cell: (row) => (row.ground.eligible ? row.ground.words : <Word tone="bad" icon="warn">{row.ground.words}</Word>) },
  ];
  return <Table caption="名单信息" columns={columns} rows={rows} rowKey={(row) => row.id} empty={{ icon: 'find', title: '没有符合条件的学生' }} />;
}
