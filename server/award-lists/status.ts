import type { Programme } from '../values/programme.js';
import type { OfficeDate } from '../values/office-date.js';

/** The status columns of one list, in the notice's own distinctions. `none` and `withdrawal` are ours (domain §2.1). */
export type ListStatus = {
  readonly submission: 'draft' | 'submitted';
  readonly schoolReview: 'pending' | 'passed' | 'failed';
  readonly authorityReview: 'pending' | 'passed' | 'failed';
  readonly schoolPublicity: 'unpublished' | 'published';
  readonly authorityPublicity: 'none' | 'awaiting' | 'confirmed' | 'rejected';
  readonly withdrawal: 'none' | 'pending' | 'granted' | 'refused';
};

export const newListStatus: ListStatus = { submission: 'draft', schoolReview: 'pending', authorityReview: 'pending', schoolPublicity: 'unpublished', authorityPublicity: 'none', withdrawal: 'none' };

/** The notice's words for the columns. */
export const statusWords = {
  submission: { draft: '未提交', submitted: '已提交' },
  review: { pending: '待审核', passed: '通过', failed: '不通过' },
  schoolPublicity: { unpublished: '学校未公示', published: '学校已公示' },
  authorityPublicity: { none: '—', awaiting: '待确认', confirmed: '公示通过', rejected: '公示不通过' },
  withdrawal: { none: '—', pending: '待审核', granted: '同意', refused: '不同意' },
} as const;

/** Which columns differ between two states, in the notice's words: for the history, and for what a decision will change. */
export function statusChanges(before: Partial<ListStatus>, after: Partial<ListStatus>): { name: string; before: string; after: string }[] {
  return columnWords.flatMap(({ column, name, words }) => {
    const [was, is] = [before[column], after[column]];
    return was === undefined || is === undefined || was === is ? [] : [{ name, before: words[was] ?? was, after: words[is] ?? is }];
  });
}

const columnWords: { column: keyof ListStatus; name: string; words: Record<string, string> }[] = [
  { column: 'submission', name: '提交状态', words: statusWords.submission }, { column: 'schoolReview', name: '学校审核状态', words: statusWords.review },
  { column: 'authorityReview', name: '主管部门审核状态', words: statusWords.review }, { column: 'schoolPublicity', name: '学校公示状态', words: statusWords.schoolPublicity },
  { column: 'authorityPublicity', name: '上级公示状态', words: statusWords.authorityPublicity }, { column: 'withdrawal', name: '退回申请', words: statusWords.withdrawal },
];

export type Stage = 'entry' | 'school-review' | 'authority-review' | 'to-publish' | 'awaiting-confirmation' | 'in-publicity' | 'to-disburse' | 'disbursed' | 'finished' | 'withdrawal-pending';

/** One word for where a list stands; a list shows exactly one. */
export const stageWords: Record<Stage, string> = {
  entry: '录入中', 'school-review': '待学校审核', 'authority-review': '待主管部门审核', 'to-publish': '待公示', 'awaiting-confirmation': '待公示确认',
  'in-publicity': '公示中', 'to-disburse': '待发放', disbursed: '已发放', finished: '已办结', 'withdrawal-pending': '待退回审核',
};
export const stages = Object.keys(stageWords) as Stage[];

/** What the stage depends on besides the columns. `today` is the office date. */
export type StageFacts = { status: ListStatus; programme: Pick<Programme, 'hasDisbursement' | 'hasPublicity'>; publicityEnd: OfficeDate | null; today: OfficeDate; people: number; paidPeople: number };

/** Derives the stage from the columns, by one function, so that page, phone and API agree. */
export function stageOf({ status, programme, publicityEnd, today, people, paidPeople }: StageFacts): Stage {
  if (status.withdrawal === 'pending') return 'withdrawal-pending';
  if (status.submission === 'draft') return 'entry';
  if (status.schoolReview !== 'passed') return 'school-review';
  if (status.authorityReview !== 'passed') return 'authority-review';
  if (programme.hasPublicity) {
    if (status.schoolPublicity === 'unpublished') return 'to-publish';
    if (status.authorityPublicity !== 'confirmed') return 'awaiting-confirmation';
    if (!programme.hasDisbursement) return 'finished';
    if (publicityEnd === null || today <= publicityEnd) return 'in-publicity';
  }
  return paidPeople < people ? 'to-disburse' : 'disbursed';
}

/**
 * The same stages as SQL over `award_lists l` with `:today` as the one parameter, for lists filtered by stage.
 * A test compares it with `stageOf` over the whole truth table.
 */
export function stageSql(stage: Stage, today: OfficeDate): { sql: string; params: string[] } {
  const confirmed = "l.withdrawal <> 'pending' AND l.authority_publicity = 'confirmed' AND l.school_publicity = 'published'";
  const reviewed = "l.withdrawal <> 'pending' AND l.submission = 'submitted' AND l.school_review = 'passed' AND l.authority_review = 'passed'";
  const pays = "l.programme <> 'vocational-tuition-waiver'";
  // 附件1 五: the senior-high fee waiver has no publicity; reviewed twice, it is paid.
  const announced = "l.programme <> 'senior-high-fee-waiver'";
  const ended = `(NOT (${announced}) OR (${confirmed} AND ${pays} AND l.publicity_end < ?))`;
  switch (stage) {
    case 'withdrawal-pending': return { sql: "l.withdrawal = 'pending'", params: [] };
    case 'entry': return { sql: "l.withdrawal <> 'pending' AND l.submission = 'draft'", params: [] };
    case 'school-review': return { sql: "l.withdrawal <> 'pending' AND l.submission = 'submitted' AND l.school_review <> 'passed'", params: [] };
    case 'authority-review': return { sql: "l.withdrawal <> 'pending' AND l.submission = 'submitted' AND l.school_review = 'passed' AND l.authority_review <> 'passed'", params: [] };
    case 'to-publish': return { sql: `${reviewed} AND ${announced} AND l.school_publicity = 'unpublished'`, params: [] };
    case 'awaiting-confirmation': return { sql: `${reviewed} AND ${announced} AND l.school_publicity = 'published' AND l.authority_publicity <> 'confirmed'`, params: [] };
    case 'finished': return { sql: `${reviewed} AND ${announced} AND ${confirmed} AND NOT (${pays})`, params: [] };
    case 'in-publicity': return { sql: `${reviewed} AND ${announced} AND ${confirmed} AND ${pays} AND (l.publicity_end IS NULL OR l.publicity_end >= ?)`, params: [today] };
    case 'to-disburse': return { sql: `${reviewed} AND ${ended} AND l.paid_people < l.people`, params: [today] };
    case 'disbursed': return { sql: `${reviewed} AND ${ended} AND l.paid_people >= l.people`, params: [today] };
  }
}
