import { z } from 'zod';
import { receiveFile } from '../imports/file-import.js';
import { presentReceived } from '../imports/presenter.js';
import { columnsField, fileRefusals, previewQuery, receivedShape } from '../imports/schemas.js';
import { surveyFile } from '../imports/survey-file.js';
import { NotFound } from '../lib/errors.js';
import { parseYuan } from '../lib/money.js';
import { decodeCursor } from '../lib/pagination.js';
import { groupsAsked } from '../priority-groups/schemas.js';
import { studentInScope } from '../students/student.js';
import { businessRoles, type Actor, type Role } from '../values/actor.js';
import { json, route, type Answer, type Route } from '../web/route.js';
import { idParams, listOf, paging } from '../web/schemas.js';
import { circumstancesOf, currentSchoolYear, enterCircumstances } from './circumstances.js';
import { circumstancesImport } from './import-circumstances.js';
import { determineHardship } from './determine.js';
import { findDeterminations, type DeterminationFilter } from './determination.js';
import { presentCircumstances, presentDetermination } from './presenter.js';
import { circumstancesBody, circumstancesShape, determinationBody, determinationQuery, determinationShape, groupsSaid, hardshipQuery } from './schemas.js';

const schools: readonly Role[] = ['school-operator', 'school-reviewer'];
const authorities: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];
const studentScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const id = Number(params.id);
  if (!Number.isInteger(id) || id < 1) throw new NotFound();
  await studentInScope(actor, id);
};

async function list(actor: Actor, filter: Omit<DeterminationFilter, 'schoolYear'> & { schoolYear?: string }, page: { limit: number; cursor?: string; count?: string }): Promise<Answer> {
  const found = await findDeterminations(actor, { ...filter, schoolYear: filter.schoolYear ?? (await currentSchoolYear()) }, { limit: page.limit, after: decodeCursor(page.cursor) }, { count: page.count === 'true' });
  return json(200, { ...found, items: found.items.map(presentDetermination) });
}

/** 家庭经济信息, 困难认定 and its results (附件1 一(一)4, 6; 一(二)4, 6). */
export const hardshipRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/students/:id/circumstances', summary: '一名学生本学年的家庭经济信息和认定建议', policy: { roles: schools, scope: studentScope }, audit: null, rate: 'read', params: idParams, answers: { 200: circumstancesShape },
    async handler({ actor, params }) {
      const student = await studentInScope(actor, params.id);
      const found = await circumstancesOf(student.id, await currentSchoolYear());
      if (!found) throw new NotFound('本学年还没有录入这名学生的家庭经济信息。');
      return json(200, await presentCircumstances(student.personId, found));
    } }),
  route({ method: 'put', path: '/api/v1/students/:id/circumstances', summary: '录入家庭经济信息：十一类逐项填是或否', policy: { roles: ['school-operator'], scope: studentScope }, audit: '录入家庭经济信息', rate: 'write', params: idParams, body: circumstancesBody, answers: { 200: circumstancesShape }, refusals: ['stale-version'],
    async handler({ actor, params, body }) {
      const { personId } = await studentInScope(actor, params.id);
      return json(200, await presentCircumstances(personId, await enterCircumstances(actor, params.id, { version: body.version, groups: groupsSaid(body.groups), householdSize: body.householdSize, annualIncome: parseYuan(body.annualIncome, 'annualIncome'), factors: body.factors })));
    } }),
  route({ method: 'post', path: '/api/v1/circumstances/imports', summary: '导入家庭经济信息（.xlsx 或 .csv；preview=true 只检查）', policy: { roles: ['school-operator'] }, audit: '导入家庭经济信息', rate: 'upload', upload: 'file', query: previewQuery, body: columnsField, answers: { 202: receivedShape }, refusals: fileRefusals,
    prepare: ({ actor, file, body }) => surveyFile(circumstancesImport, file, { actor, columns: body.columns }),
    handler: async ({ actor, query, prepared }) => json(202, presentReceived(await receiveFile(actor, circumstancesImport, null, prepared, query.preview === 'true'))) }),
  route({ method: 'get', path: '/api/v1/students/:id/hardship-determinations', summary: '一名学生的困难认定，各次都在', policy: { roles: businessRoles, scope: studentScope }, audit: null, rate: 'read', params: idParams, query: z.strictObject(paging), answers: { 200: listOf(determinationShape) },
    handler: async ({ actor, params, query }) => list(actor, { studentId: params.id }, query) }),
  route({ method: 'post', path: '/api/v1/students/:id/hardship-determinations', summary: '认定困难等级，交学校业务审核人员审核', policy: { roles: ['school-operator'], scope: studentScope }, audit: '困难认定', rate: 'write', params: idParams, body: determinationBody, answers: { 201: determinationShape }, refusals: ['circumstances-missing', 'remark-required', 'not-determined', 'in-use'],
    handler: async ({ actor, params, body }) => json(201, presentDetermination(await determineHardship(actor, params.id, body))) }),
  route({ method: 'get', path: '/api/v1/hardship-determinations', summary: '困难学生认定管理', policy: { roles: schools }, audit: null, rate: 'read', query: determinationQuery, answers: { 200: listOf(determinationShape) },
    handler: ({ actor, query: { limit, cursor, count, ...asked } }) => list(actor, { ...asked, groups: groupsAsked(asked) }, { limit, cursor, count }) }),
  route({ method: 'get', path: '/api/v1/hardship-students', summary: '困难学生信息查询：认定通过、等级不是“不困难”的学生', policy: { roles: businessRoles }, audit: null, rate: 'read', query: hardshipQuery, answers: { 200: listOf(determinationShape) },
    handler: ({ actor, query: { limit, cursor, count, ...asked } }) => list(actor, { ...asked, groups: groupsAsked(asked), status: 'passed', inHardship: true }, { limit, cursor, count }) }),
  route({ method: 'get', path: '/api/v1/hardship-results', summary: '困难学生认定结果查看', policy: { roles: authorities }, audit: null, rate: 'read', query: hardshipQuery, answers: { 200: listOf(determinationShape) },
    handler: ({ actor, query: { limit, cursor, count, ...asked } }) => list(actor, { ...asked, groups: groupsAsked(asked), status: 'passed' }, { limit, cursor, count }) }),
];

