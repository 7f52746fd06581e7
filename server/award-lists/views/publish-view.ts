import { needsAttachment, periodName } from '../../values/period.js';
import { addDays, formatDay, isOfficeDate, weekdayName, type OfficeDate } from '../../values/office-date.js';
import { publicityWorkdays } from '../../values/province-rules.js';
import { defaultPublicityEnd, type WorkdayCalendar } from '../../values/workday.js';
import type { Evidence, EvidenceAsked } from '../../workflow/evidence.js';
import { FARTHEST_START_DAYS, LONGEST_DAYS } from '../publicity-period.js';
import type { Dossier } from './dossier.js';

/** 资助名单公示: starts today unless asked otherwise, ends on the fifth working day, and says how that was counted. */
export function publishView({ list, facts, today, calendar }: Dossier, { task, typed }: EvidenceAsked): NonNullable<Evidence['publish']> {
  const asked = typed('start');
  const start = asked && isOfficeDate(asked) && asked >= today && asked <= addDays(today, FARTHEST_START_DAYS) ? asked : today;
  const end = defaultPublicityEnd(calendar, start);
  const typedEnd = typed('end');
  const required = needsAttachment(list.period);
  return {
    start: { value: asked || start, min: today, max: addDays(today, FARTHEST_START_DAYS), words: `今天起 ${FARTHEST_START_DAYS} 天内，${formatDay(start)}是${weekdayName(start)}。` },
    end: {
      value: typedEnd || end || undefined, min: end ?? undefined, max: addDays(start, LONGEST_DAYS), explained: end ? explained(calendar, start, end) : '结束日期待定：这一年的放假安排还没有录入，请联系省级管理人员补录。',
      ...(end && typedEnd && typedEnd < end ? { suggestion: { value: end, label: `改成 ${formatDay(end)}` } } : {}),
    },
    attachments: {
      required, count: facts.attachments, words: facts.attachments > 0 ? `已有 ${facts.attachments} 份，可以公示` : required ? '还没有公示附件，请在左边先上传' : `${periodName(list.period)}的名单不要求公示附件`,
    },
    previewHref: `/tasks/${task.id}`,
    shows: `公示页显示 ${list.people.toLocaleString('en-US')} 人的序号、姓名（隐去一字）、年级、专业、班级，不用登录就能看，期满自动关闭。`,
    basis: `教助中心〔2023〕8号 附件1 ${list.programme.hasDisbursement ? '二（一）2' : '二（二）2'}`,
  };
}

/** `从 5月11日数满 5 个工作日是 5月17日：11、12、15、16、17日，13、14日休息。可以更晚，不能更早。` */
export function explained(calendar: WorkdayCalendar, start: OfficeDate, end: OfficeDate): string {
  const days: OfficeDate[] = [];
  for (let day = start; day <= end; day = addDays(day, 1)) days.push(day);
  const rest = days.filter((day) => calendar.isWorkday(day) === false);
  return `从 ${formatDay(start)}数满 ${publicityWorkdays(start)} 个工作日是 ${formatDay(end)}：${dayList(days.filter((day) => calendar.isWorkday(day) === true))}${rest.length > 0 ? `，${dayList(rest)}休息` : ''}。可以更晚，不能更早。`;
}

/** `11、12日`, and the month again where it changes: `28日、5月4日`. */
function dayList(days: readonly OfficeDate[]): string {
  const parts: string[] = [];
  days.forEach((day, index) => {
    const changes = index > 0 && day.slice(0, 7) !== days[index - 1].slice(0, 7);
    if (changes) parts[parts.length - 1] += '日';
    parts.push(changes ? formatDay(day).replace(/日$/, '') : String(Number(day.slice(8))));
  });
  return `${parts.join('、')}日`;
}
