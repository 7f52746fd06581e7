/** The engine's state as a column holds it: JSON without the diagram, clocks, counters and everything recover() does without. */
export type StoredState = string;

const dropped: ReadonlySet<string> = new Set([
  'environment', 'counters', 'messageId', 'timestamp', 'correlationId', 'consumerTag',
  'startedAt', 'stoppedAt', 'runningTime', 'expireAt', 'timeout', 'ttl',
]);

/**
 * The text to store. Nothing but answers may differ between two runs of a diagram, so a state holds no values:
 * @throws Error when an output or a message with content has found its way into the engine.
 */
export function storedText(state: object): StoredState {
  return JSON.stringify(state, (key: string, value: unknown) => {
    if (dropped.has(key)) return undefined;
    if (key === 'output') return isEmpty(value) ? undefined : refuse('an output has');
    if (key === 'message' && !isReference(value)) refuse('a message with content has');
    return key === 'messages' && Array.isArray(value) ? value.filter(isKept) : value;
  });
}

/** The engine's messages to itself about the resume just done; recover() would pass over them. */
const isKept = (message: { properties?: { persistent?: boolean } }): boolean => message.properties?.persistent !== false;

function refuse(what: string): never {
  throw new Error(`${what} come into the engine's state, which holds no values`);
}

/** Nothing, or lists and objects of nothing: a loop keeps a place for the output of each instance. */
const isEmpty = (value: unknown): boolean => value === undefined || value === null || (typeof value === 'object' && Object.values(value).every(isEmpty));

/** What a message, signal, error or escalation of the diagram says about itself. */
const described: ReadonlySet<string> = new Set(['id', 'type', 'name', 'messageType', 'referenceType', 'parent', 'code']);
const isReference = (value: unknown): boolean => value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).every((key) => described.has(key)));
