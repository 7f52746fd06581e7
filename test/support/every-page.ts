import { routes } from '../../server/app.js';
import { row, rows, run } from '../../server/database.js';
import { demoActor } from '../../server/seeding/demo-people.js';
import { seedDemo } from '../../server/seeding/seed.js';
import { rosterFile, rosterLine, XLSX } from '../students/roster-file.js';
import { doubtfulList } from './doubtful-list.js';
import { handIn, workJobs } from './jobs.js';
import { officeTime, Person, startProduct, type Product, type Reply } from './product.js';

/** Pages of the route table: a browser asks for them and shows them. */
export const pages = routes.filter(({ method, path, answers }) => method === 'get' && !path.startsWith('/api/') && Object.values(answers ?? {}).includes('html'));
const patterns = pages.map(({ path }) => ({ path, pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')}$`) }));

/** Each kind of people of the demo world, by where they work. */
export const walkers = {
  schools: ['school1.operator', 'school2.operator', 'school1.reviewer', 'school4.operator', 'school4.reviewer'],
  authorities: ['county1.operator', 'county1.director', 'province.operator', 'province.director', 'province.aidcentre', 'central.operator'],
  administrators: ['flowadmin', 'flowapprover', 'sysadmin', 'secadmin', 'auditor'],
} as const;

/** One page a person is led to. */
export type Stop = { kind: string; page: string; address: string; status: number };

export type DemoWorld = { product: Product; sit(login: string): Promise<Person>; walk(login: string): Promise<Stop[]> };

/** The demo world on the morning of 10 May 2023, and a little more. */
export async function openDemoWorld(): Promise<DemoWorld> {
  const product = await startProduct();
  await seedDemo(() => undefined);
  await officeTime('2023-05-10T09:00:00+08:00');
  const sit = async (login: string): Promise<Person> => Person.signedIn(product, await demoActor(login));
  await workADay(sit);
  const objectedTo = await row<{ id: number }>('SELECT list_id AS id FROM objections LIMIT 1');
  const standing = await standings();
  // Of all published lists few were objected to; and a list is copied at the beginning of a month only.
  const starts = (login: string): string[] => (login === 'school1.operator' ? [`/award-lists/${objectedTo?.id}?tab=objections`, '/award-list-copy?programme=vocational-grant&month=2023-06'] : []);
  return { product, sit, walk: async (login) => walkFrom(await sit(login), ['/', ...starts(login)], standing) };
}

/** What the demo world has none of: a file that was checked and found wrong, a circular, tasks decided together, versions before and after the one in use and a migration between them, a step that failed, a list of the old system. */
async function workADay(sit: DemoWorld['sit']): Promise<void> {
  const school = await sit('school1.operator');
  await handIn(school, '/students/imports?preview=true', '名册.xlsx', rosterFile([rosterLine(), rosterLine({ 证件号码: '41182120050101' })]), XLSX);
  const county = await sit('county1.operator');
  const students = await rows<{ id: number }>('SELECT id FROM students WHERE school_id = ? ORDER BY id LIMIT 2', [school.actor.organisation.id]);
  await doubtfulList(school.actor.organisation, county.actor.organisation, students.map(({ id }) => id));
  demand(await county.post('/circulars', { title: '5月名单公示的几点要求', body: '请各校在5月12日前完成公示。', levels: ['school'], roles: ['school-operator'], readBy: '2023-05-12' }));
  const { items } = demand(await county.get('/tasks?key=authority-review')).body as { items: { id: number }[] };
  demand(await county.post('/task-batches', { taskIds: [items[0].id], decision: 'pass' }));
  await workJobs();
  const drawer = await sit('flowadmin');
  const failed = async (): Promise<number> => (await run("INSERT INTO incidents (instance_id, element_id, kind, message, fingerprint, retry_of, opened_at) SELECT MIN(id), 'submit', 'step-failed', '这一步没有办成', 'alike', 'none', UTC_TIMESTAMP(3) FROM process_instances")).insertId;
  demand(await drawer.post(`/incidents/${await failed()}/alike`));
  await workJobs();
  await failed();
  const versions = '/process-definitions/hardship-determination/versions';
  const { text } = demand(await drawer.get(`${versions}/1/xml`));
  const renamed = (word: string): string => text.replace(/(<bpmn:userTask [^>]*name=")/, `$1${word}`);
  demand(await drawer.post('/process-definitions', renamed('再次')));
  demand(await (await sit('flowapprover')).post(`${versions}/2/activation`));
  demand(await drawer.post('/process-definitions', renamed('重新')));
  demand(await drawer.post(`${versions}/1/migrations`, { comment: '新版改了名称' }));
  await workJobs();
}

/** What is done for a test to begin with must be done. */
function demand(reply: Reply): Reply {
  if (reply.status >= 300) throw new Error(`${reply.status}: ${reply.text}`);
  return reply;
}

/** Goes wherever links lead, to one address of each kind of page: two lists at different stages are two kinds, two students are one. */
async function walkFrom(person: Person, starts: string[], standing: ReadonlyMap<string, string>): Promise<Stop[]> {
  const stops = new Map<string, Stop>();
  const ahead = [...starts];
  for (let address = ahead.shift(); address; address = ahead.shift()) {
    const [path, query] = address.split('#')[0].split('?');
    const page = patterns.find(({ pattern }) => pattern.test(path))?.path;
    if (!page) continue;
    const asked = new URLSearchParams(query ?? '');
    const kind = [page, asked.get('tab'), asked.get('state'), asked.get('tab') ? null : standing.get(path)].filter(Boolean).join(' ');
    if (stops.has(kind)) continue;
    const answer = await person.page(address);
    stops.set(kind, { kind, page, address, status: answer.status });
    if (answer.status === 200) ahead.push(...linksIn(answer.text));
    // A task that is done on another page leads there.
    if (answer.status === 303) ahead.push(answer.headers.get('location') ?? '');
  }
  return [...stops.values()];
}

/** Addresses of our own a page leads to. Many pages are read, so it is not read element by element. */
const linksIn = (html: string): string[] => [...html.matchAll(/<a [^>]*?href="(\/[^"]*)"/g)].map(([, href]) => href.replace(/&amp;/g, '&'));

/** Where each list and task of the demo world stands: a list in publicity is another page than a draft. */
async function standings(): Promise<Map<string, string>> {
  const lists = await rows<{ id: number; status: string }>("SELECT id, CONCAT_WS(' ', submission, school_review, authority_review, school_publicity, authority_publicity, withdrawal, paid_people > 0) AS status FROM award_lists");
  const tasks = await rows<{ id: number; task_key: string }>('SELECT id, task_key FROM tasks');
  const drawn = await rows<{ key: string; version: number; state: string }>('SELECT definition_key AS `key`, version, state FROM process_definitions WHERE definition_key IN (SELECT definition_key FROM process_definitions WHERE version > 1)');
  return new Map([...drawn.map(({ key, version, state }) => [`/processes/${key}/${version}`, `${state} of several`] as const), ...lists.map(({ id, status }) => [`/award-lists/${id}`, status] as const), ...tasks.map(({ id, task_key }) => [`/tasks/${id}`, task_key] as const)]);
}
