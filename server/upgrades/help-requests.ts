import { recordAudit } from '../audit/record.js';
import { row, rows, run, transact } from '../database.js';
import { Forbidden, NotFound } from '../lib/errors.js';
import { enqueue } from '../outbox.js';
import type { Actor } from '../values/actor.js';
import { scopeSql } from '../values/scope.js';
import { saidWords } from './plain-words.js';
import { answered, closed, type RequestState } from './rules.js';
import { currentRelease } from './upgrade-record.js';

/** 协助升级申请 (正文一: 技术力量不足或升级出现问题的省份，可提出协助升级申请): asked by a province, answered by the centre, closed by the province. */
export type HelpRequest = { id: number; organisation: { id: number; name: string }; problem: string; state: RequestState; askedBy: string; askedAt: Date; answer: string; answeredBy: string | null; answeredAt: Date | null; closedAt: Date | null };

type Row = { id: number; organisation_id: number; organisation: string; problem: string; state: RequestState; asker: string; asked_at: Date; answer: string; answerer: string | null; answered_at: Date | null; closed_at: Date | null };
const SELECT = 'SELECT q.id, q.organisation_id, o.name AS organisation, q.problem, q.state, a.name AS asker, q.asked_at, q.answer, b.name AS answerer, q.answered_at, q.closed_at FROM upgrade_requests q JOIN organisations o ON o.id = q.organisation_id JOIN users a ON a.id = q.asked_by LEFT JOIN users b ON b.id = q.answered_by';
const requestOf = (one: Row): HelpRequest => ({ id: one.id, organisation: { id: one.organisation_id, name: one.organisation }, problem: one.problem, state: one.state, askedBy: one.asker, askedAt: one.asked_at, answer: one.answer, answeredBy: one.answerer, answeredAt: one.answered_at, closedAt: one.closed_at });

/** What a province asked about the current release, the newest first. */
export async function requestsOf(organisationId: number): Promise<HelpRequest[]> {
  const { version } = await currentRelease();
  return (await rows<Row>(`${SELECT} WHERE q.organisation_id = ? AND q.release_version = ? ORDER BY q.id DESC LIMIT 50`, [organisationId, version])).map(requestOf);
}

/** @throws NotFound outside the scope. */
export async function requestInScope(actor: Actor, id: number): Promise<HelpRequest> {
  const scope = scopeSql(actor);
  const found = await row<Row>(`${SELECT} WHERE q.id = ? AND ${scope.sql}`, [id, ...scope.params]);
  if (!found) throw new NotFound();
  return requestOf(found);
}

/** The door of a route about one request. @throws NotFound */
export async function requestScope(actor: Actor, params: Record<string, string>): Promise<void> {
  const id = Number(params.id);
  if (!Number.isInteger(id) || id < 1) throw new NotFound();
  await requestInScope(actor, id);
}

/** 提出协助升级申请 for the actor's province. The centre's operators are told. @throws InputInvalid; RuleBroken `number-in-text` */
export async function askForHelp(actor: Actor, problem: string): Promise<HelpRequest> {
  const { version } = await currentRelease();
  const text = saidWords('problem', problem, '请写明遇到的问题、试过什么、希望怎样协助。');
  return transact(async (tx) => {
    const { insertId } = await run('INSERT INTO upgrade_requests (organisation_id, release_version, problem, asked_by, asked_at) VALUES (?, ?, ?, ?, ?)', [actor.organisation.id, version, text, actor.userId, tx.now]);
    await recordAudit(actor, { action: '提出协助升级申请', object: { kind: 'upgrade-request', id: insertId, organisationId: actor.organisation.id }, after: { release: version } });
    await enqueue('upgrade', `upgrade-request:${insertId}`, { what: 'asked', organisationId: actor.organisation.id, at: insertId });
    return requestInScope(actor, insertId);
  });
}

/** 答复; answered again, the new answer replaces the old one. The province's operators are told. @throws NotFound; InputInvalid; RuleBroken `request-closed`, `number-in-text` */
export async function answerRequest(actor: Actor, id: number, answer: string): Promise<HelpRequest> {
  const text = saidWords('answer', answer, '请写明答复。');
  return transact(async (tx) => {
    const { state, organisation } = await lockedRequest(actor, id);
    await run('UPDATE upgrade_requests SET state = ?, answer = ?, answered_by = ?, answered_at = ? WHERE id = ?', [answered(state), text, actor.userId, tx.now, id]);
    await recordAudit(actor, { action: '答复协助升级申请', object: { kind: 'upgrade-request', id, organisationId: organisation.id }, before: { state }, after: { state: 'answered' } });
    await enqueue('upgrade', `upgrade-answer:${id}:${tx.recordedAt.getTime()}`, { what: 'answered', organisationId: organisation.id, at: tx.recordedAt.getTime() });
    return requestInScope(actor, id);
  });
}

/** 办结 by the province that asked. @throws NotFound; Forbidden for another; RuleBroken `request-closed` */
export async function closeRequest(actor: Actor, id: number): Promise<HelpRequest> {
  return transact(async (tx) => {
    const { state, organisation } = await lockedRequest(actor, id);
    if (organisation.id !== actor.organisation.id) throw new Forbidden('role-not-allowed', `由提出申请的${organisation.name}办结。`);
    await run('UPDATE upgrade_requests SET state = ?, closed_by = ?, closed_at = ? WHERE id = ?', [closed(state), actor.userId, tx.now, id]);
    await recordAudit(actor, { action: '办结协助升级申请', object: { kind: 'upgrade-request', id, organisationId: organisation.id }, before: { state }, after: { state: 'closed' } });
    return requestInScope(actor, id);
  });
}

async function lockedRequest(actor: Actor, id: number): Promise<HelpRequest> {
  await requestInScope(actor, id);
  await row('SELECT id FROM upgrade_requests WHERE id = ? FOR UPDATE', [id]);
  return requestInScope(actor, id);
}
