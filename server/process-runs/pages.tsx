import { z } from 'zod';
import { officeNow } from '../database.js';
import { formatInstant } from '../values/office-date.js';
import type { Role } from '../values/actor.js';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import { ActButton } from '../web/components/act.js';
import { Card, PageHead } from '../web/components/card.js';
import { Facts, KeyValues } from '../web/components/facts.js';
import { Filters } from '../web/components/filters.js';
import { Note } from '../web/components/note.js';
import { ProcessPicture } from '../web/components/process-picture.js';
import { Pager, Results, Table } from '../web/components/table.js';
import { Tag } from '../web/components/tag.js';
import { Timeline } from '../web/components/timeline.js';
import { deskPage, sealFor, type Asking } from '../web/desk-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, idParams } from '../web/schemas.js';
import { listDefinitions } from '../workflow/definitions.js';
import { pictureOf } from '../workflow/editor-pages.js';
import { durationWords } from './figures.js';
import { IncidentTable, RepairTable } from './incident-parts.js';
import { restoreRun } from './restore-run.js';
import { isOver, listRuns, runById, type Run, type RunRow } from './run.js';
import { eventEntry, lastDay, runTags } from './words.js';

const staff: readonly Role[] = ['process-administrator', 'process-publisher'];
const home = { label: '首页', href: '/' };
const here = { label: '流程实例', href: '/process-runs' };
const PAGE = 50;
const listQuery = z.strictObject({ key: blankable(z.string().max(64)), version: blankable(z.coerce.number().int().positive()), state: blankable(z.enum(['running', 'incident', 'completed', 'cancelled'])), q: blankable(z.string().max(60)), element: blankable(z.string().max(64)), cursor: blankable(z.string().max(200)) });

async function showRuns(input: Asking & { query: z.output<typeof listQuery> }): Promise<Answer> {
  const { cursor, ...filter } = input.query;
  const { items, nextCursor } = pageOf(await listRuns({ ...filter, before: decodeCursor(cursor), limit: PAGE + 1 }), PAGE);
  const names = new Map((await listDefinitions()).map(({ key, name }) => [key, name]));
  const now = await officeNow();
  const asked = Object.entries(filter).filter((one): one is [string, string | number] => one[1] !== undefined);
  const next = nextCursor && `/process-runs?${new URLSearchParams([...asked.map(([name, value]): [string, string] => [name, String(value)]), ['cursor', nextCursor]])}`;
  return deskPage(input, { title: '流程实例', crumbs: [home, here] }, (
    <>
      <PageHead title="流程实例" subtitle="每份办理件走到了哪里、等谁、等了多久。这里只有流程，没有名单和学生的内容。" />
      <Results>
        {(filter.version || filter.element) && <p class="muted">只看{filter.version ? `第 ${filter.version} 版` : ''}{filter.element ? `停在“${items[0]?.waitsAt || filter.element}”` : ''}的。</p>}
        <Card flush>
          <Filters action="/process-runs" clearHref="/process-runs" hidden={{ ...(filter.version ? { version: String(filter.version) } : {}), ...(filter.element ? { element: filter.element } : {}) }} filters={[
            { name: 'q', label: '单位', kind: 'search', value: filter.q, placeholder: '单位名称的一部分' },
            { name: 'key', label: '流程', kind: 'select', value: filter.key, options: [{ value: '', label: '全部' }, ...[...names].map(([value, label]) => ({ value, label }))] },
            { name: 'state', label: '状态', kind: 'select', value: filter.state, options: [{ value: '', label: '全部' }, ...Object.entries(runTags).map(([value, { word }]) => ({ value, label: word }))] },
          ]} />
          <Table caption="流程实例" rows={items} rowKey={({ id }) => id} empty={{ icon: 'list', title: '没有这样的流程实例', text: '换一个条件再查。' }} columns={[
            { key: 'subject', name: '办理件', first: true, cell: (run) => <><a href={`/process-runs/${run.id}`}>{run.subject}</a><span class="s">{run.organisation}</span></> },
            { key: 'name', name: '流程', cell: (run) => `${run.name} 第 ${run.version} 版` },
            { key: 'state', name: '状态', cell: (run) => <Tag {...runTags[run.state]} /> },
            { key: 'waits', name: '停在', cell: (run) => run.waitsAt || (isOver(run.state) ? '—' : '只等时间、消息或程序') },
            { key: 'since', name: '等了', num: true, cell: (run) => waited(run, now) },
            { key: 'started', name: '开始', cell: (run) => formatInstant(run.startedAt) },
          ]} />
          <Pager text={`本页 ${items.length} 件，新的在前`} next={next ?? undefined} />
        </Card>
      </Results>
    </>
  ));
}

const waited = ({ since }: Pick<RunRow, 'since'>, now: Date): string => (since ? durationWords(Math.max(0, (now.getTime() - since.getTime()) / 1000)) : '—');

async function showRun(input: Asking & { params: { id: number } }): Promise<Answer> {
  const run = await runById(input.params.id);
  const now = await officeNow();
  const drawing = await pictureOf(run.used.xml, run.picture);
  const mayRepair = input.actor.role === 'process-administrator';
  const lasted = ((run.endedAt ?? now).getTime() - run.startedAt.getTime()) / 1000;
  return deskPage(input, { title: run.subject, crumbs: [home, here, { label: run.subject, href: `/process-runs/${run.id}` }] }, (
    <>
      <PageHead title={run.subject} tag={runTags[run.state]} subtitle={`${run.name} 第 ${run.version} 版　${run.organisation}`} acts={[
        { key: 'definition', label: '这一版的流程图', href: `/processes/${run.key}/${run.version}`, allowed: true, unmet: [] },
        { key: 'figures', label: '这一版的运行情况', href: `/processes/${run.key}/${run.version}/figures`, allowed: true, unmet: [] },
        ...(mayRepair && !isOver(run.state) ? [{ key: 'migration', label: '迁移到另一版', href: `/processes/${run.key}/${run.version}/migration?instance=${run.id}`, allowed: true, unmet: [], icon: 'swap' as const }] : []),
      ]} />
      <div class="stackv">
        <Apart run={run} act={mayRepair ? { key: 'restore', label: '恢复等待', href: `/process-runs/${run.id}/waits`, allowed: true, unmet: [], seal: sealFor(input) } : undefined} />
        <Facts facts={[
          { name: '等了', value: run.since ? waited(run, now) : '—', note: run.since ? `从 ${formatInstant(run.since)} 起` : isOver(run.state) ? '已经走完' : '没有等人的任务' },
          { name: isOver(run.state) ? '一共用了' : '已经走了', value: durationWords(Math.max(0, lasted)), note: `${formatInstant(run.startedAt)} 开始` },
          { name: '异常', value: String(run.incidents.filter(({ state }) => state === 'open').length), note: run.incidents.length > 0 ? `出过 ${run.incidents.length} 次` : '没有出过' },
        ]} />
        <Card title="走到哪里" aside="绿线是走过的路" flush>{drawing ? <ProcessPicture {...drawing} legend /> : <p class="cb">这一版没有图形。</p>}</Card>
        {!isOver(run.state) && <Waits run={run} />}
        {run.incidents.length > 0 && <Card title="异常" flush><IncidentTable input={input} incidents={run.incidents} model={run.used.model} repairs={run.repairs} here={`/process-runs/${run.id}`} /></Card>}
        {run.repairs.length > 0 && <Card title="修复申请" aside="一人申请，另一人决定" flush><RepairTable input={input} repairs={run.repairs} /></Card>}
        <Variables run={run} />
        <Card title="经过" aside={`${run.events.length} 条，新的在前`}><Timeline entries={run.events.map(eventEntry)} /></Card>
      </div>
    </>
  ));
}

/** Rows and engine state must wait for the same. */
function Apart({ run: { apart, used: { model } }, act }: { run: Run; act?: Parameters<typeof ActButton>[0]['act'] }) {
  const nameOf = (id: string): string => model.elements[id]?.name || id;
  if (apart.withoutRow.length === 0 && apart.withoutToken.length === 0) return null;
  return (
    <Note tone="bad" title="等待和流程对不上">
      {apart.withoutRow.length > 0 && <p>流程停在{apart.withoutRow.map(({ elementId }) => `“${nameOf(elementId)}”`).join('、')}，却没有人在等：没有对应的任务、定时或消息。恢复等待后，办理人会重新看到任务。</p>}
      {apart.withoutToken.length > 0 && <p>{apart.withoutToken.map(({ elementId }) => `“${nameOf(elementId)}”`).join('、')}还列在等待里，流程却不停在那里，办理时会成为异常。请与系统管理员核对是否改动过数据库。</p>}
      {act && apart.withoutRow.length > 0 && <ActButton act={act} />}
    </Note>
  );
}

function Waits({ run }: { run: Run }) {
  return (
    <Card title="现在等什么" flush>
      <Table caption="现在等什么" rows={run.waits} rowKey={(wait) => wait.elementId + wait.kind} empty={{ icon: 'warn', title: '没有人在等', text: '这个流程没有走完，却没有任何任务、定时或消息。' }} columns={[
        { key: 'name', name: '环节', first: true, cell: (wait) => <>{wait.name}{wait.optional && <span class="s">需要时办理</span>}</> },
        { key: 'who', name: '等谁', cell: (wait) => wait.who },
        { key: 'since', name: '从什么时候起', cell: (wait) => (wait.since ? formatInstant(wait.since) : '—') },
        { key: 'due', name: '期限', cell: (wait) => (wait.stuck ? <Tag tone="bad" icon="warn" word={wait.kind === 'external' ? '没有办成' : '时间已到，没有办成'} /> : wait.dueAt ? (wait.kind === 'timer' ? formatInstant(wait.dueAt) : lastDay(wait.dueAt)) : '—') },
      ]} />
    </Card>
  );
}

function Variables({ run: { variables } }: { run: Run }) {
  if (variables.length === 0) return null;
  return (
    <Card title="变量" aside="判断用的值；可能含个人信息的不显示">
      <KeyValues pairs={variables.map(({ label, name, value, masked }) => ({ name: label, value: <>{masked ? <span class="muted">{value}</span> : value}{label !== name && <span class="muted small">（{name}）</span>}</> }))} />
    </Card>
  );
}

/** 流程实例 at the desk of those who keep the procedures going. */
export const processRunPages: Route[] = [
  route({ method: 'get', path: '/process-runs', summary: '流程实例（页面）', policy: { roles: staff }, audit: null, rate: 'read', query: listQuery, answers: { 200: 'html' }, handler: (input) => showRuns(input) }),
  route({ method: 'get', path: '/process-runs/:id', summary: '一个流程实例（页面）', policy: { roles: staff }, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => showRun(input) }),
  route({
    method: 'post', path: '/process-runs/:id/waits', summary: '恢复流程的等待（页面）', policy: { roles: ['process-administrator'] }, audit: '恢复流程等待', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      await restoreRun(actor, params.id);
      return redirect(`/process-runs/${params.id}`, '等待已恢复，办理人可以办理');
    },
  }),
];
