import { row, rows, run, transact } from '../../server/database.js';
import { realNow } from '../../server/lib/clock.js';
import type { Actor } from '../../server/values/actor.js';
import { checkDefinition } from '../../server/workflow/check-definition.js';
import { readDefinition, type DefinitionModel } from '../../server/workflow/definition-model.js';
import { completeTask } from '../../server/workflow/complete-task.js';
import { activateDefinition, saveDefinition } from '../../server/workflow/definitions.js';
import { deliverThrown } from '../../server/workflow/deliver-thrown.js';
import { parseSource, type Answers, type Settled, type Source, type Wait } from '../../server/workflow/engine.js';
import { fireTimer } from '../../server/workflow/fire-timers.js';
import { waitsApart } from '../../server/workflow/lost-tokens.js';
import { knownNames, registerService, registerSubject } from '../../server/workflow/registry.js';
import { sendMessage } from '../../server/workflow/send-message.js';
import { startInstance } from '../../server/workflow/start-instance.js';
import type { Thrown } from '../../server/workflow/throw-events.js';
import { tokenStepper } from '../../server/workflow/tokens.js';
import { bpmn, type Part } from '../support/bpmn-builder.js';
import { startProduct, type Product } from '../support/product.js';
import { randomFrom } from '../support/random.js';
import { allKinds, plainKinds, Sketch, type Kind } from '../support/random-sketch.js';
import { county, person, school, type Place } from '../support/world.js';

/*
 * Drawings made at random, accepted by the check, played on the database: every act recovers the engine from its row. Whatever is
 * killed before its commit leaves nothing, what is sent twice happens once, and at every rest exactly those tasks, timers,
 * messages and calls stand open, of the instance and of all it has called, that plain BPMN tokens stand at.
 * AID_TOKEN_SEEDS=200 plays so many; AID_TOKEN_SEED=17 plays that one.
 */

const one = process.env.AID_TOKEN_SEED;
const count = Number(process.env.AID_TOKEN_SEEDS) || 12;
const today = Number(realNow().toISOString().slice(0, 10).replaceAll('-', ''));
const seeds = one ? [Number(one)] : [...Array.from({ length: count }, (_, index) => index + 1), today];
/** What the drawings with a fixed seed hold in any case, so that every kind is played each time. */
const least: readonly (readonly Kind[])[] = [['call', 'told'], ['many', 'vote'], ['heard', 'beside'], ['asked', 'call'], ['late', 'many', 'told'], ['vote', 'call', 'beside']];
jest.setTimeout(240_000);

let product: Product;
let place: Place;
let operator: Actor;
let officer: Actor;
let drawer: Actor;
let publisher: Actor;
let subjects = 2_000_000;

beforeAll(async () => {
  product = await startProduct();
  const authority = await county();
  place = await school(authority);
  operator = await person(place, 'school-operator');
  officer = await person(authority, 'authority-operator');
  drawer = await person(authority, 'process-administrator');
  publisher = await person(authority, 'process-publisher');
  registerSubject({
    kind: 'award-list', facts: [], name: async (id) => `第 ${id} 件`, href: (id) => `/test/${id}`,
    load: async (id) => ({ name: `第 ${id} 件`, organisationId: place.id, programme: null, month: null, organisations: { school: place.id, authority: authority.id, prefecture: null, province: null, central: null }, values: {} }),
  });
  registerService('notify', async () => undefined);
});
afterAll(() => product.stop());

class Killed extends Error {}

/** Saved, checked and in use. @returns what the tokens are played on. */
async function inUse(key: string, sketch: Sketch, parts: Part[]): Promise<Drawn> {
  const xml = bpmn(parts, { id: key, variables: [{ name: 'decision', type: 'text' }], messages: sketch.messages, signals: sketch.signals });
  const checked = { findings: await checkDefinition(xml, knownNames(['school-operator', 'authority-operator'])) };
  expect([key, checked.findings.filter(({ level }) => level === 'error')]).toEqual([key, []]);
  const { version } = await saveDefinition(drawer, xml, checked);
  await activateDefinition(publisher, key, version.version, '测试', { ...checked, sha256: version.sha256 });
  return { source: await parseSource(xml), model: await readDefinition(xml) };
}

/** The tokens of one instance, and of those it has called: what the rows must say. */
type Drawn = { source: Source; model: DefinitionModel };
type Played = { drawn: Drawn; at: Settled; called: Map<string, Played> };
type Spot = { played: Played; wait: Wait; /** Of a called one, its caller and the call it comes back to. */ above: { played: Played; call: string }[] };

class Game {
  last = '';
  constructor(private readonly drawings: ReadonlyMap<string, Drawn>) {}
  private readonly answers: Answers = {
    condition: async () => this.last === 'yes', service: async () => undefined,
    cardinality: async (id) => Number(/^many(\d)x/.exec(id)?.[1] ?? 1),
  };

  async begin(drawn: Drawn): Promise<Played> {
    const played: Played = { drawn, at: await tokenStepper.begin(drawn.source, this.answers), called: new Map() };
    await this.callOut(played);
    return played;
  }

  /** What a call activity waits for begins; what has come to its end goes back. */
  private async callOut(played: Played): Promise<void> {
    const calls = played.at.waits.filter(({ kind }) => kind === 'call').map(({ elementId }) => elementId);
    for (const gone of [...played.called.keys()].filter((id) => !calls.includes(id))) played.called.delete(gone);
    for (const id of calls) {
      if (played.called.has(id)) continue;
      const drawn = this.drawings.get(played.drawn.model.elements[id].calls ?? '');
      if (!drawn) throw new Error(`nothing is called by ${id}`);
      played.called.set(id, await this.begin(drawn));
    }
  }

  async act({ played, wait, above }: Spot): Promise<void> {
    played.at = await tokenStepper.act(played.drawn.source, played.at.state, wait, this.answers);
    await this.callOut(played);
    const caller = above.at(-1);
    if (!played.at.done || !caller) return;
    const back = caller.played.at.waits.find(({ kind, elementId }) => kind === 'call' && elementId === caller.call);
    if (!back) throw new Error(`nobody waits at ${caller.call}`);
    caller.played.called.delete(caller.call);
    await this.act({ played: caller.played, wait: back, above: above.slice(0, -1) });
  }
}

/** Every wait somebody other than a called process can end, deepest last. */
function places(played: Played, above: Spot['above'] = []): Spot[] {
  return [...played.at.waits.filter(({ kind }) => kind !== 'call').map((wait) => ({ played, wait, above })), ...[...played.called].flatMap(([call, inner]) => places(inner, [...above, { played, call }]))];
}
const said = (played: Played): string[] => [...played.at.waits.map(({ elementId, kind }) => `${kind === 'signal' ? 'message' : kind} ${elementId}`), ...[...played.called.values()].flatMap(said)].sort();

const LONGEST = 80;
/** What was acted on in all walks, and how many came to their end. */
const met = new Set<string>();
let ended = 0;

it.each(seeds.map((seed) => [seed]))('drawing %i', async (seed) => {
  const random = randomFrom(seed * 7_919);
  const key = `killed-${seed}`;
  const deepest = new Sketch(random, `${seed}b`, plainKinds);
  // Of one that is called twice at once nobody could say which of the two hears a message.
  const inner = new Sketch(random, `${seed}a`, allKinds.filter((kind) => !['told', 'heard', 'asked'].includes(kind)), [`${key}-b`]);
  const outer = new Sketch(random, `${seed}o`, allKinds, [`${key}-a`, `${key}-b`]);
  const drawings = new Map<string, Drawn>();
  drawings.set(`${key}-b`, await inUse(`${key}-b`, deepest, deepest.whole()));
  drawings.set(`${key}-a`, await inUse(`${key}-a`, inner, inner.whole()));
  const drawn = await inUse(key, outer, outer.whole(least[(seed - 1) % least.length]));
  const id = (subjects += 1);
  await expect(transact(async () => { await startInstance(key, { kind: 'award-list', id }, operator); throw new Killed(); })).rejects.toBeInstanceOf(Killed);
  expect(await rows('SELECT id FROM process_instances WHERE subject_id = ?', [id])).toEqual([]);
  await transact(() => startInstance(key, { kind: 'award-list', id }, operator));

  const game = new Game(drawings);
  const played = await game.begin(drawn);
  let acts = 0;
  for (; acts < LONGEST && !played.at.done; acts += 1) {
    expect({ seed, acts, open: await open(id) }).toEqual({ seed, acts, open: said(played) });
    const thrown = await nextThrown(id);
    if (thrown) {
      await delivered(game, played, id, thrown);
      continue;
    }
    // A message the other branch sends is left to it.
    const ways = places(played).filter(({ wait }) => !(wait.elementId.startsWith('hear'))).sort((a, b) => (a.wait.elementId < b.wait.elementId ? -1 : a.wait.elementId > b.wait.elementId ? 1 : a.played === played ? -1 : 1));
    const chosen = random.pick(ways);
    game.last = random.chance(0.5) ? 'yes' : 'no';
    await acted(game, id, chosen, random.chance(0.5));
  }
  if (!played.at.done) return; // as long a way as any; all that was passed was compared
  ended += 1;
  expect([seed, await open(id), await rows('SELECT state, COUNT(*) AS n FROM process_instances WHERE subject_id = ? AND active_flag = 1 GROUP BY state', [id])]).toEqual([seed, [], []]);
  expect((await row<{ state: string }>('SELECT state FROM process_instances WHERE subject_id = ? AND call_id = 0', [id]))?.state).toBe('completed');
});

// Of one seed alone (AID_TOKEN_SEED) there is nothing to be said of them all.
(one ? it.skip : it)('the walks have met every kind of wait, and most have come to their end', () => {
  expect([...met].sort()).toEqual(expect.arrayContaining(['asked', 'beside', 'called', 'heard a message', 'heard a signal', 'many', 'task', 'timer', 'vote']));
  expect(ended).toBeGreaterThan(seeds.length * 0.7);
});

function note({ wait: { elementId, kind }, above }: Spot): void {
  if (above.length > 0) met.add('called');
  const word = /^[a-z]+/.exec(elementId)?.[0] ?? '';
  met.add({ many: 'many', vote: 'vote', bell: 'beside', recall: 'asked', hear: `heard a ${kind}` }[word] ?? kind);
}

/** Does what a wait asks for; a vote is first cast by one office, then by the other where it is not settled. */
async function acted(game: Game, id: number, chosen: Spot, officerFirst: boolean): Promise<void> {
  const { wait: { kind, elementId } } = chosen;
  const instance = await instanceAt(id, chosen);
  if (kind === 'task' && elementId.startsWith('vote')) {
    for (const who of officerFirst ? [officer, operator] : [operator, officer]) {
      const task = await taskAt(instance, elementId);
      if (!task) break;
      await killedThenDone(id, () => completeTask(who, task.id, { version: task.version, decision: game.last, remark: '测试' }));
    }
    const decided = await row<{ decision: string }>("SELECT decision FROM tasks WHERE instance_id = ? AND task_key = ? AND state = 'done' ORDER BY done_at DESC, id DESC LIMIT 1", [instance, elementId]);
    game.last = decided?.decision ?? '';
  } else if (kind === 'task') {
    const task = await taskAt(instance, elementId);
    if (!task) throw new Error(`nothing waits at ${elementId}`);
    await killedThenDone(id, () => completeTask(operator, task.id, { version: task.version, decision: game.last, remark: '测试' }));
  } else if (kind === 'timer') {
    const timer = await row<{ id: number; instance_id: number }>("SELECT id, instance_id FROM timers WHERE instance_id = ? AND element_id = ? AND state = 'waiting' AND task_id IS NULL ORDER BY id LIMIT 1", [instance, elementId]);
    if (!timer) throw new Error(`no timer runs at ${elementId}`);
    await run("UPDATE timers SET due_at = '2023-01-01 00:00:00' WHERE id = ?", [timer.id]);
    await killedThenDone(id, () => fireTimer(timer.id, timer.instance_id));
  } else {
    const wait = await row<{ message: string }>("SELECT message FROM message_waits WHERE instance_id = ? AND element_id = ? AND state = 'waiting' LIMIT 1", [instance, elementId]);
    await killedThenDone(id, () => sendMessage({ kind: 'award-list', id }, wait?.message ?? '', operator));
  }
  note(chosen);
  await game.act(chosen);
}

const taskAt = (instance: number, key: string): Promise<{ id: number; version: number } | undefined> => row<{ id: number; version: number }>("SELECT id, version FROM tasks WHERE instance_id = ? AND task_key = ? AND state = 'open' ORDER BY id LIMIT 1", [instance, key]);

/** The row of an instance that has been called, found along the calls. */
async function instanceAt(id: number, { above }: Spot): Promise<number> {
  let found = (await row<{ id: number }>('SELECT id FROM process_instances WHERE subject_id = ? AND call_id = 0', [id]))?.id ?? 0;
  for (const { call } of above) found = (await row<{ id: number }>("SELECT called_id AS id FROM process_calls WHERE instance_id = ? AND element_id = ? AND state = 'waiting'", [found, call]))?.id ?? 0;
  return found;
}

type Sent = { id: number; thrown: Thrown };
async function nextThrown(id: number): Promise<Sent | undefined> {
  const found = await row<{ id: number; payload: string }>("SELECT id, payload FROM outbox WHERE kind = 'process-thrown' AND sent_at IS NULL AND JSON_EXTRACT(payload, '$.subjectId') = ? ORDER BY id LIMIT 1", [id]);
  return found && { id: found.id, thrown: (typeof found.payload === 'string' ? JSON.parse(found.payload) : found.payload) as Thrown };
}

/** Brought to the one that waits for it; dies on the way, and is brought twice. */
async function delivered(game: Game, played: Played, id: number, { id: sent, thrown }: Sent): Promise<void> {
  await killedThenDone(id, () => deliverThrown(thrown));
  await run('UPDATE outbox SET sent_at = CURRENT_TIMESTAMP(3) WHERE id = ?', [sent]);
  const heard = places(played).find(({ wait, played: { drawn: { model } } }) => [model.elements[wait.elementId].message, model.elements[wait.elementId].signal].includes(thrown.name));
  if (!heard) throw new Error(`nobody waits for ${thrown.name}`);
  note(heard);
  await game.act(heard);
}

/** Every wait that has a row, of the instance and of those it has called. */
const open = async (id: number): Promise<string[]> => {
  for (const { id: instance } of await rows<{ id: number }>('SELECT id FROM process_instances WHERE subject_id = ? AND active_flag = 1', [id])) expect([instance, await waitsApart(instance)]).toEqual([instance, { withoutRow: [], withoutToken: [] }]);
  const found = await rows<{ one: string }>(`SELECT CONCAT('task ', task_key) AS one FROM tasks WHERE subject_id = ? AND state = 'open'
    UNION ALL SELECT CONCAT('timer ', m.element_id) FROM timers m JOIN process_instances p ON p.id = m.instance_id WHERE p.subject_id = ? AND m.state = 'waiting' AND m.task_id IS NULL
    UNION ALL SELECT CONCAT('message ', w.element_id) FROM message_waits w JOIN process_instances p ON p.id = w.instance_id WHERE p.subject_id = ? AND w.state = 'waiting'
    UNION ALL SELECT CONCAT('call ', c.element_id) FROM process_calls c JOIN process_instances p ON p.id = c.instance_id WHERE p.subject_id = ? AND c.state = 'waiting'`, [id, id, id, id]);
  return found.map(({ one: text }) => text).sort();
};
const everything = async (id: number): Promise<string> => JSON.stringify(await Promise.all([
  rows('SELECT * FROM process_instances WHERE subject_id = ? ORDER BY id', [id]), rows('SELECT * FROM tasks WHERE subject_id = ? ORDER BY id', [id]),
  ...['process_states s|s.instance_id', 'timers s|s.id', 'message_waits s|s.id', 'process_calls s|s.id', 'process_variables s|s.instance_id, s.name', 'process_history s|s.instance_id, s.seq'].map((what) => {
    const [table, order] = what.split('|');
    return rows(`SELECT s.* FROM ${table} JOIN process_instances p ON p.id = s.instance_id WHERE p.subject_id = ? ORDER BY ${order}`, [id]);
  }),
  rows('SELECT v.* FROM task_votes v JOIN tasks t ON t.id = v.task_id WHERE t.subject_id = ? ORDER BY v.id', [id]),
  rows("SELECT kind, dedupe_key, payload FROM outbox WHERE kind = 'process-thrown' AND JSON_EXTRACT(payload, '$.subjectId') = ? ORDER BY id", [id]),
]));

/** Dies before its commit, is done, and is sent once more by somebody who never got the answer. */
async function killedThenDone(id: number, act: () => Promise<unknown>): Promise<void> {
  const before = await everything(id);
  await expect(transact(async () => { await act(); throw new Killed(); })).rejects.toBeInstanceOf(Killed);
  expect(await everything(id)).toBe(before);
  await act();
  const after = await everything(id);
  await act().catch((error: { code?: string }) => expect(['already-done', 'stale-version']).toContain(error.code));
  expect(await everything(id)).toBe(after);
}
