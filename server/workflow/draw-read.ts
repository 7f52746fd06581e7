import { RuleBroken } from '../lib/errors.js';
import { elementOf, elementsOf, isTrue, parseBpmn, textOf, type ModdleElement } from './bpmn-xml.js';
import { isExternal } from './read-external.js';
import { DefinitionUnreadable, modelOf, type DefinitionModel } from './definition-model.js';

export type Point = { x: number; y: number };
export type Box = Point & { width: number; height: number };
type Common = { id: string; name: string; box: Box; label?: Box };
export type TaskIcon = 'user' | 'service' | 'external' | 'receive' | 'send' | 'manual' | 'rule' | 'script';
export type Marker = 'parallel' | 'sequential' | 'loop' | 'collapsed';
export type EventMark = 'timer' | 'message' | 'signal' | 'error' | 'escalation' | 'terminate' | 'conditional' | 'compensate' | 'link' | 'cancel';
export type GatewayMark = 'exclusive' | 'parallel' | 'event' | 'inclusive' | 'complex';
export type Container = Common & { kind: 'pool' | 'lane'; upright: boolean; empty: boolean };
export type Frame = Common & { kind: 'frame'; dashed: boolean; markers: Marker[] };
export type Task = Common & { kind: 'task'; icon?: TaskIcon; thick: boolean; markers: Marker[] };
export type Gateway = Common & { kind: 'gateway'; mark?: GatewayMark };
export type Event = Common & { kind: 'event'; place: 'start' | 'end' | 'catch' | 'throw' | 'boundary'; interrupting: boolean; mark?: EventMark };
export type Artifact = Common & { kind: 'note' | 'group' | 'paper' };
/** One drawn thing, by what it looks like rather than by what it does. */
export type Shape = Container | Frame | Task | Gateway | Event | Artifact;
export type Edge = { id: string; kind: 'flow' | 'message' | 'association'; name: string; points: Point[]; label?: Box; slash: boolean; diamond: boolean };
export type Picture = { model: DefinitionModel; name: string; shapes: Shape[]; edges: Edge[] };

/**
 * The picture a process file carries: what is drawn where, as plain values, in the order of the file.
 * What the interchange draws without a position is left out.
 * @throws DefinitionUnreadable when it is not BPMN or has no process
 * @throws RuleBroken no-picture when nothing is drawn
 */
export async function readPicture(xml: string): Promise<Picture> {
  const { rootElement } = await parseBpmn(xml).catch((error: unknown) => {
    throw new DefinitionUnreadable('not a BPMN file', { cause: error });
  });
  const model = modelOf(rootElement);
  const drawn = elementsOf(elementOf(elementsOf(rootElement, 'diagrams')[0], 'plane'), 'planeElement');
  const shapes = drawn.filter(({ $type }) => $type === 'bpmndi:BPMNShape').flatMap((shape) => readShape(shape) ?? []);
  if (shapes.length === 0) throw new RuleBroken('no-picture', '这个流程文件里只有步骤，没有图形。请在画图页打开，摆好位置后再保存。');
  const edges = drawn.filter(({ $type }) => $type === 'bpmndi:BPMNEdge').flatMap((edge) => readEdge(edge, model) ?? []);
  return { model, name: model.name || model.key, shapes, edges };
}

function readShape(shape: ModdleElement): Shape | undefined {
  const element = elementOf(shape, 'bpmnElement');
  const box = readBox(elementOf(shape, 'bounds'));
  if (!element?.id || !box) return undefined;
  const label = readBox(elementOf(elementOf(shape, 'label'), 'bounds'));
  const type = element.$type.replace('bpmn:', '');
  const common = { id: element.id, name: textOf(element, 'name') ?? '', box, ...(label && { label }) };
  if (type === 'Participant' || type === 'Lane') {
    const upright = shape.get('isHorizontal') !== false;
    return { ...common, kind: type === 'Lane' ? 'lane' : 'pool', upright, empty: type === 'Participant' && !elementOf(element, 'processRef') };
  }
  if (Object.hasOwn(gateways, type)) return { ...common, kind: 'gateway', ...(type === 'ExclusiveGateway' && shape.get('isMarkerVisible') === false ? {} : { mark: gateways[type] }) };
  if (Object.hasOwn(places, type)) return readEvent(element, common, places[type]);
  const markers = readMarkers(element);
  if (subProcesses.has(type) && isTrue(shape, 'isExpanded')) return { ...common, kind: 'frame', dashed: isTrue(element, 'triggeredByEvent'), markers };
  if (subProcesses.has(type)) return { ...common, kind: 'task', thick: false, markers: [...markers, 'collapsed'] };
  if (Object.hasOwn(tasks, type)) return { ...common, kind: 'task', icon: isExternal(element) ? 'external' : tasks[type], thick: type === 'CallActivity', markers };
  if (type === 'TextAnnotation') return { ...common, kind: 'note', name: textOf(element, 'text') ?? '' };
  if (type === 'Group') return { ...common, kind: 'group', name: textOf(elementOf(element, 'categoryValueRef'), 'value') ?? '' };
  return { ...common, kind: 'paper' };
}

const gateways: Readonly<Record<string, GatewayMark>> = {
  ExclusiveGateway: 'exclusive', ParallelGateway: 'parallel', EventBasedGateway: 'event', InclusiveGateway: 'inclusive', ComplexGateway: 'complex',
};
const places: Readonly<Record<string, Event['place']>> = {
  StartEvent: 'start', EndEvent: 'end', IntermediateCatchEvent: 'catch', IntermediateThrowEvent: 'throw', BoundaryEvent: 'boundary',
};
const subProcesses: ReadonlySet<string> = new Set(['SubProcess', 'AdHocSubProcess', 'Transaction']);
const tasks: Readonly<Record<string, TaskIcon | undefined>> = {
  Task: undefined, CallActivity: undefined, UserTask: 'user', ServiceTask: 'service', ReceiveTask: 'receive', SendTask: 'send',
  ManualTask: 'manual', BusinessRuleTask: 'rule', ScriptTask: 'script',
};
const eventMarks: Readonly<Record<string, EventMark>> = {
  TimerEventDefinition: 'timer', MessageEventDefinition: 'message', SignalEventDefinition: 'signal', ErrorEventDefinition: 'error',
  EscalationEventDefinition: 'escalation', TerminateEventDefinition: 'terminate', ConditionalEventDefinition: 'conditional',
  CompensateEventDefinition: 'compensate', LinkEventDefinition: 'link', CancelEventDefinition: 'cancel',
};

function readEvent(element: ModdleElement, common: Common, place: Event['place']): Event {
  const definition = elementsOf(element, 'eventDefinitions')[0]?.$type.replace('bpmn:', '') ?? '';
  const interrupting = element.get(place === 'start' ? 'isInterrupting' : 'cancelActivity') !== false;
  return { ...common, kind: 'event', place, interrupting, ...(Object.hasOwn(eventMarks, definition) && { mark: eventMarks[definition] }) };
}

function readMarkers(element: ModdleElement): Marker[] {
  const loop = elementOf(element, 'loopCharacteristics');
  if (!loop) return [];
  if (loop.$type === 'bpmn:StandardLoopCharacteristics') return ['loop'];
  return [isTrue(loop, 'isSequential') ? 'sequential' : 'parallel'];
}

function readEdge(edge: ModdleElement, model: DefinitionModel): Edge | undefined {
  const element = elementOf(edge, 'bpmnElement');
  const points = elementsOf(edge, 'waypoint').flatMap((waypoint) => readPoint(waypoint) ?? []);
  if (!element?.id || points.length < 2) return undefined;
  const label = readBox(elementOf(elementOf(edge, 'label'), 'bounds'));
  const kind = element.$type === 'bpmn:SequenceFlow' ? 'flow' : element.$type === 'bpmn:MessageFlow' ? 'message' : 'association';
  const flow = Object.hasOwn(model.flows, element.id) ? model.flows[element.id] : undefined;
  const fromGateway = flow !== undefined && /gateway$/i.test(model.elements[flow.from]?.type ?? '');
  return {
    id: element.id, kind, name: textOf(element, 'name') ?? '', points, ...(label && { label }),
    slash: flow?.isDefault === true, diamond: flow?.condition !== undefined && !fromGateway,
  };
}

function readBox(bounds: ModdleElement | undefined): Box | undefined {
  const corner = bounds && readPoint(bounds);
  const width = bounds && numberOf(bounds, 'width');
  const height = bounds && numberOf(bounds, 'height');
  return corner && width !== undefined && height !== undefined && width >= 0 && height >= 0 ? { ...corner, width, height } : undefined;
}

function readPoint(element: ModdleElement): Point | undefined {
  const x = numberOf(element, 'x');
  const y = numberOf(element, 'y');
  return x === undefined || y === undefined ? undefined : { x, y };
}

/** Beyond a million nothing can be seen; such a number is a slip of the file, not a place. */
function numberOf(element: ModdleElement, property: string): number | undefined {
  const value = element.get(property);
  return typeof value === 'number' && Math.abs(value) < 1_000_000 ? value : undefined;
}
