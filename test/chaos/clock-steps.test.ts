import { A_LONG_WHILE } from './choice.js';
import { Installation } from './installation.js';
import { brokenNow } from './invariants.js';
import { clockLibrary, MovableClock } from './movable-clock.js';
import { play, storyOf } from './play.js';
import { untilOff } from './soaks/clock-steps.js';

/*
 * Two clockworks at one database whose clocks are not the same and step: nearly an hour back, nearly an hour forward, and right again.
 * What is due once happens once. Debian: libfaketime; without it no clock can be moved.
 */

const AN_HOUR = 3000; // nearly: what a row says of the time of day may differ by less than one
const withClocks = clockLibrary ? describe : describe.skip; // no clock can be moved without libfaketime

withClocks('clocks that step', () => {
  let clocks: Record<'database' | 'one' | 'other', MovableClock>;
  let installation: Installation;
  beforeAll(async () => {
    clocks = { database: new MovableClock(), one: new MovableClock(), other: new MovableClock() };
    installation = await Installation.withGivenDatabase({ databaseEnv: clocks.database.env, env: clocks.one.env });
  }, A_LONG_WHILE);
  afterAll(async () => {
    await installation.close();
    for (const clock of Object.values(clocks)) clock.remove();
  }, A_LONG_WHILE);

  it.each(['the publicity period ends, and the school is told', 'reminders are handed to the inboxes', 'the morning’s reminders are written'])('what is due happens once, whatever they say: %s', async (act) => {
    const story = storyOf(act);
    const [door] = story.doors;
    await play(installation, story, [door], async (open) => {
      const experiment = await open(door);
      const other = await installation.beside({ ...clocks.other.env, ROLE: 'worker' });
      try {
        await installation.database.putBack(experiment.course.before, experiment.course.numbers);
        for (const [database, one, second] of [[0, 0, 0], [-AN_HOUR, 0, AN_HOUR], [AN_HOUR, -AN_HOUR, 0], [0, AN_HOUR, -AN_HOUR], [0, 0, 0]]) {
          clocks.one.set(one);
          clocks.other.set(second);
          clocks.database.set(database);
          await untilOff(database);
          await Promise.all([installation.server, other.server].map((each) => each.tick(door.replace('tick ', ''))));
          // What is to be expected of a list is reckoned by the clock too: one that is behind what has happened expects it to come.
          expect([database < 0 ? [] : await brokenNow(), experiment.from(await installation.database.take())]).toEqual([[], []]);
        }
      } finally {
        for (const clock of Object.values(clocks)) clock.set(0);
        await untilOff(0);
        await other.server.kill();
      }
    });
  }, A_LONG_WHILE);
});
