import { row, rows, run } from '../../server/database.js';
import { fireDueTimers } from '../../server/workflow/fire-timers.js';
import { findLostTokens, waitsApart } from '../../server/workflow/lost-tokens.js';
import { sendMessage } from '../../server/workflow/send-message.js';
import { boundary, end, errorEvent, errorRoot, exclusive, external, field, flow, message, parallel, path, service, start, subProcess, timer, userTask, type Part, type Process } from '../support/bpmn-builder.js';
import { Person } from '../support/product.js';
import { forward, smallProcesses, type SmallProcesses } from '../support/small-process.js';
import { county, person } from '../support/world.js';
import { letIn, type Program } from './program.js';

/* What programs outside do for a process, each on the real engine, database and HTTP interface. */

let world: SmallProcesses;
let bank: Program;
let drawer: Person;
beforeAll(async () => {
  world = await smallProcesses();
  bank = await letIn(world);
  drawer = await world.signIn(world.drawer);
});
afterAll(() => world.product.stop());
beforeEach(() => { world.broken.clear(); world.called.length = 0; });
afterEach(async () => {
  for (const { id } of await rows<{ id: number }>('SELECT id FROM process_instances WHERE active_flag = 1')) expect([id, await waitsApart(id)]).toEqual([id, { withoutRow: [], withoutToken: [] }]);
  await run("UPDATE external_tasks SET state = 'cancelled' WHERE state IN ('waiting', 'failed')");
  await run("UPDATE process_instances SET active_flag = NULL, state = 'cancelled' WHERE active_flag = 1");
});

const between: Part[] = [start(), userTask('enter', { form: field('account') + field('people', 'long') }), external('check', { inputs: { number: 'account', students: 'people' }, outputs: { verified: 'verified' } }), userTask('after'), end(), ...path('start', 'enter', 'check', 'after', 'end')];
const declared: Process = { variables: [{ name: 'account', type: 'text' }, { name: 'people', type: 'number' }, { name: 'verified', type: 'boolean' }] };
const entered = async (key: string, parts?: Part[]): Promise<number> => {
  const id = await world.begin(key, parts ?? between, parts ? {} : declared);
  await world.done(id, 'enter', parts ? {} : { account: '张家村信用社', people: '3' });
  return id;
};
const stateOf = async (task: number): Promise<string | undefined> => (await row<{ state: string }>('SELECT state FROM external_tasks WHERE id = ?', [task]))?.state;

describe('a step that a program outside does', () => {
  it('waits between two people’s steps, and goes on when the program says it is done', async () => {
    const id = await entered('between');
    expect(await world.waiting(id)).toEqual([]);
    const [task] = await bank.fetch();
    expect(task).toMatchObject({ topicName: 'bank-account-check', workerId: 'worker-1', businessKey: `award-list:${id}`, variables: { number: { value: '张家村信用社', type: 'String' }, students: { value: 3, type: 'Double' } } });
    const done = await bank.report(task.id, 'complete', { variables: { verified: { value: true, type: 'Boolean' } } });
    expect([done.status, done.body]).toMatchObject([200, { state: 'done' }]);
    expect(await world.waiting(id)).toEqual(['after']);
    expect(await rows('SELECT name, value FROM process_variables v JOIN process_instances p ON p.id = v.instance_id WHERE p.subject_id = ? AND name = ?', [id, 'verified'])).toEqual([{ name: 'verified', value: 'true' }]);
    await world.done(id, 'after');
    expect(await world.stateOf(id)).toBe('completed');
    expect(await world.history(id)).toEqual(expect.arrayContaining(['external-opened check', 'external-done check']));
  });

  it('tells only what the drawing declares, and of that only what was asked for', async () => {
    await entered('told');
    const [task] = await bank.fetch(1, { variables: ['students', 'decision', 'account'] });
    expect(Object.keys(task.variables)).toEqual(['students']);
    expect(JSON.stringify(task)).not.toContain('张家村');
  });

  it('takes back only declared values of the declared type, and keeps nothing of a refused report', async () => {
    const id = await entered('types');
    const [task] = await bank.fetch();
    const refused = await bank.report(task.id, 'complete', { variables: { verified: { value: 'true' }, people: { value: 9 } } });
    expect([refused.status, (refused.body as { errors: { code: string }[] }).errors.map(({ code }) => code)]).toEqual([400, ['not-declared', 'wrong-type']]);
    expect([await world.waiting(id), await stateOf(task.id)]).toEqual([[], 'waiting']);
    expect((await bank.report(task.id, 'complete', { localVariables: { verified: { value: false }, scratch: { value: 1 } } })).status).toBe(200);
  });

  it('a repeated report with the same number gets the same answer, and the process goes on once', async () => {
    const id = await entered('repeated');
    const [task] = await bank.fetch();
    const key = { 'Idempotency-Key': 'the-same-report' };
    const [first, again] = [await bank.report(task.id, 'complete', {}, key), await bank.report(task.id, 'complete', {}, key)];
    expect([first.status, again.status, again.replayed, again.body]).toEqual([200, 200, true, first.body]);
    expect((await world.history(id)).filter((entry) => entry.startsWith('external-done'))).toHaveLength(1);
    expect((await bank.report(task.id, 'complete')).code).toBe('already-done');
  });

  it('a report that the process cannot follow changes nothing and becomes an incident; the worker may report again once it is mended', async () => {
    const id = await entered('stuck', [start(), userTask('enter'), external('check'), service('tell'), userTask('after'), end(), ...path('start', 'enter', 'check', 'tell', 'after', 'end')]);
    const [task] = await bank.fetch();
    world.broken.add('notify');
    expect((await bank.report(task.id, 'complete')).code).toBe('process-incident');
    expect([await world.waiting(id), await stateOf(task.id), await world.stateOf(id)]).toEqual([[], 'waiting', 'incident']);
    world.broken.clear();
    expect((await bank.report(task.id, 'complete')).status).toBe(200);
    expect([await world.waiting(id), await world.stateOf(id)]).toEqual([['after'], 'running']);
  });
});

describe('locks', () => {
  it('two programs racing for the same tasks never get one twice, and together get all', async () => {
    await entered('race');
    for (let n = 1; n < 12; n += 1) await world.done(await world.another('race'), 'enter', { account: '张家村信用社', people: '3' });
    const others = [bank, await letIn(world, ['bank-account-check'], world.authority, 'worker-2'), await letIn(world, ['bank-account-check'], world.authority, 'worker-3')];
    const got: number[] = [];
    for (let round = 0; round < 12 && got.length < 12; round += 1) got.push(...(await Promise.all(others.map((one) => one.fetch(3)))).flat().map(({ id }) => id));
    expect([got.length, new Set(got).size]).toEqual([12, 12]);
  });

  it('another worker’s report is refused with who has the task and since when; so is one by the same program under another name', async () => {
    await entered('others');
    const [task] = await bank.fetch();
    const other = await letIn(world, ['bank-account-check'], world.authority, 'worker-2');
    for (const report of ['complete', 'failure', 'unlock']) {
      const refused = await other.report(task.id, report);
      expect([report, refused.status, refused.code]).toEqual([report, 409, 'locked-by-other']);
      expect(refused.message).toContain('账户核验worker-1');
      expect(refused.message).toContain('2023-05-10');
    }
    expect((await bank.report(task.id, 'complete', { workerId: 'somebody-else' })).code).toBe('locked-by-other');
  });

  it('a lock that has run out by office time is somebody else’s: the first worker is told to fetch again', async () => {
    await entered('expired');
    const [task] = await bank.fetch(1, { lockDuration: 60_000 });
    expect(await bank.fetch()).toEqual([]);
    await forward(61 / 86_400);
    expect((await bank.report(task.id, 'complete')).code).toBe('lock-expired');
    const other = await letIn(world, ['bank-account-check'], world.authority, 'worker-2');
    expect((await other.fetch()).map(({ id }) => id)).toEqual([task.id]);
    expect((await bank.report(task.id, 'complete')).code).toBe('locked-by-other');
    expect((await other.report(task.id, 'complete')).status).toBe(200);
  });

  it('more time keeps the task, giving it back frees it at once', async () => {
    await entered('longer');
    const [task] = await bank.fetch(1, { lockDuration: 60_000 });
    expect((await bank.report(task.id, 'extend-lock', { newDuration: 600_000 })).status).toBe(200);
    await forward(120 / 86_400);
    expect((await bank.report(task.id, 'unlock')).status).toBe(200);
    expect((await bank.report(task.id, 'complete')).code).toBe('not-locked');
    expect((await bank.fetch()).map(({ id }) => id)).toEqual([task.id]);
  });

  it('what is more urgent is handed out first', async () => {
    const parts = (priority: string): Part[] => [start(), external('check', { priority }), end(), ...path('start', 'check', 'end')];
    await world.begin('calm', parts('1'));
    await world.begin('urgent', parts('50'));
    const [first] = await bank.fetch(1);
    expect((first as unknown as { priority: number }).priority).toBe(50);
  });

  it('a worker that waits gets the task when it comes, and nothing when none does', async () => {
    expect(await bank.fetch(1, { wait: 700 })).toEqual([]);
    const waiting = bank.fetch(1, { wait: 15_000 });
    await entered('comes');
    expect(await waiting).toHaveLength(1);
  });
});

describe('what could not be done', () => {
  it('with retries left it waits and is handed out again; without, an administrator looks at it, and the retry puts it back', async () => {
    const id = await entered('fails');
    const [task] = await bank.fetch();
    expect((await bank.report(task.id, 'failure', { errorMessage: '银行前置机没有答复', retries: 1, retryTimeout: 60_000 })).body).toMatchObject({ state: 'waiting' });
    expect(await bank.fetch()).toEqual([]);
    await forward(61 / 86_400);
    expect(await bank.fetch()).toMatchObject([{ id: task.id, retries: 1, errorMessage: '银行前置机没有答复' }]);
    expect((await bank.report(task.id, 'failure', { errorMessage: '账号 6222021234567890123 查不到', retries: 0 })).body).toMatchObject({ state: 'failed' });
    const incident = await row<{ id: number; message: string; kind: string }>('SELECT i.id, i.message, i.kind FROM incidents i JOIN process_instances p ON p.id = i.instance_id WHERE p.subject_id = ?', [id]);
    expect([incident, await world.stateOf(id), await bank.fetch()]).toMatchObject([{ kind: 'external-failed', message: '外部程序没有办成：账号 … 查不到' }, 'incident', []]);
    expect((await drawer.page('/incidents')).text).toContain('查不到');
    expect((await drawer.post(`/incidents/${incident?.id}/retry`)).status).toBe(200);
    expect(await world.stateOf(id)).toBe('running');
    const [back] = await bank.fetch();
    expect((await bank.report(back.id, 'complete')).status).toBe(200);
    expect(await world.waiting(id)).toEqual(['after']);
  });

  const caught: Part[] = [
    start(), external('check'), boundary('no-account', 'check', errorEvent('NO_ACCOUNT')), boundary('any', 'check', errorEvent()), userTask('after'), userTask('correct'), userTask('look'), end(),
    ...path('start', 'check', 'after', 'end'), ...path('no-account', 'correct', 'end'), ...path('any', 'look', 'end'),
  ];
  it.each([['NO_ACCOUNT', 'correct'], ['ANYTHING', 'look']])('the error %s goes the way drawn for it: %s', async (errorCode, next) => {
    const id = await world.begin(`caught-${next}`, caught, { roots: errorRoot('NO_ACCOUNT') });
    const [task] = await bank.fetch();
    expect((await bank.report(task.id, 'bpmn-error', { errorCode, errorMessage: '没有这个户' })).status).toBe(200);
    expect([await world.waiting(id), await stateOf(task.id)]).toEqual([[next], 'done']);
    await world.done(id, next);
    expect(await world.stateOf(id)).toBe('completed');
  });

  it('an error that nothing catches is an incident, never lost', async () => {
    const id = await entered('uncaught');
    const [task] = await bank.fetch();
    expect((await bank.report(task.id, 'bpmn-error', { errorCode: 'NO_ACCOUNT' })).body).toMatchObject({ state: 'failed' });
    expect(await world.stateOf(id)).toBe('incident');
  });
});

describe('the process around it', () => {
  it('a timer on its border ends it: the worker that comes too late hears so', async () => {
    const id = await world.begin('late', [start(), external('check'), boundary('until', 'check', timer({ duration: 'PT1H' })), userTask('by-hand'), end(), ...path('start', 'check', 'end'), ...path('until', 'by-hand', 'end')]);
    const [task] = await bank.fetch(1, { lockDuration: 7_200_000 });
    await forward(2 / 24);
    await fireDueTimers((error) => { throw error; });
    expect([await world.waiting(id), await stateOf(task.id)]).toEqual([['by-hand'], 'cancelled']);
    expect((await bank.report(task.id, 'complete')).code).toBe('already-done');
  });

  it('two side by side, and one for each of several in a sub-process', async () => {
    const id = await world.begin('many', [start(), parallel('fork'), external('a'), external('b'), parallel('join'), subProcess('each', [start('s2'), external('c'), end('e2'), ...path('s2', 'c', 'e2')]), end(), flow('start', 'fork'), ...path('fork', 'a', 'join'), ...path('fork', 'b', 'join'), ...path('join', 'each', 'end')]);
    for (const { id: task } of await bank.fetch()) expect((await bank.report(task, 'complete')).status).toBe(200);
    for (const { id: task } of await bank.fetch()) expect((await bank.report(task, 'complete')).status).toBe(200);
    expect(await world.stateOf(id)).toBe('completed');
  });

  it('an error reported of one of several side by side ends only its own', async () => {
    const id = await world.begin('apart', [
      start(), parallel('fork'), external('a'), boundary('bad', 'a', errorEvent('X')), external('b'), userTask('correct'), exclusive('met'), parallel('join'), end(), flow('start', 'fork'), ...path('fork', 'a', 'met'), ...path('bad', 'correct', 'met'), ...path('met', 'join'), ...path('fork', 'b', 'join'), ...path('join', 'end'),
    ], { roots: errorRoot('X') });
    const tasks = await bank.fetch();
    const a = tasks.find((one) => (one as unknown as { activityId: string }).activityId === 'a');
    expect((await bank.report(a?.id ?? 0, 'bpmn-error', { errorCode: 'X' })).status).toBe(200);
    expect(await world.waiting(id)).toEqual(['correct']);
    expect(await rows("SELECT element_id FROM external_tasks x JOIN process_instances p ON p.id = x.instance_id WHERE p.subject_id = ? AND x.state = 'waiting'", [id])).toEqual([{ element_id: 'b' }]);
  });

  it('nobody looks for a lost token where a program is waited for', async () => {
    await entered('not-lost');
    expect(await findLostTokens()).toBe(0);
  });

  it('a message on its border that interrupts takes it away', async () => {
    const id = await world.begin('message', [start(), external('check'), boundary('stop', 'check', message('stopped')), end(), ...path('start', 'check', 'end'), ...path('stop', 'end')], { messages: ['stopped'] });
    await sendMessage({ kind: 'award-list', id }, 'stopped', null);
    expect(await world.stateOf(id)).toBe('completed');
    expect(await bank.fetch()).toEqual([]);
  });
});

describe('who may', () => {
  it('a program sees only its topics, and only what lies below its organisation', async () => {
    await entered('whose');
    const elsewhere = await letIn(world, ['bank-account-check'], await county(), 'worker-9').catch(() => undefined);
    expect(elsewhere).toBeUndefined(); // out of the administrator's own reach
    const school = await letIn(world, ['bank-account-check'], world.place, 'worker-4');
    expect(await school.fetch()).toHaveLength(1);
    const sms = await letIn(world, ['sms'], world.authority, 'worker-5');
    expect((await sms.post('/external-tasks/fetch-and-lock', { workerId: 'w', maxTasks: 1, topics: [{ topicName: 'bank-account-check', lockDuration: 60_000 }] })).code).toBe('topic-not-allowed');
    expect((await sms.report((await rows<{ id: number }>('SELECT MAX(id) AS id FROM external_tasks'))[0].id, 'complete')).status).toBe(404);
  });

  it('people’s tokens do not open the programs’ door, nor theirs any other', async () => {
    expect((await drawer.post('/external-tasks/fetch-and-lock', { workerId: 'w', maxTasks: 1, topics: [{ topicName: 'x', lockDuration: 60_000 }] })).status).toBe(401);
    for (const address of ['/me', '/process-runs', '/award-lists']) {
      expect((await fetch(`${world.product.url}/api/v1${address}`, { headers: { Authorization: `Bearer ${bank.token}` } })).status).toBe(401);
    }
  });

  it('one person asks, another approves; the token is shown once and kept as a hash; whoever is revoked is stopped at once', async () => {
    const publisher = await world.signIn(world.publisher);
    const asked = await drawer.post('/machine-clients', { name: '短信', purpose: '发通知短信', organisationId: world.authority.id, topics: ['sms'], validDays: 90 });
    const { id } = asked.body as { id: number };
    expect([asked.status, (await drawer.post(`/machine-clients/${id}/tokens`)).code, (await drawer.post(`/machine-clients/${id}/decision`, { grant: true })).code]).toEqual([201, 'not-approved', 'role-not-allowed']);
    expect((await publisher.post(`/machine-clients/${id}/decision`, { grant: true })).status).toBe(200);
    const { token } = (await drawer.post(`/machine-clients/${id}/tokens`)).body as { token: string };
    expect(JSON.stringify(await rows('SELECT * FROM machine_clients'))).not.toContain(token);
    const fetchWith = async (): Promise<number> => (await fetch(`${world.product.url}/api/v1/external-tasks/fetch-and-lock`, { method: 'POST', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: JSON.stringify({ workerId: 'w', maxTasks: 1, topics: [{ topicName: 'sms', lockDuration: 60_000 }] }) })).status;
    expect(await fetchWith()).toBe(200);
    expect((await drawer.post(`/machine-clients/${id}/revocation`, { reason: '合同到期' })).status).toBe(200);
    expect(await fetchWith()).toBe(401);
    expect((await (await world.signIn(await person(world.authority, 'auditor'))).get('/machine-clients')).status).toBe(403);
  });

  it('a token is void when its days are over', async () => {
    const short = await letIn(world, ['sms'], world.authority, 'worker-8');
    await forward(91);
    await expect(short.fetch(1, { topic: 'sms' })).rejects.toThrow('session-expired');
  });
});
