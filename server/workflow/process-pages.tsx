import { z } from 'zod';
import { officeNow } from '../database.js';
import { InputInvalid, NotFound, type ProductError } from '../lib/errors.js';
import { businessRoles, type Role } from '../values/actor.js';
import { deskPage, refusalLines, refusedOf, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import { ProcessLibraryPage } from '../web/pages/process-library-page.js';
import { ProcessPage } from '../web/pages/process-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { id } from '../web/schemas.js';
import { activateDefinition, checkedVersion, definitionXml, examine, examineVersion, listDefinitions, saveDefinition } from './definitions.js';
import { libraryRows, processView } from './process-view.js';

export const processStaff: readonly Role[] = ['process-administrator', 'process-publisher'];
const readers: readonly Role[] = [...processStaff, ...businessRoles];
const versionParams = z.strictObject({ key: z.string().max(64), version: id });
const crumbs = [{ label: '首页', href: '/' }, { label: '流程图库', href: '/processes' }];

async function showLibrary(input: Asking, refused?: Refused): Promise<Answer> {
  const draws = input.actor.role === 'process-administrator';
  return deskPage(input, { title: '流程图库', crumbs: crumbs.slice(0, 1).concat([{ label: '流程图库', href: '/processes' }]) }, (
    <ProcessLibraryPage rows={await libraryRows(input.actor)} {...(draws ? { upload: { id: 'bpmn-file', action: '/processes', seal: sealFor(input), label: 'BPMN 文件', hint: '.bpmn 或 .xml，不超过 512 KB、200 个节点。', accept: '.bpmn,.xml', confirm: { name: 'unfinished', label: '没画完也先存成草稿（有“必须改”的，改好才能启用）' }, submit: '检查并保存为草稿', errors: refusalLines(refused, { 'bpmn-file': 'BPMN 文件' }) } } : {})} />
  ));
}

async function showVersion(input: Asking & { params: { key: string; version: number } }, error?: ProductError): Promise<Answer> {
  const versions = await listDefinitions(input.params.key, input.actor.organisation.path);
  const shown = versions.find(({ version }) => version === input.params.version);
  if (!shown) throw new NotFound('没有这个流程版本。');
  const xml = await definitionXml(shown.key, shown.version);
  const { findings, ways } = processStaff.includes(input.actor.role) ? await checkedVersion(shown.key, shown.version) : { findings: [] };
  const props = await processView({ actor: input.actor, seal: sealFor(input), shown, versions, xml, findings, ways, now: await officeNow(), refused: error && refusedOf(input, error) });
  return deskPage(input, { title: shown.name, crumbs: [...crumbs, { label: `${shown.name} 第 ${shown.version} 版` }] }, <ProcessPage {...props} />);
}

/** The library of process files at the desk: read by everybody whose work they order, kept by the two who draw and publish. */
export const processPages: Route[] = [
  route({ method: 'get', path: '/processes', summary: '流程图库（页面）', policy: { roles: readers }, audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => showLibrary(input) }),
  route({
    method: 'post', path: '/processes', summary: '上传流程文件（页面）', policy: { roles: ['process-administrator'] }, audit: '保存流程版本', rate: 'upload', upload: 'file', body: z.object({ unfinished: z.string().optional() }), answers: { 303: 'html' },
    prepare: async ({ file }) => {
      if (!file) throw new InputInvalid([{ path: 'bpmn-file', code: 'required', message: '请选择要上传的流程文件。' }]);
      const xml = file.bytes.toString('utf8');
      return { xml, checked: await examine(xml) };
    },
    async handler({ actor, body, prepared }) {
      const { version, findings } = await saveDefinition(actor, prepared.xml, prepared.checked, body.unfinished !== undefined);
      const errors = findings.filter(({ level }) => level === 'error').length;
      const left = errors > 0 ? `，有 ${errors} 处必须改，改好才能启用` : `${findings.length > 0 ? `，有 ${findings.length} 处建议` : ''}，等流程发布人启用`;
      return redirect(`/processes/${version.key}/${version.version}`, `已保存为草稿第 ${version.version} 版${left}`);
    },
    onRefusal: (input, error) => showLibrary(input, refusedOf(input, error)),
  }),
  route({
    method: 'get', path: '/processes/:key', summary: '流程的现用版本（页面）', policy: { roles: readers }, audit: null, rate: 'read', params: z.strictObject({ key: z.string().max(64) }), answers: { 303: 'html' },
    async handler({ params }) {
      const versions = await listDefinitions(params.key);
      const shown = versions.find(({ state }) => state === 'active') ?? versions[0];
      if (!shown) throw new NotFound('没有这个流程。');
      return redirect(`/processes/${shown.key}/${shown.version}`);
    },
  }),
  route({ method: 'get', path: '/processes/:key/:version', summary: '一个流程版本（页面）', policy: { roles: readers }, audit: null, rate: 'read', params: versionParams, answers: { 200: 'html' }, handler: (input) => showVersion(input) }),
  route({ method: 'get', path: '/processes/:key/:version/file', summary: '下载流程文件（页面）', policy: { roles: processStaff }, audit: null, rate: 'read', params: versionParams, answers: { 200: 'file' },
    handler: async ({ params }) => ({ kind: 'file', name: `${params.key}-v${params.version}.bpmn`, mime: 'application/xml; charset=utf-8', bytes: await definitionXml(params.key, params.version) }) }),
  route({
    method: 'post', path: '/processes/:key/:version/activation', summary: '启用流程版本（页面）', policy: { roles: ['process-publisher'] }, audit: '启用流程版本', rate: 'write', again: true, params: versionParams, query: z.strictObject({ seen: z.string().length(64).optional() }), body: z.strictObject({ comment: z.string().max(500).default('') }), answers: { 303: 'html' },
    prepare: ({ params }) => examineVersion(params.key, params.version),
    async handler({ actor, params, query, body, prepared }) {
      await activateDefinition(actor, params.key, params.version, body.comment, prepared, query.seen);
      return redirect(`/processes/${params.key}/${params.version}`, `第 ${params.version} 版已启用，新名单按它走；在走的名单不变`);
    },
    onRefusal: (input, error) => showVersion(input, error),
  }),
];
