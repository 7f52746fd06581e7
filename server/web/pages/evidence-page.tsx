import { renderToString } from 'preact-render-to-string';
import { Field } from '../components/field.js';
import { Card, PageHead } from '../components/card.js';
import { Disbursements, type DisbursementRecord } from './list-records.js';
import { Table } from '../components/table.js';

/** 凭据包: what is in it, and what for it is taken. */
export function EvidencePage({ subject, action, back, contents, purpose, error }: { subject: string; action: string; back: string; contents: string[]; purpose?: string; error?: string }) {
  return (
    <>
      <PageHead title="下载凭据包" subtitle={subject} />
      <div class="stackv">
        <Card title="里面有什么" aside="一个 zip 文件，解开就能看，不用登录系统"><ul class="bullets">{contents.map((one) => <li key={one}>{one}</li>)}</ul></Card>
        <section class="card">
          <form method="get" action={action} class="cb stackv" hx-boost="false">
            <Field name="purpose" label="用途" value={purpose} required maxLength={200} hint="如“2023年资助检查”。谁在什么时候、为什么下载，都会留下记录，封面上也写着。" error={error} />
            <p class="muted small">里面有学生姓名（证件号隐去中间位），不得外传，用完及时删除。</p>
            <div class="row"><button class="btn main">下载</button><a class="btn" href={back}>返回名单</a></div>
          </form>
        </section>
      </div>
    </>
  );
}

export type CoverProps = { title: string; facts: { name: string; value: string }[]; files: { name: string; what: string; sha256: string; size: string }[]; mark: string; seal: string };

/** A page that needs nothing else: its styles are in it, so that it opens from a folder years later. */
export function standalonePage(title: string, styles: string, content: preact.ComponentChildren): string {
  return `<!doctype html>${renderToString(
    <html lang="zh-CN">
      <head><meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" /><title>{title}</title><style dangerouslySetInnerHTML={{ __html: styles }} /></head>
      <body><main class="notice">{content}</main></body>
    </html>,
  )}`;
}

/** 封面: the list, what is in the pack with its fingerprint, and who took it what for. */
export function Cover({ title, facts, files, mark, seal }: CoverProps) {
  return (
    <article class="card paper">
      <h1><span>资助名单凭据</span><span>{title}</span></h1>
      <dl class="kv">{facts.map(({ name, value }) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      <h2>里面的文件</h2>
      <Table caption="里面的文件" plain rows={files} rowKey={(file) => file.name} columns={[
        { key: 'name', name: '文件', first: true, cell: (file) => file.name }, { key: 'what', name: '是什么', cell: (file) => file.what }, { key: 'size', name: '大小', cell: (file) => <span class="nw">{file.size}</span> },
        { key: 'sha256', name: '指纹（SHA-256）', cell: (file) => <code class="small wrap-anywhere">{file.sha256}</code> },
      ]} />
      <p class="after">{seal}</p>
      <p class="sign">{mark}</p>
    </article>
  );
}

export type Event = { key: number; at: string; what: string; who: string; remark: string };

/** 办理记录, one line an act, oldest first. */
export function EventsPaper({ title, events }: { title: string; events: Event[] }) {
  return (
    <article class="card paper">
      <h1><span>办理记录</span><span>{title}</span></h1>
      <Table caption="办理记录" plain rows={events} rowKey={(event) => event.key} columns={[
        { key: 'at', name: '时间', first: true, cell: (event) => <span class="nw">{event.at}</span> }, { key: 'what', name: '办了什么', cell: (event) => event.what }, { key: 'who', name: '谁', cell: (event) => event.who }, { key: 'remark', name: '意见、原因', cell: (event) => event.remark },
      ]} />
    </article>
  );
}

/** 资金发放记录. */
export function PaymentsPaper({ title, records }: { title: string; records: DisbursementRecord[] }) {
  return <article class="card paper"><h1><span>资金发放记录</span><span>{title}</span></h1><Disbursements records={records} empty="还没有发放" /></article>;
}

export type SeriesCoverProps = { title: string; facts: { name: string; value: string }[]; rows: { place: number; list: string; people: string; payable: string; paid: string; file: string; sha256: string }[]; mark: string };

/** 封面 of many packs: which lists, in which file, with which fingerprint; what could not be packed stands there too. */
export function SeriesCover({ title, facts, rows, mark }: SeriesCoverProps) {
  return (
    <article class="card paper">
      <h1><span>资助名单凭据</span><span>{title}</span></h1>
      <dl class="kv">{facts.map(({ name, value }) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      <h2>目录</h2>
      <Table caption="目录" plain rows={rows} rowKey={(one) => one.place} columns={[
        { key: 'place', name: '序号', cell: (one) => one.place }, { key: 'list', name: '名单', first: true, cell: (one) => one.list }, { key: 'people', name: '人数', num: true, cell: (one) => one.people }, { key: 'payable', name: '应发（应免）', num: true, cell: (one) => one.payable }, { key: 'paid', name: '实发', num: true, cell: (one) => one.paid },
        { key: 'file', name: '文件', cell: (one) => <>{one.file}{one.sha256 && <code class="small wrap-anywhere s">{one.sha256}</code>}</> },
      ]} />
      <p class="after">每个文件是一份名单的凭据包，里面有它自己的封面和校验。用 sha256sum -c 校验.txt 核对。</p>
      <p class="sign">{mark}</p>
    </article>
  );
}
