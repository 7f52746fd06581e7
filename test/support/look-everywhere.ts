import type { Browser } from 'playwright-core';
import { findChromium } from './chromium.mjs';
import { openBrowser, sitDown } from './desk-walk.js';
import { openDemoWorld, type DemoWorld } from './every-page.js';
import { lookClosely } from './sample-desk.js';

/** Looks closely at one page of each kind these people are led to. What one of them has shown, the next ones are not asked for again. */
export function lookEverywhere(where: string, logins: readonly string[]): void {
  const inBrowser = findChromium() ? describe : describe.skip; // nothing to look with
  inBrowser(`every page of ${where}`, () => {
    let world: DemoWorld;
    let browser: Browser;
    const lookedAt = new Set<string>();
    beforeAll(async () => {
      world = await openDemoWorld();
      const opened = await openBrowser();
      if (opened) browser = opened;
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await world?.product.stop();
    });

    it.each(logins)('%s finds no accessibility fault on any page the links lead to: wide, at 200 % and on a phone', async (login) => {
      const stops = (await world.walk(login)).filter(({ status, kind }) => status === 200 && !lookedAt.has(kind));
      const { page, said } = await sitDown(browser, world.product, await world.sit(login), { script: true });
      page.setDefaultTimeout(60_000);
      const faults: string[] = [];
      for (const { kind, address } of stops) {
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.goto(address);
        faults.push(...[...(await lookClosely(page)), ...said.splice(0)].map((fault) => `${address}: ${fault}`));
        lookedAt.add(kind);
      }
      await page.context().close();
      expect(faults).toEqual([]);
    }, 600_000);
  });
}
