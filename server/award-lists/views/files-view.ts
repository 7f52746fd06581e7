import { isAttachmentKind } from '../../attachments/kinds.js';
import { needsAttachment, periodName } from '../../values/period.js';
import type { FileItem, UploadFormProps } from '../../web/components/files.js';
import type { FieldError } from '../../web/components/field.js';
import type { FormSeal } from '../../web/components/form.js';
import { momentWords } from '../../web/time-words.js';
import type { ListAttachment } from '../list-attachments.js';
import type { Dossier } from './dossier.js';

/** Kinds a browser shows by itself. */
const SHOWN_INLINE = new Set(['pdf', 'jpg', 'png']);

/** The attachments of all rounds, those of the coming or open one first; its own may be taken away while `attach` is allowed. */
export const fileItems = ({ list, can, today }: Dossier, files: readonly ListAttachment[], seal: () => FormSeal, back = ''): FileItem[] => files.map((file) => {
  const href = `/award-lists/${list.id}/attachments/${file.id}`;
  return {
    id: file.id, name: file.name, downloadHref: href, size: sizeWords(file.size), at: `${file.current ? '' : `第 ${file.round} 轮　`}${momentWords(new Date(file.uploadedAt), today)}`, by: file.uploadedBy,
    ...(isAttachmentKind(file.kind) && SHOWN_INLINE.has(file.kind) ? { href: `${href}?view=1` } : {}), check: checkWords(file),
    ...(file.current && can.attach.allowed ? { acts: [{ key: `remove-${file.id}`, label: '删除', href: `${href}/removal${back}`, allowed: true, unmet: [], tone: 'plain' as const, seal: seal() }] } : {}),
  };
});

function checkWords({ scan, scanConfirmed }: ListAttachment): FileItem['check'] {
  if (scan === 'clean') return { state: 'clean', words: '未发现证件号、手机号、卡号' };
  return { state: 'unchecked', words: scanConfirmed ? '图片不能自动检查，上传人已确认没有证件号、手机号、卡号' : '图片不能自动检查，公示时由公示人确认没有证件号、手机号、卡号' };
}

function sizeWords(bytes: number): string {
  if (bytes >= 1_048_576) return `${(bytes / 1_048_576).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

/** @param back where to return afterwards, as a query (`?task=42`). */
export const uploadForm = ({ list }: Pick<Dossier, 'list'>, seal: FormSeal, errors: FieldError[] = [], back = ''): UploadFormProps => ({
  id: 'attachment-file', action: `/award-lists/${list.id}/attachments${back}`, seal, label: '上传公示附件', accept: '.pdf,.jpg,.jpeg,.png,.docx,.xlsx', submit: '上传', errors,
  hint: 'pdf、jpg、png、docx、xlsx，每个不超过 20 MB，每轮最多 10 个。不能含证件号、手机号、卡号：文字由系统检查，图片和扫描件由您确认。',
  confirm: { name: 'noPersonalNumbers', label: '我已看过，图片或扫描件里没有证件号、手机号、卡号' },
});

export const noFiles = ({ list }: Pick<Dossier, 'list'>): string => (needsAttachment(list.period) ? `${periodName(list.period)}的名单必须有公示附件，还没有上传` : `还没有公示附件。${periodName(list.period)}的名单不要求`);
