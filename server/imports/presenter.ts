import type { z } from 'zod';
import { officeIso } from '../values/office-date.js';
import type { FileImport } from './file-import.js';
import type { importShape, receivedShape } from './schemas.js';

export const presentImport = ({ id, kind, state, fileName, total, ok, errors, createdAt }: FileImport): z.infer<typeof importShape> => ({ id, kind, state, fileName, total, ok, errors, createdAt: officeIso(createdAt) });

export const presentReceived = (received: FileImport): z.infer<typeof receivedShape> => ({ importId: received.id, ...presentImport(received) });
