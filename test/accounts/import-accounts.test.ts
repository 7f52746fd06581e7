import ExcelJS from 'exceljs';
import { row, rows, run } from '../../server/database.js';
import { handIn, workJobs } from '../support/jobs.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, school, type Place } from '../support/world.js';

/* 批量申请开户: a county's people from a file, each by the rules of a single application, decided and given their links together. */

let product: Product;
let here: Place; let beside: Place; let ourSchool: Place; let theirSchool: Place;
let sys: Person; let sec: Person; let officer: Person; let otherSys: Person;
const codeOf = async (place: Place): Promise<string> => (await row<{ code: string }>('SELECT code FROM organisations WHERE id = ?', [place.id]))?.code ?? '';
beforeAll(async () => {
  product = await startProduct();
  const city = await prefecture();
  [here, beside] = [await county(city), await county(city)];
  [ourSchool, theirSchool] = [await school(here), await school(beside)];
  [sys, sec, officer] = await Promise.all((['system-administrator', 'security-administrator', 'authority-operator'] as const).map(async (role) => Person.signedIn(product, await person(here, role))));
  otherSys = await Person.signedIn(product, await person(beside, 'system-administrator'));
});
afterAll(() => product.stop());

type Received = { importId: number; id: number; state: string; total: number; ok: number; errors: { row: number; column: string; code: string; message: string }[]; refusal: { code: string } | null };
const HEADER = '单位代码,姓名,账号,岗位,理由';
const file = (lines: readonly string[]): Buffer => Buffer.from([HEADER, ...lines].join('\n'));
const hand = async (lines: readonly string[], path = '/users/imports', who = sys): Promise<Received> => (await handIn(who, path, '开户.csv', file(lines), 'text/csv')).body;
let serial = 0;
const line = (code: string, more: { name?: string; login?: string; role?: string } = {}): string => [code, more.name ?? '魏新华', more.login ?? `bulk${(serial += 1)}.operator`, more.role ?? '学校业务操作人员', '新到岗'].join(',');
const accounts = async (importId: number): Promise<{ login: string; status: string; organisation_id: number }[]> => rows('SELECT u.login, u.status, u.organisation_id FROM account_requests q JOIN users u ON u.id = q.user_id WHERE q.import_id = ? ORDER BY q.id', [importId]);

it('a file asks for its accounts, the security administrator grants them together, and each person opens theirs by a link that is nowhere kept', async () => {
  const school9 = await codeOf(ourSchool);
  const checked = await hand([line(school9, { login: 'Bulk.One' }), line(school9, { login: 'bulk.two', role: '学校业务审核人员' }), line(await codeOf(here), { login: 'bulk.three', role: '主管部门业务操作人员' })], '/users/imports?preview=true');
  expect([checked.state, checked.errors, await accounts(checked.importId)]).toEqual(['checked', [], []]);
  const page = await sys.page(`/imports/${checked.importId}`);
  expect([page.status, page.text.includes('等安全管理员批准')]).toEqual([200, true]);
  expect((await sys.submit(`/imports/${checked.importId}/commit`, {})).headers.get('location')).toBe('/accounts');
  expect(await accounts(checked.importId)).toEqual([{ login: 'bulk.one', status: 'pending', organisation_id: ourSchool.id }, { login: 'bulk.two', status: 'pending', organisation_id: ourSchool.id }, { login: 'bulk.three', status: 'pending', organisation_id: here.id }]);
  expect((await sys.post(`/account-imports/${checked.importId}/activation-links`)).code).toBe('nothing-to-link');
  expect([(await sec.page('/accounts')).text.includes('批量申请'), (await sys.post(`/account-imports/${checked.importId}/decision`, { decision: 'approve' })).code]).toEqual([true, 'role-not-allowed']);
  expect((await sec.submit(`/account-imports/${checked.importId}/decision`, { decision: 'approve' })).status).toBe(303);
  expect((await sec.post(`/account-imports/${checked.importId}/decision`, { decision: 'approve' })).code).toBe('nothing-to-decide');
  expect((await sys.get('/account-imports')).body).toMatchObject({ items: [{ id: checked.importId, total: 3, waiting: 0, approved: 3, unopened: 3 }] });
  expect((await row<{ n: number }>("SELECT COUNT(*) AS n FROM audit_events WHERE action = '开户批准' AND actor_id = ?", [sec.actor.userId]))?.n).toBe(3);
  const first = (await sys.post(`/account-imports/${checked.importId}/activation-links`)).body as { items: { login: string; href: string }[] };
  expect(first.items.map(({ login }) => login)).toEqual(['bulk.one', 'bulk.two', 'bulk.three']);
  expect(await row<{ n: number }>('SELECT COUNT(*) AS n FROM users WHERE activation_hash IN (?)', [first.items.map(({ href }) => href.split('/').at(-1) ?? '')])).toEqual({ n: 0 });
  // The sheet of the page gives new ones, and those before stop working.
  const sheet = await fetch(`${product.url}/account-imports/${checked.importId}/activation-links`, { method: 'POST', headers: { Cookie: `sid=${sys.sid}`, 'Content-Type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ _csrf: (await row<{ csrf_token: string }>("SELECT csrf_token FROM sessions WHERE user_id = ? AND client = 'desk' AND live_flag = 1", [sys.actor.userId]))?.csrf_token ?? '' }).toString() });
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(await sheet.arrayBuffer());
  const link = String(workbook.worksheets[0].getCell('E3').value);
  expect([link.startsWith(`${product.url}/activate/`), (await fetch(link)).status, (await fetch(`${product.url}${first.items[0].href}`)).status]).toEqual([true, 200, 410]);
  const PASSWORD = 'Fresh-2023-word';
  const set = await fetch(link, { method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' }, body: new URLSearchParams({ newPassword: PASSWORD, repeatPassword: PASSWORD }).toString() });
  expect([set.status, ((await sys.get('/account-imports')).body as { items: object[] }).items]).toMatchObject([303, [{ unopened: 2 }]]);
});

it('every row that breaks a rule is told at once with its cell, by the rules of a single application; nothing is asked for', async () => {
  const own = await codeOf(ourSchool);
  const found = await hand([
    line(await codeOf(theirSchool)), line('没有这个'), line(own, { login: '9x' }), line(own, { login: officer.actor.login }), line(own, { role: '主管部门业务操作人员' }), line(await codeOf(here), { role: '系统管理员' }), line(own, { role: '校长' }),
    line(own, { login: 'twice.me' }), line(own, { login: 'TWICE.me' }), line(own, { name: '' }), line(own),
  ]);
  expect([found.state, found.total, found.ok]).toEqual(['failed', 11, 2]);
  expect(found.errors.map(({ row: at, column, code }) => `${column}${at} ${code}`)).toEqual(['A2 not-found', 'A3 not-found', 'C4 malformed', 'C5 in-use', 'D6 role-does-not-fit', 'D7 post-not-here', 'D8 no-such-role', 'C10 same-login-twice', 'B11 missing']);
  expect(await accounts(found.importId)).toEqual([]);
  const marked = await sys.page(`/imports/${found.importId}/errors.xlsx`);
  expect([marked.status, marked.headers.get('content-type')]).toEqual([200, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']);
});

it('a login taken since the check refuses the whole file; a refusal of the requests cancels every account and needs its reason', async () => {
  const own = await codeOf(ourSchool);
  const late = await hand([line(own, { login: 'late.one' }), line(own, { login: 'late.two' })], '/users/imports?preview=true');
  await run("INSERT INTO users (login, name, duty, organisation_id) VALUES ('late.two', '别人', 'business', ?)", [here.id]);
  expect([(await sys.post(`/imports/${late.importId}/commit`)).code, await accounts(late.importId)]).toEqual(['rows-refused', []]);
  const asked = await hand([line(own), line(own)]);
  expect(asked.state).toBe('committed');
  const refused = await sec.submit(`/account-imports/${asked.importId}/decision`, { decision: 'refuse', remark: '' });
  expect([refused.status, refused.text.includes('不批准必须写明原因')]).toEqual([422, true]);
  expect((await sec.post(`/account-imports/${asked.importId}/decision`, { decision: 'refuse', remark: '名单未经校长签字' })).status).toBe(200);
  expect((await accounts(asked.importId)).map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
});

it('a file of a whole county is asked for in the background, in one act', async () => {
  const own = await codeOf(ourSchool);
  const many = await hand(Array.from({ length: 60 }, () => line(own)), '/users/imports?preview=true');
  expect((await sys.post(`/imports/${many.importId}/commit`)).status).toBe(202);
  expect(await accounts(many.importId)).toEqual([]);
  await workJobs();
  expect([(await accounts(many.importId)).length, (await sys.get(`/imports/${many.importId}`)).body]).toMatchObject([60, { state: 'committed', total: 60 }]);
  expect((await sec.post(`/account-imports/${many.importId}/decision`, { decision: 'approve' })).body).toMatchObject({ total: 60, approved: 60, waiting: 0 });
});

it('nobody else hands in or sees such a file, and administrators see no other', async () => {
  const asked = await hand([line(await codeOf(ourSchool))], '/users/imports?preview=true');
  const status = async (who: Person): Promise<number> => (await who.get(`/imports/${asked.importId}`)).status;
  expect([await status(sys), await status(officer), await status(otherSys), await status(sec)]).toEqual([200, 404, 404, 404]);
  expect([(await officer.upload('/users/imports', '开户.csv', file([]), 'text/csv')).code, (await otherSys.get(`/account-imports/${asked.importId}`)).status]).toEqual(['role-not-allowed', 404]);
  expect([(await sys.page('/templates/accounts.xlsx')).status, (await officer.page('/templates/accounts.xlsx')).status, (await sys.page('/templates/roster.xlsx')).status]).toEqual([200, 404, 404]);
  const roster = await run("INSERT INTO imports (kind, school_id, user_id, file_name, state, rows_total, rows_ok, errors, created_at) VALUES ('students', ?, ?, '名册.xlsx', 'failed', 1, 0, '[]', UTC_TIMESTAMP(3))", [here.id, officer.actor.userId]);
  expect([(await sys.get(`/imports/${roster.insertId}`)).status, (await sys.page('/imports')).text.includes('名册.xlsx'), (await officer.page('/imports')).text.includes('开户.csv')]).toEqual([404, false, false]);
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(Buffer.from('姓名\n'))], { type: 'text/csv' }), '空.csv');
  const empty = await sys.submit('/accounts/imports', form);
  expect([empty.status, empty.text.includes('批量申请开户')]).toEqual([422, true]);
  await workJobs();
});
