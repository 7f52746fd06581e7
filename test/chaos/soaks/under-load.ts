import { setTimeout as sleep } from 'node:timers/promises';
import { judge, newDesk, traceOf, WAYS, work, type Desk, type Trace, type Work } from '../clerks.js';
import { brokenNow } from '../invariants.js';
import { Outcome } from './outcome.js';

/** So many clerks at once. */
const CLERKS = 6;
/** The whole database is looked through after so many rounds, and at the end. */
const ROUNDS = 8;
/** Everything answers again so soon after a fault (R12). */
const STEADY_MS = 60_000;

/** Work under way: whether there is any left, and when somebody was told that an act is done. */
export type Load = { readonly over: boolean; readonly answers: readonly number[] };

/** The clerks at work in one product, while somebody breaks it. */
export class UnderLoad {
  readonly outcome = new Outcome();
  private readonly calm: Trace[] = [];
  private rounds = 0;

  private constructor(private readonly url: () => string, private readonly furnish: (desk: Desk) => Promise<void>) {}

  /** Lets every way be gone once while nothing breaks: what it leaves is what it must leave. @param furnish what each desk gets before work begins. */
  static async begun(url: () => string, furnish: (desk: Desk) => Promise<void> = async () => undefined): Promise<UnderLoad> {
    const made = new UnderLoad(url, furnish);
    for (const way of WAYS.keys()) made.calm.push(await traceOf(await work(await made.desk(), way, url)));
    return made;
  }

  /** One round: the clerks begin, `breakIt` breaks things until they are done, then every list is judged. */
  async round(breakIt: (load: Load) => Promise<void>, steady: () => Promise<void> = async () => undefined): Promise<void> {
    const desks: Desk[] = [];
    for (let made = 0; made < CLERKS; made += 1) desks.push(await this.desk());
    const load = { over: false, answers: [] as number[] };
    const all = Promise.allSettled(desks.map((desk, at) => work(desk, at % WAYS.length, this.url, () => load.answers.push(performance.now())))).finally(() => { load.over = true; });
    await breakIt(load);
    const begun = performance.now();
    const ended = await all;
    await steady();
    await this.untilReady(begun);
    for (const one of ended) {
      if (one.status === 'rejected') this.outcome.problems.push(String(one.reason));
      else await this.judged(one.value);
    }
    this.rounds += 1;
    if (this.rounds % ROUNDS === 0) await this.invariants();
  }

  /** Holds the whole database against its invariants. */
  async invariants(): Promise<void> {
    this.outcome.problems.push(...(await brokenNow({ overdue: true })));
  }

  private async desk(): Promise<Desk> {
    const made = await newDesk();
    await this.furnish(made);
    return made;
  }

  private async judged(done: Work): Promise<void> {
    this.outcome.add(done, await judge(done, this.calm[done.way], this.url()));
  }

  private async untilReady(begun: number): Promise<void> {
    while (!(await fetch(`${this.url()}/readyz`).then(({ ok }) => ok, () => false))) {
      if (performance.now() - begun > STEADY_MS) { this.outcome.problems.push('not ready a minute after the last fault'); return; }
      await sleep(50);
    }
  }
}
