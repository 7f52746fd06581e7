import { renderToString } from 'preact-render-to-string';
import { FormCard } from '../../server/web/components/card.js';
import { DecisionForm } from '../../server/web/components/decision-form.js';
import { ErrorSummary, Field, fieldErrors } from '../../server/web/components/field.js';
import { UploadForm } from '../../server/web/components/files.js';
import { PublishForm } from '../../server/web/components/publish-form.js';
import { DisbursementPage } from '../../server/web/pages/disbursement-page.js';
import { ListPage } from '../../server/web/pages/list-page.js';
import { decisionForm, disbursementPage, listInEntry, publishForm, sampleSeal, upload } from '../../server/web/pages/samples.js';
import { find, hasClass, readHtml } from '../support/read-html.js';

it('a field is read out with its label, its hint and its error', () => {
  const html = renderToString(<Field name="end" kind="date" label="公示结束日期" hint="最早 5月17日" error="只有 3 个工作日" required />);
  const [control] = find(html, 'input');
  expect(control?.attributes).toMatchObject({ 'id': 'f-end', 'aria-describedby': 'f-end-hint f-end-error', 'aria-invalid': 'true' });
  expect(control?.attributes).toHaveProperty('required');
  expect(find(html, 'label', { for: 'f-end' })[0]?.text).toBe('公示结束日期（必填）');
  expect(find(html, 'p', { id: 'f-end-error' })[0]?.text).toContain('只有 3 个工作日');
});

it('a field without error is not marked wrong', () => {
  expect(find(renderToString(<Field name="name" label="姓名" />), 'input')[0]?.attributes).not.toHaveProperty('aria-invalid');
});

it('a refused form lists what is wrong on top, each line leading to its field', () => {
  const fields = [{ name: 'idNumber', label: '身份证号', value: '41' }];
  const html = renderToString(<FormCard title="登记" action="/students" seal={sampleSeal('x')} submit="登记" fields={fields} folded errors={fieldErrors(fields, [{ path: 'idNumber', code: 'bad', message: '不足 18 位' }, { code: 'other', message: '名册正在导入，请稍后' }])} />);
  expect(find(html, 'a')[0]).toMatchObject({ attributes: { href: '#f-idNumber' }, text: '身份证号：不足 18 位' });
  expect(html).toContain('<li>名册正在导入，请稍后</li>');
  expect(find(html, 'input', { name: 'idNumber' })[0]?.attributes).toMatchObject({ value: '41', 'aria-invalid': 'true' });
  expect(find(html, 'details')[0]?.attributes).toHaveProperty('open');
});

it('no summary is shown when nothing is wrong', () => {
  expect(renderToString(<ErrorSummary errors={[]} />)).toBe('');
});

describe('the decision', () => {
  const html = renderToString(<DecisionForm {...decisionForm} />);
  const elements = readHtml(html);

  it('is chosen for nobody beforehand and must be chosen', () => {
    const radios = find(elements, 'input', { name: 'decision' });
    expect(radios.map(({ attributes }) => attributes.value)).toEqual(['confirm', 'reject']);
    expect(radios.filter(({ attributes }) => 'checked' in attributes)).toEqual([]);
    expect(radios.every(({ attributes }) => 'required' in attributes)).toBe(true);
  });

  it('stands on the button, which is neutral until something is chosen', () => {
    const [button] = elements.filter((element) => hasClass(element, 'submit'));
    const words = elements.filter(({ name, inside }) => name === 'span' && inside.includes(button)).map((span) => [span.attributes.class, span.text]);
    expect(words).toEqual([['s0', '提交决定'], ['say s1', '提交：公示通过'], ['say s2', '提交：公示不通过']]);
  });

  it('shows what each choice changes before it is sent', () => {
    const impacts = elements.filter((element) => hasClass(element, 'impact'));
    expect(impacts.map((impact) => [hasClass(impact, 'w1'), hasClass(impact, 'w2')])).toEqual([[true, false], [false, true]]);
    expect(impacts[1]?.text).toContain('学校公示状态学校已公示学校未公示');
  });

  it('says for which choice a reason is needed and who will read it', () => {
    expect(find(elements, 'label', { for: 'f-remark' })[0]?.text).toBe('原因（选“公示不通过”时必填，学校会看到）');
    expect(find(elements, 'input', { name: 'decision' }).map(({ attributes }) => attributes['data-remark'])).toEqual([undefined, 'required']);
    expect(find(elements, 'textarea')[0]?.attributes).not.toHaveProperty('required');
  });

  it('hides the phrases from those without a script, for whom they would do nothing', () => {
    expect(find(elements, 'div', { role: 'group' })[0]?.attributes).toHaveProperty('hidden');
  });

  it('keeps the choice and the words when it was refused', () => {
    const refused = renderToString(<DecisionForm {...decisionForm} chosen="reject" remark={{ ...decisionForm.remark, value: '附件不清楚。' }} errors={[{ field: 'decision', label: '您的决定', message: '请选择' }]} />);
    expect(find(refused, 'input', { value: 'reject' })[0]?.attributes).toHaveProperty('checked');
    expect(find(refused, 'textarea')[0]?.text).toBe('附件不清楚。');
    expect(find(refused, 'fieldset')[0]?.attributes['aria-describedby']).toBe('f-decision-error');
  });
});

it('a remark every choice needs is required without a script as well', () => {
  const decisions = decisionForm.decisions.map((decision) => ({ ...decision, remarkRequired: true }));
  expect(find(renderToString(<DecisionForm {...decisionForm} decisions={decisions} />), 'textarea')[0]?.attributes).toHaveProperty('required');
});

it('publishing explains the end date and asks for another one without the form’s secrets', () => {
  const html = renderToString(<PublishForm {...publishForm} />);
  expect(find(html, 'p', { id: 'f-end-hint' })[0]?.text).toContain('数满 5 个工作日是 5月17日');
  const [asking] = readHtml(html).filter(({ attributes }) => attributes['hx-get']);
  expect(asking?.attributes).toMatchObject({ 'hx-get': '/tasks/42', 'hx-include': 'find input' });
  expect(find(html, 'button').some((button) => button.text === '开始公示' && !('aria-disabled' in button.attributes))).toBe(true);
});

it('publishing without the attachment May asks for cannot be sent and says so beside the button', () => {
  const html = renderToString(<PublishForm {...publishForm} allowed={false} unmet={[{ code: 'attachment-required', message: '5月名单必须上传公示附件' }]} attachments={{ required: true, count: 0, words: '还没有公示附件' }} />);
  const [button] = find(html, 'button');
  expect(button?.attributes).toMatchObject({ 'type': 'button', 'aria-disabled': 'true', 'aria-describedby': 'publish-why' });
  expect(find(html, 'div', { id: 'publish-why' })[0]?.text).toBe('还差 1 项5月名单必须上传公示附件');
});

it('files are sent as multipart with the field the server reads', () => {
  const html = renderToString(<UploadForm {...upload} />);
  expect(find(html, 'form')[0]?.attributes.enctype).toBe('multipart/form-data');
  expect(find(html, 'input', { type: 'file' })[0]?.attributes).toMatchObject({ name: 'file', accept: '.pdf,.jpg,.jpeg,.png,.docx,.xlsx' });
});

it('a student who may not be on the list cannot be picked and the page says why', () => {
  const html = renderToString(<ListPage {...listInEntry} />);
  expect(find(html, 'input', { name: 'studentIds', value: '71' })[0]?.attributes).not.toHaveProperty('disabled');
  expect(find(html, 'input', { name: 'studentIds', value: '72' })[0]?.attributes).toHaveProperty('disabled');
  expect(html).toContain('一名学生一个月只能在一份名单上');
});

it('a list that may not be edited offers no way to enter or change people', () => {
  const tab = { ...listInEntry.tab, entry: undefined };
  const html = renderToString(<ListPage {...listInEntry} tab={tab as typeof listInEntry.tab} />);
  expect(find(html, 'input', { name: 'find' })).toEqual([]);
  expect(find(html, 'input', { type: 'file' })).toEqual([]);
  expect(html).not.toContain('维护</th>');
});

it('an amount that is too high is marked at its student', () => {
  const html = renderToString(<DisbursementPage {...disbursementPage} />);
  expect(find(html, 'input', { name: 'amount-402' })[0]?.attributes).toMatchObject({ 'value': '250.00', 'aria-invalid': 'true', 'aria-describedby': 'f-amount-402-error' });
  expect(find(html, 'a', { href: '#f-amount-402' })[0]?.text).toContain('不能超过应发 200.00 元');
});

it('money that may not be paid yet has no form, only the reasons', () => {
  const html = renderToString(<DisbursementPage {...disbursementPage} form={undefined} guard={{ name: '资金发放管理', act: { key: 'disburse', label: '录入发放', allowed: false, unmet: [{ code: 'publicity-not-ended', message: '公示期到 5月12日。' }] } }} />);
  expect(find(html, 'form')).toEqual([]);
  expect(html).toContain('公示期到 5月12日。');
});
