import { z } from 'zod';
import { row, rows } from '../database.js';
import { InputInvalid, NotFound } from '../lib/errors.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { scopeSql } from '../values/scope.js';
import { json, route, type Route } from '../web/route.js';
import { id, idParams } from '../web/schemas.js';
import { versionById } from './definition.js';
import { activateDefinition, definitionXml, examine, examineVersion, listDefinitions, saveDefinition, saveDraftAgain, type DefinitionVersion, type SavedVersion } from './definitions.js';
import { drawDiagram } from './draw.js';
import { pictureState } from './picture-state.js';

const definitionShape = z.object({ id: z.number(), key: z.string(), version: z.number(), name: z.string(), state: z.enum(['draft', 'active', 'retired']), comment: z.string(), sha256: z.string(), savedBy: z.string().nullable(), savedAt: z.string(), activatedBy: z.string().nullable(), activatedAt: z.string().nullable(), running: z.number() });
const findingShape = z.object({ elementId: z.string().optional(), level: z.enum(['error', 'warning']), code: z.string(), message: z.string() });
export const presentDefinition = (one: DefinitionVersion): z.infer<typeof definitionShape> => ({ ...one, savedAt: officeIso(one.savedAt), activatedAt: one.activatedAt ? officeIso(one.activatedAt) : null });

const wayShape = z.object({ steps: z.array(z.string()), end: z.enum(['done', 'back', 'joins', 'stuck']) });
export const savedShape = definitionShape.extend({ findings: z.array(findingShape), ways: z.array(wayShape).optional(), more: z.boolean().optional() });
export const presentSaved = ({ version, ...checked }: SavedVersion): z.infer<typeof savedShape> => ({ ...presentDefinition(version), ...checked });

const library = ['process-administrator', 'process-publisher'] as const;
const versionParams = z.strictObject({ key: z.string().max(64), version: id });
const instanceScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const scope = scopeSql(actor);
  const found = await row('SELECT p.id FROM process_instances p JOIN organisations o ON o.id = p.subject_organisation_id WHERE p.id = ? AND ' + scope.sql, [Number(params.id) || 0, ...scope.params]);
  if (!found) throw new NotFound();
};

/** The library of process files, and the picture and history of one running process. */
export const definitionRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/process-definitions', summary: '流程库', policy: { roles: [...library, ...businessRoles] }, audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(definitionShape) }) },
    handler: async ({ actor }) => json(200, { items: (await listDefinitions(undefined, actor.organisation.path)).map(presentDefinition) }) }),
  route({
    method: 'post', path: '/api/v1/process-definitions', summary: '上传流程文件为新的草稿版本', policy: { roles: ['process-administrator'] }, audit: '保存流程版本', rate: 'upload', upload: 'xml', query: z.strictObject({ unfinished: z.enum(['true', 'false']).optional() }), answers: { 201: savedShape }, refusals: ['definition-invalid', 'in-use'],
    prepare: async ({ body }) => {
      if (!String(body).trim()) throw new InputInvalid([{ path: 'body', code: 'required', message: '请用 application/xml 提交流程文件的内容。' }]);
      return examine(String(body));
    },
    handler: async ({ actor, body, query, prepared }) => json(201, presentSaved(await saveDefinition(actor, String(body), prepared, query.unfinished === 'true'))),
  }),
  route({
    method: 'put', path: '/api/v1/process-definitions/:key/versions/:version', summary: '再次保存没有启用过的草稿；sha256 是打开时的那一份', policy: { roles: ['process-administrator'] }, audit: '保存流程版本', rate: 'upload', upload: 'xml', params: versionParams, query: z.strictObject({ sha256: z.string().length(64) }), answers: { 200: savedShape }, refusals: ['definition-invalid', 'in-use', 'stale-version'],
    prepare: ({ body }) => examine(String(body)),
    handler: async ({ actor, body, params, query, prepared }) => json(200, presentSaved(await saveDraftAgain(actor, { ...params, ...query }, String(body), prepared))),
  }),
  route({ method: 'get', path: '/api/v1/process-definitions/:key/versions/:version/xml', summary: '下载流程文件', policy: { roles: library }, audit: null, rate: 'read', params: versionParams, answers: { 200: 'file' },
    handler: async ({ params }) => ({ kind: 'file', name: `${params.key}-v${params.version}.bpmn`, mime: 'application/xml; charset=utf-8', bytes: await definitionXml(params.key, params.version) }) }),
  route({ method: 'get', path: '/api/v1/process-definitions/:key/versions/:version/diagram.svg', summary: '流程图', policy: { roles: [...library, ...businessRoles] }, audit: null, rate: 'read', params: versionParams, answers: { 200: 'file' }, refusals: ['no-picture'],
    handler: async ({ params }) => ({ kind: 'file', name: `${params.key}.svg`, mime: 'image/svg+xml', bytes: await drawDiagram(await definitionXml(params.key, params.version), {}, { standalone: true }) }) }),
  route({ method: 'post', path: '/api/v1/process-definitions/:key/versions/:version/activation', summary: '启用流程版本（由流程发布人；保存者本人不能启用）', policy: { roles: library }, audit: '启用流程版本', rate: 'write', again: true, params: versionParams, body: z.strictObject({ comment: z.string().max(500).default(''), sha256: z.string().length(64).optional() }), answers: { 200: definitionShape }, refusals: ['same-person', 'definition-invalid', 'stale-version'],
    prepare: ({ params }) => examineVersion(params.key, params.version),
    handler: async ({ actor, params, body, prepared }) => json(200, presentDefinition(await activateDefinition(actor, params.key, params.version, body.comment, prepared, body.sha256))) }),
  route({
    method: 'get', path: '/api/v1/process-instances/:id', summary: '一个流程实例', policy: { roles: businessRoles, scope: instanceScope }, audit: null, rate: 'read', params: idParams,
    answers: { 200: z.object({ id: z.number(), definition: z.string(), version: z.number(), subject: z.object({ kind: z.string(), id: z.number() }), state: z.string(), startedAt: z.string(), endedAt: z.string().nullable(), waitsAt: z.array(z.object({ elementId: z.string(), name: z.string() })) }) },
    async handler({ params }) {
      const found = await row<{ definition_id: number; subject_kind: string; subject_id: number; state: string; started_at: Date; ended_at: Date | null }>('SELECT definition_id, subject_kind, subject_id, state, started_at, ended_at FROM process_instances WHERE id = ?', [params.id]);
      if (!found) throw new NotFound();
      const used = await versionById(found.definition_id);
      const { active } = await pictureState(params.id);
      return json(200, { id: params.id, definition: used.key, version: used.version, subject: { kind: found.subject_kind, id: found.subject_id }, state: found.state, startedAt: officeIso(found.started_at), endedAt: found.ended_at ? officeIso(found.ended_at) : null, waitsAt: active.map((elementId) => ({ elementId, name: used.model.elements[elementId]?.name ?? '' })) });
    },
  }),
  route({
    method: 'get', path: '/api/v1/process-instances/:id/history', summary: '流程实例的经过', policy: { roles: businessRoles, scope: instanceScope }, audit: null, rate: 'read', params: idParams,
    answers: { 200: z.object({ items: z.array(z.object({ seq: z.number(), kind: z.string(), elementId: z.string().nullable(), elementName: z.string().nullable(), actor: z.string().nullable(), decision: z.string().nullable(), remark: z.string().nullable(), at: z.string() })) }) },
    async handler({ params }) {
      const found = await rows<{ seq: number; kind: string; element_id: string | null; element_name: string | null; actor_name: string | null; decision: string | null; remark: string | null; at: Date }>('SELECT seq, kind, element_id, element_name, actor_name, decision, remark, at FROM process_history WHERE instance_id = ? ORDER BY seq', [params.id]);
      return json(200, { items: found.map((one) => ({ seq: one.seq, kind: one.kind, elementId: one.element_id, elementName: one.element_name, actor: one.actor_name, decision: one.decision, remark: one.remark, at: officeIso(one.at) })) });
    },
  }),
  route({
    method: 'get', path: '/api/v1/process-instances/:id/diagram.svg', summary: '流程实例的流程图，当前环节已标出', policy: { roles: businessRoles, scope: instanceScope }, audit: null, rate: 'read', params: idParams, answers: { 200: 'file' },
    async handler({ params }) {
      const found = await row<{ definition_id: number }>('SELECT definition_id FROM process_instances WHERE id = ?', [params.id]);
      if (!found) throw new NotFound();
      const used = await versionById(found.definition_id);
      return { kind: 'file', name: `${used.key}.svg`, mime: 'image/svg+xml', bytes: await drawDiagram(used.xml, await pictureState(params.id), { standalone: true }) };
    },
  }),
];
