import { isDuplicate, requireTx, row, rows, run, transact } from '../database.js';
import { recordAudit } from '../audit/record.js';
import { Conflict, Forbidden } from '../lib/errors.js';
import { plainCode } from '../lib/row-reader.js';
import type { Actor } from '../values/actor.js';
import { demandProvincial } from './bank-batch.js';
import type { Problem, SchoolKind } from './rules.js';

/** 科研院所、军队院校: an institution that does not use the system, on the register of a province (附件1 四1). */
export type ExternalInstitution = { id: number; name: string; kind: Exclude<SchoolKind, 'university'>; region: string | null };

export const externalInstitutions = (provinceId: number): Promise<ExternalInstitution[]> =>
  rows<ExternalInstitution>('SELECT id, name, kind, region FROM external_institutions WHERE province_id = ? ORDER BY kind, name', [provinceId]);

/** Puts an institution on the register by hand. @throws Conflict `in-use` when it stands there. */
export async function registerInstitution(actor: Actor, input: { name: string; kind: ExternalInstitution['kind']; region?: string }): Promise<ExternalInstitution> {
  demandProvincial(actor);
  if (actor.role !== 'authority-operator') throw new Forbidden('role-not-allowed', '未使用系统的学校由省级业务操作人员登记。');
  return transact(async () => {
    const id = await keepInstitution(actor, input);
    await recordAudit(actor, { action: '登记未使用系统的学校', object: { kind: 'external-institution', id, organisationId: actor.organisation.id }, after: { name: input.name, kind: input.kind } });
    return { id, name: input.name, kind: input.kind, region: input.region ?? null };
  });
}

async function keepInstitution(actor: Actor, input: { name: string; kind: ExternalInstitution['kind']; region?: string }): Promise<number> {
  try {
    return (await run('INSERT INTO external_institutions (province_id, name, kind, region, registered_by, registered_at) VALUES (?, ?, ?, ?, ?, ?)', [actor.organisation.id, input.name, input.kind, input.region ?? null, actor.userId, requireTx().now])).insertId;
  } catch (error) {
    if (isDuplicate(error, 'external_institutions_once')) throw new Conflict('in-use', `“${input.name}”已经登记过。`);
    throw error;
  }
}

/** The institution a file names, registered with it where it is new. */
export async function institutionNamed(actor: Actor, name: string, kind: ExternalInstitution['kind']): Promise<number> {
  const found = await row<{ id: number }>('SELECT id FROM external_institutions WHERE province_id = ? AND name = ?', [actor.organisation.id, name]);
  return found?.id ?? keepInstitution(actor, { name, kind });
}

type Known = { id: number; name: string; code: string; provinceId: number | null };
/** Finds the school a row names; what it answers is either the school or what is wrong with it. */
export type SchoolFinder = (given: { schoolKind: SchoolKind; schoolName: string; schoolCode: string | null }) => { school: Known | null; studyProvinceId: number | null } | { problem: Problem & { suggestion?: string } };

/**
 * Universities are found by code or name; an ordinary one the system does not know is refused. Institutions outside the system
 * need neither; they count as studying in the province that registers them.
 */
export async function schoolFinder(provinceId: number): Promise<SchoolFinder> {
  const found = await rows<{ id: number; name: string; code: string; province_id: number | null }>(
    `SELECT s.id, s.name, s.code, COALESCE((SELECT p.id FROM organisations p WHERE p.level = 'province' AND s.path LIKE CONCAT(p.path, '%') LIMIT 1),
            (SELECT MIN(p.id) FROM organisations p WHERE p.level = 'province' AND LEFT(p.region_code, 2) = LEFT(s.region_code, 2))) AS province_id
       FROM organisations s WHERE s.level = 'school' AND s.stage IN ('undergraduate', 'postgraduate')`);
  const known = found.map((one): Known => ({ id: one.id, name: one.name, code: one.code, provinceId: one.province_id }));
  const byCode = new Map(known.map((one) => [one.code, one]));
  const byName = new Map(known.map((one) => [plainCode(one.name), one]));
  return ({ schoolKind, schoolName, schoolCode }) => {
    if (schoolKind !== 'university') return { school: null, studyProvinceId: provinceId };
    const coded = schoolCode === null ? undefined : byCode.get(schoolCode);
    const named = byName.get(plainCode(schoolName));
    if (schoolCode !== null && !coded) return { problem: { code: 'unknown-school', message: `系统里没有标识码是 ${schoolCode} 的高校。请核对标识码；科研院所、军队院校请把学校类型写对` } };
    if (coded && named && coded.id !== named.id) return { problem: { code: 'school-mismatch', message: `标识码 ${coded.code} 是“${coded.name}”，与学校名称不一致。请核对`, suggestion: coded.name } };
    const school = coded ?? named;
    if (!school) return { problem: { code: 'unknown-school', message: `系统里没有高校“${schoolName}”。请写学校全称或填标识码；科研院所、军队院校请在“学校类型”里写明` } };
    return { school, studyProvinceId: school.provinceId };
  };
}
