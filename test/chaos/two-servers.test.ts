import { rows } from '../../server/database.js';
import { A_LONG_WHILE, everything, randomFor } from './choice.js';
import type { Experiment } from './experiment.js';
import { Installation } from './installation.js';
import { brokenNow } from './invariants.js';
import { play, storyOf } from './play.js';
import { send, type Answer } from './request.js';
import type { Point, ServerProcess } from './server-process.js';

/*
 * Two servers at one database, asked for the same act: one of them stands still at a point of it while the other is asked.
 * The act happens once.
 */

const HOLD_MS = 250;
const acts = ['submit a list', 'take a submission back', 'school review passes a grant', 'confirm the publicity of a waiver', 'request the withdrawal of a grant', 'grant the withdrawal of a paid grant', 'pay everybody on a list', 'record a returned payment', 'commit an import of people', 'delete a draft', 'add a student'];
const random = randomFor('two servers');
const today = everything ? acts : [0, 1, 2].map(() => acts.splice(random.below(acts.length), 1)[0]);

let installation: Installation;
let other: { server: ServerProcess; url: string };
beforeAll(async () => { installation = await Installation.withGivenDatabase(); }, A_LONG_WHILE);
afterAll(() => installation.close(), A_LONG_WHILE);

/** A second server for as long as the work takes. */
async function withAnother(env: Record<string, string>, work: () => Promise<void>): Promise<void> {
  other = await installation.beside(env);
  try {
    await work();
  } finally {
    await other.server.kill();
  }
}

/** Asks the first server, which stands still at the point, and meanwhile the second. */
async function race(experiment: Experiment, point: Point, key: string | undefined): Promise<(Answer | null)[]> {
  const { asking } = experiment;
  if (!asking) throw new Error('only what is asked by somebody can be asked of two servers');
  await installation.server.arm({ ...point, holdMs: HOLD_MS });
  const first = send(installation.url, asking);
  await installation.server.passes(point);
  const second = send(other.url, key ? { ...asking, headers: { ...asking.headers, 'Idempotency-Key': key } } : asking);
  return Promise.all([first, second]);
}

const done = (answer: Answer | null): boolean => answer !== null && answer.status < 300;

async function problemsOf(experiment: Experiment, point: Point, key: string | undefined): Promise<string[]> {
  const answers = await race(experiment, point, key);
  const said = answers.map((answer) => `${answer?.status} ${answer?.text.slice(0, 160)}`).join(' / ');
  const problems = (await brokenNow()).map((one) => `${one}: ${said}`);
  const events = await rows<{ n: number }>("SELECT COUNT(*) AS n FROM audit_events WHERE outcome = 'done'");
  const wanted = [...(experiment.course.after.get('audit_events')?.values() ?? [])].filter(({ outcome }) => outcome === 'done').length;
  if (Number(events[0].n) !== wanted) problems.push(`${events[0].n} acts on record instead of ${wanted}: ${said}`);
  // With one key between them both may be told that it is done; with a key each, one was late.
  if (key ? answers.filter(done).length !== 1 : !answers.some(done)) problems.push(`answered ${said}`);
  for (const answer of answers) if (!done(answer) && ![404, 409, 422].includes(answer?.status ?? 0)) problems.push(`the late one is told ${said}`);
  await installation.database.putBack(experiment.course.before, experiment.course.numbers);
  return problems.map((one) => `${point.at} ${point.what} ${point.when}, ${key ? 'two keys' : 'one key'}: ${one}`);
}

it.each(today.map((act) => [act]))('two servers asked for the same at once do it once: %s', async (act) => {
  const story = storyOf(act);
  const [door] = story.doors;
  const problems: string[] = [];
  await play(installation, story, [door], async (open) => {
    const experiment = await open(door);
    const points = everything ? experiment.points : Array.from({ length: 6 }, () => random.pick(experiment.points));
    await withAnother({}, async () => {
      for (const point of points) for (const key of [undefined, 'another-intention']) problems.push(...(await problemsOf(experiment, point, key)));
    });
  });
  expect(problems).toEqual([]);
}, A_LONG_WHILE);

it.each(['the publicity period ends, and the school is told', 'reminders are handed to the inboxes', 'the morning’s reminders are written'])('two clockworks ticking at once do it once: %s', async (act) => {
  const story = storyOf(act);
  const [door] = story.doors;
  await play(installation, story, [door], async (open) => {
    const experiment = await open(door);
    await withAnother({ ROLE: 'worker' }, async () => {
      // It may have found the act due at its start.
      await installation.database.putBack(experiment.course.before, experiment.course.numbers);
      for (let round = 0; round < 4; round += 1) {
        await Promise.all([installation.server, other.server].map((one) => one.tick(door.replace('tick ', ''))));
        expect([await brokenNow(), experiment.from(await installation.database.take())]).toEqual([[], []]);
        await installation.database.putBack(experiment.course.before, experiment.course.numbers);
      }
    });
  });
}, A_LONG_WHILE);
