import type { OfferedAct } from '../components/act.js';
import { Card, PageHead } from '../components/card.js';
import { Word } from '../components/icon.js';
import { Pager, Table, type Column, type PagerProps } from '../components/table.js';
import { noticeDocument } from './public-notice-page.js';
import type { StatisticPageColumn, StatisticPageProps, StatisticPageRow } from './statistic-page.js';

export type BulletinRow = { id: number; title: string; href: string; from: string; span: string; asOf: string; published: string | null };

/** 应用情况通报: those of one's own office and those published to it. */
export function BulletinsPage({ subtitle, acts, rows, pager }: { subtitle: string; acts: OfferedAct[]; rows: BulletinRow[]; pager: PagerProps }) {
  const columns: Column<BulletinRow>[] = [
    { key: 'title', name: '标题', first: true, cell: (row) => <a href={row.href}>{row.title}</a> }, { key: 'span', name: '时段', cell: (row) => row.span }, { key: 'from', name: '通报单位', cell: (row) => row.from }, { key: 'asOf', name: '数据截至', cell: (row) => row.asOf },
    { key: 'published', name: '发布', cell: (row) => (row.published ? <Word tone="good" icon="check">{row.published}</Word> : <Word tone="run" icon="clock">还没有发布</Word>) },
  ];
  return (
    <>
      <PageHead title="应用情况通报" subtitle={subtitle} acts={acts} />
      <Card flush><Table caption="应用情况通报" columns={columns} rows={rows} rowKey={(row) => row.id} empty={{ title: '还没有通报', text: '期限到了以后由主管部门起草；发给您的通报会在消息里告诉您。' }} /><Pager {...pager} /></Card>
    </>
  );
}

export type FactLine = { id: number; school: string; what: string; href?: string; step: string; due: string; done: string; outcome: { tone: 'good' | 'run' | 'bad'; word: string } };

/** The lists and schools behind a number of a bulletin. */
export function FactsBehindPage({ title, subtitle, back, rows, pager }: { title: string; subtitle: string; back: string; rows: FactLine[]; pager: PagerProps }) {
  const columns: Column<FactLine>[] = [
    { key: 'school', name: '学校', first: true, cell: (row) => row.school }, { key: 'what', name: '名单', cell: (row) => (row.href ? <a href={row.href}>{row.what}</a> : row.what) }, { key: 'step', name: '环节', cell: (row) => row.step },
    { key: 'due', name: '期限', cell: (row) => row.due }, { key: 'done', name: '办结', cell: (row) => row.done }, { key: 'outcome', name: '结果', cell: (row) => <Word tone={row.outcome.tone} icon={row.outcome.tone === 'good' ? 'check' : 'clock'}>{row.outcome.word}</Word> },
  ];
  return (
    <>
      <PageHead title={title} subtitle={subtitle} acts={[{ key: 'back', label: '返回通报', icon: 'back', href: back, allowed: true, unmet: [] }]} />
      <Card flush><Table caption={title} columns={columns} rows={rows} rowKey={(row) => row.id} empty={{ title: '您的范围里没有' }} /><Pager {...pager} /></Card>
    </>
  );
}

export type BulletinSheetProps = Pick<StatisticPageProps, 'title' | 'columns' | 'rows' | 'total' | 'rowName' | 'footnotes' | 'tableTitle'> & { version: string; back: string; place: string; span: string; asOf: string; printedOn: string };

/** 应用情况通报 on paper: the table with its sums, and how it is counted. */
export function renderBulletinSheet({ version, back, place, span, asOf, printedOn, title, tableTitle, rowName, columns, rows, total, footnotes }: BulletinSheetProps): string {
  const shown = (column: StatisticPageColumn): Column<StatisticPageRow> => ({ key: column.key, name: column.name, num: true, total: total.cells[column.key]?.text, cell: (row) => row.cells[column.key]?.text ?? '0' });
  return noticeDocument(version, title, (
    <>
      <p class="row noprint pad"><a class="btn" href={back}>返回通报</a><span class="sub">用浏览器的“打印”打印这一页。</span></p>
      <article class="card paper dense">
        <h1><span>{place}</span><span>{title}</span></h1>
        <dl class="kv"><div><dt>时段</dt><dd>{span}</dd></div><div><dt>数据截至</dt><dd>{asOf}</dd></div></dl>
        <Table caption={tableTitle} rows={rows} rowKey={(row) => row.key} columns={[{ key: 'row', name: rowName, first: true, total: total.name, cell: (row) => row.name }, ...columns.map(shown)]} />
        <h2>口径</h2>
        <ol>{footnotes.map((note) => <li key={note}>{note}</li>)}</ol>
        <p class="sign">打印时间：{printedOn}</p>
      </article>
    </>
  ));
}
