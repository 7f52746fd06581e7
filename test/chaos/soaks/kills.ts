import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom, type Random } from '../../support/random.js';
import { Installation } from '../installation.js';
import type { Outcome, Wanted } from './outcome.js';
import { UnderLoad, type Load } from './under-load.js';

/** Neither sooner nor later than so after the last fault comes the next, in milliseconds. */
const EARLIEST = 20;
const LATEST = 450;

/** Somebody was answered since: the next death meets work, and the work gets on. */
async function untilAtWork(clerks: Load): Promise<void> {
  const before = clerks.answers.length;
  while (!clerks.over && clerks.answers.length === before) await sleep(5);
}

/** One death under work: the victim is gone, and whoever keeps it has it back. @returns what went wrong with others by it. */
type Blow = { word: string; strike(installation: Installation, random: Random): Promise<void>; survivors?(installation: Installation): string[]; founded?(): Promise<Installation> };

/** Clerks work while `strike` is done so many times; then everything is looked through. */
export async function underWork({ count, seed, say, stopped }: Wanted, { word, strike, survivors = () => [], founded = () => Installation.withGivenDatabase() }: Blow): Promise<Outcome> {
  const random = randomFrom(seed);
  const installation = await founded();
  try {
    const load = await UnderLoad.begun(() => installation.url);
    const { outcome } = load;
    while (outcome.fired < count && outcome.problems.length === 0 && !stopped()) {
      await load.round(async (clerks) => {
        while (!clerks.over && outcome.fired < count && !stopped()) {
          await untilAtWork(clerks);
          await sleep(EARLIEST + random.below(LATEST - EARLIEST));
          if (clerks.over) return; // what nobody asks anything dies of nothing
          outcome.fired += 1;
          await strike(installation, random);
        }
      });
      outcome.problems.push(...survivors(installation));
      say(`${outcome.fired} ${word}, ${outcome.lists} lists, ${outcome.acts} acts, ${outcome.problems.length} problems`);
    }
    await load.invariants();
    return outcome;
  } finally {
    await installation.close();
  }
}

/** The server is killed at random while clerks work, and replaced; whoever had no answer asks again. */
export const kills = (wanted: Wanted): Promise<Outcome> => underWork(wanted, {
  word: 'kills',
  async strike(installation) {
    await installation.server.kill();
    await installation.restart();
  },
});

/** The database is killed at random under a server that lives on, and comes back. */
export const databaseKills = (wanted: Wanted): Promise<Outcome> => underWork(wanted, {
  word: 'database kills',
  async strike(installation) {
    const victim = installation.databasePid;
    process.kill(victim, 'SIGKILL');
    await installation.databaseIsBack(victim);
  },
  survivors: alive,
});

/** The server has lived through it. */
export function alive({ server }: Installation): string[] {
  return server.isAlive ? [] : [`the server died of it: ${server.said.join('').slice(-500)}`];
}
