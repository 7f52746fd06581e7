import { todosOf } from '../award-lists/reminders.js';
import { findLists } from '../award-lists/query.js';
import { rows } from '../database.js';
import { modules, type ModuleGroup } from '../desk/modules.js';
import { capsFor } from '../loans/caps.js';
import { issuedRepaid, loanTable, loanTableKeys, loanTables } from '../loans/statistics.js';
import { aidByStage, aidColumns, comprehensiveColumns, groupStatistics } from '../statistics/group-statistics.js';
import { workProgress } from '../statistics/work-progress.js';
import type { Actor, Level, Role } from '../values/actor.js';
import type { Route } from '../web/route.js';

/** A page or act this installation answers: who may, and which fields it takes. */
export type RouteFacts = { roles: readonly Role[] | null; level: Level | null; query: readonly string[]; upload: boolean };
export type MenuEntry = { label: string; href: string; roles: readonly Role[]; level: Level | null };
/** The functions that are asked, as somebody of the province would ask them. */
export type Answering = 'group-statistics' | 'aid-by-stage' | 'reminders' | 'work-progress' | 'loan-tables' | 'loan-chart' | 'fee-waiver-lists';

/** What there is on this installation, as it was found a moment ago. */
export type Installation = {
  /** `get /board` → what it takes. */
  routes: ReadonlyMap<string, RouteFacts>;
  menu: readonly MenuEntry[];
  /** Table → its columns. */
  columns: ReadonlyMap<string, ReadonlySet<string>>;
  /** Process → the ids of the elements of its version in use. */
  processes: ReadonlyMap<string, ReadonlySet<string>>;
  /** Stage → the cap in force this year, in fen. */
  caps: ReadonlyMap<string, number>;
  /** What each function answered: null where it did as it should, else what was wrong. */
  answers: Readonly<Record<Answering, string | null>>;
};

let opened: ReadonlyMap<string, RouteFacts> = new Map();

/** Tells the checks which pages and acts there are; only `app.ts` knows. */
export function openChecks(routes: readonly Route[]): void {
  opened = new Map(routes.map((one) => [`${one.method} ${one.path}`, {
    roles: typeof one.policy === 'object' ? one.policy.roles : null, level: typeof one.policy === 'object' ? one.policy.level ?? null : null, query: fieldsOf(one.query), upload: one.upload !== undefined,
  }]));
}

const fieldsOf = (schema: Route['query']): string[] => (schema && 'shape' in schema && typeof schema.shape === 'object' && schema.shape !== null ? Object.keys(schema.shape) : []);

/** Looks at this installation: its pages, menu, tables, processes and reference data, and asks the new functions. @param actor who asks; functions answer for their province. */
export async function lookAround(actor: Actor): Promise<Installation> {
  return {
    routes: opened, menu: entriesOf(modules).filter(({ href }) => opened.has(`get ${href.split('?')[0]}`) || opened.has(`get ${href.split('?')[0].replace(/\/[^/]+$/, '/:key')}`)),
    columns: await columnsThere(), processes: await processesThere(), caps: await capsThere(actor), answers: await ask(actor),
  };
}

const entriesOf = (groups: readonly ModuleGroup[], level?: Level): MenuEntry[] => groups.flatMap((group) => [
  ...(group.modules ?? []).map((one) => ({ label: one.label, href: one.href, roles: one.roles, level: one.level ?? group.level ?? level ?? null })), ...entriesOf(group.groups ?? [], group.level ?? level),
]);

async function columnsThere(): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for (const one of await rows<{ of_table: string; of_column: string }>('SELECT TABLE_NAME AS of_table, COLUMN_NAME AS of_column FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()')) found.set(one.of_table, (found.get(one.of_table) ?? new Set()).add(one.of_column));
  return found;
}

async function processesThere(): Promise<Map<string, Set<string>>> {
  const active = await rows<{ definition_key: string; xml: string }>('SELECT definition_key, xml FROM process_definitions WHERE active_key IS NOT NULL');
  return new Map(active.map(({ definition_key, xml }) => [definition_key, new Set([...xml.matchAll(/\bid="([\w-]+)"/g)].map(([, id]) => id))]));
}

async function capsThere(actor: Actor): Promise<Map<string, number>> {
  const caps = await capsFor(actor.organisation.id).catch(() => []);
  return new Map(caps.filter(({ standing }) => standing === 'rule').map(({ stage, cap }) => [stage, cap]));
}

/** Each function is asked as its page asks it; one that fails is told, and the others are asked all the same. */
async function ask(actor: Actor): Promise<Record<Answering, string | null>> {
  const lacks = (columns: readonly { key: string }[], ...keys: string[]): string | null => { const missing = keys.filter((key) => !columns.some((one) => one.key === key)); return missing.length === 0 ? null : `缺少统计项 ${missing.join('、')}`; };
  const asked: Record<Answering, () => Promise<string | null>> = {
    'group-statistics': async () => lacks((await groupStatistics(actor, {})).columns, 'de-facto-unattended', 'subsistence-margin') ?? (comprehensiveColumns.length < 11 ? '不足十一类' : null),
    'aid-by-stage': async () => { await aidByStage(actor, 'provinces', {}); return lacks((await aidByStage(actor, 'stages', {})).columns, 'aided-de-facto-unattended', 'aided-subsistence-margin') ?? lacks(aidColumns, 'enrolled'); },
    reminders: async () => { const kinds = new Set((await todosOf(actor)).map(({ kind }) => kind)); return kinds.has('confirmation') && kinds.has('withdrawal-review') ? null : '待办事项里没有公示确认和退回审核提醒'; },
    'work-progress': async () => { const { columns, total } = await workProgress(actor, {}); return lacks(columns, 'enrolled', 'overdue', 'current') ?? (total.enrolled === total.overdue + total.current ? null : '在校学生人数不等于逾期加当期'); },
    'loan-tables': async () => { for (const key of loanTableKeys) { if (!(await loanTable(actor, key)).columns.some((one) => one.key === 'outside')) return `${loanTables[key].title}没有“科研院所及军队院校”`; } return null; },
    'loan-chart': async () => { await issuedRepaid(actor, 'year'); return null; },
    'fee-waiver-lists': async () => { await findLists(actor, { programme: 'senior-high-fee-waiver', term: '2022-2023-spring', limit: 1 }, { count: true }); return null; },
  };
  const answers = {} as Record<Answering, string | null>;
  for (const [name, question] of Object.entries(asked) as [Answering, () => Promise<string | null>][]) answers[name] = await question().catch(() => '没有答复，请看日志里的原因');
  return answers;
}
