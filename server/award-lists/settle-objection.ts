import { recordAudit } from '../audit/record.js';
import { run, transact } from '../database.js';
import { Conflict, Forbidden, InputInvalid, NotFound, RuleBroken } from '../lib/errors.js';
import { enqueue } from '../outbox.js';
import type { Actor } from '../values/actor.js';
import { formatInstant } from '../values/office-date.js';
import { listInScope, lockList, type AwardList } from './award-list.js';
import type { Unmet } from './guards.js';
import { objectionOn, openWords, sealedParts, sealWords, SETTLEMENT_LENGTH, whyNoObjectionAnswer, whyNoObjections, whyNoOverruling, type Objection } from './objections.js';

/** The school answers an objection. @throws NotFound, Forbidden, Conflict `already-done` with who and when. */
export async function answerObjection(actor: Actor, listId: number, objectionId: number, text: string): Promise<Objection> {
  if (!text.trim()) throw new InputInvalid([{ path: 'text', code: 'required', message: '请写明怎么核实、怎么处理的。' }]);
  return settle(actor, listId, objectionId, { state: 'answered', action: '答复公示异议', text, may: whyNoObjectionAnswer });
}

/** 驳回异议: the authority overrules one that does not hold, and says why. @throws RuleBroken `remark-required`; else as an answer. */
export async function overruleObjection(actor: Actor, listId: number, objectionId: number, remark: string): Promise<Objection> {
  if (!remark.trim()) throw new RuleBroken('remark-required', '驳回异议必须写明理由，学校会看到。');
  return settle(actor, listId, objectionId, { state: 'overruled', action: '驳回公示异议', text: remark, may: whyNoOverruling });
}

type Settlement = { state: 'answered' | 'overruled'; action: string; text: string; may: (actor: Actor, list: AwardList) => Unmet | null };

/** The words stay with the objection, sealed like it: an answer repeats what it answers. The audit knows who and when. */
async function settle(actor: Actor, listId: number, objectionId: number, { state, action, text, may }: Settlement): Promise<Objection> {
  const words = text.trim();
  if (words.length > SETTLEMENT_LENGTH) throw new InputInvalid([{ path: state === 'answered' ? 'text' : 'remark', code: 'too_big', message: `最多 ${SETTLEMENT_LENGTH} 字，现在 ${words.length} 字。` }]);
  return transact(async (tx) => {
    await listInScope(actor, listId);
    // Somebody confirming at this moment counts what is open; one after the other.
    const list = await lockList(listId);
    const why = may(actor, list);
    const { uid } = await sealedParts(listId, objectionId);
    if (why) throw new Forbidden(why.code, why.message);
    const { affected } = await run("UPDATE objections SET state = ?, settlement_sealed = ?, settled_by = ?, settled_at = ? WHERE id = ? AND list_id = ? AND state = 'open'", [state, sealWords(uid, 'settlement', words), actor.userId, tx.now, objectionId, listId]);
    if (affected !== 1) {
      const { settlement } = await objectionOn(listId, objectionId);
      throw new Conflict('already-done', `这条异议已由${settlement?.organisation ?? ''}${settlement?.by ?? ''}于 ${settlement ? formatInstant(settlement.at) : ''} 处理，您的没有提交；写的内容还在，可以复制。`, settlement?.by, settlement?.at.toISOString());
    }
    const objection = await objectionOn(listId, objectionId);
    await recordAudit(actor, { action, object: { kind: 'award-list', id: list.id, organisationId: list.school.id }, after: { objectionId, receipt: objection.receipt } });
    await enqueue('objection', `objection-${state}:${objectionId}`, { objectionId, event: state });
    return objection;
  });
}

const SHORTEST_PURPOSE = 4;

/**
 * How whoever objected can be reached. Each look is on record with its purpose.
 * @throws NotFound where none was left; Forbidden; RuleBroken `purpose-required`.
 */
export async function contactOfObjection(actor: Actor, listId: number, objectionId: number, purpose: string): Promise<{ contact: string }> {
  const list = await listInScope(actor, listId);
  const why = whyNoObjections(actor, list);
  const { uid, contact } = await sealedParts(listId, objectionId);
  if (why) throw new Forbidden(why.code, why.message);
  if (contact === null) throw new NotFound('反映人没有留联系方式。');
  if (purpose.trim().length < SHORTEST_PURPOSE) throw new RuleBroken('purpose-required', `请写明用途，至少 ${SHORTEST_PURPOSE} 个字，如“核实反映的情况”。查看会留下记录。`);
  await transact(() => recordAudit(actor, { action: '查看异议联系方式', object: { kind: 'award-list', id: list.id, organisationId: list.school.id }, after: { objectionId }, remark: purpose.trim() }));
  return { contact: openWords(uid, 'contact', contact) };
}
