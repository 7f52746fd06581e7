import { z } from 'zod';
import { idParams } from '../web/schemas.js';
import type { Role } from '../values/actor.js';
import { formatInstant } from '../values/office-date.js';
import { ActButton } from '../web/components/act.js';
import { Card, PageHead } from '../web/components/card.js';
import { Table } from '../web/components/table.js';
import { Tag } from '../web/components/tag.js';
import { deskPage, sealFor } from '../web/desk-page.js';
import { redirect, route, type Route } from '../web/route.js';
import { blankable } from '../web/schemas.js';
import { listIncidents, retryIncident } from './incidents.js';

const staff: readonly Role[] = ['process-administrator', 'process-publisher'];

/** 异常与重试: steps that could not be taken, what went wrong, and the way to try again. No business data. */
export const incidentPages: Route[] = [
  route({
    method: 'get', path: '/incidents', summary: '流程异常（页面）', policy: { roles: staff }, audit: null, rate: 'read', answers: { 200: 'html' }, query: z.strictObject({ state: blankable(z.enum(['open', 'resolved'])) }),
    async handler(input) {
      const incidents = await listIncidents(input.query.state, 200);
      const mayRetry = input.actor.role === 'process-administrator';
      const open = incidents.filter(({ state }) => state === 'open').length;
      return deskPage(input, { title: '异常与重试', crumbs: [{ label: '首页', href: '/' }, { label: '异常与重试' }] }, (
        <>
          <PageHead title="异常与重试" subtitle={open > 0 ? `${open} 个异常等待处理。名单都保持原样，没有丢失。` : '没有等待处理的异常。'} />
          <Card flush>
            <Table caption="流程异常" rows={incidents} rowKey={(row) => row.id} empty={{ icon: 'check', title: '没有异常', text: '某一步没有办成时会出现在这里，可以查看原因并重试。' }} columns={[
              { key: 'at', name: '发生时间', first: true, cell: (row) => formatInstant(row.openedAt) },
              { key: 'definition', name: '流程', cell: (row) => row.definition },
              { key: 'element', name: '环节', cell: (row) => row.elementId ?? '—' },
              { key: 'message', name: '原因', cell: (row) => row.message },
              { key: 'times', name: '次数', num: true, cell: (row) => row.occurrences },
              { key: 'state', name: '状态', cell: (row) => (row.state === 'open' ? <Tag tone="bad" icon="warn" word="等待处理" /> : <Tag tone="good" icon="check" word="已处理" />) },
              { key: 'acts', name: '办理', cell: (row) => (row.state === 'open' && mayRetry ? <ActButton act={{ key: `retry-${row.id}`, label: '重试这一步', href: `/incidents/${row.id}/retry`, allowed: true, unmet: [], seal: sealFor(input) }} /> : '—') },
            ]} />
          </Card>
        </>
      ));
    },
  }),
  route({
    method: 'post', path: '/incidents/:id/retry', summary: '重试异常的一步（页面）', policy: { roles: ['process-administrator'] }, audit: '重试流程异常', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      await retryIncident(actor, params.id);
      return redirect('/incidents', '这一步已重新办成');
    },
  }),
];
