import type { Actor } from '../values/actor.js';

/** What a feature tells imports about one kind of file. Imports keep the record of a file; what its rows mean only the feature knows. */
export type ImportKind = {
  readonly key: 'students' | 'awards';
  /**
   * Writes the rows of a file without errors, all or none, in the act under way.
   * @param subjectId what the rows belong to (an award list), null for a school's roster.
   * @param rows as the feature gave them when the file was checked.
   */
  write(actor: Actor, subjectId: number | null, rows: string): Promise<void>;
  /** The file to fill in: its name in the address, its name on the disk, and its content. */
  readonly template: { readonly key: string; readonly fileName: string; make(): Promise<Buffer> };
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

export const templateNamed = (key: string): ImportKind['template'] | undefined => [...kinds.values()].map(({ template }) => template).find((one) => one.key === key);
