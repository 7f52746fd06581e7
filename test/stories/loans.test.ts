import { rows } from '../../server/database.js';
import { decide, enteredLoans, enteredRepayments, handLoans, handRepayments, loanLine, loanOffice, repaymentLine, type LoanLine, type LoanOffice, type Received } from '../loans/bank-file.js';
import { loanTable as loanFileTable } from '../../server/loans/file-columns.js';
import { openTable } from '../../server/lib/sheet-table.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, documentNumber, person, school } from '../support/world.js';

let product: Product;
let here: LoanOffice;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(async () => { here = await loanOffice(product); });

type LoanJson = { id: number; year: number; status: string; importKind: string; schoolKind: string; schoolName: string; amount: string; replacesId: number | null; reason: string | null; warnings: { code: string }[] };
const loansOf = async (who: Person, query = ''): Promise<LoanJson[]> => ((await who.get(`/loans?limit=200${query}`)).body as { items: LoanJson[] }).items;
const places = (reply: { body: unknown }): string[] => (reply.body as Received).errors.map(({ row, header, code }) => `${row} ${header} ${code}`);
const one = (change: LoanLine = {}): LoanLine => loanLine(here, change);

describe('附件1 四1 贷款信息录入', () => {
  it('takes loans of this year and of past years, marked 历史, and hands them to review', async () => {
    await enteredLoans(here, [one({ 发放日期: '2023-04-20' }), one({ 发放日期: '2015-09-20' })]);
    expect((await loansOf(here.operator)).map(({ year, importKind, status }) => [year, importKind, status])).toEqual([[2023, 'current', 'pending'], [2015, 'past', 'pending']]);
  });

  it('takes supplements of a year that was reviewed, marked 增补, and refuses an approved loan saying which one it is', async () => {
    const approved = one({ 发放日期: '2021-09-20' });
    await decide(here.director, 'loan', await enteredLoans(here, [approved]), { decision: 'pass' });
    const [{ id }] = await loansOf(here.operator);
    await enteredLoans(here, [one({ 发放日期: '2021-10-08' })]);
    expect((await loansOf(here.operator, '&status=pending')).map(({ importKind }) => importKind)).toEqual(['supplement']);
    const again = await handLoans(here.operator, [one(), approved]);
    expect(places(again)).toEqual(['3 证件号码 loan-approved']);
    expect((again.body as Received).errors[0].message).toContain(`贷款编号 ${id}，2021-09-20 发放 8,000.00 元`);
    expect((await loansOf(here.operator)).length).toBe(2);
  });

  it('replaces a loan that was not approved yet, shows both side by side, and asks nobody to review what was replaced', async () => {
    const first = one({ '发放金额(元)': '8000.00' });
    const batch = await enteredLoans(here, [first]);
    const second = await enteredLoans(here, [{ ...first, '发放金额(元)': '9000.50' }]);
    expect((await loansOf(here.operator)).map(({ amount, status, replacesId }) => [amount, status, replacesId !== null])).toEqual([['8000.00', 'replaced', false], ['9000.50', 'pending', true]]);
    expect(((await here.director.get('/tasks?state=open&limit=200')).body as { items: { subject: { id: number } }[] }).items.map(({ subject }) => subject.id)).toEqual([second]);
    const page = await here.director.page(`/loans/batches/${second}`);
    expect([page.status, /<del>8,000\.00<\/del> <ins>9,000\.50<\/ins>/.test(page.text)]).toEqual([200, true]);
    expect((await here.operator.page(`/loans/batches/${batch}`)).text).toContain('已被替换');
  });

  it('shows every row beside the one it meets before anything is written: what it will replace, what refuses it, what stands twice', async () => {
    const [waiting, approved, twice] = [one({ '发放金额(元)': '8000.00' }), one({ '发放金额(元)': '7000.00' }), one({ '发放金额(元)': '6000.00' })];
    await decide(here.director, 'loan', await enteredLoans(here, [approved]), { decision: 'pass' });
    const batch = await enteredLoans(here, [waiting]);
    const look = async (lines: LoanLine[]): Promise<string> => (await here.operator.page(`/imports/${((await handLoans(here.operator, lines, '?preview=true')).body as Received).importId}`)).text;
    const replacing = await look([{ ...waiting, '发放金额(元)': '9000.50' }]);
    expect([replacing.includes('会替换原来的'), replacing.includes(`第 ${batch} 批文件第 2 行，待审核`), replacing.includes('<del>8,000.00</del> <ins>9,000.50</ins>')]).toEqual([true, true, true]);
    expect((await loansOf(here.operator, '&status=pending')).map(({ amount }) => amount)).toEqual(['8000.00']);
    const refusing = await look([{ ...approved, '发放金额(元)': '7100.00' }, twice, { ...twice, '发放金额(元)': '6000.01' }]);
    expect([refusing.includes('已审核通过，不能导入'), refusing.includes('<del>7,000.00</del> <ins>7,100.00</ins>'), refusing.includes('文件里重复'), refusing.includes('文件第 3 行'), refusing.includes('<del>6,000.00</del> <ins>6,000.01</ins>')]).toEqual([true, true, true, true, true]);
    for (const line of [waiting, approved, twice]) expect(`${replacing}${refusing}`).not.toContain(line.证件号码);
  });

  it('takes institutions outside the system, which are on the province’s own register from then on, and no university it does not know', async () => {
    await enteredLoans(here, [one({ 学段: '研究生', 学校类型: '科研院所', 学校名称: '第七研究所', '发放金额(元)': '16000' }), one({ 学校类型: '军队院校', 学校名称: '某军事学院' })]);
    expect((await here.operator.get('/external-institutions')).body).toMatchObject({ items: [{ name: '某军事学院', kind: 'military' }, { name: '第七研究所', kind: 'research' }] });
    expect(await here.operator.post('/external-institutions', { name: '第七研究所', kind: 'research' })).toMatchObject({ status: 409, code: 'in-use' });
    expect((await here.operator.post('/external-institutions', { name: '第八研究所', kind: 'research', region: '410100' })).status).toBe(201);
    expect(places(await handLoans(here.operator, [one({ 学校名称: '不知道大学' }), one({ 学校标识码: '4141099999' })]))).toEqual(['2 学校名称 unknown-school', '3 学校标识码 unknown-school']);
  });

  it('says everything wrong with a file at once and writes nothing', async () => {
    const twice = one();
    const reply = await handLoans(here.operator, [
      one({ '发放金额(元)': '12000.01' }), one({ 学段: '研究生', '发放金额(元)': '16000.01' }), one({ 经办银行: '国家开发银行' }), one({ 经办银行: '中国银行郑州分行' }), one({ 年度: '2021' }), one({ '发放金额(元)': '8000.005' }), one({ 发放日期: '2023-02-30' }), twice, twice, one({ 证件号码: '110105194912310021' }), one({ 学段: '中专' }),
    ]);
    expect(places(reply)).toEqual([
      '2 发放金额(元) over-cap', '3 发放金额(元) over-cap', '4 经办银行 bank-not-local', '5 经办银行 bank-not-local', '6 年度 year-differs', '7 发放金额(元) too-many-decimals', '8 发放日期 not-a-date', '10 证件号码 same-loan-twice', '11 证件号码 wrong-check-digit', '12 学段 unknown-word',
    ]);
    expect(reply.body).toMatchObject({ state: 'failed', total: 11 });
    expect(await loansOf(here.operator)).toEqual([]);
  });

  it('keeps no document number in clear', async () => {
    const number = documentNumber();
    await enteredLoans(here, [one({ 证件号码: number })]);
    const [stored] = await rows<{ all: string }>("SELECT CONCAT_WS('|', name, document_sealed, document_masked, contract_no, school_name) AS `all` FROM loans WHERE province_id = ?", [here.place.id]);
    expect(stored.all).not.toContain(number);
  });

  it('takes a later cap only once one person asked for it with its document and the director put it in force, for that province alone', async () => {
    const file = [one({ 发放日期: '2023-04-20', '发放金额(元)': '16000' })];
    expect(places(await handLoans(here.operator, file))).toEqual(['2 发放金额(元) over-cap']);
    const { items } = (await here.director.get('/loan-caps')).body as { items: { id: number; stage: string; fromYear: number; standing: string }[] };
    const later = items.find(({ stage, fromYear, standing }) => stage === 'undergraduate' && fromYear === 2023 && standing === 'ready')?.id ?? 0;
    expect((await here.operator.post(`/loan-caps/${later}/activation`)).code).toBe('role-not-allowed');
    expect((await here.director.post(`/loan-caps/${later}/activation`)).code).toBe('not-proposed');
    expect([(await here.director.post(`/loan-caps/${later}/proposal`, { remark: '某发〔2023〕1号' })).code, (await here.operator.post(`/loan-caps/${later}/proposal`, { remark: ' ' })).code]).toEqual(['role-not-allowed', 'remark-required']);
    expect((await here.operator.post(`/loan-caps/${later}/proposal`, { remark: '某发〔2023〕1号' })).status).toBe(200);
    expect(places(await handLoans(here.operator, file))).toEqual(['2 发放金额(元) over-cap']);
    expect((await here.director.post(`/loan-caps/${later}/refusal`, { remark: '文件还没有到' })).status).toBe(200);
    expect((await here.director.post(`/loan-caps/${later}/activation`)).code).toBe('not-proposed');
    expect((await here.operator.submit(`/loan-caps/${later}/proposal`, { remark: '某发〔2023〕1号' })).status).toBe(303);
    expect((await here.director.page('/loan-caps')).text).toContain('提出：某发〔2023〕1号');
    expect((await here.director.post(`/loan-caps/${later}/activation`)).status).toBe(200);
    expect((await here.director.post(`/loan-caps/${later}/activation`)).status).toBe(409);
    expect((await handLoans(here.operator, file)).body).toMatchObject({ state: 'committed' });
    const other = await loanOffice(product);
    expect(places(await handLoans(other.operator, [loanLine(other, { 发放日期: '2023-04-20', '发放金额(元)': '16000' })]))).toEqual(['2 发放金额(元) over-cap']);
  });
});

describe('附件1 四2 贷款信息审核', () => {
  it('is the provincial director’s, whole or row by row, with a reason for what fails; what failed may be entered again', async () => {
    const lines = [one(), one(), one()];
    const batch = await enteredLoans(here, lines);
    const [a, b] = await loansOf(here.director);
    expect((await decide(here.director, 'loan', batch, { decision: 'fail', rows: [a.id] })).code).toBe('remark-required');
    expect((await decide(here.director, 'loan', batch, { decision: 'fail', rows: [a.id], remark: '金额与银行清单不符' })).status).toBe(200);
    expect((await decide(here.director, 'loan', batch, { decision: 'pass', rows: [b.id] })).status).toBe(200);
    expect((await decide(here.director, 'loan', batch, { decision: 'pass', rows: [b.id] })).code).toBe('already-done');
    expect((await loansOf(here.operator)).map(({ status, reason }) => [status, reason])).toEqual([['failed', '金额与银行清单不符'], ['passed', null], ['pending', null]]);
    expect((await decide(here.director, 'loan', batch, { decision: 'pass' })).status).toBe(200);
    expect(((await here.director.get('/tasks?state=open')).body as { items: [] }).items).toEqual([]);
    await enteredLoans(here, [{ ...lines[0], '发放金额(元)': '7000' }]);
    expect((await loansOf(here.operator, '&status=pending')).map(({ amount, replacesId }) => [amount, replacesId])).toEqual([['7000.00', a.id]]);
  });

  it('stands first on the home of the provincial director, who is told what waits and not that there is nothing to decide', async () => {
    expect((await here.director.page('/')).text).toContain('没有等您办理的事项');
    const batch = await enteredLoans(here, [one(), one()]);
    const home = (await here.director.page('/')).text;
    expect([home.includes(`下一步：审核${here.place.name} 国家助学贷款发放信息 第${batch}批`), home.includes('不作决定')]).toEqual([true, false]);
    const county1 = await Person.signedIn(product, await person(await county(here.place), 'authority-director'));
    expect((await county1.page('/')).text).toContain('不作决定');
  });

  it('is nobody else’s: not the operator’s, not another province’s, not of rows of another batch', async () => {
    const batch = await enteredLoans(here, [one()]);
    const other = await loanOffice(product);
    const theirs = await enteredLoans(other, [loanLine(other)]);
    const [{ id: foreign }] = await loansOf(other.operator);
    const { items } = (await here.director.get('/tasks?state=open')).body as { items: { id: number; version: number }[] };
    const complete = (who: Person, fields: object = { decision: 'pass' }) => who.post(`/tasks/${items[0].id}/completion`, { version: items[0].version, ...fields });
    expect([(await complete(here.operator)).code, (await complete(other.director)).status]).toEqual(['role-not-allowed', 404]);
    expect((await decide(here.director, 'loan', batch, { decision: 'pass', rows: [foreign] })).status).toBe(404);
    expect((await decide(here.director, 'loan', batch, { decision: 'pass', rows: [] })).status).toBe(400);
    for (const who of [here.operator, here.director]) expect([(await who.get(`/loan-batches/${theirs}`)).status, (await who.page(`/loans/batches/${theirs}`)).status]).toEqual([404, 404]);
    expect(await loansOf(here.director, `&batchId=${theirs}`)).toEqual([]);
    expect((await loansOf(here.operator)).map(({ status }) => status)).toEqual(['pending']);
  });

  it('nor has a county, a school or a leader of the aid centre any of it', async () => {
    const below = await county(here.place);
    const people = await Promise.all([person(below, 'authority-operator'), person(below, 'authority-director'), person(here.place, 'aid-centre-director'), person(await school(below), 'school-operator')].map(async (made) => Person.signedIn(product, await made)));
    for (const who of people) {
      for (const path of ['/loans', '/repayments', '/external-institutions', '/loan-batches', '/statistics/loans/handled-history']) expect([who.actor.role, path, (await who.get(path)).code]).toEqual([who.actor.role, path, 'role-not-allowed']);
      expect((await who.page('/loans/overview')).status).toBe(403);
    }
    expect([(await here.director.page('/loans')).status, (await here.operator.page('/loans/review')).status]).toEqual([403, 403]);
  });
});

describe('附件1 四3、四4 还款信息', () => {
  it('cannot be imported without its loan; what is missing comes back as a loan template', async () => {
    const known = one();
    const unknown = one({ 合同编号: 'HT-NEU' });
    await enteredLoans(here, [known]);
    const reply = await handRepayments(here.operator, [repaymentLine(known), repaymentLine(unknown, { 贷款年度: '2022' })]);
    expect(places(reply)).toEqual(['3 证件号码 no-such-loan']);
    const { importId } = reply.body as Received;
    const template = await here.operator.get(`/imports/${importId}/missing-loans.xlsx`);
    expect(template.status).toBe(200);
    const page = await here.operator.page(`/imports/${importId}`);
    expect(page.text).toContain(`href="/imports/${importId}/missing-loans.xlsx"`);
  });

  it('the begun template holds what the repayments say of their loans, whatever else is wrong with the row; filled in, it is a file of loans, and then the repayments are taken', async () => {
    const [first, second] = [one({ 合同编号: 'HT-1A' }), one({ 合同编号: 'HT-2B' })];
    const lines = [repaymentLine(first, { 贷款年度: '2022' }), repaymentLine(first, { 贷款年度: '2022', '还款金额(元)': '5.00' }), repaymentLine(second, { 还款时间: '2023-04-18' })];
    const checked = await handRepayments(here.operator, lines);
    expect(places(checked)).toEqual(['2 证件号码 no-such-loan', '3 证件号码 no-such-loan', '4 证件号码 no-such-loan', '4 还款时间 time-needs-seconds']);
    const { importId } = checked.body as Received;
    const bytes = Buffer.from(await (await fetch(`${product.url}/imports/${importId}/missing-loans.xlsx`, { headers: { Cookie: `sid=${here.operator.sid}` } })).arrayBuffer());
    const read = [];
    for await (const batch of (await openTable(bytes, loanFileTable)).batches()) read.push(...batch);
    const begun = read.map(({ cells }) => [cells.get('name')?.text, cells.get('documentNumber')?.text, cells.get('bank')?.text, cells.get('contractNo')?.text, cells.get('year')?.text ?? '', cells.get('amount')?.text ?? '']);
    expect(begun).toEqual([[first.姓名, first.证件号码, '中原银行', 'HT-1A', '2022', ''], [second.姓名, second.证件号码, '中原银行', 'HT-2B', '', '']]);
    expect(((await handLoans(here.operator, begun.map(([name, document, bank, contract]) => one({ 姓名: name, 证件号码: document, 经办银行: bank, 合同编号: contract })))).body as Received).state).toBe('committed');
    expect(((await handRepayments(here.operator, lines.slice(0, 1))).body as Received).state).toBe('committed');
  });

  it('needs two decimals at most and its time to the second', async () => {
    const loan = one();
    await enteredLoans(here, [loan]);
    const reply = await handRepayments(here.operator, [
      repaymentLine(loan, { '还款金额(元)': '123.456' }), repaymentLine(loan, { 还款时间: '2023-04-18' }), repaymentLine(loan, { 还款时间: '2023-04-18 10:05' }), repaymentLine(loan, { 还款时间: '2023-04-18 24:00:00' }), repaymentLine(loan, { 还款时间: '2023-02-30 00:00:00' }),
      repaymentLine(loan, { 还款时间: '2022-09-19 23:59:59' }), repaymentLine(loan, { 还款时间: '2023-05-11 00:00:00' }), repaymentLine(loan, { '还款金额(元)': '0.00' }), repaymentLine(loan, { '还款金额(元)': '100' }), repaymentLine(loan, { '还款金额(元)': '100.00' }),
    ]);
    expect(places(reply)).toEqual(['2 还款金额(元) too-many-decimals', '3 还款时间 time-needs-seconds', '4 还款时间 time-needs-seconds', '5 还款时间 not-a-moment', '6 还款时间 not-a-moment', '7 还款时间 repaid-before-issue', '8 还款时间 repaid-in-future', '9 还款金额(元) amount-not-positive', '11 还款时间 same-repayment-twice']);
    expect((reply.body as Received).errors.filter(({ suggestion }) => suggestion).map(({ suggestion }) => suggestion)).toEqual(['2023-04-18 00:00:00', '2023-04-18 10:05:00']);
    await enteredRepayments(here, [repaymentLine(loan, { '还款金额(元)': '123.45', 还款时间: '2023-04-18 00:00:00' }), repaymentLine(loan, { '还款金额(元)': '0.01' })]);
    const { items } = (await here.operator.get('/repayments')).body as { items: { amount: string; repaidAt: string; early: boolean }[] };
    expect(items.map(({ amount, repaidAt, early }) => [amount, repaidAt, early])).toEqual([['123.45', '2023-04-18 00:00:00', true], ['0.01', '2023-04-18 10:05:00', true]]);
  });

  it('is approved only after its loan, by the director; more than was lent is told and not refused', async () => {
    const loan = one({ '发放金额(元)': '1000' });
    const loanBatch = await enteredLoans(here, [loan]);
    const batch = await enteredRepayments(here, [repaymentLine(loan, { '还款金额(元)': '600' }), repaymentLine(loan, { '还款金额(元)': '500', 还款时间: '2023-05-02 00:00:00', 是否提前还款: '否' })]);
    expect((await decide(here.director, 'repayment', batch, { decision: 'pass' })).code).toBe('loan-not-approved');
    await decide(here.director, 'loan', loanBatch, { decision: 'pass' });
    expect((await decide(here.director, 'repayment', batch, { decision: 'pass' })).status).toBe(200);
    const { items } = (await here.operator.get('/repayments?status=passed')).body as { items: { early: boolean; warnings: { code: string }[] }[] };
    expect(items.map(({ early, warnings }) => [early, warnings.map(({ code }) => code)])).toEqual([[true, ['over-repaid']], [false, ['over-repaid']]]);
    expect(places(await handRepayments(here.operator, [repaymentLine(loan, { '还款金额(元)': '600' })]))).toEqual(['2 还款时间 repayment-approved']);
  });

  it('stays with its loan when that is entered again', async () => {
    const loan = one();
    await enteredLoans(here, [loan]);
    const batch = await enteredRepayments(here, [repaymentLine(loan)]);
    const again = await enteredLoans(here, [{ ...loan, '发放金额(元)': '8800' }]);
    await decide(here.director, 'loan', again, { decision: 'pass' });
    expect((await decide(here.director, 'repayment', batch, { decision: 'pass' })).status).toBe(200);
    expect((await here.operator.get('/repayments')).body).toMatchObject({ items: [{ loanAmount: '8800.00', status: 'passed' }] });
  });

  it('asks which loan is meant when there are several', async () => {
    const first = one({ 合同编号: '', 发放日期: '2021-09-20' });
    await enteredLoans(here, [first, { ...first, 发放日期: '2022-09-20' }]);
    expect(places(await handRepayments(here.operator, [repaymentLine(first)]))[0]).toContain('which-loan');
    await enteredRepayments(here, [repaymentLine(first, { 贷款年度: '2021' }), repaymentLine(first, { 贷款发放日期: '2022-09-20' })]);
  });
});
