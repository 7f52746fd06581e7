import { row, rows, run } from '../../server/database.js';
import { sendOutbox } from '../../server/jobs/outbox-worker.js';
import { waitsApart } from '../../server/workflow/lost-tokens.js';
import { saveDefinition } from '../../server/workflow/definitions.js';
import { bpmn, catching, end, eventBased, message, node, parallel, path, signal, start, userTask, type Part } from '../support/bpmn-builder.js';
import { workJobs } from '../support/jobs.js';
import type { Person } from '../support/product.js';
import { smallProcesses, type SmallProcesses } from '../support/small-process.js';

/* One instance moves to a chosen version: tried at once, decided by another; and instances that wait for another process. */

let world: SmallProcesses;
let drawer: Person;
let publisher: Person;
beforeAll(async () => {
  world = await smallProcesses();
  drawer = await world.signIn(world.drawer);
  publisher = await world.signIn(world.publisher);
});
afterAll(() => world.product.stop());
afterEach(async () => {
  for (const { id } of await rows<{ id: number }>('SELECT id FROM process_instances WHERE active_flag = 1')) expect([id, await waitsApart(id)]).toEqual([id, { withoutRow: [], withoutToken: [] }]);
});

const versionOf = async (instance: number): Promise<number | undefined> => (await row<{ version: number }>('SELECT d.version FROM process_instances p JOIN process_definitions d ON d.id = p.definition_id WHERE p.id = ?', [instance]))?.version;
const stateOf = async (instance: number): Promise<string | undefined> => (await row<{ state: string }>('SELECT state FROM process_instances WHERE id = ?', [instance]))?.state;
const instanceOn = async (key: string, subject: number): Promise<number> => (await row<{ id: number }>('SELECT p.id FROM process_instances p JOIN process_definitions d ON d.id = p.definition_id WHERE d.definition_key = ? AND p.subject_id = ? ORDER BY p.id DESC', [key, subject]))?.id ?? 0;
const asked = (instance: number, body: Record<string, unknown> = {}) => drawer.post(`/process-instances/${instance}/migration`, { comment: '换一版', ...body });
/** Planned, granted and carried out. */
async function moved(instance: number, body: Record<string, unknown> = {}): Promise<void> {
  const plan = await asked(instance, body);
  if (plan.status !== 201) throw new Error(plan.text);
  const { id } = plan.body as { id: number };
  expect((await publisher.post(`/process-migrations/${id}/decision`, { grant: true })).status).toBe(202);
  await workJobs();
  expect((await drawer.get(`/process-migrations/${id}`)).body).toMatchObject({ state: 'moved', counts: { moved: 1, failed: 0 } });
}
const delivered = async (): Promise<void> => {
  await run('UPDATE outbox SET not_before = CURRENT_TIMESTAMP(3), lease_until = NULL WHERE sent_at IS NULL');
  while ((await sendOutbox((error) => { throw error; })) > 0);
};
const throwing = (id: string, definition: string): Part => node('intermediateThrowEvent', id, { name: `发出${id}` }, definition);
const call = (id: string, calledElement: string, name = '请另一处办'): Part => node('callActivity', id, { name, calledElement });

const two = (step: string): Part[] => [start(), userTask(step, { name: '核对' }), userTask('last'), end(), ...path('start', step, 'last', 'end')];

describe('one instance', () => {
  it('is tried at once, becomes a plan of its own and moves when another person agrees; the others stay', async () => {
    const [id, other] = [await world.begin('single', two('check')), await world.another('single')];
    await world.publish('single', two('verify'));
    const [instance, beside] = [await instanceOn('single', id), await instanceOn('single', other)];
    const plan = await asked(instance);
    expect([plan.status, plan.body]).toMatchObject([201, { instanceId: instance, from: 1, to: 2, state: 'checked', mapping: { check: 'verify' }, counts: { fits: 1 } }]);
    expect([await versionOf(instance), (await asked(instance)).code, (await asked(beside)).status]).toEqual([1, 'in-use', 201]);
    const { id: planId } = plan.body as { id: number };
    expect((await drawer.post(`/process-migrations/${planId}/decision`, { grant: true })).code).toBe('role-not-allowed');
    expect((await publisher.post(`/process-migrations/${planId}/decision`, { grant: true })).status).toBe(202);
    await workJobs();
    expect([await versionOf(instance), await versionOf(beside)]).toEqual([2, 1]);
    expect((await publisher.post(`/process-migrations/${planId}/undo`)).status).toBe(202);
    await workJobs();
    expect([await versionOf(instance), await world.waiting(id)]).toEqual([1, ['check']]);
  });

  it('a trial alone answers whether, why not and by which partners, and leaves nothing behind', async () => {
    const id = await world.begin('tried', two('check'));
    await world.publish('tried', [start(), userTask('other'), userTask('last'), end(), ...path('start', 'other', 'last', 'end')]);
    const instance = await instanceOn('tried', id);
    const before = await row('SELECT COUNT(*) AS n FROM process_migrations');
    expect(await asked(instance, { dryRun: true })).toMatchObject({ status: 200, body: { instanceId: instance, from: 1, to: 2, fits: false, reasons: [expect.stringContaining('停在“核对”，计划里没有它在新版的对应环节')] } });
    expect((await asked(instance, { dryRun: true, mapping: { check: 'other' } })).body).toMatchObject({ fits: true, reasons: [], mapping: { check: 'other' } });
    expect(await row('SELECT COUNT(*) AS n FROM process_migrations')).toEqual(before);
  });

  it('who cannot follow is refused with every reason and gets no plan', async () => {
    const id = await world.begin('cannot', [start(), parallel('split'), userTask('a'), userTask('b'), parallel('join'), end(), ...path('start', 'split', 'a', 'join', 'end'), ...path('split', 'b', 'join')]);
    await world.publish('cannot', [start(), userTask('c'), end(), ...path('start', 'c', 'end')]);
    const answer = await asked(await instanceOn('cannot', id));
    expect([answer.status, answer.code]).toEqual([422, 'cannot-follow']);
    expect((answer.body as { errors: { message: string }[] }).errors.map(({ message: why }) => why)).toEqual([expect.stringContaining('办理a'), expect.stringContaining('办理b')]);
    expect(await rows('SELECT m.id FROM process_migrations m JOIN process_definitions d ON d.id = m.from_definition_id WHERE d.definition_key = ?', ['cannot'])).toEqual([]);
  });

  it('one that is over, that does not exist, or that belongs to somebody else\'s work', async () => {
    const id = await world.begin('over', two('check'));
    await world.publish('over', two('verify'));
    const instance = await instanceOn('over', id);
    expect((await asked(99_999_999)).status).toBe(404);
    expect((await (await world.signIn(world.operator)).post('/process-instances/99999999/migration', {})).code).toBe('role-not-allowed');
    expect((await publisher.post(`/process-instances/${instance}/migration`, {})).code).toBe('role-not-allowed');
    for (const key of ['check', 'last']) await world.done(id, key);
    expect((await asked(instance)).code).toBe('already-done');
  });
});

describe('to any version that was activated', () => {
  it('back to an older one, or to one between; never to a draft nobody has activated', async () => {
    const id = await world.begin('chosen', two('check'));
    await world.publish('chosen', two('verify'));
    await world.publish('chosen', two('examine'));
    const { version: draft } = await saveDefinition(world.drawer, bpmn(two('draft'), { id: 'chosen' }));
    const instance = await instanceOn('chosen', id);
    expect((await asked(instance, { to: draft.version })).code).toBe('never-activated');
    expect((await asked(instance, { to: 1 })).code).toBe('nothing-to-migrate');
    expect((await asked(instance, { to: 99 })).status).toBe(404);
    await moved(instance, { to: 2 });
    expect([await versionOf(instance), await world.waiting(id)]).toEqual([2, ['verify']]);
    await moved(instance);
    expect([await versionOf(instance), await world.waiting(id)]).toEqual([3, ['examine']]);
    const plan = (await drawer.post('/process-definitions/chosen/versions/3/migrations', { to: 1, comment: '第 3 版画错了' })).body as { id: number };
    await workJobs();
    expect((await publisher.post(`/process-migrations/${plan.id}/decision`, { grant: true })).status).toBe(202);
    await workJobs();
    expect([await versionOf(instance), await world.waiting(id)]).toEqual([1, ['check']]);
    for (const key of ['check', 'last']) await world.done(id, key);
    expect(await world.stateOf(id)).toBe('completed');
  });

  it('a plan is void once another version has come into use', async () => {
    const id = await world.begin('overtaken', two('check'));
    await world.publish('overtaken', two('verify'));
    await world.publish('overtaken', two('examine'));
    const plan = (await asked(await instanceOn('overtaken', id), { to: 2 })).body as { id: number };
    await world.publish('overtaken', [...two('examine'), userTask('more'), ...path('last', 'more', 'end')].filter(({ flows }) => flows[0] !== 'last-end'));
    expect((await publisher.post(`/process-migrations/${plan.id}/decision`, { grant: true })).code).toBe('stale-version');
  });

  it('on the page one chooses the version, for one instance or for all', async () => {
    const id = await world.begin('by-page', two('check'));
    await world.publish('by-page', two('verify'));
    await world.publish('by-page', two('examine'));
    const instance = await instanceOn('by-page', id);
    const form = `/processes/by-page/1/migration?instance=${instance}`;
    expect((await drawer.page(`/process-runs/${instance}`)).text).toContain(form.replace('&', '&amp;'));
    expect((await drawer.page(form)).text).toMatch(/迁移实例[\s\S]*第 2 版（用过）/);
    expect((await drawer.page(`${form}&to=2`)).text).toContain('从第 1 版到第 2 版');
    const sent = await drawer.submit(`${form}&to=2`, { 'to-check': 'verify', comment: '补一件' });
    expect(sent.status).toBe(303);
    expect((await publisher.page(sent.headers.get('location')?.split('?')[0] ?? '')).text).toContain('同意，迁移 1 件');
    const refused = await drawer.submit(`${form}&to=3`, { 'to-check': '', comment: '补一件' });
    expect(refused.text).toContain('计划里没有它在新版的对应环节');
  });
});

describe('while another process is waited for', () => {
  const caller = (host: string, then: string): Part[] => [start(), call(host, 'called-while-moving'), userTask(then, { name: '接着办' }), end(), ...path('start', host, then, 'end')];
  const called = (step: string): Part[] => [start(), userTask(step, { name: '协查' }), end(), ...path('start', step, 'end')];

  it('the caller moves while the called one runs; the called one comes back to the right place, once', async () => {
    await world.publish('called-while-moving', called('look'));
    const id = await world.begin('caller-moves', caller('ask', 'then'));
    await world.publish('caller-moves', caller('inquire', 'then-new'));
    const [parent, child] = [await instanceOn('caller-moves', id), await instanceOn('called-while-moving', id)];
    await moved(parent);
    expect(await rows("SELECT element_id, called_id, state FROM process_calls WHERE instance_id = ?", [parent])).toEqual([{ element_id: 'inquire', called_id: child, state: 'waiting' }]);
    expect([await versionOf(parent), await world.waiting(id), await stateOf(child)]).toEqual([2, ['look'], 'running']);
    await world.done(id, 'look');
    expect([await stateOf(child), await world.waiting(id)]).toEqual(['completed', ['then-new']]);
    await world.done(id, 'then-new');
    expect(await stateOf(parent)).toBe('completed');
    expect(await rows('SELECT id FROM process_instances WHERE subject_id = ?', [id])).toHaveLength(2);
  });

  it('the called one moves, the caller moves after it, both go on; taken back, the call still finds its place', async () => {
    const id = await world.begin('caller-and-called', caller('ask', 'then'));
    const [parent, child] = [await instanceOn('caller-and-called', id), await instanceOn('called-while-moving', id)];
    await world.publish('called-while-moving', [start(), userTask('look-closer', { name: '协查' }), userTask('sign'), end(), ...path('start', 'look-closer', 'sign', 'end')]);
    await world.publish('caller-and-called', caller('inquire', 'then'));
    await moved(child);
    await moved(parent);
    const plan = await row<{ id: number }>('SELECT MAX(id) AS id FROM process_migrations WHERE instance_id = ?', [parent]);
    await publisher.post(`/process-migrations/${plan?.id}/undo`);
    await workJobs();
    expect([await versionOf(parent), await versionOf(child), await world.waiting(id)]).toEqual([1, 2, ['look-closer']]);
    for (const key of ['look-closer', 'sign', 'then']) await world.done(id, key);
    expect([await stateOf(child), await stateOf(parent)]).toEqual(['completed', 'completed']);
  });

  it('a call cannot be moved to a place that calls another process', async () => {
    await world.publish('another-called', called('elsewhere'));
    const id = await world.begin('calls-another', caller('ask', 'then'));
    await world.publish('calls-another', [start(), call('ask', 'another-called'), userTask('then'), end(), ...path('start', 'ask', 'then', 'end')]);
    expect((await asked(await instanceOn('calls-another', id))).text).toContain('请另一处办');
  });

  it('a message sent before the move arrives after it, once, at the new place; the sender moves meanwhile too', async () => {
    const listening = (wait: string): Part[] => [start(), catching(wait, message('go')), userTask('heard'), end(), ...path('start', wait, 'heard', 'end')];
    const telling = (host: string): Part[] => [start(), parallel('split'), call(host, 'listening'), userTask('first'), throwing('tell', message('go')), parallel('join'), userTask('last'), end(), ...path('start', 'split', host, 'join', 'last', 'end'), ...path('split', 'first', 'tell', 'join')];
    const messages = { messages: ['go'] };
    await world.publish('listening', listening('hear'), messages);
    const id = await world.begin('telling', telling('listen'), messages);
    const [sender, listener] = [await instanceOn('telling', id), await instanceOn('listening', id)];
    await world.publish('listening', listening('hear-again'), messages);
    await world.done(id, 'first');
    await moved(listener, { mapping: { hear: 'hear-again' } });
    await world.publish('telling', telling('listen'), { ...messages, name: '改了名字' });
    await moved(sender);
    await delivered();
    await run("UPDATE outbox SET sent_at = NULL WHERE kind = 'process-thrown'");
    await delivered();
    expect([await world.waiting(id), await rows('SELECT element_id, state FROM message_waits WHERE instance_id = ?', [listener])]).toEqual([['heard'], [{ element_id: 'hear-again', state: 'received' }]]);
    for (const key of ['heard', 'last']) await world.done(id, key);
    expect([await stateOf(listener), await stateOf(sender)]).toEqual(['completed', 'completed']);
  });

  it('a signal on its way reaches one that has moved, at an event-based gateway too, and only its one way goes on', async () => {
    const waiting = (heard: string): Part[] => [start(), eventBased('which'), catching(heard, signal('open')), catching('told', message('stop')), userTask('opened'), userTask('stopped'), end(), end('e2'), ...path('start', 'which', heard, 'opened', 'end'), ...path('which', 'told', 'stopped', 'e2')];
    const events = { signals: ['open'], messages: ['stop'] };
    const id = await world.begin('hears-signal', waiting('hear'), events);
    await world.publish('hears-signal', waiting('hear-now'), events);
    const sender = await world.begin('says-signal', [start(), userTask('ask'), throwing('say', signal('open')), end(), ...path('start', 'ask', 'say', 'end')], { signals: ['open'] });
    await world.done(sender, 'ask');
    await moved(await instanceOn('hears-signal', id), { mapping: { hear: 'hear-now' } });
    await delivered();
    expect(await world.waiting(id)).toEqual(['opened']);
    await world.done(id, 'opened');
    expect(await world.stateOf(id)).toBe('completed');
  });
});
