import { parentPort, workerData } from 'node:worker_threads';
import { checkDefinition, type KnownNames } from './check-definition.js';

/** One file, one thread: checks what it was given, answers once and ends. */
const { xml, known } = workerData as { xml: string; known: KnownNames };
checkDefinition(xml, known).then(
  (findings) => parentPort?.postMessage({ findings }),
  (error: unknown) => parentPort?.postMessage({ failed: String(error) }),
);
