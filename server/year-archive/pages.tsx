import { z } from 'zod';
import { stageWords } from '../award-lists/status.js';
import { officeNow } from '../database.js';
import type { ProductError } from '../lib/errors.js';
import { formatThousands } from '../lib/money.js';
import { formatInstant, officeDateOf } from '../values/office-date.js';
import { formatSchoolYear, type SchoolYear } from '../values/school-year.js';
import { Card, FormCard, PageHead } from '../web/components/card.js';
import { KeyValues, type Pair } from '../web/components/facts.js';
import { Note } from '../web/components/note.js';
import { ProgressBar } from '../web/components/progress-bar.js';
import { Table } from '../web/components/table.js';
import { Tag, type TagProps } from '../web/components/tag.js';
import { asTyped, deskPage, refusalLines, refusedOf, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { askArchive, askReopening, decideArchive, goOn, whyNotTheirs, yearArchive, yearArchives, type YearArchive } from './archive.js';
import { concerns, hindrances, stateWords, type ArchiveState } from './rules.js';
import { askers, deciders, formVersion, oneReaders, readers, reason, remark, reopeners, reopeningReason, resumers, schoolYear } from './schemas.js';
import { lookAtYear, yearsWithLists, type YearSums } from './years.js';

const home = { label: '首页', href: '/' };
const here = { label: '学年归档', href: '/year-archives' };
const looks: Readonly<Record<ArchiveState, Pick<TagProps, 'tone' | 'icon'>>> = {
  asked: { tone: 'run', icon: 'clock' }, refused: { tone: 'bad', icon: 'cross' }, packing: { tone: 'run', icon: 'clock' }, archived: { tone: 'good', icon: 'lock' }, reopening: { tone: 'run', icon: 'clock' }, unpacking: { tone: 'run', icon: 'clock' }, reopened: { tone: 'idle', icon: 'back' },
};
const tagOf = (state: ArchiveState): TagProps => ({ ...looks[state], word: stateWords[state] });
const times = (count: number): string => `${count.toLocaleString('en-US')} 人次`;
const labels = { schoolYear: '学年', reason: '理由', remark: '意见' };
const about = { 'already-archived': 'schoolYear', 'in-progress': 'schoolYear', 'year-not-over': 'schoolYear', 'nothing-to-archive': 'schoolYear', 'reason-required': 'reason', 'remark-required': 'remark' };

type Line = YearSums & { archive: YearArchive | undefined };

/** Who did the last thing to a year, and when. */
function lastOf({ state, asked, decided, finishedAt, reopening }: YearArchive): string {
  if (state === 'asked') return `${asked.by} ${formatInstant(asked.at)} 申请`;
  if (state === 'reopening' && reopening) return `${reopening.asked.by} ${formatInstant(reopening.asked.at)} 申请重新打开`;
  const said = (state === 'unpacking' || state === 'reopened') && reopening?.decided ? reopening.decided : decided;
  return said ? `${said.by} ${formatInstant(said.at)} ${state === 'refused' ? '不同意' : '同意'}${finishedAt && (state === 'archived' || state === 'reopened') ? `，${formatInstant(finishedAt)} 办完` : ''}` : '—';
}

async function showAll(input: Asking, error?: ProductError): Promise<Answer> {
  const { actor } = input;
  const refused = error && refusedOf(input, error);
  const archives = await yearArchives(actor);
  const today = officeDateOf(await officeNow());
  const lines: Line[] = (await yearsWithLists(actor)).map((one) => ({ ...one, archive: archives.find(({ year }) => year === one.year) }));
  const closable = lines.filter(({ year, lists, archive }) => hindrances(year, today, archive?.state ?? null, { lists }).length === 0);
  const why = whyNotTheirs(actor);
  const asks = why === null && actor.role === 'authority-operator';
  return deskPage(input, { title: '学年归档', crumbs: [home, { label: '学年归档' }] }, (
    <>
      <PageHead title="学年归档" subtitle="结束了的学年由省级归档：名单只能查看，历年受助、统计、公示存档照样能查。一人申请，另一人同意。" />
      <div class="stackv">
        <Card flush>
          <Table caption="有名单的学年" rows={lines} rowKey={({ year }) => year} empty={{ title: '还没有名单', text: '有名单的学年结束以后，在这里归档。' }} columns={[
            { key: 'year', name: '学年', first: true, cell: ({ year, archive }) => (archive ? <a href={`/year-archives/${archive.id}`}>{formatSchoolYear(year)}</a> : formatSchoolYear(year)) },
            { key: 'lists', name: '名单（份）', num: true, cell: ({ year, lists }) => <a href={`/award-lists?year=${year}`}>{lists.toLocaleString('en-US')}</a> },
            { key: 'people', name: '受助（人次）', num: true, cell: ({ people }) => people.toLocaleString('en-US') },
            { key: 'paid', name: '实发金额（元）', num: true, cell: ({ paid }) => formatThousands(paid) },
            { key: 'unfinished', name: '归档时没办完（份）', num: true, cell: ({ archive }) => (archive?.decided && archive.state !== 'refused' ? archive.unfinished.toLocaleString('en-US') : '—') },
            { key: 'state', name: '状态', cell: ({ year, archive }) => <Tag {...(archive ? tagOf(archive.state) : hindrances(year, today, null, { lists: 1 }).length > 0 ? { tone: 'idle' as const, icon: 'clock' as const, word: '还没有结束' } : { tone: 'idle' as const, icon: 'minus' as const, word: '没有归档' })} /> },
            { key: 'who', name: '谁、什么时候', cell: ({ archive }) => (archive ? lastOf(archive) : '—') },
          ]} />
        </Card>
        {!asks ? <Note tone="idle" title="由省级申请和决定">{why ?? (actor.role === 'authority-director' ? '业务操作人员申请以后，点学年看名单和没有办完的，再决定。' : '由业务操作人员申请，业务主管领导决定。')}</Note>
          : closable.length === 0 && !refused ? <Note tone="idle" title="现在没有要归档的学年">学年到8月31日结束，结束以后才能归档。</Note>
            : <AskCard input={input} closable={closable} refused={refused} left={await leftOf(actor.organisation.path, closable)} />}
      </div>
    </>
  ));
}

type Left = { year: SchoolYear; found: Awaited<ReturnType<typeof lookAtYear>> };
const leftOf = async (path: string, closable: readonly Line[]): Promise<Left[]> => Promise.all(closable.slice(0, 3).map(async ({ year }) => ({ year, found: await lookAtYear(path, year) })));

function AskCard({ input, closable, refused, left }: { input: Asking; closable: readonly Line[]; refused: Refused | undefined; left: readonly Left[] }) {
  const open = left.filter(({ found }) => concerns(found).length > 0);
  return (
    <>
      {open.length > 0 && <Card title="还没有办完的"><ul class="dots">{open.map(({ year, found }) => <li key={year}>{formatSchoolYear(year)}：<Unfinished year={year} found={found} /></li>)}</ul></Card>}
      <FormCard title="申请归档" action="/year-archives" seal={sealFor(input)} submit="申请，等决定" errors={refusalLines(refused, labels, about)} fields={asTyped([
        { name: 'schoolYear', label: '学年', kind: 'select', required: true, options: closable.map(({ year }) => ({ value: year, label: formatSchoolYear(year) })) },
        { name: 'reason', label: '理由', kind: 'textarea', rows: 2, maxLength: 500, full: true, hint: '还有没办完的名单或异议时必须写，至少 10 个字。' },
      ], refused)} footnote="业务主管领导同意以后，这个学年的名单只能查看。需要更正时可以申请重新打开。" />
    </>
  );
}

/** What has not come to its end, each a way to just those lists. */
function Unfinished({ year, found }: Left) {
  return <>{found.unfinished.map(({ stage, lists }, at) => <span key={stage}>{at > 0 && '、'}<a href={`/award-lists?year=${year}&stage=${stage}`}>{stageWords[stage]} {lists.toLocaleString('en-US')} 份</a></span>)}{found.openObjections > 0 && `${found.unfinished.length > 0 ? '，' : ''}没有处理的公示异议 ${found.openObjections.toLocaleString('en-US')} 条`}</>;
}

async function showOne(input: Asking & { params: { id: number } }, error?: ProductError, agreed: 'yes' | 'no' = 'yes'): Promise<Answer> {
  const { actor } = input;
  const one = await yearArchive(actor, input.params.id);
  const href = `/year-archives/${one.id}`;
  const refused = error && refusedOf(input, error);
  const own = whyNotTheirs(actor) === null && one.organisation.id === actor.organisation.id;
  const decides = own && actor.role === 'authority-director' && (one.state === 'asked' || one.state === 'reopening');
  const found = one.state === 'asked' && own ? await lookAtYear(one.organisation.path, one.year) : null;
  const running = one.work !== null && one.work.state !== 'failed' && one.work.state !== 'cancelled';
  const polling = running ? { 'hx-get': href, 'hx-trigger': 'every 2s', 'hx-target': '#archive', 'hx-select': '#archive', 'hx-swap': 'outerHTML show:none' } : {};
  return deskPage(input, { title: formatSchoolYear(one.year), crumbs: [home, here, { label: formatSchoolYear(one.year) }] }, (
    <>
      <PageHead title={`${formatSchoolYear(one.year)}归档`} subtitle={one.organisation.name} acts={[{ key: 'lists', label: '看这个学年的名单', href: `/award-lists?year=${one.year}`, allowed: true, unmet: [] }]} />
      <div class="stackv" id="archive" {...polling}>
        {refused && !decides && <Note tone="bad" title="没有办成" alert>{refused.message}</Note>}
        <Card title="办到哪里">
          <div class="stackv">
            <p role="status"><Tag {...tagOf(one.state)} /></p>
            {one.work && <ProgressBar label={stateWords[one.state]} unit="份" parts={[{ label: one.state === 'packing' ? '已归档' : '已取出', count: one.work.done, tone: 'good', full: true }, { label: '还没有', count: Math.max((one.work.total ?? one.lists) - one.work.done, 0), tone: 'idle' }]} />}
            {running && <p class="sub">在后台办，可以离开这一页；{one.state === 'packing' ? '名单从同意起就只能查看。' : '全部取出以前，名单还只能查看。'}</p>}
            {one.work && !running && <Note tone="bad" title="后台中断了" alert acts={own && actor.role !== 'aid-centre-director' ? [{ key: 'go-on', label: '继续', href: `${href}/continuation`, allowed: true, unmet: [], tone: 'main', seal: sealFor(input, one.version) }] : []}>{one.work.failure ?? '后台没有办完，办过的都在，可以接着办。'}</Note>}
          </div>
        </Card>
        {found && <Card title="同意以后"><ul class="dots"><li>{found.lists.toLocaleString('en-US')} 份名单、{times(found.people)}、实发 {formatThousands(found.paid)} 元，从同意起只能查看。</li>{concerns(found).length > 0 ? <li>还没有办完的：<Unfinished year={one.year} found={found} />。归档以后不再办。</li> : <li>名单都办到了最后，没有待处理的异议。</li>}</ul></Card>}
        <Card title="经过" flush><KeyValues pairs={pairsOf(one)} /></Card>
        {decides && <FormCard title="决定" action={`${href}/decision?agree=yes`} seal={sealFor(input, one.version)} submit={one.state === 'asked' ? '同意归档' : '同意重新打开'} errors={agreed === 'yes' ? decisionLines(refused) : []} fields={asTyped([{ name: 'remark', label: '意见', kind: 'textarea', rows: 2, maxLength: 500, full: true }], agreed === 'yes' ? refused : undefined)} footnote="申请的人不能自己决定。" />}
        {decides && <FormCard folded title="不同意" action={`${href}/decision?agree=no`} seal={sealFor(input, one.version)} submit="不同意" danger errors={agreed === 'no' ? decisionLines(refused) : []} fields={asTyped([{ name: 'remark', id: 'refusal-remark', label: '为什么不同意', required: true, maxLength: 500, full: true }], agreed === 'no' ? refused : undefined)} footnote="申请的人会看到。" />}
        {own && actor.role === 'authority-operator' && one.state === 'archived' && <FormCard folded={!refused} title="申请重新打开" action={`${href}/reopening`} seal={sealFor(input, one.version)} submit="申请，等决定" errors={refusalLines(refused, labels, about)} fields={asTyped([{ name: 'reason', label: '理由', kind: 'textarea', rows: 2, required: true, maxLength: 500, full: true, hint: '要更正哪些名单、为什么，至少 10 个字。' }], refused)} footnote="业务主管领导同意，并且全部取出以后，名单才能办理。" />}
      </div>
    </>
  ));
}

const decisionLines = (refused: Refused | undefined): ReturnType<typeof refusalLines> => refusalLines(refused, { remark: labels.remark }, { 'remark-required': 'remark' });

function pairsOf(one: YearArchive): Pair[] {
  const { reopening } = one;
  const said = (name: string, what: { by: string; at: Date } | null, words: string): Pair[] => (what ? [{ name, value: `${what.by}，${formatInstant(what.at)}${words && `：${words}`}` }] : []);
  return [
    ...said('申请归档', one.asked, one.reason), ...said(one.state === 'refused' ? '不同意' : '同意', one.decided, one.remark),
    ...(one.decided && one.state !== 'refused' ? [{ name: '归档时', value: `${one.lists.toLocaleString('en-US')} 份名单，${times(one.people)}，实发 ${formatThousands(one.paid)} 元，没办完 ${one.unfinished.toLocaleString('en-US')} 份` }] : []),
    ...(one.finishedAt && one.state !== 'reopened' ? [{ name: '归档完成', value: formatInstant(one.finishedAt) }] : []), ...(one.digest ? [{ name: '校验值', value: one.digest }] : []),
    ...(reopening ? [...said('申请重新打开', reopening.asked, reopening.reason), ...said(one.state === 'archived' ? '不同意重新打开' : '同意重新打开', reopening.decided, reopening.remark)] : []),
    ...(one.finishedAt && one.state === 'reopened' ? [{ name: '重新打开完成', value: formatInstant(one.finishedAt) }] : []),
  ];
}

const act = { method: 'post' as const, params: idParams, rate: 'write' as const, answers: { 303: 'html' as const } };

/** 学年归档 at the desk. */
export const yearArchivePages: Route[] = [
  route({ method: 'get', path: '/year-archives', summary: '学年归档（页面）', policy: readers, audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => showAll(input) }),
  route({ method: 'post', path: '/year-archives', summary: '申请学年归档（页面）', policy: askers, audit: '申请学年归档', rate: 'write', body: z.strictObject({ schoolYear, reason: reason.default('') }), answers: { 303: 'html' },
    handler: async ({ actor, body }) => redirect(`/year-archives/${(await askArchive(actor, body)).id}`, '已申请，等业务主管领导决定'), onRefusal: (input, error) => showAll(input, error) }),
  route({ method: 'get', path: '/year-archives/:id', summary: '一次学年归档（页面）', policy: oneReaders, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => showOne(input) }),
  route({ ...act, path: '/year-archives/:id/decision', summary: '决定学年归档（页面）', policy: deciders, audit: '决定学年归档', query: z.strictObject({ agree: z.enum(['yes', 'no']) }), body: z.strictObject({ version: formVersion, remark: remark.default('') }),
    handler: async ({ actor, params, query, body }) => { await decideArchive(actor, params.id, { ...body, agree: query.agree === 'yes' }); return redirect(`/year-archives/${params.id}`, query.agree === 'yes' ? '已同意，正在后台办' : '已记下不同意'); }, onRefusal: (input, error) => showOne(input, error, input.query.agree) }),
  route({ ...act, path: '/year-archives/:id/reopening', summary: '申请重新打开学年（页面）', policy: reopeners, audit: '申请重新打开学年', body: z.strictObject({ version: formVersion, reason: reopeningReason }),
    handler: async ({ actor, params, body }) => { await askReopening(actor, params.id, body); return redirect(`/year-archives/${params.id}`, '已申请，等业务主管领导决定'); }, onRefusal: (input, error) => showOne(input, error) }),
  route({ ...act, path: '/year-archives/:id/continuation', summary: '后台归档中断以后继续（页面）', policy: resumers, audit: '继续后台归档', body: z.strictObject({ version: formVersion }),
    handler: async ({ actor, params, body }) => { await goOn(actor, params.id, body.version); return redirect(`/year-archives/${params.id}`, '正在接着办'); }, onRefusal: (input, error) => showOne(input, error) }),
];
