import { officeNow } from '../database.js';
import { formatThousands } from '../lib/money.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf, type OfficeDate } from '../values/office-date.js';
import { refusalLines, sealFor, typedText, type Asking, type Refused } from '../web/desk-page.js';
import type { FieldProps } from '../web/components/field.js';
import type { TagProps } from '../web/components/tag.js';
import type { NextStepProps } from '../web/components/note.js';
import type { BankBatchPageProps, BankCell, BankColumn, BankEntryPageProps, BankRow, BatchLine } from '../web/pages/bank-batch-page.js';
import { momentWords } from '../web/time-words.js';
import { openTaskOf } from '../workflow/task.js';
import { batchesOf, batchName, books, type BankBatch, type BatchKind } from './bank-batch.js';
import { capsFor } from './caps.js';
import { loansWhere, type Loan } from './loan.js';
import { importKindNames, importKindOf, loanWarnings, repaymentWarnings } from './presenter.js';
import { findLoans, findRepayments, type Repayment } from './query.js';
import { whyNotTheirs } from './review-batch.js';
import { loanStageNames, rowStatusNames, schoolKindNames, type RowStatus } from './rules.js';
import { externalInstitutions } from './schools.js';

const ROWS_A_PAGE = 50;
const statusTags: Readonly<Record<RowStatus, TagProps>> = {
  pending: { tone: 'run', icon: 'clock', word: rowStatusNames.pending }, passed: { tone: 'good', icon: 'check', word: rowStatusNames.passed }, failed: { tone: 'bad', icon: 'cross', word: rowStatusNames.failed }, replaced: { tone: 'idle', icon: 'swap', word: '已被替换' },
};

export type BatchAsked = { page: number; status?: RowStatus; q?: string };

/** One batch with a page of its rows; for whom it waits, with the decision. */
export async function batchView(asking: Asking, batch: BankBatch, asked: BatchAsked, refused?: Refused): Promise<BankBatchPageProps> {
  const today = officeDateOf(await officeNow());
  const { path, name, subject, task: key } = books[batch.kind];
  const here = `${path}/batches/${batch.id}`;
  const filter = { batchId: batch.id, status: asked.status, q: asked.q, limit: ROWS_A_PAGE, offset: (asked.page - 1) * ROWS_A_PAGE };
  const { rows, more } = batch.kind === 'loan' ? await loanRows(asking.actor, filter, today) : await repaymentRows(asking.actor, filter, today);
  const task = await openTaskOf({ kind: subject, id: batch.id }, key);
  const theirs = whyNotTheirs(asking.actor, batch);
  const seal = (): ReturnType<typeof sealFor> => sealFor(asking, task?.version);
  const at = (page: number): string => `${here}?${new URLSearchParams({ ...(asked.status ? { status: asked.status } : {}), ...(asked.q ? { q: asked.q } : {}), page: String(page) })}`;
  return {
    title: batchName(batch), subtitle: `${batch.importedBy.name} ${momentWords(batch.importedAt, today)} 导入`, columns: batch.kind === 'loan' ? loanColumns : repaymentColumns, rows,
    facts: factsOf(batch), next: nextOf(batch, theirs?.message ?? null),
    filters: { action: here, clearHref: here, filters: [{ name: 'status', label: '状态', kind: 'select', value: asked.status, options: [{ value: '', label: '不限' }, ...Object.entries(rowStatusNames).map(([value, label]) => ({ value, label }))] }, { name: 'q', label: batch.kind === 'loan' ? '姓名、学校或合同编号' : '姓名或合同编号', kind: 'search', value: asked.q }] },
    pager: { text: rows.length === 0 ? '没有行' : `第 ${filter.offset + 1}–${filter.offset + rows.length} 行`, ...(asked.page > 1 ? { previous: at(asked.page - 1) } : {}), ...(more ? { next: at(asked.page + 1) } : {}), note: '证件号只显示前四位和后四位' },
    empty: { icon: 'find', title: `没有符合条件的${name}` }, ...(refused ? { errors: refusalLines(refused) } : {}),
    ...(task && !theirs && batch.rows.pending > 0 ? { review: { whole: wholeForm(batch, task.id, seal(), refused), some: { action: `/tasks/${task.id}/completion`, seal: seal() } } } : {}),
  };
}

const count = (rows: number): string => `${rows.toLocaleString('en-US')} 行`;

function factsOf({ kind, rows, amount, past, supplement }: BankBatch): BankBatchPageProps['facts'] {
  return [
    { name: kind === 'loan' ? '发放金额' : '还款金额', value: formatThousands(amount), unit: '元', note: count(rows.pending + rows.passed + rows.failed) },
    { name: '待审核', value: rows.pending.toLocaleString('en-US'), unit: '行' }, { name: '通过', value: rows.passed.toLocaleString('en-US'), unit: '行' },
    { name: '不通过', value: rows.failed.toLocaleString('en-US'), unit: '行', ...(rows.failed > 0 ? { note: '改好后在文件里重新导入' } : {}) },
    { name: '历史年度', value: past.toLocaleString('en-US'), unit: '行', ...(kind === 'loan' ? { note: `增补 ${count(supplement)}` } : {}) },
  ];
}

function nextOf({ rows, province, kind }: BankBatch, others: string | null): NextStepProps {
  if (rows.pending === 0) return { turn: 'nobody', text: '这一批的行都已审核或替换。' };
  if (others) return { turn: 'others', text: `下一步由${province.name}的业务主管领导审核${books[kind].name}，还有 ${count(rows.pending)}。` };
  return { turn: 'mine', title: `审核 ${count(rows.pending)}`, text: '可以在下面勾选几行分别决定，也可以对全部等待审核的行一起作出决定。' };
}

const wholeForm = (batch: BankBatch, taskId: number, seal: ReturnType<typeof sealFor>, refused?: Refused): NonNullable<BankBatchPageProps['review']>['whole'] => ({
  action: `/tasks/${taskId}/completion`, seal, basis: `教助中心〔2023〕8号 附件1 四${batch.kind === 'loan' ? '2' : '4'}`,
  decisions: [
    { value: 'pass', name: '通过', remarkRequired: false, explanation: `等待审核的 ${count(batch.rows.pending)}全部通过。通过后不能修改，也不能重复导入。`, irreversible: true },
    { value: 'fail', name: '不通过', remarkRequired: true, explanation: `等待审核的 ${count(batch.rows.pending)}全部不通过，业务操作人员改好后重新导入。` },
  ],
  chosen: typedText(refused?.typed, 'decision'), remark: { value: typedText(refused?.typed, 'remark'), reader: '业务操作人员会看到', maxLength: 1000, phrases: ['金额与银行清单不符', '学校名称有误', '发放日期有误'] },
});

const loanColumns: BankColumn[] = [
  { key: 'name', name: '姓名', first: true }, { key: 'id', name: '证件号码' }, { key: 'stage', name: '学段' }, { key: 'school', name: '学校' }, { key: 'bank', name: '经办银行' }, { key: 'contract', name: '合同编号' },
  { key: 'year', name: '年度' }, { key: 'issued', name: '发放日期' }, { key: 'amount', name: '发放金额（元）', num: true },
];

const loanCells = (one: Loan): Record<string, string> => ({
  name: one.name, id: one.maskedId, stage: loanStageNames[one.stage], school: `${one.schoolName}${one.schoolKind === 'university' ? '' : `（${schoolKindNames[one.schoolKind]}）`}`, bank: one.bank, contract: one.contractNo || '—', year: String(one.year), issued: one.issuedOn, amount: formatThousands(one.amount),
});

async function loanRows(actor: Actor, filter: Parameters<typeof findLoans>[1], today: OfficeDate): Promise<{ rows: BankRow[]; more: boolean }> {
  const { items, nextCursor } = await findLoans(actor, filter);
  const before = new Map((await replacedBy(items)).map((one) => [one.id, one]));
  return {
    more: nextCursor !== null,
    rows: items.map((one) => ({
      id: one.id, line: String(one.row), open: one.status === 'pending', cells: beside(loanCells(one), before.get(one.replacesId ?? 0)), warnings: loanWarnings(one).map(({ message }) => message), ...decidedWords(one, today),
      tags: [statusTags[one.status], ...(importKindOf(one) === 'current' ? [] : [{ tone: 'idle' as const, icon: 'info' as const, word: importKindNames[importKindOf(one)] }]), ...(one.replacesId ? [{ tone: 'back' as const, icon: 'swap' as const, word: '替换原来的一行' }] : [])],
    })),
  };
}

const replacedBy = async (loans: readonly Loan[]): Promise<Loan[]> => {
  const ids = loans.flatMap(({ replacesId }) => replacesId ?? []);
  return ids.length === 0 ? [] : loansWhere('l.id IN (?)', [ids]);
};

/** The new row beside the one it replaces: what differs shows both. */
function beside(now: Record<string, string>, replaced: Loan | undefined): Record<string, BankCell> {
  const before = replaced && loanCells(replaced);
  return Object.fromEntries(Object.entries(now).map(([key, value]) => [key, before && before[key] !== value ? { now: value, before: before[key] } : { now: value }]));
}

const decidedWords = ({ decidedBy, decidedAt, reason }: Pick<Loan, 'decidedBy' | 'decidedAt' | 'reason'>, today: OfficeDate): { decided?: string } =>
  (decidedAt ? { decided: `${decidedBy ?? ''} ${momentWords(decidedAt, today)}${reason ? `：${reason}` : ''}` } : {});

const repaymentColumns: BankColumn[] = [
  { key: 'name', name: '姓名', first: true }, { key: 'id', name: '证件号码' }, { key: 'bank', name: '经办银行' }, { key: 'contract', name: '合同编号' }, { key: 'loan', name: '所属贷款（元）', num: true }, { key: 'amount', name: '还款金额（元）', num: true }, { key: 'at', name: '还款时间' }, { key: 'total', name: '累计还款（元）', num: true },
];

async function repaymentRows(actor: Actor, filter: Parameters<typeof findRepayments>[1], today: OfficeDate): Promise<{ rows: BankRow[]; more: boolean }> {
  const { items, nextCursor } = await findRepayments(actor, filter);
  const cells = (one: Repayment): Record<string, string> => ({ name: one.name, id: one.maskedId, bank: one.bank, contract: one.contractNo || '—', loan: `${one.loanYear} 年 ${formatThousands(one.loanAmount)}`, amount: formatThousands(one.amount), at: one.repaidAt, total: formatThousands(one.repaidTotal) });
  return {
    more: nextCursor !== null,
    rows: items.map((one) => ({
      id: one.id, line: String(one.row), open: one.status === 'pending', cells: beside(cells(one), undefined), ...decidedWords(one, today),
      warnings: [...repaymentWarnings(one).map(({ message }) => message), ...(one.status === 'pending' && one.loanStatus !== 'passed' ? ['所属贷款还没有审核通过。'] : [])],
      tags: [statusTags[one.status], ...(one.early ? [{ tone: 'idle' as const, icon: 'info' as const, word: '提前还款' }] : []), ...(one.past ? [{ tone: 'idle' as const, icon: 'info' as const, word: '历史年度' }] : [])],
    })),
  };
}

/** 贷款信息录入、还款信息录入: the file is handed in here; below, what became of the earlier ones. */
export async function entryView(asking: Asking, kind: BatchKind, page: 'entry' | 'review', refused?: Refused): Promise<BankEntryPageProps> {
  const { actor } = asking;
  const { name, path } = books[kind];
  const today = officeDateOf(await officeNow());
  const batches = await batchesOf(actor, kind, { open: page === 'review', limit: 100 });
  const loans = kind === 'loan' && page === 'entry';
  const enters = actor.role === 'authority-operator' && page === 'entry';
  return {
    title: `${name}${page === 'entry' ? '录入' : '审核'}`, subtitle: actor.organisation.name, amountName: kind === 'loan' ? '发放金额（元）' : '还款金额（元）', batches: batches.map((batch) => batchLine(batch, today, page === 'review')),
    empty: page === 'entry' ? { icon: 'list', title: `还没有导入过${name}` } : { icon: 'check', title: `没有等待审核的${name}` },
    ...(enters ? { upload: { id: 'bank-file', title: `导入${name}`, action: `${path}/imports`, seal: sealFor(asking), label: `${name}（.xlsx 或 .csv）`, hint: `先检查全部行，看过结果再写入。每次不超过 100,000 行、20 MB。${kind === 'loan' ? '当前年度、历史年度、已审核年度的增补都可以导入；只录入地方银行的贷款。' : '贷款信息要先录入；还款时间写到时分秒。'}`, accept: '.xlsx,.csv', submit: '检查这个文件', templateHref: `/templates/${kind === 'loan' ? 'loans' : 'repayments'}.xlsx`, errors: (refused?.items ?? []).filter(({ path: at }) => at === 'file').map(({ message }) => ({ field: 'bank-file', label: '文件', message })) } } : {}),
    ...(loans ? { caps: { rows: (await capsFor(actor.organisation.id)).filter(({ standing }) => standing !== 'former').map((cap) => ({ id: cap.id, stage: loanStageNames[cap.stage], from: cap.fromYear === 1999 ? '历年' : `${cap.fromYear} 年`, cap: formatThousands(cap.cap), state: cap.active ? { tone: 'good' as const, icon: 'check' as const, word: '执行' } : { tone: 'idle' as const, icon: 'clock' as const, word: '未启用' }, basis: cap.basis })) } } : {}),
    ...(loans ? { institutions: { rows: (await externalInstitutions(actor.organisation.id)).map((one) => ({ id: one.id, name: one.name, kind: schoolKindNames[one.kind], region: one.region ?? '—' })) } } : {}),
    ...(loans && enters ? { register: { title: '登记未使用系统的学校', action: '/external-institutions', seal: sealFor(asking), submit: '登记', fields: registerFields, footnote: '文件里的科研院所、军队院校导入时也会自动登记。', errors: refusalLines(refused && { ...refused, items: refused.items.filter(({ path: at }) => at !== 'file') }, { name: '名称', kind: '类型', region: '所在地' }, { 'in-use': 'name' }) } } : {}),
  };
}

const registerFields: FieldProps[] = [
  { name: 'name', label: '名称', required: true, maxLength: 60, full: true },
  { name: 'kind', label: '类型', kind: 'select', required: true, options: [{ value: 'research', label: '科研院所' }, { value: 'military', label: '军队院校' }] },
  { name: 'region', label: '所在地', maxLength: 6, hint: '6 位区划代码，可以不填。' },
];

/** @param mine whether what waits for a review waits for the viewer's. */
function batchLine(batch: BankBatch, today: OfficeDate, mine: boolean): BatchLine {
  const { pending, passed, failed } = batch.rows;
  const state: TagProps = pending > 0 ? { tone: mine ? 'mine' : 'run', icon: 'clock', word: `待审核 ${count(pending)}` } : failed > 0 ? { tone: 'bad', icon: 'cross', word: `不通过 ${count(failed)}` } : passed > 0 ? { tone: 'good', icon: 'check', word: '通过' } : { tone: 'idle', icon: 'swap', word: '已被替换' };
  return { id: batch.id, name: `第${batch.id}批`, href: `${books[batch.kind].path}/batches/${batch.id}`, by: `${batch.importedBy.name} ${momentWords(batch.importedAt, today)}`, rows: (pending + passed + failed).toLocaleString('en-US'), amount: formatThousands(batch.amount), state };
}
