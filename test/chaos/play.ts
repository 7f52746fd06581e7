import { Experiment, experimentFor } from './experiment.js';
import type { Installation } from './installation.js';
import { stories } from './stories/all.js';
import type { Story, World } from './story.js';

export const worldOf = (installation: Installation): World => ({ url: installation.url, dataDir: installation.dataDir, stop: async () => undefined, installation });

/** Plays the scene of a story in a fresh server, hands its experiments over, and leaves the installation as it was. */
export async function play(installation: Installation, story: Story, doors: readonly string[], work: (open: (door: string) => Promise<Experiment>) => Promise<void>): Promise<void> {
  const { database } = installation;
  const [base, numbers] = [await database.take(), await database.numbers()];
  try {
    await installation.restart();
    await work(await experimentFor(worldOf(installation), story, doors));
  } finally {
    if (installation.server.isAlive) await installation.server.kill();
    await installation.undone();
    await database.putBack(base, numbers);
  }
}

export function storyOf(act: string): Story {
  const found = stories.find((one) => one.act === act);
  if (!found) throw new Error(`no story is called “${act}”`);
  return found;
}
