import type { z } from 'zod';
import { Forbidden, NotFound } from '../lib/errors.js';
import type { Actor, Role } from '../values/actor.js';
import { exportPurpose, exportRecords, type RecordsLook } from './export-records.js';
import { route, type Route } from './route.js';
import { validate } from './validate.js';

/**
 * A list of students that may be taken out of the system. `path`: where its page stands, as `/priority-groups/:key/people`; its
 * conditions are those of the page.
 */
export type RecordList = {
  readonly path: string; readonly summary: string; readonly roles: readonly Role[]; readonly params?: z.ZodType; readonly query: z.ZodObject;
  readonly look: (actor: Actor, asked: never, params: never) => RecordsLook | Promise<RecordsLook>;
};

/** Declares a list; the types of conditions and params come from its schemas. */
export function recordList<Q extends z.ZodObject, P extends z.ZodType = z.ZodType<Record<string, never>>>(list: Omit<RecordList, 'query' | 'params' | 'look'> & { params?: P; query: Q; look: (actor: Actor, asked: z.output<Q>, params: z.output<P>) => RecordsLook | Promise<RecordsLook> }): RecordList {
  return list as unknown as RecordList;
}

const lists: RecordList[] = [];

/** Features hand their lists over here, at start-up (`processes.ts`), so that one can be written out in the background. */
export function registerRecordLists(some: readonly RecordList[]): void {
  for (const one of some) if (!lists.some(({ path }) => path === one.path)) lists.push(one);
}

/**
 * Looks into a list by its name, `aid-records` or `priority-groups/orphan/people`, as its page does.
 * @throws NotFound for no such list; Forbidden when the role has not got its page; InputInvalid for other conditions than the page has.
 */
export async function lookInto(actor: Actor, name: string, conditions: Readonly<Record<string, string>>): Promise<RecordsLook> {
  for (const list of lists) {
    const found = new RegExp(`^${list.path.slice(1).replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`).exec(name);
    if (!found) continue;
    const params = list.params ? list.params.safeParse({ ...found.groups }) : { success: true, data: {} };
    if (!params.success) continue;
    if (!list.roles.includes(actor.role)) throw new Forbidden('role-not-allowed', '您的岗位没有这个名单。');
    return list.look(actor, validate(list.query, conditions, 'query') as never, params.data as never);
  }
  throw new NotFound('没有这个名单，或它不能导出。');
}

/** The way to take a list as a workbook at once; one that is too long is offered to be written in the background. */
export function exportRoute({ path, summary, roles, params, query, look }: RecordList): Route {
  return route({
    method: 'get', path: `${path}.xlsx`, summary, policy: { roles }, audit: '导出学生名单', rate: 'export', params, query: query.extend({ purpose: exportPurpose }), answers: { 200: 'file' },
    async handler({ actor, ctx, params: where, query: conditionsAndPurpose }) {
      const { purpose, ...asked } = conditionsAndPurpose as { purpose: string };
      const conditions = Object.fromEntries(Object.entries(ctx.query).flatMap(([name, value]) => (typeof value === 'string' && value !== '' && name !== 'purpose' && name !== 'page' ? [[name, value]] : [])));
      const name = ctx.path.slice(1).replace(/\.xlsx$/, '');
      return exportRecords(actor, await look(actor, asked as never, where as never), purpose, `/record-exports/new?${new URLSearchParams({ list: name, conditions: new URLSearchParams(conditions).toString(), purpose: purpose.trim() })}`);
    },
  });
}
