import { Conflict, InputInvalid, type ErrorItem } from '../lib/errors.js';
import { isOfficeDate } from '../values/office-date.js';
import { formatInstant } from '../values/office-date.js';
import type { DefinitionModel, Variable } from '../workflow/definition-model.js';
import type { ExternalModel } from '../workflow/read-external.js';

/** What a program sends as a variable, in Camunda's shape. */
export type Given = Readonly<Record<string, { value?: unknown }>>;
/** A task's lock as its row has it. */
export type Lock = { state: string; clientId: number | null; client: string | null; workerId: string | null; lockedAt: Date | null; lockUntil: Date | null };

/**
 * Why this worker may not act on the task; null when it may. A lock that has run out is nobody's, whoever had it.
 * `now` is the office time of the act.
 */
export function whyNotYours(lock: Lock, clientId: number, workerId: string, now: Date): Conflict | null {
  if (lock.state === 'failed') return new Conflict('already-done', '这件任务已报告办不成，正等流程管理员处理。请不要再报。');
  if (lock.state !== 'waiting') return new Conflict('already-done', lock.state === 'done' ? '这件任务已经办结，不用再报。' : '这件任务已经不用办了：流程走了别的路，或已终止。');
  if (lock.clientId === null || lock.lockUntil === null) return new Conflict('not-locked', '这件任务没有领取。请先领取（fetch-and-lock），再报告结果。');
  const isYours = lock.clientId === clientId && lock.workerId === workerId;
  if (lock.lockUntil <= now) return new Conflict('lock-expired', `${isYours ? '您的领取' : '领取'}已在 ${formatInstant(lock.lockUntil)} 到期，别的程序可以领去。请重新领取；办得久的，请先延长领取时间。`);
  if (isYours) return null;
  const since = lock.lockedAt ? formatInstant(lock.lockedAt) : '';
  return new Conflict('locked-by-other', `这件任务由“${lock.client ?? ''}”的 ${lock.workerId ?? ''} 在 ${since} 领取，到 ${formatInstant(lock.lockUntil)} 为止，不能由您报告。`, lock.client ?? undefined, lock.lockedAt?.toISOString());
}

/** A text a program may leave. */
const LONGEST_TEXT = 1000;
const typeNames: Readonly<Record<Variable['type'], string>> = { text: `文字（不超过 ${LONGEST_TEXT} 字）`, number: '数字', boolean: ' true 或 false', date: '日期，如 2023-05-10' };

const fits: Readonly<Record<Variable['type'], (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string' && value.length <= LONGEST_TEXT, number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean', date: (value) => typeof value === 'string' && isOfficeDate(value),
};

/**
 * What a finished task leaves in the process: each declared output from what the program sent, checked by the type the
 * drawing declares. `variables` must all be declared; `local` ones belong to the task and end with it unless an output takes them.
 * @throws InputInvalid naming every variable that is not declared or of another type
 */
export function outputValues({ outputs }: Pick<ExternalModel, 'outputs'>, variables: DefinitionModel['variables'], given: Given, local: Given = {}): Record<string, string | number | boolean> {
  const errors: ErrorItem[] = Object.keys(given).filter((name) => !outputs.some(({ from }) => from === name))
    .map((name) => ({ path: `variables.${name}`, code: 'not-declared', message: `流程图没有说这件任务可以填写“${name.slice(0, 64)}”。可以填写的有：${outputs.map(({ from }) => from).join('、') || '没有'}。` }));
  const left: Record<string, string | number | boolean> = {};
  for (const { name, from } of outputs) {
    const [where, value] = Object.hasOwn(given, from) ? ['variables', given[from].value] : ['localVariables', Object.hasOwn(local, from) ? local[from].value : undefined];
    const variable = variables.find((one) => one.name === name);
    if (value === undefined || !variable) continue;
    if (fits[variable.type](value)) left[name] = value as string | number | boolean;
    else errors.push({ path: `${where}.${from}`, code: 'wrong-type', message: `“${from}”要写${typeNames[variable.type]}。` });
  }
  if (errors.length > 0) throw new InputInvalid(errors);
  return left;
}

/** What a program is told: the declared inputs, or of these the ones it asks for. Nothing else of the process leaves. */
export function inputValues({ inputs }: Pick<ExternalModel, 'inputs'>, variables: DefinitionModel['variables'], values: Readonly<Record<string, string | number | boolean | null>>, asked?: readonly string[]): Record<string, { value: string | number | boolean | null; type: string }> {
  const camundaTypes: Readonly<Record<Variable['type'], string>> = { text: 'String', number: 'Double', boolean: 'Boolean', date: 'Date' };
  return Object.fromEntries(inputs.filter(({ name }) => !asked || asked.includes(name)).flatMap(({ name, from }) => {
    const variable = variables.find((one) => one.name === from);
    return variable ? [[name, { value: values[from] ?? null, type: camundaTypes[variable.type] }]] : [];
  }));
}

/** A program's words about what went wrong, for an administrator: one line, short, without numbers that could be somebody's. */
export const plainReason = (text: string): string => text.replace(/\s+/g, ' ').replace(/\d{6,}[\dXx]*/g, '…').trim().slice(0, 500);
