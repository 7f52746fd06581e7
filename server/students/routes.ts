import { NotFound } from '../lib/errors.js';
import { decodeCursor } from '../lib/pagination.js';
import { receiveFile } from '../imports/file-import.js';
import { presentReceived } from '../imports/presenter.js';
import { columnsField, fileRefusals, previewQuery, receivedShape } from '../imports/schemas.js';
import { surveyFile } from '../imports/survey-file.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { json, route, type Route } from '../web/route.js';
import { idParams, listOf } from '../web/schemas.js';
import { addStudent } from './add-student.js';
import { changeStudent } from './change-student.js';
import { rosterImport } from './import-roster.js';
import { presentStudent, presentStudents } from './presenter.js';
import { findStudents } from './query.js';
import { newStudent, studentChange, studentQuery, studentShape } from './schemas.js';
import { studentInScope } from './student.js';

const inScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const studentId = Number(params.id);
  if (!Number.isInteger(studentId) || studentId < 1) throw new NotFound();
  await studentInScope(actor, studentId);
};
const base = '/api/v1/students';

/** The API of students: schools keep their roster, authorities read it. */
export const studentRoutes: Route[] = [
  route({
    method: 'get', path: base, summary: '学生', policy: { roles: businessRoles }, audit: null, rate: 'read', query: studentQuery, answers: { 200: listOf(studentShape) },
    async handler({ actor, query: { cursor, count, ...filter } }) {
      const found = await findStudents(actor, { ...filter, after: decodeCursor(cursor) }, { count: count === 'true' });
      return json(200, { ...found, items: await presentStudents(found.items) });
    },
  }),
  route({ method: 'get', path: `${base}/:id`, summary: '一名学生', policy: { roles: businessRoles, scope: inScope }, audit: null, rate: 'read', params: idParams, answers: { 200: studentShape },
    handler: async ({ actor, params }) => json(200, await presentStudent(await studentInScope(actor, params.id))) }),
  route({ method: 'post', path: base, summary: '添加一名学生', policy: { roles: ['school-operator'] }, audit: '添加学生', rate: 'write', body: newStudent, answers: { 201: studentShape }, refusals: ['document-invalid', 'student-exists'],
    handler: async ({ actor, body }) => json(201, await presentStudent(await addStudent(actor, body))) }),
  route({ method: 'patch', path: `${base}/:id`, summary: '修改学生信息', policy: { roles: ['school-operator'], scope: inScope }, audit: '修改学生信息', rate: 'write', params: idParams, body: studentChange, answers: { 200: studentShape }, refusals: ['stale-version', 'document-invalid', 'student-exists', 'student-on-other-list'],
    handler: async ({ actor, params, body }) => json(200, await presentStudent(await changeStudent(actor, params.id, body))) }),
  route({
    method: 'post', path: `${base}/imports`, summary: '导入学生名册（.xlsx 或 .csv，最多 20,000 行；preview=true 只检查）', policy: { roles: ['school-operator'] }, audit: '导入学生名册', rate: 'upload', upload: 'file', query: previewQuery, body: columnsField, answers: { 202: receivedShape }, refusals: fileRefusals,
    prepare: ({ actor, file, body }) => surveyFile(rosterImport, file, { actor, columns: body.columns }),
    handler: async ({ actor, query, prepared }) => json(202, presentReceived(await receiveFile(actor, rosterImport, null, prepared, query.preview === 'true'))),
  }),
];
