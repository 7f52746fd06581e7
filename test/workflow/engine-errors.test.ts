import { boundary, ending, exclusive, flows, parallel, processFile, service, start, subProcess, throwing, user } from '../support/diagram-xml.js';
import { Play } from '../support/play.js';

jest.setTimeout(60_000);

describe('errors and escalations', () => {
  const failing = (name: string) => subProcess(`sub-${name}`, start(`in-${name}`) + parallel(`fork-${name}`) + user(name, `other-${name}`) + ending(`error-${name}`, 'error') + flows(`in-${name} -> fork-${name} -> ${name} -> error-${name}\nfork-${name} -> other-${name}`));
  const caught = (name: string) => boundary(`catch-${name}`, `sub-${name}`, 'error') + user(`after-${name}`, `instead-${name}`) + flows(`sub-${name} -> after-${name}\ncatch-${name} -> instead-${name}`);

  it('an error ends its sub-process and goes to the boundary event', async () => {
    const play = await Play.begun(processFile(start('start') + failing('a') + caught('a') + flows('start -> sub-a')));
    expect(play.waiting).toEqual(['a', 'other-a']);
    await play.act('a');
    expect(play.waiting).toEqual(['instead-a']);
  });

  it.each([['a', 'b'], ['b', 'a']])('an error in sub-process %s does not touch its neighbour %s', async (one, other) => {
    const play = await Play.begun(processFile(start('start') + parallel('split') + failing('a') + caught('a') + failing('b') + caught('b') + flows('start -> split -> sub-a\nsplit -> sub-b')));
    await play.act(one);
    expect(play.waiting).toEqual([other, `instead-${one}`, `other-${other}`].sort());
  });

  it('an error that nobody around it catches is an ordinary end', async () => {
    const play = await Play.begun(processFile(start('start') + parallel('split') + failing('a') + caught('a') + user('b') + ending('error', 'error') + flows('start -> split -> sub-a\nsplit -> b -> error')));
    await play.act('b');
    expect(play.waiting).toEqual(['a', 'other-a']);
  });

  it('an error is caught by the nearest boundary event only', async () => {
    const outer = subProcess('outer', start('s') + failing('a') + caught('a') + flows('s -> sub-a'));
    const play = await Play.begun(processFile(start('start') + outer + boundary('catch-outer', 'outer', 'error') + user('outside') + flows('start -> outer\ncatch-outer -> outside')));
    await play.act('a');
    expect(play.waiting).toEqual(['instead-a']);
  });

  it('an error nobody catches inside goes out to the next sub-process around', async () => {
    const outer = subProcess('outer', start('s') + failing('a') + flows('s -> sub-a'));
    const play = await Play.begun(processFile(start('start') + outer + boundary('catch-outer', 'outer', 'error') + user('outside') + flows('start -> outer\ncatch-outer -> outside')));
    await play.act('a');
    expect(play.waiting).toEqual(['outside']);
  });

  it('a failing service is a fault, not an error of the diagram', async () => {
    const inside = start('inner') + user('a') + service('broken') + flows('inner -> a -> broken');
    const play = await Play.begun(processFile(start('start') + subProcess('sub', inside) + boundary('catch', 'sub', 'error') + user('instead') + flows('start -> sub\ncatch -> instead')));
    const fault = new Error('no connection');
    play.failing.set('broken', fault);
    await expect(play.act('a')).rejects.toBe(fault);
  });

  it('a gateway without a way to go is a fault, not an error of the diagram', async () => {
    const inside = start('inner') + user('a') + exclusive('gate') + user('b') + flows('inner -> a -> gate -> ?b');
    const play = await Play.begun(processFile(start('start') + subProcess('sub', inside) + '<boundaryEvent id="catch" attachedToRef="sub"><errorEventDefinition/></boundaryEvent>' + user('instead') + flows('start -> sub\ncatch -> instead')));
    await expect(play.act('a')).rejects.toMatchObject({ name: 'EngineFailed', elementId: 'gate' });
  });

  const escalating = start('inner') + user('a', 'b') + throwing('first', 'escalation') + throwing('second', 'escalation') + flows('inner -> a -> first -> b -> second');

  it('an escalation that does not interrupt is noticed each time', async () => {
    const play = await Play.begun(processFile(start('start') + subProcess('sub', escalating) + boundary('catch', 'sub', 'escalation', false) + service('noted') + user('after') + flows('start -> sub -> after\ncatch -> noted')));
    await play.act('a');
    expect({ waiting: play.waiting, asked: play.asked }).toEqual({ waiting: ['b'], asked: ['!noted'] });
    await play.act('b');
    expect({ waiting: play.waiting, asked: play.asked }).toEqual({ waiting: ['after'], asked: ['!noted', '!noted'] });
  });

  it('a sub-process gone through twice in one step is watched each time and leaves nothing behind', async () => {
    const inside = start('inner') + throwing('late', 'escalation') + service('work') + flows('inner -> late -> work');
    const play = new Play(processFile(start('start') + parallel('split') + exclusive('merge') + '<task id="a"/><task id="b"/>' + subProcess('sub', inside) + boundary('catch', 'sub', 'escalation', false) + service('x', 'y')
      + flows('start -> split -> a -> merge -> sub\nsplit -> b -> merge\ncatch -> ?x\ncatch -> ?y')));
    play.met.add('catch-x').add('catch-y');
    await play.begin();
    expect(play.asked.filter((asked) => asked.startsWith('!')).sort()).toEqual(['!work', '!work', '!x', '!x', '!y', '!y']);
    expect({ waiting: play.waiting, done: play.done }).toEqual({ waiting: [], done: true });
  });

  it('an interrupting escalation ends the sub-process', async () => {
    const play = await Play.begun(processFile(start('start') + subProcess('sub', escalating) + boundary('catch', 'sub', 'escalation') + user('instead') + flows('start -> sub\ncatch -> instead')));
    await play.act('a');
    expect(play.waiting).toEqual(['instead']);
  });
});
