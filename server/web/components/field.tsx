import type { ErrorItem } from '../../lib/errors.js';
import { classes, Icon, Word } from './icon.js';

export type FieldOption = { value: string; label: string };

export type FieldProps = {
  name: string;
  label: string;
  kind?: 'text' | 'search' | 'password' | 'date' | 'month' | 'datetime' | 'number' | 'money' | 'textarea' | 'select' | 'tick' | 'file';
  /** Only needed where two forms of one page use the same name. */
  id?: string;
  value?: string;
  /** Of a tick box. */
  checked?: boolean;
  options?: FieldOption[];
  required?: boolean;
  hint?: string;
  error?: string;
  /** A value that would be right; with a script one click takes it. */
  suggestion?: FieldOption;
  rows?: number;
  maxLength?: number;
  min?: string;
  max?: string;
  accept?: string;
  autocomplete?: string;
  placeholder?: string;
  /** Takes the whole width of a `Fields` grid. */
  full?: boolean;
};

/** One thing to fill in: label, control, hint and error, the last two read out with the control. */
export function Field(props: FieldProps) {
  const id = props.id ?? fieldId(props.name);
  const told = [props.hint && `${id}-hint`, props.error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  if (props.kind === 'tick') {
    return (
      <div class={classes('field', props.full && 'full')}>
        <label class="tick" for={id}><input type="checkbox" id={id} name={props.name} value={props.value ?? 'yes'} checked={props.checked} required={props.required} aria-invalid={props.error ? 'true' : undefined} aria-describedby={told} /><span>{props.label}</span></label>
        <Below id={id} {...props} />
      </div>
    );
  }
  return (
    <div class={classes('field', props.full && 'full')}>
      <label class="lab" for={id}>{props.label}{props.required && <small>（必填）</small>}</label>
      <Control id={id} told={told} {...props} />
      <Below id={id} {...props} />
    </div>
  );
}

/** Fields side by side where there is room. */
export function Fields({ fields }: { fields: FieldProps[] }) {
  return <div class="fields">{fields.map((field) => <Field key={field.name} {...field} />)}</div>;
}

export type FieldError = { field: string; label: string; message: string };

/** What is wrong with a refused form, on top of it, each line leading to its field. Where no field is at fault (a full disk, a step somebody else took), nothing in it is to be put right. */
export function ErrorSummary({ errors, title }: { errors: FieldError[]; title?: string }) {
  if (errors.length === 0) return null;
  return (
    <div class="note bad" role="alert" tabindex={-1} data-focus="">
      <Icon name="cross" />
      <div class="grow">
        <h2>{title ?? (errors.some(({ label }) => label !== '') ? `还有 ${errors.length} 处要改` : '没有办成')}</h2>
        <ul>{errors.map((error) => <li key={error.field + error.message}>{error.label ? <a href={`#${fieldId(error.field)}`}>{error.label}：{error.message}</a> : error.message}</li>)}</ul>
      </div>
    </div>
  );
}

/** Turns what a refusal named into lines of the summary; what belongs to no field of this form keeps its message alone. */
export function fieldErrors(fields: FieldProps[], items: ErrorItem[]): FieldError[] {
  return items.map((item) => ({ field: item.path ?? '', label: fields.find((field) => field.name === item.path)?.label ?? '', message: item.message }));
}

/** The id a field has in the page unless it was given another. */
export const fieldId = (name: string): string => `f-${name.replace(/[^\w-]+/g, '-')}`;

/** Gives each field the error found for its name. */
export function withErrors(fields: FieldProps[], errors: FieldError[]): FieldProps[] {
  return fields.map((field) => ({ ...field, error: errors.find((error) => error.field === field.name)?.message ?? field.error }));
}

function Control({ id, told, ...props }: FieldProps & { id: string; told?: string }) {
  const common = { id, name: props.name, required: props.required, 'aria-describedby': told, 'aria-invalid': props.error ? 'true' as const : undefined };
  switch (props.kind) {
    case 'select':
      return <select {...common}>{props.options?.map((option) => <option key={option.value} value={option.value} selected={option.value === props.value}>{option.label}</option>)}</select>;
    case 'textarea':
      return <textarea {...common} rows={props.rows ?? 3} maxLength={props.maxLength} placeholder={props.placeholder}>{props.value}</textarea>;
    case 'file':
      return <input {...common} type="file" accept={props.accept} />;
    default:
      return (
        <input
          {...common} type={inputTypes[props.kind === 'tick' ? 'text' : props.kind ?? 'text']} value={props.value} placeholder={props.placeholder} min={props.min} max={props.max} maxLength={props.maxLength}
          inputMode={props.kind === 'money' ? 'decimal' : props.kind === 'number' ? 'numeric' : undefined} autocomplete={props.autocomplete ?? 'off'}
        />
      );
  }
}

function Below({ id, hint, error, suggestion }: FieldProps & { id: string }) {
  return (
    <>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {error && (
        <p class="err" id={`${id}-error`}>
          <Word tone="bad" icon="cross" wrap>{error}</Word>
          {suggestion && <> <button type="button" class="link-btn" data-fill={id} data-value={suggestion.value} hidden>{suggestion.label}</button></>}
        </p>
      )}
    </>
  );
}

/** Amounts and numbers are typed as text: a number field would take an `e` and turn on the mouse wheel. */
const inputTypes = {
  text: 'text', search: 'search', password: 'password', date: 'date', month: 'month', datetime: 'datetime-local', number: 'text', money: 'text',
} as const;
