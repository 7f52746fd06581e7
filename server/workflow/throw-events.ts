import { row } from '../database.js';
import { realNow } from '../lib/clock.js';
import { enqueue } from '../outbox.js';
import type { ElementModel } from './definition-model.js';
import type { HistoryEntry } from './history.js';
import type { LockedInstance } from './step.js';

/*
 * Messages and signals drawn as thrown. They leave with the act that throws them and arrive after its commit, each arrival an
 * act of its own: a message at one instance about the same subject that waits for it (within an hour, else it is noted as
 * unheard), a signal at every instance of any subject that waited for it when it was thrown.
 */
export type Thrown = { key: string; kind: 'message' | 'signal'; name: string; instanceId: number; elementId: string; subjectKind: string; subjectId: number; /** Signals: the last wait there was when it was thrown. */ upTo: number; /** Messages: until when somebody may come to wait for it. */ until: string };

const HEARD_WITHIN_MS = 3_600_000;

/** Hands out what an element throws, in the act under way. @param nth which one of this step it is. */
export async function throwOut(instance: LockedInstance, element: ElementModel, nth: number, entries: HistoryEntry[]): Promise<void> {
  const kind = element.signal ? 'signal' : 'message';
  const name = element.signal ?? element.message ?? '';
  const key = `thrown:${instance.id}:${instance.version}:${nth}`;
  const upTo = kind === 'signal' ? (await row<{ id: number | null }>('SELECT MAX(id) AS id FROM message_waits'))?.id ?? 0 : 0;
  await enqueue('process-thrown', key, { key, kind, name, instanceId: instance.id, elementId: element.id, subjectKind: instance.subject.kind, subjectId: instance.subject.id, upTo, until: new Date(realNow().getTime() + HEARD_WITHIN_MS).toISOString() } satisfies Thrown);
  entries.push({ kind: kind === 'signal' ? 'signal-sent' : 'message-sent', elementId: element.id, elementName: name });
}
