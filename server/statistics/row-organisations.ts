import { row, rows } from '../database.js';
import { NotFound } from '../lib/errors.js';
import { organisationInScope } from '../organisations/organisation.js';
import type { Actor, Level } from '../values/actor.js';
import type { EducationStage } from '../values/stage.js';

/** What the rows of a statistic are: the organisations directly below (`below`), or all of one level. */
export type RowsBy = 'below' | 'school' | 'county' | 'prefecture' | 'province';
export const rowsByNames: Readonly<Record<RowsBy, string>> = { below: '下一级', school: '学校', county: '县（区）', prefecture: '市', province: '省' };
export const rowsBy: readonly RowsBy[] = ['below', 'school', 'county', 'prefecture', 'province'];

export type RowOrganisation = { id: number; name: string; level: Level; /** Its own schools only, beside the rows of the authorities below it. */ direct: boolean };
/** The rows of a statistic in the order of the tree, and which row each school is counted in. Every school is in exactly one. */
export type RowPlan = { root: { id: number; name: string; path: string; level: Level }; rows: RowOrganisation[]; schools: { schoolId: number; rowId: number }[] };

/**
 * Divides the schools of a stage below an organisation into the rows of a statistic. A school without an authority of the
 * level asked for is counted with its nearest authority above (市直、省属学校), so that rows always add up to the total.
 * @throws NotFound for an organisation outside the scope.
 */
export async function planRows(actor: Actor, asked: { organisation?: number; by: RowsBy; stage?: EducationStage }): Promise<RowPlan> {
  const root = await organisationInScope(actor, asked.organisation ?? actor.organisation.id);
  const all = await rows<{ id: number; name: string; level: Level; stage: string | null; path: string }>('SELECT id, name, level, stage, path FROM organisations WHERE path LIKE ? ORDER BY path', [`${root.path}%`]);
  const byId = new Map(all.map((one) => [one.id, one]));
  const schools = all.filter(({ level, stage }) => level === 'school' && (asked.stage === undefined || stage === asked.stage)).map((school) => {
    const way = school.path.slice(root.path.length).split('/').filter(Boolean).map(Number);
    const line = [root.id, ...way.filter((id) => id !== root.id)];
    const wanted = asked.by === 'below' ? line[1] ?? root.id : line.find((id) => byId.get(id)?.level === asked.by);
    return { schoolId: school.id, rowId: wanted ?? line[line.length - 2] ?? root.id };
  });
  const used = new Set(schools.map(({ rowId }) => rowId));
  // Nobody to count is a row of noughts too, under all the columns.
  if (used.size === 0) used.add(root.id);
  const offered = all.filter(({ id, level }) => used.has(id) || (asked.by !== 'below' && level === asked.by && level !== 'school'));
  return {
    root: { id: root.id, name: root.name, path: root.path, level: root.level }, schools,
    rows: offered.map(({ id, name, level }) => ({ id, name, level, direct: level !== 'school' && asked.by !== 'below' && level !== asked.by })),
  };
}

/** What the rows may be for this person: the next level, and the levels there are below. A central deployment has neither cities nor counties, so none are offered. */
export async function rowsOffered(actor: Actor): Promise<RowsBy[]> {
  const found = new Set((await rows<{ level: Level }>('SELECT DISTINCT level FROM organisations WHERE path LIKE ? AND id <> ?', [`${actor.organisation.path}%`, actor.organisation.id])).map(({ level }) => level));
  return rowsBy.filter((one) => one === 'below' || found.has(one));
}

/** The plan as something SQL joins: (school_id, row_id) pairs. */
export const planSql = (plan: RowPlan): { sql: string; params: string[] } => ({
  sql: "JSON_TABLE(?, '$[*]' COLUMNS (school_id INT PATH '$[0]', row_id INT PATH '$[1]'))", params: [JSON.stringify(plan.schools.map(({ schoolId, rowId }) => [schoolId, rowId]))],
});

/** The region an organisation is responsible for, as the beginning of region codes; empty for the whole country. */
export async function regionOf(organisationId: number): Promise<string> {
  const found = await row<{ region_code: string }>('SELECT region_code FROM organisations WHERE id = ?', [organisationId]);
  if (!found) throw new NotFound();
  return found.region_code === '000000' ? '' : found.region_code.replace(/(00){1,2}$/, '');
}
