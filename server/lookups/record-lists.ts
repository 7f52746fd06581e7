import { z } from 'zod';
import { blankGroupFilters, groupsAsked } from '../priority-groups/schemas.js';
import { businessRoles, type Role } from '../values/actor.js';
import { priorityGroupKeys } from '../values/priority-group.js';
import { educationStages } from '../values/stage.js';
import { recordList, type RecordList } from '../web/record-lists.js';
import { blankable, id, pageNumber } from '../web/schemas.js';
import { aidLookup, groupLookup, unaidedLookup } from './lookup-view.js';

export const authorities: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];
export const groupParams = z.strictObject({ key: z.enum(priorityGroupKeys) });
export const common = { q: blankable(z.string().trim().max(60)), schoolId: blankable(id), stage: blankable(z.enum(educationStages)), page: pageNumber };
export const groupQuery = z.strictObject({ tab: blankable(z.enum(['students', 'aid'])), source: blankable(z.enum(['central', 'local'])), verification: blankable(z.enum(['unverified', 'true', 'untrue', 'transferred'])), ...common });
export const aidQuery = z.strictObject({ aided: blankable(z.enum(['yes', 'no'])), ...blankGroupFilters, ...common });
export const unaidedQuery = z.strictObject({ ...blankGroupFilters, ...common });

export const lookupAsked = ({ q, schoolId, stage, aided, page }: { q?: string; schoolId?: number; stage?: (typeof educationStages)[number]; aided?: 'yes' | 'no'; page: number }) => ({ q, schoolId, stage, aided, page });

const ofGroup = (place: 'priority-groups' | 'studying-elsewhere'): RecordList => recordList({
  path: `/${place}/:key/people`, summary: `${place === 'priority-groups' ? '重点保障人群信息查询' : '本地户籍外地就读学生'}：导出（页面）`, roles: place === 'priority-groups' ? businessRoles : authorities, params: groupParams, query: groupQuery,
  look: (actor, { tab = 'students', ...asked }, { key }) => (page, size, after) => groupLookup(actor, key, tab, place === 'priority-groups' ? 'studying-here' : 'registered-here-studying-elsewhere', { ...asked, page, size, after }),
});

/** The lists of 信息查询 that may be taken out of the system. */
export const lookupLists: readonly RecordList[] = [
  ofGroup('priority-groups'), ofGroup('studying-elsewhere'),
  recordList({ path: '/aid-records', summary: '学生受助情况：导出（页面）', roles: businessRoles, query: aidQuery, look: (actor, asked) => (page, size, after) => aidLookup(actor, { ...lookupAsked(asked), page, size, after }, groupsAsked(asked)) }),
  recordList({ path: '/unaided-students', summary: '应助未助：导出（页面）', roles: businessRoles, query: unaidedQuery, look: (actor, asked) => (page, size, after) => unaidedLookup(actor, { ...lookupAsked(asked), page, size, after }, groupsAsked(asked)) }),
];
