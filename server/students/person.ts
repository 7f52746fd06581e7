import { isDuplicate, row, rows, run } from '../database.js';

/* 自然人: one row per document number, so that aid is counted per human being across schools and years. */

/** From a thousand words on, MariaDB makes a table of them and reads the whole index beside it. */
const A_STATEMENT = 900;

/**
 * The person of each blind index, made where there is none yet. The rows stay locked against a change of their number
 * until the act ends.
 * @returns ids by the index in hex.
 */
export async function personsOf(indexes: readonly Buffer[]): Promise<Map<string, number>> {
  // One order for everybody: two rosters with the same people do not wait for each other in a circle.
  const wanted = [...new Map(indexes.map((index) => [index.toString('hex'), index])).entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const found = new Map<string, number>();
  for (let at = 0; at < wanted.length; at += A_STATEMENT) {
    const part = wanted.slice(at, at + A_STATEMENT);
    await findPersons(part.map(([, index]) => index), found);
    const missing = part.filter(([hex]) => !found.has(hex)).map(([, index]) => index);
    if (missing.length === 0) continue;
    await run('INSERT IGNORE INTO persons (document_index) VALUES ?', [missing.map((index) => [index])]);
    await findPersons(missing, found);
  }
  return found;
}

async function findPersons(indexes: readonly Buffer[], found: Map<string, number>): Promise<void> {
  const persons = await rows<{ id: number; document_index: Buffer }>('SELECT id, document_index FROM persons WHERE document_index IN (?) LOCK IN SHARE MODE', [indexes.map((index) => [index])]);
  for (const { id, document_index } of persons) found.set(document_index.toString('hex'), id);
}

type Follow = (studentId: number, personId: number) => Promise<void>;
const whenCorrected: Follow[] = [];

/** Later features say here what of theirs goes with a student whose document number is put right (awards). */
export const onPersonCorrected = (follow: Follow): void => void whenCorrected.push(follow);

/**
 * The person of a student whose document number was wrong. A person known by nothing but the wrong number is the same
 * human being and gets the right one; otherwise the student, and what followed the wrong person because of them, moves.
 * @returns the person the student belongs to now.
 */
export async function correctPerson(student: { id: number; personId: number }, index: Buffer): Promise<number> {
  await rows('SELECT id FROM persons WHERE id = ? FOR UPDATE', [student.personId]);
  const known = await row('SELECT id FROM persons WHERE document_index = ?', [index]);
  const shared = await row('SELECT id FROM students WHERE person_id = ? AND id <> ? LIMIT 1', [student.personId, student.id]);
  if (!known && !shared && (await renumbered(student.personId, index))) return student.personId;
  const personId = (await personsOf([index])).get(index.toString('hex'));
  if (personId === undefined) throw new Error('the person just made was not found');
  if (personId !== student.personId) for (const follow of whenCorrected) await follow(student.id, personId);
  return personId;
}

/** @returns false when another act has made a person of this number in the meantime. */
async function renumbered(personId: number, index: Buffer): Promise<boolean> {
  try {
    return (await run('UPDATE persons SET document_index = ? WHERE id = ?', [index, personId])).affected === 1;
  } catch (error) {
    if (isDuplicate(error, 'persons_document')) return false;
    throw error;
  }
}
