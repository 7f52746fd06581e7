import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { routes } from '../../server/app.js';
import { complete, newList, openTask, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { officeTime, Person, startProduct, type Product, type Reply } from '../support/product.js';
import { person, students } from '../support/world.js';

type Operation = { operationId: string; summary: string; parameters?: { name: string; in: string; required: boolean; schema: object }[]; requestBody?: { content: Record<string, { schema: object }> }; responses: Record<string, { content?: Record<string, { schema: object }> }>; 'x-refusals'?: string[] };
type Description = { openapi: string; paths: Record<string, Record<string, Operation>>; components: { schemas: { Problem: { properties: { code: { enum: string[] } } } } } };

let product: Product;
let here: Office;
let description: Description;
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
  description = (await (await fetch(`${product.url}/api/openapi.json`)).json()) as Description;
});
afterAll(() => product.stop());

const operations = (): [string, Operation][] => Object.entries(description.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, one]): [string, Operation] => [`${method} ${path}`, one]));

describe('the description', () => {
  it('is OpenAPI 3.1 in its structure', () => {
    const schema = { type: 'object' };
    const content = { type: 'object', minProperties: 1, additionalProperties: { type: 'object', required: ['schema'], properties: { schema } } };
    const operation = {
      type: 'object', required: ['operationId', 'summary', 'responses'], properties: {
        operationId: { type: 'string', pattern: '^\\w+$' }, summary: { type: 'string', minLength: 2 }, description: { type: 'string' },
        parameters: { type: 'array', items: { type: 'object', required: ['name', 'in', 'schema'], properties: { name: { type: 'string' }, in: { enum: ['path', 'query', 'header', 'cookie'] }, required: { type: 'boolean' }, schema } } },
        requestBody: { type: 'object', required: ['content'], properties: { content } },
        responses: { type: 'object', minProperties: 1, propertyNames: { pattern: '^([1-5]\\d\\d|default)$' }, additionalProperties: { type: 'object', required: ['description'], properties: { content } } },
      },
    };
    const structure = {
      type: 'object', required: ['openapi', 'info', 'paths', 'components'], properties: {
        openapi: { type: 'string', pattern: '^3\\.1\\.\\d+$' }, info: { type: 'object', required: ['title', 'version'] },
        paths: { type: 'object', propertyNames: { pattern: '^/' }, additionalProperties: { type: 'object', propertyNames: { enum: ['get', 'put', 'post', 'delete', 'patch'] }, additionalProperties: operation } },
      },
    };
    const valid = ajv.compile(structure);
    expect([valid(description), valid.errors ?? []]).toEqual([true, []]);
  });

  it('names every operation once, and every parameter of an address', () => {
    const names = operations().map(([, { operationId }]) => operationId);
    expect(names.filter((one, at) => names.indexOf(one) !== at)).toEqual([]);
    const undeclared = operations().flatMap(([name, one]) => [...name.matchAll(/\{(\w+)\}/g)].filter(([, inPath]) => !one.parameters?.some((given) => given.in === 'path' && given.name === inPath && given.required)).map(([, inPath]) => `${name}: ${inPath}`));
    expect(undeclared).toEqual([]);
  });

  it('has every address of the API', () => {
    const known = operations().map(([name]) => name);
    expect(routes.filter(({ path }) => path.startsWith('/api/')).map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).filter((one) => !known.includes(one))).toEqual([]);
  });

  it('says in Chinese what each is for, and the readable page lists them with the rates', async () => {
    expect(operations().filter(([, { summary }]) => !/[\u4e00-\u9fff]/.test(summary)).map(([name]) => name)).toEqual([]);
    const page = await fetch(`${product.url}/api/docs`);
    const text = await page.text();
    expect([page.status, text.includes('GET /api/v1/todos'), text.includes('sign-in')]).toEqual([200, true, true]);
  });

  it('has only schemas that can be used to check with', () => {
    for (const [name, one] of operations()) {
      const schemas = [...(one.parameters ?? []).map(({ schema }) => schema), ...[one.requestBody, ...Object.values(one.responses)].flatMap((part) => Object.values(part?.content ?? {}).map(({ schema }) => schema))];
      for (const schema of schemas) expect([name, typeof ajv.compile(withProblem(schema))]).toEqual([name, 'function']);
    }
  });

  it('knows every refusal that is written anywhere in the product', () => {
    const known = new Set(description.components.schemas.Problem.properties.code.enum);
    const unknown = codesInSource().filter(({ code }) => !known.has(code)).map(({ code, file }) => `${code} (${file})`);
    expect(unknown).toEqual([]);
  });
});

/** The words after which a refusal code stands in the source. */
const spoken = [/new (?:RuleBroken|Forbidden|Conflict|NotSignedIn|SourceInvalid)\(\s*'([a-z][a-z0-9-]+)'/g, /\bdemand\([^\n]*?, '([a-z][a-z0-9-]+)', [`']/g, /super\('([a-z][a-z0-9-]+)', /g, /\bcode: '([a-z][a-z0-9-]+)', name: /g];
function codesInSource(): { code: string; file: string }[] {
  const folder = join(__dirname, '../../server');
  const found = readdirSync(folder, { recursive: true }).map(String).filter((name) => /\.tsx?$/.test(name)).flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return spoken.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code]) => ({ code, file: name })));
  });
  return found.filter(({ code }, at) => found.findIndex((one) => one.code === code) === at);
}

function withProblem(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/Problem', '#/$defs/Problem').replace(/\}$/, `${Object.keys(schema).length > 0 ? ',' : ''}"$defs":${JSON.stringify({ Problem: description.components.schemas.Problem })}}`)) as object;
}

const checks = new Map<string, ValidateFunction>();
/** Holds one answer against what the description says of its address and status. @returns what does not fit. */
function misfit(method: string, address: string, reply: Reply): string[] {
  const path = `/api/v1${address.split('?')[0]}`;
  const fits = (template: string): boolean => new RegExp(`^${template.replace(/\./g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
  const template = Object.keys(description.paths).filter((one) => fits(one) && description.paths[one][method.toLowerCase()]).sort((a, b) => a.split('{').length - b.split('{').length)[0];
  const name = `${method} ${template ?? path} ${reply.status}`;
  const one = template ? description.paths[template][method.toLowerCase()] : undefined;
  if (!one) return [`${name}: not described`];
  const described = one.responses[String(reply.status)] ?? (reply.status >= 400 ? one.responses.default : undefined);
  if (!described) return [`${name}: this status is not described`];
  const type = (reply.headers.get('content-type') ?? '').split(';')[0];
  if (!/json/.test(type)) return (described.content ? Object.keys(described.content) : []).some((kind) => /json/.test(kind)) ? [`${name}: ${type} instead of JSON`] : [];
  const schema = described.content?.[type]?.schema;
  if (!schema) return [`${name}: ${type} is not described`];
  const check = checks.get(name) ?? ajv.compile(withProblem(schema));
  checks.set(name, check);
  return check(reply.body) ? [] : (check.errors ?? []).map(({ instancePath, message, params }) => `${name}: ${instancePath} ${message} ${JSON.stringify(params)}`);
}

it('tells the truth: every answer of a list’s whole way, and every refusal met on it, fits what is described', async () => {
  const call = Person.prototype.call;
  const seen: string[] = [];
  const wrong: string[] = [];
  jest.spyOn(Person.prototype, 'call').mockImplementation(async function answered(this: Person, method: string, path: string, body?: unknown, headers?: Record<string, string>) {
    const reply = await call.call(this, method, path, body, headers);
    seen.push(`${method} ${reply.status}`);
    wrong.push(...misfit(method, path, reply));
    return reply;
  });
  try {
    await wholeWay();
  } finally {
    jest.restoreAllMocks();
  }
  expect([...new Set(wrong)]).toEqual([]);
  expect(seen.length).toBeGreaterThan(60);
  expect(new Set(seen)).toEqual(new Set([...seen, 'GET 200', 'POST 201', 'POST 200', 'POST 422', 'POST 409', 'GET 404', 'POST 403', 'POST 400']));
});

async function wholeWay(): Promise<void> {
  const { operator, reviewer, officer, place } = here;
  const auditor = await Person.signedIn(product, await person(here.authority, 'auditor'));
  const drawer = await Person.signedIn(product, await person(here.authority, 'process-administrator'));
  const empty = await newList(operator, 'vocational-grant', '2023-04', []);
  await operator.post(`/award-lists/${empty.id}/submission`);
  await operator.patch(`/award-lists/${empty.id}`, { version: empty.version, batchNo: 3 });
  await operator.patch(`/award-lists/${empty.id}`, { version: 999, batchNo: 3 });
  await operator.delete(`/award-lists/${empty.id}`);
  await operator.get(`/award-lists/${empty.id}`);
  const list = await newList(operator, 'vocational-grant', '2023-05', await students(place, 2));
  const task = await openTask(operator, list.id, 'enter-list');
  await operator.post('/award-lists', { programme: 'vocational-grant', month: '2023-05', unknown: 1 });
  await reviewer.post(`/award-lists/${list.id}/submission`);
  await walkTo(here, list.id, 'submitted');
  await operator.post(`/tasks/${task?.id}/completion`, { version: task?.version });
  await operator.delete(`/award-lists/${list.id}/submission`);
  await walkTo(here, list.id, 'submitted');
  const { items: [award] }: { items: { id: number }[] } = (await reviewer.get(`/award-lists/${list.id}/awards`)).body;
  const note: { id: number } = (await reviewer.post(`/award-lists/${list.id}/awards/${award.id}/notes`, { text: '户籍材料缺页' })).body;
  await officer.post(`/award-lists/${list.id}/awards/${award.id}/notes`, { text: '还没轮到' });
  for (let time = 0; time < 2; time += 1) await operator.post(`/award-lists/${list.id}/awards/${award.id}/notes/${note.id}/answer`, { text: '已补交' });
  await operator.get(`/award-lists/${list.id}/awards/${award.id}/notes`);
  await complete(reviewer, list.id, 'school-review', { decision: 'fail' });
  await walkTo(here, list.id, 'submitted').catch(() => undefined);
  await complete(reviewer, list.id, 'school-review', { decision: 'pass' });
  await complete(officer, list.id, 'authority-review', { decision: 'pass' });
  await complete(operator, list.id, 'publish-list', { start: '2023-05-10', end: '2023-05-16' });
  await operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: '2023-05-17', awards: 'all' });
  await readAll(list.id);
  const published = await newList(operator, 'vocational-tuition-waiver', '2023-05', await students(place, 1));
  await walkTo(here, published.id, 'published');
  await officer.get(`/award-lists/${published.id}/disbursements`);
  await complete(officer, published.id, 'confirm-publicity', { decision: 'confirm' });
  await operator.post(`/award-lists/${published.id}/withdrawal-requests`, { reason: '' });
  await operator.post(`/award-lists/${published.id}/withdrawal-requests`, { reason: '有误' });
  await readAll(published.id);
  await complete(officer, published.id, 'review-withdrawal', { decision: 'grant' });
  const paid = await newList(operator, 'vocational-grant', '2023-03', await students(place, 1));
  await walkTo(here, paid.id, 'confirmed');
  await officeTime('2023-05-17T09:00:00+08:00');
  await operator.post(`/award-lists/${paid.id}/disbursements`, { paidOn: '2023-05-17', awards: 'all' });
  const { items }: { items: { id: number }[] } = (await operator.get(`/award-lists/${paid.id}/disbursements`)).body;
  await operator.patch(`/disbursements/${items[0].id}`, { state: 'returned', reason: '卡号有误' });
  await readAll(paid.id);
  for (const who of [operator, officer, drawer, auditor]) {
    for (const path of routes.filter(({ method, path: one }) => method === 'get' && one.startsWith('/api/v1/') && !one.includes(':')).map(({ path: one }) => one.slice('/api/v1'.length))) await who.get(path);
  }
  await operator.post('/notifications/reads', { ids: 'all' });
}

async function readAll(id: number): Promise<void> {
  for (const part of ['', '/awards?count=true', '/history', '/rounds', '/changes', '/changes?from=last-approval', '/changes?from=previous&limit=1', '/facts', '/notes?count=true', '/decision-impact?decision=fail', '/decision-impact?decision=reject', '/decision-impact?decision=grant', '/awards?warning=any', '/attachments', '/withdrawal-requests', '/withdrawal-impact', '/export.xlsx']) {
    await here.officer.get(`/award-lists/${id}${part}`);
  }
  const tasks: { items: { id: number }[] } = (await here.operator.get(`/tasks?subjectId=${id}`)).body;
  for (const one of tasks.items) await here.operator.get(`/tasks/${one.id}`);
}
