import { ErrorSummary, Field, withErrors, type FieldError, type FieldProps } from './field.js';
import { DraftLine, SealedForm, type DraftProps, type FormSeal } from './form.js';
import { classes, Icon, Word, type Tone } from './icon.js';

/** What the columns will say afterwards, and what that means for the school. */
export type Impact = {
  rows: { field: string; now: string; after: string }[];
  /** The one sentence to read before anything else: 312 人实发 62,400.00 元将清零. */
  headline?: string;
  consequence?: string;
  /** Those it touches most: who has already been paid. */
  more?: string[];
  tone?: Tone;
};

export type Decision = {
  value: string;
  /** In the words of the notice: 公示通过, 公示不通过, 同意退回. */
  name: string;
  explanation?: string;
  remarkRequired: boolean;
  /** Cannot be taken back: the button turns red. */
  irreversible?: boolean;
  impact?: Impact;
};

export type DecisionFormProps = {
  action: string;
  seal: FormSeal;
  due?: string;
  /** At most five; the first shown is not chosen for anybody. */
  decisions: Decision[];
  chosen?: string;
  remark: { value?: string; reader: string; maxLength: number; phrases?: string[] };
  /** The form drawn into the diagram. */
  fields?: FieldProps[];
  errors?: FieldError[];
  basis?: string;
  draft?: DraftProps;
};

/**
 * The column where an officer decides. Choosing shows what will change and puts the decision on the button;
 * both by style sheet alone, so it works without a script, and the server checks everything again.
 */
export function DecisionForm({ action, seal, due, decisions, chosen, remark, fields = [], errors = [], basis, draft }: DecisionFormProps) {
  return (
    <section class="card decide" aria-labelledby="decide">
      <div class="ch"><h2 id="decide">您的决定</h2>{due && <span class="sub">{due}</span>}</div>
      <SealedForm action={action} seal={seal} guarded draft={draft} labelledBy="decide" class="cb stackv">
        <ErrorSummary errors={errors} />
        <Options decisions={decisions} chosen={chosen} error={errors.find((error) => error.field === 'decision')?.message} />
        {withErrors(fields, errors).map((field) => <Field key={field.name} {...field} />)}
        <Remark decisions={decisions} remark={remark} error={errors.find((error) => error.field === 'remark')?.message} />
        {decisions.map((decision, index) => decision.impact && <ImpactTable key={decision.value} impact={decision.impact} title={`提交“${decision.name}”后，会变成这样`} look={`when w${index + 1}`} />)}
        <button class="btn main big wide submit">
          <span class="s0">提交决定</span>{decisions.map((decision, index) => <span key={decision.value} class={`say s${index + 1}`}>提交：{decision.name}</span>)}
        </button>
        <p class="muted small">提交后不能撤回，会留下您的姓名和时间。{basis && <><br />依据：{basis}</>}</p>
        {draft && <DraftLine {...draft} />}
      </SealedForm>
    </section>
  );
}

/** Now and afterwards, side by side. */
export function ImpactTable({ impact, title = '提交后，会变成这样', look, heading: Heading = 'h3' }: { impact: Impact; title?: string; look?: string; heading?: 'h2' | 'h3' }) {
  return (
    <section class={classes('impact', impact.tone, look)} aria-live={look ? 'polite' : undefined}>
      <Heading>{title}</Heading>
      {impact.headline && <p class="strong">{impact.headline}</p>}
      <table>
        <caption class="vh">{title}</caption>
        <thead><tr><th scope="col">内容</th><th scope="col">现在</th><th scope="col">提交后</th></tr></thead>
        <tbody>{impact.rows.map((row) => <tr key={row.field}><th scope="row">{row.field}</th><td>{row.now}</td><td>{row.now === row.after ? row.after : <b>{row.after}</b>}</td></tr>)}</tbody>
      </table>
      {impact.consequence && <p>{impact.consequence}</p>}
      {impact.more?.map((line) => <p key={line}>{line}</p>)}
    </section>
  );
}

function Options({ decisions, chosen, error }: { decisions: Decision[]; chosen?: string; error?: string }) {
  return (
    <fieldset id="f-decision" aria-describedby={error ? 'f-decision-error' : undefined}>
      <legend class="vh">您的决定（必选）</legend>
      {decisions.map((decision, index) => (
        <label key={decision.value} class={classes('opt', `o${index + 1}`, decision.irreversible && 'hard')}>
          <input type="radio" name="decision" value={decision.value} checked={decision.value === chosen} required data-remark={decision.remarkRequired ? 'required' : undefined} />
          <span><b>{decision.name}</b>{decision.explanation && <small>{decision.explanation}</small>}</span>
        </label>
      ))}
      {error && <p class="err small" id="f-decision-error"><Word tone="bad" icon="cross" wrap>{error}</Word></p>}
    </fieldset>
  );
}

function Remark({ decisions, remark, error }: { decisions: Decision[]; remark: DecisionFormProps['remark']; error?: string }) {
  const needed = decisions.filter((decision) => decision.remarkRequired).map((decision) => `“${decision.name}”`).join('、');
  const always = decisions.every((decision) => decision.remarkRequired);
  return (
    <div class="field">
      <label class="lab" for="f-remark">原因<small>（{needed === '' ? '可不填' : always ? '必填' : `选${needed}时必填`}，{remark.reader}）</small></label>
      {remark.phrases && <div class="chips" role="group" aria-label="常用语" data-phrases="f-remark" hidden>{remark.phrases.map((phrase) => <button type="button" key={phrase}>{phrase}</button>)}</div>}
      <textarea id="f-remark" name="remark" rows={3} maxLength={remark.maxLength} required={always} aria-describedby={classes('f-remark-hint', error && 'f-remark-error')} aria-invalid={error ? 'true' : undefined}>{remark.value}</textarea>
      <p class="hint" id="f-remark-hint">最多 {remark.maxLength} 字<span data-count="f-remark" /></p>
      {error && <p class="err" id="f-remark-error"><Word tone="bad" icon="cross" wrap>{error}</Word></p>}
    </div>
  );
}

/** A single button that completes a task without anything to choose, e.g. handing in a list. */
export function SubmitCard({ title, text, action, seal, submit, impact, basis, fields = [], errors = [], draft }: { title: string; text?: string; action: string; seal: FormSeal; submit: string; impact?: Impact; basis?: string; fields?: FieldProps[]; errors?: FieldError[]; draft?: DraftProps }) {
  return (
    <section class="card decide" aria-labelledby="decide">
      <div class="ch"><h2 id="decide">{title}</h2></div>
      <SealedForm action={action} seal={seal} guarded={fields.length > 0} draft={fields.length > 0 ? draft : undefined} labelledBy="decide" class="cb stackv">
        <ErrorSummary errors={errors} />
        {text && <p class="sub">{text}</p>}
        {withErrors(fields, errors).map((field) => <Field key={field.name} {...field} />)}
        {impact && <ImpactTable impact={impact} />}
        <button class="btn main big wide"><Icon name="right" />{submit}</button>
        {basis && <p class="muted small">依据：{basis}</p>}
        {draft && fields.length > 0 && <DraftLine {...draft} />}
      </SealedForm>
    </section>
  );
}
