import { end, field, node, path, service, start, subProcess, tag, userTask, type UserTask } from '../support/bpmn-builder.js';
import { check, errors, line, warnings } from './check.js';

const task = (values: UserTask): Promise<string[]> => errors(line(userTask('review', values)));
const decision = (values: Record<string, string>): string => `<bpmn:extensionElements><aid:decisions>${tag('aid:decision', values)}</aid:decisions></bpmn:extensionElements>`;

describe('who handles a task', () => {
  it('comes from its lane, also inside a sub-process', async () => {
    const inside = subProcess('sub', [start('s1'), userTask('deep', { candidates: '' }), end('e1'), ...path('s1', 'deep', 'e1')]);
    const parts = line(userTask('review', { candidates: '' }), inside);
    expect(await errors(parts, { lanes: [{ id: 'l', candidates: 'school-reviewer@school', elements: ['review', 'sub'] }] })).toEqual([]);
    expect(await errors(parts, { lanes: [{ id: 'l', candidates: 'school-reviewer@school', elements: ['review'] }] })).toEqual(['no-candidate deep']);
    expect(await errors(parts, { lanes: [{ id: 'l', elements: ['review', 'sub'] }] })).toEqual(['no-candidate review', 'no-candidate deep']);
  });

  it.each([
    ['nobody', '', ['no-candidate review']],
    ['an unknown role', 'headmaster@school', ['candidate-unknown review', 'no-candidate review']],
    ['an unknown level', 'school-operator@class', ['candidate-unknown review', 'no-candidate review']],
    ['a role without level', 'school-operator', ['candidate-unknown review', 'no-candidate review']],
    ['a level too many', 'school-operator@school@school', ['candidate-unknown review', 'no-candidate review']],
    ['a role called constructor', 'constructor@school', ['candidate-unknown review', 'no-candidate review']],
    ['an administrator, who handles no business', 'system-administrator@province', ['candidate-unknown review', 'no-candidate review']],
    ['a school operator of the authority', 'school-operator@authority', ['candidate-impossible review', 'no-candidate review']],
    ['an authority operator of the school', 'authority-operator@school', ['candidate-impossible review', 'no-candidate review']],
    ['one known and one unknown', 'school-operator@school, x@y', ['candidate-unknown review']],
    ['two known', ' authority-operator@province ,authority-director@prefecture', []],
  ])('%s gives %s', async (_who, candidates, findings) => {
    expect(await task({ candidates })).toEqual(findings);
  });

  it('is asked of manual tasks as well, not of services', async () => {
    expect(await errors(line(node('manualTask', 'stamp', { name: '盖章' }), service('tell')))).toEqual(['no-candidate stamp']);
  });

  it('is unclear in two lanes', async () => {
    const lanes = [{ id: 'l1', candidates: 'school-operator@school', elements: ['review'] }, { id: 'l2', candidates: 'school-reviewer@school', elements: ['review'] }];
    expect(await errors(line(userTask('review')), { lanes })).toEqual(['in-two-lanes review']);
    expect(await errors(line(userTask('review')), { lanes: [{ ...lanes[0], lanes: [lanes[1]] }] })).toEqual([]);
  });

  it('is refused in a lane of an unknown role, on the lane', async () => {
    expect(await errors(line(userTask('review')), { lanes: [{ id: 'l', candidates: 'x@school', elements: ['review'] }] })).toEqual(['candidate-unknown l']);
  });

  it('cannot be read from a task the lane does not have', async () => {
    expect(await errors(line(userTask('review')), { lanes: [{ id: 'l', elements: ['review', 'gone'] }] })).toEqual(['unresolved-reference l']);
  });
});

describe('a task', () => {
  it.each([['', 'name-missing review'], ['  ', 'name-missing review'], ['Review', 'name-not-chinese review']])('called “%s” is warned of', async (name, finding) => {
    expect(await warnings(line(userTask('review', { name })))).toEqual([finding]);
    expect(await task({ name })).toEqual([]);
  });

  it.each([['3', []], ['250', []], ['0', ['due-workdays review']], ['251', ['due-workdays review']], ['-3', ['due-workdays review']], ['3.5', ['due-workdays review']], ['三', ['due-workdays review']]])('due in %s working days gives %j', async (days, findings) => {
    expect(await task({ more: { 'aid:dueWorkdays': days } })).toEqual(findings);
  });

  it.each([['true', []], ['false', []], ['yes', ['not-true-or-false review']], ['TRUE', ['not-true-or-false review']], ['', ['not-true-or-false review']]])('optional “%s” gives %j', async (optional, findings) => {
    expect(await task({ more: { 'aid:optional': optional } })).toEqual(findings);
  });

  it('whose remark is required “ja” is refused: it would not be', async () => {
    expect(await task({ inside: decision({ value: 'fail', name: '不通过', remarkRequired: 'ja' }) })).toEqual(['not-true-or-false review']);
  });

  it.each([['', 'decision-value review'], ['不通过', 'decision-value review'], ['a b', 'decision-value review'], [`x${'y'.repeat(40)}`, 'decision-value review']])('with the decision “%s” is refused', async (value, finding) => {
    expect(await task({ inside: decision({ value, name: '决定' }) })).toEqual([finding]);
  });

  it('with a decision twice is refused, without a Chinese name warned of', async () => {
    expect(await task({ decisions: ['pass', 'pass'] })).toEqual(['decision-duplicate review']);
    expect(await warnings(line(userTask('review', { inside: decision({ value: 'pass' }) })))).toEqual(['label-missing review']);
  });

  it.each([
    ['no id', field('')], ['a reserved id', field('remark')], ['another reserved id', field('decision')], ['the version', field('version')], ['a word of FEEL', field('in')], ['a space in its id', field('a b')],
  ])('with a field of %s is refused', async (_what, form) => {
    expect(await task({ form })).toEqual(['field-id review']);
  });

  it.each([
    ['an unknown type', field('a', 'file'), 'field-type review'], ['no options', field('a', 'enum'), 'field-options review'], ['an empty option', field('a', 'enum', '<camunda:value name="甲" />'), 'field-options review'],
    ['an option twice', field('a', 'enum', '<camunda:value id="x" name="甲" /><camunda:value id="x" name="乙" />'), 'field-options review'], ['an id twice', field('a') + field('a'), 'field-duplicate review'],
  ])('with a field of %s is refused', async (_what, form, finding) => {
    expect(await task({ form })).toEqual([finding]);
  });

  it('with a form that means less than it says is warned of', async () => {
    const form = tag('camunda:formField', { id: 'a', type: 'string', defaultValue: 'x' }, '<camunda:validation><camunda:constraint name="maxlength" config="3" /></camunda:validation>');
    expect(await warnings(line(userTask('review', { form })))).toEqual(['attribute-ignored review', 'label-missing review', 'constraint-ignored review']);
  });

  it('with its form or decisions in the wrong place is refused', async () => {
    const lost = (inside: string) => errors(line(node('serviceTask', 'tell', { name: '通知', implementation: 'notify' }, `<bpmn:extensionElements>${inside}</bpmn:extensionElements>`)));
    expect(await lost('<aid:decisions />')).toEqual(['wrong-place tell']);
    expect(await lost('<camunda:formData />')).toEqual(['wrong-place tell']);
    expect(await lost('<aid:variables />')).toEqual(['wrong-place tell']);
    expect(await task({ inside: '<bpmn:extensionElements><aid:decisions /><aid:decisions /></bpmn:extensionElements>' })).toEqual(['written-twice review']);
  });
});

describe('a service', () => {
  it.each([['notify', []], ['', ['service-missing tell']], ['Notify', ['service-unknown tell']], ['deleteEverything', ['service-unknown tell']], ['constructor', ['service-unknown tell']], ['notify()', ['service-unknown tell']]])('called “%s” gives %j', async (name, findings) => {
    expect(await errors(line(service('tell', name)))).toEqual(findings);
  });

  it('without a name is refused, a misspelt one answered with the right one', async () => {
    expect(await errors(line(node('serviceTask', 'tell')))).toEqual(['service-missing tell']);
    expect((await check(line(service('tell', 'publishlist'))))[0].message).toContain('publishList');
  });
});
