import { askForClient } from '../../server/external-workers/machine-client.js';
import { randomBytes, randomUUID } from 'node:crypto';
import { checkRoutes, routes } from '../../server/app.js';
import { verifyChains } from '../../server/audit/verify.js';
import { sealWords } from '../../server/award-lists/objections.js';
import { row, run } from '../../server/database.js';
import { proposeWebhook } from '../../server/webhooks/change-webhook.js';
import { businessRoles, type Actor, type Role } from '../../server/values/actor.js';
import { page, publicRoute, route, type Route } from '../../server/web/route.js';
import { newList, openTask, walkTo } from '../support/list-walk.js';
import { awardsOn, office, type Office } from '../support/office.js';
import { doubtfulList } from '../support/doubtful-list.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';
import { central, person, province, students, type Place } from '../support/world.js';

/*
 * Role × function × scope, generated from the route table. The only thing said by hand is which object of the world an
 * address is about.
 */

const roles: Role[] = ['school-operator', 'school-reviewer', 'authority-operator', 'authority-director', 'aid-centre-director', 'system-administrator', 'security-administrator', 'auditor', 'process-administrator', 'process-publisher'];
const ABSENT = 4_000_000_000;
type Objects = Record<'award-lists' | 'awards' | 'attachments' | 'tasks' | 'disbursements' | 'students' | 'imports' | 'organisations' | 'process-instances' | 'incidents' | 'notes' | 'objections' | 'circulars' | 'bulletins' | 'doubtful-lists' | 'group-memberships' | 'users' | 'accounts' | 'account-requests' | 'posts' | 'upgrade-records' | 'upgrade-requests' | 'account-imports' | 'machine-clients' | 'webhooks' | 'trainings' | 'rule-changes' | 'year-archives', number>;

let product: Product;
let own: Objects;
let foreign: Objects;
let people: Map<Role, Person>;
/** The same posts at a province, for what only provinces have. */
let provincial: Map<Role, Person>;
/** And at a centre above that province. */
let ofCentre: Map<Role, Person>;
beforeAll(async () => {
  product = await startProduct();
  const here = await office(product);
  const away = await office(product);
  people = new Map();
  for (const role of roles) people.set(role, await Person.signedIn(product, await person(role.startsWith('school') ? here.place : here.authority, role)));
  const centre = await central();
  const above = await province(undefined, centre);
  ofCentre = new Map(await Promise.all((['authority-operator', 'authority-director'] as const).map(async (role) => [role, await Person.signedIn(product, await person(centre, role))] as const)));
  provincial = new Map(await Promise.all((['authority-operator', 'authority-director'] as const).map(async (role) => [role, await Person.signedIn(product, await person(above, role))] as const)));
  own = await objectsOf(here, above);
  foreign = await objectsOf(away, await province());
}, 120_000);
afterAll(() => product.stop());

/** One of everything an address may be about, in one school. */
async function objectsOf(here: Office, over: Place): Promise<Objects> {
  const now = await row<{ day: string }>("SELECT DATE_FORMAT(DATE_ADD(UTC_TIMESTAMP(), INTERVAL (SELECT value / 1000 FROM settings WHERE name = 'clock-offset-ms') + 28800 SECOND), '%Y-%m-%d') AS day");
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
  const period = { start: now?.day ?? '', end: dayAfter(now?.day ?? '', 10) };
  await walkTo(here, list.id, 'confirmed', period);
  await officeTime(`${dayAfter(period.end, 1)}T08:00:00+08:00`);
  await here.operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: dayAfter(period.end, 1), awards: 'all' });
  const [award] = await awardsOn(here.operator, list.id);
  const id = async (sql: string): Promise<number> => (await row<{ id: number }>(sql, [list.id]))?.id ?? 0;
  const instance = await id('SELECT id FROM process_instances WHERE subject_id = ?');
  const note = await run("INSERT INTO award_notes (list_id, award_id, student_id, name, round, task_name, note, written_by, organisation_id, written_at) VALUES (?, ?, ?, '', 1, '名单公示确认', '户籍材料缺页', ?, ?, UTC_TIMESTAMP(3))", [list.id, award.id, award.student.id, here.officer.actor.userId, here.authority.id]);
  return {
    'award-lists': list.id, 'machine-clients': await programOf(here), webhooks: await webhookOf(here), trainings: await trainingOf(here), 'rule-changes': await changeOf(here), 'year-archives': await archiveOf(here), awards: award.id, attachments: await id('SELECT id FROM attachments WHERE subject_id = ?'), tasks: (await openTask(here.operator, list.id, 'request-withdrawal'))?.id ?? 0,
    disbursements: await id('SELECT id FROM disbursements WHERE list_id = ?'), students: award.student.id, organisations: here.place.id, 'process-instances': instance, notes: note.insertId, objections: await objectionTo(list.id), circulars: await circularTo(here), bulletins: await bulletinOf(here), 'doubtful-lists': await doubtfulList(here.place, here.authority, [award.student.id], { programme: 'vocational-grant', unclear: 'no-month' }), 'group-memberships': await membershipOf(award.student.id), ...(await accountOf(here)),
    'upgrade-records': over.id, 'upgrade-requests': await helpAskedBy(over), imports: await importOf(here.place, here.operator.actor), incidents: (await run("INSERT INTO incidents (instance_id, kind, message, fingerprint, retry_of, opened_at) VALUES (?, 'test', '', '', 'none', UTC_TIMESTAMP(3))", [instance])).insertId,
  };
}
/** An account of the school, its post, and what was asked for it. */
async function accountOf(here: Office): Promise<Pick<Objects, 'users' | 'accounts' | 'posts' | 'account-requests' | 'account-imports'>> {
  const { userId } = await person(here.place, 'school-reviewer');
  const file = await run("INSERT INTO imports (kind, school_id, user_id, file_name, state, rows_total, rows_ok, errors, created_at) VALUES ('accounts', ?, ?, '开户.xlsx', 'committed', 1, 1, '[]', UTC_TIMESTAMP(3))", [here.authority.id, here.officer.actor.userId]);
  const asked = await run("INSERT INTO account_requests (kind, user_id, organisation_id, role, reason, requested_by, requested_at, import_id) VALUES ('add-post', ?, ?, 'school-operator', '', ?, UTC_TIMESTAMP(3), ?)", [userId, here.place.id, here.operator.actor.userId, file.insertId]);
  return { users: userId, accounts: userId, 'account-requests': asked.insertId, 'account-imports': file.insertId, posts: (await row<{ id: number }>('SELECT id FROM posts WHERE user_id = ?', [userId]))?.id ?? 0 };
}
/** A program somebody asked to be let in. */
const programOf = async (here: Office): Promise<number> => (await askForClient(await person(here.authority, 'process-administrator'), { name: '账户核验', purpose: '核验收款账户', organisationId: here.authority.id, topics: ['bank-account-check'], validDays: 90 })).id;
/** A centrally issued record of a student. */
async function membershipOf(studentId: number): Promise<number> {
  return (await run("INSERT INTO group_memberships (person_id, group_key, source, name, document_masked, valid_from) SELECT person_id, 'orphan', 'central', name, document_masked, '2022-09' FROM students WHERE id = ?", [studentId])).insertId;
}
/** Something the authority told the school's operator. */
async function circularTo(here: Office): Promise<number> {
  return (await here.officer.post('/circulars', { title: '五月名单', body: '请按时上报。', levels: ['school'], roles: ['school-operator'] }).then(({ body }) => body as { id: number })).id;
}
/** An address of another system somebody registered. */
const webhookOf = async (here: Office): Promise<number> => (await proposeWebhook(await person(here.authority, 'process-administrator'), { name: '数据平台', url: 'https://data.example.edu.cn/hooks', events: ['task.opened'] })).id;
/** A change of a rule the province of the school proposed. */
const changeOf = async (here: Office): Promise<number> => (await run("INSERT INTO rule_changes (organisation_id, kind, value, effective_from, basis, reason, proposed_by, proposed_at) VALUES (?, 'publicity-days', ?, '2030-01-01', '文件', '从严', ?, UTC_TIMESTAMP(3))", [here.authority.id, JSON.stringify({ kind: 'publicity-days', days: 7 }), here.officer.actor.userId])).insertId;
/** A school year the authority of the school asked to close. */
const archiveOf = async (here: Office): Promise<number> => (await run("INSERT INTO year_archives (organisation_id, school_year, asked_by, asked_at) VALUES (?, '2019-2020', ?, UTC_TIMESTAMP(3))", [here.authority.id, here.officer.actor.userId])).insertId;
/** A training for the people of the school. */
const trainingOf = async (here: Office): Promise<number> => ((await here.officer.post('/trainings', { title: '应用培训', link: 'https://meeting.example.com/x', levels: ['school'], roles: ['school-operator'], signFrom: '2030-05-11T08:30', signUntil: '2030-05-11T17:00', slots: [{ heldOn: '2030-05-11', begins: '09:00', ends: '10:30', topic: '系统新增功能操作' }] })).body as { id: number }).id;
/** A bulletin the authority published to its schools, as after a deadline. */
async function bulletinOf(here: Office): Promise<number> {
  await run("INSERT INTO filing_deadline_changes (organisation_id, programme, period, step, due_on, set_at) VALUES (?, 'vocational-grant', '2023-04', 'entry', '2023-04-10', '2023-04-01 00:00:00')", [here.authority.id]);
  const { id }: { id: number } = (await here.officer.post('/bulletins', { span: '2023-04' })).body;
  await here.officer.post(`/bulletins/${id}/publication`, { to: 'schools' });
  return id;
}
/** 协助升级申请 of a province. */
async function helpAskedBy(over: Place): Promise<number> {
  const { userId } = await person(over, 'authority-operator');
  return (await run("INSERT INTO upgrade_requests (organisation_id, release_version, problem, asked_by, asked_at) VALUES (?, '3.2.0', '部署包校验和不对', ?, UTC_TIMESTAMP(3))", [over.id, userId])).insertId;
}
/** An objection somebody handed in while the list was public. */
async function objectionTo(listId: number): Promise<number> {
  const uid = randomUUID();
  return (await run("INSERT INTO objections (list_id, round, uid, receipt, form_nonce, sender_index, text_sealed, contact_sealed, received_at) VALUES (?, 1, ?, 'AB12CD34', ?, ?, ?, ?, UTC_TIMESTAMP(3))", [listId, uid, randomBytes(12).toString('hex'), Buffer.alloc(16), sealWords(uid, 'text', '名单第一名家境很好，请核实'), sealWords(uid, 'contact', '0398-6200')])).insertId;
}
async function importOf(place: Place, actor: Actor): Promise<number> {
  return (await run("INSERT INTO imports (kind, school_id, user_id, file_name, state, rows_total, rows_ok, errors, created_at) VALUES ('students', ?, ?, '名册.xlsx', 'failed', 1, 0, '[]', UTC_TIMESTAMP(3))", [place.id, actor.userId])).insertId;
}
const dayAfter = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

const aboutOf = (path: string): keyof Objects => /^\/(?:api\/v1\/)?([a-z-]+)/.exec(path)?.[1] as keyof Objects;
/** 账号管理, 外部程序 and 事件回调 are the administrators' own; on business objects they have no scope. */
const isBusiness = (path: string): boolean => !['users', 'accounts', 'account-requests', 'account-imports', 'machine-clients', 'webhooks'].includes(aboutOf(path));

/** Fills the parameters of an address with objects of one world. */
function params(path: string, objects: Objects): Record<string, string> {
  const about = aboutOf(path);
  const values: Record<string, string | number> = { id: objects[about] ?? 1, awardId: objects.awards, attachmentId: objects.attachments, materialId: objects.attachments, deliveryId: ABSENT, noteId: objects.notes, objectionId: objects.objections, signerId: ABSENT, membershipId: objects['group-memberships'], postId: objects.posts, key: path.includes('priority-groups') || path.includes('studying-elsewhere') ? 'orphan' : 'vocational-grant', version: 1, kind: path.includes('templates') ? 'roster' : 'standards' };
  return Object.fromEntries([...path.matchAll(/:(\w+)/g)].map(([, name]) => [name, String(values[name])]));
}
const fill = (path: string, values: Record<string, string>): string => path.replace(/:(\w+)/g, (_, name: string) => values[name]).replace('/api/v1', '');
const absent: Objects = Object.fromEntries(Object.keys({ 'award-lists': 0, awards: 0, attachments: 0, tasks: 0, disbursements: 0, students: 0, imports: 0, organisations: 0, 'process-instances': 0, incidents: 0, notes: 0, objections: 0, circulars: 0, bulletins: 0, 'doubtful-lists': 0, 'group-memberships': 0, users: 0, accounts: 0, 'account-requests': 0, posts: 0, 'upgrade-records': 0, 'upgrade-requests': 0, 'account-imports': 0, 'machine-clients': 0, webhooks: 0, trainings: 0, 'rule-changes': 0, 'year-archives': 0 }).map((name) => [name, ABSENT])) as Objects;

const api = routes.filter(({ path }) => path.startsWith('/api/v1/'));
const signed = api.filter(({ policy }) => policy !== 'public');
const name = (one: Route): string => `${one.method.toUpperCase()} ${one.path}`;
/** Somebody whose function it is. */
const doerOf = ({ policy }: Route): Person => {
  const [role, from] = typeof policy === 'object' ? [policy.roles[0], policy.level === 'province' ? provincial : policy.level === 'central' ? ofCentre : people] as const : ['school-operator', people] as const;
  return from.get(role) as Person;
};
const nonsense = { no: 'sense', id: 'x' };
const send = (who: Person, one: Route, path: string) => who.call(one.method.toUpperCase(), path, one.method === 'get' ? undefined : one.upload === 'xml' ? '<nonsense/>' : nonsense);

it.each(signed.map((one) => [name(one), one] as const))('%s asks who is there', async (_name, one) => {
  const answer = await fetch(`${product.url}/api/v1${fill(one.path, params(one.path, own))}`, { method: one.method.toUpperCase() });
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([401, 'not-signed-in']);
});

const aboutOne = signed.filter(({ policy }) => typeof policy === 'object' && policy.scope);
it.each(aboutOne.map((one) => [name(one), one] as const))('%s: out of scope or absent is not found whatever the role; in scope the wrong role is told so', async (_name, one) => {
  if (typeof one.policy !== 'object' || !one.policy.scope) throw new Error('no scope');
  for (const role of roles) {
    const who = people.get(role) as Person;
    for (const objects of [foreign, absent]) expect([role, (await send(who, one, fill(one.path, params(one.path, objects)))).status]).toEqual([role, 404]);
    const sees = await one.policy.scope(who.actor, params(one.path, own)).then(() => true, () => false);
    if (isBusiness(one.path) && !businessRoles.includes(role)) expect([role, sees]).toEqual([role, false]);
    if (sees && one.policy.roles.includes(role)) continue;
    const answer = await send(who, one, fill(one.path, params(one.path, own)));
    expect([role, answer.status, answer.code]).toEqual(sees ? [role, 403, 'role-not-allowed'] : [role, 404, 'not-found']);
  }
});

// A page says the same as the call; that it has forgotten to ask is found by its address.
const pagesAboutOne = routes.filter(({ method, path, policy }) => method === 'get' && !path.startsWith('/api/') && typeof policy === 'object' && policy.scope);
it.each(pagesAboutOne.map((one) => [name(one), one] as const))('%s: the page is not found out of scope, and refused to the wrong role', async (_name, one) => {
  if (typeof one.policy !== 'object' || !one.policy.scope) throw new Error('no scope');
  for (const role of roles) {
    const who = people.get(role) as Person;
    for (const objects of [foreign, absent]) expect([role, (await who.page(fill(one.path, params(one.path, objects)))).status]).toEqual([role, 404]);
    const sees = await one.policy.scope(who.actor, params(one.path, own)).then(() => true, () => false);
    if (!sees || !one.policy.roles.includes(role)) expect([role, (await who.page(fill(one.path, params(one.path, own)))).status]).toEqual([role, sees ? 403 : 404]);
  }
});

it('every address of one business object asks for the scope first', () => {
  const kinds = Object.keys(absent).filter((kind) => kind !== 'incidents').join('|');
  const about = routes.filter(({ path }) => new RegExp(`^/(api/v1/)?(${kinds})/:id`).test(path));
  expect(about.length).toBeGreaterThan(40);
  // 流程管理员、流程发布人 keep the processes of all places and see nothing of the business in them.
  const ofProcesses = ({ policy }: Route): boolean => typeof policy === 'object' && policy.roles.every((role) => role === 'process-administrator' || role === 'process-publisher');
  expect(about.filter((one) => !ofProcesses(one) && (typeof one.policy !== 'object' || !one.policy.scope)).map(name)).toEqual([]);
});

const partOfOne = aboutOne.filter(({ path }) => /:id.*:\w+/.test(path));
it.each(partOfOne.map((one) => [name(one), one] as const))('%s: a part of another school’s list under one’s own list is as absent as one that never was', async (_name, one) => {
  if (typeof one.policy !== 'object') throw new Error('no roles');
  const who = people.get(one.policy.roles[0]) as Person;
  const body = one.method === 'patch' ? { version: 0, tier: 'standard' } : one.method === 'post' && one.path.includes('/overruling') ? { remark: '情况不属实' } : one.method === 'post' && one.path.includes('/withdrawal') ? { reason: '转岗' } : one.method === 'post' && /notes|objections/.test(one.path) ? { text: '户籍材料缺页' } : undefined;
  const answers = [];
  for (const part of [foreign, absent]) answers.push(await who.call(one.method.toUpperCase(), fill(one.path, { ...params(one.path, part), id: String(own[isBusiness(one.path) ? 'award-lists' : 'users']) }), body));
  const [strange, never] = answers.map(({ status, code, body: said }) => [status, code, (said as { detail: string }).detail]);
  expect(strange).toEqual(never);
  expect([404, 422]).toContain(strange[0]);
});

it('whoever tries several doors in one moment leaves a trace at each, and the chain holds', async () => {
  const who = people.get('auditor') as Person;
  const traces = async (): Promise<number> => (await row<{ n: number }>("SELECT COUNT(*) AS n FROM audit_events WHERE actor_id = ? AND outcome = 'denied'", [who.actor.userId]))?.n ?? 0;
  const before = await traces();
  await Promise.all(Array.from({ length: 8 }, () => who.get(`/award-lists/${own['award-lists']}`)));
  expect([await traces() - before, await verifyChains()]).toEqual([8, null]);
});

const functions = signed.filter(({ policy }) => typeof policy === 'object' && !policy.scope);
it.each(functions.map((one) => [name(one), one] as const))('%s: a role without the function is refused before anything is read', async (_name, one) => {
  if (typeof one.policy !== 'object') throw new Error('no roles');
  for (const role of roles) {
    if (one.policy.roles.includes(role)) continue;
    const answer = await send(people.get(role) as Person, one, fill(one.path, params(one.path, own)) + (one.method === 'get' ? '?no=sense' : ''));
    expect([role, answer.status, answer.code]).toEqual([role, 403, 'role-not-allowed']);
  }
});

const byLevel = signed.filter(({ policy }) => typeof policy === 'object' && policy.level);
it.each(byLevel.map((one) => [name(one), one] as const))('%s: the same post at another level is refused', async (_name, one) => {
  if (typeof one.policy !== 'object') throw new Error('no roles');
  for (const role of one.policy.roles) expect([403, 404]).toContain((await send(people.get(role) as Person, one, fill(one.path, params(one.path, own)))).status);
});

const bodies = signed.filter((one) => one.body && one.upload === undefined && typeof one.policy === 'object' && one.path !== '/api/v1/tasks/:id/completion');
it.each(bodies.map((one) => [name(one), one] as const))('%s refuses a field it does not know', async (_name, one) => {
  if (typeof one.policy !== 'object') throw new Error('no roles');
  const answer = await send(doerOf(one), one, fill(one.path, params(one.path, own)));
  expect([answer.status, answer.code]).toEqual([400, 'input-invalid']);
  expect((answer.body as { errors: { path: string }[] }).errors.map(({ path }) => path)).toContain('no');
});

it('every way of writing has its word in the audit, but for what is one’s own: messages read or allowed, drafts, saved filters', () => {
  const without = routes.filter(({ method, audit }) => method !== 'get' && audit === null).map(name);
  expect(without.filter((one) => !/(notifications\/reads|subscriptions|tasks\/:id\/draft|\/saved-filters(\/:id(\/\w+)?)?)$/.test(one))).toEqual([]);
});

const forms = routes.filter(({ method, path, policy }) => method === 'post' && !path.startsWith('/api/') && policy !== 'public');
it.each(forms.map((one) => [name(one), one] as const))('%s: a form from elsewhere is refused', async (_name, one) => {
  const path = one.path.replace(/^\/(?!api)/, '/api/v1/');
  const answer = await doerOf(one).submit(fill(path, params(path.replace('/import/', '/imports/'), own)).replace('/api/v1', ''), { _csrf: 'x'.repeat(43), _key: 'matrix-form-key' });
  expect([404, 403]).toContain(answer.status);
  expect(answer.status === 403 ? answer.text.includes('页面已过期') : true).toBe(true);
});

describe('the route table', () => {
  const sound = route({ method: 'get', path: '/x', summary: 'x', policy: 'signed-in', audit: null, rate: 'read', handler: async () => page('') });
  it('refuses to start with a route that has no policy, no summary or a twin', () => {
    expect(() => checkRoutes([sound, publicRoute({ method: 'get', path: '/y', summary: 'y', audit: null, rate: 'public', handler: async () => page('') })])).not.toThrow();
    expect(() => checkRoutes([{ ...sound, policy: undefined as never }])).toThrow('no policy');
    expect(() => checkRoutes([{ ...sound, policy: { roles: [] } }])).toThrow('no policy');
    expect(() => checkRoutes([{ ...sound, summary: '' }])).toThrow('lacks');
    expect(() => checkRoutes([sound, sound])).toThrow('twice');
  });
});
