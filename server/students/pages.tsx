import { z } from 'zod';
import { NotFound, type ProductError } from '../lib/errors.js';
import { receiveFile } from '../imports/file-import.js';
import { surveyFile } from '../imports/survey-file.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { enrolmentStatuses } from '../values/enrolment.js';
import { openDefault } from '../saved-filters/saved-filters-view.js';
import { deskPage, refusedOf, type Asking, type Refused } from '../web/desk-page.js';
import type { Crumb } from '../web/layout.js';
import { StudentPage } from '../web/pages/student-page.js';
import { StudentsPage } from '../web/pages/students-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, id, idParams, pageNumber, version, wholeView } from '../web/schemas.js';
import { addStudent } from './add-student.js';
import { changeStudent } from './change-student.js';
import { rosterImport } from './import-roster.js';
import { rosterView, studentView, type RosterAsked } from './roster-view.js';
import { readNewStudent, readStudentChange } from './student-form.js';
import { studentInScope } from './student.js';

const inScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const studentId = Number(params.id);
  if (!Number.isInteger(studentId) || studentId < 1) throw new NotFound();
  await studentInScope(actor, studentId);
};
const crumbs = (last?: string): Crumb[] => [{ label: '首页', href: '/' }, { label: '资助业务管理' }, { label: '学生信息管理' }, ...(last ? [{ label: '学生', href: '/students' }, { label: last }] : [{ label: '学生' }])];
const text = z.string().trim().max(200).default('');
const form = z.strictObject({ name: text, documentKind: text, documentNumber: text, gender: text, grade: text, major: text, className: text, enrolmentStatus: text, entryMonth: text, programmeYears: text, householdRegion: text, card: text });

async function showRoster(input: Asking, asked: RosterAsked, refused?: Refused): Promise<Answer> {
  return deskPage(input, { title: '学生', crumbs: crumbs() }, <StudentsPage {...await rosterView(input, asked, refused)} />);
}

async function showStudent(input: Asking & { params: { id: number } }, error?: ProductError): Promise<Answer> {
  const student = await studentInScope(input.actor, input.params.id);
  return deskPage(input, { title: student.name, crumbs: crumbs(student.name) }, <StudentPage {...await studentView(input, student, error && refusedOf(input, error))} />);
}

/** The roster at the desk: schools keep it, authorities read it. */
export const studentPages: Route[] = [
  route({
    method: 'get', path: '/students', summary: '学生（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: 'html' },
    query: z.strictObject({ q: blankable(z.string().trim().max(60)), grade: blankable(z.string().max(20)), enrolmentStatus: blankable(z.enum(enrolmentStatuses)), schoolId: blankable(id), page: pageNumber, view: wholeView }),
    handler: async (input) => (await openDefault(input, 'students')) ?? showRoster(input, input.query),
  }),
  route({
    method: 'post', path: '/students', summary: '添加一名学生（页面）', policy: { roles: ['school-operator'] }, audit: '添加学生', rate: 'write', body: form, answers: { 303: 'html' },
    async handler({ actor, body }) {
      const student = await addStudent(actor, readNewStudent(body));
      return redirect(`/students/${student.id}`, `已添加学生：${student.name}`);
    },
    onRefusal: (input, error) => showRoster(input, { page: 1 }, refusedOf(input, error)),
  }),
  route({
    method: 'post', path: '/students/imports', summary: '检查学生名册的 Excel（页面）', policy: { roles: ['school-operator'] }, audit: '导入学生名册', rate: 'upload', upload: 'file', answers: { 303: 'html' },
    prepare: ({ actor, file }) => surveyFile(rosterImport, file, { actor, ask: true }),
    handler: async ({ actor, prepared }) => redirect(`/imports/${(await receiveFile(actor, rosterImport, null, prepared, true)).id}`),
    onRefusal: (input, error) => {
      const refused = refusedOf(input, error);
      return showRoster(input, { page: 1 }, { ...refused, items: refused.items.map((item) => ({ ...item, path: 'file' })) });
    },
  }),
  route({ method: 'get', path: '/students/:id', summary: '一名学生（页面）', policy: { roles: businessRoles, scope: inScope }, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => showStudent(input) }),
  route({
    method: 'post', path: '/students/:id', summary: '修改学生信息（页面）', policy: { roles: ['school-operator'], scope: inScope }, audit: '修改学生信息', rate: 'write', params: idParams, body: form.extend({ version }), answers: { 303: 'html' },
    async handler({ actor, params, body: { version: seen, ...typed } }) {
      const student = await changeStudent(actor, params.id, { ...readStudentChange(await studentInScope(actor, params.id), typed), version: seen });
      return redirect(`/students/${student.id}`, `已保存${student.name}的信息`);
    },
    onRefusal: showStudent,
  }),
];
