import { isDuplicate, requireTx, row, rows, run, transact } from '../database.js';
import { Conflict, RuleBroken } from '../lib/errors.js';
import { recordAudit } from '../audit/record.js';
import type { Actor, Role } from '../values/actor.js';
import type { Decision, VoteRule } from './definition-model.js';
import { appendHistory } from './history.js';
import { versionById } from './definition.js';
import type { TaskInput } from './registry.js';
import { lockTask } from './step.js';
import { alreadyDone, type Task } from './task.js';

/** One office's vote on a task that several decide together. */
export type Vote = { role: Role; organisation: { id: number; name: string }; voter: { id: number; name: string }; decision: string; remark: string | null; values: Record<string, unknown>; votedAt: Date };

/** The result of a vote so far: the decision that stands, or null while it is open. */
export function tally({ rule, share, onReject }: VoteRule, decisions: readonly Decision[], seats: number, votes: readonly { decision: string }[]): string | null {
  const yes = decisions[0]?.value ?? '';
  const against = votes.filter(({ decision }) => decision !== yes);
  const approving = votes.length - against.length;
  const needed = rule === 'any' ? 1 : Math.max(1, Math.ceil((seats * (rule === 'all' ? 100 : share)) / 100));
  if (against.length > 0 && onReject === 'end') return refusal(against);
  if (rule === 'all') return votes.length < seats ? null : against.length > 0 ? refusal(against) : yes;
  if (approving >= needed) return yes;
  return seats - against.length < needed ? refusal(against) : null;
}

/** The no most offices gave; of two as frequent ones the later. */
function refusal(against: readonly { decision: string }[]): string {
  const counts = new Map<string, number>();
  for (const { decision } of against) counts.set(decision, (counts.get(decision) ?? 0) + 1);
  return [...counts].reduce((most, one) => (one[1] >= most[1] ? one : most))[0];
}

type Row = { role: Role; organisation_id: number; organisation: string; voter_id: number; voter: string; decision: string; remark: string | null; form_values: string | null; voted_at: Date; task_id: number };

/** Who voted what, in the order it was done. */
export async function votesOf(taskIds: readonly number[]): Promise<Map<number, Vote[]>> {
  const found = taskIds.length === 0 ? [] : await rows<Row>('SELECT v.task_id, v.role, v.organisation_id, o.name AS organisation, v.voter_id, u.name AS voter, v.decision, v.remark, v.form_values, v.voted_at FROM task_votes v JOIN organisations o ON o.id = v.organisation_id JOIN users u ON u.id = v.voter_id WHERE v.task_id IN (?) ORDER BY v.id', [[...taskIds]]);
  const votes = new Map<number, Vote[]>();
  for (const one of found) {
    const vote: Vote = { role: one.role, organisation: { id: one.organisation_id, name: one.organisation }, voter: { id: one.voter_id, name: one.voter }, decision: one.decision, remark: one.remark, values: one.form_values ? (JSON.parse(one.form_values) as Record<string, unknown>) : {}, votedAt: one.voted_at };
    votes.set(one.task_id, [...(votes.get(one.task_id) ?? []), vote]);
  }
  return votes;
}

/**
 * Casts the vote of the actor's office, the instance being locked; a second one of the office or the person finds the key taken.
 * @returns what the task is decided with when this was the vote that settled it, else null.
 * @throws Conflict `already-done` when the office has voted.
 */
export async function castVote(actor: Actor, task: Task, vote: { rule: VoteRule; decisions: readonly Decision[] }, input: TaskInput): Promise<TaskInput | null> {
  const { now } = requireTx();
  try {
    await run('INSERT INTO task_votes (task_id, role, organisation_id, voter_id, on_behalf_of, decision, remark, form_values, voted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [task.id, actor.role, actor.organisation.id, actor.userId, actor.onBehalfOf?.userId ?? null, input.decision ?? '', input.remark ?? null, JSON.stringify(input.values), now]);
  } catch (error) {
    if (!isDuplicate(error, 'task_votes_seat') && !isDuplicate(error, 'task_votes_voter')) throw error;
    const cast = (await votesOf([task.id])).get(task.id)?.find((one) => one.voter.id === actor.userId || (one.organisation.id === actor.organisation.id && one.role === actor.role));
    throw new Conflict('already-done', `${cast?.organisation.name ?? actor.organisation.name}已由${cast?.voter.name ?? '同事'}表决过；要改的话，请先撤回那一票。`, cast?.voter.name, cast?.votedAt.toISOString());
  }
  await run('UPDATE task_candidates SET open = 0 WHERE task_id = ? AND role = ? AND organisation_id = ?', [task.id, actor.role, actor.organisation.id]);
  const seats = (await row<{ n: number }>('SELECT COUNT(*) AS n FROM task_candidates WHERE task_id = ?', [task.id]))?.n ?? 0;
  const votes = (await votesOf([task.id])).get(task.id) ?? [];
  const outcome = tally(vote.rule, vote.decisions, seats, votes);
  if (outcome === null) return null;
  const said = votes.filter(({ decision, remark }) => remark && decision === outcome).map(({ organisation, remark }) => `${organisation.name}：${remark ?? ''}`).join('；');
  return { decision: outcome, remark: said.slice(0, 1000) || undefined, values: Object.assign({}, ...votes.map(({ values }) => values)) as Record<string, unknown> };
}

/** Whether and why not this person can take their vote back. */
export function mayWithdrawVote(actor: Actor, task: Pick<Task, 'state'>, votes: readonly Vote[]): { code: string; message: string } | null {
  if (task.state !== 'open') return { code: 'vote-closed', message: '表决已经结束，票不能再撤回。' };
  if (!votes.some(({ voter }) => voter.id === actor.userId)) return { code: 'no-vote', message: '您在这件事上还没有投票。' };
  return null;
}

/** Takes one's own vote back while the others still vote; the office may vote again. @throws NotFound, Conflict, RuleBroken `no-vote` */
export async function withdrawVote(actor: Actor, taskId: number): Promise<Task> {
  return transact(async (tx) => {
    const { instance, task: { isCandidate: _candidate, ...task } } = await lockTask(actor, taskId);
    if (task.state !== 'open') throw alreadyDone(actor, task);
    const unmet = mayWithdrawVote(actor, task, (await votesOf([taskId])).get(taskId) ?? []);
    if (unmet) throw new RuleBroken(unmet.code, unmet.message);
    const cast = await row<{ role: string; organisation_id: number; decision: string }>('SELECT role, organisation_id, decision FROM task_votes WHERE task_id = ? AND voter_id = ?', [taskId, actor.userId]);
    await run('DELETE FROM task_votes WHERE task_id = ? AND voter_id = ?', [taskId, actor.userId]);
    await run('UPDATE task_candidates SET open = 1 WHERE task_id = ? AND role = ? AND organisation_id = ?', [taskId, cast?.role ?? '', cast?.organisation_id ?? 0]);
    const element = (await versionById(instance.definitionId)).model.elements[task.key];
    await appendHistory(instance.id, instance.historySeq, [{ kind: 'vote-withdrawn', elementId: task.key, elementName: element.name, actor, decision: cast?.decision }], tx.now);
    await run('UPDATE process_instances SET history_seq = history_seq + 1 WHERE id = ?', [instance.id]);
    await recordAudit(actor, { action: '撤回表决', object: { kind: task.subject.kind, id: task.subject.id, organisationId: task.subjectOrganisationId }, after: { task: task.name, decision: cast?.decision ?? null } });
    return task;
  });
}
