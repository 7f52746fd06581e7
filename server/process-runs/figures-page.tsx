import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { id } from '../web/schemas.js';
import type { Role } from '../values/actor.js';
import { Card, PageHead } from '../web/components/card.js';
import { Facts } from '../web/components/facts.js';
import { Views } from '../web/components/filters.js';
import { ProcessPicture } from '../web/components/process-picture.js';
import { Table } from '../web/components/table.js';
import { deskPage, type Asking } from '../web/desk-page.js';
import { route, type Answer, type Route } from '../web/route.js';
import { versionById } from '../workflow/definition.js';
import { listDefinitions } from '../workflow/definitions.js';
import { pictureOf } from '../workflow/editor-pages.js';
import { durationWords, figuresOf, heatOf, type HeatBy, type StepFigures } from './figures.js';

const staff: readonly Role[] = ['process-administrator', 'process-publisher'];
export const figuresQuery = z.strictObject({ by: z.enum(['time', 'waiting']).default('time'), days: z.enum(['30', '90', '365']).default('90') });
const periods = { '30': '近 30 天', '90': '近 90 天', '365': '近一年' } as const;
const kinds: Record<StepFigures['kind'], string> = { task: '人办理', service: '系统办理', timer: '等时间', message: '等消息', external: '外部程序办理' };

async function showFigures(input: Asking & { params: { key: string; version: number }; query: z.output<typeof figuresQuery> }): Promise<Answer> {
  const { params: { key, version }, query: { by, days } } = input;
  const shown = (await listDefinitions(key)).find((one) => one.version === version);
  if (!shown) throw new NotFound('没有这个流程版本。');
  const used = await versionById(shown.id);
  const figures = await figuresOf(used, Number(days));
  const heat = heatOf(figures.steps, by);
  const drawing = await pictureOf(used.xml, { heat });
  const href = `/processes/${key}/${version}`;
  const link = (change: Partial<{ by: HeatBy; days: string }>): string => `${href}/figures?${new URLSearchParams({ by, days, ...change })}`;
  return deskPage(input, { title: `${shown.name} 运行情况`, crumbs: [{ label: '首页', href: '/' }, { label: '流程图库', href: '/processes' }, { label: `${shown.name} 第 ${version} 版`, href }, { label: '运行情况', href: `${href}/figures` }] }, (
    <>
      <PageHead title={`${shown.name}：运行情况`} subtitle={`第 ${version} 版　${periods[days]}`} acts={[{ key: 'runs', label: '这一版的流程实例', href: `/process-runs?key=${key}&version=${version}`, allowed: true, unmet: [], icon: 'list' }]} />
      <div class="stackv">
        <Facts facts={[
          { name: '在走', value: figures.running.toLocaleString('en-US'), unit: '件', note: figures.stuck > 0 ? `${figures.stuck} 件有异常` : '没有异常', ...(figures.stuck > 0 ? { tone: 'bad' as const, icon: 'warn' as const } : {}) },
          { name: '新开始', value: figures.started.toLocaleString('en-US'), unit: '件', note: periods[days] },
          { name: '走完', value: figures.completed.toLocaleString('en-US'), unit: '件', note: figures.averageSeconds === null ? '还没有走完的' : `平均 ${durationWords(figures.averageSeconds)}` },
        ]} />
        <Views label="时间范围" views={Object.entries(periods).map(([value, label]) => ({ label, href: link({ days: value }), current: value === days }))} />
        <Views label="图上显示" views={[{ label: '图上看用时', href: link({ by: 'time' }), current: by === 'time' }, { label: '图上看停着多少', href: link({ by: 'waiting' }), current: by === 'waiting' }]} />
        <Card title={by === 'time' ? '哪一步用时长' : '停在哪一步'} aside={by === 'time' ? '颜色越深，办结一件的中位用时越长' : '颜色越深，现在停着的越多'} flush>
          {drawing ? <ProcessPicture {...drawing} /> : <p class="cb">这一版没有图形。</p>}
          {heat.size === 0 && <p class="cb muted">{by === 'time' ? '这段时间里没有办结的任务，图上没有颜色。' : '现在没有停着的，图上没有颜色。'}</p>}
        </Card>
        <Steps steps={figures.steps.filter(({ kind, open, passed }) => kind === 'task' || open > 0 || passed > 0)} runs={`/process-runs?key=${key}&version=${version}`} />
      </div>
    </>
  ));
}

function Steps({ steps, runs }: { steps: StepFigures[]; runs: string }) {
  const count = (value: number): string => (value > 0 ? value.toLocaleString('en-US') : '—');
  return (
    <Card title="每一步" aside="用时从任务打开算到办结，含节假日" flush>
      <Table caption="每一步的件数和用时" rows={steps} rowKey={({ elementId }) => elementId} columns={[
        { key: 'name', name: '环节', first: true, cell: (step) => <>{step.name}<span class="s">{kinds[step.kind]}{step.optional && '，需要时办理'}</span></> },
        { key: 'open', name: '现在停着（件）', num: true, cell: (step) => ((step.kind === 'task' || step.kind === 'external') && step.open > 0 ? <a href={`${runs}&element=${step.elementId}`}>{count(step.open)}</a> : count(step.open)) },
        { key: 'late', name: '其中逾期或没办成', num: true, cell: (step) => count(step.late) },
        { key: 'passed', name: '办结或走过（次）', num: true, cell: (step) => count(step.passed) },
        { key: 'cancelled', name: '不用再办（次）', num: true, cell: (step) => count(step.cancelled) },
        { key: 'median', name: '中位用时', num: true, cell: (step) => (step.median === null ? '—' : durationWords(step.median)) },
        { key: 'longest', name: '最长用时', num: true, cell: (step) => (step.longest === null ? '—' : durationWords(step.longest)) },
      ]} />
    </Card>
  );
}

/** 运行情况: how each step of a version goes, as colours on its drawing and as a table. */
export const figuresPages: Route[] = [
  route({ method: 'get', path: '/processes/:key/:version/figures', summary: '流程版本的运行情况（页面）', policy: { roles: staff }, audit: null, rate: 'read', params: z.strictObject({ key: z.string().max(64), version: id }), query: figuresQuery, answers: { 200: 'html' }, handler: (input) => showFigures(input) }),
];
