import { z } from 'zod';
import { blankGroupFilters, groupsAsked } from '../priority-groups/schemas.js';
import { businessRoles, type Role } from '../values/actor.js';
import { recordList, type RecordList } from '../web/record-lists.js';
import { blankable, pageNumber } from '../web/schemas.js';
import { circumstancesList, hardshipList } from './hardship-view.js';
import { schoolYear } from './schemas.js';

export const schools: readonly Role[] = ['school-operator', 'school-reviewer'];
export const authorities: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];
export const yesNo = blankable(z.enum(['yes', 'no']));
export const level = blankable(z.enum(['special', 'hard', 'general', 'none']));
export const common = { q: blankable(z.string().trim().max(60)), page: pageNumber };
export const query = z.strictObject({ schoolYear: blankable(schoolYear), level, ...blankGroupFilters, ...common });
export const managementQuery = query.extend({ status: blankable(z.enum(['pending', 'passed', 'failed', 'superseded'])) });
export const circumstancesQuery = z.strictObject({ entered: yesNo, ...blankGroupFilters, ...common });

export const looks = {
  management: { title: '困难学生认定管理', path: '/hardship-determinations', fixed: {}, statuses: true, manage: true },
  students: { title: '困难学生信息查询', path: '/hardship-students', fixed: { status: 'passed', inHardship: true }, statuses: false, manage: false },
  results: { title: '困难学生认定结果查看', path: '/hardship-results', fixed: { status: 'passed' }, statuses: false, manage: false },
} as const;

const listOf = (look: (typeof looks)[keyof typeof looks], roles: readonly Role[]): RecordList => recordList({
  path: look.path, summary: `${look.title}：导出（页面）`, roles, query: managementQuery, look: (actor, asked) => (page, size) => hardshipList(actor, look, { ...asked, page, size }, groupsAsked(asked)),
});

/** The lists of hardship that may be taken out of the system. */
export const hardshipLists: readonly RecordList[] = [
  listOf(looks.management, schools), listOf(looks.students, businessRoles), listOf(looks.results, authorities),
  recordList({ path: '/circumstances', summary: '家庭经济信息：导出（页面）', roles: schools, query: circumstancesQuery, look: (actor, asked) => (page, size) => circumstancesList(actor, { ...asked, page, size }, groupsAsked(asked)) }),
];
