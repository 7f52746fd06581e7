import { ActButton, missing, type OfferedAct, type Unmet } from './act.js';
import { ErrorSummary, Field, type FieldError, type FieldOption } from './field.js';
import { SealedForm, type FormSeal } from './form.js';
import { Icon, Word } from './icon.js';

export type PublishFormProps = {
  action: string;
  seal: FormSeal;
  /** `YYYY-MM-DD`; the range an officer may choose. */
  start: { value: string; min: string; max: string; words: string };
  /** `explained` says how the proposed end was counted: which working days, which holidays. */
  end: { value?: string; min?: string; max?: string; explained: string; suggestion?: FieldOption };
  attachments: { required: boolean; count: number; words: string; act?: OfferedAct };
  /** Address that answers `?start=` with this form for another start; with a script the end follows the start. */
  previewHref?: string;
  allowed: boolean;
  unmet: Unmet[];
  /** What people will be able to see, and where. */
  shows: string;
  errors?: FieldError[];
  basis: string;
};

/** 资助名单公示: when it starts, when it ends and why then, whether the attachment is there. */
export function PublishForm({ action, seal, start, end, attachments, previewHref, allowed, unmet, shows, errors = [], basis }: PublishFormProps) {
  const found = (field: string) => errors.find((error) => error.field === field)?.message;
  return (
    <section class="card decide" aria-labelledby="publish" id="publish-form">
      <div class="ch"><h2 id="publish">公示这份名单</h2></div>
      <SealedForm action={action} seal={seal} guarded labelledBy="publish" class="cb stackv">
        <ErrorSummary errors={errors} />
        <Start {...start} error={found('start')} previewHref={previewHref} />
        <Field name="end" kind="date" label="公示结束日期" required value={end.value} min={end.min} max={end.max} hint={end.explained} error={found('end')} suggestion={end.suggestion} />
        <div class="field" id="f-attachment" tabindex={-1}>
          <p class="lab">公示附件{attachments.required && <small>（必须有）</small>}</p>
          <p class="small"><Word tone={attachmentTone(attachments)} icon={attachments.count > 0 ? 'check' : attachments.required ? 'cross' : 'info'} wrap>{attachments.words}</Word></p>
          {attachments.act && <ActButton act={attachments.act} />}
        </div>
        <p class="sub">{shows}</p>
        {allowed
          ? <button class="btn main big wide"><Icon name="flag" />开始公示</button>
          : <><button type="button" class="btn big wide" aria-disabled="true" aria-describedby="publish-why">开始公示</button><div id="publish-why" class="small"><b>{missing(unmet)}</b><ul>{unmet.map((condition) => <li key={condition.code}><Word tone="bad" icon="cross" wrap>{condition.message}</Word></li>)}</ul></div></>}
        <p class="muted small">公示后名单不能再改；要改只能等公示不通过或申请公示退回。<br />依据：{basis}</p>
      </SealedForm>
    </section>
  );
}

function Start({ value, min, max, words, error, previewHref }: PublishFormProps['start'] & { error?: string; previewHref?: string }) {
  const ask = previewHref ? { 'hx-get': previewHref, 'hx-trigger': 'change from:find input', 'hx-include': 'find input', 'hx-target': '#publish-form', 'hx-select': '#publish-form', 'hx-swap': 'outerHTML' } : {};
  return <div {...ask}><Field name="start" kind="date" label="公示开始日期" required value={value} min={min} max={max} hint={words} error={error} /></div>;
}

const attachmentTone = ({ required, count }: PublishFormProps['attachments']) => (count > 0 ? 'good' : required ? 'bad' : 'idle');
