import { businessRoles } from '../values/actor.js';
import type { HelpTopic } from './topic.js';

const complete = 'post /tasks/:id/completion';
const notice = '教助中心〔2023〕8号 附件1';

/** Help of the pages on which lists are made, decided, published and paid. */
export const listTopics: readonly HelpTopic[] = [
  {
    path: '/', roles: businessRoles, title: '首页：待办事项', about: '今天要办的事都在这里：每一格是一种待办的数量，点数字就到那些名单。',
    acts: [
      { text: '看名单公示提醒、附件上传提醒：本月待公示的名单，5月、12月还没有上传附件的名单', route: 'get /', roles: ['school-operator'] },
      { text: '看名单公示确认提醒、公示退回审核提醒：等本级确认、审核的名单', route: 'get /', roles: ['authority-operator'] },
    ],
    know: ['数字只算本级、本月份；以前月份没有办完的另外列出。', '右边是最近的截止日：任务的办理时限和填报日历里的期限，早的在前。'], basis: `${notice} 二（一）1、（二）1`,
  },
  {
    path: '/tasks', title: '我的任务', about: '等您和本岗位办的每一件任务，快到期的在前。',
    acts: [{ text: '打开一件，看事实、写意见、办结', route: complete }, { text: '勾选几件没有疑点的，一起办', route: 'post /task-batches' }],
    know: ['“本岗位的”同事也能办；点“领办”就归您，别人不再重复办。', '逾期的标红，天数按工作日算。'],
  },
  {
    path: '/tasks/:id', title: '办理一项任务', about: '左边是要看的事实，右边写意见、作决定。办结后流程走到下一步，不能改，只能由下一步退回。',
    acts: [
      { text: '写意见，选决定，办结', route: complete }, { text: '转办给本单位同岗位的同事', route: 'post /tasks/:id/transfer' },
      { text: '委派或加签：请别人先出意见，决定还是您作', route: 'post /tasks/:id/additional-signers' }, { text: '抄送给需要知道的人', route: 'post /tasks/:id/copies' },
    ],
    know: ['不通过、不同意必须写原因，对方看得到。', '写到一半的意见会自动存成草稿，只有您看得到。', '按钮不能点时，旁边写着还差什么、依据哪一条。'],
  },
  {
    path: '/task-batches', title: '批量办理', about: '把没有疑点的任务一起办，先看汇总，再开始；每一件单独成败，办不成的写明原因。',
    acts: [{ text: '开始批量办理，可以暂停、继续、取消、重试', route: 'post /task-batches' }], know: ['有异议、有警告、退回重报的要逐件看，不能一起办。'],
  },
  {
    path: '/award-lists', title: '资助名单', about: '本单位范围内的名单，按项目、月份、阶段筛选；点名称进去办。',
    acts: [
      { text: '新建名单：选项目和月份，可以照上月复制', route: 'post /award-lists' },
      { text: '审核：打开“资助名单审核”里的名单，写意见，通过或不通过', route: complete, roles: ['school-reviewer', 'authority-operator'] },
      { text: '名单公示确认：公示通过或公示不通过', route: complete, roles: ['authority-operator'] },
      { text: '申请公示退回：公示确认以后发现有误，说明原因', route: 'post /award-lists/:id/withdrawal-request' },
      { text: '公示退回审核：同意退回或不同意', route: complete, roles: ['authority-operator'] },
    ],
    know: ['先后是：录入、学校审核、主管部门审核、公示、公示确认；助学金还有资金发放。', '常用的条件可以存成“常用筛选”。'], basis: `${notice} 二`,
  },
  {
    path: '/award-lists/:id', title: '一份名单', about: '上面写着现在到哪一步、还差什么；下面按页签看名单、附件、公示、发放、办理记录和流程图。',
    acts: [
      { text: '录入：查学生加入名单，或导入 Excel，批量改档次', route: 'post /award-lists/:id/awards' }, { text: '提交，学校审核之前可以撤回', route: 'post /award-lists/:id/submission' },
      { text: '上传公示附件，办理“名单公示”', route: 'post /award-lists/:id/attachments' }, { text: '登记资金发放（助学金）', route: 'post /award-lists/:id/disbursement' },
      { text: '申请公示退回', route: 'post /award-lists/:id/withdrawal-request' }, { text: '对名单上的一个人写批注，请学校答复', route: 'post /award-lists/:id/awards/:awardId/notes' },
      { text: '驳回没有依据的异议', route: 'post /award-lists/:id/objections/:objectionId/overruling' }, { text: '下载凭据包，检查时用', route: 'get /award-lists/:id/evidence' },
    ],
    know: ['公示不少于 5 个工作日；5月和12月必须上传公示附件，其他月份不做强制要求，省里加了的见“规则调整”。', '公示不通过或同意退回后，名单回到录入，审核状态都变回待审核，改好重新提交。', '同一个人不能在同一项目同一月份的两份名单里。'], basis: `${notice} 二`,
  },
  {
    path: '/award-lists/:id/disbursement', title: '资金发放管理', about: '公示确认、公示时间也结束以后，登记钱发给了谁、多少、哪一天。',
    acts: [{ text: '登记全部或部分人的发放', route: 'post /award-lists/:id/disbursement' }, { text: '登记银行退票，退回的可以再发', route: 'post /disbursements/:id/return' }, { text: '下载银行代发文件', route: 'get /award-lists/:id/bank-file.xlsx' }],
    know: ['免学费没有资金发放，公示通过时自动补充实发金额。'], basis: `${notice} 二（一）4`,
  },
  {
    path: '/award-lists/:id/withdrawal-request', title: '申请公示退回', about: '公示确认以后才发现有误的，说明原因，由上级主管部门审核。',
    acts: [{ text: '写明原因，提出申请', route: 'post /award-lists/:id/withdrawal-request' }], know: ['同意退回后名单回到录入，实发金额（如有）调整为 0。已经发出去的钱要另外收回、登记。'], basis: `${notice} 二（一）5`,
  },
  { path: '/award-lists/:id/evidence', title: '凭据包', about: '一份名单的决定单、名单、附件、办理记录、发放记录打成一个压缩包，不用系统也能打开，供检查。', acts: [{ text: '写明用途，下载', route: 'get /award-lists/:id/evidence.zip' }], know: ['包里有每个文件的指纹，用 sha256sum -c 校验.txt 核对。', '每次下载都留痕。'] },
  {
    path: '/evidence-packs', title: '检查凭据包', about: '一个地区、一个项目、一个学年（或几个月）报送过的名单，每份一个凭据包，连同目录和指纹装成一个压缩包，供检查。',
    acts: [{ text: '选范围、写明用途，在后台打包；可以离开，回来看进度', route: 'post /evidence-packs' }, { text: '取消打包，删除打好的', route: 'post /evidence-packs/:id/removal' }], know: ['打好的保存 7 天，只有申请的人能下载，每次下载都留痕。', '打不成的名单在目录里写明原因，其他的不受影响。'],
  },
  {
    path: '/fee-waivers', title: '建档立卡等免学杂费', about: '按学年学期填报的普高免学杂费名单，没有公示。',
    acts: [{ text: '录入名单，提交学校审核', route: 'post /award-lists/:id/submission' }, { text: '审核：通过或不通过', route: complete, roles: ['school-reviewer', 'authority-operator'] }, { text: '登记资金发放', route: 'post /award-lists/:id/disbursement' }],
    know: ['名单按学年学期，一个学期可以有几批。'], basis: `${notice} 五`,
  },
  { path: '/fee-waivers/disbursements', title: '资金发放查看', about: '已发放的免学杂费名单；“名单信息”可以按五种身份查询：脱贫、脱贫不稳定、农村低保、农村特困、家庭经济困难残疾。', know: ['发放由学校业务操作人员登记，这里只查看。'], basis: `${notice} 五3` },
  {
    path: '/board', title: '本月看板', about: '每所学校一行，办到哪一步、还有几天，一眼看出谁落后了。',
    acts: [{ text: '催办逾期的名单，每份每个工作日一次', route: 'post /board/urges' }, { text: '导出 Excel', route: 'get /board.xlsx' }], know: ['期限来自任务的办理时限和填报日历，先到的算。'],
  },
  { path: '/overdue-tasks', title: '逾期看板', about: '过了办理时限还没有办的任务，按单位、环节和逾期天数列出。', know: ['天数按工作日历算，休息日不算。'] },
  { path: '/delegations', title: '委托、抄送和常用语', about: '请假时把自己的任务交给同单位同岗位的人；看抄送给自己的；存常用的意见。', acts: [{ text: '登记或结束委托', route: 'post /delegations' }, { text: '添加、删去常用语', route: 'post /opinion-phrases' }], know: ['代办的事记在两个人名下：谁办的，代谁办的。'] },
  { path: '/doubtful-lists', title: '旧系统名单核实', about: '从 V3.1.0 转来、说不清属于哪个月份或学期的名单，核实以后才计入统计。', acts: [{ text: '填上月份或学期，或写明不并入', route: 'post /doubtful-lists/:id/period' }] },
];
