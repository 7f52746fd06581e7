import type { z } from 'zod';
import type { Actor } from '../values/actor.js';
import type { Route } from '../web/route.js';

/** The pages whose conditions a person may keep. */
export const filterPages = { 'award-lists': { path: '/award-lists', name: '资助名单' }, tasks: { path: '/tasks', name: '我的任务' }, students: { path: '/students', name: '学生' }, board: { path: '/board', name: '本月看板' } } as const;
export type FilterPage = keyof typeof filterPages;
export const filterPageKeys = Object.keys(filterPages) as [FilterPage, ...FilterPage[]];

/** Which rows of the answer, and that no default shall open: these are no conditions. */
const NO_CONDITION = new Set(['page', 'cursor', 'view']);

type Declared = { query?: z.ZodType; roles: readonly string[] };
let declared: ReadonlyMap<string, Declared> = new Map();

/** Told once at start-up what the pages' own routes understand and who may open them. */
export function openFilterPages(routes: readonly Route[]): void {
  declared = new Map(routes.filter(({ method }) => method === 'get').map(({ path, query, policy }) => [path, { query, roles: typeof policy === 'object' ? policy.roles : [] }]));
}

export const mayOpen = (actor: Actor, page: FilterPage): boolean => declared.get(filterPages[page].path)?.roles.includes(actor.role) ?? false;

/** Conditions in one spelling: what is empty, paging and order of writing do not count. */
export function normalised(conditions: string): string {
  const kept = [...new URLSearchParams(conditions)].filter(([name, value]) => value !== '' && !NO_CONDITION.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return new URLSearchParams(kept).toString();
}

/** Whether the page understands them, today. */
export const isUnderstood = (page: FilterPage, conditions: string): boolean => declared.get(filterPages[page].path)?.query?.safeParse(Object.fromEntries(new URLSearchParams(conditions))).success ?? false;

export const addressOf = (page: FilterPage, conditions: string): string => `${filterPages[page].path}?${conditions}`;
