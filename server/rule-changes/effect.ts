import { row } from '../database.js';
import type { Actor } from '../values/actor.js';
import { calendarOfYear, holidayLines, readHolidayNotice } from './holiday-notice.js';
import type { ChangeValue } from './rules.js';

const count = async (sql: string, params: (string | number | readonly (string | number)[])[]): Promise<number> => Number((await row<{ n: number }>(sql, params as never))?.n ?? 0);
const BELOW = "FROM award_lists l JOIN organisations s ON s.id = l.school_id WHERE s.path LIKE ?";

/** 影响: how much a change would concern as things stand now, and what stays as it was decided. Read only. */
export async function effectOf(actor: Actor, value: ChangeValue, effectiveFrom: string): Promise<string[]> {
  const path = `${actor.organisation.path}%`;
  switch (value.kind) {
    case 'publicity-days': {
      const ahead = await count(`SELECT COUNT(*) AS n ${BELOW} AND l.school_publicity <> 'published' AND l.programme <> 'senior-high-fee-waiver'`, [path]);
      const running = await count(`SELECT COUNT(*) AS n ${BELOW} AND l.school_publicity = 'published' AND l.publicity_end >= ?`, [path, effectiveFrom]);
      return [`现在还没有公示的名单有 ${ahead} 份，${effectiveFrom} 起公示的至少 ${value.days} 个工作日。`, `已经公示、到那天还没有结束的 ${running} 份，期限不变。`];
    }
    case 'attachment-months': {
      const ahead = await count(`SELECT COUNT(*) AS n ${BELOW} AND l.school_publicity <> 'published' AND l.month >= ? AND CAST(RIGHT(l.month, 2) AS UNSIGNED) IN (?)`, [path, effectiveFrom.slice(0, 7), value.months.length > 0 ? value.months : [0]]);
      return [`${effectiveFrom.slice(0, 7)} 及以后、现在还没有公示的名单里，${ahead} 份要先上传公示附件。`, '以前月份的和已经公示的名单不变。'];
    }
    case 'year-calendar': {
      const { days } = readHolidayNotice(value.notice, value.year);
      const year = calendarOfYear(days, value.year).filter(({ day }) => day.startsWith(`${value.year}-`));
      const worked = year.filter(({ works }) => works).length;
      return [...holidayLines(days), `全年工作日 ${worked} 天，放假和周末 ${year.length - worked} 天。`, `${value.year}年的公示期、办理期限和“还有几个工作日”从此算得出，不再显示待定。`];
    }
    case 'workday': {
      const running = await count(`SELECT COUNT(*) AS n ${BELOW} AND l.school_publicity = 'published' AND ? BETWEEN l.publicity_start AND l.publicity_end`, [path, value.day]);
      const due = await count("SELECT COUNT(*) AS n FROM tasks t JOIN organisations o ON o.id = t.subject_organisation_id WHERE o.path LIKE ? AND t.state = 'open' AND t.due_at >= ?", [path, value.day]);
      return [`以后的公示期、办理期限和提醒按${value.works ? '上班' : '休息'}算这一天。`, `已经公示、公示期里有这一天的 ${running} 份名单，和已经定了期限的 ${due} 件任务，日期不变。`];
    }
    case 'standard': {
      const begun = await count(`SELECT COUNT(*) AS n ${BELOW} AND l.programme = ? AND COALESCE(l.month, IF(RIGHT(l.period, 6) = 'autumn', CONCAT(LEFT(l.period, 4), '-09'), CONCAT(SUBSTRING(l.period, 6, 4), '-03'))) >= ?`, [path, value.programme, effectiveFrom.slice(0, 7)]);
      return [`${effectiveFrom.slice(0, 7)} 起新录入的按 ${value.amount} 元。`, `那个月及以后已经新建的名单有 ${begun} 份，里面已经录入的金额不变，金额与标准不符的会提醒。`, '以前月份的名单不变。'];
    }
  }
}
