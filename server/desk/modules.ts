import type { TodoKind } from '../award-lists/reminders.js';
import { businessRoles, type Level, type Role } from '../values/actor.js';
import { priorityGroups } from '../values/priority-group.js';
import { programmeOf, type ProgrammeKey } from '../values/programme.js';
import type { EducationStage } from '../values/stage.js';

/** What may wait behind a module; the menu shows how many. */
export type Waiting = { todos: readonly TodoKind[]; programme?: ProgrammeKey } | 'incidents' | 'drafts' | 'verifications' | 'circulars' | 'doubts';

/** One 功能模块: its name in the notice, where it is, and 涉及用户. */
export type Module = { label: string; href: string; roles: readonly Role[]; waiting?: Waiting; /** Only authorities of this level have it. */ level?: Level; /** Offered only while something waits there. */ passing?: true };
export type ModuleGroup = { label: string; modules?: readonly Module[]; groups?: readonly ModuleGroup[]; /** Schools of another stage do not have it. */ stage?: EducationStage; /** Only authorities of this level have it. */ level?: Level };

const authority: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];
const flow: readonly Role[] = ['process-administrator', 'process-publisher'];
/** 工作进展查看: 各级主管部门业务操作人员、资助中心领导 (附件1 三), so not the 业务主管领导. */
const progress: readonly Role[] = ['authority-operator', 'aid-centre-director'];

/** The notice's menu. A module whose page this installation does not have yet is left out of what people see. */
export const modules: readonly ModuleGroup[] = [
  {
    label: '首页', modules: [
      { label: '待办事项', href: '/', roles: businessRoles, waiting: { todos: ['school-review', 'authority-review', 'publicity', 'confirmation', 'withdrawal-review'] } },
      { label: '我的任务', href: '/tasks', roles: ['school-operator', 'school-reviewer', 'authority-operator'] },
      { label: '我的任务', href: '/tasks', roles: ['authority-director'], level: 'province' },
      { label: '首页', href: '/', roles: ['system-administrator', 'security-administrator', 'auditor', ...flow] },
      { label: '资助名单', href: '/award-lists', roles: businessRoles },
      { label: '本月看板', href: '/board', roles: authority },
      { label: '逾期看板', href: '/overdue-tasks', roles: authority },
      { label: '办理流程图', href: '/processes', roles: businessRoles },
      { label: '委托、抄送和常用语', href: '/delegations', roles: businessRoles },
    ],
  },
  {
    label: '资助业务管理', groups: [
      { label: '学生信息管理', modules: [
        { label: '学生', href: '/students', roles: businessRoles },
        { label: '特殊群体信息核实', href: '/group-verifications', roles: ['school-operator'], waiting: 'verifications' },
        { label: '家庭经济信息录入', href: '/circumstances', roles: ['school-operator', 'school-reviewer'] },
        { label: '困难学生认定管理', href: '/hardship-determinations', roles: ['school-operator', 'school-reviewer'] },
        { label: '困难学生认定结果查看', href: '/hardship-results', roles: authority },
        { label: '认定建议规则', href: '/hardship-rules', roles: businessRoles },
      ] },
      {
        label: '信息查询',
        modules: [
          { label: '困难学生信息查询', href: '/hardship-students', roles: businessRoles },
          { label: '学生受助情况', href: '/aid-records', roles: businessRoles },
          { label: '应助未助', href: '/unaided-students', roles: businessRoles },
        ],
        groups: [{ label: '重点保障人群信息查询', modules: [{ label: '各类人数', href: '/priority-groups', roles: businessRoles }, ...priorityGroups.map(({ key, label }) => ({ label, href: `/priority-groups/${key}`, roles: businessRoles }))] }],
      },
    ],
  },
  { label: '资助项目管理', groups: [{ label: '国家资助', groups: [programmeModules('vocational-grant'), programmeModules('vocational-tuition-waiver'), feeWaiverModules(), loanModules()] }] },
  {
    label: '综合查询', modules: [{ label: '资助业务工作进展查看', href: '/statistics/work-progress', roles: progress }],
    groups: [
      { label: '本地户籍外地就读学生', modules: [{ label: '各类人数', href: '/studying-elsewhere', roles: authority }, ...priorityGroups.map(({ key, label }) => ({ label, href: `/studying-elsewhere/${key}`, roles: authority }))] },
      { label: '重点保障人群受助情况统计', modules: [{ label: '十一类特殊困难学生综合统计', href: '/statistics/priority-groups', roles: authority }, { label: '其他受助情况统计', href: '/statistics/aid-by-stage', roles: authority }] },
    ],
  },
  {
    label: '日常办公', modules: [
      { label: '通知公告', href: '/circulars', roles: businessRoles, waiting: 'circulars' },
      { label: '培训', href: '/trainings', roles: businessRoles },
      { label: '应用情况通报', href: '/bulletins', roles: businessRoles },
      { label: '填报日历', href: '/filing-calendar', roles: businessRoles },
      { label: '数据交换', href: '/exchange', roles: ['authority-operator', 'system-administrator'] },
      { label: '升级登记', href: '/upgrade-record', roles: authority, level: 'province' },
      { label: '各省升级情况', href: '/upgrade-records', roles: authority, level: 'central' },
      { label: '办理规则', href: '/policies', roles: businessRoles },
      { label: '规则调整', href: '/rule-changes', roles: authority },
      { label: '学年归档', href: '/year-archives', roles: authority },
      { label: '检查凭据包', href: '/evidence-packs', roles: authority },
      { label: '旧系统名单核实', href: '/doubtful-lists', roles: businessRoles, waiting: 'doubts', passing: true },
      { label: '本单位联系方式', href: '/contact', roles: businessRoles },
    ],
  },
  { label: '流程管理', modules: [{ label: '流程图库', href: '/processes', roles: flow, waiting: 'drafts' }, { label: '流程实例', href: '/process-runs', roles: flow }, { label: '流程迁移', href: '/process-migrations', roles: flow }, { label: '逾期看板', href: '/overdue-tasks', roles: flow }, { label: '外部任务', href: '/external-tasks', roles: flow }, { label: '外部程序', href: '/machine-clients', roles: flow }, { label: '异常与重试', href: '/incidents', roles: flow, waiting: 'incidents' }, { label: '事件回调', href: '/webhooks', roles: flow }] },
  { label: '账号', modules: [{ label: '账号管理', href: '/accounts', roles: ['system-administrator', 'security-administrator'] }] },
  { label: '运行维护', modules: [{ label: '巡检', href: '/inspections', roles: ['system-administrator', 'security-administrator', 'auditor'] }, { label: '账目核对', href: '/invariants', roles: ['system-administrator', 'security-administrator', 'auditor'] }, { label: '旧库转入报告', href: '/upgrade-report', roles: ['system-administrator', 'security-administrator', 'auditor'] }] },
  { label: '审计', modules: [{ label: '操作留痕', href: '/audit', roles: ['auditor', 'security-administrator'] }] },
  { label: '对外接口', modules: [{ label: '接口说明', href: '/api/docs', roles: ['system-administrator', 'process-administrator'] }] },
];

/** 附件1 二: the modules of the two vocational programmes; the waiver has no 资金发放管理. */
function programmeModules(key: ProgrammeKey): ModuleGroup {
  const programme = programmeOf(key);
  const lists = (condition: string): string => `/award-lists?programme=${key}&${condition}`;
  const waiting = (label: string, todo: TodoKind, role: Role): Module => ({ label, href: lists(`todo=${todo}&period=both`), roles: [role], waiting: { todos: [todo], programme: key } });
  return {
    label: programme.menuName, stage: 'vocational',
    modules: [
      { label: '资助名单录入', href: lists('stage=entry'), roles: ['school-operator'] },
      waiting('资助名单审核', 'school-review', 'school-reviewer'),
      waiting('资助名单审核', 'authority-review', 'authority-operator'),
      waiting('资助名单公示', 'publicity', 'school-operator'),
      waiting('名单公示确认', 'confirmation', 'authority-operator'),
      ...(programme.hasDisbursement ? [{ label: '资金发放管理', href: lists('stage=to-disburse'), roles: ['school-operator'] } satisfies Module] : []),
      { label: '申请公示退回', href: lists(programme.hasDisbursement ? 'stage=in-publicity' : 'stage=finished'), roles: ['school-operator'] },
      waiting('公示退回审核', 'withdrawal-review', 'authority-operator'),
      { label: '工作进展查看', href: `/statistics/work-progress?programme=${key}`, roles: progress },
    ],
  };
}

/** 附件1 五: by academic term, without publicity. */
function feeWaiverModules(): ModuleGroup {
  return {
    label: programmeOf('senior-high-fee-waiver').menuName, stage: 'senior-high',
    modules: [
      { label: '资助名单录入', href: '/fee-waivers?stage=entry', roles: ['school-operator'] },
      { label: '资助名单审核', href: '/fee-waivers?stage=review', roles: ['school-reviewer', 'authority-operator'] },
      { label: '资金发放查看', href: '/fee-waivers/disbursements', roles: ['school-reviewer', 'authority-operator'] },
    ],
  };
}

/** 附件1 四: provincial only; entry by the operator, review by the director, the figures for both. */
function loanModules(): ModuleGroup {
  const both: readonly Role[] = ['authority-operator', 'authority-director'];
  return {
    label: programmeOf('state-student-loan').menuName, level: 'province',
    groups: [
      { label: '省级贷款信息管理', modules: [
        { label: '贷款信息录入', href: '/loans', roles: ['authority-operator'] }, { label: '贷款信息审核', href: '/loans/review', roles: ['authority-director'] },
        { label: '还款信息录入', href: '/repayments', roles: ['authority-operator'] }, { label: '还款信息审核', href: '/repayments/review', roles: ['authority-director'] },
        { label: '贷款信息查看', href: '/loans/overview', roles: both }, { label: '录入进展查看', href: '/loans/entry-progress', roles: both }, { label: '发放金额上限', href: '/loan-caps', roles: both },
      ] },
      { label: '本省办理助学贷款信息查看', modules: [{ label: '历年助学贷款情况查看', href: '/loans/handled-history', roles: both }, { label: '年度发放情况查看', href: '/loans/handled-year', roles: both }] },
      { label: '本省就读学生助学贷款信息查看', modules: [{ label: '历年助学贷款情况查看', href: '/loans/studying-history', roles: both }, { label: '年度发放情况查看', href: '/loans/studying-year', roles: both }] },
    ],
  };
}
