import { randomUUID } from 'node:crypto';
import { outsider, recordAudit } from '../audit/record.js';
import { row, run, transact } from '../database.js';
import { currentRequest, withRequest } from '../lib/act-context.js';
import { realNow } from '../lib/clock.js';
import { InputInvalid, TooMany, type ErrorItem } from '../lib/errors.js';
import { enqueue } from '../outbox.js';
import { protection } from '../protection.js';
import { lockList } from './award-list.js';
import { openObjectionForm } from './objection-form.js';
import { CONTACT_LENGTH, OBJECTION_LENGTH, sealWords, SHORTEST_OBJECTION } from './objections.js';
import { openRound } from './public-notice.js';

/** Beyond these one telephones: so many of one round from one address, so many in all. */
const FROM_ONE_ADDRESS = 20;
const IN_ONE_ROUND = 500;
const AN_HOUR = 3600;

/** What the form at the public notice sends. `website` is a field no person sees; programs fill it. */
export type GivenObjection = { text: string; contact: string; website: string; seal: string };

/**
 * Takes an objection while the notice is open. The same form sent twice is one objection. Of the sender's address only an index
 * is kept, by which too many are refused.
 * @returns the receipt. @throws NotFound, Gone as the notice does; InputInvalid for the words or the form; TooMany.
 */
export async function receiveObjection(token: string, given: GivenObjection, address: string): Promise<string> {
  const { listId } = await openRound(token);
  const { text, contact } = wordsOf(given);
  const nonce = openObjectionForm(token, given.seal, realNow());
  return transact(async (tx) => {
    const list = await lockList(listId);
    // The authority may have ended the round a moment ago.
    const { round } = await openRound(token);
    const before = await row<{ receipt: string }>('SELECT receipt FROM objections WHERE list_id = ? AND form_nonce = ?', [listId, nonce]);
    if (before) return before.receipt;
    const sender = protection().cipher.blindIndex('objection-sender', address);
    await refuseTooMany(listId, round, sender);
    const uid = randomUUID();
    const receipt = nonce.slice(0, 8).toUpperCase();
    const { insertId } = await run('INSERT INTO objections (list_id, round, uid, receipt, form_nonce, sender_index, text_sealed, contact_sealed, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [listId, round, uid, receipt, nonce, sender, sealWords(uid, 'text', text), contact ? sealWords(uid, 'contact', contact) : null, tx.now]);
    // Whoever objects is kept in confidence: the record of the act has no address either.
    await withRequest({ requestId: '', ...currentRequest(), ip: '' }, () => recordAudit(outsider, { action: '收到公示异议', object: { kind: 'award-list', id: listId, organisationId: list.school.id }, after: { objectionId: insertId, receipt, round } }));
    await enqueue('objection', `objection-received:${insertId}`, { objectionId: insertId, event: 'received' });
    return receipt;
  });
}

/** Whether an objection with this receipt came in, for the page that thanks for it. */
export async function isReceived(listId: number, receipt: string): Promise<boolean> {
  return (await row('SELECT 1 AS found FROM objections WHERE list_id = ? AND receipt = ?', [listId, receipt])) !== undefined;
}

function wordsOf({ text, contact, website }: GivenObjection): { text: string; contact: string } {
  const words = { text: text.trim(), contact: contact.trim() };
  const items: ErrorItem[] = [];
  if (words.text.length < SHORTEST_OBJECTION) items.push({ path: 'text', code: 'too_small', message: `请写清楚对谁、对什么有异议，至少 ${SHORTEST_OBJECTION} 个字。` });
  if (words.text.length > OBJECTION_LENGTH) items.push({ path: 'text', code: 'too_big', message: `最多 ${OBJECTION_LENGTH} 字，现在 ${words.text.length} 字。` });
  if (words.contact.length > CONTACT_LENGTH) items.push({ path: 'contact', code: 'too_big', message: `最多 ${CONTACT_LENGTH} 字，现在 ${words.contact.length} 字。` });
  if (website !== '') items.push({ path: 'website', code: 'left-empty', message: '这一栏是防止程序自动提交的，请清空以后再提交。' });
  if (items.length > 0) throw new InputInvalid(items);
  return words;
}

async function refuseTooMany(listId: number, round: number, sender: Buffer): Promise<void> {
  const found = await row<{ own: number; every: number }>('SELECT CAST(COALESCE(SUM(sender_index = ?), 0) AS SIGNED) AS own, COUNT(*) AS every FROM objections WHERE list_id = ? AND round = ?', [sender, listId, round]);
  if ((found?.own ?? 0) >= FROM_ONE_ADDRESS || (found?.every ?? 0) >= IN_ONE_ROUND) throw new TooMany(AN_HOUR, '这份公示收到的异议已经很多，请按公示页上的电话直接反映。');
}
