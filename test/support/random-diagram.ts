import { boundary, catching, end, ending, eventGateway, parallel, processFile, receive, repeated, service, several, start, subProcess, throwing, user } from './diagram-xml.js';
import { randomFrom, type Random } from './random.js';

/**
 * A random process file made of nested blocks: tasks of all kinds, choices, parallel parts, loops, boundary events,
 * races of events, sub-processes with every kind of end. The same seed gives the same file.
 */
export const randomDiagram = (seed: number, size = 12): string => new Sketch(randomFrom(seed), size).draw();

/** Where a block begins and where it goes on. */
type Block = { first: string; last: string };

class Sketch {
  private readonly counts = new Map<string, number>();
  private budget: number;
  private repeating = false;

  constructor(private readonly random: Random, size: number) {
    this.budget = size;
  }

  draw(): string {
    return processFile(this.random.chance(0.1) ? this.scopeWithLeaver(0, (leaver) => ending(leaver, 'terminate')) : this.scope(0));
  }

  /** A start, a block, an end. */
  private scope(depth: number): string {
    const drawing = new Drawing();
    const first = this.name('start');
    const last = this.name('end');
    drawing.add(start(first));
    const block = this.block(drawing, depth);
    drawing.add(end(last));
    drawing.flow(first, block.first);
    drawing.flow(block.last, last);
    return drawing.xml();
  }

  private block(drawing: Drawing, depth: number): Block {
    this.budget -= 1;
    if (this.budget <= 0 || depth > 4) return this.task(drawing);
    const kinds = [this.task, this.task, this.sequence, this.sequence, this.choice, this.fork, this.fork, this.loop, this.watched, this.race, this.nested];
    return this.random.pick(kinds).call(this, drawing, depth + 1);
  }

  private task(drawing: Drawing): Block {
    const chance = this.random();
    if (chance < 0.45) return this.single(drawing, 'user', user);
    if (chance < 0.65) return this.single(drawing, 'service', (id) => service(id));
    if (chance < 0.75) return this.single(drawing, 'receive', receive);
    // Instances of instances would share their numbers, and a walk could not tell them apart.
    if (this.repeating || chance < 0.85) return this.single(drawing, 'catch', (id) => catching(id, this.random.pick(['timer', 'message', 'signal'] as const)));
    if (chance < 0.93) return this.single(drawing, 'users', (id) => several('userTask', id, this.order()));
    if (chance < 0.96) return this.single(drawing, 'services', (id) => several('serviceTask', id, this.order()));
    return this.single(drawing, 'plain', (id) => `<task id="${id}"/>`);
  }

  private sequence(drawing: Drawing, depth: number): Block {
    const one = this.block(drawing, depth);
    const other = this.block(drawing, depth);
    drawing.flow(one.last, other.first);
    return { first: one.first, last: other.last };
  }

  private choice(drawing: Drawing, depth: number): Block {
    const split = this.name('choice');
    const merge = this.name('merge');
    drawing.gateway(split);
    drawing.gateway(merge);
    const ways = 2 + this.random.below(2);
    for (let way = 1; way <= ways; way += 1) {
      const last = way === ways;
      const block = this.random.chance(0.2) ? undefined : this.block(drawing, depth);
      drawing.flow(split, block?.first ?? merge, last ? 'default' : 'condition');
      if (block) drawing.flow(block.last, merge);
      else if (last) break;
    }
    return { first: split, last: merge };
  }

  private fork(drawing: Drawing, depth: number): Block {
    const split = this.name('fork');
    const join = this.name('join');
    drawing.add(parallel(split, join));
    for (let way = 2 + this.random.below(2); way > 0; way -= 1) {
      const block = this.block(drawing, depth);
      drawing.flow(split, block.first);
      drawing.flow(block.last, join);
    }
    return { first: split, last: join };
  }

  /** A person decides whether to go back, now and then by way of another task. */
  private loop(drawing: Drawing, depth: number): Block {
    const again = this.name('merge');
    const gate = this.name('choice');
    const asked = this.name('user');
    const after = this.task(drawing);
    drawing.gateway(again);
    drawing.gateway(gate);
    drawing.add(user(asked));
    const body = this.block(drawing, depth);
    drawing.flow(again, body.first);
    drawing.flow(body.last, asked);
    drawing.flow(asked, gate);
    if (this.random.chance(0.5)) drawing.flow(gate, again, 'condition');
    else {
      const back = this.task(drawing);
      drawing.flow(gate, back.first, 'condition');
      drawing.flow(back.last, again);
    }
    drawing.flow(gate, after.first, 'default');
    return { first: again, last: after.last };
  }

  /** A task or sub-process with boundary events that end by themselves or, when interrupting, may rejoin. */
  private watched(drawing: Drawing, depth: number): Block {
    const host = this.random.chance(0.6) ? this.single(drawing, 'user', user) : this.nested(drawing, depth);
    let last = host.last;
    for (let events = 1 + this.random.below(2); events > 0; events -= 1) {
      const event = this.name('boundary');
      const interrupting = this.random.chance(0.5);
      drawing.add(boundary(event, host.first, this.random.pick(['timer', 'cycle', 'message', 'signal'] as const), interrupting));
      const reaction = this.task(drawing);
      drawing.flow(event, reaction.first);
      if (interrupting && this.random.chance(0.6)) last = this.merged(drawing, last, reaction.last);
      else this.stop(drawing, reaction.last);
    }
    return { first: host.first, last };
  }

  private race(drawing: Drawing): Block {
    const gate = this.name('race');
    const merge = this.name('merge');
    drawing.add(eventGateway(gate));
    drawing.gateway(merge);
    for (let ways = 2 + this.random.below(2); ways > 0; ways -= 1) {
      const event = this.name('catch');
      drawing.add(catching(event, this.random.pick(['timer', 'message', 'signal'] as const)));
      const reaction = this.task(drawing);
      drawing.flow(gate, event);
      drawing.flow(event, reaction.first);
      drawing.flow(reaction.last, merge);
    }
    return { first: gate, last: merge };
  }

  /** A sub-process that ends plainly, by terminating, by an error somebody catches, or after an escalation. */
  private nested(drawing: Drawing, depth: number): Block {
    const id = this.name('sub');
    const kind = this.random.pick(['plain', 'plain', 'several', 'terminate', 'error', 'escalation'] as const);
    if (kind === 'terminate') {
      drawing.add(subProcess(id, this.scopeWithLeaver(depth, (leaver) => ending(leaver, 'terminate'))));
    } else if (kind === 'error') {
      drawing.add(subProcess(id, this.scopeWithLeaver(depth, (leaver) => ending(leaver, 'error'))));
      return { first: id, last: this.caught(drawing, id, 'error', true) };
    } else if (kind === 'escalation') {
      const throws = this.name('throw');
      drawing.add(subProcess(id, this.scopeWithLeaver(depth, (leaver) => `${throwing(throws, 'escalation')}${end(leaver)}`, throws)));
      return { first: id, last: this.caught(drawing, id, 'escalation', this.random.chance(0.5)) };
    } else if (kind === 'several' && !this.repeating) {
      this.repeating = true;
      drawing.add(subProcess(id, `${repeated(this.order())}${this.scope(depth)}`));
      this.repeating = false;
    } else drawing.add(subProcess(id, this.scope(depth)));
    return { first: id, last: id };
  }

  /** Two parallel parts: an ordinary one, and a task that leads to the given end, through `before` when there is one. */
  private scopeWithLeaver(depth: number, leave: (id: string) => string, before?: string): string {
    const drawing = new Drawing();
    const [first, fork, asked, left, last] = [this.name('start'), this.name('fork'), this.name('user'), this.name('left'), this.name('end')];
    drawing.add(start(first), parallel(fork), user(asked), leave(left), end(last));
    const block = this.block(drawing, depth);
    drawing.flow(first, fork);
    drawing.flow(fork, block.first);
    drawing.flow(block.last, last);
    drawing.flow(fork, asked);
    drawing.flow(asked, before ?? left);
    if (before) drawing.flow(before, left);
    return drawing.xml();
  }

  private caught(drawing: Drawing, host: string, kind: 'error' | 'escalation', interrupting: boolean): string {
    const event = this.name('boundary');
    drawing.add(boundary(event, host, kind, interrupting));
    const reaction = this.task(drawing);
    drawing.flow(event, reaction.first);
    if (interrupting) return this.merged(drawing, host, reaction.last);
    this.stop(drawing, reaction.last);
    return host;
  }

  private merged(drawing: Drawing, ...lasts: string[]): string {
    const merge = this.name('merge');
    drawing.gateway(merge);
    for (const last of lasts) drawing.flow(last, merge);
    return merge;
  }

  private stop(drawing: Drawing, last: string): void {
    const stop = this.name('end');
    drawing.add(end(stop));
    drawing.flow(last, stop);
  }

  private single(drawing: Drawing, kind: string, write: (id: string) => string): Block {
    const id = this.name(kind);
    drawing.add(write(id));
    return { first: id, last: id };
  }

  private order(): 'parallel' | 'sequential' {
    return this.random.pick(['parallel', 'sequential'] as const);
  }

  private name(kind: string): string {
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    return `${kind}${count}`;
  }
}

/** The content of one scope. Gateways are written last, when their default flow is known. */
class Drawing {
  private readonly elements: string[] = [];
  private readonly gateways: string[] = [];
  private readonly flows: string[] = [];
  private readonly defaults = new Map<string, string>();

  add(...elements: string[]): void {
    this.elements.push(...elements);
  }

  gateway(id: string): void {
    this.gateways.push(id);
  }

  flow(from: string, to: string, kind: 'plain' | 'condition' | 'default' = 'plain'): void {
    const id = `${from}-${to}${kind === 'plain' ? '' : `-${this.flows.length}`}`;
    if (kind === 'default') this.defaults.set(from, id);
    const condition = kind === 'condition' ? `<conditionExpression xsi:type="tFormalExpression">decision = "${id}"</conditionExpression>` : '';
    this.flows.push(`<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}">${condition}</sequenceFlow>`);
  }

  xml(): string {
    const gateways = this.gateways.map((id) => `<exclusiveGateway id="${id}"${this.defaults.has(id) ? ` default="${this.defaults.get(id)}"` : ''}/>`);
    return [...this.elements, ...gateways, ...this.flows].join('');
  }
}
