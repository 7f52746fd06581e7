import { Card, FormCard, PageHead, type FormCardProps } from '../components/card.js';
import { ImpactTable, type Impact } from '../components/decision-form.js';
import { FiveFacts, KeyValues, type FiveFactsProps, type Pair } from '../components/facts.js';
import { GuardPanel, type GuardPanelProps } from '../components/guard-panel.js';
import { Note } from '../components/note.js';
import { Table } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type WithdrawalRequestProps = {
  subtitle: string;
  facts: FiveFactsProps;
  /** When it may not be asked for now; the form is then left out. */
  guard?: GuardPanelProps;
  /** What a granted request would do. */
  impact: Impact;
  /** Amounts and people it would touch, one line each. */
  touches: Pair[];
  /** Money that has already reached students. */
  warning?: { title: string; text: string };
  form?: FormCardProps;
  earlier: { at: string; by: string; reason: string; state: TagProps; reply: string }[];
};

/** 申请公示退回: why, and what will happen to the list when the authority grants it. */
export function WithdrawalRequestPage({ subtitle, facts, guard, impact, touches, warning, form, earlier }: WithdrawalRequestProps) {
  return (
    <>
      <PageHead title="申请公示退回" subtitle={subtitle} />
      <div class="stackv">
        {guard && <GuardPanel {...guard} />}
        <FiveFacts {...facts} />
        {warning && <Note tone="bad" title={warning.title}>{warning.text}</Note>}
        <div class={form ? 'two' : undefined}>
          <div class="stackv"><ImpactTable impact={impact} title="主管部门同意退回后，会变成这样" heading="h2" /><Card title="涉及的人和钱" flush><KeyValues pairs={touches} /></Card></div>
          {form && <FormCard {...form} />}
        </div>
        {earlier.length > 0 && (
          <Card title="以前的申请" flush>
            <Table caption="以前的申请" rows={earlier} rowKey={(request) => request.at} columns={[
              { key: 'at', name: '时间', first: true, cell: (request) => request.at },
              { key: 'by', name: '谁申请', cell: (request) => request.by },
              { key: 'reason', name: '原因', cell: (request) => request.reason },
              { key: 'state', name: '结果', cell: (request) => <Tag {...request.state} /> },
              { key: 'reply', name: '主管部门意见', cell: (request) => request.reply },
            ]} />
          </Card>
        )}
      </div>
    </>
  );
}
