/** What can go wrong in a step. None of these is a message for a person: the caller rolls back and opens an incident. */

/** The element has no open wait with this execution id: the row is stale, or belongs to another instance or version. */
export class UnknownWait extends Error {
  override readonly name = 'UnknownWait';
  constructor(readonly elementId: string, readonly executionId: string) {
    super(`nothing waits at <${elementId}> as ${executionId}`);
  }
}

/** One step asked or moved more than any sensible diagram does: an automatic loop that never comes to a person. */
export class EndlessStep extends Error {
  override readonly name = 'EndlessStep';
  constructor(readonly elementId: string, counted: string) {
    super(`the step did not come to rest: ${counted} and still moving at <${elementId}>`);
  }
}

/** The engine itself could not go on at this element, e.g. no condition of a gateway was met. */
export class EngineFailed extends Error {
  override readonly name = 'EngineFailed';
  constructor(readonly elementId: string | undefined, reason: string, options?: ErrorOptions) {
    super(reason, options);
  }
}

/** A diagram the engine cannot run as drawn. The upload check speaks to people first; this is the last gate behind it. */
export class SourceRefused extends Error {
  override readonly name = 'SourceRefused';
  constructor(readonly problems: readonly SourceProblem[]) {
    super(problems.map(({ elementId, reason }) => (elementId ? `<${elementId}> ${reason}` : reason)).join('; '));
  }
}
export type SourceProblem = { elementId?: string; reason: string };
