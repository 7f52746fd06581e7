import { randomUUID } from 'node:crypto';
import { jobWorker } from '../../server/jobs/work-jobs.js';
import type { Person, Reply } from './product.js';

/** Lets a worker do all background work that is due. Errors of the work itself are the test's. */
export async function workJobs(): Promise<void> {
  const errors: unknown[] = [];
  await jobWorker(randomUUID(), (error) => errors.push(error)).work();
  if (errors.length > 0) throw errors[0];
}

/** Hands in a file, lets the background work be done, and looks how it went: the refusal at the door, or the import as it stands then. */
export async function handIn(by: Person, path: string, name: string, bytes: Buffer, type: string): Promise<Reply> {
  const reply = await by.upload(path, name, bytes, type);
  if (reply.status !== 202) return reply;
  await workJobs();
  const { importId } = reply.body as { importId: number };
  const { status, body, ...rest } = await by.get(`/imports/${importId}`);
  return { ...rest, status: status === 200 ? 202 : status, body: { importId, ...(body as object) } as never };
}
