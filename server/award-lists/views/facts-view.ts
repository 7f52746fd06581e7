import { formatThousands } from '../../lib/money.js';
import { needsAttachment, previousWord, shortPeriod, type Period } from '../../values/period.js';
import type { Fact, FiveFactsProps } from '../../web/components/facts.js';
import { countNotes, type NoteCounts } from '../award-notes.js';
import type { Comparison } from '../compare.js';
import { countWarnings, warningCodes, warningNames, type WarningCounts } from '../warnings.js';
import type { Dossier } from './dossier.js';

/** What needs attention on a list, counted once for a page: warnings by kind, reviewers' notes. */
export type Attention = { warnings: WarningCounts; notes: NoteCounts };
export const attentionCounts = async (listId: number): Promise<Attention> => ({ warnings: await countWarnings(listId), notes: (await countNotes([listId])).get(listId) ?? { open: 0, all: 0 } });

/** 人数、金额、与上月相比、需要留意、公示附件: the five facts that come before every decision. */
export async function fiveFacts({ list, facts }: Pick<Dossier, 'list' | 'facts'>, comparison: Comparison, attention?: Attention): Promise<FiveFactsProps> {
  const before = comparison.previousPeople > 0;
  const earlier = previousWord(list.period);
  return {
    people: { value: list.people.toLocaleString('en-US'), unit: '人', note: before ? `${earlier}共 ${comparison.previousPeople.toLocaleString('en-US')} 人` : `${earlier}没有名单` },
    amountName: `${list.programme.payableWord}金额`,
    amount: { value: formatThousands(list.payable), unit: '元', note: before ? `${earlier}共 ${formatThousands(comparison.previousPayable)} 元` : paidNote(list.paid) },
    change: changeFact(comparison, before, earlier),
    attention: attentionFact(attention ?? await attentionCounts(list.id)),
    ...(list.programme.hasPublicity ? { attachments: attachmentFact(list.period, facts.attachments) } : {}),
  };
}

const paidNote = (paid: number | null): string | undefined => (paid === null ? undefined : `实发 ${formatThousands(paid)} 元`);

function changeFact({ added, removed, amountChanged, enrolmentChanged }: Comparison, before: boolean, earlier: string): Fact {
  if (!before) return { value: '—', note: `没有可比的${earlier}名单` };
  const difference = added - removed;
  return { value: difference === 0 ? '0' : difference > 0 ? `+${difference}` : `−${-difference}`, unit: '人', note: `新增 ${added}，减少 ${removed}，金额变化 ${amountChanged}${enrolmentChanged > 0 ? `，学籍变化 ${enrolmentChanged}` : ''}` };
}

function attentionFact({ warnings, notes }: Attention): Fact {
  const parts = [...warningCodes.filter((code) => warnings.counts[code] > 0).map((code) => `${warningNames[code]} ${warnings.counts[code].toLocaleString('en-US')}`), ...(notes.open > 0 ? [`批注待答 ${notes.open}`] : [])];
  const count = warnings.total + notes.open;
  const answered = notes.all > notes.open ? `批注已答 ${notes.all - notes.open}` : '';
  return count > 0 ? { value: count.toLocaleString('en-US'), unit: '项', note: [...parts, answered].filter(Boolean).join('，'), tone: 'bad', icon: 'warn' } : { value: '0', unit: '项', note: answered || '没有要留意的学生' };
}

function attachmentFact(period: Period, count: number): Fact {
  const fact = { value: String(count), unit: '份' };
  if (!needsAttachment(period)) return { ...fact, note: `${shortPeriod(period)}不要求` };
  return count > 0 ? { ...fact, note: `${shortPeriod(period)}必须有，已齐`, tone: 'good', icon: 'check' } : { ...fact, note: `${shortPeriod(period)}必须有，还没有`, tone: 'bad', icon: 'warn' };
}
