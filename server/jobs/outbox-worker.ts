import { randomUUID } from 'node:crypto';
import { rows, run } from '../database.js';
import { DeliverLater } from '../outbox.js';

const BATCH = 50;

type Deliver = (payload: never) => Promise<void>;
type DeliverMany = (payloads: never[]) => Promise<void>;
/** Letters leave the building, and wait for a stranger's server; all else is work in our own database. */
type Lane = 'inside' | 'letters';
const deliverers = new Map<string, { one: Deliver; many?: DeliverMany; lane: Lane }>();

/**
 * A feature says how one kind of outbox row is delivered, and where it is cheaper, how many are at once. Delivery may happen
 * twice; the receiver collapses it.
 */
export function registerDeliverer<T>(kind: string, one: (payload: T) => Promise<void>, many?: (payloads: T[]) => Promise<void>): void {
  deliverers.set(kind, { one: one as Deliver, lane: 'inside', ...(many ? { many: many as DeliverMany } : {}) });
}

/** The same for what leaves the building: it goes in a lane of its own, so that a server that does not answer holds up nothing of ours. */
export function registerLetter<T>(kind: string, one: (payload: T) => Promise<void>): void {
  deliverers.set(kind, { one: one as Deliver, lane: 'letters' });
}

const kindsOf = (lane: Lane): string[] => [...deliverers].filter(([, known]) => known.lane === lane).map(([kind]) => kind);

type Message = { id: number; kind: string; payload: string; attempts: number };
type OnFailure = (error: unknown, kind: string) => void;

/**
 * Sends what is due. Rows are claimed by compare-and-set with a lease of a minute, so two servers share the work and a
 * row whose worker died is taken over; failures wait longer each time.
 * @param lane only what goes in it; left out, everything (and what nobody delivers any more is told of).
 * @returns how many were sent.
 */
export async function sendOutbox(onFailure: OnFailure = () => undefined, lane?: Lane): Promise<number> {
  const owner = randomUUID();
  const messages = await claim(owner, lane);
  let sent = 0;
  for (const kind of new Set(messages.map((message) => message.kind))) sent += await deliverKind(kind, messages.filter((message) => message.kind === kind), owner, onFailure);
  return sent;
}

const FREE = 'sent_at IS NULL AND not_before <= CURRENT_TIMESTAMP(3) AND (lease_until IS NULL OR lease_until < CURRENT_TIMESTAMP(3))';

async function claim(owner: string, lane?: Lane): Promise<Message[]> {
  // A kind that nobody delivers goes inside, where it is told of.
  const [wanted, params] = lane === undefined ? ['', []] : [` AND kind ${lane === 'letters' ? 'IN' : 'NOT IN'} (?)`, [[...kindsOf('letters'), '']]];
  const due = await rows<Message>(`SELECT id, kind, payload, attempts FROM outbox WHERE ${FREE}${wanted} ORDER BY id LIMIT ?`, [...params, BATCH]);
  if (due.length === 0) return [];
  const { affected } = await run(`UPDATE outbox SET lease_owner = ?, lease_until = CURRENT_TIMESTAMP(3) + INTERVAL 60 SECOND, attempts = attempts + 1 WHERE id IN (?) AND ${FREE}`, [owner, due.map(({ id }) => id)]);
  if (affected === due.length) return due;
  const mine = new Set((await rows<{ id: number }>('SELECT id FROM outbox WHERE id IN (?) AND lease_owner = ?', [due.map(({ id }) => id), owner])).map(({ id }) => id));
  return due.filter(({ id }) => mine.has(id));
}

/** All of a kind at once where it knows how; where that fails, one by one, so that a single bad one holds up nobody. */
async function deliverKind(kind: string, messages: Message[], owner: string, onFailure: OnFailure): Promise<number> {
  const known = deliverers.get(kind);
  if (known?.many && messages.length > 1) {
    try {
      await known.many(messages.map(({ payload }) => JSON.parse(payload) as never));
      await markSent(messages, owner);
      return messages.length;
    } catch (error) {
      onFailure(error, kind);
    }
  }
  let sent = 0;
  for (const message of messages) {
    try {
      if (!known) throw new Error(`nobody delivers ${kind}`);
      await known.one(JSON.parse(message.payload) as never);
      await markSent([message], owner);
      sent += 1;
    } catch (error) {
      const wait = error instanceof DeliverLater ? error.seconds : Math.min(3600, 5 * 4 ** Math.min(message.attempts, 5));
      await run('UPDATE outbox SET lease_until = NULL, not_before = CURRENT_TIMESTAMP(3) + INTERVAL ? SECOND, last_error = ? WHERE id = ? AND lease_owner = ?', [wait, String(error instanceof Error ? error.message : error).slice(0, 500), message.id, owner]);
      if (!(error instanceof DeliverLater)) onFailure(error, kind);
    }
  }
  return sent;
}

const markSent = (messages: readonly Message[], owner: string): Promise<unknown> => run('UPDATE outbox SET sent_at = CURRENT_TIMESTAMP(3), lease_until = NULL, last_error = NULL WHERE id IN (?) AND lease_owner = ?', [messages.map(({ id }) => id), owner]);
