import { openDemoWorld, pages, walkers, type DemoWorld } from '../support/every-page.js';

/** Reached from outside the desk: by a link in a letter, from the wall, before signing in, from the province's provider; or an address that only leads on to the newest version. */
const outside = ['/activate/:token', '/publicity/:token', '/publicity/:token/objections', '/sign-in', '/sign-in/unified', '/sign-in/unified/callback', '/processes/:key'];

/** There is nothing of the kind in the demo world until somebody makes it; each is opened in its own test (bulletins, pack-series, record-export, year-archive). */
const onceMade = ['/bulletins/:id', '/bulletins/:id/steps', '/bulletins/:id/recount', '/bulletins/:id/sheet', '/evidence-packs/:id', '/record-exports/new', '/record-exports/:id', '/year-archives/:id'];

let world: DemoWorld;
const reached = new Set<string>();
beforeAll(async () => { world = await openDemoWorld(); }, 120_000);
afterAll(() => world.product.stop());

it.each(Object.values(walkers).flat())('every link leads %s to a page that is there', async (login) => {
  const stops = await world.walk(login);
  for (const { page } of stops) reached.add(page);
  expect(stops.filter(({ status }) => ![200, 303].includes(status)).map(({ address, status }) => `${address}: ${status}`)).toEqual([]);
}, 120_000);

it('no page of the route table is without a link to it', () => {
  expect(pages.map(({ path }) => path).filter((path) => !reached.has(path) && !outside.includes(path) && !onceMade.includes(path))).toEqual([]);
});
