/** Small process files for tests, drawn in code: parts in, one complete .bpmn text with its diagram out. */

export type Part = { xml: string; nodes: string[]; flows: string[] };
type Attributes = Record<string, string | number | boolean | undefined>;

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const attributes = (values: Attributes): string =>
  Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : ` ${name}="${escape(String(value))}"`)).join('');
export const tag = (name: string, values: Attributes, inside = ''): string =>
  (inside === '' ? `<${name}${attributes(values)} />` : `<${name}${attributes(values)}>${inside}</${name}>`);

/** Any flow node; `type` without prefix, e.g. 'manualTask'. */
export const node = (type: string, id: string, values: Attributes = {}, inside = ''): Part =>
  ({ xml: tag(`bpmn:${type}`, { id, ...values }, inside), nodes: [id], flows: [] });

export const start = (id = 'start'): Part => node('startEvent', id, { name: '开始' });
export const end = (id = 'end', inside = ''): Part => node('endEvent', id, { name: '结束' }, inside);
export const terminate = (id: string): Part => end(id, '<bpmn:terminateEventDefinition />');
export const service = (id: string, implementation = 'notify'): Part => node('serviceTask', id, { name: `服务${id}`, implementation });
export const exclusive = (id: string, defaultFlow?: string): Part => node('exclusiveGateway', id, { name: `判断${id}`, default: defaultFlow });
export const parallel = (id: string): Part => node('parallelGateway', id, { name: `并行${id}` });
export const eventBased = (id: string): Part => node('eventBasedGateway', id, { name: `等待${id}` });

export type UserTask = { name?: string; candidates?: string; decisions?: string[]; form?: string; more?: Attributes; inside?: string };
/** A user task; `decisions` are values, the first word of each also its name; `form` is made with `field`. */
export function userTask(id: string, { name = `办理${id}`, candidates = 'school-operator@school', decisions = [], form = '', more = {}, inside = '' }: UserTask = {}): Part {
  const choices = decisions.map((value) => tag('aid:decision', { value, name: `选${value}`, remarkRequired: value === 'fail' })).join('');
  const extensions = (form && `<camunda:formData>${form}</camunda:formData>`) + (choices && `<aid:decisions>${choices}</aid:decisions>`);
  return node('userTask', id, { name, 'aid:candidates': candidates || undefined, ...more }, (extensions && `<bpmn:extensionElements>${extensions}</bpmn:extensionElements>`) + inside);
}
export const field = (id: string, type = 'string', inside = ''): string => tag('camunda:formField', { id, label: `字段${id}`, type }, inside);

/** `flow('a', 'b')`, or with a FEEL condition; its id is `a-b` unless given. */
export function flow(from: string, to: string, condition?: string, id = `${from}-${to}`): Part {
  const inside = condition === undefined ? '' : tag('bpmn:conditionExpression', { 'xsi:type': 'bpmn:tFormalExpression' }, escape(condition));
  return { xml: tag('bpmn:sequenceFlow', { id, sourceRef: from, targetRef: to }, inside), nodes: [], flows: [id] };
}
/** Flows along a line of ids: `path('start', 'a', 'end')`. */
export const path = (...ids: string[]): Part[] => ids.slice(1).map((to, index) => flow(ids[index], to));

export type Timer = { date?: string; duration?: string; cycle?: string; workdays?: string };
export const timer = ({ date, duration, cycle, workdays }: Timer): string => tag('bpmn:timerEventDefinition', { 'aid:workdays': workdays },
  [['timeDate', date], ['timeDuration', duration], ['timeCycle', cycle]].map(([name, value]) =>
    (value === undefined ? '' : tag(`bpmn:${name}`, { 'xsi:type': 'bpmn:tFormalExpression' }, escape(value)))).join(''));
export const message = (ref: string): string => tag('bpmn:messageEventDefinition', { messageRef: ref });
export const signal = (ref: string): string => tag('bpmn:signalEventDefinition', { signalRef: ref });

/** A boundary event; interrupting unless told otherwise. */
export const boundary = (id: string, attachedToRef: string, definition: string, interrupting = true): Part =>
  node('boundaryEvent', id, { name: `边界${id}`, attachedToRef, cancelActivity: interrupting ? undefined : false }, definition);
export const catching = (id: string, definition: string): Part => node('intermediateCatchEvent', id, { name: `等候${id}` }, definition);

export function subProcess(id: string, parts: Part[], values: Attributes = {}): Part {
  return {
    xml: tag('bpmn:subProcess', { id, name: `子流程${id}`, ...values }, parts.map((part) => part.xml).join('')),
    nodes: [id, ...parts.flatMap((part) => part.nodes)], flows: parts.flatMap((part) => part.flows),
  };
}

export type Lane = { id: string; name?: string; candidates?: string; elements: string[]; lanes?: Lane[] };
const laneXml = ({ id, name = `泳道${id}`, candidates, elements, lanes = [] }: Lane): string => tag('bpmn:lane', { id, name, 'aid:candidates': candidates },
  elements.map((element) => `<bpmn:flowNodeRef>${element}</bpmn:flowNodeRef>`).join('')
  + (lanes.length > 0 ? `<bpmn:childLaneSet id="${id}-lanes">${lanes.map(laneXml).join('')}</bpmn:childLaneSet>` : ''));

export type Process = {
  id?: string; name?: string; subject?: string; executable?: boolean; more?: Attributes; extensions?: string;
  variables?: { name: string; type: string; label?: string }[];
  lanes?: Lane[];
  /** name → id is the same word */
  messages?: string[]; signals?: string[];
  /** Further root elements, and a diagram other than the generated one. */
  roots?: string; diagram?: string; definitions?: Attributes;
};

/** One whole file. */
export function bpmn(parts: Part[], process: Process = {}): string {
  const { id = 'list', name = '资助名单', subject = 'award-list', executable = true, more = {}, extensions = '', variables = [], lanes = [], messages = [], signals = [], roots = '' } = process;
  const declared = variables.map((one) => tag('aid:variable', { label: `变量${one.name}`, ...one })).join('');
  const extended = (declared && `<aid:variables>${declared}</aid:variables>`) + extensions;
  const body = (extended && `<bpmn:extensionElements>${extended}</bpmn:extensionElements>`)
    + (lanes.length > 0 ? `<bpmn:laneSet id="lanes">${lanes.map(laneXml).join('')}</bpmn:laneSet>` : '')
    + parts.map((part) => part.xml).join('');
  return '<?xml version="1.0" encoding="UTF-8"?>' + tag('bpmn:definitions', {
    'xmlns:bpmn': 'http://www.omg.org/spec/BPMN/20100524/MODEL', 'xmlns:bpmndi': 'http://www.omg.org/spec/BPMN/20100524/DI',
    'xmlns:dc': 'http://www.omg.org/spec/DD/20100524/DC', 'xmlns:di': 'http://www.omg.org/spec/DD/20100524/DI',
    'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance', 'xmlns:camunda': 'http://camunda.org/schema/1.0/bpmn',
    'xmlns:aid': 'urn:student-aid:bpmn:1', id: 'definitions', targetNamespace: 'urn:student-aid', ...process.definitions,
  }, messages.map((one) => tag('bpmn:message', { id: one, name: one })).join('') + signals.map((one) => tag('bpmn:signal', { id: one, name: one })).join('') + roots
    + tag('bpmn:process', { id, name, isExecutable: executable, 'aid:subject': subject || undefined, ...more }, body)
    + (process.diagram ?? diagram(id, parts)));
}

function diagram(process: string, parts: Part[]): string {
  const shapes = parts.flatMap((part) => part.nodes).map((id, index) =>
    tag('bpmndi:BPMNShape', { id: `${id}_di`, bpmnElement: id }, tag('dc:Bounds', { x: 100 + 150 * index, y: 100, width: 100, height: 80 })));
  const edges = parts.flatMap((part) => part.flows).map((id) =>
    tag('bpmndi:BPMNEdge', { id: `${id}_di`, bpmnElement: id }, '<di:waypoint x="100" y="140" /><di:waypoint x="150" y="140" />'));
  return tag('bpmndi:BPMNDiagram', { id: 'diagram' }, tag('bpmndi:BPMNPlane', { id: 'plane', bpmnElement: process }, shapes.join('') + edges.join('')));
}

export type External = { topic?: string; priority?: string; inputs?: Record<string, string>; outputs?: Record<string, string>; more?: Attributes; inside?: string };
/** A service task for a program outside; inputs and outputs are name → variable. */
export function external(id: string, { topic = 'bank-account-check', priority, inputs = {}, outputs = {}, more = {}, inside = '' }: External = {}): Part {
  const parameters = (kind: string, of: Record<string, string>): string => Object.entries(of).map(([name, from]) => tag(`camunda:${kind}Parameter`, { name }, escape(`\${${from}}`))).join('');
  const mapping = parameters('input', inputs) + parameters('output', outputs);
  return node('serviceTask', id, { name: `外办${id}`, 'camunda:type': 'external', 'camunda:topic': topic || undefined, 'camunda:taskPriority': priority, ...more },
    (mapping && `<bpmn:extensionElements><camunda:inputOutput>${mapping}</camunda:inputOutput></bpmn:extensionElements>`) + inside);
}
/** A root error and the definition that refers to it. */
export const errorRoot = (code: string): string => tag('bpmn:error', { id: code, name: `错误${code}`, errorCode: code });
export const errorEvent = (code?: string): string => tag('bpmn:errorEventDefinition', { errorRef: code });
