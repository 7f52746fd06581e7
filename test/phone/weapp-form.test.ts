import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rows } from '../../server/database.js';
import { noticePhoto } from '../../server/seeding/notice-photo.js';
import { tag, userTask } from '../support/bpmn-builder.js';
import { newList, openTask, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { phone, settle, signInOn, withPassword } from '../support/phone.js';
import { startProduct, type Product } from '../support/product.js';
import { putInUse, redrawnGrant } from '../support/redrawn-grant.js';
import { person, students } from '../support/world.js';

/* A form somebody drew into the diagram stands on the phone at once, with fields of every kind. */

let product: Product;
let here: Office;
let papers: string;
beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
  await person(here.authority, 'authority-director', '周主任');
  await withPassword(here.officer.actor);
  papers = mkdtempSync(join(tmpdir(), 'student-aid-papers-'));
}, 120_000);
afterAll(async () => { rmSync(papers, { recursive: true, force: true }); await product.stop(); });

const required = tag('camunda:validation', {}, tag('camunda:constraint', { name: 'required' }));
const field = (id: string, label: string, type: string, inside = ''): string => tag('camunda:formField', { id, label, type }, inside);
const visit = userTask('visit', {
  name: '实地核查', candidates: 'authority-operator@authority',
  inside: `<bpmn:extensionElements><camunda:formData>${field('visitedOn', '核查日期', 'date', required)}${field('headcount', '核查人数', 'long', required)}${field('amount', '核定金额', 'money')}${field('fellows', '同去人员', 'people', required)}${field('source', '资金来源', 'enum', tag('camunda:value', { id: 'central', name: '中央' }) + tag('camunda:value', { id: 'local', name: '地方' }))}${field('record', '核查记录', 'attachment', required)}</camunda:formData><aid:decisions>${tag('aid:decision', { value: 'pass', name: '核查无误', remarkRequired: false })}</aid:decisions></bpmn:extensionElements>`,
});

it('a date, numbers, an amount, a choice, people and a file are filled in on the phone and kept as the diagram means them', async () => {
  await putInUse(here.authority, redrawnGrant(visit));
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
  await walkTo(here, list.id, 'reviewedAtAuthority');
  const task = await openTask(here.officer, list.id, 'visit');
  const photo = join(papers, '核查记录.jpg');
  writeFileSync(photo, await noticePhoto());
  const app = phone(product, { photo });
  await signInOn(app, here.officer.actor);
  app.tap('#tab-tasks');
  await app.until(() => app.el(`#task-${task?.id}`));
  app.tap(`#task-${task?.id}`);
  await app.until(() => app.el('#approve') && app.el('#field-fellows'));
  app.tap('#approve');
  await app.until(() => app.el('#problem')?.textContent.includes('请先填写“核查日期”'));
  app.pick('#field-visitedOn', '2023-05-09');
  app.pick('#field-source', 1);
  app.type('#field-headcount', '1');
  app.type('#field-amount', '200.50');
  const director = await app.until(() => app.all('[id^="field-fellows-"]').find((one) => one.textContent.includes('周主任')));
  app.tap(`#${director.id}`);
  await settle();
  app.tap('#approve');
  await app.until(() => app.el('#problem')?.textContent.includes('请先添加“核查记录”'));
  app.tap('#add-file');
  await app.until(() => app.all('[id^="paper-"]').length === 1);
  app.tap('#approve');
  await app.until(() => app.el('#state')?.textContent.includes('核查无误'));
  const [{ form_values: kept }] = await rows<{ form_values: string }>('SELECT form_values FROM tasks WHERE id = ?', [task?.id ?? 0]);
  expect(JSON.parse(kept)).toEqual({ visitedOn: '2023-05-09', headcount: 1, amount: '200.50', fellows: [Number(director.id.split('-').at(-1))], source: 'local', record: [expect.any(Number)] });
  expect(app.stats.errors).toEqual([]);
  app.close();
});
