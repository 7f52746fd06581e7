import { connectDatabase, disconnectDatabase, rows, run } from '../../server/database.js';
import { stageOf, stages, stageSql, stageWords, type ListStatus, type Stage } from '../../server/award-lists/status.js';
import { programmeOf, type ProgrammeKey } from '../../server/values/programme.js';
import { testDatabase } from '../support/database.js';
import { everyStatus, reachableStatuses } from '../support/statuses.js';
import { county, school } from '../support/world.js';

const TODAY = '2023-05-16';
const programmes: ProgrammeKey[] = ['vocational-grant', 'vocational-tuition-waiver', 'senior-high-fee-waiver'];
/** Nobody on the list; two people of whom none, one, both have been paid. */
const payments = [{ people: 0, paidPeople: 0 }, { people: 2, paidPeople: 0 }, { people: 2, paidPeople: 1 }, { people: 2, paidPeople: 2 }];
/** No end, ended yesterday, last day today, ends tomorrow. */
const ends = [null, '2023-05-15', '2023-05-16', '2023-05-17'];

type Case = { status: ListStatus; programme: ProgrammeKey; publicityEnd: string | null; people: number; paidPeople: number };
const casesOf = (statuses: readonly ListStatus[]): Case[] => statuses.flatMap((status) => programmes.flatMap((programme) => ends.flatMap((publicityEnd) => payments.map((paid) => ({ status, programme, publicityEnd, ...paid })))));
const everyCase = casesOf(everyStatus);
const stageIn = ({ programme, ...facts }: Case): Stage => stageOf({ ...facts, programme: programmeOf(programme), today: TODAY });

/** The office's description of each stage; for a list that can exist exactly one of them is true. */
const description: Record<Stage, (one: Case) => boolean> = {
  'withdrawal-pending': ({ status }) => status.withdrawal === 'pending',
  entry: ({ status }) => status.submission === 'draft',
  'school-review': ({ status }) => status.submission === 'submitted' && status.schoolReview === 'pending',
  'authority-review': ({ status }) => status.submission === 'submitted' && status.schoolReview === 'passed' && status.authorityReview === 'pending',
  'to-publish': ({ status, programme }) => programme !== 'senior-high-fee-waiver' && status.authorityReview === 'passed' && status.schoolPublicity === 'unpublished',
  'awaiting-confirmation': ({ status }) => status.schoolPublicity === 'published' && status.authorityPublicity === 'awaiting',
  'in-publicity': (one) => confirmed(one) && one.programme === 'vocational-grant' && !ended(one),
  'to-disburse': (one) => payableNow(one) && one.paidPeople < one.people,
  disbursed: (one) => payableNow(one) && one.paidPeople === one.people,
  finished: (one) => confirmed(one) && one.programme === 'vocational-tuition-waiver',
};
const confirmed = ({ status }: Case): boolean => status.authorityPublicity === 'confirmed' && status.withdrawal !== 'pending';
/** The grant after its publicity; the senior-high fee waiver, which has none, after both reviews. */
const payableNow = (one: Case): boolean => (one.programme === 'vocational-grant' && confirmed(one) && ended(one)) || (one.programme === 'senior-high-fee-waiver' && one.status.submission === 'submitted' && one.status.authorityReview === 'passed');
const ended = ({ publicityEnd }: Case): boolean => publicityEnd !== null && publicityEnd < TODAY;

describe('the stage of a list', () => {
  it('has a word of its own for each of ten', () => {
    expect(stages).toHaveLength(10);
    expect(new Set(Object.values(stageWords)).size).toBe(10);
  });

  it('is the one whose description fits, for every state a list can come to', () => {
    const wrong = casesOf([...reachableStatuses().values()].map(({ status }) => status)).filter((one) => one.programme !== 'senior-high-fee-waiver' || one.status.authorityPublicity === 'none').filter((one) => {
      const fitting = stages.filter((stage) => description[stage](one));
      return fitting.length !== 1 || fitting[0] !== stageIn(one);
    });
    expect(wrong).toEqual([]);
  });

  it('a grant is in publicity on its last day and to be disbursed on the next; the waiver is finished at once', () => {
    const status: ListStatus = { submission: 'submitted', schoolReview: 'passed', authorityReview: 'passed', schoolPublicity: 'published', authorityPublicity: 'confirmed', withdrawal: 'none' };
    const on = (today: string, programme: ProgrammeKey, paidPeople = 0): Stage => stageOf({ status, programme: programmeOf(programme), publicityEnd: '2023-05-16', today, people: 2, paidPeople });
    expect([on('2023-05-16', 'vocational-grant'), on('2023-05-17', 'vocational-grant'), on('2023-05-17', 'vocational-grant', 1), on('2023-05-17', 'vocational-grant', 2), on('2023-05-10', 'vocational-tuition-waiver')])
      .toEqual(['in-publicity', 'to-disburse', 'to-disburse', 'disbursed', 'finished']);
  });

  it('a published list without an end date, as older data may have, is not yet to be disbursed', () => {
    const status: ListStatus = { submission: 'submitted', schoolReview: 'passed', authorityReview: 'passed', schoolPublicity: 'published', authorityPublicity: 'confirmed', withdrawal: 'none' };
    expect(stageOf({ status, programme: programmeOf('vocational-grant'), publicityEnd: null, today: TODAY, people: 2, paidPeople: 0 })).toBe('in-publicity');
  });
});

describe('lists asked for by stage', () => {
  beforeAll(async () => { connectDatabase(await testDatabase()); });
  afterAll(disconnectDatabase);

  it('are the lists that show this stage, over all combinations of columns, ends and payments', async () => {
    const stored = await storeLists(everyCase);
    const found = new Map<number, Stage[]>();
    for (const stage of stages) {
      const { sql, params } = stageSql(stage, TODAY);
      for (const { id } of await rows<{ id: number }>(`SELECT l.id FROM award_lists l WHERE ${sql}`, params)) found.set(id, [...(found.get(id) ?? []), stage]);
    }
    const wrong = stored.filter(({ id, one }) => found.get(id)?.join() !== stageIn(one)).map(({ id, one }) => ({ one, is: stageIn(one), found: found.get(id) ?? [] }));
    expect({ wrong: wrong.slice(0, 5), count: wrong.length }).toEqual({ wrong: [], count: 0 });
    expect(stored).toHaveLength(576 * 3 * 4 * 4);
  });
});

async function storeLists(cases: readonly Case[]): Promise<{ id: number; one: Case }[]> {
  const authority = await county();
  const place = await school(authority);
  const values = cases.map(({ status, programme, publicityEnd, people, paidPeople }, index) => [programme, place.id, authority.id, ...(programme === 'senior-high-fee-waiver' ? ['2022-2023-spring', null] : ['2023-05', '2023-05']), index + 1, status.submission, status.schoolReview, status.authorityReview, status.schoolPublicity, status.authorityPublicity, status.withdrawal, publicityEnd, people, paidPeople, '2023-05-01 00:00:00']);
  for (let at = 0; at < values.length; at += 4000) {
    await run('INSERT INTO award_lists (programme, school_id, authority_id, period, month, batch_no, submission, school_review, authority_review, school_publicity, authority_publicity, withdrawal, publicity_end, people, paid_people, created_at) VALUES ?', [values.slice(at, at + 4000)]);
  }
  return (await rows<{ id: number; batch_no: number }>('SELECT id, batch_no FROM award_lists WHERE school_id = ?', [place.id])).map(({ id, batch_no }) => ({ id, one: cases[batch_no - 1] }));
}
