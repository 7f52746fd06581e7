import { randomFrom, type Random } from '../../support/random.js';
import type { Experiment } from '../experiment.js';
import { Installation } from '../installation.js';
import { play } from '../play.js';
import type { Point } from '../server-process.js';
import type { Story } from '../story.js';
import { stories } from '../stories/all.js';
import { Outcome, type Wanted } from './outcome.js';
import { killsByPoint } from './results.js';

/** As the experiment is called in results.json. */
export const AT_NAMED_POINTS = 'server killed at every named point';

/** What a point is called: the kind of statement, its table, and whether it has gone out. */
const nameOf = ({ what, when }: Point): string => `${what}, ${when}`;

/** So many kills at one name in one act at most, so that they spread over acts. */
const OF_ONE_ACT = 3;

/**
 * The server is killed until it was so often at every named point, counting what earlier runs did: each act is played through one of its
 * doors, and dies at those of its points that had it too seldom. A second round goes to the acts that have what is still missing.
 */
export async function points({ count, seed, say, stopped }: Wanted): Promise<Record<string, Outcome>> {
  const random = randomFrom(seed);
  const outcome = new Outcome();
  const installation = await Installation.founded();
  const known = killsByPoint();
  const seen = new Map<Story, Set<string>>();
  const kills = (name: string): number => (known[name] ?? 0) + (outcome.points[name] ?? 0);
  const missing = (name: string): number => Math.max(0, count - kills(name));
  const chosen = (from: readonly Point[], most: number): Point[] => [...new Set(from.map(nameOf))].flatMap((name) => some(from.filter((one) => nameOf(one) === name), Math.min(most, missing(name)), random));

  async function visit(story: Story, most: number): Promise<void> {
    const door = random.pick(story.doors);
    await play(installation, story, [door], async (open) => {
      const experiment = await open(door);
      seen.set(story, new Set(experiment.points.map(nameOf)));
      const before = outcome.fired;
      for (const point of chosen(experiment.points, most)) {
        if (stopped()) break;
        await strike(experiment, point, outcome);
      }
      say(`${story.act} [${door}]: ${outcome.fired - before} kills, ${outcome.fired} in all, ${outcome.problems.length} problems`);
    }).catch((error: unknown) => {
      // The scene could not be played: a fault of the experiment, and a line of its own.
      outcome.problems.push(`${story.act} (${door}) was not tried: ${String(error)}`);
      say(String(error));
    });
  }

  try {
    for (const story of some(stories, stories.length, random)) if (!stopped()) await visit(story, OF_ONE_ACT);
    for (const story of some(stories, stories.length, random)) if (!stopped() && [...seen.get(story) ?? []].some((name) => missing(name) > 0)) await visit(story, count);
    const names = new Set([...seen.values()].flatMap((of) => [...of]));
    say(`${names.size} named points, ${[...names].filter((name) => missing(name) > 0).length} of them killed fewer than ${count} times`);
    return { [AT_NAMED_POINTS]: outcome };
  } finally {
    await installation.close();
  }
}

async function strike(experiment: Experiment, point: Point, outcome: Outcome): Promise<void> {
  const { killed, side, problems, point: where } = await experiment.kill(point);
  if (killed) {
    outcome.fired += 1;
    outcome.points[nameOf(point)] = (outcome.points[nameOf(point)] ?? 0) + 1;
  }
  if (side === 'half') outcome.halfDone += 1;
  outcome.problems.push(...problems.map((problem) => `${where} (${experiment.door}): ${problem}`));
}

/** So many of them, by chance. */
function some<T>(from: readonly T[], most: number, random: Random): T[] {
  const rest = [...from];
  return Array.from({ length: Math.min(most, rest.length) }, () => rest.splice(random.below(rest.length), 1)[0]);
}
