import { todosOf, type Todo } from '../award-lists/reminders.js';
import { countUnreadCirculars } from '../circulars/circular.js';
import { row } from '../database.js';
import { countDoubts } from '../legacy/doubtful-list.js';
import { countAwaiting } from '../priority-groups/count-awaiting.js';
import { isSchool, type Actor } from '../values/actor.js';
import type { MenuGroup, MenuItem } from '../web/components/menu.js';
import { draftsToActivate, openIncidents } from './administrator-matters.js';
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
    ...(group.modules ? { items: group.modules.filter((one) => !one.passing || one === current || (one.waiting !== undefined && waiting(one.waiting) > 0)).map((one): MenuItem => ({ label: one.label, href: one.href, current: one === current, ...(one.waiting ? { count: waiting(one.waiting) } : {}) })) } : {}),
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
    if (group.level && group.level !== actor.organisation.level) return [];
    const own = group.modules?.filter(({ roles, href, level }) => roles.includes(actor.role) && (!level || level === actor.organisation.level) && isOpen(pathOf(href)));
    const inner = group.groups && theirs(group.groups, actor, stage);
    if (!own?.length && !inner?.length) return [];
    return [{ label: group.label, ...(own?.length ? { modules: own } : {}), ...(inner?.length ? { groups: inner } : {}) }];
  });
}

/** A page of its own, or one of a kind of pages (`/priority-groups/:key`). */
const isOpen = (path: string): boolean => opened.has(path) || opened.has(path.replace(/\/[^/]+$/, '/:key'));

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
  const others = { ...flow, verifications: actor.role === 'school-operator' ? await countAwaiting(actor) : 0, circulars: await countUnreadCirculars(actor), doubts: await countDoubts(actor) };
  return (waiting) => (typeof waiting === 'string' ? others[waiting] : sum(todos.filter(({ kind, programme }) => waiting.todos.includes(kind) && (!waiting.programme || waiting.programme === programme))));
}

/** What waits for the two who keep the process files. */
async function countFlow(actor: Actor): Promise<{ incidents: number; drafts: number }> {
  return actor.role === 'process-administrator' ? { incidents: await openIncidents(), drafts: 0 } : { incidents: 0, drafts: await draftsToActivate(actor) };
}

const sum = (todos: readonly Todo[]): number => todos.reduce((total, { currentMonth, earlier }) => total + currentMonth + earlier, 0);
const isBusy = (group: ModuleGroup, waiting: (what: Waiting) => number): boolean => modulesIn([group]).some((one) => one.waiting !== undefined && waiting(one.waiting) > 0);
const pathOf = (href: string): string => href.split('?')[0];
