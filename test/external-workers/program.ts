import { decideClient, askForClient, issueToken } from '../../server/external-workers/machine-client.js';
import type { Actor } from '../../server/values/actor.js';
import type { Place } from '../support/world.js';

export type Answer = { status: number; body: never; code?: string; message?: string; replayed: boolean };
export type Fetched = { id: number; topicName: string; workerId: string; lockExpirationTime: string; processInstanceId: number; businessKey: string; variables: Record<string, { value: unknown; type: string }> };

/** A program outside, speaking over HTTP with its own token as a worker of Camunda does. */
export class Program {
  constructor(private readonly product: { url: string }, readonly id: number, readonly token: string, readonly worker: string) {}

  async post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const reply = await fetch(`${this.product.url}/api/v1${path}`, { method: 'POST', headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) });
    const text = await reply.text();
    const parsed: { code?: string; detail?: string } | null = text ? JSON.parse(text) : null;
    return { status: reply.status, body: parsed as never, code: parsed?.code, message: parsed?.detail, replayed: reply.headers.get('idempotent-replay') === 'true' };
  }

  async fetch(maxTasks = 10, more: { topic?: string; lockDuration?: number; variables?: string[]; wait?: number; worker?: string } = {}): Promise<Fetched[]> {
    const { topic = 'bank-account-check', lockDuration = 60_000, variables, wait = 0, worker = this.worker } = more;
    const answer = await this.post('/external-tasks/fetch-and-lock', { workerId: worker, maxTasks, asyncResponseTimeout: wait, topics: [{ topicName: topic, lockDuration, ...(variables && { variables }) }] });
    if (answer.status !== 200) throw new Error(`${answer.code}: ${answer.message}`);
    return answer.body;
  }

  report = (task: number, what: string, body: object = {}, headers: Record<string, string> = {}): Promise<Answer> => this.post(`/external-tasks/${task}/${what}`, { workerId: this.worker, ...body }, headers);
}

export type Around = { product: { url: string }; drawer: Actor; publisher: Actor; authority: Place };

/** Lets a program in: the process administrator asks, the publisher approves, the token is given out. */
export async function letIn(world: Around, topics = ['bank-account-check'], place: Place = world.authority, worker = 'worker-1'): Promise<Program> {
  const { id } = await askForClient(world.drawer, { name: `账户核验${worker}`, purpose: '核验收款账户', organisationId: place.id, topics, validDays: 90 });
  await decideClient(world.publisher, id, { grant: true, remark: '' });
  return new Program(world.product, id, (await issueToken(world.drawer, id)).token, worker);
}
