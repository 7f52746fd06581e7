import { recordAudit } from '../audit/record.js';
import { row, rows, run, transact } from '../database.js';
import { Forbidden, NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor, Role } from '../values/actor.js';

/** 意见常用语: words one writes often, one's own or the whole office's. */
export type Phrase = { id: number; phrase: string; own: boolean };

const MOST = 50;
/** Those who speak for their office. */
const keepers: readonly Role[] = ['authority-director', 'aid-centre-director', 'school-reviewer'];

/** One's own phrases first, then the office's. */
export async function phrasesFor(actor: Actor): Promise<Phrase[]> {
  const found = await rows<{ id: number; phrase: string; user_id: number | null }>('SELECT id, phrase, user_id FROM opinion_phrases WHERE organisation_id = ? AND (user_id = ? OR user_id IS NULL) ORDER BY user_id IS NULL, id LIMIT 100', [actor.organisation.id, actor.userId]);
  return found.map(({ id, phrase, user_id }) => ({ id, phrase, own: user_id !== null }));
}

/** @throws Forbidden when the role does not keep the office's phrases; RuleBroken `too-many-phrases` */
export async function addPhrase(actor: Actor, phrase: string, whose: 'me' | 'office'): Promise<Phrase> {
  return transact(async (tx) => {
    if (whose === 'office' && !keepers.includes(actor.role)) throw new Forbidden('role-not-allowed', '单位的常用语由业务主管领导、资助中心领导或学校审核人员维护。');
    const owner = whose === 'me' ? actor.userId : null;
    await run('SELECT id FROM organisations WHERE id = ? FOR UPDATE', [actor.organisation.id]);
    const count = await row<{ n: number }>('SELECT COUNT(*) AS n FROM opinion_phrases WHERE organisation_id = ? AND user_id <=> ?', [actor.organisation.id, owner]);
    if ((count?.n ?? 0) >= MOST) throw new RuleBroken('too-many-phrases', `最多 ${MOST} 条，请先删去不用的。`);
    const { insertId } = await run('INSERT INTO opinion_phrases (organisation_id, user_id, phrase, created_by, created_at) VALUES (?, ?, ?, ?, ?)', [actor.organisation.id, owner, phrase, actor.userId, tx.now]);
    await recordAudit(actor, { action: '添加意见常用语', object: { kind: 'opinion-phrase', id: insertId, organisationId: actor.organisation.id }, after: { for: whose } });
    return { id: insertId, phrase, own: whose === 'me' };
  });
}

/** @throws NotFound for another's; Forbidden for the office's when the role does not keep them */
export async function removePhrase(actor: Actor, id: number): Promise<void> {
  await transact(async () => {
    const found = await row<{ user_id: number | null }>('SELECT user_id FROM opinion_phrases WHERE id = ? AND organisation_id = ? FOR UPDATE', [id, actor.organisation.id]);
    if (!found || (found.user_id !== null && found.user_id !== actor.userId)) throw new NotFound();
    if (found.user_id === null && !keepers.includes(actor.role)) throw new Forbidden('role-not-allowed', '单位的常用语由业务主管领导、资助中心领导或学校审核人员维护。');
    await run('DELETE FROM opinion_phrases WHERE id = ?', [id]);
    await recordAudit(actor, { action: '删去意见常用语', object: { kind: 'opinion-phrase', id, organisationId: actor.organisation.id } });
  });
}
