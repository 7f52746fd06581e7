import { z } from 'zod';
import { rows } from '../database.js';
import type { ProductError } from '../lib/errors.js';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import type { Actor, Role } from '../values/actor.js';
import { formatDate, formatInstant, officeDateOf } from '../values/office-date.js';
import { Card, FormCard, PageHead } from '../web/components/card.js';
import { KeyValues } from '../web/components/facts.js';
import type { FieldProps } from '../web/components/field.js';
import { Filters } from '../web/components/filters.js';
import { Note } from '../web/components/note.js';
import { Pager, Results, Table } from '../web/components/table.js';
import { Tag, type TagProps } from '../web/components/tag.js';
import { asTyped, deskPage, refusalLines, refusedOf, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, idParams } from '../web/schemas.js';
import { externalTasks, type ExternalTask } from './external-task.js';
import { askForClient, clientScope, decideClient, issueToken, machineClientById, machineClients, readTopics, revokeClient, validities, type MachineClient } from './machine-client.js';
import { clientFields, standings } from './schemas.js';

const staff: readonly Role[] = ['process-administrator', 'process-publisher'];
const home = { label: '首页', href: '/' };
const programs = { label: '外部程序', href: '/machine-clients' };
const PAGE = 50;

const standingTags: Readonly<Record<ExternalTask['standing'], TagProps>> = {
  waiting: { tone: 'run', icon: 'clock', word: '等程序领取' }, locked: { tone: 'good', icon: 'user', word: '程序正在办' }, retrying: { tone: 'back', icon: 'swap', word: '过后再领' }, failed: { tone: 'bad', icon: 'warn', word: '没有办成' },
};
const clientTags: Readonly<Record<MachineClient['state'], TagProps>> = {
  asked: { tone: 'run', icon: 'clock', word: '等批准' }, approved: { tone: 'good', icon: 'check', word: '可以使用' }, refused: { tone: 'bad', icon: 'cross', word: '不批准' }, revoked: { tone: 'idle', icon: 'minus', word: '已收回' },
};

const listQuery = z.strictObject({ standing: blankable(z.enum(standings)), topic: blankable(z.string().max(64)), cursor: blankable(z.string().max(200)) });

async function showTasks(input: Asking & { query: z.output<typeof listQuery> }): Promise<Answer> {
  const { cursor, ...filter } = input.query;
  const { items, nextCursor } = pageOf(await externalTasks({ ...filter, after: decodeCursor(cursor), limit: PAGE + 1 }), PAGE);
  const asked = Object.entries(filter).filter((one): one is [string, string] => one[1] !== undefined);
  const next = nextCursor ? `/external-tasks?${new URLSearchParams([...asked, ['cursor', nextCursor]])}` : undefined;
  return deskPage(input, { title: '外部任务', crumbs: [home, { label: '外部任务', href: '/external-tasks' }] }, (
    <>
      <PageHead title="外部任务" subtitle="流程停在这里，等别的程序办：谁领着、办到什么时候、有没有办成。这里没有名单和学生的内容。" acts={[{ key: 'programs', label: '外部程序', href: '/machine-clients', allowed: true, unmet: [] }]} />
      <Results>
        <Card flush>
          <Filters action="/external-tasks" clearHref="/external-tasks" filters={[
            { name: 'standing', label: '情况', kind: 'select', value: filter.standing, options: [{ value: '', label: '全部' }, ...standings.map((value) => ({ value, label: standingTags[value].word }))] },
            { name: 'topic', label: '主题', kind: 'search', value: filter.topic, placeholder: '与流程图里写的一样' },
          ]} />
          <Table caption="外部任务" rows={items} rowKey={({ id }) => id} empty={{ icon: 'check', title: '没有这样的外部任务', text: '流程走到由外部程序办理的环节时，会出现在这里。' }} columns={[
            { key: 'name', name: '环节', first: true, cell: (one) => <><a href={`/process-runs/${one.instanceId}`}>{one.name}</a><span class="s">{one.processName} 第 {one.version} 版</span></> },
            { key: 'topic', name: '主题', cell: (one) => one.topic },
            { key: 'organisation', name: '单位', cell: (one) => one.organisation },
            { key: 'standing', name: '情况', cell: (one) => <><Tag {...standingTags[one.standing]} />{one.standing === 'failed' && <span class="s"><a href="/incidents">异常与重试</a></span>}</> },
            { key: 'who', name: '谁领着', cell: (one) => (one.lockedBy ? <>{one.lockedBy.program}<span class="s">{one.lockedBy.worker}，{formatInstant(one.lockedBy.since)} 起，到 {formatInstant(one.lockedBy.until)}</span></> : one.standing === 'retrying' && one.retryAt ? `${formatInstant(one.retryAt)} 以后` : '—') },
            { key: 'why', name: '上次没有办成的原因', cell: (one) => (one.errorMessage ? <>{one.errorMessage}{one.retries !== null && <span class="s">还能再办 {one.retries} 次</span>}</> : '—') },
            { key: 'since', name: '从什么时候等起', cell: (one) => formatInstant(one.openedAt) },
          ]} />
          <Pager text={`本页 ${items.length} 件，等得久的在前`} next={next} />
        </Card>
      </Results>
    </>
  ));
}

async function askFields(actor: Actor): Promise<FieldProps[]> {
  const places = await rows<{ id: number; name: string }>("SELECT o.id, o.name FROM organisations o WHERE o.path LIKE ? AND o.level <> 'school' AND o.status = 'active' ORDER BY o.path LIMIT 500", [`${actor.organisation.path}%`]);
  return [
    { name: 'name', label: '程序名称', required: true, maxLength: 60, hint: '如“市财政账户核验”。它办的事，记录里写这个名称。' },
    { name: 'organisationId', label: '单位', kind: 'select', required: true, options: places.map(({ id, name }) => ({ value: String(id), label: name })), hint: '只能领取这个单位和下级的任务。' },
    { name: 'topics', label: '可以领取的主题', required: true, maxLength: 1300, hint: '与流程图里写的一样；几个主题用逗号分开，如 bank-account-check。' },
    { name: 'validDays', label: '有效期', kind: 'select', required: true, options: validities.map((days) => ({ value: String(days), label: `${days} 天` })), hint: '从批准那天算起，到期要重新申请。' },
    { name: 'purpose', label: '用途', kind: 'textarea', rows: 2, maxLength: 500, required: true, full: true, hint: '办什么、由谁维护、数据交给谁。流程发布人据此批准。' },
  ];
}
const linesOf = (refused: Refused | undefined, fields: readonly FieldProps[]) => refusalLines(refused, Object.fromEntries(fields.map(({ name, label }) => [name, label])), { 'remark-required': 'remark' });

async function showPrograms(input: Asking, refused?: Refused): Promise<Answer> {
  const clients = await machineClients(input.actor);
  const mayAsk = input.actor.role === 'process-administrator';
  const fields = mayAsk ? asTyped(await askFields(input.actor), refused) : [];
  return deskPage(input, { title: '外部程序', crumbs: [home, programs] }, (
    <>
      <PageHead title="外部程序" subtitle="可以领取外部任务的技术账号。一人申请，另一人批准；没有人用它登录。" acts={[{ key: 'tasks', label: '外部任务', href: '/external-tasks', allowed: true, unmet: [] }]} />
      <div class="stackv">
        {mayAsk && <FormCard id="ask" title="申请开通外部程序" folded action="/machine-clients" seal={sealFor(input)} submit="申请开通" fields={fields} errors={linesOf(refused, fields)} footnote="由另一位流程发布人批准后，才能发令牌。" />}
        <Card flush>
          <Table caption="外部程序" rows={clients} rowKey={({ id }) => id} empty={{ icon: 'list', title: '还没有外部程序', text: '流程图里有由外部程序办理的环节时，在这里申请开通。' }} columns={[
            { key: 'name', name: '程序', first: true, cell: (one) => <a href={`/machine-clients/${one.id}`}>{one.name}</a> },
            { key: 'organisation', name: '单位', cell: (one) => one.organisation.name },
            { key: 'topics', name: '主题', cell: (one) => one.topics.join('、') },
            { key: 'state', name: '状态', cell: (one) => <Tag {...clientTags[one.state]} /> },
            { key: 'until', name: '有效期至', cell: (one) => (one.expiresAt ? formatDate(officeDateOf(one.expiresAt)) : `批准后 ${one.validDays} 天`) },
            { key: 'used', name: '最近使用', cell: (one) => (one.lastUsedAt ? formatInstant(one.lastUsedAt) : '没有用过') },
          ]} />
        </Card>
      </div>
    </>
  ));
}

type Shown = { token?: string; refused?: Refused; form?: 'decision' | 'revocation' };
async function showProgram(input: Asking & { params: { id: number } }, { token, refused, form }: Shown = {}): Promise<Answer> {
  const one = await machineClientById(input.actor, input.params.id);
  const href = `/machine-clients/${one.id}`;
  const decides = one.state === 'asked' && input.actor.role === 'process-publisher';
  const issues = one.state === 'approved' && input.actor.role === 'process-administrator';
  const decision: FieldProps[] = asTyped([{ name: 'grant', label: '决定', kind: 'select', required: true, options: [{ value: 'true', label: '批准' }, { value: 'false', label: '不批准' }] }, { name: 'remark', label: '说明', kind: 'textarea', rows: 2, maxLength: 500, full: true, hint: '不批准请写明原因。' }], form === 'decision' ? refused : undefined);
  const reason: FieldProps[] = asTyped([{ name: 'reason', label: '原因', kind: 'textarea', rows: 2, maxLength: 500, required: true, full: true }], form === 'revocation' ? refused : undefined);
  return deskPage(input, { title: one.name, crumbs: [home, programs, { label: one.name, href }] }, (
    <>
      <PageHead title={one.name} tag={clientTags[one.state]} subtitle={one.organisation.name} acts={issues ? [{ key: 'token', label: one.tokenAt ? '换令牌' : '发令牌', href: `${href}/tokens`, allowed: true, unmet: [], seal: sealFor(input), tone: 'main' }] : []} />
      <div class="stackv">
        {token && <Note tone="mine" title="令牌只显示这一次"><p><code>{token}</code></p><p>请现在交给程序的维护人员，放在程序的密钥里。离开这一页就再也看不到；丢了可以换，原来的马上作废。</p></Note>}
        {form === undefined && refused && <Note tone="bad" title="没有办成">{refused.message}</Note>}
        <Card title="申请">
          <KeyValues pairs={[
            { name: '用途', value: one.purpose }, { name: '可以领取的主题', value: one.topics.join('、') }, { name: '管理范围', value: `${one.organisation.name}和下级` },
            { name: '申请人', value: `${one.askedBy.name}，${formatInstant(one.askedAt)}` }, { name: '决定', value: one.decidedBy && one.decidedAt ? `${one.decidedBy}，${formatInstant(one.decidedAt)}` : '等流程发布人决定' },
            { name: '有效期', value: one.expiresAt ? `到 ${formatInstant(one.expiresAt)}` : `批准后 ${one.validDays} 天` }, { name: '令牌', value: one.tokenAt ? `${formatInstant(one.tokenAt)} 发的` : '还没有发' }, { name: '最近使用', value: one.lastUsedAt ? formatInstant(one.lastUsedAt) : '没有用过' },
            ...(one.remark ? [{ name: '说明', value: one.remark }] : []), ...(one.revokedBy && one.revokedAt ? [{ name: '收回', value: `${one.revokedBy}，${formatInstant(one.revokedAt)}` }] : []),
          ]} />
        </Card>
        {decides && (one.askedBy.id === input.actor.userId ? <Note tone="idle" title="要由另一位流程发布人批准">这个程序是您申请的。</Note>
          : <FormCard title="批准或不批准" action={`${href}/decision`} seal={sealFor(input)} submit="记下决定" fields={decision} errors={form === 'decision' ? linesOf(refused, decision) : []} footnote="批准后由流程管理员发令牌。" />)}
        {(one.state === 'asked' || one.state === 'approved') && <FormCard title="收回" folded action={`${href}/revocation`} seal={sealFor(input)} submit="收回" danger fields={reason} errors={form === 'revocation' ? linesOf(refused, reason) : []} footnote="马上不能再用；它领着的任务到期后由别的程序领取。" />}
      </div>
    </>
  ));
}

const again = (form: 'decision' | 'revocation') => (input: Asking & { params: { id: number } }, error: ProductError): Promise<Answer> => showProgram(input, { form, refused: refusedOf(input, error) });

/** 外部任务、外部程序 at the desk, the same acts as the API's. */
export const externalWorkerPages: Route[] = [
  route({ method: 'get', path: '/external-tasks', summary: '外部任务（页面）', policy: { roles: staff }, audit: null, rate: 'read', query: listQuery, answers: { 200: 'html' }, handler: (input) => showTasks(input) }),
  route({ method: 'get', path: '/machine-clients', summary: '外部程序（页面）', policy: { roles: staff }, audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => showPrograms(input) }),
  route({
    method: 'post', path: '/machine-clients', summary: '申请开通外部程序（页面）', policy: { roles: ['process-administrator'] }, audit: '申请开通外部程序', rate: 'write', answers: { 303: 'html' }, body: z.strictObject({ ...clientFields, topics: z.string().max(1300) }),
    async handler({ actor, body }) {
      const client = await askForClient(actor, { ...body, topics: readTopics(body.topics) });
      return redirect(`/machine-clients/${client.id}`, '申请已提出，等另一位流程发布人批准');
    },
    onRefusal: (input, error) => showPrograms(input, refusedOf(input, error)),
  }),
  route({ method: 'get', path: '/machine-clients/:id', summary: '一个外部程序（页面）', policy: { roles: staff, scope: clientScope }, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => showProgram(input) }),
  route({
    method: 'post', path: '/machine-clients/:id/decision', summary: '批准或不批准外部程序（页面）', policy: { roles: ['process-publisher'], scope: clientScope }, audit: '决定外部程序', rate: 'write', again: true, params: idParams, answers: { 303: 'html' }, body: z.strictObject({ grant: z.enum(['true', 'false']), remark: z.string().max(500).default('') }),
    async handler({ actor, params, body }) {
      const { state } = await decideClient(actor, params.id, { grant: body.grant === 'true', remark: body.remark });
      return redirect(`/machine-clients/${params.id}`, state === 'approved' ? '已批准，流程管理员可以发令牌了' : '已记下不批准');
    },
    onRefusal: again('decision'),
  }),
  // The token is shown in the answer itself: a redirect would have to keep it.
  route({
    method: 'post', path: '/machine-clients/:id/tokens', summary: '发外部程序的令牌（页面）', policy: { roles: ['process-administrator'], scope: clientScope }, audit: '发外部程序令牌', rate: 'write', again: true, act: false, params: idParams, body: z.strictObject({}), answers: { 200: 'html' },
    handler: async (input) => showProgram(input, { token: (await issueToken(input.actor, input.params.id)).token }),
    onRefusal: (input, error) => showProgram(input, { refused: refusedOf(input, error) }),
  }),
  route({
    method: 'post', path: '/machine-clients/:id/revocation', summary: '收回外部程序（页面）', policy: { roles: staff, scope: clientScope }, audit: '收回外部程序', rate: 'write', params: idParams, answers: { 303: 'html' }, body: z.strictObject({ reason: z.string().max(500).default('') }),
    async handler({ actor, params, body }) {
      await revokeClient(actor, params.id, body.reason);
      return redirect(`/machine-clients/${params.id}`, '已收回，这个程序马上不能再用');
    },
    onRefusal: again('revocation'),
  }),
];
