/** Sample properties: circulars, office rules, what a version changed, the organisation's own contact. */
import type { CircularPageProps, CircularsPageProps } from './circulars-page.js';
import type { ContactPageProps } from './contact-page.js';
import type { FilingCalendarPageProps } from './filing-calendar-page.js';
import type { OfficeRulesPageProps } from './office-rules-page.js';
import type { UpgradePageProps } from './upgrade-page.js';
import { openLink, sampleSeal } from './samples-frame.js';

export const contactPage: ContactPageProps = {
  organisation: '安陵县职业教育中心', office: '学生科（行政楼 203）', telephone: '', shown: '学校公示名单时，公示页、异议页和打印张贴的公示都写这个办公室和电话。改了以后，正在公示的名单马上换成新的。',
  form: {
    title: '办公室和电话', action: '/contact', seal: sampleSeal('contact'), submit: '保存', footnote: '谁在什么时候改的，都会留痕。',
    fields: [{ name: 'office', label: '办公室', value: '学生科（行政楼 203）', hint: '如“学生科（行政楼 203）”。' }, { name: 'telephone', label: '电话', required: true, hint: '填办公电话，任何人都能在公示页上看到；不要填个人的号码。' }],
    errors: [{ field: 'telephone', label: '电话', message: '请填写电话，公示页上要让学生和家长找得到人。' }],
  },
};

export const circulars: CircularsPageProps = {
  subtitle: '1 份等您确认已阅', sent: false, acts: [openLink('publish', '发通知', '/circulars/new', { icon: 'plus', tone: 'main' })],
  tabs: [{ label: '收到的', href: '/circulars?box=received', count: 1, current: true }, { label: '本单位发出的', href: '/circulars?box=sent' }],
  rows: [
    { id: 2, title: '关于报送5月资助名单的通知', href: '/circulars/2', from: '河阳省学生资助管理中心', at: '今天 09:12', readBy: '5月12日', state: { tone: 'mine', word: '待确认' } },
    { id: 1, title: '关于做好系统升级有关工作的通知', href: '/circulars/1', from: '河阳省学生资助管理中心', at: '4月11日 10:00', readBy: '—', state: { tone: 'good', word: '已确认' } },
  ],
  pager: { text: '本页 2 份' },
};

export const circularToRead: CircularPageProps = {
  title: '关于报送5月资助名单的通知', subtitle: '河阳省学生资助管理中心　2023年5月10日 09:12', paragraphs: ['请各校在5月20日前报送5月名单，公示附件按要求上传。', '有事打电话 0371-6200001。'],
  next: { turn: 'mine', title: '看完请确认已阅', text: '请在5月12日前确认，发通知的单位会看到。', act: { key: 'confirm', label: '确认已阅', href: '/circulars/2/receipts', allowed: true, unmet: [], seal: sampleSeal('confirm') } },
  facts: [{ name: '发布单位', value: '河阳省学生资助管理中心' }, { name: '经办', value: '陈立新' }, { name: '发给', value: '河阳省学生资助管理中心范围内的中职学校：学校业务操作人员' }, { name: '本单位', value: '还没有人确认' }],
};

export const circularSent: CircularPageProps = {
  ...circularToRead, next: { turn: 'others', text: '还有 1 个单位没有人确认。', act: { key: 'urge', label: '催阅', icon: 'bell', href: '/circulars/2/urges', allowed: false, unmet: [{ code: 'already-urged', message: '今天已经催过，下一个工作日可以再催。', basis: '通知公告办理规则' }] } },
  receipts: { title: '回执', aside: '发往 2 个单位，1 个已阅', tabs: [{ label: '未阅', href: '?receipts=unread', count: 1 }, { label: '全部', href: '?receipts=all', count: 2, current: true }], pager: { text: '本页 2 个单位' }, rows: [{ id: 1, name: '安陵县职业教育中心', above: '安陵县学生资助管理中心', telephone: '0398-6200001', read: '李秀梅 今天 09:40' }, { id: 2, name: '安陵县第二职业学校', above: '安陵县学生资助管理中心', telephone: '—', read: null }] },
};

export const officeRulesPage: OfficeRulesPageProps = {
  subtitle: '系统按这些规则检查，每条写明依据和在哪里检查；流程图改了，规则不变', tabs: [{ label: '规则', href: '?tab=rules', current: true }, { label: '资助标准', href: '?tab=standards' }, { label: '贷款上限', href: '?tab=caps' }, { label: '放假调休', href: '?tab=workdays' }],
  content: {
    tab: 'rules', filters: { action: '/policies', clearHref: '/policies', hidden: { tab: 'rules' }, filters: [{ name: 'q', label: '规则或依据里的词', kind: 'search', placeholder: '如：公示附件' }] },
    groups: [{ name: '资金发放管理', rules: [{ key: '1', text: '公示时间已结束', programmes: '中职国家助学金', basis: '教助中心〔2023〕8号 附件1 二（一）4：公示时间已结束时，学校可维护该份名单的资金发放信息', since: '2023年4月18日起', where: '页面、手机和接口办理时由同一张条件表检查，流程图改了也一样', code: 'publicity-not-ended' }] }],
  },
};
export const workdaysPage: OfficeRulesPageProps = { ...officeRulesPage, content: { tab: 'workdays', known: '已录入 2020–2026 年的放假安排', filters: { action: '/policies', hidden: { tab: 'workdays' }, filters: [{ name: 'year', label: '年份', kind: 'select', value: '2023', options: [{ value: '2023', label: '2023年' }] }] }, rows: [{ day: '2023年5月6日 周六', name: '劳动节', kind: '上班（调休）', basis: '国办发明电〔2022〕16号' }] } };

export const filingCalendarPage: FilingCalendarPageProps = {
  subtitle: '安陵县学生资助管理中心　省级先定，市县可以提前，不能推后', title: '2023年5月中职国家助学金', filters: { action: '/filing-calendar', submit: '查看', filters: [{ name: 'period', label: '月份或学期', kind: 'select', value: '2023-05', options: [{ value: '2023-05', label: '2023年5月' }] }] },
  rows: [{ step: '名单录入', due: '2023年5月12日', left: '还有 2 个工作日', late: false, setBy: '安陵县学生资助管理中心', above: '2023年5月15日' }, { step: '名单审核', due: '2023年5月9日', left: '逾期 1 个工作日', late: true, setBy: '河阳省学生资助管理中心', above: '2023年5月9日' }],
  form: { title: '安陵县学生资助管理中心设定的期限', action: '/filing-calendar', seal: sampleSeal('days'), submit: '保存期限', fields: [{ name: 'entry', label: '名单录入', kind: 'date', value: '2023-05-16', hint: '上级：2023年5月15日' }], errors: [{ field: 'entry', label: '名单录入', message: '名单录入的期限不能晚于上级设定的5月15日，只能提前。' }], footnote: '空着的环节按上级的期限；填的不能晚于上级。' },
};

export const upgradePage: UpgradePageProps = {
  version: '3.2.0', subtitle: '由 V3.1.0 升级到 V3.2.0',
  parts: [{ title: '三、优化中职统计信息展示', stages: '中职', text: '在“在校学生人数”的基础上增加“逾期学生人数”和“当期学生人数”。', changes: [{ what: '增加两个统计项', who: '资助中心领导', module: '资助业务工作进展查看', href: '/statistics/work-progress' }, { what: '下钻', who: '资助中心领导', module: '录入进展查看' }] }],
};
