import { confirmReading } from '../circulars/confirm-reading.js';
import { publishCircular } from '../circulars/publish-circular.js';
import { askForClient, decideClient } from '../external-workers/machine-client.js';
import { setDeadlines } from '../filing-calendar/set-deadlines.js';
import { askForHelp } from '../upgrades/help-requests.js';
import { registerUpgrade } from '../upgrades/register.js';
import { proposeChange } from '../rule-changes/change.js';
import { proposeWebhook } from '../webhooks/change-webhook.js';
import { publishTraining } from '../training/hold-training.js';
import { run } from '../database.js';
import type { Actor } from '../values/actor.js';
import { demoActor } from './demo-people.js';

/** 通知公告, 填报日历 and 升级登记 of the demo world: one circular read by most, one by nobody yet, one of the county; days for May 2023 and for the spring term, one of them earlier in county1; and of 外部程序 one approved and one that waits. */
export async function seedOffice(): Promise<void> {
  const province = await demoActor('province.operator');
  const county = await demoActor('county1.operator');
  const upgrade = await publishCircular(province, {
    title: '关于做好系统 V3.2.0 升级与春季学期应用培训的通知', levels: ['prefecture', 'county', 'school'], roles: ['school-operator', 'school-reviewer', 'authority-operator', 'authority-director', 'aid-centre-director'],
    body: '系统已升级到 V3.2.0。公示以后由上级主管部门再次确认，5月和12月必须上传公示附件，请各单位组织学习“升级说明”，并在培训期间完成线上签到。\n遇到问题先看页面上的“帮助”，解决不了的与本级学生资助管理中心联系。',
  });
  for (const login of ['city1.operator', 'city2.operator', 'county1.operator', 'county2.operator', 'school1.operator', 'school2.operator', 'school4.operator']) await confirmReading(await demoActor(login), upgrade.id);
  await publishCircular(province, { title: '关于按时完成5月名单录入、审核和公示的通知', levels: ['county', 'school'], roles: ['school-operator', 'authority-operator'], readBy: '2023-05-12', body: '5月名单各环节的期限已在“填报日历”里设定，各县可以提前，不能推后。\n5月名单公示时必须上传公示附件。' });
  const photo = await publishCircular(county, { title: '公示照片请拍清楚公示栏和日期', levels: ['school'], roles: ['school-operator'], body: '近期有学校上传的公示照片看不清名单和日期，退回重拍耽误时间。请在公示栏正面拍摄，能看清标题和张贴日期；照片里不要出现证件号码、银行卡号。' });
  await confirmReading(await demoActor('school2.operator'), photo.id);

  // 升级登记: registered in time and not yet fed back, with one question to the centre.
  await registerUpgrade(province, { packageVersion: 'V3.2.0', deployedAt: new Date('2023-04-15T22:30:00+08:00'), result: 'done', note: '4月15日夜间停机 2 小时部署，旧库已转入。', version: 0 });
  await askForHelp(province, '统一用户管理系统的回调地址改了，升级以后省厅门户跳转不过来，请协助核对接入配置。');

  const may = { entry: '2023-05-16', review: '2023-05-19', publicity: '2023-05-26', confirmation: '2023-05-31' };
  await setDeadlines(province, 'vocational-grant', '2023-05', { ...may, disbursement: '2023-06-15' });
  await setDeadlines(province, 'vocational-tuition-waiver', '2023-05', may);
  await setDeadlines(province, 'senior-high-fee-waiver', '2022-2023-spring', { entry: '2023-05-31', review: '2023-06-09', disbursement: '2023-06-30' });
  await setDeadlines(county, 'vocational-grant', '2023-05', { entry: '2023-05-15' });

  await seedTrainings(province, county);

  const [drawer, publisher] = [await demoActor('flowadmin'), await demoActor('flowapprover')];
  const bank = await askForClient(drawer, { name: '省财政账户核验', purpose: '名单公示前核验收款账户是否开立；由省财政信息中心维护，只取名单的项目、月份和人数。', organisationId: province.organisation.id, topics: ['bank-account-check'], validDays: 180 });
  await decideClient(publisher, bank.id, { grant: true, remark: '已签数据使用协议' });
  // Proposed only: a demo sends nothing to anybody.
  await proposeWebhook(drawer, { name: '省政务门户待办中心', url: 'https://portal.example.edu.cn/hooks/student-aid', events: ['task.opened', 'task.completed'] });
  await proposeChange(province, { value: { kind: 'publicity-days', days: 7 }, effectiveFrom: '2023-09-01', basis: '省教助〔2023〕21号', reason: '秋季学期起名单公示期与评审公示一致，不少于 7 个工作日。' });
  await askForClient(drawer, { name: '短信平台', purpose: '公示期满后给学校发短信，不含学生信息。', organisationId: province.organisation.id, topics: ['school-sms'], validDays: 90 });
}

/** 附件2: the national day of 18 April as the province passed it on, with who signed in; and a county's own, still to come. */
async function seedTrainings(province: Actor, county: Actor): Promise<void> {
  const april = await publishTraining(province, {
    title: '2023年春季学期系统应用与运维培训', body: '请提前学习升级说明，准备好电脑或手机，全程参加，及时签到。', place: '', link: 'https://meeting.example.com/dm/spring2023', password: '230418', levels: ['prefecture', 'county', 'school'], roles: ['school-operator', 'school-reviewer', 'authority-operator'],
    signFrom: new Date('2023-04-18T08:30:00+08:00'), signUntil: new Date('2023-04-18T17:30:00+08:00'), slots: [
      { heldOn: '2023-04-18', begins: '09:00', ends: '10:30', topic: '解读系统应用重点工作，通报系统应用情况', audience: '全体参训人员' },
      { heldOn: '2023-04-18', begins: '10:45', ends: '12:15', topic: '系统功能操作：中职国家助学金、免学费受助学生名单公示', audience: '学校和各级业务操作人员' },
      { heldOn: '2023-04-18', begins: '14:30', ends: '17:00', topic: '系统账号管理、统一用户管理', audience: '各级业务操作人员' },
    ],
  });
  await run('UPDATE trainings SET published_at = ? WHERE id = ?', [new Date('2023-04-14T10:00:00+08:00'), april.id]);
  for (const [at, login] of ['city1.operator', 'city2.operator', 'county1.operator', 'county2.operator', 'school1.operator', 'school1.reviewer', 'school2.operator', 'school4.operator'].entries()) {
    const who = await demoActor(login);
    await run('INSERT INTO training_sign_ins (training_id, user_id, organisation_id, signed_at) VALUES (?, ?, ?, ?)', [april.id, who.userId, who.organisation.id, new Date(Date.parse('2023-04-18T08:41:00+08:00') + at * 137_000)]);
  }
  await publishTraining(county, {
    title: '名单公示和公示附件操作培训', body: '县里为各学校讲一遍5月名单公示的做法，带着问题来。', place: '县教育局三楼会议室', link: 'https://meeting.example.com/dm/may-county', password: '', levels: ['school'], roles: ['school-operator', 'school-reviewer'],
    signFrom: new Date('2023-05-10T08:30:00+08:00'), signUntil: new Date('2023-05-12T17:30:00+08:00'), slots: [{ heldOn: '2023-05-12', begins: '14:30', ends: '16:00', topic: '怎样拍公示照片、上传附件、看公示确认', audience: '学校业务操作人员和审核人员' }],
  });
}
