import { ActButton, missing, type OfferedAct, type Unmet } from './act.js';
import { Icon, Word } from './icon.js';
import { Tag } from './tag.js';

export type MetCondition = { title: string; message?: string };

export type GuardPanelProps = {
  act: OfferedAct;
  /** The act as the notice names it, e.g. 资金发放管理. */
  name: string;
  met?: MetCondition[];
  /** A sentence under the list; the paragraphs of the unmet conditions are added by themselves. */
  footnote?: string;
  /** One line until asked for; for acts that are further off than the next one. */
  folded?: boolean;
};

/** Can it be done, why not, what next: every condition with its state. Folds to one line when all of them hold. */
export function GuardPanel(props: GuardPanelProps) {
  return props.act.allowed ? <MetPanel {...props} /> : <UnmetPanel {...props} />;
}

function UnmetPanel({ act, name, met = [], footnote, folded }: GuardPanelProps) {
  const title = `guard-${act.key}`;
  const conditions = (
    <>
      <ul><MetItems met={met} /><UnmetItems unmet={act.unmet} /></ul>
      <Foot bases={act.unmet.map((condition) => condition.basis)} footnote={footnote} />
    </>
  );
  return (
    <section class="guard" aria-labelledby={title}>
      <div class="gh"><Tag tone="idle" icon="lock" word="现在还不能办理" big /><h2 id={title}>{name}：{missing(act.unmet)}</h2><ActButton act={act} /></div>
      {folded ? <details><summary>看还差什么</summary>{conditions}</details> : conditions}
    </section>
  );
}

function MetPanel({ act, name, met = [], footnote }: GuardPanelProps) {
  const title = `guard-${act.key}`;
  return (
    <section class="guard" aria-labelledby={title}>
      <div class="gh"><Tag tone="good" icon="check" word="可以办理" big /><h2 id={title}>{name}{met.length > 0 && `：${met.length} 项都已满足`}</h2><ActButton act={act} /></div>
      {met.length > 0 && <details><summary>看已满足的 {met.length} 项</summary><ul><MetItems met={met} /></ul></details>}
      <Foot bases={[]} footnote={footnote} />
    </section>
  );
}

function MetItems({ met }: { met: MetCondition[] }) {
  return <>{met.map((condition) => <li class="ok" key={condition.title}><Icon name="check" /><div><b>{condition.title}</b>{condition.message && <p>{condition.message}</p>}</div><Word tone="good">已满足</Word></li>)}</>;
}

function UnmetItems({ unmet }: { unmet: Unmet[] }) {
  return (
    <>
      {unmet.map((condition) => (
        <li class="no" key={condition.code}>
          <Icon name="cross" />
          <div>{condition.title ? <><b>{condition.title}</b><p>{condition.message}</p></> : condition.message}</div>
          {condition.offer ? <ActButton act={condition.offer} /> : <Word tone="bad">未满足</Word>}
        </li>
      ))}
    </>
  );
}

function Foot({ bases, footnote }: { bases: (string | undefined)[]; footnote?: string }) {
  const quoted = [...new Set(bases.filter((basis) => basis !== undefined))];
  if (quoted.length === 0 && !footnote) return null;
  return <p class="gf">{quoted.length > 0 && `依据：${quoted.join('；')}`}{quoted.length > 0 && footnote && '　'}{footnote}</p>;
}
