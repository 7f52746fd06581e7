import { z } from 'zod';
import { receiveFile } from '../imports/file-import.js';
import { surveyFile } from '../imports/survey-file.js';
import { NotFound, type ProductError } from '../lib/errors.js';
import { collectMembership } from '../priority-groups/collect-membership.js';
import { membershipImport } from '../priority-groups/import-memberships.js';
import { membershipInScope } from '../priority-groups/membership.js';
import { verifyMembership } from '../priority-groups/verify-membership.js';
import { groupStatistics } from '../statistics/group-statistics.js';
import { countElsewhere } from '../statistics/population.js';
import { groupsAsked } from '../priority-groups/schemas.js';
import { studentInScope } from '../students/student.js';
import { businessRoles, isSchool, type Actor } from '../values/actor.js';
import { priorityGroupKeys, priorityGroupOf, priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';
import { deskPage, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import type { Crumb } from '../web/layout.js';
import { RecordPage } from '../web/pages/record-page.js';
import { RecordsPage } from '../web/pages/records-page.js';
import { exportRoute } from '../web/record-lists.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, id, idParams, month, pageNumber, version } from '../web/schemas.js';
import { aidLookup, awaitingLookup, groupIndex, groupLookup, unaidedLookup } from './lookup-view.js';
import { aidHistoryImport } from './import-aid-history.js';
import { aidQuery, authorities, common, groupParams, groupQuery, lookupAsked, lookupLists, unaidedQuery } from './record-lists.js';
import { recordView } from './record-view.js';
import { aidImporters } from './schemas.js';

const home: Crumb = { label: '首页', href: '/' };
const lookups: Crumb[] = [home, { label: '资助业务管理' }, { label: '信息查询' }];

const studentScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const studentId = Number(params.id);
  if (!Number.isInteger(studentId) || studentId < 1) throw new NotFound();
  await studentInScope(actor, studentId);
};

async function showRecord(input: Asking & { params: { id: number } }, form?: string, error?: ProductError): Promise<Answer> {
  const student = await studentInScope(input.actor, input.params.id);
  const refused = error && form ? { ...refusedOf(input, error), form } : undefined;
  return deskPage(input, { title: student.name, crumbs: [...lookups, { label: '学生受助情况', href: '/aid-records' }, { label: student.name }] }, <RecordPage {...await recordView(input, student, refused)} />);
}

/** The eleven groups with their numbers, and the way to hand a file of records in. */
async function showGroups(input: Asking, error?: ProductError): Promise<Answer> {
  const { actor } = input;
  const { total } = await groupStatistics(actor, {});
  const counts = new Map(priorityGroups.map(({ key }): [PriorityGroupKey, number] => [key, total[key] ?? 0]));
  const title = '重点保障人群信息查询';
  const link = (key: string, label: string, href: string) => ({ key, label, href, allowed: true, unmet: [] });
  const figure = (name: string, key: string, note: string) => ({ name, value: (total[key] ?? 0).toLocaleString('en-US'), unit: '人', note });
  const source = isSchool(actor) ? '自采集' : '中央下发';
  return deskPage(input, { title, crumbs: [...lookups, { label: title }] }, (
    <RecordsPage title={title} subtitle={actor.organisation.name} acts={[link('unaided', '应助未助', '/unaided-students'), ...(actor.role === 'school-operator' ? [link('verify', '待核实', '/group-verifications')] : [])]}
      facts={[figure('十一类在校学生', 'people', '一人只计一次'), figure('已受助', 'aided', '本学年'), figure('应助未助', 'unaided', '本学年没有受过资助')]}
      {...groupIndex('studying-here', counts)}
      upload={mayImport(actor) ? { title: `导入${source}的特殊群体信息`, id: 'groups', action: '/priority-groups/imports', seal: sealFor(input), label: '.xlsx 或 .csv 文件', hint: '先检查全部行，看过结果再写入，一次最多 100,000 行。.csv 用 UTF-8 或 GBK 都可以。', accept: '.xlsx,.csv', submit: '检查这个文件', templateHref: '/templates/priority-groups.xlsx', errors: error ? refusedOf(input, error).items.map(({ message }) => ({ field: 'groups', label: '文件', message })) : [] } : undefined}
      bulk={mayImport(actor) && actor.organisation.level === 'province' ? { title: '上传几百万行的 .csv', id: 'package', action: '/exchange-packages', seal: sealFor(input), label: '.csv 文件（UTF-8 或 GBK）', hint: '行数不限，文件不超过 400 MB。在后台接收，断了接着收；进度、比对结果和全部错误在“数据交换”里看。', accept: '.csv', submit: '上传并接收', templateHref: '/templates/priority-groups.xlsx', errors: [] } : undefined} />
  ));
}
const mayImport = (actor: Actor): boolean => actor.role === 'school-operator' || actor.role === 'authority-operator';

/** 学生受助情况, and for operators the way to hand in what was received before this system. */
async function showAid(input: Asking, query: Parameters<typeof lookupAsked>[0] & Partial<Record<PriorityGroupKey, 'yes' | 'no'>>, error?: ProductError): Promise<Answer> {
  const view = await aidLookup(input.actor, lookupAsked(query), groupsAsked(query));
  const upload = aidImporters.some((role) => role === input.actor.role) ? {
    title: '导入历年受助', id: 'aid-file', action: '/aid-records/imports', seal: sealFor(input), label: '.xlsx 或 .csv 文件', hint: '本系统以前或别处发放的资助。先检查全部行，看过结果再写入。', accept: '.xlsx,.csv', submit: '检查这个文件', templateHref: '/templates/aid-history.xlsx',
    errors: error ? refusedOf(input, error).items.map(({ message }) => ({ field: 'aid-file', label: '文件', message })) : [],
  } : undefined;
  return deskPage(input, { title: '学生受助情况', crumbs: [...lookups, { label: '学生受助情况' }] }, <RecordsPage {...view} upload={upload} />);
}

/** 信息查询, 本地户籍外地就读学生 and the verification of centrally issued records, at the desk. */
export const lookupPages: Route[] = [
  route({ method: 'get', path: '/priority-groups', summary: '重点保障人群信息查询（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => showGroups(input) }),
  route({
    method: 'post', path: '/priority-groups/imports', summary: '检查特殊群体信息的文件（页面）', policy: { roles: ['school-operator', 'authority-operator'] }, audit: '导入特殊群体信息', rate: 'upload', upload: 'file', answers: { 303: 'html' },
    prepare: ({ actor, file }) => surveyFile(membershipImport, file, { actor, ask: true }),
    handler: async ({ actor, prepared }) => redirect(`/imports/${(await receiveFile(actor, membershipImport, null, prepared, true)).id}`),
    onRefusal: showGroups,
  }),
  route({
    method: 'get', path: '/priority-groups/:key', summary: '重点保障人群信息查询：一类（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', params: groupParams, query: groupQuery, answers: { 200: 'html' },
    async handler({ params, query: { tab = 'students', ...asked }, ...input }) {
      const { label } = priorityGroupOf(params.key);
      return deskPage(input, { title: label, crumbs: [...lookups, { label: '重点保障人群信息查询', href: '/priority-groups' }, { label }] }, <RecordsPage {...await groupLookup(input.actor, params.key, tab, 'studying-here', asked)} />);
    },
  }),
  route({
    method: 'get', path: '/studying-elsewhere', summary: '本地户籍外地就读学生（页面）', policy: { roles: authorities }, audit: null, rate: 'read', answers: { 200: 'html' },
    async handler(input) {
      const counts = await countElsewhere(input.actor);
      const title = '本地户籍外地就读学生';
      return deskPage(input, { title, crumbs: [home, { label: '综合查询' }, { label: title }] }, <RecordsPage title={title} subtitle={`户籍在${input.actor.organisation.name}管理的地区，学校在这个地区以外`} {...groupIndex('registered-here-studying-elsewhere', counts)} />);
    },
  }),
  route({
    method: 'get', path: '/studying-elsewhere/:key', summary: '本地户籍外地就读学生：一类（页面）', policy: { roles: authorities }, audit: null, rate: 'read', params: groupParams, query: groupQuery, answers: { 200: 'html' },
    async handler({ params, query: { tab = 'students', ...asked }, ...input }) {
      const { label } = priorityGroupOf(params.key);
      return deskPage(input, { title: label, crumbs: [home, { label: '综合查询' }, { label: '本地户籍外地就读学生', href: '/studying-elsewhere' }, { label }] }, <RecordsPage {...await groupLookup(input.actor, params.key, tab, 'registered-here-studying-elsewhere', asked)} />);
    },
  }),
  route({
    method: 'get', path: '/aid-records', summary: '学生受助情况（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', query: aidQuery, answers: { 200: 'html' },
    handler: ({ query, ...input }) => showAid(input, query),
  }),
  route({
    method: 'post', path: '/aid-records/imports', summary: '检查历年受助的文件（页面）', policy: { roles: aidImporters }, audit: '导入历年受助', rate: 'upload', upload: 'file', answers: { 303: 'html' },
    prepare: ({ actor, file }) => surveyFile(aidHistoryImport, file, { actor, ask: true }),
    handler: async ({ actor, prepared }) => redirect(`/imports/${(await receiveFile(actor, aidHistoryImport, null, prepared, true)).id}`),
    onRefusal: (input, error) => showAid(input, { page: 1 }, error),
  }),
  route({
    method: 'get', path: '/unaided-students', summary: '应助未助（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', query: unaidedQuery, answers: { 200: 'html' },
    handler: async ({ query, ...input }) => deskPage(input, { title: '应助未助', crumbs: [...lookups, { label: '应助未助' }] }, <RecordsPage {...await unaidedLookup(input.actor, lookupAsked(query), groupsAsked(query))} />),
  }),
  ...lookupLists.map(exportRoute),
  route({
    method: 'get', path: '/group-verifications', summary: '特殊群体信息核实（页面）', policy: { roles: ['school-operator'] }, audit: null, rate: 'read', query: z.strictObject({ q: common.q, page: pageNumber }), answers: { 200: 'html' },
    handler: async ({ query, ...input }) => deskPage(input, { title: '特殊群体信息核实', crumbs: [home, { label: '资助业务管理' }, { label: '学生信息管理' }, { label: '特殊群体信息核实' }] }, <RecordsPage {...await awaitingLookup(input.actor, query)} />),
  }),
  route({ method: 'get', path: '/students/:id/record', summary: '一名学生的群体、学籍经历和历年受助（页面）', policy: { roles: businessRoles, scope: studentScope }, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => showRecord(input) }),
  route({
    method: 'post', path: '/students/:id/group-memberships', summary: '自采集：登记学生属于哪一类（页面）', policy: { roles: ['school-operator'], scope: studentScope }, audit: '自采集特殊群体信息', rate: 'write', params: idParams, answers: { 303: 'html' },
    body: z.strictObject({ group: z.enum(priorityGroupKeys), area: z.enum(['', 'urban', 'rural']).default(''), validFrom: month, validTo: blankable(month) }),
    async handler({ actor, params, body }) {
      const made = await collectMembership(actor, params.id, { ...body, validTo: body.validTo ?? null });
      return redirect(`/students/${params.id}/record`, `已登记：${priorityGroupOf(made.group).name}`);
    },
    onRefusal: (input, error) => showRecord(input, 'collect', error),
  }),
  route({
    method: 'post', path: '/students/:id/group-verifications/:membershipId', summary: '核实中央下发的信息（页面）', policy: { roles: ['school-operator'], scope: studentScope }, audit: '核实特殊群体信息', rate: 'write', params: z.strictObject({ id, membershipId: id }), answers: { 303: 'html' },
    body: z.strictObject({ version, outcome: z.enum(['true', 'untrue', 'transferred']), reason: z.string().max(200).default('') }),
    async handler({ actor, params, body }) {
      const membership = await membershipInScope(actor, params.membershipId);
      if (membership.personId !== (await studentInScope(actor, params.id)).personId) throw new NotFound();
      await verifyMembership(actor, params.membershipId, body);
      return redirect(`/students/${params.id}/record`, `已核实：${priorityGroupOf(membership.group).label}`);
    },
    onRefusal: (input, error) => showRecord(input, `verify-${input.params.membershipId}`, error),
  }),
];
