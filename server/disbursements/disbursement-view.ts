import { guardPanel } from '../award-lists/views/guard-view.js';
import { listSubtitle, listTitle, stageTag, type Dossier } from '../award-lists/views/dossier.js';
import { formatThousands, formatYuan } from '../lib/money.js';
import { addDays, formatDay } from '../values/office-date.js';
import { asTyped, chosen, refusalLines, sealFor, typedText, type Asking, type Refused } from '../web/desk-page.js';
import type { FormCardProps } from '../web/components/card.js';
import type { NamedFact } from '../web/components/facts.js';
import type { FieldError, FieldProps } from '../web/components/field.js';
import { stageLook } from '../web/components/tag.js';
import { amountField, type DisbursementPageProps } from '../web/pages/disbursement-page.js';
import { dayWords } from '../web/time-words.js';
import { channels, paymentInScope } from './disburse.js';
import { paymentGroups, paymentSums, paymentTag, singlePayments, unpaidAwards, type UnpaidAward } from './payment-rows.js';

const A_PAGE = 50;
/** `page` of those not paid yet, `payments` of the payments made, `q` a name among these, `returned` the payment whose return is registered. */
export type DisbursementAsked = { page: number; payments: number; q?: string; returned?: number; /** Typed for a bank file that was refused. */ purpose?: string };

/** 资金发放管理: who is to be paid, what was paid, what came back. */
export async function disbursementView(asking: Asking, dossier: Dossier, asked: DisbursementAsked, refused?: Refused): Promise<DisbursementPageProps> {
  const { list, can, actor } = dossier;
  const sums = await paymentSums(list.id);
  const look = stageTag(dossier);
  const allowed = can.disburse.allowed;
  return {
    title: paymentsTitle(dossier), tag: stageLook(look.stage, look.mine, look.returnedBy), subtitle: `${listTitle(list)}　${listSubtitle(list, dossier.today)}`, back: { label: '返回名单', href: `/award-lists/${list.id}` },
    facts: factsOf(dossier, sums), ...(allowed && sums.unpaid === 0 ? {} : { guard: guardPanel(dossier, 'disburse', '#disburse') }),
    ...(allowed && asked.returned ? { returning: await returnForm(asking, dossier, asked.returned, refused) } : {}),
    ...(allowed && sums.unpaid > 0 ? { bank: bankForm(dossier, sums, asked.purpose, refused), form: await disbursementForm(asking, dossier, asked, sums, asked.returned || asked.purpose !== undefined ? undefined : refused) } : {}),
    records: { rows: await paymentGroups(actor, list.id), empty: '还没有登记过发放' },
    ...(sums.payments > 0 ? { payments: await paymentsView(dossier, asked) } : {}),
  };
}

/** 附件1 五3: what the school enters, its reviewer and the authority view. */
const paymentsTitle = ({ list: { programme }, actor }: Dossier): string => (programme.hasPublicity || actor.role === 'school-operator' ? '资金发放管理' : '资金发放查看');

type Sums = Awaited<ReturnType<typeof paymentSums>>;

function factsOf({ list }: Dossier, sums: Sums): NamedFact[] {
  const people = (count: number): string => `${count.toLocaleString('en-US')} 人`;
  const back = sums.returned + sums.voided;
  return [
    { name: `${list.programme.payableWord}金额`, value: formatThousands(list.payable), unit: '元', note: people(list.people) },
    { name: '实发金额', value: list.paid === null ? '—' : formatThousands(list.paid), ...(list.paid === null ? {} : { unit: '元' }), note: people(list.paidPeople) },
    { name: '还没有发放', value: formatThousands(sums.unpaidAmount), unit: '元', note: people(sums.unpaid) },
    { name: sums.voided > 0 ? '退票和待追回' : '退票', value: back.toLocaleString('en-US'), unit: '笔', ...(back > 0 ? { note: `${formatThousands(sums.returnedAmount + sums.voidedAmount)} 元${sums.returned > 0 ? '，等重新发放' : ''}`, tone: 'bad' as const, icon: 'warn' as const } : { note: '没有' }) },
  ];
}

async function disbursementForm(asking: Asking, { list, today }: Dossier, asked: DisbursementAsked, sums: Sums, refused?: Refused): Promise<NonNullable<DisbursementPageProps['form']>> {
  const offset = (asked.page - 1) * A_PAGE;
  const awards = await unpaidAwards(list.id, { limit: A_PAGE, offset });
  const first = list.publicity ? addDays(list.publicity.end, 1) : today;
  const fields: FieldProps[] = [
    { name: 'paidOn', label: '发放日期', kind: 'date', value: today, required: true, ...(list.programme.hasPublicity ? { min: first, hint: `公示期满 ${formatDay(first)}以后，不晚于今天。` } : { hint: '不晚于今天。' }), max: today },
    { name: 'channel', label: '发放方式', kind: 'select', value: 'aid-card', required: true, options: Object.entries(channels).map(([value, label]) => ({ value, label })), hint: '只能发到学生本人的卡。' },
  ];
  const ticked = new Set(chosen(refused?.typed.awards).map(String));
  const at = (page: number): string => `/award-lists/${list.id}/disbursement?page=${page}`;
  return {
    action: `/award-lists/${list.id}/disbursement${asked.page > 1 ? `?page=${asked.page}` : ''}`, seal: sealFor(asking), fields: asTyped(fields, refused), scope: typedText(refused?.typed, 'scope') === 'some' ? 'some' : 'all',
    allWords: `还没有发放的 ${sums.unpaid.toLocaleString('en-US')} 人，${formatThousands(sums.unpaidAmount)} 元`, basis: `教助中心〔2023〕8号 附件1 ${list.programme.hasPublicity ? '二（一）4' : '五3'}`, errors: formErrors(refused, awards),
    awards: awards.map((one) => ({
      id: String(one.id), number: String(one.number), name: one.name, maskedId: one.maskedId, card: one.cardTail ? `尾号 ${one.cardTail}` : '没有登记', payable: formatThousands(one.payable), paid: one.paid === null ? '—' : formatThousands(one.paid),
      amount: typedText(refused?.typed, amountField(String(one.id))) ?? formatYuan(one.payable), chosen: ticked.has(String(one.id)),
    })),
    ...(sums.unpaid > A_PAGE ? { pager: { text: `第 ${offset + 1}–${offset + awards.length} 人，共 ${sums.unpaid.toLocaleString('en-US')} 人没有发放。勾选只在本页有效`, ...(asked.page > 1 ? { previous: at(asked.page - 1) } : {}), ...(offset + awards.length < sums.unpaid ? { next: at(asked.page + 1) } : {}) } } : {}),
  };
}

/** The use case names a person by `awards.<id>`, the form by the amount's field. */
function formErrors(refused: Refused | undefined, awards: readonly UnpaidAward[]): FieldError[] {
  const labels = { paidOn: '发放日期', channel: '发放方式', scope: '发给谁', ...Object.fromEntries(awards.map(({ id, name }) => [amountField(String(id)), `${name} 这次发`])) };
  const items = refused?.items.map((item) => ({ ...item, path: item.path?.replace(/^awards\.(\d+)$/, (_, id: string) => amountField(id)) }));
  return refusalLines(refused && { ...refused, items: items ?? [] }, labels, { 'paid-in-future': 'paidOn', 'paid-too-early': 'paidOn' });
}

const bankForm = ({ list }: Dossier, sums: Sums, purpose: string | undefined, refused?: Refused): NonNullable<DisbursementPageProps['bank']> => ({
  files: [{ href: `/award-lists/${list.id}/bank-file.xlsx`, label: '下载 Excel 文件' }, { href: `/award-lists/${list.id}/bank-file.csv`, label: '下载 CSV 文件' }],
  words: `还没有发放的 ${sums.unpaid.toLocaleString('en-US')} 人，${formatThousands(sums.unpaidAmount)} 元：序号、户名、账号、金额、摘要。`,
  purpose: purpose ?? '', errors: purpose === undefined ? [] : refusalLines(refused, { purpose: '用途' }, { 'purpose-required': 'purpose' }),
});

async function returnForm(asking: Asking, { list }: Dossier, id: number, refused?: Refused): Promise<FormCardProps | undefined> {
  const payment = await paymentInScope(asking.actor, id);
  if (payment.listId !== list.id || payment.state !== 'paid') return undefined;
  const field: FieldProps = { name: 'reason', label: '银行退票的原因', required: true, maxLength: 200, full: true, hint: '例如：卡已注销、户名不符。登记后这名学生可以重新发放。' };
  return {
    title: `登记退票：${payment.name} ${formatThousands(payment.amount)} 元，${channels[payment.channel]}`, action: `/disbursements/${id}/return`, seal: sealFor(asking), fields: asTyped([field], refused), submit: '登记退票', danger: true,
    cancel: { label: '不登记了', href: `/award-lists/${list.id}/disbursement` }, errors: refusalLines(refused, { reason: '银行退票的原因' }, { 'remark-required': 'reason' }),
  };
}

async function paymentsView({ list, can, today }: Dossier, asked: DisbursementAsked): Promise<NonNullable<DisbursementPageProps['payments']>> {
  const offset = (asked.payments - 1) * A_PAGE;
  const found = await singlePayments(list.id, { q: asked.q, limit: A_PAGE + 1, offset });
  const shown = found.slice(0, A_PAGE);
  const base = `/award-lists/${list.id}/disbursement`;
  const at = (page: number): string => `${base}?${asked.q ? `q=${encodeURIComponent(asked.q)}&` : ''}payments=${page}`;
  return {
    filters: { action: base, clearHref: base, submit: '查找', filters: [{ name: 'q', label: '姓名', kind: 'search', value: asked.q }] },
    rows: shown.map((one) => ({
      id: one.id, name: one.name, paidOn: dayWords(one.paidOn, today), channel: one.channel, amount: formatThousands(one.amount), state: paymentTag(one.state, one.recover, one.reason),
      ...(one.state === 'paid' && can.disburse.allowed ? { acts: [{ key: `return-${one.id}`, label: '登记退票', href: `${base}?returned=${one.id}#return`, allowed: true, unmet: [], tone: 'plain' as const }] } : {}),
    })),
    pager: { text: `第 ${offset + 1}–${offset + shown.length} 笔`, ...(asked.payments > 1 ? { previous: at(asked.payments - 1) } : {}), ...(found.length > A_PAGE ? { next: at(asked.payments + 1) } : {}) },
    empty: { icon: 'find', title: `没有“${asked.q ?? ''}”的发放` },
  };
}
