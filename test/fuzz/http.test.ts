import { z } from 'zod';
import { routes } from '../../server/app.js';
import type { Role } from '../../server/values/actor.js';
import type { Route } from '../../server/web/route.js';
import { newList, walkTo } from '../support/list-walk.js';
import { office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import type { Random } from '../support/random.js';
import { person, students } from '../support/world.js';
import { STALL_MS, stallOf } from './stalls.js';
import { cases, nastyJson, nastyWord, randomOf, seed, spoilt } from './cases.js';

/* Every route is asked things nobody should ask. Whatever it is, the answer is a refusal in words or the thing itself: no 5xx, nothing that hangs. */

const roles: Role[] = ['school-operator', 'school-reviewer', 'authority-operator', 'authority-director', 'aid-centre-director', 'system-administrator', 'security-administrator', 'auditor', 'process-administrator', 'process-publisher'];
let product: Product;
let people: Person[];
let renew: (at: number) => Promise<void>;

beforeAll(async () => {
  product = await startProduct();
  const here = await office(product);
  for (const reached of ['submitted', 'published'] as const) {
    const list = await newList(here.operator, 'vocational-grant', reached === 'published' ? '2023-04' : '2023-05', await students(here.place, 2));
    await walkTo(here, list.id, reached);
  }
  const actors = await Promise.all(roles.map((role) => person(role.startsWith('school') ? here.place : here.authority, role)));
  people = await Promise.all(actors.map((actor) => Person.signedIn(product, actor)));
  renew = async (at) => { people[at] = await Person.signedIn(product, actors[at]); };
}, 120_000);
afterAll(() => product.stop());

type Schema = { type?: string | string[]; enum?: unknown[]; const?: unknown; anyOf?: Schema[]; oneOf?: Schema[]; allOf?: Schema[]; properties?: Record<string, Schema>; required?: string[]; items?: Schema; pattern?: string };
const schemas = new WeakMap<object, Schema>();
function schemaOf(type: z.ZodType | undefined): Schema {
  if (!type) return {};
  const known = schemas.get(type);
  if (known) return known;
  const made = z.toJSONSchema(type, { unrepresentable: 'any', io: 'input' }) as Schema;
  schemas.set(type, made);
  return made;
}

/** Something the schema may mean, with a fault in it now and then: so that some of it gets past the first door. */
function valueFor(schema: Schema, random: Random): unknown {
  if (random.chance(0.08)) return nastyJson(random);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices) return valueFor(random.pick(choices), random);
  const type = Array.isArray(schema.type) ? random.pick(schema.type) : schema.type;
  if (type === 'object') return Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name) ? random.chance(0.97) : random.chance(0.5)).map(([name, inner]) => [name, valueFor(inner, random)]));
  if (type === 'array') return Array.from({ length: random.below(4) }, () => valueFor(schema.items ?? {}, random));
  if (type === 'integer' || type === 'number') return random.pick([1, 2, 3, 0, -1, 100, 4_294_967_295]);
  if (type === 'boolean') return random.chance(0.5);
  if (type === 'string') return random.pick(['2023-05', '2023-05-10', '200.00', '有误', 'vocational-grant', nastyWord(random)]);
  return nastyJson(random);
}

const ids = ['1', '2', '3', '5', '38', '0', '-1', '4294967296', '1.5', 'x'];
/** The text of a path with something for each of its places. */
const pathOf = (path: string, random: Random): string => path.replace(/:(\w+)/g, () => encodeURIComponent(random.chance(0.8) ? random.pick(ids) : nastyWord(random).slice(0, 200)));
const queryOf = (of: Route, random: Random): string => {
  const wanted = valueFor(schemaOf(of.query), random);
  if (random.chance(0.3) || !wanted || typeof wanted !== 'object') return '';
  return `?${new URLSearchParams(Object.entries(wanted).slice(0, 20).map(([name, value]): [string, string] => [name, (typeof value === 'string' ? value : JSON.stringify(value) ?? '').slice(0, 2000)])).toString()}`;
};

function bodyOf(of: Route, random: Random): unknown {
  if (of.upload === 'xml') return spoilt(Buffer.from('<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"/></definitions>'), random).toString('utf8');
  if (of.upload) {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(spoilt(Buffer.from('PK\u0003\u0004 姓名,证件号码\n张三,110105\n'.repeat(20)), random))]), nastyWord(random).slice(0, 100));
    return form;
  }
  return random.chance(0.85) ? valueFor(schemaOf(of.body), random) : nastyJson(random);
}

/** One request made ready, to be asked once or again. */
function request(of: Route, who: Person, random: Random): () => Promise<{ status: number; text: string; path: string }> {
  const path = pathOf(of.path, random) + queryOf(of, random);
  if (of.path.startsWith('/api/v1')) {
    const body = of.method === 'get' ? undefined : bodyOf(of, random);
    const headers: Record<string, string> = random.chance(0.2) ? { 'Idempotency-Key': random.pick(['key-12345', nastyWord(random).replace(/[^\x21-\x7e]/g, '').slice(0, 100) || 'x']) } : {};
    return async () => ({ ...(await who.call(of.method.toUpperCase(), path.slice('/api/v1'.length), body, headers)), path });
  }
  if (of.method === 'get') return async () => ({ ...(await who.page(path)), path });
  const body = bodyOf(of, random);
  const fields = body instanceof FormData ? body : Object.fromEntries(Object.entries((body ?? {}) as object).slice(0, 30).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value) ?? '']));
  return async () => ({ ...(await who.submit(path, fields)), path });
}

it(`no route answers 5xx to whatever it is asked (${seed})`, async () => {
  const random = randomOf('http');
  const broken: string[] = [];
  const statuses = new Map<number, number>();
  let longest = 0;
  for (let at = 0; at < cases(800); at += 1) {
    const of = routes[random.below(routes.length)];
    const admitted = typeof of.policy === 'string' ? roles : of.policy.roles;
    const index = random.chance(0.15) ? random.below(people.length) : roles.indexOf(random.pick(admitted));
    const ask = request(of, people[index], random);
    let answer = { status: 0, text: '', path: '' };
    const stall = await stallOf(async () => { answer = await ask(); });
    const { status, text, path } = answer;
    longest = Math.max(longest, stall);
    if (stall > STALL_MS) broken.push(`case ${at}: ${roles[index]} ${of.method} ${path}: everybody waited ${Math.round(stall)} ms`);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === 401 || /sign-out|sessions|password/.test(of.path)) await renew(index);
    // A step of a process that cannot be taken is told as 503 by design, and leaves an incident.
    if (status >= 500 && !/process-incident/.test(text)) broken.push(`case ${at}: ${roles[index]} ${of.method} ${path} → ${status} ${text.slice(0, 300)}`);
  }
  process.stdout.write(`fuzz of ${seed}: ${[...statuses].sort(([a], [b]) => a - b).map(([status, n]) => `${status}×${n}`).join(' ')}; longest stall ${Math.round(longest)} ms\n`);
  expect(broken).toEqual([]);
  expect([...statuses.keys()].filter((status) => status < 400).length).toBeGreaterThan(0); // some of it gets past the first door
}, 3_600_000);
