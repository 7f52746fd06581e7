import type { HelpTopic } from './topic.js';

const notice = '教助中心〔2023〕8号 附件1 四';
const figures = (path: string, title: string, about: string): HelpTopic => ({ path, title, about, acts: [{ text: '导出 Excel', route: `get ${path}.xlsx` }], know: ['表格有“科研院所及军队院校”一项；数字点开是明细。'], basis: `${notice}6` });

/** Help of the provincial loan pages. */
export const loanTopics: readonly HelpTopic[] = [
  {
    path: '/loans', title: '贷款信息录入', about: '按批导入本省的国家助学贷款：当前年度、历史年度，也可以增补。', acts: [{ text: '导入贷款 Excel，检查后提交审核', route: 'post /loans/imports' }, { text: '登记未使用系统的学校（科研院所、军队院校）', route: 'post /external-institutions' }],
    know: ['发放金额上限：本专科 12000 元，研究生 16000 元。', '已审核通过的某一条贷款不能重复导入。', '地方银行：非国家开发银行、非中国银行。'], basis: `${notice}1`,
  },
  { path: '/loans/review', title: '贷款信息审核', about: '审核本省导入的贷款，可以整批，也可以逐行。', acts: [{ text: '通过，或写明原因不通过', route: 'post /tasks/:id/completion', roles: ['authority-director'] }], basis: `${notice}2` },
  { path: '/repayments', title: '还款信息录入', about: '导入提前还款。', acts: [{ text: '导入还款 Excel', route: 'post /repayments/imports' }, { text: '把缺少的贷款下载成模板，先录入贷款', route: 'get /imports/:id/missing-loans.xlsx' }], know: ['还款金额两位小数；还款时间到时分秒，不能确认的填 00:00:00。', '对应的贷款不存在就不能导入。'], basis: `${notice}3` },
  { path: '/repayments/review', title: '还款信息审核', about: '审核本省导入的还款。', acts: [{ text: '通过，或写明原因不通过', route: 'post /tasks/:id/completion', roles: ['authority-director'] }], basis: `${notice}4` },
  { path: '/loan-caps', title: '发放金额上限', about: '每一档上限从哪一年起用、依据什么。', acts: [{ text: '提出启用一档', route: 'post /loan-caps/:id/proposal' }, { text: '批准启用，或不启用', route: 'post /loan-caps/:id/activation' }], know: ['提出和批准必须是两个人。'] },
  { ...figures('/loans/overview', '贷款信息查看', '以图表看本省贷款发放和还款。'), basis: `${notice}5` },
  figures('/loans/entry-progress', '录入进展查看', '本省各校、各银行的贷款录入到哪里了。'),
  figures('/loans/handled-history', '本省办理：历年助学贷款情况', '在本省办理的贷款，历年多少人、多少钱。'),
  figures('/loans/handled-year', '本省办理：年度发放情况', '在本省办理的贷款，一个年度的发放。'),
  figures('/loans/studying-history', '本省就读学生：历年助学贷款情况', '在本省就读的学生，历年贷款多少人、多少钱。'),
  figures('/loans/studying-year', '本省就读学生：年度发放情况', '在本省就读的学生，一个年度的发放。'),
];
