import { businessRoles } from '../values/actor.js';
import type { Question } from './topic.js';

const schools = ['school-operator', 'school-reviewer'] as const;
const all = [...businessRoles, 'system-administrator', 'security-administrator', 'auditor', 'process-administrator', 'process-publisher'] as const;

/** 常见问题: what offices ask, answered from what the system really does. */
export const questions: readonly Question[] = [
  { question: '按钮是灰的，点不了，为什么？', answer: '按钮旁边或下面写着还差什么，每一条都有依据。补齐以后刷新页面就能点。', roles: all },
  { question: '为什么提示“名单已被别人改动”？', answer: '您打开页面以后有人先办了。刷新页面看现在的情况；您写的意见还在草稿里。', roles: businessRoles },
  { question: '公示要多少天？能不能从昨天开始？', answer: '不少于 5 个工作日，从今天起或 15 天以内开始，最长 60 天。不能从过去的日子开始。', roles: ['school-operator', 'authority-operator'] },
  { question: '公示附件什么时候必须上传？', answer: '5月和12月必须上传，其他月份不做强制要求。支持 pdf、jpg、png、docx、xlsx，每个不超过 20 MB，一轮最多 10 个。', roles: ['school-operator'] },
  { question: '名单被退回了，怎么改？', answer: '打开名单，上面有退回的原因。在“名单”页签里改好，重新提交；审核从头再来。', roles: ['school-operator'] },
  { question: '名单确认以后发现错了怎么办？', answer: '申请公示退回，写明原因，由上级主管部门审核。同意后名单回到录入。', roles: ['school-operator'] },
  { question: '能不能自己录入、自己审核？', answer: '不能。同一份名单，录入人和学校审核人不能是同一个人。', roles: schools },
  { question: '什么时候能登记资金发放？', answer: '公示经主管部门确认，而且公示时间已经结束。免学费没有资金发放。', roles: ['school-operator'] },
  { question: '学生加不进名单？', answer: '常见的原因：学籍状态不是全日制在读；同一月份同一项目已在另一份名单里；学段不对。提示里写明是哪一种。', roles: schools },
  { question: '导入的 Excel 有错怎么办？', answer: '导入报告逐行写明错在哪里。下载标出错误的原文件，改好再传；系统能改的（如全角数字、空格），可以采用它提出的改法。', roles: ['school-operator', 'authority-operator'] },
  { question: '确认公示通过以后还能改吗？', answer: '不能在原处改。学校申请公示退回，您在“公示退回审核”里同意后，名单回到学校重新办理。', roles: ['authority-operator'] },
  { question: '催办会怎样？', answer: '该办的人收到消息（绑定了微信的，手机也收到）。同一份名单每个工作日只能催一次，都留痕。', roles: ['authority-operator', 'authority-director', 'aid-centre-director'] },
  { question: '统计的数字和名单对不上？', answer: '数字旁边写着截至什么时候；有变动的学校正在重新统计时会写明。点数字看明细，明细就是那个数。', roles: ['authority-operator', 'authority-director', 'aid-centre-director'] },
  { question: '密码输错被锁定了？', answer: '过 15 分钟自动解除，或请系统管理员、安全管理员解除锁定。在别处被人试错密码的，您在平时登录的电脑和手机上照常登录。忘记密码的，由管理员发新的激活链接。', roles: all },
  { question: '为什么登录后又被退出了？', answer: '同一账号在另一台电脑上登录，前一台就退出。不是您本人的话，请马上改密码，并告诉安全管理员。', roles: all },
  { question: '在手机上怎么用？', answer: '微信小程序，或用手机浏览器打开本系统网址后面加 /m/。待办、审核、公示、通知都能办。', roles: businessRoles },
  { question: '改了流程图，正在走的名单会变吗？', answer: '不会，按原来的版本走完；要换版的，在“流程迁移”里先试算，再由流程发布人同意。', roles: ['process-administrator', 'process-publisher'] },
  { question: '管理员为什么看不到名单？', answer: '三员分离：管理员管账号、运行和审计，不办业务，也看不到学生信息。', roles: ['system-administrator', 'security-administrator', 'auditor'] },
];
