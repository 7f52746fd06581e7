import type { HelpTopic } from './topic.js';

const notice = '教助中心〔2023〕8号 附件1';

/** Help of the pages about students, the eleven groups, hardship and the figures made from them. */
export const studentTopics: readonly HelpTopic[] = [
  {
    path: '/students', title: '学生', about: '本单位范围内的学生名册，可以按姓名、拼音首字母、证件号后四位找。',
    acts: [{ text: '添加一名学生，或导入名册 Excel', route: 'post /students/imports' }], know: ['证件号码只显示头尾；要看原文须写明用途，会留痕。'],
  },
  { path: '/students/:id', title: '一名学生', about: '学籍、所属群体、受助情况。', acts: [{ text: '修改学籍信息', route: 'post /students/:id' }, { text: '看群体、学籍经历和历年受助', route: 'get /students/:id/record' }, { text: '写明用途，查看证件号码和卡号原文', route: 'post /students/:id/document-readings' }] },
  { path: '/group-verifications', title: '特殊群体信息核实', about: '中央下发的信息里本校的学生，逐条核实：属实、不属实或已转出。', acts: [{ text: '核实一条，不属实的写原因', route: 'post /students/:id/group-verifications/:membershipId' }], basis: '教助中心〔2023〕8号 正文二：认真做好信息核实' },
  { path: '/circumstances', title: '家庭经济信息录入', about: '学生的家庭经济信息，是困难认定的依据。', acts: [{ text: '录入一名学生的，或导入 Excel', route: 'post /circumstances/imports' }], basis: `${notice} 一（一）6` },
  { path: '/hardship-determinations', title: '困难学生认定管理', about: '认定家庭经济困难学生：看系统按规则提出的建议，由学校认定等级，再审核。', acts: [{ text: '认定困难等级，提交审核', route: 'post /students/:id/hardship-determinations' }, { text: '审核认定', route: 'post /tasks/:id/completion', roles: ['school-reviewer'] }], know: ['建议只是建议，写明了依据哪些事实。'], basis: '教财〔2018〕16号' },
  { path: '/hardship-results', title: '困难学生认定结果查看', about: '辖区学校认定的结果，可以按十一类群体查询，写明用途后导出。', basis: `${notice} 一（一）6（2）` },
  { path: '/hardship-students', title: '困难学生信息查询', about: '已认定的困难学生，含十一类群体的查询选项。', basis: `${notice} 一（一）4` },
  { path: '/hardship-rules', title: '认定建议规则', about: '系统按哪些事实建议哪个等级。', acts: [{ text: '修改规则，先看会影响多少人', route: 'post /hardship-rules' }], know: ['由省级设定，改动留下新的一套，旧的认定不变。'] },
  { path: '/aid-records', title: '学生受助情况', about: '学生历年在哪里、得过什么资助、多少钱。', acts: [{ text: '导入历年受助', route: 'post /aid-records/imports' }], basis: `${notice} 一（一）5` },
  { path: '/unaided-students', title: '应助未助', about: '属于重点保障人群、在读、本期却不在任何名单上的学生。', know: ['逐个核实：该报的报上，不该报的写明原因。'], basis: '教助中心〔2023〕8号 正文二：应助尽助' },
  { path: '/priority-groups', title: '重点保障人群信息查询', about: '十一类人群各有多少人，点数字看名单；中央下发和自采集分开。', acts: [{ text: '导入特殊群体信息', route: 'post /priority-groups/imports' }], basis: `${notice} 一（一）3` },
  { path: '/priority-groups/:key', title: '一类重点保障人群', about: '这一类本地就读的学生；“学生受助情况”看他们历年得过什么。', acts: [{ text: '写明用途，导出 Excel', route: 'get /priority-groups/:key/people.xlsx' }], basis: `${notice} 一（一）3` },
  { path: '/studying-elsewhere', title: '本地户籍外地就读学生', about: '户籍在本地、在外地读书的十一类学生。', basis: `${notice} 一（一）1` },
  { path: '/studying-elsewhere/:key', title: '一类本地户籍外地就读学生', about: '这一类户籍在本地、在外地就读的学生和他们历年受助情况。', acts: [{ text: '写明用途，导出 Excel', route: 'get /studying-elsewhere/:key/people.xlsx' }], basis: `${notice} 一（一）1` },
  {
    path: '/statistics/work-progress', title: '工作进展查看', about: '每个地区、每所学校：在校、逾期、当期学生多少，名单各到哪一步。', acts: [{ text: '点数字看是哪些学生；导出 Excel', route: 'get /statistics/work-progress.xlsx' }],
    know: ['在校：学籍状态为全日制在读。', '逾期：在读，但按入学年月和学制已应毕业；2021年9月入学、学制 2 年，2023年9月起算逾期。', '当期：在校减去逾期。'], basis: `${notice} 三`,
  },
  { path: '/statistics/priority-groups', title: '十一类特殊困难学生综合统计', about: '各地区十一类学生多少人、受助多少人。', acts: [{ text: '点数字看明细；导出 Excel', route: 'get /statistics/priority-groups.xlsx' }], know: ['一个人可以属于几类，各类相加会大于总人数。'], basis: `${notice} 一（一）2` },
  { path: '/statistics/aid-by-stage', title: '其他受助情况统计', about: '按学前、义教、普高、中职、本专科、研究生统计受助情况，另有各省汇总和学段汇总。', acts: [{ text: '点数字看明细；导出 Excel', route: 'get /statistics/aid-by-stage.xlsx' }], basis: `${notice} 一（一）2` },
  { path: '/imports/:id', title: '导入报告', about: '文件检查到第几行、哪些行有错、怎么改。', acts: [{ text: '下载标出错误的原文件，改好再传；或采用系统提出的改法', route: 'post /imports/:id/repairs' }, { text: '没有错误后，导入', route: 'post /imports/:id/commit' }], know: ['检查不写入任何数据；有错的行改好之前可以先导入没有错的（在有这个选项的文件里）。'] },
];
