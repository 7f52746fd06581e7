import calendar from 'chinese-days/dist/chinese-days.json';
import { addDays, weekdayOf, type OfficeDate } from './office-date.js';

/** One day of the calendar table as it is first filled. `name` is the holiday it belongs to, if any. */
export type WorkdayRow = { date: OfficeDate; isWorkday: boolean; name: string; basis: string };

/** The State Council notices behind each year. A year not listed here has no rows, whatever the holiday library answers. */
const NOTICES: Readonly<Record<number, string>> = {
  2020: '国办发明电〔2019〕16号',
  2021: '国办发明电〔2020〕27号',
  2022: '国办发明电〔2021〕11号',
  2023: '国办发明电〔2022〕16号',
  2024: '国办发明电〔2023〕7号',
  2025: '国办发明电〔2024〕12号',
  2026: '国办发明电〔2025〕7号',
};

/** Spring 2020 was prolonged afterwards: 31 January to 2 February became rest days. */
const PROLONGED_2020 = { from: '2020-01-31', to: '2020-02-02', basis: '国务院办公厅关于延长2020年春节假期的通知' };

/** The library's tables, not its functions: those answer for the wrong day when the host is not in China. */
const restDays: Readonly<Record<string, string>> = calendar.holidays;
const shiftedWorkdays: Readonly<Record<string, string>> = calendar.workdays;

export const seededYears: readonly number[] = Object.keys(NOTICES).map(Number);

/** Every day of the years with a published calendar, in order. */
export const workdaySeedRows = (): WorkdayRow[] => seededYears.flatMap((year) => workdayRowsOf(year));

/** Every day of one year, or nothing when its calendar has not been published (2027 and later, at the time of writing). */
export function workdayRowsOf(year: number): WorkdayRow[] {
  if (!NOTICES[year]) return [];
  const rows: WorkdayRow[] = [];
  for (let date = `${year}-01-01`; date <= `${year}-12-31`; date = addDays(date, 1)) rows.push(rowOf(date, year));
  return rows;
}

function rowOf(date: OfficeDate, year: number): WorkdayRow {
  const entry = restDays[date] ?? shiftedWorkdays[date];
  if (entry) {
    const name = holidayName(entry);
    return { date, isWorkday: date in shiftedWorkdays, name, basis: basisOf(date, year, name) };
  }
  const weekend = weekdayOf(date) % 6 === 0;
  return { date, isWorkday: !weekend, name: '', basis: weekend ? '周末休息' : '工作日' };
}

function basisOf(date: OfficeDate, year: number, name: string): string {
  if (date >= PROLONGED_2020.from && date <= PROLONGED_2020.to) return PROLONGED_2020.basis;
  // New Year's rest may begin in December; the notice of the coming year says so.
  const of = name === '元旦' && date.slice(5, 7) === '12' ? year + 1 : year;
  return `国务院办公厅关于${of}年部分节假日安排的通知（${NOTICES[of] ?? '未公布'}）`;
}

/** `Labour Day,劳动节,1` → `劳动节`. */
const holidayName = (entry: string): string => entry.split(',')[1] ?? '';
