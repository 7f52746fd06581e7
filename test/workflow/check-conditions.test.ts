import { boundary, catching, end, exclusive, field, flow, node, path, start, subProcess, timer, userTask, parallel } from '../support/bpmn-builder.js';
import { check, decided, errors, reviewed, warnings } from './check.js';

const withDefault = exclusive('choice', 'choice-other');
const other = [userTask('other'), flow('choice', 'other'), flow('other', 'end')];

describe('a choice', () => {
  it('between a condition and a default is sound', async () => {
    expect(await check(reviewed('decision = "pass"', withDefault, ...other), decided)).toEqual([]);
  });

  it('with two flows that say nothing is refused', async () => {
    const parts = [start(), userTask('review'), exclusive('choice'), userTask('a'), end(), ...path('start', 'review', 'choice', 'end'), flow('choice', 'a'), flow('a', 'end')];
    expect(await errors(parts)).toEqual(['no-default-flow choice']);
  });

  it('without a default is refused when one flow says nothing', async () => {
    expect(await errors(reviewed('decision = "pass"', exclusive('choice'), ...other), decided)).toEqual(['no-default-flow choice']);
  });

  it('with a default is refused when another flow says nothing', async () => {
    expect(await errors(reviewed('decision = "pass"', withDefault, ...other, userTask('third'), flow('choice', 'third'), flow('third', 'end')), decided)).toEqual(['condition-missing choice-third']);
  });

  it('whose default carries a condition is refused', async () => {
    expect(await errors(reviewed('decision = "pass"', exclusive('choice', 'yes'), userTask('other'), flow('choice', 'other', 'decision = "fail"'), flow('other', 'end')), decided)).toEqual(['default-with-condition yes']);
  });

  it('needs no default when its conditions name every decision of the task before it', async () => {
    const both = [exclusive('choice'), userTask('other'), flow('other', 'end')];
    expect(await check(reviewed('decision = "pass"', ...both, flow('choice', 'other', 'decision in ("fail")')), decided)).toEqual([]);
  });

  it('is warned of when a decision is left over', async () => {
    const parts = [start(), userTask('review', { decisions: ['pass', 'fail', 'return'] }), exclusive('choice'), userTask('other'), end(), ...path('start', 'review', 'choice'), flow('choice', 'end', 'decision = "pass"'), flow('choice', 'other', 'decision = "fail"'), flow('other', 'end')];
    expect(await errors(parts, decided)).toEqual([]);
    expect(await warnings(parts, decided)).toEqual(['may-stop choice']);
  });

  it('is warned of when numbers may leave a gap', async () => {
    const parts = [start(), userTask('review'), exclusive('choice'), userTask('other'), end(), ...path('start', 'review', 'choice'), flow('choice', 'end', 'people > 10'), flow('choice', 'other', 'people < 10'), flow('other', 'end')];
    expect(await warnings(parts, { variables: [{ name: 'people', type: 'number' }] })).toEqual(['may-stop choice']);
  });

  it('looks for the last decision through sub-processes and services', async () => {
    const inside = subProcess('sub', [start('s1'), userTask('deep', { decisions: ['grant', 'refuse'] }), end('e1'), ...path('s1', 'deep', 'e1')]);
    const parts = (second: string) => [start(), inside, exclusive('choice'), userTask('other'), end(), ...path('start', 'sub', 'choice'), flow('choice', 'end', 'decision = "grant"'), flow('choice', 'other', `decision = "${second}"`), flow('other', 'end')];
    expect(await check(parts('refuse'), decided)).toEqual([]);
    expect(await warnings(parts('grant'), decided)).toEqual(['may-stop choice']);
  });
});

describe('a condition', () => {
  it.each([
    ['a task', [userTask('a')], 'condition-not-here a-end'],
    ['a parallel gateway', [parallel('a')], 'condition-not-here a-end'],
  ])('on a flow out of %s is refused', async (_what, middle, finding) => {
    expect(await errors([start(), ...middle, end(), flow('start', 'a'), flow('a', 'end', 'people > 1')], { variables: [{ name: 'people', type: 'number' }] })).toEqual([finding]);
  });

  it('may only use what the process declares, though the subject knows more', async () => {
    expect(await errors(reviewed('people > 3', withDefault, ...other), decided)).toEqual(['unknown-variable yes']);
    expect(await errors(reviewed('people > 3', withDefault, ...other), { variables: [{ name: 'people', type: 'number' }] })).toEqual([]);
  });

  it('may only use the decision when the process declares it', async () => {
    expect(await errors(reviewed('decision = "pass"', withDefault, ...other))).toEqual(['unknown-variable yes']);
  });

  it('that compares the decision with one nobody can take is refused, naming those there are', async () => {
    const findings = await check(reviewed('decision = "passed"', withDefault, ...other), decided);
    expect(findings.map(({ code, elementId }) => `${code} ${elementId}`)).toEqual(['unknown-value yes']);
    expect(findings[0].message).toContain('pass、fail');
  });

  it('that compares a choice of a form with none of its options is refused', async () => {
    const form = field('kind', 'enum', '<camunda:value id="grant" name="助学金" /><camunda:value id="waiver" name="免学费" />');
    const parts = (value: string) => [start(), userTask('review', { form }), withDefault, ...other, end(), ...path('start', 'review', 'choice'), flow('choice', 'end', `kind = "${value}"`)];
    expect(await errors(parts('grant'), { variables: [{ name: 'kind', type: 'text' }] })).toEqual([]);
    expect(await errors(parts('loan'), { variables: [{ name: 'kind', type: 'text' }] })).toEqual(['unknown-value choice-end']);
  });

  it('is told by the name of its line', async () => {
    const [finding] = await check(reviewed('decision = ', withDefault, ...other), decided);
    expect(finding).toMatchObject({ code: 'condition-syntax', elementId: 'yes' });
    expect(finding.message).toMatch(/^从“判断choice”到“结束”的连线的条件“decision =”：/);
  });
});

describe('a declared variable', () => {
  const declared = (name: string, type: string) => errors(reviewed('decision = "pass"', withDefault, ...other), { variables: [...decided.variables, { name, type }] });

  it.each([['people', 'number'], ['publicityEnded', 'date'], ['urgent', 'boolean']])('may be a fact of the subject: %s', async (name, type) => {
    expect(await declared(name, type)).toEqual([]);
  });

  it.each([['string', 'text'], ['enum', 'text'], ['long', 'number'], ['money', 'number'], ['date', 'date'], ['boolean', 'boolean']])('may be a field of a form: %s is %s', async (fieldType, type) => {
    const form = field('asked', fieldType, fieldType === 'enum' ? '<camunda:value id="a" name="甲" />' : '');
    const parts = [start(), userTask('a', { form }), end(), ...path('start', 'a', 'end')];
    expect(await errors(parts, { variables: [{ name: 'asked', type }] })).toEqual([]);
    expect(await errors(parts, { variables: [{ name: 'asked', type: type === 'number' ? 'text' : 'number' }] })).toEqual(['variable-type list']);
  });

  it.each([
    ['nobody ever sets', 'weather', 'text', 'variable-without-source list'],
    ['of another type than the subject knows', 'people', 'text', 'variable-type list'],
    ['of an unknown type', 'people', 'integer', 'variable-type list'],
    ['of a word of FEEL', 'between', 'text', 'variable-name list'],
    ['with a space', 'too many', 'number', 'variable-name list'],
    ['declared twice', 'decision', 'text', 'variable-duplicate list'],
  ])('%s is refused', async (_what, name, type, finding) => {
    expect(await declared(name, type)).toContain(finding);
  });

  it('called decision needs a task with decisions', async () => {
    expect(await errors([start(), userTask('a'), end(), ...path('start', 'a', 'end')], decided)).toEqual(['variable-without-source list']);
  });
});

describe('a timer', () => {
  const waiting = (rule: Parameters<typeof timer>[0]) => [start(), catching('pause', timer(rule)), end(), ...path('start', 'pause', 'end')];
  const dates = { variables: [{ name: 'publicityEnded', type: 'date' }, { name: 'people', type: 'number' }] };

  it.each([{ date: '2023-09-01' }, { date: '2023-09-01T09:00:00+08:00' }, { date: 'publicityEnded' }, { duration: 'P30D' }, { duration: 'P1Y2M' }, { workdays: '5' }])('%j is accepted', async (rule) => {
    expect(await errors(waiting(rule), dates)).toEqual([]);
  });

  it.each([
    [{ date: '2023-02-30' }, 'timer-date pause'], [{ date: 'people' }, 'timer-date pause'], [{ date: 'tomorrow' }, 'timer-date pause'], [{ duration: 'P0D' }, 'timer-duration pause'], [{ duration: '-P1D' }, 'timer-duration pause'],
    [{ duration: '5天' }, 'timer-duration pause'], [{ workdays: '0' }, 'timer-workdays pause'], [{ workdays: 'five' }, 'timer-workdays pause'], [{ cycle: 'R3/P1D' }, 'timer-cycle pause'],
  ])('%j is refused', async (rule, finding) => {
    expect(await errors(waiting(rule), dates)).toEqual([finding]);
  });

  it.each([['R3/P1D', false, []], ['R3/P1D', true, ['timer-cycle b']], ['R/P1D', false, ['timer-cycle b']], ['R500/P1D', false, ['timer-cycle b']]])('that repeats as %s (interrupting: %s) on a task gives %j', async (cycle, interrupting, findings) => {
    expect(await errors([start(), userTask('a'), boundary('b', 'a', timer({ cycle }), interrupting), end(), end('e2'), ...path('start', 'a', 'end'), flow('b', 'e2')])).toEqual(findings);
  });
});

describe('a repetition', () => {
  const times = (cardinality: string) => errors([start(), userTask('a', { inside: `<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>${cardinality}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>` }), end(), ...path('start', 'a', 'end')],
    { variables: [{ name: 'people', type: 'number' }, { name: 'urgent', type: 'boolean' }] });

  it.each([['3', []], ['people', []], ['urgent', ['repetition a']], ['0', ['repetition a']], ['-1', ['repetition a']], ['missing', ['repetition a']], ['2 + 1', ['repetition a']]])('%s times gives %j', async (cardinality, findings) => {
    expect(await times(cardinality)).toEqual(findings);
  });
});

it('a manual task may decide like a user task', async () => {
  const manual = node('manualTask', 'review', { name: '盖章', 'aid:candidates': 'school-operator@school' }, '<bpmn:extensionElements><aid:decisions><aid:decision value="pass" name="已盖章" /></aid:decisions></bpmn:extensionElements>');
  expect(await check([start(), manual, withDefault, ...other, end(), ...path('start', 'review', 'choice'), flow('choice', 'end', 'decision = "pass"')], decided)).toEqual([]);
});
