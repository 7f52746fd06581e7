import { rows } from '../database.js';
import { NotFound, RuleBroken } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { presentTasks, type TaskJson } from '../workflow/presenter.js';
import { subjectProvider, type SubjectWeight } from '../workflow/registry.js';
import { tasksInScope } from '../workflow/task.js';
import { whyByItself, type Weighed } from './low-risk.js';

/** What somebody is told before they decide many tasks at once. `payable` in fen; the sums are of the low-risk ones only. */
export type BatchSummary = { key: string; name: string; decisions: TaskJson['decisions']; tasks: number; schools: number; people: number; payable: number; taskIds: number[]; byThemselves: { taskId: number; subject: string; why: string[] }[] };

/**
 * The tasks of a batch before it begins: those of low risk with their sums, and the others, each with what is to be looked at first.
 * @throws NotFound when one of the ids is unknown or out of scope, as the batch itself would.
 */
export async function summariseBatch(actor: Actor, ids: readonly number[]): Promise<BatchSummary> {
  const weighed = await weigh(actor, ids);
  const [{ task: first }] = weighed;
  const judged = weighed.map((one) => ({ ...one, why: whyByItself(one.weighed, first.key) }));
  const low = judged.filter(({ why }) => why.length === 0);
  return {
    key: first.key, name: first.name, decisions: first.decisions, tasks: low.length, schools: await countOrganisations(low.map(({ task }) => task.id)),
    people: low.reduce((sum, { weight }) => sum + weight.people, 0), payable: low.reduce((sum, { weight }) => sum + weight.payable, 0), taskIds: low.map(({ task }) => task.id),
    byThemselves: judged.filter(({ why }) => why.length > 0).map(({ task, why }) => ({ taskId: task.id, subject: task.subject.name, why })),
  };
}

type Weighing = { task: TaskJson; weight: SubjectWeight; weighed: Weighed };

/** Each task as it is presented and as the rule looks at it. @throws NotFound as above */
async function weigh(actor: Actor, ids: readonly number[]): Promise<Weighing[]> {
  const tasks = await tasksInScope(actor, [...new Set(ids)]);
  if (tasks.length === 0 || tasks.length < new Set(ids).size) throw new NotFound('其中有任务没有找到，或不在您的管理范围内。请刷新列表后重新选择。');
  const weights = new Map<string, Map<number, SubjectWeight>>();
  for (const kind of new Set(tasks.map(({ subject }) => subject.kind))) weights.set(kind, await subjectProvider(kind).weights?.(tasks.filter(({ subject }) => subject.kind === kind).map(({ subject }) => subject.id)) ?? new Map());
  return (await presentTasks(actor, tasks)).map((task) => {
    const weight = weights.get(task.subject.kind)?.get(task.subject.id) ?? { people: 0, payable: 0, warnings: 0 };
    return { task, weight, weighed: { ...task, warnings: weight.warnings, byItself: subjectProvider(task.subject.kind).byItself?.[task.key] } };
  });
}

/**
 * On the phone, where nobody has the lists open beside it, only what is of low risk goes together (成批办), with a decision that needs
 * no reason. The desk shows what it decides and takes any.
 * @throws NotFound as above; RuleBroken `look-at-singly` naming the tasks and why.
 */
export async function demandLowRisk(actor: Actor, ids: readonly number[], decision: string): Promise<void> {
  const weighed = await weigh(actor, ids);
  const [{ task: first }] = weighed;
  const risky = weighed.map(({ task, weighed: one }) => ({ name: task.subject.name, why: whyByItself({ ...one, can: asIfNow }, first.key) })).filter(({ why }) => why.length > 0);
  const named = risky.slice(0, NAMED).map(({ name, why }) => `${name}（${why.join('、')}）`).join('；');
  if (risky.length > 0) throw new RuleBroken('look-at-singly', `有 ${risky.length} 件要逐件看，没有一起办：${named}${risky.length > NAMED ? ' 等' : ''}。请重新看汇总后再办。`);
  if (first.decisions.some(({ value, remarkRequired }) => value === decision && remarkRequired)) throw new RuleBroken('look-at-singly', '要写原因的决定请逐件办，或在电脑上批量办理。');
}
/** What somebody else took or did since the summary is no risk: the batch tells it of that one item. */
const asIfNow = { complete: { allowed: true, unmet: [] } };
const NAMED = 3;

async function countOrganisations(taskIds: readonly number[]): Promise<number> {
  if (taskIds.length === 0) return 0;
  const [found] = await rows<{ n: number }>('SELECT COUNT(DISTINCT subject_organisation_id) AS n FROM tasks WHERE id IN (?)', [[...taskIds]]);
  return found.n;
}
