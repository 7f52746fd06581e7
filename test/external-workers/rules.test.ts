import { inputValues, outputValues, plainReason, whyNotYours, type Lock } from '../../server/external-workers/rules.js';
import { readTopics } from '../../server/external-workers/machine-client.js';
import { InputInvalid } from '../../server/lib/errors.js';

const at = (time: string): Date => new Date(`2023-05-10T${time}:00+08:00`);
const lock = (changes: Partial<Lock> = {}): Lock => ({ state: 'waiting', clientId: 7, client: '账户核验', workerId: 'w1', lockedAt: at('09:00'), lockUntil: at('09:30'), ...changes });

describe('whose a task is', () => {
  it.each([
    ['the worker that has locked it', lock(), 7, 'w1', '09:10', undefined],
    ['the same, to the last minute', lock(), 7, 'w1', '09:29', undefined],
    ['the same, once the time is over', lock(), 7, 'w1', '09:30', 'lock-expired'],
    ['another worker of the same program', lock(), 7, 'w2', '09:10', 'locked-by-other'],
    ['another program under the same worker name', lock(), 8, 'w1', '09:10', 'locked-by-other'],
    ['another program, once the time is over', lock(), 8, 'w9', '09:40', 'lock-expired'],
    ['anybody, when nobody has it', lock({ clientId: null, workerId: null, lockedAt: null, lockUntil: null }), 7, 'w1', '09:10', 'not-locked'],
    ['the worker, of a task that is done', lock({ state: 'done' }), 7, 'w1', '09:10', 'already-done'],
    ['the worker, of a task the process has left', lock({ state: 'cancelled' }), 7, 'w1', '09:10', 'already-done'],
    ['the worker, of a task that waits for an administrator', lock({ state: 'failed' }), 7, 'w1', '09:10', 'already-done'],
  ])('%s', (_who, held, client, worker, now, code) => {
    expect(whyNotYours(held, client, worker, at(now))?.code).toBe(code);
  });

  it('who is refused hears who has it, since when and how long', () => {
    expect(whyNotYours(lock(), 8, 'w1', at('09:10'))?.message).toBe('这件任务由“账户核验”的 w1 在 2023-05-10 09:00 领取，到 2023-05-10 09:30 为止，不能由您报告。');
  });
});

const variables = [{ name: 'verified', type: 'boolean', label: '' }, { name: 'bank', type: 'text', label: '' }, { name: 'days', type: 'number', label: '' }, { name: 'on', type: 'date', label: '' }] as const;
const outputs = [{ name: 'verified', from: 'ok' }, { name: 'bank', from: 'bank' }, { name: 'days', from: 'days' }, { name: 'on', from: 'on' }];

describe('what a program leaves', () => {
  it.each([
    ['each value of its declared type', { ok: { value: true }, bank: { value: '农行' }, days: { value: 2.5 }, on: { value: '2023-05-10' } }, { verified: true, bank: '农行', days: 2.5, on: '2023-05-10' }],
    ['only what it sends', { ok: { value: false } }, { verified: false }],
    ['nothing', {}, {}],
  ])('%s', (_what, given, left) => {
    expect(outputValues({ outputs }, [...variables], given)).toEqual(left);
  });

  it.each([
    ['a variable nobody declared', { amount: { value: 1 } }, 'not-declared'], ['the process’s name instead of its own', { verified: { value: true } }, 'not-declared'], ['a word for yes or no', { ok: { value: 'true' } }, 'wrong-type'],
    ['a number as text', { days: { value: '3' } }, 'wrong-type'], ['no date', { on: { value: '10/05/2023' } }, 'wrong-type'], ['a day that does not exist', { on: { value: '2023-02-30' } }, 'wrong-type'], ['a text without end', { bank: { value: 'x'.repeat(1001) } }, 'wrong-type'], ['emptiness', { bank: { value: null } }, 'wrong-type'],
  ])('%s is refused', (_what, given, code) => {
    let refused: unknown;
    try { outputValues({ outputs }, [...variables], given); } catch (error) { refused = error; }
    expect(refused).toBeInstanceOf(InputInvalid);
    expect((refused as InputInvalid).errors?.map((one) => one.code)).toEqual([code]);
  });

  it('a value of its own is taken where an output names it, and else ends with the task', () => {
    expect(outputValues({ outputs }, [...variables], {}, { ok: { value: true }, scratch: { value: 'x' } })).toEqual({ verified: true });
  });
});

it('a program is told the declared inputs under their names, and of these only what it asks for', () => {
  const inputs = [{ name: 'bankName', from: 'bank' }, { name: 'since', from: 'on' }];
  const values = { bank: '农行', on: null, days: 3, verified: true };
  expect(inputValues({ inputs }, [...variables], values)).toEqual({ bankName: { value: '农行', type: 'String' }, since: { value: null, type: 'Date' } });
  expect(inputValues({ inputs }, [...variables], values, ['since', 'days'])).toEqual({ since: { value: null, type: 'Date' } });
});

it.each([['账号 6222021234567890123 查不到', '账号 … 查不到'], ['证件 41010519491231002X 不符', '证件 … 不符'], ['第一行\n第二行', '第一行 第二行'], ['504', '504']])('of a program’s reason no long number stays: %s', (text, kept) => {
  expect(plainReason(text)).toBe(kept);
});

it('topics may be typed with any comma', () => {
  expect(readTopics('bank-account-check，sms、 sms\nmail')).toEqual(['bank-account-check', 'sms', 'mail']);
});
