import { ActButton, type OfferedAct } from './act.js';
import { Card, FormCard, type FormCardProps } from './card.js';
import { Word, type IconName, type Tone } from './icon.js';

export type SignersProps = { rows: { name: string; kind: string; word: string; tone: Tone; icon: IconName; said?: string; remove?: OfferedAct }[] };

/** Whom somebody asked for their word on this task, and what they said. */
export function Signers({ rows }: SignersProps) {
  return (
    <Card title="会签和委派" flush>
      <table>
        <caption class="vh">会签和委派</caption>
        <thead><tr><th scope="col">人员</th><th scope="col">意见</th><th scope="col">内容</th></tr></thead>
        <tbody>{rows.map((one, index) => (
          <tr key={index}>
            <th scope="row">{one.name}<br /><span class="muted small">{one.kind}</span></th>
            <td><Word tone={one.tone} icon={one.icon}>{one.word}</Word></td>
            <td>{one.said ?? '—'}{one.remove && <ActButton act={one.remove} />}</td>
          </tr>
        ))}</tbody>
      </table>
    </Card>
  );
}

export type TaskToolsProps = { acts: OfferedAct[]; forms: FormCardProps[]; copies?: string };

/** 更多办理: what one may do with a task besides deciding it, folded away; works without a script. */
export function TaskTools({ acts, forms, copies }: TaskToolsProps) {
  if (acts.length === 0 && forms.length === 0) return null;
  return (
    <section class="card">
      <details>
        <summary>更多办理</summary>
        <div class="cb stackv">
          {acts.length > 0 && <div class="row">{acts.map((act) => <ActButton key={act.key} act={act} />)}</div>}
          {forms.map((form) => <FormCard key={form.action + form.title} {...form} folded />)}
          {copies && <p class="muted small">已抄送：{copies}</p>}
        </div>
      </details>
    </section>
  );
}
