/** Sample properties: the upgrade record of a province, all of them for the centre, and the check of the books. */
import type { InvariantsPageProps } from './invariants-page.js';
import { openLink, sampleSeal } from './samples-frame.js';
import type { UpgradeRecordPageProps, UpgradeRecordsPageProps } from './upgrade-records-page.js';

export const upgradeRecordPage: UpgradeRecordPageProps = {
  title: 'V3.2.0 升级登记', tag: { tone: 'run', icon: 'check', word: '已升级' }, subtitle: '河阳省学生资助管理中心　期限 2023年4月18日（逾期 22 天）　教助中心〔2023〕8号 正文一',
  acts: [{ key: 'check', label: '现在核对', icon: 'check', tone: 'main', href: '/upgrade-record/checks', allowed: true, unmet: [], seal: sampleSeal('check') }],
  note: { tone: 'bad', title: '逾期 22 天', text: '应在2023年4月18日前完成部署并反馈。' },
  pairs: [{ name: '部署包版本', value: 'V3.2.0' }, { name: '部署时间', value: '2023-04-15 22:30' }, { name: '升级结果', value: '升级成功' }],
  register: { id: 'register', title: '重新登记升级结果', folded: true, action: '/upgrade-record', seal: sampleSeal('register'), submit: '登记', fields: [{ name: 'packageVersion', label: '部署包版本', required: true, value: 'V3.2.0' }, { name: 'deployedAt', label: '部署时间', kind: 'datetime', required: true, value: '2023-04-15T22:30' }] },
  checks: { parts: [{ title: '五、完善普高建档立卡免学杂费管理功能', aside: '陈立新 2023-05-10 09:00 核对，1 项没有通过', rows: [
    { key: '1', paragraph: '五1、2', item: '按学年学期填报、查询和审核', standing: { tone: 'good', icon: 'check', word: '通过' }, found: '在这里，能用', advice: '' },
    { key: '2', paragraph: '五3', item: '资金发放查看：五个查询项', standing: { tone: 'bad', icon: 'cross', word: '没有通过' }, found: '/fee-waivers/disbursements/:id 缺少查询选项 lifted', advice: '请确认部署的是 V3.2.0 的完整程序，重新启动后再核对。' },
  ] }] },
  feedback: { id: 'feedback', title: '反馈给中央', action: '/upgrade-record/feedback', seal: sampleSeal('feedback'), submit: '反馈', fields: [{ name: 'conclusion', label: '核实结果', kind: 'select', options: [{ value: 'verified', label: '五个部分核实无误' }] }], errors: [{ field: 'conclusion', label: '核实结果', message: '最近一次核对有 1 项没有通过。' }] },
  requests: [{ id: 1, title: '待答复：2023-05-09 10:00', aside: '河阳省学生资助管理中心　陈立新', pairs: [{ name: '问题', value: '统一用户管理系统的回调地址改了。' }, { name: '答复', value: '还没有答复' }], close: { key: 'close-1', label: '问题解决了，办结', icon: 'check', href: '/upgrade-requests/1/closure', allowed: true, unmet: [], seal: sampleSeal('close') } }],
  ask: { id: 'ask', title: '提出协助升级申请', folded: true, action: '/upgrade-requests', seal: sampleSeal('ask'), submit: '提出申请', fields: [{ name: 'problem', label: '遇到的问题', kind: 'textarea', required: true }] },
};

export const upgradeRecordsPage: UpgradeRecordsPageProps = {
  title: '各省升级情况', subtitle: '全国学生资助管理中心（中央级）　V3.2.0', acts: [openLink('xlsx', '导出 Excel', '/upgrade-records.xlsx', { icon: 'down' })],
  facts: [{ name: '期限', value: '2023年4月18日', note: '已过 22 天' }, { name: '未升级', value: '1', unit: '个' }, { name: '已升级', value: '1', unit: '个' }, { name: '已核实', value: '0', unit: '个' }, { name: '逾期', value: '2', unit: '个' }],
  tabs: [{ label: '全部', href: '/upgrade-records?show=all', count: 2, current: true }, { label: '逾期', href: '/upgrade-records?show=overdue', count: 2 }],
  rows: [{ id: 1, name: '河阳省学生资助管理中心', href: '/upgrade-records/1', state: { tone: 'run', icon: 'check', word: '已升级' }, due: { tone: 'bad', icon: 'warn', word: '逾期 22 天' }, packageVersion: 'V3.2.0', deployed: '2023-04-15 22:30', checked: '2023-05-10 09:00，25 项都通过', conclusion: '—', fedBack: '—', requests: '1 份', telephone: '0371-60000001' }],
};

export const invariantsPage: InvariantsPageProps = {
  subtitle: '名单、发放、公示、流程和留痕之间应当成立的，逐条查一遍', acts: [{ key: 'check', label: '现在核对', icon: 'check', tone: 'main', href: '/invariants', allowed: true, unmet: [], seal: sampleSeal('invariants') }],
  refused: '账目核对正在进行，请等它完成。', running: { done: 12, total: 36, href: '/invariants?id=2' },
  shown: { title: '2023-05-10 07:00 每日核对', rows: [
    { key: 'I12a', name: '名单的人数、应发、实发合计等于每个人之和', tag: { tone: 'bad', icon: 'warn', word: '不成立' }, found: '名单 1 个', records: '381', meaning: '统计和汇总用的是合计，会和明细对不上。' },
    { key: 'R9', name: '操作留痕首尾相连', tag: { tone: 'good', icon: 'check', word: '成立' }, found: '—', records: '—', meaning: '—' },
  ] },
  earlier: [{ id: 1, at: '2023-05-10 07:00', by: '每日核对', tag: { tone: 'bad', icon: 'warn', word: '1 条不成立' }, href: '/invariants?id=1', current: true }],
};
