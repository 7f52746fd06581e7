import { renderToString } from 'preact-render-to-string';
import { Card } from '../web/components/card.js';
import { Table } from '../web/components/table.js';
import { productVersion } from '../web/frame.js';
import { DocumentHead, systemName } from '../web/layout.js';
import { ratesPerMinute } from '../web/rate-limit.js';
import type { Description } from './openapi.js';

type Line = { key: string; method: string; path: string; summary: string; who: string; refusals: string };

/** The API description for reading: every call, who may, and what it may refuse with. Made from the same description machines get. */
export function docsPage(description: Description): string {
  const lines = Object.entries(description.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, one]): Line => ({ key: `${method} ${path}`, method: method.toUpperCase(), path, summary: one.summary, who: one.description, refusals: (one['x-refusals'] ?? []).join('、') || '—' })));
  const rates = Object.entries(ratesPerMinute).map(([kind, figure]) => ({ kind, figure }));
  return `<!doctype html>${renderToString(
    <html lang="zh-CN">
      <DocumentHead title={`接口说明 - ${systemName}`} version={productVersion} styles={['desk', 'desk-narrow', 'desk-print']} hidden />
      <body>
        <a class="skip" href="#main">跳到正文</a>
        <header class="top"><a class="brand" href="/">{systemName}<small>接口说明</small></a></header>
        <div class="page">
          <main id="main" tabindex={-1}>
            <h1>接口说明</h1>
            <p class="sub">机器可读的描述：<a href="/api/openapi.json">/api/openapi.json</a>（OpenAPI 3.1）。先用 POST /api/v1/sessions 取得令牌，其余请求带 Authorization: Bearer 令牌。金额是两位小数的文本（元），月份写 2023-05，时间为 +08:00。每个写操作可以带 Idempotency-Key（8 至 64 位），重复提交只办一次。</p>
            <div class="stackv">
              <Card title="次数限制" aside="每人每分钟；登录前按地址计" flush><Table caption="次数限制" plain rows={rates} rowKey={(row) => row.kind} columns={[{ key: 'kind', name: '种类', first: true, cell: (row) => row.kind }, { key: 'figure', name: '次', num: true, cell: (row) => row.figure }]} /></Card>
              <Card title="接口" aside={`${lines.length} 个`} flush>
                <Table caption="接口" rows={lines} rowKey={(row) => row.key} columns={[
                  { key: 'path', name: '地址', first: true, cell: (row) => `${row.method} ${row.path}` }, { key: 'summary', name: '用途', cell: (row) => row.summary }, { key: 'who', name: '谁可以', cell: (row) => row.who }, { key: 'refusals', name: '可能的拒绝', cell: (row) => row.refusals },
                ]} />
              </Card>
            </div>
          </main>
        </div>
      </body>
    </html>,
  )}`;
}
