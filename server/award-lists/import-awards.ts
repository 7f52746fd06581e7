import { officeNow, transact } from '../database.js';
import type { Findings, HandedFile, ImportKind } from '../imports/kinds.js';
import { RuleBroken, type ErrorItem } from '../lib/errors.js';
import type { SheetError } from '../lib/sheet-table.js';
import type { Actor } from '../values/actor.js';
import { monthOf } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import { listProgrammeKeys } from '../values/programme.js';
import { maskDocumentNumber } from '../values/identity-document.js';
import { factsOf, listInScope } from './award-list.js';
import { addAwards, type EntryRow } from './enter-awards.js';
import { demandAct } from './guards.js';
import { findNamed, type NamedStudents } from './named-students.js';
import { tiersInForce } from './standards.js';
import { awardTable, awardTemplate, readAwardFile, type AwardColumn, type AwardFile, type AwardFileRow } from './spreadsheet.js';

/** Whether people may be entered into the list by file now, asked before the file is looked at. @throws NotFound outside the scope; RuleBroken `not-draft`. */
export async function demandEntry(actor: Actor, listId: number): Promise<void> {
  demandAct('edit', actor, await factsOf(await listInScope(actor, listId)));
}

/**
 * Reads the people of a draft list from a file and finds everything wrong with it, before anything is written: rows nobody on
 * the school's roster answers to, and rows the rules of the list refuse.
 * @throws NotFound outside the scope; RuleBroken `not-draft` and for the file as a whole; TooLarge past 20,000 rows; UnsupportedMedia.
 */
async function checkAwardFile({ actor, subjectId, bytes, repairs, named }: HandedFile, found: Findings): Promise<void> {
  const listId = listIdOf(subjectId);
  await demandEntry(actor, listId);
  const file = await readAwardFile(await bytes(), repairs, named);
  await found.progress(0, file.total);
  const list = await listInScope(actor, listId);
  const { entries, errors } = resolve(file, await findNamed(list.school.id, file.rows));
  await found.progress(Math.floor(file.total / 2), file.total);
  const refused = await rehearse(actor, listId, entries);
  await found.progress(file.total, file.total);
  const rowNumbered = new Map(file.rows.map((row) => [row.row, row]));
  found.refuse([...file.errors, ...errors, ...refused.map((one) => placed(file, rowNumbered.get(one.row ?? 0), one))]);
  await found.keep(entries);
}

function listIdOf(subjectId: number | null): number {
  if (subjectId === null) throw new Error('an award file belongs to a list');
  return subjectId;
}

type Resolved = { entries: EntryRow[]; errors: SheetError[] };

function resolve(file: AwardFile, named: NamedStudents): Resolved {
  const entries: EntryRow[] = [];
  const errors: SheetError[] = [];
  const seen = new Map<number, number>();
  for (const row of file.rows) {
    const found = named(row);
    const earlier = 'studentId' in found ? seen.get(found.studentId) : undefined;
    if (!('studentId' in found)) errors.push(errorAt(file, row, found.column, found));
    else if (earlier !== undefined) errors.push(errorAt(file, row, nameGiver(row), { code: 'same-student-twice', message: `与第 ${earlier} 行是同一名学生。请只留一行` }));
    else {
      seen.set(found.studentId, row.row);
      entries.push({ row: row.row, studentId: found.studentId, ...(row.tier === null ? {} : { tier: row.tier }) });
    }
  }
  return { entries, errors };
}

class Undone extends Error {}

/** Enters the rows by the rules of the list and undoes it, to hear every refusal before anything is kept. Stands outside any act. */
async function rehearse(actor: Actor, listId: number, entries: readonly EntryRow[]): Promise<readonly ErrorItem[]> {
  if (entries.length === 0) return [];
  try {
    return await transact(async () => {
      await addAwards(actor, listId, entries);
      throw new Undone();
    });
  } catch (error) {
    if (error instanceof Undone) return [];
    if (error instanceof RuleBroken && error.code === 'rows-refused') return error.errors ?? [];
    throw error;
  }
}

/** A refusal of a row, put where the person looks for it: the tier, or what named the student. */
function placed(file: AwardFile, row: AwardFileRow | undefined, refusal: ErrorItem): SheetError {
  if (!row) throw new Error(`row ${refusal.row} was refused and is not in the file`);
  return errorAt(file, row, refusal.code === 'unknown-tier' ? 'tier' : nameGiver(row), { code: refusal.code, message: refusal.message.replace(/^第 \d+ 行：/, '').replace(/。$/, '') });
}

/** The column by which the row says who is meant. */
const nameGiver = (row: AwardFileRow): AwardColumn => (row.documentNumber !== null ? 'documentNumber' : row.name !== null ? 'name' : 'studentNumber');

function errorAt(file: AwardFile, row: AwardFileRow, column: AwardColumn, problem: { code: string; message: string; suggestion?: string }): SheetError {
  const { letter, header } = file.columns.get(column) ?? { letter: '', header: '' };
  const given = row[column] ?? '';
  const { code, message, suggestion } = problem;
  return { row: row.row, column: letter, header, given: column === 'documentNumber' || column === 'studentNumber' ? maskDocumentNumber(given) : given, code, message, ...(suggestion === undefined ? {} : { suggestion }) };
}

/** The tiers a school may write into the file now, of both programmes whose lists have tiers. */
async function tierNames(actor: Actor): Promise<string[]> {
  const month = monthOf(officeDateOf(await officeNow()));
  const standards = await Promise.all(listProgrammeKeys.map((programme) => tiersInForce(programme, month, actor.organisation.id)));
  return [...new Set(standards.filter((tiers) => tiers.length > 1).flatMap((tiers) => tiers.map(({ name }) => name)))];
}

/** 资助名单 as a file to import; its rows belong to one list. */
export const awardImport: ImportKind = {
  key: 'awards',
  name: '资助名单',
  promise: '这些学生会加入名单，金额按资助标准计算。',
  table: awardTable,
  place: (listId) => ({ label: '资助名单', href: `/award-lists/${listIdOf(listId)}?tab=people`, upload: `/award-lists/${listIdOf(listId)}?tab=people#entry` }),
  check: checkAwardFile,
  async write(actor, listId, parts) {
    const entries: EntryRow[] = [];
    for await (const text of parts) for (const one of JSON.parse(text)) entries.push(one);
    await addAwards(actor, listIdOf(listId), entries);
  },
  template: { key: 'award-list', fileName: '资助名单导入模板.xlsx', make: async (actor) => awardTemplate(await tierNames(actor)) },
};
