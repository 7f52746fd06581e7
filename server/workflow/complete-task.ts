import { row, run, transact } from '../database.js';
import { Conflict, Forbidden, InputInvalid, RuleBroken, type ErrorItem } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { isOfficeDate } from '../values/office-date.js';
import { versionById } from './definition.js';
import type { ElementModel, FormField } from './definition-model.js';
import { subjectProvider, type TaskInput } from './registry.js';
import { keepVariables, lockInstanceOfTask, step } from './step.js';
import { alreadyDone, taskForActor, taskInScope, type Task } from './task.js';

/** What the person sends: the version they saw, their decision, the remark and the fields of the task's form. */
export type Completion = { version: number; decision?: string; remark?: string } & Record<string, unknown>;

/**
 * A person completes a task: one act, from this waiting point to the next.
 * @throws NotFound outside the scope; Conflict `already-done` (who and when) or `stale-version`; Forbidden for another's task;
 * InputInvalid for the form; RuleBroken `remark-required` or whatever rule of the subject refuses; StepFailed with an incident.
 */
export async function completeTask(actor: Actor, taskId: number, completion: Completion): Promise<Task> {
  return transact(async (tx) => {
    const instance = await lockInstanceOfTask(taskId);
    const task = await taskForActor(actor, taskId);
    if (!task.isCandidate) throw new Forbidden('role-not-allowed', `“${task.name}”由${task.organisation?.name ?? '其他单位'}办理，您可以查看。`);
    if (task.state !== 'open') throw alreadyDone(actor, task);
    if (task.assignee && task.assignee.id !== actor.userId) throw new Forbidden('claimed-by-another', `“${task.name}”已由${task.assignee.name}领办。`);
    if (completion.version !== task.version) throw new Conflict('stale-version', '您打开页面后这件事已有变化，请刷新查看最新内容；您写的内容还在。');
    const version = await versionById(instance.definitionId);
    const element = version.model.elements[task.key];
    const input = readCompletion(element, completion);
    await subjectProvider(task.subject.kind).beforeCompletion?.(actor, task.key, task.subject.id, input);
    const { affected } = await run("UPDATE tasks t JOIN task_candidates c ON c.task_id = t.id SET t.state = 'done', t.decision = ?, t.remark = ?, t.form_values = ?, t.done_by = ?, t.done_at = ?, t.version = t.version + 1, c.open = 0 WHERE t.id = ? AND t.version = ? AND t.state = 'open'",
      [input.decision ?? null, input.remark ?? null, JSON.stringify(input.values), actor.userId, tx.now, task.id, task.version]);
    if (affected === 0) throw alreadyDone(actor, await taskInScope(actor, taskId));
    await keepVariables(instance, version, input);
    await subjectProvider(task.subject.kind).decided?.(actor, task, task.subject.id, input);
    await step(instance, { elementId: task.key, executionId: task.executionId }, {
      actor, taskKey: task.key, input,
      entries: [{ kind: 'task-done', elementId: task.key, elementName: task.name, actor, decision: input.decision, remark: input.remark }],
      retry: { of: 'task', id: task.id, actorId: actor.userId, postRole: actor.role, organisationId: actor.organisation.id, input: completion },
    });
    const { isCandidate: _candidate, ...done } = task;
    return { ...done, state: 'done', decision: input.decision ?? null, remark: input.remark ?? null, doneBy: { id: actor.userId, name: actor.name, role: '', organisation: task.organisation?.name ?? '' }, doneAt: tx.now, version: task.version + 1 };
  });
}

/** The fields and decision the diagram asks of this task. @throws InputInvalid, RuleBroken `remark-required`. */
export function readCompletion(element: ElementModel, completion: Completion): TaskInput {
  const { version: _version, decision, remark, ...fields } = completion;
  const errors: ErrorItem[] = [];
  const chosen = element.decisions.find(({ value }) => value === decision);
  if (element.decisions.length > 0 && !chosen) errors.push({ path: 'decision', code: 'invalid_value', message: `请选择：${element.decisions.map(({ name, value }) => `${name}（${value}）`).join('、')}。` });
  if (element.decisions.length === 0 && decision !== undefined) errors.push({ path: 'decision', code: 'unknown-field', message: '这一步没有要选的决定。' });
  const values: Record<string, unknown> = {};
  for (const field of element.form) {
    const given = fields[field.id];
    delete fields[field.id];
    const blank = given === undefined || given === null || given === '';
    if (blank && field.required) errors.push({ path: field.id, code: 'required', message: `请填写“${field.label}”。` });
    if (blank) continue;
    const problem = problemWith(field, given);
    if (problem) errors.push({ path: field.id, code: 'invalid', message: problem });
    else values[field.id] = given;
  }
  for (const name of Object.keys(fields)) errors.push({ path: name, code: 'unknown-field', message: `字段“${name}”不认识，请去掉后再提交。` });
  if (remark !== undefined && (typeof remark !== 'string' || remark.length > 1000)) errors.push({ path: 'remark', code: 'too_big', message: '意见最多 1000 字。' });
  if (errors.length > 0) throw new InputInvalid(errors);
  const text = typeof remark === 'string' ? remark.trim() : '';
  if (chosen?.remarkRequired && !text) throw new RuleBroken('remark-required', `选择“${chosen.name}”必须写明原因，对方会看到。`);
  return { decision: chosen?.value, remark: text || undefined, values };
}

function problemWith(field: FormField, given: unknown): string | null {
  switch (field.type) {
    case 'date': return typeof given === 'string' && isOfficeDate(given) ? null : `“${field.label}”应为日期，如 2023-05-10。`;
    case 'boolean': return typeof given === 'boolean' || given === 'true' || given === 'false' ? null : `“${field.label}”应为是或否。`;
    case 'long': return Number.isSafeInteger(Number(given)) ? null : `“${field.label}”应为整数。`;
    case 'money': return /^\d{1,10}(\.\d{1,2})?$/.test(String(given)) ? null : `“${field.label}”应为金额，最多两位小数。`;
    case 'enum': return field.options?.some(({ value }) => value === given) ? null : `“${field.label}”只能选列出的各项。`;
    case 'string': return typeof given === 'string' && given.length <= 2000 ? null : `“${field.label}”最多 2000 字。`;
  }
}

/** Who may be told apart in an answer about a done task needs the row; kept here for the incident's retry. */
export async function taskStillOpen(taskId: number): Promise<boolean> {
  return (await row("SELECT 1 AS found FROM tasks WHERE id = ? AND state = 'open'", [taskId])) !== undefined;
}
