import { z } from 'zod';
import { NotFound, type ProductError } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { businessRoles } from '../values/actor.js';
import { officeNow } from '../database.js';
import { officeDateOf } from '../values/office-date.js';
import type { TagProps } from '../web/components/tag.js';
import { momentWords } from '../web/time-words.js';
import { deskPage, refusedOf, type Asking } from '../web/desk-page.js';
import { ImportPage, ImportsPage } from '../web/pages/import-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { idParams, pageNumber } from '../web/schemas.js';
import { adoptRepairs } from './adopt-repairs.js';
import { commitImport } from './commit-import.js';
import { errorFile } from './error-file.js';
import { cancelImport, importOfOwnSchool, importsOfOwnSchool, type ImportState } from './file-import.js';
import { importView } from './import-view.js';
import { importKind, templateNamed } from './kinds.js';
import { headersToMatch, matchColumns, readMatched } from './match-columns.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const inOwnSchool = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const importId = Number(params.id);
  if (!Number.isInteger(importId) || importId < 1) throw new NotFound();
  await importOfOwnSchool(actor, importId);
};
const readers = { roles: ['school-operator', 'school-reviewer', 'authority-operator', 'system-administrator'], scope: inOwnSchool } as const;
const operators = { roles: ['school-operator', 'authority-operator', 'system-administrator'], scope: inOwnSchool } as const;

const home = { label: '首页', href: '/' };
const tags: Record<ImportState, TagProps> = {
  unmatched: { tone: 'mine', icon: 'eye', word: '等您对应表头' },
  received: { tone: 'run', icon: 'clock', word: '正在检查' }, writing: { tone: 'run', icon: 'clock', word: '正在写入' }, checked: { tone: 'mine', icon: 'eye', word: '检查完，没有写入' },
  committed: { tone: 'good', icon: 'check', word: '已导入' }, failed: { tone: 'bad', icon: 'cross', word: '没有导入' }, cancelled: { tone: 'idle', icon: 'cross', word: '已取消' },
};

/** 导入记录: what was handed in lately, and what came of it. */
async function showAll(input: Asking): Promise<Answer> {
  const today = officeDateOf(await officeNow());
  const number = (of: number): string => of.toLocaleString('en-US');
  const rows = (await importsOfOwnSchool(input.actor)).map((one) => ({
    id: one.id, fileName: one.fileName, href: `/imports/${one.id}`, kind: importKind(one.kind).name, at: momentWords(one.createdAt, today), tag: tags[one.state], total: one.state === 'unmatched' ? '—' : number(one.total), wrong: one.state === 'received' || one.state === 'unmatched' ? '—' : number(one.total - one.ok),
  }));
  return deskPage(input, { title: '导入记录', crumbs: [home, { label: '导入记录' }] }, <ImportsPage subtitle={input.actor.organisation.name} rows={rows} />);
}

async function show(input: Asking & { params: { id: number } }, page: number, error?: ProductError, chosen?: Readonly<Record<string, string>>): Promise<Answer> {
  const found = await importOfOwnSchool(input.actor, input.params.id);
  const view = await importView(input, found, page, error && refusedOf(input, error), chosen);
  const place = importKind(found.kind).place(found.subjectId);
  return deskPage(input, { title: view.title, crumbs: [home, { label: place.label, href: place.href }, { label: '导入记录', href: '/imports' }, { label: '导入' }] }, <ImportPage {...view} />);
}

/** The report of a file somebody handed in: every row is checked before anything is said, and nothing is written before they say so. */
export const importPages: Route[] = [
  route({ method: 'get', path: '/imports', summary: '导入记录（页面）', policy: { roles: readers.roles }, audit: null, rate: 'read', answers: { 200: 'html' }, handler: showAll }),
  route({ method: 'get', path: '/imports/:id', summary: '导入报告（页面）', policy: readers, audit: null, rate: 'read', params: idParams, query: z.strictObject({ page: pageNumber }), answers: { 200: 'html' },
    handler: (input) => show(input, input.query.page) }),
  route({ method: 'get', path: '/imports/:id/errors.xlsx', summary: '下载标出错误的原文件（页面）', policy: operators, audit: '下载标出错误的文件', rate: 'export', params: idParams, answers: { 200: 'file' },
    handler: async ({ actor, params }) => ({ kind: 'file', mime: XLSX, ...(await errorFile(actor, params.id)) }) }),
  route({
    method: 'post', path: '/imports/:id/columns', summary: '对应文件的表头（页面）', policy: operators, audit: '对应表头', rate: 'write', params: idParams, body: z.record(z.string().regex(/^column-[A-Z]{1,3}$/), z.string().max(40)), answers: { 303: 'html' },
    async prepare({ actor, params, body }) {
      const headers = (await headersToMatch(actor, await importOfOwnSchool(actor, params.id)))?.found.headers ?? [];
      return readMatched(actor, params.id, Object.fromEntries(headers.flatMap(({ letter, header }) => (`column-${letter}` in body ? [[header, body[`column-${letter}`]]] : []))));
    },
    async handler({ actor, params, prepared }) {
      await matchColumns(actor, params.id, prepared);
      return redirect(`/imports/${params.id}`, '表头已对应，正在检查每一行');
    },
    onRefusal: (input, error) => show(input, 1, error, input.body),
  }),
  route({
    method: 'post', path: '/imports/:id/repairs', summary: '采用检查提出的改法（页面）', policy: operators, audit: '采用改法', rate: 'write', params: idParams, body: z.strictObject({ cell: z.string().regex(/^[A-Z]{1,3}[1-9]\d{0,6}$/).optional() }), answers: { 303: 'html' },
    async handler({ actor, params, body: { cell } }) {
      await adoptRepairs(actor, params.id, cell === undefined ? 'all' : [{ column: cell.replace(/\d+$/, ''), row: Number(cell.replace(/^[A-Z]+/, '')) }]);
      return redirect(`/imports/${params.id}`, '已采用改法，正在重新检查');
    },
    onRefusal: (input, error) => show(input, 1, error),
  }),
  route({
    method: 'post', path: '/imports/:id/cancellation', summary: '取消导入（页面）', policy: operators, audit: '取消导入', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      await cancelImport(actor, params.id);
      return redirect(`/imports/${params.id}`);
    },
    onRefusal: (input, error) => show(input, 1, error),
  }),
  route({
    method: 'post', path: '/imports/:id/commit', summary: '导入检查过的文件（页面）', policy: operators, audit: '导入', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      const done = await commitImport(actor, params.id);
      return done.state === 'writing' ? redirect(`/imports/${done.id}`) : redirect(importKind(done.kind).place(done.subjectId).href, `已导入 ${done.total.toLocaleString('en-US')} 行`);
    },
    onRefusal: (input, error) => show(input, 1, error),
  }),
  route({
    method: 'get', path: '/templates/:kind.xlsx', summary: '导入模板（页面）', policy: { roles: [...businessRoles, 'system-administrator'] }, audit: null, rate: 'read', params: z.strictObject({ kind: z.string().max(40) }), answers: { 200: 'file' },
    async handler({ actor, params }) {
      const template = templateNamed(actor, params.kind);
      if (!template) throw new NotFound('没有这种导入模板。');
      return { kind: 'file', name: template.fileName, mime: XLSX, bytes: await template.make(actor) };
    },
  }),
];
