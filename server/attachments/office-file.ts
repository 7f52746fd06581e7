import { RuleBroken, UnsupportedMedia } from '../lib/errors.js';
import { workbookOf } from '../lib/worksheet.js';
import { attributeOf, scanXml, xmlText } from '../lib/xml-scan.js';
import { readZipParts, type ZipParts } from '../lib/zip-gate.js';
import type { PlacedText } from './privacy-scan.js';

/** A Word document or Excel sheet that passed the gate, with its parts. */
export type OfficeFile = { readonly kind: 'docx' | 'xlsx'; readonly parts: ZipParts };

const MAIN_TYPES: readonly { kind: OfficeFile['kind']; type: RegExp }[] = [
  { kind: 'docx', type: /wordprocessingml\.document\.main\+xml$/ },
  { kind: 'xlsx', type: /spreadsheetml\.sheet\.main\+xml$/ },
];

/** A picture this large may show anything; a seal or a logo is smaller. */
const LARGE_PICTURE_BYTES = 100 * 1024;

/**
 * Opens a zip as an office file. What acts, reaches out or carries other files is refused: macros, DOCTYPE, embedded objects, templates
 * and data fetched from elsewhere. Ordinary links in the text are not.
 * @throws UnsupportedMedia, TooLarge, RuleBroken `file-macro`, `file-doctype`, `file-embedded`, `file-external-link`, `file-damaged`, `file-encrypted`.
 */
export async function openOfficeFile(bytes: Buffer): Promise<OfficeFile> {
  const parts = await readZipParts(bytes);
  const kind = kindOf(parts);
  for (const [name, content] of parts) {
    const path = name.toLowerCase();
    if (/vbaproject|vbadata|\/macrosheets\/|\/dialogsheets\//.test(path)) throw new RuleBroken('file-macro', '文件里有宏，不能上传。请另存为不带宏的 .docx 或 .xlsx 再上传。');
    if (/\/(embeddings|activex|ctrlprops)\//.test(path)) throw new RuleBroken('file-embedded', '文件里嵌有别的文件或控件，不能上传。请删去嵌入的对象，或把它们分开上传。');
    if (/\/externallinks?\//.test(path)) throw externalLink();
    if (/\.(xml|rels|vml)$/.test(path)) checkXml(path, content);
  }
  return { kind, parts };
}

function kindOf(parts: ZipParts): OfficeFile['kind'] {
  const types = parts.get('[Content_Types].xml');
  if (!types) throw new UnsupportedMedia('这是压缩包，不是 Word 或 Excel 文件。请把里面的文件逐个上传。');
  let kind: OfficeFile['kind'] | null = null;
  let macro = false;
  scanXml(xmlText(types), {
    open(_name, attributes) {
      const type = attributeOf(attributes, 'ContentType') ?? '';
      macro ||= /macroEnabled/i.test(type);
      kind ??= MAIN_TYPES.find((main) => main.type.test(type))?.kind ?? null;
    },
  });
  if (macro) throw new RuleBroken('file-macro', '文件里有宏，不能上传。请另存为不带宏的 .docx 或 .xlsx 再上传。');
  if (!kind) throw new UnsupportedMedia('这个文件不是 Word 文档（.docx）或 Excel 表格（.xlsx）。请另存为这两种格式再上传。');
  return kind;
}

function checkXml(path: string, content: Buffer): void {
  const text = xmlText(content);
  if (!path.endsWith('.rels')) return;
  scanXml(text, {
    open(name, attributes) {
      if (name !== 'Relationship' || attributeOf(attributes, 'TargetMode') !== 'External') return;
      const harmless = /\/hyperlink$/.test(attributeOf(attributes, 'Type') ?? '') && /^(https?:|mailto:|tel:|#)/i.test(attributeOf(attributes, 'Target') ?? '');
      if (!harmless) throw externalLink();
    },
  });
}

/** Whether it carries pictures large enough to show a page or a card. */
export const hasLargePictures = ({ parts }: OfficeFile): boolean =>
  [...parts].some(([name, content]) => /\/media\//i.test(name) && content.length > LARGE_PICTURE_BYTES);

/** Everything it shows as text, by paragraph or by cell; words split over several runs are whole again. */
export const textsOf = async (file: OfficeFile): Promise<PlacedText[]> => [...(file.kind === 'xlsx' ? await cellTexts(file.parts) : []), ...paragraphTexts(file)];

async function cellTexts(parts: ZipParts): Promise<PlacedText[]> {
  const texts: PlacedText[] = [];
  for (const { name, rows } of await workbookOf(parts)) {
    for await (const piece of rows()) {
      for (const { cells } of piece) for (const cell of cells) texts.push({ place: `${name}!${cell.address}`, text: cell.text, digitsOnly: cell.kind === 'number' });
    }
  }
  return texts;
}

/** Paragraphs of documents, headers, notes, comments, drawings; of a sheet everything that is not a cell. */
function paragraphTexts({ kind, parts }: OfficeFile): PlacedText[] {
  const texts: PlacedText[] = [];
  for (const [name, content] of parts) {
    const shown = kind === 'docx' ? /^word\/[^/]+\.xml$/i.test(name) && !/(styles|settings|fontTable|theme|numbering)\w*\.xml$/i.test(name) : /^xl\/(drawings|comments|threadedComments)[^.]*\.xml$/i.test(name);
    if (!shown) continue;
    const place = /document\d*\.xml$/i.test(name) ? '正文' : /(header|footer)\d*\.xml$/i.test(name) ? '页眉页脚' : '批注或图形';
    let paragraph = 0;
    let text = '';
    let inText = false;
    scanXml(xmlText(content), {
      open(element) {
        if (element === 't' || element === 'instrText' || element === 'delText') inText = true;
        else if (element === 'tab' || element === 'br') text += ' ';
      },
      text(shownText) {
        if (inText) text += shownText;
      },
      close(element) {
        if (element === 't' || element === 'instrText' || element === 'delText') inText = false;
        else if (element === 'p' || element === 'comment') {
          paragraph += 1;
          if (text.trim() !== '') texts.push({ place: `${place}第 ${paragraph} 段`, text });
          text = '';
        }
      },
    });
    if (text.trim() !== '') texts.push({ place, text });
  }
  return texts;
}

const externalLink = (): RuleBroken => new RuleBroken('file-external-link', '文件会从别处取内容（外部链接、模板或图片），不能上传。请断开链接，把内容直接放进文件里再上传。');
