import { checkAttachment, ATTACHMENTS_PER_ROUND } from '../attachments/gate.js';
import { cleanFileName } from '../attachments/file-name.js';
import { attachmentMime, isAttachmentKind } from '../attachments/kinds.js';
import { findingNames } from '../attachments/privacy-scan.js';
import { recordAudit } from '../audit/record.js';
import { requireTx, row, rows, run, transact } from '../database.js';
import { NotFound, RuleBroken } from '../lib/errors.js';
import { protection } from '../protection.js';
import type { Actor } from '../values/actor.js';
import { needsAttachment, periodName } from '../values/period.js';
import { officeIso } from '../values/office-date.js';
import { attachmentRound, factsOf, listInScope, lockListInScope, type AwardList } from './award-list.js';
import { demandAct } from './guards.js';

/** 公示附件: a file of one publicity round of a list. */
export type ListAttachment = { id: number; round: number; current: boolean; name: string; kind: string; size: number; scan: 'clean' | 'unchecked'; scanConfirmed: boolean; uploadedBy: string; uploadedAt: string };

type Row = { id: number; uid: string; round: number; name: string; kind: string; size_bytes: number; sha256: string; scan: 'clean' | 'unchecked'; scan_confirmed_by: number | null; uploaded_by_name: string | null; uploaded_at: Date };
const SELECT = 'SELECT f.id, f.uid, f.round, f.name, f.kind, f.size_bytes, f.sha256, f.scan, f.scan_confirmed_by, u.name AS uploaded_by_name, f.uploaded_at FROM attachments f LEFT JOIN users u ON u.id = f.uploaded_by';
const THIS_LIST = "f.subject_kind = 'award-list' AND f.subject_id = ? AND f.removed_at IS NULL";

/** A file that passed the gate and lies sealed in the store, not yet anybody's. */
export type AdmittedFile = { uid: string; sha256: string; sizeBytes: number; name: string; kind: string; scan: 'clean' | 'unchecked' };

/**
 * Checks and stores an upload before the act: the sealed file is written before its row, so a crash leaves a file
 * without a row, which the sweep removes, never a row without a file.
 * @throws TooLarge, UnsupportedMedia, RuleBroken `attachment-shows-numbers` (a document, telephone or card number stands in it).
 */
export async function admitAttachment(actor: Actor, listId: number, upload: { name: string; mime: string; bytes: Buffer }): Promise<AdmittedFile> {
  demandAct('attach', actor, await factsOf(await listInScope(actor, listId)));
  const checked = await checkAttachment({ bytes: upload.bytes, fileName: upload.name, declaredType: upload.mime });
  if (checked.scan === 'found') {
    const found = [...new Set(checked.findings.map(({ kind }) => findingNames[kind]))].join('、');
    throw new RuleBroken('attachment-shows-numbers', `文件里有${found}，公示附件不能含个人号码，请遮盖或删去后重新上传。`, '公示信息不得含证件号码、电话号码、银行卡号', checked.findings.map(({ kind, place }) => ({ path: 'file', code: kind, message: `${place}：${findingNames[kind]}` })));
  }
  const stored = await protection().files.put(checked.bytes);
  return { uid: stored.uid, sha256: stored.sha256, sizeBytes: stored.sizeBytes, name: cleanFileName(upload.name), kind: checked.kind, scan: checked.scan };
}

/**
 * 附件1 二(一)2、二(二)2: the school adds an admitted file to the coming or open publicity round. `seenClean`: the uploader
 * has looked at a picture that cannot be read for them and says that no number of a person stands in it.
 * @throws RuleBroken `already-done` after the confirmation, `too-many-attachments`.
 */
export async function attach(actor: Actor, listId: number, file: AdmittedFile, seenClean = false): Promise<ListAttachment> {
  return transact(async (tx) => {
    const list = await lockListInScope(actor, listId);
    demandAct('attach', actor, await factsOf(list));
    const round = attachmentRound(list);
    const count = await row<{ n: number }>(`SELECT COUNT(*) AS n FROM attachments f WHERE ${THIS_LIST} AND f.round = ?`, [listId, round]);
    if ((count?.n ?? 0) >= ATTACHMENTS_PER_ROUND) throw new RuleBroken('too-many-attachments', `一轮公示最多 ${ATTACHMENTS_PER_ROUND} 份附件，请先删去不要的。`);
    const confirms = file.scan === 'unchecked' && (seenClean || list.status.schoolPublicity === 'published');
    const { insertId } = await run('INSERT INTO attachments (uid, subject_kind, subject_id, round, name, kind, size_bytes, sha256, scan, scan_confirmed_by, uploaded_by, uploaded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [file.uid, 'award-list', listId, round, file.name, file.kind, file.sizeBytes, file.sha256, file.scan, confirms ? actor.userId : null, actor.userId, tx.now]);
    await touched(actor, list, '上传公示附件', { attachmentId: insertId, sha256: file.sha256, round, ...(confirms ? { confirmedClean: true } : {}) });
    return present(await attachmentRow(listId, insertId), round);
  });
}

/** Every attachment of a list, of this and earlier rounds, for those who see the list. */
export async function attachmentsOf(actor: Actor, listId: number): Promise<ListAttachment[]> {
  const list = await listInScope(actor, listId);
  const round = attachmentRound(list);
  return (await rows<Row>(`${SELECT} WHERE ${THIS_LIST} ORDER BY f.round DESC, f.id`, [listId])).map((one) => present(one, round));
}

/** The files as they lie in the store, oldest round first, for who has opened the list already. */
export async function attachmentRows(listId: number): Promise<{ round: number; name: string; uid: string; sha256: string; size: number; uploadedBy: string; uploadedAt: Date }[]> {
  return (await rows<Row>(`${SELECT} WHERE ${THIS_LIST} ORDER BY f.round, f.id`, [listId])).map((one) => ({ round: one.round, name: one.name, uid: one.uid, sha256: one.sha256, size: one.size_bytes, uploadedBy: one.uploaded_by_name ?? '', uploadedAt: one.uploaded_at }));
}

/** The file itself, for the own school and the authorities above it (附件1 二(一)3: 查看和下载); each download is on record. */
export async function downloadAttachment(actor: Actor, listId: number, attachmentId: number): Promise<{ name: string; mime: string; bytes: Buffer }> {
  const list = await listInScope(actor, listId);
  const found = await attachmentRow(listId, attachmentId);
  const bytes = await protection().files.get(found.uid, found.sha256);
  await transact(() => recordAudit(actor, { action: '下载公示附件', object: { kind: 'attachment', id: attachmentId, organisationId: list.school.id }, after: { listId } }));
  return { name: found.name, mime: isAttachmentKind(found.kind) ? attachmentMime(found.kind) : 'application/octet-stream', bytes };
}

/** Takes an attachment of the coming or open round away. @throws RuleBroken `attachment-required` for the last one a published May or December list must have (T5a). */
export async function removeAttachment(actor: Actor, listId: number, attachmentId: number): Promise<void> {
  await transact(async () => {
    const list = await lockListInScope(actor, listId);
    const found = await attachmentRow(listId, attachmentId);
    const facts = await factsOf(list);
    demandAct('attach', actor, facts);
    if (found.round !== attachmentRound(list)) throw new RuleBroken('already-done', '以前各轮的附件是公示凭据，不能删除。');
    if (list.status.schoolPublicity === 'published' && needsAttachment(list.period) && facts.attachments <= 1) throw new RuleBroken('attachment-required', `${periodName(list.period)}的名单必须有公示附件，请先上传新的，再删这一份。`, '附件1 二（一）2、二（二）2');
    await run('UPDATE attachments SET removed_at = ? WHERE id = ?', [requireTx().now, attachmentId]);
    await touched(actor, list, '删除公示附件', { attachmentId, sha256: found.sha256 });
  });
}

async function touched(actor: Actor, list: AwardList, action: string, after: Record<string, unknown>): Promise<void> {
  await run('UPDATE award_lists SET version = version + 1 WHERE id = ?', [list.id]);
  await recordAudit(actor, { action, object: { kind: 'award-list', id: list.id, organisationId: list.school.id }, after });
}

async function attachmentRow(listId: number, attachmentId: number): Promise<Row> {
  const found = await row<Row>(`${SELECT} WHERE ${THIS_LIST} AND f.id = ?`, [listId, attachmentId]);
  if (!found) throw new NotFound();
  return found;
}

const present = (found: Row, currentRound: number): ListAttachment => ({
  id: found.id, round: found.round, current: found.round === currentRound, name: found.name, kind: found.kind, size: found.size_bytes, scan: found.scan,
  scanConfirmed: found.scan === 'clean' || found.scan_confirmed_by !== null, uploadedBy: found.uploaded_by_name ?? '', uploadedAt: officeIso(found.uploaded_at),
});
