import { ActButton, type OfferedAct } from '../components/act.js';
import { Card, PageHead } from '../components/card.js';
import { ErrorSummary, Field, withErrors, type FieldError, type FieldProps } from '../components/field.js';
import { SealedForm, type FormSeal } from '../components/form.js';
import { ProgressBar } from '../components/progress-bar.js';
import { Table } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type NewBatchPageProps = {
  title: string; subtitle: string; action: string; seal: FormSeal; hidden: Record<string, string>; fields: FieldProps[]; errors: FieldError[]; submit: string;
  rows: { id: number; subject: string; href: string; due: string; checked: boolean }[];
};

/** 批量办理, before: one decision for all that are ticked; whatever is not ticked stays as it is. */
export function NewBatchPage({ title, subtitle, action, seal, hidden, fields, errors, submit, rows }: NewBatchPageProps) {
  return (
    <>
      <PageHead title={title} subtitle={subtitle} />
      <SealedForm action={action} seal={seal} guarded class="stackv">
        {Object.entries(hidden).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
        <ErrorSummary errors={errors} />
        <Card title="您的决定"><div class="stackv">{withErrors(fields, errors).map((field) => <Field key={field.name} {...field} />)}<button class="btn main big">{submit}</button><p class="muted small">在后台逐件办理，每件都按规定检查；办不了的会写明原因，其他的照办。</p></div></Card>
        <Card title="办理哪些" aside={`${rows.length} 件，不办的请去掉勾`} flush>
          <Table caption="办理哪些" rows={rows} rowKey={(row) => row.id} columns={[
            { key: 'pick', name: '办理', pick: true, cell: (row) => <label class="tick"><input type="checkbox" name="taskIds" value={String(row.id)} checked={row.checked} /><span class="vh">办理{row.subject}</span></label> },
            { key: 'subject', name: '名单', first: true, cell: (row) => <a href={row.href}>{row.subject}</a> },
            { key: 'due', name: '期限', cell: (row) => row.due },
          ]} />
        </Card>
      </SealedForm>
    </>
  );
}

export type BatchPageProps = {
  id: number; subtitle: string; tag: TagProps; running: boolean; total: number; done: number; failed: number; acts: OfferedAct[];
  rows: { id: number; name: string; href: string; tag: TagProps; message: string }[];
};

/** 批量办理, during and after: how far it is, what came of every task, and what can be done about it. */
export function BatchPage({ id, subtitle, tag, running, total, done, failed, acts, rows }: BatchPageProps) {
  // Asks again each second while there is something to wait for; without a script the button does.
  const waiting = running ? { 'hx-get': `/task-batches/${id}`, 'hx-trigger': 'every 1s', 'hx-target': '#batch', 'hx-select': '#batch', 'hx-swap': 'outerHTML show:none' } : {};
  return (
    <>
      <PageHead title="批量办理" tag={tag} subtitle={subtitle} />
      <div class="stackv" id="batch" {...waiting}>
        <Card title="办到哪里了" aside={running ? '可以离开这一页，办理不会停' : undefined}>
          <ProgressBar label="批量办理" unit="件" parts={[{ label: '办好', count: done, tone: 'good', full: true }, { label: '没有办成', count: failed, tone: 'bad', full: true }, { label: '还没有办', count: total - done - failed, tone: 'idle' }]} />
        </Card>
        {acts.length > 0 && <div class="row">{acts.map((act) => <ActButton key={act.key} act={act} />)}</div>}
        <Card title="每件的结果" flush>
          <Table caption="每件的结果" rows={rows} rowKey={(row) => row.id} columns={[
            { key: 'name', name: '任务', first: true, cell: (row) => <a href={row.href}>{row.name}</a> },
            { key: 'state', name: '结果', cell: (row) => <Tag {...row.tag} /> },
            { key: 'message', name: '原因', cell: (row) => row.message },
          ]} />
        </Card>
      </div>
    </>
  );
}

export type BatchesPageProps = {
  subtitle: string;
  open: { key: string; name: string; waiting: string; act: OfferedAct }[];
  begun: { id: number; name: string; href: string; tag: TagProps; done: string; failed: string }[];
};

/** 批量办理: what can be decided together now, and the way back to what was. */
export function BatchesPage({ subtitle, open, begun }: BatchesPageProps) {
  return (
    <>
      <PageHead title="批量办理" subtitle={subtitle} />
      <div class="stackv">
        <Card title="能一起办的" aside="同一个环节、有两件以上" flush>
          <Table caption="能一起办的" rows={open} rowKey={(row) => row.key} empty={{ icon: 'check', title: '没有能一起办的任务', text: '同一个环节有两件以上等您决定时，会列在这里。' }} columns={[
            { key: 'name', name: '环节', first: true, cell: (row) => row.name },
            { key: 'waiting', name: '等我办理（件）', num: true, cell: (row) => row.waiting },
            { key: 'act', name: '办理', cell: (row) => <ActButton act={row.act} /> },
          ]} />
        </Card>
        <Card title="办过的各批" flush>
          <Table caption="办过的各批" rows={begun} rowKey={(row) => row.id} empty={{ icon: 'list', title: '还没有批量办理过' }} columns={[
            { key: 'name', name: '批次', first: true, cell: (row) => <a href={row.href}>{row.name}</a> },
            { key: 'state', name: '进度', cell: (row) => <Tag {...row.tag} /> },
            { key: 'done', name: '办好（件）', num: true, cell: (row) => row.done },
            { key: 'failed', name: '没有办成（件）', num: true, cell: (row) => row.failed },
          ]} />
        </Card>
      </div>
    </>
  );
}
