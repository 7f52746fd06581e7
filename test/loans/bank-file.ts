import { handIn } from '../support/jobs.js';
import { makeXlsx, textRow } from '../lib/make-zip.js';
import { Person, type Product, type Reply } from '../support/product.js';
import { documentNumber, person, province, school, type Place } from '../support/world.js';

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const LOAN = ['姓名', '证件号码', '学段', '学校类型', '学校名称', '学校标识码', '经办银行', '合同编号', '年度', '发放日期', '发放金额(元)'] as const;
const REPAYMENT = ['姓名', '证件号码', '经办银行', '合同编号', '贷款年度', '贷款发放日期', '还款金额(元)', '还款时间', '是否提前还款'] as const;
export type LoanLine = Partial<Record<(typeof LOAN)[number], string>>;
export type RepaymentLine = Partial<Record<(typeof REPAYMENT)[number], string>>;

/** A province, a university in it, and the two people of 附件1 四. */
export type LoanOffice = { place: Place; university: Place; operator: Person; director: Person };
export async function loanOffice(product: Product): Promise<LoanOffice> {
  const place = await province();
  return { place, university: await school(place, { stage: 'undergraduate', name: `${place.name}示范大学` }), operator: await Person.signedIn(product, await person(place, 'authority-operator')), director: await Person.signedIn(product, await person(place, 'authority-director')) };
}

let contracts = 0;
/** A loan as a bank would write it, of somebody of their own unless said otherwise. */
export const loanLine = (office: Pick<LoanOffice, 'university'>, change: LoanLine = {}): LoanLine => ({
  姓名: '张梓桐', 证件号码: documentNumber(), 学段: '本专科', 学校名称: office.university.name, 经办银行: '中原银行', 合同编号: `HT-${(contracts += 1)}`, 发放日期: '2022-09-20', '发放金额(元)': '8000.00', ...change,
});

/** A repayment of a loan. */
export const repaymentLine = (loan: LoanLine, change: RepaymentLine = {}): RepaymentLine => ({ 姓名: loan.姓名, 证件号码: loan.证件号码, 经办银行: loan.经办银行, 合同编号: loan.合同编号, '还款金额(元)': '1234.56', 还款时间: '2023-04-18 10:05:00', ...change });

const bookOf = (name: string, header: readonly string[], lines: readonly Partial<Record<string, string>>[]): Buffer => makeXlsx([{ name, rows: [textRow(1, header), ...lines.map((line, at) => textRow(at + 2, header.map((word) => line[word] ?? '')))].join('') }]);
export const loanFile = (lines: readonly LoanLine[]): Buffer => bookOf('贷款', LOAN, lines);
export const repaymentFile = (lines: readonly RepaymentLine[]): Buffer => bookOf('还款', REPAYMENT, lines);

export type Received = { importId: number; state: string; total: number; ok: number; errors: { row: number; column: string; header: string; given: string; code: string; message: string; suggestion?: string }[] };
export const handLoans = (by: Person, lines: readonly LoanLine[], query = ''): Promise<Reply> => handIn(by, `/loans/imports${query}`, '贷款.xlsx', loanFile(lines), XLSX);
export const handRepayments = (by: Person, lines: readonly RepaymentLine[], query = ''): Promise<Reply> => handIn(by, `/repayments/imports${query}`, '还款.xlsx', repaymentFile(lines), XLSX);

/** The loans of these lines on the books, as one batch. @returns its id. */
export async function enteredLoans(office: LoanOffice, lines: readonly LoanLine[]): Promise<number> {
  const reply = await handLoans(office.operator, lines);
  if ((reply.body as Received).state !== 'committed') throw new Error(reply.text ?? JSON.stringify(reply.body));
  return latestBatch(office, 'loan');
}

export async function enteredRepayments(office: LoanOffice, lines: readonly RepaymentLine[]): Promise<number> {
  const reply = await handRepayments(office.operator, lines);
  if ((reply.body as Received).state !== 'committed') throw new Error(JSON.stringify(reply.body));
  return latestBatch(office, 'repayment');
}

const latestBatch = async ({ operator }: LoanOffice, kind: 'loan' | 'repayment'): Promise<number> => ((await operator.get(`/${kind}-batches?limit=1`)).body as { items: { id: number }[] }).items[0].id;

/** Decides the batch, or some rows of it. */
export async function decide(who: Person, kind: 'loan' | 'repayment', batchId: number, fields: Record<string, unknown>): Promise<Reply> {
  const { items } = (await who.get(`/tasks?key=review-${kind}s&state=open&limit=200`)).body as { items: { id: number; version: number; subject: { id: number } }[] };
  const task = items.find(({ subject }) => subject.id === batchId);
  if (!task) throw new Error(`batch ${batchId} does not wait for ${who.actor.login}`);
  return who.post(`/tasks/${task.id}/completion`, { version: task.version, ...fields });
}
