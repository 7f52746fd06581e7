import { row } from '../database.js';
import type { Actor } from '../values/actor.js';
import { versionById } from './definition.js';
import { diagramInWords, drawDiagram } from './draw.js';
import { pictureState } from './picture-state.js';
import type { Subject } from './registry.js';
import { waitingTasks } from './waiting-tasks.js';

/**
 * The picture of a subject's procedure with the place where it stands, as this person sees it: what waits for them is theirs.
 * Null when no process was ever begun.
 */
export async function pictureOf(actor: Actor, subject: Subject): Promise<{ svg: string; inWords: string[] } | null> {
  const instance = await row<{ id: number; definition_id: number }>('SELECT id, definition_id FROM process_instances WHERE subject_kind = ? AND subject_id = ? AND call_id = 0 ORDER BY active_flag IS NULL, id DESC LIMIT 1', [subject.kind, subject.id]);
  if (!instance) return null;
  const { xml } = await versionById(instance.definition_id);
  const waiting = await waitingTasks(actor, subject.kind, [subject.id]);
  const state = { ...await pictureState(instance.id), mine: waiting.filter(({ mine, optional }) => mine && !optional).map(({ key }) => key) };
  return { svg: await drawDiagram(xml, state), inWords: await diagramInWords(xml, state) };
}
