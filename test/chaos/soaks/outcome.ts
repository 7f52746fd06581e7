import type { Verdict } from '../clerks.js';

/** What an experiment was asked for. */
export type Wanted = {
  count: number;
  seed: number;
  say(line: string): void;
  /** Somebody wants it to end with what it has; what was shown so far is kept. */
  stopped(): boolean;
};

/** What came of it. `fired` counts faults that fell into work under way; the others prove nothing and are not counted. */
export class Outcome {
  fired = 0;
  lists = 0;
  acts = 0;
  /** Requests sent again because nobody had answered, or the product had asked to come back. */
  again = 0;
  lost = 0;
  doubled = 0;
  halfDone = 0;
  /** The longest time between a fault and an answer, in milliseconds. */
  slowestMs = 0;
  /** Kills by named point, where the experiment knows them. */
  readonly points: Record<string, number> = {};
  readonly problems: string[] = [];

  add(work: { acts: readonly unknown[]; again: number; waitedMs: number }, { lost, doubled, halfDone, problems }: Verdict): void {
    this.lists += 1;
    this.acts += work.acts.length;
    this.again += work.again;
    this.lost += lost;
    this.doubled += doubled;
    this.halfDone += halfDone;
    this.slowestMs = Math.max(this.slowestMs, Math.round(work.waitedMs));
    this.problems.push(...problems);
  }
}
