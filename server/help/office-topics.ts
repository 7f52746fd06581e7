import type { HelpTopic } from './topic.js';

/** Help of the pages around the lists, and of those who keep the system. */
export const officeTopics: readonly HelpTopic[] = [
  { path: '/', roles: ['system-administrator', 'security-administrator', 'auditor', 'process-administrator', 'process-publisher'], title: '首页', about: '您的职责里等着办的事：点数字就到那一页。', know: ['三员分离：管理员看不到学生和名单，也不办业务。'] },
  {
    path: '/circulars', title: '通知公告', about: '上级发给本单位的通知，和本单位发出的通知。', acts: [{ text: '看完确认已阅', route: 'post /circulars/:id/receipts' }, { text: '发通知给下级主管部门和辖区学校', route: 'get /circulars/new' }, { text: '催阅还没有人确认的单位，每个工作日一次', route: 'post /circulars/:id/urges' }],
    know: ['发布后不能修改或撤回，写错了再发一份更正。', '附件在发布后的页面上添加，图片要先看清没有个人号码；添加后不能删去。'],
  },
  {
    path: '/bulletins', title: '应用情况通报', about: '一个月、学期或学年里，各地各校按期、完整办理的情况：应办几件、办了几件、按时几件，点数字看是哪些名单。',
    acts: [{ text: '起草通报：选时段，按现在的数据统计并留存', route: 'post /bulletins' }, { text: '发布：作为通知公告发给下级，看谁已阅', route: 'post /bulletins/:id/publication' }],
    know: ['填报日历里设了期限、期限已过的环节才算应办；当天办结算按时。', '名次只在同级、同类的单位之间排；数字起草后不再变，可以“重算核对”。', '收到的通报能看全文，只能点开本辖区的明细。'], basis: '教助中心〔2023〕8号 正文三',
  },
  {
    path: '/bulletins', title: '应用情况通报', about: '一个月、学期或学年里，各地区、各学校、各项目的名单报得全不全、办得及不及时。',
    acts: [{ text: '起草一份通报，看过再发布成通知', route: 'post /bulletins' }], know: ['每个数字都能点开，看是哪些环节。', '名次只在同级同类的单位之间排。'], basis: '教助中心〔2023〕8号 正文三：适时对系统应用情况进行通报',
  },
  { path: '/filing-calendar', title: '填报日历', about: '一个项目一个月份（学期）各环节到哪一天为止。', acts: [{ text: '设定本辖区的期限', route: 'post /filing-calendar' }], know: ['省级先定，市县可以提前，不能推后。', '改动会在消息里告诉辖区的经办人员。'], basis: '教助中心〔2023〕8号 正文三：按时、保质、保量完成数据录入与审核' },
  { path: '/exchange', title: '数据交换', about: '接收目录收到的数据包和它们的回执：已接收的、隔离的和原因。', acts: [{ text: '在网页上传中央下发的特殊群体信息', route: 'post /exchange-packages' }, { text: '“发送的”：生成一个月份（学期）的数据包给中央，看对方的回执；需要时重新生成，编号不变', route: 'post /exchange-dispatches' }], know: ['校验和不对、有一行错误的整个文件隔离，一行也不写入。'], basis: '教助中心〔2023〕8号 正文一' },
  { path: '/policies', title: '办理规则', about: '系统按哪些规则检查、依据哪一条、在哪里检查；资助标准、贷款上限、放假调休。', know: ['流程图怎么改，规则都不变。'] },
  { path: '/contact', title: '本单位联系方式', about: '公示页、异议页上给学生和家长看的办公室和电话。', acts: [{ text: '修改办公室和电话', route: 'post /contact' }] },
  { path: '/notifications', title: '消息', about: '发给您的提醒，点开就到要办的地方。', acts: [{ text: '全部标为已读', route: 'post /notifications/reads' }], know: ['绑定微信后，重要的也会发到手机。'] },
  { path: '/sessions', title: '我的登录', about: '您在哪些设备上登录着，密码和动态口令。', acts: [{ text: '让一台设备退出', route: 'post /sessions/:id/removal' }, { text: '修改密码', route: 'post /password' }, { text: '设置动态口令', route: 'post /one-time-code' }] },
  { path: '/saved-filters', title: '常用筛选', about: '把常用的查询条件存下来，一点就用；可以设成打开时的默认。', acts: [{ text: '改名、设为默认、删去', route: 'post /saved-filters/:id' }] },
  { path: '/rule-changes', title: '规则调整', about: '省里在通知之上定得更严的公示天数、附件月份，自己的放假安排和资助标准：一人提出，看影响，另一人决定。', acts: [{ text: '提出调整，撤回', route: 'post /rule-changes' }, { text: '同意或不同意', route: 'post /rule-changes/:id/decision' }], know: ['从说定的那天起，最早明天；已经公示、已经录入的不变。', '每年11月国务院办公厅公布下一年的放假安排：把通知全文粘贴进“一年的放假安排”，系统读出来，核对后由领导同意。没有录入的年份算不出期限，显示待定。', '公示不少于 5 个工作日、5月和12月必须上传附件，只能更严。'] },
  {
    path: '/year-archives', title: '学年归档', about: '结束了的学年由省级归档：名单从同意起只能查看，公示和审核的存档压缩保存；历年受助、统计、打印、导出照样能查。',
    acts: [{ text: '申请归档一个学年', route: 'post /year-archives' }, { text: '同意或不同意（另一人）', route: 'post /year-archives/:id/decision' }, { text: '申请重新打开，更正以后再归档', route: 'post /year-archives/:id/reopening' }, { text: '后台中断以后继续', route: 'post /year-archives/:id/continuation' }],
    know: ['学年到8月31日结束，结束以后才能归档。', '还有没办完的名单或异议时，要写明理由。', '归档后的名单不再计入待办、提醒和逾期。', '归档完有校验值，取出时逐份核对。'],
  },
  { path: '/trainings', title: '培训', about: '日程、直播入口、资料和线上签到；组织的人看各地各校各人签到没有。', acts: [{ text: '签到', route: 'post /trainings/:id/sign-ins' }, { text: '组织培训，改安排，取消', route: 'post /trainings' }, { text: '催签到、补签、导出名单', route: 'post /trainings/:id/urges' }], know: ['链接、密码和二维码只有参训人员和组织单位看得到。', '签到时间内每人签一次；错过了由组织单位补签，写明原因。'], basis: '教助中心〔2023〕8号 附件2' },
  {
    path: '/upgrade-record', title: '升级登记', about: '本省升级到哪一步：登记部署包版本、部署时间和结果，核对附件1的五个部分，反馈给中央。',
    acts: [{ text: '登记升级结果', route: 'post /upgrade-record' }, { text: '现在核对：逐项查看这个安装，红的写着该做什么', route: 'post /upgrade-record/checks' }, { text: '反馈升级结果和核实的结果', route: 'post /upgrade-record/feedback' }, { text: '提出协助升级申请，解决以后办结', route: 'post /upgrade-requests' }],
    know: ['登记以后核对过、全部通过的，才能反馈“核实无误”；有问题的，写明问题随时可以反馈。', '重新登记以后，要再核对、再反馈。', '期限当天（含）以前反馈的不算逾期。'], basis: '教助中心〔2023〕8号 正文一',
  },
  {
    path: '/upgrade-records', title: '各省升级情况', about: '各省升级、核对、反馈到哪一步，离期限还有几天，谁逾期了，谁在等协助。',
    acts: [{ text: '答复协助升级申请', route: 'post /upgrade-requests/:id/answer' }, { text: '导出 Excel', route: 'get /upgrade-records.xlsx' }],
    know: ['期限过了还没有升级，或升级了没有反馈的，算逾期。'], basis: '教助中心〔2023〕8号 正文一',
  },
  { path: '/upgrade', title: '升级说明', about: '这个版本改了什么，按附件1的五个部分，能点的就是您的菜单里有的。' },
  {
    path: '/processes', title: '流程图', about: '每个项目按哪一张图办，现在用的是哪一版。', acts: [{ text: '上传或画图，保存草稿，看检查结果', route: 'post /processes' }, { text: '看与上一版的不同，启用', route: 'post /processes/:key/:version/activation' }],
    know: ['图决定先后、由谁办；规则决定能不能办。改图不会改变通知规定的结果。', '新名单按新版本走，已经在走的按原来的版本走完。'],
  },
  { path: '/process-runs', title: '流程实例', about: '正在走和走完的流程，到了哪一步、等谁。', acts: [{ text: '恢复丢了的等待', route: 'post /process-runs/:id/waits' }] },
  { path: '/webhooks', title: '事件回调', about: '流程和任务有动静时，向登记的外部系统发一条签了名的消息；登记要另一个人同意。', acts: [{ text: '登记、试发、重发、换密钥', route: 'post /webhooks' }, { text: '同意或不同意', route: 'post /webhooks/:id/decision' }, { text: '暂停、恢复、停用', route: 'post /webhooks/:id/holding' }] },
  { path: '/process-migrations', title: '流程迁移', about: '把在走的流程换到新版本：先试算，再由另一个人同意。', acts: [{ text: '计划并试算，撤回', route: 'post /processes/:key/:version/migration' }, { text: '同意、不同意或撤销', route: 'post /process-migrations/:id/decision' }] },
  { path: '/external-tasks', title: '外部任务', about: '流程停在由别的程序办理的环节：等程序领取、谁领着、过后再领、没有办成。', know: ['程序领着的，到期没有报回，别的程序可以领去；不用人去放开。', '程序报告办不成、次数用完的，在“异常与重试”里重试，程序会再领。', '交给程序的只有流程图里写明的输入。'] },
  {
    path: '/machine-clients', title: '外部程序', about: '可以领取外部任务的技术账号：谁申请、谁批准、能领哪些主题、有效期、最近使用。', acts: [{ text: '申请开通', route: 'post /machine-clients' }, { text: '批准或不批准', route: 'post /machine-clients/:id/decision' }, { text: '发令牌、换令牌', route: 'post /machine-clients/:id/tokens' }, { text: '收回', route: 'post /machine-clients/:id/revocation' }],
    know: ['一人申请，另一人批准；令牌只显示一次，丢了可以换，原来的马上作废。', '程序只能领取自己的主题、自己单位和下级的任务，别的接口都打不开。'],
  },
  { path: '/incidents', title: '异常与重试', about: '走不下去的流程和原因；名单没有变，改好以后再走。', acts: [{ text: '重试一件，或重试同类', route: 'post /incidents/:id/retry' }, { text: '申请改变量、跳过一步', route: 'get /incidents/:id/repair' }, { text: '同意或不同意修复', route: 'post /process-repairs/:id/grant' }], know: ['改变量、跳过要两个人。'] },
  { path: '/accounts', title: '账号管理', about: '开户、批准、冻结、注销、岗位。', acts: [{ text: '申请开户、增加岗位', route: 'post /accounts', roles: ['system-administrator'] }, { text: '批量申请开户：下载模板，一行一个人，先检查再提交', route: 'post /accounts/imports' }, { text: '批准或不批准', route: 'post /account-requests/:id/decision', roles: ['security-administrator'] }, { text: '一个文件的申请成批批准或不批准', route: 'post /account-imports/:id/decision' }, { text: '成批发激活链接，下载一份表，逐人交给本人', route: 'post /account-imports/:id/activation-links' }, { text: '发激活链接', route: 'post /accounts/:id/activation-links' }], know: ['申请和批准是两位管理员，谁也不能一个人开户。', '激活链接只显示一次，系统不保存；再发一次，原来的失效。', '管理员看不到学生和名单。'], basis: '教助中心〔2023〕8号 附件2 二4' },
  { path: '/inspections', title: '巡检', about: '数据库、磁盘、队列、备份、证书、数据交换、后台办理好不好，每天自动查一遍。', acts: [{ text: '现在巡检', route: 'post /inspections' }], know: ['每一项不好的都写着该做什么，详见运行手册。'], basis: '教助中心〔2023〕8号 附件2 二5' },
  { path: '/invariants', title: '账目核对', about: '名单、发放、公示、流程和留痕之间应当成立的，逐条查一遍。', acts: [{ text: '现在核对，在后台进行', route: 'post /invariants' }], know: ['每天早上自动核对一次，结果在“巡检”里；命令行用 npm run check-invariants。', '只读不改，只列份数和记录编号，没有学生信息。', '查到的隔一会再查一遍，两遍都有才列出。'], basis: '教助中心〔2023〕8号 附件2 二5' },
  { path: '/upgrade-report', title: '旧库转入报告', about: '从 V3.1.0 转来了多少、哪些要核实、哪些封存没有并入。' },
  { path: '/audit', title: '操作留痕', about: '谁在什么时候做了什么。首尾相连、每分钟封存，改过就对不上。', know: ['只显示改了哪些字段，不显示个人信息。'] },
];
