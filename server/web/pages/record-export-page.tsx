import { Card, PageHead } from '../components/card.js';
import { Field } from '../components/field.js';
import { SealedForm, type FormSeal } from '../components/form.js';
import { Note } from '../components/note.js';
import { Table } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type ExportRow = { id: number; title: string; href: string; at: string; tag: TagProps; people: string; purpose: string; expires: string };

/** 后台导出: what one has asked for lately. */
export function ExportsPage({ rows, days }: { rows: ExportRow[]; days: number }) {
  return (
    <>
      <PageHead title="后台导出" subtitle={`超过 20,000 行的学生名单在后台导出，文件保留 ${days} 天，只有本人能下载`} />
      <Card flush>
        <Table caption="后台导出" rows={rows} rowKey={({ id }) => id} empty={{ icon: 'info', title: '没有后台导出的名单', text: '在名单页面上点“导出 Excel”，名单太长时会转到后台。' }} columns={[
          { key: 'title', name: '名单', first: true, cell: (one) => <a href={one.href}>{one.title}</a> }, { key: 'at', name: '什么时候', cell: ({ at }) => at }, { key: 'state', name: '状态', cell: ({ tag }) => <Tag {...tag} /> },
          { key: 'people', name: '人数', num: true, cell: (one) => one.people }, { key: 'purpose', name: '用途', cell: ({ purpose }) => purpose }, { key: 'expires', name: '保留到', cell: ({ expires }) => expires },
        ]} />
      </Card>
    </>
  );
}

/** Says that a list is too long to be had at once, and lets it be written in the background. */
export function BeginExportPage({ list, conditions, purpose, seal, days, problems }: { list: string; conditions: string; purpose: string; seal: FormSeal; days: number; problems: string[] }) {
  return (
    <>
      <PageHead title="名单太长，在后台导出" subtitle="超过 20,000 行" />
      <div class="stackv">
        {problems.map((problem) => <Note key={problem} tone="bad" icon="cross" title="没有开始导出">{problem}</Note>)}
        <Note tone="idle" icon="info" title="可以先去办别的事">后台一段一段写出，中途断了会接着写。写完在“后台导出”里下载；文件保留 {days} 天，只有您本人能下载，带水印，每次下载都留痕。</Note>
        <Card title="导出全部">
          <SealedForm action="/record-exports" seal={seal}>
            <input type="hidden" name="list" value={list} />
            <input type="hidden" name="conditions" value={conditions} />
            <div class="stackv">
              <Field name="purpose" label="用途" value={purpose} required maxLength={200} hint="例如：核对春季学期资助名单。写在每一页上，并留痕。" />
              <div class="row"><button class="btn main">开始导出</button><a class="btn" href="/record-exports">我的后台导出</a></div>
            </div>
          </SealedForm>
        </Card>
      </div>
    </>
  );
}

export type ExportPageProps = { id: number; title: string; purpose: string; tag: TagProps; working: boolean; ready: boolean; people: string; failure: string | null; expires: string; seal: FormSeal; problem?: string };

/** One export: how far it is, and its file. */
export function ExportPage({ id, title, purpose, tag, working, ready, people, failure, expires, seal, problem }: ExportPageProps) {
  // Asks again each second while there is something to wait for; without a script the link does.
  const waiting = working ? { 'hx-get': `/record-exports/${id}`, 'hx-trigger': 'every 1s', 'hx-target': '#export', 'hx-select': '#export', 'hx-swap': 'outerHTML show:none' } : {};
  return (
    <>
      <PageHead title={title} subtitle={`用途：${purpose}`} />
      <div class="stackv" id="export" {...waiting}>
        {problem && <Note tone="bad" icon="cross" title="没有办成">{problem}</Note>}
        <Card title="办到哪里">
          <div class="stackv"><p role="status"><Tag {...tag} />　{working ? `已写出 ${people}` : ready ? `共 ${people}` : failure ?? '没有留下文件'}</p>
          {ready && <p class="sub">证件号只显示前四位和后四位。文件保留到 {expires}，每次下载都留痕。</p>}
          <div class="row">
            {ready && <a class="btn main" href={`/record-exports/${id}/file`} hx-boost="false">下载 Excel</a>}
            {working && <SealedForm action={`/record-exports/${id}/cancellation`} seal={seal}><button class="btn">取消导出</button></SealedForm>}
            {working && <a class="btn" href={`/record-exports/${id}`}>刷新</a>}
            <a class="btn" href="/record-exports">我的后台导出</a>
          </div></div>
        </Card>
      </div>
    </>
  );
}
