import { recordAudit } from '../audit/record.js';
import { forgetCalendar } from '../calendar.js';
import { officeNow, requireTx, row, rows, run, transact } from '../database.js';
import { Conflict, Forbidden, InputInvalid, NotFound, RuleBroken } from '../lib/errors.js';
import { enqueue } from '../outbox.js';
import { deploymentOfData } from '../seeding/deployment.js';
import { isAdministrator, type Actor } from '../values/actor.js';
import { addMonths, type Month } from '../values/month.js';
import { officeDateOf, type OfficeDate } from '../values/office-date.js';
import { useProvinceRules } from '../values/province-rules.js';
import { calendarOfYear, readHolidayNotice, type NoticeDay } from './holiday-notice.js';
import { changeProblems, changeValue, fenOf, valueWords, type ChangeValue } from './rules.js';

export type ChangeState = 'proposed' | 'active' | 'refused' | 'withdrawn';
export type RuleChange = { id: number; value: ChangeValue; effectiveFrom: OfficeDate; basis: string; reason: string; state: ChangeState; proposedBy: { id: number; name: string }; proposedAt: Date; decidedBy: string | null; decidedAt: Date | null; remark: string };
export type Proposal = { value: ChangeValue; effectiveFrom: string; basis: string; reason: string };

type Row = { id: number; value: string; effective_from: OfficeDate; basis: string; reason: string; state: ChangeState; proposed_by: number; proposer: string; proposed_at: Date; decider: string | null; decided_at: Date | null; remark: string };
const SELECT = "SELECT c.id, c.value, c.effective_from, c.basis, c.reason, c.state, c.proposed_by, p.name AS proposer, c.proposed_at, d.name AS decider, c.decided_at, c.remark FROM rule_changes c JOIN organisations o ON o.id = c.organisation_id JOIN users p ON p.id = c.proposed_by LEFT JOIN users d ON d.id = c.decided_by";
const fromRow = (one: Row): RuleChange => ({ id: one.id, value: changeValue.parse(JSON.parse(one.value)), effectiveFrom: one.effective_from, basis: one.basis, reason: one.reason, state: one.state, proposedBy: { id: one.proposed_by, name: one.proposer }, proposedAt: one.proposed_at, decidedBy: one.decider, decidedAt: one.decided_at, remark: one.remark });

/** Everybody who works by the rules sees what was changed above them, and who decided it; what waits for a decision first. */
export async function ruleChanges(actor: Actor): Promise<RuleChange[]> {
  if (isAdministrator(actor)) return [];
  return (await rows<Row>(`${SELECT} WHERE ? LIKE CONCAT(o.path, '%') ORDER BY c.state = 'proposed' DESC, c.id DESC LIMIT 200`, [actor.organisation.path])).map(fromRow);
}

/** @throws NotFound unless it is of the actor's organisation or one above it. */
export async function ruleChange(actor: Actor, id: number): Promise<RuleChange> {
  const found = isAdministrator(actor) ? undefined : await row<Row>(`${SELECT} WHERE c.id = ? AND ? LIKE CONCAT(o.path, '%')`, [id, actor.organisation.path]);
  if (!found) throw new NotFound();
  return fromRow(found);
}

/** Why this person does not change the rules of this installation; null when they do. */
export async function whyNotTheirs(actor: Actor): Promise<string | null> {
  const top = (await deploymentOfData()) === 'central' ? 'central' : 'province';
  if (actor.organisation.level !== top) return top === 'central' ? '中央部署的规则由中央主管部门调整。' : '规则由省级主管部门调整。';
  const others = await row("SELECT id FROM organisations WHERE level = ? AND id <> ? LIMIT 1", [top, actor.organisation.id]);
  return others ? '这个安装里有几个省，规则不能由一个省调整。' : null;
}

/** A rule is changed for everybody below, so a second person decides. @throws Forbidden; InputInvalid; RuleBroken `no-such-tier`, `already-set`, `year-unknown`, `year-known` */
export async function proposeChange(actor: Actor, { value, effectiveFrom, basis, reason }: Proposal): Promise<RuleChange> {
  await demandTheirs(actor, 'authority-operator', '由省级主管部门业务操作人员提出。');
  const problems = changeProblems(value, effectiveFrom, officeDateOf(await officeNow()));
  if (problems.length > 0) throw new InputInvalid(problems);
  return transact(async (tx) => {
    if (value.kind === 'standard') await tierBefore(value, effectiveFrom.slice(0, 7));
    // A single day would make the year look entered, and every period in it be counted wrongly.
    if (value.kind === 'workday' && !(await row('SELECT day FROM workdays WHERE LEFT(day, 4) = ? LIMIT 1', [value.day.slice(0, 4)]))) throw new RuleBroken('year-unknown', `${value.day.slice(0, 4)}年的放假安排还没有录入，录入全年的以后才能调整某一天。`);
    if (value.kind === 'year-calendar') await demandUnknown(value.year);
    const { insertId } = await run('INSERT INTO rule_changes (organisation_id, kind, value, effective_from, basis, reason, proposed_by, proposed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [actor.organisation.id, value.kind, JSON.stringify(value), effectiveFrom, basis, reason, actor.userId, tx.now]);
    await recordAudit(actor, { action: '提出规则调整', object: { kind: 'rule-change', id: insertId, organisationId: actor.organisation.id }, after: { change: valueWords(value), from: effectiveFrom }, remark: reason });
    await enqueue('rule-change', `rule-change-proposed:${insertId}`, { changeId: insertId, what: 'proposed', words: valueWords(value) });
    return ruleChange(actor, insertId);
  });
}

/**
 * Another person agrees or does not. What was decided or published before keeps what held then.
 * @throws NotFound; Forbidden `same-person`; Conflict `already-done`; RuleBroken `remark-required`, `too-late`, `no-such-tier`, `already-set`, `year-known`
 */
export async function decideChange(actor: Actor, id: number, grants: boolean, remark: string): Promise<RuleChange> {
  await demandTheirs(actor, 'authority-director', '由省级业务主管领导决定。');
  if (!grants && remark === '') throw new RuleBroken('remark-required', '请写明为什么不同意，提出的人会看到。');
  return transact(async (tx) => {
    const change = await locked(actor, id);
    if (change.proposedBy.id === actor.userId) throw new Forbidden('same-person', '是您提出的，要由另一个人决定。');
    if (grants && change.value.kind !== 'year-calendar' && change.effectiveFrom <= officeDateOf(tx.now)) throw new RuleBroken('too-late', '生效的那一天已经到了，请撤回，改一个日期重新提出。');
    await run('UPDATE rule_changes SET state = ?, decided_by = ?, decided_at = ?, remark = ? WHERE id = ?', [grants ? 'active' : 'refused', actor.userId, tx.now, remark, id]);
    if (grants) await putInForce(change, officeDateOf(tx.now));
    await recordAudit(actor, { action: grants ? '同意规则调整' : '不同意规则调整', object: { kind: 'rule-change', id, organisationId: actor.organisation.id }, after: { change: valueWords(change.value), from: change.effectiveFrom }, remark });
    await run('INSERT IGNORE INTO notifications (user_id, source, title, body, href, created_at) VALUES (?, ?, ?, ?, ?, ?)', [change.proposedBy.id, `rule-change:${id}`, `规则调整${grants ? '已同意' : '没有同意'}`, `${valueWords(change.value)}。${remark}`.slice(0, 300), `/rule-changes/${id}`, tx.now]);
    if (grants) await enqueue('rule-change', `rule-change-granted:${id}`, { changeId: id, what: 'granted', words: valueWords(change.value) });
    if (grants) tx.afterCommit(() => { forgetCalendar(); void readProvinceRules().catch(() => undefined); });
    return ruleChange(actor, id);
  });
}

/** Whoever proposed takes back what nobody has decided. @throws NotFound; Forbidden; Conflict `already-done` */
export async function withdrawChange(actor: Actor, id: number): Promise<RuleChange> {
  await demandTheirs(actor, 'authority-operator', '由提出的单位撤回。');
  return transact(async () => {
    await locked(actor, id);
    await run("UPDATE rule_changes SET state = 'withdrawn' WHERE id = ?", [id]);
    await recordAudit(actor, { action: '撤回规则调整', object: { kind: 'rule-change', id, organisationId: actor.organisation.id } });
    return ruleChange(actor, id);
  });
}

/** Hands what is in force to the rules of this process: at start-up, every while, and after a decision. */
export async function readProvinceRules(): Promise<void> {
  const found = (await rows<{ value: string; effective_from: OfficeDate }>("SELECT value, effective_from FROM rule_changes WHERE state = 'active' AND kind IN ('publicity-days', 'attachment-months') ORDER BY effective_from, id")).map(({ value, effective_from }) => ({ from: effective_from, value: changeValue.parse(JSON.parse(value)) }));
  useProvinceRules({
    publicityDays: found.flatMap(({ from, value }) => (value.kind === 'publicity-days' ? [{ from, days: value.days }] : [])),
    attachmentMonths: found.flatMap(({ from, value }) => (value.kind === 'attachment-months' ? [{ from, months: value.months }] : [])),
  });
}

/** What has a table of its own is written there; the others are read from here. */
async function putInForce({ value, effectiveFrom, basis }: RuleChange, today: OfficeDate): Promise<void> {
  if (value.kind === 'year-calendar') await enterYear(value, basis, today);
  if (value.kind === 'workday') await run('INSERT INTO workdays (day, is_workday, name, basis) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE is_workday = VALUES(is_workday), name = VALUES(name), basis = VALUES(basis)', [value.day, value.works ? 1 : 0, value.name || (value.works ? '上班' : '放假'), basis]);
  if (value.kind !== 'standard') return;
  const month = effectiveFrom.slice(0, 7);
  const before = await tierBefore(value, month);
  await run('UPDATE award_standards SET effective_to = ? WHERE id = ?', [addMonths(month as Month, -1), before.id]);
  await run('INSERT INTO award_standards (programme, tier, tier_name, school_id, amount_fen, is_default, effective_from, effective_to, basis) VALUES (?, ?, ?, NULL, ?, ?, ?, ?, ?)', [value.programme, value.tier, before.tier_name, fenOf(value.amount), before.is_default, month, before.effective_to, basis]);
}

/** The whole year, and those days of the December before it that are still to come. @throws RuleBroken `year-known` */
async function enterYear({ year, notice }: Extract<ChangeValue, { kind: 'year-calendar' }>, basis: string, today: OfficeDate): Promise<void> {
  await demandUnknown(year);
  // A few days of December alone would make an unknown year look entered.
  const knowsBefore = (await row('SELECT day FROM workdays WHERE day = ?', [`${year - 1}-12-31`])) !== undefined;
  const days = calendarOfYear(readHolidayNotice(notice, year).days, year).filter(({ day }) => day.startsWith(`${year}-`) || (knowsBefore && day > today));
  const why = ({ works, name }: NoticeDay): string => (name ? basis : works ? '工作日' : '周末休息');
  await run(`INSERT INTO workdays (day, is_workday, name, basis) VALUES ${days.map(() => '(?, ?, ?, ?)').join(', ')} ON DUPLICATE KEY UPDATE is_workday = VALUES(is_workday), name = VALUES(name), basis = VALUES(basis)`, days.flatMap((one) => [one.day, one.works ? 1 : 0, one.name, why(one)]));
}

/** Once entered, a year is changed by the day: two people may not have put it in twice. @throws RuleBroken `year-known` */
async function demandUnknown(year: number): Promise<void> {
  requireTx();
  await row('SELECT day FROM workdays WHERE day = ? FOR UPDATE', [`${year - 1}-12-31`]); // one at a time
  if (await row('SELECT day FROM workdays WHERE day BETWEEN ? AND ? LIMIT 1', [`${year}-01-01`, `${year}-12-31`])) throw new RuleBroken('year-known', `${year}年的放假安排已经录入，个别日子用“调整某一天的工作日”。`);
}

type Tier = { id: number; tier_name: string; is_default: number; effective_from: string; effective_to: string | null };
/** The general tier that holds until then. @throws RuleBroken `no-such-tier`, `already-set` */
async function tierBefore({ programme, tier }: Extract<ChangeValue, { kind: 'standard' }>, month: string): Promise<Tier> {
  requireTx();
  const found = await row<Tier>('SELECT id, tier_name, is_default, effective_from, effective_to FROM award_standards WHERE programme = ? AND tier = ? AND school_id IS NULL AND effective_from <= ? AND (effective_to IS NULL OR effective_to >= ?) ORDER BY effective_from DESC LIMIT 1 FOR UPDATE', [programme, tier, month, month]);
  if (!found) throw new RuleBroken('no-such-tier', '那个月没有这个档次，请在“办理规则 › 资助标准”里核对档次。');
  if (found.effective_from === month) throw new RuleBroken('already-set', '这个档次从那个月起已经定过标准，请换一个月份。');
  return found;
}

async function demandTheirs(actor: Actor, role: Actor['role'], otherwise: string): Promise<void> {
  const refused = await whyNotTheirs(actor);
  if (refused || actor.role !== role) throw new Forbidden('role-not-allowed', refused ?? otherwise);
}

async function locked(actor: Actor, id: number): Promise<RuleChange> {
  await row('SELECT id FROM rule_changes WHERE id = ? FOR UPDATE', [id]);
  const change = await ruleChange(actor, id);
  if (change.state !== 'proposed') throw new Conflict('already-done', '这项调整已经有了决定，或者已经撤回。');
  return change;
}
