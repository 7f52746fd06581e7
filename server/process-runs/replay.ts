import { engine, type Answers, type Settled } from '../workflow/engine.js';
import { evaluateCondition } from '../workflow/conditions.js';
import type { Version } from '../workflow/definition.js';
import { proposeMapping } from '../workflow/migration-mapping.js';

/** One thing that moved an instance on, with the services called before the next one. */
export type Happened = { elementId: string; decision?: string; values?: Readonly<Record<string, unknown>>; services: readonly string[] };
/** How an instance went: what was called at its start, and everything after. */
export type Course = { version: Version; facts: Readonly<Record<string, string | number | boolean | null>>; atStart: readonly string[]; happened: readonly Happened[] };
export type Replayed = { verdict: 'same' } | { verdict: 'other' | 'unknown'; at: string; why: string };

/**
 * 试演: would a finished instance have gone the same way on another drawing, had people decided as they did? The real engine
 * walks the drawing; conditions are answered with what was decided and filled in, services are only noted. Facts of the
 * subject are those of today. Nothing is changed.
 */
export async function replay(course: Course, on: Version): Promise<Replayed> {
  const { version: from, facts, happened } = course;
  const mapping = proposeMapping(from.model, on.model);
  const values: Record<string, string | number | boolean | null> = { ...facts };
  const called: string[] = [];
  const answers: Answers = {
    condition: async (flowId) => evaluateCondition(on.model.flows[flowId]?.condition ?? '', declared(on, values)),
    service: async (elementId) => { const name = on.model.elements[elementId]?.service; if (name) called.push(name); },
    cardinality: async (elementId) => countOf(on, elementId, values),
  };
  const nameOf = (id: string): string => `“${from.model.elements[id]?.name || id}”`;
  let where = '开始';
  try {
    let at: Settled = await engine.begin(on.source, answers);
    const differs = servicesDiffer('开始', course.atStart, called.splice(0));
    if (differs) return differs;
    for (const one of happened) {
      where = nameOf(one.elementId);
      const wait = at.waits.find(({ elementId }) => elementId === (mapping[one.elementId] ?? one.elementId));
      if (!wait) return { verdict: 'other', at: where, why: `原来停在${where}，这一版${at.done ? '已经走完' : `停在${waitNames(on, at)}`}。` };
      Object.assign(values, plain(one.values), one.decision === undefined ? {} : { decision: one.decision });
      at = await engine.act(on.source, at.state, wait, answers);
      const other = servicesDiffer(where, one.services, called.splice(0));
      if (other) return other;
    }
    return at.done ? { verdict: 'same' } : { verdict: 'other', at: where, why: `原来在${where}之后走完，这一版还停在${waitNames(on, at)}。` };
  } catch (error) {
    return { verdict: 'unknown', at: where, why: `试演到${where}走不下去：${error instanceof Error ? error.message : String(error)}` };
  }
}

function servicesDiffer(at: string, was: readonly string[], now: readonly string[]): Replayed | undefined {
  if ([...was].sort().join() === [...now].sort().join()) return undefined;
  return { verdict: 'other', at, why: `${at}之后，原来系统办理的是${was.join('、') || '没有'}，这一版是${now.join('、') || '没有'}。` };
}

const waitNames = ({ model }: Version, { waits }: Settled): string => [...new Set(waits.map(({ elementId }) => `“${model.elements[elementId]?.name || elementId}”`))].join('、') || '没有人等的地方';
const declared = ({ model }: Version, values: Readonly<Record<string, string | number | boolean | null>>): Record<string, string | number | boolean | null> => Object.fromEntries(model.variables.map(({ name, type }) => [name, typed(type, values[name] ?? null)]));
const typed = (type: string, value: string | number | boolean | null): string | number | boolean | null => (type === 'number' && typeof value === 'string' && value.trim() !== '' ? Number(value) : value);
const plain = (values: Readonly<Record<string, unknown>> = {}): Record<string, string | number | boolean> => Object.fromEntries(Object.entries(values).filter((one): one is [string, string | number | boolean] => ['string', 'number', 'boolean'].includes(typeof one[1])));

function countOf({ model }: Version, elementId: string, values: Readonly<Record<string, unknown>>): number {
  const text = model.elements[elementId]?.multiInstance?.cardinality ?? '';
  const count = Number(values[text] ?? text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`“${model.elements[elementId]?.name || elementId}”的次数没有值`);
  return count;
}
