import { row, rows, run } from '../../server/database.js';
import { sendOutbox } from '../../server/jobs/outbox-worker.js';
import { fireDueTimers } from '../../server/workflow/fire-timers.js';
import { waitsApart } from '../../server/workflow/lost-tokens.js';
import { boundary, catching, end, eventBased, exclusive, field, flow, message, node, parallel, path, service, signal, start, subProcess, tag, terminate, timer, userTask, type Part, type Process } from '../support/bpmn-builder.js';
import { bpmn } from '../support/bpmn-builder.js';
import { forward, smallProcesses, type SmallProcesses } from '../support/small-process.js';

/*
 * What a drawing may hold, each on the real engine and database. Nothing is kept between two steps: every act recovers the
 * engine from its row, and after every act rows and stored state wait for the same.
 */

let world: SmallProcesses;
beforeAll(async () => { world = await smallProcesses(); });
afterAll(() => world.product.stop());
beforeEach(() => { world.broken.clear(); world.called.length = 0; });
afterEach(async () => {
  for (const { id } of await rows<{ id: number }>('SELECT id FROM process_instances WHERE active_flag = 1')) expect([id, await waitsApart(id)]).toEqual([id, { withoutRow: [], withoutToken: [] }]);
});

const delivered = async (): Promise<void> => {
  await run('UPDATE outbox SET not_before = CURRENT_TIMESTAMP(3), lease_until = NULL WHERE sent_at IS NULL');
  while ((await sendOutbox((error) => { throw error; })) > 0);
};
async function due(days: number): Promise<void> {
  await forward(days);
  while ((await fireDueTimers((error) => { throw error; })) > 0);
}
const refusals = async (parts: Part[], process: Process = {}): Promise<string[]> => {
  const answer = await (await world.signIn(world.drawer)).call('POST', '/process-definitions', bpmn(parts, process));
  return answer.status === 201 ? [] : (answer.body as { errors: { code: string }[] }).errors.map(({ code }) => code);
};
const throwing = (id: string, definition: string): Part => node('intermediateThrowEvent', id, { name: `发出${id}` }, definition);
const call = (id: string, calledElement: string, inside = ''): Part => node('callActivity', id, { name: `调用${id}`, calledElement }, inside);

describe('timers', () => {
  it('a date and a duration on the way, each fired by its row', async () => {
    const id = await world.begin('timers', [start(), catching('date', timer({ date: '2023-05-20' })), userTask('a'), catching('duration', timer({ duration: 'PT36H' })), userTask('b'), end(), ...path('start', 'date', 'a', 'duration', 'b', 'end')]);
    expect(await world.waiting(id)).toEqual([]);
    await due(10);
    await world.done(id, 'a');
    await due(1);
    expect(await world.waiting(id)).toEqual([]);
    await due(0.6);
    await world.done(id, 'b');
    expect(await world.stateOf(id)).toBe('completed');
  });

  it('a cycle beside a task reminds as often as drawn and goes with the task', async () => {
    const id = await world.begin('cycle', [start(), userTask('ask'), boundary('remind', 'ask', timer({ cycle: 'R2/P1D' }), false), service('tell'), end('e2'), end(), ...path('start', 'ask', 'end'), ...path('remind', 'tell', 'e2')]);
    for (let day = 0; day < 4; day += 1) await due(1.05);
    expect(world.called).toEqual([`notify ${id}`, `notify ${id}`]);
    const other = await world.another('cycle');
    await due(1.05);
    await world.done(other, 'ask');
    await due(3);
    expect(world.called.filter((one) => one === `notify ${other}`)).toHaveLength(1);
  });

  it('of an interrupting one the task goes, of one beside it stays', async () => {
    const id = await world.begin('boundary', [start(), userTask('ask'), boundary('soon', 'ask', timer({ duration: 'P1D' }), false), userTask('reminded'), boundary('late', 'ask', timer({ duration: 'P2D' })), userTask('escalated'), end(), end('e2'), end('e3'), ...path('start', 'ask', 'end'), ...path('soon', 'reminded', 'e2'), ...path('late', 'escalated', 'e3')]);
    await due(1.1);
    expect(await world.waiting(id)).toEqual(['ask', 'reminded']);
    await due(1.1);
    expect(await world.waiting(id)).toEqual(['escalated', 'reminded']);
  });
});

describe('messages and signals between processes', () => {
  it('a thrown message reaches the process it has called, after the commit, and once', async () => {
    await world.publish('listening', [start(), catching('hear', message('go')), userTask('heard'), end(), ...path('start', 'hear', 'heard', 'end')], { messages: ['go'] });
    const id = await world.begin('telling', [start(), parallel('split'), call('listen', 'listening'), userTask('first'), throwing('tell', message('go')), parallel('join'), end(), ...path('start', 'split', 'listen', 'join', 'end'), ...path('split', 'first', 'tell', 'join')], { messages: ['go'] });
    expect(await world.waiting(id)).toEqual(['first']);
    await world.done(id, 'first');
    expect(await world.waiting(id)).toEqual([]);
    await delivered();
    await run("UPDATE outbox SET sent_at = NULL WHERE kind = 'process-thrown'");
    await delivered();
    expect(await world.waiting(id)).toEqual(['heard']);
    await world.done(id, 'heard');
    expect((await rows('SELECT id FROM process_instances WHERE subject_id = ? AND active_flag = 1', [id]))).toEqual([]);
  });

  it('a message nobody waits for is kept for an hour and then noted as unheard', async () => {
    const id = await world.begin('unheard', [start(), userTask('ask'), node('endEvent', 'said', { name: '说完' }, message('anybody')), ...path('start', 'ask', 'said')], { messages: ['anybody'] });
    await world.done(id, 'ask');
    expect(await world.stateOf(id)).toBe('completed');
    await sendOutbox();
    expect(await world.history(id)).not.toContain('message-unheard said');
    await run("UPDATE outbox SET payload = JSON_SET(payload, '$.until', '2020-01-01T00:00:00.000Z') WHERE kind = 'process-thrown' AND sent_at IS NULL");
    await delivered();
    expect(await world.history(id)).toContain('message-unheard said');
  });

  it('a thrown signal reaches every instance that waits for it, of whatever subject, and none that comes later', async () => {
    await world.publish('waits-for-signal', [start(), catching('hear', signal('open')), userTask('heard'), end(), ...path('start', 'hear', 'heard', 'end')], { signals: ['open'] });
    const [one, two] = [await world.another('waits-for-signal'), await world.another('waits-for-signal')];
    const sender = await world.begin('sends-signal', [start(), userTask('ask'), throwing('say', signal('open')), userTask('then'), end(), ...path('start', 'ask', 'say', 'then', 'end')], { signals: ['open'] });
    await world.done(sender, 'ask');
    const late = await world.another('waits-for-signal');
    await delivered();
    expect([await world.waiting(one), await world.waiting(two), await world.waiting(late), await world.waiting(sender)]).toEqual([['heard'], ['heard'], [], ['then']]);
    expect(await world.history(sender)).toContain('signal-sent say');
  });

  it('an act that is rolled back has sent nothing', async () => {
    const id = await world.begin('not-sent', [start(), userTask('ask'), throwing('say', signal('never')), service('tell'), end(), ...path('start', 'ask', 'say', 'tell', 'end')], { signals: ['never'] });
    world.broken.add('notify');
    await expect(world.done(id, 'ask')).rejects.toMatchObject({ code: 'process-incident' });
    expect(await row("SELECT id FROM outbox WHERE kind = 'process-thrown' AND payload LIKE '%never%'")).toBeUndefined();
  });
});

it('at an event-based gateway the first event decides, be it message, signal or time', async () => {
  const parts = [start(), eventBased('which'), catching('m', message('yes')), catching('t', timer({ duration: 'P1D' })), userTask('told'), userTask('waited'), end(), end('e2'), ...path('start', 'which', 'm', 'told', 'end'), ...path('which', 't', 'waited', 'e2')];
  const late = await world.begin('event-gateway', parts, { messages: ['yes'] });
  await due(1.1);
  expect(await world.waiting(late)).toEqual(['waited']);
  expect(await rows("SELECT w.state FROM message_waits w JOIN process_instances p ON p.id = w.instance_id WHERE p.subject_id = ?", [late])).toEqual([{ state: 'cancelled' }]);
});

const errorRoots = '<bpmn:error id="bad" name="坏" errorCode="bad" /><bpmn:escalation id="up" name="上报" escalationCode="up" />';
const errorDefinition = '<bpmn:errorEventDefinition errorRef="bad" />';
const escalationDefinition = '<bpmn:escalationEventDefinition escalationRef="up" />';

it('an error leaves its sub-process by the boundary that takes it; an escalation beside it leaves it running', async () => {
  const inside = [start('s'), userTask('in', { decisions: ['pass', 'fail', 'report'] }), exclusive('x', 'x-ok'), end('ok'), end('broken', errorDefinition), node('intermediateThrowEvent', 'raise', { name: '上报' }, escalationDefinition), userTask('more'), end('done'), ...path('s', 'in', 'x'), flow('x', 'broken', 'decision = "fail"'), flow('x', 'raise', 'decision = "report"'), flow('x', 'ok', undefined, 'x-ok'), ...path('raise', 'more', 'done')];
  const parts = [start(), subProcess('box', inside), boundary('oops', 'box', errorDefinition), userTask('repair'), end('e2'), boundary('told', 'box', escalationDefinition, false), userTask('boss'), end('e3'), userTask('then'), end(), ...path('start', 'box', 'then', 'end'), ...path('oops', 'repair', 'e2'), ...path('told', 'boss', 'e3')];
  const process = { variables: [{ name: 'decision', type: 'text' }], roots: errorRoots };
  const failing = await world.begin('errors', parts, process);
  await world.done(failing, 'in', { decision: 'fail', remark: '缺材料' });
  expect(await world.waiting(failing)).toEqual(['repair']);
  const raising = await world.another('errors');
  await world.done(raising, 'in', { decision: 'report' });
  expect(await world.waiting(raising)).toEqual(['boss', 'more']);
  await world.done(raising, 'more');
  expect(await world.waiting(raising)).toEqual(['boss', 'then']);
});

it('a terminate end takes the other branches of its own sub-process with it', async () => {
  const id = await world.begin('terminate', [start(), subProcess('box', [start('s'), parallel('p'), userTask('left'), userTask('right'), end('e'), terminate('t'), ...path('s', 'p', 'left', 'e'), ...path('p', 'right', 't')]), userTask('then'), end(), ...path('start', 'box', 'then', 'end')]);
  await world.done(id, 'right');
  expect(await world.waiting(id)).toEqual(['then']);
});

const many = (count: string, sequential = false): string => tag('bpmn:multiInstanceLoopCharacteristics', { isSequential: sequential }, tag('bpmn:loopCardinality', { 'xsi:type': 'bpmn:tFormalExpression' }, count));

describe('multi-instance', () => {
  it('all at once: as many tasks as asked for, and on when the last is done', async () => {
    const id = await world.begin('many-at-once', [start(), userTask('each', { inside: many('people') }), userTask('then'), end(), ...path('start', 'each', 'then', 'end')], { variables: [{ name: 'people', type: 'number' }] });
    expect(await world.waiting(id)).toEqual(['each', 'each', 'each']);
    for (let left = 3; left > 0; left -= 1) await world.done(id, 'each');
    expect(await world.waiting(id)).toEqual(['then']);
  });

  it('one after the other, each a task of its own', async () => {
    const id = await world.begin('one-by-one', [start(), userTask('each', { inside: many('2', true) }), userTask('then'), end(), ...path('start', 'each', 'then', 'end')]);
    const first = await row<{ execution_id: string }>("SELECT execution_id FROM tasks WHERE subject_id = ? AND state = 'open'", [id]);
    await world.done(id, 'each');
    expect(await world.waiting(id)).toEqual(['each']);
    expect(await row("SELECT execution_id FROM tasks WHERE subject_id = ? AND state = 'open'", [id])).not.toEqual(first);
    await world.done(id, 'each');
    expect(await world.waiting(id)).toEqual(['then']);
  });

  it('of a sub-process: each has its own inside', async () => {
    const box = subProcess('box', [start('s'), userTask('in'), userTask('in2'), end('e'), ...path('s', 'in', 'in2', 'e')]);
    const id = await world.begin('many-boxes', [start(), { ...box, xml: box.xml.replace('</bpmn:subProcess>', `${many('2')}</bpmn:subProcess>`) }, userTask('then'), end(), ...path('start', 'box', 'then', 'end')]);
    await world.done(id, 'in');
    expect(await world.waiting(id)).toEqual(['in', 'in2']);
    for (const key of ['in2', 'in', 'in2']) await world.done(id, key);
    expect(await world.waiting(id)).toEqual(['then']);
  });
});

describe('a call activity', () => {
  const asks = (key: string): [string, Part[], Process] => [key, [start(), userTask('inner', { decisions: ['pass', 'fail'], form: field('days', 'long') }), end(), ...path('start', 'inner', 'end')], { variables: [{ name: 'decision', type: 'text' }, { name: 'days', type: 'number' }] }];

  it('begins the process it names about the same subject, and goes on with what that has decided when it is over', async () => {
    await world.publish(...asks('called'));
    const id = await world.begin('calling', [start(), userTask('before'), call('sub', 'called'), exclusive('well', 'well-no'), userTask('yes'), userTask('no'), end(), end('e2'), ...path('start', 'before', 'sub', 'well'), flow('well', 'yes', 'days > 3 and decision = "pass"'), flow('well', 'no', undefined, 'well-no'), ...path('yes', 'end'), ...path('no', 'e2')], { variables: [{ name: 'decision', type: 'text' }, { name: 'days', type: 'number' }] });
    await world.done(id, 'before');
    expect(await world.waiting(id)).toEqual(['inner']);
    await world.done(id, 'inner', { decision: 'pass', days: '5' });
    expect(await world.waiting(id)).toEqual(['yes']);
    await world.done(id, 'yes');
    expect((await rows<{ state: string }>('SELECT state FROM process_instances WHERE subject_id = ?', [id])).map(({ state }) => state)).toEqual(['completed', 'completed']);
  });

  it('whose time is up ends what it has called', async () => {
    await world.publish(...asks('slow'));
    const id = await world.begin('impatient', [start(), call('sub', 'slow'), boundary('late', 'sub', timer({ duration: 'P1D' })), userTask('instead'), end(), end('e2'), ...path('start', 'sub', 'end'), ...path('late', 'instead', 'e2')]);
    await due(1.1);
    expect(await world.waiting(id)).toEqual(['instead']);
    expect((await rows<{ state: string }>('SELECT state FROM process_instances WHERE subject_id = ? ORDER BY id', [id])).map(({ state }) => state)).toEqual(['running', 'cancelled']);
  });

  it('of a process that needs nobody is over in the same act', async () => {
    await world.publish('automatic', [start(), service('tell'), end(), ...path('start', 'tell', 'end')]);
    const id = await world.begin('at-once', [start(), userTask('ask'), call('sub', 'automatic'), userTask('then'), end(), ...path('start', 'ask', 'sub', 'then', 'end')]);
    await world.done(id, 'ask');
    expect([await world.waiting(id), world.called]).toEqual([['then'], [`notify ${id}`]]);
  });

  it('whose process fails leaves everything as it was', async () => {
    await world.publish('failing', [start(), service('tell'), end(), ...path('start', 'tell', 'end')]);
    const id = await world.begin('calls-failing', [start(), userTask('ask'), call('sub', 'failing'), userTask('then'), end(), ...path('start', 'ask', 'sub', 'then', 'end')]);
    world.broken.add('notify');
    await expect(world.done(id, 'ask')).rejects.toMatchObject({ code: 'process-incident' });
    expect([await world.waiting(id), await rows('SELECT id FROM process_calls k WHERE k.instance_id = ?', [await world.instanceOf(id)])]).toEqual([['ask'], []]);
    world.broken.clear();
    await world.done(id, 'ask');
    expect(await world.waiting(id)).toEqual(['then']);
  });

  it('several at once each wait for their own', async () => {
    await world.publish(...asks('each'));
    const id = await world.begin('calls-many', [start(), call('sub', 'each', many('2')), userTask('then'), end(), ...path('start', 'sub', 'then', 'end')]);
    expect(await world.waiting(id)).toEqual(['inner', 'inner']);
    await world.done(id, 'inner', { decision: 'pass', days: '1' });
    expect(await world.waiting(id)).toEqual(['inner']);
    await world.done(id, 'inner', { decision: 'pass', days: '1' });
    expect(await world.waiting(id)).toEqual(['then']);
  });

  it('of an unknown process, or one that leads back, is refused when it is activated', async () => {
    await expect(world.publish('calls-unknown', [start(), call('sub', 'nobody-knows'), end(), ...path('start', 'sub', 'end')])).rejects.toMatchObject({ code: 'definition-invalid' });
    await world.publish('ring-a', [start(), userTask('a'), end(), ...path('start', 'a', 'end')]);
    await world.publish('ring-b', [start(), call('sub', 'ring-a'), end(), ...path('start', 'sub', 'end')]);
    await expect(world.publish('ring-a', [start(), call('sub', 'ring-b'), end(), ...path('start', 'sub', 'end')])).rejects.toMatchObject({ code: 'definition-invalid' });
  });
});

it('what cannot be run for sure is refused with the reason', async () => {
  expect(await refusals([start(), call('sub', 'called'), boundary('oops', 'sub', errorDefinition), end(), end('e2'), ...path('start', 'sub', 'end'), ...path('oops', 'e2')], { id: 'r1', roots: errorRoots })).toContain('event-kind');
  expect(await refusals([start(), catching('cycle', timer({ cycle: 'R3/P1D' })), end(), ...path('start', 'cycle', 'end')], { id: 'r0' })).toContain('timer-cycle');
  expect(await refusals([start(), throwing('say', message('m')), end(), ...path('start', 'say', 'end')], { id: 'r2', roots: '<bpmn:message id="m" />' })).toContain('message-missing');
  expect(await refusals([start(), node('inclusiveGateway', 'or'), end(), ...path('start', 'or', 'end')], { id: 'r3' })).toContain('element-not-allowed');
  expect(await refusals([start(), call('sub', 'r4'), end(), ...path('start', 'sub', 'end')], { id: 'r4' })).toContain('call-itself');
});
