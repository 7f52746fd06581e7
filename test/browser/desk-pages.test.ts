import { findFaults, lookClosely, openSample, openSampleDesk, type SampleDesk } from '../support/sample-desk.js';
import { findChromium } from '../support/chromium.mjs';
import { samplePages } from '../support/sample-pages.js';

/** These are looked at as they really are, in the demo world (every-page-*.test.ts). What is left is what the demo world shows nobody: refusals, errors, pages for the public, work under way. */
const walkedTo = [
  'home-school', 'home-county', 'list-index', 'list', 'list-entry', 'list-changes', 'list-objections', 'objection-contact', 'list-files', 'list-history', 'list-process', 'list-rounds', 'list-disbursements', 'task', 'task-publish', 'task-withdrawal', 'task-batch-new', 'task-batch',
  'absences', 'board', 'disbursement', 'withdrawal-request', 'import', 'circulars', 'circular-sent', 'office-rules', 'office-rules-workdays', 'upgrade', 'filing-calendar', 'contact', 'students', 'process-library', 'process-changes', 'process', 'audit', 'sessions', 'wall-sheet-decision', 'wall-sheet',
];

let desk: SampleDesk;
const inBrowser = findChromium() ? describe : describe.skip; // nothing to look with

inBrowser('the desk in a browser, under the strict policy', () => {
  beforeAll(async () => {
    const opened = await openSampleDesk();
    if (opened) desk = opened;
  });
  afterAll(() => desk.close());

  it.each(Object.keys(samplePages).filter((name) => !walkedTo.includes(name)))('%s has no accessibility fault and fits every screen', async (name) => {
    const { page, said } = await openSample(desk, name, { width: 1440 });
    expect([...(await lookClosely(page)), ...said]).toEqual([]);
    await page.context().close();
  }, 60_000);

  it.each(['home-school', 'list', 'list-process', 'task-refused', 'board', 'error-conflict', 'notice'])('%s can be read in the dark', async (name) => {
    const { page } = await openSample(desk, name, { width: 1440, dark: true });
    expect(await findFaults(page)).toEqual([]);
    await page.context().close();
  }, 60_000);

  it('the menu opens on a narrow screen by keyboard and without a script', async () => {
    const { page } = await openSample(desk, 'home-county', { width: 375, script: false });
    expect(await page.isVisible('.side .items')).toBe(false);
    for (let presses = 0; presses < 12 && await page.locator('#menu:focus').count() === 0; presses += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.isVisible('.side .items')).toBe(true);
    expect(await page.isVisible('.me button')).toBe(true);
    await page.context().close();
  });

  it('choosing a decision shows its consequence and puts it on the button, without a script', async () => {
    const { page } = await openSample(desk, 'task', { width: 1440, script: false });
    expect(await page.innerText('.btn.submit')).toBe('提交决定');
    expect(await page.locator('.impact:visible').count()).toBe(0);
    await page.check('input[value=reject]');
    expect(await page.innerText('.btn.submit')).toBe('提交：公示不通过');
    expect(await page.innerText('.impact:visible')).toContain('学校未公示');
    expect(await page.isVisible('.chips')).toBe(false);
    await page.context().close();
  });

  it('students are entered without a mouse: from the search box down to who was found, Enter puts them on the list', async () => {
    const { page } = await openSample(desk, 'list-entry', { width: 1440 });
    await page.locator('[name=studentIds]:checked').evaluateAll((boxes) => { for (const box of boxes) (box as unknown as { checked: boolean }).checked = false; });
    await page.focus('[name=find]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    expect(await page.evaluate('document.activeElement.name')).toBe('find');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const boxes = page.locator('[name=studentIds]:not([disabled])');
    const chosen = await boxes.nth(1).inputValue();
    expect(await page.evaluate('document.activeElement.value')).toBe(chosen);
    const [sent] = await Promise.all([page.waitForRequest((request) => request.method() === 'POST'), page.keyboard.press('Enter')]);
    expect([new URL(sent.url()).pathname, new URLSearchParams(sent.postData() ?? '').getAll('studentIds')]).toEqual(['/award-lists/6/awards', [chosen]]);
    await page.context().close();
  });

  it('phrases fill the remark, which becomes required with the decision that needs it', async () => {
    const { page } = await openSample(desk, 'task', { width: 1440 });
    await page.check('input[value=reject]');
    await page.click('.chips button >> nth=0');
    await page.click('.chips button >> nth=2');
    expect(await page.inputValue('#f-remark')).toBe('名单与附件不一致；附件不清楚。');
    expect(await page.innerText('#f-remark-hint')).toBe('最多 200 字，已写 15 字');
    expect(await page.getAttribute('#f-remark', 'required')).not.toBeNull();
    await page.check('input[value=confirm]');
    expect(await page.getAttribute('#f-remark', 'required')).toBeNull();
    await page.context().close();
  });

  it('asks before a page with something typed is left, and sends a form once however often it is pressed', async () => {
    const { page } = await openSample(desk, 'task', { width: 1440 });
    let asked = 0;
    let sent = 0;
    page.on('dialog', (dialog) => { asked += 1; return dialog.dismiss(); });
    await page.route('**/tasks/53/completion', async (route) => { sent += 1; await new Promise((later) => setTimeout(later, 400)); return route.fulfill({ status: 200, contentType: 'text/html', body: 'ok' }); });
    await page.check('input[value=confirm]');
    await page.fill('#f-remark', '已核对');
    await page.click('.brand', { noWaitAfter: true });
    await page.waitForTimeout(300);
    expect(asked).toBe(1);
    await page.evaluate(() => { for (const _press of [1, 2, 3]) document.querySelector<HTMLButtonElement>('.btn.submit')?.click(); });
    await page.waitForTimeout(900);
    expect({ asked, sent }).toEqual({ asked: 1, sent: 1 });
    await page.context().close();
  });

  it('a bar that is pointed at, or reached by keyboard, says how much it is and lights its row in the table; without a script it is a link with the same words', async () => {
    const { page } = await openSample(desk, 'loan-overview', { width: 1440 });
    await page.hover('[data-bar="2022年"] >> nth=0');
    expect(await page.innerText('.tip')).toBe('2022年 发放 90,000.00 元，占 75.0%');
    expect(await page.innerText('tr.lit')).toContain('2022年');
    await page.hover('h1');
    expect([await page.locator('.tip').count(), await page.locator('.lit').count()]).toEqual([0, 0]);
    await page.focus('a[data-bar="2021年"]');
    expect(await page.innerText('.tip')).toContain('2021年 发放 30,000.00 元');
    await page.keyboard.press('Escape');
    expect(await page.locator('.tip').count()).toBe(0);
    await page.hover('tbody tr >> nth=1');
    expect(await page.locator('[data-bar="2022年"].lit').count()).toBe(2);
    await page.context().close();
    const still = await openSample(desk, 'loan-overview', { width: 1440, script: false });
    expect(await still.page.getAttribute('a[data-bar="2022年"]', 'aria-label')).toBe('2022年 发放 90,000.00 元，看明细');
    await still.page.context().close();
  });

  it('filtering changes the list and the address without loading the page, and back brings the list again', async () => {
    const { page } = await openSample(desk, 'list-index', { width: 1440 });
    await page.route('**/award-lists?*', (route) => route.fulfill({ status: 200, contentType: 'text/html', body: samplePages['list-index-empty']() }));
    await page.fill('.filters input[type=search]', '不存在');
    await page.click('.filters button');
    await page.waitForSelector('.empty');
    expect(page.url()).toContain('q=%E4%B8%8D%E5%AD%98%E5%9C%A8');
    expect(page.url()).not.toContain('_csrf');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('results');
    await page.context().close();
  });
});
