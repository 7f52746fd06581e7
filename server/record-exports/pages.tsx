import { z } from 'zod';
import { officeNow } from '../database.js';
import type { ProductError } from '../lib/errors.js';
import { businessRoles } from '../values/actor.js';
import { formatInstant, officeDateOf } from '../values/office-date.js';
import { momentWords } from '../web/time-words.js';
import type { TagProps } from '../web/components/tag.js';
import { deskPage, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import { BeginExportPage, ExportPage, ExportsPage } from '../web/pages/record-export-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { ownExportPolicy } from './policy.js';
import { beginExport, cancelExport, exportedFile, KEPT_DAYS, ownExport, ownExports, type ExportState } from './record-export.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const home = { label: '首页', href: '/' };
const here = { label: '后台导出', href: '/record-exports' };
const tags: Record<ExportState, TagProps> = { working: { tone: 'run', icon: 'clock', word: '正在导出' }, done: { tone: 'good', icon: 'check', word: '可以下载' }, failed: { tone: 'bad', icon: 'cross', word: '没有导出成' }, cancelled: { tone: 'idle', icon: 'cross', word: '已取消' } };
const people = (count: number): string => `${count.toLocaleString('en-US')} 人`;
const wanted = { list: z.string().max(120), conditions: z.string().max(2000).default(''), purpose: z.string().max(200).default('') };
const conditionsOf = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text));

async function showBegin(input: Asking, asked: { list: string; conditions: string; purpose: string }, error?: ProductError): Promise<Answer> {
  return deskPage(input, { title: '在后台导出', crumbs: [home, here, { label: '在后台导出' }] }, (
    <BeginExportPage {...asked} seal={sealFor(input)} days={KEPT_DAYS} problems={error ? refusedOf(input, error).items.map(({ message }) => message) : []} />
  ));
}

async function show(input: Asking & { params: { id: number } }, error?: ProductError): Promise<Answer> {
  const found = await ownExport(input.actor, input.params.id);
  return deskPage(input, { title: found.title, crumbs: [home, here, { label: found.title }] }, (
    <ExportPage id={found.id} title={found.title} purpose={found.purpose} tag={tags[found.state]} working={found.state === 'working'} ready={found.state === 'done'} people={people(found.people)} failure={found.failure} expires={formatInstant(found.expiresAt)} seal={sealFor(input)} problem={error?.message} />
  ));
}

/** 后台导出 at the desk: a list too long to be had at once. */
export const recordExportPages: Route[] = [
  route({
    method: 'get', path: '/record-exports', summary: '后台导出（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: 'html' },
    async handler(input) {
      const today = officeDateOf(await officeNow());
      const rows = (await ownExports(input.actor)).map((one) => ({ id: one.id, title: one.title, href: `/record-exports/${one.id}`, at: momentWords(one.createdAt, today), tag: tags[one.state], people: people(one.people), purpose: one.purpose, expires: one.state === 'done' ? formatInstant(one.expiresAt) : '—' }));
      return deskPage(input, { title: '后台导出', crumbs: [home, { label: '后台导出' }] }, <ExportsPage days={KEPT_DAYS} rows={rows} />);
    },
  }),
  route({ method: 'get', path: '/record-exports/new', summary: '名单太长，在后台导出（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', query: z.strictObject(wanted), answers: { 200: 'html' }, handler: (input) => showBegin(input, input.query) }),
  route({
    method: 'post', path: '/record-exports', summary: '在后台导出学生名单（页面）', policy: { roles: businessRoles }, audit: '后台导出学生名单', rate: 'export', again: true, body: z.strictObject(wanted), answers: { 303: 'html' },
    async handler({ actor, body: { list, conditions, purpose } }) {
      return redirect(`/record-exports/${(await beginExport(actor, { list, conditions: conditionsOf(conditions), purpose })).id}`);
    },
    onRefusal: (input, error) => showBegin(input, input.body, error),
  }),
  route({ method: 'get', path: '/record-exports/:id', summary: '一份后台导出（页面）', policy: ownExportPolicy, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => show(input) }),
  route({
    method: 'post', path: '/record-exports/:id/cancellation', summary: '取消后台导出（页面）', policy: ownExportPolicy, audit: '取消后台导出', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      await cancelExport(actor, params.id);
      return redirect(`/record-exports/${params.id}`, '已取消');
    },
    onRefusal: (input, error) => show(input, error),
  }),
  route({ method: 'get', path: '/record-exports/:id/file', summary: '下载导出的名单（页面）', policy: ownExportPolicy, audit: '下载导出的学生名单', rate: 'export', params: idParams, answers: { 200: 'file' }, handler: async ({ actor, params }) => ({ kind: 'stream', mime: XLSX, ...(await exportedFile(actor, params.id)) }) }),
];
