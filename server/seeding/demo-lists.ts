import { row, rows, run } from '../database.js';
import { createList } from '../award-lists/create-list.js';
import { addAwards } from '../award-lists/enter-awards.js';
import { admitAttachment, attach } from '../award-lists/list-attachments.js';
import { sealObjectionForm } from '../award-lists/objection-form.js';
import { objectionsOf } from '../award-lists/objections.js';
import { receiveObjection } from '../award-lists/receive-objection.js';
import { answerObjection } from '../award-lists/settle-objection.js';
import { askWithdrawal, publish, submit } from '../award-lists/list-acts.js';
import { disburse } from '../disbursements/disburse.js';
import { realNow } from '../lib/clock.js';
import { setOfficeClock } from '../office-clock.js';
import type { Actor } from '../values/actor.js';
import { inAttachmentMonths } from '../values/month.js';
import { periodFields, type Period } from '../values/period.js';
import type { ProgrammeKey } from '../values/programme.js';
import { completeTask } from '../workflow/complete-task.js';
import { fireDueTimers } from '../workflow/fire-timers.js';
import { openTaskOf } from '../workflow/task.js';
import { demoActor, type DemoOrganisation } from './demo-people.js';
import { noticePhoto } from './notice-photo.js';

/** How far a demo list goes, and its publicity period where it has one. */
type Plan = { school: string; programme: ProgrammeKey; listPeriod: Period; people: number; reach: Reach; period?: [string, string]; filed?: string; /** When the fee waiver, which has no publicity, was paid. */ paidOn?: string; /** Somebody objected on this day, and was answered. */ objected?: string };
type Reach = 'entry' | 'school-review' | 'authority-review' | 'to-publish' | 'awaiting' | 'confirmed' | 'disbursed' | 'withdrawal';

const grant = 'vocational-grant' as const;
const waiver = 'vocational-tuition-waiver' as const;
const feeWaiver = 'senior-high-fee-waiver' as const;

/** A small world one can walk through: lists of both vocational programmes in every stage around May 2023, some of April left over; of the fee waiver the spring term and the one before. */
const plans: Plan[] = [
  { school: 'school1', programme: grant, listPeriod: '2023-04', people: 308, reach: 'disbursed', period: ['2023-04-10', '2023-04-14'] },
  { school: 'school1', programme: grant, listPeriod: '2023-05', people: 312, reach: 'confirmed', period: ['2023-05-08', '2023-05-12'], objected: '2023-05-09' },
  { school: 'school1', programme: grant, listPeriod: '2023-05', people: 18, reach: 'awaiting', period: ['2023-05-08', '2023-05-12'] },
  { school: 'school1', programme: grant, listPeriod: '2023-05', people: 12, reach: 'to-publish' },
  { school: 'school1', programme: grant, listPeriod: '2023-05', people: 6, reach: 'entry' },
  { school: 'school1', programme: waiver, listPeriod: '2023-04', people: 640, reach: 'confirmed', period: ['2023-04-10', '2023-04-14'] },
  { school: 'school1', programme: waiver, listPeriod: '2023-04', people: 7, reach: 'to-publish' },
  { school: 'school1', programme: waiver, listPeriod: '2023-05', people: 1000, reach: 'awaiting', period: ['2023-05-08', '2023-05-12'] },
  { school: 'school1', programme: waiver, listPeriod: '2023-05', people: 36, reach: 'to-publish' },
  { school: 'school1', programme: waiver, listPeriod: '2023-05', people: 9, reach: 'school-review' },
  { school: 'school2', programme: grant, listPeriod: '2023-04', people: 60, reach: 'confirmed', period: ['2023-04-20', '2023-04-26'] },
  { school: 'school2', programme: grant, listPeriod: '2023-05', people: 64, reach: 'authority-review' },
  { school: 'school2', programme: grant, listPeriod: '2023-05', people: 20, reach: 'school-review' },
  { school: 'school2', programme: grant, listPeriod: '2023-05', people: 30, reach: 'withdrawal', period: ['2023-04-25', '2023-05-04'], filed: '2023-04-21' },
  { school: 'school2', programme: waiver, listPeriod: '2023-05', people: 200, reach: 'authority-review' },
  { school: 'school2', programme: waiver, listPeriod: '2023-05', people: 40, reach: 'withdrawal', period: ['2023-04-25', '2023-05-04'], filed: '2023-04-21' },
  { school: 'school2', programme: waiver, listPeriod: '2023-05', people: 5, reach: 'entry' },
  { school: 'school3', programme: grant, listPeriod: '2023-05', people: 80, reach: 'awaiting', period: ['2023-05-09', '2023-05-15'] },
  { school: 'school3', programme: waiver, listPeriod: '2023-05', people: 150, reach: 'confirmed', period: ['2023-05-05', '2023-05-10'], filed: '2023-04-27' },
  { school: 'school5', programme: grant, listPeriod: '2023-05', people: 45, reach: 'confirmed', period: ['2023-04-26', '2023-05-05'], filed: '2023-04-24' },
  { school: 'school5', programme: waiver, listPeriod: '2023-05', people: 120, reach: 'to-publish' },
  { school: 'city1school', programme: grant, listPeriod: '2023-05', people: 40, reach: 'awaiting', period: ['2023-05-08', '2023-05-12'] },
  { school: 'city1school', programme: waiver, listPeriod: '2023-05', people: 90, reach: 'confirmed', period: ['2023-05-05', '2023-05-10'], filed: '2023-04-27' },
  { school: 'provinceschool', programme: grant, listPeriod: '2023-05', people: 50, reach: 'authority-review' },
  { school: 'provinceschool', programme: waiver, listPeriod: '2023-05', people: 100, reach: 'school-review' },
  { school: 'school4', programme: feeWaiver, listPeriod: '2022-2023-autumn', people: 46, reach: 'disbursed', filed: '2023-03-06', paidOn: '2023-03-15' },
  { school: 'school4', programme: feeWaiver, listPeriod: '2022-2023-spring', people: 28, reach: 'to-publish', filed: '2023-04-20' },
  { school: 'school4', programme: feeWaiver, listPeriod: '2022-2023-spring', people: 9, reach: 'authority-review', filed: '2023-05-05' },
  { school: 'school4', programme: feeWaiver, listPeriod: '2022-2023-spring', people: 5, reach: 'school-review' },
  { school: 'school4', programme: feeWaiver, listPeriod: '2022-2023-spring', people: 3, reach: 'entry' },
];

type Moment = { at: string; act: () => Promise<void> };

/**
 * Walks every plan through the same acts as anybody would, in the order of their moments, with office time standing at
 * each. What stands in the demo world so really happened in it.
 */
export async function seedLists(organisations: Map<string, DemoOrganisation>): Promise<void> {
  const moments: Moment[] = [];
  const used = new Map<string, number>();
  for (const plan of plans) {
    const school = organisations.get(plan.school);
    const authority = [...organisations.values()].find(({ key }) => key === school?.parent);
    if (!school || !authority) throw new Error(`the demo world has no ${plan.school}`);
    const from = used.get(`${plan.school}${plan.programme}${plan.listPeriod}`) ?? 100;
    used.set(`${plan.school}${plan.programme}${plan.listPeriod}`, from + plan.people);
    moments.push(...await momentsOf(plan, school, { operator: await demoActor(`${school.key}.operator`), reviewer: await demoActor(`${school.key}.reviewer`), officer: await demoActor(`${authority.key}.operator`) }, from));
  }
  moments.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  for (const { at, act } of moments) {
    await setOfficeClock(new Date(at));
    await fireDueTimers((error) => { throw error; });
    await act();
  }
}

async function momentsOf(plan: Plan, school: DemoOrganisation, people: { operator: Actor; reviewer: Actor; officer: Actor }, from: number): Promise<Moment[]> {
  const list = { id: 0 };
  const complete = async (actor: Actor, key: string, decision: string, remark?: string): Promise<void> => {
    const task = await openTaskOf({ kind: 'award-list', id: list.id }, key);
    if (!task) throw new Error(`demo list ${list.id} does not wait at ${key}`);
    await completeTask(actor, task.id, { version: task.version, decision, ...(remark ? { remark } : {}) });
  };
  const filed = plan.filed ?? (plan.listPeriod === '2023-04' ? '2023-04-04' : plan.period ? '2023-05-04' : '2023-05-08');
  const day = (offset: number): string => new Date(Date.parse(`${filed}T00:00:00Z`) + offset * 86_400_000).toISOString().slice(0, 10);
  const steps: { reach: Reach; at: string; act: () => Promise<void> }[] = [
    { reach: 'entry', at: `${filed}T08:40:00+08:00`, act: () => enter(plan, school, people.operator, from, list) },
    { reach: 'school-review', at: `${filed}T09:20:00+08:00`, act: async () => void (await submit(people.operator, list.id)) },
    { reach: 'authority-review', at: `${filed}T15:10:00+08:00`, act: () => complete(people.reviewer, 'school-review', 'pass', '人员与学籍一致。') },
    { reach: 'to-publish', at: `${day(1)}T10:05:00+08:00`, act: () => complete(people.officer, 'authority-review', 'pass', '已逐人核对。') },
  ];
  const { paidOn } = plan;
  if (paidOn) steps.push({ reach: 'disbursed', at: `${paidOn}T09:30:00+08:00`, act: async () => void (await disburse(people.operator, list.id, { paidOn, channel: 'aid-card', awards: 'all' })) });
  if (plan.period) {
    const [start, end] = plan.period;
    steps.push({ reach: 'awaiting', at: `${start}T08:55:00+08:00`, act: async () => { await addPhoto(people.operator, list.id, plan.listPeriod); await publish(people.operator, list.id, { start, end }); } });
    steps.push({ reach: 'confirmed', at: `${start}T16:30:00+08:00`, act: () => complete(people.officer, 'confirm-publicity', 'confirm') });
    steps.push({ reach: 'disbursed', at: `${nextDay(end)}T09:30:00+08:00`, act: async () => void (await disburse(people.operator, list.id, { paidOn: nextDay(end), channel: 'aid-card', awards: 'all' })) });
  }
  const order: Reach[] = ['entry', 'school-review', 'authority-review', 'to-publish', 'awaiting', 'confirmed', 'disbursed'];
  const last = order.indexOf(plan.reach === 'withdrawal' ? 'confirmed' : plan.reach);
  const taken = steps.filter(({ reach }) => order.indexOf(reach) <= last);
  if (plan.reach === 'withdrawal') taken.push({ reach: 'withdrawal', at: '2023-05-09T10:15:00+08:00', act: async () => void (await askWithdrawal(people.operator, list.id, '两名学生已转学，需要重新维护名单。')) });
  const { objected } = plan;
  if (objected) taken.push({ reach: 'confirmed', at: `${objected}T10:20:00+08:00`, act: () => objectTo(list.id) }, { reach: 'confirmed', at: `${objected}T16:40:00+08:00`, act: () => answerObjections(people.operator, list.id) });
  return taken;
}

/** Handed in at the public notice as anybody would, after a minute of writing. */
async function objectTo(listId: number): Promise<void> {
  const round = await row<{ token: string }>('SELECT token FROM publicity_rounds WHERE list_id = ? ORDER BY round DESC LIMIT 1', [listId]);
  const token = round?.token ?? '';
  await receiveObjection(token, { text: '护理专业有一名学生，家里开着两家店，请学校核实是不是困难学生。', contact: '一位家长，0398-62001234', website: '', seal: sealObjectionForm(token, new Date(realNow().getTime() - 60_000)) }, '192.0.2.1');
}

async function answerObjections(operator: Actor, listId: number): Promise<void> {
  for (const { id } of await objectionsOf(listId, { state: 'open', limit: 10 })) await answerObjection(operator, listId, id, '已到村委会核实：两家店是亲戚开的，学生家庭为脱贫家庭，情况属实。');
}

async function enter(plan: Plan, school: DemoOrganisation, operator: Actor, from: number, list: { id: number }): Promise<void> {
  const made = await createList(operator, { programme: plan.programme, ...periodFields(plan.listPeriod) });
  list.id = made.id;
  const students = await rows<{ id: number }>("SELECT id FROM students WHERE school_id = ? ORDER BY id LIMIT ? OFFSET ?", [school.id, plan.people, from]);
  const enrolled = new Set((await rows<{ id: number }>("SELECT id FROM students WHERE school_id = ? AND enrolment_status = 'full-time'", [school.id])).map(({ id }) => id));
  await addAwards(operator, made.id, students.filter(({ id }) => enrolled.has(id)).map(({ id }, index) => ({ row: index + 1, studentId: id, tier: plan.programme === grant ? (index % 5 === 1 ? 'high' : index % 5 === 3 ? 'low' : 'standard') : plan.programme === waiver ? 'standard' : undefined })));
}

async function addPhoto(operator: Actor, listId: number, month: string): Promise<void> {
  if (!inAttachmentMonths(month)) return;
  await attach(operator, listId, await admitAttachment(operator, listId, { name: '公示照片（教学楼公示栏）.jpg', mime: 'image/jpeg', bytes: await noticePhoto() }));
}

const nextDay = (date: string): string => new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** What the seed leaves for the reminders' own delivery: everything before the demo's first morning counts as told. */
export async function settleDemoInbox(): Promise<number> {
  await run("UPDATE notifications SET read_at = created_at WHERE read_at IS NULL AND created_at < '2023-05-09'");
  return (await row<{ n: number }>('SELECT COUNT(*) AS n FROM notifications'))?.n ?? 0;
}
