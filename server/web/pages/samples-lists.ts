/** Sample properties: home, index, one list, board. */
import type { FiveFactsProps } from '../components/facts.js';
import type { Step } from '../components/steps.js';
import type { TimelineEntry } from '../components/timeline.js';
import type { FileItem } from '../components/files.js';
import type { NoteEntry } from '../components/notes.js';
import type { ObjectionEntry } from '../components/objections.js';
import type { ChangesProps } from '../components/changes.js';
import type { BoardCell, BoardRow } from '../components/board.js';
import type { AwardRow } from './list-people.js';
import type { BoardPageProps } from './board-page.js';
import type { HomeProps } from './home-page.js';
import type { ListIndexProps, ListRow } from './list-index-page.js';
import type { ListPageProps, ListTab } from './list-page.js';
import { openLink, sampleSeal } from './samples-frame.js';

const reminder = (title: string, counts: string, grant: [number, number], waiver: [number, number]) => ({
  title, counts, rows: [
    { programme: '中职国家助学金', href: `/award-lists?programme=vocational-grant&todo=${title}`, earlierHref: `/award-lists?programme=vocational-grant&todo=${title}&period=earlier`, currentMonth: grant[0], earlier: grant[1] },
    { programme: '中职国家免学费', href: `/award-lists?programme=vocational-tuition-waiver&todo=${title}`, earlierHref: `/award-lists?programme=vocational-tuition-waiver&todo=${title}&period=earlier`, currentMonth: waiver[0], earlier: waiver[1] },
  ],
});

export const schoolHome: HomeProps = {
  subtitle: '2023年5月10日 星期三　安陵县职业教育中心',
  acts: [openLink('create', '录入 5月名单', '/award-lists/new', { icon: 'plus' })],
  next: { turn: 'mine', title: '公示 4月免学费补报名单，已逾期 6 个工作日', text: '两级审核都已通过，7 人，1,386.00 元。4月名单不要求公示附件，选好公示日期就能开始。', act: openLink('publish', '去公示', '/tasks/41') },
  todos: [
    reminder('名单公示提醒', '两级审核都已通过、学校还没有公示的名单，单位：份。', [1, 0], [2, 1]),
    reminder('附件上传提醒', '只在 5月和 12月提醒：本月名单还没有公示附件。', [1, 0], [2, 0]),
  ],
  lists: {
    more: { label: '全部 14 份', href: '/award-lists' },
    rows: [
      { id: 9, name: '2023年4月 中职国家免学费', href: '/award-lists/9', batch: '补报', people: '7', amount: '1,386.00', stage: { stage: 'to-publish', mine: true }, at: { words: '我，已逾期 6 个工作日', late: true } },
      { id: 1, name: '2023年5月 中职国家助学金', href: '/award-lists/1', batch: '第1批', people: '312', amount: '62,400.00', stage: { stage: 'awaiting-confirmation', mine: false }, at: { words: '安陵县学生资助管理中心' } },
      { id: 2, name: '2023年5月 中职国家助学金', href: '/award-lists/2', batch: '第2批', people: '18', amount: '3,600.00', stage: { stage: 'to-publish', mine: true }, at: { words: '我，还差公示附件' } },
      { id: 3, name: '2023年5月 中职国家免学费', href: '/award-lists/3', batch: '第1批', people: '1,284', amount: '254,232.00', stage: { stage: 'to-publish', mine: true }, at: { words: '我，还差公示附件' } },
      { id: 4, name: '2023年4月 中职国家助学金', href: '/award-lists/4', batch: '第1批', people: '308', amount: '61,600.00', stage: { stage: 'disbursed', mine: false }, at: { words: '已办完' } },
    ],
  },
  deadlines: { note: '工作日已扣除节假日和调休', items: [
    { day: '28', month: '4月', left: '已逾期 6 个工作日', what: '4月免学费补报名单开始公示', late: true },
    { day: '12', month: '5月', left: '还有 2 个工作日', what: '5月名单开始公示' },
    { day: '31', month: '5月', left: '还有 15 个工作日', what: '5月助学金发放信息录入' },
  ] },
  feed: { moreHref: '/notifications', news: [
    { text: '县资助中心王建平对 5月助学金第2批审核通过。', at: '今天 09:12' },
    { text: '赵国栋对 5月免学费第2批学校审核通过。', at: '昨天 16:40' },
    { text: '您公示了 5月助学金第1批，公示期 5月8日至5月12日。', at: '5月8日 08:55' },
  ] },
};

export const countyHome: HomeProps = {
  subtitle: '2023年5月10日 星期三　安陵县学生资助管理中心　管理 8 所中职学校',
  acts: [openLink('board', '本月看板', '/board')],
  next: { turn: 'mine', title: '确认 4 份助学金公示名单，其中 1 份是 4月遗留', text: '最早的一份已等 9 个工作日。名单不确认，学校在公示期满后也不能发放。', act: openLink('first', '从最早的开始', '/tasks/51') },
  todos: [
    reminder('名单公示确认提醒', '学校已公示、等本级确认的名单，单位：份。', [3, 1], [2, 0]),
    reminder('名单公示退回审核提醒', '学校已申请公示退回、本级还没有审核的名单，单位：份。', [1, 0], [0, 1]),
  ],
  progress: { title: '5月助学金，8 所学校 11 份名单的进度', unit: '份', href: '/board', parts: [
    { label: '已发放', count: 3, tone: 'good', full: true }, { label: '公示通过', count: 1, tone: 'good' }, { label: '等本级确认', count: 3, tone: 'mine' }, { label: '等学校', count: 3, tone: 'run' }, { label: '退回申请中', count: 1, tone: 'back' },
  ] },
  tasks: { aside: '共 10 件', rows: [
    { id: 51, name: '名单公示确认', href: '/tasks/51', school: '安陵县农业机械化学校', subject: '4月 助学金', people: '146', change: '+2', due: { words: '逾期 4 个工作日', late: true } },
    { id: 52, name: '公示退回审核', href: '/tasks/52', school: '安陵县工艺美术学校', subject: '4月 免学费', people: '402', change: '−1', due: { words: '逾期 1 个工作日', late: true } },
    { id: 53, name: '名单公示确认', href: '/tasks/53', school: '安陵县职业教育中心', subject: '5月 助学金 第1批', people: '312', change: '+4', due: { words: '5月12日，还有 2 个工作日' } },
    { id: 54, name: '资助名单审核', href: '/tasks/54', school: '安陵县星河信息工程学校', subject: '5月 免学费', people: '745', change: '+61', due: { words: '5月16日，还有 4 个工作日' } },
  ] },
  deadlines: { items: [{ day: '12', month: '5月', left: '还有 2 个工作日', what: '3 所学校公示期结束' }, { day: '31', month: '5月', left: '还有 15 个工作日', what: '春季学期数据录入与审核' }] },
  feed: { news: [{ text: '安陵县工艺美术学校申请公示退回：1 名学生 4月已转出。', at: '今天 10:05' }, { text: '安陵县幼儿师范学校补传了公示附件。', at: '昨天 17:21' }] },
};

export const idleHome: HomeProps = {
  subtitle: '2023年5月10日 星期三　安陵县学生资助管理中心', todos: [],
  empty: { title: '没有等您办理的事项', text: '业务主管领导只查看名单，不作决定。', act: openLink('lists', '查看资助名单', '/award-lists') },
};

const row = (id: number, school: string, batch: string, people: string, amount: string, rest: Pick<ListRow, 'stage' | 'due' | 'attachments' | 'taskId'>, period = '2023年5月'): ListRow => ({ id, school, href: `/award-lists/${id}`, batch, period, people, amount, ...rest });

export const listIndex: ListIndexProps = {
  subtitle: '中职国家助学金　本县 8 所中职学校',
  acts: [openLink('export', '导出 Excel', '/award-lists.xlsx', { icon: 'down' })],
  views: [{ label: '本月与遗留', href: '/award-lists', count: 9, current: true }, { label: '等我办理', href: '/award-lists?view=mine', count: 5 }, { label: '已逾期', href: '/award-lists?view=late', count: 2 }, { label: '未传附件', href: '/award-lists?view=no-attachment', count: 1 }, { label: '公示期内', href: '/award-lists?view=in-publicity', count: 4 }],
  filters: { action: '/award-lists', clearHref: '/award-lists', filters: [
    { name: 'q', label: '学校或名单编号', kind: 'search', placeholder: '输入名称或编号' },
    { name: 'programme', label: '资助项目', kind: 'select', value: 'vocational-grant', options: [{ value: 'vocational-grant', label: '中职国家助学金' }, { value: 'vocational-tuition-waiver', label: '中职国家免学费' }] },
    { name: 'month', label: '名单月份', kind: 'select', options: [{ value: '', label: '2023年5月（含往月遗留）' }, { value: '2023-04', label: '2023年4月' }] },
    { name: 'stage', label: '环节', kind: 'select', options: [{ value: '', label: '不限' }, { value: 'awaiting-confirmation', label: '待公示确认' }] },
  ] },
  sort: { school: { href: '?sort=school' }, people: { href: '?sort=people' }, amount: { href: '?sort=amount' }, due: { href: '?sort=-due', now: 'ascending' } },
  rows: [
    row(11, '安陵县农业机械化学校', '第1批', '146', '29,200.00', { stage: { stage: 'awaiting-confirmation', mine: true }, due: { words: '逾期 4 个工作日', late: true }, attachments: { words: '2 份' }, taskId: '51' }, '2023年4月'),
    row(1, '安陵县职业教育中心', '第1批', '312', '62,400.00', { stage: { stage: 'awaiting-confirmation', mine: true }, due: { words: '5月12日，还有 2 个工作日' }, attachments: { words: '2 份' }, taskId: '53' }),
    row(2, '安陵县职业教育中心', '第2批', '18', '3,600.00', { stage: { stage: 'to-publish', mine: false }, due: { words: '5月12日，还有 2 个工作日' }, attachments: { words: '未上传', missing: true } }),
    row(12, '安陵县工艺美术学校', '第1批', '95', '19,000.00', { stage: { stage: 'withdrawal-pending', mine: true }, due: { words: '5月17日，还有 5 个工作日' }, attachments: { words: '1 份' }, taskId: '56' }),
    row(13, '安陵县卫生职业学校', '第1批', '221', '44,200.00', { stage: { stage: 'in-publicity', mine: false }, due: { words: '公示期至 5月11日' }, attachments: { words: '1 份' } }),
    row(14, '安陵县现代技工学校', '第1批', '133', '26,600.00', { stage: { stage: 'entry', mine: false, returnedBy: 'publicity-rejected' }, due: { words: '逾期 1 个工作日', late: true }, attachments: { words: '—' } }),
    row(15, '安陵县星河信息工程学校', '第1批', '187', '37,400.00', { stage: { stage: 'school-review', mine: false }, due: { words: '5月11日，还有 1 个工作日' }, attachments: { words: '—' } }),
    row(16, '安陵县幼儿师范学校', '第2批', '24', '4,800.00', { stage: { stage: 'to-disburse', mine: false }, due: { words: '5月31日，还有 15 个工作日' }, attachments: { words: '1 份' } }),
    row(17, '安陵县第一中等专业学校', '第2批', '24', '4,800.00', { stage: { stage: 'disbursed', mine: false }, due: { words: '已办完' }, attachments: { words: '1 份' } }),
  ],
  total: { lists: '合计 9 份', people: '1,160', amount: '232,000.00' },
  pager: { text: '第 1–9 份，共 9 份；勾选框为灰色的名单，现在不由您办理' },
  empty: { title: '没有符合条件的名单', text: '放宽条件，或清空条件再查。', act: openLink('clear', '清空条件', '/award-lists') },
  bulk: { action: '/task-batches', seal: sampleSeal('bulk'), buttons: [{ name: 'then', value: 'download', label: '下载附件' }, { name: 'then', value: 'walk', label: '逐份核对并确认', main: true }] },
};

export const fiveFacts: FiveFactsProps = {
  people: { value: '312', unit: '人', note: '上月 308 人' },
  amount: { value: '62,400.00', unit: '元', note: '上月 61,600.00 元' },
  change: { value: '+4', unit: '人', note: '新增 9，减少 5，金额变化 2' },
  attention: { value: '2', unit: '项', note: '逾期学生 1，同卡 1', tone: 'bad', icon: 'warn' },
  attachments: { value: '2', unit: '份', note: '5月必须有，已齐', tone: 'good', icon: 'check' },
};

export const steps: Step[] = [
  { name: '资助名单录入', state: 'done', who: '李秀梅', when: '5月4日' }, { name: '学校审核', state: 'done', who: '赵国栋', when: '5月5日' },
  { name: '主管部门审核', state: 'done', who: '王建平', when: '5月6日' }, { name: '学校公示', state: 'done', who: '李秀梅', when: '5月8日' },
  { name: '名单公示确认', state: 'now', who: '县资助中心', when: '期限 5月12日' }, { name: '资金发放', state: 'later', who: '5月13日起', when: '还未开始' },
];

const award = (number: number, name: string, maskedId: string, grade: string, major: string, group: string, tier: string, payable: string, warnings: string[] = []): AwardRow => ({ id: number, number: String(number), name, maskedId, grade, major, class: group, tier, payable, paid: '—', warnings });

export const awards: AwardRow[] = [
  award(1, '张雨桐', '4129**********1624', '2022级', '护理', '2班', '困难', '200.00'),
  award(2, '李浩然', '4129**********0337', '2022级', '机电技术应用', '1班', '特别困难', '300.00'),
  award(3, '王梓涵', '4129**********2241', '2021级', '学前教育', '3班', '一般困难', '100.00'),
  award(4, '周建国', '4129**********0918', '2020级', '农业机械使用与维护', '1班', '困难', '200.00', ['逾期学生']),
  award(5, '吴思敏', '4129**********1283', '2021级', '护理', '1班', '困难', '200.00', ['与吴思涵同卡']),
  award(6, '郑嘉豪', '4129**********1459', '2022级', '电子商务', '2班', '困难', '200.00'),
];

export const files: FileItem[] = [
  { id: 1, name: '5月助学金公示照片（教学楼公示栏）.jpg', href: '/attachments/1', downloadHref: '/attachments/1?download', size: '2.1 MB', at: '5月8日 08:50', by: '李秀梅', check: { state: 'unchecked', words: '图片未能检查，上传人已确认没有证件号、手机号、卡号' } },
  { id: 2, name: '5月助学金公示（盖章扫描件）.pdf', href: '/attachments/2', downloadHref: '/attachments/2?download', size: '860 KB', at: '5月8日 08:52', by: '李秀梅', check: { state: 'clean', words: '未发现证件号、手机号、卡号' } },
];

export const history: TimelineEntry[] = [
  { who: '李秀梅', what: '公示名单', detail: '第 1 轮，公示期 5月8日至5月12日', at: '5月8日 08:55', tone: 'good', change: '学校未公示 → 学校已公示；上级公示状态 → 待确认' },
  { who: '王建平', what: '主管部门审核通过', at: '5月6日 15:20', tone: 'good', remark: '新增 9 人已逐人核对。' },
  { who: '赵国栋', what: '学校审核通过', at: '5月5日 10:02', tone: 'good' },
  { who: '李秀梅', what: '提交名单', detail: '312 人，62,400.00 元', at: '5月4日 17:31', icon: 'edit' },
  { who: '李秀梅', what: '导入 Excel', detail: '9 行新增，0 处错误', at: '5月4日 16:48', icon: 'upl' },
];

export const changes: ChangesProps = {
  caption: '与 2023年4月对比', beforeName: '4月（元）', afterName: '5月（元）',
  summary: { added: { value: '＋9 人', note: '新增，应发 +1,800.00 元' }, removed: { value: '−5 人', note: '减少，应发 −1,000.00 元' }, amount: { value: '2 人', note: '金额变化，合计 0.00 元' }, enrolment: { value: '1 人', note: '学籍变化' }, same: { value: '300 人', note: '不变' } },
  changes: [
    { id: 1, kind: 'added', student: '张雨桐', place: '2022级 护理 2班', before: '—', after: '200.00', difference: '+200.00', reason: '4月18日通过困难学生认定' },
    { id: 2, kind: 'added', student: '李浩然', place: '2022级 机电技术应用 1班', before: '—', after: '300.00', difference: '+300.00', reason: '4月20日复学；中央下发：城乡低保家庭' },
    { id: 3, kind: 'removed', student: '赵子轩', place: '2021级 汽车运用与维修 1班', before: '200.00', after: '—', difference: '−200.00', reason: '4月12日学籍状态改为休学' },
    { id: 4, kind: 'amount', student: '陈思远', place: '2021级 护理 1班', before: '200.00', after: '300.00', difference: '+100.00', reason: '困难等级：困难 → 特别困难' },
  ],
  footer: { text: '先看前 4 条，共 16 条。', moreHref: '/award-lists/1?tab=changes' },
};

export const noteEntries: NoteEntry[] = [
  { id: 1, student: '张雨桐', href: '/award-lists/1?tab=people&note=1#note', place: '2022级 护理 2班', text: '户籍材料缺页，请补首页和本人页。', by: '安陵县学生资助管理中心 王建平，主管部门审核，5月6日 15:20', editHref: '/award-lists/1?tab=people&award=1#entry', form: { action: '/award-lists/1/awards/1/notes/1/answer', seal: sampleSeal('answer'), value: '已补', error: '最多 500 字，现在 501 字。' } },
  { id: 2, student: '赵子轩', place: '已不在名单上', text: '银行卡不是本人的。', by: '安陵县学生资助管理中心 王建平，主管部门审核，5月6日 15:22', answer: { text: '已休学，从名单删去。', by: '李秀梅，5月7日 09:10' } },
];

export const objectionEntries: ObjectionEntry[] = [
  { id: 1, receipt: '7C02A9F1', text: '名单第 12 名家里开着两家店，不应列入困难学生，请学校核实。', by: '第 1 轮公示，5月9日 10:20收到', state: 'open', contactHref: '/award-lists/1/objections/1/contact', form: { kind: 'answer', action: '/award-lists/1/objections/1/answer', seal: sampleSeal('answer'), value: '', error: '请写明怎么核实、怎么处理的。' } },
  { id: 2, receipt: '1B77E340', text: '我家也困难，为什么名单上没有我？', by: '第 1 轮公示，5月9日 09:02收到', state: 'answered', settlement: { text: '已联系学生本人，5月底补报。', by: '安陵县职业教育中心 李秀梅，5月9日 16:40' } },
  { id: 3, receipt: '9E10D2AA', text: '名单上的学生我都不认识。', by: '第 1 轮公示，5月8日 20:11收到', state: 'overruled', settlement: { text: '没有指明对谁、对什么有异议。', by: '安陵县学生资助管理中心 王建平，5月10日 08:40' } },
];

const tabNames: [ListTab['key'], string, number?][] = [['people', '名单人员', 312], ['changes', '与上月对比', 16], ['files', '公示附件', 2], ['history', '办理历史', 6], ['process', '流程图'], ['rounds', '公示轮次', 1], ['disbursements', '资金发放', 0]];

export const listPage: ListPageProps = {
  title: '安陵县职业教育中心　2023年5月　中职国家助学金', stage: { stage: 'awaiting-confirmation', mine: false },
  subtitle: '第1批　名单编号 ZZ-411899-202305-01　第 1 轮公示，5月8日至5月12日',
  acts: [openLink('notice', '查看公示页', '/publicity/sample', { icon: 'eye' }), openLink('export', '导出 Excel', '/award-lists/1/export.xlsx', { icon: 'down' })],
  next: { turn: 'others', text: '下一步由安陵县学生资助管理中心做“名单公示确认”，期限 5月12日。确认后会发消息给您。' },
  facts: fiveFacts, steps,
  guards: [
    {
      name: '资金发放管理', footnote: '三项都满足才能维护该份名单的资金发放信息。', met: [{ title: '学校已公示', message: '李秀梅 5月8日 08:55 公示，第 1 轮。' }],
      act: { key: 'disburse', label: '维护发放信息', allowed: false, unmet: [
        { code: 'not-confirmed', title: '上级公示通过', message: '等安陵县学生资助管理中心王建平确认，已等 2 个工作日。', basis: '教助中心〔2023〕8号 附件1 二（一）4', offer: openLink('urge', '提醒一下', '/tasks/53/urge', { seal: sampleSeal('urge') }) },
        { code: 'publicity-not-ended', title: '公示时间已结束', message: '公示期到 5月12日（含当天），还有 2 个工作日。5月13日 0:00 起可以办理，到时会提醒您。', basis: '教助中心〔2023〕8号 附件1 二（一）4' },
      ] },
    },
    { name: '申请公示退回', act: { key: 'withdraw', label: '申请公示退回', allowed: false, unmet: [{ code: 'not-confirmed', message: '公示还没有确认通过。确认前发现有误，请联系县资助中心作“公示不通过”。', basis: '教助中心〔2023〕8号 附件1 二（一）5' }] } },
  ],
  tabs: tabNames.map(([key, label, count]) => ({ label, count, href: `/award-lists/1?tab=${key}`, current: key === 'people' })),
  tab: {
    key: 'people', rows: awards, total: { people: '合计 312 人', payable: '62,400.00', paid: '—' },
    pager: { text: '第 1–50 人，共 312 人', next: '/award-lists/1?tab=people&page=2', note: '证件号只显示前四位和后四位，查看全号会留痕' },
    empty: { icon: 'user', title: '名单里还没有学生' },
  },
};

/** The same list with another tab open. */
export const listPageAt = (tab: ListTab, more: Partial<ListPageProps> = {}): ListPageProps => ({ ...listPage, tabs: listPage.tabs.map((shown) => ({ ...shown, current: shown.href.endsWith(`=${tab.key}`) })), ...more, tab });

const done = (day: string): BoardCell => ({ state: 'good', word: '已完成', detail: day });
const none: BoardCell = { state: 'none', word: '未到' };
const school = (id: number, name: string, people: string, cells: BoardCell[], late = false): BoardRow => ({ id, school: name, href: `/award-lists/${id}`, people, cells: [...cells, ...Array.from({ length: 6 - cells.length }, () => none)], acts: late ? [openLink(`urge-${id}`, '催办', `/tasks/${id}/urge`, { seal: sampleSeal(`urge${id}`) })] : undefined });

export const boardPage: BoardPageProps = {
  subtitle: '2023年5月　中职国家助学金　6 所学校，第1批名单　更新于 5月10日 10:30', acts: [openLink('export', '导出 Excel', '/board.xlsx', { icon: 'down' })],
  programmes: [{ label: '中职国家助学金', href: '/board?programme=vocational-grant', current: true }, { label: '中职国家免学费', href: '/board?programme=vocational-tuition-waiver' }],
  late: { title: '1 所学校已逾期，1 所学校明天到期', lines: ['安陵县现代技工学校：公示不通过后待重新维护，逾期 1 个工作日。', '安陵县星河信息工程学校：学校审核，5月11日到期。'], act: openLink('urge', '催办这 2 所学校', '/task-urges', { seal: sampleSeal('urge-all') }) },
  caption: '各校各环节进度',
  steps: [{ key: 'entry', name: '资助名单录入', due: '5月9日前', total: '5 所' }, { key: 'school', name: '学校审核', due: '5月11日前', total: '4 所' }, { key: 'authority', name: '主管部门审核', due: '5月12日前', total: '4 所' }, { key: 'publish', name: '学校公示', due: '5月12日前', total: '4 所' }, { key: 'confirm', name: '名单公示确认', due: '公示后 4 个工作日', total: '2 所' }, { key: 'pay', name: '资金发放', due: '5月31日前', total: '1 所' }],
  rows: [
    school(1, '安陵县职业教育中心', '312', [done('5月4日'), done('5月5日'), done('5月6日'), done('5月8日'), { state: 'mine', word: '等本级', detail: '还有 2 个工作日', href: '/tasks/53' }]),
    school(13, '安陵县卫生职业学校', '221', [done('4月27日'), done('4月27日'), done('4月28日'), done('5月5日'), done('5月9日'), { state: 'run', word: '公示中', detail: '到 5月11日' }]),
    school(17, '安陵县农业机械化学校', '148', [done('4月26日'), done('4月27日'), done('4月27日'), done('4月28日'), done('5月5日'), done('5月9日')]),
    school(12, '安陵县工艺美术学校', '95', [done('4月26日'), done('4月27日'), done('4月27日'), done('4月28日'), { state: 'back', word: '退回申请中', detail: '还有 5 个工作日' }]),
    school(15, '安陵县星河信息工程学校', '187', [done('5月8日'), { state: 'run', word: '学校办理中', detail: '还有 1 个工作日' }], true),
    school(14, '安陵县现代技工学校', '133', [{ state: 'late', word: '逾期 1 个工作日', detail: '待重新维护' }], true),
  ],
  total: { schools: '6 所学校', people: '1,096' },
};
