import type { HistoryKind } from '../workflow/history.js';

/** What other systems can be told of, by the kind of entry in an instance’s history; the names are public. */
const told = {
  started: 'instance.started', ended: 'instance.ended', incident: 'instance.incident', migrated: 'instance.migrated',
  'task-opened': 'task.opened', 'task-done': 'task.completed', 'task-cancelled': 'task.cancelled', claimed: 'task.claimed', released: 'task.released', transferred: 'task.transferred',
} as const satisfies Partial<Record<HistoryKind, string>>;

export type ToldKind = keyof typeof told;
export type EventType = (typeof told)[ToldKind];

export const eventTypes = Object.values(told) as [EventType, ...EventType[]];
export const toldKinds = Object.keys(told) as ToldKind[];
export const kindOf = (type: EventType): ToldKind => toldKinds.find((kind) => told[kind] === type) as ToldKind;
export const typeOf = (kind: ToldKind): EventType => told[kind];
export const isTold = (kind: HistoryKind): kind is ToldKind => kind in told;

export const eventWords: Readonly<Record<EventType, string>> = {
  'instance.started': '流程开始', 'instance.ended': '流程结束', 'instance.incident': '流程异常', 'instance.migrated': '流程换版',
  'task.opened': '任务到了', 'task.completed': '任务办完', 'task.cancelled': '任务取消', 'task.claimed': '任务被领办', 'task.released': '任务放回', 'task.transferred': '任务转交',
};

/** What the history holds of one event. */
export type Told = {
  instanceId: number; seq: number; kind: ToldKind; at: Date; elementId: string | null; elementName: string | null; decision: string | null;
  definition: { key: string; version: number; name: string }; subject: { kind: string; id: number }; organisation: { id: number; name: string };
};

/** The same event always has the same id: a receiver that gets it twice knows it by this. */
export const eventId = (of: { instanceId: number; seq: number }): string => `evt_${of.instanceId}_${of.seq}`;

/**
 * The message of one event. It names things by their numbers here; no person, no opinion and nothing typed goes out. Whoever may know
 * more asks for it with an account of their own.
 */
export function messageOf(event: Told): string {
  const { instanceId, seq, kind, at, elementId, elementName, decision, definition, subject, organisation } = event;
  return JSON.stringify({
    type: typeOf(kind), timestamp: at.toISOString(),
    data: { instance: { id: instanceId, definition: definition.key, definitionVersion: definition.version, definitionName: definition.name }, sequence: seq, subject, organisation, element: elementId === null ? null : { id: elementId, name: elementName ?? '' }, decision },
  });
}

/** A message an administrator sends to see whether the other side takes it. */
export const testMessage = (at: Date): string => JSON.stringify({ type: 'test', timestamp: at.toISOString(), data: {} });
