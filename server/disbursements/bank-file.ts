import { z } from 'zod';
import { recordAudit } from '../audit/record.js';
import { rows, transact } from '../database.js';
import { NotFound, RuleBroken } from '../lib/errors.js';
import { sumFen } from '../lib/money.js';
import type { Actor } from '../values/actor.js';
import { periodName } from '../values/period.js';
import { factsOf, listInScope } from '../award-lists/award-list.js';
import { demandAct } from '../award-lists/guards.js';
import { openCard } from '../students/protected-numbers.js';
import { bankCsv, bankSheet, type BankLine } from './spreadsheet.js';

export const bankFormats = { xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', csv: 'text/csv; charset=utf-8' } as const;
export type BankFormat = keyof typeof bankFormats;

/** Why somebody needs whole card numbers; the audit keeps it. */
export const purposeQuery = z.strictObject({ purpose: z.string().trim().max(100).default('') });
const SHORTEST_PURPOSE = 4;

/**
 * 银行代发文件: whom the bank is to pay how much on which card, everybody of the list not yet paid. The one place where whole
 * card numbers leave the system: for the school's operator only, while the money may be paid, and each download is on record
 * with its purpose.
 * @throws NotFound for a programme without disbursement; RuleBroken with the unmet condition of paying, `card-missing` naming everybody without a card, `already-paid`, `purpose-required`.
 */
export async function bankFile(actor: Actor, listId: number, format: BankFormat, purpose: string): Promise<{ name: string; mime: string; bytes: Buffer }> {
  const list = await listInScope(actor, listId);
  if (!list.programme.hasDisbursement) throw new NotFound();
  demandAct('disburse', actor, await factsOf(list));
  if (purpose.length < SHORTEST_PURPOSE) throw new RuleBroken('purpose-required', `请写明用途，至少 ${SHORTEST_PURPOSE} 个字，如“报送县农商行代发”。文件里有完整卡号，下载会留下记录。`);
  const unpaid = await rows<{ name: string; uid: string; card_sealed: string | null; payable_fen: number }>(
    'SELECT w.name, s.uid, s.card_sealed, w.payable_fen FROM awards w JOIN students s ON s.id = w.student_id WHERE w.list_id = ? AND COALESCE(w.paid_fen, 0) = 0 ORDER BY w.id', [listId]);
  if (unpaid.length === 0) throw new RuleBroken('already-paid', '名单上的人都已登记发放，没有要报给银行的。');
  refuseWithoutCard(unpaid);
  const summary = `${periodName(list.period)}${list.programme.name}`;
  const lines = unpaid.map((one): BankLine => ({ name: one.name, card: openCard(one.uid, one.card_sealed ?? ''), amount: one.payable_fen, summary }));
  const bytes = format === 'csv' ? bankCsv(lines) : await bankSheet(lines);
  await transact(() => recordAudit(actor, { action: '下载银行代发文件', object: { kind: 'award-list', id: list.id, organisationId: list.school.id }, after: { people: lines.length, amountFen: sumFen(lines.map(({ amount }) => amount)), format }, remark: purpose }));
  return { name: `${list.school.name}${summary}第${list.batchNo}批银行代发.${format}`, mime: bankFormats[format], bytes };
}

const NAMED = 20;

function refuseWithoutCard(unpaid: readonly { name: string; card_sealed: string | null }[]): void {
  const without = unpaid.filter(({ card_sealed }) => !card_sealed);
  if (without.length === 0) return;
  const names = without.slice(0, NAMED).map(({ name }) => name).join('、');
  throw new RuleBroken('card-missing', `有 ${without.length.toLocaleString('en-US')} 人没有登记资助卡：${names}${without.length > NAMED ? '等' : ''}。请先在学生信息里补上卡号，再下载。`, undefined,
    without.slice(0, NAMED).map(({ name }) => ({ path: 'awards', code: 'card-missing', message: `${name}没有登记资助卡。` })));
}
