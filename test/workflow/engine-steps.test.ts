import { readFileSync } from 'node:fs';
import { engine, engineVersions, parseSource, UnknownWait } from '../../server/workflow/engine.js';
import { boundary, catching, end, exclusive, flows, parallel, processFile, service, several, start, user } from '../support/diagram-xml.js';
import { Play } from '../support/play.js';

jest.setTimeout(60_000);

/** Entered, reviewed, perhaps sent back; a reminder while it is being entered; paid at the end. */
const reviewed = processFile(
  start('start') + user('enter', 'review', 'pay') + boundary('reminder', 'enter', 'timer', false) + service('remind', 'paid') + exclusive('gate', 'gate-pay') + end('end', 'reminded')
  + flows('start -> enter -> review -> gate -> ?enter\ngate -> pay -> paid -> end\nreminder -> remind -> reminded'),
);

describe('a step that fails', () => {
  it('rejects with the very error of the service, and the list can go on from where it was', async () => {
    const play = await Play.begun(reviewed);
    await play.acts('enter', 'review');
    const fault = new Error('the ledger does not answer');
    play.failing.set('paid', fault);
    const before = play.state;
    await expect(play.act('pay')).rejects.toBe(fault);
    expect(play.state).toBe(before);
    play.failing.clear();
    await play.act('pay');
    expect(play.done).toBe(true);
  });

  it('rejects with the very error of a condition', async () => {
    const play = await Play.begun(reviewed);
    await play.act('enter');
    const fault = new Error('unknown variable');
    const answers = { ...play.answers(), condition: () => Promise.reject(fault) };
    await expect(engine.act(await parseSource(reviewed), play.state, play.waitOf('review'), answers)).rejects.toBe(fault);
    await play.act('review');
    expect(play.waiting).toEqual(['pay']);
  });

  it('rejects with the very error of a number of instances', async () => {
    const source = await parseSource(processFile(start('start') + several('userTask', 'each', 'parallel') + flows('start -> each')));
    const fault = new Error('no such number');
    await expect(engine.begin(source, { ...new Play('').answers(), cardinality: () => Promise.reject(fault) })).rejects.toBe(fault);
  });

  it('asks nothing more after the first rejection', async () => {
    const play = new Play(processFile(start('start') + parallel('fork') + service('one', 'two') + flows('start -> fork -> one\nfork -> two')));
    play.failing.set('one', new Error('broken'));
    await expect(play.begin()).rejects.toThrow('broken');
    expect(play.asked).toEqual(['!one']);
  });

  it('refuses an answer to a condition that is neither true nor false', async () => {
    const play = await Play.begun(reviewed);
    await play.act('enter');
    const answers = { ...play.answers(), condition: async () => JSON.parse('"pass"') };
    await expect(engine.act(await parseSource(reviewed), play.state, play.waitOf('review'), answers)).rejects.toMatchObject({ name: 'EngineFailed', elementId: 'gate' });
  });
});

describe('a wait that does not exist', () => {
  it('is refused when the task is already done', async () => {
    const play = await Play.begun(reviewed);
    const done = play.waitOf('enter');
    await play.act('enter');
    await expect(engine.act(await parseSource(reviewed), play.state, done, play.answers())).rejects.toThrow(UnknownWait);
  });

  it('is refused when it belongs to another list', async () => {
    const [one, other] = [await Play.begun(reviewed), await Play.begun(reviewed)];
    await expect(engine.act(await parseSource(reviewed), one.state, other.waitOf('enter'), one.answers())).rejects.toThrow(UnknownWait);
  });

  it('is refused when the element and the execution do not belong together', async () => {
    const play = await Play.begun(reviewed);
    const { executionId } = play.waitOf('enter');
    await expect(engine.act(await parseSource(reviewed), play.state, { elementId: 'review', executionId }, play.answers())).rejects.toMatchObject({ elementId: 'review', executionId });
  });

  it('is refused when the process has ended', async () => {
    const play = await Play.begun(reviewed);
    await play.acts('enter', 'review');
    const last = play.waitOf('pay');
    await play.act('pay');
    await expect(engine.act(await parseSource(reviewed), play.state, last, play.answers())).rejects.toThrow(UnknownWait);
  });
});

describe('a state of another version', () => {
  it('is refused when the diagram lacks an element it waits at', async () => {
    const play = await Play.begun(reviewed);
    const without = reviewed.replace(boundary('reminder', 'enter', 'timer', false), '').replace(flows('reminder -> remind'), '');
    await expect(engine.act(await parseSource(without), play.state, play.waitOf('enter'), play.answers())).rejects.toMatchObject({ name: 'EngineFailed', elementId: 'reminder' });
  });
});

describe('what is stored', () => {
  it('keeps the execution id of a task while other things happen', async () => {
    const play = await Play.begun(reviewed);
    const { executionId } = play.waitOf('enter');
    await play.act('reminder');
    expect(play.waitOf('enter').executionId).toBe(executionId);
  });

  it('does not grow over 50 rounds', async () => {
    const play = await Play.begun(reviewed);
    play.met.add('gate-enter');
    await play.acts('reminder', 'enter', 'review');
    const afterOne = withoutRandomParts(play.state);
    for (let round = 1; round < 50; round += 1) await play.acts('reminder', 'enter', 'review');
    expect(withoutRandomParts(play.state)).toBe(afterOne);
    expect(play.state.length).toBeLessThan(8_000);
  });

  it('holds neither the diagram nor names, clocks or values', async () => {
    const named = reviewed.replace('<userTask id="pay"/>', `${several('userTask', 'pay', 'parallel').replace('id="pay"', 'id="pay" name="资金发放管理"')}${boundary('note', 'pay', 'message', false)}`);
    const play = await Play.begun(named);
    await play.acts('reminder', 'enter', 'review', 'pay 1', 'note');
    expect(play.waiting).toEqual(['note', 'pay 0', 'pay 2']);
    for (const word of ['资金发放管理', 'sequenceFlows', 'decision', 'expireAt', 'startedAt', 'timestamp', 'messageId', 'environment', 'output', '"persistent":false']) expect(play.state).not.toContain(word);
  });

  it('is the same for two runs with the same answers, but for the random part of the ids', async () => {
    const texts = await Promise.all([1, 2].map(async () => {
      const play = await Play.begun(reviewed);
      play.met.add('gate-enter');
      await play.acts('reminder', 'enter', 'review');
      return withoutRandomParts(play.state);
    }));
    expect(texts[0]).toBe(texts[1]);
  });

  it('names the versions that wrote it', () => {
    const installed = (name: string): string => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
    expect(engineVersions).toBe(`bpmn-elements@${installed('bpmn-elements')} smqp@${installed('smqp')} elements@1`);
  });
});

describe('time', () => {
  afterEach(() => jest.useRealTimers());

  it('no timer fires by itself, however late it is', async () => {
    jest.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z'), doNotFake: ['setImmediate'] });
    const play = await Play.begun(processFile(start('start') + parallel('fork') + catching('deadline', 'timer') + user('a', 'b') + boundary('reminder', 'a', 'cycle', false) + service('late') + flows('start -> fork -> deadline -> late\nfork -> a -> b')));
    jest.advanceTimersByTime(40 * 24 * 3_600_000);
    jest.setSystemTime(new Date('2326-01-01T00:00:00Z'));
    await play.act('a');
    expect({ waiting: play.waiting, asked: play.asked, timers: jest.getTimerCount() }).toEqual({ waiting: ['b', 'deadline'], asked: [], timers: 0 });
  });
});

describe('answers', () => {
  it('are fetched one after the other, in the order drawn', async () => {
    const spans: string[] = [];
    const play = new Play('');
    const answers = {
      ...play.answers(),
      service: async (elementId: string) => {
        spans.push(`${elementId} begins`);
        await new Promise((resolve) => setTimeout(resolve, elementId === 'one' ? 20 : 1));
        spans.push(`${elementId} ends`);
      },
    };
    const xml = processFile(start('start') + parallel('fork', 'join') + service('one', 'two', 'three') + user('after') + flows('start -> fork -> one -> join -> after\nfork -> two -> three -> join'));
    const { waits } = await engine.begin(await parseSource(xml), answers);
    expect(waits).toMatchObject([{ elementId: 'after' }]);
    expect(spans).toEqual(['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends']);
  });
});

describe('a step that never comes to rest', () => {
  it.each([
    ['services', processFile(start('start') + service('a', 'b') + flows('start -> a -> b -> a'))],
    ['conditions', processFile(start('start') + exclusive('gate', 'gate-end') + end('end') + flows('start -> gate -> ?gate\ngate -> end'))],
    ['gateways alone', processFile(start('start') + exclusive('a') + exclusive('b') + flows('start -> a -> b -> a'))],
    ['gateways in a sub-process', processFile(start('start') + `<subProcess id="sub">${start('inner') + exclusive('a') + exclusive('b') + flows('inner -> a -> b -> a')}</subProcess>` + flows('start -> sub'))],
  ])('is given up: %s', async (_, xml) => {
    const play = new Play(xml);
    play.met.add('gate-gate');
    await expect(play.begin()).rejects.toMatchObject({ name: 'EndlessStep' });
    expect(play.asked.length).toBeLessThanOrEqual(1_000);
  });

  it('is not one that passes 200 elements', async () => {
    const ids = Array.from({ length: 198 }, (_, index) => `g${index}`);
    const play = await Play.begun(processFile(start('start') + ids.map((id) => exclusive(id)).join('') + end('end') + flows(`start -> ${ids.join(' -> ')} -> end`)));
    expect(play.done).toBe(true);
  });
});

/** Ids as the engine makes them: the element's, then ten random digits; replaced in the order they appear. */
function withoutRandomParts(state: string): string {
  const known = new Map<string, string>();
  return state.replace(/_[0-9a-f]{6,10}(?![0-9a-f])/g, (part) => {
    known.set(part, known.get(part) ?? `_${known.size}`);
    return known.get(part) ?? '';
  });
}
