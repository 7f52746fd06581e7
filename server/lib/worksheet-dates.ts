import { attributeOf, type XmlEvents } from './xml-scan.js';

/** Number formats Excel has built in for dates, the Chinese ones among them. */
const BUILT_IN_DATES = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);

/** Finds out which cell styles show their number as a date, from the events of `xl/styles.xml`, and whether with its seconds. */
export function dateStyles(): { events: XmlEvents; dated: ReadonlyMap<number, { seconds: boolean }> } {
  const dateFormats = new Set(BUILT_IN_DATES);
  const withSeconds = new Set<number>();
  const dated = new Map<number, { seconds: boolean }>();
  let inCellFormats = false;
  let style = 0;
  const events: XmlEvents = {
    open(name, attributes) {
      if (name === 'numFmt' && showsDate(attributeOf(attributes, 'formatCode') ?? '')) {
        const format = Number(attributeOf(attributes, 'numFmtId'));
        dateFormats.add(format);
        if (/s/i.test(codeOf(attributeOf(attributes, 'formatCode') ?? ''))) withSeconds.add(format);
      }
      else if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'xf' && inCellFormats) {
        const format = Number(attributeOf(attributes, 'numFmtId'));
        if (dateFormats.has(format)) dated.set(style, { seconds: withSeconds.has(format) });
        style += 1;
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  };
  return { events, dated };
}

/** A format with a year or a day in it, once quoted words, escapes and [colours, conditions] are set aside. */
const showsDate = (format: string): boolean => /[yd]/i.test(codeOf(format));
const codeOf = (format: string): string => format.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').replace(/general/gi, '');

/** Excel's day count → `2021-09-01`; null when it is no day between 1900 and 2199. The day 1900-02-29 that Excel believes in is skipped. */
export function fromSerial(serial: number, date1904: boolean): string | null {
  if (!Number.isFinite(serial) || serial < 1) return null;
  const days = Math.floor(serial);
  const first = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  const date = new Date(first + days * 86_400_000);
  return date.getUTCFullYear() <= 2199 ? date.toISOString().slice(0, 10) : null;
}

/** The time of day of Excel's day count to the nearest second, `10:05:30`; rounding never reaches the next day. */
export function timeOfSerial(serial: number): string {
  const seconds = Math.min(86_399, Math.round((serial - Math.floor(serial)) * 86_400));
  return [seconds / 3600, (seconds % 3600) / 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
}
