import * as library from 'bpmn-elements';
import { deserialize, TypeResolver, type SerializableContext } from 'moddle-context-serializer';
import type { DiagramEvent } from './diagram.js';
import type { Questions } from './engine-questions.js';

/**
 * bpmn-elements as this product uses it: the parts of its objects that we call, hand over or stand in for.
 * Its own declarations leave out `recover()`, the loop class and the brokers' messages, hence the one cast below.
 */
export type Content = { id: string; executionId: string; inbound?: Content[]; loopCardinality?: number; message?: { id?: string }; parent?: ParentContent };
export type ParentContent = { id: string; executionId?: string; path?: { id: string; executionId: string }[] };
export type Message = { fields: { routingKey?: string; redelivered?: boolean }; content: Content; properties: Properties };
export type Properties = { type?: string };
export type Subscription = Parameters<Broker['subscribeTmp']>;

export interface Broker {
  subscribeTmp(exchange: string, pattern: string, onMessage: (routingKey: string, message: Message) => void, options?: { consumerTag?: string; noAck?: boolean; priority?: number }): unknown;
  cancel(consumerTag: string): unknown;
  publish(exchange: string, routingKey: string, content: Content, properties?: Properties): unknown;
  getQueue(name: string): { queueMessage(fields: { routingKey: string }, content: object): unknown };
}

/** A process or an activity that is being run. */
export interface Runner {
  readonly id: string;
  readonly isRunning: boolean;
  readonly executionId: string | undefined;
  readonly context: Context;
}

export interface Activity extends Runner {
  readonly type: string;
  readonly status: string | undefined;
  readonly broker: Broker;
  readonly environment: Environment;
  readonly eventDefinitions: object[] | undefined;
  activate(): void;
  deactivate(): void;
  init(content?: object): void;
  run(content?: object): void;
  resume(): void;
  discard(content?: object): void;
  stop(): void;
  shake(): void;
  recover(state: object): unknown;
  getState(): object | undefined;
  getApi(message: Message): Api;
}

export interface SequenceFlow {
  readonly broker: Broker;
  take(content: object): unknown;
  shake(message: Message): unknown;
  stop(): void;
  recover(state: object): unknown;
  getState(): object | undefined;
  getApi(message: Message): Api;
}

export interface Api {
  signal(): void;
  cancel(): void;
}

/** `options` are handed through by the library to every element of the run; ours carry what belongs to one step. */
export interface Environment {
  readonly options: StepOptions;
}
export type StepOptions = {
  readonly questions: Questions;
  /** Execution ids of the error and escalation throws that a boundary event has caught. */
  readonly caught: Set<string>;
};

export interface Context {
  readonly environment: Environment;
  readonly owner: Runner | undefined;
  readonly refs: Map<'activityRefs', Map<string, object>>;
  getActivityById(id: string): Activity | { build(): Activity } | null;
}

export interface Definition {
  readonly status: string | undefined;
  run(): unknown;
  recover(state: object): Definition;
  resume(): unknown;
  getApi(message: { content: Content }): Api | undefined;
  getState(): object;
}

/** An element as the context hands it to its constructor. What follows `behaviour` is ours, see `engine-source.ts`. */
export type ElementDefinition = {
  id: string;
  type: string;
  parent: { id: string; type: string };
  behaviour: { attachedTo?: { id: string }; cancelActivity?: boolean; eventDefinitions?: object[] };
  event?: DiagramEvent;
  /** Nothing leads to it. */
  starts: boolean;
  /** Elements that listen to this one, or it to them: boundary events, what follows an event-based gateway. */
  builtWith: readonly string[];
  /** A non-interrupting boundary event that may happen again while its activity is open. */
  staysArmed: boolean;
};
export type FlowDefinition = { id: string; type: string; parent: { id: string; type: string }; sourceId: string; targetId: string; isDefault: boolean; behaviour: { conditionExpression?: object } };

/** Activities are built by plain functions, called with or without `new`. */
export type ActivityType = (definition: ElementDefinition, context: Context) => Activity;

type Constructor<Arguments extends unknown[], Built> = new (...given: Arguments) => Built;
type EnvironmentOptions = StepOptions & { settings: object; scripts: object; expressions: object; timers: object };
type Library = Record<
  | 'StartEvent' | 'EndEvent' | 'IntermediateThrowEvent' | 'IntermediateCatchEvent' | 'BoundaryEvent'
  | 'Task' | 'ManualTask' | 'UserTask' | 'ReceiveTask' | 'ServiceTask' | 'SendTask' | 'BusinessRuleTask' | 'SubProcess' | 'CallActivity'
  | 'ExclusiveGateway' | 'ParallelGateway' | 'EventBasedGateway',
  ActivityType
> & Record<
  | 'BpmnError' | 'Dummy' | 'Escalation' | 'Message' | 'Process' | 'Signal'
  | 'ErrorEventDefinition' | 'EscalationEventDefinition' | 'MessageEventDefinition' | 'SignalEventDefinition' | 'TerminateEventDefinition' | 'TimerEventDefinition',
  unknown
> & {
  Context(source: SerializableContext, environment: Environment): Context;
  Definition: Constructor<[Context], Definition>;
  Environment: Constructor<[EnvironmentOptions], Environment>;
  SequenceFlow: Constructor<[FlowDefinition, Context], SequenceFlow>;
  MultiInstanceLoopCharacteristics: Constructor<[Activity, { type: string; behaviour: object }], { execute(message: Message): unknown }>;
};

export const elements = library as unknown as Library;
export { deserialize, TypeResolver, type SerializableContext };
