import { boundary, catching, end, eventBased, exclusive, flow, message, node, parallel, path, service, start, subProcess, terminate, timer, userTask } from '../support/bpmn-builder.js';
import { check, cpuOf, errors, line, warnings } from './check.js';

const people = { variables: [{ name: 'people', type: 'number' }], messages: ['closed'], roots: '<bpmn:error id="refused" errorCode="refused" />' };
/** start → split → [A → join], [B → choice → (default) join | (yes) elsewhere] → after → end */
const signedByTwo = [start(), parallel('split'), userTask('A'), userTask('B'), exclusive('choice', 'choice-join'), parallel('join'), userTask('after'), end(),
  ...path('start', 'split', 'A', 'join', 'after', 'end'), flow('split', 'B'), flow('B', 'choice'), flow('choice', 'join')];
const elsewhere = (to: string) => flow('choice', to, 'people > 1', 'yes');

describe('a parallel join', () => {
  it('is sound when every branch comes back to it', async () => {
    expect(await check([...signedByTwo, elsewhere('B')], people)).toEqual([]);
  });

  it('starves when a branch may end by itself', async () => {
    const findings = await check([...signedByTwo, elsewhere('gone'), end('gone')], people);
    expect(findings.map(({ code, elementId }) => `${code} ${elementId}`)).toEqual(['starving-join join']);
    expect(findings[0].message).toContain('排他网关“判断choice”');
  });

  it('starves when a branch may jump over it', async () => {
    expect(await errors([...signedByTwo.filter((part) => part.flows[0] !== 'join-after'), exclusive('merge'), elsewhere('merge'), flow('join', 'merge'), flow('merge', 'after')], people)).toEqual(['starving-join join']);
  });

  it('starves when a branch may go back before the split', async () => {
    expect(await errors([...signedByTwo.filter((part) => part.flows[0] !== 'start-split'), exclusive('again'), flow('start', 'again'), flow('again', 'split'), elsewhere('again')], people)).toEqual(['starving-join join']);
  });

  it('starves when a boundary event leads a branch away', async () => {
    const away = (interrupting: boolean) => [...signedByTwo.filter((part) => !part.nodes.includes('choice') && !part.flows.join().includes('choice')), flow('B', 'join'), boundary('late', 'B', timer({ duration: 'P1D' }), interrupting), end('gone'), flow('late', 'gone')];
    expect(await errors(away(true), people)).toEqual(['starving-join join']);
    expect(await errors(away(false), people)).toEqual([]);
  });

  it('starves when its branches come from a choice', async () => {
    expect(await errors([start(), exclusive('x', 'x-A'), userTask('A'), userTask('B'), parallel('join'), end(), ...path('start', 'x', 'A', 'join', 'end'), flow('x', 'B', 'people > 1'), flow('B', 'join')], people)).toEqual(['starving-join join']);
  });

  it('starves when its branches come from whatever event is first', async () => {
    expect(await errors([start(), eventBased('first'), catching('a', message('closed')), catching('b', timer({ duration: 'P1D' })), parallel('join'), end(), flow('start', 'first'), flow('first', 'a'), flow('first', 'b'), flow('a', 'join'), flow('b', 'join'), flow('join', 'end')], people)).toEqual(['starving-join join']);
  });

  it('is not waited for when the other way is a terminating end', async () => {
    expect(await errors([...signedByTwo, elsewhere('stop'), terminate('stop')], people)).toEqual([]);
  });

  it('is not waited for when an error ends the sub-process around it', async () => {
    const inside = (other: ReturnType<typeof end>) => subProcess('sub', [...signedByTwo.map((part) => part), elsewhere('out'), other]);
    const around = (other: ReturnType<typeof end>) => [start('s0'), inside(other), boundary('failed', 'sub', '<bpmn:errorEventDefinition errorRef="refused" />'), end('e0'), ...path('s0', 'sub', 'e0'), flow('failed', 'e0')];
    expect(await errors(around(end('out', '<bpmn:errorEventDefinition errorRef="refused" />')), people)).toEqual([]);
    expect(await errors(around(end('out')), people)).toEqual(['starving-join join']);
  });

  it('starves in a nested block as well', async () => {
    const inner = [parallel('split2'), userTask('C'), userTask('D'), exclusive('x', 'x-join2'), parallel('join2'), end('gone'), flow('split', 'split2'), ...path('split2', 'C', 'join2', 'join'), flow('split2', 'D'), flow('D', 'x'), flow('x', 'join2'), flow('x', 'gone', 'people > 1')];
    expect(await errors([start(), parallel('split'), userTask('A'), parallel('join'), end(), ...path('start', 'split', 'A', 'join', 'end'), ...inner], people)).toEqual(expect.arrayContaining(['starving-join join2']));
  });

  it('of twelve branches of twelve tasks each is looked through', async () => {
    const branches = Array.from({ length: 12 }, (_, at) => Array.from({ length: 12 }, (_x, step) => `t${at}-${step}`));
    const block = [start(), parallel('split'), parallel('join'), end(), flow('start', 'split'), flow('join', 'end'), ...branches.flatMap((ids) => [...ids.map((id) => userTask(id)), ...path('split', ...ids, 'join')])];
    expect(await cpuOf(async () => expect(await errors(block)).toEqual([]))).toBeLessThan(1000);
    const leak = [exclusive('leak', 'leak-join'), end('gone'), flow('leak', 'gone', 'people > 1'), flow('leak', 'join')];
    expect(await errors([...block.filter((part) => part.flows[0] !== 't7-11-join'), flow('t7-11', 'leak'), ...leak], people)).toEqual(['starving-join join']);
  });

  it('is told apart from branches that simply end', async () => {
    expect(await check([start(), parallel('split'), userTask('A'), userTask('B'), end('e1'), end('e2'), ...path('start', 'split', 'A', 'e1'), ...path('split', 'B', 'e2')])).toEqual([]);
  });
});

describe('branches that meet without a join', () => {
  it('are warned of, because what follows may be open twice', async () => {
    const parts = [start(), parallel('split'), userTask('A'), userTask('B'), exclusive('merge'), userTask('after'), end(), ...path('start', 'split', 'A', 'merge', 'after', 'end'), flow('split', 'B'), flow('B', 'merge')];
    expect(await errors(parts)).toEqual([]);
    expect(await warnings(parts)).toEqual(['may-run-twice after']);
  });

  it('are not warned of where only one is taken', async () => {
    expect(await check([start(), exclusive('x', 'x-A'), userTask('A'), userTask('B'), exclusive('merge'), userTask('after'), end(), ...path('start', 'x', 'A', 'merge', 'after', 'end'), flow('x', 'B', 'people > 1'), flow('B', 'merge')], people)).toEqual([]);
  });
});

describe('a circle', () => {
  const back = (...between: ReturnType<typeof service>[]) => {
    const ids = between.map((part) => part.nodes[0]);
    return [start(), exclusive('in'), ...between, exclusive('out', 'out-end'), end(), ...path('start', 'in', ...ids, 'out', 'end'), flow('out', 'in', 'people > 1')];
  };

  it.each([
    ['a service', [service('s')]], ['two services', [service('s'), service('s2')]], ['nothing at all', []], ['a thrown event', [node('intermediateThrowEvent', 't')]],
    ['a sub-process that runs through', [subProcess('sub', [start('s1'), service('s'), end('e1'), ...path('s1', 's', 'e1')])]],
    ['a sub-process that may run through', [subProcess('sub', [start('s1'), exclusive('x', 'x-e1'), userTask('a'), end('e1'), ...path('s1', 'x', 'e1'), flow('x', 'a', 'people > 1'), flow('a', 'e1')])]],
  ])('with only %s in it never ends and is refused', async (_what, between) => {
    expect((await errors(back(...between), people)).filter((code) => code.startsWith('endless-loop'))).toEqual(['endless-loop in']);
  });

  it.each([
    ['a task', [userTask('a')]], ['an optional task', [userTask('a', { more: { 'aid:optional': true } })]], ['a manual task', [node('manualTask', 'm', { 'aid:candidates': 'school-operator@school' })]],
    ['a timer', [catching('c', timer({ duration: 'P1D' }))]], ['a receive task', [node('receiveTask', 'r', { messageRef: 'closed' })]],
    ['a sub-process with a task on every way', [subProcess('sub', [start('s1'), userTask('a'), end('e1'), ...path('s1', 'a', 'e1')])]],
  ])('in which %s waits is a return, and accepted', async (_what, between) => {
    expect(await errors(back(...between), people)).toEqual([]);
  });

  it('over the error of a service is refused, over a boundary timer accepted', async () => {
    const retry = (definition: string) => [start(), exclusive('in'), service('s'), boundary('b', 's', definition), end(), ...path('start', 'in', 's', 'end'), flow('b', 'in')];
    expect(await errors(retry('<bpmn:errorEventDefinition errorRef="refused" />'), people)).toEqual(['endless-loop in']);
    expect(await errors(retry(timer({ duration: 'P1D' })), people)).toEqual([]);
  });

  it('of a task to itself is refused only where no end can be reached', async () => {
    expect(await errors([start(), userTask('a'), exclusive('x', 'x-end'), end(), ...path('start', 'a', 'x', 'end'), flow('x', 'a', 'people > 1')], people)).toEqual([]);
  });
});

describe('a sub-process that goes on until something outside ends it', () => {
  const office = (interrupting: boolean) => [start(), subProcess('open', [start('s1'), exclusive('again'), userTask('a'), ...path('s1', 'again', 'a', 'again'), end('e1'), userTask('b'), parallel('p'), parallel('q'), flow('p', 'b'), flow('b', 'e1')]
    .filter((part) => !['p', 'q'].includes(part.nodes[0]) && !part.flows.join().startsWith('p-'))),
  boundary('closed-event', 'open', message('closed'), interrupting), end(), end('e3'), ...path('start', 'open', 'e3'), flow('closed-event', 'end')];

  it('needs no end reachable inside when the boundary event interrupts', async () => {
    expect((await errors(office(true), people)).filter((code) => code.startsWith('no-end'))).toEqual([]);
  });

  it('needs one when it does not', async () => {
    expect((await errors(office(false), people)).filter((code) => code.startsWith('no-end'))).toEqual(['no-end s1', 'no-end again', 'no-end a']);
  });
});

describe('a call activity', () => {
  it('is a step like any other: what waits behind it is reached', async () => {
    expect(await errors(line(node('callActivity', 'call', { name: '调用', calledElement: 'other' })))).toEqual([]);
  });
});
