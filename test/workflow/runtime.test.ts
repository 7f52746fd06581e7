import { connectDatabase, disconnectDatabase, row, rows, run, transact } from '../../server/database.js';
import { defineModels } from '../../server/models.js';
import type { Actor } from '../../server/values/actor.js';
import { completeTask } from '../../server/workflow/complete-task.js';
import { activateDefinition, saveDefinition } from '../../server/workflow/definitions.js';
import { fireDueTimers } from '../../server/workflow/fire-timers.js';
import { listIncidents, retryIncident } from '../../server/workflow/incidents.js';
import { registerService, registerSubject } from '../../server/workflow/registry.js';
import { sendMessage } from '../../server/workflow/send-message.js';
import { startInstance } from '../../server/workflow/start-instance.js';
import { openTaskOf, ownTasks, tasksOf, type Task } from '../../server/workflow/task.js';
import { bpmn, boundary, catching, end, exclusive, flow, message, parallel, path, service, start, terminate, timer, userTask, subProcess, type Part, type Process } from '../support/bpmn-builder.js';
import { workersTarget } from '../support/database.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { county, person, school, type Place } from '../support/world.js';

/* The process runtime with small diagrams of our own: what happens when things go right late, twice, or wrong. */

let product: Product;
let place: Place;
let operator: Actor;
let drawer: Actor;
let publisher: Actor;
let subjects = 0;
const broken = new Set<string>();
const called: string[] = [];

beforeAll(async () => {
  product = await startProduct();
  const authority = await county();
  place = await school(authority);
  operator = await person(place, 'school-operator');
  drawer = await person(authority, 'process-administrator');
  publisher = await person(authority, 'process-publisher');
  registerSubject({
    kind: 'award-list', facts: [{ name: 'people', type: 'number' }],
    name: async (id) => `第 ${id} 件`, href: (id) => `/test/${id}`,
    load: async (id) => ({ name: `第 ${id} 件`, organisationId: place.id, programme: null, month: null, organisations: { school: place.id, authority: authority.id, prefecture: null, province: null, central: null }, values: { people: broken.has('people') ? null : 3 } }),
  });
  registerService('notify', async ({ subject }) => {
    if (broken.has('notify')) throw new Error('the service is broken');
    called.push(`notify ${subject.id}`);
    await run('UPDATE settings SET value = CONCAT(value, ?) WHERE name = ?', ['.', 'notified']);
  });
  await run("INSERT INTO settings (name, value) VALUES ('notified', '')");
});
afterAll(() => product.stop());
beforeEach(() => { broken.clear(); called.length = 0; });

/** Saves and activates a file, begins one instance of it; returns the subject. */
async function begin(key: string, parts: Part[], process: Process = {}): Promise<number> {
  const { version } = await saveDefinition(drawer, bpmn(parts, { id: key, ...process }));
  await activateDefinition(publisher, key, version.version, '测试');
  return another(key);
}
async function another(key: string): Promise<number> {
  subjects += 1;
  const id = 1_000_000 + subjects;
  await transact(() => startInstance(key, { kind: 'award-list', id }, operator));
  return id;
}
const waiting = async (id: number): Promise<string[]> => (await tasksOf({ kind: 'award-list', id })).filter(({ state }) => state === 'open').map(({ key }) => key).sort();
const stateOf = async (id: number): Promise<string | undefined> => (await row<{ state: string }>('SELECT state FROM process_instances WHERE subject_id = ?', [id]))?.state;
async function task(id: number, key: string): Promise<Task> {
  const found = await openTaskOf({ kind: 'award-list', id }, key);
  if (!found) throw new Error(`nothing waits at ${key}`);
  return found;
}
async function done(id: number, key: string, fields: Record<string, unknown> = {}): Promise<Task> {
  const found = await task(id, key);
  return completeTask(operator, found.id, { version: found.version, ...fields });
}
const everything = async (id: number): Promise<string> => JSON.stringify(await Promise.all([
  rows('SELECT * FROM process_instances WHERE subject_id = ?', [id]), rows('SELECT * FROM tasks WHERE subject_id = ?', [id]), rows('SELECT s.* FROM process_states s JOIN process_instances p ON p.id = s.instance_id WHERE p.subject_id = ?', [id]),
  rows("SELECT * FROM settings WHERE name = 'notified'"), rows('SELECT h.* FROM process_history h JOIN process_instances p ON p.id = h.instance_id WHERE p.subject_id = ?', [id]),
]));

describe('a step that fails', () => {
  it('leaves everything as it was, opens one incident, and succeeds when it is retried after the repair', async () => {
    const id = await begin('failing-service', [start(), userTask('ask'), service('tell'), userTask('then'), end(), ...path('start', 'ask', 'tell', 'then', 'end')]);
    const before = await everything(id);
    broken.add('notify');
    const signedIn = await Person.signedIn(product, operator);
    for (const attempt of [1, 2]) {
      const found = await task(id, 'ask');
      const answer = await signedIn.post(`/tasks/${found.id}/completion`, { version: found.version });
      expect([attempt, answer.status, answer.code]).toEqual([attempt, 503, 'process-incident']);
    }
    expect((await everything(id)).replaceAll('"incident"', '"running"')).toBe(before);
    const [incident] = (await listIncidents('open', 10)).filter(({ definition }) => definition === 'failing-service v1');
    expect(incident).toMatchObject({ elementId: 'tell', occurrences: 2, message: 'the service is broken' });
    await expect(retryIncident(drawer, incident.id)).rejects.toMatchObject({ code: 'process-incident' });
    broken.clear();
    expect((await retryIncident(drawer, incident.id)).state).toBe('resolved');
    expect([await waiting(id), called, await stateOf(id)]).toEqual([['then'], [`notify ${id}`], 'running']);
    expect((await tasksOf({ kind: 'award-list', id })).find(({ key }) => key === 'ask')?.doneBy?.id).toBe(operator.userId);
    await expect(retryIncident(drawer, incident.id)).rejects.toMatchObject({ code: 'already-done' });
  });

  it('a condition without an answer is an incident, never no', async () => {
    const id = await begin('no-answer', [start(), userTask('ask'), exclusive('many', 'many-few'), userTask('big'), userTask('few'), end(), ...path('start', 'ask', 'many'), flow('many', 'big', 'people > 2'), flow('many', 'few'), ...path('big', 'end'), ...path('few', 'end')],
      { variables: [{ name: 'people', type: 'number' }] });
    broken.add('people');
    await expect(done(id, 'ask')).rejects.toMatchObject({ code: 'process-incident' });
    expect(await waiting(id)).toEqual(['ask']);
    broken.clear();
    await done(id, 'ask');
    expect(await waiting(id)).toEqual(['big']);
  });

  it('a timer whose step fails waits as an incident and fires when it is retried', async () => {
    const id = await begin('failing-timer', [start(), userTask('ask'), catching('wait', timer({ duration: 'P1D' })), service('tell'), userTask('then'), end(), ...path('start', 'ask', 'wait', 'tell', 'then', 'end')]);
    await done(id, 'ask');
    broken.add('notify');
    const failures: unknown[] = [];
    await forward(2, (error) => failures.push(error));
    expect([failures.length, await waiting(id)]).toEqual([1, []]);
    expect(await fireDueTimers()).toBe(0);
    broken.clear();
    const [incident] = (await listIncidents('open', 10)).filter(({ definition }) => definition === 'failing-timer v1');
    await retryIncident(drawer, incident.id);
    expect([await waiting(id), await stateOf(id)]).toEqual([['then'], 'running']);
  });
});

async function forward(days: number, onFailure?: (error: unknown) => void): Promise<void> {
  const now = (await row<{ now: Date }>("SELECT DATE_ADD(UTC_TIMESTAMP(3), INTERVAL (SELECT value FROM settings WHERE name = 'clock-offset-ms') * 1000 MICROSECOND) AS now"))?.now ?? new Date(0);
  if (!onFailure) return officeTime(new Date(now.getTime() + days * 86_400_000).toISOString());
  await run("UPDATE settings SET value = value + ? WHERE name = 'clock-offset-ms'", [days * 86_400_000]);
  await fireDueTimers(onFailure);
}

describe('timers are rows', () => {
  it('thirty days and a restart later the timer fires, once, however many workers look', async () => {
    const id = await begin('thirty-days', [start(), userTask('ask'), catching('wait', timer({ duration: 'P30D' })), userTask('then'), end(), ...path('start', 'ask', 'wait', 'then', 'end')]);
    await done(id, 'ask');
    await forward(29);
    expect(await waiting(id)).toEqual([]);
    await disconnectDatabase();
    defineModels(connectDatabase(await workersTarget()));
    await run("UPDATE settings SET value = value + ? WHERE name = 'clock-offset-ms'", [2 * 86_400_000]);
    const fired = await Promise.all([fireDueTimers(), fireDueTimers(), fireDueTimers()]);
    expect([fired.reduce((sum, one) => sum + one, 0), await waiting(id)]).toEqual([1, ['then']]);
  });

  it('an interrupting boundary timer takes the task away, a non-interrupting one leaves it', async () => {
    const id = await begin('boundaries', [start(), userTask('ask'), boundary('remind', 'ask', timer({ duration: 'P1D' }), false), userTask('reminded'), boundary('late', 'ask', timer({ duration: 'P3D' })), userTask('escalated'), end(), end('end2'), end('end3'),
      ...path('start', 'ask', 'end'), ...path('remind', 'reminded', 'end2'), ...path('late', 'escalated', 'end3')]);
    const asked = await task(id, 'ask');
    await forward(1.1);
    expect(await waiting(id)).toEqual(['ask', 'reminded']);
    await forward(2);
    expect(await waiting(id)).toEqual(['escalated', 'reminded']);
    await expect(completeTask(operator, asked.id, { version: asked.version })).rejects.toMatchObject({ status: 409, code: 'already-done' });
    await done(id, 'escalated');
    await done(id, 'reminded');
    expect(await stateOf(id)).toBe('completed');
  });
});

describe('what waits', () => {
  it('parallel branches each have their task, and the join waits for all of them', async () => {
    const id = await begin('parallel', [start(), parallel('split'), userTask('a'), userTask('b'), parallel('join'), userTask('after'), end(), ...path('start', 'split', 'a', 'join', 'after', 'end'), ...path('split', 'b', 'join')]);
    expect(await waiting(id)).toEqual(['a', 'b']);
    await done(id, 'b');
    expect(await waiting(id)).toEqual(['a']);
    await done(id, 'a');
    expect(await waiting(id)).toEqual(['after']);
    await done(id, 'after');
    expect(await stateOf(id)).toBe('completed');
  });

  it('a message goes to whoever waits for it, and is refused when nobody does', async () => {
    const id = await begin('messages', [start(), userTask('ask'), boundary('stopped', 'ask', message('please-stop')), userTask('then'), end(), end('end2'), ...path('start', 'ask', 'end'), ...path('stopped', 'then', 'end2')], { messages: ['please-stop'] });
    expect(await sendMessage({ kind: 'award-list', id }, 'unknown', operator)).toBe(false);
    expect(await sendMessage({ kind: 'award-list', id }, 'please-stop', operator)).toBe(true);
    expect(await waiting(id)).toEqual(['then']);
    expect(await sendMessage({ kind: 'award-list', id }, 'please-stop', operator)).toBe(false);
  });

  it('an optional act is no to-do, but can be done', async () => {
    const id = await begin('optional', [start(), userTask('may', { more: { 'aid:optional': true } }), end(), ...path('start', 'may', 'end')]);
    expect((await ownTasks(operator, { limit: 100 })).items.some(({ subject }) => subject.id === id)).toBe(false);
    expect((await ownTasks(operator, { limit: 100, subjectId: id })).items).toHaveLength(1);
    await done(id, 'may');
    expect(await stateOf(id)).toBe('completed');
  });

  it('a sub-process left by a terminate end takes its other branch with it', async () => {
    const id = await begin('terminated', [start(), subProcess('inner', [start('s'), parallel('both'), userTask('left'), userTask('right'), end('e'), terminate('t'), ...path('s', 'both', 'left', 'e'), ...path('both', 'right', 't')]), userTask('then'), end(), ...path('start', 'inner', 'then', 'end')]);
    expect(await waiting(id)).toEqual(['left', 'right']);
    await done(id, 'right');
    expect(await waiting(id)).toEqual(['then']);
  });
});

describe('versions', () => {
  it('a running instance keeps the version it began with, a new one takes the new', async () => {
    const parts = (name: string): Part[] => [start(), userTask('first'), userTask('second', { name }), end(), ...path('start', 'first', 'second', 'end')];
    const old = await begin('versions', parts('旧的第二步'));
    const young = await begin('versions', parts('新的第二步'));
    await done(old, 'first');
    await done(young, 'first');
    expect([(await task(old, 'second')).name, (await task(young, 'second')).name]).toEqual(['旧的第二步', '新的第二步']);
    expect((await task(await another('versions').then(async (id) => { await done(id, 'first'); return id; }), 'second')).name).toBe('新的第二步');
  });

  it('whoever saved a version does not activate it, and the same file is not saved twice', async () => {
    const xml = bpmn([start(), userTask('a'), end(), ...path('start', 'a', 'end')], { id: 'four-eyes' });
    const { version } = await saveDefinition(drawer, xml);
    await expect(activateDefinition({ ...drawer, role: 'process-publisher' }, 'four-eyes', version.version, '')).rejects.toMatchObject({ status: 403, code: 'same-person' });
    const asDrawer = await Person.signedIn(product, drawer);
    expect((await asDrawer.post(`/process-definitions/four-eyes/versions/${version.version}/activation`)).code).toBe('same-person');
    expect((await asDrawer.post('/process-definitions/vocational-grant/versions/1/activation')).code).toBe('role-not-allowed');
    await expect(saveDefinition(drawer, xml)).rejects.toMatchObject({ status: 409, code: 'in-use' });
    expect((await activateDefinition(publisher, 'four-eyes', version.version, '核对过')).state).toBe('active');
  });

  it('a file that cannot run is refused with the element and the reason', async () => {
    const signedIn = await Person.signedIn(product, drawer);
    const answer = await signedIn.call('POST', '/process-definitions', bpmn([start(), userTask('a'), service('tell', 'noSuchService'), end(), ...path('start', 'a', 'tell', 'end')], { id: 'bad-service' }));
    expect([answer.status, answer.code]).toEqual([422, 'definition-invalid']);
    expect((answer.body as { errors: { elementId: string; message: string }[] }).errors).toContainEqual(expect.objectContaining({ elementId: 'tell', message: expect.stringContaining('noSuchService') }));
    expect((await signedIn.call('POST', '/process-definitions', '<!DOCTYPE a [<!ENTITY b "c">]><a/>')).code).toBe('definition-invalid');
  });
});
