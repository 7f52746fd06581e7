import { Forbidden } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import type { Session } from '../web/route.js';

/** A program outside as it acts: its account, and the topics it may fetch. */
export type Machine = { actor: Actor; clientId: number; topics: readonly string[] };

/** The program behind a request that came with its token. */
export const machineOf = ({ actor, session }: { actor: Actor; session: Session }): Machine => ({ actor, clientId: session.id, topics: session.topics ?? [] });

/**
 * The one scope of programs: external tasks (alias `x`) of their topics, of instances whose subject's organisation (alias `o`)
 * lies in their own subtree. Every statement for a program has it.
 */
export function machineScope({ actor, topics }: Machine): { sql: string; params: (string | readonly string[])[] } {
  if (topics.length === 0) return { sql: 'FALSE', params: [] };
  return { sql: 'x.topic IN (?) AND o.path LIKE ?', params: [topics, `${actor.organisation.path}%`] };
}

/** @throws Forbidden `topic-not-allowed` naming the topics that this program may not fetch */
export function demandTopics(machine: Machine, asked: readonly string[]): void {
  const strange = asked.filter((topic) => !machine.topics.includes(topic));
  if (strange.length > 0) throw new Forbidden('topic-not-allowed', `这个程序不能领取主题 ${strange.join('、')}，可以领取的是 ${machine.topics.join('、')}。需要增加的，请流程管理员另行申请。`);
}
