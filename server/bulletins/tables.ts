import { row, rows } from '../database.js';
import { InputInvalid } from '../lib/errors.js';
import { levelNames, type Actor, type Level } from '../values/actor.js';
import { educationStageNames, isEducationStage } from '../values/stage.js';
import { listProgrammeKeys, programmeOf, type ListProgrammeKey } from '../values/programme.js';
import type { FilingStep } from '../filing-calendar/rules.js';
import type { Bulletin } from './bulletin.js';
import type { Outcome } from './count-facts.js';
import { addCount, noFigures, ranksOf, schoolSteps, type FactCount, type Figures } from './figures.js';

/** What the rows are: the places one level below, all of a level, every school, or the programmes. */
export const tablesBy = ['below', 'prefecture', 'county', 'school', 'programme'] as const;
export type TableBy = (typeof tablesBy)[number];
export const tableNames: Readonly<Record<TableBy, string>> = { below: '下一级', prefecture: '市', county: '县（区）', school: '学校', programme: '资助项目' };
/** The numbers one may look behind. */
export const figureKeys = ['due', 'done', 'onTime', 'late', 'missing', 'unlisted'] as const;
export type FigureKey = (typeof figureKeys)[number];

export type TableRow = { key: string; name: string; level: Level | null; figures: Figures; rank: { place: number; of: number } | null; /** Whose places lie in the viewer's own subtree. */ own: boolean };
export type BulletinTable = { by: TableBy; rows: TableRow[]; total: Figures };

type Place = { id: number; name: string; level: Level; kind: string; stage: string | null; path: string };

/**
 * The kept facts of a bulletin as a table. Places count every step done for their schools; a school answers for its own steps only
 * (entry, publicity, disbursement). Rows add up to the total.
 */
export async function bulletinTable(actor: Actor, bulletin: Bulletin, { by, programme }: { by: TableBy; programme?: ListProgrammeKey }): Promise<BulletinTable> {
  const counts = (await rows<FactCount>(
    `SELECT school_id AS schoolId, programme, step, outcome, COUNT(*) AS facts, CAST(SUM(step = 'entry' AND list_id IS NULL) AS SIGNED) AS unlisted FROM bulletin_facts
      WHERE bulletin_id = ? AND (? IS NULL OR programme = ?) GROUP BY school_id, programme, step, outcome`, [bulletin.id, programme ?? null, programme ?? null])).filter(({ step }) => by !== 'school' || schoolSteps.includes(step));
  const total = noFigures();
  for (const one of counts) addCount(total, one);
  if (by === 'programme') return { by, total, rows: programmeRows(counts) };
  const places = await placesOf(bulletin.id);
  const byId = new Map(places.map((one) => [one.id, one]));
  const figures = new Map<number, Figures>();
  for (const one of counts) {
    const place = rowOf(bulletin, byId, one.schoolId, by);
    const sums = figures.get(place) ?? noFigures();
    addCount(sums, one);
    figures.set(place, sums);
  }
  const shown = places.filter(({ id }) => figures.has(id));
  const ranks = ranksOf(shown.map((one) => ({ key: String(one.id), equals: equalsOf(one, by), figures: figures.get(one.id) ?? noFigures() })));
  return { by, total, rows: shown.map((one) => ({ key: String(one.id), name: isRest(one, by) ? `${one.name}（直属学校）` : one.name, level: one.level, figures: figures.get(one.id) ?? noFigures(), rank: ranks.get(String(one.id)) ?? null, own: one.path.startsWith(actor.organisation.path) })) };
}

function programmeRows(counts: readonly FactCount[]): TableRow[] {
  return listProgrammeKeys.flatMap((key) => {
    const mine = counts.filter((one) => one.programme === key);
    if (mine.length === 0) return [];
    const figures = noFigures();
    for (const one of mine) addCount(figures, one);
    return [{ key, name: programmeOf(key).name, level: null, figures, rank: null, own: true }];
  });
}

const placesOf = (bulletinId: number): Promise<Place[]> => rows<Place>('SELECT organisation_id AS id, name, level, kind, stage, path FROM bulletin_places WHERE bulletin_id = ? ORDER BY path', [bulletinId]);

/** The row a school is counted in; one without an authority of that level goes with its nearest one above. */
function rowOf({ organisation }: Bulletin, places: ReadonlyMap<number, Place>, schoolId: number, by: TableBy): number {
  if (by === 'school') return schoolId;
  const way = (places.get(schoolId)?.path ?? '').slice(organisation.path.length).split('/').filter(Boolean).map(Number);
  if (by === 'below') return way[0] ?? schoolId;
  return way.find((id) => places.get(id)?.level === by) ?? way.at(-2) ?? organisation.id;
}

/** A row that is only the rest: schools of a place whose other schools stand under the places below it. */
const isRest = ({ level }: Place, by: TableBy): boolean => (by === 'county' || by === 'prefecture') && level !== by;

/** Regions of one level and kind, schools of one stage; the rest is compared with nobody. */
const equalsOf = (place: Place, by: TableBy): string | null => (isRest(place, by) ? null : `${place.level}:${place.kind}:${place.stage ?? ''}`);

/** Whom a place is compared with, in words: 县级, 中职学校. */
export const equalsWords = (level: Level | null, stage?: string | null): string => (level === 'school' ? `${stage && isEducationStage(stage) ? educationStageNames[stage] : ''}学校` : level ? levelNames[level] : '');

/** One fact with the names of its school, as the page behind a number shows it. */
export type FactRow = { id: number; schoolId: number; school: string; programme: ListProgrammeKey; period: string; step: FilingStep; dueOn: string; doneAt: Date | null; outcome: Outcome; listId: number | null };
export type FactsAsked = { by?: TableBy; row?: string; programme?: ListProgrammeKey; figure: FigureKey };

const conditionOf: Readonly<Record<FigureKey, string>> = { due: 'TRUE', done: "f.outcome <> 'missing'", onTime: "f.outcome = 'on-time'", late: "f.outcome = 'late'", missing: "f.outcome = 'missing'", unlisted: "f.step = 'entry' AND f.list_id IS NULL" };

/**
 * The facts behind a number; a reader sees those of the own subtree only. @throws InputInvalid for a row that is none.
 */
export async function factsBehind(actor: Actor, bulletin: Bulletin, asked: FactsAsked, part: { after?: number; limit: number }): Promise<{ items: FactRow[]; total: number }> {
  const programme = asked.by === 'programme' && asked.row ? asked.row : asked.programme;
  const conditions = [`f.bulletin_id = ?`, 's.path LIKE ?', conditionOf[asked.figure]];
  const params: (string | number | readonly (string | number)[])[] = [bulletin.id, `${actor.organisation.path}%`];
  if (programme) { conditions.push('f.programme = ?'); params.push(programme); }
  if (asked.by === 'school') { conditions.push('f.step IN (?)'); params.push([...schoolSteps]); }
  if (asked.row && asked.by !== 'programme') {
    const schools = await schoolsOfRow(bulletin, asked.by ?? 'below', Number(asked.row));
    conditions.push('f.school_id IN (?)');
    params.push(schools);
  }
  const from = 'FROM bulletin_facts f JOIN bulletin_places s ON s.bulletin_id = f.bulletin_id AND s.organisation_id = f.school_id';
  const counted = await row<{ n: number }>(`SELECT COUNT(*) AS n ${from} WHERE ${conditions.join(' AND ')}`, params);
  const items = await rows<FactRow>(
    `SELECT f.id, f.school_id AS schoolId, s.name AS school, f.programme, f.period, f.step, f.due_on AS dueOn, f.done_at AS doneAt, f.outcome, f.list_id AS listId ${from} WHERE ${conditions.join(' AND ')} AND f.id > ? ORDER BY f.id LIMIT ?`, [...params, part.after ?? 0, part.limit]);
  return { items, total: counted?.n ?? 0 };
}

async function schoolsOfRow(bulletin: Bulletin, by: TableBy, wanted: number): Promise<number[]> {
  const places = await placesOf(bulletin.id);
  const byId = new Map(places.map((one) => [one.id, one]));
  const schools = places.filter(({ id, level }) => level === 'school' && rowOf(bulletin, byId, id, by) === wanted).map(({ id }) => id);
  if (schools.length === 0) throw new InputInvalid([{ path: 'row', code: 'no-such-row', message: '通报里没有这一行，请从表里点数字。' }]);
  return schools;
}
