import { z } from 'zod';
import { deskPage, refusalLines, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import { SavedFiltersPage } from '../web/pages/saved-filters-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import type { ProductError } from '../lib/errors.js';
import { idParams } from '../web/schemas.js';
import { filterPageKeys, filterPages } from './filter-pages.js';

import { changeFilter, deleteFilter, savedFilters, saveFilter } from './saved-filter.js';
import { filterName } from './schemas.js';

const tick = z.literal('yes').optional();

async function show(asking: Asking, error?: ProductError): Promise<Answer> {
  const rows = (await savedFilters(asking.actor)).map(({ id, page, name, href, isDefault }) => ({ id, name, href, isDefault, page: filterPages[page].name, change: { action: `/saved-filters/${id}`, seal: sealFor(asking) }, remove: { action: `/saved-filters/${id}/removal`, seal: sealFor(asking) } }));
  return deskPage(asking, { title: '常用筛选', crumbs: [{ label: '首页', href: '/' }, { label: '常用筛选' }] }, <SavedFiltersPage rows={rows} errors={error ? refusalLines(refusedOf(asking, error)) : []} />);
}

/** 常用筛选 at the desk: kept from the page whose conditions they are, looked after here. */
export const savedFilterPages: Route[] = [
  route({ method: 'get', path: '/saved-filters', summary: '常用筛选（页面）', policy: 'signed-in', audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => show(input) }),
  route({
    method: 'post', path: '/saved-filters', summary: '存一个常用筛选（页面）', policy: 'signed-in', audit: null, rate: 'write', answers: { 303: 'html' }, body: z.strictObject({ page: z.enum(filterPageKeys), name: filterName, conditions: z.string().max(1000), isDefault: tick }),
    async handler({ actor, body: { isDefault, ...given } }) {
      const saved = await saveFilter(actor, { ...given, isDefault: isDefault === 'yes' });
      return redirect(saved.href, `已存成常用筛选：${saved.name}`);
    },
    onRefusal: (input, error) => show(input, error),
  }),
  route({
    method: 'post', path: '/saved-filters/:id', summary: '改常用筛选（页面）', policy: 'signed-in', audit: null, rate: 'write', params: idParams, answers: { 303: 'html' }, body: z.strictObject({ name: filterName, isDefault: tick }),
    async handler({ actor, params, body }) {
      const saved = await changeFilter(actor, params.id, { name: body.name, isDefault: body.isDefault === 'yes' });
      return redirect('/saved-filters', `已保存：${saved.name}`);
    },
    onRefusal: (input, error) => show(input, error),
  }),
  route({
    method: 'post', path: '/saved-filters/:id/removal', summary: '删去常用筛选（页面）', policy: 'signed-in', audit: null, rate: 'write', params: idParams, answers: { 303: 'html' },
    handler: async ({ actor, params }) => redirect('/saved-filters', `已删去：${(await deleteFilter(actor, params.id)).name}`),
  }),
];
