import { SealedForm, type FormSeal } from './form.js';
import { Word } from './icon.js';
import { EmptyState } from './note.js';
import { Pager, type PagerProps } from './table.js';
import { Tag, type TagProps } from './tag.js';

export type ObjectionEntry = {
  id: number;
  receipt: string;
  text: string;
  /** 第 1 轮公示，5月9日 10:20收到 */
  by: string;
  state: 'open' | 'answered' | 'overruled';
  /** Where the contact is shown once a purpose is given; left out where none was left. */
  contactHref?: string;
  settlement?: { text: string; by: string };
  form?: { kind: 'answer' | 'overruling'; action: string; seal: FormSeal; /** What was typed and refused, and why. */ value?: string; error?: string };
};
export type ObjectionsProps = { entries: ObjectionEntry[]; empty?: { title: string; text?: string }; pager?: PagerProps };

const states: Record<ObjectionEntry['state'], TagProps> = {
  open: { tone: 'bad', icon: 'warn', word: '待处理' }, answered: { tone: 'good', icon: 'check', word: '学校已答复' }, overruled: { tone: 'run', icon: 'cross', word: '已驳回' },
};

/** 异议: words of the public, quoted as they were written; each with its answer or the form for it. */
export function Objections({ entries, empty, pager }: ObjectionsProps) {
  if (entries.length === 0) return empty ? <EmptyState icon="check" {...empty} /> : null;
  return (
    <>
      <ul class="remarks">{entries.map((entry) => <ObjectionItem key={entry.id} {...entry} />)}</ul>
      {pager && <Pager {...pager} />}
    </>
  );
}

function ObjectionItem({ id, receipt, text, by, state, contactHref, settlement, form }: ObjectionEntry) {
  return (
    <li id={`objection-${id}`}>
      <div class="row"><b>异议 {receipt}</b><span class="muted small">{by}</span><Tag {...states[state]} /></div>
      <q>{text}</q>
      <p class="muted small">{contactHref ? <>反映人留了联系方式：***　<a href={contactHref}>查看<span class="vh">异议 {receipt} 的联系方式</span></a></> : '反映人没有留联系方式。'}</p>
      {settlement && <div class="answer"><p>{state === 'overruled' ? '驳回理由' : '学校答复'}：{settlement.text}</p><p class="muted small">{settlement.by}</p></div>}
      {form && <SettlementForm id={id} receipt={receipt} {...form} />}
    </li>
  );
}

const words = {
  answer: { name: 'text', label: '答复', submit: '提交答复', hint: '写清怎么核实、怎么处理的。' },
  overruling: { name: 'remark', label: '驳回理由', submit: '驳回异议', hint: '异议不成立时才驳回，写清理由；学校会看到。成立的，请作“公示不通过”。' },
};

function SettlementForm({ id, receipt, kind, action, seal, value, error }: NonNullable<ObjectionEntry['form']> & { id: number; receipt: string }) {
  const { name, label, submit, hint } = words[kind];
  const box = `settle-${id}`;
  return (
    <SealedForm action={action} seal={seal} guarded class="stackv tight">
      <div class="field full">
        <label class="lab" for={box}>{label}<span class="vh">（异议 {receipt}）</span></label>
        <textarea id={box} name={name} rows={2} maxLength={1000} required aria-describedby={error ? `${box}-hint ${box}-error` : `${box}-hint`} aria-invalid={error ? 'true' : undefined}>{value}</textarea>
        <p class="hint" id={`${box}-hint`}>{hint}</p>
        {error && <p class="err" id={`${box}-error`}><Word tone="bad" icon="cross" wrap>{error}</Word></p>}
      </div>
      <div class="row"><button class="btn">{submit}</button></div>
    </SealedForm>
  );
}
