import { UnsupportedMedia } from '../lib/errors.js';

/** The five kinds of file the office takes as an attachment. */
export type AttachmentKind = 'pdf' | 'jpg' | 'png' | 'docx' | 'xlsx';

type KindFacts = {
  readonly name: string;
  /** What it is served as. */
  readonly mime: string;
  readonly extensions: readonly string[];
  /** What browsers declare for it; WPS registers its own names. */
  readonly declared: readonly string[];
};

const facts: Readonly<Record<AttachmentKind, KindFacts>> = {
  pdf: { name: 'PDF', mime: 'application/pdf', extensions: ['pdf'], declared: ['application/pdf', 'application/x-pdf', 'application/wps-office.pdf'] },
  jpg: { name: 'JPG 图片', mime: 'image/jpeg', extensions: ['jpg', 'jpeg'], declared: ['image/jpeg', 'image/jpg', 'image/pjpeg'] },
  png: { name: 'PNG 图片', mime: 'image/png', extensions: ['png'], declared: ['image/png', 'image/x-png'] },
  docx: {
    name: 'Word 文档（.docx）', mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', extensions: ['docx'],
    declared: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/wps-office.docx', 'application/zip', 'application/x-zip-compressed'],
  },
  xlsx: {
    name: 'Excel 表格（.xlsx）', mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extensions: ['xlsx'],
    declared: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/wps-office.xlsx', 'application/zip', 'application/x-zip-compressed'],
  },
};

export const attachmentKinds: readonly AttachmentKind[] = ['pdf', 'jpg', 'png', 'docx', 'xlsx'];
export const isAttachmentKind = (text: string): text is AttachmentKind => attachmentKinds.some((kind) => kind === text);
export const attachmentMime = (kind: AttachmentKind): string => facts[kind].mime;
export const attachmentKindName = (kind: AttachmentKind): string => facts[kind].name;

/** The `accept` of the file field. */
export const attachmentAccept = attachmentKinds.flatMap((kind) => facts[kind].extensions).map((extension) => `.${extension}`).join(',');

const ALLOWED = '可以上传 PDF、JPG、PNG、Word（.docx）、Excel（.xlsx）';

/** How a kind of file begins. `zip` still has to say whether it is a document or a sheet. */
type Beginning = 'pdf' | 'jpg' | 'png' | 'zip';

const beginnings: readonly { is: Beginning | 'old-office'; bytes: Buffer }[] = [
  { is: 'pdf', bytes: Buffer.from('%PDF-', 'latin1') },
  { is: 'jpg', bytes: Buffer.from([0xff, 0xd8, 0xff]) },
  { is: 'png', bytes: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
  { is: 'zip', bytes: Buffer.from([0x50, 0x4b, 0x03, 0x04]) },
  { is: 'old-office', bytes: Buffer.from('d0cf11e0a1b11ae1', 'hex') },
];

/** What the content itself says it is. @throws UnsupportedMedia for everything else, with the way out. */
export function beginningOf(bytes: Buffer): Beginning {
  const found = beginnings.find(({ bytes: start }) => bytes.subarray(0, start.length).equals(start));
  if (!found) throw new UnsupportedMedia(`这种文件不能上传。${ALLOWED}。`);
  if (found.is === 'old-office') throw new UnsupportedMedia('这是旧格式（.doc、.xls）或加了密码的文件。请取消密码，另存为 .docx 或 .xlsx 后再上传。');
  return found.is;
}

/**
 * Extension, declared type and content must name the same kind; a declared type that says nothing (`application/octet-stream`, empty) is no contradiction.
 * @throws UnsupportedMedia
 */
export function checkAgreement(kind: AttachmentKind, fileName: string, declaredType: string): void {
  const extension = /\.([a-z0-9]{1,10})$/i.exec(fileName.trim())?.[1].toLowerCase() ?? '';
  if (!facts[kind].extensions.includes(extension)) {
    const ending = extension ? `扩展名是 .${extension}` : '文件名没有扩展名';
    throw new UnsupportedMedia(`${ending}，内容却是${facts[kind].name}。请用原来的软件重新另存，不要改扩展名。${ALLOWED}。`);
  }
  const declared = declaredType.split(';')[0].trim().toLowerCase();
  if (declared === '' || declared === 'application/octet-stream' || facts[kind].declared.includes(declared)) return;
  throw new UnsupportedMedia(`浏览器说它是“${declared.slice(0, 80)}”，内容却是${facts[kind].name}。请重新另存一份再上传。`);
}
