import { parentPort, workerData } from 'node:worker_threads';
import { checkDefinition, type Checked, type KnownNames } from './check-definition.js';
import { lint } from './check-lint.js';
import { rehearse } from './rehearsal.js';

/** Nothing can be said about the drawing of what is none. */
const notDrawn: ReadonlySet<string> = new Set(['too-many-nodes', 'too-many-levels', 'not-bpmn', 'no-process', 'id-missing', 'id-invalid', 'id-duplicate']);

/** One file, one thread: checks what it was given, answers once and ends. */
const { xml, known } = workerData as { xml: string; known: KnownNames };
examineFile(xml, known).then(
  (checked) => parentPort?.postMessage(checked),
  (error: unknown) => parentPort?.postMessage({ failed: String(error) }),
);

/** What can be seen is looked at first; only what looks sound is rehearsed. */
async function examineFile(file: string, names: KnownNames): Promise<Checked> {
  const own = await checkDefinition(file, names);
  const findings = own.some(({ code }) => notDrawn.has(code)) ? own : [...own, ...(await lint(file, own))];
  if (findings.some(({ level }) => level === 'error')) return { findings };
  const rehearsed = await rehearse(file);
  return { ...rehearsed, findings: [...findings, ...rehearsed.findings] };
}
