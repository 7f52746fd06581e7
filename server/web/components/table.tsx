import type { ComponentChildren } from 'preact';
import { Definition, type DefinitionProps } from './definition.js';
import { classes } from './icon.js';
import { EmptyState, type EmptyStateProps } from './note.js';

export type SortLink = { href: string; now?: 'ascending' | 'descending' };

export type Column<Row> = {
  key: string;
  /** The unit stands in the name: 应发金额（元）. */
  name: string;
  /** A second line of the heading, e.g. the date a step is due. */
  under?: string;
  /** Right-aligned figures. */
  num?: boolean;
  /** The column that names the row; on a narrow screen it becomes the heading of the row's little card. */
  first?: boolean;
  /** Left out of the row's card on a narrow screen. */
  wide?: boolean;
  /** A tick box; its heading may be a tick box too. */
  pick?: boolean;
  head?: ComponentChildren;
  sort?: SortLink;
  definition?: Omit<DefinitionProps, 'term' | 'id'>;
  cell: (row: Row, index: number) => ComponentChildren;
  /** The figure in the last row. */
  total?: ComponentChildren;
  /** Extra class of a cell, e.g. a board's colour. */
  look?: (row: Row) => string | undefined;
};

export type TableProps<Row> = {
  /** What the table holds, for those who do not see it beside its heading. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string | number;
  rowLook?: (row: Row) => string | undefined;
  look?: string;
  /** Stays a table on a narrow screen; for a few short columns. */
  plain?: boolean;
  empty?: EmptyStateProps;
};

/** A table that turns each row into a small card on a narrow screen. Sums stand in its last row. */
export function Table<Row>({ caption, columns, rows, rowKey, rowLook, look, plain, empty }: TableProps<Row>) {
  if (rows.length === 0 && empty) return <EmptyState icon="find" {...empty} />;
  return (
    <div class="tw">
      <table class={classes(!plain && 'stack', look) || undefined}>
        <caption class="vh">{caption}</caption>
        <thead><tr>{columns.map((column) => <Head key={column.key} column={column} table={caption} />)}</tr></thead>
        <tbody hx-boost="false">
          {rows.map((row, index) => (
            <tr key={rowKey(row)} class={rowLook?.(row)}>
              {columns.map((column) => <Cell key={column.key} column={column} look={column.look?.(row)}>{column.cell(row, index)}</Cell>)}
            </tr>
          ))}
        </tbody>
        {columns.some((column) => column.total !== undefined) && <tfoot><tr>{columns.map((column) => <Cell key={column.key} column={column}>{column.total ?? (column.first ? '合计' : undefined)}</Cell>)}</tr></tfoot>}
      </table>
    </div>
  );
}

function Head<Row>({ column, table }: { column: Column<Row>; table: string }) {
  const name = column.definition ? <Definition id={`kj-${table}-${column.key}`} term={column.name} {...column.definition} /> : column.name;
  if (column.pick && !column.head) return <td class="pickcell" />;
  return (
    <th scope="col" class={cellLook(column)} aria-sort={column.sort?.now}>
      {column.head ?? (column.sort ? <a href={column.sort.href}>{name}</a> : name)}{column.under && <small>{column.under}</small>}
    </th>
  );
}

function Cell<Row>({ column, look, children }: { column: Column<Row>; look?: string; children?: ComponentChildren }) {
  const plain = typeof children === 'string' || typeof children === 'number' || children === undefined || children === null || column.pick || column.first;
  const content = plain ? children : <span class="v">{children}</span>;
  const attributes = { class: classes(cellLook(column), look) || undefined, 'data-l': column.pick ? undefined : column.name };
  return column.first ? <th scope="row" {...attributes}>{content}</th> : <td {...attributes}>{content}</td>;
}

const cellLook = <Row,>(column: Column<Row>): string | undefined => classes(column.num && 'num', column.first && 'first', column.pick && 'pickcell', column.wide && 'wide') || undefined;

/**
 * Filters, table and pager that belong together. With a script their links and the filter form change this part only
 * and the address with it; without one they load the page. Links inside the rows always load their page.
 */
export function Results({ children }: { children: ComponentChildren }) {
  return <div id="results" class="stackv" tabindex={-1} hx-boost="true" hx-target="#results" hx-select="#results" hx-swap="outerHTML show:none" hx-push-url="true">{children}</div>;
}

export type PagerProps = { text: string; previous?: string; next?: string; note?: string; /** The whole of it on paper. */ print?: { label: string; href: string } };

/** Which rows these are, out of how many, and the way to the others. */
export function Pager({ text, previous, next, note, print }: PagerProps) {
  return (
    <div class="pager">
      <span>{text}{note && `。${note}`}{print && <>　<a class="noprint" href={print.href}>{print.label}</a></>}</span>
      {(previous || next) && <nav aria-label="翻页"><PageLink href={previous}>上一页</PageLink><PageLink href={next}>下一页</PageLink></nav>}
    </div>
  );
}

function PageLink({ href, children }: { href?: string; children: string }) {
  return href ? <a class="btn" href={href}>{children}</a> : <a class="btn" role="link" aria-disabled="true">{children}</a>;
}
