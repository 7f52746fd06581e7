import { z } from 'zod';
import { officeNow, rows } from '../database.js';
import { bytesInWords } from '../lib/bytes-in-words.js';
import type { ProductError } from '../lib/errors.js';
import { academicTermOf, schoolYearOf } from '../values/academic-term.js';
import type { Role } from '../values/actor.js';
import { formatDate, formatInstant, officeDateOf } from '../values/office-date.js';
import { listProgrammeKeys, programmeOf, type ListProgrammeKey } from '../values/programme.js';
import { scopeSql } from '../values/scope.js';
import type { OfferedAct } from '../web/components/act.js';
import type { TagProps } from '../web/components/tag.js';
import { asTyped, deskPage, refusalLines, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import { RecordsPage } from '../web/pages/records-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, id, idParams, month } from '../web/schemas.js';
import { beginSeries, cancelSeries, KEPT_DAYS, listsOfSeries, ownSeries, removeSeries, seriesOf, type PackSeries } from './pack-series.js';
import { seriesScope } from './series-scope.js';
import { seriesTitle, takeSeries } from './take-series.js';

export const packers: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];
const policy = { roles: packers, scope: seriesScope };
const SHOWN = 30;
const states: Record<PackSeries['state'], TagProps> = {
  queued: { tone: 'idle', icon: 'clock', word: '等待打包' }, running: { tone: 'run', icon: 'clock', word: '正在打包' }, paused: { tone: 'idle', icon: 'clock', word: '暂停' }, done: { tone: 'good', icon: 'check', word: '可以下载' },
  failed: { tone: 'bad', icon: 'cross', word: '没有办成' }, cancelled: { tone: 'idle', icon: 'cross', word: '已取消' }, expired: { tone: 'idle', icon: 'clock', word: '已到期或删除' },
};
const body = z.strictObject({ programme: z.enum(listProgrammeKeys), year: z.string().regex(/^\d{4}-\d{4}$/, '请选学年。'), from: blankable(month), to: blankable(month), withinId: id, purpose: z.string().max(200) });
const home = { label: '首页', href: '/' };
const index = { label: '检查凭据包', href: '/evidence-packs' };

/** 成批凭据包 at the desk. */
export const packSeriesPages: Route[] = [
  route({ method: 'get', path: '/evidence-packs', summary: '检查凭据包（页面）', policy: { roles: packers }, audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => showIndex(input) }),
  route({
    method: 'post', path: '/evidence-packs', summary: '成批打包凭据（页面）', policy: { roles: packers }, audit: '成批打包凭据', rate: 'write', body, answers: { 303: 'html' },
    async handler({ actor, body: { year, from, to, ...asked } }) {
      const { id: made } = await beginSeries(actor, { ...asked, ...spanOf(asked.programme, year, from, to) });
      return redirect(`/evidence-packs/${made}`, '已排队打包，可以离开这一页，办好了再来下载');
    },
    onRefusal: (input, error) => showIndex(input, error),
  }),
  route({ method: 'get', path: '/evidence-packs/:id', summary: '一批凭据包：进度和目录（页面）', policy, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => showSeries(input, input.params.id) }),
  route({ method: 'get', path: '/evidence-packs/:id/packs.zip', summary: '下载一批凭据包（页面）', policy, audit: '下载成批凭据包', rate: 'export', params: idParams, answers: { 200: 'file' },
    handler: async ({ actor, params }) => ({ kind: 'stream', ...(await takeSeries(actor, params.id)) }) }),
  route({ method: 'post', path: '/evidence-packs/:id/cancellation', summary: '取消打包（页面）', policy, audit: '取消成批凭据包', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) { await cancelSeries(actor, params.id); return redirect('/evidence-packs', '已取消，打好的也会删除'); } }),
  route({ method: 'post', path: '/evidence-packs/:id/removal', summary: '删除一批凭据包（页面）', policy, audit: '删除成批凭据包', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) { await removeSeries(actor, params.id); return redirect('/evidence-packs', '已删除'); } }),
];

/** A whole school year, or the months given within it. */
function spanOf(programme: ListProgrammeKey, year: string, from?: string, to?: string): { from: string; to: string } {
  const [first, second] = year.split('-');
  if (programmeOf(programme).period === 'term') return { from: `${year}-autumn`, to: `${year}-spring` };
  return { from: from ?? `${first}-09`, to: to ?? from ?? `${second}-08` };
}

async function showIndex(asking: Asking, error?: ProductError): Promise<Answer> {
  const { actor } = asking;
  const refused = error && refusedOf(asking, error);
  const series = await ownSeries(actor, { limit: SHOWN });
  const scope = scopeSql(actor);
  const places = await rows<{ id: number; name: string }>(`SELECT o.id, o.name FROM organisations o WHERE ${scope.sql} AND o.level <> 'school' ORDER BY o.path LIMIT 400`, scope.params);
  const year = Number(schoolYearOf(academicTermOf(officeDateOf(await officeNow()))).slice(0, 4));
  const fields = [
    { name: 'programme', label: '项目', kind: 'select' as const, options: listProgrammeKeys.map((key) => ({ value: key, label: programmeOf(key).name })) },
    { name: 'year', label: '学年', kind: 'select' as const, options: [0, 1, 2, 3].map((back) => `${year - back}-${year - back + 1}`).map((one) => ({ value: one, label: `${one}学年` })) },
    { name: 'from', label: '从哪个月', kind: 'month' as const, hint: '空着就是整个学年' }, { name: 'to', label: '到哪个月', kind: 'month' as const },
    { name: 'withinId', label: '单位', kind: 'select' as const, value: String(actor.organisation.id), options: places.map((one) => ({ value: String(one.id), label: one.name })) },
    { name: 'purpose', label: '用途', required: true, maxLength: 200, placeholder: '如：2023年资助检查', hint: '写在封面上，并留痕。' },
  ];
  return deskPage(asking, { title: '检查凭据包', crumbs: [home, { label: '检查凭据包' }] }, (
    <RecordsPage
      title="检查凭据包" subtitle={`${actor.organisation.name}　报送过的名单，每份的决定单、附件、记录打成一个包，装在一起`} caption="打过的包"
      forms={[{ title: '打一批凭据包', action: '/evidence-packs', seal: sealFor(asking), fields: asTyped(fields, refused), submit: '开始打包', errors: refusalLines(refused, Object.fromEntries(fields.map(({ name, label }) => [name, label])), { 'nothing-to-pack': 'programme', 'too-many-lists': 'withinId' }), footnote: `在后台打包，办完保存 ${KEPT_DAYS} 天，只有您能下载。` }]}
      columns={[{ key: 'what', name: '范围' }, { key: 'at', name: '什么时候' }, { key: 'purpose', name: '用途' }, { key: 'done', name: '名单（份）', num: true }, { key: 'size', name: '大小' }, { key: 'state', name: '状态' }]}
      rows={series.map((one) => ({ key: one.id, cells: { what: { text: seriesTitle(one), href: `/evidence-packs/${one.id}` }, at: { text: formatInstant(one.askedAt) }, purpose: { text: one.purpose }, done: { text: `${one.packed} / ${one.total}` }, size: { text: one.sizeBytes > 0 ? bytesInWords(one.sizeBytes) : '—' }, state: { text: '', tags: [states[one.state]] } } }))}
      empty={{ icon: 'info', title: '还没有打过', text: '选好项目、学年和单位，写明用途，开始打包。' }}
    />
  ));
}

async function showSeries(asking: Asking, seriesId: number): Promise<Answer> {
  const series = await seriesOf(asking.actor, seriesId);
  const lists = await listsOfSeries(seriesId);
  const title = seriesTitle(series);
  const at = `/evidence-packs/${seriesId}`;
  const working = series.state === 'queued' || series.state === 'running' || series.state === 'paused';
  const acts: OfferedAct[] = [
    ...(series.state === 'done' ? [{ key: 'take', label: '下载', icon: 'down' as const, tone: 'main' as const, href: `${at}/packs.zip`, allowed: true, unmet: [] }, { key: 'remove', label: '删除', href: `${at}/removal`, allowed: true, unmet: [], seal: sealFor(asking) }] : []),
    ...(working ? [{ key: 'refresh', label: '看进度', href: at, allowed: true, unmet: [] }, { key: 'cancel', label: '取消', href: `${at}/cancellation`, allowed: !series.stopping, unmet: series.stopping ? [{ code: 'stopping', message: '正在停下来。' }] : [], seal: sealFor(asking) }] : []),
  ];
  return deskPage(asking, { title, crumbs: [home, index, { label: '一批凭据包' }] }, (
    <RecordsPage
      title={title} subtitle={`用途：${series.purpose}`} acts={acts} caption="目录"
      facts={[{ name: '状态', value: states[series.state].word }, { name: '打包（份）', value: `${series.packed + series.failed} / ${series.total}` }, { name: '没有打成（份）', value: String(series.failed) }, { name: '保存到', value: formatDate(officeDateOf(series.expiresAt)) }]}
      columns={[{ key: 'list', name: '名单' }, { key: 'people', name: '人数（人）', num: true }, { key: 'size', name: '大小' }, { key: 'sha', name: '指纹（SHA-256）' }, { key: 'state', name: '结果' }]}
      rows={lists.map((one) => ({ key: one.listId, cells: { list: { text: `${one.school} ${one.period} 第${one.batchNo}批`, href: `/award-lists/${one.listId}` }, people: { text: String(one.people) }, size: { text: one.state === 'packed' ? bytesInWords(one.sizeBytes) : '—' }, sha: { text: one.sha256 ? `${one.sha256.slice(0, 16)}…` : '—' }, state: { text: { waiting: '等待', packed: '已打包', failed: '没有打成' }[one.state], under: one.message ?? undefined } } }))}
      empty={{ icon: 'info', title: '没有名单', text: '' }}
    />
  ));
}
