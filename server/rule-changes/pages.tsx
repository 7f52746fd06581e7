import { z } from 'zod';
import { calendarYears } from '../calendar.js';
import { InputInvalid, type ProductError } from '../lib/errors.js';
import { formatDate, formatInstant } from '../values/office-date.js';
import { listProgrammeKeys, programmeOf } from '../values/programme.js';
import type { FieldProps } from '../web/components/field.js';
import { Card, FormCard, PageHead } from '../web/components/card.js';
import { KeyValues } from '../web/components/facts.js';
import { Note } from '../web/components/note.js';
import { Table } from '../web/components/table.js';
import { Tag, type TagProps } from '../web/components/tag.js';
import { asTyped, deskPage, refusalLines, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { decideChange, proposeChange, ruleChange, ruleChanges, whyNotTheirs, withdrawChange, type ChangeState } from './change.js';
import { effectOf } from './effect.js';
import { changeKinds, changeValue, kindNames, valueWords, type ChangeKind } from './rules.js';
import { basis, changeScope, deciders, proposers, readers, reason, remark } from './schemas.js';

const crumbs = [{ label: '首页', href: '/' }, { label: '办理规则', href: '/policies' }];
const stateTags: Readonly<Record<ChangeState, TagProps>> = { proposed: { tone: 'run', icon: 'clock', word: '等决定' }, active: { tone: 'good', icon: 'check', word: '已同意' }, refused: { tone: 'bad', icon: 'cross', word: '不同意' }, withdrawn: { tone: 'idle', icon: 'minus', word: '已撤回' } };

/** What each kind asks, beside the day, the document and the reason. */
const ownFields: Readonly<Record<ChangeKind, readonly FieldProps[]>> = {
  'publicity-days': [{ name: 'days', label: '公示不少于（个工作日）', kind: 'number', required: true, min: '5', max: '30', hint: '通知是 5 个，只能更多。' }],
  'attachment-months': Array.from({ length: 12 }, (_none, at): FieldProps => ({ name: `month${at + 1}`, label: `${at + 1}月`, kind: 'tick', checked: at === 4 || at === 11 })),
  'year-calendar': [{ name: 'year', label: '哪一年', kind: 'number', required: true, min: '2020', max: '2100' }, { name: 'notice', label: '国务院办公厅的放假通知', kind: 'textarea', rows: 10, required: true, maxLength: 3000, full: true, placeholder: '一、元旦：1月1日至3日放假，共3天。……', hint: '把通知的全文粘贴进来。系统读出哪天放假、哪天上班，对不上的会指出来；提出后请逐条核对。' }],
  workday: [{ name: 'day', label: '哪一天', kind: 'date', required: true }, { name: 'works', label: '这一天', kind: 'select', options: [{ value: 'no', label: '休息' }, { value: 'yes', label: '上班' }] }, { name: 'name', label: '名称', maxLength: 20, placeholder: '例如：古尔邦节' }],
  standard: [{ name: 'programme', label: '资助项目', kind: 'select', options: listProgrammeKeys.map((key) => ({ value: key, label: programmeOf(key).name })) }, { name: 'tier', label: '档次代码', required: true, maxLength: 20, hint: '见“办理规则 › 资助标准”，例如 standard。' }, { name: 'amount', label: '新标准（元）', kind: 'money', required: true }],
};
const common = (kind: ChangeKind): FieldProps[] => {
  const notice = kind === 'year-calendar';
  return [
    ...(notice ? [] : [{ name: 'effectiveFrom', label: '从哪天起', kind: 'date' as const, required: true, ...(kind === 'standard' ? { hint: '一个月的1日。' } : {}) }]),
    { name: 'basis', label: '依据的文件', required: true, maxLength: 120, ...(notice ? { placeholder: '例如：国办发明电〔2025〕7号' } : {}) },
    { name: 'reason', label: '为什么', kind: 'textarea', rows: 2, required: true, maxLength: 500, full: true, ...(notice ? { value: '按国务院办公厅的通知录入' } : {}) },
  ];
};
const labels = { year: '哪一年', notice: '放假通知', days: '公示天数', months: '月份', day: '哪一天', works: '这一天', name: '名称', programme: '资助项目', tier: '档次代码', amount: '新标准', effectiveFrom: '从哪天起', basis: '依据的文件', reason: '为什么' };

async function showAll(input: Asking, error?: ProductError, asked?: ChangeKind): Promise<Answer> {
  const refused = error && refusedOf(input, error);
  const why = await whyNotTheirs(input.actor);
  const mayPropose = why === null && input.actor.role === 'authority-operator';
  const nextYear = String(Number((await calendarYears())[0] ?? Number.NaN) + 1 || '');
  return deskPage(input, { title: '规则调整', crumbs: [...crumbs, { label: '规则调整' }] }, (
    <>
      <PageHead title="规则调整" subtitle="省里在通知之上定得更严的、每年的放假安排、自己的放假日和资助标准。一人提出，另一人决定，从说定的那天起，已经办的不变。" />
      <div class="stackv">
        <Card flush>
          <Table caption="规则调整" rows={await ruleChanges(input.actor)} rowKey={(one) => one.id} empty={{ title: '没有调整过', text: '按通知办：公示不少于 5 个工作日，5月和12月必须上传公示附件。' }} columns={[
            { key: 'what', name: '调整', first: true, cell: (one) => <><a href={`/rule-changes/${one.id}`}>{valueWords(one.value)}</a><span class="s">{kindNames[one.value.kind]}</span></> },
            { key: 'from', name: '从哪天起', cell: (one) => formatDate(one.effectiveFrom) }, { key: 'state', name: '状态', cell: (one) => <Tag {...stateTags[one.state]} /> },
            { key: 'by', name: '提出', cell: (one) => `${one.proposedBy.name}，${formatInstant(one.proposedAt)}` }, { key: 'decided', name: '决定', cell: (one) => (one.decidedBy && one.decidedAt ? `${one.decidedBy}，${formatInstant(one.decidedAt)}` : '—') },
          ]} />
        </Card>
        {mayPropose ? changeKinds.map((kind) => {
          const own = asked === kind ? refused : undefined;
          return <FormCard key={kind} id={kind} folded={!own} title={`${kind === 'year-calendar' ? '录入' : '调整'}${kindNames[kind]}`} action={`/rule-changes?kind=${kind}`} seal={sealFor(input)} submit="提出，等决定" errors={refusalLines(own, labels)} fields={asTyped([...ownFields[kind].map((field) => (field.name === 'year' ? { ...field, value: nextYear } : field)), ...common(kind)], own).map((field) => ({ ...field, id: `${kind}-${field.name}` }))} footnote="提出后在它的页面上看影响；决定以前都能撤回。" />;
        }) : <Note tone="idle" title="由省级提出和决定">{why ?? (input.actor.role === 'authority-director' ? '有人提出后，在它的页面上看影响，再决定。' : '由业务操作人员提出，业务主管领导决定。')}</Note>}
      </div>
    </>
  ));
}

async function showOne(input: Asking & { params: { id: number } }, error?: ProductError): Promise<Answer> {
  const { actor } = input;
  const one = await ruleChange(actor, input.params.id);
  const href = `/rule-changes/${one.id}`;
  const refused = error && refusedOf(input, error);
  const theirs = (await whyNotTheirs(actor)) === null && one.state === 'proposed';
  return deskPage(input, { title: '规则调整', crumbs: [...crumbs, { label: '规则调整', href: '/rule-changes' }, { label: kindNames[one.value.kind] }] }, (
    <>
      <PageHead title={valueWords(one.value)} tag={stateTags[one.state]} subtitle={`${kindNames[one.value.kind]}　${formatDate(one.effectiveFrom)} 起`} acts={theirs && actor.role === 'authority-operator' ? [{ key: 'withdraw', label: '撤回', href: `${href}/withdrawal`, allowed: true, unmet: [], seal: sealFor(input) }] : []} />
      <div class="stackv">
        {refused && <Note tone="bad" title="没有办成" alert>{refused.message}</Note>}
        <Card title={one.state === 'proposed' ? '同意以后的影响' : '按现在的情况看影响'}><ul class="dots">{(await effectOf(actor, one.value, one.effectiveFrom)).map((line) => <li key={line}>{line}</li>)}</ul></Card>
        <Card title="提出" flush><KeyValues pairs={[{ name: '依据', value: one.basis }, { name: '为什么', value: one.reason }, { name: '提出', value: `${one.proposedBy.name}，${formatInstant(one.proposedAt)}` }, ...(one.decidedBy && one.decidedAt ? [{ name: one.state === 'refused' ? '不同意' : '同意', value: `${one.decidedBy}，${formatInstant(one.decidedAt)}${one.remark && `：${one.remark}`}` }] : [])]} /></Card>
        {theirs && actor.role === 'authority-director' && <FormCard title="决定" action={`${href}/decision`} seal={sealFor(input)} submit="同意，从那天起" fields={[{ name: 'remark', label: '意见', kind: 'textarea', rows: 2, maxLength: 500, full: true }]} footnote="提出的人不能自己决定。" />}
        {theirs && actor.role === 'authority-director' && <FormCard folded={!refused} title="不同意" action={`${href}/refusal`} seal={sealFor(input)} submit="不同意" danger fields={[{ name: 'remark', id: 'refusal-remark', label: '为什么不同意', required: true, maxLength: 500, full: true }]} footnote="提出的人会看到。" />}
      </div>
    </>
  ));
}

const about = { method: 'post' as const, params: idParams, rate: 'write' as const, answers: { 303: 'html' as const } };
const months = Object.fromEntries(Array.from({ length: 12 }, (_none, at) => [`month${at + 1}`, z.string().max(10).optional()]));
const form = z.strictObject({ year: z.string().max(4).optional(), notice: z.string().max(3000, '通知最多 3000 字。').optional(), days: z.string().max(4).optional(), day: z.string().max(10).optional(), works: z.enum(['yes', 'no']).optional(), name: z.string().max(20).optional(), programme: z.string().max(40).optional(), tier: z.string().max(20).optional(), amount: z.string().max(14).optional(), ...months, effectiveFrom: z.string().max(10).default(''), basis, reason });

/** The value a form gives for its kind. @throws InputInvalid */
function valueIn(kind: ChangeKind, body: z.output<typeof form>): z.output<typeof changeValue> {
  const ticked = Array.from({ length: 12 }, (_none, at) => at + 1).filter((month) => (body as Record<string, unknown>)[`month${month}`] !== undefined);
  const given = { 'publicity-days': { days: body.days }, 'attachment-months': { months: ticked }, 'year-calendar': { year: body.year, notice: body.notice ?? '' }, workday: { day: body.day ?? '', works: body.works === 'yes', name: body.name ?? '' }, standard: { programme: body.programme, tier: body.tier ?? '', amount: body.amount ?? '' } }[kind];
  const read = changeValue.safeParse({ kind, ...given });
  if (!read.success) throw new InputInvalid(read.error.issues.map(({ path }) => ({ path: String(path[0] ?? ''), code: 'malformed', message: '这一项填得不对，请检查。' })));
  return read.data;
}

/** 规则调整 at the desk. */
export const ruleChangePages: Route[] = [
  route({ method: 'get', path: '/rule-changes', summary: '规则调整（页面）', policy: readers, audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => showAll(input) }),
  route({ method: 'post', path: '/rule-changes', summary: '提出规则调整（页面）', policy: { roles: proposers.roles }, audit: '提出规则调整', rate: 'write', query: z.strictObject({ kind: z.enum(changeKinds) }), body: form, answers: { 303: 'html' },
    async handler({ actor, query, body }) {
      const value = valueIn(query.kind, body);
      const { id } = await proposeChange(actor, { value, effectiveFrom: value.kind === 'year-calendar' ? `${value.year}-01-01` : body.effectiveFrom, basis: body.basis, reason: body.reason });
      return redirect(`/rule-changes/${id}`, '已提出，请看影响；等业务主管领导决定');
    }, onRefusal: (input, error) => showAll(input, error, input.query.kind) }),
  route({ method: 'get', path: '/rule-changes/:id', summary: '一项规则调整（页面）', policy: { ...readers, scope: changeScope }, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => showOne(input) }),
  route({ ...about, path: '/rule-changes/:id/decision', summary: '同意规则调整（页面）', policy: deciders, audit: '决定规则调整', body: z.strictObject({ remark: remark.default('') }), handler: async ({ actor, params, body }) => { await decideChange(actor, params.id, true, body.remark); return redirect(`/rule-changes/${params.id}`, '已同意，从说定的那天起'); }, onRefusal: (input, error) => showOne(input, error) }),
  route({ ...about, path: '/rule-changes/:id/refusal', summary: '不同意规则调整（页面）', policy: deciders, audit: '决定规则调整', body: z.strictObject({ remark: remark.default('') }), handler: async ({ actor, params, body }) => { await decideChange(actor, params.id, false, body.remark); return redirect(`/rule-changes/${params.id}`, '已记下不同意'); }, onRefusal: (input, error) => showOne(input, error) }),
  route({ ...about, path: '/rule-changes/:id/withdrawal', summary: '撤回规则调整（页面）', policy: proposers, audit: '撤回规则调整', handler: async ({ actor, params }) => { await withdrawChange(actor, params.id); return redirect(`/rule-changes/${params.id}`, '已撤回'); }, onRefusal: (input, error) => showOne(input, error) }),
];
