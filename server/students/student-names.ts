import { row, rows, run } from '../database.js';
import { pinyinQuery } from '../lib/pinyin.js';
import { normalisePersonName } from '../values/person-name.js';

/* Every name of a student stands once among `student_names`; see decisions/finding-people.md. */

type Named = { readonly name: string; readonly pinyin: string; readonly initials: string };

/** Puts names that are new among those looked for, in the act under way: whoever writes a student's name keeps it here too. */
export async function keepNames(names: readonly Named[]): Promise<void> {
  const wanted = new Map(names.map((one) => [one.name, one]));
  if (wanted.size === 0) return;
  for (const { name } of await rows<{ name: string }>('SELECT name FROM student_names WHERE name IN (?)', [[...wanted.keys()]])) wanted.delete(name);
  if (wanted.size === 0) return;
  // In one order, so that two acts with the same new names wait for each other and do not block each other.
  const sorted = [...wanted.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  await run('INSERT INTO student_names (name, pinyin, initials) VALUES ? ON DUPLICATE KEY UPDATE name = VALUES(name)', [sorted.map(({ name, pinyin, initials }) => [name, pinyin, initials])]);
}

/** More names than these are a way of saying everybody: then whoever is asked for is soon found by looking. */
const MOST_NAMES = 3000;

/** What may be meant by words typed into a search box. `tail`: the last four of a document number; `letters`: pinyin or initials. */
export type Typed = { readonly name: string; readonly letters: string; readonly tail: string };

export function typedWords(words: string): Typed {
  const typed = words.trim();
  const number = typed.normalize('NFKC').toUpperCase();
  return { name: normalisePersonName(typed), letters: /^[a-zü\s'’·.-]+$/i.test(typed.normalize('NFKC')) ? pinyinQuery(typed) : '', tail: /^\d{3}[\dX]$/.test(number) ? number : '' };
}

/** All names that hold what was typed, as characters, pinyin or initials. @returns null for more names than are worth listing. */
export async function namesLike({ name, letters }: Typed): Promise<string[] | null> {
  const like = `%${name.replace(/[%_\\]/g, '\\$&')}%`;
  const found = await rows<{ name: string }>(
    `SELECT name FROM student_names WHERE name LIKE ?${letters ? ' OR pinyin LIKE ? OR initials LIKE ?' : ''} LIMIT ?`, [like, ...(letters ? [`%${letters}%`, `%${letters}%`] : []), MOST_NAMES + 1]);
  return found.length > MOST_NAMES ? null : found.map((one) => one.name);
}

/** Whether a roster is so large that a name is better looked for among all names than in it. */
export async function isLargeScope(path: string): Promise<boolean> {
  return ((await row<{ schools: number }>("SELECT COUNT(*) AS schools FROM (SELECT id FROM organisations WHERE path LIKE ? AND level = 'school' LIMIT 65) some", [`${path}%`]))?.schools ?? 0) > 64;
}
