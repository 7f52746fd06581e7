const MINUTE = 60;
const HOUR = 3600;
/** Seconds to wait after the first, second … failure; about two days in all. */
const PAUSES = [5, 30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 18 * HOUR];

/** How long to wait before the next try. @returns seconds, null when it is given up and put aside. */
export const pauseAfter = (failures: number): number | null => PAUSES[failures - 1] ?? null;

/** When for so many hours nothing at all was taken, the other side is not there: everything waits until somebody has looked. */
export const HELD_AFTER_HOURS = 24;

/** 410 Gone is the other side’s way to say it wants nothing more. */
export const isGone = (status: number | null): boolean => status === 410;
