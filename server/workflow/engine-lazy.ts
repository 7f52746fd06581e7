import { elements, type Activity, type ActivityType, type Api, type Broker, type Content, type Context, type ElementDefinition, type FlowDefinition, type Message, type Properties, type SequenceFlow, type Subscription } from './engine-library.js';
import { askerOf } from './engine-questions.js';

/**
 * Stands in for an activity until a token, a stored state or a neighbour touches it. Building all elements of a diagram
 * is most of what a step costs; a step touches a handful, so its cost no longer grows with the diagram.
 */
export class LazyActivity {
  readonly id: string;
  readonly type: string;
  readonly parent: { id: string; type: string };
  readonly behaviour: ElementDefinition['behaviour'];
  readonly isStart: boolean;
  readonly broker: Gate;
  private built: Activity | undefined;
  private active = false;

  constructor(private readonly real: ActivityType, private readonly definition: ElementDefinition, private readonly context: Context) {
    ({ id: this.id, type: this.type, parent: this.parent, behaviour: this.behaviour, starts: this.isStart } = definition);
    this.broker = new Gate(() => this.built?.broker, (content, { type }) => (type === 'throw' ? this.hears(content, 'error') : type === 'escalate' ? this.hears(content, 'escalation') : true));
  }

  get status(): string | undefined { return this.built?.status; }
  get isRunning(): boolean { return this.built?.isRunning ?? false; }
  get eventDefinitions(): object[] | undefined { return this.build().eventDefinitions; }

  build(): Activity {
    if (this.built) return this.built;
    const host = this.behaviour.attachedTo;
    if (host) build(this.context, host.id);
    // Building a host builds its boundary events.
    if (this.built) return this.built;
    const built = (this.built = this.real(this.definition, this.context));
    this.context.refs.get('activityRefs')?.set(this.id, built);
    if (this.active) built.activate();
    this.broker.open(built.broker);
    if (this.definition.staysArmed) stayArmed(built, this.context, host?.id ?? '');
    for (const neighbour of this.definition.builtWith) build(this.context, neighbour);
    return built;
  }

  /**
   * An error or escalation is heard by the innermost matching boundary event around its thrower, once. The engine tells
   * it to everything on its way: to neighbours' boundary events too, and further out after it was caught.
   */
  private hears({ executionId, message, parent }: Content, thrown: 'error' | 'escalation'): boolean {
    const { event, behaviour: { attachedTo } } = this.definition;
    const { caught } = this.context.environment.options;
    if (event?.kind !== thrown || !attachedTo || caught.has(executionId)) return false;
    if (event.reference !== message?.id && !(thrown === 'error' && !event.reference)) return false;
    if (![parent, ...(parent?.path ?? [])].some((scope) => scope?.id === attachedTo.id)) return false;
    caught.add(executionId);
    return true;
  }

  activate(): void {
    this.active = true;
    this.built?.activate();
  }

  deactivate(): void {
    this.active = false;
    this.built?.deactivate();
  }

  init(content?: object): void { this.build().init(content); }
  run(content?: object): void { this.build().run(content); }
  resume(): void { this.build().resume(); }
  discard(content?: object): void { this.build().discard(content); }
  stop(): void { this.built?.stop(); }
  shake(): void { this.build().shake(); }
  recover(state: object): unknown { return this.build().recover(state); }
  getState(): object | undefined { return this.built?.getState(); }
  getApi(message: Message): Api { return this.build().getApi(message); }
}

/**
 * A sequence flow that is built when a token passes, and carries tokens only: the engine's own flow, when not taken,
 * sends a discard through everything behind it, which parallel joins count as arrivals (two minimal diagrams are in `test/workflow/joins.test.ts`).
 */
export class TokenFlow {
  readonly isSequenceFlow = true;
  readonly id: string;
  readonly type: string;
  readonly parent: { id: string; type: string };
  readonly sourceId: string;
  readonly targetId: string;
  readonly isDefault: boolean;
  readonly broker: Gate;
  private built: SequenceFlow | undefined;

  constructor(private readonly definition: FlowDefinition, private readonly context: Context) {
    ({ id: this.id, type: this.type, parent: this.parent, sourceId: this.sourceId, targetId: this.targetId, isDefault: this.isDefault } = definition);
    this.broker = new Gate(() => this.built?.broker, () => true);
  }

  /** The target is built first: its ear for this flow must exist before the token passes. */
  private build(): SequenceFlow {
    if (this.built) return this.built;
    build(this.context, this.targetId);
    this.built = new elements.SequenceFlow(this.definition, this.context);
    this.broker.open(this.built.broker);
    return this.built;
  }

  take(content: object): unknown {
    this.context.environment.options.questions.moved(this.id);
    return this.build().take(content);
  }

  /** A flow not taken says nothing. */
  discard(): void {}

  evaluate(_from: Message, decide: (error: Error | null, taken: boolean) => void): void {
    if (this.isDefault || !this.definition.behaviour.conditionExpression) return decide(null, true);
    this.context.environment.options.questions.condition(askerOf(build(this.context, this.sourceId)), this.id, (met) => decide(null, met));
  }

  shake(message: Message): unknown { return this.build().shake(message); }
  stop(): void { this.built?.stop(); }
  recover(state: object): unknown { return this.build().recover(state); }
  getState(): object | undefined { return this.built?.getState(); }
  getApi(message: Message): Api { return this.build().getApi(message); }
}

/**
 * The broker of a lazy element, as its neighbours see it: keeps their subscriptions until the real one exists, and lets
 * through only what the element is meant to hear.
 */
class Gate implements Pick<Broker, 'subscribeTmp' | 'cancel' | 'publish'> {
  private waiting: Subscription[] = [];
  constructor(private readonly broker: () => Broker | undefined, private readonly listens: (content: Content, properties: Properties) => boolean) {}

  open(broker: Broker): void {
    for (const subscription of this.waiting.splice(0)) broker.subscribeTmp(...subscription);
  }

  subscribeTmp(...subscription: Subscription): void {
    const broker = this.broker();
    if (broker) broker.subscribeTmp(...subscription);
    else this.waiting.push(subscription);
  }

  cancel(consumerTag: string): void {
    this.broker()?.cancel(consumerTag);
    this.waiting = this.waiting.filter(([, , , options]) => options?.consumerTag !== consumerTag);
  }

  publish(exchange: string, routingKey: string, content: Content, properties: Properties = {}): void {
    if (this.listens(content, properties)) this.broker()?.publish(exchange, routingKey, content, properties);
  }
}

function build(context: Context, id: string): Activity {
  const found = context.getActivityById(id);
  if (!found) throw new Error(`<${id}> is not in the diagram`);
  return 'build' in found ? found.build() : found;
}

/**
 * A non-interrupting message, signal or escalation boundary event may happen again while its activity is open; the
 * engine arms it once. After each run it is entered again, in the way the engine itself does it for timer cycles.
 */
function stayArmed(event: Activity, context: Context, hostId: string): void {
  const armAgain = (_: string, { content }: Message): void => {
    const entered = content.inbound?.[0];
    const host = build(context, hostId);
    if (!entered || host.status !== 'executing' || host.executionId !== entered.executionId) return;
    event.broker.getQueue('inbound-q').queueMessage({ routingKey: 'activity.restart' }, entered);
  };
  event.broker.subscribeTmp('event', 'activity.leave', armAgain, { noAck: true, consumerTag: '_stays-armed' });
}
