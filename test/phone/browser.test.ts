import { chromium, type Browser, type Page } from 'playwright-core';
import { row } from '../../server/database.js';
import { newList, openTask, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { phonePassword, withPassword } from '../support/phone.js';
import { startProduct, type Product } from '../support/product.js';
import { students } from '../support/world.js';

/* The same screens under /m/, walked in a real browser as wide as a phone and as narrow as the narrowest. */

const executablePath = process.env.AID_CHROMIUM ?? '';
const inBrowser = executablePath ? describe : describe.skip; // nothing to look with

inBrowser('手机页面 /m/', () => {
  let product: Product;
  let here: Office;
  let browser: Browser;
  let taskId: number;
  beforeAll(async () => {
    product = await startProduct();
    here = await office(product);
    await withPassword(here.officer.actor);
    for (let made = 0; made < 2; made += 1) await walkTo(here, (await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 2))).id, 'published');
    const left = await walkTo(here, (await newList(here.operator, 'vocational-tuition-waiver', '2023-05', await students(here.place, 2))).id, 'reviewedAtSchool');
    taskId = (await openTask(here.officer, left.id, 'authority-review'))?.id ?? 0;
    browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
  }, 120_000);
  afterAll(async () => { await browser.close(); await product.stop(); });

  it.each([[375, 'light'], [320, 'dark']] as const)('an officer decides on a screen %i px wide (%s)', async (width, colorScheme) => {
    const complaints: string[] = [];
    const context = await browser.newContext({ viewport: { width, height: 700 }, hasTouch: true, isMobile: true, colorScheme });
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => { if (message.type() === 'error' && !/data:application\/octet-stream/.test(message.text()) && !message.location().url.endsWith('/favicon.ico')) complaints.push(message.text()); });
    await page.goto(`${product.url}/m/`);
    await page.waitForSelector('#sign-in');
    await page.fill('#login input', here.officer.actor.login);
    await page.fill('#password input', phonePassword);
    await page.tap('#sign-in');
    await page.waitForSelector('#next');
    expect(await sideways(page)).toBe(0);
    await page.tap('#next');
    await page.waitForSelector('#facts');
    await page.waitForSelector('#approve');
    expect(await sideways(page)).toBe(0);
    expect(await smallest(page, '#approve, #reject')).toBeGreaterThanOrEqual(44);
    await page.tap('#approve');
    await page.waitForSelector('#state');
    expect(await page.textContent('#state')).toContain('公示通过');
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('every page fits 320 px in the largest letters, and what is tapped is as large as the rule for the elderly asks', async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 700 }, hasTouch: true, isMobile: true });
    const page = await context.newPage();
    await page.goto(`${product.url}/m/`);
    await page.waitForSelector('#sign-in');
    await page.evaluate(() => localStorage.setItem('font-size', JSON.stringify({ data: 'larger' })));
    await page.reload();
    await page.waitForSelector('.screen.larger #sign-in');
    await page.fill('#login input', here.officer.actor.login);
    await page.fill('#password input', phonePassword);
    await page.tap('#sign-in');
    await page.waitForSelector('.hi');
    const found: string[] = [];
    for (const path of ['/pages/home/index', '/pages/tasks/index', '/pages/reminders/index', '/pages/mine/index', `/packages/task/pages/task/index?id=${taskId}`, `/packages/task/pages/tools/index?id=${taskId}`, '/packages/office/pages/progress/index', '/packages/office/pages/absences/index', '/packages/office/pages/phrases/index', '/packages/office/pages/circulars/index', '/packages/office/pages/copies/index']) {
      await page.evaluate((to) => { location.hash = to; }, path);
      await page.waitForTimeout(700);
      if (await sideways(page)) found.push(`${path} goes ${await sideways(page)} px sideways`);
      found.push(...(await page.evaluate(() => [...document.querySelectorAll('[role=button],[role=link],[role=checkbox],[role=radio]')].flatMap((one) => { const { height, width } = one.getBoundingClientRect(); return width > 0 && height < 44 ? [`${one.textContent ?? ''} is ${Math.round(height)} px high`] : []; }))).map((one) => `${path}: ${one}`));
      const main = await page.evaluate(() => [...document.querySelectorAll('.b')].map((one) => one.getBoundingClientRect().height).filter((height) => height > 0));
      if (main.some((height) => height < 60)) found.push(`${path}: a main button is ${Math.min(...main)} px high`);
    }
    expect(found).toEqual([]);
    await context.close();
  }, 60_000);

  it('the page keeps to its own origin, and a script of anybody else does not run', async () => {
    const answer = await fetch(`${product.url}/m/`);
    expect([answer.status, answer.headers.get('content-security-policy')]).toEqual([200, expect.stringContaining("script-src 'self';")]);
    expect(await answer.text()).not.toMatch(/<script>|https?:\/\//);
    expect((await fetch(`${product.url}/m/js/../../package.json`)).status).toBe(404);
  });

  it('both decisions are on record', async () => {
    expect(await row("SELECT COUNT(*) AS n FROM tasks WHERE task_key = 'confirm-publicity' AND state = 'done' AND decision = 'confirm'")).toEqual({ n: 2 });
  });
});

const sideways = (page: Page): Promise<number> => page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth));
const smallest = (page: Page, selector: string): Promise<number> => page.evaluate((wanted) => Math.min(...[...document.querySelectorAll(wanted)].map((one) => one.getBoundingClientRect().height)), selector);
