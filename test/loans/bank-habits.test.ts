import { makeXlsx } from '../lib/make-zip.js';
import { handIn } from '../support/jobs.js';
import { startProduct, type Product } from '../support/product.js';
import { documentNumber } from '../support/world.js';
import { loanOffice, XLSX, type LoanOffice, type Received } from './bank-file.js';

/* Files as banks really send them. */

let product: Product;
let here: LoanOffice;
beforeAll(async () => { product = await startProduct(); here = await loanOffice(product); });
afterAll(() => product.stop());

const text = (at: string, words: string): string => `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${words}</t></is></c>`;
const number = (at: string, value: string, style = 0): string => `<c r="${at}" s="${style}"><v>${value}</v></c>`;
const rowOf = (row: number, cells: string): string => `<row r="${row}">${cells}</row>`;
const styles = '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="170" formatCode="yyyy\\-mm\\-dd hh:mm:ss"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>';
const header = (row: number): string => rowOf(row, ['借款人姓名', '身份证号码 *', '学历层次', '就读院校', '贷款银行', '贷款合同号', '放款日期', '放款金额（元）'].map((word, at) => text(`${'ABCDEFGH'[at]}${row}`, word)).join(''));
const line = (row: number, issued: string, amount: string): string => rowOf(row, text(`A${row}`, '张梓桐 ') + text(`B${row}`, documentNumber()) + text(`C${row}`, '本科') + text(`D${row}`, ` ${here.university.name} `) + text(`E${row}`, '中原银行') + text(`F${row}`, `HT${row}`) + issued + amount);
const hand = async (rows: string, more: Parameters<typeof makeXlsx>[1] = { styles }): Promise<Received> => (await handIn(here.operator, '/loans/imports?preview=true', '银行.xlsx', makeXlsx([{ name: '放款', rows }], more), XLSX)).body;

it('a title above the header, other names of columns, text dates in every fashion and full-width digits are read', async () => {
  const found = await hand([
    rowOf(1, text('A1', '中原银行国家助学贷款放款清单')), rowOf(2, text('A2', '2022年')), header(3),
    line(4, text('G4', '2022年9月20日'), text('H4', '８０００.００')), line(5, text('G5', '2022/9/5'), text('H5', '8,000.5')), line(6, text('G6', '20220920'), text('H6', '¥8000元')), line(7, number('G7', '44824', 1), number('H7', '8000')),
    rowOf(8, text('A8', '  ') + text('H8', '')), rowOf(9, text('D9', '   ')),
  ].join(''));
  expect([found.state, found.total, found.errors]).toEqual(['checked', 4, []]);
});

it('the dust of a float and a third decimal are refused; where it is plain what was meant, that is proposed', async () => {
  const found = await hand([header(1), line(2, text('G2', '2022-09-20'), number('H2', '8000.1000000000004')), line(3, text('G3', '2022-09-20'), number('H3', '8000.105')), line(4, text('G4', '2022-09-31'), number('H4', '8000'))].join(''));
  expect(found.errors.map(({ row, code, suggestion }) => [row, code, suggestion])).toEqual([[2, 'too-many-decimals', '8000.10'], [3, 'too-many-decimals', undefined], [4, 'not-a-date', undefined]]);
});

it('days counted from 1904 are the same days', async () => {
  const found = await hand([header(1), line(2, number('G2', String(44824 - 1462), 1), number('H2', '8000'))].join(''), { styles, workbookPr: '<workbookPr date1904="1"/>' });
  expect([found.state, found.errors]).toEqual(['checked', []]);
});

it('headings merged over several columns or rows, and blank rows and columns behind the table, do no harm', async () => {
  const grouped = [
    rowOf(1, text('A1', '中原银行放款清单')),
    rowOf(2, text('A2', '借款人') + text('C2', '学业') + text('E2', '贷款')),
    header(3), line(4, text('G4', '2022-09-20'), text('H4', '8000') + text('J4', ' ') + text('K4', '')), rowOf(5, text('A5', '')), rowOf(6, text('B6', ' \u3000 ')),
  ].join('');
  const merges = ['A1:H1', 'A2:B2', 'C2:D2', 'E2:H2'].map((ref) => `<mergeCell ref="${ref}"/>`).join('');
  const found = (await handIn(here.operator, '/loans/imports?preview=true', '银行.xlsx', makeXlsx([{ name: '放款', rows: grouped, after: `<mergeCells count="4">${merges}</mergeCells>` }], { styles }), XLSX)).body as Received;
  expect([found.state, found.total, found.errors]).toEqual(['checked', 1, []]);
});

describe('repayments', () => {
  const HEADER = ['姓名', '证件号码', '经办银行', '合同编号', '还款金额(元)', '还款时间'];
  const repayments = async (cells: (row: number) => string, person: string, query = '?preview=true'): Promise<Received> =>
    (await handIn(here.operator, `/repayments/imports${query}`, '还款.xlsx', makeXlsx([{ name: '还款', rows: rowOf(1, HEADER.map((word, at) => text(`${'ABCDEF'[at]}1`, word)).join('')) + rowOf(2, text('A2', '张梓桐') + text('B2', person) + text('C2', '中原银行') + text('D2', 'ＨＴ９') + cells(2)) }], { styles }), XLSX)).body;

  it('take a date cell with its time as it is, full-width digits as digits, and ask for the seconds where there are none', async () => {
    const person = documentNumber();
    await hand([header(1), rowOf(2, text('A2', '张梓桐') + text('B2', person) + text('C2', '本科') + text('D2', here.university.name) + text('E2', '中原银行') + text('F2', 'HT9') + text('G2', '2022-09-20') + text('H2', '8000'))].join(''), { styles }).then(({ importId }) => here.operator.post(`/imports/${importId}/commit`));
    // 45034.4204... is 2023-04-18 10:05:27; 45034 is that day, nothing said of the time.
    expect((await repayments((row) => text(`E${row}`, '１２３.４５') + number(`F${row}`, '45034.420451388885', 2), person)).errors).toEqual([]);
    const dayOnly = await repayments((row) => text(`E${row}`, '100.00') + number(`F${row}`, '45034', 1), person);
    expect(dayOnly.errors.map(({ code, suggestion }) => [code, suggestion])).toEqual([['time-needs-seconds', '2023-04-18 00:00:00']]);
    expect((await repayments((row) => text(`E${row}`, '100.00') + text(`F${row}`, '２０２３－０４－１８　１０：０５：００'), person)).errors).toEqual([]);
    expect((await repayments((row) => number(`E${row}`, '100.005') + text(`F${row}`, '2023-04-18 00:00:00'), person)).errors.map(({ code }) => code)).toEqual(['too-many-decimals']);
    expect((await repayments((row) => text(`E${row}`, '100') + text(`F${row}`, '2023/4/18 9:5'), person)).errors.map(({ code, suggestion }) => [code, suggestion])).toEqual([['time-needs-seconds', '2023-04-18 09:05:00']]);
  });
});

it('a file as text with separators is read as well', async () => {
  const csv = `姓名,证件号码,学段,学校名称,经办银行,合同编号,发放日期,发放金额(元)\r\n张梓桐,${documentNumber()},本专科,${here.university.name},中原银行,HT-CSV,2022/9/20,"8,000.00"\r\n`;
  const found = (await handIn(here.operator, '/loans/imports?preview=true', '银行.csv', Buffer.from(csv, 'utf8'), 'text/csv')).body as Received;
  expect([found.state, found.total, found.errors]).toEqual(['checked', 1, []]);
});
