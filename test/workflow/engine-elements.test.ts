import { boundary, catching, end, ending, eventGateway, exclusive, flows, parallel, processFile, receive, repeated, service, several, start, subProcess, throwing, user, type DefinitionName } from '../support/diagram-xml.js';
import { tokenStepper } from '../../server/workflow/tokens.js';
import { Play } from '../support/play.js';

jest.setTimeout(60_000);

/** Every kind of element, stored and read again between all acts (see `Play`). */

describe('tasks', () => {
  it('wait one after the other and the process ends after the last', async () => {
    const play = await Play.begun(processFile(start('start') + user('a') + '<manualTask id="b"/>' + end('end') + flows('start -> a -> b -> end')));
    expect(play.waits).toMatchObject([{ elementId: 'a', kind: 'task' }]);
    await play.act('a');
    expect(play.waits).toMatchObject([{ elementId: 'b', kind: 'task' }]);
    await play.act('b');
    expect({ waiting: play.waiting, done: play.done }).toEqual({ waiting: [], done: true });
  });

  it('done by services are done on the way, in the order drawn', async () => {
    const play = await Play.begun(processFile(start('start') + user('a') + service('one', 'two') + '<task id="plain"/>' + throwing('late', 'escalation') + end('end') + flows('start -> a -> one -> plain -> late -> two -> end')));
    expect(play.asked).toEqual([]);
    await play.act('a');
    expect(play.asked).toEqual(['!one', '!two']);
    expect(play.done).toBe(true);
  });

  it('that receive a message wait for it, also inside a sub-process', async () => {
    const play = await Play.begun(processFile(start('start') + subProcess('sub', start('inner') + receive('letter') + flows('inner -> letter')) + user('after') + flows('start -> sub -> after')));
    expect(play.waits).toMatchObject([{ elementId: 'letter', kind: 'message' }]);
    await play.act('letter');
    expect(play.waiting).toEqual(['after']);
  });
});

describe.each([['the engine', undefined], ['plain tokens', tokenStepper]])('what reaches other instances, with %s', (_who, stepper) => {
  it('a call waits like a task until it is answered; a message or signal thrown is handed out once, on the way or at an end', async () => {
    const play = await Play.begun(processFile(start('start') + '<callActivity id="call" calledElement="other"/>' + throwing('say', 'message') + parallel('split') + throwing('shout', 'signal') + user('a') + ending('said', 'message') + end('end') + flows('start -> call -> say -> split -> shout -> end\nsplit -> a -> said')), stepper);
    expect(play.waits).toMatchObject([{ elementId: 'call', kind: 'call' }]);
    await play.act('call');
    expect([play.waiting, play.asked]).toEqual([['a'], ['!say', '!shout']]);
    await play.act('a');
    expect([play.asked, play.done]).toEqual([['!say', '!shout', '!said'], true]);
  });

  it('several calls of one element wait each for its own', async () => {
    const play = await Play.begun(processFile(start('start') + '<callActivity id="call" calledElement="other"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></callActivity>' + user('after') + flows('start -> call -> after')), stepper);
    expect(play.waits).toMatchObject([0, 1, 2].map((index) => ({ elementId: 'call', kind: 'call', index })));
    for (const index of [1, 0, 2]) await play.act(`call ${index}`);
    expect(play.waiting).toEqual(['after']);
  });
});

describe('an exclusive gateway', () => {
  const choice = processFile(start('start') + user('a') + exclusive('gate', 'gate-c') + user('b', 'c') + flows('start -> a -> gate -> ?b\ngate -> c'));

  it('takes the way whose condition is met', async () => {
    const play = await Play.begun(choice);
    play.met.add('gate-b');
    await play.act('a');
    expect({ waiting: play.waiting, asked: play.asked }).toEqual({ waiting: ['b'], asked: ['?gate-b'] });
  });

  it('takes the default way when none is met', async () => {
    const play = await Play.begun(choice);
    await play.act('a');
    expect(play.waiting).toEqual(['c']);
  });

  it('stops asking at the first condition met', async () => {
    const play = new Play(processFile(start('start') + exclusive('gate') + user('b', 'c') + flows('start -> gate -> ?b\ngate -> ?c')));
    play.met.add('gate-b').add('gate-c');
    await play.begin();
    expect({ waiting: play.waiting, asked: play.asked }).toEqual({ waiting: ['b'], asked: ['?gate-b'] });
  });

  it('without any way to go fails the step and names itself', async () => {
    const play = await Play.begun(processFile(start('start') + user('a') + exclusive('gate') + user('b') + flows('start -> a -> gate -> ?b')));
    await expect(play.act('a')).rejects.toMatchObject({ name: 'EngineFailed', elementId: 'gate' });
  });

  it('leads back as often as wanted, and each time the task is a new one', async () => {
    const play = await Play.begun(processFile(start('start') + user('a') + exclusive('gate', 'gate-end') + end('end') + flows('start -> a -> gate -> ?a\ngate -> end')));
    const first = play.waitOf('a').executionId;
    play.met.add('gate-a');
    await play.act('a');
    expect(play.waitOf('a').executionId).not.toBe(first);
    play.met.clear();
    await play.act('a');
    expect(play.done).toBe(true);
  });
});

describe('a parallel gateway', () => {
  it('opens all its tasks and goes on when the last is done', async () => {
    const play = await Play.begun(processFile(start('start') + parallel('fork', 'join') + user('a', 'b', 'c', 'after') + flows('start -> fork -> a -> join -> after\nfork -> b -> join\nfork -> c -> join')));
    expect(play.waiting).toEqual(['a', 'b', 'c']);
    await play.acts('b', 'a');
    expect(play.waiting).toEqual(['c']);
    await play.act('c');
    expect(play.waiting).toEqual(['after']);
  });
});

describe('events waited for', () => {
  it.each<[DefinitionName, string]>([['timer', 'timer'], ['message', 'message'], ['signal', 'signal']])('a %s is waited for and then the process goes on', async (kind, waitKind) => {
    const play = await Play.begun(processFile(start('start') + catching('event', kind) + user('after') + flows('start -> event -> after')));
    expect(play.waits).toMatchObject([{ elementId: 'event', kind: waitKind }]);
    await play.act('event');
    expect(play.waiting).toEqual(['after']);
  });

  it('the first event after an event-based gateway decides and the others are waited for no longer', async () => {
    const play = await Play.begun(processFile(start('start') + eventGateway('race') + catching('late', 'timer') + catching('note', 'message') + receive('letter') + user('a', 'b', 'c') + flows('start -> race -> late -> a\nrace -> note -> b\nrace -> letter -> c')));
    expect(play.waiting).toEqual(['late', 'letter', 'note']);
    await play.act('note');
    expect(play.waiting).toEqual(['b']);
    await play.act('b');
    expect(play.done).toBe(true);
  });
});

describe('boundary events', () => {
  const watched = (kind: DefinitionName, interrupting: boolean) => processFile(start('start') + user('a', 'after', 'instead') + boundary('event', 'a', kind, interrupting) + flows('start -> a -> after\nevent -> instead'));
  const kinds: [DefinitionName][] = [['timer'], ['message'], ['signal']];

  it.each(kinds)('an interrupting %s closes the task', async (kind) => {
    const play = await Play.begun(watched(kind, true));
    expect(play.waiting).toEqual(['a', 'event']);
    await play.act('event');
    expect(play.waiting).toEqual(['instead']);
    await play.act('instead');
    expect(play.done).toBe(true);
  });

  it.each(kinds)('a non-interrupting %s leaves the task open', async (kind) => {
    const play = await Play.begun(watched(kind, false));
    await play.act('event');
    expect(play.waiting).toEqual(expect.arrayContaining(['a', 'instead']));
    await play.act('a');
    expect(play.waiting).toEqual(['after', 'instead']);
    await play.acts('after', 'instead');
    expect(play.done).toBe(true);
  });

  it.each(kinds)('a %s is waited for no longer once the task is done', async (kind) => {
    const play = await Play.begun(watched(kind, false));
    await play.act('a');
    expect(play.waiting).toEqual(['after']);
  });

  it('a message that does not interrupt may come again while the task is open', async () => {
    const play = await Play.begun(processFile(start('start') + user('a') + boundary('event', 'a', 'message', false) + service('noted') + flows('start -> a\nevent -> noted')));
    const first = play.waitOf('event').executionId;
    await play.act('event');
    expect(play.waitOf('event').executionId).not.toBe(first);
    await play.acts('event', 'event', 'a');
    expect({ asked: play.asked, done: play.done }).toEqual({ asked: ['!noted', '!noted', '!noted'], done: true });
  });

  it('a timer that does not interrupt fires once', async () => {
    const play = await Play.begun(watched('timer', false));
    await play.act('event');
    expect(play.waiting).toEqual(['a', 'instead']);
  });

  it('a timer cycle offers a new wait after each firing until its repetitions are used up', async () => {
    const play = await Play.begun(processFile(start('start') + user('a') + boundary('cycle', 'a', 'cycle', false) + service('remind') + flows('start -> a\ncycle -> remind')));
    const seen = new Set<string>();
    for (let firing = 1; firing <= 3; firing += 1) {
      seen.add(play.waitOf('cycle').executionId);
      await play.act('cycle');
    }
    expect(seen.size).toBe(3);
    expect(play.waiting).toEqual(['a']);
    expect(play.asked).toEqual(['!remind', '!remind', '!remind']);
  });

  it('a timer cycle ends with its task', async () => {
    const play = await Play.begun(processFile(start('start') + user('a') + boundary('cycle', 'a', 'cycle', false) + service('remind') + flows('start -> a\ncycle -> remind')));
    await play.acts('cycle', 'a');
    expect(play.done).toBe(true);
  });

  it('a message closes a whole sub-process', async () => {
    const play = await Play.begun(processFile(start('start') + subProcess('sub', start('inner') + parallel('fork') + user('a', 'b') + flows('inner -> fork -> a\nfork -> b')) + boundary('event', 'sub', 'message') + user('after', 'instead') + flows('start -> sub -> after\nevent -> instead')));
    expect(play.waiting).toEqual(['a', 'b', 'event']);
    await play.act('a');
    await play.act('event');
    expect(play.waiting).toEqual(['instead']);
  });
});

describe('a sub-process', () => {
  it('goes on when everything in it is done', async () => {
    const play = await Play.begun(processFile(start('start') + subProcess('sub', start('inner') + parallel('fork') + user('a', 'b') + end('x', 'y') + flows('inner -> fork -> a -> x\nfork -> b -> y')) + user('after') + flows('start -> sub -> after')));
    await play.act('a');
    expect(play.waiting).toEqual(['b']);
    await play.act('b');
    expect(play.waiting).toEqual(['after']);
  });

  it('nested in another one is stored and read like any other', async () => {
    const inmost = subProcess('three', start('s3') + user('a') + boundary('event', 'a', 'message', false) + service('noted') + flows('s3 -> a\nevent -> noted'));
    const play = await Play.begun(processFile(start('start') + subProcess('one', start('s1') + subProcess('two', start('s2') + inmost + flows('s2 -> three')) + flows('s1 -> two')) + user('after') + flows('start -> one -> after')));
    await play.acts('event', 'event', 'a');
    expect({ waiting: play.waiting, asked: play.asked }).toEqual({ waiting: ['after'], asked: ['!noted', '!noted'] });
  });

  it('left by a terminate end event closes what is open in it and nothing outside', async () => {
    const inside = start('inner') + parallel('fork') + user('a', 'b') + ending('stop', 'terminate') + flows('inner -> fork -> a -> stop\nfork -> b');
    const play = await Play.begun(processFile(start('start') + parallel('split') + user('beside', 'after') + subProcess('sub', inside) + flows('start -> split -> beside\nsplit -> sub -> after')));
    await play.act('a');
    expect(play.waiting).toEqual(['after', 'beside']);
  });

  it('a terminate end event of the process ends the process', async () => {
    const play = await Play.begun(processFile(start('start') + parallel('split') + user('a', 'b') + ending('stop', 'terminate') + flows('start -> split -> a -> stop\nsplit -> b')));
    await play.act('a');
    expect({ waiting: play.waiting, done: play.done }).toEqual({ waiting: [], done: true });
  });

  it('a service not yet asked is not asked any more once its part was terminated', async () => {
    const inside = start('inner') + parallel('fork') + service('first', 'never') + ending('stop', 'terminate') + flows('inner -> fork -> stop\nfork -> first -> never');
    const play = await Play.begun(processFile(start('start') + subProcess('sub', inside) + user('after') + flows('start -> sub -> after')));
    expect({ waiting: play.waiting, asked: play.asked }).toEqual({ waiting: ['after'], asked: [] });
  });
});

describe('multi-instance', () => {
  const all = (tag: 'userTask' | 'receiveTask' | 'serviceTask', order: 'parallel' | 'sequential') => processFile(start('start') + user('before') + several(tag, 'each', order) + user('after') + flows('start -> before -> each -> after'));

  it('parallel tasks open together and are done in any order', async () => {
    const play = await Play.begun(all('userTask', 'parallel'));
    await play.act('before');
    expect(play.waiting).toEqual(['each 0', 'each 1', 'each 2']);
    await play.acts('each 2', 'each 0');
    expect(play.waiting).toEqual(['each 1']);
    await play.act('each 1');
    expect({ waiting: play.waiting, asked: play.asked }).toEqual({ waiting: ['after'], asked: ['#each'] });
  });

  it('sequential tasks open one after the other, and their number is asked once', async () => {
    const play = await Play.begun(all('userTask', 'sequential'));
    await play.act('before');
    for (const name of ['each 0', 'each 1', 'each 2']) {
      expect(play.waiting).toEqual([name]);
      await play.act(name);
    }
    expect({ waiting: play.waiting, asked: play.asked }).toEqual({ waiting: ['after'], asked: ['#each'] });
  });

  it('120 schools are all asked at once', async () => {
    const play = await Play.begun(all('userTask', 'parallel'));
    play.count = 120;
    await play.act('before');
    expect(play.waiting).toHaveLength(120);
    await play.act('each 119');
    expect(play.waiting).toHaveLength(119);
  });

  it('with no instance is passed by', async () => {
    const play = await Play.begun(all('userTask', 'parallel'));
    play.count = 0;
    await play.act('before');
    expect(play.waiting).toEqual(['after']);
  });

  it.each([501, -1, 1.5, Number.NaN])('%p instances are refused', async (count) => {
    const play = await Play.begun(all('userTask', 'parallel'));
    play.count = count;
    await expect(play.act('before')).rejects.toMatchObject({ name: 'EngineFailed', elementId: 'each' });
  });

  it('each instance of a receive task has its own message', async () => {
    const play = await Play.begun(all('receiveTask', 'parallel'));
    await play.act('before');
    expect(play.waits.map(({ kind }) => kind)).toEqual(['message', 'message', 'message']);
    await play.acts('each 1', 'each 2', 'each 0');
    expect(play.waiting).toEqual(['after']);
  });

  it('a service is done once for each instance', async () => {
    const play = await Play.begun(all('serviceTask', 'parallel'));
    await play.act('before');
    expect(play.asked).toEqual(['#each', '!each', '!each', '!each']);
  });

  it('a boundary event closes all instances', async () => {
    const play = await Play.begun(processFile(start('start') + several('userTask', 'each', 'parallel') + boundary('event', 'each', 'timer') + user('instead') + flows('start -> each\nevent -> instead')));
    await play.acts('each 1', 'event');
    expect(play.waiting).toEqual(['instead']);
  });

  it.each(['parallel', 'sequential'] as const)('a sub-process can have instances, %s', async (order) => {
    const inside = repeated(order) + start('inner') + user('a') + service('b') + flows('inner -> a -> b');
    const play = await Play.begun(processFile(start('start') + `<subProcess id="sub">${inside}</subProcess>` + user('after') + flows('start -> sub -> after')));
    expect(play.waiting).toEqual(order === 'parallel' ? ['a 0', 'a 1', 'a 2'] : ['a 0']);
    await play.acts('a 0', 'a 1', 'a 2');
    expect({ waiting: play.waiting, asked: play.asked }).toEqual({ waiting: ['after'], asked: ['#sub', '!b', '!b', '!b'] });
  });
});
