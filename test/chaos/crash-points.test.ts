import { chosen, doorsOf, everything, randomFor, seed } from './choice.js';
import { experimentFor } from './experiment.js';
import { Installation } from './installation.js';
import { Report } from './report.js';
import { stories } from './stories/all.js';

/*
 * The server is killed at named points of every act, and nothing is left half done: the database is exactly as before the act
 * or exactly as after it, and whoever asks again under the same key has one effect and the first answer.
 */

const report = new Report();
let installation: Installation;
beforeAll(async () => { installation = await Installation.founded(); }, 60_000);
afterAll(async () => {
  await installation.close();
  process.stdout.write(`\n${report.table}\n${everything ? 'every point' : `the choice of ${seed} (AID_CHAOS_SEED); AID_CHAOS_POINTS=all tries every point`}\n`);
}, 60_000);

it.each(stories.map((one) => [one.act, one] as const))('killed anywhere in it, leaves nothing half done: %s', async (_act, story) => {
  const { database } = installation;
  const world = { url: installation.url, dataDir: installation.dataDir, stop: async () => undefined, installation };
  const random = randomFor(story.act);
  const doors = doorsOf(story.doors, random);
  const [base, numbers] = [await database.take(), await database.numbers()];
  try {
    await installation.restart();
    const open = await experimentFor(world, story, doors);
    const problems: string[] = [];
    for (const door of doors) {
      const experiment = await open(door);
      const tried = [];
      for (const point of chosen(experiment.points, random)) tried.push(await experiment.kill(point));
      report.add(story.act, door, experiment.points.length, tried);
      problems.push(...tried.flatMap((one) => one.problems.map((problem) => `${one.point} (${door}): ${problem}`)));
    }
    expect(problems).toEqual([]);
  } finally {
    if (installation.server.isAlive) await installation.server.kill();
    await installation.undone();
    await database.putBack(base, numbers);
  }
}, everything ? 3_600_000 : 120_000);
