import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { deskPage, type Asking } from '../web/desk-page.js';
import type { ProcessPictureProps } from '../web/components/process-picture.js';
import { ProcessChangesPage } from '../web/pages/process-changes-page.js';
import { route, type Answer, type Route } from '../web/route.js';
import { id } from '../web/schemas.js';
import { compareVersions, type Difference } from './compare-versions.js';
import { definitionXml, listDefinitions, type DefinitionVersion } from './definitions.js';
import { pictureOf } from './editor-pages.js';

/** 两个版本的不同, for the two who draw and publish. */
export const changesPages: Route[] = [
  route({
    method: 'get', path: '/processes/:key/:version/changes', summary: '两个流程版本的不同（页面）', policy: { roles: ['process-administrator', 'process-publisher'] }, audit: null, rate: 'read',
    params: z.strictObject({ key: z.string().max(64), version: id }), query: z.strictObject({ from: id.optional() }), answers: { 200: 'html' },
    handler: (input) => showChanges(input, input.params, input.query.from),
  }),
];

async function showChanges(input: Asking, { key, version }: { key: string; version: number }, from: number | undefined): Promise<Answer> {
  const versions = await listDefinitions(key);
  const shown = versions.find((one) => one.version === version);
  const other = from === undefined ? comparedWith(shown, versions) : versions.find((one) => one.version === from);
  if (!shown || !other) throw new NotFound('没有这个流程版本，或没有另一版可以比较。');
  const [young, old] = [await definitionXml(key, shown.version), await definitionXml(key, other.version)];
  const differences = await compareVersions(old, young);
  const href = `/processes/${key}/${version}`;
  return deskPage(input, { title: `${shown.name}的不同`, crumbs: [{ label: '首页', href: '/' }, { label: '流程图库', href: '/processes' }, { label: `${shown.name} 第 ${version} 版`, href }, { label: '不同' }] }, (
    <ProcessChangesPage
      name={shown.name} version={`第 ${shown.version} 版`} from={`第 ${other.version} 版`} back={href} differences={differences}
      others={versions.filter((one) => one.version !== version).slice(0, 8).map((one) => ({ label: `第 ${one.version} 版`, href: `${href}/changes?from=${one.version}`, current: one.version === other.version }))}
      after={await marked(young, differences, ['added', 'changed', 'moved'], 'after')} before={await marked(old, differences, ['removed', 'changed', 'moved'], 'before')}
    />
  ));
}

/** The version in use, else the one before. */
export function comparedWith(shown: DefinitionVersion | undefined, versions: readonly DefinitionVersion[]): DefinitionVersion | undefined {
  const others = versions.filter(({ version }) => version !== shown?.version);
  return others.find(({ state }) => state === 'active') ?? others.find(({ version }) => version < (shown?.version ?? 0)) ?? others[0];
}

const marked = (xml: string, differences: readonly Difference[], kinds: readonly Difference['kind'][], prefix: string): Promise<ProcessPictureProps | undefined> =>
  pictureOf(xml, { changes: new Map(differences.filter(({ kind }) => kinds.includes(kind)).map(({ id: element, kind }) => [element, kind])) }, prefix);
