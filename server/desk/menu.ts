import { todosOf, type Todo } from '../award-lists/reminders.js';
import { row } from '../database.js';
import { isSchool, type Actor } from '../values/actor.js';
import type { MenuGroup, MenuItem } from '../web/components/menu.js';
import { modules, type Module, type ModuleGroup, type Waiting } from './modules.js';

let opened: ReadonlySet<string> = new Set();

/** Tells the menu which pages there are; it never offers one that is not. */
export function openPages(paths: Iterable<string>): void {
  opened = new Set(paths);
}

/**
 * The viewer's menu: the modules of their role, grouped and named as the notice does, with what waits for them behind each.
 * @param address path and query of the page shown, to mark where one is.
 */
export async function menuOf(actor: Actor, address: string): Promise<MenuGroup[]> {
  const stage = isSchool(actor) ? (await row<{ stage: string | null }>('SELECT stage FROM organisations WHERE id = ?', [actor.organisation.id]))?.stage ?? null : null;
  const groups = theirs(modules, actor, stage);
  const current = currentOf(modulesIn(groups), address);
  const waiting = await countWaiting(actor);
  const show = (group: ModuleGroup, first: boolean): MenuGroup => ({
    label: group.label, open: first,
    ...(group.modules ? { items: group.modules.map((one): MenuItem => ({ label: one.label, href: one.href, current: one === current, ...(one.waiting ? { count: waiting(one.waiting) } : {}) })) } : {}),
    ...(group.groups ? { groups: group.groups.map((inner) => show(inner, isBusy(inner, waiting) || group.label === '资助项目管理')) } : {}),
  });
  return groups.map((group) => show(group, group.modules !== undefined || isBusy(group, waiting) || group.label === '资助项目管理'));
}

/** The modules one may look for by name. */
export async function modulesOf(actor: Actor): Promise<Module[]> {
  return modulesIn(theirs(modules, actor, null));
}

/** What is left of the notice's menu for one role: no empty group, nothing without a page. */
function theirs(groups: readonly ModuleGroup[], actor: Actor, stage: string | null): ModuleGroup[] {
  return groups.flatMap((group) => {
    if (group.stage && stage !== null && group.stage !== stage) return [];
    const own = group.modules?.filter(({ roles, href }) => roles.includes(actor.role) && opened.has(pathOf(href)));
    const inner = group.groups && theirs(group.groups, actor, stage);
    if (!own?.length && !inner?.length) return [];
    return [{ label: group.label, ...(own?.length ? { modules: own } : {}), ...(inner?.length ? { groups: inner } : {}) }];
  });
}

const modulesIn = (groups: readonly ModuleGroup[]): Module[] => groups.flatMap((group) => [...(group.modules ?? []), ...modulesIn(group.groups ?? [])]);

/** The module a page belongs to: the one whose path begins the address and whose conditions all stand in it, the closest of them. */
function currentOf(all: readonly Module[], address: string): Module | undefined {
  const here = new URL(address, 'http://desk');
  const closeness = ({ href }: Module): number => {
    const there = new URL(href, 'http://desk');
    if (there.pathname === '/' ? here.pathname !== '/' : here.pathname !== there.pathname && !here.pathname.startsWith(`${there.pathname}/`)) return 0;
    const conditions = [...there.searchParams].filter(([name]) => name !== 'period');
    if (conditions.some(([name, value]) => here.searchParams.get(name) !== value)) return 0;
    return there.pathname.length + 100 * conditions.length;
  };
  return all.filter((one) => closeness(one) > 0).sort((a, b) => closeness(b) - closeness(a))[0];
}

async function countWaiting(actor: Actor): Promise<(waiting: Waiting) => number> {
  const todos = await todosOf(actor);
  const flow = actor.role === 'process-administrator' || actor.role === 'process-publisher' ? await countFlow(actor) : { incidents: 0, drafts: 0 };
  return (waiting) => (waiting === 'incidents' || waiting === 'drafts' ? flow[waiting] : sum(todos.filter(({ kind, programme }) => waiting.todos.includes(kind) && (!waiting.programme || waiting.programme === programme))));
}

/** Incidents wait for whoever draws, drafts newer than what is in use for whoever publishes. */
async function countFlow(actor: Actor): Promise<{ incidents: number; drafts: number }> {
  if (actor.role === 'process-administrator') return { incidents: (await row<{ n: number }>("SELECT COUNT(*) AS n FROM incidents WHERE state = 'open'"))?.n ?? 0, drafts: 0 };
  const drafts = await row<{ n: number }>("SELECT COUNT(*) AS n FROM process_definitions d WHERE d.state = 'draft' AND (d.saved_by IS NULL OR d.saved_by <> ?) AND d.version > COALESCE((SELECT a.version FROM process_definitions a WHERE a.active_key = d.definition_key), 0)", [actor.userId]);
  return { incidents: 0, drafts: drafts?.n ?? 0 };
}

const sum = (todos: readonly Todo[]): number => todos.reduce((total, { currentMonth, earlier }) => total + currentMonth + earlier, 0);
const isBusy = (group: ModuleGroup, waiting: (what: Waiting) => number): boolean => modulesIn([group]).some((one) => one.waiting !== undefined && waiting(one.waiting) > 0);
const pathOf = (href: string): string => href.split('?')[0];
