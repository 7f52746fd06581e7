import type { Browser } from 'playwright-core';
import { noticePhoto } from '../../server/seeding/notice-photo.js';
import { addDays } from '../../server/values/office-date.js';
import { findChromium } from '../support/chromium.mjs';
import { openBrowser, sitDown, type AtDesk } from '../support/desk-walk.js';
import { listOf, newList, walkTo, type Around } from '../support/list-walk.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { county, person, school, student, students, type Place } from '../support/world.js';

const inBrowser = findChromium() ? describe : describe.skip; // nothing to click with
const photo = async () => ({ name: '公示照片.jpg', mimeType: 'image/jpeg', buffer: await noticePhoto() });

let product: Product;
let browser: Browser;
let authority: Place;
let place: Place;
let around: Around;

beforeAll(async () => {
  product = await startProduct();
  const opened = await openBrowser();
  if (opened) browser = opened;
});
afterAll(async () => {
  await browser?.close();
  await product.stop();
});
beforeEach(async () => {
  authority = await county();
  place = await school(authority);
  around = { operator: await Person.signedIn(product, await person(place, 'school-operator', '李秀梅')), reviewer: await Person.signedIn(product, await person(place, 'school-reviewer', '赵国栋')), officer: await Person.signedIn(product, await person(authority, 'authority-operator', '王建平')) };
});

inBrowser.each([['with a script', true], ['without a script', false]])('the desk in a browser, %s', (_, script) => {
  const sit = (who: Person): Promise<AtDesk> => sitDown(browser, product, who, { script });

  it('takes a list the whole way by clicking: entry, reviews, attachment, publicity, confirmation, withdrawal', async () => {
    for (const name of ['欧阳晨晨', '欧阳雨桐', '欧阳浩然']) await student(place, { name });
    const [operator, reviewer, officer] = [await sit(around.operator), await sit(around.reviewer), await sit(around.officer)];

    await operator.page.goto('/award-lists');
    await operator.page.click('main summary:has-text("新建资助名单")');
    await operator.page.fill('#f-month', '2023-05');
    await operator.look('index');
    await operator.page.click('main button:has-text("新建名单")');
    const address = new URL(operator.page.url()).pathname;
    await operator.page.fill('#f-find', 'ouyang');
    await operator.page.click('main button:has-text("查找学生")');
    await operator.page.waitForSelector('legend:has-text("找到 3 名学生")');
    for (const box of await operator.page.locator('input[name=studentIds]').all()) await box.check();
    await operator.look('entry');
    await operator.page.click('main button:has-text("加入名单")');
    await seen(operator, '合计 3 人');
    await operator.look('entered');
    await operator.page.click('main button:has-text("提交：送学校审核")');
    await seen(operator, '待学校审核');

    await decide(reviewer, '学校审核', 'pass', '提交：通过');
    await decide(officer, '主管部门审核', 'pass', '提交：通过');

    await operator.page.goto(address);
    await operator.look('to-publish');
    await operator.page.click('main a:has-text("上传公示附件")');
    await operator.page.setInputFiles('#attachment-file', await photo());
    await operator.page.check('#attachment-file-confirm');
    await operator.page.click('main button:has-text("上传")');
    await seen(operator, '已上传公示附件“公示照片.jpg”');
    await operator.look('attached');
    await operator.page.click('main a:has-text("去公示")');
    await operator.look('publish');
    if (script) {
      // The end follows the start, so that nobody counts working days.
      const end = await operator.page.inputValue('#f-end');
      await operator.page.fill('#f-start', await operator.page.inputValue('#f-start').then((day) => addDays(day, 1)));
      await operator.page.dispatchEvent('#f-start', 'change');
      await operator.page.waitForFunction((before) => document.querySelector<HTMLInputElement>('#f-end')?.value !== before, end);
      await operator.look('publish-later');
    }
    await operator.page.click('main button:has-text("开始公示")');
    await operator.page.goto(address);
    await seen(operator, '待公示确认');

    await decide(officer, '名单公示确认', 'confirm', '提交：公示通过');

    await operator.page.goto(address);
    await seen(operator, '资金发放管理：还差 1 项');
    await operator.look('confirmed');
    await operator.page.click('main a:has-text("申请公示退回")');
    await operator.page.fill('#f-reason', '一名学生已经转学，要重新维护名单。');
    await operator.look('withdrawal');
    await operator.page.click('main button:has-text("提交：申请公示退回")');
    await seen(operator, '退回申请中');

    await officer.page.goto('/tasks');
    await officer.page.click('main a:has-text("公示退回审核")');
    await seen(officer, '一名学生已经转学，要重新维护名单。');
    await officer.page.check('input[value=grant]');
    await officer.look('grant');
    await officer.page.click('main button.submit');

    await operator.page.goto(`${address}?tab=history`);
    await seen(operator, '同意退回，待重新维护');
    await seen(operator, '上级公示状态：公示通过 → 公示不通过');
    await operator.look('returned');
    await operator.page.click('.tabs a:has-text("公示轮次")');
    await operator.page.waitForURL('**tab=rounds');
    await seen(operator, '一名学生已经转学，要重新维护名单。');
    for (const tab of ['people', 'changes', 'attachments', 'diagram', 'rounds', 'disbursements']) {
      await operator.page.goto(`${address}?tab=${tab}`);
      await operator.look(`tab-${tab}`);
    }
    expect([operator.said, reviewer.said, officer.said]).toEqual([[], [], []]);
  }, 180_000);

  it('pays a grant out by clicking: one person first, then everybody, a returned payment and once more', async () => {
    const [first, last, after] = script ? ['2023-05-10', '2023-05-16', '2023-05-17'] : ['2023-05-17', '2023-05-23', '2023-05-24'];
    const list = await newList(around.operator, 'vocational-grant', '2023-05', await students(place, 3));
    await walkTo(around, list.id, 'confirmed', { start: first, end: last });
    await officeTime(`${after}T09:00:00+08:00`);
    const operator = await sit(around.operator);

    await operator.page.goto(`/award-lists/${list.id}`);
    await operator.page.click('main a:has-text("维护发放信息")');
    await operator.page.check('input[name=scope][value=some]');
    await operator.page.locator('input[name=awards]').first().check();
    await operator.page.locator('input[name^=amount-]').first().fill('250.00');
    await operator.page.click('main button:has-text("保存这次发放")');
    await seen(operator, '发放金额超过应发金额');
    expect(await operator.page.locator('input[name^=amount-]').first().inputValue()).toBe('250.00');
    await operator.page.locator('input[name^=amount-]').first().fill('200.00');
    await operator.page.click('main button:has-text("保存这次发放")');
    await seen(operator, '已登记发放 1 人，200.00 元');
    await operator.look('paid-one');
    await operator.page.click('main button:has-text("保存这次发放")');
    await seen(operator, '已登记发放 2 人，400.00 元');
    expect(await listOf(around.operator, list.id)).toMatchObject({ stage: 'disbursed', paid: '600.00' });

    await operator.page.click('main a:has-text("登记退票") >> nth=0');
    await operator.page.fill('#f-reason', '卡已注销');
    await operator.look('return');
    await operator.page.click('main button:has-text("登记退票")');
    await seen(operator, '退票：卡已注销');
    await operator.page.click('main button:has-text("保存这次发放")');
    expect(await listOf(around.operator, list.id)).toMatchObject({ stage: 'disbursed', paid: '600.00' });
    expect(operator.said).toEqual([]);
  }, 120_000);
});

/** Opens the task from the list of tasks, chooses and sends. */
async function decide(who: AtDesk, task: string, value: string, button: string): Promise<void> {
  await who.page.goto('/tasks');
  await who.page.click(`main a:has-text("${task}")`);
  await who.page.check(`input[name=decision][value=${value}]`);
  expect(await who.page.innerText('button.submit')).toBe(button);
  await who.look(`decide-${task}`);
  await who.page.click('main button.submit');
}

const seen = (who: AtDesk, text: string): Promise<unknown> => who.page.waitForSelector(`main >> text=${text}`);
