import { Icon, type IconName, type Tone } from './icon.js';
import type { ComponentChildren } from 'preact';

export type Fact = { value: string; unit?: string; note?: string; tone?: Tone; icon?: IconName };
export type NamedFact = Fact & { name: string };

export type FiveFactsProps = {
  people: Fact;
  amount: Fact;
  /** 应发金额 for grants, 应免金额 for waivers. */
  amountName?: string;
  change?: Fact;
  attention?: Fact;
  attachments?: Fact;
};

/** 人数、金额、与上月相比、需要留意、公示附件: always in this order. The last three are left out where a programme has none of it. */
export function FiveFacts({ people, amount, amountName = '应发金额', change, attention, attachments }: FiveFactsProps) {
  const facts: (NamedFact | undefined)[] = [
    { name: '人数', ...people }, { name: amountName, ...amount },
    change && { name: '与上月相比', ...change }, attention && { name: '需要留意', ...attention }, attachments && { name: '公示附件', ...attachments },
  ];
  return <Facts facts={facts.filter((fact) => fact !== undefined)} />;
}

/** Figures side by side, each with its name above and a line of explanation below. */
export function Facts({ facts }: { facts: NamedFact[] }) {
  return (
    <dl class={`facts f${facts.length}`}>
      {facts.map((fact) => (
        <div key={fact.name}>
          <dt>{fact.name}</dt>
          <dd><b>{fact.value}{fact.unit && <small>{fact.unit}</small>}</b>{fact.note && <p class={fact.tone && `word ${fact.tone}`}>{fact.icon && <Icon name={fact.icon} />}{fact.note}</p>}</dd>
        </div>
      ))}
    </dl>
  );
}

export type Pair = { name: string; value: ComponentChildren };

/** Names and values, one pair a line. */
export function KeyValues({ pairs }: { pairs: Pair[] }) {
  return <dl class="pairs">{pairs.map((pair) => <div key={pair.name}><dt>{pair.name}</dt><dd>{pair.value}</dd></div>)}</dl>;
}
