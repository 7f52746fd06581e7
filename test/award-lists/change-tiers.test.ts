import ExcelJS from 'exceljs';
import { row, rows } from '../../server/database.js';
import { awardImport } from '../../server/award-lists/import-awards.js';
import type { ListJson } from '../../server/award-lists/presenter.js';
import { awardTemplate } from '../../server/award-lists/spreadsheet.js';
import { listOf, newList } from '../support/list-walk.js';
import { words } from '../support/page-words.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, school, students, type Place } from '../support/world.js';

let product: Product;
let authority: Place;
let operator: Person;
let list: ListJson;
let other: ListJson;

beforeAll(async () => {
  product = await startProduct();
  authority = await county();
  const place = await school(authority);
  operator = await Person.signedIn(product, await person(place, 'school-operator'));
  list = await newList(operator, 'vocational-grant', '2023-05', await students(place, 3));
  other = await newList(operator, 'vocational-grant', '2023-04', await students(place, 1));
});
afterAll(() => product.stop());

const tiers = async (id = list.id): Promise<string[]> => (await rows<{ tier: string }>('SELECT tier FROM awards WHERE list_id = ? ORDER BY id', [id])).map(({ tier }) => tier);
const awardIds = async (id = list.id): Promise<number[]> => (await rows<{ id: number }>('SELECT id FROM awards WHERE list_id = ? ORDER BY id', [id])).map((one) => one.id);
const seen = async (): Promise<number> => (await listOf(operator, list.id)).version;

it('several students get a tier at once, the amounts follow the standards, and the list says what it is worth now', async () => {
  const before = (await listOf(operator, list.id)).payable;
  const [first, second] = await awardIds();
  const reply = await operator.post(`/award-lists/${list.id}/tier-changes`, { version: await seen(), tier: 'high', awards: [first, second] });
  expect([reply.status, await tiers()]).toEqual([200, ['high', 'high', expect.not.stringMatching('high')]]);
  expect((reply.body as ListJson).payable).not.toBe(before);
  expect(await row('SELECT SUM(payable_fen) = (SELECT payable_fen FROM award_lists WHERE id = list_id) AS same FROM awards WHERE list_id = ? GROUP BY list_id', [list.id])).toEqual({ same: 1 });
  expect(await row("SELECT after_values FROM audit_events WHERE action = '名单批量修改档次'")).toEqual({ after_values: '{"to":"high","people":2}' });
});

it('from the page the ticked ones or the whole list are changed; without a tick it says so and changes nothing', async () => {
  const path = `/award-lists/${list.id}/tier-changes`;
  const none = await operator.submit(path, { version: String(await seen()), tier: 'low', whose: 'ticked' });
  expect([none.status, words(none).includes('请先在名单里勾选')]).toEqual([400, true]);
  const [first] = await awardIds();
  await operator.submit(path, { version: String(await seen()), tier: 'low', whose: 'ticked', awardIds: String(first) });
  expect((await tiers())[0]).toBe('low');
  const all = await operator.submit(path, { version: String(await seen()), tier: 'high', whose: 'all' });
  expect([all.status, await tiers()]).toEqual([303, ['high', 'high', 'high']]);
  expect(words(await operator.page(`/award-lists/${list.id}?tab=people`))).toContain('名单上全部 3 人');
});

it('a stale list, an unknown tier, a student of another list and another school change nothing', async () => {
  const version = await seen();
  const ask = (change: object, by = operator): Promise<number> => by.post(`/award-lists/${list.id}/tier-changes`, { version, tier: 'low', awards: 'all', ...change }).then(({ status }) => status);
  const [foreign] = await awardIds(other.id);
  const stranger = await Person.signedIn(product, await person(await school(authority), 'school-operator'));
  expect([await ask({ version: version - 1 }), await ask({ tier: 'ninth' }), await ask({ awards: [foreign] }), await ask({}, stranger)]).toEqual([409, 422, 404, 404]);
  expect([await tiers(), await seen()]).toEqual([['high', 'high', 'high'], version]);
  await operator.post(`/award-lists/${list.id}/submission`);
  expect(await ask({ version: await seen() })).toBe(422);
});

it('the template offers the tiers in force in a drop-down', async () => {
  const read = async (bytes: Buffer): Promise<string> => {
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(new Uint8Array(bytes).buffer);
    return JSON.stringify(workbook.worksheets[0].getCell('D3').dataValidation?.formulae ?? null);
  };
  const { tier_name: name } = (await row<{ tier_name: string }>("SELECT tier_name FROM award_standards WHERE programme = 'vocational-grant' AND tier = 'high'")) ?? { tier_name: '' };
  expect(await read(await awardImport.template.make(operator.actor))).toContain(name);
  expect(await read(await awardTemplate())).toBe('null');
});
