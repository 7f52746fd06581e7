import { monitorEventLoopDelay } from 'node:perf_hooks';

/** So long nobody else may wait because of one request (ms). */
export const STALL_MS = 200;

/**
 * Whether a request keeps everybody else waiting: the longest time the event loop of this process, server and all, stood still. A busy
 * machine makes anything stand still once; what stalls is asked twice more, and the shortest time counts.
 */
export async function stallOf(ask: () => Promise<unknown>): Promise<number> {
  let shortest = Infinity;
  for (let tries = 0; tries < 3 && shortest > STALL_MS; tries += 1) {
    const loop = monitorEventLoopDelay({ resolution: 10 });
    loop.enable();
    await ask();
    loop.disable();
    shortest = Math.min(shortest, loop.max / 1e6);
  }
  return shortest;
}
