import { run } from '../../server/database.js';
import type { OldList } from '../../server/legacy/keep-list.js';
import { unclearWords, type Unclear } from '../../server/legacy/old-words.js';
import type { ListProgrammeKey } from '../../server/values/programme.js';
import type { Place } from './world.js';

let serial = 0;
type Change = Partial<Pick<OldList, 'standing' | 'publicity' | 'batchNo'>> & { programme?: ListProgrammeKey; unclear?: Unclear; oldWords?: string; payable?: number; paid?: number | null };

/** A 待核实 list of these students as the upgrade leaves it, reviewed by both and paid unless said otherwise. @returns its id. */
export async function doubtfulList(school: Place, authority: Place, studentIds: readonly number[], change: Change = {}): Promise<number> {
  const no = `OLD-${(serial += 1)}`;
  const { payable = 42_550, paid = null, unclear = 'no-term', oldWords = '2022' } = change;
  const list: OldList = {
    no, programme: change.programme ?? 'senior-high-fee-waiver', schoolId: school.id, authorityId: authority.id, batchNo: change.batchNo ?? 1, standing: change.standing ?? { submitted: true, schoolReview: 'passed', authorityReview: 'passed', published: false }, publicity: change.publicity ?? null, createdOn: '2022-03-01',
    awards: studentIds.map((studentId, at) => ({ no: `${no}-${at}`, studentId, tier: null, payable, paid, flags: { lifted: at % 2 === 0, unstablyLifted: false, ruralSubsistence: false, ruralExtremePoverty: false, disabledHardship: false }, payments: paid ? [{ no: `${no}-${at}-p`, paidOn: '2022-05-10', amount: paid, channel: 'aid-card' as const, state: 'paid' as const }] : [] })),
  };
  if (!(unclear in unclearWords)) throw new Error(`nobody says ${unclear}`);
  await run("INSERT INTO brought_rows (kind, old_no, outcome) VALUES ('lists', ?, 'doubt')", [no]);
  for (const award of list.awards) await run("INSERT INTO brought_rows (kind, old_no, outcome, amount_fen, paid_fen) VALUES ('awards', ?, 'doubt', ?, ?)", [award.no, payable, paid ?? 0]);
  return (await run('INSERT INTO doubtful_lists (old_no, programme, school_id, authority_id, old_words, unclear, people, payable_fen, paid_fen, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    [no, list.programme, school.id, authority.id, oldWords, unclear, studentIds.length, payable * studentIds.length, (paid ?? 0) * studentIds.length, JSON.stringify(list)])).insertId;
}
