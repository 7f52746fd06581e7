import { ActButton } from '../components/act.js';
import { Card, FormCard, PageHead, type FormCardProps } from '../components/card.js';
import type { FormSeal } from '../components/form.js';
import { Table } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type CapCard = { id: number; title: string; basis: string; tag: TagProps; asked?: string; propose?: FormCardProps; activate?: { action: string; seal: FormSeal; label: string }; decline?: FormCardProps };
export type LoanCapsProps = { title: string; subtitle: string; note: string; rows: { id: number; stage: string; from: string; cap: string; state: TagProps; basis: string; by: string }[]; cards: CapCard[] };

/** 发放金额上限 by the year it holds from; later ones are put in force by two people. */
export function LoanCapsPage({ title, subtitle, note, rows, cards }: LoanCapsProps) {
  return (
    <>
      <PageHead title={title} subtitle={subtitle} />
      <div class="stackv">
        <Card flush>
          <Table caption={title} rows={rows} rowKey={(row) => row.id} columns={[
            { key: 'stage', name: '学段', first: true, cell: (row) => row.stage }, { key: 'from', name: '从哪一年起', cell: (row) => row.from }, { key: 'cap', name: '上限（元）', num: true, cell: (row) => row.cap },
            { key: 'state', name: '状态', cell: (row) => <Tag {...row.state} /> }, { key: 'basis', name: '依据', cell: (row) => row.basis }, { key: 'by', name: '谁批准的', cell: (row) => row.by },
          ]} />
        </Card>
        {cards.length > 0 && <p class="muted">{note}</p>}
        {cards.map((card) => (
          <Card key={card.id} title={card.title}>
            <div class="stackv">
              <p><Tag {...card.tag} /> {card.asked ?? card.basis}</p>
              {card.activate && <div class="row"><ActButton act={{ key: `activate-${card.id}`, label: card.activate.label, href: card.activate.action, seal: card.activate.seal, tone: 'main', allowed: true, unmet: [] }} /></div>}
              {card.propose && <FormCard {...card.propose} folded />}
              {card.decline && <FormCard {...card.decline} />}
            </div>
          </Card>
        ))}
      </div>
    </>
  );
}
