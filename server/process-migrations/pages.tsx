import { z } from 'zod';
import { NotFound, type ProductError } from '../lib/errors.js';
import { blankable, id, idParams } from '../web/schemas.js';
import type { Role } from '../values/actor.js';
import { formatInstant } from '../values/office-date.js';
import type { OfferedAct } from '../web/components/act.js';
import { Card, FormCard, PageHead } from '../web/components/card.js';
import { Facts } from '../web/components/facts.js';
import { Filters } from '../web/components/filters.js';
import { Note } from '../web/components/note.js';
import { Table } from '../web/components/table.js';
import { Tag, type TagProps } from '../web/components/tag.js';
import { asTyped, deskPage, refusalLines, refusedOf, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { versionById, type Version } from '../workflow/definition.js';
import { listDefinitions } from '../workflow/definitions.js';
import { partnersOf, proposeMapping } from '../workflow/migration-mapping.js';
import { planInstance } from './plan-one.js';
import { decidePlan, listPlans, placesOf, planById, planItems, planMigration, undoPlan, withdrawPlan, type ItemState, type Plan, type PlanState } from './plan.js';

const staff: readonly Role[] = ['process-administrator', 'process-publisher'];
const crumbs = [{ label: '首页', href: '/' }, { label: '流程迁移', href: '/process-migrations' }];
const versionParams = z.strictObject({ key: z.string().max(64), version: id });
type OfVersion = { params: z.output<typeof versionParams> };

export const planTags: Readonly<Record<PlanState, TagProps>> = {
  checking: { tone: 'run', icon: 'clock', word: '正在试算' }, checked: { tone: 'run', icon: 'clock', word: '等流程发布人决定' }, moving: { tone: 'run', icon: 'clock', word: '正在迁移' }, moved: { tone: 'good', icon: 'check', word: '已迁移' },
  refused: { tone: 'bad', icon: 'cross', word: '不同意' }, withdrawn: { tone: 'idle', icon: 'minus', word: '已撤回' }, failed: { tone: 'bad', icon: 'warn', word: '试算没有完成' }, undoing: { tone: 'run', icon: 'clock', word: '正在撤销' }, undone: { tone: 'back', icon: 'back', word: '已撤销' },
};
const itemTags: Readonly<Record<ItemState, TagProps>> = {
  waiting: { tone: 'idle', icon: 'clock', word: '还没试算' }, fits: { tone: 'good', icon: 'check', word: '可以迁移' }, unfit: { tone: 'bad', icon: 'cross', word: '不能迁移' }, moved: { tone: 'good', icon: 'check', word: '已迁移' },
  failed: { tone: 'bad', icon: 'cross', word: '没有迁成' }, undone: { tone: 'back', icon: 'back', word: '已退回旧版' }, stays: { tone: 'idle', icon: 'minus', word: '留在新版' },
};

async function versionOf(key: string, version: number): Promise<Version> {
  const found = (await listDefinitions(key)).find((one) => one.version === version);
  if (!found) throw new NotFound('没有这个流程版本。');
  return versionById(found.id);
}

/** Which version the form leads to (none: the one in use), and the one instance it is for. */
const formQuery = z.strictObject({ to: blankable(z.coerce.number().int().positive()), instance: blankable(id) });
type Chosen = { query: z.output<typeof formQuery> };

async function showForm(input: Asking & OfVersion & Chosen, refused?: Refused): Promise<Answer> {
  const { instance } = input.query;
  const from = await versionOf(input.params.key, input.params.version);
  const targets = (await listDefinitions(from.key)).filter(({ activatedAt, version }) => activatedAt !== null && version !== from.version);
  const chosen = targets.find(({ version, state }) => (input.query.to === undefined ? state === 'active' : version === input.query.to)) ?? targets[0];
  const href = `/processes/${from.key}/${from.version}/migration`;
  const places = instance === undefined ? await placesOf(from) : await placesOf(from, instance);
  const plans = await listPlans(from.id);
  const title = instance === undefined ? '迁移在走的实例' : `迁移实例 ${instance}`;
  return deskPage(input, { title, crumbs: [...crumbs, { label: `${from.model.name} 第 ${from.version} 版`, href }] }, (
    <>
      <PageHead title={title} subtitle={`${from.model.name}　现在是第 ${from.version} 版`} />
      <div class="stackv">
        {!chosen ? <Note tone="idle" title="不用迁移">这个流程只启用过这一版。</Note> : places.length === 0 ? <Note tone="good" title="不用迁移">{instance === undefined ? '没有在走的实例用这一版。' : '这个实例不在这一版上走，或者已经走完。'}</Note> : input.actor.role !== 'process-administrator' ? <Note tone="idle" title="由流程管理员计划">计划好、试算完以后，由流程发布人决定。</Note> : (
          <>
            {targets.length > 1 && (
              <Card title="迁移到哪一版" flush><Filters action={href} submit="换这一版" hidden={instance === undefined ? {} : { instance: String(instance) }} filters={[
                { name: 'to', label: '目标版本', kind: 'select', value: String(chosen.version), options: targets.map(({ version, state }) => ({ value: String(version), label: `第 ${version} 版${state === 'active' ? '（在用）' : '（用过）'}` })) },
              ]} /></Card>
            )}
            <PlanForm input={input} href={href} from={from} to={await versionById(chosen.id)} inUse={chosen.state === 'active'} places={places} refused={refused} />
          </>
        )}
        {plans.length > 0 && <Card title="这一版的迁移计划" flush><PlanTable plans={plans} /></Card>}
      </div>
    </>
  ));
}

type Places = Awaited<ReturnType<typeof placesOf>>;
function PlanForm({ input, href, from, to, inUse, places, refused }: { input: Asking & Chosen; href: string; from: Version; to: Version; inUse: boolean; places: Places; refused?: Refused }) {
  const { instance } = input.query;
  const proposed = proposeMapping(from.model, to.model);
  return (
    <FormCard title={`从第 ${from.version} 版到${inUse ? '正在使用的' : ''}第 ${to.version} 版，环节怎样对应`} action={`${href}?to=${to.version}${instance === undefined ? '' : `&instance=${instance}`}`} seal={sealFor(input)} submit="试算" errors={refusalLines(refused, { comment: '为什么迁移' })}
      footnote={`${instance === undefined ? '先对每个在走的实例试算，说明哪些不能迁移、为什么' : '先试算，不能迁移的话当场说明为什么'}；试算什么也不改。另一位流程发布人同意后才迁移，旧的存档留 30 天可以撤销。`}
      fields={asTyped([
        ...places.map(({ elementId, name, instances }) => ({
          name: fieldOf(elementId), label: `“${name}”（停着 ${instances} 件）对应新版的`, kind: 'select' as const, value: proposed[elementId] ?? '',
          options: [{ value: '', label: '没有对应的，停在这里的不迁移' }, ...partnersOf(from.model.elements[elementId], to.model).map((one) => ({ value: one.id, label: `${one.name || one.id}（${one.id}）${one.id === elementId ? '　同一编号' : ''}` }))],
        })),
        { name: 'comment', label: '为什么迁移', kind: 'textarea', rows: 2, maxLength: 500, required: true, full: true },
      ], refused)} />
  );
}

function PlanTable({ plans }: { plans: Plan[] }) {
  return (
    <Table caption="迁移计划" rows={plans} rowKey={(plan) => plan.id} empty={{ icon: 'swap', title: '没有迁移计划', text: '启用新版本以后，可以在旧版本的页面上计划迁移在走的实例，或在一个实例的页面上只迁它一个。' }} columns={[
      { key: 'name', name: '流程', first: true, cell: (plan) => <><a href={`/process-migrations/${plan.id}`}>{plan.name}</a><span class="s">第 {plan.from.version} 版到第 {plan.to.version} 版{plan.instanceId === null ? '' : `，只迁实例 ${plan.instanceId}`}</span></> },
      { key: 'state', name: '状态', cell: (plan) => <Tag {...planTags[plan.state]} /> },
      { key: 'fits', name: '可以或已经迁移', num: true, cell: ({ counts }) => (counts.fits + counts.moved + counts.undone + counts.stays).toLocaleString('en-US') },
      { key: 'unfit', name: '不能迁移', num: true, cell: ({ counts }) => (counts.unfit + counts.failed).toLocaleString('en-US') },
      { key: 'planned', name: '计划人', cell: (plan) => `${plan.plannedBy.name}，${formatInstant(plan.plannedAt)}` },
      { key: 'decided', name: '决定人', cell: (plan) => (plan.decidedBy && plan.decidedAt ? `${plan.decidedBy}，${formatInstant(plan.decidedAt)}` : '—') },
    ]} />
  );
}

async function showPlan(input: Asking & { params: { id: number } }, error?: ProductError): Promise<Answer> {
  const plan = await planById(input.params.id);
  const [from, to] = [await versionById(plan.from.id), await versionById(plan.to.id)];
  const items = await planItems(plan.id, 500);
  const { counts } = plan;
  const href = `/process-migrations/${plan.id}`;
  const refused = error && refusedOf(input, error);
  const nameIn = (version: Version, element: string): string => `${version.model.elements[element]?.name || element}（${element}）`;
  const pairs = Object.entries(plan.mapping).filter(([old, now]) => old !== now);
  return deskPage(input, { title: '迁移计划', crumbs: [...crumbs, { label: `${plan.name} 第 ${plan.from.version} 版`, href }] }, (
    <>
      <PageHead title={plan.name} tag={planTags[plan.state]} subtitle={`从第 ${plan.from.version} 版迁移到第 ${plan.to.version} 版　${plan.plannedBy.name} ${formatInstant(plan.plannedAt)} 计划：${plan.comment}`} acts={actsOf(input, plan, href)} />
      <div class="stackv">
        {refused && <Note tone="bad" title="没有办成" alert>{refused.message}</Note>}
        {(plan.state === 'checking' || plan.state === 'moving' || plan.state === 'undoing') && <Note tone="run" title={planTags[plan.state].word}>在后台进行，刷新页面看进展。可以离开这一页。</Note>}
        <Card><Facts facts={[
          { name: '可以迁移', value: String(counts.fits), unit: '件' }, { name: '不能迁移', value: String(counts.unfit + counts.failed), unit: '件', note: counts.unfit + counts.failed > 0 ? '原因见下' : '没有' },
          { name: '已迁移', value: String(counts.moved + counts.stays), unit: '件', ...(counts.undone > 0 ? { note: `${counts.undone} 件已退回旧版` } : {}) }, { name: '还没试算', value: String(counts.waiting), unit: '件' },
        ]} /></Card>
        {plan.state === 'checked' && input.actor.role === 'process-publisher' && (
          <FormCard title="决定" action={`${href}/decision`} seal={sealFor(input)} submit={`同意，迁移 ${counts.fits} 件`} fields={[{ name: 'remark', label: '意见', kind: 'textarea', rows: 2, maxLength: 500, full: true }]} footnote={`不能迁移的 ${counts.unfit} 件留在第 ${plan.from.version} 版走完。`} />
        )}
        {plan.decidedBy && plan.decidedAt && <p class="muted">{plan.decidedBy} {formatInstant(plan.decidedAt)} {plan.state === 'refused' ? '不同意' : '同意'}{plan.remark ? `：${plan.remark}` : ''}{plan.undoneBy && plan.undoneAt ? `；${plan.undoneBy} ${formatInstant(plan.undoneAt)} 撤销` : ''}</p>}
        <Card title="换了编号的环节" flush>
          <Table caption="换了编号的环节" rows={pairs} rowKey={([old]) => old} empty={{ icon: 'check', title: '没有换编号的', text: '每个环节都对应新版里同一编号的环节。' }} columns={[
            { key: 'old', name: `第 ${plan.from.version} 版`, first: true, cell: ([old]) => nameIn(from, old) },
            { key: 'new', name: `第 ${plan.to.version} 版`, cell: ([, now]) => nameIn(to, now) },
          ]} />
        </Card>
        <Card title="每个实例" aside={items.length === 500 ? '只列前 500 个，有原因的在前' : '有原因的在前'} flush>
          <Table caption="每个实例的结果" rows={items} rowKey={(item) => item.instanceId} columns={[
            { key: 'instance', name: '实例', first: true, cell: (item) => <><a href={`/process-runs/${item.instanceId}`}>实例 {item.instanceId}</a><span class="s">{item.organisation}</span></> },
            { key: 'state', name: '结果', cell: (item) => <Tag {...itemTags[item.state]} /> },
            { key: 'message', name: '原因', cell: (item) => item.message ?? '—' },
          ]} />
        </Card>
      </div>
    </>
  ));
}

function actsOf(input: Asking, plan: Plan, href: string): OfferedAct[] {
  const act = (key: string, label: string, tail: string): OfferedAct => ({ key, label, href: `${href}/${tail}`, allowed: true, unmet: [], seal: sealFor(input) });
  if (plan.state === 'checked' && input.actor.role === 'process-publisher') return [act('refuse', '不同意', 'refusal')];
  if (plan.state === 'checked' && input.actor.role === 'process-administrator') return [act('withdraw', '撤回计划', 'removal')];
  if (plan.state === 'moved' && plan.counts.moved > 0 && input.actor.role === 'process-publisher') return [act('undo', '撤销迁移', 'undo')];
  return [];
}

/** The field for the partner of an old element. A dot in a name would make an object of it when the form is read. */
const fieldOf = (elementId: string): string => `to-${elementId.replaceAll('.', '~')}`;

/** The partners a form names. */
export const mappingIn = (body: Record<string, unknown>): Record<string, string> => Object.fromEntries(Object.entries(body).flatMap(([name, value]) => (name.startsWith('to-') && typeof value === 'string' ? [[name.slice(3).replaceAll('~', '.'), value]] : [])));

/** 流程迁移 at the desk: planned by one, decided by another. */
export const migrationPages: Route[] = [
  route({ method: 'get', path: '/process-migrations', summary: '迁移计划（页面）', policy: { roles: staff }, audit: null, rate: 'read', answers: { 200: 'html' },
    handler: async (input) => deskPage(input, { title: '流程迁移', crumbs }, <><PageHead title="流程迁移" subtitle="在走的实例按开始时的版本走完；要换版本，先计划、试算，再由另一个人同意。" /><Card flush><PlanTable plans={await listPlans()} /></Card></>) }),
  route({ method: 'get', path: '/processes/:key/:version/migration', summary: '计划迁移在走的实例（页面）', policy: { roles: staff }, audit: null, rate: 'read', params: versionParams, query: formQuery, answers: { 200: 'html' }, handler: (input) => showForm(input) }),
  route({
    method: 'post', path: '/processes/:key/:version/migration', summary: '计划并试算迁移（页面）', policy: { roles: ['process-administrator'] }, audit: '计划流程迁移', rate: 'write', params: versionParams, query: formQuery, body: z.object({ comment: z.string().trim().min(1, '请写明为什么迁移。').max(500) }).catchall(z.string().max(64)), answers: { 303: 'html' },
    async handler({ actor, params, query, body }) {
      const asked = { mapping: mappingIn(body), to: query.to, comment: body.comment };
      if (query.instance !== undefined) return redirect(`/process-migrations/${(await planInstance(actor, query.instance, asked)).id}`, '试算通过，等流程发布人同意');
      return redirect(`/process-migrations/${(await planMigration(actor, params.key, params.version, asked)).id}`, '正在对每个在走的实例试算');
    },
    onRefusal: (input, error) => showForm(input, refusedOf(input, error)),
  }),
  route({ method: 'get', path: '/process-migrations/:id', summary: '一个迁移计划（页面）', policy: { roles: staff }, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => showPlan(input) }),
  route({ method: 'post', path: '/process-migrations/:id/decision', summary: '同意迁移（页面）', policy: { roles: ['process-publisher'] }, audit: '决定流程迁移', rate: 'write', params: idParams, body: z.strictObject({ remark: z.string().max(500).default('') }), answers: { 303: 'html' },
    handler: async ({ actor, params, body }) => { await decidePlan(actor, params.id, true, body.remark); return redirect(`/process-migrations/${params.id}`, '已同意，正在后台迁移'); }, onRefusal: (input, error) => showPlan(input, error) }),
  route({ method: 'post', path: '/process-migrations/:id/refusal', summary: '不同意迁移（页面）', policy: { roles: ['process-publisher'] }, audit: '决定流程迁移', rate: 'write', params: idParams, answers: { 303: 'html' },
    handler: async ({ actor, params }) => { await decidePlan(actor, params.id, false, ''); return redirect(`/process-migrations/${params.id}`, '已记下不同意，什么也没有改'); }, onRefusal: (input, error) => showPlan(input, error) }),
  route({ method: 'post', path: '/process-migrations/:id/removal', summary: '撤回迁移计划（页面）', policy: { roles: ['process-administrator'] }, audit: '撤回迁移计划', rate: 'write', params: idParams, answers: { 303: 'html' },
    handler: async ({ actor, params }) => { await withdrawPlan(actor, params.id); return redirect('/process-migrations', '计划已撤回'); }, onRefusal: (input, error) => showPlan(input, error) }),
  route({ method: 'post', path: '/process-migrations/:id/undo', summary: '撤销迁移（页面）', policy: { roles: ['process-publisher'] }, audit: '撤销流程迁移', rate: 'write', params: idParams, answers: { 303: 'html' },
    handler: async ({ actor, params }) => { await undoPlan(actor, params.id); return redirect(`/process-migrations/${params.id}`, '正在后台撤销'); }, onRefusal: (input, error) => showPlan(input, error) }),
];
