import type { OfferedAct } from '../components/act.js';
import { Card, FormCard, PageHead, type FormCardProps } from '../components/card.js';
import { Note } from '../components/note.js';
import { Table } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type RecordPageProps = {
  /** Numbers in clear, shown once after a purpose was given. */
  reading?: { documentNumber: string; cardNumber: string | null };
  /** Asks for the purpose. */
  read?: FormCardProps;
  title: string; subtitle: string; acts: OfferedAct[];
  groups: { key: number; group: string; source: string; validity: string; area: string; name: string; otherName: boolean; verification: TagProps; reason: string }[];
  /** The own school: one form for each record not yet verified, and one to collect. */
  verify: FormCardProps[];
  collect?: FormCardProps;
  enrolments: { key: number; school: string; stage: string; entry: string; status: string }[];
  changes: { key: number; at: string; was: string; became: string }[];
  aid: { times: number; paid: string; rows: { key: number; month: string; programme: string; stage: string; school: string; amount: string }[] };
};

/** One person: groups, enrolments across schools and stages, 历年受助. */
export function RecordPage({ reading, read, title, subtitle, acts, groups, verify, collect, enrolments, changes, aid }: RecordPageProps) {
  return (
    <>
      <PageHead title={title} subtitle={subtitle} acts={acts} />
      <div class="stackv">
        {reading && <Note tone="mine" icon="eye" title={`证件号码 ${reading.documentNumber}${reading.cardNumber ? `　资助卡号 ${reading.cardNumber}` : ''}`}>这次查看和用途已留痕。离开本页后不再显示，请勿截图外传。</Note>}
        {verify.length > 0 && <div class="stackv" id="verify">{verify.map((form) => <FormCard key={form.action} {...form} />)}</div>}
        <Card title="重点保障人群" flush>
          <Table caption="重点保障人群" rows={groups} rowKey={({ key }) => key} empty={{ icon: 'info', title: '没有登记为十一类中的任何一类' }} columns={[
            { key: 'group', name: '类别', first: true, cell: (row) => row.group }, { key: 'source', name: '来源', cell: (row) => row.source }, { key: 'validity', name: '有效期', cell: (row) => row.validity }, { key: 'area', name: '城乡', cell: (row) => row.area },
            { key: 'name', name: '记录上的姓名', cell: (row) => (row.otherName ? `${row.name}（与名册不同）` : row.name) }, { key: 'verification', name: '核实情况', cell: (row) => <><Tag {...row.verification} />{row.reason && <span class="s">{row.reason}</span>}</> },
          ]} />
        </Card>
        {collect && <FormCard {...collect} />}
        <Card title="历年受助" aside={aid.times > 0 ? `共 ${aid.times} 次，实发合计 ${aid.paid} 元` : undefined} flush>
          <Table caption="历年受助" rows={aid.rows} rowKey={({ key }) => key} empty={{ icon: 'info', title: '没有受助记录' }} columns={[
            { key: 'month', name: '月份', first: true, cell: (row) => row.month }, { key: 'programme', name: '资助项目', cell: (row) => row.programme }, { key: 'stage', name: '学段', cell: (row) => row.stage || '—' }, { key: 'school', name: '学校', cell: (row) => row.school }, { key: 'amount', name: '实发金额（元）', num: true, cell: (row) => row.amount },
          ]} />
        </Card>
        <Card title="学籍经历" flush>
          <Table caption="学籍经历" rows={enrolments} rowKey={({ key }) => key} columns={[
            { key: 'school', name: '学校', first: true, cell: (row) => row.school }, { key: 'stage', name: '学段', cell: (row) => row.stage }, { key: 'entry', name: '入学年月', cell: (row) => row.entry }, { key: 'status', name: '学籍状态', cell: (row) => row.status },
          ]} />
        </Card>
        {read && <FormCard {...read} />}
        {changes.length > 0 && (
          <Card title="学籍变动" flush>
            <Table caption="学籍变动" rows={changes} rowKey={({ key }) => key} columns={[{ key: 'at', name: '时间', first: true, cell: (row) => row.at }, { key: 'was', name: '变动前', cell: (row) => row.was }, { key: 'became', name: '变动后', cell: (row) => row.became }]} />
          </Card>
        )}
      </div>
    </>
  );
}
