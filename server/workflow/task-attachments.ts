import { cleanFileName } from '../attachments/file-name.js';
import { checkAttachment } from '../attachments/gate.js';
import { attachmentMime, isAttachmentKind } from '../attachments/kinds.js';
import { recordAudit } from '../audit/record.js';
import { officeNow, requireTx, row, rows, run, transact } from '../database.js';
import { Conflict, Forbidden, NotFound, RuleBroken } from '../lib/errors.js';
import { protection } from '../protection.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf } from '../values/office-date.js';
import { actingOn, candidatesOf } from './absences.js';
import { lockTask } from './step.js';
import { taskInScope, type Task } from './task.js';
import { signersOf } from './task-signers.js';

/** A file beside an opinion or for a field of a task's form; for those who see the task, never published. */
export type TaskFile = { id: number; name: string; kind: string; size: number; uploadedBy: { id: number; name: string }; uploadedAt: Date };
export type AdmittedTaskFile = { uid: string; sha256: string; sizeBytes: number; name: string; kind: string; scan: 'clean' | 'found' | 'unchecked' };

const MOST_FILES = 10;

/** Whoever decides the task or is asked for their word. @throws Conflict `already-done`, Forbidden */
async function demandDoer(actor: Actor, task: Task): Promise<void> {
  if (task.state !== 'open') throw new Conflict('already-done', '这件事已经办结，附件不能再变。');
  const acting = await actingOn(actor, { key: task.key, assignee: task.assignee, candidates: await candidatesOf(task.id) }, officeDateOf(await officeNow()));
  if (acting || ((await signersOf([task.id])).get(task.id) ?? []).some(({ user, state }) => user.id === actor.userId && state === 'open')) return;
  throw new Forbidden('role-not-allowed', `“${task.name}”由${task.organisation?.name ?? '其他单位'}办理，您可以查看。`);
}

/** Checks and stores an upload before the act; a crash leaves a file without a row, which the sweep removes. @throws TooLarge, UnsupportedMedia, RuleBroken */
export async function admitTaskFile(actor: Actor, taskId: number, upload: { name: string; mime: string; bytes: Buffer }): Promise<AdmittedTaskFile> {
  await demandDoer(actor, await taskInScope(actor, taskId));
  const checked = await checkAttachment({ bytes: upload.bytes, fileName: upload.name, declaredType: upload.mime });
  const stored = await protection().files.put(checked.bytes);
  return { uid: stored.uid, sha256: stored.sha256, sizeBytes: stored.sizeBytes, name: cleanFileName(upload.name), kind: checked.kind, scan: checked.scan };
}

/** Adds an admitted file to an open task. @throws RuleBroken `too-many-attachments` */
export async function attachToTask(actor: Actor, taskId: number, file: AdmittedTaskFile): Promise<TaskFile> {
  return transact(async (tx) => {
    const { task } = await lockTask(actor, taskId);
    await demandDoer(actor, task);
    if ((await filesOf(taskId)).length >= MOST_FILES) throw new RuleBroken('too-many-attachments', `一件事最多 ${MOST_FILES} 个附件，请先删去不要的。`);
    const { insertId } = await run("INSERT INTO attachments (uid, subject_kind, subject_id, round, name, kind, size_bytes, sha256, scan, uploaded_by, uploaded_at) VALUES (?, 'task', ?, 0, ?, ?, ?, ?, ?, ?, ?)", [file.uid, taskId, file.name, file.kind, file.sizeBytes, file.sha256, file.scan, actor.userId, tx.now]);
    await recordAudit(actor, { action: '添加办理附件', object: { kind: task.subject.kind, id: task.subject.id, organisationId: task.subjectOrganisationId }, after: { task: task.name, attachmentId: insertId, sha256: file.sha256 } });
    const found = (await filesOf(taskId)).find(({ id }) => id === insertId);
    if (!found) throw new NotFound();
    return found;
  });
}

type Row = { id: number; name: string; kind: string; size_bytes: number; uploaded_by: number; uploader: string | null; uploaded_at: Date };

/** The files of one task, for those who see it. */
export async function filesOf(taskId: number): Promise<TaskFile[]> {
  const found = await rows<Row>("SELECT f.id, f.name, f.kind, f.size_bytes, f.uploaded_by, u.name AS uploader, f.uploaded_at FROM attachments f LEFT JOIN users u ON u.id = f.uploaded_by WHERE f.subject_kind = 'task' AND f.subject_id = ? AND f.removed_at IS NULL ORDER BY f.id", [taskId]);
  return found.map((one) => ({ id: one.id, name: one.name, kind: one.kind, size: one.size_bytes, uploadedBy: { id: one.uploaded_by, name: one.uploader ?? '' }, uploadedAt: one.uploaded_at }));
}

/** The file itself; each download is on record. @throws NotFound */
export async function downloadTaskFile(actor: Actor, taskId: number, attachmentId: number): Promise<{ name: string; mime: string; bytes: Buffer }> {
  const task = await taskInScope(actor, taskId);
  const found = await fileRow(taskId, attachmentId);
  const bytes = await protection().files.get(found.uid, found.sha256);
  await transact(() => recordAudit(actor, { action: '下载办理附件', object: { kind: 'attachment', id: attachmentId, organisationId: task.subjectOrganisationId }, after: { taskId } }));
  return { name: found.name, mime: isAttachmentKind(found.kind) ? attachmentMime(found.kind) : 'application/octet-stream', bytes };
}

/** Takes one's own file away while the task is open. @throws NotFound, Forbidden for another's, Conflict `already-done` */
export async function removeTaskFile(actor: Actor, taskId: number, attachmentId: number): Promise<void> {
  await transact(async () => {
    const { task } = await lockTask(actor, taskId);
    const found = await fileRow(taskId, attachmentId);
    await demandDoer(actor, task);
    if (found.uploaded_by !== actor.userId) throw new Forbidden('role-not-allowed', '附件由添加的人删除。');
    await run('UPDATE attachments SET removed_at = ? WHERE id = ?', [requireTx().now, attachmentId]);
    await recordAudit(actor, { action: '删除办理附件', object: { kind: task.subject.kind, id: task.subject.id, organisationId: task.subjectOrganisationId }, after: { task: task.name, attachmentId } });
  });
}

async function fileRow(taskId: number, id: number): Promise<{ uid: string; sha256: string; name: string; kind: string; uploaded_by: number }> {
  const found = await row<{ uid: string; sha256: string; name: string; kind: string; uploaded_by: number }>("SELECT uid, sha256, name, kind, uploaded_by FROM attachments WHERE id = ? AND subject_kind = 'task' AND subject_id = ? AND removed_at IS NULL", [id, taskId]);
  if (!found) throw new NotFound();
  return found;
}
