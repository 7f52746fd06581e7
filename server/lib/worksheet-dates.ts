import { attributeOf, scanXml } from './xml-scan.js';

/** Number formats Excel has built in for dates, the Chinese ones among them. */
const BUILT_IN_DATES = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);

/** Which cell styles show their number as a date, from `xl/styles.xml` (empty text: none). */
export function dateStyles(stylesXml: string): Set<number> {
  const dateFormats = new Set(BUILT_IN_DATES);
  const dated = new Set<number>();
  let inCellFormats = false;
  let style = 0;
  scanXml(stylesXml, {
    open(name, attributes) {
      if (name === 'numFmt' && showsDate(attributeOf(attributes, 'formatCode') ?? '')) dateFormats.add(Number(attributeOf(attributes, 'numFmtId')));
      else if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'xf' && inCellFormats) {
        if (dateFormats.has(Number(attributeOf(attributes, 'numFmtId')))) dated.add(style);
        style += 1;
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return dated;
}

/** A format with a year or a day in it, once quoted words, escapes and [colours, conditions] are set aside. */
const showsDate = (format: string): boolean => /[yd]/i.test(format.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').replace(/general/gi, ''));

/** Excel's day count → `2021-09-01`; null when it is no day between 1900 and 2199. The day 1900-02-29 that Excel believes in is skipped. */
export function fromSerial(serial: number, date1904: boolean): string | null {
  if (!Number.isFinite(serial) || serial < 1) return null;
  const days = Math.floor(serial);
  const first = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  const date = new Date(first + days * 86_400_000);
  return date.getUTCFullYear() <= 2199 ? date.toISOString().slice(0, 10) : null;
}
