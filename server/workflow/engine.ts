import { elementsVersion } from './engine-elements.js';
import { EngineFailed, UnknownWait } from './engine-errors.js';
import { elements, type Definition } from './engine-library.js';
import { Questions, type Answers } from './engine-questions.js';
import type { Source } from './engine-source.js';
import { storedText, type StoredState } from './engine-state.js';
import { waitsIn, withoutPath, type EngineState, type Wait } from './waits.js';

export { EndlessStep, EngineFailed, SourceRefused, UnknownWait } from './engine-errors.js';
export type { Answers } from './engine-questions.js';
export { parseSource, type Source } from './engine-source.js';
export type { StoredState } from './engine-state.js';
export type { Wait } from './waits.js';

/** Where a step came to rest. Nothing waits and not done: a token is stuck, e.g. at a join whose other branch ended elsewhere. */
export type Settled = { state: StoredState; waits: Wait[]; done: boolean };

/**
 * Runs one step, from one waiting point to the next. Nothing is kept between steps and nothing happens by itself:
 * a timer fires when it is acted on, a message arrives when its wait is acted on.
 * A rejected answer rejects the step with that very error; the state handed in stays usable.
 */
export interface Stepper {
  begin(source: Source, answers: Answers): Promise<Settled>;
  /**
   * Completes a task, fires a timer, delivers a message or signal.
   * A timer cycle `Rn/…` on a non-interrupting boundary event offers a wait with a new execution id after each firing,
   * n in all, while its activity is open; when each is due is the row's matter. Anywhere else a cycle fires once.
   * A non-interrupting message or signal boundary event is waited for again, as a new wait, until its activity is done.
   * @throws UnknownWait when the state has no such wait.
   * @throws EndlessStep when automatic elements never come to rest.
   * @throws EngineFailed when the diagram cannot go on, e.g. no condition of a gateway is met.
   */
  act(source: Source, state: StoredState, wait: Pick<Wait, 'elementId' | 'executionId'>, answers: Answers): Promise<Settled>;
}

/** Stored beside every state: a state is only sure to mean the same to the versions that wrote it. */
export const engineVersions = `bpmn-elements@17.3.0 smqp@11.0.1 elements@${elementsVersion}`;

/**
 * Takes a stored state up with a diagram and lays it down again without acting: what it waits for there. For a state that is to
 * go on with another diagram.
 * @throws EngineFailed where the engine cannot take it up
 */
export async function takeUp(source: Source, state: StoredState): Promise<Settled> {
  const stored: EngineState = JSON.parse(state);
  refuseOtherDiagram(waitsIn(stored), source);
  return new Run(source, nothingAsked).settle((definition) => void definition.recover(stored).resume());
}
const asksTooMuch = (id: string): never => { throw new EngineFailed(id, 'the state does not rest: something is asked when it is taken up'); };
const nothingAsked: Answers = { condition: async (id) => asksTooMuch(id), service: async (id) => asksTooMuch(id), cardinality: async (id) => asksTooMuch(id) };

export const engine: Stepper = {
  async begin(source, answers) {
    const run = new Run(source, answers);
    return run.settle((definition) => void definition.run());
  },

  async act(source, state, { elementId, executionId }, answers) {
    const stored: EngineState = JSON.parse(state);
    const waits = waitsIn(stored);
    const wait = waits.find((one) => one.elementId === elementId && one.executionId === executionId);
    if (!wait) throw new UnknownWait(elementId, executionId);
    refuseOtherDiagram(waits, source);
    const [scope, ...outer] = wait.path;
    const run = new Run(source, answers);
    const settled = await run.settle((definition) => {
      definition.recover(stored).resume();
      const api = definition.getApi({ content: { id: elementId, executionId, parent: { ...scope, path: outer } } });
      if (wait.kind === 'timer') api?.cancel();
      else api?.signal();
    });
    if (settled.waits.some((one) => one.executionId === executionId)) throw new EngineFailed(elementId, `the engine did not take the act on ${executionId}`);
    return settled;
  },
};

/** The engine passes over what its diagram does not have, and the token there would be lost without a word. */
function refuseOtherDiagram(waits: readonly Wait[], { diagram }: Source): void {
  const ids = new Set(diagram.elements.map(({ id }) => id));
  const lost = waits.find(({ elementId }) => !ids.has(elementId));
  if (lost) throw new EngineFailed(lost.elementId, 'the state waits at an element that this diagram does not have');
}

/** The engine for one step. It is dropped afterwards, never stopped: its timers hold nothing. */
class Run {
  private readonly questions: Questions;
  private readonly definition: Definition;

  constructor(source: Source, answers: Answers) {
    this.questions = new Questions(answers);
    const environment = new elements.Environment({ settings, timers, expressions: constantsOnly, scripts: noScripts, questions: this.questions, caught: new Set<string>() });
    this.definition = new elements.Definition(elements.Context(source.prepared, environment));
  }

  async settle(move: (definition: Definition) => void): Promise<Settled> {
    this.questions.move(() => move(this.definition));
    await this.questions.answerAll();
    const state: EngineState & object = this.definition.getState();
    const done = this.definition.status === undefined;
    return { state: storedText(state), waits: waitsIn(state).map(withoutPath), done };
  }
}

/** All instances of a multi-instance element start at once; only elements with a token are stored; faults are never caught by error events. */
const settings = { batchSize: 10_000, disableTrackState: true, strict: true };

/** Timers that never ring. */
const timers = {
  register: (): object => timers,
  setTimeout: (): undefined => undefined,
  clearTimeout: (): undefined => undefined,
};

const noScripts = {
  register: (): void => undefined,
  getScript(language: unknown, { id }: { id: string }): never {
    throw new Error(`no script runs from a diagram: <${id}> ${String(language)}`);
  },
};

/** The prepared diagram holds constants only. An expression would mean that text of a file has come through. */
const constantsOnly = {
  resolveExpression(text: unknown): unknown {
    if (typeof text === 'string' && text.includes('${')) throw new Error(`no expression runs from a diagram: ${text}`);
    return text;
  },
};
