import { rows } from '../database.js';
import type { Bulletin } from './bulletin.js';
import { countFacts, type Fact, type SchoolPlace } from './count-facts.js';

/** 重算核对: how many facts a bulletin keeps, and which come out otherwise when its span is counted again as of its moment. */
export type Recount = { facts: number; different: { schoolId: number; programme: string; period: string; step: string; kept: string | null; counted: string | null }[] };

/** Counts the span again from the records, for the schools as they stood, as of the bulletin's moment. */
export async function recount({ id, span, asOf }: Bulletin): Promise<Recount> {
  const schools = await rows<SchoolPlace>("SELECT organisation_id AS id, stage, path FROM bulletin_places WHERE bulletin_id = ? AND level = 'school' ORDER BY path", [id]);
  const kept = (await rows<KeptRow>('SELECT school_id, programme, period, step, due_on, done_at, outcome FROM bulletin_facts WHERE bulletin_id = ?', [id])).map((one) => ({ key: keyOf(one.school_id, one.programme, one.period, one.step), value: valueOf(one.due_on, one.done_at, one.outcome) }));
  const counted = new Map((await countFacts(schools, span, asOf)).map((one) => [keyOf(one.schoolId, one.programme, one.period, one.step), factValue(one)]));
  const before = new Map(kept.map(({ key, value }) => [key, value]));
  const keys = [...new Set([...before.keys(), ...counted.keys()])].sort();
  return {
    facts: before.size,
    different: keys.filter((key) => before.get(key) !== counted.get(key)).map((key) => {
      const [schoolId, programme, period, step] = key.split(':');
      return { schoolId: Number(schoolId), programme, period, step, kept: before.get(key) ?? null, counted: counted.get(key) ?? null };
    }),
  };
}

type KeptRow = { school_id: number; programme: string; period: string; step: string; due_on: string; done_at: Date | null; outcome: string };
const keyOf = (schoolId: number, programme: string, period: string, step: string): string => `${schoolId}:${programme}:${period}:${step}`;
const valueOf = (dueOn: string, doneAt: Date | null, outcome: string): string => `${dueOn} ${doneAt?.toISOString() ?? '-'} ${outcome}`;
const factValue = ({ dueOn, doneAt, outcome }: Fact): string => valueOf(dueOn, doneAt, outcome);
