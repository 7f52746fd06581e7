import { Views, type View } from './filters.js';
import { Icon, type IconName, type Tone } from './icon.js';
import type { EmptyStateProps } from './note.js';
import { Pager, Table, type PagerProps } from './table.js';

export type Change = {
  id: string | number;
  kind: 'added' | 'removed' | 'amount' | 'enrolment';
  student: string;
  /** Where the student's notes are read and written. */
  href?: string;
  place: string;
  before: string;
  after: string;
  difference: string;
  reason: string;
};

export type ChangesProps = {
  /** Heads of the two money columns: 4月（元）, 5月（元）. */
  beforeName: string;
  afterName: string;
  caption: string;
  summary: { added: Sum; removed: Sum; amount: Sum; enrolment: Sum; same: Sum };
  empty?: EmptyStateProps;
  /** The ways to compare, where there is more than one. */
  views?: View[];
  changes: Change[];
  footer?: { text: string; moreHref?: string };
  pager?: PagerProps;
};

type Sum = { value: string; note: string };

/** What is different from the month before, or since one's own approval, with the reason of each line: read first, decide after. */
export function Changes({ beforeName, afterName, caption, summary, changes, footer, pager, views, empty }: ChangesProps) {
  return (
    <>
      {views && <div class="cb tight"><Views label="与哪一份对比" views={views} /></div>}
      <div class="diffsum">
        <div><b class={summary.added.value.startsWith('0') ? undefined : 'up'}>{summary.added.value}</b><span>{summary.added.note}</span></div>
        <div><b class={summary.removed.value.startsWith('0') ? undefined : 'down'}>{summary.removed.value}</b><span>{summary.removed.note}</span></div>
        <div><b>{summary.amount.value}</b><span>{summary.amount.note}</span></div>
        <div><b>{summary.enrolment.value}</b><span>{summary.enrolment.note}</span></div>
        <div><b>{summary.same.value}</b><span>{summary.same.note}</span></div>
      </div>
      <Table
        caption={caption} rows={changes} rowKey={(change) => change.id} empty={empty ?? { icon: 'check', title: '与上月完全相同', text: '没有新增、减少，也没有金额和学籍变化。' }}
        columns={[
          { key: 'kind', name: '变化', cell: (change) => <ChangeMark kind={change.kind} /> },
          { key: 'student', name: '姓名', first: true, cell: (change) => (change.href ? <a href={change.href}>{change.student}</a> : change.student) },
          { key: 'place', name: '年级、专业、班级', cell: (change) => change.place },
          { key: 'before', name: beforeName, num: true, cell: (change) => (differs(change) && change.kind !== 'added' ? <del>{change.before}</del> : change.before) },
          { key: 'after', name: afterName, num: true, cell: (change) => (differs(change) && change.kind !== 'removed' ? <ins>{change.after}</ins> : change.after) },
          { key: 'difference', name: '相差（元）', num: true, cell: (change) => change.difference },
          { key: 'reason', name: '原因', cell: (change) => change.reason },
        ]}
      />
      {pager && <Pager {...pager} />}
      {footer && <div class="pager"><span>{footer.text}</span>{footer.moreHref && <a href={footer.moreHref}>显示全部变化</a>}</div>}
    </>
  );
}

const differs = ({ before, after }: Change): boolean => before !== after;

function ChangeMark({ kind }: { kind: Change['kind'] }) {
  const mark = marks[kind];
  return <span class={`mk ${mark.tone}`}><Icon name={mark.icon} />{mark.word}</span>;
}

const marks: Record<Change['kind'], { tone: Tone; icon: IconName; word: string }> = {
  added: { tone: 'good', icon: 'plus', word: '新增' },
  removed: { tone: 'bad', icon: 'minus', word: '减少' },
  amount: { tone: 'run', icon: 'swap', word: '金额变化' },
  enrolment: { tone: 'run', icon: 'user', word: '学籍变化' },
};
