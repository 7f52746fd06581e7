import type { ElementModel } from './definition-model.js';
import { waits, type Graph, type Scope } from './graph.js';

/**
 * Plays one picture with tokens on its flows, over every choice a person or a condition could make, to find joins that
 * may wait for ever. Conditions are not looked at: any way of an exclusive gateway may be taken.
 *
 * What runs by itself moves first, as in the engine. Choices of different elements do not take tokens from one another
 * (free choice), so moving one ready element at a time, over all its ways, still meets every standstill; all orders of
 * people's acts are tried only while that stays small, because they show more places where tokens meet.
 */
export function playTokens(scope: Scope, graph: Graph): Outcome {
  const all = new Game(scope, graph, true).play();
  return all.complete ? all : new Game(scope, graph, false).play();
}

export type Outcome = {
  /** Joins that can come to wait for ever, with the flows on which nothing will come. */
  starving: Map<string, Set<string>>;
  /** Waiting elements that can be open twice at once. */
  doubled: Set<string>;
  /** Every state was seen. */
  complete: boolean;
};

const MOST_STATES = 4_000;
/** More tokens than this on one flow change nothing that is looked for. */
const MOST_TOKENS = 3;

/** How many tokens lie on each flow. */
type Marking = ReadonlyMap<string, number>;
/** Null: everything in this picture ends at once. */
type Way = readonly string[] | null;

class Game {
  private readonly outcome: Outcome = { starving: new Map(), doubled: new Set(), complete: true };
  private readonly ways = new Map<string, Way[]>();
  private readonly automatic = new Set<string>();

  constructor(private readonly scope: Scope, private readonly graph: Graph, private readonly everyOrder: boolean) {
    for (const element of scope.elements) {
      this.ways.set(element.id, this.waysOf(element));
      if (!waits(element) && element.type !== 'subProcess') this.automatic.add(element.id);
    }
  }

  play(): Outcome {
    const start = this.scope.elements.find(({ type }) => type === 'startEvent');
    const first = start ? moved(new Map(), [], this.flowsOut(start.id)) : new Map<string, number>();
    const seen = new Map([[keyOf(first), first]]);
    for (const marking of seen.values()) {
      for (const next of this.nextMarkings(marking)) seen.set(keyOf(next), seen.get(keyOf(next)) ?? next);
      if (seen.size > MOST_STATES) return { ...this.outcome, complete: false };
    }
    return this.outcome;
  }

  private nextMarkings(marking: Marking): Marking[] {
    const ready = this.readyIn(marking);
    if (ready.length === 0) {
      this.noteStandstill(marking);
      return [];
    }
    const byItself = ready.find(({ id }) => this.automatic.has(id));
    if (!byItself) this.noteDoubled(ready);
    const moving = byItself ? [byItself] : this.everyOrder ? ready : ready.slice(0, 1);
    return moving.flatMap(({ id, takes }) => (this.ways.get(id) ?? []).map((way) => (way === null ? new Map<string, number>() : moved(marking, takes, way))));
  }

  /** Elements that can move, once per flow a token lies on; a parallel join only when all have come. */
  private readyIn(marking: Marking): { id: string; takes: string[]; tokens: number }[] {
    return this.scope.elements.flatMap((element) => {
      const into = this.graph.incoming(element.id).map(({ id }) => id);
      const come = into.filter((flow) => marking.has(flow));
      if (element.type === 'parallelGateway') return come.length > 0 && come.length === into.length ? [{ id: element.id, takes: into, tokens: 1 }] : [];
      return come.map((flow) => ({ id: element.id, takes: [flow], tokens: marking.get(flow) ?? 0 }));
    });
  }

  private noteStandstill(marking: Marking): void {
    for (const { id, type } of this.scope.elements) {
      const into = type === 'parallelGateway' ? this.graph.incoming(id).map((flow) => flow.id) : [];
      const missing = into.filter((flow) => !marking.has(flow));
      if (missing.length === into.length) continue;
      this.outcome.starving.set(id, new Set([...(this.outcome.starving.get(id) ?? []), ...missing]));
    }
  }

  private noteDoubled(ready: readonly { id: string; tokens: number }[]): void {
    const tokens = new Map<string, number>();
    for (const one of ready) tokens.set(one.id, (tokens.get(one.id) ?? 0) + one.tokens);
    for (const [id, count] of tokens) if (count > 1) this.outcome.doubled.add(id);
  }

  /** The flows an element may put tokens on when it is done, one entry per possibility. */
  private waysOf(element: ElementModel): Way[] {
    const { id, type } = element;
    if (type === 'endEvent') return [element.terminates || element.error !== undefined ? null : []];
    const out = this.flowsOut(id);
    if (type === 'exclusiveGateway' || type === 'eventBasedGateway') return out.map((flow) => [flow]);
    const beside = this.graph.boundaries(id).filter(({ interrupting }) => !interrupting).map((event) => this.flowsOut(event.id));
    const instead = this.graph.boundaries(id).filter(({ interrupting }) => interrupting).map((event) => this.flowsOut(event.id));
    const besides = [[], ...beside, ...(beside.length > 1 ? [beside.flat()] : [])];
    return [out, ...instead].flatMap((way) => besides.map((extra) => [...way, ...extra]));
  }

  private flowsOut(id: string): string[] {
    return this.graph.outgoing(id).map((flow) => flow.id);
  }
}

function moved(marking: Marking, takes: readonly string[], puts: readonly string[]): Marking {
  const next = new Map(marking);
  for (const flow of takes) {
    const left = (next.get(flow) ?? 0) - 1;
    if (left > 0) next.set(flow, left);
    else next.delete(flow);
  }
  for (const flow of puts) next.set(flow, Math.min(MOST_TOKENS, (next.get(flow) ?? 0) + 1));
  return next;
}

const keyOf = (marking: Marking): string => [...marking].map(([flow, count]) => `${flow} ${count}`).sort().join('|');
