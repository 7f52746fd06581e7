import { formatInstant } from '../values/office-date.js';
import { ActButton } from '../web/components/act.js';
import { Table } from '../web/components/table.js';
import { Tag, type TagProps } from '../web/components/tag.js';
import { sealFor, type Asking } from '../web/desk-page.js';
import type { DefinitionModel } from '../workflow/definition-model.js';
import type { Incident } from '../workflow/incidents.js';
import type { Repair } from '../workflow/repair-incident.js';
import { incidentKinds } from './words.js';

export type IncidentTableProps = { input: Asking; incidents: Incident[]; model?: DefinitionModel; repairs?: Repair[]; /** The page it stands on, when that is the instance's own. */ here?: string };

/** Steps that could not be taken: what went wrong, and what an administrator can do about each. */
export function IncidentTable({ input, incidents, here }: IncidentTableProps) {
  const mayRetry = input.actor.role === 'process-administrator';
  return (
    <Table caption="流程异常" rows={incidents} rowKey={(row) => row.id} empty={{ icon: 'check', title: '没有异常', text: '某一步没有办成时会出现在这里，可以查看原因并重试。' }} columns={[
      { key: 'element', name: '环节', first: true, cell: (row) => <>{here ? row.elementName ?? row.elementId ?? incidentKinds[row.kind] ?? '整个流程' : <a href={`/process-runs/${row.instanceId}`}>{row.elementName ?? row.elementId ?? incidentKinds[row.kind] ?? '整个流程'}</a>}<span class="s">{row.definition}</span></> },
      { key: 'at', name: '发生时间', cell: (row) => formatInstant(row.openedAt) },
      { key: 'message', name: '原因', cell: (row) => row.message },
      { key: 'times', name: '次数', num: true, cell: (row) => row.occurrences },
      { key: 'state', name: '状态', cell: (row) => (row.state === 'open' ? <Tag tone="bad" icon="warn" word="等待处理" /> : <Tag tone="good" icon="check" word="已处理" />) },
      {
        key: 'acts', name: '办理', cell: (row) => (row.state === 'open' && mayRetry ? (
          <div class="row">
            <ActButton act={{ key: `retry-${row.id}`, label: row.kind === 'lost-token' ? '恢复等待' : row.kind === 'external-failed' ? '再交给程序办' : '重试这一步', href: `/incidents/${row.id}/retry`, allowed: true, unmet: [], seal: sealFor(input) }} />
            {row.alike > 1 && <ActButton act={{ key: `alike-${row.id}`, label: `重试同类 ${row.alike} 个`, href: `/incidents/${row.id}/alike`, allowed: true, unmet: [], seal: sealFor(input), tone: 'plain' }} />}
            {row.kind === 'step-failed' && <a class="btn plain" href={`/incidents/${row.id}/repair`}>改变量或跳过</a>}
          </div>
        ) : '—'),
      },
    ]} />
  );
}

const repairTags: Readonly<Record<Repair['state'], TagProps>> = {
  waiting: { tone: 'run', icon: 'clock', word: '等流程发布人决定' }, granted: { tone: 'good', icon: 'check', word: '同意，等重试' },
  used: { tone: 'good', icon: 'check', word: '已生效' }, refused: { tone: 'bad', icon: 'cross', word: '不同意' },
};

/** What was asked, why, by whom, and what the other person said. */
export function RepairTable({ input, repairs }: { input: Asking; repairs: Repair[] }) {
  const decides = input.actor.role === 'process-publisher';
  return (
    <Table caption="修复申请" rows={repairs} rowKey={(row) => row.id} empty={{ icon: 'check', title: '没有修复申请', text: '流程管理员申请改变量或跳过一步时，会出现在这里。' }} columns={[
      { key: 'what', name: '申请', first: true, cell: (row) => <><a href={`/process-runs/${row.instanceId}`}>{repairName(row)}</a><span class="s">异常 {row.incidentId}</span></> },
      { key: 'reason', name: '理由', cell: (row) => row.reason },
      { key: 'asked', name: '申请人', cell: (row) => `${row.askedBy.name}，${formatInstant(row.askedAt)}` },
      { key: 'state', name: '状态', cell: (row) => <Tag {...repairTags[row.state]} /> },
      { key: 'decided', name: '决定人', cell: (row) => (row.decidedBy && row.decidedAt ? `${row.decidedBy}，${formatInstant(row.decidedAt)}${row.remark ? `：${row.remark}` : ''}` : '—') },
      {
        key: 'acts', name: '办理', cell: (row) => (row.state === 'waiting' && decides && row.askedBy.id !== input.actor.userId ? (
          <div class="row">
            <ActButton act={{ key: `grant-${row.id}`, label: '同意', href: `/process-repairs/${row.id}/grant`, allowed: true, unmet: [], seal: sealFor(input), tone: 'main' }} />
            <ActButton act={{ key: `refuse-${row.id}`, label: '不同意', href: `/process-repairs/${row.id}/refusal`, allowed: true, unmet: [], seal: sealFor(input) }} />
          </div>
        ) : '—'),
      },
    ]} />
  );
}

export const repairName = (repair: Pick<Repair, 'kind' | 'variable' | 'elementId' | 'flowId'>): string =>
  (repair.kind === 'variable' ? `改变量“${repair.variable ?? ''}”` : repair.flowId ? `在“${repair.elementId ?? ''}”指定走“${repair.flowId}”` : `跳过“${repair.elementId ?? ''}”`);
