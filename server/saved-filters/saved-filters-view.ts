import type { SavedFiltersProps } from '../web/components/saved-filters.js';
import { sealFor, type Asking } from '../web/desk-page.js';
import { redirect, type Answer } from '../web/route.js';
import { normalised, type FilterPage } from './filter-pages.js';
import { defaultAddress, savedFilters } from './saved-filter.js';

/** One's own filters of a page, and the form that keeps the conditions it shows now. */
export async function savedFiltersOf(asking: Asking, page: FilterPage): Promise<SavedFiltersProps> {
  const now = normalised(asking.ctx.querystring);
  const own = await savedFilters(asking.actor, page);
  return {
    filters: own.map(({ id, name, href, conditions, isDefault }) => ({ id, name, href, isDefault, current: conditions === now })), manageHref: '/saved-filters',
    ...(now !== '' && !own.some(({ conditions }) => conditions === now) ? { save: { action: '/saved-filters', seal: sealFor(asking), page, conditions: now } } : {}),
  };
}

/** The bare page opens with one's default filter; null where there is none or something was asked for. */
export async function openDefault({ actor, ctx }: Asking, page: FilterPage): Promise<Answer | null> {
  const own = ctx.querystring === '' ? await defaultAddress(actor, page) : null;
  return own ? redirect(own) : null;
}
