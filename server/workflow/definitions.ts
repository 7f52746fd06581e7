import { isDuplicate, row, rows, run, transact } from '../database.js';
import { recordAudit } from '../audit/record.js';
import { Conflict, Forbidden, NotFound, RuleBroken, type ErrorItem } from '../lib/errors.js';
import { roleNames, type Actor } from '../values/actor.js';
import type { Finding } from './check-definition.js';
import { checkInWorker } from './check-in-worker.js';
import { hashXml } from './definition.js';
import { readDefinition } from './definition-model.js';
import { knownNames } from './registry.js';

/** One version of a process file in the library. */
export type DefinitionVersion = { id: number; key: string; version: number; name: string; state: 'draft' | 'active' | 'retired'; comment: string; sha256: string; savedBy: string | null; savedAt: Date; activatedBy: string | null; activatedAt: Date | null; running: number };

type Row = { id: number; definition_key: string; version: number; name: string; state: DefinitionVersion['state']; comment: string; sha256: string; saved_by_name: string | null; saved_by: number | null; saved_at: Date; activated_by_name: string | null; activated_at: Date | null; running: number };
const SELECT = `SELECT d.id, d.definition_key, d.version, d.name, d.state, d.comment, d.sha256, s.name AS saved_by_name, d.saved_by, d.saved_at, a.name AS activated_by_name, d.activated_at,
  (SELECT COUNT(*) FROM process_instances p WHERE p.definition_id = d.id AND p.active_flag = 1) AS running
  FROM process_definitions d LEFT JOIN users s ON s.id = d.saved_by LEFT JOIN users a ON a.id = d.activated_by`;
const versionOf = (found: Row): DefinitionVersion => ({ id: found.id, key: found.definition_key, version: found.version, name: found.name, state: found.state, comment: found.comment, sha256: found.sha256, savedBy: found.saved_by_name, savedAt: found.saved_at, activatedBy: found.activated_by_name, activatedAt: found.activated_at, running: found.running });

/** Every version of every definition, newest version first. */
export async function listDefinitions(key?: string): Promise<DefinitionVersion[]> {
  return (await rows<Row>(`${SELECT}${key ? ' WHERE d.definition_key = ?' : ''} ORDER BY d.definition_key, d.version DESC`, key ? [key] : [])).map(versionOf);
}

/** The file of one version, as it was saved. @throws NotFound */
export async function definitionXml(key: string, version: number): Promise<string> {
  const found = await row<{ xml: string }>('SELECT xml FROM process_definitions WHERE definition_key = ? AND version = ?', [key, version]);
  if (!found) throw new NotFound('没有这个流程版本。');
  return found.xml;
}

/** Checks a file that was sent, in a thread of its own; before the act, so that no transaction waits for it. */
export const examine = (xml: string): Promise<Finding[]> => checkInWorker(xml, knownNames(Object.keys(roleNames)));
/** The same for a version of the library. @throws NotFound */
export const examineVersion = async (key: string, version: number): Promise<Finding[]> => examine(await definitionXml(key, version));

/**
 * Saves a process file as a new draft version, checked.
 * @returns the draft and its findings. @throws RuleBroken `definition-invalid` with every finding where the file can never run; Conflict when the same file is saved already.
 */
export async function saveDefinition(actor: Actor, xml: string, checked?: Finding[]): Promise<{ version: DefinitionVersion; findings: Finding[] }> {
  const findings = checked ?? (await examine(xml));
  const errors = findings.filter(({ level }) => level === 'error');
  if (errors.length > 0) throw new RuleBroken('definition-invalid', `流程文件有 ${errors.length} 处问题，改好后再上传。`, undefined, errors.map(asItem));
  const model = await readDefinition(xml);
  return transact(async (tx) => {
    const versions = await rows<{ version: number; sha256: string }>('SELECT version, sha256 FROM process_definitions WHERE definition_key = ? ORDER BY version FOR UPDATE', [model.key]);
    const same = versions.find((one) => one.sha256 === hashXml(xml));
    if (same) throw new Conflict('in-use', `这个文件与第 ${same.version} 版完全相同，不用重复上传。`);
    const next = (versions.at(-1)?.version ?? 0) + 1;
    try {
      await run('INSERT INTO process_definitions (definition_key, version, name, subject_kind, state, xml, sha256, saved_by, saved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', [model.key, next, model.name, model.subject, 'draft', xml, hashXml(xml), actor.userId, tx.now]);
    } catch (error) {
      throw isDuplicate(error, 'process_definitions_version') ? new Conflict('stale-version', '别人刚保存了一个新版本，请刷新后再上传。') : error;
    }
    await recordAudit(actor, { action: '保存流程版本', object: { kind: 'process-definition', id: null }, after: { key: model.key, version: next, sha256: hashXml(xml) } });
    return { version: await definitionVersion(model.key, next), findings };
  });
}

/**
 * Makes a version the one new lists begin with; running ones keep theirs. Four eyes: not by whoever saved it last.
 * @throws NotFound, Forbidden `same-person` or `role-not-allowed`, RuleBroken `definition-invalid` while an error-level finding stands.
 */
export async function activateDefinition(actor: Actor, key: string, version: number, comment: string, checked?: Finding[]): Promise<DefinitionVersion> {
  const findings = checked ?? (await examineVersion(key, version));
  return transact(async (tx) => {
    const found = await row<{ id: number; saved_by: number | null; state: string }>('SELECT id, saved_by, state FROM process_definitions WHERE definition_key = ? AND version = ? FOR UPDATE', [key, version]);
    if (!found) throw new NotFound('没有这个流程版本。');
    if (found.saved_by === actor.userId) throw new Forbidden('same-person', '您最后保存了这个版本，须由另一位流程发布人启用。');
    if (actor.role !== 'process-publisher') throw new Forbidden('role-not-allowed', '流程版本由流程发布人启用。');
    const errors = findings.filter(({ level }) => level === 'error');
    if (errors.length > 0) throw new RuleBroken('definition-invalid', `流程文件有 ${errors.length} 处问题，不能启用。`, undefined, errors.map(asItem));
    await run("UPDATE process_definitions SET state = 'retired', active_key = NULL WHERE definition_key = ? AND active_key IS NOT NULL AND id <> ?", [key, found.id]);
    await run("UPDATE process_definitions SET state = 'active', active_key = ?, activated_by = ?, activated_at = ?, comment = ? WHERE id = ?", [key, actor.userId, tx.now, comment, found.id]);
    await recordAudit(actor, { action: '启用流程版本', object: { kind: 'process-definition', id: found.id }, after: { key, version }, remark: comment });
    return definitionVersion(key, version);
  });
}

async function definitionVersion(key: string, version: number): Promise<DefinitionVersion> {
  const found = await row<Row>(`${SELECT} WHERE d.definition_key = ? AND d.version = ?`, [key, version]);
  if (!found) throw new NotFound();
  return versionOf(found);
}

const asItem = ({ elementId, code, message }: Finding): ErrorItem => ({ ...(elementId ? { elementId } : {}), code, message });
