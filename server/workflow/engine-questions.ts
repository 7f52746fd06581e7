import { EndlessStep, EngineFailed } from './engine-errors.js';
import type { Activity, Runner } from './engine-library.js';

/** Everything that may differ between two runs of one diagram. */
export type Answers = {
  /** Is the condition on this flow met? */
  condition(flowId: string): Promise<boolean>;
  /** Do the work of this service task. */
  service(elementId: string): Promise<void>;
  /** How many instances does this multi-instance element have? */
  cardinality(elementId: string): Promise<number>;
};

/** More than a diagram of 200 nodes needs in one step. */
export const MOST_ANSWERS = 1_000;
export const MOST_MOVES = 2_000;
/** The engine keeps at most 1,000 open items per scope; 会签 over more people is one task with votes as rows. */
export const MOST_INSTANCES = 500;

/** The element that asks, and whether it still stands where it asked from. */
export type Asker = { readonly id: string; stillAsks(): boolean };
type Question = { asker: Asker; answer(): Promise<() => void> };

/**
 * What the engine asks during one step. It asks synchronously while it moves; the answers are fetched afterwards,
 * one after the other in the order asked, so services never run side by side in one transaction.
 */
export class Questions {
  private readonly open: Question[] = [];
  private answered = 0;
  private moves = 0;
  private lastFlow = '';
  /** The bound that was exceeded. The engine may swallow what is thrown inside a sub-process, so it is kept here. */
  exceeded: EndlessStep | undefined;

  constructor(private readonly answers: Answers) {}

  condition(asker: Asker, flowId: string, go: (met: boolean) => void): void {
    this.ask(asker, async () => {
      const met = await this.answers.condition(flowId);
      if (typeof met !== 'boolean') throw new EngineFailed(asker.id, `the condition on <${flowId}> was answered with ${String(met)}, neither true nor false`);
      return () => go(met);
    });
  }

  service(asker: Asker, go: () => void): void {
    this.ask(asker, async () => {
      await this.answers.service(asker.id);
      return go;
    });
  }

  cardinality(asker: Asker, go: (count: number) => void): void {
    this.ask(asker, async () => {
      const count = await this.answers.cardinality(asker.id);
      if (!Number.isInteger(count) || count < 0 || count > MOST_INSTANCES) throw new EngineFailed(asker.id, `${String(count)} instances: a whole number from 0 to ${MOST_INSTANCES} is needed`);
      return () => go(count);
    });
  }

  /** Counts one token moving along a flow. @throws EndlessStep when automatic elements go in circles. */
  moved(flowId: string): void {
    this.lastFlow = flowId;
    if (++this.moves > MOST_MOVES) throw (this.exceeded = new EndlessStep(flowId, `${MOST_MOVES} moves`));
  }

  /** Answers until nothing is asked any more. A rejected answer rejects with that very error. */
  async answerAll(): Promise<void> {
    for (let next = this.open.shift(); next; next = this.open.shift()) {
      if (!next.asker.stillAsks()) continue;
      if (++this.answered > MOST_ANSWERS) throw (this.exceeded = new EndlessStep(next.asker.id, `${MOST_ANSWERS} answers`));
      const goOn = await next.answer();
      this.move(goOn);
    }
  }

  /** Lets the engine move. @throws EngineFailed, EndlessStep */
  move(body: () => void): void {
    try {
      body();
    } catch (error) {
      // Moves without an answer between them nest on the call stack, which holds about 350 of them.
      if (error instanceof RangeError) throw new EndlessStep(this.lastFlow, `${this.moves} moves`);
      throw this.exceeded ?? asEngineFailed(error);
    }
    if (this.exceeded) throw this.exceeded;
  }

  private ask(asker: Asker, answer: Question['answer']): void {
    this.open.push({ asker, answer });
  }
}

/** The library's errors carry the message of the element they arose at. */
function asEngineFailed(error: unknown): EngineFailed {
  if (error instanceof EngineFailed) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new EngineFailed(sourceOf(error)?.content?.id, reason, { cause: error });
}

const sourceOf = (error: unknown): { content?: { id?: string } } | undefined =>
  typeof error === 'object' && error !== null && 'source' in error && typeof error.source === 'object' && error.source !== null ? error.source : undefined;

/**
 * An activity as asker: it still asks while it and everything around it is in the run it asked from. A terminate or
 * error end event elsewhere may have ended that meanwhile, and then its question is void.
 */
export function askerOf(activity: Activity): Asker {
  const path: { runner: Runner; executionId: string | undefined }[] = [];
  for (let runner: Runner | undefined = activity; runner && runner !== path.at(-1)?.runner; runner = runner.context.owner) path.push({ runner, executionId: runner.executionId });
  return { id: activity.id, stillAsks: () => path.every(({ runner, executionId }) => runner.isRunning && runner.executionId === executionId) };
}
