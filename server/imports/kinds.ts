import type { NamedHeaders } from '../lib/sheet-headers.js';
import type { SheetError, TableRules } from '../lib/sheet-table.js';
import { businessRoles, type Actor, type Role } from '../values/actor.js';

/**
 * What a feature tells imports about one kind of file. Imports keep the file and its record, in the background, sealed; what
 * its rows mean only the feature knows.
 */
export type ImportKind = {
  /** A stable word in the API: `students`, `awards`. */
  readonly key: string;
  /** 学生名册 */
  readonly name: string;
  /** What writing does, told before it: 这些学生会加入名单。 */
  readonly promise: string;
  /** Who hands such files in, where it is not the operators of schools and authorities; nobody else sees them. */
  readonly handedInBy?: readonly Role[];
  /** By which a file is looked at when it is handed in: header there, at most so many rows. */
  readonly table: TableRules<string>;
  /** Where the rows go, and where their sender came from; `upload` is where another file is handed in. */
  place(subjectId: number | null): { label: string; href: string; upload: string };
  /** What a person said of the headers and the repairs adopted are applied by `openTable` before anything is looked at, so hand them on (`{ ...table, named }`). Runs in the background and changes nothing. */
  check(file: HandedFile, found: Findings): Promise<void>;
  /**
   * Writes rows of a file without errors in the act under way, all or none.
   * @param subjectId what the rows belong to (an award list), null for a school's roster.
   * @param parts JSON arrays of the rows as the check kept them, at most a thousand in each.
   */
  write(actor: Actor, subjectId: number | null, parts: AsyncIterable<string>, importId: number): Promise<void>;
  /**
   * Whether a file of so many rows is too large for one act: then `write` is called for each part in an act of its own, in the
   * background, and goes on after a crash with the first part not yet written. Each part must stand by itself.
   */
  inSteps?(rows: number): boolean;
  /** Files that help with what is wrong with this one, by the codes of its errors. */
  helps?(importId: number, codes: ReadonlySet<string>): { label: string; href: string }[];
  /** The file to fill in: its name in the address, its name on the disk, and its content. */
  readonly template: { readonly key: string; readonly fileName: string; make(actor: Actor): Promise<Buffer> };
};

/** One repair a person adopted: what shall stand in this cell. */
export type Repair = { readonly row: number; readonly column: string; readonly value: string };

/** @param rows how many were counted when the file was handed in. */
export type HandedFile = { readonly actor: Actor; readonly subjectId: number | null; readonly repairs: readonly Repair[]; /** What a person said of the headers of the file. */ readonly named?: NamedHeaders; readonly rows: number; bytes(): Promise<Buffer> };

/**
 * A row that meets one which is there already, side by side: it will replace it, is refused because of it, or stands twice in the
 * file. No number of a person in clear.
 */
export type Meeting = { readonly row: number; readonly outcome: 'replaces' | 'refused' | 'twice'; /** Which one it meets: 第3批第5行. */ readonly other: string; readonly cells: readonly { readonly name: string; readonly now: string; readonly before: string }[] };

/** What a check has found: rows that can be written, and everything wrong with the others. */
export type Findings = {
  /** Keeps rows to be written, as they are found. */
  keep(rows: readonly object[]): Promise<void>;
  refuse(errors: readonly SheetError[]): void;
  /** Rows to be shown beside those they meet; so many that nobody reads them are only counted. */
  meets(meetings: readonly Meeting[]): void;
  /** Rows looked at so far. Throws when somebody cancelled; let that pass. */
  progress(done: number, total: number): Promise<void>;
};

const kinds = new Map<string, ImportKind>();

/** Features hand their kinds of file over here, at start-up (`processes.ts`). */
export function registerImportKind(kind: ImportKind): void {
  kinds.set(kind.key, kind);
}

export function importKind(key: string): ImportKind {
  const found = kinds.get(key);
  if (!found) throw new Error(`import kind ${key} is not registered`);
  return found;
}

/** Who hands in files of kinds that do not say. */
export const fileOperators: readonly Role[] = ['school-operator', 'authority-operator'];

/** Whether files of a kind are somebody's business at all: those who hand them in, and for the rosters and lists whoever else works in the office. */
export const concerns = ({ handedInBy }: ImportKind, { role }: Pick<Actor, 'role'>): boolean => (handedInBy ? handedInBy.includes(role) : businessRoles.includes(role));
/** Whether somebody hands in files of a kind. */
export const handsIn = ({ handedInBy = fileOperators }: ImportKind, { role }: Pick<Actor, 'role'>): boolean => handedInBy.includes(role);
/** The kinds of file that are somebody's business. */
export const kindsOf = (actor: Pick<Actor, 'role'>): string[] => [...kinds.values()].filter((kind) => concerns(kind, actor)).map(({ key }) => key);

export const templateNamed = (actor: Pick<Actor, 'role'>, key: string): ImportKind['template'] | undefined => [...kinds.values()].filter((kind) => concerns(kind, actor)).map(({ template }) => template).find((one) => one.key === key);
