import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { bpmn, end, field, path, service, start, userTask } from '../support/bpmn-builder.js';
import { findChromium } from '../support/chromium.mjs';
import { openBrowser, sitDown } from '../support/desk-walk.js';
import { complete, listOf, newList, openTask, walkTo } from '../support/list-walk.js';
import { office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, province, students } from '../support/world.js';

const inBrowser = findChromium() ? describe : describe.skip; // nothing to draw with
jest.setTimeout(180_000);

let product: Product;
let browser: Browser;
let drawer: Person;
let publisher: Person;

beforeAll(async () => {
  product = await startProduct();
  const top = await province();
  drawer = await Person.signedIn(product, await person(top, 'process-administrator', '陈志远'));
  publisher = await Person.signedIn(product, await person(top, 'process-publisher', '何慧'));
  const opened = await openBrowser();
  if (opened) browser = opened;
});
afterAll(async () => {
  await browser?.close();
  await product.stop();
});

inBrowser('drawing in a browser', () => {
  // Confirming is the act of the school's own authority whatever is drawn, so the city's step stands before it.
  it('a second confirmation by the city is drawn, checked, mended, activated by somebody else, and done by the city at the desk', async () => {
    const { page, said, look } = await sitDown(browser, product, drawer, { script: true });
    await page.goto('/processes/vocational-grant/1');
    await page.getByRole('link', { name: '画图', exact: true }).click();
    await page.waitForSelector('[data-element-id="confirm-publicity"]');
    await putTaskOn(page, 'published', '市级公示确认');
    await page.getByLabel('标识（id）').fill('city-second-confirmation');
    await page.getByLabel('标识（id）').blur();
    await open(page, '期限和提醒');
    await page.getByLabel('办理时限（工作日）').fill('三天');
    await save(page, /还有 1 处必须改/);
    expect(await page.innerText('.findings')).toContain('办理时限“三天”不是 1 到 250 的整数');
    await look('draw-findings');

    await page.getByLabel('环节', { exact: true }).selectOption('vocational-grant-pool');
    await page.click('.findings button.error');
    expect(await page.inputValue('.office-panel select >> nth=0')).toBe('city-second-confirmation');
    expect(await page.innerText('.own-findings')).toContain('三天');
    await open(page, '期限和提醒');
    await page.getByLabel('办理时限（工作日）').fill('3');
    await page.click('text=加一种办理人 >> nth=0');
    await page.getByLabel('岗位').selectOption('authority-operator');
    await page.getByLabel('哪一级').selectOption('prefecture');
    await page.click('text=加一个决定');
    await page.getByLabel('按钮上的字').fill('市级确认');
    await page.getByLabel('代号').fill('confirm');
    await save(page, /检查通过/);
    expect(await page.innerText('.ways')).toContain('市级公示确认');
    await look('draw-sound');
    expect(said).toEqual([]);

    const [, version] = /processes\/vocational-grant\/(\d+)\/editor/.exec(page.url()) ?? [];
    expect((await drawer.post(`/process-definitions/vocational-grant/versions/${version}/activation`)).code).toBe('same-person');
    const desk = await sitDown(browser, product, publisher, { script: true });
    await desk.page.goto(`/processes/vocational-grant/${version}`);
    await desk.look('activate-drawn');
    await desk.page.getByRole('link', { name: '看与另一版的不同' }).first().click();
    expect(await desk.page.innerText('main')).toMatch(/用户任务“市级公示确认”[^]*新增/);
    await desk.look('differences');
    await desk.page.setViewportSize({ width: 375, height: 740 });
    await desk.look('differences-phone');
    await desk.page.setViewportSize({ width: 1440, height: 900 });
    await desk.page.goBack();
    await desk.page.getByLabel('改了什么、为什么').fill('市里再确认一次');
    await desk.page.click('#activate button');
    await desk.page.waitForSelector('text=已启用，新名单按它走');
    expect(await desk.page.innerText('main')).toContain('市里再确认一次');

    const city = await prefecture();
    const here = await office(product, await county(city));
    const cityOfficer = await Person.signedIn(product, await person(city, 'authority-operator', '周岚'));
    const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 2));
    await walkTo(here, list.id, 'published');
    for (const key of ['confirm-publicity', 'city-second-confirmation']) expect(await openTask(here.officer, list.id, key)).toBeUndefined();
    const task = await openTask(cityOfficer, list.id, 'city-second-confirmation');
    const atCity = await sitDown(browser, product, cityOfficer, { script: true });
    await atCity.page.goto(`/tasks/${task?.id}`);
    await atCity.look('city-second-confirmation');
    await atCity.page.check('input[value=confirm]');
    const [answer] = await Promise.all([atCity.page.waitForResponse((response) => response.request().method() === 'POST'), atCity.page.click('.btn.submit')]);
    expect(answer.status()).toBe(303);
    await complete(here.officer, list.id, 'confirm-publicity', { decision: 'confirm' });
    expect((await listOf(here.officer, list.id)).stage).toBe('in-publicity'); // confirmed, and the period still runs
  });

  it('a service task is given to a program outside in the panel: topic, what it is told and may leave; and taken back', async () => {
    const { page, said } = await sitDown(browser, product, drawer, { script: true });
    await page.goto('/processes/vocational-tuition-waiver/1/editor');
    await page.waitForSelector('[data-element-id="enter-list"]');
    await page.setInputFiles('input[type=file]', { name: 'check.bpmn', mimeType: 'application/xml', buffer: Buffer.from(bpmn([start(), userTask('enter', { form: field('account') }), service('check', 'passLoans'), service('other', 'passLoans'), userTask('after'), end(), ...path('start', 'enter', 'check', 'other', 'after', 'end')], { id: 'bank-check', variables: [{ name: 'account', type: 'text' }, { name: 'verified', type: 'boolean' }] })) });
    await page.waitForSelector('[data-element-id="check"]');
    const choose = (id: string) => page.getByLabel('环节', { exact: true }).selectOption(id);
    const fill = async (label: string, value: string): Promise<void> => { await page.getByLabel(label, { exact: true }).last().fill(value); await page.getByLabel(label, { exact: true }).last().blur(); };
    for (const id of ['check', 'other']) {
      await choose(id);
      await page.getByLabel('由谁', { exact: true }).selectOption('external');
      await fill('主题', 'bank-account-check');
    }
    await page.getByLabel('由谁', { exact: true }).selectOption('system');
    await page.getByLabel('服务', { exact: true }).selectOption('passLoans');
    await choose('check');
    await page.click('text=加一个输入');
    await fill('程序里叫什么', 'number');
    await fill('取哪个变量', 'account');
    await page.click('text=加一个输出');
    await fill('写进哪个变量', 'verified');
    await page.getByRole('button', { name: /保存并检查/ }).click();
    await page.waitForURL(/processes\/bank-check\/1\/editor/);
    const { text } = await drawer.get('/process-definitions/bank-check/versions/1/xml');
    expect(/<bpmn:serviceTask id="check"[^>]*>/.exec(text)?.[0]).toBe('<bpmn:serviceTask id="check" name="服务check" camunda:type="external" camunda:topic="bank-account-check">');
    expect(/<bpmn:serviceTask id="other"[^>]*>/.exec(text)?.[0]).toBe('<bpmn:serviceTask id="other" name="服务other" implementation="passLoans" />');
    expect(text).toMatch(/<camunda:inputParameter name="number">\$\{account\}<\/camunda:inputParameter>\s*<camunda:outputParameter name="verified">\$\{verified\}<\/camunda:outputParameter>/);
    expect(said).toEqual([]);
  });

  it('a file keeps what we do not know through opening, changing and saving; a phone shows the picture', async () => {
    const { page, look } = await sitDown(browser, product, drawer, { script: true });
    await page.goto('/processes/vocational-tuition-waiver/1/editor');
    await page.waitForSelector('[data-element-id="enter-list"]');
    const foreign = readFileSync(join(__dirname, '../../processes/vocational-tuition-waiver.bpmn'), 'utf8')
      .replace('xmlns:aid=', 'xmlns:acme="http://acme.example/flow" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" acme:owner="三科" xmlns:aid=')
      .replace('<bpmn:userTask id="enter-list" name="资助名单录入">', '<bpmn:userTask id="enter-list" name="资助名单录入"><bpmn:extensionElements><zeebe:assignmentDefinition candidateGroups="school-operator" /></bpmn:extensionElements>')
      .replace('<bpmn:userTask id="school-review"', '<bpmn:userTask camunda:priority="50" acme:colour="蓝" id="school-review"')
      .replace('<aid:decisions>', '<acme:stamp size="2"><acme:ink>红</acme:ink></acme:stamp><aid:decisions>');
    await page.setInputFiles('input[type=file]', { name: 'foreign.bpmn', mimeType: 'application/xml', buffer: Buffer.from(foreign) });
    await page.waitForSelector('text=打开时换了什么');
    expect(await page.innerText('.foreign')).toContain('办理人取自候选组：school-operator@school');
    await page.getByLabel('环节', { exact: true }).selectOption('school-review');
    await page.getByLabel('名称', { exact: true }).fill('学校业务审核');
    await save(page, /必须改/);
    const [, version] = /waiver\/(\d+)\/editor/.exec(page.url()) ?? [];
    const { text } = await drawer.get(`/process-definitions/vocational-tuition-waiver/versions/${version}/xml`);
    for (const kept of ['acme:owner="三科"', 'camunda:priority="50"', 'acme:colour="蓝"', '<acme:stamp size="2">', '<acme:ink>红</acme:ink>', 'name="学校业务审核"', 'aid:candidates="school-operator@school"', 'remarkRequired="true"']) expect(text).toContain(kept);
    expect(text).not.toContain('zeebe:assignmentDefinition');
    expect(await page.innerText('.results .findings')).toContain('acme:stamp');
    await look('draw-foreign');
    expect((await publisher.post(`/process-definitions/vocational-tuition-waiver/versions/${version}/activation`)).code).toBe('definition-invalid');
    await page.setViewportSize({ width: 375, height: 740 });
    expect([await page.isVisible('.editor'), await page.isVisible('.editor-narrow svg')]).toEqual([false, true]);
    await look('draw-phone');
  });
});

async function save(page: Page, says: RegExp): Promise<void> {
  await page.locator('.office-panel input:focus').blur().catch(() => undefined);
  await page.click('.tools .btn.main');
  await page.waitForFunction((source) => new RegExp(source).test(document.querySelector('.told')?.textContent ?? ''), says.source, { timeout: 60_000 });
}

async function open(page: Page, part: string): Promise<void> {
  const details = page.locator('.office-panel details', { hasText: part }).first();
  if (await details.getAttribute('open') === null) await details.locator('summary').first().click();
}

/** Drops a task on a flow and names it. */
async function putTaskOn(page: Page, flow: string, name: string): Promise<void> {
  const { x, y } = await middleOf(page, flow);
  await page.click('.djs-palette [data-action="create.task"]');
  await page.mouse.move(x - 30, y, { steps: 5 });
  await page.mouse.move(x, y, { steps: 5 });
  await page.mouse.down();
  await page.mouse.up();
  await page.waitForSelector('.djs-direct-editing-content');
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await page.waitForFunction((wanted) => [...document.querySelectorAll('.office-panel textarea')].some((one) => one instanceof HTMLTextAreaElement && one.value === wanted), name);
}

async function middleOf(page: Page, flow: string): Promise<{ x: number; y: number }> {
  const found = await page.evaluate((id) => {
    const line = document.querySelector(`[data-element-id="${id}"] .djs-visual > path`);
    const matrix = line instanceof SVGPathElement ? line.getScreenCTM() : null;
    if (!(line instanceof SVGPathElement) || !matrix) return null;
    const { x, y } = line.getPointAtLength(line.getTotalLength() / 2).matrixTransform(matrix);
    return { x, y };
  }, flow);
  if (!found) throw new Error(`no flow ${flow} on the canvas`);
  return found;
}
