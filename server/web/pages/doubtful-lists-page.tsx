import { Card, FormCard, PageHead, type FormCardProps, type LinkTo } from '../components/card.js';
import { Facts, type NamedFact } from '../components/facts.js';
import { Filters, type FiltersProps } from '../components/filters.js';
import { NextStep, type NextStepProps } from '../components/note.js';
import { Pager, Results, Table, type PagerProps } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type DoubtListsProps = {
  title: string; subtitle: string; filters: FiltersProps; pager: PagerProps;
  rows: { id: number; href: string; school: string; programme: string; oldWords: string; why: string; people: string; payable: string; paid: string; state: TagProps }[];
};

/** 待核实: lists of V3.1.0 whose month or term the old database does not say. */
export function DoubtfulListsPage({ title, subtitle, filters, rows, pager }: DoubtListsProps) {
  return (
    <>
      <PageHead title={title} subtitle={subtitle} />
      <Results>
        <Card flush>
          <Filters {...filters} />
          <Table caption={title} rows={rows} rowKey={(row) => row.id} empty={{ icon: 'check', title: '没有名单', text: '由 V3.1.0 转入的名单都说得清月份或学年学期。' }} columns={[
            { key: 'school', name: '学校', first: true, cell: (row) => <><a href={row.href}>{row.school}</a><span class="s">{row.programme}</span></> }, { key: 'old', name: '旧系统所记', cell: (row) => <>{row.oldWords}<span class="s">{row.why}</span></> },
            { key: 'people', name: '人数（人）', num: true, cell: (row) => row.people }, { key: 'payable', name: '应发（应免）金额（元）', num: true, cell: (row) => row.payable }, { key: 'paid', name: '实发金额（元）', num: true, cell: (row) => row.paid }, { key: 'state', name: '状态', cell: (row) => <Tag {...row.state} /> },
          ]} />
          <Pager {...pager} />
        </Card>
      </Results>
    </>
  );
}

export type DoubtPageProps = {
  title: string; subtitle: string; tag: TagProps; facts: NamedFact[]; next: NextStepProps; list?: LinkTo; payableName: string; pager: PagerProps;
  rows: { id: string; name: string; maskedId: string; place: string; payable: string; paid: string }[];
  settle?: FormCardProps; aside?: FormCardProps;
};

/** One of them with its people, and the forms of those who may settle it. */
export function DoubtfulListPage({ title, subtitle, tag, facts, next, list, rows, payableName, pager, settle, aside }: DoubtPageProps) {
  return (
    <>
      <PageHead title={title} subtitle={subtitle} tag={tag} />
      <div class="stackv">
        <Facts facts={facts} />
        <NextStep {...next} />
        {list && <p><a href={list.href}>{list.label}</a></p>}
        {settle && <FormCard {...settle} />}
        <Card title="名单上的人" flush>
          <Table caption="名单上的人" rows={rows} rowKey={(row) => row.id} empty={{ icon: 'list', title: '这份名单上没有人' }} columns={[
            { key: 'name', name: '姓名', first: true, cell: (row) => row.name }, { key: 'id', name: '证件号码', cell: (row) => row.maskedId }, { key: 'place', name: '年级班级', cell: (row) => row.place },
            { key: 'payable', name: payableName, num: true, cell: (row) => row.payable }, { key: 'paid', name: '实发（元）', num: true, cell: (row) => row.paid },
          ]} />
          <Pager {...pager} />
        </Card>
        {aside && <FormCard {...aside} />}
      </div>
    </>
  );
}
