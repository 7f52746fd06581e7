import { KeyValues } from '../components/facts.js';
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
  /** The password was right; a one-time code is asked for as well, by whoever holds this. */
  ticket?: string;
  /** Why the last attempt failed, and what to do. */
  refused?: string;
  /** Why the person is here again: session over, signed in elsewhere. */
  told?: string;
  help: string;
  /** The province's 统一用户管理: where its button leads and what it says. */
  unified?: { href: string; label: string };
  /** What the province's provider calls the person, to be handed to the administrator. */
  identity?: string;
  /** The demo people, shown where demo data is loaded. */
  demo?: { password: string; people: { login: string; who: string }[] };
};

/** 登录 */
export function SignInPage({ action, seal, next, login, ticket, refused, told, help, unified, identity, demo }: SignInProps) {
  const fields = (
    <>
      {refused && <Note tone="bad" title="没有登录成功" alert>{refused}</Note>}
      {!refused && told && <Note tone="run" title={told} />}
      {identity && <KeyValues pairs={[{ name: '您的标识', value: <code>{identity}</code> }]} />}
      {next && <input type="hidden" name="next" value={next} />}
      {ticket ? (
        <>
          <input type="hidden" name="ticket" value={ticket} />
          <input type="hidden" name="login" value={login} />
          <Field name="otp" label="动态口令" hint="手机应用上的 6 位数字，30 秒一变；手机不在身边，填纸上的备用口令。" autocomplete="one-time-code" maxLength={20} required />
        </>
      ) : (
        <>
          <Field name="login" label="账号" value={login} autocomplete="username" required />
          <Field name="password" kind="password" label="密码" autocomplete="current-password" required />
        </>
      )}
      <button class="btn main big wide">登录</button>
      {unified && !ticket && <a class="btn big wide" href={unified.href}>{unified.label}</a>}
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
