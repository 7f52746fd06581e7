import { elementOf, elementsOf, isTrue, parseBpmn, textOf, type ModdleElement, type ParseWarning } from './bpmn-xml.js';
import { isExternal } from './read-external.js';
import { deepFreeze, isElementType, runnable, type Diagram, type DiagramElement, type DiagramEvent, type DiagramFlow, type ElementType, type EventKind } from './diagram.js';
import { SourceRefused, type SourceProblem } from './engine-errors.js';

/**
 * Reads the one executable process of a file.
 * @throws SourceRefused naming every element the engine cannot run as drawn; nothing is left out silently.
 */
export async function readDiagram(xml: string): Promise<Diagram> {
  const parsed = await parseBpmn(xml).catch((error: unknown) => {
    throw new SourceRefused([{ reason: error instanceof Error ? error.message : String(error) }]);
  });
  const problems: SourceProblem[] = parsed.warnings.filter(isMoreThanDecoration).map(({ message, element }) => ({ elementId: element?.id, reason: message }));
  const processes = elementsOf(parsed.rootElement, 'rootElements').filter((root) => root.$type === 'bpmn:Process' && isTrue(root, 'isExecutable'));
  if (processes.length !== 1) throw new SourceRefused([...problems, { reason: `${processes.length} executable processes, exactly one can be run` }]);
  const reading: Reading = { elements: [], flows: [], problems };
  const processId = requiredId(processes[0], reading);
  readScope(processes[0], processId, reading);
  if (problems.length > 0) throw new SourceRefused(problems);
  return deepFreeze({ processId, elements: reading.elements, flows: reading.flows });
}

/** An attribute nobody knows moves no token; content left out and references to nothing may. */
const isMoreThanDecoration = ({ message }: ParseWarning): boolean => !message.startsWith('unknown attribute');

type Reading = { elements: DiagramElement[]; flows: DiagramFlow[]; problems: SourceProblem[] };

/** Drawn for people; tokens never meet them. */
const pictures: ReadonlySet<string> = new Set(['bpmn:DataObject', 'bpmn:DataObjectReference', 'bpmn:DataStoreReference']);

function readScope(scope: ModdleElement, scopeId: string, reading: Reading): void {
  const children = elementsOf(scope, 'flowElements').filter(({ $type }) => !pictures.has($type));
  for (const child of children) {
    if (child.$type === 'bpmn:SequenceFlow') readFlow(child, scopeId, reading);
    else readElement(child, scopeId, reading);
  }
  if (!children.some(({ $type }) => $type === 'bpmn:StartEvent')) reading.problems.push({ elementId: scopeId, reason: 'has no start event' });
}

function readFlow(flow: ModdleElement, scope: string, reading: Reading): void {
  const from = elementOf(flow, 'sourceRef');
  const to = elementOf(flow, 'targetRef');
  if (!from?.id || !to?.id) {
    reading.problems.push({ elementId: flow.id, reason: 'does not connect two elements' });
    return;
  }
  reading.flows.push({
    id: requiredId(flow, reading), from: from.id, to: to.id, scope,
    conditional: elementOf(flow, 'conditionExpression') !== undefined,
    isDefault: elementOf(from, 'default')?.id === flow.id,
  });
}

function readElement(element: ModdleElement, scope: string, reading: Reading): void {
  const id = requiredId(element, reading);
  const refuse = (reason: string): void => void reading.problems.push({ elementId: id, reason });
  const type = element.$type.replace('bpmn:', '');
  const host = elementOf(element, 'attachedToRef');
  if (!isElementType(type)) return refuse(`${type} is not run by this engine`);
  const event = readEvent(element, refuse);
  const allowed: readonly string[] = runnable[type];
  if (!allowed.includes(event?.kind ?? 'none')) refuse(`a ${type} cannot be of kind ${event?.kind ?? 'none'}`);
  if (isTrue(element, 'triggeredByEvent')) refuse('event sub-processes are not run by this engine');
  if (isTrue(element, 'isForCompensation')) refuse('compensation is not run by this engine');
  const attachedTo = host?.id;
  if (type === 'BoundaryEvent' && !attachedTo) refuse('is attached to nothing');
  reading.elements.push({
    id, type, scope,
    ...(event && { event: event.kind === 'error' && host && isExternal(host) ? { kind: 'reported' as const } : event }),
    ...(isExternal(element) && { external: true as const }),
    ...(type === 'ReceiveTask' && { event: withReference({ kind: 'message' }, element) }),
    ...(attachedTo && { attachedTo, interrupting: isTrue(element, 'cancelActivity') }),
    ...readLoop(element, type, refuse),
  });
  if (type === 'SubProcess') readScope(element, id, reading);
}

const eventKinds: Readonly<Record<string, EventKind>> = {
  'bpmn:TimerEventDefinition': 'timer',
  'bpmn:MessageEventDefinition': 'message',
  'bpmn:SignalEventDefinition': 'signal',
  'bpmn:ErrorEventDefinition': 'error',
  'bpmn:EscalationEventDefinition': 'escalation',
  'bpmn:TerminateEventDefinition': 'terminate',
};

function readEvent(element: ModdleElement, refuse: (reason: string) => void): DiagramEvent | undefined {
  const [definition, ...others] = elementsOf(element, 'eventDefinitions');
  if (!definition) return undefined;
  if (others.length > 0) refuse('has more than one event definition');
  if (!Object.hasOwn(eventKinds, definition.$type)) refuse(`${definition.$type} is not run by this engine`);
  const kind = eventKinds[definition.$type];
  if (kind !== 'timer') return withReference({ kind }, definition);
  const repeats = /^R(\d*)\//.exec(textOf(elementOf(definition, 'timeCycle'), 'body')?.trim() ?? '');
  return repeats ? { kind, repeats: repeats[1] === '' ? -1 : Number(repeats[1]) } : { kind };
}

/** `messageRef`, `signalRef`, `errorRef`, `escalationRef` of an event definition or receive task. */
function withReference(event: DiagramEvent, owner: ModdleElement): DiagramEvent {
  if (event.kind === 'terminate') return event;
  const reference = elementOf(owner, `${event.kind}Ref`)?.id;
  return reference ? { ...event, reference } : event;
}

const repeatable: ReadonlySet<ElementType> = new Set(['Task', 'ManualTask', 'UserTask', 'ReceiveTask', 'ServiceTask', 'SendTask', 'BusinessRuleTask', 'SubProcess', 'CallActivity']);

function readLoop(element: ModdleElement, type: ElementType, refuse: (reason: string) => void): Pick<DiagramElement, 'loop'> {
  if (!repeatable.has(type)) return {};
  const loop = elementOf(element, 'loopCharacteristics');
  if (!loop) return {};
  if (loop.$type !== 'bpmn:MultiInstanceLoopCharacteristics') refuse(`${loop.$type} is not run by this engine`);
  if (elementOf(loop, 'completionCondition')) refuse('a completion condition is not run by this engine: draw one task and count votes as rows');
  return { loop: isTrue(loop, 'isSequential') ? 'sequential' : 'parallel' };
}

function requiredId({ id, $type }: ModdleElement, reading: Reading): string {
  if (!id) reading.problems.push({ reason: `a ${$type} has no id` });
  return id ?? '';
}
