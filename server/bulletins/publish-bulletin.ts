import { recordAudit } from '../audit/record.js';
import { levelsOfChoice, rolesOfChoice, type Posts, type To } from '../circulars/audience.js';
import { publishCircular } from '../circulars/publish-circular.js';
import { row, run, transact } from '../database.js';
import { Conflict, Forbidden, NotFound } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { formatInstant, type OfficeDate } from '../values/office-date.js';
import { bulletinInScope, type Bulletin } from './bulletin.js';
import { completeDefinition, rankDefinition, timelyDefinition } from './definitions.js';
import { mayDrawUp } from './draw-up.js';
import { shareOf, shareWords, type Figures } from './figures.js';
import { bulletinTable, type TableRow } from './tables.js';

/** Why this person does not publish it; null when it is theirs to. */
export function whyNotPublish(actor: Actor, bulletin: Bulletin): { code: string; message: string; basis: string } | null {
  const basis = '通知正文三';
  if (!mayDrawUp(actor) || bulletin.organisation.id !== actor.organisation.id) return { code: 'role-not-allowed', message: `通报由${bulletin.organisation.name}的业务操作人员发布。`, basis };
  return bulletin.publishedAt ? { code: 'already-done', message: '这份通报已经发布。', basis } : null;
}

/**
 * 发布通报: tells it to the places below as a circular that leads to the bulletin. Once; the facts stay as they are.
 * @throws NotFound; Forbidden; Conflict `already-done`; RuleBroken as for a circular.
 */
export async function publishBulletin(actor: Actor, id: number, { to, posts, readBy }: { to: To; posts: Posts; readBy?: OfficeDate }): Promise<Bulletin> {
  return transact(async (tx) => {
    if (!(await row('SELECT id FROM bulletins WHERE id = ? FOR UPDATE', [id]))) throw new NotFound();
    const bulletin = await bulletinInScope(actor, id);
    const unmet = whyNotPublish(actor, bulletin);
    if (unmet?.code === 'role-not-allowed') throw new Forbidden(unmet.code, unmet.message);
    if (unmet) throw new Conflict('already-done', unmet.message);
    const { rows, total } = await bulletinTable(actor, bulletin, { by: 'below' });
    const circular = await publishCircular(actor, { title: bulletin.title, body: bodyOf(bulletin, rows, total), levels: levelsOfChoice(actor, to), roles: rolesOfChoice[posts], readBy, about: { href: `/bulletins/${id}`, label: '看通报全文' } });
    await run('UPDATE bulletins SET circular_id = ?, published_at = ? WHERE id = ?', [circular.id, tx.now, id]);
    await recordAudit(actor, { action: '发布应用情况通报', object: { kind: 'bulletin', id, organisationId: bulletin.organisation.id }, after: { title: bulletin.title, recipients: circular.recipients } });
    return bulletinInScope(actor, id);
  });
}

const MOST_NAMED = 40;

/** What the circular says: the sums, the order among equals, and how it is counted. */
function bodyOf(bulletin: Bulletin, rows: readonly TableRow[], total: Figures): string {
  const line = (name: string, { due, done, onTime, missing }: Figures): string => `${name}：应办 ${due}，已办 ${done}，逾期未办 ${missing}，完整率 ${shareWords(shareOf(done, due))}，及时率 ${shareWords(shareOf(onTime, due))}`;
  const ordered = [...rows].sort((a, b) => (a.rank?.place ?? Number.MAX_SAFE_INTEGER) - (b.rank?.place ?? Number.MAX_SAFE_INTEGER));
  return [
    `数据截至 ${formatInstant(bulletin.asOf)}。`, `${line('合计', total)}。`,
    ...ordered.slice(0, MOST_NAMED).map(({ name, figures, rank }) => `${line(name, figures)}${rank ? `，同级同类第 ${rank.place} 名（共 ${rank.of}）` : ''}。`),
    ...(ordered.length > MOST_NAMED ? [`其余 ${ordered.length - MOST_NAMED} 行见通报全文。`] : []),
    `口径：${completeDefinition}${timelyDefinition}${rankDefinition}`,
  ].join('\n');
}
