import { z } from 'zod';
import { NotFound, type ProductError } from '../lib/errors.js';
import { decodeCursor } from '../lib/pagination.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { officeTimeOfDay } from '../values/office-date.js';
import { openDefault } from '../saved-filters/saved-filters-view.js';
import { deskPage, type Asking } from '../web/desk-page.js';
import { TaskListPage } from '../web/pages/task-list-page.js';
import { TaskPage } from '../web/pages/task-page.js';
import { returnPath } from '../web/return-path.js';
import { json, redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, idParams, month, programme, version, wholeView } from '../web/schemas.js';
import { completeTask } from './complete-task.js';
import { presentTask } from './presenter.js';
import { taskListView } from './task-list-view.js';
import { taskInScope, type Task } from './task.js';
import { saveDraft } from './task-draft.js';
import { withdrawVote } from './task-votes.js';
import { taskView } from './task-view.js';
import { urgeTask } from './urge-task.js';
import { ownOpenTasks } from './waiting-tasks.js';

const taskScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const taskId = Number(params.id);
  if (!Number.isInteger(taskId) || taskId < 1) throw new NotFound();
  await taskInScope(actor, taskId);
};

/** The page of one task, as it is after whatever was tried on it. */
export async function showTask(input: Asking & { params: { id: number } }, query: Record<string, string | undefined>, error?: ProductError): Promise<Answer> {
  const { props, title, crumbs, workedAt } = await taskView(input, input.params.id, query, error);
  if (workedAt && !error) return redirect(workedAt);
  return deskPage(input, { title, crumbs }, <TaskPage {...props} />);
}

/** Where to go after a decision: the next paper with the same key, else home. */
async function onward(actor: Actor, { key, id }: Task): Promise<{ href: string; left: number }> {
  const ids = (await ownOpenTasks(actor, key)).filter((one) => one !== id);
  return { href: ids.length > 0 ? `/tasks/${ids[0]}` : '/', left: ids.length };
}

/** Deciding at the desk: whatever a diagram asks of people has a page here and goes through the one completion. */
export const taskPages: Route[] = [
  route({
    method: 'get', path: '/tasks', summary: '我的任务（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: 'html' },
    query: z.strictObject({ state: blankable(z.enum(['open', 'done'])), key: blankable(z.string().max(64)), programme: blankable(programme), month: blankable(month), cursor: blankable(z.string().max(200)), view: wholeView }),
    async handler(input) {
      const own = await openDefault(input, 'tasks');
      if (own) return own;
      const { state, cursor, view: _whole, ...query } = input.query;
      const view = await taskListView(input, { ...query, state: state ?? 'open', before: decodeCursor(cursor) });
      return deskPage(input, { title: '我的任务', crumbs: [{ label: '首页', href: '/' }, { label: '我的任务' }] }, <TaskListPage {...view} />);
    },
  }),
  route({
    method: 'get', path: '/tasks/:id', summary: '办理一项任务（页面）', policy: { roles: businessRoles, scope: taskScope }, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' },
    query: z.strictObject({ start: blankable(z.string().max(20)), end: blankable(z.string().max(20)), from: blankable(z.enum(['previous', 'last-approval'])) }),
    handler: (input) => showTask(input, { start: input.query.start, from: input.query.from }),
  }),
  route({
    method: 'post', path: '/tasks/:id/completion', summary: '完成任务（页面）', policy: { roles: businessRoles, scope: taskScope }, audit: '完成任务', rate: 'write', params: idParams, answers: { 303: 'html' },
    body: z.object({ version }).catchall(z.unknown()),
    async handler({ actor, params, body: { version: seen, ...fields } }) {
      // A form sends what was left empty as an empty text; a completion leaves it out.
      const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
      const task = await completeTask(actor, params.id, { version: seen, ...filled });
      const { decisions, subject } = await presentTask(actor, task);
      if (task.state === 'open') return redirect(`/tasks/${task.id}`, `已表决：${subject.name}。结果出来之前可以撤回再投`);
      const decision = decisions.find(({ value }) => value === task.decision)?.name;
      const { href, left } = await onward(actor, task);
      return redirect(href, `已提交“${decision ?? task.name}”：${subject.name}${left > 0 ? `。下面是下一份，还有 ${left} 份` : ''}`);
    },
    onRefusal: (input, error) => showTask(input, {}, error),
  }),
  route({
    method: 'post', path: '/tasks/:id/draft', summary: '存意见草稿（页面）', policy: { roles: businessRoles, scope: taskScope }, audit: null, rate: 'write', params: idParams, answers: { 200: z.object({ told: z.string() }), 303: 'html' },
    body: z.object({ version }).catchall(z.unknown()),
    async handler({ actor, params, body: { version: _seen, ...typed }, ctx }) {
      const draft = await saveDraft(actor, params.id, typed);
      const told = draft ? `草稿已存，${officeTimeOfDay(draft.savedAt)}，只有您能看到` : '没有写内容，没有存草稿';
      return ctx.get('X-Keep-Draft') ? json(200, { told }) : redirect(`/tasks/${params.id}`, told);
    },
    onRefusal: async (input, error) => (input.ctx.get('X-Keep-Draft') ? json(error.status, { told: `没有存上：${error.message}` }) : showTask(input, {}, error)),
  }),
  route({
    method: 'post', path: '/tasks/:id/urge', summary: '催办（页面）', policy: { roles: businessRoles, scope: taskScope }, audit: '催办', rate: 'write', params: idParams, query: z.strictObject({ back: z.string().max(1000).optional() }), answers: { 303: 'html' },
    async handler({ actor, params, query }) {
      const { organisation, name, subject } = await presentTask(actor, await urgeTask(actor, params.id));
      return redirect(query.back ? returnPath(query.back) : `/tasks/${params.id}`, `已催办${organisation?.name ?? ''}：${name}，${subject.name}。对方会收到消息`);
    },
  }),
  route({
    method: 'post', path: '/tasks/:id/vote/removal', summary: '撤回自己的一票（页面）', policy: { roles: businessRoles, scope: taskScope }, audit: '撤回表决', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      await withdrawVote(actor, params.id);
      return redirect(`/tasks/${params.id}`, '您的票已撤回，可以重新表决');
    },
    onRefusal: (input, error) => showTask(input, {}, error),
  }),
];
