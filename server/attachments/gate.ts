import { sha256Hex } from '../lib/crypto.js';
import { RuleBroken, TooLarge } from '../lib/errors.js';
import { attachmentMime, beginningOf, checkAgreement, type AttachmentKind } from './kinds.js';
import { hasLargePictures, openOfficeFile, textsOf } from './office-file.js';
import { pdfText } from './pdf-text.js';
import { readPdf, refuseActivePdf } from './pdf.js';
import { redrawPicture } from './picture.js';
import { scanTexts, type ScanResult } from './privacy-scan.js';

/** 20 MB a file, 10 files a round (contract). */
export const ATTACHMENT_BYTES = 20 * 1024 * 1024;
export const ATTACHMENTS_PER_ROUND = 10;

export type Upload = { readonly bytes: Buffer; readonly fileName: string; readonly declaredType: string };

/** A file that may be kept. `bytes` is what is kept and served: for pictures the redrawn one, otherwise what was uploaded. */
export type CheckedAttachment = ScanResult & { readonly kind: AttachmentKind; readonly mime: string; readonly bytes: Buffer; readonly sha256: string };

/** Every code this gate refuses with under 422; 413 and 415 carry their general codes. */
export const attachmentRefusals = [
  'file-empty', 'file-damaged', 'file-encrypted', 'file-active-content', 'file-macro', 'file-embedded', 'file-external-link', 'file-doctype', 'file-bad-part-name',
] as const;

/**
 * Decides whether an upload may be kept: extension, declared type and content agree, nothing in it acts, its size is bounded;
 * then looks for protected numbers in what it shows. What was found is reported, whether it is a reason to refuse is the use case's rule.
 * @throws TooLarge, UnsupportedMedia, RuleBroken (codes above), each with what to do in Chinese.
 */
export async function checkAttachment(upload: Upload): Promise<CheckedAttachment> {
  const { bytes } = upload;
  if (bytes.length === 0) throw new RuleBroken('file-empty', '文件是空的。请确认选对了文件，再上传一次。');
  if (bytes.length > ATTACHMENT_BYTES) throw tooLarge(bytes.length);
  const beginning = beginningOf(bytes);
  if (beginning === 'zip') return checkOfficeFile(upload);
  checkAgreement(beginning, upload.fileName, upload.declaredType);
  return beginning === 'pdf' ? checkPdf(bytes) : checkPicture(bytes, beginning);
}

async function checkOfficeFile({ bytes, fileName, declaredType }: Upload): Promise<CheckedAttachment> {
  const file = await openOfficeFile(bytes);
  checkAgreement(file.kind, fileName, declaredType);
  return accept(file.kind, bytes, scanTexts(await textsOf(file), hasLargePictures(file)));
}

function checkPdf(bytes: Buffer): CheckedAttachment {
  const pdf = readPdf(bytes);
  refuseActivePdf(pdf);
  const { readings, incomplete } = pdfText(pdf);
  return accept('pdf', bytes, scanTexts(readings.map((text) => ({ place: '正文', text })), incomplete));
}

async function checkPicture(bytes: Buffer, kind: 'jpg' | 'png'): Promise<CheckedAttachment> {
  const drawn = await redrawPicture(bytes, kind);
  if (drawn.length > ATTACHMENT_BYTES) throw tooLarge(drawn.length);
  return accept(kind, drawn, { scan: 'unchecked', findings: [] });
}

const accept = (kind: AttachmentKind, bytes: Buffer, scan: ScanResult): CheckedAttachment => ({ kind, mime: attachmentMime(kind), bytes, sha256: sha256Hex(bytes), ...scan });

const tooLarge = (bytes: number): TooLarge => new TooLarge(`文件有 ${(bytes / 1024 / 1024).toFixed(1)} MB，超过 20 MB。请压缩图片或分成几个文件上传。`);
