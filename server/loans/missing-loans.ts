import { importOfOwnSchool } from '../imports/file-import.js';
import { bytesOf } from '../imports/import-parts.js';
import { recordAudit } from '../audit/record.js';
import { officeNow, transact } from '../database.js';
import { NotFound, RuleBroken } from '../lib/errors.js';
import { repairsOf } from '../imports/adopt-repairs.js';
import { namedOf } from '../imports/name-columns.js';
import { openTable } from '../lib/sheet-table.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf } from '../values/office-date.js';
import { repaymentTable, type LoanColumn } from './file-columns.js';
import { loansNamed } from './find-loan.js';
import { readRepaymentRow, type LoanSaid } from './loan-row.js';
import { loanTemplateWith } from './spreadsheet.js';

/**
 * 如还款信息所属的贷款信息不存在……此时需先在系统中录入对应的贷款信息 (附件1 四3): the loans a repayment file lacks, begun in the loan
 * template with what the file says of them, one row each.
 * @throws NotFound for another's import; RuleBroken `nothing-missing`, `file-gone`.
 */
export async function missingLoans(actor: Actor, importId: number): Promise<Buffer> {
  const found = await importOfOwnSchool(actor, importId);
  if (found.kind !== 'repayments') throw new NotFound();
  const bytes = await bytesOf(importId, 'file');
  if (!bytes) throw new RuleBroken('file-gone', '这个文件已经不再保存。请重新上传还款文件。');
  const facts = { today: officeDateOf(await officeNow()) };
  const table = await openTable(bytes, { ...repaymentTable, named: await namedOf(importId) }, await repairsOf(importId));
  const missing = new Map<string, LoanSaid>();
  for await (const batch of table.batches()) {
    const part = batch.flatMap((source) => readRepaymentRow(table, source, facts).said ?? []);
    const loans = await loansNamed(actor.organisation.id, part);
    part.forEach((one, place) => {
      if (loans[place].length === 0) missing.set([one.documentNumber, one.bank, one.contractNo, one.loanYear, one.issuedOn].join('|'), one);
    });
  }
  if (missing.size === 0) throw new RuleBroken('nothing-missing', '这个文件里的还款都找得到所属的贷款，没有要补录的。');
  await transact(() => recordAudit(actor, { action: '下载缺少的贷款', object: { kind: 'import', id: importId, organisationId: actor.organisation.id }, after: { rows: missing.size } }));
  return loanTemplateWith([...missing.values()].map(begun));
}

const begun = ({ name, documentNumber, bank, contractNo, loanYear, issuedOn }: LoanSaid): Partial<Record<LoanColumn, string>> => ({
  name, documentNumber, bank, contractNo, ...(loanYear === null ? {} : { year: String(loanYear) }), ...(issuedOn === null ? {} : { issuedOn }),
});
