import type { ParseWarning } from 'bpmn-moddle';
import { parseBpmn } from './bpmn-xml.js';
import { checkAllowed, checkIds, checkSize } from './check-allowed.js';
import { checkConditions, type Fact } from './check-conditions.js';
import { checkKeyed, type KeyedPlace } from './check-keyed.js';
import { checkPaths } from './check-paths.js';
import { checkPicture } from './check-picture.js';
import { checkProcess, checkStructure } from './check-structure.js';
import { checkTasks } from './check-tasks.js';
import { checkValues } from './check-values.js';
import { modelOf } from './definition-model.js';
import { Findings, type Finding } from './findings.js';
import { Graph } from './graph.js';
import { scanXml, type Scanned } from './xml-scan.js';

export type { Finding } from './findings.js';
/** One way through the procedure, as the office would tell it: step by step, and how it comes to rest. */
export type Way = { steps: string[]; end: 'done' | 'back' | 'joins' | 'stuck' };
/** Everything a check says of a file. `ways` only when nothing is wrong; `more`: there are more ways than are listed. */
export type Checked = { findings: Finding[]; ways?: Way[]; more?: boolean };
/** What a process file may name: the registered services, the roles that handle business, the kinds of subject with their facts. */
export type KnownNames = { services: string[]; roles: string[]; subjects: Record<string, { facts: Fact[] }>; /** By the key of a procedure, places its rules know. */ keyed?: Record<string, readonly KeyedPlace[]> };

/**
 * The security gate, before any parser: size, encoding, no DOCTYPE or entities, well-formed, bounded in depth and number.
 * A file with findings here is not kept, not even as an unfinished draft.
 */
export function gateXml(xml: Buffer | string): Finding[] {
  const { refused } = scanXml(xml);
  return refused ? [{ level: 'error', ...refused }] : [];
}

/** Beyond what the gate refuses: findings with which a file is not kept even as an unfinished draft, because opening it would cost too much or show nothing. */
const neverKept: ReadonlySet<string> = new Set(['too-many-nodes', 'too-many-levels', 'not-bpmn', 'no-process', 'name-too-long', 'id-missing', 'id-invalid', 'id-too-long', 'id-duplicate', 'check-unfinished']);
export const isNeverKept = (xml: string, { level, code }: Finding): boolean => level === 'error' && (neverKept.has(code) || gateXml(xml).length > 0);

/**
 * Everything that stands against a process file, in Chinese, each on its element. A definition with an error may be
 * kept as a draft when it passes `gateXml`, but never activated. Bounded work: a refused size ends the check.
 */
export async function checkDefinition(xml: Buffer | string, known: KnownNames): Promise<Finding[]> {
  const findings = new Findings();
  const scanned = scanXml(xml);
  if (scanned.refused) findings.error(scanned.refused.code, scanned.refused.message);
  else await checkScanned(scanned, known, findings);
  return findings.list;
}

type Accepted = Extract<Scanned, { text: string }>;

async function checkScanned({ root, text }: Accepted, known: KnownNames, findings: Findings): Promise<void> {
  if (!checkSize(root, findings) || !checkAllowed(root, findings)) return;
  checkIds(root, findings);
  checkValues(root, known.roles, findings);
  if (checkProcess(root, Object.keys(known.subjects), findings)) await checkModel({ root, text }, known, findings);
}

async function checkModel({ root, text }: Accepted, known: KnownNames, findings: Findings): Promise<void> {
  const parsed = await parseBpmn(text).catch(() => undefined);
  if (!parsed) return findings.error('not-bpmn', '文件不能按 BPMN 读取。请用流程设计器打开后重新保存。');
  for (const warning of parsed.warnings) tellWarning(warning, findings);
  // Without sound ids nothing can be said about what leads where.
  if (findings.list.some(({ code }) => ['id-missing', 'id-duplicate', 'id-invalid'].includes(code))) return;
  const model = modelOf(parsed.rootElement);
  const graph = new Graph(model);
  checkStructure(root, graph, findings);
  checkPaths(graph, findings);
  const facts = Object.hasOwn(known.subjects, model.subject) ? known.subjects[model.subject].facts : [];
  checkTasks(model, { ...known, facts: facts.map(({ name }) => name) }, findings);
  if (known.keyed && Object.hasOwn(known.keyed, model.key)) checkKeyed(model, known.keyed[model.key], findings);
  checkConditions(graph, facts, findings);
  checkPicture(root, graph, findings);
}

/** What the parser could not place. Ids and attributes have been looked at before it; a flow's ends are looked at after. */
function tellWarning({ message, element, property }: ParseWarning, findings: Findings): void {
  if (/duplicate ID|illegal ID|unknown attribute/.test(message)) return;
  if (!/unresolved reference/.test(message)) return findings.error('not-understood', `文件里有一处不能按 BPMN 读取（${message.split('\n')[0].slice(0, 120)}）。请在流程设计器里打开后重新保存。`, element?.id);
  if (property === 'bpmn:sourceRef' || property === 'bpmn:targetRef') return;
  const name = property?.replace(/^bpmn(di)?:/, '') ?? '';
  const what = `${message.replace(/^unresolved reference /, '').slice(0, 80)}（${name}）`;
  if (['bpmn:incoming', 'bpmn:outgoing', 'bpmndi:bpmnElement'].includes(property ?? '')) findings.warn('unresolved-reference', `文件提到了不存在的 ${what}，不影响运行。在流程设计器里重新保存可以清除。`, element?.id);
  else findings.error('unresolved-reference', `文件提到了不存在的 ${what}。请重新选择，或删去。`, element?.id);
}
