import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { routes } from '../../server/app.js';
import { projectRoot } from '../../server/root.js';
import { newList, openTask, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { startProduct, type Product, type Reply } from '../support/product.js';
import { students } from '../support/world.js';

type Description = { openapi: string; paths: Record<string, Record<string, { summary: string; responses: Record<string, { content?: Record<string, { schema: object }> }> }>>; components: { schemas: { Problem: { properties: { code: { enum: string[] } } } } } };

let product: Product;
let here: Office;
let description: Description;
const ajv = new Ajv2020({ strict: false });
beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
  description = (await (await fetch(`${product.url}/api/openapi.json`)).json()) as Description;
});
afterAll(() => product.stop());

it('describes every call of the API, in Chinese', () => {
  expect(description.openapi).toBe('3.1.0');
  const missing = routes.filter(({ path }) => path.startsWith('/api/')).filter(({ path, method }) => !description.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method]);
  expect(missing.map(({ path }) => path)).toEqual([]);
  for (const methods of Object.values(description.paths)) for (const one of Object.values(methods)) expect(one.summary).toMatch(/[\u4e00-\u9fff]/);
});

it('names every refusal the code knows', () => {
  const used = new Set<string>();
  const folder = join(projectRoot, 'server');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    for (const [, code] of text.matchAll(/new (?:RuleBroken|Forbidden|Conflict|NotSignedIn)\(\s*'([a-z-]+)'/g)) used.add(code);
    for (const [, code] of text.matchAll(/demand\([^\n]*?, '([a-z-]+)',/g)) used.add(code);
  }
  expect(used.size).toBeGreaterThan(30);
  const known = new Set(description.components.schemas.Problem.properties.code.enum);
  expect([...used].filter((code) => !known.has(code)).sort()).toEqual([]);
});

it('the readable page lists the calls and the rates', async () => {
  const page = await fetch(`${product.url}/api/docs`);
  const text = await page.text();
  expect([page.status, text.includes('GET /api/v1/todos'), text.includes('sign-in')]).toEqual([200, true, true]);
});

it('real answers along the way of a list have the shapes described', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 2));
  await walkTo(here, list.id, 'confirmed');
  const task = await openTask(here.operator, list.id, 'request-withdrawal');
  const held: [string, string, Promise<Reply>][] = [
    ['get', '/api/v1/award-lists', here.officer.get('/award-lists?count=true')], ['get', '/api/v1/award-lists/{id}', here.operator.get(`/award-lists/${list.id}`)], ['get', '/api/v1/award-lists/{id}/awards', here.operator.get(`/award-lists/${list.id}/awards`)],
    ['get', '/api/v1/award-lists/{id}/history', here.operator.get(`/award-lists/${list.id}/history`)], ['get', '/api/v1/award-lists/{id}/rounds', here.operator.get(`/award-lists/${list.id}/rounds`)], ['get', '/api/v1/award-lists/{id}/changes', here.operator.get(`/award-lists/${list.id}/changes`)],
    ['get', '/api/v1/award-lists/{id}/attachments', here.officer.get(`/award-lists/${list.id}/attachments`)], ['get', '/api/v1/award-lists/{id}/withdrawal-requests', here.officer.get(`/award-lists/${list.id}/withdrawal-requests`)],
    ['get', '/api/v1/award-lists/{id}/withdrawal-impact', here.officer.get(`/award-lists/${list.id}/withdrawal-impact`)], ['get', '/api/v1/award-lists/{id}/disbursements', here.operator.get(`/award-lists/${list.id}/disbursements`)],
    ['get', '/api/v1/tasks', here.operator.get('/tasks?count=true')], ['get', '/api/v1/tasks/{id}', here.operator.get(`/tasks/${task?.id}`)], ['get', '/api/v1/todos', here.operator.get('/todos')], ['get', '/api/v1/me', here.operator.get('/me')],
    ['get', '/api/v1/sessions', here.operator.get('/sessions')], ['get', '/api/v1/notifications', here.operator.get('/notifications')], ['get', '/api/v1/organisations', here.officer.get('/organisations')], ['get', '/api/v1/students', here.operator.get('/students?count=true')],
    ['get', '/api/v1/statistics/board', here.officer.get('/statistics/board?month=2023-05')], ['get', '/api/v1/process-definitions', here.operator.get('/process-definitions')], ['get', '/api/v1/policies/{kind}', here.operator.get('/policies/standards')], ['get', '/api/v1/version', here.operator.get('/version')],
    ['post', '/api/v1/award-lists', here.operator.post('/award-lists', { programme: 'vocational-grant', month: '2023-06' })], ['post', '/api/v1/award-lists', here.operator.post('/award-lists', { programme: 'nonsense' })], ['post', '/api/v1/award-lists/{id}/submission', here.operator.post(`/award-lists/${list.id}/submission`)],
    ['post', '/api/v1/award-lists/{id}/submission', here.officer.post(`/award-lists/${list.id}/submission`)], ['get', '/api/v1/award-lists/{id}', here.officer.get('/award-lists/4000000')],
  ];
  for (const [method, path, asked] of held) {
    const answer = await asked;
    const responses = description.paths[path][method].responses;
    const described = responses[String(answer.status)]?.content?.['application/json']?.schema ?? (answer.status >= 400 ? description.components.schemas.Problem : undefined);
    if (!described) throw new Error(`${method} ${path} answered ${answer.status}, which is not described`);
    const fits = ajv.compile(described);
    expect([method, path, answer.status, fits(answer.body), fits.errors]).toEqual([method, path, answer.status, true, null]);
  }
});
