import type { Browser, Page } from 'playwright-core';
import { routes } from '../../server/app.js';
import { row, rows } from '../../server/database.js';
import { seedDemo } from '../../server/seeding/seed.js';
import type { Actor } from '../../server/values/actor.js';
import { findChromium } from '../support/chromium.mjs';
import { openBrowser, sitDown } from '../support/desk-walk.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { findFaults, tooWide } from '../support/sample-desk.js';
import { rosterFile, rosterLine, XLSX } from '../students/roster-file.js';

const inBrowser = findChromium() ? describe : describe.skip; // nothing to look with
jest.setTimeout(300_000);

/** Pages of the route table: a browser asks for them and shows them. */
const pages = routes.filter(({ method, path, answers }) => method === 'get' && !path.startsWith('/api/') && Object.values(answers ?? {}).includes('html'));
const patternOf = (path: string): RegExp => new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')}$`);
const pageOf = (address: string): string | undefined => pages.find(({ path }) => patternOf(path).test(address.split('?')[0]))?.path;

/** A walker goes wherever the links of the demo world lead a person, to one address of each kind of page and tab. */
const walkers = ['school1.operator', 'school2.operator', 'school1.reviewer', 'county1.operator', 'county1.director', 'province.aidcentre', 'flowadmin', 'flowapprover', 'sysadmin', 'secadmin', 'auditor'];
/** Reached from outside the desk: by a link in a letter, from the wall, before signing in; or an address that only leads on to the newest version. */
const outside = ['/activate/:token', '/publicity/:token', '/sign-in', '/processes/:key'];

let product: Product;
let browser: Browser;
const reached = new Set<string>();
/** Kinds of pages looked at closely, by the kind of people who saw them: a school, an authority, an administrator. */
const lookedAt = new Set<string>();
/** Where each list and task of the demo world stands: a list in publicity is another page than a draft. */
const standing = new Map<string, string>();

beforeAll(async () => {
  product = await startProduct();
  await seedDemo(() => undefined);
  await officeTime('2023-05-10T09:00:00+08:00');
  for (const { id, status } of await rows<{ id: number; status: string }>("SELECT id, CONCAT_WS(' ', submission, school_review, authority_review, school_publicity, authority_publicity, withdrawal, paid_people > 0) AS status FROM award_lists")) standing.set(`/award-lists/${id}`, status);
  for (const { id, task_key } of await rows<{ id: number; task_key: string }>('SELECT id, task_key FROM tasks')) standing.set(`/tasks/${id}`, task_key);
  const operator = await Person.signedIn(product, await actorOf('school1.operator'));
  await operator.upload('/students/imports?preview=true', '名册.xlsx', rosterFile([rosterLine(), rosterLine({ 证件号码: '41182120050101' })]), XLSX);
  const opened = await openBrowser();
  if (opened) browser = opened;
});
afterAll(async () => {
  await browser?.close();
  await product.stop();
});

inBrowser('every page of the desk', () => {
  it.each(walkers)('%s finds no accessibility fault on any page the links lead to, wide, at 200 % and on a phone', async (login) => {
    const { page, said } = await sitDown(browser, product, await Person.signedIn(product, await actorOf(login)), { script: true });
    const faults: string[] = [];
    const seen = new Set<string>();
    const ahead = ['/', ...(login === 'school1.operator' ? ['/imports/1', '/award-list-copy?programme=vocational-grant&month=2023-06'] : [])];
    for (let address = ahead.shift(); address; address = ahead.shift()) {
      const kind = kindOf(address);
      if (!kind || seen.has(kind)) continue;
      seen.add(kind);
      const answer = await page.goto(address);
      if (answer?.status() !== 200) { faults.push(`${address}: ${answer?.status()}`); continue; }
      reached.add(pageOf(address) ?? '');
      const sight = `${groupOf(login)} ${kind}`;
      if (!lookedAt.has(sight)) faults.push(...(await faultsAt(page)).map((fault) => `${address}: ${fault}`));
      lookedAt.add(sight);
      ahead.push(...await linksOf(page));
    }
    expect([...faults, ...said]).toEqual([]);
    await page.context().close();
  });

  it('no page of the route table is without a link to it', () => {
    expect(pages.map(({ path }) => path).filter((path) => !reached.has(path) && !outside.includes(path))).toEqual([]);
  });
});

const groupOf = (login: string): string => (/^school/.test(login) ? 'school' : login.includes('.') ? 'authority' : 'administrator');

/** Two lists at different stages are two kinds of page; two students are one. */
function kindOf(address: string): string | undefined {
  const path = pageOf(address);
  const query = new URLSearchParams(address.split('?')[1] ?? '');
  const tab = query.get('tab') ?? '';
  return path && `${path} ${tab} ${query.get('state') ?? ''} ${tab ? '' : standing.get(address.split('?')[0]) ?? ''}`;
}

async function faultsAt(page: Page): Promise<string[]> {
  const faults: string[] = [];
  await page.setViewportSize({ width: 1440, height: 900 });
  faults.push(...(await findFaults(page)).map((fault) => `1440 ${fault}`));
  // What 1440 shows at 200 %.
  await page.setViewportSize({ width: 720, height: 450 });
  faults.push(...(await tooWide(page)).map((fault) => `720 ${fault}`));
  await page.setViewportSize({ width: 375, height: 740 });
  faults.push(...(await findFaults(page)).map((fault) => `375 ${fault}`));
  return faults;
}

const linksOf = (page: Page): Promise<string[]> => page.evaluate(() => [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href') ?? '').filter((href) => href.startsWith('/')));

async function actorOf(login: string): Promise<Actor> {
  const found = await row<{ id: number; name: string; role: Actor['role']; organisation_id: number; organisation: string; level: Actor['organisation']['level']; path: string }>(
    'SELECT u.id, u.name, p.role, o.id AS organisation_id, o.name AS organisation, o.level, o.path FROM users u JOIN posts p ON p.user_id = u.id JOIN organisations o ON o.id = p.organisation_id WHERE u.login = ?', [login]);
  if (!found) throw new Error(`${login} is not in the demo world`);
  return { userId: found.id, login, name: found.name, role: found.role, organisation: { id: found.organisation_id, name: found.organisation, level: found.level, path: found.path } };
}
