import { isService, isThrown, type DiagramElement, type DiagramFlow } from './diagram.js';
import type { Settled, Stepper, Wait } from './engine.js';
import { EngineFailed, UnknownWait } from './engine-errors.js';
import { Questions, type Asker } from './engine-questions.js';
import { graphOf, type Graph } from './tokens-graph.js';
import { Marking, type Token } from './tokens-marking.js';

/**
 * BPMN tokens in plain sight: the second opinion on the engine, for tests and for rehearsing an uploaded diagram.
 * Never runs an instance. Same interface, its own states and execution ids.
 */
export const tokenStepper: Stepper = {
  async begin({ diagram }, answers) {
    const run = new TokenRun(graphOf(diagram), new Marking(), new Questions(answers));
    return run.settle(() => run.start());
  },
  async act({ diagram }, state, { elementId, executionId }, answers) {
    const marking = Marking.read(state);
    const token = marking.tokens.find(({ at, key, waits }) => waits && at === elementId && String(key) === executionId);
    if (!token) throw new UnknownWait(elementId, executionId);
    const run = new TokenRun(graphOf(diagram), marking, new Questions(answers));
    return run.settle(() => run.act(token));
  },
};

class TokenRun {
  constructor(private readonly graph: Graph, private readonly marking: Marking, private readonly questions: Questions) {}

  async settle(move: () => void): Promise<Settled> {
    this.questions.move(move);
    await this.questions.answerAll();
    return { state: this.marking.text(), waits: this.marking.tokens.filter(({ waits }) => waits).map((token) => this.asWait(token)), done: this.marking.isEmptyIn(0) };
  }

  start(): void {
    this.openScope(this.graph.processId, 0);
  }

  /** Something that waited has happened. */
  act(token: Token): void {
    token.waits = undefined;
    if (token.of !== undefined) return this.instanceDone(token);
    if (token.host !== undefined) return this.boundaryHappened(token);
    this.leave(token);
  }

  private openScope(id: string, key: number): void {
    for (const start of this.graph.startsOf(id)) this.enter(start, key);
  }

  /** A token comes along a flow: a join waits for one on each, any other element runs once at a time. */
  private arrive(flow: DiagramFlow, scope: number): void {
    this.questions.moved(flow.id);
    const element = this.graph.element(flow.to);
    const incoming = this.graph.into(element.id);
    if (element.type === 'ParallelGateway' && incoming.length > 1 && !this.marking.join(scope, flow, incoming)) return;
    if (this.marking.tokens.some(({ at, scope: other, of }) => at === element.id && other === scope && of === undefined)) this.marking.queue(scope, element.id, 1);
    else this.enter(element, scope);
  }

  private enter(element: DiagramElement, scope: number): void {
    const token = this.marking.put({ at: element.id, scope });
    for (const boundary of this.graph.boundariesOf(element.id)) this.arm(boundary, token, boundary.event?.repeats);
    if (!element.loop) return this.execute(element, token);
    this.questions.cardinality(this.asker(token), (count) => this.repeat(element, token, count));
  }

  private arm(boundary: DiagramElement, host: Token, repeats?: number): void {
    const waits = waitKinds[boundary.event?.kind ?? ''];
    this.marking.put({ at: boundary.id, scope: host.scope, host: host.key, ...(waits && { waits }), ...(repeats && { repeats }) });
  }

  private repeat(element: DiagramElement, token: Token, count: number): void {
    if (count === 0) return this.leave(token);
    token.count = count;
    const first = element.loop === 'sequential' ? 1 : count;
    const instances = Array.from({ length: first }, (_, index) => this.marking.put({ at: element.id, scope: token.scope, of: token.key, index }));
    for (const instance of instances) this.execute(element, instance);
  }

  private instanceDone(instance: Token): void {
    const whole = this.marking.get(instance.of);
    this.marking.kill(instance);
    if (!whole) return;
    const element = this.graph.element(whole.at);
    const next = (instance.index ?? 0) + 1;
    if (element.loop === 'sequential' && next < (whole.count ?? 0)) this.execute(element, this.marking.put({ at: whole.at, scope: whole.scope, of: whole.key, index: next }));
    else if (!this.marking.tokens.some(({ of }) => of === whole.key)) this.leave(whole);
  }

  private execute(element: DiagramElement, token: Token): void {
    const { type, event } = element;
    if (type === 'UserTask' || type === 'ManualTask') token.waits = 'task';
    else if (type === 'ReceiveTask') token.waits = 'message';
    else if (type === 'IntermediateCatchEvent') token.waits = waitKinds[event?.kind ?? ''];
    else if (type === 'CallActivity') token.waits = 'call';
    else if (element.external) token.waits = 'external';
    else if (isService(element) || isThrown(element)) this.questions.service(this.asker(token), () => this.done(token));
    else if (type === 'SubProcess') this.openSubProcess(element, token);
    else if (type === 'EventBasedGateway') this.race(token);
    else if (event) this.throw(element, token);
    else this.done(token);
  }

  private done(token: Token): void {
    if (token.of === undefined) this.leave(token);
    else this.instanceDone(token);
  }

  private openSubProcess(element: DiagramElement, token: Token): void {
    this.openScope(element.id, token.key);
    this.closeScope(token.key);
  }

  /** A scope with nothing left in it is done; a half-full join keeps it open. */
  private closeScope(key: number): void {
    const token = this.marking.get(key);
    if (token && this.marking.isEmptyIn(key)) this.done(token);
  }

  private race(gateway: Token): void {
    for (const flow of this.graph.outOf(gateway.at)) {
      const before = this.marking.last;
      this.arrive(flow, gateway.scope);
      const entered = this.marking.tokens.find(({ key, at }) => key > before && at === flow.to);
      if (entered) entered.race = gateway.key;
    }
  }

  /** The first event decides; its rivals and the gateway are gone before it goes on. */
  private endRace({ key: winner, race }: Token): void {
    const gateway = this.marking.get(race);
    if (!gateway) return;
    for (const rival of this.marking.tokens.filter((token) => token.race === race && token.key !== winner)) this.marking.kill(rival);
    this.marking.kill(gateway);
  }

  private throw({ event }: DiagramElement, token: Token): void {
    if (event?.kind === 'terminate') this.marking.clear(token.scope, token);
    else if (event) {
      const boundary = this.catcherOf(event.kind, event.reference, token.scope);
      if (boundary) this.boundaryHappened(boundary);
    }
    if (this.marking.has(token)) this.leave(token);
  }

  /** The innermost boundary event around a scope that catches this error or escalation. */
  private catcherOf(kind: string, reference: string | undefined, scope: number): Token | undefined {
    for (let around = this.marking.get(scope); around; around = this.marking.get(around.scope)) {
      const host = around.of ?? around.key;
      const catcher = this.marking.tokens.find((token) => {
        if (token.host !== host) return false;
        const { event } = this.graph.element(token.at);
        return event?.kind === kind && (event.reference === reference || (kind === 'error' && !event.reference));
      });
      if (catcher) return catcher;
    }
    return undefined;
  }

  private boundaryHappened(token: Token): void {
    const boundary = this.graph.element(token.at);
    const host = this.marking.get(token.host);
    token.waits = undefined;
    token.host = undefined;
    if (boundary.interrupting && host) {
      this.marking.kill(host);
      this.leave(token);
      return this.runQueued(host);
    }
    this.leave(token, () => {
      if (!host || !this.marking.has(host)) return;
      if (boundary.event?.kind !== 'timer') this.arm(boundary, host);
      else if (token.repeats === -1) this.arm(boundary, host, -1);
      else if (token.repeats && token.repeats > 1) this.arm(boundary, host, token.repeats - 1);
    });
  }

  private leave(token: Token, left: () => void = () => undefined): void {
    this.endRace(token);
    this.choose(token, this.graph.outOf(token.at), [], (taken) => {
      for (const flow of taken) if (this.marking.has(token)) this.arrive(flow, token.scope);
      if (!this.marking.has(token)) return;
      this.marking.kill(token);
      left();
      this.runQueued(token);
      this.closeScope(token.scope);
    });
  }

  /** Conditions are asked in the order drawn, the default flow last; an exclusive gateway stops at the first that is met. */
  private choose(token: Token, [flow, ...rest]: readonly DiagramFlow[], taken: DiagramFlow[], go: (taken: DiagramFlow[]) => void): void {
    if (!flow) {
      if (taken.length === 0 && this.graph.outOf(token.at).length > 0) throw new EngineFailed(token.at, 'no conditional flow taken');
      return go(taken);
    }
    const decide = (met: boolean): void => {
      const now = met ? [...taken, flow] : taken;
      this.choose(token, met && this.graph.element(token.at).type === 'ExclusiveGateway' ? [] : rest, now, go);
    };
    if (flow.isDefault) decide(taken.length === 0);
    else if (flow.conditional) this.questions.condition(this.asker(token), flow.id, decide);
    else decide(true);
  }

  private runQueued({ at, scope }: Token): void {
    if (this.marking.unqueue(scope, at)) this.enter(this.graph.element(at), scope);
  }

  /** Inside an instance of a multi-instance sub-process everything has the number of that instance. */
  private asWait({ at, key, waits, index, scope }: Token): Wait {
    let nearest = index;
    for (let around = this.marking.get(scope); nearest === undefined && around; around = this.marking.get(around.scope)) nearest = around.index;
    return { elementId: at, executionId: String(key), kind: waits ?? 'task', ...(nearest !== undefined && { index: nearest }) };
  }

  private asker(token: Token): Asker {
    return { id: token.at, stillAsks: () => this.marking.has(token) };
  }
}

const waitKinds: Readonly<Record<string, Wait['kind']>> = { timer: 'timer', message: 'message', signal: 'signal', reported: 'reported' };
