import { ActButton, type OfferedAct } from '../components/act.js';
import { Card, FormCard, PageHead, type FormCardProps } from '../components/card.js';
import { Facts, type NamedFact } from '../components/facts.js';
import { UploadForm, type UploadFormProps } from '../components/files.js';
import { Filters, Tabs, Views, type FiltersProps, type Tab, type View } from '../components/filters.js';
import { Note, type EmptyStateProps, type NoteProps } from '../components/note.js';
import { Pager, Results, Table, type Column, type PagerProps } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';

export type RecordCell = { text: string; /** Stands out among many of its kind. */ strong?: boolean; under?: string; href?: string; tags?: TagProps[]; acts?: OfferedAct[] };
export type RecordColumn = { key: string; name: string; num?: boolean; definition?: { text: string; basis?: string } };

export type RecordsPageProps = {
  title: string; subtitle: string; acts?: OfferedAct[];
  notes?: NoteProps[];
  tabs?: { label: string; tabs: Tab[] };
  views?: { label: string; views: View[] };
  facts?: NamedFact[];
  filters?: FiltersProps;
  caption: string;
  /** The first column names the row. */
  columns: RecordColumn[];
  rows: { key: string | number; cells: Record<string, RecordCell> }[];
  pager?: PagerProps;
  empty: EmptyStateProps;
  forms?: FormCardProps[];
  upload?: UploadFormProps & { title: string };
  /** Another way in, for files of any length. */
  bulk?: UploadFormProps & { title: string };
  /** Asks what an export is for, and gives the file. */
  exporting?: FiltersProps & { title: string };
};

/** A look-up: whom or what the conditions find, a page at a time, with the statistics of the same set above. */
export function RecordsPage({ title, subtitle, acts, notes = [], tabs, views, facts, filters, caption, columns, rows, pager, empty, forms = [], upload, bulk, exporting }: RecordsPageProps) {
  const shown = columns.map((column, at): Column<RecordsPageProps['rows'][number]> => ({ ...column, ...(at === 0 ? { first: true } : {}), cell: ({ cells }) => <CellWords {...(cells[column.key] ?? { text: '—' })} /> }));
  return (
    <>
      <PageHead title={title} subtitle={subtitle} acts={acts} />
      <div class="stackv">
        {tabs && <Tabs {...tabs} />}
        {notes.map((note) => <Note key={note.title} {...note} />)}
        {forms.map((form) => <FormCard key={form.action + form.title} {...form} />)}
        {[upload, bulk].map((one) => one && <section key={one.id} class="card"><details open={Boolean(one.errors?.length)}><summary>{one.title}</summary><UploadForm {...one} /></details></section>)}
        {exporting && <section class="card"><details><summary>{exporting.title}</summary><Filters {...exporting} /><p class="cb muted small">超过 20,000 行的在后台写好，保存 7 天：<a href="/record-exports">后台导出的名单</a>。</p></details></section>}
        <Results>
          {views && <Views {...views} />}
          {facts && <Facts facts={facts} />}
          <Card flush>
            {filters && <Filters {...filters} />}
            <Table caption={caption} columns={shown} rows={rows} rowKey={({ key }) => key} empty={empty} />
            {pager && <Pager {...pager} />}
          </Card>
        </Results>
      </div>
    </>
  );
}

function CellWords({ text, strong, under, href, tags = [], acts = [] }: RecordCell) {
  return (
    <>
      {href ? <a href={href}>{text}</a> : strong ? <b>{text}</b> : text}{under && <span class="s">{under}</span>}
      {(tags.length > 0 || acts.length > 0) && <span class="row">{tags.map((tag) => <Tag key={tag.word} {...tag} />)}{acts.map((act) => <ActButton key={act.key} act={act} />)}</span>}
    </>
  );
}
