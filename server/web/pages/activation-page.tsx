import { ErrorSummary, Field, withErrors, type FieldError, type FieldProps } from '../components/field.js';
import { KeyValues, type Pair } from '../components/facts.js';

export type ActivationPageProps = {
  action: string;
  account: Pair[];
  fields: FieldProps[];
  errors?: FieldError[];
  footnote: string;
};

/** 激活账号: the first password of an administrator, set by whoever holds the one-time link. */
export function ActivationPage({ action, account, fields, errors = [], footnote }: ActivationPageProps) {
  return (
    <section class="card narrow-card">
      <div class="ch"><h1>激活账号</h1></div>
      <KeyValues pairs={account} />
      <form method="post" action={action} class="cb stackv rule-top" data-once="">
        <ErrorSummary errors={errors} />
        {withErrors(fields, errors).map((field) => <Field key={field.name} {...field} />)}
        <button class="btn main big wide">设置密码并激活</button>
        <p class="muted small">{footnote}</p>
      </form>
    </section>
  );
}
