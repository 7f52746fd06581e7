import { z } from 'zod';
import { formatInstant } from '../values/office-date.js';
import type { Role } from '../values/actor.js';
import { id } from '../web/schemas.js';
import { Card, PageHead } from '../web/components/card.js';
import { Facts } from '../web/components/facts.js';
import { Table } from '../web/components/table.js';
import { Tag } from '../web/components/tag.js';
import { deskPage, type Asking } from '../web/desk-page.js';
import { route, type Answer, type Route } from '../web/route.js';
import { listDefinitions } from '../workflow/definitions.js';
import { whatIf } from './what-if.js';

const staff: readonly Role[] = ['process-administrator', 'process-publisher'];
const versionParams = z.strictObject({ key: z.string().max(64), version: id });

async function showWhatIf(input: Asking & { params: z.output<typeof versionParams> }): Promise<Answer> {
  const { key, version } = input.params;
  const found = await whatIf(key, version);
  const name = (await listDefinitions(key))[0]?.name ?? key;
  const href = `/processes/${key}/${version}`;
  return deskPage(input, { title: '试演最近办完的', crumbs: [{ label: '首页', href: '/' }, { label: '流程图库', href: '/processes' }, { label: `${name} 第 ${version} 版`, href }, { label: '试演', href: `${href}/what-if` }] }, (
    <>
      <PageHead title={`${name}：试演最近办完的`} subtitle={`最近走完的 ${found.replayed} 件，照当时的决定和填写，在第 ${version} 版上重走一遍。什么也不改。`} />
      <div class="stackv">
        <Facts facts={[
          { name: '走法一样', value: String(found.same), unit: '件' }, { name: '会走另一条路', value: String(found.other), unit: '件', note: found.other > 0 ? '见下，从哪里开始不同' : '没有' },
          { name: '说不准', value: String(found.unknown), unit: '件', note: found.unknown > 0 ? '当时的数据不够判断' : '没有' },
        ]} />
        <Card title="走法不同或说不准的" flush>
          <Table caption="走法不同的实例" rows={found.items} rowKey={({ instanceId }) => instanceId} empty={found.replayed === 0 ? { icon: 'list', title: '还没有走完的', text: '有走完的实例以后，可以在这里看新版会不会改变走法。' } : { icon: 'check', title: '走法都一样', text: `最近走完的 ${found.replayed} 件，在这一版上走法都不变。` }} columns={[
            { key: 'instance', name: '实例', first: true, cell: (item) => <><a href={`/process-runs/${item.instanceId}`}>实例 {item.instanceId}</a><span class="s">{item.organisation}</span></> },
            { key: 'version', name: '当时的版本', cell: (item) => `第 ${item.version} 版` },
            { key: 'ended', name: '走完', cell: (item) => formatInstant(item.endedAt) },
            { key: 'verdict', name: '结果', cell: (item) => (item.verdict === 'other' ? <Tag tone="back" icon="swap" word="走另一条路" /> : <Tag tone="idle" icon="info" word="说不准" />) },
            { key: 'why', name: '从哪里开始不同', cell: (item) => (item.verdict === 'same' ? '—' : item.why) },
          ]} />
        </Card>
        <p class="muted small">口径：办理人的决定和表单按当时的；人数等事项自带的数据按现在的；系统办理的只比名称，不执行。</p>
      </div>
    </>
  ));
}

/** 试演: what a version would have done to the instances that are over. */
export const whatIfPages: Route[] = [
  route({ method: 'get', path: '/processes/:key/:version/what-if', summary: '试演最近办完的（页面）', policy: { roles: staff }, audit: null, rate: 'read', params: versionParams, answers: { 200: 'html' }, handler: (input) => showWhatIf(input) }),
];
