import { readFileSync } from 'node:fs';
import { boundary, catching, end, ending, exclusive, flows, parallel, processFile, service, start, subProcess, user } from '../support/diagram-xml.js';
import { Play } from '../support/play.js';

jest.setTimeout(60_000);

/**
 * What follows the confirmation of a list: money is paid out and returned as often as the bank wishes, beside it a
 * withdrawal may be asked for; granting it leaves both at once.
 */
const inside = start('confirmed') + parallel('both') + exclusive('to-pay') + user('pay') + user('returned') + exclusive('to-request') + user('request', 'review')
  + exclusive('granted', 'granted-to-request') + service('withdraw') + ending('withdrawn', 'terminate')
  + flows('confirmed -> both -> to-pay -> pay -> returned -> to-pay\nboth -> to-request -> request -> review -> granted -> to-request\ngranted -> ?withdraw -> withdrawn');
const afterwards = processFile(
  start('start') + user('confirm') + subProcess('after-confirmation', inside) + exclusive('what-now', 'what-now-archived') + user('enter-list') + end('archived')
  + flows('start -> confirm -> after-confirmation -> what-now -> ?enter-list\nwhat-now -> archived'),
);

describe('after the confirmation of a list', () => {
  it('payments go round for as long as they like beside an untouched request', async () => {
    const play = await Play.begun(afterwards);
    await play.act('confirm');
    const request = play.waitOf('request').executionId;
    for (let round = 0; round < 5; round += 1) await play.acts('pay', 'returned');
    expect(play.waiting).toEqual(['pay', 'request']);
    expect(play.waitOf('request').executionId).toBe(request);
  });

  it('a refused withdrawal can be asked for again and payments go on', async () => {
    const play = await Play.begun(afterwards);
    await play.acts('confirm', 'pay', 'request', 'review');
    expect(play.waiting).toEqual(['request', 'returned']);
    await play.acts('request', 'review', 'returned');
    expect(play.waiting).toEqual(['pay', 'request']);
  });

  it.each([['pay', []], ['returned', ['pay']]])('a granted withdrawal closes the open %s and the condition behind decides', async (_, before) => {
    const play = await Play.begun(afterwards);
    play.met.add('granted-withdraw').add('what-now-enter-list');
    await play.acts('confirm', ...before, 'request', 'review');
    expect(play.waiting).toEqual(['enter-list']);
    expect(play.asked).toEqual(['?granted-withdraw', '!withdraw', '?what-now-enter-list']);
  });

  it('a granted withdrawal ends the process when the condition behind says so', async () => {
    const play = await Play.begun(afterwards);
    play.met.add('granted-withdraw');
    await play.acts('confirm', 'request', 'review');
    expect(play.done).toBe(true);
  });

  it('the list can go through it all a second time', async () => {
    const again = afterwards.replace('<sequenceFlow id="what-now-archived"', `${flows('enter-list -> confirm')}<sequenceFlow id="what-now-archived"`);
    const play = await Play.begun(again);
    play.met.add('granted-withdraw').add('what-now-enter-list');
    await play.acts('confirm', 'pay', 'request', 'review', 'enter-list', 'confirm', 'pay', 'returned');
    expect(play.waiting).toEqual(['pay', 'request']);
  });

  it('waits for the end of the publicity period inside, and a message from outside archives it', async () => {
    const timed = inside.replace(user('returned'), catching('returned', 'timer'));
    const play = await Play.begun(processFile(start('start') + subProcess('sub', timed) + boundary('archive', 'sub', 'message') + user('enter-list', 'archived') + flows('start -> sub -> enter-list\narchive -> archived')));
    await play.acts('pay', 'returned', 'pay', 'request');
    expect(play.waiting).toEqual(['archive', 'returned', 'review']);
    await play.act('archive');
    expect(play.waiting).toEqual(['archived']);
  });
});

describe('the shipped list of the vocational grant', () => {
  const shipped = readFileSync('processes/vocational-grant.bpmn', 'utf8');
  const upToConfirmation = ['enter-list', 'school-review', 'authority-review', 'publish-list', 'confirm-publicity'];
  const passed = ['school-review-pass', 'authority-review-pass', 'publicity-confirm'];

  it('is taken back before its review and entered again', async () => {
    const play = await Play.begun(shipped);
    await play.act('enter-list');
    expect(play.waiting).toEqual(['school-review', 'submission-taken-back']);
    await play.act('submission-taken-back');
    expect(play.waiting).toEqual(['enter-list']);
  });

  it('is paid, returned by the bank, withdrawn, and begins again', async () => {
    const play = await Play.begun(shipped);
    for (const flow of [...passed, 'withdrawal-grant']) play.met.add(flow);
    await play.acts(...upToConfirmation);
    expect(play.waiting).toEqual(['list-closed', 'publicity-ended', 'request-withdrawal']);
    await play.acts('publicity-ended', 'manage-disbursement', 'disbursement-returned', 'request-withdrawal');
    expect(play.waiting).toEqual(['list-closed', 'manage-disbursement', 'review-withdrawal']);
    await play.act('review-withdrawal');
    expect(play.waiting).toEqual(['enter-list']);
    await play.acts(...upToConfirmation, 'list-closed');
    expect(play.done).toBe(true);
  });
});
