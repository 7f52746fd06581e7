import { engine, parseSource, type Answers, type Settled, type Stepper, type Wait } from '../../server/workflow/engine.js';

/**
 * One instance played by a test. Between any two acts everything is dropped but the stored text: even the diagram is
 * read anew, as on another server.
 */
export class Play {
  /** What was asked, in order: `?flow`, `!service`, `#multi-instance element`. */
  readonly asked: string[] = [];
  /** Flows whose condition is met. */
  readonly met = new Set<string>();
  /** How many instances a multi-instance element has. */
  count = 3;
  /** Service tasks that fail, with their error. */
  readonly failing = new Map<string, Error>();
  private settled: Settled | undefined;

  constructor(private readonly xml: string, private readonly stepper: Stepper = engine) {}

  static async begun(xml: string, stepper?: Stepper): Promise<Play> {
    const play = new Play(xml, stepper);
    await play.begin();
    return play;
  }

  async begin(): Promise<void> {
    this.settled = await this.stepper.begin(await parseSource(this.xml), this.answers());
  }

  /** Acts on the wait of this name: `element`, or `element index` for one instance of several. */
  async act(name: string): Promise<void> {
    this.settled = await this.stepper.act(await parseSource(this.xml), this.state, this.waitOf(name), this.answers());
  }

  async acts(...names: string[]): Promise<void> {
    for (const name of names) await this.act(name);
  }

  /** The names of all waits, sorted. */
  get waiting(): string[] {
    return this.waits.map(nameOf).sort();
  }

  waitOf(name: string): Wait {
    const wait = this.waits.find((one) => nameOf(one) === name);
    if (!wait) throw new Error(`nothing waits as ${name}, only ${this.waiting.join(', ')}`);
    return wait;
  }

  get waits(): Wait[] { return this.now.waits; }
  get done(): boolean { return this.now.done; }
  get state(): string { return this.now.state; }

  private get now(): Settled {
    if (!this.settled) throw new Error('not begun');
    return this.settled;
  }

  /** Answers that come late, as those of a database do. */
  answers(): Answers {
    return {
      condition: async (flowId) => {
        await later();
        this.asked.push(`?${flowId}`);
        return this.met.has(flowId);
      },
      service: async (elementId) => {
        await later();
        this.asked.push(`!${elementId}`);
        const error = this.failing.get(elementId);
        if (error) throw error;
      },
      cardinality: async (elementId) => {
        await later();
        this.asked.push(`#${elementId}`);
        return this.count;
      },
    };
  }
}

export const nameOf = ({ elementId, index }: Wait): string => (index === undefined ? elementId : `${elementId} ${index}`);
const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
