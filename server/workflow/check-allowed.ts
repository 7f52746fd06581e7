import {
  bpmnElements, elementsByNamespace, extensionAttributes, extensionElementAttributes, fixedValues, flowNodes, harmlessNamespaces, isDiagramNamespace, ownPrefixes, refusedCamunda, refusedElements,
} from './allowed-elements.js';
import { aidNamespace, bpmnNamespace, camundaNamespace } from './bpmn-extensions.js';
import type { Findings } from './findings.js';
import { parameterVariable } from './read-external.js';
import { attributeOf, excerpt, placeOf, walk, type Place } from './raw-tree.js';
import type { RawAttribute, RawElement } from './xml-scan.js';

const MOST_NODES = 200;
const DEEPEST_SUB_PROCESS = 3;
const LONGEST_NAME = 120;

/** Whether the file is small enough for the parser and the graph checks; false ends the check. */
export function checkSize(root: RawElement, findings: Findings): boolean {
  let nodes = 0;
  let deepest = 0;
  walk(root, (element, depth) => {
    if (element.namespace !== bpmnNamespace) return;
    if (flowNodes.has(element.name)) nodes += 1;
    deepest = Math.max(deepest, depth);
  });
  if (nodes > MOST_NODES) findings.error('too-many-nodes', `流程图有 ${nodes} 个节点，超过 ${MOST_NODES} 个的上限。请拆成几个流程。`);
  if (deepest > DEEPEST_SUB_PROCESS) findings.error('too-many-levels', `子流程套了 ${deepest} 层，超过 ${DEEPEST_SUB_PROCESS} 层的上限。请减少嵌套。`);
  return nodes <= MOST_NODES && deepest <= DEEPEST_SUB_PROCESS;
}

/** The allow-list, on the elements and attributes as written: nothing a parser might drop or read otherwise escapes it. False: no BPMN at all. */
export function checkAllowed(root: RawElement, findings: Findings): boolean {
  if (root.namespace !== bpmnNamespace || root.name !== 'definitions') {
    findings.error('not-bpmn', `这不是 BPMN 流程文件（顶层元素是 ${root.written}）。请上传流程设计器保存的 .bpmn 文件。`);
    return false;
  }
  walk(root, (element, _depth, around) => {
    const place = placeOf(element, around);
    if (isAllowed(element) && (!isMapping(element) || around.some(isExternalTask))) checkAttributes(element, place, findings);
    else refuse(element, place, findings);
    if (/[$#]\{/.test(element.text) && !(isMapping(element) && parameterVariable(element.text))) findings.error('expression-not-allowed', `${place.name}里有表达式“${excerpt(element.text)}”。流程图里不能写 \${…}，请改写成固定内容或 FEEL 条件。`, place.id);
  });
  return true;
}

/** Ids: present where something refers to them, unique, of a form every tool and our tables take. */
export function checkIds(root: RawElement, findings: Findings): void {
  const seen = new Map<string, string>();
  const needed = new Set([...flowNodes, 'process', 'lane', 'sequenceFlow', 'message', 'signal', 'error', 'escalation']);
  walk(root, (element, _depth, around) => {
    if (element.namespace !== bpmnNamespace && !isDiagramNamespace(element.namespace)) return;
    const id = attributeOf(element, 'id');
    const place = placeOf(element, around);
    if (id === undefined) {
      if (element.namespace === bpmnNamespace && needed.has(element.name)) findings.error('id-missing', `${place.name}（文件第 ${element.line} 行）没有 id。请在流程设计器里打开后重新保存。`, place.id);
      return;
    }
    if (!/^[A-Za-z_][\w.-]*$/.test(id) || id in {}) findings.error('id-invalid', `${place.name}的 id“${excerpt(id)}”不能使用。请用英文字母开头，只含字母、数字、下划线、连字符和点。`, id);
    else if (element.namespace === bpmnNamespace && id.length > 64) findings.error('id-too-long', `${place.name}的 id 超过 64 个字符，请缩短。`, id);
    const first = seen.get(id);
    if (first !== undefined) findings.error('id-duplicate', `id“${excerpt(id)}”用了两次：${first}和${place.name}。请改掉其中一个。`, id);
    else seen.set(id, place.name);
    const name = attributeOf(element, 'name') ?? '';
    if (name.length > LONGEST_NAME) findings.error('name-too-long', `${place.name}的名称超过 ${LONGEST_NAME} 个字，请缩短，详细内容写在说明里。`, id);
  });
}

/** What goes out to a program and comes back is said by variable names, which nothing evaluates. */
const isMapping = ({ namespace, name }: RawElement): boolean => namespace === camundaNamespace && ['inputOutput', 'inputParameter', 'outputParameter'].includes(name);
const isExternalTask = ({ namespace, name, attributes }: RawElement): boolean => namespace === bpmnNamespace && name === 'serviceTask' && attributes.some((one) => one.namespace === camundaNamespace && one.name === 'type' && one.value === 'external');
const isAllowed = ({ namespace, name }: RawElement): boolean => Object.hasOwn(elementsByNamespace, namespace) && elementsByNamespace[namespace].includes(name);

function refuse(element: RawElement, place: Place, findings: Findings): void {
  const { namespace, name, written } = element;
  const isListener = /listener$/i.test(name);
  if (isListener) findings.error('listener-not-allowed', `${place.name}带有监听器（${written}）。监听器会在图上看不到的地方运行，请改画成服务任务。`, place.id);
  else if (/script(?!ion)/i.test(name)) findings.error('script-not-allowed', `${place.name}带有脚本：流程图里不运行任何脚本。请改用服务任务，在 implementation 里填写已登记的服务名称。`, place.id);
  else if (!Object.hasOwn(elementsByNamespace, namespace)) findings.error('unknown-namespace', `${place.name}含有其他系统的扩展元素 ${written}（${excerpt(namespace) || '没有命名空间'}），这里不认识。请删去。`, place.id);
  else findings.error('element-not-allowed', `${place.name}（文件第 ${element.line} 行）：${Object.hasOwn(refusedElements, name) && namespace === bpmnNamespace ? refusedElements[name] : `元素 ${written} 不在允许的范围内，请删去`}。`, place.id);
}

function checkAttributes(element: RawElement, place: Place, findings: Findings): void {
  for (const attribute of element.attributes) {
    if (/[$#]\{/.test(attribute.value)) findings.error('expression-not-allowed', `${place.name}的 ${attribute.written} 里有表达式“${excerpt(attribute.value)}”。流程图里不能写 \${…}，请改写成固定内容。`, place.id);
    if (attribute.namespace === 'http://www.w3.org/2000/xmlns/') checkPrefix(attribute, findings);
    if (element.namespace === bpmnNamespace) checkBpmnAttribute(element, attribute, place, findings);
    else if (Object.hasOwn(extensionElementAttributes, element.written) && !extensionElementAttributes[element.written].includes(attribute.written)) {
      findings.warn('attribute-ignored', `${place.name}的 ${element.written} 里，${attribute.written} 不起作用，请检查是否写错。`, place.id);
    }
  }
}

function checkPrefix({ name, value, written }: RawAttribute, findings: Findings): void {
  if (Object.hasOwn(ownPrefixes, name) && ownPrefixes[name] !== value) findings.error('namespace-misused', `前缀 ${name} 应表示 ${ownPrefixes[name]}，文件里的 ${written} 却指向“${excerpt(value)}”。请改正。`);
}

function checkBpmnAttribute(element: RawElement, attribute: RawAttribute, place: Place, findings: Findings): void {
  const { namespace, name, written } = attribute;
  if (/script(?!ion)/i.test(name)) findings.error('script-not-allowed', `${place.name}带有脚本（${written}）：流程图里不运行任何脚本，请删去。`, place.id);
  else if (/language$/i.test(name) && name !== 'typeLanguage') checkLanguage(attribute, place, findings);
  else if (namespace === '' || namespace === bpmnNamespace) checkStandardAttribute(element, attribute, place, findings);
  else if (written === 'xsi:type' || (name === 'type' && namespace === ownPrefixes.xsi)) checkExpressionType(element, attribute, place, findings);
  else if (namespace === camundaNamespace && refusedCamunda.includes(name) && !(isExternalTask(element) && ['type', 'topic'].includes(name))) findings.error('attribute-not-allowed', `${place.name}的 ${written} 会让别的程序运行或改变走法，这里不接受。服务请填写在 implementation 里，次数填写在 loopCardinality 里。`, place.id);
  else if (!harmlessNamespaces.includes(namespace) && !(extensionAttributes[namespace]?.[element.name] ?? []).includes(name)) {
    findings.warn('attribute-ignored', `${place.name}的 ${written} 在这里不起作用${namespace === aidNamespace ? '，请检查是否写错或写错了地方' : ''}。`, place.id);
  }
}

function checkStandardAttribute(element: RawElement, { name, written, value }: RawAttribute, place: Place, findings: Findings): void {
  if (name === 'id' || name === 'name') return;
  if (Object.hasOwn(fixedValues, name)) {
    const { only, meaning } = fixedValues[name];
    if (value.trim() !== only) findings.error('attribute-not-allowed', `${place.name}设置了${meaning}（${name}="${excerpt(value)}"），这里不支持。请去掉。`, place.id);
  } else if (name === 'operationRef') findings.error('attribute-not-allowed', `${place.name}引用了接口操作（operationRef），这里不支持。请在 implementation 里填写已登记的服务名称。`, place.id);
  else if (!bpmnElements[element.name].includes(name)) findings.warn('attribute-ignored', `${place.name}的 ${written} 在这里不起作用。`, place.id);
}

/** Conditions and timers are FEEL or plain dates. A language is how a file asks another interpreter to run its text. */
function checkLanguage({ written, value }: RawAttribute, place: Place, findings: Findings): void {
  const isFeel = value.toLowerCase() === 'feel' || /^https?:\/\/www\.omg\.org\/spec\/(DMN|FEEL)\/[\w./-]*$/i.test(value);
  const isBpmnDefault = written === 'expressionLanguage' && /^https?:\/\/www\.w3\.org\/1999\/XPath$/i.test(value);
  if (!isFeel && !isBpmnDefault) findings.error('language-not-allowed', `${place.name}指定了语言“${excerpt(value)}”（${written}）。条件只用 FEEL 书写，请去掉这个属性。`, place.id);
}

function checkExpressionType(element: RawElement, { value }: RawAttribute, place: Place, findings: Findings): void {
  const isExpression = ['conditionExpression', 'timeDate', 'timeDuration', 'timeCycle', 'loopCardinality'].includes(element.name);
  if (!isExpression || !['tFormalExpression', 'tExpression'].includes(value.slice(value.indexOf(':') + 1))) {
    findings.error('attribute-not-allowed', `${place.name}的 ${element.written} 改成了另一种类型（xsi:type="${excerpt(value)}"），这里不接受。请去掉。`, place.id);
  }
}
