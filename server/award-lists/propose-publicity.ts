import type { z } from 'zod';
import { workdayCalendar } from '../calendar.js';
import { officeNow } from '../database.js';
import { addDays, officeDateOf, type OfficeDate } from '../values/office-date.js';
import { defaultPublicityEnd } from '../values/workday.js';
import { FARTHEST_START_DAYS, LONGEST_DAYS } from './publicity-period.js';
import type { publicityProposalShape } from './schemas.js';
import { explained } from './views/publish-view.js';

/** 公示时间 as the office would choose it: from `asked`, else today, to the end of the fifth working day, and how that was counted. */
export async function proposePublicity(asked?: OfficeDate): Promise<z.infer<typeof publicityProposalShape>> {
  const today = officeDateOf(await officeNow());
  const latestStart = addDays(today, FARTHEST_START_DAYS);
  const start = asked && asked >= today && asked <= latestStart ? asked : today;
  const calendar = await workdayCalendar();
  const end = defaultPublicityEnd(calendar, start);
  return { start, end, earliestStart: today, latestStart, latestEnd: addDays(start, LONGEST_DAYS), explained: end ? explained(calendar, start, end) : '结束日期待定：这一年的放假安排还没有录入，请联系省级管理人员补录。' };
}
