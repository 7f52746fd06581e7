import { scanTexts, findingNames } from '../attachments/privacy-scan.js';
import { recordAudit } from '../audit/record.js';
import { rows, run, transact } from '../database.js';
import { Forbidden, InputInvalid, RuleBroken } from '../lib/errors.js';
import { organisationInScope } from '../organisations/organisation.js';
import { enqueue } from '../outbox.js';
import { isSchool, type Actor, type Level, type Role } from '../values/actor.js';
import { officeDateOf, type OfficeDate } from '../values/office-date.js';
import type { EducationStage } from '../values/stage.js';
import { circularInScope, type Circular } from './circular.js';
import { levelsBelow, mayPublish } from './policy.js';

/** What is to be told, and to whom. `withinId` is the actor's own organisation unless one below it is given. */
export type NewCircular = { title: string; body: string; withinId?: number; levels: readonly Level[]; stage?: EducationStage; roles: readonly Role[]; readBy?: OfficeDate; /** A page of ours it leads to; only features give it, never a form. */ about?: { href: string; label: string } };

/**
 * Publishes a circular: the organisations it concerns are written down now, and their people find it in their inbox. Whoever
 * joins such an organisation later sees it too.
 * @throws Forbidden for others than an authority's operator; NotFound for an organisation elsewhere; InputInvalid;
 *   RuleBroken `not-below` for a level that is not below the own one, `no-recipients`, `number-in-text`.
 */
export async function publishCircular(actor: Actor, given: NewCircular): Promise<Circular> {
  if (!mayPublish(actor) || isSchool(actor)) throw new Forbidden('role-not-allowed', '通知公告由主管部门业务操作人员发布。');
  const title = given.title.trim();
  const body = given.body.trim();
  const blank = [...(title === '' ? [{ path: 'title', code: 'required', message: '请写标题。' }] : []), ...(body === '' ? [{ path: 'body', code: 'required', message: '请写正文。' }] : [])];
  if (blank.length > 0) throw new InputInvalid(blank);
  refusePersonalNumbers(title, body);
  return transact(async (tx) => {
    const within = await organisationInScope(actor, given.withinId ?? actor.organisation.id);
    const foreign = given.levels.filter((level) => !levelsBelow(actor.organisation.level).includes(level));
    if (foreign.length > 0) throw new RuleBroken('not-below', '通知只能发给下级主管部门和辖区学校。', undefined, [{ path: 'levels', code: 'not-below', message: '通知只能发给下级主管部门和辖区学校。' }]);
    if (given.readBy && given.readBy < officeDateOf(tx.now)) throw new InputInvalid([{ path: 'readBy', code: 'in-past', message: '阅知日期已经过去，请选今天或以后的日期。' }]);
    const concerned = await rows<{ id: number }>(
      "SELECT id FROM organisations WHERE path LIKE ? AND id <> ? AND level IN (?) AND (? IS NULL OR level <> 'school' OR stage = ?) AND status = 'active' ORDER BY id", [`${within.path}%`, actor.organisation.id, [...given.levels], given.stage ?? null, given.stage ?? null]);
    if (concerned.length === 0) throw new RuleBroken('no-recipients', `${within.name}范围内没有符合条件的单位，请换一个范围或类别。`, undefined, [{ path: 'withinId', code: 'no-recipients', message: '没有符合条件的单位，请换一个范围或类别。' }]);
    const { insertId } = await run('INSERT INTO circulars (organisation_id, author_id, title, body, within_id, levels, stage, roles, read_by, published_at, about_href, about_label) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [actor.organisation.id, actor.userId, title, body, within.id, given.levels.join(','), given.stage ?? null, given.roles.join(','), given.readBy ?? null, tx.now, given.about?.href ?? null, given.about?.label ?? null]);
    await run('INSERT INTO circular_recipients (circular_id, organisation_id) VALUES ?', [concerned.map(({ id }) => [insertId, id])]);
    await recordAudit(actor, { action: '发布通知公告', object: { kind: 'circular', id: insertId, organisationId: actor.organisation.id }, after: { title, recipients: concerned.length } });
    await enqueue('circular', `circular:${insertId}`, { circularId: insertId });
    return circularInScope(actor, insertId);
  });
}

/** A circular goes to many: no document or card number of anybody stands in it. A telephone to ask at may. */
function refusePersonalNumbers(title: string, body: string): void {
  const found = [{ path: 'title', text: title }, { path: 'body', text: body }].flatMap(({ path, text }) => scanTexts([{ place: path, text }], false).findings.filter(({ kind }) => kind !== 'mobile').map(({ kind }) => ({ path, code: 'number-in-text', message: `里面有${findingNames[kind]}，发给许多单位的通知不能含个人号码，请删去。` })));
  if (found.length > 0) throw new RuleBroken('number-in-text', found[0].message, undefined, found);
}
