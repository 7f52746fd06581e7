import { inflateSync } from 'node:zlib';
import { RuleBroken } from '../lib/errors.js';

/**
 * A reader of PDF that knows just enough to refuse what acts and to hand on what can be read: objects, their streams, object streams.
 * It reads the file from front to back instead of by its tables, so an object hidden from the tables is seen as well.
 */
export type PdfObject = {
  readonly number: number;
  /** The object without its stream, as latin1 text with #xx in names resolved. */
  readonly text: string;
  /** The stream as stored, null when it has none. */
  readonly stream: Buffer | null;
};

export type PdfFile = {
  readonly objects: readonly PdfObject[];
  readonly byNumber: ReadonlyMap<number, PdfObject>;
  /** Everything between the objects: header, tables, trailer. */
  readonly trailer: string;
  /** The whole file as latin1 text, streams and all. */
  readonly source: string;
};

const MOST_OBJECTS = 200_000;
const MOST_INFLATED = 64 * 1024 * 1024;
const TOKEN = /(\d{1,10})[ \t\r\n\f\0]{1,8}\d{1,5}[ \t\r\n\f\0]{1,8}obj\b|\bendobj\b|\bstream\r?\n/g;

/** @throws RuleBroken `file-damaged` when it is no complete PDF. */
export function readPdf(bytes: Buffer): PdfFile {
  const source = bytes.toString('latin1');
  if (!source.slice(-2048).includes('%%EOF')) throw damaged();
  const { objects, outside } = scanObjects(source, bytes);
  const unpacked = unpackObjectStreams(objects);
  const all = [...objects, ...unpacked];
  return { objects: all, byNumber: new Map(all.map((object) => [object.number, object])), trailer: resolveNames(outside), source };
}

/**
 * Refuses what a notice on paper never needs: scripts, program starts, embedded files, forms with behaviour, actions on opening.
 * A destination on opening (show page 1) is written by ordinary office software and does nothing, so it passes.
 * @throws RuleBroken `file-encrypted`, `file-active-content`.
 */
export function refuseActivePdf(pdf: PdfFile): void {
  const texts = [pdf.trailer, ...pdf.objects.map(({ text }) => text)];
  if (texts.some((text) => /\/Encrypt[\s<\d]/.test(text))) throw new RuleBroken('file-encrypted', 'PDF 加了密码或限制了权限，系统没法检查。请取消保护后再上传。');
  // Over the raw bytes too: tables may point a reader at an object that lies inside what looks like a stream.
  const hidden = /\/(JavaScript|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z0-9])/.exec(resolveNames(pdf.source));
  if (hidden) throw active(hidden[1]);
  for (const text of texts) {
    const found = /\/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z0-9])/.exec(text);
    if (found) throw active(found[1]);
    for (const action of text.matchAll(/\/OpenAction\s*(\[|<<|(\d{1,10})\s+\d+\s+R)?/g)) {
      const target = action[1]?.startsWith('<<') ? text.slice(action.index + action[0].length, action.index + 400) : pdf.byNumber.get(Number(action[2]))?.text;
      if (action[1] !== '[' && !isDestination(target ?? '')) throw active('OpenAction');
    }
  }
}

/** A stream's content when it is stored plainly or deflated; null when it is packed in another way or does not inflate. */
export function pdfStream(object: PdfObject, budget: { left: number }): Buffer | null {
  if (!object.stream) return null;
  const filter = /\/Filter\s*(?:\[\s*((?:\/\w+\s*)*)\]|(\/\w+))/.exec(object.text);
  const filters = (filter?.[1] ?? filter?.[2] ?? '').trim().split(/\s*(?=\/)/).filter(Boolean);
  if (filters.length === 0) return object.stream;
  if (filters.length > 1 || !/^\/(FlateDecode|Fl)$/.test(filters[0]) || /\/Predictor\s+(?!1\b)\d/.test(object.text)) return null;
  try {
    const content = inflateSync(object.stream, { maxOutputLength: Math.max(budget.left, 1) });
    budget.left -= content.length;
    return content;
  } catch {
    return null;
  }
}

export const newInflateBudget = (): { left: number } => ({ left: MOST_INFLATED });

function scanObjects(source: string, bytes: Buffer): { objects: PdfObject[]; outside: string } {
  const objects: PdfObject[] = [];
  const outside: string[] = [];
  const token = new RegExp(TOKEN);
  let current: { number: number; start: number } | null = null;
  let after = 0;
  const finish = (end: number, stream: Buffer | null): void => {
    if (!current) return;
    objects.push({ number: current.number, text: resolveNames(source.slice(current.start, end)), stream });
    if (objects.length > MOST_OBJECTS) throw damaged();
    current = null;
  };
  for (let found = token.exec(source); found; found = token.exec(source)) {
    if (found[1] !== undefined) {
      finish(found.index, null);
      outside.push(source.slice(after, found.index));
      current = { number: Number(found[1]), start: token.lastIndex };
      after = token.lastIndex;
    } else if (found[0] === 'endobj') {
      finish(found.index, null);
      after = token.lastIndex;
    } else if (current) {
      const start = token.lastIndex;
      const end = streamEnd(source, start, source.slice(current.start, found.index));
      finish(found.index, bytes.subarray(start, end));
      token.lastIndex = after = end;
    }
  }
  finish(source.length, null);
  outside.push(source.slice(after));
  return { objects, outside: outside.join(' ') };
}

/** The stated length where an `endstream` stands there, otherwise the next `endstream`. */
function streamEnd(source: string, start: number, dictionary: string): number {
  const stated = Number(/\/Length\s+(\d{1,10})(?!\s+\d+\s+R)/.exec(dictionary)?.[1] ?? Number.NaN);
  if (Number.isInteger(stated) && /^\s{0,4}endstream/.test(source.slice(start + stated, start + stated + 16))) return start + stated;
  const found = source.indexOf('endstream', start);
  return found < 0 ? source.length : found;
}

function unpackObjectStreams(objects: readonly PdfObject[]): PdfObject[] {
  const unpacked: PdfObject[] = [];
  const budget = newInflateBudget();
  for (const object of objects) {
    if (!/\/Type\s*\/ObjStm(?!\w)/.test(object.text)) continue;
    const content = pdfStream(object, budget)?.toString('latin1');
    // What cannot be unpacked cannot be checked either.
    if (content === undefined) throw damaged();
    const first = Number(/\/First\s+(\d{1,10})/.exec(object.text)?.[1] ?? 0);
    const heads = content.slice(0, first).trim().split(/\s+/).map(Number);
    for (let at = 0; at + 1 < heads.length; at += 2) {
      const end = at + 3 < heads.length ? first + heads[at + 3] : content.length;
      // Objects that overlap would make the work grow with the square of the file.
      if (!(end >= first + heads[at + 1])) throw damaged();
      unpacked.push({ number: heads[at], text: resolveNames(content.slice(first + heads[at + 1], end)), stream: null });
      if (unpacked.length > MOST_OBJECTS) throw damaged();
    }
    // The whole of it once more, in case its head points past something.
    unpacked.push({ number: -1, text: resolveNames(content), stream: null });
  }
  return unpacked;
}

const isDestination = (text: string): boolean => /^\s*\[/.test(text) || (/\/S\s*\/GoTo(?!\w)/.test(text) && !/\/Next(?!\w)/.test(text));

/** `/J#61vaScript` is `/JavaScript`. */
const resolveNames = (text: string): string => (text.includes('#') ? text.replace(/#([0-9A-Fa-f]{2})/g, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16))) : text);

const damaged = (): RuleBroken => new RuleBroken('file-damaged', 'PDF 不完整，系统读不出来。请确认它能正常打开，重新导出一份再上传。');
const active = (what: string): RuleBroken => new RuleBroken('file-active-content', `PDF 里有会自动执行或夹带文件的内容（${what}），不能上传。请用“打印”到 PDF 重新生成一份。`);
