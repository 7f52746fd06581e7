/** Sample properties: deciding, publishing, paying, withdrawing, entering a list. */
import type { FiveFactsProps } from '../components/facts.js';
import type { DecisionFormProps } from '../components/decision-form.js';
import type { PublishFormProps } from '../components/publish-form.js';
import type { UploadFormProps } from '../components/files.js';
import type { DisbursementPageProps } from './disbursement-page.js';
import type { ImportPageProps } from './import-page.js';
import type { ListEntry } from './list-people.js';
import type { ListPageProps } from './list-page.js';
import type { TaskPageProps } from './task-page.js';
import type { WithdrawalRequestProps } from './withdrawal-request-page.js';
import { openLink, sampleSeal } from './samples-frame.js';
import { awards, changes, files, fiveFacts, history, listPageAt } from './samples-lists.js';

const tiers = [{ value: 'basic', label: '一般困难 100.00 元' }, { value: 'middle', label: '困难 200.00 元' }, { value: 'high', label: '特别困难 300.00 元' }];

export const decisionForm: DecisionFormProps = {
  action: '/tasks/53/completion', seal: sampleSeal('confirm'), due: '期限 5月12日', basis: '教助中心〔2023〕8号 附件1 二（一）3',
  decisions: [
    {
      value: 'confirm', name: '公示通过', explanation: '公示期 5月12日结束后，学校可以维护资金发放。', remarkRequired: false,
      impact: { tone: 'good', rows: [{ field: '上级公示状态', now: '待确认', after: '公示通过' }, { field: '学校公示状态', now: '学校已公示', after: '学校已公示' }], consequence: '公示页继续公开到 5月12日。' },
    },
    {
      value: 'reject', name: '公示不通过', explanation: '名单退回学校，重新维护、审核、公示。', remarkRequired: true, irreversible: true,
      impact: {
        tone: 'bad', consequence: '学校在“资助名单录入”中重新维护全部 312 人的名单，再走一遍审核和公示；5月名单要重新上传公示附件。',
        rows: [{ field: '学校公示状态', now: '学校已公示', after: '学校未公示' }, { field: '学校审核状态', now: '通过', after: '待审核' }, { field: '主管部门审核状态', now: '通过', after: '待审核' }, { field: '上级公示状态', now: '待确认', after: '公示不通过' }, { field: '公示页', now: '公开中', after: '立即关闭' }],
      },
    },
  ],
  remark: { reader: '学校会看到', maxLength: 200, phrases: ['名单与附件不一致', '有人员信息错误', '附件不清楚', '公示期不足 5 个工作日'] },
};

export const taskPage: TaskPageProps = {
  name: '名单公示确认', tag: { tone: 'mine', icon: 'clock', word: '等我办理' },
  subject: '安陵县职业教育中心　2023年5月　中职国家助学金　第1批　第 1 轮公示，5月8日至5月12日',
  place: { words: '第 2 份，共 4 份', previous: '/tasks/51', next: '/tasks/54' },
  facts: fiveFacts,
  attention: { title: '2 项需要留意，不影响您作出决定', lines: ['周建国：2020年9月入学，学制 2.5 年，2023年3月起为逾期学生。', '吴思敏、吴思涵：登记了同一张资助卡（尾号 6621）。'] },
  changes: { ...changes, title: '与 2023年4月对比', more: { label: '看全部 312 人', href: '/award-lists/1' } },
  files: { aside: '5月、12月名单必须有', items: files, empty: '没有公示附件' },
  history: history.slice(0, 4),
  act: { kind: 'decision', ...decisionForm },
};

/** The decision was sent without the reason it needs: everything typed is still there. */
export const taskPageRefused: TaskPageProps = { ...taskPage, act: { kind: 'decision', ...decisionForm, chosen: 'reject', remark: { ...decisionForm.remark, value: '' }, errors: [{ field: 'remark', label: '原因', message: '作“公示不通过”要写明原因，学校据此修改名单。' }] } };

export const upload: UploadFormProps = {
  id: 'attachment-file', action: '/award-lists/2/attachments', seal: sampleSeal('upload'), label: '上传公示附件', hint: 'pdf、jpg、png、docx、xlsx，每个不超过 20 MB，每轮最多 10 个。', accept: '.pdf,.jpg,.jpeg,.png,.docx,.xlsx', submit: '上传',
  confirm: { name: 'noPersonalNumbers', label: '图片或扫描件里没有证件号、手机号、卡号（系统不能检查图片，由您确认）' },
};

export const publishForm: PublishFormProps = {
  action: '/tasks/42/completion', seal: sampleSeal('publish'), allowed: true, unmet: [],
  start: { value: '2023-05-11', min: '2023-05-10', max: '2023-05-25', words: '今天起 15 天内，5月11日是星期四。' },
  end: { value: '2023-05-17', min: '2023-05-17', max: '2023-07-10', explained: '从 5月11日数满 5 个工作日是 5月17日：11、12、15、16、17日，13、14日休息。可以更晚，不能更早。' },
  attachments: { required: true, count: 1, words: '已有 1 份，可以公示' }, previewHref: '/tasks/42',
  shows: '公示页显示 18 人的 序号、姓名（隐去一字）、年级、专业、班级，期满自动关闭。', basis: '教助中心〔2023〕8号 附件1 二（一）2',
};

const publishFacts: FiveFactsProps = { ...fiveFacts, people: { value: '18', unit: '人', note: '两级审核都已通过' }, amount: { value: '3,600.00', unit: '元' }, change: undefined, attention: { value: '0', unit: '项' }, attachments: { value: '1', unit: '份', note: '5月必须有，已齐', tone: 'good', icon: 'check' } };

export const publishTask: TaskPageProps = {
  name: '资助名单公示', tag: { tone: 'mine', icon: 'flag', word: '等我办理' }, subject: '安陵县职业教育中心　2023年5月　中职国家助学金　第2批',
  facts: publishFacts,
  files: { aside: '5月、12月名单必须有', items: files.slice(1), empty: '还没有公示附件', upload },
  history: history.slice(1), act: { kind: 'publish', ...publishForm },
};

/** Too short, and without the attachment May asks for. */
export const publishTaskRefused: TaskPageProps = {
  ...publishTask, facts: { ...publishFacts, attachments: { value: '0', unit: '份', note: '5月必须有，还没有', tone: 'bad', icon: 'warn' } },
  files: { aside: '5月、12月名单必须有', items: [], empty: '还没有公示附件', upload },
  act: {
    kind: 'publish', ...publishForm, end: { ...publishForm.end, value: '2023-05-15', suggestion: { value: '2023-05-17', label: '改成 5月17日' } }, attachments: { required: true, count: 0, words: '还没有公示附件，请先上传' }, allowed: false,
    unmet: [{ code: 'attachment-required', message: '5月名单必须上传公示附件', basis: '教助中心〔2023〕8号 附件1 二（一）2' }],
    errors: [{ field: 'end', label: '公示结束日期', message: '只有 3 个工作日，最早选 5月17日' }, { field: 'attachment', label: '公示附件', message: '5月名单必须上传' }],
  },
};

/** Somebody else decided a moment ago. */
export const taskDone: TaskPageProps = { ...taskPage, tag: { tone: 'good', icon: 'check', word: '公示通过' }, place: undefined, act: { kind: 'none', next: { turn: 'others', text: '赵敏 5月10日 10:31 已作出“公示通过”的决定。这份名单由学校在 5月13日后维护资金发放。' } } };

export const withdrawalReview: TaskPageProps = {
  name: '公示退回审核', tag: { tone: 'mine', icon: 'back', word: '等我办理' }, subject: '安陵县工艺美术学校　2023年4月　中职国家免学费　第1批', facts: { ...fiveFacts, amountName: '应免金额' },
  statement: { title: '学校申请退回的原因', by: '周岚，今天 10:05', text: '学生陈立 4月12日已转出，名单报送时没有去掉，申请退回后重新维护。' }, history: history.slice(0, 2),
  act: {
    kind: 'decision', ...decisionForm, action: '/tasks/52/completion', basis: '教助中心〔2023〕8号 附件1 二（二）5', due: '已逾期 1 个工作日',
    decisions: [
      { value: 'grant', name: '同意退回', explanation: '名单回到学校，实发金额调整为 0。', remarkRequired: false, irreversible: true, impact: { tone: 'back', consequence: '402 人的实发金额 79,596.00 元调整为 0.00 元。', rows: [{ field: '上级公示状态', now: '公示通过', after: '公示不通过' }, { field: '学校公示状态', now: '学校已公示', after: '学校未公示' }, { field: '两级审核状态', now: '通过', after: '待审核' }] } },
      { value: 'refuse', name: '不同意退回', explanation: '名单保持不变，学校可以再申请。', remarkRequired: true },
    ],
  },
};

const entry: ListEntry = {
  find: { action: '/award-lists/6', hidden: { tab: 'people' }, value: '王' },
  found: { action: '/award-lists/6/awards', seal: sampleSeal('add'), tiers, none: '没有找到姓名含“王”的在读学生', students: [
    { id: '71', name: '王子墨', detail: '2022级 护理 1班　4129**********0451　城乡低保家庭' },
    { id: '73', name: '王思远', detail: '2022级 护理 2班　4129**********1178' },
    { id: '72', name: '王佳怡', detail: '2021级 电子商务 2班　4129**********2208', blocked: '已在清颍市旅游学校 5月名单上，一名学生一个月只能在一份名单上' },
  ] },
  editing: { name: '李浩然', detail: '2022级 机电技术应用 1班　现在是 特别困难 300.00 元', closeHref: '/award-lists/6?tab=people', change: { action: '/award-lists/6/awards/2', seal: sampleSeal('tier'), tier: 'high', tiers }, remove: openLink('remove', '从名单移除', '/award-lists/6/awards/2/removal', { seal: sampleSeal('remove'), tone: 'danger' }) },
  upload: { id: 'import-file', action: '/award-lists/6/imports', seal: sampleSeal('import'), label: '从表格导入', hint: '.xlsx 或 .csv，先检查全部行，看过结果再写入名单。每次不超过 20,000 行、20 MB。', accept: '.xlsx,.csv', submit: '检查这个文件', templateHref: '/templates/awards.xlsx' },
  copy: openLink('copy', '从上月名单生成', '/award-lists/6/copies', { seal: sampleSeal('copy'), icon: 'copy' }),
};

/** A list that came back: its school edits it and hands it in again. */
export const listInEntry: ListPageProps = listPageAt({
  key: 'people', rows: awards.map((row) => ({ ...row, editHref: `/award-lists/6?tab=people&award=${row.id}` })), total: { people: '合计 312 人', payable: '62,400.00', paid: '—' },
  pager: { text: '第 1–50 人，共 312 人', next: '/award-lists/6?tab=people&page=2' }, empty: { icon: 'user', title: '名单里还没有学生', text: '查找学生加入，导入 Excel，或从上月名单生成。' }, entry,
}, {
  stage: { stage: 'entry', mine: true, returnedBy: 'publicity-rejected' }, subtitle: '第1批　名单编号 ZZ-411899-202305-01　第 1 轮公示 5月10日 10:31 不通过',
  next: { turn: 'mine', title: '改好名单，重新提交审核', text: '县资助中心王建平：“周建国已是逾期学生，请核实学籍后调整；吴思敏、吴思涵登记了同一张卡。”', act: openLink('submit', '提交：送学校审核', '/tasks/61/completion', { seal: sampleSeal('submit') }) },
  guards: [{ name: '资助名单公示', act: { key: 'publish', label: '公示名单', allowed: false, unmet: [{ code: 'not-reviewed', title: '学校审核通过', message: '提交后由赵国栋审核。' }, { code: 'not-reviewed-authority', title: '主管部门审核通过', message: '学校审核通过后由县资助中心审核。' }, { code: 'attachment-required', title: '公示附件', message: '上一轮的附件不能再用，5月名单公示前要重新上传。', basis: '教助中心〔2023〕8号 附件1 二（一）2' }] } }],
  steps: [{ name: '资助名单录入', state: 'now', who: '李秀梅', when: '重新维护' }, ...['学校审核', '主管部门审核', '学校公示', '名单公示确认', '资金发放'].map((name) => ({ name, state: 'later' as const }))],
});

export const disbursementPage: DisbursementPageProps = {
  title: '资金发放管理', tag: { tone: 'mine', icon: 'coin', word: '可发放' }, subtitle: '安陵县职业教育中心　2023年4月　中职国家助学金　第1批', back: { label: '返回名单', href: '/award-lists/4' },
  guard: { name: '资金发放管理', act: { key: 'disburse', label: '录入发放', allowed: true, href: '#disburse', unmet: [] }, met: [{ title: '学校已公示', message: '第 1 轮，4月10日至 4月14日。' }, { title: '上级公示通过', message: '王建平 4月13日 09:40。' }, { title: '公示时间已结束', message: '4月14日 24:00 结束。' }] },
  facts: [{ name: '应发金额', value: '61,600.00', unit: '元', note: '308 人' }, { name: '实发金额', value: '61,000.00', unit: '元', note: '305 人' }, { name: '还没有发放', value: '600.00', unit: '元', note: '3 人' }, { name: '退票', value: '1', unit: '笔', note: '200.00 元，等重新发放', tone: 'bad', icon: 'warn' }],
  form: {
    action: '/award-lists/4/disbursements', seal: sampleSeal('disburse'), scope: 'some', allWords: '还没有发放的 3 人，600.00 元', basis: '教助中心〔2023〕8号 附件1 二（一）4',
    fields: [{ name: 'paidOn', label: '发放日期', kind: 'date', value: '2023-05-10', required: true, max: '2023-05-10', hint: '公示期满 4月15日以后，不晚于今天。' }, { name: 'channel', label: '发放方式', kind: 'select', value: 'card', required: true, options: [{ value: 'card', label: '资助卡' }, { value: 'social-card', label: '社会保障卡' }] }],
    awards: [{ id: '401', number: '17', name: '周建国', maskedId: '4129**********0918', card: '尾号 3307', payable: '200.00', paid: '0.00', amount: '200.00', chosen: true }, { id: '402', number: '52', name: '吴思敏', maskedId: '4129**********1283', card: '尾号 6621', payable: '200.00', paid: '0.00', amount: '250.00', chosen: true }, { id: '403', number: '96', name: '马超', maskedId: '4129**********4471', card: '尾号 0912', payable: '200.00', paid: '0.00', amount: '200.00' }],
    errors: [{ field: 'amount-402', label: '吴思敏 这次发', message: '不能超过应发 200.00 元' }],
  },
  records: { empty: '还没有录入过发放', rows: [
    { id: 1, paidOn: '2023-04-20', channel: '资助卡', people: '305', amount: '61,000.00', by: '李秀梅 4月20日', state: { tone: 'good', icon: 'check', word: '已发放' }, acts: [openLink('return-1', '登记退票', '/disbursements/1/return')] },
    { id: 2, paidOn: '2023-04-20', channel: '资助卡', people: '1', amount: '200.00', by: '李秀梅 4月20日', state: { tone: 'bad', icon: 'back', word: '退票：卡已注销' } },
  ] },
};

export const withdrawalRequestPage: WithdrawalRequestProps = {
  subtitle: '安陵县职业教育中心　2023年4月　中职国家助学金　第1批', facts: { ...fiveFacts, people: { value: '308', unit: '人' }, amount: { value: '61,600.00', unit: '元' }, attachments: { value: '1', unit: '份', note: '4月不要求' } },
  impact: { tone: 'back', consequence: '学校在“资助名单录入”中重新维护名单，再走一遍审核和公示。主管部门审核之前，名单保持不变，资金发放暂停。', rows: [{ field: '上级公示状态', now: '公示通过', after: '公示不通过' }, { field: '学校公示状态', now: '学校已公示', after: '学校未公示' }, { field: '学校审核状态', now: '通过', after: '待审核' }, { field: '主管部门审核状态', now: '通过', after: '待审核' }, { field: '实发金额', now: '61,000.00 元', after: '0.00 元' }] },
  touches: [{ name: '名单人数', value: '308 人' }, { name: '已发放', value: '305 人，61,000.00 元' }, { name: '公示页', value: '已于 4月14日期满关闭' }],
  warning: { title: '305 人的钱已经到账', text: '同意退回后，系统里的实发金额调整为 0，已到账的 61,000.00 元要由学校追回或在重新发放时抵扣。' },
  form: { title: '写明原因', action: '/award-lists/4/withdrawal-requests', seal: sampleSeal('withdraw'), submit: '提交：申请公示退回', danger: true, footnote: '提交后由安陵县学生资助管理中心审核。依据：教助中心〔2023〕8号 附件1 二（一）5', cancel: { label: '不申请了', href: '/award-lists/4' }, fields: [{ name: 'reason', label: '原因', kind: 'textarea', rows: 5, maxLength: 200, required: true, full: true, hint: '写清楚哪些人、哪里要改，主管部门据此审核。' }] },
  earlier: [{ at: '4月26日 15:02', by: '李秀梅', reason: '专业名称有误', state: { tone: 'bad', icon: 'cross', word: '不同意退回' }, reply: '专业名称不影响发放，下月更正。' }],
};

export const importPage: ImportPageProps = {
  id: 1, title: '导入资助名单', subtitle: '6月免学费第1批.xlsx　李秀梅 今天 09:40 上传',
  checked: { title: '检查完成，有错误，一行也没有写入', right: 1274, wrong: 12, wrongPlaces: '12 行有错误，共 14 处', sum: '共 1,286 行' },
  next: { turn: 'mine', title: '改好 12 行，再传一次', text: '下载标出错误的文件，在红色的格子里改正，再上传整个文件；有建议的可以在下面直接采用。', act: openLink('errors', '下载标出错误的文件', '/imports/1/errors.xlsx', { icon: 'down' }) },
  errors: [
    { row: '14', column: 'A 证件号码', given: '4118**********3512', problem: '2月没有 31日，出生日期不成立', remedy: '核对身份证，重填 18 位' },
    { row: '27', column: 'I 入学年月', given: '2021.9', problem: '入学年月写法不对', remedy: '请写成 2021-09 这样的年月；改成 2021-09', adopt: { ...openLink('repair-I27', '采用', '/imports/1/repairs', { seal: sampleSeal('repair-I27') }), cell: 'I27' } },
    { row: '58', column: 'C 姓名', given: '王梓函', problem: '这个证件号码在名册里是王梓涵，与所填姓名不一致', remedy: '请核对是哪名学生；改成 王梓涵', adopt: { ...openLink('repair-C58', '采用', '/imports/1/repairs', { seal: sampleSeal('repair-C58') }), cell: 'C58' } },
  ],
  pager: { text: '第 1–3 处，共 14 处', next: '/imports/1?page=2' },
  acts: [openLink('repair', '采用全部 2 处建议，再检查', '/imports/1/repairs', { seal: sampleSeal('repair') }), openLink('again', '改好后重新上传', '/award-lists/6?tab=people#entry', { icon: 'upl' })],
};

/** The same while the file is being checked. */
export const importRunning: ImportPageProps = {
  id: 2, title: '导入学生名册', subtitle: '2023春季名册.xlsx　今天 09:41 上传', errors: [],
  running: { title: '正在检查，第 8,500 行，共 20,000 行', label: '检查过的行', done: 8500, total: 20_000, text: '您可以离开这一页去办别的，过一会儿再回来看结果。' },
  acts: [openLink('reload', '刷新', '/imports/2'), openLink('cancel', '取消导入', '/imports/2/cancellation', { seal: sampleSeal('cancel'), tone: 'plain' })],
};

const matched = [['', '不导入'], ['name', '姓名（必须有）'], ['documentNumber', '证件号码（必须有）'], ['schoolName', '学校名称（必须有）'], ['bank', '经办银行（必须有）'], ['contractNo', '合同编号'], ['issuedOn', '发放日期（必须有）'], ['amount', '发放金额(元)（必须有）']].map(([value, label]) => ({ value, label }));

/** A bank's file whose headers are other words. */
export const importMatch: ImportPageProps = {
  id: 3, title: '导入国家助学贷款信息', subtitle: '农信社2022年放款明细.xlsx　赵国庆 今天 09:43 上传', errors: [],
  next: { turn: 'mine', title: '文件里有没认出的表头，请对应一下', text: '文件已经留下，不用再上传。下面每一列选好是模板里的哪一列，系统接着检查；不要的列选“不导入”。' },
  match: {
    action: '/imports/3/columns', seal: sampleSeal('match'), open: true, title: '对应表头', note: '表头在第 2 行。必须有的列：姓名、证件号码、学段、学校名称、经办银行、发放日期、发放金额(元)。这次的对应会记住，下次上传同类文件照此提议；下面的值遮盖了姓名和号码。',
    rows: [
      { letter: 'A', header: '客户名称', samples: ['张*桐', '王*涵', '李*'], choice: { name: 'column-A', value: 'name', options: matched, proposed: true } },
      { letter: 'B', header: '客户证号', samples: ['4118**********3512', '4118**********0021'], choice: { name: 'column-B', value: 'documentNumber', options: matched, proposed: true } },
      { letter: 'C', header: '学校名称', samples: ['中原示范大学'], known: '学校名称' },
      { letter: 'D', header: '借据余额', samples: ['8000.00', '12000.00'], choice: { name: 'column-D', value: '', options: matched, proposed: false } },
      { letter: 'E', header: '放款日', samples: ['2022-09-20', '2022-09-21'], choice: { name: 'column-E', value: 'issuedOn', options: matched, proposed: true } },
    ],
  },
  acts: [openLink('again', '换一个文件', '/loans#import', { icon: 'upl' }), openLink('cancel', '取消导入', '/imports/3/cancellation', { seal: sampleSeal('cancel'), tone: 'plain' })],
};
