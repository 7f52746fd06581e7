import { setTimeout as sleep } from 'node:timers/promises';
import { row } from '../../../server/database.js';
import { Installation } from '../installation.js';
import { MovableClock } from '../movable-clock.js';
import { alive, underWork } from './kills.js';
import type { Outcome, Wanted } from './outcome.js';

/** How far a clock is off, in seconds: less than an idle session lives, so that nobody is signed out by it. */
const OFF = [-720, -61, -3, 0, 3, 61, 720] as const;
/** A clock is believed to have stepped when it shows so, this nearly. */
const NEARLY_MS = 2500;

/** The clocks of the database and of the server step while clerks work, each by itself, forward and back. */
export async function clockSteps(wanted: Wanted): Promise<Outcome> {
  const [ofDatabase, ofServer] = [new MovableClock(), new MovableClock()];
  try {
    return await underWork(wanted, {
      word: 'steps of a clock',
      founded: () => Installation.withGivenDatabase({ databaseEnv: ofDatabase.env, env: ofServer.env }),
      async strike(_installation, random) {
        ofServer.set(random.pick(OFF));
        const off = random.pick(OFF);
        ofDatabase.set(off);
        await untilOff(off);
      },
      survivors: alive,
    });
  } finally {
    for (const clock of [ofDatabase, ofServer]) clock.remove();
  }
}

/** The fault has fired when the database itself tells the other time. */
export async function untilOff(seconds: number): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < 10_000; await sleep(50)) {
    const clock = await row<{ now: Date }>('SELECT UTC_TIMESTAMP(3) AS now');
    if (clock && Math.abs(clock.now.getTime() - Date.now() - seconds * 1000) < NEARLY_MS) return;
  }
  throw new Error(`the clock of the database did not step by ${seconds} s`);
}
