import { formatThousands } from '../../lib/money.js';
import { inAttachmentMonths, monthNumber } from '../../values/month.js';
import type { Fact, FiveFactsProps } from '../../web/components/facts.js';
import { countWarnings } from '../award.js';
import type { Comparison } from '../compare.js';
import type { Dossier } from './dossier.js';

/** 人数、金额、与上月相比、需要留意、公示附件: the five facts that come before every decision. */
export async function fiveFacts({ list, facts }: Pick<Dossier, 'list' | 'facts'>, comparison: Comparison): Promise<FiveFactsProps> {
  const before = comparison.previousPeople > 0;
  return {
    people: { value: list.people.toLocaleString('en-US'), unit: '人', note: before ? `上月共 ${comparison.previousPeople.toLocaleString('en-US')} 人` : '上月没有名单' },
    amountName: `${list.programme.payableWord}金额`,
    amount: { value: formatThousands(list.payable), unit: '元', note: before ? `上月共 ${formatThousands(comparison.previousPayable)} 元` : paidNote(list.paid) },
    change: changeFact(comparison, before),
    attention: attentionFact(await countWarnings(list.id)),
    ...(list.programme.hasPublicity ? { attachments: attachmentFact(list.month, facts.attachments) } : {}),
  };
}

const paidNote = (paid: number | null): string | undefined => (paid === null ? undefined : `实发 ${formatThousands(paid)} 元`);

function changeFact({ added, removed, amountChanged }: Comparison, before: boolean): Fact {
  if (!before) return { value: '—', note: '没有可比的上月名单' };
  const difference = added - removed;
  return { value: difference === 0 ? '0' : difference > 0 ? `+${difference}` : `−${-difference}`, unit: '人', note: `新增 ${added}，减少 ${removed}，金额变化 ${amountChanged}` };
}

function attentionFact({ overdue, notEnrolled, sameCard }: { overdue: number; notEnrolled: number; sameCard: number }): Fact {
  const parts = [overdue > 0 && `逾期学生 ${overdue}`, notEnrolled > 0 && `不在读 ${notEnrolled}`, sameCard > 0 && `同卡 ${sameCard}`].filter(Boolean);
  const count = overdue + notEnrolled + sameCard;
  return count > 0 ? { value: String(count), unit: '项', note: parts.join('，'), tone: 'bad', icon: 'warn' } : { value: '0', unit: '项', note: '没有逾期、不在读、同卡的学生' };
}

function attachmentFact(month: string, count: number): Fact {
  const fact = { value: String(count), unit: '份' };
  if (!inAttachmentMonths(month)) return { ...fact, note: `${monthNumber(month)}月不要求` };
  return count > 0 ? { ...fact, note: `${monthNumber(month)}月必须有，已齐`, tone: 'good', icon: 'check' } : { ...fact, note: `${monthNumber(month)}月必须有，还没有`, tone: 'bad', icon: 'warn' };
}
