import { randomFrom } from '../../support/random.js';
import { Installation } from '../installation.js';
import { Outcome, type Wanted } from './outcome.js';
import { UnderLoad } from './under-load.js';

/** Of the COMMITs on their way so many are cut. */
const CHANCE = 0.25;

/** COMMITs are cut on the wire, so many of them each way: before they arrive, and after they were done but before the answer. */
export async function cutCommits({ count, seed, say, stopped }: Wanted): Promise<{ before: Outcome; after: Outcome }> {
  const random = randomFrom(seed);
  const installation = await Installation.withGivenDatabase();
  const { wire } = installation;
  try {
    const outcomes = { before: new Outcome(), after: new Outcome() };
    for (const cut of ['before', 'after'] as const) {
      wire.often = null;
      const load = await UnderLoad.begun(() => installation.url);
      const { outcome } = load;
      outcomes[cut] = outcome;
      while (outcome.fired < count && outcome.problems.length === 0 && !stopped()) {
        const [cuts, commits] = [wire.cuts, wire.commits];
        await load.round(async () => { wire.often = { cut, chance: () => random.chance(CHANCE) }; }, async () => { wire.often = null; });
        outcome.fired += wire.cuts - cuts;
        if (wire.cuts === cuts) outcome.problems.push(`not one of ${wire.commits - commits} COMMITs was cut`);
        say(`${outcome.fired} COMMITs cut ${cut}, ${outcome.lists} lists, ${outcome.acts} acts, ${outcome.problems.length} problems`);
      }
      await load.invariants();
    }
    return outcomes;
  } finally {
    await installation.close();
  }
}
