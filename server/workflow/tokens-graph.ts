import type { Diagram, DiagramElement, DiagramFlow } from './diagram.js';

/** A diagram with its neighbours looked up. */
export type Graph = {
  readonly processId: string;
  element(id: string): DiagramElement;
  startsOf(scope: string): readonly DiagramElement[];
  boundariesOf(id: string): readonly DiagramElement[];
  into(id: string): readonly DiagramFlow[];
  /** The default flow last. */
  outOf(id: string): readonly DiagramFlow[];
};

const known = new WeakMap<Diagram, Graph>();

export function graphOf(diagram: Diagram): Graph {
  const graph = known.get(diagram) ?? build(diagram);
  known.set(diagram, graph);
  return graph;
}

function build({ processId, elements, flows }: Diagram): Graph {
  const byId = new Map(elements.map((element) => [element.id, element]));
  const into = grouped(flows, ({ to }) => to);
  const outOf = grouped([...flows.filter(({ isDefault }) => !isDefault), ...flows.filter(({ isDefault }) => isDefault)], ({ from }) => from);
  const boundaries = grouped(elements.filter(({ attachedTo }) => attachedTo), ({ attachedTo }) => attachedTo ?? '');
  const starts = grouped(elements.filter(({ id, attachedTo }) => !attachedTo && !into.has(id)), ({ scope }) => scope);
  return {
    processId,
    element(id) {
      const found = byId.get(id);
      if (!found) throw new Error(`<${id}> is not in the diagram`);
      return found;
    },
    startsOf: (scope) => starts.get(scope) ?? [],
    boundariesOf: (id) => boundaries.get(id) ?? [],
    into: (id) => into.get(id) ?? [],
    outOf: (id) => outOf.get(id) ?? [],
  };
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}
