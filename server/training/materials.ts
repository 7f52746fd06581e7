import { cleanFileName } from '../attachments/file-name.js';
import { ATTACHMENTS_PER_ROUND, checkAttachment } from '../attachments/gate.js';
import { attachmentMime, isAttachmentKind } from '../attachments/kinds.js';
import { findingNames } from '../attachments/privacy-scan.js';
import { recordAudit } from '../audit/record.js';
import { row, rows, run, transact } from '../database.js';
import { Forbidden, InputInvalid, NotFound, RuleBroken } from '../lib/errors.js';
import { protection } from '../protection.js';
import { isAdministrator, type Actor } from '../values/actor.js';
import { organisers, trainingInScope, type Training } from './training.js';

/** 培训资料: a file of a session; `helpPath` names the page it explains, whose help leads to it. */
export type Material = { id: number; name: string; kind: string; size: number; scan: 'clean' | 'unchecked'; addedBy: string; addedAt: Date; helpPath: string | null };
export type AdmittedMaterial = { uid: string; sha256: string; sizeBytes: number; name: string; kind: string; scan: 'clean' | 'unchecked' };

/** Why this person adds none; null when they do. */
export const whyNotAddMaterial = (actor: Actor, one: Training): string | null => (one.from.id === actor.organisation.id && organisers.includes(actor.role) ? null : `资料由组织培训的${one.from.name}的业务操作人员添加。`);

/**
 * Checks and stores an upload before the act; a crash leaves a file without a row, which the sweep removes.
 * @throws NotFound, Forbidden; TooLarge, UnsupportedMedia; RuleBroken of the gate, `attachment-shows-numbers`, `scan-not-confirmed`.
 */
export async function admitMaterial(actor: Actor, trainingId: number, upload: { name: string; mime: string; bytes: Buffer }, seenClean: boolean): Promise<AdmittedMaterial> {
  demandHolder(actor, await trainingInScope(actor, trainingId));
  const checked = await checkAttachment({ bytes: upload.bytes, fileName: upload.name, declaredType: upload.mime });
  const found = checked.findings.filter(({ kind }) => kind !== 'mobile');
  if (found.length > 0) throw new RuleBroken('attachment-shows-numbers', `文件里有${[...new Set(found.map(({ kind }) => findingNames[kind]))].join('、')}，培训资料不能含个人号码，请换成示例数据后重新上传。`, undefined, found.map(({ kind, place }) => ({ path: 'file', code: kind, message: `${place}：${findingNames[kind]}` })));
  const scan = checked.scan === 'unchecked' ? 'unchecked' : 'clean';
  if (scan === 'unchecked' && !seenClean) throw new RuleBroken('scan-not-confirmed', '图片和扫描件不能自动检查。请看清里面没有证件号、银行卡号，勾选确认后再上传。', undefined, [{ path: 'noPersonalNumbers', code: 'scan-not-confirmed', message: '请看清没有证件号、银行卡号，勾选确认。' }]);
  const stored = await protection().files.put(checked.bytes);
  return { uid: stored.uid, sha256: stored.sha256, sizeBytes: stored.sizeBytes, name: cleanFileName(upload.name), kind: checked.kind, scan };
}

/** Adds an admitted file. @param helpPath a page that has help. @throws NotFound; Forbidden; InputInvalid; RuleBroken `too-many-attachments` */
export async function addMaterial(actor: Actor, trainingId: number, file: AdmittedMaterial, helpPath: string | null, pages: readonly string[]): Promise<Material> {
  if (helpPath !== null && !pages.includes(helpPath)) throw new InputInvalid([{ path: 'helpPath', code: 'unknown', message: '没有这个页面，请从列表里选。' }]);
  return transact(async (tx) => {
    demandHolder(actor, await trainingInScope(actor, trainingId));
    await row('SELECT id FROM trainings WHERE id = ? FOR UPDATE', [trainingId]);
    if ((await materialsOf(trainingId)).length >= ATTACHMENTS_PER_ROUND) throw new RuleBroken('too-many-attachments', `一次培训最多 ${ATTACHMENTS_PER_ROUND} 份资料。`);
    const { insertId } = await run("INSERT INTO attachments (uid, subject_kind, subject_id, round, name, kind, size_bytes, sha256, scan, scan_confirmed_by, uploaded_by, uploaded_at) VALUES (?, 'training', ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)",
      [file.uid, trainingId, file.name, file.kind, file.sizeBytes, file.sha256, file.scan, file.scan === 'unchecked' ? actor.userId : null, actor.userId, tx.now]);
    await run('INSERT INTO training_materials (attachment_id, training_id, help_path) VALUES (?, ?, ?)', [insertId, trainingId, helpPath]);
    await recordAudit(actor, { action: '添加培训资料', object: { kind: 'training', id: trainingId, organisationId: actor.organisation.id }, after: { attachmentId: insertId, sha256: file.sha256, ...(helpPath ? { helpPath } : {}), ...(file.scan === 'unchecked' ? { confirmedClean: true } : {}) } });
    return { id: insertId, name: file.name, kind: file.kind, size: file.sizeBytes, scan: file.scan, addedBy: actor.name, addedAt: tx.now, helpPath };
  });
}

/** The files of a session, for those who have opened it. */
export async function materialsOf(trainingId: number): Promise<Material[]> {
  return rows<Material>("SELECT f.id, f.name, f.kind, f.size_bytes AS size, f.scan, COALESCE(u.name, '') AS addedBy, f.uploaded_at AS addedAt, m.help_path AS helpPath FROM training_materials m JOIN attachments f ON f.id = m.attachment_id LEFT JOIN users u ON u.id = f.uploaded_by WHERE m.training_id = ? AND f.removed_at IS NULL ORDER BY f.id", [trainingId]);
}

/** The file itself, for whom the session is for and its organiser; each download is on record. @throws NotFound */
export async function downloadMaterial(actor: Actor, trainingId: number, materialId: number): Promise<{ name: string; mime: string; bytes: Buffer }> {
  const training = await trainingInScope(actor, trainingId);
  const found = await row<{ uid: string; sha256: string; name: string; kind: string }>('SELECT f.uid, f.sha256, f.name, f.kind FROM training_materials m JOIN attachments f ON f.id = m.attachment_id WHERE m.training_id = ? AND f.id = ? AND f.removed_at IS NULL', [trainingId, materialId]);
  if (!found) throw new NotFound();
  const bytes = await protection().files.get(found.uid, found.sha256);
  await transact(() => recordAudit(actor, { action: '下载培训资料', object: { kind: 'attachment', id: materialId, organisationId: training.from.id }, after: { trainingId } }));
  return { name: found.name, mime: isAttachmentKind(found.kind) ? attachmentMime(found.kind) : 'application/octet-stream', bytes };
}

/** Files that explain a page, of sessions the actor was invited to or holds; the newest first. For the page's help. */
export async function materialsAbout(actor: Actor, helpPath: string): Promise<{ href: string; name: string }[]> {
  if (isAdministrator(actor)) return [];
  const found = await rows<{ id: number; training_id: number; name: string }>(
    `SELECT f.id, m.training_id, f.name FROM training_materials m JOIN trainings c ON c.id = m.training_id JOIN attachments f ON f.id = m.attachment_id AND f.removed_at IS NULL
      WHERE m.help_path = ? AND c.cancelled_at IS NULL AND (c.organisation_id = ? OR (EXISTS (SELECT 1 FROM training_recipients t WHERE t.training_id = c.id AND t.organisation_id = ?) AND FIND_IN_SET(?, c.roles) > 0)) ORDER BY f.id DESC LIMIT 3`, [helpPath, actor.organisation.id, actor.organisation.id, actor.role]);
  return found.map(({ id, training_id, name }) => ({ href: `/trainings/${training_id}/materials/${id}`, name }));
}

function demandHolder(actor: Actor, one: Training): void {
  const refused = whyNotAddMaterial(actor, one);
  if (refused) throw new Forbidden('role-not-allowed', refused);
}
