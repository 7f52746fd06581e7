import { randomUUID } from 'node:crypto';
import { findingNames, scanTexts } from '../attachments/privacy-scan.js';
import { recordAudit } from '../audit/record.js';
import { levelsBelow } from '../circulars/policy.js';
import { workdayNow } from '../circulars/urge-reading.js';
import { requireTx, row, rows, run, transact } from '../database.js';
import { Conflict, Forbidden, InputInvalid, NotFound, RuleBroken } from '../lib/errors.js';
import { organisationInScope } from '../organisations/organisation.js';
import { enqueue } from '../outbox.js';
import { protection } from '../protection.js';
import { isSchool, type Actor, type Level, type Role } from '../values/actor.js';
import type { EducationStage } from '../values/stage.js';
import { agendaProblems, basis, signInStanding, type Slot } from './rules.js';
import { passwordContext, trainingInScope, WITH_INVITED, type Training } from './training.js';

export type NewTraining = {
  title: string; body: string; place: string; link: string; password: string; withinId?: number; levels: readonly Level[]; stage?: EducationStage; roles: readonly Role[];
  signFrom: Date; signUntil: Date; slots: readonly Slot[];
};
export type ChangedTraining = Pick<NewTraining, 'place' | 'link' | 'password' | 'signFrom' | 'signUntil'> & { version: number };

/**
 * Publishes a session: the organisations it is for are written down now, and their people find it in their inbox.
 * @throws Forbidden for others than an authority's operator; NotFound for an organisation elsewhere; InputInvalid; RuleBroken `not-below`, `no-recipients`, `number-in-text`.
 */
export async function publishTraining(actor: Actor, given: NewTraining): Promise<Training> {
  if (actor.role !== 'authority-operator' || isSchool(actor)) throw new Forbidden('role-not-allowed', '培训由主管部门业务操作人员组织。');
  demandTold(given);
  const wrong = agendaProblems(given.slots);
  if (wrong.length > 0) throw new InputInvalid(wrong.map(({ message }) => ({ path: 'slots', code: 'malformed', message })));
  const numbers = [given.title, given.body, ...given.slots.map(({ topic }) => topic)].flatMap((text) => scanTexts([{ place: '', text }], false).findings.filter(({ kind }) => kind !== 'mobile'));
  if (numbers.length > 0) throw new RuleBroken('number-in-text', `里面有${findingNames[numbers[0].kind]}，发给许多单位的通知不能含个人号码，请删去。`);
  return transact(async (tx) => {
    const within = await organisationInScope(actor, given.withinId ?? actor.organisation.id);
    if (given.levels.some((level) => !levelsBelow(actor.organisation.level).includes(level))) throw new RuleBroken('not-below', '培训只能通知下级主管部门和辖区学校。', undefined, [{ path: 'levels', code: 'not-below', message: '培训只能通知下级主管部门和辖区学校。' }]);
    const concerned = await rows<{ id: number }>("SELECT id FROM organisations WHERE path LIKE ? AND id <> ? AND level IN (?) AND (? IS NULL OR level <> 'school' OR stage = ?) AND status = 'active' ORDER BY id", [`${within.path}%`, actor.organisation.id, [...given.levels], given.stage ?? null, given.stage ?? null]);
    if (concerned.length === 0) throw new RuleBroken('no-recipients', `${within.name}范围内没有符合条件的单位，请换一个范围或类别。`, undefined, [{ path: 'withinId', code: 'no-recipients', message: '没有符合条件的单位，请换一个范围或类别。' }]);
    const uid = randomUUID();
    const { insertId } = await run(
      'INSERT INTO trainings (uid, organisation_id, author_id, title, body, place, link, password_sealed, within_id, levels, stage, roles, sign_from, sign_until, published_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [uid, actor.organisation.id, actor.userId, given.title.trim(), given.body.trim(), given.place.trim(), given.link.trim(), sealed(given.password, uid), within.id, given.levels.join(','), given.stage ?? null, given.roles.join(','), given.signFrom, given.signUntil, tx.now]);
    await run('INSERT INTO training_slots (training_id, seq, held_on, begins, ends, topic, audience) VALUES ?', [given.slots.map((slot, at) => [insertId, at + 1, slot.heldOn, slot.begins, slot.ends, slot.topic.trim(), slot.audience.trim()])]);
    await run('INSERT INTO training_recipients (training_id, organisation_id) VALUES ?', [concerned.map(({ id }) => [insertId, id])]);
    await recordAudit(actor, { action: '发布培训', object: { kind: 'training', id: insertId, organisationId: actor.organisation.id }, after: { title: given.title.trim(), recipients: concerned.length } });
    await enqueue('training', `training:${insertId}`, { trainingId: insertId, what: 'published', key: '' });
    return trainingInScope(actor, insertId);
  });
}

/** Another link, password, place or window, until it is over; those it is for are told. @throws NotFound; Forbidden; InputInvalid; Conflict `stale-version`, `already-done` */
export async function changeTraining(actor: Actor, id: number, given: ChangedTraining): Promise<Training> {
  demandTold(given);
  return transact(async (tx) => {
    const before = await held(actor, id);
    if (before.version !== given.version) throw new Conflict('stale-version', '您打开页面后培训安排已有变化，请刷新查看；您填写的内容还在。');
    if (before.cancelledAt || before.signUntil <= tx.now) throw new Conflict('already-done', '培训已经取消或签到已经结束，不能再改。');
    const uid = (await row<{ uid: string }>('SELECT uid FROM trainings WHERE id = ?', [id]))?.uid ?? '';
    await run('UPDATE trainings SET place = ?, link = ?, password_sealed = ?, sign_from = ?, sign_until = ?, version = version + 1 WHERE id = ?', [given.place.trim(), given.link.trim(), sealed(given.password, uid), given.signFrom, given.signUntil, id]);
    await recordAudit(actor, { action: '修改培训安排', object: { kind: 'training', id, organisationId: actor.organisation.id } });
    await enqueue('training', `training-changed:${id}:${before.version + 1}`, { trainingId: id, what: 'changed', key: String(before.version + 1) });
    return trainingInScope(actor, id);
  });
}

/** 取消培训, with the reason those it was for are told. @throws NotFound; Forbidden; Conflict `already-done` */
export async function cancelTraining(actor: Actor, id: number, reason: string): Promise<Training> {
  return transact(async (tx) => {
    const before = await held(actor, id);
    if (before.cancelledAt || before.signUntil <= tx.now) throw new Conflict('already-done', '培训已经取消或已经结束。');
    await run('UPDATE trainings SET cancelled_at = ?, reason = ?, version = version + 1 WHERE id = ?', [tx.now, reason, id]);
    await recordAudit(actor, { action: '取消培训', object: { kind: 'training', id, organisationId: actor.organisation.id }, remark: reason });
    await enqueue('training', `training-cancelled:${id}`, { trainingId: id, what: 'cancelled', key: '' });
    return trainingInScope(actor, id);
  });
}

/** 签到: once for each person, within the window; saying it again changes nothing. @throws NotFound; RuleBroken `not-invited`, `too-early`, `too-late`, `cancelled` */
export async function signIn(actor: Actor, id: number): Promise<Training> {
  return transact(async (tx) => {
    const training = await trainingInScope(actor, id);
    if (!training.invitedSelf) throw new RuleBroken('not-invited', '这次培训不是给您的岗位的，不用签到。', basis);
    const standing = signInStanding(training, training.signedAt, tx.now);
    if (standing === 'cancelled') throw new RuleBroken('cancelled', `培训已经取消：${training.reason}`, basis);
    if (standing === 'early') throw new RuleBroken('too-early', '签到还没有开始，请在签到时间内再来。', basis);
    if (standing === 'closed') throw new RuleBroken('too-late', '签到时间已经过了。确实参加了的，请联系组织培训的单位补签。', basis);
    const { affected } = await run('INSERT IGNORE INTO training_sign_ins (training_id, user_id, organisation_id, signed_at) VALUES (?, ?, ?, ?)', [id, actor.userId, actor.organisation.id, tx.now]);
    if (affected > 0) await recordAudit(actor, { action: '培训签到', object: { kind: 'training', id, organisationId: actor.organisation.id } });
    await run('UPDATE notifications SET read_at = ? WHERE user_id = ? AND read_at IS NULL AND href = ?', [tx.now, actor.userId, `/trainings/${id}`]);
    return trainingInScope(actor, id);
  });
}

/** 补签: the organiser enters somebody who took part and could not sign in, with the reason. @throws NotFound; Forbidden; RuleBroken `too-early`, `cancelled`; Conflict `already-done` */
export async function signInLate(actor: Actor, id: number, userId: number, reason: string): Promise<Training> {
  return transact(async (tx) => {
    const training = await held(actor, id);
    const person = await row<{ organisation_id: number; name: string }>(`SELECT p.organisation_id, u.name FROM trainings c ${WITH_INVITED} WHERE c.id = ? AND p.user_id = ? ORDER BY p.organisation_id LIMIT 1`, [id, userId]);
    if (!person) throw new NotFound('参训人员里没有这个人。');
    const standing = signInStanding(training, null, tx.now);
    if (standing === 'cancelled') throw new RuleBroken('cancelled', '培训已经取消。', basis);
    if (standing === 'early') throw new RuleBroken('too-early', '签到还没有开始，不能补签。', basis);
    const { affected } = await run('INSERT IGNORE INTO training_sign_ins (training_id, user_id, organisation_id, signed_at, entered_by, reason) VALUES (?, ?, ?, ?, ?, ?)', [id, userId, person.organisation_id, tx.now, actor.userId, reason]);
    if (affected === 0) throw new Conflict('already-done', `${person.name}已经签到。`);
    await recordAudit(actor, { action: '培训补签', object: { kind: 'training', id, organisationId: actor.organisation.id }, after: { userId }, remark: reason });
    return trainingInScope(actor, id);
  });
}

/** 催签到: reminds those who have not signed in while they can, once a working day. @throws NotFound; Forbidden; RuleBroken `nothing-to-urge`, `already-urged`, `too-early`, `too-late`, `cancelled` */
export async function urgeSigningIn(actor: Actor, id: number): Promise<Training> {
  return transact(async (tx) => {
    const training = await held(actor, id);
    const standing = signInStanding(training, null, tx.now);
    if (standing !== 'open') throw new RuleBroken(standing === 'early' ? 'too-early' : standing === 'cancelled' ? 'cancelled' : 'too-late', standing === 'early' ? '签到还没有开始，到时间再催。' : '签到已经结束，请用补签。', basis);
    if (training.signed >= training.invited) throw new RuleBroken('nothing-to-urge', '参训人员都已签到，不用再催。', basis);
    const workday = await workdayNow();
    if (training.urgedOn === workday) throw new RuleBroken('already-urged', '今天已经催过，下一个工作日可以再催。', basis);
    await run('UPDATE trainings SET urged_on = ? WHERE id = ?', [workday, id]);
    await recordAudit(actor, { action: '催培训签到', object: { kind: 'training', id, organisationId: actor.organisation.id }, after: { missing: training.invited - training.signed } });
    await enqueue('training', `training-urged:${id}:${workday}`, { trainingId: id, what: 'urged', key: workday });
    return trainingInScope(actor, id);
  });
}

/** The session, locked, for the organisation that holds it. @throws NotFound; Forbidden */
async function held(actor: Actor, id: number): Promise<Training> {
  requireTx();
  await row('SELECT id FROM trainings WHERE id = ? FOR UPDATE', [id]);
  const training = await trainingInScope(actor, id);
  if (training.from.id !== actor.organisation.id || actor.role !== 'authority-operator') throw new Forbidden('role-not-allowed', `由组织培训的${training.from.name}的业务操作人员办理。`);
  return training;
}

function demandTold({ link, place, signFrom, signUntil }: Pick<NewTraining, 'link' | 'place' | 'signFrom' | 'signUntil'>): void {
  const problems = [
    ...(link.trim() === '' && place.trim() === '' ? [{ path: 'link', code: 'required', message: '请写直播链接，或者现场培训的地点。' }] : []),
    ...(link.trim() !== '' && !/^https?:\/\/[^\s]+$/.test(link.trim()) ? [{ path: 'link', code: 'malformed', message: '直播链接应以 https:// 开头。' }] : []),
    ...(signUntil <= signFrom ? [{ path: 'signUntil', code: 'before-start', message: '签到的结束时间要晚于开始时间。' }] : []),
  ];
  if (problems.length > 0) throw new InputInvalid(problems);
}

const sealed = (password: string, uid: string): string | null => (password.trim() === '' ? null : protection().cipher.seal(password.trim(), passwordContext(uid)));
