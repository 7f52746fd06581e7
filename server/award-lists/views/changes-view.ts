import { formatThousands } from '../../lib/money.js';
import { enrolmentStatusNames, isEnrolmentStatus } from '../../values/enrolment.js';
import { formatMonth, monthNumber } from '../../values/month.js';
import type { Change as ChangeRow, ChangesProps } from '../../web/components/changes.js';
import type { AwardList } from '../award-list.js';
import { changesSincePrevious, type Change, type Comparison } from '../compare.js';

const A_PAGE = 50;
/** More than anybody reads; a school's whole roster fits. */
const MOST = 20_000;

/** 与上月对比: the sums and the single changes; the first few with the way to the others, or a page of all. */
export async function changesView(list: AwardList, comparison: Comparison, part: { first: number; moreHref: string } | { page: number }): Promise<ChangesProps> {
  const found = await changesSincePrevious(list, MOST);
  const from = 'page' in part ? (part.page - 1) * A_PAGE : 0;
  const shown = found.slice(from, from + ('page' in part ? A_PAGE : part.first));
  const at = (page: number): string => `/award-lists/${list.id}?tab=changes&page=${page}`;
  return {
    caption: `与${formatMonth(comparison.month)}对比`, beforeName: `${monthNumber(comparison.month)}月（元）`, afterName: `${monthNumber(list.month)}月（元）`,
    summary: {
      added: { value: `${comparison.added > 0 ? '＋' : ''}${comparison.added} 人`, note: `新增${sumWords(found, 'added', comparison.added)}` }, removed: { value: `${comparison.removed > 0 ? '−' : ''}${comparison.removed} 人`, note: `减少${sumWords(found, 'removed', comparison.removed)}` },
      amount: { value: `${comparison.amountChanged} 人`, note: `金额变化${sumWords(found, 'amount', comparison.amountChanged)}` }, same: { value: `${comparison.unchanged} 人`, note: '不变' },
    },
    changes: shown.map((one, index) => changeRow(one, index)),
    ...(found.length <= shown.length ? {} : 'page' in part ? { pager: { text: `第 ${from + 1}–${from + shown.length} 条，共 ${found.length.toLocaleString('en-US')} 条`, ...(part.page > 1 ? { previous: at(part.page - 1) } : {}), ...(from + shown.length < found.length ? { next: at(part.page + 1) } : {}) } }
      : { footer: { text: `先看前 ${shown.length} 条，共 ${found.length.toLocaleString('en-US')} 条。`, moreHref: part.moreHref } }),
  };
}

/** The sum of one kind; left out when not all its lines were read. */
function sumWords(changes: readonly Change[], kind: Change['kind'], count: number): string {
  const ofKind = changes.filter((one) => one.kind === kind);
  if (count === 0 || ofKind.length < count) return '';
  return `，${signed(ofKind.reduce((sum, one) => sum + differenceOf(one), 0))} 元`;
}

const differenceOf = ({ before, after }: Change): number => (after ?? 0) - (before ?? 0);
const signed = (fen: number): string => (fen > 0 ? `+${formatThousands(fen)}` : formatThousands(fen));
const amount = (fen: number | null): string => (fen === null ? '—' : formatThousands(fen));

const changeRow = (one: Change, index: number): ChangeRow => ({
  id: index, kind: one.kind, student: one.name, place: [one.grade, one.major, one.className].filter(Boolean).join(' '), before: amount(one.before), after: amount(one.after), difference: signed(differenceOf(one)),
  reason: one.reason && isEnrolmentStatus(one.reason) ? `学籍状态：${enrolmentStatusNames[one.reason]}` : one.kind === 'amount' ? '档次改变' : one.kind === 'added' ? '上月不在名单' : '仍在读，学校未列入',
});
