import type { z } from 'zod';
import { officeIso } from '../values/office-date.js';
import type { Actor } from '../values/actor.js';
import type { FileImport } from './file-import.js';
import { importKind } from './kinds.js';
import { headersToMatch } from './match-columns.js';
import type { headersShape, importShape, receivedShape } from './schemas.js';

export const presentImport = ({ id, kind, state, fileName, total, ok, errors, progress, refusal, createdAt }: FileImport): z.infer<typeof importShape> => ({
  id, kind, state, fileName, total, ok, errors, progress: progress && { done: progress.done, total: progress.total, stopping: progress.stopping }, refusal, createdAt: officeIso(createdAt),
});

export async function presentHeaders(actor: Actor, found: FileImport): Promise<z.infer<typeof headersShape>> {
  const { columns } = importKind(found.kind).table;
  const named = (key: string | null | undefined): string | null => (key === '' ? '' : columns.find((one) => one.key === key)?.header ?? null);
  const match = await headersToMatch(actor, found);
  return {
    headers: match?.found.headers.map(({ letter, header, column, samples }) => ({ letter, header, column: named(column), proposed: column === null ? named(match.proposed.get(header)) : null, samples: [...samples] })) ?? [],
    columns: columns.map(({ header, required }) => ({ name: header, required })),
  };
}

export const presentReceived = (received: FileImport): z.infer<typeof receivedShape> => ({ importId: received.id, ...presentImport(received) });
