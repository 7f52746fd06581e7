import { createHash } from 'node:crypto';
import { currentTx } from '../database.js';
import { engine, type Answers, type Settled, type Source, type StoredState, type Stepper, type Wait } from './engine.js';
import { count, distrust, grown, wayOf, type Answer, type Asked, type Known, type Rest, type Way } from './learned-store.js';
import { freshId, madeFor, shapeOf, Template, withoutNumber, type Shaped } from './state-shape.js';

/*
 * A step is a function of the process file, the state, the act and the answers given on the way. What the engine has done
 * twice with the same result it need not do again: the result is written with the ids of this instance and new ones.
 * The engine stays the author of every state and can go on from each of them. To be rid of learning, delete
 * `learned-steps.ts`, `learned-store.ts` and `state-shape.ts` and give `step.ts` the engine instead.
 *
 * What was learned in an act that is rolled back stays true: it says nothing of any instance.
 */

type Given = { kind: Asked['kind']; id: string; answer: Answer };
type Start = { source: Source; state: Shaped | null; text: StoredState | null; act: Pick<Wait, 'elementId' | 'executionId'> | null };

/** One known step in this many is done by the engine too, after the act, and compared. */
export const SAMPLE = 200;
let whenDifferent: (elementId: string | null) => void = () => undefined;
/** Hears of a step that was learned wrongly; its process file is then run by the engine only. */
export const onLearnedDifference = (listener: typeof whenDifferent): void => void (whenDifferent = listener);

export const learnedSteps: Stepper = {
  begin: (source, answers) => take({ source, state: null, text: null, act: null }, 'begin', answers),
  act(source, text, { elementId, executionId }, answers) {
    const state = shapeOf(text);
    const act = { elementId, executionId };
    const base = withoutNumber(executionId);
    const place = state?.ids.indexOf(base) ?? -1;
    if (!state || place < 0) return engine.act(source, text, act, answers);
    const shape = createHash('sha256').update(state.shape).digest('base64');
    return take({ source, state, text, act }, `${elementId}|${place}${executionId.slice(base.length)}|${shape}`, answers);
  },
};

async function take(start: Start, name: string, answers: Answers): Promise<Settled> {
  const way = wayOf(start.source, name);
  const given: Given[] = [];
  let known = way?.known;
  while (known && known !== 'unlearnable' && 'next' in known) {
    const answer = await ask(answers, known.kind, known.id);
    given.push({ kind: known.kind, id: known.id, answer });
    known = known.next.get(answer);
  }
  if (known && known !== 'unlearnable' && 'template' in known) {
    count('hits');
    const settled = atRest(known, start.state?.ids ?? []);
    checkSome(start, given, settled);
    return settled;
  }
  count('misses');
  const heard: Given[] = [];
  const settled = await run(start, recording(answers, given, heard, () => mislearned(start)));
  if (heard.length < given.length) {
    mislearned(start);
    throw new Error(`the engine has come to rest where ${given[heard.length].kind} ${given[heard.length].id} was learned`);
  }
  if (way && known !== 'unlearnable') learn(way, start, heard, settled);
  return settled;
}

const run = ({ source, text, act }: Start, answers: Answers): Promise<Settled> => (act && text !== null ? engine.act(source, text, act, answers) : engine.begin(source, answers));

async function ask(answers: Answers, kind: Asked['kind'], id: string): Promise<Answer> {
  if (kind === 'service') return void (await answers.service(id));
  return kind === 'condition' ? answers.condition(id) : answers.cardinality(id);
}

/**
 * The person's answers, beginning with those already given: no service runs twice. Notes what was asked.
 * Where the engine asks for something else the act fails, and the next attempt is the engine's alone.
 */
function recording(answers: Answers | null, given: readonly Given[], heard: Given[], otherwise: () => void = () => undefined): Answers {
  const next = async (kind: Asked['kind'], id: string): Promise<Answer> => {
    const before = given.at(heard.length);
    if (before && (before.kind !== kind || before.id !== id)) {
      otherwise();
      throw new Error(`the engine asks for ${kind} ${id} where ${before.kind} ${before.id} was learned`);
    }
    if (!before && !answers) throw new Error(`the engine asks for ${kind} ${id} after what was learned`);
    const answer = before || !answers ? before?.answer : await ask(answers, kind, id);
    heard.push({ kind, id, answer });
    return answer;
  };
  return {
    condition: async (id) => (await next('condition', id)) as boolean,
    service: async (id) => void (await next('service', id)),
    cardinality: async (id) => (await next('cardinality', id)) as number,
  };
}

/** Keeps what the engine did: heard the first time, known when a second run says the same. */
function learn(way: Way, start: Start, heard: readonly Given[], settled: Settled): void {
  const rest = restOf(start, settled);
  if (!rest) return;
  let put = (known: Known): void => void (way.known = known);
  let known = way.known;
  for (const { kind, id, answer } of heard) {
    if (known === undefined) {
      known = { kind, id, next: new Map() };
      grown(way, 100 + id.length);
      put(known);
    }
    if (known === 'unlearnable') return;
    if (!('next' in known) || known.kind !== kind || known.id !== id) return put('unlearnable');
    const { next } = known;
    put = (one) => void next.set(answer, one);
    known = next.get(answer);
  }
  const digest = createHash('sha256').update(comparable(rest)).digest('base64');
  if (known === undefined) {
    put({ heard: digest });
    return grown(way, 100);
  }
  if (known === 'unlearnable' || 'template' in known) return;
  if ('next' in known || known.heard !== digest) return put('unlearnable');
  put(rest);
  grown(way, rest.template.shape.length + 100 * rest.waits.length);
}

/** @returns null where the state is not of the kind that can be written for others. */
function restOf({ state }: Start, settled: Settled): Rest | null {
  const after = shapeOf(settled.state);
  if (!after) return null;
  const before = state?.ids ?? [];
  const origin = after.ids.map((id) => (before.includes(id) ? { kept: before.indexOf(id) } : { like: id }));
  const waits = settled.waits.map(({ elementId, executionId, kind, index }) => {
    const base = withoutNumber(executionId);
    return { elementId, id: after.ids.indexOf(base), number: executionId.slice(base.length), kind, ...(index !== undefined && { index }) };
  });
  if (waits.some(({ id }) => id < 0)) return null;
  return { template: new Template(after.shape), origin, waits, done: settled.done };
}

const comparable = ({ template, origin, waits, done }: Rest): string => JSON.stringify([template.shape, origin.map((one) => ('kept' in one ? one.kept : madeFor(one.like))), waits, done]);
const same = (one: Rest, other: Rest): boolean => comparable(one) === comparable(other);

function atRest({ template, origin, waits, done }: Rest, before: readonly string[]): Settled {
  const ids = origin.map((one) => ('kept' in one ? before[one.kept] : freshId(one.like)));
  return {
    state: template.write(ids), done,
    waits: waits.map(({ elementId, id, number, kind, index }) => ({ elementId, executionId: ids[id] + number, kind, ...(index !== undefined && { index }) })),
  };
}

/**
 * After the act, and without holding it up: the engine does one known step in many too, with the same answers. Which one
 * is drawn by lot: counting would meet the same step of a process again and again where its steps come in turn.
 */
function checkSome(start: Start, given: readonly Given[], settled: Settled): void {
  if (Math.random() * SAMPLE >= 1) return;
  const check = (): void => void setImmediate(() => void confirm(start, given, settled));
  const tx = currentTx();
  if (tx) tx.afterCommit(check);
  else check();
}

/** Runs a known step on the engine. @returns whether the engine does the same; if not, its process file is distrusted. */
export async function confirm(start: Start, given: readonly Given[], settled: Settled): Promise<boolean> {
  const learned = restOf(start, settled);
  const heard: Given[] = [];
  const right = await run(start, recording(null, given, heard)).then((ran) => restOf(start, ran), () => null);
  // Asked too much is as wrong as a wrong state: a service was called that the engine would not have called.
  if (learned && right && same(learned, right) && heard.length === given.length) return true;
  mislearned(start);
  return false;
}

function mislearned({ source, act }: Start): void {
  count('differences');
  distrust(source);
  whenDifferent(act?.elementId ?? null);
}
