import type { LoanStatisticsPageProps } from './loan-statistics-page.js';
/** Sample properties: signing in, errors, students, processes, audit, sessions, the public notice. */
import type { ErrorPageProps } from './error-page.js';
import type { AuditPageProps } from './audit-page.js';
import type { ProcessLibraryProps } from './process-library-page.js';
import type { ProcessPageProps } from './process-page.js';
import type { ListSheetProps } from './list-sheet-page.js';
import type { DecisionSheetProps } from './decision-sheet-page.js';
import type { ObjectionFormProps } from './objection-form-page.js';
import type { NoticePerson, NoticeProps } from './public-notice-page.js';
import type { SessionsPageProps } from './sessions-page.js';
import type { SignInProps } from './sign-in-page.js';
import type { StudentsPageProps } from './students-page.js';
import { priorityGroups } from '../../values/priority-group.js';
import { openLink, sampleSeal } from './samples-frame.js';

export const signIn: SignInProps = {
  action: '/sign-in', help: '忘记密码请找本单位的账号管理人员。连续输错 5 次，账号锁定 15 分钟。',
  demo: { password: 'Demo-2023-aid', people: [{ login: 'school1.operator', who: '学校业务操作人员：录入、公示、发放' }, { login: 'school1.reviewer', who: '学校业务审核人员：学校审核' }, { login: 'county1.operator', who: '主管部门业务操作人员：审核、公示确认、退回审核' }, { login: 'county1.director', who: '业务主管领导：查看名单' }] },
};
export const signInRefused: SignInProps = { ...signIn, demo: undefined, login: 'school1.operator', ticket: 'ticket', refused: '账号或密码不对，还可以再试 3 次。' };

export const errorPages: Record<'forbidden' | 'notFound' | 'conflict' | 'broken', ErrorPageProps> = {
  forbidden: { status: 403, title: '这份名单由安陵县学生资助管理中心确认，您可以查看', message: '名单公示确认由学校的主管部门业务操作人员办理。', next: [{ label: '查看这份名单', href: '/award-lists/1' }, { label: '回到待办事项', href: '/' }] },
  notFound: { status: 404, title: '没有找到这个页面或这份名单', message: '它可能已被删除，或不在您的管理范围内。请核对地址，或从资助名单里查找。', next: [{ label: '查找资助名单', href: '/award-lists' }, { label: '回到待办事项', href: '/' }] },
  conflict: { status: 409, title: '这份名单刚被办理过', message: '您的决定没有提交。看过最新情况后，再决定要不要办。', by: '赵敏（安陵县学生资助管理中心）5月10日 10:31 已作出“公示通过”的决定。', next: [{ label: '看最新情况', href: '/award-lists/1' }, { label: '办下一份', href: '/tasks/54' }], kept: [{ name: '您的决定', value: '公示不通过' }, { name: '原因', value: '周建国已是逾期学生，请核实学籍后调整；吴思敏、吴思涵登记了同一张卡，请分别补登本人卡号。' }] },
  broken: { status: 500, title: '这一步没有办成', message: '系统内部出错，您的操作没有生效。请过 1 分钟用同一页面再提交一次。', next: [{ label: '再试一次', href: '/tasks/53' }, { label: '回到待办事项', href: '/' }], reference: '7F3A-0510' },
};

export const studentsPage: StudentsPageProps = {
  subtitle: '安陵县职业教育中心　在校学生 4,216 人，其中逾期 31 人', acts: [openLink('export', '导出 Excel', '/students.xlsx', { icon: 'down' })],
  filters: { action: '/students', clearHref: '/students', filters: [
    { name: 'q', label: '姓名、学籍号或身份证号', kind: 'search' },
    { name: 'group', label: '重点保障人群', kind: 'select', options: [{ value: '', label: '不限' }, ...priorityGroups.map((group) => ({ value: group.key, label: group.label }))] },
    { name: 'source', label: '来源', kind: 'select', options: [{ value: '', label: '不限' }, { value: 'central', label: '中央下发' }, { value: 'local', label: '自采集' }] },
    { name: 'status', label: '学籍状态', kind: 'select', value: 'enrolled', options: [{ value: 'enrolled', label: '全日制在读' }, { value: 'suspended', label: '休学' }] },
  ] },
  sort: { name: { href: '?sort=name', now: 'ascending' }, grade: { href: '?sort=grade' } },
  rows: [
    { id: 1, name: '张雨桐', href: '/students/1', maskedId: '4129**********1624', grade: '2022级', major: '护理', class: '2班', enrolment: '全日制在读', marks: [], groups: ['城乡低保家庭'], hardship: '困难' },
    { id: 2, name: '周建国', href: '/students/2', maskedId: '4129**********0918', grade: '2020级', major: '农业机械使用与维护', class: '1班', enrolment: '全日制在读', marks: [{ tone: 'bad', icon: 'warn', word: '逾期学生' }], groups: [], hardship: '困难' },
    { id: 3, name: '欧阳晨晨', href: '/students/3', maskedId: '4129**********7215', grade: '2021级', major: '建筑工程施工', class: '2班', enrolment: '全日制在读', marks: [], groups: ['事实无人抚养儿童', '残疾人子女'], hardship: '特别困难' },
  ],
  pager: { text: '第 1–50 人，共 4,216 人', next: '/students?page=2' }, empty: { title: '没有符合条件的学生', text: '条件是：低保边缘人口、中央下发。', act: openLink('clear', '清空条件', '/students') },
  add: {
    title: '登记一名学生', folded: true, action: '/students', seal: sampleSeal('student'), submit: '登记',
    fields: [{ name: 'name', label: '姓名', required: true }, { name: 'idNumber', label: '身份证号', required: true, hint: '18 位；没有身份证的填护照或居住证号码。' }, { name: 'entryMonth', label: '入学年月', kind: 'month', required: true }, { name: 'lengthYears', label: '学制（年）', kind: 'number', required: true, hint: '可以填 2.5。' }, { name: 'major', label: '专业', kind: 'select', options: [{ value: '1', label: '护理' }, { value: '2', label: '机电技术应用' }] }],
    errors: [{ field: 'idNumber', label: '身份证号', message: '最后一位校验码不对，请核对证件' }],
  },
  upload: { title: '导入学生名册', id: 'roster-file', action: '/students/imports', seal: sampleSeal('roster'), label: 'Excel 文件', hint: '先检查全部行，再决定写不写入。', accept: '.xlsx', submit: '检查这个文件', templateHref: '/templates/students.xlsx' },
};

export const processLibrary: ProcessLibraryProps = {
  rows: [
    { key: 'vocational-grant', name: '中职国家助学金名单', href: '/processes/vocational-grant', steps: '录入、审核、公示、确认、发放', active: '第 4 版', activeSince: '2023年4月18日', running: '1,126', draft: '第 5 版，陈志远 5月9日', check: { ok: false, words: '2 处要改' } },
    { key: 'vocational-tuition-waiver', name: '中职国家免学费名单', href: '/processes/vocational-tuition-waiver', steps: '录入、审核、公示、确认', active: '第 3 版', activeSince: '2023年4月18日', running: '904', check: { ok: true, words: '可以启用' } },
    { key: 'senior-high-fee-waiver', name: '普高建档立卡等免学杂费', href: '/processes/senior-high-fee-waiver', steps: '按学年学期录入、审核、发放查看', active: '第 2 版', activeSince: '2023年4月18日', running: '318', check: { ok: true, words: '可以启用' } },
  ],
  upload: { id: 'bpmn-file', action: '/processes', seal: sampleSeal('bpmn'), label: 'BPMN 文件', hint: '.bpmn 或 .xml，不超过 512 KB、200 个节点。', accept: '.bpmn,.xml', submit: '检查并保存为草稿' },
};

const box = (x: number, name: string, state: string) => `<g class="d-task${state}"><rect class="d-body" x="${x}" y="30" width="140" height="60" rx="10"/><text class="d-name" x="${x + 70}" y="60">${name}</text></g>`;
const arrow = (x: number, taken = '') => `<g class="d-edge${taken}"><path class="d-line" d="M${x} 60H${x + 52}"/><path class="d-head" d="M${x + 60} 60l-10-4v8z"/></g>`;

/** A picture with the classes the server draws with, only smaller. */
export const sampleSvg = `<svg class="diagram" viewBox="0 0 780 120" width="780" height="120" role="img" aria-label="流程图：资助名单录入、学校审核已完成，现在停在名单公示确认">${box(10, '资助名单录入', ' good')}${arrow(150, ' d-taken')}${box(210, '学校审核', ' good')}${arrow(350, ' d-taken')}${box(410, '名单公示确认', ' mine')}${arrow(550)}${box(610, '资金发放管理', '')}</svg>`;

export const picture = { svg: sampleSvg, inWords: ['资助名单录入（学校业务操作）：李秀梅 5月4日办完，走向“学校审核”', '学校审核（学校业务审核）：赵国栋 5月5日办完，走向“名单公示确认”', '名单公示确认（主管部门业务操作）：停在这里，已等 2 个工作日', '资金发放管理（学校业务操作）：还没到'] };

export const processPage: ProcessPageProps = {
  name: '中职国家助学金名单', tag: { tone: 'idle', icon: 'edit', word: '第 5 版　草稿' }, subtitle: '陈志远 5月9日 16:20 保存　在走的 1,126 份名单按第 4 版走完', acts: [openLink('download', '下载 BPMN', '/processes/vocational-grant/5.bpmn', { icon: 'down' }), openLink('edit', '打开画图', '/processes/vocational-grant/5/editor', { icon: 'edit' })],
  activation: { name: '启用第 5 版', act: { key: 'activate', label: '启用这一版', allowed: false, unmet: [{ code: 'findings', title: '检查没有必须改的问题', message: '还有 2 处必须改，见下面的检查结果。' }, { code: 'same-person', title: '由另一个人启用', message: '这一版是您保存的，要由流程发布人启用。' }] }, met: [{ title: '图能走到结束', message: '每条路径都到达结束事件。' }] },
  findings: [{ element: '资助名单公示', level: 'error', problem: '任务标识是 publish-lst，系统里没有这个任务', remedy: '改成 publish-list' }, { element: '“公示不通过”分支', level: 'error', problem: '没有调用“名单公示不通过”服务，名单状态不会退回', remedy: '在分支上加服务任务 rejectPublicity' }, { element: '学校审核', level: 'warning', problem: '没有写办理期限', remedy: '加 aid:dueWorkdays="3"' }],
  picture,
  elements: [{ id: 'enter-list', name: '资助名单录入', kind: '用户任务', who: '学校业务操作人员', due: '3 个工作日', decisions: '—', service: '—' }, { id: 'confirm-publicity', name: '名单公示确认', kind: '用户任务', who: '主管部门业务操作人员（学校的主管部门）', due: '4 个工作日', decisions: '公示通过、公示不通过（必填原因）', service: '—' }, { id: 'reject', name: '名单公示不通过', kind: '服务任务', who: '系统', due: '—', decisions: '—', service: 'rejectPublicity' }],
  versions: [{ version: '第 5 版', href: '/processes/vocational-grant/5', shown: true, state: { tone: 'idle', icon: 'edit', word: '草稿' }, savedBy: '陈志远', savedAt: '5月9日 16:20', running: '0' }, { version: '第 4 版', href: '/processes/vocational-grant/4', state: { tone: 'good', icon: 'check', word: '正在使用' }, savedBy: '陈志远', savedAt: '4月17日', activatedBy: '孙立，4月18日', running: '1,126' }],
};

export const auditPage: AuditPageProps = {
  subtitle: '2023年5月10日　只显示改了哪些字段，不显示个人信息的内容', acts: [openLink('export', '导出 Excel', '/audit.xlsx', { icon: 'down' })],
  seal: { whole: true, title: '记录完整，没有被改动', text: '今天 06:00 核对了 182,406 条，首尾相连。' },
  filters: { action: '/audit', clearHref: '/audit', filters: [{ name: 'who', label: '谁（账号或姓名）', kind: 'search' }, { name: 'act', label: '做了什么', kind: 'select', options: [{ value: '', label: '不限' }, { value: 'confirm', label: '名单公示确认' }] }, { name: 'from', label: '从', kind: 'date', value: '2023-05-01' }, { name: 'to', label: '到', kind: 'date', value: '2023-05-10' }] },
  rows: [
    { id: 3, at: '2023-05-10 10:31:07', who: '赵敏', post: '安陵县学生资助管理中心　主管部门业务操作人员', act: '名单公示确认：公示通过', object: '资助名单 1', changed: '上级公示状态', outcome: { tone: 'good', icon: 'check', word: '已办理' }, from: '桌面　10.18.3.25' },
    { id: 2, at: '2023-05-10 10:30:41', who: '李秀梅', post: '安陵县职业教育中心　学校业务操作人员', act: '修改学生', object: '学生 2', changed: '资助卡号、开户行', outcome: { tone: 'good', icon: 'check', word: '已办理' }, from: '桌面　10.18.7.4' },
    { id: 1, at: '2023-05-10 09:58:12', who: '周岚', post: '安陵县工艺美术学校　学校业务操作人员', act: '查看资助名单', object: '不在管理范围内', changed: '—', outcome: { tone: 'bad', icon: 'lock', word: '被拒绝' }, from: '手机　10.20.1.9' },
  ],
  pager: { text: '第 1–3 条，共 1,204 条', next: '/audit?cursor=1' },
};

export const sessionsPage: SessionsPageProps = {
  subtitle: '李秀梅　安陵县职业教育中心', account: [{ name: '账号', value: 'school1.operator' }, { name: '岗位', value: '学校业务操作人员' }, { name: '上次登录', value: '5月9日 17:02，桌面' }],
  rows: [{ id: 1, client: '桌面', since: '今天 08:55', lastSeen: '刚刚', until: '今天 16:55', from: '10.18.7.4', current: true }, { id: 2, client: '手机', since: '5月8日 07:40', lastSeen: '昨天 21:13', until: '5月15日 07:40', from: '10.20.1.9', end: openLink('end-2', '退出这台设备', '/sessions/2/removal', { seal: sampleSeal('end') }) }],
  password: { title: '修改密码', folded: true, action: '/password', seal: sampleSeal('password'), submit: '修改密码', fields: [{ name: 'current', label: '现在的密码', kind: 'password', autocomplete: 'current-password', required: true }, { name: 'next', label: '新密码', kind: 'password', autocomplete: 'new-password', required: true, hint: '至少 12 位，不能与最近 5 次相同。' }] },
};

/** The people as their school knows them; a public notice never gets these names. */
export const noticePeople: NoticePerson[] = [
  { number: '1', name: '张雨桐', grade: '2022级', major: '护理', class: '2班' }, { number: '2', name: '李浩然', grade: '2022级', major: '机电技术应用', class: '1班' }, { number: '3', name: '马超', grade: '2022级', major: '汽车运用与维修', class: '1班' }, { number: '4', name: '欧阳晨晨', grade: '2021级', major: '建筑工程施工', class: '2班' },
];
export const maskedPeople: NoticePerson[] = ['张*桐', '李*然', '马*', '欧阳*晨'].map((name, index) => ({ ...noticePeople[index], name }));

export const notice: NoticeProps = {
  school: '安陵县职业教育中心', title: '2023年5月中职国家助学金受助学生名单公示', version: '3.2.0', rows: maskedPeople, people: '312 人', period: '2023年5月8日至 5月12日（5 个工作日）', signedOn: '2023年5月8日',
  lead: '根据《学生资助资金管理办法》（财教〔2021〕310号），经学校审核、安陵县学生资助管理中心审核，现将 312 名受助学生名单予以公示。对名单有异议的，请在公示期内实名反映，我们为反映人保密。',
  contacts: ['学校 0370-5550186', '县资助中心 0370-5550123'],
};

export const objectionForm: ObjectionFormProps = {
  version: '3.2.0', school: notice.school, title: notice.title, period: '2023年5月8日至5月12日', contacts: notice.contacts, action: '/publicity/sample/objections', back: '/publicity/sample', seal: 'sample',
  errors: [{ field: 'text', label: '您的异议', message: '请写清楚对谁、对什么有异议，至少 10 个字。' }], text: { value: '有误', least: 10, most: 1000 }, contact: { most: 100 },
};

export const listSheet: ListSheetProps = {
  version: '3.2.0', back: '/award-lists/1', school: '安陵县职业教育中心', title: '2023年5月　中职国家助学金　第1批', payableWord: '应发', printedOn: '2023-05-10 09:00', signs: ['学校经办人', '学校审核人', '学校（盖章）'],
  facts: [{ name: '主管部门', value: '安陵县学生资助管理中心' }, { name: '环节', value: '公示中' }, { name: '人数', value: '1,004 人' }, { name: '应发合计', value: '200,800.00 元' }],
  people: noticePeople.map(({ number, name, grade, major, class: className }) => ({ number: String(1000 + Number(number)), name, maskedId: '4118**********1002', grade, major, className, tier: '标准档', payable: '200.00', paid: '—' })),
  total: { people: '1,004 人', payable: '200,800.00', paid: '—' }, pager: { text: '这一部分是第 1,001–1,004 人，共 1,004 人，请逐部分打印', previous: '/award-lists/1/list-sheet?page=1' },
};

export const decisionSheet: DecisionSheetProps = {
  version: '3.2.0', back: '/award-lists/1', school: '安陵县职业教育中心', title: '2023年5月　中职国家助学金', printedOn: '2023-05-10 09:00', signs: ['学校经办人', '学校审核人', '主管部门经办人', '主管部门负责人'],
  facts: [{ name: '学校', value: '安陵县职业教育中心' }, { name: '人数', value: '312 人' }, { name: '应发金额', value: '62,400.00 元' }],
  decisions: [{ id: 1, step: '资助名单录入', decision: '已办理', who: '安陵县职业教育中心 李秀梅', at: '2023-05-04 17:31', remark: '—' }, { id: 2, step: '学校审核', decision: '通过', who: '安陵县职业教育中心 赵国栋', at: '2023-05-05 10:02', remark: '人员与学籍一致。' }],
  rounds: [{ number: '第 1 轮', period: '5月8日至5月12日', publishedBy: '李秀梅', people: '312', amount: '62,400.00', outcome: { tone: 'run', icon: 'clock', word: '待确认' } }], objections: '公示期内收到异议 1 条，已处理 1 条，待处理 0 条。',
};

/** 贷款信息查看, two years of it. */
export const loanOverview: LoanStatisticsPageProps = {
  title: '贷款信息查看', subtitle: '河南省学生资助管理中心　贷款发放和还款', acts: [], definition: '本省录入并审核通过的贷款和还款。', tabs: { label: '按什么统计', tabs: [] },
  chart: { title: '贷款发放和还款，按年度', unit: '元', series: ['发放', '还款'], rows: [{ name: '2021年', values: [30_000, 0], hrefs: ['/loans/overview?drill=2021%3Aissued#detail', undefined] }, { name: '2022年', values: [90_000, 12_500.5], hrefs: ['/loans/overview?drill=2022%3Aissued#detail', undefined] }] },
  rowName: '年度', columns: [{ key: 'issued', name: '发放' }, { key: 'repaid', name: '还款' }],
  rows: [{ key: '2021', name: '2021年', cells: { issued: { loans: '3', amount: '30,000.00' }, repaid: { loans: '0', amount: '0.00' } } }, { key: '2022', name: '2022年', cells: { issued: { loans: '9', amount: '90,000.00' }, repaid: { loans: '2', amount: '12,500.50' } } }],
  total: { issued: { loans: '12', amount: '120,000.00' }, repaid: { loans: '2', amount: '12,500.50' } }, empty: { icon: 'list', title: '还没有审核通过的贷款', text: '' },
};
