import type { OfferedAct } from '../components/act.js';
import { Card, FormCard, PageHead, type FormCardProps } from '../components/card.js';
import { Filters, Views, type FiltersProps, type View } from '../components/filters.js';
import { SealedForm, type FormSeal } from '../components/form.js';
import { Word } from '../components/icon.js';
import { Note, type EmptyStateProps } from '../components/note.js';
import { Pager, Results, Table, type Column, type PagerProps, type SortLink } from '../components/table.js';
import { StageTag, type StageTagProps } from '../components/tag.js';
import { DueWords } from './home-page.js';

export type ListRow = {
  id: string | number;
  school: string;
  href: string;
  batch?: string;
  /** 2023年5月, or 2022—2023学年春季学期. */
  period: string;
  programme?: string;
  people: string;
  amount: string;
  stage: StageTagProps;
  due: { words: string; late?: boolean };
  attachments: { words: string; missing?: boolean };
  /** The open task of the viewer on this list; without it the tick box is off. */
  taskId?: string;
};

export type ListIndexProps = {
  title?: string;
  subtitle: string;
  acts?: OfferedAct[];
  /** Lists the school has not begun this month, one button each. */
  begin?: { title: string; acts: OfferedAct[] };
  /** Opens a new list of the school. */
  create?: FormCardProps;
  views: View[];
  filters: FiltersProps;
  /** Heading of the column that names the rows: 学校, or 名单 where they are all one school's. */
  nameName?: string;
  periodName?: string;
  amountName?: string;
  /** No publicity, so no column of its attachments. */
  withoutFiles?: boolean;
  sort?: Partial<Record<'school' | 'period' | 'people' | 'amount' | 'due', SortLink>>;
  rows: ListRow[];
  total: { lists: string; people: string; amount: string };
  pager: PagerProps;
  empty: EmptyStateProps;
  /** What can be done with several lists at once. */
  bulk?: { action: string; seal: FormSeal; buttons: { name: string; value: string; label: string; main?: boolean }[] };
};

/** 资助名单 */
export function ListIndexPage(props: ListIndexProps) {
  const { title = '资助名单', subtitle, acts, begin, create, views, filters, bulk, pager } = props;
  const rows = <ListRows {...props} />;
  return (
    <>
      <PageHead title={title} subtitle={subtitle} acts={acts} />
      <div class="stackv">
        {begin && <Note tone="mine" icon="plus" title={begin.title} acts={begin.acts}>照以前的名单录入时，先看谁沿用、谁不再列入，再新建。</Note>}
        {create && <FormCard {...create} />}
        <Results>
          <Views label="已存视图" views={views} />
          <Card flush>
            <Filters {...filters} />
            {bulk ? <SealedForm action={bulk.action} seal={bulk.seal}><BulkBar buttons={bulk.buttons} />{rows}</SealedForm> : rows}
            <Pager {...pager} />
          </Card>
        </Results>
      </div>
    </>
  );
}

function ListRows({ rows, total, empty, bulk, sort = {}, nameName = '学校', periodName = '名单月份', amountName = '应发金额（元）', withoutFiles }: ListIndexProps) {
  const columns: Column<ListRow>[] = [
    { key: 'school', name: nameName, first: true, sort: sort.school, total: total.lists, cell: (row) => <><a href={row.href}>{row.school}</a>{(row.programme || row.batch) && <span class="s">{[row.programme, row.batch].filter(Boolean).join('　')}</span>}</> },
    { key: 'period', name: periodName, sort: sort.period, cell: (row) => row.period },
    { key: 'people', name: '人数（人）', num: true, sort: sort.people, total: total.people, cell: (row) => row.people },
    { key: 'amount', name: amountName, num: true, sort: sort.amount, total: total.amount, cell: (row) => row.amount },
    { key: 'stage', name: '环节', cell: (row) => <StageTag {...row.stage} /> },
    { key: 'due', name: '期限', sort: sort.due, cell: (row) => <DueWords {...row.due} /> },
    ...(withoutFiles ? [] : [{ key: 'attachments', name: '公示附件', cell: (row: ListRow) => (row.attachments.missing ? <Word tone="bad" icon="warn">{row.attachments.words}</Word> : row.attachments.words) }]),
  ];
  if (bulk) {
    columns.unshift({
      key: 'pick', name: '', pick: true,
      head: <input class="pick" type="checkbox" data-check-all="lists" hidden aria-label="选择本页可办理的名单" />,
      cell: (row) => <input class="pick" type="checkbox" name="taskIds" value={row.taskId} data-group="lists" disabled={!row.taskId} aria-label={`选择 ${row.school} ${row.period} ${row.batch ?? ''}`} />,
    });
  }
  return <Table caption="资助名单" columns={columns} rows={rows} rowKey={(row) => row.id} empty={empty} />;
}

function BulkBar({ buttons }: { buttons: NonNullable<ListIndexProps['bulk']>['buttons'] }) {
  return (
    <div class="bulk">
      <span>勾选等您办理的名单，一起办理。已选 <b data-picked="lists">0</b> 份</span>
      <div class="acts">{buttons.map((button) => <button key={button.value} class={button.main ? 'btn main' : 'btn'} name={button.name} value={button.value}>{button.label}</button>)}</div>
    </div>
  );
}
