import type { Level, Role } from '../values/actor.js';

/** One thing that is different for somebody since V3.1.0. */
export type Change = { text: string; href?: string; roles: readonly Role[]; level?: Level; basis: string };

const grant = '/award-lists?programme=vocational-grant';
const schools: readonly Role[] = ['school-operator', 'school-reviewer'];
const authority: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];

/** “对我变了什么”: 附件1 read from the chair of one role, in its order. */
export const changes: readonly Change[] = [
  { text: '家庭经济信息和困难认定多了“事实无人抚养儿童”“低保边缘人口”两项', href: '/hardship-determinations', roles: schools, basis: '一（一）6（1）' },
  { text: '困难学生认定结果多了两类的列表项和查询选项', href: '/hardship-results', roles: authority, basis: '一（一）6（2）' },
  { text: '重点保障人群由九类变为十一类，信息查询和受助情况都多了两类', href: '/priority-groups', roles: [...schools, ...authority], basis: '一（一）3' },
  { text: '本地户籍外地就读学生、受助情况统计都多了两类', href: '/statistics/priority-groups', roles: authority, basis: '一（一）1、2' },
  { text: '首页提醒本月待公示的名单，5月、12月还提醒没有上传的附件（中职）', href: '/', roles: ['school-operator'], basis: '二（一）1' },
  { text: '公示时可以上传附件，5月和12月必须上传（中职）', href: `${grant}&todo=publicity&period=both`, roles: ['school-operator'], basis: '二（一）2' },
  { text: '公示以后还要由上级主管部门确认；确认并且公示时间结束，才能登记助学金发放', href: `${grant}&stage=to-disburse`, roles: ['school-operator'], basis: '二（一）4' },
  { text: '确认以后发现有误，可以申请公示退回', href: `${grant}&stage=in-publicity`, roles: ['school-operator'], basis: '二（一）5' },
  { text: '名单被公示不通过或退回后，学校审核要重新做', href: `${grant}&todo=school-review&period=both`, roles: ['school-reviewer'], basis: '二（一）3、6' },
  { text: '首页提醒待确认的公示和待审核的退回申请', href: '/', roles: ['authority-operator'], basis: '二（一）1' },
  { text: '新增名单公示确认：查看、下载学校的公示附件，公示通过或不通过；免学费通过时自动补充实发金额', href: `${grant}&todo=confirmation&period=both`, roles: ['authority-operator'], basis: '二（一）3、（二）3' },
  { text: '新增公示退回审核：同意后名单回到学校，实发金额调整为 0', href: `${grant}&todo=withdrawal-review&period=both`, roles: ['authority-operator'], basis: '二（一）6' },
  { text: '工作进展在“在校学生人数”旁边增加逾期、当期两项', href: '/statistics/work-progress', roles: ['authority-operator', 'aid-centre-director'], basis: '三' },
  { text: '贷款可以导入历史年度、增补年度和科研院所、军队院校的；金额有上限，还款时间到时分秒', href: '/loans', roles: ['authority-operator'], level: 'province', basis: '四1、3' },
  { text: '审核当前年度和历史年度（增补）的贷款、还款', href: '/loans/review', roles: ['authority-director'], level: 'province', basis: '四2、4' },
  { text: '贷款信息以图表查看；统计表增加“科研院所及军队院校”，可以下钻', href: '/loans/overview', roles: ['authority-operator', 'authority-director'], level: 'province', basis: '四5、6' },
  { text: '普高免学杂费按学年学期，不再填“年份”', href: '/fee-waivers', roles: ['school-operator', 'school-reviewer', 'authority-operator'], basis: '五1、2' },
  { text: '资金发放查看增加五个查询选项', href: '/fee-waivers/disbursements', roles: ['school-reviewer', 'authority-operator'], basis: '五3' },
  { text: '开户由系统管理员申请、安全管理员批准，两个人各管一半', href: '/accounts', roles: ['system-administrator', 'security-administrator'], basis: '附件2 二4' },
  { text: '系统每天巡检一次，结果和该做什么都在“巡检”里', href: '/inspections', roles: ['system-administrator', 'security-administrator', 'auditor'], basis: '附件2 二5' },
  { text: '两张中职流程图按新的公示办法重画，改图、启用分给两个人', href: '/processes', roles: ['process-administrator', 'process-publisher'], basis: '二' },
];
