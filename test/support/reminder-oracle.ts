import { rows } from '../../server/database.js';
import type { Todo, TodoKind } from '../../server/award-lists/reminders.js';
import type { Actor } from '../../server/values/actor.js';

/*
 * What the reminders of 首页→待办事项 must say, counted from the status columns and the attachments alone
 * (附件1 二（一）1、二（二）1), without tasks or processes. One number per programme, of the current month and of earlier ones.
 */

const reviewed = "l.submission = 'submitted' AND l.school_review = 'passed' AND l.authority_review = 'passed'";
/** Attachments belong to a round: the open one once published, else the one to come. */
const withoutAttachment = `(SELECT COUNT(*) FROM attachments f WHERE f.subject_kind = 'award-list' AND f.subject_id = l.id AND f.removed_at IS NULL
  AND f.round = CASE l.school_publicity WHEN 'published' THEN l.round ELSE l.round + 1 END) = 0`;

type Rule = { kind: TodoKind; role: Actor['role']; side: 'school_id' | 'authority_id'; current: string; earlier?: string };

const rules: readonly Rule[] = [
  // 名单公示提醒: 当前月份待公示的资助名单数量
  { kind: 'publicity', role: 'school-operator', side: 'school_id', current: `${reviewed} AND l.school_publicity = 'unpublished'` },
  // 附件上传提醒: 5月和12月份必须上传
  { kind: 'missing-attachment', role: 'school-operator', side: 'school_id',
    current: `RIGHT(l.month, 2) IN ('05', '12') AND ${reviewed} AND ${withoutAttachment}`, earlier: `RIGHT(l.month, 2) IN ('05', '12') AND ${reviewed} AND l.school_publicity = 'unpublished' AND ${withoutAttachment}` },
  // 名单公示确认提醒: 当前月份待公示确认
  { kind: 'confirmation', role: 'authority-operator', side: 'authority_id', current: "l.school_publicity = 'published' AND l.authority_publicity = 'awaiting'" },
  // 名单公示退回审核提醒: 学校已申请公示退回且未经本级审核
  { kind: 'withdrawal-review', role: 'authority-operator', side: 'authority_id', current: "EXISTS (SELECT 1 FROM withdrawal_requests r WHERE r.list_id = l.id AND r.state = 'pending')" },
  // Ours beside the notice's four: what waits for a review.
  { kind: 'school-review', role: 'school-reviewer', side: 'school_id', current: "l.submission = 'submitted' AND l.school_review = 'pending'" },
  { kind: 'authority-review', role: 'authority-operator', side: 'authority_id', current: "l.submission = 'submitted' AND l.school_review = 'passed' AND l.authority_review = 'pending'" },
];
const programmes = ['vocational-grant', 'vocational-tuition-waiver'] as const;

export type Count = Pick<Todo, 'kind' | 'programme' | 'currentMonth' | 'earlier'>;
type Counted = { kind: string; programme: string; organisation: number; current: number; earlier: number };

/** All counts of all organisations, by one statement. */
export async function countedReminders(month: string): Promise<(actor: Actor) => Count[]> {
  const counted = await rows<Counted>(rules.map(({ kind, side, current, earlier }) =>
    `SELECT '${kind}' AS kind, programme, organisation, CAST(SUM(month = ? AND now_so) AS SIGNED) AS current, CAST(SUM(month < ? AND before_so) AS SIGNED) AS earlier
       FROM (SELECT l.programme, l.month, l.${side} AS organisation, (${current}) AS now_so, (${earlier ?? current}) AS before_so FROM award_lists l) each_list GROUP BY programme, organisation`).join(' UNION ALL '),
  rules.flatMap(() => [month, month]));
  return (actor) => rules.filter(({ role }) => role === actor.role).flatMap(({ kind }) => programmes.map((programme) => {
    const found = counted.find((one) => one.kind === kind && one.programme === programme && one.organisation === actor.organisation.id);
    return { kind, programme, currentMonth: found?.current ?? 0, earlier: found?.earlier ?? 0 };
  })).sort(byName);
}

const byName = (one: Count, other: Count): number => (`${one.kind} ${one.programme}` < `${other.kind} ${other.programme}` ? -1 : 1);

/** What the product says, in the same order and without the addresses. */
export const told = (todos: readonly Todo[]): Count[] => todos.map(({ kind, programme, currentMonth, earlier }) => ({ kind, programme, currentMonth, earlier })).sort(byName);
