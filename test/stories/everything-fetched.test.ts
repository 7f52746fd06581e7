import { rows } from '../../server/database.js';
import type { Actor } from '../../server/values/actor.js';
import { openDemoWorld, type DemoWorld } from '../support/every-page.js';
import { fetchEverything, type Given } from '../support/fetch-everything.js';
import { newList, walkTo } from '../support/list-walk.js';
import type { Office } from '../support/office.js';
import { student } from '../support/world.js';

/*
 * Each person of the demo world takes home everything they can get: every page, every answer of the API, every export. Nothing in it
 * may be about somebody or something outside their school or their line; and what happens elsewhere may not change a word of it.
 */

const logins = ['school1.operator', 'school1.reviewer', 'school4.operator', 'school5.operator', 'university1.operator', 'county1.operator', 'county1.director', 'county3.operator', 'city2.director', 'province.operator', 'sysadmin', 'secadmin', 'auditor', 'flowadmin', 'flowapprover'];
const business = /^(school|authority|aid-centre)/;

let world: DemoWorld;
const taken = new Map<string, { actor: Actor; given: Given[] }>();
beforeAll(async () => {
  world = await openDemoWorld();
  for (const login of logins) {
    const person = await world.sit(login);
    taken.set(login, { actor: person.actor, given: await fetchEverything(person) });
  }
}, 600_000);
afterAll(() => world?.product.stop());

const of = (login: string): { actor: Actor; given: Given[] } => { const found = taken.get(login); if (!found) throw new Error(login); return found; };
/** Somebody sees what lies at or below their place. */
const sees = (actor: Actor, owners: readonly string[]): boolean => owners.some((path) => path.startsWith(actor.organisation.path));

/** A student is their school’s, and the authorities’ where their family lives: 户籍地 sees who of the place studies elsewhere. */
const livesUnder = "o.level IN ('province', 'prefecture', 'county') AND t.household_region LIKE CONCAT(TRIM(TRAILING '00' FROM o.region_code), '%')";

/** Whose a thing is: paths of organisations, by id. Read from the tables, without the product’s own rules. */
async function ownersOf(): Promise<Record<string, Map<string, string[]>>> {
  const mapOf = async (sql: string): Promise<Map<string, string[]>> => {
    const found = new Map<string, string[]>();
    for (const { id, path } of await rows<{ id: number | string; path: string }>(sql)) found.set(String(id), [...found.get(String(id)) ?? [], path]);
    return found;
  };
  const bySchool = (table: string): string => `SELECT t.id, o.path FROM ${table} t JOIN organisations o ON o.id = t.school_id`;
  const bySubject = (table: string): string => `SELECT t.id, o.path FROM ${table} t JOIN organisations o ON o.id = t.subject_organisation_id`;
  return {
    students: await mapOf(`${bySchool('students')} UNION SELECT t.id, o.path FROM students t JOIN organisations o ON ${livesUnder} UNION SELECT s.id, o.path FROM students s JOIN group_memberships t ON t.person_id = s.person_id JOIN organisations o ON ${livesUnder}`), 'award-lists': await mapOf(bySchool('award_lists')), 'doubtful-lists': await mapOf(bySchool('doubtful_lists')),
    tasks: await mapOf(bySubject('tasks')), 'process-instances': await mapOf(bySubject('process_instances')), 'process-runs': await mapOf(bySubject('process_instances')),
    imports: await mapOf('SELECT i.id, o.path FROM imports i JOIN organisations o ON o.id = i.school_id'),
  };
}

/** What a key of JSON names: `listId` a list, `school: {id}` a school. */
const KINDS: Record<string, string> = { student: 'students', list: 'award-lists', task: 'tasks', instance: 'process-instances', import: 'imports' };

/** Every id an answer names, by address or by key. */
function idsIn({ words, body, address }: Given): [string, string][] {
  const found = [...words.matchAll(/\/(students|award-lists|doubtful-lists|tasks|process-instances|process-runs|imports)\/(\d+)/g)].map(([, kind, id]): [string, string] => [kind, id]);
  const collection = address.split('?')[0].split('/').at(-1) ?? '';
  const look = (value: unknown, under: string): void => {
    if (Array.isArray(value)) { for (const one of value) look(one, under); return; }
    if (!value || typeof value !== 'object') return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'id' && (typeof inner === 'number' || typeof inner === 'string') && (KINDS[under] ?? under)) found.push([KINDS[under] ?? under, String(inner)]);
      const [, named] = /^(student|list|task|instance|import)Id$/.exec(key) ?? [];
      if (named && (typeof inner === 'number' || typeof inner === 'string')) found.push([KINDS[named], String(inner)]);
      look(inner, key === 'items' ? collection : key);
    }
  };
  look(body, '');
  return found;
}

it('each of them gets a great many things', () => {
  expect(Object.fromEntries(logins.map((login) => [login, of(login).given.filter(({ status }) => status === 200).length]).filter(([, given]) => Number(given) < 20))).toEqual({});
  expect(logins.flatMap((login) => of(login).given.filter(({ status }) => status >= 500).map(({ address, status }) => `${login} ${address} ${status}`))).toEqual([]);
});

it.each(logins)('nothing %s is given names a list, a student, a task, a process or a file outside their place', async (login) => {
  const { actor, given } = of(login);
  const owners = await ownersOf();
  const outside = new Set<string>();
  let named = 0;
  for (const one of given) {
    if (one.status !== 200) continue; // a refusal repeats the address
    for (const [kind, id] of idsIn(one)) {
      const of_ = owners[kind]?.get(id);
      if (!of_) continue;
      named += 1;
      if (!sees(actor, of_)) outside.add(`${kind} ${id} of ${of_.join()} in ${one.address}`);
    }
  }
  if (business.test(actor.role)) expect(named).toBeGreaterThan(0);
  expect([...outside]).toEqual([]);
});

it.each(logins)('nobody outside their place is named to %s, and administrators are told of no student at all', async (login) => {
  const { actor, given } = of(login);
  const people = await rows<{ masked: string; name: string; path: string }>(['students', 'group_memberships'].map((table) => `SELECT t.document_masked AS masked, t.name, o.path FROM ${table} t JOIN organisations o ON ${livesUnder}`)
    .concat('SELECT t.document_masked, t.name, o.path FROM students t JOIN organisations o ON o.id = t.school_id').join(' UNION '));
  const places = new Map<string, string[]>();
  for (const { masked, name, path } of people) for (const word of [masked, name]) places.set(word, [...places.get(word) ?? [], path]);
  const staff = new Set((await rows<{ name: string }>('SELECT name FROM users')).map(({ name }) => name));
  const foreign = [...places].filter(([word, paths]) => word.length >= 3 && !staff.has(word) && (!business.test(actor.role) || !sees(actor, paths))).map(([word]) => word);
  if (foreign.length === 0) return;
  const any = new RegExp(foreign.map((word) => word.replace(/[*.]/g, '\\$&')).join('|'), 'g');
  const told = new Set<string>();
  for (const { status, address, words } of given) if (status === 200) for (const [word] of words.matchAll(any)) told.add(`${word} in ${address}`);
  expect([...told]).toEqual([]);
});

/** Without what differs from one look to the next: tokens of forms, and the time of day. */
const blurred = (words: string): string => words.replace(/[\w-]{40,}/g, '…').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…').replace(/(演示时间|打印时间：)[^<]*/g, '').replace(/\d+(\.\d+)? (小时|分钟)/g, '…');
/** One’s own sessions are other ones each time. */
const OWN = /^(\/api\/v1)?\/sessions$/;

it.each([
  ['school5', ['school1.operator', 'county1.operator', 'county1.aidcentre', 'city1.operator']],
  ['school2', ['school1.reviewer', 'school4.operator', 'county3.operator', 'city2.director']],
])('what %s does changes no word and no figure of what others are given', async (school, others) => {
  const before = new Map<string, Given[]>();
  for (const login of others) before.set(login, await fetchEverything(await world.sit(login), { leavingNoTrace: true }));
  await aDayAt(school);
  const changed: string[] = [];
  for (const login of others) {
    const after = new Map((await fetchEverything(await world.sit(login), { leavingNoTrace: true })).map((one) => [one.address, one]));
    for (const one of (before.get(login) ?? []).filter(({ address }) => !OWN.test(address))) {
      const now = after.get(one.address);
      if (!now || now.status !== one.status) changed.push(`${login} ${one.address}: ${one.status} → ${now?.status ?? 'not led to'}`);
      else if (blurred(now.words) !== blurred(one.words)) changed.push(`${login} ${one.address}: ${difference(blurred(one.words), blurred(now.words))}`);
    }
    changed.push(...[...after.keys()].filter((address) => !before.get(login)?.some((one) => one.address === address)).map((address) => `${login} ${address}: not led to before`));
  }
  expect(changed).toEqual([]);
}, 600_000);

/** A new student is entered, a list is filed and goes through, and a draft is begun. */
async function aDayAt(school: string): Promise<void> {
  const [operator, reviewer] = [await world.sit(`${school}.operator`), await world.sit(`${school}.reviewer`)];
  const place = operator.actor.organisation as Office['place'];
  const [county] = await rows<{ login: string }>("SELECT u.login FROM users u JOIN organisations o ON o.id = u.organisation_id JOIN organisations s ON s.parent_id = o.id WHERE s.id = ? AND u.login LIKE '%.operator'", [place.id]);
  const officer = await world.sit(county.login);
  const list = await newList(operator, 'vocational-tuition-waiver', '2023-03', [await student(place, {}), await student(place, {})]);
  await walkTo({ operator, reviewer, officer, place, authority: officer.actor.organisation } as Office, list.id, 'reviewedAtSchool');
  await newList(operator, 'vocational-tuition-waiver', '2023-02', [await student(place, {})]);
}

function difference(one: string, other: string): string {
  let at = 0;
  while (one[at] === other[at] && at < one.length) at += 1;
  return `…${one.slice(Math.max(0, at - 60), at + 60)}… / …${other.slice(Math.max(0, at - 10), at + 60)}…`;
}
