import { z } from 'zod';
import { workdayCalendar } from '../calendar.js';
import { formatInstant, officeDateOf, officeIso, type OfficeDate } from '../values/office-date.js';
import { roleNames, type Actor, type Role } from '../values/actor.js';
import { officeNow, rows } from '../database.js';
import { can, organisationRef } from '../web/schemas.js';
import { dueWords } from '../web/time-words.js';
import { actingOn } from './absences.js';
import { versionById } from './definition.js';
import type { ElementModel, FormField } from './definition-model.js';
import { subjectProvider, type TaskMark } from './registry.js';
import type { Task } from './task.js';
import { canUrge, type MayUrge } from './urge-task.js';
import { colleagueName, fieldsFor, formAround, valuesInWords, visibleTo } from './task-form.js';
import { taskTools, whyNot, type TaskFacts } from './task-policy.js';
import { signersOf, signingAfter, waitedFor, type Signer } from './task-signers.js';
import { noReturn, returnsOf, whyNotTakeBack } from './return-task.js';
import { mayWithdrawVote, votesOf, type Vote } from './task-votes.js';
import { ProductError } from '../lib/errors.js';

export const taskShape = z.object({
  id: z.number(), instanceId: z.number(), key: z.string(), name: z.string(), subject: z.object({ kind: z.string(), id: z.number(), name: z.string() }), programme: z.string().nullable(), month: z.string().nullable(),
  organisation: organisationRef.nullable(), candidates: z.array(z.object({ role: z.string(), roleName: z.string(), organisation: organisationRef })), assignee: organisationRef.nullable(),
  openedAt: z.string(), dueAt: z.string().nullable(), due: z.object({ words: z.string(), late: z.boolean().optional() }).nullable(),
  form: z.array(z.object({ id: z.string(), label: z.string(), type: z.string(), required: z.boolean(), mode: z.enum(['required', 'optional', 'readonly']), value: z.unknown().optional(), options: z.array(z.object({ value: z.string(), name: z.string() })).optional() })),
  filled: z.array(z.object({ id: z.string(), label: z.string(), text: z.string() })),
  vote: z.object({ rule: z.enum(['all', 'any', 'ratio']), share: z.number(), onReject: z.enum(['end', 'count']), seats: z.array(z.object({ organisation: organisationRef, roleName: z.string(), by: z.string().nullable(), decision: z.string().nullable(), decisionName: z.string().nullable(), remark: z.string().nullable(), at: z.string().nullable() })) }).nullable(),
  signers: z.array(z.object({ id: z.number(), kind: z.enum(['before', 'after', 'delegation']), user: organisationRef, state: z.enum(['open', 'signed', 'removed']), question: z.string().nullable(), askedBy: organisationRef, askedAt: z.string(), agrees: z.boolean().nullable(), opinion: z.string().nullable(), answeredAt: z.string().nullable() })),
  pending: z.boolean(),
  decisions: z.array(z.object({ value: z.string(), name: z.string(), remarkRequired: z.boolean() })),
  returnsTo: z.array(z.object({ key: z.string(), name: z.string(), decision: z.string() })),
  marks: z.array(z.object({ key: z.string(), name: z.string(), count: z.number() })), state: z.enum(['open', 'done', 'cancelled']), optional: z.boolean(), decision: z.string().nullable(), remark: z.string().nullable(), doneBy: z.string().nullable(), onBehalfOf: z.string().nullable(), doneAt: z.string().nullable(), version: z.number(), can,
});
export type TaskJson = z.infer<typeof taskShape>;

/** Tasks as page, phone and API show them, with the form and decisions their own diagram version asks for. */
export async function presentTasks(actor: Actor, tasks: readonly Task[]): Promise<TaskJson[]> {
  if (tasks.length === 0) return [];
  const candidates = await rows<{ task_id: number; role: Role; organisation_id: number; name: string }>('SELECT c.task_id, c.role, c.organisation_id, o.name FROM task_candidates c JOIN organisations o ON o.id = c.organisation_id WHERE c.task_id IN (?) ORDER BY LENGTH(o.path) DESC, o.id, c.role', [tasks.map(({ id }) => id)]);
  const marks = await marksOf(tasks);
  const urge = await canUrge(actor, tasks.filter(({ state }) => state === 'open').map(({ id }) => id));
  const votes = await votesOf(await withVotes(tasks));
  const signers = await signersOf(tasks.map(({ id }) => id));
  const today = officeDateOf(await officeNow());
  const calendar = await workdayCalendar();
  const due = (task: Task) => (task.state === 'open' && task.dueAt ? dueWords(task.dueAt, today, calendar) : null);
  const presented: TaskJson[] = [];
  for (const task of tasks) presented.push(await present(actor, task, { candidates: candidates.filter(({ task_id }) => task_id === task.id), marks: marks(task), votes: votes.get(task.id) ?? [], urge: urge(task.id), signers: signers.get(task.id) ?? [], today, due: due(task), alone: tasks.length === 1 }));
  return presented;
}

/** What the subjects of these tasks carry to look at while they are open, one statement for each kind of subject. */
export async function marksOf(all: readonly Pick<Task, 'subject' | 'state'>[]): Promise<(task: Pick<Task, 'subject'>) => TaskMark[]> {
  const tasks = all.filter(({ state }) => state === 'open');
  const found = new Map<string, Map<number, TaskMark[]>>();
  for (const kind of new Set(tasks.map(({ subject }) => subject.kind))) found.set(kind, await subjectProvider(kind).marks?.(tasks.filter(({ subject }) => subject.kind === kind).map(({ subject }) => subject.id)) ?? new Map<number, TaskMark[]>());
  return ({ subject }) => found.get(subject.kind)?.get(subject.id) ?? [];
}

export const presentTask = async (actor: Actor, task: Task): Promise<TaskJson> => (await presentTasks(actor, [task]))[0];

/** Those whose diagram has several offices decide together. */
async function withVotes(tasks: readonly Task[]): Promise<number[]> {
  const ids: number[] = [];
  for (const task of tasks) if ((await versionById(task.definitionId)).model.elements[task.key]?.vote) ids.push(task.id);
  return ids;
}

type Candidates = { role: Role; organisation_id: number; name: string }[];
type Around = { candidates: Candidates; marks: TaskMark[]; votes: Vote[]; urge: MayUrge; signers: Signer[]; today: OfficeDate; due: TaskJson['due'];
  /** Shown by itself, so that what costs a question of its own may be asked. */
  alone: boolean };

async function present(actor: Actor, task: Task, { candidates, marks, votes, urge, signers, today, due, alone }: Around): Promise<TaskJson> {
  const element = (await versionById(task.definitionId)).model.elements[task.key];
  const provider = subjectProvider(task.subject.kind);
  const form = element?.form ?? [];
  const acting = task.state === 'open' ? await actingOn(actor, { key: task.key, assignee: task.assignee, candidates }, today) : null;
  const complete = await canComplete(acting, task, { candidates, votes, signers, heldSince: alone ? await heldSince(task) : '' });
  const returns = await returnsOf(task);
  const facts: TaskFacts = { task, mine: acting !== null, votes: element?.vote !== undefined, pending: task.pending, signers };
  return {
    id: task.id, instanceId: task.instanceId, key: task.key, name: task.name, subject: { kind: task.subject.kind, id: task.subject.id, name: await provider.name(task.subject.id) }, programme: task.programme, month: task.month,
    organisation: task.organisation, candidates: candidates.map((one) => ({ role: one.role, roleName: roleNames[one.role], organisation: { id: one.organisation_id, name: one.name } })), assignee: task.assignee,
    openedAt: officeIso(task.openedAt), dueAt: task.dueAt ? officeIso(task.dueAt) : null, due,
    form: await presentForm(acting ?? actor, task, form), filled: await valuesInWords(visibleTo(actor, form), task.values), decisions: (element?.decisions ?? []).map(({ value, name, remarkRequired }) => ({ value, name, remarkRequired })), returnsTo: returns.map(({ to, name, decisionName }) => ({ key: to, name, decision: decisionName })),
    vote: element?.vote ? { ...element.vote, seats: candidates.map((seat) => presentSeat(seat, element, votes)) } : null,
    signers: signers.map((one) => ({ ...one, askedAt: officeIso(one.askedAt), answeredAt: one.answeredAt ? officeIso(one.answeredAt) : null })), pending: task.pending,
    marks, state: task.state, optional: task.optional, decision: task.decision, remark: task.remark, doneBy: task.doneBy?.name ?? null, onBehalfOf: task.onBehalfOf?.name ?? null, doneAt: task.doneAt ? officeIso(task.doneAt) : null, version: task.version,
    can: { complete, return: task.state === 'open' && returns.length === 0 ? presentUnmet(noReturn) : complete, ...(alone ? { 'take-back': presentUnmet(await whyNotTakeBack(actor, task)) } : {}), urge, ...Object.fromEntries(taskTools.map((tool) => [tool, presentUnmet(whyNot(tool, actor, facts))])), ...(element?.vote ? { 'withdraw-vote': presentUnmet(mayWithdrawVote(actor, task, votes)) } : {}) },
  };
}

/** The form as this person meets it: with what earlier steps left where they may only read it, and colleagues to choose from. */
async function presentForm(actor: Actor, task: Task, form: readonly FormField[]): Promise<TaskJson['form']> {
  if (form.length === 0 || task.state !== 'open') return [];
  const around = await formAround(actor, task, form);
  return fieldsFor(form, around).map(({ id, label, type, mode, value, options }) => ({
    id, label, type, required: mode === 'required', mode: mode === 'required' || mode === 'readonly' ? mode : 'optional', ...(mode === 'readonly' && value !== undefined ? { value } : {}),
    ...(type === 'people' ? { options: around.colleagues.map((one) => ({ value: String(one.id), name: colleagueName(one) })) } : options ? { options } : {}),
  }));
}

function presentSeat(seat: Candidates[number], { decisions }: ElementModel, votes: readonly Vote[]): NonNullable<TaskJson['vote']>['seats'][number] {
  const vote = votes.find((one) => one.role === seat.role && one.organisation.id === seat.organisation_id);
  return {
    organisation: { id: seat.organisation_id, name: seat.name }, roleName: roleNames[seat.role], by: vote?.voter.name ?? null, decision: vote?.decision ?? null,
    decisionName: decisions.find(({ value }) => value === vote?.decision)?.name ?? null, remark: vote?.remark ?? null, at: vote ? officeIso(vote.votedAt) : null,
  };
}

const presentUnmet = (unmet: { code: string; message: string } | null): TaskJson['can'][string] => ({ allowed: unmet === null, unmet: unmet ? [{ ...unmet, basis: '' }] : [] });

/** `于 2023-05-10 09:12 `: since when somebody holds a task, for the page that shows it alone. */
async function heldSince(task: Task): Promise<string> {
  if (task.state !== 'open' || !task.assignee) return '';
  const [found] = await rows<{ at: Date | null }>("SELECT MAX(at) AS at FROM process_history WHERE instance_id = ? AND element_id = ? AND kind IN ('claimed', 'transferred', 'delegated', 'signer-added')", [task.instanceId, task.key]);
  return found.at ? `于 ${formatInstant(found.at)} ` : '';
}

async function canComplete(acting: Actor | null, task: Task, { candidates, votes, signers, heldSince: since }: Pick<Around, 'candidates' | 'votes' | 'signers'> & { heldSince: string }): Promise<TaskJson['can'][string]> {
  const no = (code: string, message: string) => presentUnmet({ code, message });
  if (task.state !== 'open') return no('already-done', task.state === 'done' ? `已由${task.organisation?.name ?? ''}办理。` : '流程走了另一步，这一步不用再办。');
  if (!acting) return no('role-not-allowed', `由${candidates.map((one) => `${one.name}的${roleNames[one.role]}`).join('、')}办理，您可以查看。`);
  const voted = votes.find((one) => one.role === acting.role && one.organisation.id === acting.organisation.id);
  if (voted) return no('already-done', `${voted.organisation.name}已由${voted.voter.name}表决，等其他单位。`);
  if (task.assignee && task.assignee.id !== acting.userId && task.assignee.id !== acting.onBehalfOf?.userId) return no('claimed-by-another', `已由${task.assignee.name}${since}领办。`);
  const waits = [...waitedFor(signers), ...(task.pending ? signingAfter(signers) : [])];
  if (waits.length > 0) return no('awaits-signers', `${task.pending ? '已作决定，' : ''}正在等${waits.map(({ user }) => user.name).join('、')}的意见。`);
  try {
    await subjectProvider(task.subject.kind).beforeCompletion?.(acting, task.key, task.subject.id, { values: {} });
    return { allowed: true, unmet: [] };
  } catch (error) {
    if (!(error instanceof ProductError)) throw error;
    return no(error.code, error.message);
  }
}
