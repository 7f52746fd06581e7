import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RESERVE_BYTES } from '../../../server/room.js';
import { Installation } from '../installation.js';
import { SmallDisk } from '../small-disk.js';
import { alive, underWork } from './kills.js';
import type { Outcome, Wanted } from './outcome.js';

/** Room for a new database and not much more. */
const MEGABYTES = 420;
/** Less than the product keeps free; what is under way has room to end. */
const LEFT = RESERVE_BYTES / 2;
/** So long it stays full. */
const FULL_MS = [300, 3000] as const;

/** Somebody else fills the disk under database and attachments while clerks work; the product stops in time, and goes on when there is room again. */
export async function diskFull(wanted: Wanted): Promise<Outcome> {
  const disk = new SmallDisk(MEGABYTES);
  try {
    const outcome = await underWork(wanted, {
      word: 'times the disk was full',
      founded() {
        const dataDir = join(disk.folder, 'data');
        mkdirSync(dataDir, { mode: 0o755 });
        return Installation.withGivenDatabase({ dataDir });
      },
      async strike(_installation, random) {
        disk.fill(LEFT);
        try {
          await sleep(FULL_MS[0] + random.below(FULL_MS[1] - FULL_MS[0]));
        } finally {
          disk.empty();
        }
      },
      survivors: alive,
    });
    if (outcome.fired > 0 && outcome.again === 0) outcome.problems.push('nobody noticed that the disk was full');
    return outcome;
  } finally {
    disk.remove();
  }
}
