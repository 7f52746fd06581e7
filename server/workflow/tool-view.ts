import type { FieldProps } from '../web/components/field.js';
import type { FormSeal } from '../web/components/form.js';
import type { FormCardProps } from '../web/components/card.js';
import type { TaskPageProps } from '../web/pages/task-page.js';
import type { Actor } from '../values/actor.js';
import { momentWords } from '../web/time-words.js';
import type { TaskJson } from './presenter.js';
import { filesOf } from './task-attachments.js';
import { copiesOf } from './task-copies.js';
import type { Task } from './task.js';
import { colleagueName, colleaguesOf } from './task-form.js';
import { inPost } from './use-task-tool.js';

type Seen = { actor: Actor; task: Task; json: TaskJson; seal: () => FormSeal; today: string };

/** 更多办理 of a task for this person: what the policy allows, each with its own small form. */
export async function toolsView({ actor, task, json, seal }: Seen): Promise<Pick<TaskPageProps, 'tools'>> {
  const may = (tool: string): boolean => json.can[tool]?.allowed ?? false;
  const address = (tail: string): string => `/tasks/${task.id}/${tail}`;
  const acts: NonNullable<TaskPageProps['tools']>['acts'] = [];
  if (may('claim')) acts.push({ key: 'claim', label: '领办', href: address('claim'), allowed: true, unmet: [], seal: seal() });
  if (may('release')) acts.push({ key: 'release', label: '放回', href: address('claim/removal'), allowed: true, unmet: [], seal: seal() });
  const colleagues = may('delegate') || may('add-signer') || may('copy') ? (await colleaguesOf(actor.organisation.id)).filter(({ id }) => id !== actor.userId) : [];
  const choose = (name: string, tool: string, people: readonly { id: number; name: string }[]): FieldProps => ({ name, id: `f-${tool}-${name}`, label: '人员', kind: 'select', required: true, options: [{ value: '', label: '请选择' }, ...people.map((one) => ({ value: String(one.id), label: one.name }))] });
  const named = colleagues.map((one) => ({ id: one.id, name: colleagueName(one) }));
  const words = (name: string, label: string, tool: string): FieldProps => ({ name, id: `f-${tool}-${name}`, label, kind: 'textarea', rows: 2, maxLength: 200, full: true });
  const form = (tool: string, title: string, tail: string, submit: string, fields: FieldProps[], footnote: string): FormCardProps => ({ id: `tool-${tool}`, title, action: address(tail), seal: seal(), submit, fields, footnote, folded: true });
  const forms: FormCardProps[] = [];
  if (may('return') && json.returnsTo.length > 0) {
    const where: FieldProps = { name: 'to', id: 'f-return-to', label: '退回到', kind: 'select', required: true, options: [...(json.returnsTo.length > 1 ? [{ value: '', label: '请选择' }] : []), ...json.returnsTo.map(({ key, name }) => ({ value: key, label: name }))] };
    forms.push({ ...form('return', '退回', 'return', '退回', [where, { ...words('remark', '退回的原因', 'return'), required: true, maxLength: 1000 }], `${json.returnsTo.length === 1 ? `记为“${json.returnsTo[0].decision}”，` : ''}从那一步重新办理；办理人会看到原因。`), seal: { ...seal(), version: task.version } });
  }
  if (may('transfer')) {
    const heirs = (await inPost(task, actor)).filter(({ id }) => id !== actor.userId);
    if (heirs.length > 0) forms.push(form('transfer', '转办', 'transfer', '转给他办理', [choose('userId', 'transfer', heirs), words('reason', '说明', 'transfer')], '转给本单位同岗位的同事，以后由他办理。'));
  }
  if (may('delegate') && named.length > 0) forms.push(form('delegate', '委派', 'delegation', '委派', [choose('userId', 'delegate', named), words('question', '交代', 'delegate')], '请同事先办，他写好意见后回到您这里，由您决定。'));
  if (may('add-signer') && named.length > 0) {
    const position: FieldProps = { name: 'position', id: 'f-sign-position', label: '何时会签', kind: 'select', options: [{ value: 'before', label: '我决定之前' }, { value: 'after', label: '我决定之后' }] };
    forms.push(form('add-signer', '加签', 'additional-signers', '请他会签', [choose('userId', 'sign', named), position, words('question', '请他看什么', 'sign')], '决定之后会签的，全部同意才生效；有人不同意，退回您重新决定。'));
  }
  if (may('copy') && named.length > 0) forms.push(form('copy', '抄送', 'copies', '抄送给他', [choose('userId', 'copy', named)], '对方能看，不办理；看没看过这里查得到。'));
  const copies = (await copiesOf(task.id)).map(({ name, readAt }) => `${name}（${readAt ? '已读' : '未读'}）`).join('、');
  return acts.length + forms.length > 0 ? { tools: { acts, forms, ...(copies ? { copies } : {}) } } : {};
}

/** The files beside this task, and the way to add one for those whose word it waits for. */
export async function taskFilesView({ actor, task, json, seal, today }: Seen): Promise<Pick<TaskPageProps, 'taskFiles'>> {
  const files = await filesOf(task.id);
  const adds = task.state === 'open' && (json.can.complete.allowed || json.can.sign?.allowed || json.can.complete.unmet[0]?.code === 'awaits-signers');
  if (files.length === 0 && !adds) return {};
  const wanted = json.form.find(({ type }) => type === 'attachment');
  const href = (id: number): string => `/tasks/${task.id}/attachments/${id}`;
  return { taskFiles: {
    title: wanted?.label ?? '办理附件', aside: wanted?.required ? '提交前必须添加' : '随意见一起留存，不公开', empty: '还没有附件',
    items: files.map((file) => ({
      id: file.id, name: file.name, downloadHref: href(file.id), size: file.size >= 1_048_576 ? `${(file.size / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.round(file.size / 1024))} KB`, at: momentWords(file.uploadedAt, today), by: file.uploadedBy.name, check: { state: 'unchecked' as const, words: '内部附件，不公开' },
      ...(adds && file.uploadedBy.id === actor.userId ? { acts: [{ key: `remove-file-${file.id}`, label: '删除', href: `${href(file.id)}/removal`, allowed: true, unmet: [], tone: 'plain' as const, seal: seal() }] } : {}),
    })),
    ...(adds ? { upload: { id: 'task-file', action: `/tasks/${task.id}/attachments`, seal: seal(), label: wanted?.label ?? '添加附件', hint: 'pdf、jpg、png、docx、xlsx，每个不超过 20 MB，最多 10 个。', accept: '.pdf,.jpg,.jpeg,.png,.docx,.xlsx', submit: '添加' } } : {}),
  } };
}

const kinds = { before: '决定之前会签', after: '决定之后会签', delegation: '委派' } as const;

/** Whom somebody asked, and the form of the one who is asked. */
export function signersView({ actor, task, json, seal, today }: Seen): Pick<TaskPageProps, 'signers' | 'signature'> {
  const rows = json.signers.map((one) => ({
    name: one.user.name, kind: `${kinds[one.kind]}，${one.askedBy.name}请`,
    ...(one.state === 'open' ? { word: '等他的意见', tone: 'idle' as const, icon: 'clock' as const } : one.agrees ? { word: '同意', tone: 'good' as const, icon: 'check' as const } : { word: '不同意', tone: 'bad' as const, icon: 'cross' as const }),
    ...(one.answeredAt ? { said: `${one.opinion ? `“${one.opinion}”　` : ''}${momentWords(new Date(one.answeredAt), today)}` } : one.question ? { said: `“${one.question}”` } : {}),
    ...(one.state === 'open' && one.askedBy.id === actor.userId && task.state === 'open' ? { remove: { key: `remove-signer-${one.id}`, label: one.kind === 'delegation' ? '收回' : '减签', href: `/tasks/${task.id}/additional-signers/${one.id}/removal`, allowed: true, unmet: [], seal: seal() } } : {}),
  }));
  const agrees: FieldProps = { name: 'agrees', id: 'f-agrees', label: '您的意见', kind: 'select', required: true, options: [{ value: '', label: '请选择' }, { value: 'true', label: '同意' }, { value: 'false', label: '不同意' }] };
  return {
    ...(rows.length > 0 ? { signers: { rows } } : {}),
    ...(json.can.sign?.allowed ? { signature: { title: '请您出具意见', action: `/tasks/${task.id}/signature`, seal: seal(), submit: '提交意见', fields: [agrees, { name: 'opinion', id: 'f-opinion', label: '说明', kind: 'textarea', rows: 3, maxLength: 1000, full: true }] } } : {}),
  };
}
