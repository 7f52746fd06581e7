import { formatThousands } from '../../lib/money.js';
import type { Actor } from '../../values/actor.js';
import { periodName, shortPeriod } from '../../values/period.js';
import type { OfficeDate } from '../../values/office-date.js';
import type { Change as ChangeRow, ChangesProps } from '../../web/components/changes.js';
import { momentWords } from '../../web/time-words.js';
import { lastApproval, sinceApproval, wasReturned, type Approval } from '../approvals.js';
import type { AwardList } from '../award-list.js';
import { changesOf, type Change } from '../change-reasons.js';
import { compare, countChanges, previousPeriod, type Base, type Comparison } from '../compare.js';

const A_PAGE = 50;

/** What the reader's level approved last, and whether the list has come back since; then only what changed is of interest. */
export type Approved = { approval: Approval | null; returned: boolean };
export async function approvedBefore(actor: Actor, list: AwardList, taskKey?: string): Promise<Approved> {
  const approval = await lastApproval(actor, list.id, taskKey);
  return { approval, returned: approval !== null && (await wasReturned(list.id)) };
}

export type ChangesAsked = {
  from: Base['from'];
  /** The first few with the way to the others, or one page of all. */
  part: { first: number } | { page: number };
  /** Where the other comparison is shown: the same page with another `from`. */
  href: (from: Base['from']) => string;
  /** Where a student's notes are read and written. */
  noteHref?: (awardId: number) => string;
};

/** 与上月对比, or what changed since the reader's own level approved: the sums and the single changes with their reasons. */
export async function changesView(list: AwardList, previous: Comparison, { approval, returned }: Approved, today: OfficeDate, asked: ChangesAsked): Promise<ChangesProps & { title: string }> {
  const since = asked.from === 'last-approval' ? approval : null;
  const base = since ? await sinceApproval(list, since) : previousPeriod(list);
  const comparison = since ? await compare(list, base) : previous;
  const total = countChanges(comparison);
  const paged = 'page' in asked.part ? { limit: A_PAGE, offset: (asked.part.page - 1) * A_PAGE } : { limit: asked.part.first, offset: 0 };
  const shown = await changesOf(list, base, paged);
  const title = since ? `${since.organisation} ${momentWords(since.approvedAt, today)}“${since.taskName}”通过以后的变化` : `与${periodName(comparison.period)}对比`;
  return {
    title, caption: title, ...(since ? { beforeName: '通过时（元）', afterName: '现在（元）' } : { beforeName: `${shortPeriod(comparison.period)}（元）`, afterName: `${shortPeriod(list.period)}（元）` }),
    summary: summaryOf(comparison),
    empty: since ? { icon: 'check', title: '通过以后没有变化', text: `名单上的 ${list.people.toLocaleString('en-US')} 人和上次审核通过时完全相同。` } : { icon: 'check', title: '与上月完全相同', text: '没有新增、减少，也没有金额和学籍变化。' },
    changes: shown.map((one) => changeRow(one, asked.noteHref)),
    ...(returned || since ? { views: [{ label: '上次通过以后', href: asked.href('last-approval'), current: since !== null }, { label: '与上月对比', href: asked.href('previous'), current: since === null }] } : {}),
    ...pagerOf(list, base, asked.part, paged.offset, shown.length, total),
  };
}

function pagerOf(list: AwardList, base: Base, part: ChangesAsked['part'], from: number, shown: number, total: number): Pick<ChangesProps, 'pager' | 'footer'> {
  const at = (page: number): string => `/award-lists/${list.id}?tab=changes&from=${base.from}&page=${page}`;
  if (total <= shown) return {};
  if (!('page' in part)) return { footer: { text: `先看前 ${shown} 条，共 ${total.toLocaleString('en-US')} 条。`, moreHref: at(1) } };
  const text = shown === 0 ? `这一页没有了，共 ${total.toLocaleString('en-US')} 条` : `第 ${(from + 1).toLocaleString('en-US')}–${(from + shown).toLocaleString('en-US')} 条，共 ${total.toLocaleString('en-US')} 条`;
  return { pager: { text, ...(part.page > 1 ? { previous: at(part.page - 1) } : {}), ...(from + shown < total ? { next: at(part.page + 1) } : {}) } };
}

const people = (sign: string, count: number): string => `${count > 0 ? sign : ''}${count.toLocaleString('en-US')} 人`;
const money = (count: number, fen: number): string => (count > 0 ? `，${signed(fen)} 元` : '');

const summaryOf = (one: Comparison): ChangesProps['summary'] => ({
  added: { value: people('＋', one.added), note: `新增${money(one.added, one.addedPayable)}` },
  removed: { value: people('−', one.removed), note: `减少${money(one.removed, -one.removedPayable)}` },
  amount: { value: people('', one.amountChanged), note: `金额变化${one.amountChanged > 0 ? `，合计 ${signed(one.amountDifference)} 元` : ''}` },
  enrolment: { value: people('', one.enrolmentChanged), note: one.from === 'previous' ? '学籍变化' : '学籍、资料变化' },
  same: { value: people('', one.unchanged), note: '不变' },
});

const signed = (fen: number): string => (fen > 0 ? `+${formatThousands(fen)}` : formatThousands(fen));
const amount = (fen: number | null): string => (fen === null ? '—' : formatThousands(fen));

const changeRow = (one: Change, noteHref: ChangesAsked['noteHref']): ChangeRow => ({
  id: `${one.kind}${one.studentId}`, kind: one.kind, student: one.name, place: [one.grade, one.major, one.className].filter(Boolean).join(' '), before: amount(one.before), after: amount(one.after),
  difference: signed((one.after ?? 0) - (one.before ?? 0)), reason: one.reason, ...(noteHref && one.awardId !== null ? { href: noteHref(one.awardId) } : {}),
});
