import { asTyped, type Refused } from '../web/desk-page.js';
import type { FieldProps } from '../web/components/field.js';
import type { FormSeal } from '../web/components/form.js';
import type { TaskPageProps } from '../web/pages/task-page.js';
import type { Actor } from '../values/actor.js';
import { versionById } from './definition.js';
import type { TaskJson } from './presenter.js';
import { valuesInWords, visibleTo } from './task-form.js';
import { tasksOf, type Task } from './task.js';

/** The fields drawn into the diagram, with what was typed. What may only be read is shown beside the form, not in it. */
export function fieldsOf(json: TaskJson, refused: Pick<Refused, 'typed'> | undefined): FieldProps[] {
  return asTyped(json.form.filter(({ mode, type }) => mode !== 'readonly' && type !== 'attachment' && type !== 'rows').map((field): FieldProps => {
    const common = { name: field.id, label: field.label, required: field.required, full: true };
    const choices = (options: readonly { value: string; name: string }[]): FieldProps => ({ ...common, kind: 'select', options: [{ value: '', label: '请选择' }, ...options.map(({ value, name }) => ({ value, label: name }))] });
    switch (field.type) {
      case 'string': case 'opinion': return { ...common, kind: 'textarea', rows: field.type === 'opinion' ? 3 : 2, maxLength: 2000 };
      case 'long': case 'number': return { ...common, kind: 'number' };
      case 'date': return { ...common, kind: 'date' };
      case 'money': return { ...common, kind: 'money', hint: '单位是元，最多两位小数。' };
      case 'boolean': return choices([{ value: 'true', name: '是' }, { value: 'false', name: '否' }]);
      case 'enum': case 'people': return choices(field.options ?? []);
      default: return { ...common, kind: 'text' };
    }
  }), refused);
}

/** What this step and earlier ones of the same subject left in their forms, the latest first. Fields hidden from somebody's role stay hidden. */
export async function filledOf(actor: Actor, task: Task): Promise<NonNullable<TaskPageProps['filled']>> {
  const cards: NonNullable<TaskPageProps['filled']> = [];
  for (const one of (await tasksOf(task.subject)).filter(({ state, instanceId, values }) => state === 'done' && instanceId === task.instanceId && Object.keys(values).length > 0).reverse().slice(0, 6)) {
    const element = (await versionById(one.definitionId)).model.elements[one.key];
    const filled = await valuesInWords(visibleTo(actor, element?.form ?? []), one.values);
    if (filled.length > 0) cards.push({ title: `“${one.name}”填写的内容`, by: one.doneBy?.name, pairs: filled.map(({ label, text }) => ({ name: label, value: text })) });
  }
  return cards;
}

const rules = { all: '会签：全部同意才通过', any: '或签：一家同意就通过', ratio: '票签：同意票' } as const;

/** Who has voted what, and the way to take one's own vote back. */
export function votesView(json: TaskJson, vote: NonNullable<TaskJson['vote']>, seal: () => FormSeal): NonNullable<TaskPageProps['votes']> {
  const yes = json.decisions[0]?.value;
  const may = json.can['withdraw-vote'];
  return {
    rule: `${rules[vote.rule]}${vote.rule === 'ratio' ? `占 ${vote.share}% 就通过` : ''}；${vote.onReject === 'end' ? '有一家不同意就结束' : '不同意只计票'}。结果出来之前可以撤回自己的票再投。`,
    seats: vote.seats.map((seat) => ({
      office: seat.organisation.name, role: seat.roleName, word: seat.decisionName ?? '还没有表决', tone: seat.decision === null ? 'idle' as const : seat.decision === yes ? 'good' as const : 'bad' as const, icon: seat.decision === null ? 'clock' as const : seat.decision === yes ? 'check' as const : 'cross' as const,
      ...(seat.by ? { by: `${seat.by}　${(seat.at ?? '').slice(0, 16).replace('T', ' ')}` } : {}), ...(seat.remark ? { remark: seat.remark } : {}),
    })),
    ...(may?.allowed ? { withdraw: { key: 'withdraw-vote', label: '撤回我的票', href: `/tasks/${json.id}/vote/removal`, allowed: true, unmet: [], icon: 'back' as const, seal: seal() } } : {}),
  };
}
