import { elements, type Activity, type Message } from './engine-library.js';
import { askerOf } from './engine-questions.js';

/** What the engine runs for a service task: the caller's answer, and nothing comes back into the engine's state. */
export class AskedService {
  readonly type = 'asked-service';
  constructor(private readonly activity: Activity) {}

  execute(_message: Message, done: () => void): void {
    this.activity.environment.options.questions.service(askerOf(this.activity), () => done());
  }
}

/** A multi-instance loop whose number of instances is asked when it begins; later steps find it in the stored state. */
export class AskedLoop {
  private loop: { execute(message: Message): unknown } | undefined;
  constructor(private readonly activity: Activity, private readonly definition: { type: string; behaviour: { isSequential: boolean } }) {}

  execute(message: Message): void {
    const known = message.content.loopCardinality;
    if (known !== undefined) return this.repeat(message, known);
    this.activity.environment.options.questions.cardinality(askerOf(this.activity), (count) => this.repeat(message, count));
  }

  private repeat(message: Message, count: number): void {
    if (count === 0) return void this.activity.broker.publish('execution', 'execute.completed', { ...message.content });
    const { type, behaviour } = this.definition;
    this.loop ??= new elements.MultiInstanceLoopCharacteristics(this.activity, { type, behaviour: { isSequential: behaviour.isSequential, loopCardinality: count } });
    this.loop.execute(message);
  }
}
