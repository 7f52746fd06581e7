import { sealFor, type Asking } from '../web/desk-page.js';
import type { OfferedAct } from '../web/components/act.js';
import { canUrge, type MayUrge } from './urge-task.js';

/** 催办 as a button, where the policy allows it; it stays, with the reason, when it was pressed on this working day already. */
export async function urgeOffer(asking: Asking, task: { id: number } | undefined, back: string): Promise<OfferedAct | undefined> {
  return task && urgeButton(asking, task.id, (await canUrge(asking.actor, [task.id]))(task.id), back);
}

/** The same from an answer that is at hand. */
export function urgeButton(asking: Asking, taskId: number, { allowed, unmet }: MayUrge, back: string): OfferedAct | undefined {
  if (!allowed && !unmet.some(({ code }) => code === 'already-urged')) return undefined;
  const label = allowed ? '催办' : '已催办';
  return { key: `urge-${taskId}`, label, icon: 'bell', href: `/tasks/${taskId}/urge?back=${encodeURIComponent(back)}`, allowed, unmet, seal: sealFor(asking) };
}
