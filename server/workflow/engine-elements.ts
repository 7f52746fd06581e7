import { runnable, type ElementType } from './diagram.js';
import { AskedLoop, AskedService } from './engine-asked.js';
import { LazyActivity, TokenFlow } from './engine-lazy.js';
import { elements, type ActivityType, type Context, type ElementDefinition } from './engine-library.js';

/** Part of `engineVersions`: raise it when a change in an engine file alters what a stored state means. */
export const elementsVersion = 1;

/** The element types diagrams are built from, given to the engine instead of its own. What is missing here cannot be run. */
export const elementTypes: Readonly<Record<string, unknown>> = {
  BpmnError: elements.BpmnError,
  Definition: elements.Definition,
  Dummy: elements.Dummy,
  Escalation: elements.Escalation,
  Message: elements.Message,
  Process: elements.Process,
  Signal: elements.Signal,
  ErrorEventDefinition: elements.ErrorEventDefinition,
  EscalationEventDefinition: elements.EscalationEventDefinition,
  MessageEventDefinition: elements.MessageEventDefinition,
  SignalEventDefinition: elements.SignalEventDefinition,
  TerminateEventDefinition: elements.TerminateEventDefinition,
  TimerEventDefinition: elements.TimerEventDefinition,
  /** Waits like a message; what it waits for is the word of the program outside. */
  ReportedEventDefinition: elements.MessageEventDefinition,
  ...lazyActivities(),
  /** Waits like a task; what it calls is an instance of its own. */
  CallActivity: lazily(elements.UserTask),
  /** So does what a program outside is asked to do. */
  ExternalTask: lazily(elements.UserTask),
  SequenceFlow: TokenFlow,
  ServiceImplementation: AskedService,
  MultiInstanceLoopCharacteristics: AskedLoop,
};

function lazyActivities(): Record<string, unknown> {
  return Object.fromEntries((Object.keys(runnable) as ElementType[]).map((type) => [type, lazily(elements[type])]));
}

/** The engine calls what it finds in the map with `new`, so this is a class per element type. */
function lazily(real: ActivityType): new (definition: ElementDefinition, context: Context) => LazyActivity {
  return class extends LazyActivity {
    constructor(definition: ElementDefinition, context: Context) {
      super(real, definition, context);
    }
  };
}
