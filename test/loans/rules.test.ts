import fc from 'fast-check';
import { whyNotTheirs } from '../../server/loans/review-batch.js';
import type { Actor, Role } from '../../server/values/actor.js';
import { formatYuan, readYuan, sumFen } from '../../server/lib/money.js';
import { amountProblem, capOf, decideRow, formerCapExceeded, isPast, meets, repaymentProblem, whyNotLocal, yearProblem, type Cap, type LoanStage, type RowStatus } from '../../server/loans/rules.js';

describe('贷款信息审核、还款信息审核: by the provincial director, never by whoever imported', () => {
  const actor = (userId: number, role: Role, organisationId: number): Actor => ({ userId, login: '', name: '', role, organisation: { id: organisationId, name: '', level: 'province', path: '/1/' } });
  const batch = (kind: 'loan' | 'repayment') => ({ kind, importedBy: { id: 7, name: '' }, province: { id: 1, name: '' } });
  it.each<['loan' | 'repayment', number, Role, number, string | null]>([
    ['loan', 8, 'authority-director', 1, null], ['loan', 7, 'authority-director', 1, 'same-person'], ['loan', 8, 'authority-operator', 1, 'role-not-allowed'], ['loan', 8, 'authority-director', 2, 'role-not-allowed'], ['loan', 8, 'aid-centre-director', 1, 'role-not-allowed'],
    ['repayment', 8, 'authority-director', 1, null], ['repayment', 7, 'authority-director', 1, 'same-person'], ['repayment', 7, 'authority-operator', 1, 'role-not-allowed'],
  ])('a batch of %ss imported by 7, reviewed by %d as %s of %d: %s', (kind, userId, role, organisationId, code) => { expect(whyNotTheirs(actor(userId, role, organisationId), batch(kind))?.code ?? null).toBe(code); });
});

let serial = 0;
const cap = (stage: LoanStage, fromYear: number, yuan: number, standing: Cap['standing'], active = standing === 'rule'): Cap => ({ id: (serial += 1), stage, fromYear, cap: yuan * 100, standing, active, basis: '依据' });
const caps = (activated = false): Cap[] => [
  cap('undergraduate', 1999, 12_000, 'rule'), cap('postgraduate', 1999, 16_000, 'rule'), cap('undergraduate', 2023, 16_000, 'ready', activated), cap('postgraduate', 2023, 20_000, 'ready', activated),
  cap('undergraduate', 2024, 20_000, 'ready'), cap('undergraduate', 2002, 6000, 'former'), cap('undergraduate', 2014, 8000, 'former'), cap('undergraduate', 2021, 12_000, 'former'), cap('postgraduate', 2014, 12_000, 'former'),
];
const fen = (yuan: string): number => { const read = readYuan(yuan); return 'fen' in read ? read.fen : NaN; };
const problem = (yuan: string, stage: LoanStage, year = 2022, activated = false): string | null => amountProblem(fen(yuan), stage, capOf(caps(activated), stage, year))?.code ?? null;

describe('附件1 四1 发放金额上限', () => {
  it.each<[LoanStage, string, string | null]>([
    ['undergraduate', '0.01', null], ['undergraduate', '11999.99', null], ['undergraduate', '12000.00', null], ['undergraduate', '12000.01', 'over-cap'], ['undergraduate', '16000.00', 'over-cap'], ['undergraduate', '0.00', 'amount-not-positive'], ['undergraduate', '-1.00', 'amount-not-positive'],
    ['postgraduate', '12000.01', null], ['postgraduate', '16000.00', null], ['postgraduate', '16000.01', 'over-cap'], ['postgraduate', '20000.00', 'over-cap'], ['postgraduate', '0', 'amount-not-positive'],
  ])('%s %s: %s', (stage, yuan, code) => expect(problem(yuan, stage)).toBe(code));

  it.each([1999, 2015, 2022, 2023, 2024, 2030])('is the notice’s for %d too, until a province puts a later one in force', (year) => {
    expect([problem('12000.00', 'undergraduate', year), problem('12000.01', 'undergraduate', year)]).toEqual([null, 'over-cap']);
  });

  it('is the later one from its year on where the province activated it, and not before', () => {
    expect([problem('16000.00', 'undergraduate', 2023, true), problem('16000.01', 'undergraduate', 2023, true), problem('12000.01', 'undergraduate', 2022, true), problem('20000.00', 'postgraduate', 2024, true), problem('20000.00', 'undergraduate', 2024, true)])
      .toEqual([null, 'over-cap', 'over-cap', null, 'over-cap']);
  });

  it('a lower cap of that time only warns', () => {
    const over = (yuan: string, year: number): number | undefined => formerCapExceeded(caps(), 'undergraduate', year, fen(yuan))?.cap;
    expect([over('6000.00', 2010), over('6000.01', 2010), over('8000.00', 2015), over('8000.01', 2015), over('12000.00', 2021)]).toEqual([undefined, 600_000, undefined, 800_000, undefined]);
  });
});

describe('正文三 地方银行', () => {
  it.each(['国家开发银行', '国家开发银行河南省分行', '国开行', ' 国家 开发银行 ', '中国银行', '中国银行股份有限公司', '中国银行郑州分行', 'Bank of China', 'BOC'])('%s is not one', (bank) => expect(whyNotLocal(bank)?.code).toBe('bank-not-local'));
  it.each(['河南省农村信用社', '中原银行', '郑州银行股份有限公司', '中国农业银行', '中国工商银行', '中国建设银行', '招商银行', '开封农商行'])('%s is one', (bank) => expect(whyNotLocal(bank)).toBeNull());
});

describe('年度', () => {
  it.each<[number | null, string, string | null]>([
    [2022, '2022-09-20', null], [null, '2022-01-01', null], [2022, '2021-12-31', 'year-differs'], [2023, '2022-12-31', 'year-differs'], [2023, '2023-05-10', null], [2023, '2023-05-11', 'issued-in-future'], [1998, '1998-09-01', 'issued-too-early'], [1999, '1999-09-01', null],
  ])('%s with 发放日期 %s: %s', (year, issuedOn, code) => expect(yearProblem(year, issuedOn, '2023-05-10')?.code ?? null).toBe(code));

  it('is past before the current calendar year', () => expect([isPast(2022, '2023-01-01'), isPast(2023, '2023-12-31'), isPast(2015, '2023-05-10')]).toEqual([true, false, true]));
});

describe('a repayment beside its loan', () => {
  it.each<[string, string, string | null]>([
    ['0.01', '2023-05-10 09:00:00', null], ['0.00', '2023-05-10 08:00:00', 'amount-not-positive'], ['1.00', '2023-05-10 09:00:01', 'repaid-in-future'], ['1.00', '2022-09-20 00:00:00', null], ['1.00', '2022-09-19 23:59:59', 'repaid-before-issue'],
  ])('%s at %s: %s', (yuan, at, code) => expect(repaymentProblem(fen(yuan), at, '2022-09-20', '2023-05-10 09:00:00')?.code ?? null).toBe(code));
});

describe('a row', () => {
  it('is decided once', () => {
    expect([decideRow('pending', 'pass'), decideRow('pending', 'fail')]).toEqual(['passed', 'failed']);
    for (const status of ['passed', 'failed', 'replaced'] satisfies RowStatus[]) expect(() => decideRow(status, 'pass')).toThrow(expect.objectContaining({ code: 'already-done' }));
  });

  it('of an approved loan is refused, of one not approved yet replaces it', () => expect((['passed', 'pending', 'failed', 'replaced'] as const).map(meets)).toEqual(['refused', 'replaces', 'replaces', 'new']));
});

it('sums of any amounts never drift by a fen, whatever their order', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 1_600_000 }), { maxLength: 300 }), (amounts) => {
    const written = amounts.map(formatYuan);
    const read = written.map((text) => fen(text));
    expect(read).toEqual(amounts);
    expect(sumFen([...read].reverse())).toBe(amounts.reduce((sum, one) => sum + one, 0));
  }), { seed: 20230510, numRuns: 300 });
});
