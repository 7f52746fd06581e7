/** One of the five parts of the notice's 附件1: what it changed, for whom, and the pages it is found on. */
export type UpgradePart = { number: string; title: string; stages: string; text: string; changes: { what: string; who: string; href?: string; module: string }[] };

const grant = '/award-lists?programme=vocational-grant';
const school = '学校业务操作人员';
const officer = '各级主管部门业务操作人员';
const progress = '各级主管部门业务操作人员、资助中心领导';
const province = '省级主管部门业务操作人员';
const leader = '省级主管部门业务主管领导';

/** 升级说明 of V3.2.0: 教助中心〔2023〕8号 附件1, its five parts in its order. */
export const upgradeParts: readonly UpgradePart[] = [
  {
    number: '一', title: '扩展共享特殊群体学生信息', stages: '学前、义教、普高、中职、本专科、研究生',
    text: '与民政部扩展共享事实无人抚养儿童和低保边缘家庭两类信息，重点保障人群由 9 类增加到 11 类。',
    changes: [
      { what: '困难认定、家庭经济信息、重点保障人群查询、受助情况和统计增加“事实无人抚养儿童”“低保边缘家庭”', who: '各级各类业务用户', module: '资助业务管理—信息查询—重点保障人群信息查询', href: '/priority-groups' },
      { what: '重点保障人群受助情况统计增加两类', who: '各级主管部门用户', module: '综合查询—重点保障人群受助情况统计', href: '/statistics/priority-groups' },
    ],
  },
  {
    number: '二', title: '调整中职国家助学金与免学费名单公示流程', stages: '中职', text: '公示以后由上级主管部门再次确认；公示有误可以申请退回；5月和12月份必须上传公示附件。',
    changes: [
      { what: '首页增加名单公示、附件上传、名单公示确认、公示退回审核四种提醒', who: `${school}、${officer}`, module: '首页—待办事项', href: '/' },
      { what: '公示支持上传附件，5月和12月份必须上传', who: school, module: '资助名单公示', href: `${grant}&todo=publicity&period=both` },
      { what: '对学校已公示的名单再次确认：公示通过或公示不通过；免学费公示通过后自动补充实发金额', who: officer, module: '名单公示确认', href: `${grant}&todo=confirmation&period=both` },
      { what: '公示确认且公示时间结束后维护资金发放（只有助学金）', who: school, module: '资金发放管理', href: `${grant}&stage=to-disburse` },
      { what: '公示确认后可以申请公示退回', who: school, module: '申请公示退回', href: `${grant}&stage=in-publicity` },
      { what: '同意退回后名单回到学校，实发金额（如有）调整为 0', who: officer, module: '公示退回审核', href: `${grant}&todo=withdrawal-review&period=both` },
    ],
  },
  {
    number: '三', title: '优化中职统计信息展示', stages: '中职', text: '在“在校学生人数”的基础上增加“逾期学生人数”和“当期学生人数”。',
    changes: [{ what: '在校：学籍状态为全日制在读；逾期：按入学年月和学制已应毕业；当期：在校减去逾期', who: progress, module: '资助业务工作进展查看', href: '/statistics/work-progress' }],
  },
  {
    number: '四', title: '完善高校国家助学贷款管理功能', stages: '本专科、研究生', text: '支持历史年度、增补和未使用资助系统的学校；金额、小数和时间按规定校验；统计增加科研院所及军队院校。',
    changes: [
      { what: '导入历史年度、增补年度和科研院所、军队院校的贷款；发放金额上限本专科 12000 元、研究生 16000 元', who: province, module: '贷款信息录入', href: '/loans' },
      { what: '审核当前年度和历史年度（增补）的贷款、还款信息', who: leader, module: '贷款信息审核、还款信息审核', href: '/loans/review' },
      { what: '还款金额支持两位小数，还款时间明确到时分秒；贷款不存在的先录入贷款', who: province, module: '还款信息录入', href: '/repayments' },
      { what: '以图表展现贷款发放和还款；统计表格增加“科研院所及军队院校”并可下钻', who: `${province}、业务主管领导`, module: '贷款信息查看、录入进展查看', href: '/loans/overview' },
    ],
  },
  {
    number: '五', title: '完善普高建档立卡免学杂费管理功能', stages: '普高', text: '去掉“年份”，改为按学年学期填报、查询和审核。',
    changes: [
      { what: '按学年学期填报和查询', who: school, module: '资助名单录入', href: '/fee-waivers?stage=entry' },
      { what: '按学年学期查询和审核', who: `学校业务审核人员、${officer}`, module: '资助名单审核', href: '/fee-waivers?stage=review' },
      { what: '“名单信息”增加脱贫、脱贫不稳定、农村低保、农村特困、家庭经济困难残疾五个查询项', who: `学校业务审核人员、${officer}`, module: '资金发放查看', href: '/fee-waivers/disbursements' },
    ],
  },
];
