import type { DefinitionModel, ElementModel } from './definition-model.js';

/** Ids of the old drawing and what they are called in the new one: elements that hold a token, and the sub-processes around. */
export type Mapping = Readonly<Record<string, string>>;

/** What a token can rest at or in. */
export const holdsToken = ({ type, external }: ElementModel): boolean => external !== undefined || ['userTask', 'manualTask', 'receiveTask', 'intermediateCatchEvent', 'boundaryEvent', 'subProcess', 'callActivity', 'parallelGateway', 'eventBasedGateway'].includes(type);

/**
 * A proposal for a plan: the same id of the same kind; else the one element of the same kind and name that no id claims.
 * What finds no partner is left out, for a person to choose.
 */
export function proposeMapping(from: DefinitionModel, to: DefinitionModel): Mapping {
  const olds = Object.values(from.elements).filter(holdsToken);
  const same = olds.filter((old) => to.elements[old.id] && kindOf(to.elements[old.id]) === kindOf(old));
  const claimed = new Set(same.map(({ id }) => id));
  const mapping: Record<string, string> = Object.fromEntries(same.map(({ id }) => [id, id]));
  for (const old of olds) {
    if (claimed.has(old.id)) continue;
    const named = Object.values(to.elements).filter((one) => !claimed.has(one.id) && one.name !== '' && one.name === old.name && kindOf(one) === kindOf(old));
    if (named.length !== 1) continue;
    mapping[old.id] = named[0].id;
    claimed.add(named[0].id);
  }
  return mapping;
}

/** What an element may be mapped to: all of its kind in the new drawing. */
export const partnersOf = (old: ElementModel, to: DefinitionModel): ElementModel[] => Object.values(to.elements).filter((one) => kindOf(one) === kindOf(old));

/** Elements of one kind keep a token in the same way. */
export function kindOf(element: ElementModel): string {
  if (element.external) return `external ${element.multiInstance ? 'many' : ''}`.trim();
  const event = element.reported ? 'reported' : element.timer ? 'timer' : element.message ? 'message' : element.signal ? 'signal' : element.error ? 'error' : element.escalation ? 'escalation' : '';
  // Whoever is called runs on; another one cannot take its place.
  if (element.type === 'callActivity') return `callActivity ${element.calls ?? ''} ${element.multiInstance ? 'many' : ''}`;
  return [element.type, element.type === 'receiveTask' ? '' : event, element.attachedTo ? (element.interrupting ? 'interrupting' : 'beside') : '', element.multiInstance ? (element.multiInstance.sequential ? 'one after the other' : 'all at once') : ''].join(' ').trim();
}

/**
 * The services a token meets after this element before it comes to rest again, whichever way it takes: what completing the
 * step does to the subject. Two steps that do the same may stand for one another (the status stays right).
 */
export function servicesAfter(model: DefinitionModel, elementId: string): string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const look = (id: string): void => {
    for (const flow of Object.values(model.flows).filter(({ from }) => from === id)) {
      const next = model.elements[flow.to];
      if (!next || seen.has(next.id)) continue;
      seen.add(next.id);
      if (next.service) found.add(next.service);
      if (!next.external && !['userTask', 'manualTask', 'receiveTask', 'intermediateCatchEvent', 'eventBasedGateway', 'callActivity'].includes(next.type)) look(next.id);
    }
  };
  look(elementId);
  return [...found].sort();
}

/** The stored state with the ids of the new drawing. Ids the engine has made up (executions) stay, so that rows still find theirs. */
export function renamed(state: string, mapping: Mapping): string {
  const changes = new Map(Object.entries(mapping).filter(([from, to]) => from !== to));
  if (changes.size === 0) return state;
  const fields = new Set(['id', 'attachedTo', 'sourceId', 'targetId']);
  return JSON.stringify(JSON.parse(state), (key: string, value: unknown) => (fields.has(key) && typeof value === 'string' ? changes.get(value) ?? value : value));
}
