import type { Browser, Page } from 'playwright-core';
import { row, run } from '../../server/database.js';
import { hashPassword } from '../../server/people/password.js';
import { findChromium } from '../support/chromium.mjs';
import { openBrowser, sitDown } from '../support/desk-walk.js';
import { newList, openTask, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { person, students } from '../support/world.js';

/* Nothing that was typed is lost, and papers are gone through by keyboard. */

const PASSWORD = 'Right-2023-word';
const inBrowser = findChromium() ? describe : describe.skip; // nothing to type with
let product: Product;
let browser: Browser;
let here: Office;
let tasks: { id: number; listId: number }[];
beforeAll(async () => {
  product = await startProduct();
  const opened = await openBrowser();
  if (opened) browser = opened;
  here = await office(product);
  await run('UPDATE users SET password_hash = ? WHERE id = ?', [await hashPassword(PASSWORD), here.reviewer.actor.userId]);
  tasks = [];
  for (const programme of ['vocational-grant', 'vocational-tuition-waiver']) {
    const list = await newList(here.operator, programme, '2023-05', await students(here.place, 1));
    await walkTo(here, list.id, 'submitted');
    tasks.push({ id: (await openTask(here.reviewer, list.id, 'school-review'))?.id ?? 0, listId: list.id });
  }
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await product.stop();
});

const draftsOf = async (task: number): Promise<number> => (await row<{ n: number }>('SELECT COUNT(*) AS n FROM task_drafts WHERE task_id = ?', [task]))?.n ?? 0;
const leftInTab = (page: Page): Promise<string | null> => page.evaluate(() => sessionStorage.getItem('typed-words'));
const signIn = async (page: Page, who: Person): Promise<void> => {
  await page.fill('input[name=login]', who.actor.login);
  await page.fill('input[name=password]', PASSWORD);
  await page.click('main button');
};

inBrowser('what is typed', () => {
  it('is kept as a draft while it is typed, for its writer alone, and stands in the form again', async () => {
    const [{ id }] = tasks;
    const { page, look } = await sitDown(browser, product, here.reviewer, { script: true });
    await page.goto(`/tasks/${id}`);
    await page.check('input[value=fail]');
    await page.fill('#f-remark', '第 3 名学生的班级写错了');
    await page.waitForSelector('[data-draft-told]:has-text("草稿已存")');
    await look('draft');
    expect(await draftsOf(id)).toBe(1);
    // What is kept elsewhere does not hold up whoever leaves.
    let asked = 0;
    page.on('dialog', (dialog) => { asked += 1; return dialog.accept(); });
    await page.goto('/');
    await page.goto(`/tasks/${id}`);
    expect([asked, await page.inputValue('#f-remark'), await page.isChecked('input[value=fail]')]).toEqual([0, '第 3 名学生的班级写错了', true]);
    expect(await page.innerText('[data-draft-told]')).toContain('存的草稿，还没有提交');
    const other = await Person.signedIn(product, await person(here.place, 'school-reviewer'));
    expect((await other.page(`/tasks/${id}`)).text).not.toContain('班级写错了');
    expect((await other.get(`/tasks/${id}/draft`)).body).toEqual({ typed: {}, savedAt: null });
    await page.context().close();
  });

  it('is kept by a press where there is no script', async () => {
    const [, { id }] = tasks;
    const { page } = await sitDown(browser, product, here.reviewer, { script: false });
    await page.goto(`/tasks/${id}`);
    await page.fill('#f-remark', '待核对');
    await page.click('button:has-text("存草稿")');
    expect([await page.innerText('.toast'), await page.inputValue('#f-remark')]).toEqual([expect.stringContaining('草稿已存'), '待核对']);
    await page.context().close();
  });

  it('survives the end of the session: one signs in again and is back at the form with the words', async () => {
    const [{ id }] = tasks;
    await run('DELETE FROM task_drafts');
    const who = await Person.signedIn(product, here.reviewer.actor);
    const { page } = await sitDown(browser, product, who, { script: true });
    await page.goto(`/tasks/${id}`);
    await run("UPDATE sessions SET live_flag = NULL, ended_at = UTC_TIMESTAMP(3), ended_reason = 'signed-out' WHERE user_id = ? AND client = 'desk'", [who.actor.userId]);
    await page.check('input[value=fail]');
    await page.fill('#f-remark', '名单与附件不一致，请核对');
    await page.waitForSelector('[data-draft-told]:has-text("登录已过期")');
    await page.click('.btn.submit');
    await page.waitForSelector('h1:has-text("请重新登录")');
    expect(await page.innerText('main')).toContain('名单与附件不一致，请核对');
    await page.click('a:has-text("回到刚才的页面")');
    await signIn(page, who);
    await page.waitForURL(`**/tasks/${id}`);
    expect([await page.inputValue('#f-remark'), await page.isChecked('input[value=fail]')]).toEqual(['名单与附件不一致，请核对', true]);
    expect(await leftInTab(page)).toBeNull();
    await page.context().close();
  });

  it('of somebody who did not sign in again is not shown to the next one at the same machine', async () => {
    const [{ id }] = tasks;
    await run('DELETE FROM task_drafts');
    const who = await Person.signedIn(product, here.reviewer.actor);
    const { page } = await sitDown(browser, product, who, { script: true });
    await page.goto(`/tasks/${id}`);
    await page.check('input[value=fail]');
    await page.fill('#f-remark', '只给自己看的话');
    await run("UPDATE sessions SET live_flag = NULL, ended_at = UTC_TIMESTAMP(3), ended_reason = 'signed-out' WHERE user_id = ? AND client = 'desk'", [who.actor.userId]);
    await page.click('.btn.submit');
    await page.waitForSelector('h1:has-text("请重新登录")');
    const next = await Person.signedIn(product, await person(here.place, 'school-reviewer', '钱思远'));
    await page.context().addCookies([{ name: 'sid', value: next.sid, url: product.url }]);
    await page.goto(`/tasks/${id}`);
    expect([await page.inputValue('#f-remark'), await leftInTab(page)]).toEqual(['', null]);
    await page.context().close();
  });

  it('survives a lost connection', async () => {
    const [{ id }] = tasks;
    const who = await Person.signedIn(product, here.reviewer.actor);
    const { page } = await sitDown(browser, product, who, { script: true });
    await page.route('**/draft', (route) => route.abort());
    await page.goto(`/tasks/${id}`);
    await page.check('input[value=fail]');
    await page.fill('#f-remark', '断网时写的话');
    await page.context().setOffline(true);
    await page.click('.btn.submit');
    expect(await page.innerText('[data-offline]')).toContain('现在没有网络，没有提交');
    expect(await page.inputValue('#f-remark')).toBe('断网时写的话');
    await page.context().setOffline(false);
    // The browser thinks it is connected, but no answer comes: whoever loads the page again has the words again.
    await page.route('**/completion', (route) => route.fulfill({ status: 204 }));
    await Promise.all([page.waitForResponse('**/completion'), page.click('.btn.submit', { noWaitAfter: true })]);
    await page.waitForFunction(() => document.readyState === 'complete');
    await page.reload();
    expect([new URL(page.url()).pathname, await page.inputValue('#f-remark'), await page.innerText('[data-offline]')]).toEqual([`/tasks/${id}`, '断网时写的话', expect.stringContaining('没有提交成')]);
    await page.context().close();
  });

  it('of another site’s form is not shown on our page', async () => {
    const answer = await fetch(`${product.url}/tasks/${tasks[0].id}/completion`, { method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'cross-site' }, body: 'remark=advertisement' });
    expect([answer.status, (await answer.text()).includes('advertisement')]).toEqual([303, false]);
  });
});

inBrowser('papers by keyboard', () => {
  it('J and K go through the rows, Enter opens one, ? tells the keys, and none of them while one types', async () => {
    const { page, look } = await sitDown(browser, product, await Person.signedIn(product, here.reviewer.actor), { script: true });
    await page.goto('/tasks');
    const focused = (): Promise<string | null> => page.evaluate(() => document.activeElement?.getAttribute('href') ?? null);
    await page.keyboard.press('j');
    const first = await focused();
    await page.keyboard.press('j');
    const second = await focused();
    await page.keyboard.press('j');
    expect([await focused(), new Set([first, second]).size]).toEqual([second, 2]);
    await page.keyboard.press('k');
    expect(await focused()).toBe(first);
    await page.keyboard.press('?');
    expect(await page.isVisible('dialog#keys')).toBe(true);
    await look('keys');
    await page.keyboard.press('j');
    await page.keyboard.press('Escape');
    expect([await page.isVisible('dialog#keys'), await focused()]).toEqual([false, first]);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/tasks/*');
    const at = new URL(page.url()).pathname;
    await page.keyboard.press(await page.locator('main a[rel=next]').count() > 0 ? 'j' : 'k');
    await page.waitForURL((url) => url.pathname !== at);
    await page.focus('#f-remark');
    await page.keyboard.type('jk?');
    expect(await page.inputValue('#f-remark')).toContain('jk?');
    await page.context().close();
  });

  it('the letters can be turned off for a machine', async () => {
    const { page } = await sitDown(browser, product, await Person.signedIn(product, here.reviewer.actor), { script: true });
    await page.goto('/keyboard');
    await page.check('main [data-keys-off]');
    await page.goto('/tasks');
    await page.keyboard.press('j');
    await page.keyboard.press('?');
    expect([await page.evaluate(() => document.activeElement === document.body), await page.isVisible('dialog#keys')]).toEqual([true, false]);
    await page.context().close();
  });
});
