import type { Browser } from 'playwright-core';
import { findChromium } from '../support/chromium.mjs';
import { openBrowser, sitDown } from '../support/desk-walk.js';
import { office, type Office } from '../support/office.js';
import { workJobs } from '../support/jobs.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { person, province, student } from '../support/world.js';

const inBrowser = findChromium() ? describe : describe.skip; // nothing to look with

inBrowser('a long list at the desk, wide and on a phone', () => {
  let product: Product;
  let browser: Browser;
  let here: Office;
  beforeAll(async () => {
    product = await startProduct();
    here = await office(product);
    await student(here.place);
    browser = (await openBrowser()) as Browser;
  }, 120_000);
  afterAll(async () => { await browser?.close(); await product?.stop(); });

  it.each([1440, 375])('is begun, watched, fetched and found again (%i px)', async (width) => {
    const { page, look } = await sitDown(browser, product, here.officer, { script: true, width });
    await page.goto('/record-exports/new?list=aid-records&conditions=&purpose=');
    await look(`export-begin-${width}`);
    await page.getByRole('textbox', { name: /用途/ }).fill('核对春季学期资助名单');
    await page.getByRole('button', { name: '开始导出' }).click();
    await page.getByText('正在导出').waitFor();
    await look(`export-working-${width}`);
    await workJobs();
    // The page asks by itself how far it is.
    await page.getByRole('link', { name: '下载 Excel' }).waitFor({ timeout: 30_000 });
    await look(`export-done-${width}`);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载 Excel' }).click()]);
    expect(file.suggestedFilename()).toBe('学生受助情况.xlsx');
    await page.goto('/record-exports');
    await look(`exports-${width}`);
    await page.context().close();
  }, 120_000);

  it.each([1440, 375])('the groups of a province with both ways in (%i px)', async (width) => {
    const officer = await Person.signedIn(product, await person(await province(), 'authority-operator'));
    const { page, look } = await sitDown(browser, product, officer, { script: true, width });
    await page.goto('/priority-groups');
    await page.getByText('上传几百万行的 .csv').click();
    expect(await page.getByLabel(/\.csv 文件/).last().isVisible()).toBe(true);
    await look(`groups-of-a-province-${width}`);
    await page.context().close();
  }, 120_000);
});
