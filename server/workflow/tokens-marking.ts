import type { DiagramFlow } from './diagram.js';
import type { Wait } from './waits.js';

/** A token on an element. `scope` is the key of the sub-process token around it, 0 for the process. */
export type Token = {
  readonly key: number;
  readonly at: string;
  readonly scope: number;
  waits?: Wait['kind'];
  /** Boundary events: the token of their activity. */
  host?: number;
  /** Instances of a multi-instance element: the token of the whole, and which one this is. */
  of?: number;
  index?: number;
  /** The whole of a multi-instance element: how many instances there are. */
  count?: number;
  /** After an event-based gateway: the gateway's token. */
  race?: number;
  /** A timer cycle: how often it will still fire. */
  repeats?: number;
};

type Stored = { last: number; tokens: Token[]; joins: Record<string, Record<string, number>>; queued: Record<string, number> };

/** Where all tokens of an instance are, what joins have collected, and who queues for an element that is busy. */
export class Marking {
  tokens: Token[] = [];
  last = 0;
  private joins: Stored['joins'] = {};
  private queued: Stored['queued'] = {};

  static read(text: string): Marking {
    const stored: Stored = JSON.parse(text);
    return Object.assign(new Marking(), stored);
  }

  text(): string {
    const { last, tokens, joins, queued } = this;
    return JSON.stringify({ last, tokens, joins, queued } satisfies Stored);
  }

  put(token: Omit<Token, 'key'>): Token {
    const placed = { key: ++this.last, ...token };
    this.tokens.push(placed);
    return placed;
  }

  get(key: number | undefined): Token | undefined {
    return this.tokens.find((token) => token.key === key);
  }

  has(token: Token): boolean {
    return this.tokens.includes(token);
  }

  /** Removes a token and everything that lives by it: its scope, its boundary events, its instances. */
  kill(token: Token): void {
    this.tokens = this.tokens.filter((other) => other !== token);
    for (const other of this.tokens.filter(({ host, of }) => host === token.key || of === token.key)) this.kill(other);
    this.clear(token.key);
  }

  /** Removes everything in a scope except one token. */
  clear(scope: number, except?: Token): void {
    for (const token of this.tokens.filter((one) => one.scope === scope && one !== except)) this.kill(token);
    for (const key of Object.keys(this.joins)) if (key.startsWith(`${scope}/`)) delete this.joins[key];
    for (const key of Object.keys(this.queued)) if (key.startsWith(`${scope}/`)) delete this.queued[key];
  }

  isEmptyIn(scope: number): boolean {
    return !this.tokens.some((token) => token.scope === scope) && !Object.keys(this.joins).some((key) => key.startsWith(`${scope}/`));
  }

  /** Counts an arrival. True when one has come on each flow; those are used up, further ones stay for the next time. */
  join(scope: number, { id, to }: DiagramFlow, incoming: readonly DiagramFlow[]): boolean {
    const arrived = (this.joins[`${scope}/${to}`] ??= {});
    arrived[id] = (arrived[id] ?? 0) + 1;
    if (incoming.some((flow) => !arrived[flow.id])) return false;
    for (const flow of incoming) if (--arrived[flow.id] === 0) delete arrived[flow.id];
    if (Object.keys(arrived).length === 0) delete this.joins[`${scope}/${to}`];
    return true;
  }

  queue(scope: number, element: string, by: number): void {
    this.queued[`${scope}/${element}`] = (this.queued[`${scope}/${element}`] ?? 0) + by;
  }

  /** Takes one from the queue of an element, if any waits there. */
  unqueue(scope: number, element: string): boolean {
    const key = `${scope}/${element}`;
    if (!this.queued[key]) return false;
    this.queue(scope, element, -1);
    if (this.queued[key] === 0) delete this.queued[key];
    return true;
  }
}
