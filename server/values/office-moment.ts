import { isOfficeDate } from './office-date.js';

/** A moment of the office's wall clock to the second, `2023-04-18 10:05:00`, as banks write it. Moments compare as strings. */
export type OfficeSecond = string;

export type MomentRead = { moment: OfficeSecond } | { problem: { code: 'time-needs-seconds' | 'not-a-moment'; message: string; suggestion?: string } };

const DATE = String.raw`(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?`;
const FULL = new RegExp(`^${DATE}[ T]+(\\d{1,2}):(\\d{1,2}):(\\d{1,2})$`);
const WITHOUT_SECONDS = new RegExp(`^${DATE}[ T]+(\\d{1,2}):(\\d{1,2})$`);
const WITHOUT_TIME = new RegExp(`^${DATE}$`);

/**
 * 附件1 四3：“还款时间”需明确到“时分秒”（无法确认的，可填写“00:00:00”）. What lacks seconds is told with the value to adopt; nothing is
 * filled in silently, and no day or time that does not exist is taken.
 * @param text with full-width digits and colons made plain.
 */
export function readOfficeSecond(text: string): MomentRead {
  const plain = text.normalize('NFKC').replace(/[\u200b-\u200d\u2060\ufeff]/g, '').replace(/\s+/g, ' ').replace(/日 ?(\d)/, '日 $1').trim();
  const full = FULL.exec(plain);
  if (full) {
    const moment = built(full);
    return moment ? { moment } : { problem: { code: 'not-a-moment', message: '没有这个日期或时间（时 00–23，分、秒 00–59）。请核对后重填' } };
  }
  const short = WITHOUT_SECONDS.exec(plain) ?? WITHOUT_TIME.exec(plain);
  const completed = short && built([...short, ...Array.from({ length: 7 - short.length }, () => '00')]);
  if (completed) return { problem: { code: 'time-needs-seconds', message: '还款时间要写到时分秒；不能确认的，时分秒写 00:00:00', suggestion: completed } };
  return { problem: { code: 'not-a-moment', message: '还款时间写法不对。请写成 2023-04-18 10:05:00 这样，不能确认时分秒的写 00:00:00' } };
}

function built([, year, month, day, hour, minute, second]: readonly string[]): OfficeSecond | null {
  const two = (part: string): string => part.padStart(2, '0');
  const date = `${year}-${two(month)}-${two(day)}`;
  if (!isOfficeDate(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  return `${date} ${two(hour)}:${two(minute)}:${two(second)}`;
}
