import fc from 'fast-check';
import { checkCondition, ConditionFailed, evaluateCondition, isVariableName, readCondition, type ConditionValue, type ConditionVariable } from '../../server/workflow/conditions.js';
import { cpuOf } from './check.js';

const variables: ConditionVariable[] = [
  { name: 'decision', type: 'text' }, { name: 'tier', type: 'text' }, { name: 'people', type: 'number' }, { name: 'total', type: 'number' },
  { name: 'urgent', type: 'boolean' }, { name: 'publicityEnded', type: 'date' }, { name: 'paidOn', type: 'date' }, { name: '金额', type: 'number' }, { name: 'orderNo', type: 'number' },
];
const values: Record<string, ConditionValue> = {
  decision: 'pass', tier: '一档', people: 12, total: 1_200_00, urgent: false, publicityEnded: '2023-05-18', paidOn: '2023-05-20', 金额: 300, orderNo: 7,
};
const codes = (text: string): string[] => checkCondition(text, variables).map(({ code }) => code);
const failure = (text: string, given = values): string => {
  try {
    evaluateCondition(text, given);
    return 'answered';
  } catch (error) {
    if (error instanceof ConditionFailed) return error.code;
    throw error;
  }
};

describe('a condition as drawn', () => {
  it.each([
    ['decision = "pass"', true], ['decision != "pass"', false], ['decision = "fail"', false],
    ['decision in ("pass", "fail")', true], ['decision in ["fail"]', false], ['decision in "pass"', true], ['decision in ("pass")', true],
    ['people > 10', true], ['people >= 12', true], ['people < 12', false], ['people <= 12 and total = 120000', true], ['people in (10, 12, -1)', true],
    ['people * 10000 = total', true], ['(people + 8) / 2 - 10 = 0', true], ['-people < 0', true], ['people + orderNo * 2 > 25', true],
    ['urgent', false], ['not(urgent)', true], ['urgent = false', true], ['not(decision = "pass") or people = 12', true], ['not (urgent) and not(not(decision = "pass"))', true],
    ['publicityEnded < @"2023-05-20"', true], ['publicityEnded >= date("2023-05-19")', false], ['publicityEnded = "2023-05-18"', true], ['paidOn > publicityEnded', true],
    ['publicityEnded in (@"2023-05-18", @"2023-05-19")', true], ['金额 > 200 and 金额<=300', true], ['tier = "一档"', true], ['orderNo = 7', true],
    ['decision = "pass" or decision = "fail" or urgent', true], ['people > 1 \n and people < 100', true],
  ])('%s is understood and answered %s', (text, expected) => {
    expect(checkCondition(text, variables)).toEqual([]);
    expect(evaluateCondition(text, values)).toBe(expected);
  });

  it.each([
    ['for x in decision return x', 'condition-not-allowed'], ['some x in [1, 2] satisfies x > 1', 'condition-not-allowed'], ['every x in [1, 2] satisfies x > 1', 'condition-not-allowed'],
    ['if urgent then true else false', 'condition-not-allowed'], ['people in [1..20]', 'condition-not-allowed'], ['people between 1 and 20', 'condition-not-allowed'], ['people in (> 3)', 'condition-not-allowed'],
    ['decision[1] = "pass"', 'condition-not-allowed'], ['decision.length = 4', 'condition-not-allowed'], ['contains(decision, "pa")', 'condition-not-allowed'], ['count(decision) > 0', 'condition-not-allowed'],
    ['not(urgent, urgent)', 'condition-not-allowed'], ['function(x) x', 'condition-not-allowed'], ['people instance of number', 'condition-not-allowed'], ['{a: 1}.a = 1', 'condition-not-allowed'],
    ['[1, 2] = 1', 'condition-not-allowed'], ['decision = null', 'condition-not-allowed'], ['people ** 2 > 1', 'condition-not-allowed'], ['decision == "pass"', 'condition-not-allowed'],
    ['decision = "pass" // 通过', 'condition-not-allowed'], ['/* 通过 */ decision = "pass"', 'condition-not-allowed'], ['now() > publicityEnded', 'condition-not-allowed'], ['tier in (decision, "一档")', 'condition-not-allowed'],
    ['missing = 1', 'unknown-variable'], ['decision = pass', 'unknown-variable'], ['decision = "pass" or missing', 'unknown-variable'], ['not urgent', 'unknown-variable'], ['constructor = 1', 'unknown-variable'],
    ['people > "10"', 'condition-types'], ['decision > 3', 'condition-types'], ['decision in (1, 2)', 'condition-types'], ['urgent > 1', 'condition-types'], ['decision < "z"', 'condition-types'], ['urgent < true', 'condition-types'],
    ['decision = @"2023-05-10"', 'condition-types'], ['people and urgent', 'condition-types'], ['not(people)', 'condition-types'], ['decision + "x" = "passx"', 'condition-types'],
    ['publicityEnded + 1 > paidOn', 'condition-types'], ['urgent = people', 'condition-types'],
    ['people', 'condition-not-boolean'], ['"pass"', 'condition-not-boolean'], ['people + 1', 'condition-not-boolean'], ['publicityEnded', 'condition-not-boolean'],
    ['@"2023-02-30" < publicityEnded', 'condition-bad-date'], ['date("tomorrow") < publicityEnded', 'condition-bad-date'], ['@"2023-05-10T09:00:00" < publicityEnded', 'condition-bad-date'],
    ['decision = ', 'condition-syntax'], ['decision = “pass”', 'condition-syntax'], ["decision = 'pass'", 'condition-syntax'], ['decision = "pass" && urgent', 'condition-syntax'], ['(decision = "pass"', 'condition-syntax'],
    ['decision in ()', 'condition-syntax'], ['${decision}', 'condition-syntax'], ['require("fs")', 'condition-not-allowed'], ['', 'condition-empty'], ['  ', 'condition-empty'], [`people = ${'1+'.repeat(250)}1`, 'condition-too-long'],
  ])('%s is refused', (text, code) => {
    expect(codes(text)).toContain(code);
    expect(failure(text)).not.toBe('answered');
  });

  it('comparing a declared date with a text that is no day is refused at upload', () => {
    expect(codes('publicityEnded = "pass"')).toEqual(['condition-types']);
  });

  it('says in Chinese what to write instead', () => {
    for (const text of ['people between 1 and 2', 'missing = 1', 'decision = “pass”', 'people > "10"']) {
      for (const { message } of checkCondition(text, variables)) expect(message).toMatch(/请|可用/);
    }
  });

  it('names the variables and texts it uses, so that a misspelt decision can be found', () => {
    expect(readCondition('decision = "pass" and "二档" != tier', variables)).toEqual({
      problems: [], variables: ['decision', 'tier'], texts: [{ variable: 'decision', value: 'pass' }, { variable: 'tier', value: '二档' }],
    });
    expect(readCondition('(decision = "a" or decision = "b") or decision in ("c", "d")', variables).choice).toEqual({ variable: 'decision', values: ['a', 'b', 'c', 'd'] });
    expect(readCondition('decision = "a" or tier = "b"', variables).choice).toBeUndefined();
    expect(readCondition('decision != "a"', variables).choice).toBeUndefined();
    expect(readCondition('decision = "a" and urgent', variables).choice).toBeUndefined();
  });

  it('is answered soon however nested it is', async () => {
    expect(await cpuOf(() => {
      for (const text of [`${'('.repeat(240)}urgent${')'.repeat(240)}`, `${'not('.repeat(98)}urgent${')'.repeat(98)}`, '"'.repeat(499), '['.repeat(499), 'if '.repeat(160)]) checkCondition(text, variables);
    })).toBeLessThan(1000);
  });
});

describe('a condition that has no clear answer', () => {
  it.each([null, undefined, Number.NaN, Number.POSITIVE_INFINITY])('fails when a value in it is %s, and is never false', (value) => {
    expect(failure('people > 10', { ...values, people: value })).toBe('value-missing');
    expect(failure('not(people > 10)', { ...values, people: value })).toBe('value-missing');
    expect(failure('decision = "pass" or people > 10', { ...values, people: value })).toBe('value-missing');
  });

  it('fails when a value is not there at all', () => {
    expect(failure('people > 10', {})).toBe('value-missing');
    expect(failure('toString = "x"', {})).toBe('value-missing');
    expect(() => evaluateCondition('people > 10', {})).toThrow(/people.*没有值/);
  });

  it.each<[string, Record<string, ConditionValue>]>([
    ['people > 10', { people: '12' }], ['decision = "pass"', { decision: 3 }], ['decision in ("pass", "fail")', { decision: true }], ['urgent', { urgent: 'true' }],
    ['publicityEnded < @"2023-05-20"', { publicityEnded: '明天' }], ['publicityEnded < @"2023-05-20"', { publicityEnded: 20230518 }], ['paidOn > publicityEnded', { publicityEnded: '2023-5-1', paidOn: '2023-05-20' }],
  ])('%s fails when a value is of another type', (text, given) => {
    expect(failure(text, given)).toBe('condition-invalid');
  });

  it('fails on a division by zero', () => {
    expect(failure('total / people > 100', { total: 1, people: 0 })).toBe('no-clear-answer');
  });

  it('does not mind values it does not use', () => {
    expect(evaluateCondition('decision = "pass"', { decision: 'pass', people: null, x: undefined })).toBe(true);
  });

  it('takes a text that looks like a day as the text it is', () => {
    expect(evaluateCondition('tier = "2023-05-10"', { tier: '2023-05-10' })).toBe(true);
    expect(evaluateCondition('tier = "一档"', { tier: '2023-05-10' })).toBe(false);
  });
});

describe('any condition within the rules', () => {
  type Piece<T> = { text: string; value: T };
  const numberVariable = fc.constantFrom('people', 'total', 'orderNo').map((name): Piece<number> => ({ text: name, value: Number(values[name]) }));
  const literal = fc.integer({ min: -20, max: 20 }).map((value): Piece<number> => ({ text: String(value), value }));
  const pair = <A, B>(one: fc.Arbitrary<A>, other: fc.Arbitrary<B>) => fc.tuple(one, other);
  const { truth } = fc.letrec<{ sum: Piece<number>; truth: Piece<boolean> }>((tie) => ({
    sum: fc.oneof({ maxDepth: 3 }, numberVariable, literal, pair(tie('sum'), tie('sum')).map(([a, b]) => ({ text: `(${a.text} + ${b.text})`, value: a.value + b.value })),
      pair(tie('sum'), tie('sum')).map(([a, b]) => ({ text: `(${a.text} - ${b.text})`, value: a.value - b.value })), pair(tie('sum'), tie('sum')).map(([a, b]) => ({ text: `(${a.text} * ${b.text})`, value: a.value * b.value }))),
    truth: fc.oneof({ maxDepth: 4 },
      pair(tie('sum'), tie('sum')).map(([a, b]) => ({ text: `${a.text} < ${b.text}`, value: a.value < b.value })), pair(tie('sum'), tie('sum')).map(([a, b]) => ({ text: `${a.text} != ${b.text}`, value: a.value !== b.value })),
      fc.uniqueArray(fc.constantFrom('pass', 'fail', 'grant'), { minLength: 1 }).map((list) => ({ text: `decision in (${list.map((one) => `"${one}"`).join(', ')})`, value: list.includes('pass') })),
      fc.boolean().map((value) => ({ text: `urgent = ${String(value)}`, value: !value })),
      tie('truth').map(({ text, value }) => ({ text: `not(${text})`, value: !value })),
      pair(tie('truth'), tie('truth')).map(([a, b]) => ({ text: `(${a.text}) and (${b.text})`, value: a.value && b.value })), pair(tie('truth'), tie('truth')).map(([a, b]) => ({ text: `(${a.text}) or (${b.text})`, value: a.value || b.value }))),
  }));

  it('is accepted and answered as arithmetic and logic say', () => {
    fc.assert(fc.property(truth.filter(({ text }) => text.length <= 500), ({ text, value }) => {
      expect(checkCondition(text, variables)).toEqual([]);
      expect(evaluateCondition(text, values)).toBe(value);
    }), { numRuns: 300 });
  });
});

describe('the name of a variable', () => {
  it.each(['decision', 'orderNo', '金额', 'total_1', 'notBefore', 'inList'])('%s can be used', (name) => {
    expect(isVariableName(name)).toBe(true);
    expect(evaluateCondition(`${name} = 1`, { [name]: 1 })).toBe(true);
  });

  it.each(['', 'a b', 'a-b', '1a', 'in', 'not', 'date', '__proto__', 'a.b', '”', 'x'.repeat(65)])('%s cannot', (name) => {
    expect(isVariableName(name)).toBe(false);
  });
});
