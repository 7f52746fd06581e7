import { z } from 'zod';
import { InputInvalid, NotFound, type ErrorItem } from '../lib/errors.js';
import { businessRoles, roleNames } from '../values/actor.js';
import { formatInstant } from '../values/office-date.js';
import { deskPage, refusedOf, type Asking } from '../web/desk-page.js';
import { ProcessEditorPage } from '../web/pages/process-editor-page.js';
import type { ProcessPictureProps } from '../web/components/process-picture.js';
import { json, route, type Answer, type Route } from '../web/route.js';
import { id } from '../web/schemas.js';
import { canExist, levelNames } from './candidates.js';
import { activeVersion } from './definition.js';
import { presentSaved, savedShape } from './definition-routes.js';
import { checkedVersion, definitionXml, examine, listDefinitions, saveDefinition, saveDraftAgain } from './definitions.js';
import { diagramInWords, drawDiagram, type DrawingState } from './draw.js';
import type { Known } from './editor/known.js';
import type { Candidate, FormField } from './definition-model.js';
import { fieldTypes } from './field-types.js';
import { knownNames, subjectProvider } from './registry.js';

const drawers = ['process-administrator'] as const;
const saving = z.strictObject({ key: z.string().max(64).optional(), version: z.coerce.number().int().positive().optional(), sha256: z.string().length(64).optional() });

/** 画图: the page on which processes are drawn, and how it saves. */
export const editorPages: Route[] = [
  route({
    method: 'get', path: '/processes/:key/:version/editor', summary: '画图（页面）', policy: { roles: drawers }, audit: null, rate: 'read', params: z.strictObject({ key: z.string().max(64), version: id }), answers: { 200: 'html' },
    handler: (input) => showEditor(input, input.params),
  }),
  route({
    method: 'post', path: '/processes/drafts', summary: '画图页保存草稿：没画完也能保存，答复里有检查结果', policy: { roles: drawers }, audit: '保存流程版本', rate: 'upload', upload: 'file', body: saving, answers: { 200: savedShape }, refusals: ['definition-invalid', 'in-use', 'stale-version'],
    prepare: async ({ file }) => {
      if (!file) throw new InputInvalid([{ path: 'file', code: 'required', message: '没有收到图。请再保存一次。' }]);
      const xml = file.bytes.toString('utf8');
      return { xml, checked: await examine(xml) };
    },
    async handler({ actor, body: { key, version, sha256 }, prepared: { xml, checked } }) {
      const again = key !== undefined && version !== undefined && sha256 !== undefined;
      return json(200, presentSaved(again ? await saveDraftAgain(actor, { key, version, sha256 }, xml, checked) : await saveDefinition(actor, xml, checked, true)));
    },
    onRefusal: async (input, error) => {
      const { code, message, items } = refusedOf(input, error);
      return json(error.status, { code, message, errors: items satisfies ErrorItem[] });
    },
  }),
];

async function showEditor(input: Asking, { key, version }: { key: string; version: number }): Promise<Answer> {
  const versions = await listDefinitions(key);
  const shown = versions.find((one) => one.version === version);
  if (!shown) throw new NotFound('没有这个流程版本。');
  const xml = await definitionXml(key, version);
  const draft = shown.state === 'draft' && shown.activatedAt === null;
  const known: Known = { ...(await choices()), key, version, sha256: shown.sha256, draft, save: '/processes/drafts', csrf: input.session.csrfToken };
  const href = `/processes/${key}/${version}`;
  return deskPage(input, { title: `画图：${shown.name}`, crumbs: [{ label: '首页', href: '/' }, { label: '流程图库', href: '/processes' }, { label: `${shown.name} 第 ${version} 版`, href }, { label: '画图' }], island: 'editor' }, (
    <ProcessEditorPage name={shown.name} subtitle={`打开的是第 ${version} 版，${shown.savedBy ?? '随系统提供'} ${formatInstant(shown.savedAt)} 保存`} back={href} file={`${href}/file`} xml={xml} known={JSON.stringify(known)} checked={JSON.stringify(draft ? await checkedVersion(key, version) : { findings: [] })} picture={await pictureOf(xml)} />
  ));
}

/** An unfinished draft may have no picture, or no readable one. */
export async function pictureOf(xml: string, state?: DrawingState, idPrefix?: string): Promise<ProcessPictureProps | undefined> {
  try {
    return { svg: await drawDiagram(xml, state, { idPrefix }), inWords: await diagramInWords(xml, state) };
  } catch {
    return undefined;
  }
}

const fieldTypeNames: Record<FormField['type'], string> = { string: '文字', long: '整数', number: '数字', date: '日期', boolean: '是否', enum: '选项', money: '金额（元）', people: '人员', attachment: '附件', opinion: '意见', rows: '勾选的行' };
const levelsOf: readonly Candidate['level'][] = ['school', 'authority', 'prefecture', 'province', 'central'];

/** What the panel offers, from what is registered: posts and levels, services, subjects, the messages of the procedures in use. */
async function choices(): Promise<Pick<Known, 'roles' | 'levels' | 'services' | 'subjects' | 'messages' | 'fieldTypes'>> {
  const { services, subjects } = knownNames(businessRoles);
  const active = await Promise.all((await listDefinitions()).filter(({ state }) => state === 'active').map(({ key }) => activeVersion(key)));
  return {
    roles: businessRoles.map((role) => ({ value: role, name: roleNames[role], levels: levelsOf.filter((level) => canExist({ role, level })) })),
    levels: levelsOf.map((level) => ({ value: level, name: levelNames[level] })),
    services, messages: [...new Set(active.flatMap(({ model }) => model.messages))].sort(),
    subjects: Object.entries(subjects).map(([kind, { facts }]) => ({ value: kind, name: subjectProvider(kind).title ?? kind, facts })),
    fieldTypes: fieldTypes.map((type) => ({ value: type, name: fieldTypeNames[type] })),
  };
}
