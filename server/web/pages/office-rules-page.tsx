import { Card, PageHead, type LinkTo } from '../components/card.js';
import { Filters, Tabs, type FiltersProps, type Tab } from '../components/filters.js';
import { Note } from '../components/note.js';
import { Table, type Column } from '../components/table.js';

export type RuleLine = { key: string; text: string; programmes: string; basis: string; since: string; where: string; code: string };
export type StandardLine = { key: string; programme: string; tier: string; amount: string; months: string; basis: string };
export type CapLine = { key: string; stage: string; from: string; amount: string; standing: string; basis: string };
export type DayLine = { day: string; name: string; kind: string; basis: string };

export type OfficeRulesPageProps = {
  subtitle: string;
  tabs: Tab[];
  content:
    | { tab: 'rules'; groups: { name: string; rules: RuleLine[] }[]; filters: FiltersProps }
    | { tab: 'standards'; rows: StandardLine[] }
    | { tab: 'caps'; rows: CapLine[]; manage?: LinkTo }
    | { tab: 'workdays'; rows: DayLine[]; filters: FiltersProps; known: string; manage?: LinkTo };
};

/** 办理规则: what the system refuses and why, and the tables the rules count with. */
export function OfficeRulesPage({ subtitle, tabs, content }: OfficeRulesPageProps) {
  return (
    <>
      <PageHead title="办理规则" subtitle={subtitle} printable />
      <Tabs label="规则的种类" tabs={tabs} />
      <div class="stackv">{shown(content)}</div>
    </>
  );
}

function shown(content: OfficeRulesPageProps['content']) {
  switch (content.tab) {
    case 'rules':
      return (
        <>
          <Card flush>
            <Filters {...content.filters} />
            {content.groups.length > 1 && <nav class="jump" aria-label="跳到一组规则">{content.groups.map(({ name, rules }, at) => <a key={name} href={`#rules-${at + 1}`}>{name}（{rules.length}）</a>)}</nav>}
          </Card>
          {content.groups.map(({ name, rules }, at) => <div key={name} id={`rules-${at + 1}`}><Card title={name} aside={`${rules.length} 条`} flush><Table look="rules" caption={`${name}的规则`} columns={ruleColumns} rows={rules} rowKey={(rule) => rule.key} /></Card></div>)}
          {content.groups.length === 0 && <Note tone="idle" title="没有符合条件的规则">换一个项目或词再查。</Note>}
        </>
      );
    case 'standards':
      return <Card title="资助标准" flush><Table caption="资助标准" columns={standardColumns} rows={content.rows} rowKey={(row) => row.key} empty={{ title: '还没有资助标准' }} /></Card>;
    case 'caps':
      return <Card title="国家助学贷款发放金额上限" flush more={content.manage}><Table caption="发放金额上限" columns={capColumns} rows={content.rows} rowKey={(row) => row.key} empty={{ title: '还没有上限' }} /></Card>;
    case 'workdays':
      return (
        <>
          <Note tone="run" title={content.known}>周一至周五是工作日，下表是放假和调休。公示期、到期日和“还有几个工作日”都按它算；没有录入的年份不猜，公示期显示待定。</Note>
          <Card title="放假和调休" flush more={content.manage}><Filters {...content.filters} /><Table caption="放假和调休" columns={dayColumns} rows={content.rows} rowKey={(row) => row.day} empty={{ title: '这一年还没有放假安排' }} /></Card>
        </>
      );
  }
}

const ruleColumns: Column<RuleLine>[] = [
  { key: 'text', name: '规则', first: true, cell: (rule) => rule.text },
  { key: 'programmes', name: '项目', cell: (rule) => rule.programmes },
  { key: 'basis', name: '依据', cell: (rule) => <>{rule.basis}<br /><span class="muted small">{rule.since}</span></> },
  { key: 'where', name: '在哪里检查', cell: (rule) => rule.where },
  { key: 'code', name: '接口代码', wide: true, cell: (rule) => <code>{rule.code}</code> },
];
const standardColumns: Column<StandardLine>[] = [
  { key: 'programme', name: '项目', first: true, cell: (row) => row.programme },
  { key: 'tier', name: '档次', cell: (row) => row.tier },
  { key: 'amount', name: '标准（元）', num: true, cell: (row) => row.amount },
  { key: 'months', name: '有效月份', cell: (row) => row.months },
  { key: 'basis', name: '依据', cell: (row) => row.basis },
];
const capColumns: Column<CapLine>[] = [
  { key: 'stage', name: '学段', first: true, cell: (row) => row.stage },
  { key: 'amount', name: '上限（元）', num: true, cell: (row) => row.amount },
  { key: 'from', name: '自哪一年起', cell: (row) => row.from },
  { key: 'standing', name: '现在', cell: (row) => row.standing },
  { key: 'basis', name: '依据', cell: (row) => row.basis },
];
const dayColumns: Column<DayLine>[] = [
  { key: 'day', name: '日期', first: true, cell: (row) => row.day },
  { key: 'kind', name: '怎么算', cell: (row) => row.kind },
  { key: 'name', name: '名称', cell: (row) => row.name },
  { key: 'basis', name: '依据', cell: (row) => row.basis },
];
