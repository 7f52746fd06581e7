import { ErrorSummary, Field, withErrors, type FieldError } from '../components/field.js';
import { noticeDocument } from './public-notice-page.js';

export type ObjectionFormProps = {
  version: string; school: string; title: string; period: string;
  contacts: string[];
  action: string; back: string; seal: string; errors: FieldError[];
  text: { value?: string; least: number; most: number };
  contact: { value?: string; most: number };
};

/** 我有异议: the form at the public notice. No session, no script, nothing of anybody else. */
export function renderObjectionForm({ version, school, title, period, contacts, action, back, seal, errors, text, contact }: ObjectionFormProps): string {
  const fields = withErrors([
    { name: 'text', label: '您的异议', kind: 'textarea', rows: 6, value: text.value, maxLength: text.most, required: true, full: true, hint: `写清对谁、对什么有异议，${text.least} 至 ${text.most} 字。请不要写证件号、银行卡号。` },
    { name: 'contact', label: '怎么联系您', value: contact.value, maxLength: contact.most, full: true, hint: '可以不填。留下姓名和电话，我们核实后好回复您。' },
  ], errors);
  return noticeDocument(version, `提出异议 - ${school}`, (
    <article class="card paper">
      <h1><span>提出异议</span></h1>
      <p class="lead">对{school}“{title}”有异议的，请在公示期内（{period}）提出。学校和主管部门会核实；您写的内容和联系方式只有学校和主管部门的经办人员能看到，不会公开。</p>
      <form method="post" action={action} class="stackv">
        <ErrorSummary errors={errors} />
        <input type="hidden" name="seal" value={seal} />
        {fields.map((field) => <Field key={field.name} {...field} />)}
        <div class="vh"><label for="f-website">请不要填写这一栏</label><input id="f-website" name="website" tabindex={-1} autocomplete="off" /></div>
        <div class="row"><button class="btn main big">提交异议</button><a class="btn big" href={back}>返回公示</a></div>
      </form>
      <p class="sub after">也可以打电话：{contacts.join('；')}。</p>
    </article>
  ));
}

/** Thanks, and the number to name on the telephone. */
export function renderObjectionReceived({ version, receipt, back, contacts }: { version: string; receipt: string; back: string; contacts: string[] }): string {
  return noticeDocument(version, '已收到您的异议', (
    <article class="card paper">
      <h1><span>已收到您的异议</span></h1>
      <p class="lead">编号 <b>{receipt}</b>，请记下。学校会核实、处理；处理完以前，主管部门不会确认这份公示。要补充情况，请打电话并报这个编号：{contacts.join('；')}。</p>
      <p class="row"><a class="btn" href={back}>返回公示</a></p>
    </article>
  ));
}
