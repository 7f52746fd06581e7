import type { ComponentChildren } from 'preact';
import { ActButton, type OfferedAct } from './act.js';
import { ErrorSummary, Fields, withErrors, type FieldError, type FieldProps } from './field.js';
import { SealedForm, type FormSeal } from './form.js';
import { Tag, type TagProps } from './tag.js';

export type LinkTo = { label: string; href: string };

/** A white card with its own heading. `flush` content reaches the edges (tables, lists). */
export function Card({ title, aside, more, flush, children }: { title?: string; aside?: string; more?: LinkTo; flush?: boolean; children: ComponentChildren }) {
  return (
    <section class="card">
      {title && <div class="ch"><h2>{title}</h2>{aside && <span class="sub">{aside}</span>}{more && <a href={more.href}>{more.label}</a>}</div>}
      {flush ? children : <div class="cb">{children}</div>}
    </section>
  );
}

export type PageHeadProps = { title: string; tag?: TagProps; subtitle?: string; acts?: OfferedAct[]; aside?: string; printable?: boolean };

/** The page's heading, its state beside it, and the acts that concern the whole page. */
export function PageHead({ title, tag, subtitle, acts = [], aside, printable }: PageHeadProps) {
  return (
    <div class="head">
      <div><div class="titleline"><h1>{title}</h1>{tag && <Tag {...tag} big />}</div>{subtitle && <p class="sub">{subtitle}</p>}</div>
      {(acts.length > 0 || aside || printable) && (
        <div class="acts">
          {aside && <span class="sub">{aside}</span>}
          {printable && <button type="button" class="btn" data-print="" hidden>打印</button>}
          {acts.map((act) => <ActButton key={act.key} act={act} />)}
        </div>
      )}
    </div>
  );
}

export type FormCardProps = {
  /** Where a link leads that opens this form. */
  id?: string;
  title: string;
  action: string;
  seal: FormSeal;
  fields: FieldProps[];
  submit: string;
  danger?: boolean;
  /** What happens after, or the paragraph it rests on. */
  footnote?: string;
  errors?: FieldError[];
  cancel?: LinkTo;
  multipart?: boolean;
  /** Folded until asked for; opens by itself when something is to be corrected. */
  folded?: boolean;
};

/** A card that is one form: fields, one button that says what it does. */
export function FormCard(props: FormCardProps) {
  const errors = props.errors ?? [];
  const form = (
    <SealedForm action={props.action} seal={props.seal} multipart={props.multipart} guarded class="cb stackv">
      <ErrorSummary errors={errors} />
      <Fields fields={withErrors(props.fields, errors)} />
      <div class="row"><button class={`btn ${props.danger ? 'danger' : 'main'}`}>{props.submit}</button>{props.cancel && <a class="btn plain" href={props.cancel.href}>{props.cancel.label}</a>}</div>
      {props.footnote && <p class="muted small">{props.footnote}</p>}
    </SealedForm>
  );
  if (props.folded) return <section class="card"><details open={errors.length > 0}><summary>{props.title}</summary>{props.id ? <div id={props.id}>{form}</div> : form}</details></section>;
  return <section class="card"><div class="ch"><h2>{props.title}</h2></div>{form}</section>;
}
