import type { AwardJson } from '../../server/award-lists/presenter.js';
import { stageLook } from '../../server/web/components/tag.js';
import { listOf, type Around } from './list-walk.js';
import { Person, type Product } from './product.js';
import { county, person, school, type Place } from './world.js';

/** One school, its county, and the people around its lists. */
export type Office = Around & { authority: Place; place: Place };

export async function office(product: Product, authority?: Place, stage = 'vocational'): Promise<Office> {
  const over = authority ?? (await county());
  const place = await school(over, { stage });
  return {
    authority: over, place, operator: await Person.signedIn(product, await person(place, 'school-operator')),
    reviewer: await Person.signedIn(product, await person(place, 'school-reviewer')), officer: await Person.signedIn(product, await person(over, 'authority-operator')),
  };
}

export const awardsOn = async (who: Person, id: number): Promise<AwardJson[]> => ((await who.get(`/award-lists/${id}/awards?limit=200`)).body as { items: AwardJson[] }).items;
export const paidOf = async (who: Person, id: number): Promise<(string | null)[]> => (await awardsOn(who, id)).map(({ paid }) => paid);

/** How many lists one reminder says there are: now and from earlier months. */
export async function reminder(who: Person, kind: string, programme: string): Promise<{ currentMonth: number; earlier: number }> {
  const { items }: { items: { kind: string; programme: string; currentMonth: number; earlier: number }[] } = (await who.get('/todos')).body;
  const found = items.find((one) => one.kind === kind && one.programme === programme);
  if (!found) throw new Error(`${who.actor.role} has no reminder ${kind}`);
  return { currentMonth: found.currentMonth, earlier: found.earlier };
}

/** The words on the page for the acts of the API's `can` that a person starts from the list's own page. */
const controls: Partial<Record<string, RegExp>> = {
  submit: /提交名单|提交/, 'publish-list': /公示/, disburse: /维护发放信息|资金发放/, 'request-withdrawal': /申请公示退回/,
};

/**
 * Page and API side by side: the page of the list says the stage in the same word, and for every act of this person the API
 * refuses, the page has no working form or link for it.
 */
export async function samePage(who: Person, id: number): Promise<void> {
  const list = await listOf(who, id);
  const page = await who.page(`/award-lists/${id}`);
  expect(page.status).toBe(200);
  const returned = list.stage === 'entry' && list.round > 0;
  if (!returned) expect(page.text).toContain(stageLook(list.stage as Parameters<typeof stageLook>[0], false).word);
  const forms = [...page.text.matchAll(/(?:action|href)="([^"]+)"/g)].map(([, address]) => address);
  const offers: Record<string, boolean> = {
    submit: forms.includes(`/award-lists/${id}/submission`), 'take-back': forms.some((address) => address === `/award-lists/${id}/submission/removal` || address === `/award-lists/${id}/take-back`),
    disburse: forms.includes(`/award-lists/${id}/disbursement`), 'request-withdrawal': forms.some((address) => address.startsWith(`/award-lists/${id}/withdrawal`)),
  };
  for (const [act, offered] of Object.entries(offers)) {
    if (act !== 'take-back' && offered !== list.can[act].allowed && controls[act]?.test(page.text)) throw new Error(`${who.actor.role}: the page ${offered ? 'offers' : 'does not offer'} ${act}, the API ${list.can[act].allowed ? 'allows' : 'refuses'} it`);
  }
}
