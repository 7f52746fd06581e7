import { z } from 'zod';
import { receiveFile } from '../imports/file-import.js';
import { presentReceived } from '../imports/presenter.js';
import { columnsField, fileRefusals, previewQuery, receivedShape } from '../imports/schemas.js';
import { surveyFile } from '../imports/survey-file.js';
import { Forbidden, NotFound } from '../lib/errors.js';
import { decodeCursor } from '../lib/pagination.js';
import { aidOf } from '../statistics/aid-facts.js';
import { peopleFound, presentAided, presentPeople } from '../statistics/people-found.js';
import { findPopulation, mayLookElsewhere, type PopulationAsked } from '../statistics/population.js';
import { groupFilters, groupsAsked } from '../priority-groups/schemas.js';
import { studentInScope } from '../students/student.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { priorityGroupKeys } from '../values/priority-group.js';
import { educationStages } from '../values/stage.js';
import { json, route, type Answer, type Route } from '../web/route.js';
import { id, idParams, listOf, month, paging } from '../web/schemas.js';
import { aidHistoryImport } from './import-aid-history.js';
import { presentAid } from './presenter.js';
import { aidImporters, aidShape, aidedPersonShape, personShape } from './schemas.js';

const scopes = z.enum(['studying-here', 'registered-here-studying-elsewhere']);
const groupParams = z.strictObject({ key: z.enum(priorityGroupKeys) });
const common = { month: month.optional(), q: z.string().max(60).optional(), schoolId: id.optional(), stage: z.enum(educationStages).optional() };
const groupQuery = z.strictObject({ scope: scopes.default('studying-here'), source: z.enum(['central', 'local']).optional(), verification: z.enum(['unverified', 'true', 'untrue', 'transferred']).optional(), awaiting: z.enum(['yes']).optional(), ...common, ...paging });
const aidQuery = z.strictObject({ aided: z.enum(['yes', 'no']).optional(), ...groupFilters, ...common, ...paging });

/** 本地户籍外地就读学生 is for authorities (附件1 一(一)1). @throws Forbidden for a school. */
function demandScope(actor: Actor, { scope }: PopulationAsked): void {
  if (scope === 'registered-here-studying-elsewhere' && !mayLookElsewhere(actor)) throw new Forbidden('role-not-allowed', '本地户籍外地就读学生由主管部门查询，学校请查本地就读学生。');
}

type Page = { limit: number; cursor?: string; count?: string };
async function people(actor: Actor, asked: PopulationAsked, page: Page, aid: boolean): Promise<Answer> {
  demandScope(actor, asked);
  const { ids, nextCursor, total, atLeast } = await findPopulation(actor, asked, { limit: page.limit, after: decodeCursor(page.cursor) }, { count: page.count === 'true' });
  const found = await peopleFound(ids, { aid });
  return json(200, { items: aid ? await presentAided(found) : await presentPeople(found), nextCursor, ...(total === undefined || atLeast ? {} : { total }) });
}

const studentScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const studentId = Number(params.id);
  if (!Number.isInteger(studentId) || studentId < 1) throw new NotFound();
  await studentInScope(actor, studentId);
};

/** 信息查询 and 本地户籍外地就读学生: whom the groups and the aid of the notice are about. */
export const lookupRoutes: Route[] = [
  route({
    method: 'get', path: '/api/v1/priority-groups/:key/students', summary: '重点保障人群：本地就读或本地户籍外地就读的学生，中央下发与自采集', policy: { roles: businessRoles }, audit: null, rate: 'read', params: groupParams, query: groupQuery, answers: { 200: listOf(personShape) },
    handler: ({ actor, params, query: { limit, cursor, count, awaiting, ...asked } }) => people(actor, { ...asked, awaiting: awaiting === 'yes', group: params.key }, { limit, cursor, count }, false),
  }),
  route({
    method: 'get', path: '/api/v1/priority-groups/:key/aid-history', summary: '重点保障人群：历年受助', policy: { roles: businessRoles }, audit: null, rate: 'read', params: groupParams, query: groupQuery, answers: { 200: listOf(aidedPersonShape) },
    handler: ({ actor, params, query: { limit, cursor, count, awaiting, ...asked } }) => people(actor, { ...asked, awaiting: awaiting === 'yes', group: params.key }, { limit, cursor, count }, true),
  }),
  route({
    method: 'get', path: '/api/v1/unaided-students', summary: '应助未助：属于十一类、本学年没有受过资助的学生', policy: { roles: businessRoles }, audit: null, rate: 'read', query: z.strictObject({ ...groupFilters, ...common, ...paging }), answers: { 200: listOf(personShape) },
    handler: ({ actor, query: { limit, cursor, count, ...asked } }) => people(actor, { month: asked.month, q: asked.q, schoolId: asked.schoolId, stage: asked.stage, groups: groupsAsked(asked), group: 'any', aided: 'no' }, { limit, cursor, count }, false),
  }),
  route({
    method: 'get', path: '/api/v1/aid-records', summary: '学生受助情况，可按十一类筛选', policy: { roles: businessRoles }, audit: null, rate: 'read', query: aidQuery, answers: { 200: listOf(aidedPersonShape) },
    handler: ({ actor, query: { limit, cursor, count, ...asked } }) => people(actor, { month: asked.month, q: asked.q, schoolId: asked.schoolId, stage: asked.stage, groups: groupsAsked(asked), aided: asked.aided }, { limit, cursor, count }, true),
  }),
  route({
    method: 'get', path: '/api/v1/students/:id/aid-history', summary: '一名学生历年受助：各学校、各学段、各项目，含导入的历史', policy: { roles: businessRoles, scope: studentScope }, audit: null, rate: 'read', params: idParams, answers: { 200: z.object({ items: z.array(aidShape), times: z.number(), paid: z.string() }) },
    async handler({ actor, params }) {
      const { personId } = await studentInScope(actor, params.id);
      return json(200, presentAid((await aidOf([personId])).get(personId) ?? []));
    },
  }),
  route({ method: 'post', path: '/api/v1/aid-records/imports', summary: '导入历年受助（.xlsx 或 .csv；preview=true 只检查）', policy: { roles: aidImporters }, audit: '导入历年受助', rate: 'upload', upload: 'file', query: previewQuery, body: columnsField, answers: { 202: receivedShape }, refusals: fileRefusals,
    prepare: ({ actor, file, body }) => surveyFile(aidHistoryImport, file, { actor, columns: body.columns }),
    handler: async ({ actor, query, prepared }) => json(202, presentReceived(await receiveFile(actor, aidHistoryImport, null, prepared, query.preview === 'true'))) }),
];
