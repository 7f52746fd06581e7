import { checkDefinition } from '../../server/workflow/check-definition.js';
import { boundary, bpmn, catching, end, eventBased, exclusive, flow, message, node, parallel, path, service, signal, start, subProcess, tag, terminate, timer, userTask } from '../support/bpmn-builder.js';
import { briefly, check, errors, known, line, warnings } from './check.js';

const sound = line(userTask('review'));

describe('a sound process', () => {
  it('has no findings', async () => {
    expect(await check(sound)).toEqual([]);
  });

  it('may use everything on the list', async () => {
    const repeat = tag('bpmn:multiInstanceLoopCharacteristics', {}, '<bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">people</bpmn:loopCardinality>');
    expect(await check([
      start(), parallel('split'), parallel('join'), end(), flow('start', 'split'), flow('join', 'end'),
      userTask('a', { inside: repeat }), flow('split', 'a'), flow('a', 'join'),
      boundary('remind', 'a', timer({ cycle: 'R3/P1D' }), false), service('reminded'), end('reminded-end'), ...path('remind', 'reminded', 'reminded-end'),
      eventBased('first'), catching('heard', message('closed')), catching('day-off', signal('holiday')), catching('late', timer({ workdays: '5' })), node('receiveTask', 'told', { name: '收到退票', messageRef: 'returned' }), exclusive('merge'),
      flow('split', 'first'), ...['heard', 'day-off', 'late', 'told'].flatMap((id) => [flow('first', id), flow(id, 'merge')]), flow('merge', 'join'),
      subProcess('inner', [start('s2'), node('manualTask', 'by-hand', { name: '盖章', 'aid:candidates': 'school-operator@school' }), node('intermediateThrowEvent', 'tell', { name: '已盖章' }), end('e2', '<bpmn:errorEventDefinition errorRef="refused" />'), ...path('s2', 'by-hand', 'tell', 'e2')]),
      boundary('refused-here', 'inner', '<bpmn:errorEventDefinition errorRef="refused" />'), flow('split', 'inner'), flow('inner', 'join'), flow('refused-here', 'stop'), terminate('stop'),
      catching('day', timer({ date: 'publicityEnded' })), flow('split', 'day'), flow('day', 'join'),
    ], { messages: ['closed', 'returned'], signals: ['holiday'], variables: [{ name: 'people', type: 'number' }, { name: 'publicityEnded', type: 'date' }], roots: '<bpmn:error id="refused" name="银行退回" errorCode="refused" />' })).toEqual([]);
  });
});

describe('the process itself', () => {
  const plus = (xml: string, more: string): string => xml.replace('<bpmndi:BPMNDiagram', `${more}<bpmndi:BPMNDiagram`);

  it.each([
    ['none', bpmn(sound).replace(/<bpmn:process.*<\/bpmn:process>/s, ''), 'no-process'],
    ['two', plus(bpmn(sound), '<bpmn:process id="second" isExecutable="true" />'), 'several-processes list'],
    ['one that is not executable', bpmn(sound, { executable: false }), 'not-executable list'],
    ['one that does not say so', bpmn(sound).replace(' isExecutable="true"', ''), 'not-executable list'],
    ['one about an unknown subject', bpmn(sound, { subject: 'lottery' }), 'subject-unknown list'],
    ['one about no subject', bpmn(sound, { subject: '' }), 'subject-unknown list'],
    ['one about a subject called constructor', bpmn(sound, { subject: 'constructor' }), 'subject-unknown list'],
    ['one in two pools', bpmn(sound, { roots: '<bpmn:collaboration id="c"><bpmn:participant id="p1" processRef="list" /><bpmn:participant id="p2" /></bpmn:collaboration>' }), 'several-participants list'],
  ])('a file with %s is refused', async (_what, xml, finding) => {
    expect(briefly(await checkDefinition(xml, known))).toContain(finding);
  });

  it('may stand in one pool', async () => {
    expect(await errors(sound, { roots: '<bpmn:collaboration id="c"><bpmn:participant id="p1" name="名单" processRef="list" /></bpmn:collaboration>' })).toEqual([]);
  });

  it('without a name is only warned', async () => {
    expect(await warnings(sound, { name: '' })).toEqual(['name-missing list']);
  });
});

describe('the shape of the picture', () => {
  it.each([
    ['no start', [userTask('a'), end(), flow('a', 'end')], 'start-missing list'],
    ['two starts', [...sound, start('second'), flow('second', 'review')], 'several-starts second'],
    ['a start with a timer', [node('startEvent', 'start', {}, timer({ duration: 'P1D' })), ...sound.slice(1)], 'start-not-blank start'],
    ['a start with a message', [node('startEvent', 'start', {}, message('m')), ...sound.slice(1)], 'start-not-blank start'],
    ['no end', [start(), userTask('a'), flow('start', 'a')], 'end-missing list'],
    ['a sub-process without a start', line(subProcess('sub', [userTask('a'), end('e'), flow('a', 'e')])), 'start-missing sub'],
    ['a sub-process with two starts', line(subProcess('sub', [start('s1'), start('s2'), end('e'), flow('s1', 'e'), flow('s2', 'e')])), 'several-starts s2'],
    ['an empty sub-process', line(subProcess('sub', [])), 'start-missing sub'],
    ['a flow to nowhere', [...sound, userTask('b'), flow('review', 'nowhere')], 'dangling-flow review-nowhere'],
    ['a flow from nowhere', [...sound, flow('nowhere', 'end')], 'dangling-flow nowhere-end'],
    ['a flow without ends', [...sound, { xml: '<bpmn:sequenceFlow id="loose" />', nodes: [], flows: ['loose'] }], 'dangling-flow loose'],
    ['a flow to a note', [...sound, { xml: '<bpmn:textAnnotation id="note" />', nodes: [], flows: [] }, flow('review', 'note')], 'dangling-flow review-note'],
    ['a flow into a sub-process', [...sound, subProcess('sub', [start('s1'), userTask('in'), end('e1'), ...path('s1', 'in', 'e1')]), flow('review', 'in'), flow('sub', 'end')], 'flow-crosses-scope review-in'],
    ['a flow out of the end', [...sound, flow('end', 'review')], 'flow-direction end-review'],
    ['a flow into the start', [...sound, exclusive('x'), flow('x', 'start')], 'flow-direction x-start'],
    ['a flow into a boundary event', [...sound, boundary('late', 'review', timer({ duration: 'P1D' })), flow('late', 'end'), flow('start', 'late')], 'flow-direction start-late'],
    ['a flow drawn twice', [...sound, flow('review', 'end', undefined, 'twice')], 'duplicate-flow twice'],
    ['a task nothing leads to', [...sound, userTask('lost'), flow('lost', 'end')], 'unreachable lost'],
    ['two tasks that only lead to each other', [...sound, userTask('lost'), userTask('other'), ...path('lost', 'other', 'lost')], 'unreachable other'],
    ['a task with no way on', [...sound, parallel('p'), userTask('stuck'), flow('start', 'p'), flow('p', 'stuck')], 'no-way-out stuck'],
    ['a boundary event with no way on', [...sound, boundary('late', 'review', timer({ duration: 'P1D' }))], 'no-way-out late'],
    ['a circle of tasks that never ends', [start(), exclusive('x', 'x-end'), userTask('a'), userTask('b'), end(), flow('start', 'x'), flow('x', 'end'), flow('x', 'a', 'people > 1'), ...path('a', 'b', 'a')], 'no-end a'],
    ['a task that splits', [...sound, userTask('b'), flow('review', 'b'), flow('b', 'end')], 'implicit-split review'],
    ['a start that splits', [...sound, userTask('b'), flow('start', 'b'), flow('b', 'end')], 'implicit-split start'],
    ['a gateway that joins and splits', [start(), exclusive('x'), userTask('a'), userTask('b'), exclusive('y', 'y-x'), end(), ...path('start', 'x'), flow('x', 'a', 'people > 1'), flow('x', 'b', 'people <= 1'), flow('a', 'y'), flow('b', 'y'), flow('y', 'x'), flow('y', 'end', 'people = 1')], 'join-and-split y'],
    ['an event without a timer’s time', line(catching('c', timer({}))), 'timer-missing c'],
    ['a timer with two times', line(catching('c', timer({ duration: 'P1D', date: '2023-09-01' }))), 'timer-missing c'],
    ['a timer in working days and days', line(catching('c', timer({ duration: 'P1D', workdays: '5' }))), 'timer-missing c'],
    ['a catching event that waits for nothing', line(catching('c', '')), 'event-kind c'],
    ['a catching event that waits for two things', line(catching('c', timer({ duration: 'P1D' }) + message('m'))), 'several-triggers c'],
    ['a catching error', line(catching('c', '<bpmn:errorEventDefinition />')), 'event-kind c'],
    ['a thrown message that is not named', line(node('intermediateThrowEvent', 't', {}, message('m0'))), 'message-missing t'],
    ['a thrown timer', line(node('intermediateThrowEvent', 't', {}, timer({ duration: 'P1D' }))), 'event-kind t'],
    ['an end that is a timer', [start(), end('end', timer({ duration: 'P1D' })), ...path('start', 'end')], 'event-kind end'],
    ['a link', line(catching('c', '<bpmn:linkEventDefinition name="x" />')), 'element-not-allowed c'],
    ['a condition event', line(catching('c', '<bpmn:conditionalEventDefinition />')), 'element-not-allowed c'],
    ['a message event without a message', line(catching('c', '<bpmn:messageEventDefinition />')), 'message-missing c'],
    ['a message that is not there', line(catching('c', message('nowhere'))), 'unresolved-reference'],
    ['a receive task without a message', line(node('receiveTask', 'r')), 'message-missing r'],
    ['a signal event without a signal', line(catching('c', '<bpmn:signalEventDefinition />')), 'signal-missing c'],
    ['an error end without an error', [start(), end('end', '<bpmn:errorEventDefinition />'), ...path('start', 'end')], 'error-missing end'],
    ['an error that does not interrupt', [...sound, boundary('oops', 'review', '<bpmn:errorEventDefinition />', false), flow('oops', 'end')], 'event-kind oops'],
    ['a boundary event on nothing', [...sound, node('boundaryEvent', 'late', {}, timer({ duration: 'P1D' })), flow('late', 'end')], 'attachment late'],
    ['a boundary event on a task of a sub-process', [...line(subProcess('sub', [start('s1'), userTask('in'), end('e1'), ...path('s1', 'in', 'e1')])), boundary('late', 'in', timer({ duration: 'P1D' })), flow('late', 'end')], 'attachment late'],
    ['a boundary event on a gateway', [start(), exclusive('x'), end(), ...path('start', 'x', 'end'), boundary('late', 'x', timer({ duration: 'P1D' })), flow('late', 'end')], 'attachment late'],
    ['an event gateway with one way', [start(), eventBased('g'), catching('c', timer({ duration: 'P1D' })), end(), ...path('start', 'g', 'c', 'end')], 'event-gateway g'],
    ['an event gateway before a task', [start(), eventBased('g'), catching('c', timer({ duration: 'P1D' })), userTask('t'), end(), ...path('start', 'g', 'c', 'end'), flow('g', 't'), flow('t', 'end')], 'event-gateway g'],
    ['a repetition without a number', line(userTask('a', { inside: '<bpmn:multiInstanceLoopCharacteristics />' })), 'repetition a'],
    ['a repetition of 501', line(userTask('a', { inside: '<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>501</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>' })), 'repetition a'],
    ['a repetition over a collection', line(userTask('a', { inside: '<bpmn:multiInstanceLoopCharacteristics camunda:collection="schools" />' })), 'attribute-not-allowed a'],
    ['a call of nothing', line(node('callActivity', 'call')), 'call-missing call'],
    ['a call of itself', line(node('callActivity', 'call', { calledElement: 'list' })), 'call-itself call'],
    ['an id twice', [...sound, userTask('review')], 'id-duplicate review'],
    ['an id twice, once on a flow', [...sound, flow('start', 'review', undefined, 'review')], 'id-duplicate review'],
    ['a task without an id', [...sound, { xml: '<bpmn:userTask name="无名" />', nodes: [], flows: [] }], 'id-missing'],
    ['a name of 121 characters', line(userTask('a', { name: '审'.repeat(121) })), 'name-too-long a'],
    ['a message without a name', sound, 'message-unnamed m0'],
  ])('with %s is refused on the element', async (_what, parts, finding) => {
    expect(await errors(parts, { messages: ['m'], roots: '<bpmn:message id="m0" />', variables: [{ name: 'people', type: 'number' }] })).toContain(finding);
  });

  it('with a gateway that does nothing is only warned', async () => {
    expect(await warnings(line(exclusive('x')))).toEqual(['superfluous-gateway x']);
  });

  it('with an escalation nobody throws is only warned', async () => {
    const esc = '<bpmn:escalationEventDefinition escalationRef="esc" />';
    const roots = '<bpmn:escalation id="esc" escalationCode="up" />';
    expect(await warnings([...sound, boundary('up', 'review', esc, false), end('e2'), flow('up', 'e2')], { roots })).toEqual(['never-happens up']);
    const thrower = subProcess('sub', [start('s1'), node('intermediateThrowEvent', 'throw', {}, esc), end('e1'), ...path('s1', 'throw', 'e1')]);
    expect(await warnings([...line(thrower), boundary('up', 'sub', esc, false), end('e2'), flow('up', 'e2')], { roots })).toEqual([]);
  });
});

describe('the diagram', () => {
  it('must be there', async () => {
    expect(await errors(sound, { diagram: '' })).toEqual(['no-diagram list']);
  });

  it('shows everything that runs', async () => {
    const xml = bpmn(line(userTask('review'), service('hidden')));
    const without = (id: string): string => xml.replace(new RegExp(`<bpmndi:BPMN(Shape|Edge) id="${id}_di".*?</bpmndi:BPMN\\1>`), '');
    expect(briefly(await checkDefinition(without('hidden'), known))).toEqual(['not-drawn hidden']);
    expect(briefly(await checkDefinition(without('hidden-end'), known))).toEqual(['not-drawn hidden-end']);
    expect(briefly(await checkDefinition(xml.replace(/(bpmnElement="hidden".*?)width="100"/, '$1width="0"'), known))).toEqual(['not-drawn hidden']);
  });
});
