import { recordAudit } from '../audit/record.js';
import { row, run, transact } from '../database.js';
import { Conflict, InputInvalid } from '../lib/errors.js';
import { enqueue } from '../outbox.js';
import type { Actor } from '../values/actor.js';
import { judge, type CheckLine } from './checks.js';
import { lookAround } from './installation.js';
import { plainWords } from './plain-words.js';
import { demandFeedback, demandPast, resultNames, type Conclusion, type UpgradeResult } from './rules.js';
import { currentRelease, latestCheck, provinceInScope, type CheckRun, type ProvinceUpgrade } from './upgrade-record.js';

export type Registration = { packageVersion: string; deployedAt: Date; result: UpgradeResult; note?: string; /** What the person saw of the record; 0 where there was none. */ version: number };

/**
 * 登记升级结果 of the actor's province. Registered again, e.g. after a second try, what was fed back no longer holds.
 * @throws InputInvalid; RuleBroken `in-future`, `number-in-text`; Conflict `stale-version`
 */
export async function registerUpgrade(actor: Actor, { packageVersion, deployedAt, result, note = '', version }: Registration): Promise<ProvinceUpgrade> {
  const release = await currentRelease();
  const name = packageVersion.trim();
  const told = plainWords('note', note);
  if (name === '') throw new InputInvalid([{ path: 'packageVersion', code: 'required', message: '请填写部署包的版本，如 V3.2.0。' }]);
  return transact(async (tx) => {
    demandPast(deployedAt, tx.now);
    const before = await locked(actor, release.version);
    demandSeen(before, version);
    if (before.record) await run('UPDATE upgrade_records SET package_version = ?, deployed_at = ?, result = ?, note = ?, recorded_by = ?, recorded_at = ?, conclusion = NULL, feedback = \'\', fed_back_by = NULL, fed_back_at = NULL, version = version + 1 WHERE id = ?', [name, deployedAt, result, told, actor.userId, tx.now, before.record.id]);
    else await run('INSERT INTO upgrade_records (organisation_id, release_version, package_version, deployed_at, result, note, recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [actor.organisation.id, release.version, name, deployedAt, result, told, actor.userId, tx.now]);
    await recordAudit(actor, { action: '登记升级结果', object: { kind: 'upgrade', id: actor.organisation.id, organisationId: actor.organisation.id }, before: before.record ? { result: before.record.result, packageVersion: before.record.packageVersion } : undefined, after: { release: release.version, packageVersion: name, result: resultNames[result], deployedAt: deployedAt.toISOString() } });
    return provinceInScope(actor, actor.organisation.id, release);
  });
}

/** 核对: looks at the installation, before the act that keeps what was found. */
export const checkParts = async (actor: Actor): Promise<CheckLine[]> => judge(await lookAround(actor));

/** Keeps what a 核对 found, with who looked and when. */
export async function keepCheck(actor: Actor, lines: readonly CheckLine[]): Promise<CheckRun> {
  const release = await currentRelease();
  return transact(async (tx) => {
    const failed = lines.filter(({ good }) => !good).length;
    const { insertId } = await run('INSERT INTO upgrade_checks (organisation_id, release_version, found_lines, failed, checked_by, checked_at) VALUES (?, ?, ?, ?, ?, ?)', [actor.organisation.id, release.version, JSON.stringify(lines), failed, actor.userId, tx.now]);
    await recordAudit(actor, { action: '核对升级内容', object: { kind: 'upgrade', id: actor.organisation.id, organisationId: actor.organisation.id }, after: { release: release.version, checkId: insertId, items: lines.length, failed } });
    return { id: insertId, at: tx.now, by: actor.name, failed, lines: [...lines] };
  });
}

export type Feedback = { conclusion: Conclusion; feedback: string; version: number };

/**
 * 反馈: the result and what the province found when it looked, for the centre. The centre's operators are told.
 * @throws RuleBroken `not-upgraded`, `not-checked`, `checks-failed`, `text-required`, `number-in-text`; Conflict `stale-version`
 */
export async function feedBack(actor: Actor, { conclusion, feedback, version }: Feedback): Promise<ProvinceUpgrade> {
  const release = await currentRelease();
  const told = plainWords('feedback', feedback);
  return transact(async (tx) => {
    const before = await locked(actor, release.version);
    demandFeedback(before.record, await latestCheck(actor.organisation.id, release), conclusion, feedback);
    demandSeen(before, version);
    await run('UPDATE upgrade_records SET conclusion = ?, feedback = ?, fed_back_by = ?, fed_back_at = ?, version = version + 1 WHERE organisation_id = ? AND release_version = ?', [conclusion, told, actor.userId, tx.now, actor.organisation.id, release.version]);
    await recordAudit(actor, { action: '反馈升级核实结果', object: { kind: 'upgrade', id: actor.organisation.id, organisationId: actor.organisation.id }, after: { release: release.version, conclusion } });
    await enqueue('upgrade', `upgrade-fed-back:${before.record?.id ?? 0}:${version}`, { what: 'fed-back', organisationId: actor.organisation.id, at: version });
    return provinceInScope(actor, actor.organisation.id, release);
  });
}

/** The own province's record, held so that of two acts at once the second sees what the first did. */
async function locked(actor: Actor, release: string): Promise<ProvinceUpgrade> {
  await row('SELECT id FROM organisations WHERE id = ? FOR UPDATE', [actor.organisation.id]);
  await row('SELECT id FROM upgrade_records WHERE organisation_id = ? AND release_version = ? FOR UPDATE', [actor.organisation.id, release]);
  return provinceInScope(actor, actor.organisation.id, await currentRelease());
}

function demandSeen({ record }: ProvinceUpgrade, version: number): void {
  if ((record?.version ?? 0) !== version) throw new Conflict('stale-version', '升级登记刚被同事改过，请核对后再提交。');
}
