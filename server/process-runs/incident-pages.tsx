import { z } from 'zod';
import { row } from '../database.js';
import { NotFound, type ProductError } from '../lib/errors.js';
import { idParams, blankable } from '../web/schemas.js';
import { formatInstant } from '../values/office-date.js';
import type { Role } from '../values/actor.js';
import { Card, FormCard, PageHead } from '../web/components/card.js';
import { Note } from '../web/components/note.js';
import { Table } from '../web/components/table.js';
import { Tag } from '../web/components/tag.js';
import { asTyped, deskPage, refusalLines, refusedOf, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { versionById } from '../workflow/definition.js';
import { listIncidents, retryIncident } from '../workflow/incidents.js';
import { askRepair, decideRepair, detourAt, editableVariables, listRepairs } from '../workflow/repair-incident.js';
import { IncidentTable, RepairTable } from './incident-parts.js';
import { lastRetries, retryAlike, retryById } from './retry-alike.js';

const staff: readonly Role[] = ['process-administrator', 'process-publisher'];
const crumbs = [{ label: '首页', href: '/' }, { label: '异常与重试', href: '/incidents' }];

async function showIncidents(input: Asking & { query: { state?: 'open' | 'resolved' } }): Promise<Answer> {
  const incidents = await listIncidents(input.query.state, 200);
  const repairs = await listRepairs({ state: 'waiting', limit: 50 });
  const retries = await lastRetries();
  const open = incidents.filter(({ state }) => state === 'open').length;
  return deskPage(input, { title: '异常与重试', crumbs }, (
    <>
      <PageHead title="异常与重试" subtitle={open > 0 ? `${open} 个异常等待处理。名单都保持原样，没有丢失。` : '没有等待处理的异常。'} />
      <div class="stackv">
        {repairs.length > 0 && <Card title="等决定的修复申请" aside="一人申请，另一人决定" flush><RepairTable input={input} repairs={repairs} /></Card>}
        <Card flush><IncidentTable input={input} incidents={incidents} /></Card>
        {retries.length > 0 && (
          <Card title="重试过的同类异常" flush>
            <Table caption="重试过的同类异常" rows={retries} rowKey={({ id }) => id} columns={[
              { key: 'at', name: '开始时间', first: true, cell: ({ id, createdAt }) => <a href={`/incidents/retries/${id}`}>{formatInstant(createdAt)}</a> },
              { key: 'total', name: '异常（个）', num: true, cell: ({ total }) => total }, { key: 'done', name: '办成（个）', num: true, cell: ({ done }) => done }, { key: 'failed', name: '没有办成（个）', num: true, cell: ({ failed }) => failed },
            ]} />
          </Card>
        )}
      </div>
    </>
  ));
}

/** One open incident, and what may be asked for it: a variable set anew, or its step passed over. */
async function showRepair(input: Asking & { params: { id: number } }, refused?: Refused, kind?: 'variable' | 'skip'): Promise<Answer> {
  const found = await row<{ instance_id: number; element_id: string | null; definition_id: number }>("SELECT i.instance_id, i.element_id, p.definition_id FROM incidents i JOIN process_instances p ON p.id = i.instance_id WHERE i.id = ? AND i.state = 'open'", [input.params.id]);
  if (!found) throw new NotFound('没有这个等待处理的异常。');
  const [incident] = (await listIncidents('open', 20, found.instance_id)).filter(({ id }) => id === input.params.id);
  const { model } = await versionById(found.definition_id);
  const variables = editableVariables(model);
  const detour = detourAt(model, found.element_id);
  const action = `/incidents/${input.params.id}/repair`;
  const reason = { name: 'reason', label: '理由', kind: 'textarea' as const, rows: 2, maxLength: 500, required: true, full: true, hint: '写明为什么、依据谁的意见。流程发布人据此决定，记入经过和留痕。请不要写个人信息。' };
  const lines = refusalLines(refused, { reason: '理由', value: '新的值', variable: '变量', flowId: '往哪里走' });
  return deskPage(input, { title: '改变量或跳过', crumbs: [...crumbs, { label: '改变量或跳过', href: action }] }, (
    <>
      <PageHead title="改变量或跳过" subtitle={`${incident?.elementName ?? incident?.elementId ?? '整个流程'}　${incident?.definition ?? ''}　原因：${incident?.message ?? ''}`} />
      <div class="stackv">
        <Note tone="run" title="这里只提出申请">流程发布人同意后才生效，然后由您重试这一步。</Note>
        {variables.length > 0 ? (
          <FormCard title="改一个变量" action={`${action}/variable`} seal={sealFor(input)} submit="申请改变量" errors={kind === 'variable' ? lines : []} fields={asTyped([
            { name: 'variable', label: '变量', kind: 'select', required: true, options: variables.map(({ name, label, type }) => ({ value: name, label: `${label || name}（${typeNames[type]}）` })) },
            { name: 'value', label: '新的值', required: true, maxLength: 500, hint: '日期写 2023-05-10，是否写 true 或 false。' }, { ...reason, id: 'reason-variable' },
          ], kind === 'variable' ? refused : undefined)} />
        ) : <Card title="改一个变量"><p>这张图没有可以改的变量。金额、单位、办理对象和别人的决定不能改。</p></Card>}
        {'whyNot' in detour ? <Card title="跳过这一步"><p>{detour.whyNot}</p></Card> : (
          <FormCard title={detour.ways.length > 0 ? '指定往哪里走' : '跳过这一步'} action={`${action}/skip`} seal={sealFor(input)} submit={detour.ways.length > 0 ? '申请指定' : '申请跳过'} errors={kind === 'skip' ? lines : []} fields={asTyped([
            ...(detour.ways.length > 0 ? [{ name: 'flowId', label: '往哪里走', kind: 'select' as const, required: true, options: detour.ways.map(({ id, name }) => ({ value: id, label: name })) }] : []), { ...reason, id: 'reason-skip' },
          ], kind === 'skip' ? refused : undefined)} footnote="只管下一次走到这里；之后仍按图走。规则照样把关：状态不允许的，跳过了也办不成。" />
        )}
      </div>
    </>
  ));
}

const typeNames = { text: '文字', number: '数字', date: '日期', boolean: '是否' } as const;

async function showRetry(input: Asking & { params: { id: number } }): Promise<Answer> {
  const retry = await retryById(input.params.id);
  const left = retry.total - retry.done - retry.failed;
  const words = { waiting: { tone: 'run', icon: 'clock', word: '还没轮到' }, done: { tone: 'good', icon: 'check', word: '办成了' }, failed: { tone: 'bad', icon: 'cross', word: '没有办成' } } as const;
  return deskPage(input, { title: '重试同类异常', crumbs: [...crumbs, { label: '重试同类异常', href: `/incidents/retries/${retry.id}` }] }, (
    <>
      <PageHead title="重试同类异常" subtitle={left > 0 ? `共 ${retry.total} 个，办成 ${retry.done} 个，没有办成 ${retry.failed} 个，还剩 ${left} 个。刷新页面看最新结果。` : `共 ${retry.total} 个，办成 ${retry.done} 个，没有办成 ${retry.failed} 个。`} />
      <Card flush>
        <Table caption="每个异常的结果" rows={retry.items} rowKey={({ incidentId }) => incidentId} columns={[
          { key: 'id', name: '异常', first: true, cell: (item) => `异常 ${item.incidentId}` },
          { key: 'state', name: '结果', cell: (item) => <Tag {...words[item.state]} /> },
          { key: 'message', name: '原因', cell: (item) => item.message ?? '—' },
        ]} />
      </Card>
    </>
  ));
}

const reasonGiven = z.string().trim().min(1, '请写明理由。').max(500);
const toIncident = (instanceId: number): Answer => redirect(`/process-runs/${instanceId}`, '申请已提出，等流程发布人决定');

/** 异常与重试: steps that could not be taken, what went wrong, and what can be done about them. No business data. */
export const incidentPages: Route[] = [
  route({ method: 'get', path: '/incidents', summary: '流程异常（页面）', policy: { roles: staff }, audit: null, rate: 'read', answers: { 200: 'html' }, query: z.strictObject({ state: blankable(z.enum(['open', 'resolved'])) }), handler: (input) => showIncidents(input) }),
  route({
    method: 'post', path: '/incidents/:id/retry', summary: '重试异常的一步（页面）', policy: { roles: ['process-administrator'] }, audit: '重试流程异常', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      const { instanceId, kind } = await retryIncident(actor, params.id);
      return redirect(`/process-runs/${instanceId}`, kind === 'external-failed' ? '已放回，等程序再领去办' : '这一步已重新办成');
    },
  }),
  route({
    method: 'post', path: '/incidents/:id/alike', summary: '重试同类异常（页面）', policy: { roles: ['process-administrator'] }, audit: '重试同类异常', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      const { id, total } = await retryAlike(actor, params.id);
      return redirect(`/incidents/retries/${id}`, `${total} 个同类异常正在后台重试`);
    },
  }),
  route({ method: 'get', path: '/incidents/retries/:id', summary: '重试同类异常的结果（页面）', policy: { roles: staff }, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => showRetry(input) }),
  route({ method: 'get', path: '/incidents/:id/repair', summary: '修复异常（页面）', policy: { roles: ['process-administrator'] }, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => showRepair(input) }),
  route({
    method: 'post', path: '/incidents/:id/repair/variable', summary: '申请改变量（页面）', policy: { roles: ['process-administrator'] }, audit: '申请修复异常', rate: 'write', params: idParams, body: z.strictObject({ variable: z.string().max(64), value: z.string().max(500), reason: reasonGiven }), answers: { 303: 'html' },
    handler: async ({ actor, params, body: { variable, value, reason } }) => toIncident((await askRepair(actor, params.id, { kind: 'variable', variable, value }, reason)).instanceId),
    onRefusal: (input, error: ProductError) => showRepair(input, refusedOf(input, error), 'variable'),
  }),
  route({
    method: 'post', path: '/incidents/:id/repair/skip', summary: '申请跳过一步（页面）', policy: { roles: ['process-administrator'] }, audit: '申请修复异常', rate: 'write', params: idParams, body: z.strictObject({ flowId: blankable(z.string().max(64)), reason: reasonGiven }), answers: { 303: 'html' },
    handler: async ({ actor, params, body: { flowId, reason } }) => toIncident((await askRepair(actor, params.id, { kind: 'skip', flowId }, reason)).instanceId),
    onRefusal: (input, error: ProductError) => showRepair(input, refusedOf(input, error), 'skip'),
  }),
  ...(['grant', 'refusal'] as const).map((word) => route({
    method: 'post', path: `/process-repairs/:id/${word}`, summary: `${word === 'grant' ? '同意' : '不同意'}修复异常（页面）`, policy: { roles: ['process-publisher'] }, audit: '决定修复异常', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      const { instanceId } = await decideRepair(actor, params.id, word === 'grant', '');
      return redirect(`/process-runs/${instanceId}`, word === 'grant' ? '已同意修复，流程管理员可以重试了' : '已记下不同意');
    },
  })),
];
