import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { isOfficeDate, officeIso } from '../values/office-date.js';
import { educationStages } from '../values/stage.js';
import { date, id, organisationRef } from '../web/schemas.js';
import type { CoveragePerson, CoverageRow } from './coverage.js';
import type { Material } from './materials.js';
import { basis, signInStanding, type SignInStanding } from './rules.js';
import { organisers, trainingInScope, type Training } from './training.js';

/** @throws NotFound unless the actor's organisation holds it or it is for the actor's post. */
export async function trainingScope(actor: Actor, params: Record<string, string>): Promise<void> {
  const trainingId = Number(params.id);
  if (!Number.isInteger(trainingId) || trainingId < 1) throw new NotFound();
  await trainingInScope(actor, trainingId);
}

/** A moment as a form's own control or the API writes it; without an offset it is the office's wall clock. */
export const moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\+08:00)?$/, '时间应写成 2023-04-18T09:00 这样。').refine((text) => isOfficeDate(text.slice(0, 10)) && !Number.isNaN(Date.parse(`${text.slice(0, 16)}:00+08:00`)), '没有这个日期或时间。').transform((text) => new Date(`${text.slice(0, 16)}:00+08:00`));
export const title = z.string().trim().min(1, '请写名称。').max(80, '名称最多 80 字。');
export const words = z.string().max(5000, '说明最多 5000 字。').default('');
export const place = z.string().max(120, '地点最多 120 字。').default('');
export const link = z.string().max(300, '链接最多 300 个字符。').default('');
export const password = z.string().max(40, '密码最多 40 个字符。').default('');
export const reason = z.string().trim().min(1, '请写明原因。').max(200, '原因最多 200 字。');
export const levels = z.array(z.enum(['province', 'prefecture', 'county', 'school'])).min(1);
export const roles = z.array(z.enum(['school-operator', 'school-reviewer', 'authority-operator', 'authority-director', 'aid-centre-director'])).min(1);
export const slot = z.strictObject({ heldOn: date, begins: z.string().max(5), ends: z.string().max(5), topic: z.string().max(200), audience: z.string().max(100).default('') });
export const newTraining = z.strictObject({ title, body: words, place, link, password, withinId: id.optional(), levels, stage: z.enum(educationStages).optional(), roles, signFrom: moment, signUntil: moment, slots: z.array(slot).max(40) });
export const changedTraining = z.strictObject({ version: z.coerce.number().int().min(0), place, link, password, signFrom: moment, signUntil: moment });

const text = z.string().nullable();
const answer = z.object({ allowed: z.boolean(), unmet: z.array(z.object({ code: z.string(), message: z.string(), basis: z.string() })) });
export const trainingShape = z.object({
  id: z.number(), title: z.string(), body: z.string(), from: organisationRef, author: z.string(), place: z.string(), link: z.string(), password: text,
  audience: z.object({ within: organisationRef, levels: z.array(z.string()), stage: text, roles: z.array(z.string()) }), slots: z.array(z.object({ heldOn: z.string(), begins: z.string(), ends: z.string(), topic: z.string(), audience: z.string() })),
  signFrom: z.string(), signUntil: z.string(), publishedAt: z.string(), cancelledAt: text, reason: z.string(), version: z.number(), standing: z.enum(['not-invited', 'signed', 'cancelled', 'early', 'open', 'closed']), signedAt: text,
  /** How many it is for and how many came; the organiser only. */
  invited: z.number().nullable(), signed: z.number().nullable(), can: z.object({ signIn: answer }),
});

export const standingWords: Readonly<Record<SignInStanding | 'not-invited', string>> = { 'not-invited': '本单位组织', signed: '已签到', cancelled: '已取消', early: '还没开始签到', open: '正在签到', closed: '签到已结束' };
const whyNot: Readonly<Record<SignInStanding | 'not-invited', { code: string; message: string } | null>> = {
  open: null, signed: { code: 'already-done', message: '您已经签到。' }, 'not-invited': { code: 'not-invited', message: '这次培训不是给您的岗位的，不用签到。' }, cancelled: { code: 'cancelled', message: '培训已经取消。' },
  early: { code: 'too-early', message: '签到还没有开始。' }, closed: { code: 'too-late', message: '签到时间已经过了。确实参加了的，请联系组织培训的单位补签。' },
};

export const standingOf = (one: Training, now: Date): SignInStanding | 'not-invited' => (one.invitedSelf ? signInStanding(one, one.signedAt, now) : 'not-invited');

/** @param password given only where one session is opened, never in a list. */
export function presentTraining(actor: Actor, one: Training, now: Date, opened: { password: string | null } = { password: null }): z.infer<typeof trainingShape> {
  const holds = one.from.id === actor.organisation.id && organisers.includes(actor.role);
  const standing = standingOf(one, now);
  const unmet = whyNot[standing];
  return {
    id: one.id, title: one.title, body: one.body, from: one.from, author: one.author, place: one.place, link: one.link, password: opened.password, audience: one.audience, slots: one.slots,
    signFrom: officeIso(one.signFrom), signUntil: officeIso(one.signUntil), publishedAt: officeIso(one.publishedAt), cancelledAt: one.cancelledAt && officeIso(one.cancelledAt), reason: one.reason, version: one.version, standing, signedAt: one.signedAt && officeIso(one.signedAt),
    invited: holds ? one.invited : null, signed: holds ? one.signed : null, can: { signIn: { allowed: unmet === null, unmet: unmet ? [{ ...unmet, basis }] : [] } },
  };
}

export const coverageShape = z.object({
  at: organisationRef, below: z.array(z.object({ id: z.number(), name: z.string(), level: z.string(), invited: z.number(), signed: z.number(), organisations: z.number(), came: z.number() })),
  people: z.array(z.object({ userId: z.number(), name: z.string(), role: z.string(), organisation: z.string(), signedAt: text, lateFor: text })),
});
export const presentPerson = ({ signedAt, ...one }: CoveragePerson): z.infer<typeof coverageShape>['people'][number] => ({ ...one, signedAt: signedAt && officeIso(signedAt) });
export const presentRow = (one: CoverageRow): CoverageRow => one;

export const materialShape = z.object({ id: z.number(), name: z.string(), kind: z.string(), size: z.number(), scan: z.enum(['clean', 'unchecked']), addedBy: z.string(), addedAt: z.string(), helpPath: text });
export const presentMaterial = (one: Material): z.infer<typeof materialShape> => ({ ...one, addedAt: officeIso(one.addedAt) });
