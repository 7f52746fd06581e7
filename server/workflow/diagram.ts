/** A process file reduced to what moves tokens: no names, no forms, no durations. Plain, frozen, the same for engine and rehearsal. */
export type Diagram = { readonly processId: string; readonly elements: readonly DiagramElement[]; readonly flows: readonly DiagramFlow[] };

export type DiagramElement = {
  readonly id: string;
  readonly type: ElementType;
  /** The process or sub-process it lies in. */
  readonly scope: string;
  readonly event?: DiagramEvent;
  /** Boundary events only: the activity it sits on, and whether it ends that activity. */
  readonly attachedTo?: string;
  readonly interrupting?: boolean;
  readonly loop?: 'parallel' | 'sequential';
  /** A service task that a program outside does: it waits like a task. */
  readonly external?: true;
};

/** `reference` is the id of the message, signal, error or escalation; `repeats` how often a timer cycle fires (-1: without end). */
export type DiagramEvent = { readonly kind: EventKind; readonly reference?: string; readonly repeats?: number };

export type DiagramFlow = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly scope: string;
  readonly conditional: boolean;
  readonly isDefault: boolean;
};

/** `reported`: an error boundary event on an external task. Nothing inside throws it; it waits until the program outside reports it. */
export type EventKind = 'timer' | 'message' | 'signal' | 'error' | 'escalation' | 'terminate' | 'reported';

/**
 * Every element the engine runs, with the event definitions tested on it; 'none' is an event without one.
 * A message or signal that is thrown is handed out like a service (`isThrown`): it reaches other instances, which no engine
 * of one instance can. A call activity waits like a task until the instance it has called is over.
 */
export const runnable = {
  StartEvent: ['none'],
  EndEvent: ['none', 'terminate', 'error', 'escalation', 'message', 'signal'],
  IntermediateThrowEvent: ['none', 'escalation', 'message', 'signal'],
  IntermediateCatchEvent: ['timer', 'message', 'signal'],
  BoundaryEvent: ['timer', 'message', 'signal', 'error', 'escalation'],
  Task: ['none'],
  ManualTask: ['none'],
  UserTask: ['none'],
  ReceiveTask: ['none'],
  ServiceTask: ['none'],
  SendTask: ['none'],
  BusinessRuleTask: ['none'],
  SubProcess: ['none'],
  CallActivity: ['none'],
  ExclusiveGateway: ['none'],
  ParallelGateway: ['none'],
  EventBasedGateway: ['none'],
} as const satisfies Record<string, readonly (EventKind | 'none')[]>;

export type ElementType = keyof typeof runnable;
export const isElementType = (type: string): type is ElementType => Object.hasOwn(runnable, type);

const services: ReadonlySet<ElementType> = new Set(['ServiceTask', 'SendTask', 'BusinessRuleTask']);
/** Done by a registered service, answered by `answers.service`. */
export const isService = ({ type, external }: Pick<DiagramElement, 'type' | 'external'>): boolean => services.has(type) && !external;

/** A message or signal sent to other instances: handed to `answers.service`, whoever keeps the instances sends it. */
export const isThrown = ({ type, event }: DiagramElement): boolean => (type === 'EndEvent' || type === 'IntermediateThrowEvent') && (event?.kind === 'message' || event?.kind === 'signal');

/** Nothing in it can be changed any more: it is shared by all acts of the process. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
