/** Sample properties: lists of the old system to be settled, the report of the upgrade, loan caps. */
import type { DoubtPageProps, DoubtListsProps } from './doubtful-lists-page.js';
import type { LoanCapsProps } from './loan-caps-page.js';
import type { UpgradeReportProps } from './upgrade-report-page.js';
import { sampleSeal } from './samples-frame.js';

export const doubtLists: DoubtListsProps = {
  title: '旧系统名单核实', subtitle: '还有 1 份待核实', pager: { text: '第 1–1 份，共 1 份' }, filters: { action: '/doubtful-lists', filters: [{ name: 'state', label: '状态', kind: 'select', options: [{ value: '', label: '全部' }] }] },
  rows: [{ id: 1, href: '/doubtful-lists/1', school: '安陵县第一高级中学', programme: '普高建档立卡等免学杂费', oldWords: '2020', why: '旧系统只记了年，没有记学期', people: '60', payable: '25,530.00', paid: '24,000.00', state: { tone: 'mine', icon: 'clock', word: '待核实' } }],
};

export const doubtPage: DoubtPageProps = {
  title: '安陵县第一高级中学　普高建档立卡等免学杂费', subtitle: '旧系统所记：2020', tag: { tone: 'mine', icon: 'clock', word: '待核实' }, facts: [{ name: '人数', value: '60', unit: '人' }, { name: '应免金额', value: '25,530.00', unit: '元' }, { name: '实发金额', value: '24,000.00', unit: '元' }],
  next: { turn: 'mine', title: '写明属于哪个学年学期', text: '旧系统只记了年，没有记学期。' }, payableName: '应免（元）', pager: { text: '第 1–1 人，共 60 人' }, rows: [{ id: 'A1', name: '黄梦瑶', maskedId: '4118**********0902', place: '2022级 3班', payable: '425.50', paid: '400.00' }],
  settle: { title: '核实', action: '/doubtful-lists/1/period', seal: sampleSeal('settle'), submit: '核实并转入', fields: [{ name: 'term', label: '属于哪个学年学期', kind: 'select', required: true, options: [{ value: '2020-2021-spring', label: '2020-2021学年春季学期' }] }, { name: 'remark', label: '核实依据', kind: 'textarea', required: true, full: true, hint: '例如银行发放回单。' }], errors: [{ field: 'remark', label: '核实依据', message: '请写明依据什么核实的。' }] },
  aside: { title: '不并入', action: '/doubtful-lists/1/exclusion', seal: sampleSeal('aside'), submit: '不并入', danger: true, folded: true, fields: [{ name: 'remark', id: 'f-aside-remark', label: '为什么不并入', kind: 'textarea', required: true, full: true }] },
};

const none = { rows: '0' };
export const upgradeReport: UpgradeReportProps = {
  title: '旧库转入报告', subtitle: '由 V3.1.0 升级到 V3.2.0 的旧库转入', next: { turn: 'nobody', text: '旧库的每一行都有着落，人次和金额前后一分不差。' }, facts: [{ name: '待核实名单', value: '2', unit: '份' }],
  rows: [{ id: 'awards', name: '名单中的人次', before: { rows: '44,947', yuan: '19,209,643.07' }, taken: { rows: '44,887', yuan: '19,184,113.07' }, merged: none, doubt: { rows: '60', yuan: '25,530.00' }, left: none, state: { tone: 'good', icon: 'check', word: '相符' } }],
  reasons: [{ id: 0, name: '名单', outcome: '待核实', reason: '旧系统只记了年，没有记学期', rows: '1' }], footnote: '账号不转入：按三员分离重新开户。',
};

export const loanCaps: LoanCapsProps = {
  title: '发放金额上限', subtitle: '教助中心〔2023〕8号 附件1 四1', note: '以后年度的上限由业务操作人员提出、您批准后才执行。',
  rows: [{ id: 1, stage: '本专科', from: '历年', cap: '12,000.00', state: { tone: 'good', icon: 'check', word: '执行' }, basis: '教助中心〔2023〕8号 附件1 四1', by: '—' }],
  cards: [{ id: 3, title: '本专科　2023年起　16,000.00 元', basis: '2023年秋季学期起', tag: { tone: 'run', icon: 'clock', word: '等待批准' }, asked: '赵敏 今天 09:40 提出：某发〔2023〕1号', activate: { action: '/loan-caps/3/activation', seal: sampleSeal('activate'), label: '批准启用' }, decline: { title: '不启用', action: '/loan-caps/3/refusal', seal: sampleSeal('decline'), submit: '不启用', danger: true, folded: true, fields: [{ name: 'remark', id: 'cap-3-remark', label: '为什么不启用', kind: 'textarea', required: true, full: true }] } }],
};
