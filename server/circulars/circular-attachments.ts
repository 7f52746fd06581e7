import { cleanFileName } from '../attachments/file-name.js';
import { ATTACHMENTS_PER_ROUND, checkAttachment } from '../attachments/gate.js';
import { attachmentMime, isAttachmentKind } from '../attachments/kinds.js';
import { findingNames } from '../attachments/privacy-scan.js';
import { recordAudit } from '../audit/record.js';
import { row, rows, run, transact } from '../database.js';
import { Forbidden, NotFound, RuleBroken } from '../lib/errors.js';
import { protection } from '../protection.js';
import type { Actor } from '../values/actor.js';
import { circularInScope, type Circular } from './circular.js';
import { mayPublish } from './policy.js';

/** 通知附件: a file beside a circular, for everybody it concerns. It is added, never taken away: what was sent out is sent out. */
export type CircularAttachment = { id: number; name: string; kind: string; size: number; scan: 'clean' | 'unchecked'; addedBy: string; addedAt: Date };
export type AdmittedFile = { uid: string; sha256: string; sizeBytes: number; name: string; kind: string; scan: 'clean' | 'unchecked' };

const basis = '公示和通知信息不得含证件号码、银行卡号';

/** Why this person adds no file to it; null when they do. */
export function whyNotAttach(actor: Actor, circular: Circular): string | null {
  return circular.from.id === actor.organisation.id && mayPublish(actor) ? null : `附件由发通知的${circular.from.name}的业务操作人员添加。`;
}

/**
 * Checks and stores an upload before the act; a crash leaves a file without a row, which the sweep removes.
 * @param seenClean the sender has looked at a file that cannot be read for them and says that no person's number stands in it.
 * @throws NotFound, Forbidden; TooLarge, UnsupportedMedia; RuleBroken of the gate, `attachment-shows-numbers`, `scan-not-confirmed`.
 */
export async function admitCircularFile(actor: Actor, circularId: number, upload: { name: string; mime: string; bytes: Buffer }, seenClean: boolean): Promise<AdmittedFile> {
  demandSender(actor, await circularInScope(actor, circularId));
  const checked = await checkAttachment({ bytes: upload.bytes, fileName: upload.name, declaredType: upload.mime });
  // A telephone to ask at may stand in a notice, as in its text.
  const found = checked.findings.filter(({ kind }) => kind !== 'mobile');
  if (found.length > 0) throw new RuleBroken('attachment-shows-numbers', `文件里有${[...new Set(found.map(({ kind }) => findingNames[kind]))].join('、')}，发给许多单位的附件不能含个人号码，请删去后重新上传。`, basis, found.map(({ kind, place }) => ({ path: 'file', code: kind, message: `${place}：${findingNames[kind]}` })));
  const scan = checked.scan === 'unchecked' ? 'unchecked' : 'clean';
  if (scan === 'unchecked' && !seenClean) throw new RuleBroken('scan-not-confirmed', '图片和扫描件不能自动检查。请看清里面没有证件号、银行卡号，勾选确认后再上传。', basis, [{ path: 'noPersonalNumbers', code: 'scan-not-confirmed', message: '请看清没有证件号、银行卡号，勾选确认。' }]);
  const stored = await protection().files.put(checked.bytes);
  return { uid: stored.uid, sha256: stored.sha256, sizeBytes: stored.sizeBytes, name: cleanFileName(upload.name), kind: checked.kind, scan };
}

/** Adds an admitted file to a circular. @throws NotFound; Forbidden; RuleBroken `too-many-attachments` */
export async function attachToCircular(actor: Actor, circularId: number, file: AdmittedFile): Promise<CircularAttachment> {
  return transact(async (tx) => {
    demandSender(actor, await circularInScope(actor, circularId));
    await row('SELECT id FROM circulars WHERE id = ? FOR UPDATE', [circularId]);
    const before = await attachmentsOfCircular(circularId);
    if (before.length >= ATTACHMENTS_PER_ROUND) throw new RuleBroken('too-many-attachments', `一份通知最多 ${ATTACHMENTS_PER_ROUND} 个附件。`);
    const { insertId } = await run("INSERT INTO attachments (uid, subject_kind, subject_id, round, name, kind, size_bytes, sha256, scan, scan_confirmed_by, uploaded_by, uploaded_at) VALUES (?, 'circular', ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)",
      [file.uid, circularId, file.name, file.kind, file.sizeBytes, file.sha256, file.scan, file.scan === 'unchecked' ? actor.userId : null, actor.userId, tx.now]);
    await recordAudit(actor, { action: '添加通知附件', object: { kind: 'circular', id: circularId, organisationId: actor.organisation.id }, after: { attachmentId: insertId, sha256: file.sha256, ...(file.scan === 'unchecked' ? { confirmedClean: true } : {}) } });
    return { id: insertId, name: file.name, kind: file.kind, size: file.sizeBytes, scan: file.scan, addedBy: actor.name, addedAt: tx.now };
  });
}

/** The files of a circular, for those who have opened it. */
export async function attachmentsOfCircular(circularId: number): Promise<CircularAttachment[]> {
  return rows<CircularAttachment>("SELECT f.id, f.name, f.kind, f.size_bytes AS size, f.scan, COALESCE(u.name, '') AS addedBy, f.uploaded_at AS addedAt FROM attachments f LEFT JOIN users u ON u.id = f.uploaded_by WHERE f.subject_kind = 'circular' AND f.subject_id = ? AND f.removed_at IS NULL ORDER BY f.id", [circularId]);
}

/** The file itself, for whom the circular concerns and its sender; each download is on record. @throws NotFound */
export async function downloadCircularFile(actor: Actor, circularId: number, attachmentId: number): Promise<{ name: string; mime: string; bytes: Buffer }> {
  const circular = await circularInScope(actor, circularId);
  const found = await row<{ uid: string; sha256: string; name: string; kind: string }>("SELECT uid, sha256, name, kind FROM attachments WHERE id = ? AND subject_kind = 'circular' AND subject_id = ? AND removed_at IS NULL", [attachmentId, circularId]);
  if (!found) throw new NotFound();
  const bytes = await protection().files.get(found.uid, found.sha256);
  await transact(() => recordAudit(actor, { action: '下载通知附件', object: { kind: 'attachment', id: attachmentId, organisationId: circular.from.id }, after: { circularId } }));
  return { name: found.name, mime: isAttachmentKind(found.kind) ? attachmentMime(found.kind) : 'application/octet-stream', bytes };
}

function demandSender(actor: Actor, circular: Circular): void {
  const refused = whyNotAttach(actor, circular);
  if (refused) throw new Forbidden('role-not-allowed', refused);
}
