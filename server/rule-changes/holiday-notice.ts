import { addDays, formatDay, isOfficeDate, weekdayName, weekdayOf, type OfficeDate } from '../values/office-date.js';

/** A day the notice names: a rest day of a holiday, or a rest day that is worked for it (调休). */
export type NoticeDay = { day: OfficeDate; works: boolean; name: string };
export type HolidayNotice = { days: NoticeDay[]; problems: string[] };

/** 全国年节及纪念日放假办法 第二条: what a year's notice has to speak of. */
const HOLIDAYS = ['元旦', '春节', '清明', '劳动', '端午', '中秋', '国庆'];

/** `春节:` after `二、` (the full stop between holidays is sometimes a line end). */
const ITEM = /[一二三四五六七八九十]+、([^:、。]{1,12}(?:、[^:。]{1,6})?):/g;
/** `2022年12月31日`, `1月28日(星期六)`, and `29日` of the month before it. */
const DAY = /(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^)]*)\))?/g;
const WEEKDAYS = '日一二三四五六';

/**
 * 国务院办公厅关于…年部分节假日安排的通知, as it is published: which days are holidays, which rest days are worked. What is only
 * encouraged (安排职工在除夕休息) is no holiday. Whatever does not add up is said, for a calendar that is wrong counts every period wrongly.
 * @param year the year the notice is for; its New Year may begin in the December before.
 */
export function readHolidayNotice(text: string, year: number): HolidayNotice {
  const plain = text.normalize('NFKC').replace(/\s+/g, '');
  const problems: string[] = [];
  const titled = /关于(\d{4})年部分节假日/.exec(plain)?.[1];
  if (titled && Number(titled) !== year) return { days: [], problems: [`粘贴的是${titled}年的通知，要录入的是${year}年。`] };
  const days = new Map<OfficeDate, NoticeDay>();
  for (const { name, body } of itemsOf(plain)) {
    for (const sentence of body.split(/[。;]/)) {
      const works = sentence.includes('上班');
      if (!works && !sentence.includes('放假')) continue;
      const found = works ? singleDays(sentence, year, problems) : restDays(sentence, name, year, problems);
      for (const day of found) {
        const known = days.get(day);
        if (known && known.works !== works) problems.push(`${formatDay(day)}一处写放假，一处写上班。`);
        if (works && weekdayOf(day) % 6 !== 0) problems.push(`${formatDay(day)}是${weekdayName(day)}，本来就上班，不用调休。`);
        days.set(day, { day, works, name });
      }
    }
  }
  const named = [...new Set([...days.values()].map((one) => one.name))].join('');
  const missing = HOLIDAYS.filter((one) => !named.includes(one));
  if (missing.length > 0) problems.push(`没有读到${missing.join('、')}的安排，请粘贴通知的全文。`);
  const elsewhere = [...days.keys()].find((day) => !day.startsWith(`${year}-`) && !day.startsWith(`${year - 1}-12-`));
  if (elsewhere) problems.push(`${elsewhere} 不在${year}年。`);
  return { days: [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1)), problems };
}

function itemsOf(plain: string): { name: string; body: string }[] {
  const heads = [...plain.matchAll(ITEM)];
  return heads.map((head, at) => ({ name: head[1], body: plain.slice(head.index + head[0].length, heads[at + 1]?.index) }));
}

/** Days of the form `1月28日(星期六)、29日(星期日)`. */
function singleDays(text: string, year: number, problems: string[]): OfficeDate[] {
  let of = { year, month: 0 };
  return [...text.matchAll(DAY)].flatMap(([written, ownYear, ownMonth, day, aside]) => {
    of = { year: ownYear ? Number(ownYear) : of.month > Number(ownMonth ?? of.month) ? year : of.year, month: Number(ownMonth ?? of.month) };
    const date = `${of.year}-${String(of.month).padStart(2, '0')}-${day.padStart(2, '0')}`;
    if (!isOfficeDate(date)) {
      problems.push(`“${written}”不是一天。`);
      return [];
    }
    const weekday = /(?:周|星期)([日一二三四五六天])/.exec(aside ?? '')?.[1];
    if (weekday && WEEKDAYS.indexOf(weekday === '天' ? '日' : weekday) !== weekdayOf(date)) problems.push(`通知写${formatDay(date)}是星期${weekday}，${of.year}年的这一天是${weekdayName(date)}：是不是别的年份的通知？`);
    return [date];
  });
}

/** `1月21日至27日放假调休，共7天`: every day of it; the number at the end must agree. */
function restDays(sentence: string, name: string, year: number, problems: string[]): OfficeDate[] {
  const before = sentence.slice(0, sentence.indexOf('放假'));
  const ends = singleDays(before, year, problems);
  if (ends.length === 0) return [];
  const [from, to = from] = ends;
  if (ends.length > 2 || (ends.length === 2 && !/[至到—~-]/.test(before)) || to < from) {
    problems.push(`${name}的放假日期没有读懂：“${before}”。`);
    return [];
  }
  const days: OfficeDate[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  const told = /(?:共|放假)(\d{1,2})天/.exec(sentence)?.[1];
  if (told && Number(told) !== days.length) problems.push(`${name}写共${told}天，${formatDay(from)}至${formatDay(to)}是${days.length}天。`);
  return days;
}

/** Every day of the year, in order, and the days of December before it that the notice names. A day without a name is by its weekday. */
export function calendarOfYear(named: readonly NoticeDay[], year: number): NoticeDay[] {
  const own = new Map(named.map((one) => [one.day, one]));
  const days = named.filter(({ day }) => !day.startsWith(`${year}-`));
  for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1)) days.push(own.get(day) ?? { day, works: weekdayOf(day) % 6 !== 0, name: '' });
  return days;
}

/** One line for each holiday: `春节：1月21日至27日放假，1月28日、1月29日上班`. */
export function holidayLines(named: readonly NoticeDay[]): string[] {
  return [...new Set(named.map(({ name }) => name))].map((name) => {
    const days = named.filter((one) => one.name === name);
    const rest = days.filter(({ works }) => !works).map(({ day }) => day);
    const worked = days.filter(({ works }) => works).map(({ day }) => formatDay(day));
    const words = rest.length > 1 ? `${formatDay(rest[0])}至${formatDay(rest[rest.length - 1])}` : formatDay(rest[0] ?? '');
    return `${name}：${words}放假 ${rest.length} 天${worked.length > 0 ? `，${worked.join('、')}上班` : ''}`;
  });
}
