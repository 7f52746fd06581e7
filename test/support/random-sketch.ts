import { boundary, catching, end, exclusive, flow, message, node, parallel, path, service, signal, start, subProcess, tag, timer, userTask, type Part } from './bpmn-builder.js';
import type { Random } from './random.js';

/** A piece of a drawing: where it begins and ends, and all it is made of. */
type Block = { first: string; last: string; parts: Part[] };
export type Kind = 'row' | 'choice' | 'split' | 'part' | 'wait' | 'late' | 'beside' | 'asked' | 'told' | 'heard' | 'call' | 'many' | 'vote';
export const plainKinds: readonly Kind[] = ['row', 'row', 'choice', 'split', 'part', 'wait', 'late'];
export const allKinds: readonly Kind[] = ['row', 'row', 'choice', 'split', 'part', 'wait', 'late', 'beside', 'asked', 'told', 'heard', 'call', 'many', 'vote'];

/** Offices that vote in a drawing made here. */
export const voters = ['school-operator@school', 'authority-operator@authority'] as const;

/**
 * A drawing made at random of well-formed blocks: tasks, choices, branches, sub-processes, timers, and (of `allKinds`) boundary
 * events beside a task, messages and signals thrown and heard, call activities, repeated tasks and votes. Ids say what they are.
 */
export class Sketch {
  private count = 0;
  readonly messages: string[] = [];
  readonly signals: string[] = [];
  /** @param mark stands in every id and name, so that no other drawing has the same; @param calls keys of drawings a call activity may start */
  constructor(private readonly random: Random, private readonly mark: string, private readonly kinds: readonly Kind[] = plainKinds, private readonly calls: readonly string[] = []) {}

  /** A whole process; `least`: kinds it holds in any case. */
  whole(least: readonly Kind[] = []): Part[] {
    const body = least.reduce((so, kind) => this.inRow(so, this.made(kind, 2)), this.inRow(this.task(), this.block(0)));
    return [start(), end(), ...body.parts, flow('start', body.first), flow(body.last, 'end')];
  }

  private id(word: string): string { return `${word}-${this.mark}${(this.count += 1)}`; }

  private block(depth: number): Block {
    if (depth > 2) return this.random.chance(0.3) ? this.served() : this.task();
    return this.random.chance(0.2) ? this.task() : this.made(this.random.pick(this.kinds), depth);
  }

  private made(kind: Kind, depth: number): Block {
    switch (kind) {
      case 'row': return this.inRow(this.block(depth + 1), this.block(depth + 1));
      case 'choice': return this.choice(depth);
      case 'split': return this.split(this.block(depth + 1), this.block(depth + 1));
      case 'part': return this.part(depth);
      case 'wait': return this.one(this.id('wait'), (id) => catching(id, timer({ duration: 'P1D' })));
      case 'late': return this.instead(timer({ duration: 'P1D' }), 'clock');
      case 'asked': return this.instead(message(this.newMessage()), 'recall');
      case 'beside': return this.beside();
      case 'told': { const name = this.newMessage(); return this.between(message(name)); }
      case 'heard': { const name = this.id('signal'); this.signals.push(name); return this.between(signal(name)); }
      case 'call': return this.calls.length === 0 ? this.task() : this.one(this.id('call'), (id) => node('callActivity', id, { name: `调用${id}`, calledElement: this.random.pick(this.calls) }));
      case 'many': return this.many();
      case 'vote': return this.vote();
    }
  }

  private newMessage(): string {
    const name = this.id('message');
    this.messages.push(name);
    return name;
  }

  private one(id: string, part: (id: string) => Part): Block { return { first: id, last: id, parts: [part(id)] }; }

  private task(): Block { return this.one(this.id('task'), (id) => userTask(id, { decisions: ['yes', 'no'] })); }

  private served(): Block { return this.inRow(this.one(this.id('service'), (id) => service(id)), this.task()); }

  /** The same task two or three times, together or one after the other. */
  private many(): Block {
    const times = this.random.pick([2, 3]);
    const inside = tag('bpmn:multiInstanceLoopCharacteristics', { isSequential: this.random.chance(0.5) || undefined }, `<bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">${times}</bpmn:loopCardinality>`);
    return this.one(this.id(`many${times}x`), (id) => userTask(id, { decisions: ['yes', 'no'], inside }));
  }

  /** Two offices decide together; what they decide is the way. */
  private vote(): Block {
    const rule = this.random.pick(['all', 'any'] as const);
    const decisions = ['yes', 'no'].map((value) => tag('aid:decision', { value, name: `选${value}` })).join('');
    return this.chosenBy(this.one(this.id('vote'), (id) => node('userTask', id, { name: `表决${id}`, 'aid:candidates': voters.join(', ') },
      `<bpmn:extensionElements><aid:decisions>${decisions}</aid:decisions>${tag('aid:vote', { rule, onReject: this.random.pick(['end', 'count']) })}</bpmn:extensionElements>`)), 2);
  }

  private inRow(one: Block, two: Block): Block {
    return { first: one.first, last: two.last, parts: [...one.parts, ...two.parts, flow(one.last, two.first)] };
  }

  /** A task, and by its decision one way or the other. */
  private choice(depth: number): Block { return this.chosenBy(this.task(), depth); }

  private chosenBy(asked: Block, depth: number): Block {
    const [gate, merge] = [this.id('choice'), this.id('merge')];
    const [yes, no] = [this.block(depth + 1), this.block(depth + 1)];
    return {
      first: asked.first, last: merge,
      parts: [...asked.parts, exclusive(gate, `${gate}-no`), exclusive(merge), ...yes.parts, ...no.parts, flow(asked.last, gate), flow(gate, yes.first, 'decision = "yes"', `${gate}-yes`), flow(gate, no.first, undefined, `${gate}-no`), flow(yes.last, merge, undefined, `${merge}-a`), flow(no.last, merge, undefined, `${merge}-b`)],
    };
  }

  private split(one: Block, two: Block): Block {
    const [fork, join] = [this.id('fork'), this.id('join')];
    return { first: fork, last: join, parts: [parallel(fork), parallel(join), ...one.parts, ...two.parts, flow(fork, one.first), flow(fork, two.first), flow(one.last, join), flow(two.last, join)] };
  }

  /** One branch waits for what the other one throws after a task. */
  private between(event: string): Block {
    const heard = this.inRow(this.one(this.id('hear'), (id) => catching(id, event)), this.task());
    const said = this.inRow(this.task(), this.one(this.id('say'), (id) => node('intermediateThrowEvent', id, { name: `发出${id}` }, event)));
    return this.split(heard, said);
  }

  private part(depth: number): Block {
    const [id, begin, finish] = [this.id('part'), this.id('start'), this.id('end')];
    const inner = this.block(depth + 2);
    return { first: id, last: id, parts: [subProcess(id, [start(begin), end(finish), ...inner.parts, ...path(begin, inner.first), ...path(inner.last, finish)])] };
  }

  /** A task that is taken away by time or message, and what somebody then does in its stead. */
  private instead(event: string, word: string): Block {
    const [asked, instead, edge, merge] = [this.task(), this.task(), this.id(word), this.id('merge')];
    return { first: asked.first, last: merge, parts: [...asked.parts, ...instead.parts, boundary(edge, asked.first, event), exclusive(merge), flow(asked.last, merge, undefined, `${merge}-a`), flow(edge, instead.first), flow(instead.last, merge, undefined, `${merge}-b`)] };
  }

  /** A task beside which time brings another one, while it goes on. */
  private beside(): Block {
    const [asked, other, edge, finish] = [this.task(), this.task(), this.id('bell'), this.id('end')];
    return { first: asked.first, last: asked.last, parts: [...asked.parts, ...other.parts, boundary(edge, asked.first, timer({ duration: 'P1D' }), false), end(finish), flow(edge, other.first), flow(other.last, finish)] };
  }
}
