import { isDuplicate, row, rows, run, transact } from '../database.js';
import { recordAudit } from '../audit/record.js';
import { Conflict, Forbidden, NotFound, RuleBroken, type ErrorItem } from '../lib/errors.js';
import { postRoles, type Actor } from '../values/actor.js';
import { checkDefinition, isNeverKept, type Checked, type Finding } from './check-definition.js';
import { checkCalls } from './check-calls.js';
import { checkInWorker } from './check-in-worker.js';
import { hashXml } from './definition.js';
import { readDefinition } from './definition-model.js';
import { knownNames } from './registry.js';

/** One version of a process file in the library. */
export type DefinitionVersion = { id: number; key: string; version: number; name: string; state: 'draft' | 'active' | 'retired'; comment: string; sha256: string; savedBy: string | null; savedAt: Date; activatedBy: string | null; activatedAt: Date | null; running: number };

type Row = { id: number; definition_key: string; version: number; name: string; state: DefinitionVersion['state']; comment: string; sha256: string; saved_by_name: string | null; saved_by: number | null; saved_at: Date; activated_by_name: string | null; activated_at: Date | null; running: number };
const SELECT = `SELECT d.id, d.definition_key, d.version, d.name, d.state, d.comment, d.sha256, s.name AS saved_by_name, d.saved_by, d.saved_at, a.name AS activated_by_name, d.activated_at,
  (SELECT COUNT(*) FROM process_instances p JOIN organisations o ON o.id = p.subject_organisation_id AND o.path LIKE ? WHERE p.definition_id = d.id AND p.active_flag = 1) AS running
  FROM process_definitions d LEFT JOIN users s ON s.id = d.saved_by LEFT JOIN users a ON a.id = d.activated_by`;
const versionOf = (found: Row): DefinitionVersion => ({ id: found.id, key: found.definition_key, version: found.version, name: found.name, state: found.state, comment: found.comment, sha256: found.sha256, savedBy: found.saved_by_name, savedAt: found.saved_at, activatedBy: found.activated_by_name, activatedAt: found.activated_at, running: found.running });

/** Every version of every definition, newest version first. `within` counts what runs at or below that place only: how much there is elsewhere is nobody's business. */
export async function listDefinitions(key?: string, within = '/'): Promise<DefinitionVersion[]> {
  return (await rows<Row>(`${SELECT}${key ? ' WHERE d.definition_key = ?' : ''} ORDER BY d.definition_key, d.version DESC`, [`${within}%`, ...(key ? [key] : [])])).map(versionOf);
}

/** The file of one version, as it was saved. @throws NotFound */
export async function definitionXml(key: string, version: number): Promise<string> {
  const found = await row<{ xml: string }>('SELECT xml FROM process_definitions WHERE definition_key = ? AND version = ?', [key, version]);
  if (!found) throw new NotFound('没有这个流程版本。');
  return found.xml;
}

/** What the last files were found to be. A check depends on the file and the registered names alone, so activating what was just saved needs no second one. */
const examined = new Map<string, Checked>();
const REMEMBERED = 20;

/** Checks a file that was sent, in a thread of its own; before the act, so that no transaction waits for it. */
export async function examine(xml: string): Promise<Checked> {
  const known = knownNames(postRoles);
  const key = hashXml(`${JSON.stringify(known)}${xml}`);
  const before = examined.get(key);
  if (before) return before;
  const checked = await checkInWorker(xml, known);
  if (checked.findings.some(({ code }) => code === 'check-unfinished')) return checked; // a busy moment is not the file's fault
  if (examined.size >= REMEMBERED) examined.delete([...examined.keys()][0] ?? '');
  examined.set(key, checked);
  return checked;
}
/** The same for a version of the library, and which file it was: what is activated must be what was looked at. @throws NotFound */
export async function examineVersion(key: string, version: number): Promise<Checked & { sha256: string }> {
  const xml = await definitionXml(key, version);
  return { ...(await examine(xml)), sha256: hashXml(xml) };
}
/** What the check said when this version was saved. A file that came with the system or is older than this record is looked at now, without rehearsal. @throws NotFound */
export async function checkedVersion(key: string, version: number): Promise<Checked> {
  const found = await row<{ xml: string; checked: string | null }>('SELECT xml, checked FROM process_definitions WHERE definition_key = ? AND version = ?', [key, version]);
  if (!found) throw new NotFound('没有这个流程版本。');
  return found.checked === null ? { findings: await checkDefinition(found.xml, knownNames(postRoles)) } : JSON.parse(found.checked);
}

/** A saved version with what the check of it found. */
export type SavedVersion = { version: DefinitionVersion } & Checked;

/**
 * Saves a process file as a new draft version, checked. `unfinished`: with errors too, as work to be gone on with.
 * @throws RuleBroken `definition-invalid` with every finding where the file can never run (an unfinished one: can never be kept); Conflict when the same file is saved already.
 */
export async function saveDefinition(actor: Actor, xml: string, given?: Checked, unfinished = false): Promise<SavedVersion> {
  const checked = given ?? (await examine(xml));
  refuseErrors(xml, checked, unfinished);
  const model = await readDefinition(xml);
  return transact(async (tx) => {
    const versions = await rows<{ version: number; sha256: string }>('SELECT version, sha256 FROM process_definitions WHERE definition_key = ? ORDER BY version FOR UPDATE', [model.key]);
    const same = versions.find((one) => one.sha256 === hashXml(xml));
    if (same) throw new Conflict('in-use', `这个文件与第 ${same.version} 版完全相同，不用重复上传。`);
    const next = (versions.at(-1)?.version ?? 0) + 1;
    try {
      await run('INSERT INTO process_definitions (definition_key, version, name, subject_kind, state, xml, sha256, checked, saved_by, saved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [model.key, next, model.name, model.subject.slice(0, 32), 'draft', xml, hashXml(xml), JSON.stringify(checked), actor.userId, tx.now]);
    } catch (error) {
      throw isDuplicate(error, 'process_definitions_version') ? new Conflict('stale-version', '别人刚保存了一个新版本，请刷新后再上传。') : error;
    }
    await recordAudit(actor, { action: '保存流程版本', object: { kind: 'process-definition', id: null }, after: { key: model.key, version: next, sha256: hashXml(xml) } });
    return { version: await definitionVersion(model.key, next), ...checked };
  });
}

/**
 * Saves further work on a draft that was never in use, in its place. Whoever saved it last is who may not activate it.
 * @param seen the draft as it was opened: its number and the hash of its file.
 * @throws RuleBroken `definition-invalid`; Conflict `stale-version` when somebody saved it in between, `in-use` when it is not a draft any more.
 */
export async function saveDraftAgain(actor: Actor, seen: { key: string; version: number; sha256: string }, xml: string, checked: Checked): Promise<SavedVersion> {
  refuseErrors(xml, checked, true);
  const model = await readDefinition(xml);
  if (model.key !== seen.key) return saveDefinition(actor, xml, checked, true);
  return transact(async (tx) => {
    const versions = await rows<{ id: number; version: number; state: string; activated_at: Date | null; sha256: string }>('SELECT id, version, state, activated_at, sha256 FROM process_definitions WHERE definition_key = ? ORDER BY version FOR UPDATE', [seen.key]);
    const found = versions.find(({ version }) => version === seen.version);
    if (!found) throw new NotFound('没有这个流程版本。');
    if (found.state !== 'draft' || found.activated_at !== null) throw new Conflict('in-use', `第 ${seen.version} 版已经启用，不能再改。请把图另存为新版本。`);
    if (found.sha256 !== seen.sha256) throw new Conflict('stale-version', `第 ${seen.version} 版草稿在您打开之后又有人保存过。请先导出您的图，再重新打开这一版，把改动合进去。`);
    const same = versions.find((one) => one.sha256 === hashXml(xml) && one.version !== seen.version);
    if (same) throw new Conflict('in-use', `这张图与第 ${same.version} 版完全相同，不用再保存。`);
    await run('UPDATE process_definitions SET name = ?, subject_kind = ?, xml = ?, sha256 = ?, checked = ?, saved_by = ?, saved_at = ? WHERE id = ?', [model.name, model.subject.slice(0, 32), xml, hashXml(xml), JSON.stringify(checked), actor.userId, tx.now, found.id]);
    await recordAudit(actor, { action: '保存流程版本', object: { kind: 'process-definition', id: found.id }, after: { key: seen.key, version: seen.version, sha256: hashXml(xml) } });
    return { version: await definitionVersion(seen.key, seen.version), ...checked };
  });
}

function refuseErrors(xml: string, { findings }: Checked, unfinished: boolean): void {
  const errors = findings.filter((finding) => (unfinished ? isNeverKept(xml, finding) : finding.level === 'error'));
  if (errors.length > 0) throw new RuleBroken('definition-invalid', `流程文件有 ${errors.length} 处问题，${unfinished ? '连草稿也不能保存，请先改正。' : '改好后再上传。'}`, undefined, errors.map(asItem));
}

/**
 * Makes a version the one new lists begin with; running ones keep theirs. Four eyes: not by whoever saved it last.
 * @param seen the hash of the file the person looked at. @throws NotFound, Forbidden `same-person` or `role-not-allowed`,
 * Conflict `stale-version` when another file stands there now, RuleBroken `definition-invalid` while an error-level finding stands.
 */
export async function activateDefinition(actor: Actor, key: string, version: number, comment: string, given?: Checked & { sha256: string }, seen?: string): Promise<DefinitionVersion> {
  const { findings, sha256 } = given ?? (await examineVersion(key, version));
  return transact(async (tx) => {
    const found = await row<{ id: number; saved_by: number | null; state: string; sha256: string }>('SELECT id, saved_by, state, sha256 FROM process_definitions WHERE definition_key = ? AND version = ? FOR UPDATE', [key, version]);
    if (!found) throw new NotFound('没有这个流程版本。');
    if (found.saved_by === actor.userId) throw new Forbidden('same-person', '您最后保存了这个版本，须由另一位流程发布人启用。');
    if (actor.role !== 'process-publisher') throw new Forbidden('role-not-allowed', '流程版本由流程发布人启用。');
    if (found.sha256 !== sha256 || (seen !== undefined && found.sha256 !== seen)) throw new Conflict('stale-version', '这一版在您打开之后又保存过。请刷新，看过新的图和检查结果再启用。');
    const { xml } = (await row<{ xml: string }>('SELECT xml FROM process_definitions WHERE id = ?', [found.id])) ?? { xml: '' };
    const errors = [...findings.filter(({ level }) => level === 'error'), ...(await checkCalls(await readDefinition(xml)))];
    if (errors.length > 0) throw new RuleBroken('definition-invalid', `流程文件有 ${errors.length} 处问题，不能启用。`, undefined, errors.map(asItem));
    await run("UPDATE process_definitions SET state = 'retired', active_key = NULL WHERE definition_key = ? AND active_key IS NOT NULL AND id <> ?", [key, found.id]);
    await run("UPDATE process_definitions SET state = 'active', active_key = ?, activated_by = ?, activated_at = ?, comment = ? WHERE id = ?", [key, actor.userId, tx.now, comment, found.id]);
    await recordAudit(actor, { action: '启用流程版本', object: { kind: 'process-definition', id: found.id }, after: { key, version }, remark: comment });
    return definitionVersion(key, version);
  });
}

async function definitionVersion(key: string, version: number): Promise<DefinitionVersion> {
  const found = await row<Row>(`${SELECT} WHERE d.definition_key = ? AND d.version = ?`, ['/%', key, version]);
  if (!found) throw new NotFound();
  return versionOf(found);
}

const asItem = ({ elementId, code, message }: Finding): ErrorItem => ({ ...(elementId ? { elementId } : {}), code, message });
