import { row, run } from '../../server/database.js';
import type { Actor } from '../../server/values/actor.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, province, school, type Place } from '../support/world.js';

/* 附件2 账号管理: 系统管理员申请和维护，安全管理员批准；谁也不能在本级以上开户，三员不由一人担任. */

let product: Product;
let city: Place; let here: Place; let beside: Place; let ourSchool: Place;
let sys: Person; let sec: Person; let auditor: Person; let operator: Person; let otherSys: Person;
const signedIn = (actor: Actor): Promise<Person> => Person.signedIn(product, actor);
beforeAll(async () => {
  product = await startProduct();
  const above = await province();
  city = await prefecture(above);
  [here, beside] = [await county(city), await county(city)];
  ourSchool = await school(here);
  sys = await signedIn(await person(here, 'system-administrator'));
  sec = await signedIn(await person(here, 'security-administrator'));
  auditor = await signedIn(await person(here, 'auditor'));
  operator = await signedIn(await person(here, 'authority-operator'));
  otherSys = await signedIn(await person(beside, 'system-administrator'));
});
afterAll(() => product.stop());

let serial = 0;
const asked = (more: object = {}) => ({ login: `new${(serial += 1)}.operator`, name: '魏新华', organisationId: ourSchool.id, role: 'school-operator', reason: '接替退休人员', ...more });
type AccountJson = { id: number; status: string; posts: { id: number; role: string }[]; version: number; activated: boolean };
const open = async (more: object = {}): Promise<AccountJson> => (await sys.post('/users', asked(more))).body;
const pendingOf = async (userId: number): Promise<number> => (await row<{ id: number }>("SELECT id FROM account_requests WHERE user_id = ? AND state = 'pending'", [userId]))?.id ?? 0;
const approve = async (userId: number) => sec.post(`/account-requests/${await pendingOf(userId)}/decision`, { decision: 'approve' });
const opened = async (): Promise<AccountJson> => { const account = await open(); await approve(account.id); return (await sys.get(`/users/${account.id}`)).body; };
const signIn = (login: string, password: string) => fetch(`${product.url}/api/v1/sessions`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login, password, client: 'api' }) });
const PASSWORD = 'Fresh-2023-word';

it('an account is asked for, approved by the security administrator, and opened by the person’s own password', async () => {
  const wanted = asked();
  const made = await sys.post('/users', wanted);
  const account: AccountJson = made.body;
  expect([made.status, account.status, account.posts]).toEqual([201, 'pending', []]);
  expect((await sys.post(`/users/${account.id}/activation-links`)).code).toBe('account-not-active');
  const decided = await approve(account.id);
  expect([decided.status, (decided.body as { state: string }).state]).toEqual([200, 'approved']);
  const link = await sys.post(`/users/${account.id}/activation-links`);
  const { href } = link.body as { href: string };
  expect(link.status).toBe(201);
  const set = await fetch(`${product.url}${href}`, { method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' }, body: new URLSearchParams({ newPassword: PASSWORD, repeatPassword: PASSWORD }).toString() });
  expect(set.status).toBe(303);
  expect((await signIn(wanted.login, PASSWORD)).status).toBe(201);
  expect(await row('SELECT action FROM audit_events WHERE chain = ? AND action = ?', [`user:${account.id}`, '开户批准'])).toBeDefined();
});

it('the pages say and do the same', async () => {
  const wanted = asked();
  expect((await sys.page('/accounts')).text).toContain('申请开户');
  const made = await sys.submit('/accounts', { ...wanted, organisationId: String(wanted.organisationId) });
  expect(made.status).toBe(303);
  const id = Number(/\/accounts\/(\d+)/.exec(made.headers.get('location') ?? '')?.[1]);
  const waiting = await sec.page('/accounts');
  expect(waiting.text).toContain(wanted.login);
  expect((await sec.submit(`/account-requests/${await pendingOf(id)}/decision`, { decision: 'approve', remark: '' })).status).toBe(303);
  const shown = await sys.submit(`/accounts/${id}/activation-links`, {});
  expect(shown.text).toMatch(/\/activate\/[\w-]{40,}/);
  expect((await sys.page(`/accounts/${id}`)).text).not.toMatch(/\/activate\/[\w-]{40,}/);
  const refused = await sys.submit('/accounts', { ...wanted, organisationId: String(wanted.organisationId) });
  expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('已经有了')]);
});

it('a refusal needs its reason, cancels the account and keeps its login', async () => {
  const wanted = asked();
  const account: AccountJson = (await sys.post('/users', wanted)).body;
  const id = await pendingOf(account.id);
  expect((await sec.post(`/account-requests/${id}/decision`, { decision: 'refuse' })).code).toBe('remark-required');
  expect((await sec.post(`/account-requests/${id}/decision`, { decision: 'refuse', remark: '不是本校人员' })).status).toBe(200);
  expect((await sec.post(`/account-requests/${id}/decision`, { decision: 'approve' })).code).toBe('already-done');
  expect(((await sys.get(`/users/${account.id}`)).body as AccountJson).status).toBe('cancelled');
  expect((await sys.post('/users', wanted)).code).toBe('in-use');
});

it.each([
  ['above', () => ({ organisationId: city.id, role: 'authority-operator' }), 404, 'not-found'],
  ['beside', () => ({ organisationId: beside.id, role: 'authority-operator' }), 404, 'not-found'],
  ['an administrator at one’s own level', () => ({ organisationId: here.id, role: 'security-administrator' }), 422, 'post-not-here'],
  ['an authority’s post at a school', () => ({ role: 'authority-operator' }), 422, 'role-does-not-fit'],
  ['a login with spaces', () => ({ login: 'a b c' }), 400, 'input-invalid'],
  ['an unknown field', () => ({ password: 'x' }), 400, 'input-invalid'],
] as const)('nobody is given an account %s', async (_what, more, status, code) => {
  const answer = await sys.post('/users', asked(more()));
  expect([answer.status, answer.code]).toEqual([status, code]);
});

it('only the system administrator asks, only the security administrator grants, and others see no accounts at all', async () => {
  const account = await open();
  for (const who of [sec, auditor, operator]) expect((await who.post('/users', asked())).code).toBe('role-not-allowed');
  expect((await sys.post(`/account-requests/${await pendingOf(account.id)}/decision`, { decision: 'approve' })).code).toBe('role-not-allowed');
  for (const who of [auditor, operator]) expect([(await who.get('/users')).status, (await who.get(`/users/${account.id}`)).status]).toEqual([403, 404]);
  expect([(await otherSys.get(`/users/${account.id}`)).status, (await otherSys.post(`/users/${account.id}/freezing`, { reason: 'x' })).status]).toEqual([404, 404]);
  expect(((await otherSys.get('/users')).body as { items: AccountJson[] }).items.some(({ id }) => id === account.id)).toBe(false);
});

it('who is frozen is out at once and comes back with thawing; who is cancelled never does', async () => {
  const someone = await person(ourSchool, 'school-reviewer');
  const theirs = await signedIn(someone);
  const { userId } = someone;
  expect((await sys.post(`/users/${userId}/freezing`, { reason: '' })).code).toBe('remark-required');
  expect((await sys.post(`/users/${userId}/freezing`, { reason: '休产假' })).status).toBe(200);
  expect((await theirs.get('/me')).status).toBe(401);
  expect((await sys.post(`/users/${userId}/freezing`, { reason: '再来' })).code).toBe('account-not-active');
  expect(((await sys.post(`/users/${userId}/thawing`, { reason: '回来了' })).body as AccountJson).status).toBe('active');
  expect((await (await signedIn(someone)).get('/me')).status).toBe(200);
  expect(((await sys.post(`/users/${userId}/cancellation`, { reason: '调离' })).body as AccountJson).status).toBe('cancelled');
  for (const act of ['thawing', 'freezing', 'cancellation']) expect((await sys.post(`/users/${userId}/${act}`, { reason: 'x' })).status).toBe(422);
});

it('a post taken away ends what is signed in with it', async () => {
  const someone = await person(ourSchool, 'school-reviewer');
  const theirs = await signedIn(someone);
  const account: AccountJson = (await sys.get(`/users/${someone.userId}`)).body;
  expect((await sys.post(`/users/${account.id}/posts/${account.posts[0].id}/withdrawal`, { reason: '转岗' })).code).toBe('role-not-allowed');
  expect(((await sec.post(`/users/${account.id}/posts/${account.posts[0].id}/withdrawal`, { reason: '转岗' })).body as AccountJson).posts).toEqual([]);
  expect((await theirs.get('/me')).status).toBe(401);
});

it('a second post of the same duty is granted; one of another duty never is', async () => {
  const account = await opened();
  expect((await sys.post(`/users/${account.id}/posts`, { organisationId: here.id, role: 'authority-operator', reason: '兼任' })).status).toBe(201);
  expect((await sys.post(`/users/${account.id}/posts`, { organisationId: here.id, role: 'authority-operator', reason: '兼任' })).code).toBe('in-use');
  await approve(account.id);
  expect(((await sys.get(`/users/${account.id}`)).body as AccountJson).posts.map(({ role }) => role)).toEqual(['school-operator', 'authority-operator']);
  const below = await county(here);
  expect((await sys.post(`/users/${account.id}/posts`, { organisationId: below.id, role: 'auditor', reason: '' })).code).toBe('duties-apart');
});

it('the database itself refuses two of the three administrators in one person, and business beside them', async () => {
  for (const role of ['auditor', 'system-administrator', 'school-operator']) {
    await expect(run('INSERT INTO posts (user_id, organisation_id, role) VALUES (?, ?, ?)', [sec.actor.userId, here.id, role])).rejects.toMatchObject({ errno: 1452 });
  }
  await expect(run("UPDATE posts SET role = 'auditor' WHERE user_id = ?", [operator.actor.userId])).rejects.toMatchObject({ errno: 1452 });
});

it('administrators of one level do not stop each other, nor themselves; they give each other links', async () => {
  expect((await sys.post(`/users/${sec.actor.userId}/freezing`, { reason: 'x' })).code).toBe('own-level');
  expect((await sys.post(`/users/${sys.actor.userId}/cancellation`, { reason: 'x' })).code).toBe('own-account');
  expect((await sys.post(`/users/${sys.actor.userId}/activation-links`)).code).toBe('own-account');
  expect((await sec.post(`/users/${operator.actor.userId}/activation-links`)).code).toBe('role-not-allowed');
  const peer = await person(here, 'auditor');
  expect((await sec.post(`/users/${peer.userId}/activation-links`)).status).toBe(201);
});

it('a name is changed by who saw the newest', async () => {
  const account = await opened();
  expect((await sys.patch(`/users/${account.id}`, { name: '魏新桦', version: account.version })).status).toBe(200);
  expect((await sys.patch(`/users/${account.id}`, { name: '魏新华', version: account.version })).code).toBe('stale-version');
});

it('two decisions at once: one is made', async () => {
  const account = await open();
  const id = await pendingOf(account.id);
  const answers = await Promise.all([sec.post(`/account-requests/${id}/decision`, { decision: 'approve' }), sec.post(`/account-requests/${id}/decision`, { decision: 'refuse', remark: '不对' })]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
});

it('the first page of an administrator counts what waits for that duty: the request for who did not ask, within their own subtree', async () => {
  const account = await open();
  const waitingFor = async (who: Person, matter: string): Promise<number> => Number(new RegExp(`${matter}</a>.*?<td[^>]*>(?:<[^>]+>)*(\\d+)`, 's').exec((await who.page('/')).text)?.[1] ?? NaN);
  const before = await waitingFor(sec, '等批准的账号申请');
  expect(before).toBeGreaterThan(0);
  expect(await waitingFor(await signedIn(await person(beside, 'security-administrator')), '等批准的账号申请')).toBe(0);
  await approve(account.id);
  expect(await waitingFor(sec, '等批准的账号申请')).toBe(before - 1);
  expect(await waitingFor(sys, '还没有激活的账号')).toBeGreaterThan(0);
  expect(await waitingFor(auditor, '巡检里要看的')).toBeGreaterThanOrEqual(0);
  expect((await sys.page('/')).text).not.toContain('等批准的账号申请');
});
