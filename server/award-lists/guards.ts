import { Forbidden, RuleBroken } from '../lib/errors.js';
import { unmetOfYear } from './archived-year.js';
import { roleNames, type Actor, type Role } from '../values/actor.js';
import { addDays, formatDay, type OfficeDate } from '../values/office-date.js';
import { needsAttachment, periodName, type Period } from '../values/period.js';
import type { Programme } from '../values/programme.js';
import type { ListStatus } from './status.js';

/** Everything a person may do with a list. The keys are public: `can` of page, phone and API. */
export type Act = 'edit' | 'delete' | 'submit' | 'take-back' | 'school-review' | 'authority-review' | 'publish-list' | 'attach' | 'confirm-publicity' | 'reject-publicity' | 'disburse' | 'request-withdrawal' | 'review-withdrawal';

/** What the guards look at. `attachments` counts those of the round that is open or will be next. */
export type ListFacts = {
  programme: Programme;
  period: Period;
  status: ListStatus;
  people: number;
  /** How many publicity rounds there have been. */
  round: number;
  publicity: { start: OfficeDate; end: OfficeDate } | null;
  attachments: number;
  /** Reviewers' notes on its people; left out where nothing depends on them. */
  notes?: number;
  /** Objections of the public nobody has answered or overruled; left out where nothing depends on them. */
  openObjections?: number;
  submittedBy: number | null;
  school: { id: number; name: string };
  authority: { id: number; name: string };
  /** The closed school year it belongs to (`2021-2022`); left out or null while its year is open. */
  archived?: string | null;
  today: OfficeDate;
};

/** One condition of an act: its short name, whether it holds, why not and what to do, and where it is written. */
export type Condition = { code: string; name: string; basis: string; met(facts: ListFacts): boolean; message(facts: ListFacts): string };
export type Unmet = { code: string; message: string; basis: string };
export type Can = Record<Act, { allowed: boolean; unmet: Unmet[] }>;

const part = ({ programme }: ListFacts): string => (programme.period === 'term' ? '五' : programme.key === 'vocational-grant' ? '二（一）' : '二（二）');
const officeRule = '资助名单办理规则';

const draft: Condition = {
  code: 'not-draft', name: '名单未提交', basis: officeRule,
  met: ({ status }) => status.submission === 'draft' && status.schoolPublicity === 'unpublished',
  message: ({ status, authority }) => status.schoolPublicity === 'published'
    ? `名单已公示，不能修改；需要修改请在公示通过后申请公示退回，由${authority.name}同意后重新维护。`
    : status.schoolReview === 'pending' ? '名单已提交，等待学校审核；需要修改请先撤回提交。' : '名单已提交审核，不能修改；需要修改请由审核人员退回。',
};
const hasPeople: Condition = { code: 'empty-list', name: '名单里有人', basis: officeRule, met: ({ people }) => people > 0, message: () => '名单里还没有人，请先添加学生或导入 Excel。' };
const neverPublished: Condition = { code: 'was-published', name: '没有公示过', basis: officeRule, met: ({ round }) => round === 0, message: () => '这份名单公示过，公示记录要保留，不能删除；可以重新维护后再提交。' };
const noNotes: Condition = { code: 'has-notes', name: '没有批注', basis: officeRule, met: ({ notes = 0 }) => notes === 0, message: ({ notes = 0 }) => `审核人员在这份名单上写过 ${notes} 条批注，记录要保留，不能删除；请改好后重新提交。` };
const awaitsSchoolReview: Condition = {
  code: 'not-awaiting-school-review', name: '等待学校审核', basis: officeRule,
  met: ({ status }) => status.submission === 'submitted' && status.schoolReview === 'pending',
  message: ({ status }) => (status.submission === 'draft' ? '学校还没有提交名单。' : '学校审核已经办过。'),
};
const submittedByAnother: Condition = { code: 'same-person', name: '审核人不是提交人', basis: '经办与审核分离', met: () => true, message: () => '您提交了这份名单，不能再由您审核，请学校另一位审核人员办理。' };
const awaitsAuthorityReview: Condition = {
  code: 'not-awaiting-authority-review', name: '等待主管部门审核', basis: officeRule,
  met: ({ status }) => status.submission === 'submitted' && status.schoolReview === 'passed' && status.authorityReview === 'pending',
  message: ({ status }) => (status.schoolReview === 'passed' && status.submission === 'submitted' ? '主管部门审核已经办过。' : '学校还没有审核通过。'),
};
const schoolReviewPassed: Condition = { code: 'not-reviewed', name: '学校审核通过', basis: officeRule, met: ({ status }) => status.submission === 'submitted' && status.schoolReview === 'passed', message: ({ status }) => (status.submission === 'draft' ? '学校还没有提交名单。' : '等学校审核人员审核。') };
const authorityReviewPassed: Condition = { code: 'not-reviewed', name: '主管部门审核通过', basis: officeRule, met: ({ status }) => status.submission === 'submitted' && status.authorityReview === 'passed', message: ({ authority }) => `等${authority.name}审核。` };
const notYetPublished: Condition = { code: 'already-done', name: '学校未公示', basis: officeRule, met: ({ status }) => status.schoolPublicity === 'unpublished', message: () => '名单已经公示。' };
const hasRequiredAttachment: Condition = {
  code: 'attachment-required', name: '公示附件', basis: '附件1 二（一）2、二（二）2：5月和12月份必须上传名单公示附件',
  met: ({ period, attachments }) => !needsAttachment(period) || attachments > 0,
  message: ({ period }) => `${periodName(period)}的名单必须上传公示附件，请先上传公示照片或盖章扫描件。`,
};
const published: Condition = { code: 'not-published', name: '学校已公示', basis: '附件1 二', met: ({ status }) => status.schoolPublicity === 'published', message: ({ school }) => `${school.name}还没有公示名单。` };
const awaitsConfirmation: Condition = { code: 'not-awaiting-confirmation', name: '等待公示确认', basis: '附件1 二（一）3、二（二）3', met: ({ status }) => status.authorityPublicity === 'awaiting', message: () => '名单不在待公示确认的状态。' };
const noOpenObjections: Condition = {
  code: 'objection-open', name: '没有待处理的异议', basis: '公示异议办理规则',
  met: ({ openObjections = 0 }) => openObjections === 0,
  message: ({ openObjections = 0, school, authority }) => `公示期内收到的异议还有 ${openObjections} 条没有处理，请先由${school.name}逐条答复，或由${authority.name}写明理由驳回。`,
};
const confirmed: Condition = {
  code: 'not-confirmed', name: '上级公示通过', basis: '附件1 二（一）4、5',
  met: ({ status }) => status.authorityPublicity === 'confirmed',
  message: ({ status, authority }) => (status.authorityPublicity === 'rejected' ? `${authority.name}已作公示不通过，请重新维护后再走审核和公示。` : `等${authority.name}作公示确认。`),
};
const publicityEnded: Condition = {
  code: 'publicity-not-ended', name: '公示时间已结束', basis: '附件1 二（一）4：公示时间已结束时，学校可维护该份名单的资金发放信息',
  met: ({ publicity, today }) => publicity !== null && today > publicity.end,
  message: ({ publicity }) => (publicity ? `公示期到${formatDay(publicity.end)}（含当天），${formatDay(addDays(publicity.end, 1))} 0:00 起可以办理。` : '名单还没有公示。'),
};
const noWithdrawalPending: Condition = { code: 'withdrawal-pending', name: '没有待审核的退回申请', basis: '附件1 二（一）5、6', met: ({ status }) => status.withdrawal !== 'pending', message: ({ authority }) => `已申请公示退回，等${authority.name}审核。` };
const withdrawalPending: Condition = { code: 'no-withdrawal-request', name: '有待审核的退回申请', basis: '附件1 二（一）6', met: ({ status }) => status.withdrawal === 'pending', message: () => '没有等待审核的退回申请。' };
const paysOut: Condition = { code: 'no-disbursement', name: '本项目有资金发放', basis: '附件1 二（二）', met: ({ programme }) => programme.hasDisbursement, message: () => '免学费没有资金发放：公示通过时自动补充实发金额。' };

const announces: Condition = { code: 'no-publicity', name: '本项目有名单公示', basis: '附件1 五', met: ({ programme }) => programme.hasPublicity, message: ({ programme }) => `${programme.name}没有名单公示：两级审核通过后即可登记资金发放。` };

/** Conditions of each act, in the order they are told. One table for refusals, buttons and the 还差 panel. */
const all: Record<Act, readonly Condition[]> = {
  edit: [draft],
  delete: [draft, neverPublished, noNotes],
  submit: [draft, hasPeople],
  'take-back': [awaitsSchoolReview],
  'school-review': [awaitsSchoolReview],
  'authority-review': [awaitsAuthorityReview],
  'publish-list': [announces, schoolReviewPassed, authorityReviewPassed, notYetPublished, hasRequiredAttachment],
  attach: [announces, { ...noWithdrawalPending, code: 'already-done', name: '附件还可以上传', met: ({ status }) => status.authorityPublicity !== 'confirmed', message: () => '上级已公示通过，本轮附件不能再改。' }],
  'confirm-publicity': [announces, published, awaitsConfirmation, noOpenObjections],
  // An objection may be the reason to reject: it never blocks that.
  'reject-publicity': [announces, published, awaitsConfirmation],
  disburse: [paysOut, published, confirmed, publicityEnded, noWithdrawalPending, noOpenObjections],
  'request-withdrawal': [announces, published, confirmed, noWithdrawalPending],
  'review-withdrawal': [announces, withdrawalPending],
};
/** A programme without publicity is paid once both reviews have passed (附件1 五3). */
const disburseReviewed: readonly Condition[] = [paysOut, schoolReviewPassed, authorityReviewPassed];

/** The conditions of an act for a programme. */
export const conditionsOf = (act: Act, programme: Pick<Programme, 'hasPublicity'>): readonly Condition[] => (act === 'disburse' && !programme.hasPublicity ? disburseReviewed : all[act]);

/** Whose act it is: the role, and whether of the list's school or of its direct authority (附件1 涉及用户). */
const doers: Record<Act, { role: Role; side: 'school' | 'authority' }> = {
  edit: { role: 'school-operator', side: 'school' },
  delete: { role: 'school-operator', side: 'school' },
  submit: { role: 'school-operator', side: 'school' },
  'take-back': { role: 'school-operator', side: 'school' },
  'school-review': { role: 'school-reviewer', side: 'school' },
  'authority-review': { role: 'authority-operator', side: 'authority' },
  'publish-list': { role: 'school-operator', side: 'school' },
  attach: { role: 'school-operator', side: 'school' },
  'confirm-publicity': { role: 'authority-operator', side: 'authority' },
  'reject-publicity': { role: 'authority-operator', side: 'authority' },
  disburse: { role: 'school-operator', side: 'school' },
  'request-withdrawal': { role: 'school-operator', side: 'school' },
  'review-withdrawal': { role: 'authority-operator', side: 'authority' },
};
export const acts = Object.keys(all) as Act[];

/** Who does an act: the role, and of the list's school or its direct authority. */
export const doerOf = (act: Act): { role: Role; side: 'school' | 'authority' } => doers[act];

/** Why this person may not do it whatever the list's state; null when it is theirs. */
export function whyNotTheirs(act: Act, actor: Actor, facts: ListFacts): Unmet | null {
  const { role, side } = doers[act];
  const organisation = facts[side];
  if (actor.role !== role || actor.organisation.id !== organisation.id) return { code: 'role-not-allowed', message: `这项由${organisation.name}的${roleNames[role]}办理，您可以查看。`, basis: `附件1 ${part(facts)} 涉及用户` };
  if (act === 'school-review' && facts.submittedBy === actor.userId) return { code: submittedByAnother.code, message: submittedByAnother.message(facts), basis: submittedByAnother.basis };
  return null;
}

/** The conditions of an act that do not hold, whoever asks. */
export const unmetConditions = (act: Act, facts: ListFacts): Unmet[] => conditionsOf(act, facts.programme).filter((condition) => !condition.met(facts)).map(({ code, message, basis }) => ({ code, message: message(facts), basis }));

/** An archived list is only looked at, whoever asks and wherever it stands (数据归档按学年). */
export const unmetArchived = ({ archived }: Pick<ListFacts, 'archived'>): Unmet | null => unmetOfYear(archived ?? null);

/** What the actor can do with the list, with the reasons where not. The same answers switch buttons everywhere. */
export function canDo(actor: Actor, facts: ListFacts): Can {
  return Object.fromEntries(acts.map((act) => {
    const theirs = unmetArchived(facts) ?? whyNotTheirs(act, actor, facts);
    const unmet = theirs ? [theirs] : unmetConditions(act, facts);
    return [act, { allowed: unmet.length === 0, unmet }];
  })) as Can;
}

/** @throws Forbidden when it is not this person's act, RuleBroken with the first unmet condition otherwise. */
export function demandAct(act: Act, actor: Actor, facts: ListFacts): void {
  const archived = unmetArchived(facts);
  if (archived) throw new RuleBroken(archived.code, archived.message, archived.basis);
  const theirs = whyNotTheirs(act, actor, facts);
  if (theirs) throw new Forbidden(theirs.code, theirs.message);
  const unmet = unmetConditions(act, facts);
  if (unmet.length > 0) throw new RuleBroken(unmet[0].code, unmet[0].message, unmet[0].basis, unmet.length > 1 ? unmet : undefined);
}
