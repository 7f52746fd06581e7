import { statfs } from 'node:fs/promises';
import { NoSpace } from './lib/no-space.js';
import { ticks } from './lib/clock.js';

/**
 * So much of the disk is kept free. An act that begins above it has room to end, so the database never meets a full disk by us:
 * MariaDB 10.11 was seen to die in the ROLLBACK of an act that had run out of room, and a row that was there before was gone.
 */
export const RESERVE_BYTES = 64 * 2 ** 20;
/** The disk is looked at this often at most (ms). */
const AGAIN_MS = 250;

/** Whether there is room for an act on the disk of DATA_DIR. */
export async function hasRoom(dataDir: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(dataDir);
  return bavail * bsize >= RESERVE_BYTES;
}

let ask: () => Promise<void> = async () => undefined;

/** Asked before each act begins. @throws NoSpace when there is less room than the reserve; nothing was done */
export const demandRoom = (): Promise<void> => ask();

/** From here on no act begins while the disk of DATA_DIR has less room than the reserve. */
export function stopBeforeFull(dataDir: string): void {
  let looked = { at: -Infinity, room: true };
  ask = async () => {
    if (ticks() - looked.at > AGAIN_MS) looked = { at: ticks(), room: await hasRoom(dataDir) };
    if (!looked.room) throw new NoSpace();
  };
}
