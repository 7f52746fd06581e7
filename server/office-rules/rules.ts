import { acts, conditionsOf, doerOf, type Act } from '../award-lists/guards.js';
import { FARTHEST_START_DAYS, LONGEST_DAYS } from '../award-lists/publicity-period.js';
import { roleNames } from '../values/actor.js';
import { listProgrammeKeys, programmeOf, type ListProgrammeKey, type ProgrammeKey } from '../values/programme.js';
import type { OfficeDate } from '../values/office-date.js';
import { MINIMUM_PUBLICITY_WORKDAYS } from '../values/workday.js';

/** One hard rule as people may read it: what it demands, where it is written, since when it holds and where it is checked. */
export type OfficeRule = {
  /** Stable: the act and the refusal code. */
  key: string;
  /** The refusal code page, phone and API answer with; null for what happens by itself. */
  code: string | null;
  group: string;
  text: string;
  programmes: ProgrammeKey[];
  basis: string;
  from: OfficeDate | null;
  to: OfficeDate | null;
  enforcedAt: string;
};

const NOTICE = '教助中心〔2023〕8号';
/** 于2023年4月18日前完成系统升级部署 (the notice, 一): what it changed holds from then on. */
export const IN_FORCE: OfficeDate = '2023-04-18';

/** The acts on a list by the names of their modules. */
export const actNames: Record<Act, string> = {
  edit: '资助名单录入', delete: '删除名单', submit: '提交名单', 'take-back': '撤回提交', 'school-review': '学校审核', 'authority-review': '主管部门审核', 'publish-list': '资助名单公示', attach: '上传公示附件',
  'confirm-publicity': '名单公示确认：公示通过', 'reject-publicity': '名单公示确认：公示不通过', disburse: '资金发放管理', 'request-withdrawal': '申请公示退回', 'review-withdrawal': '公示退回审核',
};

/** Every rule the code holds whatever the diagram says: the conditions of each act from the table that refuses, then what is written beside it. */
export const officeRules = (): OfficeRule[] => [...acts.flatMap(rulesOfAct), ...others];

function rulesOfAct(act: Act): OfficeRule[] {
  const { role, side } = doerOf(act);
  const doer: OfficeRule = {
    key: `${act}.role-not-allowed`, code: 'role-not-allowed', group: actNames[act], text: `只由${side === 'school' ? '名单所属学校' : '学校的直接主管部门'}的${roleNames[role].replace(/^(学校|主管部门)/, '')}办理`,
    programmes: listProgrammeKeys.filter((key) => has(act, key)), ...basisOf('附件1 涉及用户'), enforcedAt: everywhere,
  };
  const found = new Map<string, OfficeRule>();
  for (const programme of listProgrammeKeys) {
    for (const { code, name, basis } of conditionsOf(act, programmeOf(programme))) {
      // What a programme lacks is told for that programme, everything else for those that have the act.
      const lacks = code === 'no-publicity' || code === 'no-disbursement';
      if (lacks ? has(act, programme) : !has(act, programme)) continue;
      const key = `${act}.${code}.${name}`;
      const rule = found.get(key) ?? { key, code, group: actNames[act], text: lacks ? '本项目没有这一步' : name, programmes: [], ...basisOf(basis), enforcedAt: everywhere };
      rule.programmes.push(programme);
      found.set(key, rule);
    }
  }
  return [doer, ...found.values()];
}

/** Whether the programme has this act at all. */
function has(act: Act, key: ListProgrammeKey): boolean {
  const programme = programmeOf(key);
  const codes = conditionsOf(act, programme).map(({ code }) => code);
  return (programme.hasPublicity || !codes.includes('no-publicity')) && (programme.hasDisbursement || !codes.includes('no-disbursement'));
}

const everywhere = '办理这一步时，页面、手机、接口同一道检查';
const monthly: ListProgrammeKey[] = listProgrammeKeys.filter((key) => programmeOf(key).hasPublicity);
const waivers: ListProgrammeKey[] = listProgrammeKeys.filter((key) => programmeOf(key).fillsPaidOnConfirmation);

function basisOf(basis: string): Pick<OfficeRule, 'basis' | 'from' | 'to'> {
  return basis.startsWith('附件1') ? { basis: `${NOTICE} ${basis}`, from: IN_FORCE, to: null } : { basis, from: null, to: null };
}

const period = (code: string, text: string): OfficeRule => ({ key: `publish-list.${code}`, code, group: '公示期', text, programmes: monthly, ...basisOf('资助名单公示不少于5个工作日'), enforcedAt: '学校填写公示起止日期、保存时' });
const effect = (key: string, text: string, programmes: ListProgrammeKey[], basis: string): OfficeRule => ({ key, code: null, group: '办理后的变化', text, programmes, ...basisOf(basis), enforcedAt: '与决定同时生效，一起成功或一起不成' });
const person = (code: string, text: string, basis: string, enforcedAt: string): OfficeRule => ({ key: `award.${code}`, code, group: '名单上的人', text, programmes: [...listProgrammeKeys], ...basisOf(basis), enforcedAt });

const loan = (code: string, text: string, basis: string, enforcedAt = '导入贷款、还款文件检查时，写入时再查一遍'): OfficeRule => ({ key: `loan.${code}`, code, group: '国家助学贷款', text, programmes: ['state-student-loan'], ...basisOf(basis), enforcedAt });

const others: OfficeRule[] = [
  period('publicity-too-short', `公示期不少于 ${MINIMUM_PUBLICITY_WORKDAYS} 个工作日（省里定得更多的按省里的，见“规则调整”），首尾两天都算，按放假调休日历`),
  period('publicity-in-past', '公示开始日期不早于当天'),
  period('publicity-too-far', `公示开始日期最多提前 ${FARTHEST_START_DAYS} 天定，公示期最长 ${LONGEST_DAYS} 天`),
  effect('effect.rejected', '公示不通过：学校公示状态回到“学校未公示”，学校和主管部门审核状态回到“待审核”，由学校重新维护', monthly, '附件1 二（一）3、二（二）3'),
  effect('effect.filled', '公示通过：自动补充该份名单的实发金额', waivers, '附件1 二（二）3'),
  effect('effect.withdrawn', '同意退回：上级公示状态调整为“公示不通过”，学校公示状态和两级审核状态复原，实发金额（如有）调整为 0', monthly, '附件1 二（一）6、二（二）5'),
  person('student-on-other-list', '同一学生同一项目同一月份（学期）只能在一份名单上', '同一学生同一项目同一月份（学期）只能受助一次', '加人、导入、提交名单时，数据库另有一道'),
  person('not-enrolled', '须是本校全日制在读学生', '资助对象须具有全日制学籍', '加人、导入名单时'),
  person('unknown-tier', '金额取自当月有效的资助标准，不能手填', '各项目资助标准（见“资助标准”）', '加人、导入、改档次时'),
  person('same-person', '提交人和学校审核人不能是同一人', '经办与审核分离', '学校审核时'),
  loan('over-cap', '发放金额不超过上限（见“贷款上限”）', '附件1 四1：发放金额上限，本专科为12000元、研究生为16000元'),
  loan('loan-approved', '已审核通过的贷款不能重复导入，增补导入的是没有的', '附件1 四1'),
  loan('no-such-loan', '还款所属的贷款不存在时不能导入，先录入贷款', '附件1 四3'),
  loan('too-many-decimals', '还款金额最多两位小数', '附件1 四3'),
  loan('time-needs-seconds', '还款时间明确到时分秒，无法确认的填 00:00:00', '附件1 四3'),
  loan('bank-not-local', '省级只录入地方银行的贷款，国家开发银行、中国银行的不在这里录入', '通知正文三'),
];
