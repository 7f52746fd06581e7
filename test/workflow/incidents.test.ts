import { createConnection, type Connection } from 'mysql2/promise';
import { rows, run, transact } from '../../server/database.js';
import { RuleBroken } from '../../server/lib/errors.js';
import type { Actor } from '../../server/values/actor.js';
import { completeTask } from '../../server/workflow/complete-task.js';
import { activateDefinition, saveDefinition } from '../../server/workflow/definitions.js';
import { fireDueTimers } from '../../server/workflow/fire-timers.js';
import { registerService, registerSubject } from '../../server/workflow/registry.js';
import { startInstance } from '../../server/workflow/start-instance.js';
import { openTaskOf, tasksOf } from '../../server/workflow/task.js';
import { bpmn, catching, end, node, parallel, path, service, start, timer, userTask, type Part, type Process } from '../support/bpmn-builder.js';
import { workersTarget } from '../support/database.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, school } from '../support/world.js';

/* What becomes of a step that could not be taken: who is told, what the administrator sees, and when it is over. */

let product: Product;
let operator: Actor;
let drawer: Actor;
let publisher: Actor;
let subjects = 2_000_000;
let work: () => Promise<void> = async () => undefined;
let deadline: string | null = '2023-05-20';

beforeAll(async () => {
  product = await startProduct();
  const authority = await county();
  const place = await school(authority);
  operator = await person(place, 'school-operator');
  drawer = await person(authority, 'process-administrator');
  publisher = await person(authority, 'process-publisher');
  registerSubject({
    kind: 'award-list', facts: [{ name: 'people', type: 'number' }, { name: 'deadline', type: 'date' }], name: async (id) => `第 ${id} 件`, href: (id) => `/test/${id}`,
    load: async (id) => ({ name: `第 ${id} 件`, organisationId: place.id, programme: null, month: null, organisations: { school: place.id, authority: authority.id, prefecture: null, province: null, central: null }, values: { people: 3, deadline } }),
  });
  registerService('notify', () => work());
  await run("INSERT INTO settings (name, value) VALUES ('left', '0'), ('right', '0')");
});
afterAll(() => product.stop());
beforeEach(() => { work = async () => undefined; deadline = '2023-05-20'; });

async function begin(key: string, parts: Part[], process: Process = {}): Promise<number> {
  const { version } = await saveDefinition(drawer, bpmn(parts, { id: key, ...process }));
  await activateDefinition(publisher, key, version.version, '');
  subjects += 1;
  const id = subjects;
  await transact(() => startInstance(key, { kind: 'award-list', id }, operator));
  return id;
}
async function done(id: number, key: string): Promise<void> {
  const task = await openTaskOf({ kind: 'award-list', id }, key);
  if (!task) throw new Error(`nothing waits at ${key}`);
  await completeTask(operator, task.id, { version: task.version });
}
const waiting = async (id: number): Promise<string[]> => (await tasksOf({ kind: 'award-list', id })).filter(({ state }) => state === 'open').map(({ key }) => key).sort();
const incidentsOf = (id: number): Promise<{ element_id: string; state: string; occurrences: number; message: string }[]> => rows('SELECT i.element_id, i.state, i.occurrences, i.message FROM incidents i JOIN process_instances p ON p.id = i.instance_id WHERE p.subject_id = ? ORDER BY i.id', [id]);
const stateOf = async (id: number): Promise<string> => (await rows<{ state: string }>('SELECT state FROM process_instances WHERE subject_id = ?', [id]))[0].state;
const told = [start(), userTask('ask'), service('tell'), userTask('then'), end(), ...path('start', 'ask', 'tell', 'then', 'end')];
const breaks = async (): Promise<void> => { throw new Error('the service is broken'); };

it('an incident is over when the same person simply tries again after the repair', async () => {
  const id = await begin('tried-again', told);
  work = breaks;
  await expect(done(id, 'ask')).rejects.toMatchObject({ code: 'process-incident' });
  expect([await stateOf(id), await incidentsOf(id)]).toEqual(['incident', [expect.objectContaining({ element_id: 'tell', state: 'open', occurrences: 1 })]]);
  work = async () => undefined;
  await done(id, 'ask');
  expect([await waiting(id), await stateOf(id), (await incidentsOf(id)).map(({ state }) => state)]).toEqual([['then'], 'running', ['resolved']]);
});

it('a process with an incident in one branch stays marked until that branch goes on, whatever the other branch does', async () => {
  const id = await begin('two-branches', [start(), parallel('fork'), userTask('one'), userTask('two'), userTask('more'), service('tell'), parallel('join'), end(), ...path('start', 'fork', 'one', 'tell', 'join', 'end'), ...path('fork', 'two', 'more', 'join')]);
  work = breaks;
  await expect(done(id, 'one')).rejects.toMatchObject({ code: 'process-incident' });
  await done(id, 'two');
  expect([await waiting(id), await stateOf(id)]).toEqual([['more', 'one'], 'incident']);
  work = async () => undefined;
  await done(id, 'one');
  expect([await waiting(id), await stateOf(id)]).toEqual([['more'], 'running']);
});

it('a rule that refuses is told to the person and is no incident; nobody is there to be told when a timer fires, so then it is one', async () => {
  work = async () => { throw new RuleBroken('empty-list', '名单里还没有人。'); };
  const asked = await begin('refused-person', told);
  await expect(done(asked, 'ask')).rejects.toMatchObject({ code: 'empty-list' });
  expect(await incidentsOf(asked)).toEqual([]);
  const timed = await begin('refused-timer', [start(), catching('soon', timer({ date: '2023-01-01' })), service('tell'), userTask('then'), end(), ...path('start', 'soon', 'tell', 'then', 'end')]);
  const failures: unknown[] = [];
  await fireDueTimers((error) => failures.push(error));
  await fireDueTimers((error) => failures.push(error));
  expect([failures.length, await incidentsOf(timed)]).toEqual([1, [expect.objectContaining({ element_id: 'tell', state: 'open', occurrences: 1 })]]);
});

it('a timer without its date is an incident at the timer, and is set once the date is there', async () => {
  const id = await begin('no-date', [start(), userTask('ask'), catching('until', timer({ date: 'deadline' })), userTask('then'), end(), ...path('start', 'ask', 'until', 'then', 'end')], { variables: [{ name: 'deadline', type: 'date' }] });
  deadline = null;
  await expect(done(id, 'ask')).rejects.toMatchObject({ code: 'process-incident' });
  expect([await waiting(id), await incidentsOf(id)]).toEqual([['ask'], [expect.objectContaining({ element_id: 'until', state: 'open' })]]);
  deadline = '2023-05-20';
  await done(id, 'ask');
  expect(await rows('SELECT t.due_at FROM timers t JOIN process_instances p ON p.id = t.instance_id WHERE p.subject_id = ?', [id])).toEqual([{ due_at: new Date('2023-05-19T16:00:00Z') }]);
});

it('a task for a level the school does not have is an incident, not a step into nothing', async () => {
  const id = await begin('no-prefecture', [start(), userTask('ask'), userTask('city', { candidates: 'authority-operator@prefecture' }), end(), ...path('start', 'ask', 'city', 'end')]);
  await expect(done(id, 'ask')).rejects.toMatchObject({ code: 'process-incident' });
  expect([await waiting(id), (await incidentsOf(id)).map(({ element_id }) => element_id)]).toEqual([['ask'], ['city']]);
});

it('a deadlock inside a service is no incident: the whole act is begun again', async () => {
  const id = await begin('deadlock', told);
  const target = await workersTarget();
  const other: Connection = await createConnection({ socketPath: target.socketPath, user: target.user, database: target.database });
  // More rows changed: the database lets the smaller transaction, the service's, be the victim.
  await run("INSERT INTO settings (name, value) VALUES ?", [Array.from({ length: 200 }, (_, at) => [`weight-${at}`, '0'])]);
  let attempts = 0;
  let freed: Promise<unknown> = Promise.resolve();
  work = async () => {
    attempts += 1;
    if (attempts > 1) return void (await freed);
    await other.beginTransaction();
    await other.query("UPDATE settings SET value = '1' WHERE name LIKE 'weight-%' OR name = 'right'");
    await run("UPDATE settings SET value = '2' WHERE name = 'left'");
    freed = other.query("UPDATE settings SET value = '1' WHERE name = 'left'").then(() => other.rollback());
    await new Promise((go) => { setTimeout(go, 50); });
    await run("UPDATE settings SET value = '2' WHERE name = 'right'");
  };
  await done(id, 'ask');
  await other.end();
  expect([attempts, await waiting(id), await incidentsOf(id)]).toEqual([2, ['then'], []]);
  expect((await rows("SELECT COUNT(*) AS n FROM process_history h JOIN process_instances p ON p.id = h.instance_id WHERE p.subject_id = ? AND h.kind = 'task-done'", [id]))[0]).toEqual({ n: 1 });
});

it('a step done several times over has one task for each, and goes on when the last is done', async () => {
  const id = await begin('three-votes', [start(), node('userTask', 'vote', { name: '表决', 'aid:candidates': 'school-operator@school' }, '<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>'), userTask('then'), end(), ...path('start', 'vote', 'then', 'end')]);
  expect(await waiting(id)).toEqual(['vote', 'vote', 'vote']);
  await done(id, 'vote');
  await done(id, 'vote');
  expect(await waiting(id)).toEqual(['vote']);
  await done(id, 'vote');
  expect(await waiting(id)).toEqual(['then']);
});

it('a task whose branch is gone is answered with 409 and why', async () => {
  const id = await begin('gone', [start(), parallel('fork'), userTask('stop'), userTask('other'), node('endEvent', 'all', { name: '全部结束' }, '<bpmn:terminateEventDefinition />'), end(), ...path('start', 'fork', 'stop', 'all'), ...path('fork', 'other', 'end')]);
  const other = await openTaskOf({ kind: 'award-list', id }, 'other');
  await done(id, 'stop');
  const answer = await (await Person.signedIn(product, operator)).post(`/tasks/${other?.id}/completion`, { version: other?.version });
  expect([answer.status, answer.code, answer.text.includes('已不用办理')]).toEqual([409, 'already-done', true]);
});
