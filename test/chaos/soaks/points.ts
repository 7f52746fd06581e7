import { randomFrom } from '../../support/random.js';
import { Installation } from '../installation.js';
import { play } from '../play.js';
import { stories } from '../stories/all.js';
import { Outcome, type Wanted } from './outcome.js';
import { results } from './results.js';

/** As the experiment of an act is called in results.json. */
export const nameOfAct = (act: string): string => `killed at every point: ${act}`;

/**
 * The server is killed at every named point of so many acts, once at each, through one of the act's doors; those that had it the
 * fewest times come first, so that runs add up.
 */
export async function points({ count, seed, say, stopped }: Wanted): Promise<Record<string, Outcome>> {
  const random = randomFrom(seed);
  const before = results();
  const runs = (act: string): number => before.filter(({ experiment }) => experiment === nameOfAct(act)).length;
  const next = stories.map((story) => ({ story, runs: runs(story.act), luck: random() })).sort((a, b) => a.runs - b.runs || a.luck - b.luck).slice(0, count);
  const outcomes: Record<string, Outcome> = {};
  const installation = await Installation.founded();
  try {
    for (const { story } of next) {
      if (stopped()) break;
      const outcome = new Outcome();
      const door = random.pick(story.doors);
      await play(installation, story, [door], async (open) => {
        const experiment = await open(door);
        for (const point of experiment.points) {
          const tried = await experiment.kill(point);
          if (tried.killed) outcome.fired += 1;
          if (tried.side === 'half') outcome.halfDone += 1;
          outcome.problems.push(...tried.problems.map((problem) => `${tried.point} (${door}): ${problem}`));
        }
      });
      outcomes[nameOfAct(story.act)] = outcome;
      say(`${story.act} [${door}]: ${outcome.fired} kills, ${outcome.problems.length} problems`);
    }
    return outcomes;
  } finally {
    await installation.close();
  }
}
