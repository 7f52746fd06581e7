import { A_LONG_WHILE, randomFor, seed } from './choice.js';
import { clockLibrary } from './movable-clock.js';
import { mayMount } from './small-disk.js';
import { clockSteps } from './soaks/clock-steps.js';
import { cutCommits } from './soaks/cut-commits.js';
import { diskFull } from './soaks/disk-full.js';
import { databaseKills, kills } from './soaks/kills.js';
import { PAIRS, races } from './soaks/races.js';
import type { Outcome } from './soaks/outcome.js';
import { wechatDown } from './soaks/wechat-down.js';

/* The soak commands (node test/chaos/soak.mjs), for a moment each. An experiment whose fault did not fire has failed. */

const number = [...seed].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7);
const wanted = (count: number) => ({ count, seed: number, say: () => undefined, stopped: () => false });

const fine = { fired: true, worked: true, lost: 0, doubled: 0, halfDone: 0, problems: [] };
const shownBy = ({ fired, acts, lost, doubled, halfDone, problems }: Outcome, atLeast: number) => ({ fired: fired >= atLeast, worked: acts > 0, lost, doubled, halfDone, problems });

it('the server is killed while people work: what they were told is done is done, once', async () => {
  expect(shownBy(await kills(wanted(4)), 4)).toEqual(fine);
}, A_LONG_WHILE);

it('the database is killed while people work: what they were told is done is done, once', async () => {
  expect(shownBy(await databaseKills(wanted(2)), 2)).toEqual(fine);
}, A_LONG_WHILE);

it('COMMITs are cut before they arrive, and before they are answered: nothing is lost, nothing is done twice', async () => {
  const { before, after } = await cutCommits(wanted(8));
  expect([shownBy(before, 8), shownBy(after, 8)]).toEqual([fine, fine]);
}, A_LONG_WHILE);

it('WeChat is away while people work: nobody waits for it, the inbox has every reminder, and afterwards each message goes out once', async () => {
  expect(shownBy(await wechatDown(wanted(2)), 2)).toEqual(fine);
}, A_LONG_WHILE);

const withClocks = clockLibrary ? it : it.skip; // no clock can be moved without libfaketime (Debian)
withClocks('the clocks of database and server step forward and back while people work: what they were told is done is done, once', async () => {
  expect(shownBy(await clockSteps(wanted(4)), 4)).toEqual(fine);
}, A_LONG_WHILE);

const withDisk = mayMount() ? it : it.skip; // a small disk has to be mounted, and only root may
withDisk('the disk is full while people work: they are told so, and afterwards what they were told is done is done, once', async () => {
  const outcome = await diskFull(wanted(2));
  expect(outcome.again).toBeGreaterThan(0);
  expect(shownBy(outcome, 2)).toEqual(fine);
}, A_LONG_WHILE);

it.each([2, 8])('%d callers at two servers do what gets in each other’s way: one after the other, as many as were told', async (callers) => {
  const luck = randomFor(`races of ${callers}`);
  const outcomes = await races(wanted(2), callers, [luck.pick(PAIRS), luck.pick(PAIRS)]);
  expect(Object.values(outcomes).map((outcome) => shownBy(outcome, 2))).toEqual(Object.values(outcomes).map(() => fine));
}, A_LONG_WHILE);
