import type { Actor } from '../values/actor.js';
import { urgeTasks } from '../workflow/urge-task.js';
import { lateTasks, type BoardFilter } from './board.js';

/**
 * 催办 the late lists the board's filter lets through, in one act; those the actor may not urge, or has urged on this working
 * day, are left out. @returns how many were urged, and how many are left for another press.
 */
export async function urgeLate(actor: Actor, filter: BoardFilter): Promise<{ urged: number; left: number }> {
  return urgeTasks(actor, await lateTasks(actor, filter));
}
