import { createHash } from 'node:crypto';
import { row, rows, run, transact } from '../database.js';
import { NotFound } from '../lib/errors.js';
import { parseSource, type Source } from './engine.js';
import { postRoles } from '../values/actor.js';
import { checkDefinition } from './check-definition.js';
import { knownNames } from './registry.js';
import { readDefinition, type DefinitionModel } from './definition-model.js';

/** One published version of a process file, parsed once and kept: instances keep the version they began with. */
export type Version = { id: number; key: string; version: number; sha256: string; xml: string; model: DefinitionModel; source: Source };

const CACHED = 100;
const parsed = new Map<number, Version>();

type Row = { id: number; definition_key: string; version: number; sha256: string; xml: string };

/** The version an instance runs on. */
export async function versionById(id: number): Promise<Version> {
  const cached = parsed.get(id);
  if (cached) return cached;
  const found = await row<Row>('SELECT id, definition_key, version, sha256, xml FROM process_definitions WHERE id = ?', [id]);
  if (!found) throw new Error(`process definition ${id} is missing`);
  const version: Version = { id, key: found.definition_key, version: found.version, sha256: found.sha256, xml: found.xml, model: await readDefinition(found.xml), source: await parseSource(found.xml) };
  if (parsed.size >= CACHED) parsed.delete([...parsed.keys()][0]);
  parsed.set(id, version);
  return version;
}

/** The version new instances begin with. @throws NotFound when none is active. */
export async function activeVersion(key: string): Promise<Version> {
  const found = await row<{ id: number }>('SELECT id FROM process_definitions WHERE active_key = ?', [key]);
  if (!found) throw new NotFound(`流程“${key}”没有启用的版本，请流程发布人先启用一个版本。`);
  return versionById(found.id);
}

/** A file of `processes/` is checked when it is loaded, like any other. @throws Error naming file, element and reason. */
async function refuseUnsound(name: string, xml: string): Promise<void> {
  const errors = (await checkDefinition(xml, knownNames(postRoles))).filter(({ level }) => level === 'error');
  if (errors.length > 0) throw new Error(`流程文件 ${name} 不能启用：\n${errors.map(({ elementId, message }) => `  ${elementId ? `${elementId}：` : ''}${message}`).join('\n')}`);
}

export const hashXml = (xml: string): string => createHash('sha256').update(xml).digest('hex');

/**
 * Puts the shipped process files into an installation: version 1 active in a new one; after an upgrade a changed
 * file, once checked, becomes a new version, active at once only while the office never activated one of its own.
 * A file that is in the library already was checked when it came.
 */
export async function installShipped(files: readonly { name: string; xml: string }[], now: Date): Promise<void> {
  for (const { name, xml } of files) {
    const sha256 = hashXml(xml);
    if (await row('SELECT id FROM process_definitions WHERE sha256 = ? LIMIT 1', [sha256])) continue;
    await refuseUnsound(name, xml);
    const model = await readDefinition(xml);
    await transact(async () => {
      const versions = await rows<{ version: number; sha256: string; active_key: string | null; saved_by: number | null }>('SELECT version, sha256, active_key, saved_by FROM process_definitions WHERE definition_key = ? ORDER BY version FOR UPDATE', [model.key]);
      if (versions.some((one) => one.sha256 === sha256)) return;
      const active = versions.find((one) => one.active_key);
      const takesOver = !active || active.saved_by === null;
      if (takesOver && active) await run("UPDATE process_definitions SET state = 'retired', active_key = NULL WHERE definition_key = ? AND active_key IS NOT NULL", [model.key]);
      await run('INSERT INTO process_definitions (definition_key, version, name, subject_kind, state, active_key, xml, sha256, comment, saved_at, activated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        [model.key, (versions.at(-1)?.version ?? 0) + 1, model.name, model.subject, takesOver ? 'active' : 'draft', takesOver ? model.key : null, xml, sha256, '随系统提供', now, takesOver ? now : null]);
    });
  }
}
