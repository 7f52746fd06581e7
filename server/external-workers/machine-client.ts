import { randomBytes } from 'node:crypto';
import { recordAudit } from '../audit/record.js';
import { row, rows, run, transact, type Params } from '../database.js';
import { hashToken, randomToken } from '../lib/crypto.js';
import { Conflict, Forbidden, InputInvalid, NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { TOPIC } from '../workflow/check-external.js';

/** 外部程序: the technical account of a program that does external tasks. One person asks for it, another approves; no person signs in with it. */
export type MachineState = 'asked' | 'approved' | 'refused' | 'revoked';
export type MachineClient = {
  id: number; name: string; purpose: string; organisation: { id: number; name: string }; topics: string[]; validDays: number; state: MachineState;
  askedBy: { id: number; name: string }; askedAt: Date; decidedBy: string | null; decidedAt: Date | null; remark: string;
  /** When its token was given out; null while it has none. */
  tokenAt: Date | null; /** By office time; from the approval on, whenever the token was given out. */ expiresAt: Date | null; lastUsedAt: Date | null; revokedBy: string | null; revokedAt: Date | null;
};
export type AskedClient = { name: string; purpose: string; organisationId: number; topics: readonly string[]; validDays: number };

/** How long a program may be let in before two people look at it again. */
export const validities = [90, 180, 366] as const;
const MOST_TOPICS = 20;
const DAY_MS = 86_400_000;

type Row = { id: number; name: string; purpose: string; organisation_id: number; organisation: string; topics: string; valid_days: number; state: MachineState; asked_by: number; asked_by_name: string; asked_at: Date; decided_by: string | null; decided_at: Date | null; remark: string; token_at: Date | null; expires_at: Date | null; last_used_at: Date | null; revoked_by: string | null; revoked_at: Date | null };
const SELECT = `SELECT m.id, m.name, m.purpose, m.organisation_id, o.name AS organisation, m.topics, m.valid_days, m.state, m.asked_by, a.name AS asked_by_name, m.asked_at, d.name AS decided_by, m.decided_at, m.remark, m.token_at, m.expires_at, m.last_used_at, r.name AS revoked_by, m.revoked_at
  FROM machine_clients m JOIN organisations o ON o.id = m.organisation_id JOIN users a ON a.id = m.asked_by LEFT JOIN users d ON d.id = m.decided_by LEFT JOIN users r ON r.id = m.revoked_by`;
const clientOf = (one: Row): MachineClient => ({
  id: one.id, name: one.name, purpose: one.purpose, organisation: { id: one.organisation_id, name: one.organisation }, topics: one.topics.split(','), validDays: one.valid_days, state: one.state, askedBy: { id: one.asked_by, name: one.asked_by_name }, askedAt: one.asked_at,
  decidedBy: one.decided_by, decidedAt: one.decided_at, remark: one.remark, tokenAt: one.token_at, expiresAt: one.expires_at, lastUsedAt: one.last_used_at, revokedBy: one.revoked_by, revokedAt: one.revoked_at,
});
/** Those who keep procedures see the programs of their own organisation and below. */
const within = (actor: Actor): { sql: string; params: Params } => ({ sql: 'o.path LIKE ?', params: [`${actor.organisation.path}%`] });

/** The programs in reach, those that wait for a decision first, then the newest. */
export async function machineClients(actor: Actor): Promise<MachineClient[]> {
  const scope = within(actor);
  return (await rows<Row>(`${SELECT} WHERE ${scope.sql} ORDER BY m.state <> 'asked', m.id DESC LIMIT 200`, scope.params)).map(clientOf);
}

/** @throws NotFound outside the actor's reach */
export async function machineClientById(actor: Actor, id: number): Promise<MachineClient> {
  const scope = within(actor);
  const found = await row<Row>(`${SELECT} WHERE m.id = ? AND ${scope.sql}`, [id, ...scope.params]);
  if (!found) throw new NotFound('没有这个外部程序。');
  return clientOf(found);
}

/** Scope of a route about one program. @throws NotFound */
export const clientScope = async (actor: Actor, params: Record<string, string>): Promise<void> => void (await machineClientById(actor, Number(params.id) || 0));

/** Topics typed in one line, apart by commas, spaces or line ends. */
export const readTopics = (text: string): string[] => [...new Set(text.split(/[\s,，、;；]+/).filter(Boolean))];

/**
 * Asks for a program to be let in. It can do nothing until another person approves.
 * @throws InputInvalid; NotFound for an organisation out of reach
 */
export async function askForClient(actor: Actor, asked: AskedClient): Promise<MachineClient> {
  const wrong = asked.topics.filter((topic) => !TOPIC.test(topic));
  if (wrong.length > 0 || asked.topics.length === 0 || asked.topics.length > MOST_TOPICS) throw new InputInvalid([{ path: 'topics', code: 'malformed', message: wrong.length > 0 ? `主题“${wrong[0].slice(0, 40)}”不能使用。主题以英文字母开头，只含字母、数字、点、下划线和连字符。` : `请写 1 到 ${MOST_TOPICS} 个主题，与流程图里写的一样。` }]);
  const name = asked.name.trim();
  if (name === '') throw new InputInvalid([{ path: 'name', code: 'required', message: '请填写程序的名称，如“市财政账户核验”。' }]);
  return transact(async (tx) => {
    const place = await row<{ id: number }>('SELECT o.id FROM organisations o WHERE o.id = ? AND o.path LIKE ?', [asked.organisationId, `${actor.organisation.path}%`]);
    if (!place) throw new NotFound('没有这个单位，或不在您的管理范围内。');
    const { insertId: userId } = await run("INSERT INTO users (login, name, status, duty, organisation_id, created_at) VALUES (?, ?, 'machine', 'machine', NULL, ?)", [`program-${randomBytes(8).toString('hex')}`, name, tx.now]);
    const { insertId } = await run('INSERT INTO machine_clients (user_id, name, purpose, organisation_id, topics, valid_days, asked_by, asked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [userId, name, asked.purpose.trim(), place.id, asked.topics.join(','), asked.validDays, actor.userId, tx.now]);
    await recordAudit(actor, { action: '申请开通外部程序', object: { kind: 'machine-client', id: insertId, organisationId: place.id }, after: { topics: [...asked.topics], validDays: asked.validDays }, remark: asked.purpose });
    return machineClientById(actor, insertId);
  });
}

/**
 * Approves or refuses; from the approval on it is valid for as long as was asked.
 * @throws NotFound; Forbidden `same-person` for whoever asked; Conflict `already-done`; RuleBroken `remark-required` when refused without a reason
 */
export async function decideClient(actor: Actor, id: number, { grant, remark }: { grant: boolean; remark: string }): Promise<MachineClient> {
  return transact(async (tx) => {
    const client = await locked(actor, id);
    if (client.state !== 'asked') throw new Conflict('already-done', '这个申请已经有了决定。');
    if (client.askedBy.id === actor.userId) throw new Forbidden('same-person', '外部程序是您申请的，要由另一位流程发布人批准。');
    if (!grant && remark.trim() === '') throw new RuleBroken('remark-required', '不批准请写明原因。');
    await run('UPDATE machine_clients SET state = ?, decided_by = ?, decided_at = ?, remark = ?, expires_at = ?, version = version + 1 WHERE id = ?', [grant ? 'approved' : 'refused', actor.userId, tx.now, remark.trim(), grant ? new Date(tx.now.getTime() + client.validDays * DAY_MS) : null, id]);
    await recordAudit(actor, { action: grant ? '批准外部程序' : '不批准外部程序', object: { kind: 'machine-client', id, organisationId: client.organisation.id }, after: { topics: client.topics }, remark });
    return machineClientById(actor, id);
  });
}

/**
 * Gives out the program's token, once: it is shown now and kept as a hash only. One given out before is void from then on.
 * @throws NotFound; RuleBroken `not-approved` while it is not approved, or any more
 */
export async function issueToken(actor: Actor, id: number): Promise<{ token: string; client: MachineClient }> {
  return transact(async (tx) => {
    const client = await locked(actor, id);
    if (client.state !== 'approved' || client.expiresAt === null || client.expiresAt <= tx.now) throw new RuleBroken('not-approved', client.state === 'asked' ? '还没有批准，批准后才能发令牌。' : '已经收回、不批准或过期，不能再发令牌。请重新申请。');
    const token = randomToken();
    await run('UPDATE machine_clients SET token_hash = ?, token_at = ?, version = version + 1 WHERE id = ?', [hashToken(token), tx.now, id]);
    await recordAudit(actor, { action: '发外部程序令牌', object: { kind: 'machine-client', id, organisationId: client.organisation.id } });
    return { token, client: await machineClientById(actor, id) };
  });
}

/**
 * Takes the access away, at once and for good. What the program has locked is free again when its lock runs out.
 * @throws NotFound; Conflict `already-done`; RuleBroken `remark-required`
 */
export async function revokeClient(actor: Actor, id: number, reason: string): Promise<MachineClient> {
  return transact(async (tx) => {
    const client = await locked(actor, id);
    if (client.state === 'revoked' || client.state === 'refused') throw new Conflict('already-done', '这个外部程序已经不能使用。');
    if (reason.trim() === '') throw new RuleBroken('remark-required', '收回请写明原因。');
    await run("UPDATE machine_clients SET state = 'revoked', token_hash = NULL, revoked_by = ?, revoked_at = ?, remark = ?, version = version + 1 WHERE id = ?", [actor.userId, tx.now, reason.trim(), id]);
    await recordAudit(actor, { action: '收回外部程序', object: { kind: 'machine-client', id, organisationId: client.organisation.id }, remark: reason });
    return machineClientById(actor, id);
  });
}

async function locked(actor: Actor, id: number): Promise<MachineClient> {
  await row('SELECT id FROM machine_clients WHERE id = ? FOR UPDATE', [id]);
  return machineClientById(actor, id);
}
