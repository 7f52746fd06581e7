import { sampleSeal } from './samples-frame.js';
import { taskPage } from './samples-acts.js';
import type { AbsencesPageProps } from './absences-page.js';
import type { BatchPageProps, NewBatchPageProps } from './task-batch-page.js';
import type { TaskPageProps } from './task-page.js';

/** A task that several offices vote on, with a form, signers, files and everything in 更多办理. */
export const taskVote: TaskPageProps = {
  ...taskPage, name: '三级会签',
  votes: {
    rule: '会签：全部同意才通过；有一家不同意就结束。结果出来之前可以撤回自己的票再投。',
    seats: [
      { office: '某某县学生资助管理中心', role: '主管部门业务操作人员', word: '同意', tone: 'good', icon: 'check', by: '王建平　2023-05-10 09:12', remark: '材料齐全' },
      { office: '某某市学生资助管理中心', role: '主管部门业务操作人员', word: '不同意', tone: 'bad', icon: 'cross', by: '赵敏　2023-05-10 10:02', remark: '人数不符' },
      { office: '某某省学生资助管理中心', role: '主管部门业务操作人员', word: '还没有表决', tone: 'idle', icon: 'clock' },
    ],
    withdraw: { key: 'withdraw-vote', label: '撤回我的票', href: '/tasks/1/vote/removal', allowed: true, unmet: [], icon: 'back', seal: sampleSeal('vote') },
  },
  filled: [{ title: '“市级复核”填写的内容', by: '赵敏', pairs: [{ name: '核定金额', value: '200.50 元' }, { name: '资金来源', value: '地方' }] }],
  signers: { rows: [
    { name: '周主任', kind: '决定之前会签，王建平请', word: '等他的意见', tone: 'idle', icon: 'clock', said: '“请核对金额”', remove: { key: 'remove-signer-1', label: '减签', href: '/tasks/1/additional-signers/1/removal', allowed: true, unmet: [], seal: sampleSeal('signer') } },
    { name: '孙主任', kind: '委派，王建平请', word: '同意', tone: 'good', icon: 'check', said: '“金额无误”　今天 10:20' },
  ] },
  signature: { title: '请您出具意见', action: '/tasks/1/signature', seal: sampleSeal('signature'), submit: '提交意见', fields: [{ name: 'agrees', id: 'f-agrees', label: '您的意见', kind: 'select', required: true, options: [{ value: '', label: '请选择' }, { value: 'true', label: '同意' }] }, { name: 'opinion', id: 'f-opinion', label: '说明', kind: 'textarea', full: true }] },
  taskFiles: { title: '办理附件', aside: '随意见一起留存，不公开', empty: '还没有附件', items: [{ id: 9, name: '复核说明.jpg', downloadHref: '/tasks/1/attachments/9', size: '120 KB', at: '今天 09:12', by: '王建平', check: { state: 'unchecked', words: '内部附件，不公开' } }], upload: { id: 'task-file', action: '/tasks/1/attachments', seal: sampleSeal('file'), label: '添加附件', hint: 'pdf、jpg、png、docx、xlsx，每个不超过 20 MB，最多 10 个。', accept: '.pdf,.jpg', submit: '添加' } },
  tools: {
    acts: [{ key: 'claim', label: '领办', href: '/tasks/1/claim', allowed: true, unmet: [], seal: sampleSeal('claim') }], copies: '周主任（未读）',
    forms: [{ id: 'tool-transfer', title: '转办', action: '/tasks/1/transfer', seal: sampleSeal('transfer'), submit: '转给他办理', folded: true, footnote: '转给本单位同岗位的同事，以后由他办理。', fields: [{ name: 'userId', id: 'f-transfer-userId', label: '人员', kind: 'select', required: true, options: [{ value: '', label: '请选择' }, { value: '2', label: '赵敏' }] }, { name: 'reason', id: 'f-transfer-reason', label: '说明', kind: 'textarea', rows: 2, full: true }] }],
  },
};

export const absences: AbsencesPageProps = {
  subtitle: '某某县学生资助管理中心',
  absences: [{ id: 1, who: '孙主任代王建平', period: '5月11日至5月12日', scope: '全部事项', reason: '培训', tag: { tone: 'good', icon: 'check', word: '正在代办' }, end: { key: 'end-1', label: '结束', href: '/delegations/1/removal', allowed: true, unmet: [], seal: sampleSeal('absence') } }],
  begin: { id: 'absence', title: '请人代办', action: '/delegations', seal: sampleSeal('begin'), submit: '委托他代办', fields: [{ name: 'standInId', label: '由谁代办', kind: 'select', required: true, options: [{ value: '', label: '请选择' }] }, { name: 'from', label: '从哪天', kind: 'date', required: true }, { name: 'until', label: '到哪天', kind: 'date', required: true }] },
  copies: [{ id: 4, name: '主管部门审核', href: '/tasks/4', by: '王建平', at: '今天 09:12', tag: { tone: 'mine', icon: 'info', word: '未读' }, read: { key: 'read-4', label: '标为已读', href: '/task-copies/4/read', allowed: true, unmet: [], seal: sampleSeal('copy') } }],
  phrases: [{ id: 7, phrase: '同意上报', whose: '我的', remove: { key: 'phrase-7', label: '删去', href: '/opinion-phrases/7/removal', allowed: true, unmet: [], seal: sampleSeal('phrase') } }],
  add: { id: 'phrase', title: '添加常用语', action: '/opinion-phrases', seal: sampleSeal('add'), submit: '添加', fields: [{ name: 'phrase', label: '常用语', kind: 'text', required: true }, { name: 'for', label: '给谁用', kind: 'select', options: [{ value: 'me', label: '自己' }] }] },
};

export const newBatch: NewBatchPageProps = {
  title: '批量办理：主管部门审核', subtitle: '某某县学生资助管理中心', action: '/task-batches', seal: sampleSeal('batch'), hidden: { key: 'authority-review' }, submit: '开始批量办理', errors: [{ field: 'decision', label: '您的决定', message: '没有要办理的任务，请至少选一件。' }],
  fields: [{ name: 'decision', label: '您的决定', kind: 'select', required: true, options: [{ value: '', label: '请选择' }, { value: 'pass', label: '通过' }] }, { name: 'remark', label: '原因', kind: 'textarea', rows: 2 }],
  rows: [{ id: 11, subject: '县职教中心 2023年5月 中职国家助学金', href: '/tasks/11', due: '5月12日，还有 2 个工作日', checked: true }, { id: 12, subject: '第二职业学校 2023年5月 中职国家助学金', href: '/tasks/12', due: '今天到期', checked: false }],
};

export const batch: BatchPageProps = {
  id: 3, subtitle: '今天 09:12 开始，3 件', tag: { tone: 'idle', icon: 'minus', word: '已暂停' }, running: false, total: 3, done: 1, failed: 1,
  acts: [{ key: 'resume', label: '继续', href: '/task-batches/3/resumption', allowed: true, unmet: [], seal: sampleSeal('pause') }],
  rows: [{ id: 12, name: '主管部门审核：第二职业学校', href: '/tasks/12', tag: { tone: 'bad', icon: 'cross', word: '没有办成' }, message: '您打开页面后这件事已有变化。' }, { id: 11, name: '主管部门审核：县职教中心', href: '/tasks/11', tag: { tone: 'good', icon: 'check', word: '办好' }, message: '—' }],
};
