import { A_LONG_WHILE, chosen, doorsOf, everyAct, randomFor, SECONDS, seed } from './choice.js';
import type { Tried } from './experiment.js';
import { Installation } from './installation.js';
import { play } from './play.js';
import { Report } from './report.js';
import { stories } from './stories/all.js';

/*
 * The server is killed at named points of every act, and nothing is left half done: the database is exactly as before the act
 * or exactly as after it, and whoever asks again under the same key has one effect and the first answer.
 */

// A run of the day takes so many acts.
const A_DAY = 30;
const luck = randomFor('acts of the day');
const left = [...stories];
const today = everyAct ? stories : Array.from({ length: A_DAY }, () => left.splice(luck.below(left.length), 1)[0]);
const report = new Report();
let installation: Installation;
beforeAll(async () => { installation = await Installation.founded(); begun = performance.now(); }, A_LONG_WHILE);
afterAll(async () => {
  await installation.close();
  process.stdout.write(`\n${report.table}\n${everyAct ? 'every act' : `the choice of ${seed} (AID_CHAOS_SEED); AID_CHAOS_POINTS=all tries every point`}\n`);
}, A_LONG_WHILE);

let begun = 0;
let played = 0;
/** Whether this act still has some of its share of the time. */
const timeLeft = (): boolean => !everyAct && performance.now() - begun < (SECONDS * 1000 * (played + 1)) / today.length;
afterEach(() => { played += 1; });

it.each(today.map((one) => [one.act, one] as const))('killed anywhere in it, leaves nothing half done: %s', async (_act, story) => {
  const random = randomFor(story.act);
  const doors = doorsOf(story.doors, random);
  const problems: string[] = [];
  await play(installation, story, doors, async (open) => {
    for (const door of doors) {
      const experiment = await open(door);
      const tried: Tried[] = [];
      const { order, atLeast } = chosen(experiment.points, random);
      for (const point of order) if (tried.length < atLeast || timeLeft()) tried.push(await experiment.kill(point));
      report.add(story.act, door, experiment.points.length, tried);
      const found = tried.flatMap((one) => one.problems.map((problem) => `${one.point} (${door}): ${problem}`));
      if (everyAct) process.stdout.write(`${[`${story.act} [${door}]: ${tried.length} of ${experiment.points.length} points`, ...found].join('\n')}\n`);
      problems.push(...found);
    }
  });
  expect(problems).toEqual([]);
}, A_LONG_WHILE);
