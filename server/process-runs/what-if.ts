import { rows } from '../database.js';
import { NotFound } from '../lib/errors.js';
import { versionById, type Version } from '../workflow/definition.js';
import { listDefinitions } from '../workflow/definitions.js';
import { SourceRefused } from '../workflow/engine.js';
import { subjectProvider } from '../workflow/registry.js';
import { replay, type Course, type Happened, type Replayed } from './replay.js';

export const MOST_REPLAYED = 100;
export type WhatIf = { replayed: number; same: number; other: number; unknown: number; items: (Replayed & { instanceId: number; version: number; organisation: string; endedAt: Date })[] };

/**
 * 试演最近办完的: the last hundred finished instances of a process walked on one of its versions, a draft before it is activated
 * above all. Told are those that would go another way, and those for which it cannot be said.
 * @throws NotFound
 */
export async function whatIf(key: string, version: number): Promise<WhatIf> {
  const shown = (await listDefinitions(key)).find((one) => one.version === version);
  if (!shown) throw new NotFound('没有这个流程版本。');
  const on = await runnable(shown.id);
  const finished = await rows<{ id: number; definition_id: number; subject_kind: string; subject_id: number; organisation: string; ended_at: Date }>(
    `SELECT p.id, p.definition_id, p.subject_kind, p.subject_id, o.name AS organisation, p.ended_at FROM process_instances p JOIN process_definitions d ON d.id = p.definition_id JOIN organisations o ON o.id = p.subject_organisation_id
      WHERE d.definition_key = ? AND p.state = 'completed' ORDER BY p.ended_at DESC, p.id DESC LIMIT ?`, [key, MOST_REPLAYED]);
  const items: WhatIf['items'] = [];
  for (const one of finished) {
    const used = await versionById(one.definition_id);
    items.push({ ...(await replay(await courseOf(one, used), on)), instanceId: one.id, version: used.version, organisation: one.organisation, endedAt: one.ended_at });
  }
  const count = (verdict: Replayed['verdict']): number => items.filter((item) => item.verdict === verdict).length;
  return { replayed: items.length, same: count('same'), other: count('other'), unknown: count('unknown'), items: items.filter(({ verdict }) => verdict !== 'same') };
}

/** An unfinished draft cannot be walked. */
async function runnable(id: number): Promise<Version> {
  try {
    return await versionById(id);
  } catch (error) {
    if (error instanceof SourceRefused) throw new NotFound('这份草稿还没有画完，不能试演。请先改好检查结果里必须改的地方。');
    throw error;
  }
}

async function courseOf(one: { id: number; subject_kind: string; subject_id: number }, used: Version): Promise<Course> {
  const history = await rows<{ kind: string; element_id: string; decision: string | null }>(
    "SELECT kind, element_id, decision FROM process_history WHERE instance_id = ? AND element_id IS NOT NULL AND kind IN ('task-done', 'service', 'timer-fired', 'message', 'call-ended', 'external-done', 'external-error') ORDER BY seq", [one.id]);
  const filled = await rows<{ task_key: string; form_values: string | null }>("SELECT task_key, form_values FROM tasks WHERE instance_id = ? AND state = 'done' ORDER BY done_at, id", [one.id]);
  const left = await rows<{ task_key: string; form_values: string | null }>("SELECT element_id AS task_key, output_values AS form_values FROM external_tasks WHERE instance_id = ? AND state = 'done' AND error_code IS NULL ORDER BY closed_at, id", [one.id]);
  const atStart: string[] = [];
  const happened: (Happened & { services: string[] })[] = [];
  for (const { kind, element_id: elementId, decision } of history) {
    if (kind === 'service') {
      const name = used.model.elements[elementId]?.service;
      if (name) (happened[happened.length - 1]?.services ?? atStart).push(name);
      continue;
    }
    const from = kind === 'task-done' ? filled : kind === 'external-done' ? left : [];
    const at = from.findIndex(({ task_key }) => task_key === elementId);
    const [task] = at < 0 ? [] : from.splice(at, 1);
    happened.push({ elementId, ...(decision === null ? {} : { decision }), ...(task?.form_values ? { values: JSON.parse(task.form_values) as Record<string, unknown> } : {}), services: [] });
  }
  const facts = await subjectProvider(one.subject_kind).load(one.subject_id, []).then(({ values }) => values, () => ({}));
  return { version: used, facts, atStart, happened };
}

