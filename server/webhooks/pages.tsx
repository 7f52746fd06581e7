import { z } from 'zod';
import type { ProductError } from '../lib/errors.js';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import { formatInstant } from '../values/office-date.js';
import type { OfferedAct } from '../web/components/act.js';
import { ActButton } from '../web/components/act.js';
import { Card, FormCard, PageHead } from '../web/components/card.js';
import { KeyValues } from '../web/components/facts.js';
import { Tabs } from '../web/components/filters.js';
import { Note } from '../web/components/note.js';
import { Pager, Table } from '../web/components/table.js';
import { Tag, type TagProps } from '../web/components/tag.js';
import { asTyped, deskPage, refusalLines, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, idParams } from '../web/schemas.js';
import { listDefinitions } from '../workflow/definitions.js';
import { decideWebhook, endWebhook, holdWebhook, proposeWebhook, renewSecret, resumeWebhook, sendAgain, sendParkedAgain, sendTest, showSecret } from './change-webhook.js';
import { eventTypes, eventWords, type EventType } from './events.js';
import { administrators, deliveryParams, deliveryState, name, publishers, reason, remark, staff, url, webhookScope } from './schemas.js';
import { deliveriesOf, webhookInScope, webhooksOf, type Delivery, type DeliveryState, type Webhook, type WebhookState } from './webhook.js';

const PAGE = 30;
const crumbs = [{ label: '首页', href: '/' }, { label: '事件回调', href: '/webhooks' }];
const stateTags: Readonly<Record<WebhookState, TagProps>> = {
  proposed: { tone: 'run', icon: 'clock', word: '等流程发布人同意' }, active: { tone: 'good', icon: 'check', word: '正在发' }, held: { tone: 'bad', icon: 'warn', word: '已暂停' },
  refused: { tone: 'idle', icon: 'cross', word: '不同意' }, ended: { tone: 'idle', icon: 'minus', word: '已停用' },
};
const deliveryTags: Readonly<Record<DeliveryState, TagProps>> = { due: { tone: 'run', icon: 'clock', word: '等着发' }, done: { tone: 'good', icon: 'check', word: '已送到' }, parked: { tone: 'bad', icon: 'warn', word: '搁置' } };
const wordOf = (event: EventType | 'test'): string => (event === 'test' ? '试发' : eventWords[event]);
const fieldOf = (event: EventType): string => event.replace('.', '-');
const ticks = Object.fromEntries(eventTypes.map((event) => [fieldOf(event), z.string().max(10).optional()]));
type Shown = { secret?: string; refused?: ProductError; form?: string; query?: { state?: DeliveryState; cursor?: string } };
type OfOne = Asking & { params: { id: number } };

async function showAll(input: Asking, error?: ProductError): Promise<Answer> {
  const found = await webhooksOf(input.actor);
  return deskPage(input, { title: '事件回调', crumbs: [crumbs[0], { label: '事件回调' }] }, (
    <>
      <PageHead title="事件回调" subtitle="流程和任务有动静时，向登记的外部系统发一条签了名的消息。消息里只有编号，没有人的姓名、号码和意见。" />
      <div class="stackv">
        <Card flush>
          <Table caption="事件回调" rows={found} rowKey={(one) => one.id} empty={{ icon: 'bell', title: '还没有登记事件回调', text: '外部系统想在任务到了、办完时马上知道，由流程管理员在下面登记它接收的网址。' }} columns={[
            { key: 'name', name: '名称', first: true, cell: (one) => <><a href={`/webhooks/${one.id}`}>{one.name}</a><span class="s">{hostOf(one.url)}</span></> },
            { key: 'state', name: '状态', cell: (one) => <Tag {...stateTags[one.state]} /> },
            { key: 'events', name: '通知什么', cell: (one) => one.events.map(wordOf).join('、') },
            { key: 'due', name: '等着发（条）', num: true, cell: ({ due }) => due.toLocaleString('en-US') },
            { key: 'parked', name: '搁置（条）', num: true, cell: ({ parked }) => parked.toLocaleString('en-US') },
            { key: 'by', name: '登记人', cell: (one) => `${one.proposedBy.name}，${formatInstant(one.proposedAt)}` },
          ]} />
        </Card>
        {input.actor.role === 'process-administrator' && await proposalForm(input, error)}
      </div>
    </>
  ));
}

async function proposalForm(input: Asking, error?: ProductError) {
  const refused = error && refusedOf(input, error);
  const keys = [...new Map((await listDefinitions()).filter(({ state }) => state === 'active').map((one) => [one.key, one.name]))];
  const fields = asTyped([
    { name: 'url', label: '接收的网址', required: true, full: true, maxLength: 500, placeholder: 'https://', hint: '公网上的 https 网址，不能是内网' },
    { name: 'name', label: '名称', required: true, maxLength: 60, placeholder: '例如：省教育数据平台' },
    { name: 'definition', label: '哪个流程', kind: 'select', options: [{ value: '', label: '所有流程' }, ...keys.map(([value, label]) => ({ value, label }))] },
    ...eventTypes.map((event) => ({ name: fieldOf(event), label: eventWords[event], kind: 'tick' as const, checked: event === 'task.opened' || event === 'task.completed' || event === 'instance.ended' })),
  ], refused);
  return <FormCard id="propose" title="登记一个" action="/webhooks" seal={sealFor(input)} submit="登记，等同意" fields={fields} errors={refusalLines(refused, { name: '名称', url: '接收的网址', definition: '哪个流程', events: '通知什么' })} footnote="另一位流程发布人同意后才开始发。对方用签名密钥核对消息，密钥登记后在它的页面上查看。" />;
}

async function showOne(input: OfOne, { secret, refused: error, form, query = {} }: Shown = {}): Promise<Answer> {
  const one = await webhookInScope(input.actor, input.params.id);
  const href = `/webhooks/${one.id}`;
  const refused = error && refusedOf(input, error);
  const at = (which: string) => (form === which ? refused : undefined);
  return deskPage(input, { title: one.name, crumbs: [...crumbs, { label: one.name }] }, (
    <>
      <PageHead title={one.name} tag={stateTags[one.state]} subtitle={`${one.organisation.name}　${one.proposedBy.name} ${formatInstant(one.proposedAt)} 登记`} acts={actsOf(input, one, href)} />
      <div class="stackv">
        {refused && !form && <Note tone="bad" title="没有办成" alert>{refused.message}</Note>}
        {one.state === 'held' && <Note tone="bad" title={`已暂停：${one.reason}`}>期间的事件都留着，恢复后接着发。先和对方确认能接收，再恢复。</Note>}
        {one.state === 'active' && one.failingSince && <Note tone="mine" title="对方暂时没有收下">从 {formatInstant(one.failingSince)} 起没有送到，会隔一段时间再发；满 24 小时自动暂停。</Note>}
        {secret && <Note tone="mine" title="签名密钥，请交给对方的系统管理员">{secret}</Note>}
        {one.secretChangesUntil && <Note tone="run" title="正在换密钥">{formatInstant(one.secretChangesUntil)} 以前，每条消息用新旧两个密钥各签一次，请对方在此前换成新的。</Note>}
        <Card title="登记" flush><KeyValues pairs={[
          { name: '接收的网址', value: one.url }, { name: '通知什么', value: one.events.map(wordOf).join('、') }, { name: '哪个流程', value: one.definition ?? '所有流程' },
          ...(one.decidedBy && one.decidedAt ? [{ name: one.state === 'refused' ? '不同意' : '同意', value: `${one.decidedBy}，${formatInstant(one.decidedAt)}${one.remark && `：${one.remark}`}` }] : []),
        ]} /></Card>
        {one.state === 'proposed' && input.actor.role === 'process-publisher' && <FormCard title="决定" action={`${href}/decision`} seal={sealFor(input)} submit="同意，开始发" errors={refusalLines(at('decision'), { remark: '意见' })} fields={asTyped([{ name: 'remark', label: '意见', kind: 'textarea', rows: 2, maxLength: 500, full: true }], at('decision'))} footnote="请核对网址是不是对方单位的，通知的事件是不是对方办事需要的。" />}
        {one.state === 'proposed' && input.actor.role === 'process-publisher' && <FormCard folded={!at('refusal')} title="不同意" action={`${href}/refusal`} seal={sealFor(input)} submit="不同意" danger errors={refusalLines(at('refusal'), { remark: '为什么不同意' }, { 'remark-required': 'remark' })} fields={asTyped([{ name: 'remark', id: 'refusal-remark', label: '为什么不同意', required: true, maxLength: 500, full: true }], at('refusal'))} footnote="登记的人会看到。" />}
        {one.state === 'active' && <FormCard folded={!at('holding')} title="暂停" action={`${href}/holding`} seal={sealFor(input)} submit="暂停" errors={refusalLines(at('holding'), { reason: '为什么' })} fields={asTyped([{ name: 'reason', label: '为什么', required: true, maxLength: 500, full: true }], at('holding'))} footnote="暂停期间的事件留着，恢复后接着发。" />}
        {one.state !== 'proposed' && one.state !== 'refused' && <Deliveries input={input} one={one} href={href} query={query} page={pageOf(await deliveriesOf(one.id, { state: query.state, before: decodeCursor(query.cursor), limit: PAGE + 1 }), PAGE)} />}
      </div>
    </>
  ));
}

function Deliveries({ input, one, href, query, page }: { input: Asking; one: Webhook; href: string; query: NonNullable<Shown['query']>; page: { items: Delivery[]; nextCursor: string | null } }) {
  const mayReplay = input.actor.role === 'process-administrator' && (one.state === 'active' || one.state === 'held');
  const tab = (label: string, state?: DeliveryState, count?: number) => ({ label, href: state ? `${href}?state=${state}` : href, current: query.state === state, ...(count === undefined ? {} : { count }) });
  return (
    <Card title="消息" aside="送到的留 30 天，搁置的留 90 天" flush>
      <Tabs label="消息" tabs={[tab('全部'), tab('等着发', 'due', one.due), tab('搁置', 'parked', one.parked), tab('已送到', 'done', one.done)]} />
      <Table caption="消息" rows={page.items} rowKey={(message) => message.id} empty={{ icon: 'bell', title: '没有消息', text: '有了登记的事件，会在几秒内发出，并列在这里。' }} columns={[
        { key: 'event', name: '事件', first: true, cell: (message) => <>{wordOf(message.event)}{message.instanceId !== null && <span class="s"><a href={`/process-runs/${message.instanceId}`}>实例 {message.instanceId}</a> 第 {message.seq} 步</span>}</> },
        { key: 'state', name: '状态', cell: (message) => <Tag {...deliveryTags[message.state]} /> },
        { key: 'made', name: '发生', cell: (message) => formatInstant(message.madeAt) },
        { key: 'tried', name: '最近一次', cell: (message) => (message.triedAt ? `${formatInstant(message.triedAt)}，第 ${message.attempts} 次` : '还没有发') },
        { key: 'said', name: '对方答复', cell: (message) => message.lastError ?? (message.lastStatus === null ? '—' : String(message.lastStatus)) },
        ...(mayReplay ? [{ key: 'acts', name: '办理', cell: (message: Delivery) => (message.state === 'due' ? '—' : <ActButton act={{ key: `replay-${message.id}`, label: '重发', href: `${href}/deliveries/${message.id}/replay`, allowed: true, unmet: [], seal: sealFor(input) }} />) }] : []),
      ]} />
      <Pager text={`本页 ${page.items.length} 条`} {...(page.nextCursor ? { next: `${href}?${query.state ? `state=${query.state}&` : ''}cursor=${page.nextCursor}` } : {})} />
    </Card>
  );
}

function actsOf(input: Asking, one: Webhook, href: string): OfferedAct[] {
  const act = (key: string, label: string, tail: string, tone?: OfferedAct['tone']): OfferedAct => ({ key, label, href: `${href}/${tail}`, allowed: true, unmet: [], seal: sealFor(input), ...(tone ? { tone } : {}) });
  const drawn = input.actor.role === 'process-administrator';
  const live = one.state === 'proposed' || one.state === 'active' || one.state === 'held';
  return [
    ...(one.state === 'held' ? [act('resume', '恢复', 'resumption', 'main')] : []),
    ...(drawn && one.state === 'active' ? [act('test', '试发一条', 'tests')] : []),
    ...(drawn && one.parked > 0 && (one.state === 'active' || one.state === 'held') ? [act('replay', `重发搁置的 ${one.parked} 条`, 'replays')] : []),
    ...(drawn && live ? [act('secret', '查看密钥', 'secret-readings'), act('renew', '换密钥', 'secret-renewal')] : []),
    ...(one.state === 'proposed' && drawn ? [act('end', '撤回', 'removal')] : []),
    ...(one.state === 'active' || one.state === 'held' ? [act('end', '停用', 'removal', 'danger')] : []),
  ];
}

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address);
const again = (form?: string) => (input: OfOne, refused: ProductError): Promise<Answer> => showOne(input, { refused, form });
const done = (id: number, told: string): Answer => redirect(`/webhooks/${id}`, told);
const about = { method: 'post' as const, params: idParams, rate: 'write' as const, answers: { 303: 'html' as const } };
const drawn = { roles: administrators, scope: webhookScope };
const decided = { roles: publishers, scope: webhookScope };
const either = { roles: staff, scope: webhookScope };

/** 事件回调 at the desk, the same acts as the API's. */
export const webhookPages: Route[] = [
  route({ method: 'get', path: '/webhooks', summary: '事件回调（页面）', policy: { roles: staff }, audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => showAll(input) }),
  route({
    method: 'post', path: '/webhooks', summary: '登记事件回调（页面）', policy: { roles: administrators }, audit: '登记事件回调', rate: 'write', answers: { 303: 'html' },
    body: z.strictObject({ name, url, definition: blankable(z.string().max(64)), ...ticks }).transform(({ name: called, url: address, definition, ...given }) => ({ name: called, url: address, definition, events: eventTypes.filter((event) => (given as Record<string, unknown>)[fieldOf(event)] !== undefined) })).refine(({ events }) => events.length > 0, { path: ['events'], message: '请至少选一种事件。' }),
    handler: async ({ actor, body }) => done((await proposeWebhook(actor, body)).id, '已登记，等流程发布人同意'),
    onRefusal: (input, error) => showAll(input, error),
  }),
  route({ method: 'get', path: '/webhooks/:id', summary: '一个事件回调（页面）', policy: either, audit: null, rate: 'read', params: idParams, query: z.strictObject({ state: blankable(deliveryState), cursor: blankable(z.string().max(200)) }), answers: { 200: 'html' }, handler: (input) => showOne(input, { query: input.query }) }),
  route({ ...about, path: '/webhooks/:id/decision', summary: '同意事件回调（页面）', policy: decided, audit: '决定事件回调', body: z.strictObject({ remark: remark.default('') }), handler: async ({ actor, params, body }) => { await decideWebhook(actor, params.id, true, body.remark); return done(params.id, '已同意，有事件就发'); }, onRefusal: again('decision') }),
  route({ ...about, path: '/webhooks/:id/refusal', summary: '不同意事件回调（页面）', policy: decided, audit: '决定事件回调', body: z.strictObject({ remark: remark.default('') }), handler: async ({ actor, params, body }) => { await decideWebhook(actor, params.id, false, body.remark); return done(params.id, '已记下不同意'); }, onRefusal: again('refusal') }),
  route({ ...about, path: '/webhooks/:id/holding', summary: '暂停事件回调（页面）', policy: either, audit: '暂停事件回调', body: z.strictObject({ reason }), handler: async ({ actor, params, body }) => { await holdWebhook(actor, params.id, body.reason); return done(params.id, '已暂停，事件留着'); }, onRefusal: again('holding') }),
  route({ ...about, path: '/webhooks/:id/resumption', summary: '恢复事件回调（页面）', policy: either, audit: '恢复事件回调', handler: async ({ actor, params }) => { await resumeWebhook(actor, params.id); return done(params.id, '已恢复，留着的马上发'); }, onRefusal: again() }),
  route({ ...about, path: '/webhooks/:id/removal', summary: '停用事件回调（页面）', policy: either, audit: '停用事件回调', handler: async ({ actor, params }) => { await endWebhook(actor, params.id); return done(params.id, '已停用'); }, onRefusal: again() }),
  route({ ...about, path: '/webhooks/:id/tests', summary: '试发一条消息（页面）', policy: drawn, audit: '试发事件回调', handler: async ({ actor, params }) => { await sendTest(actor, params.id); return done(params.id, '正在试发，几秒后刷新看结果'); }, onRefusal: again() }),
  // The secret is shown in the answer itself: a redirect would have to keep it.
  route({ ...about, path: '/webhooks/:id/secret-readings', summary: '查看签名密钥（页面）', policy: drawn, audit: '查看回调密钥', again: true, act: false, answers: { 200: 'html' }, handler: async (input) => showOne(input, { secret: await showSecret(input.actor, input.params.id) }) }),
  route({ ...about, path: '/webhooks/:id/secret-renewal', summary: '更换签名密钥（页面）', policy: drawn, audit: '更换回调密钥', again: true, handler: async ({ actor, params }) => { await renewSecret(actor, params.id); return done(params.id, '已换密钥，请查看新的交给对方'); } }),
  route({ ...about, path: '/webhooks/:id/replays', summary: '重发搁置的消息（页面）', policy: drawn, audit: '重发搁置的回调消息', handler: async ({ actor, params }) => done(params.id, `正在重发 ${(await sendParkedAgain(actor, params.id)).messages} 条`), onRefusal: again() }),
  route({ method: 'post', path: '/webhooks/:id/deliveries/:deliveryId/replay', summary: '重发一条消息（页面）', policy: drawn, audit: '重发回调消息', rate: 'write', params: deliveryParams, answers: { 303: 'html' }, handler: async ({ actor, params }) => { await sendAgain(actor, params.id, params.deliveryId); return done(params.id, '正在重发'); }, onRefusal: again() }),
];
