import { row, rows, run } from '../database.js';
import { InputInvalid, type ErrorItem } from '../lib/errors.js';
import { headerText, headerWord, type FileHeaders, type NamedHeaders } from '../lib/sheet-headers.js';
import type { SheetColumn } from '../lib/sheet-table.js';
import type { Actor } from '../values/actor.js';
import type { ImportKind } from './kinds.js';

/* 对应表头: which column of ours a header of a file is, where the header does not say so itself. */

/** Said of a header: it is not read. */
export const NOT_READ = '不导入';

const MOST_NAMED = 200;

/**
 * What was said about headers, by the Chinese names of our columns, as the check reads it.
 * @param said `{"客户名称": "姓名", "备注": ""}`
 * @throws InputInvalid for a column there is not, or one said of two headers.
 */
export function namedHeaders(kind: ImportKind, said: Readonly<Record<string, string>>): NamedHeaders {
  const errors: ErrorItem[] = [];
  const named: Record<string, string> = {};
  const taken = new Map<string, string>();
  for (const [header, word] of Object.entries(said).slice(0, MOST_NAMED)) {
    if (word === '' || word === NOT_READ) {
      named[headerText(header)] = '';
      continue;
    }
    const column = kind.table.columns.find((one) => one.key === word || headerWord(one.header) === headerWord(word));
    const first = column && taken.get(column.key);
    if (!column) errors.push({ path: header, code: 'unknown-column', message: `“${header}”对应的“${word}”不是模板里的列。可填：${kind.table.columns.map((one) => one.header).join('、')}，不要这一列就填空。` });
    else if (first !== undefined) errors.push({ path: header, code: 'column-twice', message: `“${column.header}”已经对应“${first}”，不能再对应“${header}”。请只选一列，另一列选“${NOT_READ}”。` });
    else {
      taken.set(column.key, header);
      named[headerText(header)] = column.key;
    }
  }
  if (errors.length > 0) throw new InputInvalid(errors, '表头的对应有几处不对，请按提示改正。');
  return named;
}

/** The field `columns` of an upload. @throws InputInvalid unless it is a JSON object of words. */
export function columnsGiven(kind: ImportKind, text: string | undefined): NamedHeaders | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const said = parsed(text);
  if (typeof said !== 'object' || said === null || Array.isArray(said) || !Object.values(said).every((word) => typeof word === 'string')) {
    throw new InputInvalid([{ path: 'columns', code: 'malformed', message: 'columns 应为 JSON 对象，例如 {"客户名称":"姓名"}：左边是文件的表头，右边是模板的列。' }]);
  }
  return namedHeaders(kind, said as Record<string, string>);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What was said of the headers of a file that was handed in. */
export async function namedOf(importId: number): Promise<NamedHeaders | undefined> {
  const found = await row<{ file_columns: string | null }>('SELECT file_columns FROM imports WHERE id = ?', [importId]);
  return found?.file_columns ? JSON.parse(found.file_columns) : undefined;
}

/** What the own school or office said the last times of headers of this kind of file. */
export async function rememberedNames(actor: Actor, kind: ImportKind): Promise<NamedHeaders> {
  const kept = await rows<{ header: string; column_key: string }>('SELECT header, column_key FROM import_columns WHERE organisation_id = ? AND kind = ?', [actor.organisation.id, kind.key]);
  const known = new Set(kind.table.columns.map(({ key }) => key));
  return Object.fromEntries(kept.filter(({ column_key }) => column_key === '' || known.has(column_key)).map(({ header, column_key }) => [header, column_key]));
}

/** Keeps what was said, for the next file of the school or office, in the act under way. */
export async function rememberNames(actor: Actor, kind: ImportKind, named: NamedHeaders): Promise<void> {
  for (const [header, column] of Object.entries(named)) {
    if (header.length > 100) continue;
    const known = await row<{ column_key: string }>('SELECT column_key FROM import_columns WHERE organisation_id = ? AND kind = ? AND header = ? FOR UPDATE', [actor.organisation.id, kind.key, header]);
    if (known?.column_key === column) continue;
    await run('INSERT INTO import_columns (organisation_id, kind, header, column_key) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE column_key = VALUES(column_key)', [actor.organisation.id, kind.key, header, column]);
  }
}

/**
 * Which column each unknown header most likely is: what was said of it before; what stands below it; what its words have in common
 * with ours. No column is proposed twice, and none where nothing speaks for it.
 */
export function proposedNames({ columns }: { readonly columns: readonly SheetColumn<string>[] }, { headers }: FileHeaders, remembered: NamedHeaders): ReadonlyMap<string, string> {
  const taken = new Set(headers.flatMap(({ column }) => (column === null ? [] : [column])));
  const proposed = new Map<string, string>();
  const unknown = headers.filter(({ column }) => column === null);
  for (const { header } of unknown) {
    const said = remembered[header];
    if (said === undefined || taken.has(said)) continue;
    proposed.set(header, said);
    if (said !== '') taken.add(said);
  }
  const pairs = unknown.filter(({ header }) => !proposed.has(header)).flatMap((one) => columns.map((column) => ({ header: one.header, key: column.key, score: likeness(one, column) }))).filter(({ score }) => score >= LIKELY);
  for (const { header, key } of pairs.sort((a, b) => b.score - a.score)) {
    if (proposed.has(header) || taken.has(key)) continue;
    proposed.set(header, key);
    taken.add(key);
  }
  return proposed;
}

const LIKELY = 0.5;
/** What is longer than this, in characters, is not compared to its end: no column is called so. */
const LONGEST_NAME = 60;

/** 0 to 1; below a half nothing speaks for it. */
function likeness({ header, samples }: FileHeaders['headers'][number], column: SheetColumn<string>): number {
  const words = Math.max(...[column.header, ...column.aliases ?? []].map((word) => common(headerWord(header), headerWord(word))));
  const isDocument = samples.length > 0 && samples.every((value) => /^[\d*]{17}[\dX*]$/.test(value));
  if (isDocument) return column.key === 'documentNumber' ? Math.max(0.9, words) : 0;
  return column.key === 'documentNumber' ? words * 0.6 : words;
}

/** How much of two headers is the same: pairs of characters, and whether one holds the other. */
function common(a: string, b: string): number {
  if (a === '' || b === '') return 0;
  if (a.includes(b) || b.includes(a)) return Math.min(a.length, b.length) < 2 ? 0 : 0.6 + 0.3 * (Math.min(a.length, b.length) / Math.max(a.length, b.length));
  const pairs = (text: string): Set<string> => {
    const letters = [...text].slice(0, LONGEST_NAME);
    return new Set(letters.slice(1).map((one, at) => `${letters[at]}${one}`));
  };
  const [left, right] = [pairs(a), pairs(b)];
  const both = [...left].filter((pair) => right.has(pair)).length;
  return left.size + right.size === 0 ? 0 : (2 * both) / (left.size + right.size);
}
