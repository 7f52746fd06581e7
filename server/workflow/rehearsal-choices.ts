import type { Diagram } from './diagram.js';
import type { Answers } from './engine.js';
import { graphOf } from './tokens-graph.js';

/** How many copies of a repeated element a rehearsal plays: enough to meet itself. */
const COPIES = 2;

/**
 * Answers for a rehearsal. Conditions are not computed: at every gateway one of its ways is picked, so that somebody
 * can try each. What was picked is told as flow ids; services do nothing.
 */
export class Choices implements Answers {
  /** Everything asked, in order, with what was answered. */
  readonly asked: string[] = [];
  /** The flows picked at gateways. */
  readonly taken: string[] = [];
  private readonly chosen = new Map<string, string | undefined>();

  constructor(private readonly diagram: Diagram, private readonly pick: (options: number) => number) {}

  async condition(flowId: string): Promise<boolean> {
    const met = this.isPicked(flowId);
    this.asked.push(`condition ${flowId} ${met}`);
    return met;
  }

  async service(elementId: string): Promise<void> {
    this.asked.push(`service ${elementId}`);
  }

  async cardinality(elementId: string): Promise<number> {
    this.asked.push(`copies of ${elementId}`);
    return COPIES;
  }

  /** A gateway is asked flow by flow, in the order drawn; with the first question its way is settled. */
  private isPicked(flowId: string): boolean {
    const flow = this.diagram.flows.find(({ id }) => id === flowId);
    const out = graphOf(this.diagram).outOf(flow?.from ?? '');
    const conditional = out.filter((one) => one.conditional && !one.isDefault);
    if (flow && conditional[0]?.id === flowId) {
      const options = [...conditional, ...out.filter(({ isDefault }) => isDefault)];
      const picked = options[this.pick(options.length)];
      this.chosen.set(flow.from, picked?.id);
      if (picked) this.taken.push(picked.id);
    }
    return this.chosen.get(flow?.from ?? '') === flowId;
  }
}

/** Picks by a fixed rule of chance (mulberry32): the same seed goes the same way on every machine. */
export function chanceFrom(seed: number): (options: number) => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return (options) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * options);
  };
}

/** Picks what it is told, then always the first; and remembers how many there were to pick from. */
export class Told {
  readonly options: number[] = [];
  constructor(private readonly told: readonly number[]) {}

  readonly pick = (options: number): number => {
    this.options.push(options);
    return Math.min(this.told[this.options.length - 1] ?? 0, options - 1);
  };

  /** What to tell next, so that in the end every combination was tried; null after the last. */
  next(): number[] | null {
    const done = this.options.map((_, index) => this.told[index] ?? 0);
    for (let index = done.length - 1; index >= 0; index -= 1) {
      if (done[index] + 1 < this.options[index]) return [...done.slice(0, index), done[index] + 1];
    }
    return null;
  }
}
