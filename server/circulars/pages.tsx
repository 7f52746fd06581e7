import { z } from 'zod';
import { officeNow } from '../database.js';
import { attachmentAccept } from '../attachments/kinds.js';
import { bytesInWords } from '../lib/bytes-in-words.js';
import { InputInvalid, type ProductError } from '../lib/errors.js';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import { businessRoles, isSchool } from '../values/actor.js';
import { formatDate, formatDay, officeDateOf, officeTimeOfDay } from '../values/office-date.js';
import { FormCard, PageHead } from '../web/components/card.js';
import type { OfferedAct } from '../web/components/act.js';
import type { NextStepProps } from '../web/components/note.js';
import { asTyped, deskPage, refusalLines, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import { CircularPage, CircularsPage, type CircularPageProps, type CircularRow } from '../web/pages/circulars-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, date, id, idParams } from '../web/schemas.js';
import { momentWords } from '../web/time-words.js';
import { audienceWords, circularForm, kindWords, levelsOfChoice, rolesOfChoice } from './audience.js';
import { admitCircularFile, attachmentsOfCircular, attachToCircular, downloadCircularFile, whyNotAttach } from './circular-attachments.js';
import { circularInScope, circularsOf, countUnreadCirculars, placeKinds, readByKind, recipientsOf, type Circular, type PlaceKind } from './circular.js';
import { confirmReading } from './confirm-reading.js';
import { mayPublish, whyNotConfirm, whyNotUrge } from './policy.js';
import { publishCircular } from './publish-circular.js';
import { circularScope, publishers } from './scope.js';
import { urgeReading, workdayNow } from './urge-reading.js';
import { educationStages } from '../values/stage.js';

const PAGE = 30;
const readers = { roles: businessRoles };
const home = { label: '首页', href: '/' };
const index = { label: '通知公告', href: '/circulars' };

/** 通知公告 at the desk. */
export const circularPages: Route[] = [
  route({
    method: 'get', path: '/circulars', summary: '通知公告（页面）', policy: readers, audit: null, rate: 'read', answers: { 200: 'html' }, query: z.strictObject({ box: blankable(z.enum(['received', 'sent'])), cursor: blankable(z.string().max(200)) }),
    async handler(input) {
      const { actor, query } = input;
      const box = query.box ?? (actor.organisation.level === 'central' ? 'sent' : 'received');
      const today = officeDateOf(await officeNow());
      const { items, nextCursor } = pageOf(await circularsOf(actor, box, { before: decodeCursor(query.cursor), limit: PAGE + 1 }), PAGE);
      const unread = await countUnreadCirculars(actor);
      const tabs = [{ label: '收到的', href: '/circulars?box=received', count: unread, current: box === 'received' }, ...(isSchool(actor) ? [] : [{ label: '本单位发出的', href: '/circulars?box=sent', current: box === 'sent' }])];
      return deskPage(input, { title: '通知公告', crumbs: [home, { label: '通知公告' }] }, (
        <CircularsPage
          subtitle={unread > 0 ? `${unread} 份等您确认已阅` : '没有等您确认的通知'} tabs={tabs} sent={box === 'sent'} acts={mayPublish(actor) ? [publishLink] : []}
          rows={items.map((one) => rowOf(one, box === 'sent', today))} pager={{ text: `本页 ${items.length} 份`, ...(nextCursor ? { next: `/circulars?box=${box}&cursor=${nextCursor}` } : {}) }}
        />
      ));
    },
  }),
  route({ method: 'get', path: '/circulars/new', summary: '发通知（页面）', policy: publishers, audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => showForm(input) }),
  route({
    method: 'post', path: '/circulars', summary: '发布通知公告（页面）', policy: publishers, audit: '发布通知公告', rate: 'write', answers: { 303: 'html' },
    body: z.strictObject({ title: z.string().max(80, '标题最多 80 字。'), body: z.string().max(5000, '正文最多 5000 字。'), withinId: id, to: z.enum(['schools', 'authorities', 'everywhere']), stage: blankable(z.enum(educationStages)), posts: z.enum(['operators', 'handlers', 'leaders', 'everybody']), readBy: blankable(date) }),
    async handler({ actor, body: { to, posts, ...given } }) {
      const sent = await publishCircular(actor, { ...given, levels: levelsOfChoice(actor, to), roles: rolesOfChoice[posts] });
      return redirect(`/circulars/${sent.id}`, `已发布，发往 ${sent.recipients} 个单位`);
    },
    onRefusal: (input, error) => showForm(input, error),
  }),
  route({ method: 'get', path: '/circulars/:id', summary: '一份通知公告（页面）', policy: { ...readers, scope: circularScope }, audit: null, rate: 'read', params: idParams, query: z.strictObject({ receipts: blankable(z.enum(['unread', 'all'])), kind: blankable(z.enum(placeKinds)), cursor: blankable(z.string().max(200)) }), answers: { 200: 'html' }, handler: (input) => showCircular(input, input.params.id, input.query) }),
  route({
    method: 'post', path: '/circulars/:id/receipts', summary: '确认通知已阅（页面）', policy: { ...readers, scope: circularScope }, audit: '确认通知已阅', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      await confirmReading(actor, params.id);
      return redirect(`/circulars/${params.id}`, '已确认，发通知的单位会看到回执');
    },
  }),
  route({
    method: 'post', path: '/circulars/:id/urges', summary: '催阅（页面）', policy: { ...publishers, scope: circularScope }, audit: '催阅通知公告', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      const { recipients, read } = await urgeReading(actor, params.id);
      return redirect(`/circulars/${params.id}`, `已催阅 ${recipients - read} 个单位`);
    },
  }),
  route({
    method: 'post', path: '/circulars/:id/attachments', summary: '添加通知附件（页面）', policy: { ...publishers, scope: circularScope }, audit: '添加通知附件', rate: 'upload', params: idParams, upload: 'file', body: z.strictObject({ noPersonalNumbers: z.string().max(10).optional() }), answers: { 303: 'html' },
    async prepare({ actor, params, body, file }) {
      if (!file || file.name === '') throw new InputInvalid([{ path: 'file', code: 'required', message: '请选择要上传的文件。' }]);
      return admitCircularFile(actor, params.id, file, body.noPersonalNumbers !== undefined);
    },
    async handler({ actor, params, prepared }) {
      const { name } = await attachToCircular(actor, params.id, prepared);
      return redirect(`/circulars/${params.id}`, `已添加附件“${name}”，收到通知的人都能下载`);
    },
    onRefusal: (input, error) => showCircular(input, input.params.id, {}, error),
  }),
  route({
    method: 'get', path: '/circulars/:id/attachments/:attachmentId', summary: '下载通知附件（页面）', policy: { ...readers, scope: circularScope }, audit: '下载通知附件', rate: 'read', params: z.strictObject({ id, attachmentId: id }), answers: { 200: 'file' },
    handler: async ({ actor, params }) => ({ kind: 'file', ...(await downloadCircularFile(actor, params.id, params.attachmentId)) }),
  }),
];

const publishLink: OfferedAct = { key: 'publish', label: '发通知', icon: 'plus', tone: 'main', href: '/circulars/new', allowed: true, unmet: [] };

function rowOf(one: Circular, sent: boolean, today: string): CircularRow {
  const state: CircularRow['state'] = sent ? { tone: one.read === one.recipients ? 'good' : 'run', word: `${one.read} / ${one.recipients}` } : one.ownReadAt ? { tone: 'good', word: '已确认' } : { tone: 'mine', word: '待确认' };
  return { id: one.id, title: one.title, href: `/circulars/${one.id}`, from: sent ? audienceWords(one.audience) : one.from.name, at: momentWords(one.publishedAt, today), readBy: one.readBy ? formatDay(one.readBy) : '—', state };
}

async function showForm(asking: Asking, error?: ProductError): Promise<Answer> {
  const refused = error && refusedOf(asking, error);
  const fields = await circularForm(asking.actor);
  return deskPage(asking, { title: '发通知', crumbs: [home, index, { label: '发通知' }] }, (
    <>
      <PageHead title="发通知" subtitle={asking.actor.organisation.name} />
      <FormCard title="通知公告" action="/circulars" seal={sealFor(asking)} submit="发布" cancel={{ label: '不发了', href: '/circulars' }} fields={asTyped(fields, refused)} errors={refusalLines(refused, Object.fromEntries(fields.map(({ name, label }) => [name, label])), { 'not-below': 'to' })} footnote="发布后不能修改或撤回，写错了请再发一份更正；附件在发布后的页面上添加。收到的人在消息里看到，确认后这里有回执。" />
    </>
  ));
}

async function showCircular(asking: Asking, circularId: number, query: { receipts?: 'unread' | 'all'; kind?: PlaceKind; cursor?: string }, error?: ProductError): Promise<Answer> {
  const { actor } = asking;
  const one = await circularInScope(actor, circularId);
  const sent = one.from.id === actor.organisation.id;
  const published = `${formatDate(officeDateOf(one.publishedAt))} ${officeTimeOfDay(one.publishedAt)}`;
  return deskPage(asking, { title: one.title, crumbs: [home, index, { label: one.title }] }, (
    <CircularPage
      title={one.title} subtitle={`${one.from.name}　${published}`} {...(one.about ? { about: one.about } : {})} next={sent ? await urgeStep(asking, one) : readStep(asking, one)} paragraphs={one.body.split(/\r?\n/).filter((line) => line.trim() !== '')}
      facts={[
        { name: '发布单位', value: one.from.name }, { name: '经办', value: one.author }, { name: '发布时间', value: published }, { name: '发给', value: audienceWords(one.audience) }, { name: '请在此前阅知', value: one.readBy ? formatDate(one.readBy) : '—' },
        ...(sent ? [] : [{ name: '本单位', value: one.readAt ? `${momentWords(one.readAt, officeDateOf(await officeNow()))} 已阅` : '还没有人确认' }]),
      ]}
      files={await filesOf(asking, one, error)}
      {...(sent ? { receipts: await receiptsOf(one, query) } : {})}
    />
  ));
}

async function filesOf(asking: Asking, one: Circular, error?: ProductError): Promise<CircularPageProps['files']> {
  const today = officeDateOf(await officeNow());
  const refused = error && refusedOf(asking, error);
  return {
    items: (await attachmentsOfCircular(one.id)).map((file) => ({ id: file.id, name: file.name, downloadHref: `/circulars/${one.id}/attachments/${file.id}`, size: bytesInWords(file.size), at: momentWords(file.addedAt, today), by: file.addedBy, check: file.scan === 'clean' ? { state: 'clean', words: '未发现个人号码' } : { state: 'unchecked', words: '发件人已看过，没有个人号码' } })),
    ...(whyNotAttach(asking.actor, one) ? {} : { upload: {
      id: 'circular-file', action: `/circulars/${one.id}/attachments`, seal: sealFor(asking), label: '添加附件', hint: 'PDF、JPG、PNG、Word（.docx）、Excel（.xlsx），20 MB 以内。发出的附件不能删去。', accept: attachmentAccept, submit: '上传',
      confirm: { name: 'noPersonalNumbers', label: '图片和扫描件：我已看清，里面没有证件号、银行卡号' }, errors: (refused?.items ?? []).map(({ message }) => ({ field: 'circular-file', label: '附件', message })),
    } }),
  };
}

function readStep(asking: Asking, one: Circular): NextStepProps {
  const unmet = whyNotConfirm(asking.actor, one);
  if (unmet) return { turn: 'others', text: `${unmet.message}通知一直可以在这里查看。` };
  return { turn: 'mine', title: '看完请确认已阅', text: one.readBy ? `请在${formatDay(one.readBy)}前确认，发通知的单位会看到。` : '确认后，发通知的单位会看到本单位已阅。', act: { key: 'confirm', label: '确认已阅', href: `/circulars/${one.id}/receipts`, allowed: true, unmet: [], seal: sealFor(asking) } };
}

async function urgeStep(asking: Asking, one: Circular): Promise<NextStepProps> {
  const unmet = whyNotUrge(asking.actor, one, await workdayNow());
  if (unmet?.code === 'nothing-to-urge') return { turn: 'others', text: unmet.message };
  return { turn: 'others', text: `还有 ${one.recipients - one.read} 个单位没有人确认。`, act: { key: 'urge', label: '催阅', icon: 'bell', href: `/circulars/${one.id}/urges`, allowed: unmet === null, unmet: unmet ? [unmet] : [], seal: sealFor(asking) } };
}

async function receiptsOf(one: Circular, query: { receipts?: 'unread' | 'all'; kind?: PlaceKind; cursor?: string }): Promise<NonNullable<CircularPageProps['receipts']>> {
  const shown = query.receipts ?? (one.read < one.recipients ? 'unread' : 'all');
  const today = officeDateOf(await officeNow());
  const kinds = await readByKind(one.id);
  const { recipients, read } = query.kind ? kinds.find(({ kind }) => kind === query.kind) ?? { recipients: 0, read: 0 } : one;
  const { items, nextCursor } = pageOf(await recipientsOf(one.id, { unread: shown === 'unread', kind: query.kind, after: decodeCursor(query.cursor), limit: PAGE + 1 }), PAGE);
  const address = `/circulars/${one.id}?${query.kind ? `kind=${query.kind}&` : ''}receipts=`;
  return {
    title: '回执', aside: `发往 ${one.recipients} 个单位，${one.read} 个已阅`, tabs: [{ label: '未阅', href: `${address}unread`, count: recipients - read, current: shown === 'unread' }, { label: '全部', href: `${address}all`, count: recipients, current: shown === 'all' }],
    ...(kinds.length > 1 ? { filters: { action: `/circulars/${one.id}`, submit: '查看', hidden: { receipts: shown }, filters: [{ name: 'kind', label: '哪一类单位', kind: 'select' as const, value: query.kind ?? '', options: [{ value: '', label: '不限' }, ...kinds.map((of) => ({ value: of.kind, label: `${kindWords(of.kind)}（${of.recipients} 个，未阅 ${of.recipients - of.read} 个）` }))] }] } } : {}),
    rows: items.map(({ id: organisationId, name, above, telephone, readAt, readBy }) => ({ id: organisationId, name, above, telephone: telephone || '—', read: readAt ? `${readBy ?? ''} ${momentWords(readAt, today)}` : null })),
    pager: { text: `本页 ${items.length} 个单位`, ...(nextCursor ? { next: `${address}${shown}&cursor=${nextCursor}` } : {}) },
  };
}
