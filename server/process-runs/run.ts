import { officeNow, row, rows } from '../database.js';
import { NotFound } from '../lib/errors.js';
import { roleNames, type Role } from '../values/actor.js';
import { formatInstant } from '../values/office-date.js';
import { versionById, type Version } from '../workflow/definition.js';
import { listIncidents, type Incident } from '../workflow/incidents.js';
import { waitsApart } from '../workflow/lost-tokens.js';
import { pictureState } from '../workflow/picture-state.js';
import { subjectProvider } from '../workflow/registry.js';
import { listRepairs, type Repair } from '../workflow/repair-incident.js';
import { variablesShown, type ShownVariable } from './variables-shown.js';
import { wayTaken } from './way-taken.js';

/**
 * 流程实例 as those see it who keep the procedures going: where it stands and since when, never whose data it is about. Its
 * subject is named by kind, number and organisation; a name of a subject may be a student's.
 */
export type RunState = 'running' | 'incident' | 'completed' | 'cancelled';
export type RunRow = { id: number; key: string; version: number; name: string; subject: string; organisation: string; state: RunState; waitsAt: string; since: Date | null; startedAt: Date; endedAt: Date | null };
export type RunFilter = { key?: string; version?: number; state?: RunState; q?: string; element?: string; before?: number; limit: number };

/** @returns whether the state of an instance is over. */
export const isOver = (state: RunState): boolean => state === 'completed' || state === 'cancelled';

/** Instances, the newest first. `q` is part of the organisation's name. */
export async function listRuns({ key, version, state, q, element, before, limit }: RunFilter): Promise<RunRow[]> {
  const conditions: [string, string | number | undefined][] = [
    ['d.definition_key = ?', key], ['d.version = ?', version], ['p.state = ?', state], ["o.name LIKE CONCAT('%', ?, '%')", q?.replace(/[\\%_]/g, '\\$&') || undefined], ['p.id < ?', before],
    ["? IN (SELECT e.task_key FROM tasks e WHERE e.instance_id = p.id AND e.state = 'open' UNION ALL SELECT x.element_id FROM external_tasks x WHERE x.instance_id = p.id AND x.state IN ('waiting', 'failed'))", element],
  ];
  const asked = conditions.filter((one): one is [string, string | number] => one[1] !== undefined);
  const found = await rows<{ id: number; definition_id: number; subject_kind: string; subject_id: number; organisation: string; state: RunState; since: Date | null; waits: string | null; programs: string | null; started_at: Date; ended_at: Date | null }>(
    `SELECT p.id, p.definition_id, p.subject_kind, p.subject_id, o.name AS organisation, p.state, p.started_at, p.ended_at,
            COALESCE((SELECT MIN(t.opened_at) FROM tasks t WHERE t.instance_id = p.id AND t.state = 'open' AND t.optional = 0), (SELECT MIN(x.opened_at) FROM external_tasks x WHERE x.instance_id = p.id AND x.state IN ('waiting', 'failed'))) AS since,
            (SELECT GROUP_CONCAT(DISTINCT x.element_id ORDER BY x.id) FROM external_tasks x WHERE x.instance_id = p.id AND x.state IN ('waiting', 'failed')) AS programs,
            (SELECT GROUP_CONCAT(DISTINCT t.name ORDER BY t.id SEPARATOR '、') FROM tasks t WHERE t.instance_id = p.id AND t.state = 'open' AND t.optional = 0) AS waits
       FROM process_instances p JOIN process_definitions d ON d.id = p.definition_id JOIN organisations o ON o.id = p.subject_organisation_id
      ${asked.length > 0 ? `WHERE ${asked.map(([sql]) => sql).join(' AND ')}` : ''} ORDER BY p.id DESC LIMIT ?`, [...asked.map(([, value]) => value), limit]);
  return Promise.all(found.map(async (one): Promise<RunRow> => {
    const { key: own, version: number, model } = await versionById(one.definition_id);
    return { id: one.id, key: own, version: number, name: model.name, subject: subjectName(one.subject_kind, one.subject_id), organisation: one.organisation, state: one.state, waitsAt: [one.waits, ...(one.programs?.split(',') ?? []).map((id) => model.elements[id]?.name || id)].filter(Boolean).join('、'), since: one.since, startedAt: one.started_at, endedAt: one.ended_at };
  }));
}

const subjectName = (kind: string, id: number): string => `${subjectProvider(kind).title ?? kind} ${id}`;

/** One thing an instance waits for, who has it and since when. */
export type RunWait = { kind: 'task' | 'timer' | 'message' | 'call' | 'external'; elementId: string; name: string; who: string; since: Date | null; dueAt: Date | null; optional: boolean; stuck: boolean };
export type RunEvent = { kind: string; elementId: string | null; name: string; actor: string | null; onBehalfOf: string | null; decision: string | null; hasRemark: boolean; reason: string | null; at: Date };
export type Run = RunRow & {
  used: Version; waits: RunWait[]; variables: ShownVariable[]; events: RunEvent[]; incidents: Incident[]; repairs: Repair[];
  picture: { done: string[]; active: string[]; incident: string[]; returned: string[] };
  apart: Awaited<ReturnType<typeof waitsApart>>;
};

/** @throws NotFound */
export async function runById(id: number): Promise<Run> {
  const [summary] = (await listRuns({ before: id + 1, limit: 1 })).filter((one) => one.id === id);
  const found = await row<{ definition_id: number }>('SELECT definition_id FROM process_instances WHERE id = ?', [id]);
  if (!summary || !found) throw new NotFound('没有这个流程实例。');
  const used = await versionById(found.definition_id);
  const state = await pictureState(id);
  const passed = await rows<{ element_id: string }>("SELECT element_id FROM process_history WHERE instance_id = ? AND element_id IS NOT NULL AND kind IN ('task-done', 'service', 'skipped', 'timer-fired', 'message', 'call-ended', 'message-sent', 'signal-sent', 'external-done', 'external-error') ORDER BY seq", [id]);
  const flows = wayTaken(used.model, passed.map(({ element_id }) => ({ elementId: element_id })), isOver(summary.state) ? endsOf(used) : state.active);
  return {
    ...summary, used, waits: await waitsOf(id, used), variables: variablesShown(used.model, await rows('SELECT name, value FROM process_variables WHERE instance_id = ?', [id])),
    events: await eventsOf(id, used), incidents: await listIncidents(undefined, 20, id), repairs: await listRepairs({ instanceId: id, limit: 20 }),
    picture: { ...state, done: [...state.done, ...flows] }, apart: await waitsApart(id),
  };
}

/** The end events: where an instance that is over has come to, as far as its way leads there. */
const endsOf = ({ model }: Version): string[] => Object.values(model.elements).filter(({ type, scope }) => type === 'endEvent' && scope === model.key).map(({ id }) => id);

async function waitsOf(id: number, { model }: Version): Promise<RunWait[]> {
  const tasks = await rows<{ task_key: string; name: string; optional: number; opened_at: Date; due_at: Date | null; organisation: string | null; assignee: string | null; role: Role | null }>(
    `SELECT t.task_key, t.name, t.optional, t.opened_at, t.due_at, o.name AS organisation, u.name AS assignee, (SELECT MIN(c.role) FROM task_candidates c WHERE c.task_id = t.id) AS role
       FROM tasks t LEFT JOIN organisations o ON o.id = t.organisation_id LEFT JOIN users u ON u.id = t.assignee_id WHERE t.instance_id = ? AND t.state = 'open' ORDER BY t.optional, t.id`, [id]);
  const timers = await rows<{ element_id: string; due_at: Date | null; state: string }>("SELECT element_id, due_at, state FROM timers WHERE instance_id = ? AND task_id IS NULL AND state IN ('waiting', 'incident') ORDER BY due_at", [id]);
  const messages = await rows<{ element_id: string; message: string }>("SELECT element_id, message FROM message_waits WHERE instance_id = ? AND state = 'waiting' ORDER BY id", [id]);
  const calls = await rows<{ element_id: string; called_id: number | null; started_at: Date | null }>("SELECT k.element_id, k.called_id, p.started_at FROM process_calls k LEFT JOIN process_instances p ON p.id = k.called_id WHERE k.instance_id = ? AND k.state = 'waiting' ORDER BY k.id", [id]);
  const external = await rows<{ element_id: string; topic: string; state: string; program: string | null; worker_id: string | null; locked_at: Date | null; lock_until: Date | null; opened_at: Date }>("SELECT x.element_id, x.topic, x.state, m.name AS program, x.worker_id, x.locked_at, x.lock_until, x.opened_at FROM external_tasks x LEFT JOIN machine_clients m ON m.id = x.client_id WHERE x.instance_id = ? AND x.state IN ('waiting', 'failed') ORDER BY x.id", [id]);
  const now = await officeNow();
  const nameOf = (element: string): string => model.elements[element]?.name || element;
  return [
    ...tasks.map((one): RunWait => ({ kind: 'task', elementId: one.task_key, name: one.name, who: [one.organisation ?? '', one.role ? roleNames[one.role] : '', one.assignee ? `${one.assignee}已领办` : ''].filter(Boolean).join(' '), since: one.opened_at, dueAt: one.due_at, optional: one.optional === 1, stuck: false })),
    ...timers.map((one): RunWait => ({ kind: 'timer', elementId: one.element_id, name: nameOf(one.element_id), who: one.due_at ? '到期自动继续' : '学年已归档，重新打开以后继续', since: null, dueAt: one.due_at, optional: false, stuck: one.state === 'incident' })),
    ...calls.map((one): RunWait => ({ kind: 'call', elementId: one.element_id, name: nameOf(one.element_id), who: `调用的流程（实例 ${one.called_id ?? ''}）走完后继续`, since: one.started_at, dueAt: null, optional: false, stuck: false })),
    ...external.map((one): RunWait => ({ kind: 'external', elementId: one.element_id, name: nameOf(one.element_id), who: heldBy(one, now), since: one.opened_at, dueAt: null, optional: false, stuck: one.state === 'failed' })),
    ...messages.map((one): RunWait => ({ kind: 'message', elementId: one.element_id, name: nameOf(one.element_id), who: `收到“${one.message}”后继续`, since: null, dueAt: null, optional: true, stuck: false })),
  ];
}

/** Which program does it, since when and how long; or that any may fetch it. */
function heldBy({ topic, state, program, worker_id, locked_at, lock_until }: { topic: string; state: string; program: string | null; worker_id: string | null; locked_at: Date | null; lock_until: Date | null }, now: Date): string {
  if (state === 'failed') return `外部程序（${topic}）没有办成，等重试`;
  if (!locked_at || !lock_until || lock_until <= now) return `等外部程序领取（${topic}）`;
  return `外部程序“${program ?? ''}”的 ${worker_id ?? ''} 从 ${formatInstant(locked_at)} 领着，到 ${formatInstant(lock_until)}`;
}

/** What an administrator wrote as a reason is process matter; what people wrote about a subject is not shown. */
const ownReasons: ReadonlySet<string> = new Set(['variable-set', 'skipped', 'migrated', 'migration-undone']);

async function eventsOf(id: number, { model }: Version): Promise<RunEvent[]> {
  const found = await rows<{ kind: string; element_id: string | null; element_name: string | null; actor_name: string | null; on_behalf_of: string | null; decision: string | null; remark: string | null; at: Date }>(
    'SELECT kind, element_id, element_name, actor_name, on_behalf_of, decision, remark, at FROM process_history WHERE instance_id = ? ORDER BY seq DESC LIMIT 500', [id]);
  return found.map((one) => ({
    kind: one.kind, elementId: one.element_id, name: one.element_name ?? '', actor: one.actor_name, onBehalfOf: one.on_behalf_of, at: one.at,
    decision: one.decision === null ? null : model.elements[one.element_id ?? '']?.decisions.find(({ value }) => value === one.decision)?.name ?? null,
    hasRemark: Boolean(one.remark) && !ownReasons.has(one.kind), reason: ownReasons.has(one.kind) ? one.remark : null,
  }));
}
