import { decide, enteredLoans, enteredRepayments, loanLine, loanOffice, repaymentLine, type LoanLine, type LoanOffice } from './bank-file.js';
import { canDrawChinese } from '../../server/web/chart-picture.js';
import { startProduct, type Person, type Product } from '../support/product.js';
import { run } from '../../server/database.js';

let product: Product;
let here: LoanOffice;
let other: LoanOffice;
let lines: LoanLine[];
type Cells = Record<string, { loans: number; amount: string }>;
type Table = { rows: { key: string; name: string; cells: Cells }[]; total: Cells };

/** Loans of this province and of another, one of them of a student who studies here; all approved but the last. */
beforeAll(async () => {
  product = await startProduct();
  here = await loanOffice(product);
  other = await loanOffice(product);
  lines = [
    loanLine(here, { 发放日期: '2021-09-20', '发放金额(元)': '8000.01' }), loanLine(here, { 发放日期: '2021-10-01', '发放金额(元)': '7999.99', 经办银行: '郑州银行' }),
    loanLine(here, { 发放日期: '2022-09-20', 学段: '研究生', 学校类型: '科研院所', 学校名称: '第七研究所', '发放金额(元)': '16000' }), loanLine(here, { 发放日期: '2022-09-21', 学校类型: '军队院校', 学校名称: '某军事学院', '发放金额(元)': '0.33' }),
    loanLine(other, { 发放日期: '2022-09-22', '发放金额(元)': '5000' }),
  ];
  await decide(here.director, 'loan', await enteredLoans(here, lines), { decision: 'pass' });
  await decide(other.director, 'loan', await enteredLoans(other, [loanLine(here, { 发放日期: '2022-11-01', '发放金额(元)': '6000' }), loanLine(other, { 发放日期: '2022-11-02', '发放金额(元)': '1234.56' })]), { decision: 'pass' });
  await decide(here.director, 'repayment', await enteredRepayments(here, [repaymentLine(lines[0], { '还款金额(元)': '0.01' }), repaymentLine(lines[2], { '还款金额(元)': '1000.10' })]), { decision: 'pass' });
  await enteredLoans(here, [loanLine(here, { 发放日期: '2022-12-01' })]);
  // Every test province stands in one region; what counts for studying is the province the school belongs to.
  await run('UPDATE loans SET study_province_id = ? WHERE school_id = ?', [other.place.id, other.university.id]);
}, 120_000);
afterAll(() => product.stop());

const table = async (who: Person, name: string, query = ''): Promise<Table> => (await who.get(`/statistics/loans/${name}${query}`)).body;
const short = (found: Table): string[] => found.rows.map(({ name, cells }) => `${name} ${Object.values(cells).map(({ loans, amount }) => `${loans}/${amount}`).join(' ')}`);

it('本省办理 counts the province’s own approved loans by year, with 科研院所及军队院校 beside the universities', async () => {
  expect(short(await table(here.director, 'handled-history'))).toEqual(['2021年 2/16000.00 0/0.00 2/16000.00', '2022年 1/5000.00 2/16000.33 3/21000.33']);
  expect(short(await table(here.operator, 'handled-year', '?year=2021'))).toEqual(['中原银行 1/8000.01 0/0.00 1/8000.01', '郑州银行 1/7999.99 0/0.00 1/7999.99']);
});

it('本省就读 counts who studies here, whoever handled the loan, and so differs', async () => {
  expect(short(await table(here.director, 'studying-history'))).toEqual(['2021年 2/16000.00 0/0.00 2/16000.00', '2022年 1/6000.00 2/16000.33 3/22000.33']);
  expect((await table(here.director, 'studying-year', '?year=2022')).rows.map(({ name }) => name).sort()).toEqual([here.place.name, other.place.name].sort());
});

it('录入进展 counts what waits too, and a cell is as many rows as it says, to the fen', async () => {
  expect(short(await table(here.operator, 'entry-progress'))).toEqual(['2021年 0/0.00 2/16000.00 0/0.00 2/16000.00 0/0.00', '2022年 1/8000.00 3/21000.33 0/0.00 4/29000.33 2/16000.33']);
  for (const name of ['handled-history', 'studying-history', 'entry-progress', 'handled-year', 'studying-year']) {
    const query = name.endsWith('year') ? 'year=2022' : '';
    const found = await table(here.director, name, `?${query}`);
    for (const { key, cells } of [...found.rows, { key: 'total', cells: found.total }]) {
      for (const [column, cell] of Object.entries(cells)) {
        const behind = (await here.director.get(`/statistics/loans/${name}?${query}&limit=200&drill=${encodeURIComponent(`${key}:${column}`)}`)).body as { items: { amount: string }[]; total: number; amount: string };
        expect([name, key, column, behind.items.length, behind.total, behind.amount]).toEqual([name, key, column, cell.loans, cell.loans, cell.amount]);
      }
    }
    if (name !== 'entry-progress') for (const { cells } of found.rows) expect(cells.university.loans + cells.outside.loans).toBe(cells.total.loans);
  }
});

it('贷款信息查看 shows issued beside repaid, as figures, picture, workbook and page without a script', async () => {
  const found = (await here.director.get('/statistics/loans/issued-repaid?by=school-kind')).body as { rows: { name: string; issued: { amount: string }; repaid: { amount: string } }[]; total: { issued: { amount: string }; repaid: { amount: string } } };
  expect(found.rows.map(({ name, issued, repaid }) => [name, issued.amount, repaid.amount])).toEqual([['军队院校', '0.33', '0.00'], ['科研院所', '16000.00', '1000.10'], ['普通高校', '21000.00', '0.01']]);
  expect([found.total.issued.amount, found.total.repaid.amount]).toEqual(['37000.33', '1000.11']);
  const [svg, xlsx, page] = [await here.director.get('/statistics/loans/issued-repaid.svg?by=bank'), await here.director.get('/statistics/loans/handled-history.xlsx'), await here.operator.page('/loans/overview?by=stage&drill=postgraduate:issued')];
  expect([svg.status, svg.text.startsWith('<svg '), xlsx.status, page.status, /<a href="\/loans\/overview\?by=stage&amp;drill=postgraduate%3Aissued#detail" aria-label="研究生 发放/.test(page.text), page.text.includes('贷款明细'), page.text.includes('style=')]).toEqual([200, true, 200, 200, true, true, false]);
  const font = await canDrawChinese();
  const png = await here.director.page('/loans/overview.png?by=bank');
  expect([png.status, png.headers.get('content-type')?.includes('image/png'), page.text.includes('/loans/overview.png?by=stage'), (await here.director.get('/statistics/loans/issued-repaid.png')).status]).toEqual(font ? [200, true, true, 200] : [503, false, false, 503]);
  for (const path of ['handled-history', 'handled-year?year=2022', 'studying-history', 'studying-year', 'entry-progress?drill=2022:outside']) expect((await here.director.page(`/loans/${path}`)).status).toBe(200);
});

it('年度发放情况查看 opens with the latest year that has loans, and any other year can be chosen; the interface answers for this year as before', async () => {
  for (const key of ['handled-year', 'studying-year']) {
    const opened = (await here.director.page(`/loans/${key}`)).text;
    expect([opened.includes('　2022年'), /<option value="2022" selected[^>]*>/.test(opened), opened.includes(`href="/loans/${key}.xlsx?year=2022"`), opened.includes('没有贷款信息')]).toEqual([true, true, true, false]);
    expect((await here.director.page(`/loans/${key}?year=2023`)).text).toContain('2023年没有贷款信息');
    expect((await here.director.get(`/statistics/loans/${key}`)).body).toMatchObject({ year: 2023, rows: [] });
  }
  // A row that still waits for its review is not yet one of the table.
  expect((await table(here.director, 'handled-year', '?year=2022')).rows).not.toEqual([]);
  const without = await loanOffice(product);
  expect((await without.director.page('/loans/handled-year')).text).toContain('2023年没有贷款信息');
});
