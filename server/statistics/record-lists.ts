import type { Actor, Role } from '../values/actor.js';
import type { Month } from '../values/month.js';
import { recordList, type RecordList } from '../web/record-lists.js';
import type { RecordsPageProps } from '../web/pages/records-page.js';
import { groupsAsked } from '../priority-groups/schemas.js';
import { currentMonth } from './count-rosters.js';
import { behindGroups, behindProgress, behindStage } from './drill.js';
import { comprehensiveColumns, stageTabNames } from './group-statistics.js';
import { peopleFound } from './people-found.js';
import { PEOPLE_A_PAGE, peopleRows } from './people-view.js';
import { findPopulation, type FoundPopulation, type PopulationAsked } from './population.js';
import { aidDrill, groupDrill, groupPageQuery, progressDrill, progressPageQuery, stagePageQuery } from './schemas.js';
import { enrolledColumns } from './work-progress.js';

export const progressReaders: readonly Role[] = ['authority-operator', 'aid-centre-director'];
export const groupReaders: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];

/** A page of the students behind a number. @param after goes on behind this student, wherever the page begins. */
export async function behindPage(actor: Actor, population: PopulationAsked, { title, month }: { title: string; month?: Month }, page: number, size = PEOPLE_A_PAGE, after?: number): Promise<Pick<RecordsPageProps, 'title' | 'columns' | 'rows'> & Required<Pick<FoundPopulation, 'total'>> & Pick<FoundPopulation, 'atLeast'>> {
  const { ids, total = 0, atLeast } = await findPopulation(actor, population, { limit: size, ...(after === undefined ? { offset: (page - 1) * size } : { after }) }, { count: size === PEOPLE_A_PAGE });
  return { title, total, atLeast, ...peopleRows(await peopleFound(ids, { aid: false }), month ?? (await currentMonth())) };
}

export const columnName = (columns: readonly { key: string; name: string }[], key: string): string => columns.find((column) => column.key === key)?.name ?? key;

/** The students behind the numbers of the statistics, as lists that may be taken out of the system. */
export const statisticLists: readonly RecordList[] = [
  recordList({
    path: '/statistics/work-progress/people', summary: '工作进展：一个数字后面的学生，导出（页面）', roles: progressReaders, query: progressPageQuery.extend({ drill: progressDrill }),
    async look(actor, { drill, row, page: _page, ...asked }) {
      const population = await behindProgress(actor, asked, { drill, row });
      return (page, size, after) => behindPage(actor, population, { title: `${columnName(enrolledColumns, drill)}：学生明细`, month: asked.month }, page, size, after);
    },
  }),
  recordList({
    path: '/statistics/priority-groups/people', summary: '十一类特殊困难学生综合统计：一个数字后面的学生，导出（页面）', roles: groupReaders, query: groupPageQuery.extend({ drill: groupDrill }),
    async look(actor, { drill, row, page: _page, ...asked }) {
      const population = await behindGroups(actor, { ...asked, groups: groupsAsked(asked) }, { drill, row });
      return (page, size, after) => behindPage(actor, population, { title: `${columnName(comprehensiveColumns, drill)}：学生明细`, month: asked.month }, page, size, after);
    },
  }),
  recordList({
    path: '/statistics/aid-by-stage/people', summary: '其他受助情况统计：一个数字后面的学生，导出（页面）', roles: groupReaders, query: stagePageQuery.extend({ drill: aidDrill }),
    async look(actor, { tab = 'preschool', drill, row, page: _page, ...asked }) {
      const population = await behindStage(actor, tab, { ...asked, groups: groupsAsked(asked) }, { drill, row });
      return (page, size, after) => behindPage(actor, population, { title: `${stageTabNames[tab]}受助学生：明细`, month: asked.month }, page, size, after);
    },
  }),
];
