import { z } from 'zod';
import { blankGroupFilters, groupFilters } from '../priority-groups/schemas.js';
import { educationStages } from '../values/stage.js';
import { blankable, id, month, paging } from '../web/schemas.js';
import { comprehensiveColumns, aidColumns, stageTabs } from './group-statistics.js';
import { rowsBy } from './row-organisations.js';

const by = z.enum(rowsBy);
const source = z.enum(['central', 'local']);
const drills = (columns: readonly { key: string; drill?: boolean }[]) => z.enum(columns.filter(({ drill }) => drill).map(({ key }) => key));

export const vocationalProgramme = z.enum(['vocational-grant', 'vocational-tuition-waiver']);
export const progressDrill = z.enum(['enrolled', 'overdue', 'current', 'gaps']);
export const groupDrill = drills(comprehensiveColumns);
export const aidDrill = drills(aidColumns);

/** `drill` names a column, `row` the organisation whose cell it is; without `row` it is the total. */
const common = { month: month.optional(), by: by.optional(), organisation: id.optional(), row: id.optional() };
export const progressQuery = z.strictObject({ programme: vocationalProgramme.optional(), ...common, drill: progressDrill.optional(), ...paging });
export const groupQuery = z.strictObject({ ...common, source: source.optional(), stage: z.enum(educationStages).optional(), ...groupFilters, drill: groupDrill.optional(), ...paging });
export const stageQuery = z.strictObject({ tab: z.enum(stageTabs).default('vocational'), ...common, source: source.optional(), ...groupFilters, drill: aidDrill.optional(), ...paging });

const blankCommon = { month: blankable(month), by: blankable(by), organisation: blankable(id), row: blankable(id), page: blankable(z.coerce.number().int().min(1).max(100_000)) };
export const progressPageQuery = z.strictObject({ programme: blankable(vocationalProgramme), ...blankCommon, drill: blankable(progressDrill) });
export const groupPageQuery = z.strictObject({ ...blankCommon, source: blankable(source), stage: blankable(z.enum(educationStages)), ...blankGroupFilters, drill: blankable(groupDrill) });
export const stagePageQuery = z.strictObject({ tab: blankable(z.enum(stageTabs)), ...blankCommon, source: blankable(source), ...blankGroupFilters, drill: blankable(aidDrill) });

const figures = z.record(z.string(), z.union([z.number(), z.string()]));
const organisation = z.object({ id: z.number(), name: z.string() });
export const columnShape = z.object({ key: z.string(), name: z.string(), unit: z.string(), definition: z.string().nullable(), drill: z.boolean() });
export const statisticShape = z.object({
  title: z.string(), month: z.string(), stored: z.boolean(), countedAt: z.string().nullable(), /** Schools whose last changes are not counted yet. */ waiting: z.number(), columns: z.array(columnShape),
  items: z.array(z.object({ organisation: organisation.nullable(), name: z.string(), figures })), total: figures,
});
export const progressShape = z.object({
  title: z.string(), month: z.string(), stored: z.boolean(), countedAt: z.string().nullable(), /** Schools whose last changes are not counted yet. */ waiting: z.number(), columns: z.array(columnShape),
  items: z.array(z.object({ organisation, enrolled: z.number(), overdue: z.number(), current: z.number(), gaps: z.number(), entered: z.number(), reviewed: z.number(), published: z.number(), lists: z.record(z.string(), z.number()) })),
  total: z.object({ enrolled: z.number(), overdue: z.number(), current: z.number(), gaps: z.number(), entered: z.number(), reviewed: z.number(), published: z.number() }),
});
