import type { FieldError } from '../components/field.js';
import { ErrorSummary, Field } from '../components/field.js';
import { SealedForm, type FormSeal } from '../components/form.js';
import { KeyValues, type Pair } from '../components/facts.js';
import { PageHead } from '../components/card.js';
import { Note } from '../components/note.js';
import { QrCode } from '../components/qr-code.js';

const codeField = { name: 'code', label: '动态口令', hint: '手机上显示的 6 位数字，30 秒一变。', autocomplete: 'one-time-code', maxLength: 20, required: true } as const;

export type SetUpCodeProps = { address: string; secret: string; action: string; seal: FormSeal; errors?: FieldError[] };

/** 设置动态口令: the picture for the app, and the first code that proves the app has it. */
export function SetUpCodePage({ address, secret, action, seal, errors = [] }: SetUpCodeProps) {
  return (
    <>
      <PageHead title="设置动态口令" subtitle="以后登录时，除了密码还要填手机上的 6 位数字，别人知道密码也进不来。" />
      <section class="card narrow-card">
        <div class="cb stackv">
          <ol class="steps-plain">
            <li>在手机上装一个动态口令应用（应用商店里搜“身份验证器”，支持 TOTP 的都可以）。</li>
            <li>用它扫下面的二维码；扫不了的，手工填写密钥。</li>
            <li>把应用显示的 6 位数字填在这里。</li>
          </ol>
          <QrCode text={address} label="动态口令应用要扫的二维码；看不到的，请手工填写下面的密钥" />
          <p>密钥（只显示这一次，不要给别人看）：<br /><code class="wrap-anywhere">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>
          <SealedForm action={action} seal={seal} class="stackv">
            <ErrorSummary errors={errors} />
            <Field {...codeField} {...(errors[0] ? { error: errors[0].message } : {})} />
            <button class="btn main big wide">确认设置</button>
          </SealedForm>
        </div>
      </section>
    </>
  );
}

/** 备用口令, shown once: to be printed or written down. */
export function RecoveryCodesPage({ codes }: { codes: string[] }) {
  return (
    <>
      <PageHead title="备用口令" subtitle="手机丢了、坏了，用它代替动态口令登录。" printable />
      <section class="card narrow-card">
        <div class="cb stackv">
          <Note tone="mine" title="只显示这一次">请打印或抄下来，锁好。每个只能用一次；重新生成后，旧的全部作废。</Note>
          <ol class="codes">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ol>
          <a class="btn main" href="/sessions">已经记好，回到“我的登录”</a>
        </div>
      </section>
    </>
  );
}

export type ShowAgainProps = { action: string; seal: FormSeal; to: string; kept: string; shown: Pair[]; errors?: FieldError[] };

/** 再次验证 before something sensitive; what was typed travels along. */
export function ShowAgainPage({ action, seal, to, kept, shown, errors = [] }: ShowAgainProps) {
  return (
    <>
      <PageHead title="请再验证一次" subtitle="这件事涉及个人信息或账号安全，要再填一次动态口令，5 分钟内有效。" />
      <section class="card narrow-card">
        <SealedForm action={action} seal={seal} class="cb stackv">
          <ErrorSummary errors={errors} />
          <input type="hidden" name="to" value={to} />
          <input type="hidden" name="kept" value={kept} />
          <Field {...codeField} {...(errors[0] ? { error: errors[0].message } : {})} />
          <button class="btn main big wide">验证</button>
        </SealedForm>
        {shown.length > 0 && <div class="rule-top"><KeyValues pairs={shown} /></div>}
      </section>
    </>
  );
}

/** Verified: the form that was held back is sent by one more press. */
export function GoOnPage({ to, seal, kept, shown }: { to: string; seal: FormSeal; kept: [string, string][]; shown: Pair[] }) {
  return (
    <>
      <PageHead title="已验证" subtitle="按下面的按钮接着办刚才的事。" />
      <section class="card narrow-card">
        {shown.length > 0 && <KeyValues pairs={shown} />}
        <SealedForm action={to} seal={seal} class="cb stackv">
          {kept.map(([name, value], at) => <input key={at} type="hidden" name={name} value={value} />)}
          <button class="btn main big wide" data-focus="">接着办</button>
        </SealedForm>
      </section>
    </>
  );
}
