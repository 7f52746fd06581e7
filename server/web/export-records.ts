import { z } from 'zod';
import { recordAudit } from '../audit/record.js';
import { officeNow, transact } from '../database.js';
import { InputInvalid } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { formatInstant } from '../values/office-date.js';
import type { RecordCell, RecordsPageProps } from './pages/records-page.js';
import type { Answer } from './route.js';
import { recordsSheet } from './spreadsheet.js';

/** A page of records of a look-up, of any size. `after`: the key of the last record seen; where a list is long, it goes on from there. */
export type RecordsLook = (page: number, size: number, after?: number) => Promise<Pick<RecordsPageProps, 'title' | 'columns' | 'rows'>>;

export const exportPurpose = z.string().max(200, '最多 200 字。').default('');
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const MOST = 20_000;
const A_PART = 500;
const SHORTEST_PURPOSE = 4;

/** The form that asks what an export is for; the conditions of the list go with it. */
export const exportForm = (action: string, conditions: Readonly<Record<string, string | number | undefined>>): NonNullable<RecordsPageProps['exporting']> => ({
  title: '导出 Excel（写明用途，留痕）', action, submit: '导出', hidden: Object.fromEntries(Object.entries(conditions).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]]))),
  filters: [{ name: 'purpose', label: '用途', kind: 'search', placeholder: '例如：核对春季学期资助名单' }],
});

/** The purpose as it is kept. @throws InputInvalid without one. */
export function demandPurpose(purpose: string): string {
  const why = purpose.trim();
  if (Array.from(why).length < SHORTEST_PURPOSE) throw new InputInvalid([{ path: 'purpose', code: 'required', message: '请写明导出的用途，例如：核对春季学期资助名单。' }]);
  return why;
}

/** Who took it, when and what for: stands on the sheet and on every printed page. */
export const exportMark = async (actor: Actor, why: string): Promise<string> => `${actor.organisation.name} ${actor.name}（${actor.login}）${formatInstant(await officeNow())} 导出　用途：${why}　含未成年人信息，不得外传`;

/**
 * Students of a look-up as a workbook, as the page shows them, for one purpose. Numbers stay masked; who took it and what for
 * stands on the sheet, and the export is on record.
 * @param background where a list of more than 20,000 rows is offered to be written in the background.
 * @throws InputInvalid without a purpose.
 */
export async function exportRecords(actor: Actor, look: RecordsLook, purpose: string, background: string): Promise<Answer> {
  const why = demandPurpose(purpose);
  const lines: string[][] = [];
  let shown = await look(1, A_PART);
  const { title, columns } = shown;
  for (let page = 2; ; page += 1) {
    lines.push(...linesOf(shown));
    if (lines.length > MOST) return { kind: 'redirect', to: background };
    if (shown.rows.length < A_PART) break;
    shown = await look(page, A_PART, lastOf(shown));
  }
  const bytes = await recordsSheet(title, await exportMark(actor, why), columns, [lines]);
  await transact(() => recordAudit(actor, { action: '导出学生名单', object: { kind: 'records-export', id: actor.organisation.id, organisationId: actor.organisation.id }, after: { list: title, people: lines.length }, remark: why }));
  return { kind: 'file', name: `${title}.xlsx`, mime: XLSX, bytes };
}

/** The rows of a page in words, column by column. */
export const linesOf = ({ columns, rows }: Pick<RecordsPageProps, 'columns' | 'rows'>): string[][] => rows.map(({ cells }) => columns.map(({ key }) => wordsOf(cells[key])));

function lastOf({ rows }: Pick<RecordsPageProps, 'rows'>): number | undefined {
  const last = rows.at(-1)?.key;
  return typeof last === 'number' ? last : undefined;
}

/** What a cell says: its text, its tags, and what stands small below it. */
const wordsOf = (cell: RecordCell | undefined): string => (cell ? [[cell.text, ...(cell.tags ?? []).map(({ word }) => word)].filter(Boolean).join('、'), cell.under].filter(Boolean).join(' ') : '—');
