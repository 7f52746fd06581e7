import { Engine } from 'bpmn-engine';
import { end, exclusive, flows, parallel, processFile, start, user } from '../support/diagram-xml.js';
import { Play } from '../support/play.js';

jest.setTimeout(60_000);

/** Two people work side by side; on one side there is a choice of tasks. */
const choiceInsideFork = processFile(
  start('start') + parallel('fork', 'join') + user('a', 'u1', 'u2', 'after') + exclusive('choice', 'choice-u2') + exclusive('merge') + end('end')
  + flows('start -> fork -> a -> join -> after -> end\nfork -> choice -> ?u1 -> merge -> join\nchoice -> u2 -> merge'),
);

/** Small amounts are approved automatically, then two people sign side by side. */
const choiceBeforeFork = processFile(
  start('start') + exclusive('choice', 'choice-u2') + '<task id="automatic"/>' + user('u2', 'a', 'b', 'after') + exclusive('merge') + parallel('fork', 'join') + end('end')
  + flows('start -> choice -> ?automatic -> merge -> fork -> a -> join -> after -> end\nchoice -> u2 -> merge\nfork -> b -> join'),
);

/** One side of the fork may leave the process by another exit. */
const branchWithOwnExit = processFile(
  start('start') + parallel('fork', 'join') + user('a', 'b', 'after') + exclusive('choice', 'choice-b') + end('end', 'exit')
  + flows('start -> fork -> a -> join -> after -> end\nfork -> choice -> ?exit\nchoice -> b -> join'),
);

describe('a parallel join', () => {
  it('waits for the task that was chosen on the other side, not for the one that was not', async () => {
    const play = new Play(choiceInsideFork);
    play.met.add('choice-u1');
    await play.begin();
    expect(play.waiting).toEqual(['a', 'u1']);
    await play.act('a');
    expect(play.waiting).toEqual(['u1']);
    await play.act('u1');
    expect(play.waiting).toEqual(['after']);
    await play.act('after');
    expect(play.done).toBe(true);
  });

  it('ends after a way not taken further up the diagram', async () => {
    const play = new Play(choiceBeforeFork);
    play.met.add('choice-automatic');
    await play.begin();
    expect(play.waiting).toEqual(['a', 'b']);
    await play.acts('a', 'b', 'after');
    expect(play.done).toBe(true);
  });

  it('waits for ever when one side left by another exit, which the upload check has to refuse', async () => {
    const play = new Play(branchWithOwnExit);
    play.met.add('choice-exit');
    await play.begin();
    await play.act('a');
    expect({ waiting: play.waiting, done: play.done }).toEqual({ waiting: [], done: false });
  });
});

/**
 * The engine without our elements. When one of these fails after an upgrade, the engine has learned to join, and
 * `TokenFlow.discard` may go: look at the differential test before removing it.
 */
describe('the engine as it comes', () => {
  it('opens the task behind a join while the other side is still being worked on', async () => {
    const run = await stock(choiceInsideFork, (flowId) => flowId === 'choice-u1');
    run.signal('a');
    expect(run.waiting()).toEqual(['after', 'u1']);
  });

  it('never ends although every task was done', async () => {
    const run = await stock(choiceBeforeFork, (flowId) => flowId === 'choice-automatic');
    for (const id of ['a', 'b', 'after']) run.signal(id);
    expect({ waiting: run.waiting(), state: run.state() }).toEqual({ waiting: [], state: 'running' });
  });
});

async function stock(source: string, met: (flowId: string) => boolean) {
  const decide = ({ id }: { id: string }) => ({ execute: (_: unknown, callback: (error: null, taken: boolean) => void) => callback(null, met(id)) });
  const engine = new Engine({ source, scripts: { register: () => undefined, getScript: (_: string, flow: { id: string }) => decide(flow) } });
  const execution = await engine.execute();
  const waiting = () => execution.getPostponed().filter(({ type }) => type === 'bpmn:UserTask').map(({ id }) => id).sort();
  return { signal: (id: string) => execution.signal({ id }), waiting, state: () => execution.state };
}
