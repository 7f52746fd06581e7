import { ActButton, type OfferedAct } from './act.js';
import { Icon, type IconName, type Tone } from './icon.js';
import type { EmptyStateProps } from './note.js';
import { Table, type Column, type SortLink } from './table.js';

/** Where one list stands at one step: not reached, done, at work, mine, returned, late. */
export type BoardCell = { state: 'none' | 'late' | Exclude<Tone, 'idle' | 'bad'>; word: string; detail?: string; href?: string };

export type BoardRow = { id: string | number; school: string; href: string; batch?: string; people: string; cells: BoardCell[]; acts?: OfferedAct[] };

export type BoardProps = {
  caption: string;
  steps: { key: string; name: string; due?: string; total: string }[];
  rows: BoardRow[];
  total: { schools: string; people: string };
  sort?: Partial<Record<'school' | 'people', SortLink>>;
  empty?: EmptyStateProps;
};

/** Schools × steps. Each cell says a word and a day; colour only repeats it. */
export function Board({ caption, steps, rows, total, sort = {}, empty = nothingYet }: BoardProps) {
  const columns: Column<BoardRow>[] = [
    { key: 'school', name: '学校', first: true, sort: sort.school, cell: (row) => <><a href={row.href}>{row.school}</a>{row.batch && <span class="s">{row.batch}</span>}</>, total: total.schools },
    { key: 'people', name: '人数（人）', num: true, sort: sort.people, cell: (row) => row.people, total: total.people },
    ...steps.map((step, index): Column<BoardRow> => ({
      key: step.key, name: step.name, under: step.due, total: step.total,
      look: (row) => `c ${row.cells[index]?.state ?? 'none'}`, cell: (row) => <CellWords {...(row.cells[index] ?? { state: 'none', word: '未到' })} />,
    })),
  ];
  if (rows.some((row) => row.acts)) columns.push({ key: 'acts', name: '催办', cell: (row) => row.acts?.map((act) => <ActButton key={act.key} act={act} />) });
  return <Table caption={caption} look="board" columns={columns} rows={rows} rowKey={(row) => row.id} empty={empty} />;
}

const nothingYet: EmptyStateProps = { title: '这个月还没有名单', text: '学校录入后会出现在这里。' };

/** What the colours of a board mean. */
export function BoardLegend({ mine, note }: { mine: string; note: string }) {
  return (
    <p class="legend">
      <span><i class="sw good" />已完成</span><span><i class="sw mine" />{mine}</span><span><i class="sw run" />学校办理中</span>
      <span><i class="sw back" />退回申请中</span><span><i class="sw late" />逾期</span><span>{note}</span>
    </p>
  );
}

function CellWords({ state, word, detail, href }: BoardCell) {
  if (state === 'none') return <>{word}</>;
  return <><b><Icon name={cellIcons[state]} />{href ? <a href={href}>{word}</a> : word}</b>{detail}</>;
}

const cellIcons: Record<Exclude<BoardCell['state'], 'none'>, IconName> = { late: 'warn', good: 'check', run: 'clock', mine: 'clock', back: 'back' };
