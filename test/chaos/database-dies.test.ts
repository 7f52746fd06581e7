import { A_LONG_WHILE, everything, randomFor, seed, twoOf } from './choice.js';
import type { Experiment, Tried } from './experiment.js';
import { Installation } from './installation.js';
import { play, storyOf } from './play.js';
import { Report } from './report.js';
import type { Point } from './server-process.js';

/* The database is killed in the middle of an act: under a server that lives on, and together with it, as when the power fails. */

const acts = ['begin a list', 'submit a list', 'confirm the publicity of a waiver', 'pay everybody on a list', 'grant the withdrawal of a paid grant', 'commit an import of a roster', 'attach the photograph of the notice board'];
const random = randomFor('database');
const today = everything ? acts : [0, 1].map(() => acts.splice(random.below(acts.length), 1)[0]);
const report = new Report();
afterAll(() => { process.stdout.write(`\n${report.table}\nthe database killed, ${everything ? 'every act' : `the choice of ${seed}`}\n`); });

async function tryPoints(installation: Installation, act: string, how: string, die: (experiment: Experiment, point: Point) => Promise<Tried>): Promise<string[]> {
  const story = storyOf(act);
  const [door] = story.doors;
  const tried: Tried[] = [];
  await play(installation, story, [door], async (open) => {
    const experiment = await open(door);
    for (const point of twoOf(experiment.points, randomFor(act))) tried.push(await die(experiment, point));
    report.add(`${act}, ${how}`, door, experiment.points.length, tried);
  });
  return tried.flatMap(({ point, problems }) => problems.map((problem) => `${point}: ${problem}`));
}

describe('the database is killed in the middle of an act and comes back', () => {
  let installation: Installation;
  beforeAll(async () => { installation = await Installation.withGivenDatabase(); }, A_LONG_WHILE);
  afterAll(() => installation.close(), A_LONG_WHILE);

  it.each(today.map((act) => [act]))('under a server that lives on: the person is answered or told to come back, and nothing is half done: %s', async (act) => {
    expect(await tryPoints(installation, act, 'database', (experiment, point) => experiment.databaseDies(point))).toEqual([]);
  }, A_LONG_WHILE);
});

describe('the power fails in the middle of an act', () => {
  let installation: Installation;
  beforeAll(async () => { installation = await Installation.founded(); }, A_LONG_WHILE);
  afterAll(() => installation.close(), A_LONG_WHILE);

  it.each(today.map((act) => [act]))('the next start repairs the private database, and nothing is half done: %s', async (act) => {
    expect(await tryPoints(installation, act, 'power', (experiment, point) => experiment.powerFails(point))).toEqual([]);
  }, A_LONG_WHILE);
});
