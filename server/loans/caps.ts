import { isDuplicate, requireTx, row, rows, run, transact } from '../database.js';
import { recordAudit } from '../audit/record.js';
import { Conflict, Forbidden, NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { demandProvincial } from './bank-batch.js';
import type { Cap } from './rules.js';

type Row = { id: number; stage: Cap['stage']; from_year: number; cap_fen: number; standing: Cap['standing']; basis: string; active: number };

/** The issue caps as they hold for a province, the earliest first. */
export async function capsFor(provinceId: number): Promise<Cap[]> {
  const found = await rows<Row>(
    `SELECT c.id, c.stage, c.from_year, c.cap_fen, c.standing, c.basis, c.standing = 'rule' OR a.cap_id IS NOT NULL AS active
       FROM loan_caps c LEFT JOIN loan_cap_activations a ON a.cap_id = c.id AND a.province_id = ? ORDER BY c.stage DESC, c.from_year, c.id`, [provinceId]);
  return found.map((one) => ({ id: one.id, stage: one.stage, fromYear: one.from_year, cap: one.cap_fen, standing: one.standing, active: one.active === 1, basis: one.basis }));
}

/** What was asked for and is not decided, and who put in force what, by cap. */
export type CapStep = { capId: number; by: { id: number; name: string }; at: Date; remark: string | null };
export async function capSteps(provinceId: number): Promise<{ proposed: Map<number, CapStep>; activated: Map<number, CapStep> }> {
  const read = async (sql: string): Promise<Map<number, CapStep>> => new Map((await rows<{ cap_id: number; user_id: number; name: string | null; at: Date; remark: string | null }>(sql, [provinceId])).map((one) => [one.cap_id, { capId: one.cap_id, by: { id: one.user_id, name: one.name ?? '' }, at: one.at, remark: one.remark }]));
  return {
    proposed: await read('SELECT p.cap_id, p.proposed_by AS user_id, u.name, p.proposed_at AS at, p.remark FROM loan_cap_proposals p LEFT JOIN users u ON u.id = p.proposed_by WHERE p.province_id = ?'),
    activated: await read('SELECT a.cap_id, a.activated_by AS user_id, u.name, a.activated_at AS at, NULL AS remark FROM loan_cap_activations a LEFT JOIN users u ON u.id = a.activated_by WHERE a.province_id = ?'),
  };
}

/**
 * A province's operator asks for a later cap to be put in force, with the document it rests on. Nothing changes yet.
 * @throws Forbidden for others; NotFound for a cap that is not waiting; RuleBroken `remark-required`; Conflict `already-done` when asked for or in force.
 */
export async function proposeCap(actor: Actor, id: number, remark: string): Promise<void> {
  demandProvincial(actor);
  if (actor.role !== 'authority-operator') throw new Forbidden('role-not-allowed', '启用新的发放上限由省级业务操作人员提出，业务主管领导批准。');
  await transact(async () => {
    const cap = await readyCap(id);
    if (!remark.trim()) throw new RuleBroken('remark-required', '请写明依据的文件，例如文件名和文号。');
    if (await row('SELECT 1 AS found FROM loan_cap_activations WHERE cap_id = ? AND province_id = ? FOR UPDATE', [id, actor.organisation.id])) throw new Conflict('already-done', '这一档上限已经启用。');
    try {
      await run('INSERT INTO loan_cap_proposals (cap_id, province_id, proposed_by, proposed_at, remark) VALUES (?, ?, ?, ?, ?)', [id, actor.organisation.id, actor.userId, requireTx().now, remark.trim()]);
    } catch (error) {
      if (isDuplicate(error, 'PRIMARY')) throw new Conflict('already-done', '这一档上限已经有人提出启用，等业务主管领导批准。');
      throw error;
    }
    await recordAudit(actor, { action: '提出启用贷款上限', object: { kind: 'loan-cap', id, organisationId: actor.organisation.id }, after: { stage: cap.stage, fromYear: cap.from_year }, remark });
  });
}

/**
 * The director puts in force what another asked for. It holds for files checked from then on; approved loans stay.
 * @throws Forbidden for others than the provincial director, `same-person`; NotFound; RuleBroken `not-proposed`; Conflict `already-done`.
 */
export async function activateCap(actor: Actor, id: number): Promise<Cap[]> {
  return transact(async () => {
    const cap = await decidedCap(actor, id);
    await run('INSERT INTO loan_cap_activations (cap_id, province_id, activated_by, activated_at) VALUES (?, ?, ?, ?)', [id, actor.organisation.id, actor.userId, requireTx().now]);
    await recordAudit(actor, { action: '启用贷款上限', object: { kind: 'loan-cap', id, organisationId: actor.organisation.id }, after: { stage: cap.stage, fromYear: cap.from_year } });
    return capsFor(actor.organisation.id);
  });
}

/** The director does not put it in force; it may be asked for again. @throws as `activateCap`; RuleBroken `remark-required` */
export async function declineCap(actor: Actor, id: number, remark: string): Promise<Cap[]> {
  return transact(async () => {
    if (!remark.trim()) throw new RuleBroken('remark-required', '请写明为什么不启用，提出的人会看到。');
    const cap = await decidedCap(actor, id);
    await recordAudit(actor, { action: '不启用贷款上限', object: { kind: 'loan-cap', id, organisationId: actor.organisation.id }, after: { stage: cap.stage, fromYear: cap.from_year }, remark });
    return capsFor(actor.organisation.id);
  });
}

type Ready = { stage: string; from_year: number };
async function readyCap(id: number): Promise<Ready> {
  const cap = await row<Ready>("SELECT stage, from_year FROM loan_caps WHERE id = ? AND standing = 'ready'", [id]);
  if (!cap) throw new NotFound();
  return cap;
}

/** Takes the request off the table, which only one decision can do. */
async function decidedCap(actor: Actor, id: number): Promise<Ready> {
  demandProvincial(actor);
  if (actor.role !== 'authority-director') throw new Forbidden('role-not-allowed', '启用新的发放上限由省级业务主管领导批准。');
  const cap = await readyCap(id);
  const asked = await row<{ proposed_by: number }>('SELECT proposed_by FROM loan_cap_proposals WHERE cap_id = ? AND province_id = ? FOR UPDATE', [id, actor.organisation.id]);
  if (!asked) {
    if (await row('SELECT 1 AS found FROM loan_cap_activations WHERE cap_id = ? AND province_id = ?', [id, actor.organisation.id])) throw new Conflict('already-done', '这一档上限已经启用。');
    throw new RuleBroken('not-proposed', '还没有人提出启用这一档上限。请业务操作人员先写明依据的文件提出，再由您批准。');
  }
  if (asked.proposed_by === actor.userId) throw new Forbidden('same-person', '这是您自己提出的，要由另一个人批准。');
  await run('DELETE FROM loan_cap_proposals WHERE cap_id = ? AND province_id = ?', [id, actor.organisation.id]);
  return cap;
}
