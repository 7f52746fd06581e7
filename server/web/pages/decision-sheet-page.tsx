import { Table } from '../components/table.js';
import type { Round } from './list-records.js';
import { noticeDocument } from './public-notice-page.js';

export type DecisionRow = { id: number; step: string; decision: string; who: string; at: string; remark: string };
export type DecisionSheetProps = {
  version: string; back: string;
  /** 安陵县职业教育中心 */
  school: string;
  title: string;
  /** 资助项目、人数、金额 …, in the order they are read. */
  facts: { name: string; value: string }[];
  decisions: DecisionRow[];
  rounds: Round[];
  /** Objections of all rounds, in one sentence; left out where the programme has no publicity. */
  objections?: string;
  /** Who signs, each with room for a name and a date. */
  signs: string[];
  printedOn: string;
};

/** 审核公示决定单: who decided what about a list, when and why, on paper for the file. */
export function renderDecisionSheet({ version, back, school, title, facts, decisions, rounds, objections, signs, printedOn }: DecisionSheetProps): string {
  return noticeDocument(version, `审核公示决定单 - ${school}`, (
    <>
      <p class="row noprint pad"><a class="btn" href={back}>返回名单</a><span class="sub">用浏览器的“打印”打印这一页，签字盖章后存档。</span></p>
      <article class="card paper">
        <h1><span>资助名单审核公示决定单</span><span>{title}</span></h1>
        <dl class="kv">{facts.map(({ name, value }) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
        <h2>审核、公示和确认</h2>
        <Table caption="审核、公示和确认" plain rows={decisions} rowKey={(row) => row.id} empty={{ icon: 'list', title: '还没有办理记录' }} columns={[
          { key: 'step', name: '环节', first: true, cell: (row) => row.step },
          { key: 'decision', name: '决定', cell: (row) => <span class="nw">{row.decision}</span> },
          { key: 'who', name: '谁办理', cell: (row) => row.who },
          { key: 'at', name: '时间', cell: (row) => <span class="nw">{row.at}</span> },
          { key: 'remark', name: '意见', cell: (row) => row.remark },
        ]} />
        {rounds.length > 0 && (
          <>
            <h2>公示轮次</h2>
            <Table caption="公示轮次" plain rows={rounds} rowKey={(round) => round.number} columns={[
              { key: 'number', name: '轮次', first: true, cell: (round) => round.number },
              { key: 'period', name: '公示时间', cell: (round) => round.period },
              { key: 'people', name: '人数（人）', num: true, cell: (round) => round.people },
              { key: 'amount', name: '金额（元）', num: true, cell: (round) => round.amount },
              { key: 'outcome', name: '结果', cell: (round) => round.outcome.word },
            ]} />
          </>
        )}
        {objections && <p class="after">{objections}</p>}
        <dl class="signs">{signs.map((sign) => <div key={sign}><dt>{sign}</dt><dd>签字：</dd><dd>　　年　　月　　日（盖章）</dd></div>)}</dl>
        <p class="sign">打印时间：{printedOn}</p>
      </article>
    </>
  ));
}
