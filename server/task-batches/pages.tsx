import { z } from 'zod';
import { workdayCalendar } from '../calendar.js';
import { officeNow } from '../database.js';
import { NotFound, type ProductError } from '../lib/errors.js';
import { businessRoles } from '../values/actor.js';
import { officeDateOf } from '../values/office-date.js';
import { chosen, deskPage, refusalLines, refusedOf, sealFor, typedText, type Asking } from '../web/desk-page.js';
import { BatchesPage, BatchPage, NewBatchPage, type BatchesPageProps, type BatchPageProps } from '../web/pages/task-batch-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, id, idParams, month, programme, remark } from '../web/schemas.js';
import { dueWords, momentWords } from '../web/time-words.js';
import { versionById } from '../workflow/definition.js';
import { subjectProvider } from '../workflow/registry.js';
import { countOwnTasks, ownTasks, type Task } from '../workflow/task.js';
import { batchOf, beginBatch, itemsOf, MOST_IN_BATCH, ownBatches, retryBatch, steerBatch, type Batch, type BatchItem } from './batch.js';
import { batchScope } from './batch-scope.js';

type Asked = { key: string; programme?: string; month?: string };
const asked = { key: z.string().max(64), programme: blankable(programme), month: blankable(month) };
const home = { label: '首页', href: '/' };
const myTasks = { label: '我的任务', href: '/tasks' };
const index = { label: '批量办理', href: '/task-batches' };

/** What can be decided together now, and what was. */
async function showIndex(input: Asking): Promise<Answer> {
  const kinds = new Map<string, { key: string; name: string; n: number }>();
  for (const { key, name, n } of await countOwnTasks(input.actor, 'open')) kinds.set(key, { key, name, n: n + (kinds.get(key)?.n ?? 0) });
  const open: BatchesPageProps['open'] = [];
  for (const { key, name, n } of kinds.values()) {
    if (n > 1 && (await decides(input, key))) open.push({ key, name, waiting: String(n), act: { key, label: '批量办理', href: `/task-batches/new?${new URLSearchParams({ key }).toString()}`, allowed: true, unmet: [] } });
  }
  const today = officeDateOf(await officeNow());
  const begun = (await ownBatches(input.actor)).map(({ id: batch, state, createdAt, total, done, failed }) => ({ id: batch, name: `${momentWords(createdAt, today)} 开始的 ${total} 件`, href: `/task-batches/${batch}`, tag: tags[state], done: String(done), failed: String(failed) }));
  return deskPage(input, { title: '批量办理', crumbs: [home, myTasks, { label: '批量办理' }] }, <BatchesPage subtitle={input.actor.organisation.name} open={open} begun={begun} />);
}

/** Whether there is something to decide, and not only to hand in. */
async function decides({ actor }: Asking, key: string): Promise<boolean> {
  const [first] = (await ownTasks(actor, { key, state: 'open', limit: 1 })).items;
  return first !== undefined && ((await versionById(first.definitionId)).model.elements[key]?.decisions.length ?? 0) > 0;
}

/** The form of a new batch: the open tasks of one kind, all ticked, and the decisions their diagram offers. */
async function showNew(input: Asking, filter: Asked, error?: ProductError): Promise<Answer> {
  const { items } = await ownTasks(input.actor, { ...filter, state: 'open', limit: MOST_IN_BATCH });
  const [first] = items;
  if (!first) throw new NotFound('没有等您办理的这类任务了，请回到我的任务查看。');
  const decisions = (await versionById(first.definitionId)).model.elements[first.key]?.decisions ?? [];
  const refused = error && refusedOf(input, error);
  const picked = refused ? new Set(chosen(refused.typed.taskIds).map(Number)) : null;
  const today = officeDateOf(await officeNow());
  const calendar = await workdayCalendar();
  const names = await namesOf(items);
  const hidden = Object.fromEntries(Object.entries(filter).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  return deskPage(input, { title: `批量办理：${first.name}`, crumbs: [home, myTasks, index, { label: first.name }] }, (
    <NewBatchPage
      title={`批量办理：${first.name}`} subtitle={input.actor.organisation.name} action="/task-batches" seal={sealFor(input)} hidden={hidden} submit="开始批量办理"
      errors={refusalLines(refused, { decision: '您的决定', remark: '原因' }, { 'empty-batch': 'decision', 'too-many-tasks': 'decision' })}
      fields={[
        { name: 'decision', label: '您的决定', kind: 'select', required: true, value: typedText(refused?.typed, 'decision'), options: [{ value: '', label: '请选择' }, ...decisions.map(({ value, name }) => ({ value, label: name }))] },
        { name: 'remark', label: '原因', kind: 'textarea', rows: 2, maxLength: 1000, value: typedText(refused?.typed, 'remark'), hint: '不通过的必须写明原因，每件都写同样的话。' },
      ]}
      rows={items.map((task) => ({ id: task.id, subject: names.get(task.subject.id) ?? '—', href: `/tasks/${task.id}`, due: dueWords(task.dueAt, today, calendar).words, checked: picked === null || picked.has(task.id) }))}
    />
  ));
}

async function namesOf(tasks: readonly Task[]): Promise<Map<number, string>> {
  const provider = subjectProvider(tasks[0].subject.kind);
  const ids = tasks.map(({ subject }) => subject.id);
  return provider.names ? provider.names(ids) : new Map(await Promise.all(ids.map(async (one) => [one, await provider.name(one)] as const)));
}

const tags: Record<Batch['state'], BatchPageProps['tag']> = {
  queued: { tone: 'run', icon: 'clock', word: '排队等候' }, running: { tone: 'run', icon: 'clock', word: '正在办理' }, paused: { tone: 'idle', icon: 'minus', word: '已暂停' }, done: { tone: 'good', icon: 'check', word: '已办完' },
  failed: { tone: 'bad', icon: 'cross', word: '中途停下' }, cancelled: { tone: 'idle', icon: 'cross', word: '已取消' },
};
const results: Record<BatchItem['state'], BatchPageProps['tag']> = { waiting: { tone: 'idle', icon: 'clock', word: '还没有办' }, done: { tone: 'good', icon: 'check', word: '办好' }, failed: { tone: 'bad', icon: 'cross', word: '没有办成' } };

async function showBatch(input: Asking & { params: { id: number } }): Promise<Answer> {
  const batch = await batchOf(input.actor, input.params.id);
  const today = officeDateOf(await officeNow());
  const act = (key: string, label: string, tail: string) => ({ key, label, href: `/task-batches/${batch.id}/${tail}`, allowed: true, unmet: [], seal: sealFor(input) });
  const running = batch.state === 'queued' || batch.state === 'running';
  const acts = running ? [{ key: 'look', label: '刷新', href: `/task-batches/${batch.id}`, allowed: true, unmet: [] }, act('pause', '暂停', 'pause'), act('cancel', '取消', 'cancellation')]
    : batch.state === 'paused' ? [act('resume', '继续', 'resumption'), act('cancel', '取消', 'cancellation')]
      : batch.done < batch.total ? [act('retry', '重试没有办成的', 'retry')] : [];
  return deskPage(input, { title: '批量办理', crumbs: [home, myTasks, index, { label: '结果' }] }, (
    <BatchPage
      id={batch.id} subtitle={`${momentWords(batch.createdAt, today)} 开始，${batch.total} 件`} tag={tags[batch.state]} running={running} total={batch.total} done={batch.done} failed={batch.failed} acts={acts}
      rows={(await itemsOf(batch.id)).map((one) => ({ id: one.taskId, name: `${one.name}：${one.organisation ?? ''}`, href: `/tasks/${one.taskId}`, tag: results[one.state], message: one.message ?? '—' }))}
    />
  ));
}

const policy = { roles: businessRoles, scope: batchScope };

/** 批量办理 at the desk. */
export const taskBatchPages: Route[] = [
  route({ method: 'get', path: '/task-batches', summary: '能一起办的任务和办过的各批（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: 'html' }, handler: showIndex }),
  route({ method: 'get', path: '/task-batches/new', summary: '批量办理（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', query: z.strictObject(asked), answers: { 200: 'html' }, handler: (input) => showNew(input, input.query) }),
  route({
    method: 'post', path: '/task-batches', summary: '开始批量办理（页面）', policy: { roles: businessRoles }, audit: '批量办理', rate: 'write', answers: { 303: 'html' },
    body: z.strictObject({ ...asked, taskIds: z.preprocess(chosen, z.array(id).max(MOST_IN_BATCH)), decision: z.string().max(40), remark: blankable(remark) }),
    async handler({ actor, body: { taskIds, decision, remark: said } }) {
      const batch = await beginBatch(actor, { taskIds }, { decision, remark: said });
      return redirect(`/task-batches/${batch.id}`, `已开始批量办理 ${batch.total} 件`);
    },
    onRefusal: (input, error) => showNew(input, { key: input.body.key, programme: input.body.programme, month: input.body.month }, error),
  }),
  route({ method: 'get', path: '/task-batches/:id', summary: '批量办理的进度（页面）', policy, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => showBatch(input) }),
  ...([['pause', '暂停批量办理', '已暂停，随时可以继续'], ['resumption', '继续批量办理', '继续办理'], ['cancellation', '取消批量办理', '已取消，办好的不变']] as const).map(([tail, word, told]) => route({
    method: 'post', path: `/task-batches/:id/${tail}`, summary: `${word}（页面）`, policy, audit: word, rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      await steerBatch(actor, params.id, tail === 'pause' ? 'pause' : tail === 'resumption' ? 'resume' : 'cancel');
      return redirect(`/task-batches/${params.id}`, told);
    },
    onRefusal: (input) => showBatch(input),
  })),
  route({
    method: 'post', path: '/task-batches/:id/retry', summary: '重试没有办成的（页面）', policy, audit: '重试批量办理', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      await retryBatch(actor, params.id);
      return redirect(`/task-batches/${params.id}`, '正在重试');
    },
    onRefusal: (input) => showBatch(input),
  }),
];
