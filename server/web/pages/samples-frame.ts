/** Sample frames: who looks, with which menu. People, schools and numbers are invented; “today” is 10 May 2023. */
import type { OfferedAct } from '../components/act.js';
import type { FormSeal } from '../components/form.js';
import type { LayoutProps, Viewer } from '../layout.js';
import type { MenuGroup } from '../components/menu.js';

export const schoolOperator: Viewer = { name: '李秀梅', roleName: '学校业务操作人员', organisationName: '安陵县职业教育中心' };
export const countyOfficer: Viewer = { name: '王建平', roleName: '主管部门业务操作人员', organisationName: '安陵县学生资助管理中心' };
export const processAdministrator: Viewer = { name: '陈志远', roleName: '流程管理员', organisationName: '河阳省学生资助管理中心' };
export const auditor: Viewer = { name: '何静', roleName: '审计员', organisationName: '河阳省学生资助管理中心' };

export const sampleSeal = (key: string, version = 3): FormSeal => ({ csrf: 'sample-token', key: `sample-${key}-0001`, version });

/** A link that may be followed. */
export const openLink = (key: string, label: string, href: string, more: Partial<OfferedAct> = {}): OfferedAct => ({ key, label, href, allowed: true, unmet: [], ...more });

const schoolMenu = (current: string): MenuGroup[] => mark(current, [
  { label: '首页', open: true, items: [{ label: '待办事项', href: '/', count: 4 }, { label: '资助名单', href: '/award-lists' }] },
  { label: '资助业务管理', groups: [
    { label: '学生信息管理', items: [{ label: '学生', href: '/students' }, { label: '家庭经济信息录入', href: '/circumstances' }, { label: '困难学生认定管理', href: '/hardship' }] },
    { label: '信息查询', items: [{ label: '重点保障人群信息查询', href: '/priority-groups' }, { label: '困难学生信息查询', href: '/hardship-students' }, { label: '学生受助情况', href: '/aid-records' }] },
  ] },
  { label: '资助项目管理', open: true, groups: [{ label: '国家资助', open: true, groups: [
    { label: '中职国家助学金', open: true, items: [{ label: '资助名单录入', href: '/grant/entry' }, { label: '资助名单公示', href: '/grant/publicity', count: 1 }, { label: '资金发放管理', href: '/grant/disbursement' }, { label: '申请公示退回', href: '/grant/withdrawal' }] },
    { label: '中职国家免学费', items: [{ label: '资助名单录入', href: '/waiver/entry' }, { label: '资助名单公示', href: '/waiver/publicity', count: 3 }, { label: '申请公示退回', href: '/waiver/withdrawal' }] },
  ] }] },
]);

const countyMenu = (current: string): MenuGroup[] => mark(current, [
  { label: '首页', open: true, items: [{ label: '待办事项', href: '/', count: 10 }, { label: '资助名单', href: '/award-lists' }, { label: '本月看板', href: '/board' }] },
  { label: '资助业务管理', groups: [
    { label: '学生信息管理', items: [{ label: '困难学生认定结果查看', href: '/hardship-results' }] },
    { label: '信息查询', items: [{ label: '重点保障人群信息查询', href: '/priority-groups' }, { label: '困难学生信息查询', href: '/hardship-students' }, { label: '学生受助情况', href: '/aid-records' }] },
  ] },
  { label: '资助项目管理', open: true, groups: [{ label: '国家资助', open: true, groups: [
    { label: '中职国家助学金', open: true, items: [{ label: '资助名单审核', href: '/grant/review', count: 2 }, { label: '名单公示确认', href: '/grant/confirmation', count: 4 }, { label: '公示退回审核', href: '/grant/withdrawal-review', count: 1 }, { label: '工作进展查看', href: '/grant/progress' }] },
    { label: '中职国家免学费', items: [{ label: '资助名单审核', href: '/waiver/review' }, { label: '名单公示确认', href: '/waiver/confirmation', count: 2 }, { label: '公示退回审核', href: '/waiver/withdrawal-review', count: 1 }] },
    { label: '建档立卡等免学杂费', items: [{ label: '资金发放查看', href: '/fee-waiver/disbursement' }] },
  ] }] },
  { label: '综合查询', items: [{ label: '本地户籍外地就读学生', href: '/studying-elsewhere' }, { label: '重点保障人群受助情况统计', href: '/statistics/priority-groups' }, { label: '资助业务工作进展查看', href: '/statistics/work-progress' }] },
]);

const processMenu = (current: string): MenuGroup[] => mark(current, [
  { label: '流程管理', open: true, items: [{ label: '流程图库', href: '/processes' }, { label: '运行中的流程', href: '/process-instances' }, { label: '异常与重试', href: '/incidents', count: 1 }] },
  { label: '参数与依据', items: [{ label: '附件月份与公示天数', href: '/policies/rules' }, { label: '工作日历', href: '/policies/workdays' }] },
]);

const auditMenu = (current: string): MenuGroup[] => mark(current, [{ label: '审计', open: true, items: [{ label: '操作留痕', href: '/audit' }] }]);

const common = { csrf: 'sample-token', version: '3.2.0', unread: 2, officeClock: { label: '2023年5月10日 09:12' }, foot: ['学籍数据截至 2023年5月9日', '办理遇到问题：县学生资助管理中心 0370-5550123'] };

type Frame = Omit<LayoutProps, 'title' | 'children'>;

export const schoolFrame = (current: string, more: Partial<Frame> = {}): Frame => ({ ...common, viewer: schoolOperator, menu: schoolMenu(current), ...more });
export const countyFrame = (current: string, more: Partial<Frame> = {}): Frame => ({ ...common, viewer: countyOfficer, menu: countyMenu(current), ...more });
export const processFrame = (current: string, more: Partial<Frame> = {}): Frame => ({ ...common, viewer: processAdministrator, menu: processMenu(current), basis: '流程图决定先后，规则决定能不能办。改图不会改变通知规定的结果。', ...more });
export const auditFrame = (current: string, more: Partial<Frame> = {}): Frame => ({ ...common, viewer: auditor, menu: auditMenu(current), ...more });
export const outsideFrame: Frame = { ...common, viewer: null, foot: ['办理遇到问题：县学生资助管理中心 0370-5550123'] };

function mark(current: string, groups: MenuGroup[]): MenuGroup[] {
  return groups.map((group) => ({ ...group, items: group.items?.map((item) => ({ ...item, current: item.href === current })), groups: group.groups && mark(current, group.groups) }));
}
