import type { DefinitionModel, ElementModel } from '../workflow/definition-model.js';

/** An element an instance has passed or stands at, in the order of its history. */
export type Passed = { elementId: string };

/**
 * The flows an instance came along, from what its history names: tasks, services, timers, messages. Between two of them
 * stand only gateways and events that leave no trace; each place is followed backwards through those to where the
 * instance had been last before. At a joining parallel gateway all its branches were taken, elsewhere the latest.
 */
export function wayTaken(model: DefinitionModel, passed: readonly Passed[], waiting: readonly string[]): string[] {
  const taken = new Set<string>();
  const places = [...passed.map(({ elementId }, at) => ({ elementId, before: at })), ...waiting.map((elementId) => ({ elementId, before: passed.length }))];
  for (const { elementId, before } of places) for (const flow of into(model, elementId, { passed, before, seen: new Set() })?.flows ?? []) taken.add(flow);
  return [...taken];
}

type Search = { passed: readonly Passed[]; before: number; seen: ReadonlySet<string> };
/** How the token came to an element: the flows, and how late in the history the place was where they begin; -1 is the start. */
type Origin = { at: number; flows: string[] };

function into(model: DefinitionModel, elementId: string, search: Search): Origin | null {
  const element = model.elements[elementId];
  if (!element || search.seen.has(elementId)) return null;
  const seen = new Set([...search.seen, elementId]);
  if (element.attachedTo) return { at: -1, flows: [] };
  const ways = Object.values(model.flows).filter(({ to }) => to === elementId).flatMap((flow): Origin[] => {
    const origin = from(model, flow.from, { ...search, seen });
    return origin ? [{ at: origin.at, flows: [...origin.flows, flow.id] }] : [];
  });
  if (ways.length === 0) return element.type === 'startEvent' ? { at: -1, flows: [] } : null;
  if (element.type === 'parallelGateway') return { at: Math.max(...ways.map(({ at }) => at)), flows: ways.flatMap(({ flows }) => flows) };
  return ways.reduce((latest, one) => (one.at > latest.at ? one : latest));
}

/** Where a flow begins: at a place of the history, at the start, or at something that leaves no trace and is looked behind. */
function from(model: DefinitionModel, elementId: string, search: Search): Origin | null {
  const element = model.elements[elementId];
  if (!element) return null;
  if (leavesTrace(element)) {
    const at = search.passed.slice(0, search.before).map((one) => one.elementId).lastIndexOf(elementId);
    return at < 0 ? null : { at, flows: [] };
  }
  return into(model, elementId, search);
}

const leavesTrace = (element: ElementModel): boolean => ['userTask', 'manualTask', 'serviceTask', 'receiveTask', 'intermediateCatchEvent', 'boundaryEvent', 'callActivity'].includes(element.type)
  || (element.type === 'intermediateThrowEvent' && Boolean(element.message ?? element.signal));
