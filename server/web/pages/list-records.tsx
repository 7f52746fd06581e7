import { ActButton, type OfferedAct } from '../components/act.js';
import { EmptyState } from '../components/note.js';
import { Table } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type Round = { number: string; period: string; publishedBy: string; people: string; amount: string; outcome: TagProps; reason?: string; sheetHref?: string };

/** 公示轮次: every round as it was published, with what became of it. */
export function Rounds({ rounds }: { rounds: Round[] }) {
  return (
    <Table caption="公示轮次" rows={rounds} rowKey={(round) => round.number} empty={{ icon: 'flag', title: '还没有公示过', text: '学校公示后，每一轮的名单和结果都留在这里。' }} columns={[
      { key: 'number', name: '轮次', first: true, cell: (round) => round.number },
      { key: 'period', name: '公示时间', cell: (round) => round.period },
      { key: 'by', name: '谁公示', cell: (round) => round.publishedBy },
      { key: 'people', name: '人数（人）', num: true, cell: (round) => round.people },
      { key: 'amount', name: '金额（元）', num: true, cell: (round) => round.amount },
      { key: 'outcome', name: '结果', cell: (round) => <Tag {...round.outcome} /> },
      { key: 'reason', name: '原因', cell: (round) => round.reason ?? '—' },
      ...(rounds.some((round) => round.sheetHref) ? [{ key: 'sheet', name: '张贴', cell: (round: Round) => round.sheetHref && <a href={round.sheetHref}>打开张贴用公示</a> }] : []),
    ]} />
  );
}

export type DisbursementRecord = { id: string | number; paidOn: string; channel: string; people: string; amount: string; by: string; state: TagProps; acts?: OfferedAct[] };

/** 资金发放: each payment as it was entered; returned ones stay, struck by their state. */
export function Disbursements({ records, empty }: { records: DisbursementRecord[]; empty: string }) {
  if (records.length === 0) return <EmptyState icon="coin" title={empty} />;
  return (
    <Table caption="资金发放" rows={records} rowKey={(record) => record.id} columns={[
      { key: 'paidOn', name: '发放日期', first: true, cell: (record) => record.paidOn },
      { key: 'channel', name: '发放方式', cell: (record) => record.channel },
      { key: 'people', name: '人数（人）', num: true, cell: (record) => record.people },
      { key: 'amount', name: '金额（元）', num: true, cell: (record) => record.amount },
      { key: 'by', name: '谁录入', cell: (record) => record.by },
      { key: 'state', name: '状态', cell: (record) => <Tag {...record.state} /> },
      ...(records.some((record) => record.acts) ? [{ key: 'acts', name: '办理', cell: (record: DisbursementRecord) => record.acts?.map((act) => <ActButton key={act.key} act={act} />) }] : []),
    ]} />
  );
}
