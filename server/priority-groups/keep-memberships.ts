import { rows, run } from '../database.js';
import { personsOf } from '../students/person.js';
import { documentIndex } from '../students/protected-numbers.js';
import { markRostersOf } from '../students/roster-marks.js';
import { maskDocumentNumber } from '../values/identity-document.js';
import type { Month } from '../values/month.js';
import type { PriorityGroupKey } from '../values/priority-group.js';
import type { Area, MembershipSource } from './membership.js';

/** One record as a file or a form gives it; the number normalised and in clear. */
export type MembershipFields = {
  name: string; documentNumber: string; group: PriorityGroupKey; area: Area; validFrom: Month; validTo: Month | null;
  householdRegion: string | null; studyRegion: string | null; studySchool: string;
};

/** What became of the records: newly kept, brought up to date, and how many of all match a student by number and name. */
export type KeptMemberships = { added: number; changed: number; matched: number; otherName: number };

/** From a thousand words on, MariaDB makes a table of them and reads the whole index beside it. */
const A_STATEMENT = 900;

/**
 * Keeps records of one source. A record already known (same person, group, source, first month) takes over what is said now;
 * what schools found out about it stays. A person is known by the number; a name that differs from the roster's is counted,
 * and shown to the school that verifies.
 * @param collectedBy the school of 自采集 records.
 */
export async function keepMemberships(source: MembershipSource, records: readonly MembershipFields[], collectedBy: number | null): Promise<KeptMemberships> {
  const kept: KeptMemberships = { added: 0, changed: 0, matched: 0, otherName: 0 };
  for (let at = 0; at < records.length; at += A_STATEMENT) {
    const part = records.slice(at, at + A_STATEMENT);
    const indexes = part.map(({ documentNumber }) => documentIndex(documentNumber));
    const persons = await personsOf(indexes);
    const personOf = (place: number): number => persons.get(indexes[place].toString('hex')) ?? 0;
    // The server counts a new row once and one brought up to date twice.
    const { affected } = await run(
      `INSERT INTO group_memberships (person_id, group_key, source, name, document_masked, area, household_region, study_region, study_school, valid_from, valid_to, collected_by, verification) VALUES ?
       ON DUPLICATE KEY UPDATE name = VALUES(name), area = VALUES(area), household_region = COALESCE(VALUES(household_region), household_region), study_region = COALESCE(VALUES(study_region), study_region),
         study_school = IF(VALUES(study_school) = '', study_school, VALUES(study_school)), valid_to = VALUES(valid_to), version = version + 1`,
      [part.map((one, place) => [personOf(place), one.group, source, one.name, maskDocumentNumber(one.documentNumber), one.area, one.householdRegion, one.studyRegion, one.studySchool, one.validFrom, one.validTo, collectedBy, source === 'local' ? 'true' : 'unverified'])]);
    kept.changed += affected - part.length;
    kept.added += 2 * part.length - affected;
    const known = new Map((await rows<{ person_id: number; name: string }>('SELECT person_id, MIN(name) AS name FROM students WHERE person_id IN (?) GROUP BY person_id', [[...persons.values()]])).map((one) => [one.person_id, one.name]));
    part.forEach((one, place) => {
      const name = known.get(personOf(place));
      if (name !== undefined) kept[name === one.name ? 'matched' : 'otherName'] += 1;
    });
    await markRostersOf([...known.keys()]);
  }
  return kept;
}
