import { DefinitionUnreadable, readDefinition } from '../../server/workflow/definition-model.js';
import { boundary, bpmn, catching, end, exclusive, field, flow, message, node, path, service, signal, start, subProcess, tag, timer, userTask } from '../support/bpmn-builder.js';

const required = '<camunda:validation><camunda:constraint name="required" /></camunda:validation>';

describe('the model of a process file', () => {
  it('gives every task its candidates: its own, else those of its lane', async () => {
    const model = await readDefinition(bpmn([
      start(), userTask('in-lane', { candidates: '' }), userTask('own', { candidates: 'authority-operator@province, authority-director@province' }), userTask('nowhere', { candidates: '' }), end(), ...path('start', 'in-lane', 'own', 'nowhere', 'end'),
    ], { lanes: [{ id: 'school', candidates: 'school-operator@school', elements: ['in-lane', 'own'] }] }));
    expect(model.elements['in-lane'].candidates).toEqual([{ role: 'school-operator', level: 'school' }]);
    expect(model.elements.own.candidates).toEqual([{ role: 'authority-operator', level: 'province' }, { role: 'authority-director', level: 'province' }]);
    expect(model.elements.nowhere.candidates).toEqual([]);
    expect(model.elements.start.candidates).toEqual([]);
    expect(model.lanes).toEqual([{ id: 'school', name: '泳道school', candidates: [{ role: 'school-operator', level: 'school' }], elements: ['in-lane', 'own'] }]);
  });

  it('gives a task inside a sub-process the lane the sub-process stands in', async () => {
    const inner = subProcess('inner', [start('s2'), userTask('deep', { candidates: '' }), boundary('late', 'deep', timer({ duration: 'P1D' })), end('e2'), ...path('s2', 'deep', 'e2'), flow('late', 'e2')]);
    const model = await readDefinition(bpmn([start(), subProcess('outer', [start('s1'), inner, end('e1'), ...path('s1', 'inner', 'e1')]), end(), ...path('start', 'outer', 'end')],
      { lanes: [{ id: 'reviewers', candidates: 'school-reviewer@school', elements: ['outer'] }] }));
    expect(model.elements.deep).toMatchObject({ scope: 'inner', laneId: 'reviewers', candidates: [{ role: 'school-reviewer', level: 'school' }] });
    expect(model.elements.late).toMatchObject({ scope: 'inner', laneId: 'reviewers' });
  });

  it('takes the innermost lane, and the outer one’s candidates where it has none', async () => {
    const model = await readDefinition(bpmn([start(), userTask('a', { candidates: '' }), userTask('b', { candidates: '' }), end(), ...path('start', 'a', 'b', 'end')], {
      lanes: [{
        id: 'authority', candidates: 'authority-operator@authority', elements: ['a', 'b'],
        lanes: [{ id: 'operators', elements: ['a'] }, { id: 'directors', candidates: 'authority-director@authority', elements: ['b'] }],
      }],
    }));
    expect(model.elements.a).toMatchObject({ laneId: 'operators', candidates: [{ role: 'authority-operator' }] });
    expect(model.elements.b).toMatchObject({ laneId: 'directors', candidates: [{ role: 'authority-director' }] });
  });

  it('reads what a task asks: decisions, form, time limit, whether it is optional', async () => {
    const { elements } = await readDefinition(bpmn([start(), userTask('review', {
      decisions: ['pass', 'fail'], more: { 'aid:optional': true, 'aid:dueWorkdays': 3 },
      form: field('reason', 'string', required) + field('kind', 'enum', '<camunda:value id="a" name="甲" /><camunda:value id="b" name="乙" />') + field('sum', 'money'),
    }), end(), ...path('start', 'review', 'end')]));
    expect(elements.review).toEqual({
      id: 'review', type: 'userTask', name: '办理review', scope: 'list', candidates: [{ role: 'school-operator', level: 'school' }], optional: true, dueWorkdays: 3,
      form: [
        { id: 'reason', label: '字段reason', type: 'string', required: true }, { id: 'kind', label: '字段kind', type: 'enum', required: false, options: [{ value: 'a', name: '甲' }, { value: 'b', name: '乙' }] },
        { id: 'sum', label: '字段sum', type: 'money', required: false },
      ],
      decisions: [{ value: 'pass', name: '选pass', remarkRequired: false }, { value: 'fail', name: '选fail', remarkRequired: true }],
    });
  });

  it('reads process, variables, services, messages and flows', async () => {
    const model = await readDefinition(bpmn([start(), service('tell'), service('again'), service('other', 'publishList'), exclusive('choice', 'choice-end'), end(), ...path('start', 'tell', 'again', 'other', 'choice', 'end'), flow('choice', 'tell', 'people > 3 and decision = "a<b"')], {
      more: { 'camunda:versionTag': '3.2', 'camunda:historyTimeToLive': 'P3650D' }, messages: ['taken-back', 'closed'],
      variables: [{ name: 'decision', type: 'text', label: '决定' }, { name: 'people', type: 'number', label: '人数' }],
    }));
    expect(model).toMatchObject({ key: 'list', name: '资助名单', subject: 'award-list', versionTag: '3.2', services: ['notify', 'publishList'], messages: ['taken-back', 'closed'] });
    expect(model.variables).toEqual([{ name: 'decision', type: 'text', label: '决定' }, { name: 'people', type: 'number', label: '人数' }]);
    expect(model.elements.other.service).toBe('publishList');
    expect(model.flows['choice-tell']).toEqual({ id: 'choice-tell', name: '', from: 'choice', to: 'tell', condition: 'people > 3 and decision = "a<b"', isDefault: false });
    expect(model.flows['choice-end'].isDefault).toBe(true);
  });

  it('reads what events wait for', async () => {
    const errors = '<bpmn:error id="err" name="出错" errorCode="bank-refused" /><bpmn:escalation id="esc" name="上报" />';
    const { elements } = await readDefinition(bpmn([
      start(), userTask('a'), node('receiveTask', 'heard', { messageRef: 'closed' }), catching('pause', timer({ duration: ' P5D ' })), node('manualTask', 'by-hand', { 'aid:candidates': 'school-operator@school' }),
      boundary('b1', 'a', timer({ workdays: '5' }), false), boundary('b2', 'a', timer({ cycle: 'R3/P1D' }), false), boundary('b3', 'a', timer({ date: 'publicityEnded' })), boundary('b4', 'a', message('closed')),
      boundary('b5', 'a', signal('holiday')), boundary('b6', 'a', '<bpmn:errorEventDefinition errorRef="err" />'), boundary('b7', 'a', '<bpmn:escalationEventDefinition escalationRef="esc" />'), boundary('b8', 'a', '<bpmn:errorEventDefinition />'),
      end('stop', '<bpmn:terminateEventDefinition />'), node('callActivity', 'call', { calledElement: 'loan-review' }),
    ], { messages: ['closed'], signals: ['holiday'], roots: errors }));
    expect(elements.heard.message).toBe('closed');
    expect(elements.pause.timer).toEqual({ kind: 'duration', value: 'P5D' });
    expect(elements['by-hand'].candidates).toHaveLength(1);
    expect(elements.b1).toMatchObject({ timer: { kind: 'workdays', value: '5' }, attachedTo: 'a', interrupting: false });
    expect(elements.b2.timer).toEqual({ kind: 'cycle', value: 'R3/P1D' });
    expect(elements.b3).toMatchObject({ timer: { kind: 'date', value: 'publicityEnded' }, interrupting: true });
    expect(elements.b4.message).toBe('closed');
    expect(elements.b5.signal).toBe('holiday');
    expect(elements.b6.error).toBe('bank-refused');
    expect(elements.b7.escalation).toBe('上报');
    expect(elements.b8.error).toBeUndefined();
    expect(elements.stop.terminates).toBe(true);
    expect(elements.call.calls).toBe('loan-review');
  });

  it('reads repetition', async () => {
    const several = (values: Record<string, string | boolean>, inside = '') => tag('bpmn:multiInstanceLoopCharacteristics', values, inside);
    const { elements } = await readDefinition(bpmn([userTask('all', { inside: several({}, '<bpmn:loopCardinality>3</bpmn:loopCardinality>') }), userTask('each', { inside: several({ isSequential: true, 'camunda:collection': 'schools' }) })]));
    expect(elements.all.multiInstance).toEqual({ sequential: false, cardinality: '3' });
    expect(elements.each.multiInstance).toEqual({ sequential: true, collection: 'schools' });
  });

  it('cannot be changed by whoever holds it', async () => {
    const model = await readDefinition(bpmn([start(), userTask('a', { decisions: ['pass'] }), end(), ...path('start', 'a', 'end')]));
    expect(() => { model.elements.a.name = '别的'; }).toThrow(TypeError);
    expect(() => { model.elements.a.candidates.push({ role: 'auditor', level: 'central' }); }).toThrow(TypeError);
    expect(() => { model.flows.x = model.flows['start-a']; }).toThrow(TypeError);
  });

  it('knows no element that is not in the file, whatever it is called', async () => {
    const { elements, flows } = await readDefinition(bpmn([start(), end(), ...path('start', 'end')]));
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) expect([elements[name], flows[name]]).toEqual([undefined, undefined]);
  });

  it.each(['<html />', 'no xml', bpmn([], { executable: true }).replace(/<bpmn:process.*$/s, '</bpmn:definitions>')])('is refused where there is no process', async (xml) => {
    await expect(readDefinition(xml)).rejects.toThrow(DefinitionUnreadable);
  });
});
