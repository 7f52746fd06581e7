import ExcelJS from 'exceljs';
import { rows } from '../../server/database.js';
import { factorNames } from '../../server/hardship/level.js';
import { priorityGroups } from '../../server/values/priority-group.js';
import { handIn } from '../support/jobs.js';
import { office, type Office } from '../support/office.js';
import { startProduct, type Product } from '../support/product.js';
import { documentNumber, student } from '../support/world.js';

/* 家庭经济信息 of a school from a file: the eleven answered one by one, found on the roster by number and name, for the school year. */

let product: Product;
let here: Office;
beforeAll(async () => { product = await startProduct(); here = await office(product); });
afterAll(() => product.stop());

const HEADER = ['姓名', '证件号码', ...priorityGroups.map(({ label }) => `是否${label}`), '家庭人口', '家庭年收入（元）', '家庭经济因素'];
type Line = { name: string; number: string; yes?: string[]; size?: string; income?: string; why?: string; said?: string };
const line = ({ name, number, yes = [], size = '4', income = '18000', why = '父母务农', said }: Line): string => [name, number, ...priorityGroups.map(({ key }) => (said !== undefined && key === 'orphan' ? said : yes.includes(key) ? '是' : '否')), size, income, why].join(',');
type Received = { state: string; ok: number; errors: { row: number; column: string; code: string }[] };
const hand = async (lines: Line[], who = here.operator): Promise<Received> => (await handIn(who, '/circumstances/imports', '家庭.csv', Buffer.from([HEADER.join(','), ...lines.map(line)].join('\n')), 'text/csv')).body;
const kept = (id: number) => rows<{ priority_groups: string; household_size: number; annual_income_fen: number; factors: string; version: number }>('SELECT priority_groups, household_size, annual_income_fen, factors, version FROM circumstances WHERE student_id = ?', [id]);

it('is entered as on the form; said again it takes over, and who is not in the file stays', async () => {
  const [number, other] = [documentNumber(), documentNumber()];
  const id = await student(here.place, { document: number, name: '王若兰' });
  const stays = await student(here.place, { document: other, name: '李玉' });
  expect(await hand([{ name: '王若兰', number, yes: ['de-facto-unattended', 'subsistence-margin'] }, { name: '李玉', number: other, income: '20000.50' }])).toMatchObject({ state: 'committed', ok: 2, errors: [] });
  expect(await kept(id)).toEqual([{ priority_groups: 'de-facto-unattended,subsistence-margin', household_size: 4, annual_income_fen: 1_800_000, factors: '{"economy":"父母务农"}', version: 0 }]);
  expect(await hand([{ name: '王若兰', number, yes: ['orphan'], size: '2', why: '' }])).toMatchObject({ state: 'committed' });
  expect(await kept(id)).toMatchObject([{ priority_groups: 'orphan', household_size: 2, factors: '{}', version: 1 }]);
  expect(await kept(stays)).toMatchObject([{ annual_income_fen: 2_000_050, version: 0 }]);
  expect((await here.operator.get(`/students/${id}/circumstances`)).body).toMatchObject({ groups: { orphan: 'yes', disabled: 'no' }, suggestion: { level: 'special' } });
});

it('nothing is assumed: an answer left out, a stranger, another name, a doubled student are errors, all told at once, and nothing is written', async () => {
  const [number, gone] = [documentNumber(), documentNumber()];
  const id = await student(here.place, { document: number, name: '赵六' });
  await student(here.place, { document: gone, name: '钱七', status: 'graduated' });
  const found = await hand([
    { name: '赵六', number, said: '' }, { name: '赵六', number, said: '也许' }, { name: '赵五', number }, { name: '赵六', number: documentNumber() }, { name: '钱七', number: gone }, { name: '赵六', number, size: '0', income: '一万' }, { name: '赵六', number }, { name: '赵六', number },
  ]);
  const orphan = String.fromCharCode(65 + 2 + priorityGroups.findIndex(({ key }) => key === 'orphan'));
  expect([found.state, found.errors.map(({ column, row, code }) => `${column}${row} ${code}`)]).toEqual(['failed', [`${orphan}2 missing`, `${orphan}3 not-yes-or-no`, 'A4 other-name', 'B5 not-on-roster', 'B6 not-on-roster', 'N7 wrong-household-size', 'O7 not-an-amount', 'B9 same-student-twice']]);
  expect(await kept(id)).toEqual([]);
});

it('the template asks for each of the eleven under its label, 是 or 否', async () => {
  const answer = await fetch(`${product.url}/templates/circumstances.xlsx`, { headers: { Cookie: `sid=${here.operator.sid}`, Accept: 'text/html' } });
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(await answer.arrayBuffer());
  const [sheet] = workbook.worksheets;
  const header = (sheet.getRow(1).values as string[]).slice(1);
  expect(header).toEqual(['姓名', '证件号码', ...priorityGroups.map(({ label }) => `是否${label}`), '家庭人口', '家庭年收入（元）', ...Object.values(factorNames)]);
  for (const place of priorityGroups.keys()) expect(sheet.getRow(3).getCell(place + 3).dataValidation.formulae).toEqual(['"是,否"']);
  expect(String(sheet.getCell('A2').value)).toMatch(/^示例/);
});

it('belongs to the school’s operator; the page offers it to nobody else', async () => {
  for (const who of [here.reviewer, here.officer]) expect((await who.upload('/circumstances/imports', 'x.csv', Buffer.from('a'), 'text/csv')).status).toBe(403);
  expect([(await here.operator.page('/circumstances')).text.includes('/templates/circumstances.xlsx'), (await here.reviewer.page('/circumstances')).text.includes('/templates/circumstances.xlsx')]).toEqual([true, false]);
});
