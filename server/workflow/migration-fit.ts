import { createHash } from 'node:crypto';
import { engine, engineVersions, takeUp, type Answers, type Settled } from './engine.js';
import type { Version } from './definition.js';
import type { ElementModel } from './definition-model.js';
import { kindOf, renamed, servicesAfter, type Mapping } from './migration-mapping.js';
import { waitsIn, type EngineState, type PlacedWait } from './waits.js';

/** What of an instance decides whether it can follow. */
export type Standing = { engineState: string | null; engineVersions: string; hasVotes: ReadonlySet<string>; isSigned: ReadonlySet<string> };

/**
 * Why an instance cannot go on with another version, in Chinese, one reason each; empty when it can. Everything is tried on a
 * copy: the engine takes the state up with the new drawing and must wait for the same, and from there must come to an end.
 */
export async function whyNotFollow(standing: Standing, from: Version, to: Version, mapping: Mapping): Promise<string[]> {
  if (standing.engineState === null) return ['没有流程存档。'];
  if (standing.engineVersions !== engineVersions) return ['流程存档是另一个版本的程序写的，请先让它往下走一步再迁移。'];
  let state: EngineState;
  try {
    state = JSON.parse(standing.engineState);
  } catch {
    return ['流程存档读不出来。'];
  }
  const reasons = [...drawnOtherwise(state, from, to, mapping), ...heldByPeople(waitsIn(state), standing, from, to, mapping)];
  return reasons.length > 0 ? reasons : tried(standing.engineState, to, mapping);
}

/** What the two drawings say about the places where tokens are. */
function drawnOtherwise(state: EngineState, from: Version, to: Version, mapping: Mapping): string[] {
  const waits = waitsIn(state);
  if (waits.length === 0) return ['流程没有停在任何地方，无从对应。'];
  const reasons: string[] = [];
  for (const id of tokenPlaces(state)) {
    const old = from.model.elements[id];
    if (!old || id === from.model.key) continue;
    const now = to.model.elements[mapping[id] ?? ''];
    const name = `“${old.name || id}”`;
    if (!now) { reasons.push(`停在${name}，计划里没有它在新版的对应环节。`); continue; }
    if (kindOf(now) !== kindOf(old)) reasons.push(`${name}在新版对应的“${now.name || now.id}”不是同一种环节。`);
    const scope = old.scope === from.model.key ? to.model.key : mapping[old.scope];
    if (now.scope !== scope) reasons.push(`${name}在新版对应的“${now.name || now.id}”不在同一个子流程里。`);
    if (old.attachedTo && now.attachedTo !== mapping[old.attachedTo]) reasons.push(`边界事件${name}在新版不附在同一个环节上。`);
    if (old.id !== now.id && !sameServices(from, old, to, now)) reasons.push(`${name}办结后调用的服务和新版的“${now.name || now.id}”不同，名单状态会对不上。`);
    reasons.push(...newBoundaries(old, now, from, to, mapping), ...joins(old, now, from, to));
  }
  return reasons;
}

const sameServices = (from: Version, old: ElementModel, to: Version, now: ElementModel): boolean => servicesAfter(from.model, old.id).join() === servicesAfter(to.model, now.id).join();

/** A boundary event the new drawing has and the old one had not would never be armed for an instance that is there already. */
function newBoundaries(old: ElementModel, now: ElementModel, from: Version, to: Version, mapping: Mapping): string[] {
  const had = new Set(Object.values(from.model.elements).filter(({ attachedTo }) => attachedTo === old.id).map(({ id }) => mapping[id]));
  return Object.values(to.model.elements).filter(({ id, attachedTo }) => attachedTo === now.id && !had.has(id)).map((event) => `新版在“${now.name || now.id}”上加了“${event.name || event.id}”，已经停在这里的不会有它。`);
}

/** A join that holds tokens must wait for the same flows. */
function joins(old: ElementModel, now: ElementModel, from: Version, to: Version): string[] {
  if (old.type !== 'parallelGateway') return [];
  const into = ({ model }: Version, id: string): string => Object.values(model.flows).filter((flow) => flow.to === id).map((flow) => flow.id).sort().join();
  return into(from, old.id) === into(to, now.id) ? [] : [`汇合“${old.name || old.id}”已经到了几条分支，新版进来的连线不同。`];
}

/** Tasks several people have a hand in cannot change their rules meanwhile. */
function heldByPeople(waits: readonly PlacedWait[], { hasVotes, isSigned }: Standing, from: Version, to: Version, mapping: Mapping): string[] {
  return waits.flatMap(({ elementId }) => {
    const [old, now] = [from.model.elements[elementId], to.model.elements[mapping[elementId] ?? '']];
    if (!old || !now) return [];
    const reasons: string[] = [];
    if (hasVotes.has(elementId) && JSON.stringify([old.vote, old.decisions, old.candidates]) !== JSON.stringify([now.vote, now.decisions, now.candidates])) reasons.push(`“${old.name}”已经有人投票，新版的表决规则不同，请等表决完。`);
    if (isSigned.has(elementId) && JSON.stringify(old.decisions) !== JSON.stringify(now.decisions)) reasons.push(`“${old.name}”正在加签或委派，新版的决定不同，请等办完。`);
    return reasons;
  });
}

/** Ids of everything that holds a token: what waits, and joins some branches have come to. */
function tokenPlaces(state: EngineState): Set<string> {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('children' in value && Array.isArray(value.children) && !('completed' in value && value.completed)) {
      for (const child of value.children as { id: string }[]) { found.add(child.id); look(child); }
      return;
    }
    for (const inner of Object.values(value)) look(inner);
  };
  for (const process of state.execution?.processes ?? []) look((process as { execution?: unknown }).execution);
  return found;
}

/** A state without what the engine has made up by chance: each id by the order in which it comes first. */
function shapeOf(state: string): string {
  const seen = new Map<string, number>();
  return state.replace(/_[0-9a-f]{10}(?=["_-])/g, (made) => { if (!seen.has(made)) seen.set(made, seen.size); return `_#${seen.get(made)}`; });
}

const verdicts = new Map<string, string[]>();
const REMEMBERED = 500;

/** On the real engine: taken up, the same waits under their new names, and a few walks from there to an end. One verdict for all instances of one shape. */
async function tried(state: string, to: Version, mapping: Mapping): Promise<string[]> {
  const moved = renamed(state, mapping);
  const key = createHash('sha256').update(`${to.sha256} ${shapeOf(moved)}`).digest('base64');
  const known = verdicts.get(key);
  if (known) return known;
  const verdict = await judged(moved, to);
  if (verdicts.size >= REMEMBERED) verdicts.clear();
  verdicts.set(key, verdict);
  return verdict;
}

async function judged(moved: string, to: Version): Promise<string[]> {
  const wanted = waitsIn(JSON.parse(moved) as EngineState).map(nameOf).sort().join();
  try {
    const taken = await takeUp(to.source, moved);
    if (taken.waits.map(nameOf).sort().join() !== wanted) return ['新版接不上：流程在新版里等的不是同样的环节。'];
  } catch (error) {
    return [`新版接不上：${error instanceof Error ? error.message : String(error)}`];
  }
  for (let walk = 0; walk < WALKS; walk += 1) {
    const stuck = await walked(to, moved, walk);
    if (stuck) return [stuck];
  }
  return [];
}

const nameOf = ({ elementId, executionId, kind }: { elementId: string; executionId: string; kind: string }): string => `${kind} ${elementId} ${executionId}`;
const WALKS = 4;
const LONGEST_WALK = 60;

/** One walk from the state as it would be; where it comes to rest with nobody to wait for, the place it went on from last. */
async function walked(to: Version, state: string, seed: number): Promise<string | undefined> {
  let chance = seed + 1;
  const next = (below: number): number => { chance = (chance * 1_103_515_245 + 12_345) % 2_147_483_648; return chance % below; };
  const answers: Answers = { condition: async () => next(2) === 0, service: async () => undefined, cardinality: async () => 1 };
  const allMet: Answers = { ...answers, condition: async () => true };
  let at: Pick<Settled, 'state' | 'waits' | 'done'> = { state, waits: waitsIn(JSON.parse(state) as EngineState), done: false };
  for (let step = 0; step < LONGEST_WALK && !at.done; step += 1) {
    const wait = at.waits[next(at.waits.length)];
    const name = to.model.elements[wait.elementId]?.name || wait.elementId;
    try {
      at = await engine.act(to.source, at.state, wait, answers).catch(() => engine.act(to.source, at.state, wait, allMet));
    } catch (error) {
      return `从“${name}”往下走不通：${error instanceof Error ? error.message : String(error)}`;
    }
    if (!at.done && at.waits.length === 0) return `从“${name}”往下会停住：新版在后面等的分支，这个实例没有走过。`;
  }
  return undefined;
}
