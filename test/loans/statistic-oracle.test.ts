import { routes } from '../../server/app.js';
import { rows } from '../../server/database.js';
import { randomFrom } from '../support/random.js';
import { decide, enteredLoans, enteredRepayments, loanLine, loanOffice, repaymentLine, type LoanLine, type LoanOffice } from './bank-file.js';
import { startProduct, type Person, type Product } from '../support/product.js';

/* The charts and tables of 附件1 四5、四6 beside a count made another way: of the lines handed in, in whole fen, without the database. */

type Kept = { line: LoanLine; fen: bigint; year: string; kind: 'university' | 'research' | 'military'; stage: 'undergraduate' | 'postgraduate'; status: 'pending' | 'passed' | 'failed'; repaid: { fen: bigint; year: string }[] };
type Cell = { loans: number; amount: string };
type Table = { rows: { key: string; cells: Record<string, Cell> }[]; total: Record<string, Cell> };

const random = randomFrom(8);
const kinds = { university: '普通高校', research: '科研院所', military: '军队院校' } as const;
const yuan = (fen: bigint): string => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
const cellOf = (of: readonly { fen: bigint }[]): Cell => ({ loans: of.length, amount: yuan(of.reduce((sum, { fen }) => sum + fen, 0n)) });

let product: Product;
let here: LoanOffice;
let other: LoanOffice;
let kept: Kept[];

function drawn(): Kept {
  const kind = random.pick(['university', 'university', 'research', 'military'] as const);
  const stage = random.pick(['undergraduate', 'postgraduate'] as const);
  const fen = BigInt(1 + random.below(stage === 'undergraduate' ? 1_200_000 : 1_600_000));
  const year = random.pick(['2015', '2019', '2021', '2022', '2023']);
  const line = loanLine(here, { 姓名: '钟甲一', 学段: stage === 'undergraduate' ? '本专科' : '研究生', 学校类型: kinds[kind], 学校名称: kind === 'university' ? here.university.name : `第${random.below(3)}${kinds[kind]}`, 经办银行: random.pick(['中原银行', '郑州银行', '洛阳银行']), 发放日期: `${year}-0${1 + random.below(4)}-1${random.below(10)}`, '发放金额(元)': yuan(fen) });
  return { line, fen, year, kind, stage, status: random.pick(['pending', 'passed', 'passed', 'passed', 'failed'] as const), repaid: [] };
}

beforeAll(async () => {
  product = await startProduct();
  [here, other] = [await loanOffice(product), await loanOffice(product)];
  kept = Array.from({ length: 90 }, drawn);
  const batch = await enteredLoans(here, kept.map(({ line }) => line));
  const ids = (await rows<{ id: number }>('SELECT id FROM loans WHERE batch_id = ? ORDER BY row_number_in_file', [batch])).map(({ id }) => id);
  const of = (status: Kept['status']): number[] => ids.filter((_, at) => kept[at].status === status);
  await decide(here.director, 'loan', batch, { decision: 'pass', rows: of('passed') });
  await decide(here.director, 'loan', batch, { decision: 'fail', remark: '核对', rows: of('failed') });
  const repaying = kept.filter(({ status }) => status === 'passed').slice(0, 30);
  const repayments = repaying.map((one, at) => {
    const repaid = { fen: BigInt(1 + random.below(100_000)), year: one.year === '2023' ? '2023' : random.pick(['2022', '2023']) };
    one.repaid.push(repaid);
    return repaymentLine(one.line, { '还款金额(元)': yuan(repaid.fen), 还款时间: `${repaid.year}-${repaid.year === '2023' ? '05-0' : '12-1'}${1 + (at % 8)} 00:00:00` });
  });
  await decide(here.director, 'repayment', await enteredRepayments(here, repayments), { decision: 'pass' });
}, 120_000);
afterAll(() => product.stop());

const asked = async (path: string): Promise<Table> => (await here.director.get(`/statistics/loans/${path}`)).body;
const passed = (): Kept[] => kept.filter(({ status }) => status === 'passed');
const byKind = (of: readonly Kept[]): Record<string, Cell> => ({ university: cellOf(of.filter(({ kind }) => kind === 'university')), outside: cellOf(of.filter(({ kind }) => kind !== 'university')), total: cellOf(of) });
const tableOf = (of: readonly Kept[], key: (one: Kept) => string, cells: (part: readonly Kept[]) => Record<string, Cell>): Table => {
  const keys = [...new Set(of.map(key))].sort();
  return { rows: keys.map((one) => ({ key: one, cells: cells(of.filter((each) => key(each) === one)) })), total: cells(of) };
};
const bare = ({ rows: shown, total }: Table): Table => ({ rows: shown.map(({ key, cells }) => ({ key, cells })).sort((a, b) => (a.key < b.key ? -1 : 1)), total });

it('历年 by year, and 年度 by bank, are the lines that were approved, to the fen', async () => {
  expect(bare(await asked('handled-history'))).toEqual(tableOf(passed(), ({ year }) => year, byKind));
  for (const year of ['2015', '2021', '2022', '2023']) expect(bare(await asked(`handled-year?year=${year}`))).toEqual(tableOf(passed().filter((one) => one.year === year), ({ line }) => line.经办银行 ?? '', byKind));
});

it('录入进展 is every line by its year and how it was decided', async () => {
  const cells = (part: readonly Kept[]): Record<string, Cell> => ({ pending: cellOf(part.filter(({ status }) => status === 'pending')), passed: cellOf(part.filter(({ status }) => status === 'passed')), failed: cellOf(part.filter(({ status }) => status === 'failed')), total: cellOf(part), outside: cellOf(part.filter(({ kind }) => kind !== 'university')) });
  expect(bare(await asked('entry-progress'))).toEqual(tableOf(kept, ({ year }) => year, cells));
});

it.each([['bank', ({ line }: Kept) => line.经办银行 ?? ''], ['school-kind', ({ kind }: Kept) => kind], ['stage', ({ stage }: Kept) => stage]] as const)('the chart by %s is what was issued and what was repaid of it, to the fen', async (by, key) => {
  const found = (await here.director.get(`/statistics/loans/issued-repaid?by=${by}`)).body as { rows: { key: string; issued: Cell; repaid: Cell }[]; total: { issued: Cell; repaid: Cell } };
  const expected = [...new Set(passed().map(key))].sort().map((one) => ({ key: one, issued: cellOf(passed().filter((each) => key(each) === one)), repaid: cellOf(passed().filter((each) => key(each) === one).flatMap(({ repaid }) => repaid)) }));
  expect(found.rows.map(({ key: one, issued, repaid }) => ({ key: one, issued, repaid })).sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual(expected);
  expect(found.total).toEqual({ issued: cellOf(passed()), repaid: cellOf(passed().flatMap(({ repaid }) => repaid)) });
});

it('the chart by year counts a loan in its year of issue and a repayment in its own', async () => {
  const found = (await here.director.get('/statistics/loans/issued-repaid?by=year')).body as { rows: { key: string; issued: Cell; repaid: Cell }[] };
  const years = [...new Set([...passed().map(({ year }) => year), ...passed().flatMap(({ repaid }) => repaid.map(({ year }) => year))])].sort();
  expect(found.rows.map(({ key, issued, repaid }) => ({ key, issued, repaid }))).toEqual(years.map((year) => ({ key: year, issued: cellOf(passed().filter((one) => one.year === year)), repaid: cellOf(passed().flatMap(({ repaid }) => repaid).filter((one) => one.year === year)) })));
});

it('another province sees nothing of it at any door of the loans: no name, no bank, no sum, no batch', async () => {
  const [batch] = await rows<{ id: number }>('SELECT id FROM bank_batches WHERE province_id = ? ORDER BY id LIMIT 1', [here.place.id]);
  const doors = routes.filter(({ method, path }) => method === 'get' && /^\/(api\/v1\/)?(loans|repayments|loan-batches|repayment-batches|loan-caps|external-institutions|statistics\/loans)(\/|$)/.test(path) && !/\.(xlsx|svg)$/.test(path)).map(({ path }) => path.replace(':id', String(batch.id)));
  expect(doors.length).toBeGreaterThan(15);
  const total = cellOf(passed()).amount;
  const leaks: string[] = [];
  const look = async (who: Person, path: string): Promise<void> => {
    const reply = path.startsWith('/api/v1') ? await who.get(path.slice('/api/v1'.length)) : await who.page(path);
    if (path.includes(`/${batch.id}`) && ![403, 404].includes(reply.status)) leaks.push(`${path} answers ${reply.status}`);
    for (const word of ['钟甲一', '洛阳银行', total, total.replace(/\B(?=(\d{3})+\.)/g, ','), here.place.name, '第1科研院所', '第1军队院校']) if (reply.text.includes(word)) leaks.push(`${path} shows ${word}`);
  };
  for (const who of [other.operator, other.director]) for (const path of doors) await look(who, path);
  expect(leaks).toEqual([]);
});
