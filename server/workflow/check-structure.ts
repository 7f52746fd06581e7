import { bpmnNamespace } from './bpmn-extensions.js';
import type { DefinitionModel, ElementModel, FlowModel } from './definition-model.js';
import { runnable, type EventKind } from './diagram.js';
import type { Findings } from './findings.js';
import { flowName, nameOf, type Graph, type Scope } from './graph.js';
import { attributeOf, childrenNamed, walk } from './raw-tree.js';
import type { RawElement } from './xml-scan.js';

const MOST_REPETITIONS = 500;

/** One executable process in one pool, about a subject we know. False: there is no process to look at any further. */
export function checkProcess(root: RawElement, subjects: readonly string[], findings: Findings): boolean {
  const processes = childrenNamed(root, 'process');
  const [process] = processes;
  if (!process) {
    findings.error('no-process', '文件里没有流程（process）。请在流程设计器里画好流程再上传。');
    return false;
  }
  const id = attributeOf(process, 'id');
  if (processes.length > 1) findings.error('several-processes', `文件里有 ${processes.length} 个流程，一个文件只能有一个。请拆成几个文件。`, id);
  if (attributeOf(process, 'isExecutable') !== 'true') findings.error('not-executable', '流程没有标为可执行。请在流程属性里勾选“可执行”（isExecutable="true"）。', id);
  if (!attributeOf(process, 'name')?.trim()) findings.warn('name-missing', '流程没有名称，请填写中文名称。', id);
  const subject = process.attributes.find(({ written }) => written === 'aid:subject')?.value ?? '';
  if (!subjects.includes(subject)) findings.error('subject-unknown', `流程办理的事项（aid:subject）“${subject}”无法识别，请从这些里选：${subjects.join('、')}。`, id);
  if (childrenNamed(root, 'collaboration').flatMap((one) => childrenNamed(one, 'participant')).length > 1) findings.error('several-participants', '图上有几个池，只能有一个。请把各单位画成同一个池里的泳道。', id);
  for (const kind of ['message', 'signal']) {
    for (const one of childrenNamed(root, kind)) {
      if (!attributeOf(one, 'name')?.trim()) findings.error(`${kind}-unnamed`, `${kind === 'message' ? '消息' : '信号'}“${attributeOf(one, 'id') ?? ''}”没有名称，无法送达。请填写名称。`, attributeOf(one, 'id'));
    }
  }
  return true;
}

/** Shape of the picture: starts, ends, flows, gateways, events. What each element does is checked elsewhere. */
export function checkStructure(root: RawElement, graph: Graph, findings: Findings): void {
  const written = new Map<string, RawElement>();
  walk(root, (element) => {
    const id = attributeOf(element, 'id');
    if (id !== undefined && element.namespace === bpmnNamespace) written.set(id, element);
  });
  const { model } = graph;
  for (const flow of Object.values(model.flows)) checkFlow(flow, graph, findings);
  for (const scope of graph.scopes) checkStarts(scope, model, written, findings);
  for (const element of Object.values(model.elements)) {
    checkEnds(element, graph, findings);
    checkGateway(element, graph, findings);
    checkEvent(element, written.get(element.id), findings);
    checkAttachment(element, model, findings);
    checkRepetition(element, model, findings);
    checkCall(element, model, findings);
  }
}

function checkFlow(flow: FlowModel, graph: Graph, findings: Findings): void {
  const { model } = graph;
  const from = model.elements[flow.from];
  const to = model.elements[flow.to];
  const name = flowName(model, flow);
  if (!from || !to) return findings.error('dangling-flow', `${name}有一头没有连到环节上。请连好或删去。`, flow.id);
  if (from.scope !== to.scope) return findings.error('flow-crosses-scope', `${name}穿过了子流程的边框。请从子流程本身或它的边界事件连出。`, flow.id);
  if (from.type === 'endEvent') findings.error('flow-direction', `${name}从结束事件连出。结束之后不能再有环节，请删去。`, flow.id);
  if (to.type === 'startEvent') findings.error('flow-direction', `${name}连到了开始事件。请连到开始之后的环节。`, flow.id);
  if (to.type === 'boundaryEvent') findings.error('flow-direction', `${name}连到了边界事件。边界事件由所在环节触发，请改连别处。`, flow.id);
  const twin = graph.outgoing(flow.from).find((other) => other.to === flow.to && other.id !== flow.id);
  if (twin && from.type !== 'exclusiveGateway') findings.error('duplicate-flow', `${name}画了两条，后面的环节会办两遍。请删去一条。`, flow.id);
}

function checkStarts(scope: Scope, model: DefinitionModel, written: ReadonlyMap<string, RawElement>, findings: Findings): void {
  const subProcess = model.elements[scope.id];
  const where = subProcess ? nameOf(subProcess) : '流程';
  const starts = scope.elements.filter(({ type }) => type === 'startEvent');
  if (starts.length === 0) findings.error('start-missing', `${where}没有开始事件，请补画一个。`, scope.id);
  for (const extra of starts.slice(1)) findings.error('several-starts', `${where}有几个开始事件，只能有一个。请删去“${extra.name || extra.id}”。`, extra.id);
  if (!scope.elements.some(({ type }) => type === 'endEvent')) findings.error('end-missing', `${where}没有结束事件，请补画。`, scope.id);
  for (const start of starts) {
    const element = written.get(start.id);
    if (element && definitionsOf(element).length > 0) findings.error('start-not-blank', `${nameOf(start)}带有触发条件。流程由系统启动，请改为空白的开始事件。`, start.id);
  }
}

function checkEnds(element: ElementModel, graph: Graph, findings: Findings): void {
  const { id, type } = element;
  if (type !== 'endEvent' && graph.outgoing(id).length === 0) findings.error('no-way-out', `${nameOf(element)}之后没有连线，流程到这里会断。请连到下一个环节或结束事件。`, id);
  const isGateway = type.endsWith('Gateway');
  if (!isGateway && graph.outgoing(id).length > 1) findings.error('implicit-split', `${nameOf(element)}连出 ${graph.outgoing(id).length} 条线。请先连到一个网关：同时进行用并行网关，择一进行用排他网关。`, id);
}

function checkGateway(element: ElementModel, graph: Graph, findings: Findings): void {
  const { id, type } = element;
  if (!type.endsWith('Gateway')) return;
  const into = graph.incoming(id).length;
  const out = graph.outgoing(id).length;
  if (into > 1 && out > 1) findings.error('join-and-split', `${nameOf(element)}既汇合又分支。请拆成前后两个网关，一个汇合，一个分支。`, id);
  if (into === 1 && out === 1) findings.warn('superfluous-gateway', `${nameOf(element)}只进一条线、出一条线，不起作用，可以删去。`, id);
  if (type === 'eventBasedGateway') checkEventGateway(element, graph, findings);
}

/** What comes first decides, so each way must begin with something that can come. */
function checkEventGateway(element: ElementModel, graph: Graph, findings: Findings): void {
  const ways = graph.outgoing(element.id).map(({ to }) => graph.model.elements[to]);
  if (ways.length < 2) findings.error('event-gateway', `${nameOf(element)}至少要有两条连出的线，请补画或删去这个网关。`, element.id);
  for (const way of ways) {
    const canCome = way.type === 'receiveTask' || way.type === 'intermediateCatchEvent';
    if (!canCome) findings.error('event-gateway', `${nameOf(element)}之后只能是等待消息、信号、时间的事件或接收任务，${nameOf(way)}不是。请在中间加一个等待事件。`, element.id);
    else if (graph.incoming(way.id).length > 1) findings.error('event-gateway', `${nameOf(way)}在事件网关之后，不能再有别的线连入。请另画一个等待事件。`, way.id);
  }
}

const kindsOfDefinition: Readonly<Record<string, EventKind>> = {
  timerEventDefinition: 'timer', messageEventDefinition: 'message', signalEventDefinition: 'signal', errorEventDefinition: 'error', escalationEventDefinition: 'escalation', terminateEventDefinition: 'terminate',
};
const kindWords: Readonly<Record<string, string>> = { none: '空白', timer: '定时', message: '消息', signal: '信号', error: '错误', escalation: '升级', terminate: '终止' };
const definitionsOf = (element: RawElement): RawElement[] => element.children.filter(({ namespace, name }) => namespace === bpmnNamespace && name.endsWith('EventDefinition'));

function checkEvent(element: ElementModel, written: RawElement | undefined, findings: Findings): void {
  const kinds: Readonly<Record<string, readonly string[]>> = runnable;
  const type = element.type.charAt(0).toUpperCase() + element.type.slice(1);
  if (!Object.hasOwn(kinds, type)) return findings.error('not-runnable', `${nameOf(element)}：目前还不能运行这种环节。请改用子流程或其他环节。`, element.id);
  if (!written || element.type === 'startEvent') return;
  const definitions = definitionsOf(written);
  if (definitions.length > 1) return findings.error('several-triggers', `${nameOf(element)}设了几个触发条件，只能有一个。请拆成几个事件。`, element.id);
  const kind = definitions[0] ? kindsOfDefinition[definitions[0].name] : 'none';
  if (kind !== undefined && !kinds[type].includes(kind)) findings.error('event-kind', `${nameOf(element)}不能是${kindWords[kind]}事件，可以是：${kinds[type].map((one) => kindWords[one]).join('、')}。请更换类型。`, element.id);
  checkReference(element, kind, findings);
}

function checkReference(element: ElementModel, kind: EventKind | 'none' | undefined, findings: Findings): void {
  const needsMessage = kind === 'message' || element.type === 'receiveTask';
  if (needsMessage && !element.message) findings.error('message-missing', `${nameOf(element)}没有说明等待哪个消息。请选择一个有名称的消息。`, element.id);
  if (kind === 'signal' && !element.signal) findings.error('signal-missing', `${nameOf(element)}没有说明是哪个信号。请选择一个有名称的信号。`, element.id);
  // A boundary event without a reference takes any error; a thrown one must say which.
  const throws = element.type !== 'boundaryEvent';
  if (throws && kind === 'error' && !element.error) findings.error('error-missing', `${nameOf(element)}没有说明是哪个错误。请选择一个有代码的错误。`, element.id);
  if (throws && kind === 'escalation' && !element.escalation) findings.error('escalation-missing', `${nameOf(element)}没有说明是哪个升级。请选择一个有代码的升级。`, element.id);
  if (kind === 'error' && element.interrupting === false) findings.error('event-kind', `${nameOf(element)}是错误事件，错误总会中断所在环节。请改为中断的边界事件。`, element.id);
}

function checkAttachment(element: ElementModel, model: DefinitionModel, findings: Findings): void {
  if (element.type !== 'boundaryEvent') return;
  const host = element.attachedTo === undefined ? undefined : model.elements[element.attachedTo];
  const isActivity = host && (host.type.endsWith('Task') || ['subProcess', 'callActivity'].includes(host.type));
  if (!host || !isActivity || host.scope !== element.scope) findings.error('attachment', `${nameOf(element)}没有附着在同一张图的任务或子流程上。请把它拖到环节的边框上。`, element.id);
  if (host?.type === 'callActivity' && (element.error !== undefined || element.escalation !== undefined)) findings.error('event-kind', `${nameOf(element)}等的是${element.error === undefined ? '升级' : '错误'}，被调用的流程里的错误和升级不会传到${nameOf(host)}上。请在被调用的流程里处理，或用消息告诉这个流程。`, element.id);
  const inside = Object.values(model.elements).some((other) => other.escalation !== undefined && isInside(other, host?.id, model));
  if (host && host.type !== 'callActivity' && element.escalation !== undefined && !inside) findings.warn('never-happens', `${nameOf(element)}等待升级，但${nameOf(host)}里没有抛出升级的事件，这条线不会走到。`, element.id);
}

function isInside(element: ElementModel, scope: string | undefined, model: DefinitionModel): boolean {
  for (let at: ElementModel | undefined = element; at; at = model.elements[at.scope]) if (at.scope === scope) return true;
  return false;
}

function checkRepetition(element: ElementModel, model: DefinitionModel, findings: Findings): void {
  if (!element.multiInstance) return;
  const { cardinality } = element.multiInstance;
  const isVariable = model.variables.some(({ name, type }) => name === cardinality && type === 'number');
  const count = /^\d{1,4}$/.test(cardinality ?? '') ? Number(cardinality) : 0;
  if (!isVariable && !(count >= 1 && count <= MOST_REPETITIONS)) {
    findings.error('repetition', `${nameOf(element)}是多实例，次数（loopCardinality）“${cardinality ?? ''}”不能使用。请填 1 到 ${MOST_REPETITIONS} 的整数，或一个已声明的数字变量。`, element.id);
  }
}

function checkCall(element: ElementModel, model: DefinitionModel, findings: Findings): void {
  if (element.type !== 'callActivity') return;
  if (!/^[A-Za-z_][\w.-]{0,63}$/.test(element.calls ?? '')) findings.error('call-missing', `${nameOf(element)}没有说明调用哪个流程。请填写被调用流程的标识（calledElement）。`, element.id);
  else if (element.calls === model.key) findings.error('call-itself', `${nameOf(element)}调用了本流程自己，会没有尽头。请改用连线返回。`, element.id);
}
