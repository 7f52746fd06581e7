import { ActButton, type OfferedAct } from '../components/act.js';
import { Card, FormCard, PageHead, type FormCardProps, type LinkTo } from '../components/card.js';
import { Facts, type NamedFact } from '../components/facts.js';
import { ErrorSummary, fieldId, Fields, withErrors, type FieldError, type FieldProps } from '../components/field.js';
import { Filters, type FiltersProps } from '../components/filters.js';
import { SealedForm, type FormSeal } from '../components/form.js';
import { GuardPanel, type GuardPanelProps } from '../components/guard-panel.js';
import type { EmptyStateProps } from '../components/note.js';
import { Pager, Results, Table, type PagerProps } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';
import { Disbursements, type DisbursementRecord } from './list-records.js';

/** Names of the fields for one student: `amount-<award id>`, ticked in `awards`. */
export const amountField = (awardId: string): string => `amount-${awardId}`;

export type PayableAward = { id: string; number: string; name: string; maskedId: string; card: string; payable: string; paid: string; /** What the officer typed, or what is still open. */ amount: string; chosen?: boolean };

export type DisbursementPageProps = {
  title: string;
  tag: TagProps;
  subtitle: string;
  back: LinkTo;
  facts: NamedFact[];
  /** When it may not be done yet; the form is then left out. */
  guard?: GuardPanelProps;
  form?: {
    action: string;
    seal: FormSeal;
    /** 发放日期、发放方式 */
    fields: FieldProps[];
    scope: 'all' | 'some';
    /** Everybody, at the payable amount: 312 人，62,400.00 元. */
    allWords: string;
    awards: PayableAward[];
    pager?: PagerProps;
    errors?: FieldError[];
    basis: string;
  };
  /** 银行代发文件: what the bank is to pay, with whole card numbers. */
  bank?: { files: LinkTo[]; words: string; purpose: string; errors: FieldError[] };
  records: { rows: DisbursementRecord[]; empty: string };
  /** 退票: the reason the bank gave one payment back. */
  returning?: FormCardProps;
  /** Every single payment, to look one up or register its return. */
  payments?: { filters: FiltersProps; rows: Payment[]; pager: PagerProps; empty: EmptyStateProps };
};

export type Payment = { id: number; name: string; paidOn: string; channel: string; amount: string; state: TagProps; acts?: OfferedAct[] };

/** 资金发放管理: when, how and how much was paid. */
export function DisbursementPage({ title, tag, subtitle, back, facts, guard, form, bank, records, returning, payments }: DisbursementPageProps) {
  return (
    <>
      <PageHead title={title} tag={tag} subtitle={subtitle} acts={[{ key: 'back', label: back.label, href: back.href, allowed: true, unmet: [] }]} />
      <div class="stackv">
        {guard && <GuardPanel {...guard} />}
        <Facts facts={facts} />
        {returning && <div id="return"><FormCard {...returning} /></div>}
        {bank && <BankFile {...bank} />}
        {form && <DisbursementForm {...form} />}
        <Card title="已录入的发放" flush><Disbursements records={records.rows} empty={records.empty} /></Card>
        {payments && <Results><Card title="每一笔发放" aside="银行退票在这里登记" flush><Filters {...payments.filters} /><Payments rows={payments.rows} empty={payments.empty} />{payments.rows.length > 0 && <Pager {...payments.pager} />}</Card></Results>}
      </div>
    </>
  );
}

/** Reading, so it may be asked for again; each time is on record. */
function BankFile({ files, words, purpose, errors }: NonNullable<DisbursementPageProps['bank']>) {
  const field: FieldProps = { name: 'purpose', label: '用途', value: purpose, required: true, maxLength: 100, full: true, hint: '如“报送县农商行代发”。文件里有完整卡号，下载会连同用途留下记录。' };
  return (
    <section class="card" aria-labelledby="bank-file">
      <div class="ch"><h2 id="bank-file">银行代发文件</h2><span class="sub">{words}</span></div>
      <form method="get" action={files[0].href} class="cb stackv" aria-labelledby="bank-file" hx-boost="false">
        <ErrorSummary errors={errors} />
        <Fields fields={withErrors([field], errors)} />
        <div class="row">{files.map((file) => <button key={file.href} class="btn" formAction={file.href}>{file.label}</button>)}</div>
      </form>
    </section>
  );
}

function DisbursementForm({ action, seal, fields, scope, allWords, awards, pager, errors = [], basis }: NonNullable<DisbursementPageProps['form']>) {
  return (
    <section class="card" aria-labelledby="disburse">
      <div class="ch"><h2 id="disburse">录入一次发放</h2></div>
      <SealedForm action={action} seal={seal} guarded labelledBy="disburse">
        <div class="cb stackv">
          <ErrorSummary errors={errors} />
          <Fields fields={withErrors(fields, errors)} />
          <fieldset id={fieldId('scope')}>
            <legend>发给谁</legend>
            <label class="opt"><input type="radio" name="scope" value="all" checked={scope === 'all'} required /><span><b>全部按应发金额</b><small>{allWords}</small></span></label>
            <label class="opt"><input type="radio" name="scope" value="some" checked={scope === 'some'} required /><span><b>只发勾选的人，按填写的金额</b><small>分批发放、个别人暂缓或金额不同时用。</small></span></label>
          </fieldset>
        </div>
        <div class="when-some"><Awards awards={awards} errors={errors} />{pager && <Pager {...pager} />}</div>
        <div class="cb stackv tight rule-top">
          <div class="row"><button class="btn main big">保存这次发放</button></div>
          <p class="muted small">保存后实发金额计入名单；退票在下面的记录里办理。<br />依据：{basis}</p>
        </div>
      </SealedForm>
    </section>
  );
}

function Payments({ rows, empty }: { rows: Payment[]; empty: EmptyStateProps }) {
  return (
    <Table caption="每一笔发放" rows={rows} rowKey={(payment) => payment.id} empty={empty} columns={[
      { key: 'name', name: '姓名', first: true, cell: (payment) => payment.name },
      { key: 'paidOn', name: '发放日期', cell: (payment) => payment.paidOn },
      { key: 'channel', name: '发放方式', cell: (payment) => payment.channel },
      { key: 'amount', name: '金额（元）', num: true, cell: (payment) => payment.amount },
      { key: 'state', name: '状态', cell: (payment) => <Tag {...payment.state} /> },
      { key: 'acts', name: '办理', cell: (payment) => payment.acts?.map((act) => <ActButton key={act.key} act={act} />) },
    ]} />
  );
}

function Awards({ awards, errors }: { awards: PayableAward[]; errors: FieldError[] }) {
  return (
    <div class="rule-top">
      <Table caption="发放名单" rows={awards} rowKey={(award) => award.id} columns={[
        { key: 'pick', name: '', pick: true, head: <input class="pick" type="checkbox" data-check-all="awards" hidden aria-label="选择本页全部学生" />, cell: (award) => <input class="pick" type="checkbox" name="awards" value={award.id} checked={award.chosen} data-group="awards" aria-label={`选择 ${award.name}`} /> },
        { key: 'number', name: '序号', num: true, wide: true, cell: (award) => award.number },
        { key: 'name', name: '姓名', first: true, cell: (award) => award.name },
        { key: 'id', name: '身份证号', cell: (award) => award.maskedId },
        { key: 'card', name: '资助卡', cell: (award) => award.card },
        { key: 'payable', name: '应发（元）', num: true, cell: (award) => award.payable },
        { key: 'paid', name: '已发（元）', num: true, cell: (award) => award.paid },
        { key: 'amount', name: '这次发（元）', num: true, cell: (award) => <AmountInput award={award} error={errors.find((error) => error.field === amountField(award.id))?.message} /> },
      ]} />
    </div>
  );
}

function AmountInput({ award, error }: { award: PayableAward; error?: string }) {
  const name = amountField(award.id);
  return (
    <>
      <input id={fieldId(name)} type="text" inputMode="decimal" name={name} value={award.amount} aria-label={`${award.name} 这次发（元）`} aria-invalid={error ? 'true' : undefined} aria-describedby={error ? `${fieldId(name)}-error` : undefined} autocomplete="off" />
      {error && <span class="s down" id={`${fieldId(name)}-error`}>{error}</span>}
    </>
  );
}
