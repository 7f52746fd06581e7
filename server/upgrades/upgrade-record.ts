import { row, rows } from '../database.js';
import { NotFound } from '../lib/errors.js';
import { productVersion } from '../web/frame.js';
import type { Actor } from '../values/actor.js';
import type { OfficeDate } from '../values/office-date.js';
import { scopeSql } from '../values/scope.js';
import type { CheckLine } from './checks.js';
import type { Conclusion, UpgradeResult } from './rules.js';

/** What the notice asks of a release: its last day. */
export type Release = { version: string; dueOn: OfficeDate; basis: string };
/** 升级登记 of one province. */
export type UpgradeRecord = {
  id: number; packageVersion: string; deployedAt: Date; result: UpgradeResult; note: string; recordedBy: string; recordedAt: Date;
  conclusion: Conclusion | null; feedback: string; fedBackBy: string | null; fedBackAt: Date | null; version: number;
};
export type CheckRun = { id: number; at: Date; by: string; failed: number; lines: CheckLine[] };
/** One province with what it registered, null where nothing, and how its last check went. */
export type ProvinceUpgrade = { organisation: { id: number; name: string; code: string; telephone: string }; record: UpgradeRecord | null; check: { at: Date; failed: number; total: number } | null; openRequests: number };

/** The release this program is; its last day is reference data. @throws Error where the database does not know it, a fault of ours */
export async function currentRelease(): Promise<Release> {
  const found = await row<{ version: string; due_on: OfficeDate; basis: string }>('SELECT version, due_on, basis FROM upgrade_releases WHERE version = ?', [productVersion]);
  if (!found) throw new Error(`no release ${productVersion}`);
  return { version: found.version, dueOn: found.due_on, basis: found.basis };
}

type Row = {
  organisation_id: number; name: string; code: string; telephone: string; id: number | null; package_version: string; deployed_at: Date; result: UpgradeResult; note: string; recorder: string; recorded_at: Date;
  conclusion: Conclusion | null; feedback: string; teller: string | null; fed_back_at: Date | null; version: number; checked_at: Date | null; failed: number | null; found_lines: string | null; open_requests: number;
};
const SELECT = `SELECT o.id AS organisation_id, o.name, o.code, o.telephone, r.id, r.package_version, r.deployed_at, r.result, r.note, w.name AS recorder, r.recorded_at, r.conclusion, r.feedback, t.name AS teller, r.fed_back_at, r.version,
    c.checked_at, c.failed, c.found_lines, (SELECT COUNT(*) FROM upgrade_requests q WHERE q.organisation_id = o.id AND q.release_version = ? AND q.state = 'open') AS open_requests
  FROM organisations o LEFT JOIN upgrade_records r ON r.organisation_id = o.id AND r.release_version = ? LEFT JOIN users w ON w.id = r.recorded_by LEFT JOIN users t ON t.id = r.fed_back_by
    LEFT JOIN upgrade_checks c ON c.id = (SELECT MAX(x.id) FROM upgrade_checks x WHERE x.organisation_id = o.id AND x.release_version = ?)`;

const provinceOf = (one: Row): ProvinceUpgrade => ({
  organisation: { id: one.organisation_id, name: one.name, code: one.code, telephone: one.telephone },
  record: one.id === null ? null : {
    id: one.id, packageVersion: one.package_version, deployedAt: one.deployed_at, result: one.result, note: one.note, recordedBy: one.recorder, recordedAt: one.recorded_at,
    conclusion: one.conclusion, feedback: one.feedback, fedBackBy: one.teller, fedBackAt: one.fed_back_at, version: one.version,
  },
  check: one.checked_at === null ? null : { at: one.checked_at, failed: one.failed ?? 0, total: (JSON.parse(one.found_lines ?? '[]') as unknown[]).length },
  openRequests: one.open_requests,
});

/** Every province in the actor's scope, by code: for the centre all of this installation. */
export async function provincesOf(actor: Actor, { version }: Release): Promise<ProvinceUpgrade[]> {
  const scope = scopeSql(actor);
  return (await rows<Row>(`${SELECT} WHERE o.level = 'province' AND o.status = 'active' AND ${scope.sql} ORDER BY o.code`, [version, version, version, ...scope.params])).map(provinceOf);
}

/** @throws NotFound for what is no province or outside the scope. */
export async function provinceInScope(actor: Actor, organisationId: number, { version }: Release): Promise<ProvinceUpgrade> {
  const scope = scopeSql(actor);
  const found = await row<Row>(`${SELECT} WHERE o.level = 'province' AND o.id = ? AND ${scope.sql}`, [version, version, version, organisationId, ...scope.params]);
  if (!found) throw new NotFound();
  return provinceOf(found);
}

/** The latest 核对 of a province, item by item; null before the first. */
export async function latestCheck(organisationId: number, { version }: Release): Promise<CheckRun | null> {
  const found = await row<{ id: number; checked_at: Date; name: string; failed: number; found_lines: string }>('SELECT c.id, c.checked_at, u.name, c.failed, c.found_lines FROM upgrade_checks c JOIN users u ON u.id = c.checked_by WHERE c.organisation_id = ? AND c.release_version = ? ORDER BY c.id DESC LIMIT 1', [organisationId, version]);
  return found ? { id: found.id, at: found.checked_at, by: found.name, failed: found.failed, lines: JSON.parse(found.found_lines) as CheckLine[] } : null;
}

/** The door of a route about one province. @throws NotFound */
export async function provinceScope(actor: Actor, params: Record<string, string>): Promise<void> {
  const id = Number(params.id);
  if (!Number.isInteger(id) || id < 1) throw new NotFound();
  await provinceInScope(actor, id, await currentRelease());
}
