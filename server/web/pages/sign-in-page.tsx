import { Field } from '../components/field.js';
import { SealedForm, type FormSeal } from '../components/form.js';
import { Note } from '../components/note.js';
import { Table } from '../components/table.js';

export type SignInProps = {
  action: string;
  /** Only where the sign-in form is protected by a token of its own. */
  seal?: FormSeal;
  /** Where to go afterwards. */
  next?: string;
  login?: string;
  /** A one-time code is asked for as well. */
  otpAsked?: boolean;
  /** Why the last attempt failed, and what to do. */
  refused?: string;
  /** Why the person is here again: session over, signed in elsewhere. */
  told?: string;
  help: string;
  /** The demo people, shown where demo data is loaded. */
  demo?: { password: string; people: { login: string; who: string }[] };
};

/** 登录 */
export function SignInPage({ action, seal, next, login, otpAsked, refused, told, help, demo }: SignInProps) {
  const fields = (
    <>
      {refused && <Note tone="bad" title="没有登录成功" alert>{refused}</Note>}
      {!refused && told && <Note tone="run" title={told} />}
      {next && <input type="hidden" name="next" value={next} />}
      <Field name="login" label="账号" value={login} autocomplete="username" required />
      <Field name="password" kind="password" label="密码" autocomplete="current-password" required />
      {otpAsked && <Field name="otp" kind="number" label="动态口令" hint="手机口令器上的 6 位数字，30 秒一变。" autocomplete="one-time-code" maxLength={6} required />}
      <button class="btn main big wide">登录</button>
      <p class="muted small">{help}</p>
    </>
  );
  return (
    <>
      <section class="card narrow-card">
        <div class="ch"><h1>登录</h1></div>
        {seal ? <SealedForm action={action} seal={seal} class="cb stackv">{fields}</SealedForm> : <form method="post" action={action} class="cb stackv" data-once="">{fields}</form>}
      </section>
      {demo && (
        <section class="card narrow-card">
          <div class="ch"><h2>演示账号</h2><span class="sub">密码都是 {demo.password}</span></div>
          <Table caption="演示账号" rows={demo.people} rowKey={(person) => person.login} columns={[
            { key: 'login', name: '账号', first: true, cell: (person) => <code>{person.login}</code> },
            { key: 'who', name: '是谁', cell: (person) => person.who },
          ]} />
        </section>
      )}
    </>
  );
}
