import { z } from 'zod';
import type { Posts, To } from '../circulars/audience.js';
import { officeNow } from '../database.js';
import type { ProductError } from '../lib/errors.js';
import { decodeCursor, encodeCursor, pageOf } from '../lib/pagination.js';
import { academicTermOf } from '../values/academic-term.js';
import { businessRoles, isSchool, type Actor, type Role } from '../values/actor.js';
import { monthOf } from '../values/month.js';
import { formatDay, formatInstant, officeDateOf } from '../values/office-date.js';
import { periodName } from '../values/period.js';
import { listProgrammeKeys, programmeOf } from '../values/programme.js';
import { stepNames } from '../filing-calendar/rules.js';
import { barChartSvg } from '../web/components/bar-chart.js';
import { Card, FormCard, PageHead } from '../web/components/card.js';
import type { FieldProps } from '../web/components/field.js';
import { Note } from '../web/components/note.js';
import { Word } from '../web/components/icon.js';
import { chartPicture } from '../web/chart-picture.js';
import { asTyped, deskPage, refusalLines, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import { productVersion } from '../web/frame.js';
import { BulletinsPage, FactsBehindPage, renderBulletinSheet, type FactLine } from '../web/pages/bulletins-page.js';
import { StatisticPage } from '../web/pages/statistic-page.js';
import { page, redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, date, idParams } from '../web/schemas.js';
import { XLSX } from '../statistics/spreadsheet.js';
import { bulletinInScope, bulletinScope, bulletinsOf, type Bulletin } from './bulletin.js';
import type { Outcome } from './count-facts.js';
import { drawUpBulletin, mayDrawUp } from './draw-up.js';
import { publishBulletin, whyNotPublish } from './publish-bulletin.js';
import { recount } from './recount.js';
import { spansAround, spanName } from './span.js';
import { bulletinSheet } from './spreadsheet.js';
import { bulletinTable, factsBehind, figureKeys, tablesBy, type TableBy } from './tables.js';
import { addressOf, bulletinView, chartOf, figureNames, footnotesOf, tablesOffered } from './view.js';

const PAGE = 30;
const STEPS = 50;
const readers = { roles: businessRoles };
const authors: { roles: readonly Role[] } = { roles: ['authority-operator'] };
const authorities: { roles: readonly Role[] } = { roles: ['authority-operator', 'authority-director', 'aid-centre-director'] };
const one = { ...readers, scope: bulletinScope };
const home = { label: '首页', href: '/' };
const index = { label: '应用情况通报', href: '/bulletins' };
const asked = { by: blankable(z.enum(tablesBy)), programme: blankable(z.enum(listProgrammeKeys)) };

/** 应用情况通报 at the desk. */
export const bulletinPages: Route[] = [
  route({
    method: 'get', path: '/bulletins', summary: '应用情况通报（页面）', policy: readers, audit: null, rate: 'read', query: z.strictObject({ cursor: blankable(z.string().max(200)) }), answers: { 200: 'html' },
    async handler(input) {
      const { items, nextCursor } = pageOf(await bulletinsOf(input.actor, { before: decodeCursor(input.query.cursor), limit: PAGE + 1 }), PAGE);
      return deskPage(input, { title: '应用情况通报', crumbs: [home, { label: '应用情况通报' }] }, (
        <BulletinsPage
          subtitle={isSchool(input.actor) ? '上级发布给本校的通报' : '各地各校按期、完整办理的情况，按填报日历和办理记录统计'}
          acts={mayDrawUp(input.actor) ? [{ key: 'new', label: '起草通报', icon: 'plus', tone: 'main', href: '/bulletins/new', allowed: true, unmet: [] }] : []}
          rows={items.map((row) => ({ id: row.id, title: row.title, href: `/bulletins/${row.id}`, from: row.organisation.name, span: spanName(row.span), asOf: formatInstant(row.asOf), published: row.publishedAt ? formatInstant(row.publishedAt) : null }))}
          pager={{ text: `本页 ${items.length} 份`, ...(nextCursor ? { next: `/bulletins?cursor=${nextCursor}` } : {}) }}
        />
      ));
    },
  }),
  route({ method: 'get', path: '/bulletins/new', summary: '起草应用情况通报（页面）', policy: authors, audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => showForm(input) }),
  route({
    method: 'post', path: '/bulletins', summary: '起草应用情况通报（页面提交）', policy: authors, audit: '起草应用情况通报', rate: 'write', body: z.strictObject({ span: z.string().max(16), title: blankable(z.string().max(80, '标题最多 80 字。')) }), answers: { 303: 'html' },
    async handler({ actor, body }) {
      const { id } = await drawUpBulletin(actor, body);
      return redirect(`/bulletins/${id}`, '已算好并留存，核对后发布');
    },
    onRefusal: (input, error) => showForm(input, error),
  }),
  route({ method: 'get', path: '/bulletins/:id', summary: '一份应用情况通报（页面）', policy: one, audit: null, rate: 'read', params: idParams, query: z.strictObject(asked), answers: { 200: 'html' }, handler: (input) => showBulletin(input, input.params.id, input.query) }),
  route({
    method: 'post', path: '/bulletins/:id/publication', summary: '发布应用情况通报（页面提交）', policy: { ...authors, scope: bulletinScope }, audit: '发布应用情况通报', rate: 'write', params: idParams, body: z.strictObject({ to: z.enum(['schools', 'authorities', 'everywhere']), posts: z.enum(['operators', 'handlers', 'leaders', 'everybody']), readBy: blankable(date) }), answers: { 303: 'html' },
    async handler({ actor, params, body }) {
      const { circularId } = await publishBulletin(actor, params.id, body);
      return redirect(`/circulars/${circularId}`, '已发布，这里看谁已阅');
    },
    onRefusal: (input, error) => showBulletin(input, input.params.id, {}, error),
  }),
  route({
    method: 'get', path: '/bulletins/:id/steps', summary: '通报里一个数字后面的环节（页面）', policy: one, audit: null, rate: 'read', params: idParams, query: z.strictObject({ ...asked, row: blankable(z.string().max(40)), figure: z.enum(figureKeys), cursor: blankable(z.string().max(200)) }), answers: { 200: 'html' },
    async handler({ query: { cursor, ...behind }, ...input }) {
      const bulletin = await bulletinInScope(input.actor, input.params.id);
      const { items, total } = await factsBehind(input.actor, bulletin, behind, { after: decodeCursor(cursor), limit: STEPS + 1 });
      const shown = items.slice(0, STEPS);
      const back = addressOf(bulletin.id, behind);
      return deskPage(input, { title: figureNames[behind.figure], crumbs: [home, index, { label: bulletin.title, href: back }, { label: figureNames[behind.figure] }] }, (
        <FactsBehindPage title={`${bulletin.title}：${figureNames[behind.figure]}`} subtitle={`数据截至 ${formatInstant(bulletin.asOf)}，共 ${total.toLocaleString('en-US')} 件${bulletin.organisation.id === input.actor.organisation.id ? '' : '（只列本单位范围内的）'}`} back={back}
          rows={shown.map((fact): FactLine => ({ id: fact.id, school: fact.school, what: `${periodName(fact.period)}${programmeOf(fact.programme).menuName}`, ...(fact.listId ? { href: `/award-lists/${fact.listId}` } : {}), step: stepNames[fact.step], due: formatDay(fact.dueOn), done: fact.doneAt ? formatInstant(fact.doneAt) : fact.listId ? '未办' : '没有名单', outcome: outcomes[fact.outcome] }))}
          pager={{ text: `本页 ${shown.length} 件`, ...(items.length > STEPS ? { next: addressOf(bulletin.id, behind, '/steps', { row: behind.row ?? '', figure: behind.figure, cursor: encodeCursor(shown[shown.length - 1].id) }) } : {}) }} />
      ));
    },
  }),
  route({
    method: 'get', path: '/bulletins/:id/recount', summary: '重算核对（页面）', policy: { ...authorities, scope: bulletinScope }, audit: null, rate: 'export', params: idParams, answers: { 200: 'html' },
    async handler(input) {
      const bulletin = await bulletinInScope(input.actor, input.params.id);
      const { facts, different } = await recount(bulletin);
      return deskPage(input, { title: '重算核对', crumbs: [home, index, { label: bulletin.title, href: `/bulletins/${bulletin.id}` }, { label: '重算核对' }] }, (
        <>
          <PageHead title="重算核对" subtitle={`${bulletin.title}　数据截至 ${formatInstant(bulletin.asOf)}`} acts={[{ key: 'back', label: '返回通报', icon: 'back', href: `/bulletins/${bulletin.id}`, allowed: true, unmet: [] }]} />
          {different.length === 0
            ? <Note tone="good" title={`${facts.toLocaleString('en-US')} 件全部一致`}>按通报的时点，从填报日历的历次设定和办理记录重新算了一遍，与留存的每一件相同。</Note>
            : <Note tone="bad" title={`${different.length} 件不一致`}><ul>{different.slice(0, 50).map((row) => <li key={`${row.schoolId}${row.programme}${row.period}${row.step}`}>单位编号 {row.schoolId}　{row.period}　{row.step}：留存 {row.kept ?? '没有'}，重算 {row.counted ?? '没有'}</li>)}</ul></Note>}
        </>
      ));
    },
  }),
  route({
    method: 'get', path: '/bulletins/:id/export.xlsx', summary: '应用情况通报，Excel（页面）', policy: one, audit: null, rate: 'export', params: idParams, query: z.strictObject(asked), answers: { 200: 'file' },
    async handler({ actor, params, query }) {
      const { bulletin, table } = await tableOf(actor, params.id, query);
      return { kind: 'file', name: `${bulletin.title}.xlsx`, mime: XLSX, bytes: await bulletinSheet(bulletin, table, footnotesOf(table.by), table.by === 'programme' ? '资助项目' : '单位') };
    },
  }),
  route({
    method: 'get', path: '/bulletins/:id/chart.svg', summary: '应用情况通报，图（页面）', policy: one, audit: null, rate: 'export', params: idParams, query: z.strictObject(asked), answers: { 200: 'file' },
    async handler({ actor, params, query }) {
      const { bulletin, table } = await tableOf(actor, params.id, query);
      return chartPicture(bulletin.title, barChartSvg(chartOf(table), true), 'svg');
    },
  }),
  route({
    method: 'get', path: '/bulletins/:id/sheet', summary: '打印应用情况通报', policy: one, audit: null, rate: 'read', params: idParams, query: z.strictObject(asked), answers: { 200: 'html' },
    async handler({ actor, params, query }) {
      const { bulletin, table } = await tableOf(actor, params.id, query);
      return page(renderBulletinSheet({ version: productVersion, back: addressOf(bulletin.id, query), ...bulletinView(actor, bulletin, table, query.programme), place: bulletin.organisation.name, span: spanName(bulletin.span), asOf: formatInstant(bulletin.asOf), printedOn: formatInstant(await officeNow()) }));
    },
  }),
];

const outcomes: Record<Outcome, FactLine['outcome']> = { 'on-time': { tone: 'good', word: '按时' }, late: { tone: 'run', word: '逾期办结' }, missing: { tone: 'bad', word: '逾期未办' } };

type Asked = { by?: TableBy; programme?: (typeof listProgrammeKeys)[number] };
async function tableOf(actor: Actor, id: number, { by, programme }: Asked) {
  const bulletin = await bulletinInScope(actor, id);
  return { bulletin, table: await bulletinTable(actor, bulletin, { by: by ?? tablesOffered(bulletin)[0], programme }) };
}

async function showForm(asking: Asking, error?: ProductError): Promise<Answer> {
  const today = officeDateOf(await officeNow());
  const refused = error && refusedOf(asking, error);
  const fields: FieldProps[] = [
    { name: 'span', label: '时段', kind: 'select', required: true, value: monthOf(today), options: spansAround(monthOf(today), academicTermOf(today)).map((span) => ({ value: span, label: spanName(span) })) },
    { name: 'title', label: '标题', maxLength: 80, full: true, hint: '可以不填，不填按时段取名。' },
  ];
  return deskPage(asking, { title: '起草通报', crumbs: [home, index, { label: '起草通报' }] }, (
    <>
      <PageHead title="起草通报" subtitle={asking.actor.organisation.name} />
      <FormCard title="应用情况通报" action="/bulletins" seal={sealFor(asking)} submit="统计并留存" cancel={{ label: '不起草了', href: '/bulletins' }} fields={asTyped(fields, refused)} errors={refusalLines(refused, { span: '时段', title: '标题' })} footnote="按现在的数据统计，每一件事实留存在通报里，以后不再变；核对后再发布，发布前只有本单位看得见。" />
    </>
  ));
}

async function showBulletin(asking: Asking, id: number, query: Asked, error?: ProductError): Promise<Answer> {
  const { bulletin, table } = await tableOf(asking.actor, id, query);
  const refused = error && refusedOf(asking, error);
  const fields = publicationFields(bulletin);
  return deskPage(asking, { title: bulletin.title, crumbs: [home, index, { label: bulletin.title }] }, (
    <div class="stackv">
      <StatisticPage {...bulletinView(asking.actor, bulletin, table, query.programme)} />
      {whyNotPublish(asking.actor, bulletin) === null && <FormCard id="publish" title="发布这份通报" action={`/bulletins/${id}/publication`} seal={sealFor(asking)} submit="发布" fields={asTyped(fields, refused)} errors={refusalLines(refused, Object.fromEntries(fields.map(({ name, label }) => [name, label])), { 'no-recipients': 'to' })} footnote="作为通知公告发出，带合计、各行数字、名次和口径；收到的人能打开通报全文，只能点开本辖区的明细。发布后不能收回。" />}
      {bulletin.circularId !== null && bulletin.organisation.id === asking.actor.organisation.id && <Card title="发布"><p><Word tone="good" icon="check">已发布</Word>　<a href={`/circulars/${bulletin.circularId}`}>看谁已阅、催阅</a></p></Card>}
    </div>
  ));
}

function publicationFields({ organisation }: Bulletin): FieldProps[] {
  const tos: [To, string][] = organisation.level === 'county' ? [['schools', '学校']] : [['authorities', '下级主管部门'], ['everywhere', '下级主管部门和学校'], ['schools', '学校']];
  const posts: [Posts, string][] = [['everybody', '全部业务用户'], ['leaders', '领导'], ['handlers', '业务操作人员和学校业务审核人员'], ['operators', '业务操作人员']];
  const options = (pairs: [string, string][]) => pairs.map(([value, label]) => ({ value, label }));
  return [{ name: 'to', label: '发给', kind: 'select', required: true, value: tos[0][0], options: options(tos) }, { name: 'posts', label: '哪些人', kind: 'select', required: true, value: 'everybody', options: options(posts) }, { name: 'readBy', label: '请在此前阅知', kind: 'date', hint: '可以不填。' }];
}
