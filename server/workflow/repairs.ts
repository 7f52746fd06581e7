import { later, rows } from '../database.js';
import type { Actor } from '../values/actor.js';
import type { HistoryEntry } from './history.js';

/**
 * What two people have decided about a step that cannot be taken: a service that is passed over, a way that is taken
 * although its condition has no answer. It holds for the next step of that instance that comes there, once.
 */
export type Detours = {
  readonly skips: ReadonlyMap<string, { by: Actor; reason: string }>;
  readonly ways: ReadonlyMap<string, { flowId: string; by: Actor; reason: string }>;
};
export const noDetours: Detours = { skips: new Map(), ways: new Map() };

/** Asked only of an instance with an incident, so that an ordinary step pays nothing for it. */
export async function grantedDetours(instanceId: number): Promise<Detours> {
  const granted = await rows<{ element_id: string; flow_id: string | null; reason: string; user_id: number; login: string; name: string }>(
    "SELECT r.element_id, r.flow_id, r.reason, u.id AS user_id, u.login, u.name FROM process_repairs r JOIN users u ON u.id = r.decided_by WHERE r.instance_id = ? AND r.kind = 'skip' AND r.state = 'granted'", [instanceId]);
  if (granted.length === 0) return noDetours;
  const by = ({ user_id, login, name }: (typeof granted)[number]): Actor => ({ userId: user_id, login, name, role: 'process-publisher', organisation: { id: 0, name: '', level: 'county', path: '' } });
  return {
    skips: new Map(granted.filter(({ flow_id }) => flow_id === null).map((one) => [one.element_id, { by: by(one), reason: one.reason }])),
    ways: new Map(granted.flatMap((one) => (one.flow_id === null ? [] : [[one.element_id, { flowId: one.flow_id, by: by(one), reason: one.reason }] as const]))),
  };
}

/** Marks what this step has used up, so that the next time round the drawing alone decides. */
export async function useDetours(instanceId: number, entries: readonly HistoryEntry[]): Promise<void> {
  const used = entries.flatMap(({ kind, elementId }) => (kind === 'skipped' && elementId ? [elementId] : []));
  if (used.length > 0) await later("UPDATE process_repairs SET state = 'used' WHERE instance_id = ? AND kind = 'skip' AND state = 'granted' AND element_id IN (?)", [instanceId, used]);
}
