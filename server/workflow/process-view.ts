import type { FormSeal } from '../web/components/form.js';
import type { TagProps } from '../web/components/tag.js';
import type { Refused } from '../web/desk-page.js';
import type { ProcessRow } from '../web/pages/process-library-page.js';
import type { ElementRow, ProcessPageProps } from '../web/pages/process-page.js';
import type { Actor } from '../values/actor.js';
import { formatDate, formatInstant, officeDateOf } from '../values/office-date.js';
import { candidateName } from './candidates.js';
import type { Finding, Way } from './check-definition.js';
import { readDefinition, type ElementModel } from './definition-model.js';
import { checkedVersion, definitionXml, listDefinitions, type DefinitionVersion } from './definitions.js';
import { comparedWith } from './changes-page.js';
import { pictureOf } from './editor-pages.js';

/** One row a process: the version in use, a newer draft that waits, and whether it passes the check. */
export async function libraryRows(actor: Actor): Promise<ProcessRow[]> {
  const versions = await listDefinitions(undefined, actor.organisation.path);
  const keys = [...new Set(versions.map(({ key }) => key))];
  return Promise.all(keys.map(async (key): Promise<ProcessRow> => {
    const own = versions.filter((one) => one.key === key);
    const active = own.find(({ state }) => state === 'active');
    const draft = own.find(({ state, version }) => state === 'draft' && version > (active?.version ?? 0));
    const judged = draft ?? active ?? own[0];
    const errors = (await checkedVersion(key, judged.version)).findings.filter(({ level }) => level === 'error').length;
    const model = await readDefinition(await definitionXml(key, (active ?? own[0]).version));
    return {
      key, name: judged.name, href: `/processes/${key}/${(active ?? own[0]).version}`, steps: Object.values(model.elements).filter(({ type }) => type === 'userTask').map(({ name }) => name).join('、'),
      active: active ? `第 ${active.version} 版` : '没有启用', activeSince: active?.activatedAt ? formatDate(officeDateOf(active.activatedAt)) : '—', running: own.reduce((sum, { running }) => sum + running, 0).toLocaleString('en-US'),
      ...(draft ? { draft: `第 ${draft.version} 版${draft.savedBy ? `，${draft.savedBy}` : ''}` } : {}), check: errors > 0 ? { ok: false, words: `${errors} 处要改` } : { ok: true, words: '可以启用' },
    };
  }));
}

const stateTags: Record<DefinitionVersion['state'], TagProps> = { draft: { tone: 'idle', icon: 'edit', word: '草稿' }, active: { tone: 'good', icon: 'check', word: '正在使用' }, retired: { tone: 'idle', icon: 'minus', word: '已停用' } };
const kinds: Record<string, string> = { userTask: '用户任务', serviceTask: '服务任务', manualTask: '人工任务', receiveTask: '接收任务', exclusiveGateway: '判断', parallelGateway: '并行', eventBasedGateway: '等事件', startEvent: '开始', endEvent: '结束', boundaryEvent: '边界事件', intermediateCatchEvent: '等待', intermediateThrowEvent: '发出', subProcess: '子流程', callActivity: '调用流程' };

type Viewing = { actor: Actor; seal: FormSeal; shown: DefinitionVersion; versions: DefinitionVersion[]; xml: string; findings: Finding[]; ways?: Way[]; now: Date; refused?: Refused };

/** One version as its page shows it: picture, steps, findings, and what keeps it from being used. */
export async function processView({ actor, seal, shown, versions, xml, findings, ways, refused }: Viewing): Promise<ProcessPageProps> {
  const model = await readDefinition(xml);
  const href = `/processes/${shown.key}/${shown.version}`;
  const picture = await pictureOf(xml);
  const savedAt = `${shown.savedBy ?? '随系统提供'} ${formatInstant(shown.savedAt)} 保存`;
  const activation = (actor.role === 'process-administrator' || actor.role === 'process-publisher') && shown.state !== 'active' ? activationOf(actor, shown, findings, refused) : undefined;
  const mayActivate = activation?.act.allowed === true;
  const keeps = actor.role === 'process-administrator' || actor.role === 'process-publisher';
  return {
    name: shown.name, tag: { ...stateTags[shown.state], word: `第 ${shown.version} 版　${stateTags[shown.state].word}` }, subtitle: `${savedAt}　在走的 ${shown.running.toLocaleString('en-US')} 份名单按这一版走完`,
    ...(keeps ? { acts: [...(actor.role === 'process-administrator' ? [{ key: 'draw', label: '画图', href: `${href}/editor`, allowed: true, unmet: [], icon: 'edit' as const, tone: 'main' as const }] : []), ...(comparedWith(shown, versions) ? [{ key: 'changes', label: '看与另一版的不同', href: `${href}/changes`, allowed: true, unmet: [], icon: 'swap' as const }] : []), ...(shown.running > 0 && versions.some(({ activatedAt, version }) => activatedAt !== null && version !== shown.version) ? [{ key: 'migration', label: '迁移在走的实例', href: `${href}/migration`, allowed: true, unmet: [], icon: 'swap' as const }] : []), { key: 'what-if', label: '试演最近办完的', href: `${href}/what-if`, allowed: true, unmet: [], icon: 'swap' as const }, { key: 'figures', label: '运行情况', href: `${href}/figures`, allowed: true, unmet: [], icon: 'eye' as const }, { key: 'download', label: '下载 BPMN', href: `${href}/file`, allowed: true, unmet: [], icon: 'down' as const }] } : {}),
    ...(activation ? { activation } : {}),
    ...(mayActivate ? { activate: { id: 'activate', title: `启用第 ${shown.version} 版`, action: `${href}/activation?seen=${shown.sha256}`, seal, submit: '启用这一版', fields: [{ name: 'comment', label: '改了什么、为什么', kind: 'textarea' as const, rows: 2, maxLength: 500, full: true, hint: '写进版本记录，以后查得到。' }], footnote: '启用后新名单按这一版走，在走的名单不变。' } } : {}),
    findings: findings.map((finding) => ({ element: nameOf(model.elements[finding.elementId ?? '']) ?? finding.elementId ?? '整个文件', level: finding.level, problem: finding.message, remedy: finding.level === 'error' ? '在画图页改好再保存' : '可以不改' })),
    ...(ways ? { ways: ways.map(({ steps, end }) => `${steps.join(' → ')}　${wayEnds[end]}`) } : {}),
    ...(picture ? { picture } : {}),
    elements: Object.values(model.elements).filter(({ type }) => ['userTask', 'serviceTask', 'manualTask', 'receiveTask', 'intermediateCatchEvent', 'intermediateThrowEvent', 'boundaryEvent', 'subProcess', 'callActivity'].includes(type)).map(elementRow),
    versions: versions.map((one) => ({ version: `第 ${one.version} 版`, href: `/processes/${one.key}/${one.version}`, shown: one.version === shown.version, state: stateTags[one.state], savedBy: one.savedBy ?? '随系统提供', savedAt: formatInstant(one.savedAt), ...(one.activatedAt ? { activatedBy: `${one.activatedBy ?? '系统'}，${formatInstant(one.activatedAt)}${one.comment ? `：${one.comment}` : ''}` } : {}), running: one.running.toLocaleString('en-US') })),
  };
}

function activationOf(actor: Actor, shown: DefinitionVersion, findings: Finding[], refused: Refused | undefined): NonNullable<ProcessPageProps['activation']> {
  const errors = findings.filter(({ level }) => level === 'error').length;
  const conditions = [
    { code: 'definition-invalid', title: '检查没有必须改的问题', holds: errors === 0, message: `还有 ${errors} 处必须改，见下面的检查结果。` },
    { code: 'role-not-allowed', title: '由流程发布人启用', holds: actor.role === 'process-publisher', message: '启用由流程发布人办理：画图和启用须是两个人。' },
    { code: 'same-person', title: '由另一个人启用', holds: shown.savedBy === null || shown.savedBy !== actor.name, message: '这一版是您保存的，要由另一位流程发布人启用。' },
  ];
  const unmet = [...conditions.filter(({ holds }) => !holds).map(({ code, title, message }) => ({ code, title, message })), ...(refused?.items ?? []).map(({ code, message }) => ({ code, message }))];
  return {
    name: `启用第 ${shown.version} 版`, act: { key: 'activate', label: '启用这一版', href: '#activate', allowed: unmet.length === 0, unmet, tone: 'main' },
    met: conditions.filter(({ holds }) => holds).map(({ title }) => ({ title, message: '已满足' })), footnote: '启用后新名单按这一版走，在走的名单不变。',
  };
}

const wayEnds: Record<Way['end'], string> = { done: '办结', back: '（回到走过的地方）', joins: '（之后与前面的一种相同）', stuck: '停住' };

const nameOf = (element: ElementModel | undefined): string | undefined => element && (element.name || element.id);

const elementRow = (element: ElementModel): ElementRow => ({
  id: element.id, name: element.name || element.id, kind: element.external ? '外部任务' : kinds[element.type] ?? element.type, who: element.candidates.map(candidateName).join('、') || (element.service ? '系统' : element.external ? '外部程序' : '—'),
  due: element.dueWorkdays ? `${element.dueWorkdays} 个工作日` : element.timer ? element.timer.value : '—',
  decisions: element.decisions.map(({ name, remarkRequired }) => `${name}${remarkRequired ? '（必填原因）' : ''}`).join('、') || '—', service: element.service ?? (element.external ? `主题 ${element.external.topic}` : element.calls ? `流程 ${element.calls}` : element.type === 'intermediateThrowEvent' ? element.message ?? element.signal ?? '—' : '—'),
});
