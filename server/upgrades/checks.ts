import { amountProblem, capOf, type LoanStage } from '../loans/rules.js';
import type { Level, Role } from '../values/actor.js';
import { isOverdue } from '../values/enrolment.js';
import { NOTICE_ATTACHMENT_MONTHS } from '../values/province-rules.js';
import { inAttachmentMonths } from '../values/month.js';
import { readOfficeSecond } from '../values/office-moment.js';
import { priorityGroups } from '../values/priority-group.js';
import { programmeOf } from '../values/programme.js';
import type { Answering, Installation } from './installation.js';

/** The five parts of 附件1. */
export const partNames = { 一: '扩展共享特殊群体学生信息', 二: '调整中职国家助学金与免学费名单公示流程', 三: '优化中职统计信息展示', 四: '完善高校国家助学贷款管理功能', 五: '完善普高建档立卡免学杂费管理功能' } as const;
export type Part = keyof typeof partNames;

/** One item of 核对: what the paragraph asks for, and what of it this installation lacks; null when it is all there. */
export type Check = { part: Part; paragraph: string; item: string; /** What to do where something is missing. */ advice: string; lacks(found: Installation): string | null };
/** An item as it was found. */
export type CheckLine = { part: Part; paragraph: string; item: string; good: boolean; found: string; advice: string };

type Need = (found: Installation) => string | null;

const page = (path: string): Need => ({ routes }) => (routes.has(`get ${path}`) ? null : `没有页面 ${path}`);
const act = (path: string, name: string): Need => ({ routes }) => (routes.has(`post ${path}`) ? null : `不能${name}`);
const upload = (path: string, name: string): Need => ({ routes }) => (routes.get(`post ${path}`)?.upload ? null : `不能${name}`);
const asks = (path: string, ...fields: string[]): Need => ({ routes }) => listed(fields.filter((field) => !routes.get(`get ${path}`)?.query.includes(field)), `${path} 缺少查询选项`);
const menu = (label: string, href: string, roles: readonly Role[], level?: Level): Need => (found) => listed(roles.filter((role) => !found.menu.some((one) => one.label === label && one.href.startsWith(href) && one.roles.includes(role) && (level === undefined || one.level === null || one.level === level))).map(() => label).slice(0, 1), '菜单里没有');
const notInMenu = (href: string, role: Role): Need => ({ menu: entries }) => (entries.some((one) => one.href.startsWith(href) && one.roles.includes(role)) ? `菜单把 ${href} 给了不该有的岗位` : null);
const stored = (table: string, ...columns: string[]): Need => ({ columns: there }) => (there.has(table) ? listed(columns.filter((one) => !there.get(table)?.has(one)), `表 ${table} 缺少列`) : `没有表 ${table}`);
const notStored = (table: string, column: string): Need => ({ columns: there }) => (there.get(table)?.has(column) ? `表 ${table} 还有列 ${column}` : null);
const drawn = (process: string, ...elements: string[]): Need => ({ processes }) => (processes.has(process) ? listed(elements.filter((one) => !processes.get(process)?.has(one)), `启用的流程图“${process}”缺少环节`) : `没有启用的流程图“${process}”`);
const answers = (name: Answering): Need => ({ answers: given }) => given[name];
const cap = (stage: LoanStage, fen: number): Need => ({ caps }) => (caps.get(stage) === fen ? null : `${stage === 'undergraduate' ? '本专科' : '研究生'}的上限是 ${caps.has(stage) ? `${(caps.get(stage) ?? 0) / 100} 元` : '空的'}，应为 ${fen / 100} 元`);
const holds = (held: () => boolean, otherwise: string): Need => () => (held() ? null : otherwise);
const all = (...needs: readonly Need[]): Need => (found) => { const missing = needs.flatMap((need) => need(found) ?? []); return missing.length === 0 ? null : missing.join('；'); };
const listed = (missing: readonly string[], words: string): string | null => (missing.length === 0 ? null : `${words} ${missing.join('、')}`);

const RESTART = '请确认部署的是 V3.2.0 的完整程序，重新启动后再核对。';
const MIGRATE = '请看启动日志，数据库升级是不是做完了；没有做完的，重新启动会接着做。';
const DRAW = '请流程发布人在“流程图库”启用 V3.2.0 带来的版本，或在现用的图上补齐环节再启用。';
const LOG = '请打开这个功能看错误编号，再看日志里的原因。';
const both = ['vocational-grant', 'vocational-tuition-waiver'] as const;
const officers: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];
const twoGroups = ['de-facto-unattended', 'subsistence-margin'] as const;
const labelOf = (key: (typeof twoGroups)[number]): string => priorityGroups.find((one) => one.key === key)?.label ?? key;

/** 核对: 附件1 part by part, each item looked at on the running installation. */
export const checks: readonly Check[] = [
  { part: '一', paragraph: '正文二', item: '特殊群体共十一类', advice: RESTART, lacks: all(holds(() => priorityGroups.length === 11 && twoGroups.every((key) => labelOf(key) !== key), '代码表不是十一类'), stored('group_memberships', 'group_key', 'source', 'verification'), upload('/api/v1/exchange-packages', '接收中央下发的数据包')) },
  { part: '一', paragraph: '一（一）1、（二）1', item: '本地户籍外地就读学生：两类', advice: RESTART, lacks: all(page('/studying-elsewhere/:key'), asks('/studying-elsewhere/:key', 'tab'), ...twoGroups.map((key) => menu(labelOf(key), `/studying-elsewhere/${key}`, officers))) },
  { part: '一', paragraph: '一（一）2（1）、（二）2（1）', item: '十一类特殊困难学生综合统计', advice: LOG, lacks: all(page('/statistics/priority-groups'), menu('十一类特殊困难学生综合统计', '/statistics/priority-groups', officers), answers('group-statistics')) },
  { part: '一', paragraph: '一（一）2（2）、（二）2（2）', item: '其他受助情况统计：八个页签、两类的统计项和查询选项', advice: LOG, lacks: all(page('/statistics/aid-by-stage'), asks('/statistics/aid-by-stage', ...twoGroups), answers('aid-by-stage')) },
  { part: '一', paragraph: '一（一）3、（二）3', item: '重点保障人群信息查询：中央下发和自采集', advice: RESTART, lacks: all(page('/priority-groups/:key'), asks('/priority-groups/:key', 'tab', 'source'), ...twoGroups.map((key) => menu(labelOf(key), `/priority-groups/${key}`, ['school-operator', 'school-reviewer', ...officers]))) },
  { part: '一', paragraph: '一（一）4、5、（二）4、5', item: '困难学生信息查询、学生受助情况的两个查询选项', advice: RESTART, lacks: all(asks('/hardship-students', ...twoGroups), asks('/aid-records', ...twoGroups)) },
  { part: '一', paragraph: '一（一）6、（二）6', item: '家庭经济信息录入、困难学生认定管理、认定结果查看', advice: RESTART, lacks: all(asks('/circumstances', ...twoGroups), asks('/hardship-determinations', ...twoGroups), asks('/hardship-results', ...twoGroups), act('/students/:id/circumstances', '录入家庭经济信息'), stored('circumstances', 'priority_groups')) },

  { part: '二', paragraph: '二（一）1、（二）1', item: '首页的公示、附件、公示确认、退回审核提醒', advice: LOG, lacks: all(page('/'), answers('reminders')) },
  { part: '二', paragraph: '二（一）2、（二）2', item: '名单公示支持上传附件，5月和12月必须上传', advice: RESTART, lacks: all(upload('/award-lists/:id/attachments', '上传公示附件'), ...both.map((key) => menu('资助名单公示', `/award-lists?programme=${key}`, ['school-operator'])), stored('award_lists', 'school_publicity', 'publicity_start', 'publicity_end'), holds(() => inAttachmentMonths('2023-05') && inAttachmentMonths('2023-12') && NOTICE_ATTACHMENT_MONTHS.join() === '5,12', '必须上传附件的不是5月和12月')) },
  { part: '二', paragraph: '二（一）3、（二）3', item: '名单公示确认：公示通过、公示不通过', advice: DRAW, lacks: all(...both.flatMap((key) => [drawn(key, 'publish-list', 'confirm-publicity', 'confirmPublicity', 'rejectPublicity'), menu('名单公示确认', `/award-lists?programme=${key}`, ['authority-operator'])]), stored('award_lists', 'authority_publicity')) },
  { part: '二', paragraph: '二（一）4', item: '资金发放管理（只有助学金）', advice: DRAW, lacks: all(drawn('vocational-grant', 'manage-disbursement'), act('/award-lists/:id/disbursement', '维护发放信息'), ({ processes }) => (processes.get('vocational-tuition-waiver')?.has('manage-disbursement') ? '免学费的流程图里有资金发放' : null), holds(() => programmeOf('vocational-grant').hasDisbursement && !programmeOf('vocational-tuition-waiver').hasDisbursement, '发放的项目不对')) },
  { part: '二', paragraph: '二（一）5、（二）4', item: '申请公示退回', advice: DRAW, lacks: all(...both.map((key) => drawn(key, 'request-withdrawal', 'requestWithdrawal')), act('/award-lists/:id/withdrawal-request', '申请公示退回'), stored('award_lists', 'withdrawal')) },
  { part: '二', paragraph: '二（一）6、（二）5', item: '公示退回审核', advice: DRAW, lacks: all(...both.flatMap((key) => [drawn(key, 'review-withdrawal', 'grantWithdrawal', 'refuseWithdrawal'), menu('公示退回审核', `/award-lists?programme=${key}`, ['authority-operator'])])) },

  { part: '三', paragraph: '三', item: '在校、逾期、当期学生人数', advice: LOG, lacks: all(page('/statistics/work-progress'), stored('roster_counts', 'graduation', 'people'), answers('work-progress')) },
  { part: '三', paragraph: '三 统计口径', item: '2021年9月入学、学制2年，2023年9月起为逾期学生', advice: RESTART, lacks: holds(() => isOverdue('2021-09', 24, 'full-time', '2023-09') && !isOverdue('2021-09', 24, 'full-time', '2023-08'), '口径与通知的例子不符') },
  { part: '三', paragraph: '三 涉及用户', item: '三处工作进展查看：业务操作人员、资助中心领导', advice: RESTART, lacks: all(menu('资助业务工作进展查看', '/statistics/work-progress', ['authority-operator', 'aid-centre-director']), ...both.map((key) => menu('工作进展查看', `/statistics/work-progress?programme=${key}`, ['authority-operator', 'aid-centre-director'])), notInMenu('/statistics/work-progress', 'authority-director')) },

  { part: '四', paragraph: '四1', item: '贷款信息录入：历史年度、增补、未使用资助系统的学校', advice: RESTART, lacks: all(page('/loans'), menu('贷款信息录入', '/loans', ['authority-operator'], 'province'), stored('loans', 'school_kind', 'external_id', 'amount_fen', 'year'), act('/external-institutions', '登记未使用系统的学校')) },
  { part: '四', paragraph: '四1', item: '发放金额上限：本专科 12000 元、研究生 16000 元', advice: '请看“发放金额上限”。这张表由升级写入，缺少或不对的请重新启动让数据库升级做完。', lacks: all(cap('undergraduate', 1_200_000), cap('postgraduate', 1_600_000), ({ caps }) => (refuses(caps, 'undergraduate', 1_200_000) && refuses(caps, 'postgraduate', 1_600_000) ? null : '超过上限的金额没有被拦住')) },
  { part: '四', paragraph: '四2、4', item: '贷款信息审核、还款信息审核', advice: DRAW, lacks: all(drawn('loan-batch', 'review-loans'), drawn('repayment-batch', 'review-repayments'), menu('贷款信息审核', '/loans/review', ['authority-director'], 'province'), menu('还款信息审核', '/repayments/review', ['authority-director'], 'province')) },
  { part: '四', paragraph: '四3', item: '还款信息录入：两位小数、时分秒', advice: MIGRATE, lacks: all(page('/repayments'), stored('repayments', 'loan_id', 'amount_fen', 'repaid_at'), holds(() => 'moment' in readOfficeSecond('2023-04-18 00:00:00') && 'problem' in readOfficeSecond('2023-04-18 10:05'), '还款时间没有要求到时分秒')) },
  { part: '四', paragraph: '四5', item: '贷款信息查看（图表）', advice: LOG, lacks: all(page('/loans/overview'), menu('贷款信息查看', '/loans/overview', ['authority-operator', 'authority-director'], 'province'), answers('loan-chart')) },
  { part: '四', paragraph: '四6', item: '五张统计表的“科研院所及军队院校”，可下钻', advice: LOG, lacks: answers('loan-tables') },

  { part: '五', paragraph: '五1、2', item: '按学年学期填报、查询和审核，没有“年份”', advice: MIGRATE, lacks: all(asks('/fee-waivers', 'term'), ({ routes }) => (routes.get('get /fee-waivers')?.query.includes('year') ? '查询里还有“年份”' : null), stored('award_lists', 'period'), notStored('award_lists', 'year'), holds(() => programmeOf('senior-high-fee-waiver').period === 'term', '还不是按学年学期'), drawn('senior-high-fee-waiver', 'enter-list', 'school-review', 'authority-review'), answers('fee-waiver-lists')) },
  { part: '五', paragraph: '五1、2 功能模块', item: '资助名单录入、审核的菜单', advice: RESTART, lacks: all(menu('资助名单录入', '/fee-waivers', ['school-operator']), menu('资助名单审核', '/fee-waivers', ['school-reviewer', 'authority-operator'])) },
  { part: '五', paragraph: '五3', item: '资金发放查看：五个查询项', advice: RESTART, lacks: all(asks('/fee-waivers/disbursements/:id', 'lifted', 'unstablyLifted', 'ruralSubsistence', 'ruralExtremePoverty', 'disabledHardship'), menu('资金发放查看', '/fee-waivers/disbursements', ['school-reviewer', 'authority-operator']), stored('award_flags', 'lifted', 'unstably_lifted', 'rural_subsistence', 'rural_extreme_poverty', 'disabled_hardship')) },
];

/** One fen more than the cap is refused, the cap itself is not. */
function refuses(caps: ReadonlyMap<string, number>, stage: LoanStage, fen: number): boolean {
  const held = caps.get(stage);
  if (held === undefined) return false;
  const inForce = capOf([{ id: 0, stage, fromYear: 0, cap: held, standing: 'rule', active: true, basis: '' }], stage, 2023);
  return amountProblem(fen, stage, inForce) === null && amountProblem(fen + 1, stage, inForce) !== null;
}

/** Every item as it stands, in the order of 附件1. */
export const judge = (found: Installation): CheckLine[] => checks.map(({ part, paragraph, item, advice, lacks }) => {
  const missing = lacks(found);
  return { part, paragraph, item, good: missing === null, found: missing ?? '在这里，能用', advice: missing === null ? '' : advice };
});
