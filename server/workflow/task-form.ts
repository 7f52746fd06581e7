import { rows } from '../database.js';
import { InputInvalid, RuleBroken, type ErrorItem } from '../lib/errors.js';
import { businessRoles, roleNames, type Actor, type Role } from '../values/actor.js';
import { isOfficeDate } from '../values/office-date.js';
import type { ElementModel, FieldMode, FormField } from './definition-model.js';
import type { TaskInput } from './registry.js';

/** What the person sends: the version they saw, their decision, the remark and the fields of the task's form. */
export type Completion = { version: number; decision?: string; remark?: string } & Record<string, unknown>;

/** What a form needs to know beside the diagram: who fills it in, what earlier steps left, the files added to the task, the colleagues to choose from. */
export type FormAround = { role: Role; earlier: Record<string, unknown>; files: readonly number[]; colleagues: readonly Colleague[] };
export type Colleague = { id: number; name: string; role: Role };

/** A field as one person meets it. */
export type AskedField = FormField & { mode: FieldMode; value?: unknown };

/** The fields this role sees, each required, to fill in if one likes, or only to be read with what an earlier step left. */
export function fieldsFor(form: readonly FormField[], { role, earlier }: Pick<FormAround, 'role' | 'earlier'>): AskedField[] {
  return form.flatMap((field) => {
    const mode = field.access?.find((one) => one.role === role)?.mode ?? (field.required ? 'required' : 'optional');
    return mode === 'hidden' ? [] : [{ ...field, mode, required: mode === 'required', ...(earlier[field.id] === undefined ? {} : { value: earlier[field.id] }) }];
  });
}

/** The fields that are not hidden from the actor's role. */
export const visibleTo = ({ role }: Pick<Actor, 'role'>, form: readonly FormField[]): FormField[] => form.filter(({ access }) => access?.find((one) => one.role === role)?.mode !== 'hidden');

/** The fields and decision the diagram asks of this person. @throws InputInvalid, RuleBroken `remark-required`. */
export function readCompletion(element: ElementModel, completion: Completion, around: FormAround): TaskInput {
  const { version: _version, decision, remark, ...fields } = completion;
  const errors: ErrorItem[] = [];
  const chosen = element.decisions.find(({ value }) => value === decision);
  if (element.decisions.length > 0 && !chosen) errors.push({ path: 'decision', code: 'invalid_value', message: `请选择：${element.decisions.map(({ name, value }) => `${name}（${value}）`).join('、')}。` });
  if (element.decisions.length === 0 && decision !== undefined) errors.push({ path: 'decision', code: 'unknown-field', message: '这一步没有要选的决定。' });
  const values: Record<string, unknown> = {};
  for (const field of fieldsFor(element.form, around)) {
    const given = fields[field.id];
    delete fields[field.id];
    if (field.mode === 'readonly') {
      if (given !== undefined && given !== field.value) errors.push({ path: field.id, code: 'readonly', message: `“${field.label}”您只能查看，不能修改。` });
      continue;
    }
    if (field.type === 'attachment') {
      if (field.required && around.files.length === 0) errors.push({ path: field.id, code: 'required', message: `请先添加“${field.label}”，再提交。` });
      if (around.files.length > 0) values[field.id] = [...around.files];
      continue;
    }
    const blank = given === undefined || given === null || (typeof given === 'string' && given.trim() === '') || (field.type !== 'rows' && Array.isArray(given) && given.length === 0);
    if (blank && field.required) errors.push({ path: field.id, code: 'required', message: `请填写“${field.label}”。` });
    if (blank) continue;
    const read = readField(field, given, around);
    if ('problem' in read) errors.push({ path: field.id, code: 'invalid', message: read.problem });
    else values[field.id] = read.value;
  }
  for (const name of Object.keys(fields)) errors.push({ path: name, code: 'unknown-field', message: `字段“${name}”不认识，请去掉后再提交。` });
  if (remark !== undefined && (typeof remark !== 'string' || remark.length > 1000)) errors.push({ path: 'remark', code: 'too_big', message: '意见最多 1000 字。' });
  if (errors.length > 0) throw new InputInvalid(errors);
  const text = typeof remark === 'string' ? remark.trim() : '';
  if (chosen?.remarkRequired && !text) throw new RuleBroken('remark-required', `选择“${chosen.name}”必须写明原因，对方会看到。`);
  return { decision: chosen?.value, remark: text || undefined, values };
}

type Read = { value: unknown } | { problem: string };

/** A value as the office means it: a number, a date, an amount with two decimals, people by their ids. */
function readField(field: FormField, given: unknown, { colleagues }: FormAround): Read {
  const text = typeof given === 'string' || typeof given === 'number' ? String(given).trim() : '';
  const need = (holds: boolean, problem: string, value: unknown = text): Read => (holds ? { value } : { problem: `“${field.label}”${problem}` });
  switch (field.type) {
    case 'date': return need(isOfficeDate(text), '应为日期，如 2023-05-10。');
    case 'boolean': return need(given === true || given === false || given === 'true' || given === 'false', '应为是或否。', String(given) === 'true');
    case 'long': return need(/^-?\d{1,15}$/.test(text), '应为整数。', Number(text));
    case 'number': return need(/^-?\d{1,12}(\.\d{1,6})?$/.test(text), '应为数字，最多六位小数。', Number(text));
    case 'money': return need(/^\d{1,10}(\.\d{1,2})?$/.test(text), '应为金额，最多两位小数。', amount(text));
    case 'enum': return need(field.options?.some(({ value }) => value === given) ?? false, '只能选列出的各项。');
    case 'people': return readPeople(field, given, colleagues);
    case 'attachment': return { value: given };
    case 'rows': return readRows(given);
    case 'string': case 'opinion': return need(typeof given === 'string' && given.length <= 2000, '最多 2000 字。', typeof given === 'string' ? given.trim() : given);
  }
}

/**
 * The rows of a subject somebody ticked: ids as a list, or as a form sends one, several or very many of them. A form that must not
 * mean all rows when none is ticked sends a 0 along.
 */
function readRows(given: unknown): Read {
  const ids = (typeof given === 'object' && given !== null ? Object.values(given) : [given]).map(Number).filter((id) => id !== 0);
  const sound = ids.length > 0 && ids.length <= 100_000 && ids.every((id) => Number.isSafeInteger(id) && id > 0);
  return sound ? { value: [...new Set(ids)] } : { problem: '请先勾选要办理的行。' };
}

const amount = (text: string): string => { const [yuan, fen = ''] = text.split('.'); return `${yuan}.${fen.padEnd(2, '0')}`; };

function readPeople(field: FormField, given: unknown, colleagues: readonly Colleague[]): Read {
  const ids = [...new Set((Array.isArray(given) ? given : [given]).map(Number))];
  return ids.length <= 20 && ids.every((id) => colleagues.some((one) => one.id === id)) ? { value: ids } : { problem: `“${field.label}”只能选本单位的在岗人员，最多 20 人。` };
}

/** What the fields of a form need of the database; nothing is read for a form that does not ask for it. */
export async function formAround(actor: Actor, task: { id: number; instanceId: number }, form: readonly FormField[]): Promise<FormAround> {
  const asks = (...types: FormField['type'][]): boolean => form.some(({ type }) => types.includes(type));
  return {
    role: actor.role,
    earlier: form.some(({ access }) => access !== undefined) ? await earlierValues(task.instanceId) : {},
    files: asks('attachment') ? (await rows<{ id: number }>("SELECT id FROM attachments WHERE subject_kind = 'task' AND subject_id = ? AND removed_at IS NULL ORDER BY id", [task.id])).map(({ id }) => id) : [],
    colleagues: asks('people') ? await colleaguesOf(actor.organisation.id) : [],
  };
}

/** What the forms of earlier steps of one instance left, the latest of a field. */
export async function earlierValues(instanceId: number): Promise<Record<string, unknown>> {
  const found = await rows<{ form_values: string }>("SELECT form_values FROM tasks WHERE instance_id = ? AND state = 'done' AND form_values IS NOT NULL ORDER BY done_at, id", [instanceId]);
  return Object.assign({}, ...found.map(({ form_values }) => JSON.parse(form_values) as Record<string, unknown>)) as Record<string, unknown>;
}

/** Active people of an organisation with a post in its business (or one of these), by name. */
export async function colleaguesOf(organisationId: number, roles: readonly Role[] = businessRoles): Promise<Colleague[]> {
  if (roles.length === 0) return [];
  return rows<Colleague>("SELECT u.id, u.name, MIN(p.role) AS role FROM posts p JOIN users u ON u.id = p.user_id WHERE p.organisation_id = ? AND u.status = 'active' AND p.role IN (?) GROUP BY u.id, u.name ORDER BY u.name, u.id LIMIT 200", [organisationId, [...roles]]);
}

/** A colleague in a list to choose from: 王建平（业务主管领导）. */
export const colleagueName = ({ name, role }: Colleague): string => `${name}（${roleNames[role]}）`;

/** What was filled in, in words, for the page and the history: the label with the value as people write it. */
export async function valuesInWords(form: readonly FormField[], values: Record<string, unknown>): Promise<{ id: string; label: string; text: string }[]> {
  const given = form.filter(({ id }) => values[id] !== undefined);
  const numbers = (type: FormField['type']): number[] => given.filter((field) => field.type === type).flatMap(({ id }) => (Array.isArray(values[id]) ? values[id].map(Number) : []));
  const people = await named('SELECT id, name FROM users WHERE id IN (?)', numbers('people'));
  const files = await named('SELECT id, name FROM attachments WHERE id IN (?)', numbers('attachment'));
  return given.map((field) => ({ id: field.id, label: field.label, text: inWords(field, values[field.id], people, files) }));
}

async function named(sql: string, ids: number[]): Promise<Map<number, string>> {
  return new Map(ids.length === 0 ? [] : (await rows<{ id: number; name: string }>(sql, [ids])).map(({ id, name }) => [id, name]));
}

function inWords(field: FormField, value: unknown, people: Map<number, string>, files: Map<number, string>): string {
  const names = (of: Map<number, string>): string => (Array.isArray(value) ? value.map((one) => of.get(Number(one)) ?? '—').join('、') : '—');
  switch (field.type) {
    case 'boolean': return value === true ? '是' : '否';
    case 'enum': return field.options?.find((one) => one.value === value)?.name ?? String(value);
    case 'money': return `${String(value)} 元`;
    case 'people': return names(people);
    case 'rows': return Array.isArray(value) ? `${value.length} 行` : '—';
    case 'attachment': return names(files);
    default: return String(value);
  }
}
