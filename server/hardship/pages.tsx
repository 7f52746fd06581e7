import { z } from 'zod';
import { receiveFile } from '../imports/file-import.js';
import { surveyFile } from '../imports/survey-file.js';
import { InputInvalid, NotFound, type ProductError } from '../lib/errors.js';
import { parseYuan } from '../lib/money.js';
import { blankGroupFilters, groupsAsked } from '../priority-groups/schemas.js';
import { studentInScope } from '../students/student.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';
import { deskPage, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import type { Crumb } from '../web/layout.js';
import { RecordsPage } from '../web/pages/records-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { CIRCUMSTANCES_ROWS } from './circumstances-row.js';
import { circumstancesImport } from './import-circumstances.js';
import { enterCircumstances } from './circumstances.js';
import { determineHardship } from './determine.js';
import { circumstancesList, hardshipList, studentHardship } from './hardship-view.js';
import { levelNames } from './level.js';
import { circumstancesForm, groupsSaid } from './schemas.js';
import { exportRoute } from '../web/record-lists.js';
import { authorities, circumstancesQuery, hardshipLists, looks, managementQuery, query, schools } from './record-lists.js';

const home: Crumb = { label: '首页', href: '/' };
const studentCrumbs: Crumb[] = [home, { label: '资助业务管理' }, { label: '学生信息管理' }];
const lookupCrumbs: Crumb[] = [home, { label: '资助业务管理' }, { label: '信息查询' }];

const studentScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const id = Number(params.id);
  if (!Number.isInteger(id) || id < 1) throw new NotFound();
  await studentInScope(actor, id);
};

async function showStudent(input: Asking & { params: { id: number } }, form?: 'circumstances' | 'determination', error?: ProductError): Promise<Answer> {
  const student = await studentInScope(input.actor, input.params.id);
  return deskPage(input, { title: student.name, crumbs: [...studentCrumbs, { label: '家庭经济信息录入', href: '/circumstances' }, { label: student.name }] }, <RecordsPage {...await studentHardship(input, student, error && form ? { ...refusedOf(input, error), form } : undefined)} />);
}

type CircumstancesAsked = Parameters<typeof circumstancesList>[1] & Partial<Record<PriorityGroupKey, 'yes' | 'no'>>;

/** The school's students with what was entered, and for its operator the way to hand in a file. */
async function showCircumstances(input: Asking, asked: CircumstancesAsked, error?: ProductError): Promise<Answer> {
  const upload = input.actor.role === 'school-operator' ? {
    title: '导入家庭经济信息', id: 'circumstances-file', action: '/circumstances/imports', seal: sealFor(input), label: '.xlsx 或 .csv 文件', hint: `先检查全部行，看过结果再写入。每次不超过 ${CIRCUMSTANCES_ROWS.toLocaleString('en-US')} 行。`, accept: '.xlsx,.csv', submit: '检查这个文件', templateHref: '/templates/circumstances.xlsx',
    errors: error ? refusedOf(input, error).items.map(({ message }) => ({ field: 'circumstances-file', label: '文件', message })) : [],
  } : undefined;
  return deskPage(input, { title: '家庭经济信息录入', crumbs: [...studentCrumbs, { label: '家庭经济信息录入' }] }, <RecordsPage {...await circumstancesList(input.actor, asked, groupsAsked(asked), { upload })} />);
}

/** The form's answers to the eleven questions; one left out is told beside its field. */
function answered(body: Partial<Record<PriorityGroupKey, 'yes' | 'no'>>): Partial<Record<PriorityGroupKey, 'yes' | 'no'>> {
  const missing = priorityGroups.filter(({ key }) => !body[key]);
  if (missing.length > 0) throw new InputInvalid(missing.map(({ key, label }) => ({ path: key, code: 'missing', message: `请选“是否${label}”。` })));
  return body;
}

/** 家庭经济信息录入, 困难学生认定管理, 困难学生信息查询, 困难学生认定结果查看 at the desk. */
export const hardshipPages: Route[] = [
  route({
    method: 'get', path: '/circumstances', summary: '家庭经济信息录入（页面）', policy: { roles: schools }, audit: null, rate: 'read', query: circumstancesQuery, answers: { 200: 'html' },
    handler: ({ query: asked, ...input }) => showCircumstances(input, asked),
  }),
  route({
    method: 'post', path: '/circumstances/imports', summary: '检查家庭经济信息的文件（页面）', policy: { roles: ['school-operator'] }, audit: '导入家庭经济信息', rate: 'upload', upload: 'file', answers: { 303: 'html' },
    prepare: ({ actor, file }) => surveyFile(circumstancesImport, file, { actor, ask: true }),
    handler: async ({ actor, prepared }) => redirect(`/imports/${(await receiveFile(actor, circumstancesImport, null, prepared, true)).id}`),
    onRefusal: (input, error) => showCircumstances(input, { page: 1 }, error),
  }),
  route({
    method: 'get', path: '/hardship-determinations', summary: '困难学生认定管理（页面）', policy: { roles: schools }, audit: null, rate: 'read', query: managementQuery, answers: { 200: 'html' },
    handler: async ({ query: asked, ...input }) => deskPage(input, { title: '困难学生认定管理', crumbs: [...studentCrumbs, { label: '困难学生认定管理' }] }, <RecordsPage {...await hardshipList(input.actor, looks.management, asked, groupsAsked(asked))} />),
  }),
  route({
    method: 'get', path: '/hardship-students', summary: '困难学生信息查询（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', query, answers: { 200: 'html' },
    handler: async ({ query: asked, ...input }) => deskPage(input, { title: '困难学生信息查询', crumbs: [...lookupCrumbs, { label: '困难学生信息查询' }] }, <RecordsPage {...await hardshipList(input.actor, looks.students, asked, groupsAsked(asked))} />),
  }),
  route({
    method: 'get', path: '/hardship-results', summary: '困难学生认定结果查看（页面）', policy: { roles: authorities }, audit: null, rate: 'read', query, answers: { 200: 'html' },
    handler: async ({ query: asked, ...input }) => deskPage(input, { title: '困难学生认定结果查看', crumbs: [...studentCrumbs, { label: '困难学生认定结果查看' }] }, <RecordsPage {...await hardshipList(input.actor, looks.results, asked, groupsAsked(asked))} />),
  }),
  ...hardshipLists.map(exportRoute),
  route({ method: 'get', path: '/students/:id/hardship', summary: '一名学生的家庭经济信息和困难认定（页面）', policy: { roles: schools, scope: studentScope }, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => showStudent(input) }),
  route({
    method: 'post', path: '/students/:id/circumstances', summary: '录入家庭经济信息（页面）', policy: { roles: ['school-operator'], scope: studentScope }, audit: '录入家庭经济信息', rate: 'write', params: idParams, body: circumstancesForm.extend(blankGroupFilters), answers: { 303: 'html' },
    async handler({ actor, params, body: { version, householdSize, annualIncome, economy, group, region, emergency, consumption, other, ...answers } }) {
      await enterCircumstances(actor, params.id, { version, groups: groupsSaid(answered(answers)), householdSize, annualIncome: parseYuan(annualIncome, 'annualIncome'), factors: { economy, group, region, emergency, consumption, other } });
      return redirect(`/students/${params.id}/hardship`, '已保存家庭经济信息');
    },
    onRefusal: (input, error) => showStudent(input, 'circumstances', error),
  }),
  route({
    method: 'post', path: '/students/:id/hardship-determinations', summary: '认定困难等级（页面）', policy: { roles: ['school-operator'], scope: studentScope }, audit: '困难认定', rate: 'write', params: idParams, answers: { 303: 'html' },
    body: z.strictObject({ level: z.enum(['special', 'hard', 'general', 'none']), kind: z.enum(['initial', 'change', 'grievance']), reason: z.string().max(500).default('') }),
    async handler({ actor, params, body }) {
      const made = await determineHardship(actor, params.id, body);
      return redirect(`/students/${params.id}/hardship`, `已提交审核：${levelNames[made.level]}`);
    },
    onRefusal: (input, error) => showStudent(input, 'determination', error),
  }),
];
