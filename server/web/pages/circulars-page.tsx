import type { OfferedAct } from '../components/act.js';
import { Card, PageHead, type LinkTo } from '../components/card.js';
import { Filters, Tabs, type FiltersProps, type Tab } from '../components/filters.js';
import { KeyValues, type Pair } from '../components/facts.js';
import { Word } from '../components/icon.js';
import { Files, UploadForm, type FileItem, type UploadFormProps } from '../components/files.js';
import { NextStep, type NextStepProps } from '../components/note.js';
import { Pager, Table, type Column, type PagerProps } from '../components/table.js';

export type CircularRow = { id: number; title: string; href: string; from: string; at: string; readBy: string; state: { tone: 'mine' | 'good' | 'run'; word: string } };
export type CircularsPageProps = { subtitle: string; tabs: Tab[]; acts: OfferedAct[]; sent: boolean; rows: CircularRow[]; pager: PagerProps };

/** 通知公告: what came, and what one's own office sent. */
export function CircularsPage({ subtitle, tabs, acts, sent, rows, pager }: CircularsPageProps) {
  const columns: Column<CircularRow>[] = [
    { key: 'title', name: '标题', first: true, cell: (row) => <a href={row.href}>{row.title}</a> },
    { key: 'from', name: sent ? '发给' : '来自', cell: (row) => row.from },
    { key: 'at', name: '发布时间', cell: (row) => row.at },
    { key: 'readBy', name: '请在此前阅知', cell: (row) => row.readBy },
    { key: 'state', name: sent ? '已阅单位' : '您', cell: (row) => <Word tone={row.state.tone} icon={row.state.tone === 'good' ? 'check' : row.state.tone === 'mine' ? 'bell' : 'clock'}>{row.state.word}</Word> },
  ];
  return (
    <>
      <PageHead title="通知公告" subtitle={subtitle} acts={acts} />
      {tabs.length > 1 && <Tabs label="通知公告" tabs={tabs} />}
      <Card flush>
        <Table caption="通知公告" columns={columns} rows={rows} rowKey={(row) => row.id} empty={sent ? { title: '还没有发过通知' } : { title: '没有通知', text: '上级主管部门发来的通知会在这里，也会在消息里告诉您。' }} />
        <Pager {...pager} />
      </Card>
    </>
  );
}

export type RecipientRow = { id: number; name: string; above: string; telephone: string; read: string | null };
export type CircularPageProps = {
  title: string;
  subtitle: string;
  next?: NextStepProps;
  paragraphs: string[];
  facts: Pair[];
  /** The page it is about. */
  about?: LinkTo;
  /** Its files, and for the sender the form that adds one. */
  files?: { items: FileItem[]; upload?: UploadFormProps };
  /** For the sender: who has read it. */
  receipts?: { title: string; aside: string; tabs: Tab[]; /** Of one kind only, where it went to several. */ filters?: FiltersProps; rows: RecipientRow[]; pager: PagerProps };
};

/** One circular: its words, whom it concerns, and for the sender who has read it. */
export function CircularPage({ title, subtitle, next, paragraphs, facts, about, files, receipts }: CircularPageProps) {
  return (
    <>
      <PageHead title={title} subtitle={subtitle} printable />
      <div class="stackv">
        {next && <NextStep {...next} />}
        <Card title="正文">{paragraphs.map((text, index) => <p key={index}>{text}</p>)}{about && <p><a class="btn" href={about.href}>{about.label}</a></p>}</Card>
        {files && (files.items.length > 0 || files.upload) && <Card title="附件" aside={`${files.items.length} 个`} flush><Files files={files.items} empty="还没有附件" />{files.upload && <UploadForm {...files.upload} />}</Card>}
        <Card title="发布" flush><KeyValues pairs={facts} /></Card>
        {receipts && (
          <Card title={receipts.title} aside={receipts.aside} flush>
            <Tabs label="回执" tabs={receipts.tabs} />
            {receipts.filters && <Filters {...receipts.filters} />}
            <Table caption="回执" columns={recipientColumns} rows={receipts.rows} rowKey={(row) => row.id} empty={{ title: '没有未阅的单位' }} />
            <Pager {...receipts.pager} />
          </Card>
        )}
      </div>
    </>
  );
}

const recipientColumns: Column<RecipientRow>[] = [
  { key: 'name', name: '单位', first: true, cell: (row) => row.name },
  { key: 'above', name: '主管部门', cell: (row) => row.above },
  { key: 'telephone', name: '电话', cell: (row) => row.telephone },
  { key: 'read', name: '回执', cell: (row) => (row.read === null ? <Word tone="run" icon="clock">未阅</Word> : <Word tone="good" icon="check">{row.read}</Word>) },
];
