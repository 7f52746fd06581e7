import { deepFreeze, isService, isThrown, type Diagram, type DiagramElement, type DiagramFlow } from './diagram.js';
import { elementTypes } from './engine-elements.js';
import { deserialize, TypeResolver, type ElementDefinition, type FlowDefinition, type SerializableContext } from './engine-library.js';
import { readDiagram } from './read-diagram.js';

/** A process file, read once per version and kept: what tokens do in it, and the same prepared for the engine. Immutable. */
export type Source = { readonly diagram: Diagram; readonly prepared: SerializableContext };

/**
 * Reads a process file.
 * @throws SourceRefused when the engine cannot run it as drawn.
 */
export async function parseSource(xml: string): Promise<Source> {
  const diagram = await readDiagram(xml);
  return deepFreeze({ diagram, prepared: prepare(diagram) });
}

/** No time of ours is ever in the engine: due dates are rows. What the engine gets is a timer that it never reaches. */
const NEVER = 'P100Y';

/** The diagram in the engine's words. Names, forms, conditions' text, lanes and data are left out, so they cannot act. */
function prepare(diagram: Diagram): SerializableContext {
  const definition = { id: '$definitions', type: 'bpmn:Definitions' };
  const scopeTypes = new Map(diagram.elements.map(({ id, type }) => [id, `bpmn:${type}`]));
  scopeTypes.set(diagram.processId, 'bpmn:Process');
  const parent = (scope: string) => ({ id: scope, type: scopeTypes.get(scope) ?? '' });
  return deserialize({
    definition,
    processes: [{ id: diagram.processId, type: 'bpmn:Process', parent: definition, behaviour: { isExecutable: true } }],
    activities: [...diagram.elements.map((element) => prepareElement(element, diagram, parent(element.scope))), ...prepareReferences(diagram, definition)],
    sequenceFlows: diagram.flows.map((flow) => prepareFlow(flow, parent(flow.scope))),
    associations: [], dataObjects: [], dataStores: [], messageFlows: [],
  }, TypeResolver(elementTypes));
}

function prepareElement(element: DiagramElement, { elements, flows }: Diagram, parent: { id: string; type: string }): ElementDefinition {
  const { id, event, attachedTo, interrupting, loop } = element;
  const type = isThrown(element) ? 'ServiceTask' : element.external ? 'ExternalTask' : element.type;
  const boundaries = elements.filter((other) => other.attachedTo === id);
  const targets = type === 'EventBasedGateway' ? flows.filter(({ from }) => from === id).map(({ to }) => to) : [];
  return {
    id, type: `bpmn:${type}`, parent, ...(!isThrown(element) && { event }),
    starts: !attachedTo && !flows.some(({ to }) => to === id),
    builtWith: [...boundaries.map((boundary) => boundary.id), ...targets],
    staysArmed: attachedTo !== undefined && !interrupting && event?.kind !== 'timer',
    behaviour: {
      ...(attachedTo && { attachedTo: { id: attachedTo }, cancelActivity: interrupting }),
      ...((isService(element) || isThrown(element)) && { implementation: 'asked' }),
      ...(loop && { loopCharacteristics: { type: 'bpmn:MultiInstanceLoopCharacteristics', behaviour: { isSequential: loop === 'sequential' } } }),
      ...(type === 'ReceiveTask' ? event?.reference && { messageRef: { id: event.reference } } : event && !isThrown(element) && { eventDefinitions: [prepareEvent(element)] }),
    },
  };
}

/** A timer cycle keeps its number of repetitions: after each firing the engine offers a fresh wait until they are used up. */
function prepareEvent({ event, attachedTo, interrupting }: DiagramElement): { type: string; behaviour: object } {
  if (!event) throw new Error('not an event');
  const type = `bpmn:${event.kind.charAt(0).toUpperCase()}${event.kind.slice(1)}EventDefinition`;
  if (event.kind !== 'timer') return { type, behaviour: event.reference ? { [`${event.kind}Ref`]: { id: event.reference } } : {} };
  const repeats = attachedTo && !interrupting ? event.repeats : undefined;
  return { type, behaviour: repeats ? { timeCycle: `R${repeats < 0 ? '' : repeats}/${NEVER}` } : { timeDuration: NEVER } };
}

function prepareReferences({ elements }: Diagram, parent: { id: string; type: string }): { id: string; type: string; parent: object }[] {
  const kinds = new Map(elements.flatMap(({ event }) => (event?.reference ? [[event.reference, event.kind] as const] : [])));
  return [...kinds].map(([id, kind]) => ({ id, type: `bpmn:${kind.charAt(0).toUpperCase()}${kind.slice(1)}`, parent }));
}

function prepareFlow({ id, from, to, conditional, isDefault }: DiagramFlow, parent: { id: string; type: string }): FlowDefinition {
  return { id, type: 'bpmn:SequenceFlow', parent, sourceId: from, targetId: to, isDefault, behaviour: conditional ? { conditionExpression: {} } : {} };
}
