import type { Actor } from '../../server/values/actor.js';
import { bpmn, end, path, start, userTask } from '../support/bpmn-builder.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { person, province } from '../support/world.js';

let product: Product;
let drawer: Person;
let colleague: Person;
let publisher: Person;
beforeAll(async () => {
  product = await startProduct();
  const top = await province();
  const signedIn = async (role: Actor['role']): Promise<Person> => Person.signedIn(product, await person(top, role));
  [drawer, colleague, publisher] = [await signedIn('process-administrator'), await signedIn('process-administrator'), await signedIn('process-publisher')];
});
afterAll(() => product.stop());

type Saved = { version: number; sha256: string; state: string; findings: { code: string }[]; ways?: unknown[] };
const short = (name: string, key = 'short-list'): string => bpmn([start(), userTask('look', { name }), end(), ...path('start', 'look', 'end')], { id: key });
const unfinished = (key = 'short-list'): string => bpmn([start(), userTask('look', { name: '复核', candidates: '' })], { id: key });

it('unfinished work is kept when asked for, and cannot be activated until nothing must be mended', async () => {
  expect((await drawer.post('/process-definitions', unfinished())).code).toBe('definition-invalid');
  const draft: Saved = (await drawer.post('/process-definitions?unfinished=true', unfinished())).body;
  expect([draft.state, draft.findings.map(({ code }) => code)]).toEqual(['draft', expect.arrayContaining(['no-candidate'])]);
  expect((await publisher.post(`/process-definitions/short-list/versions/${draft.version}/activation`)).code).toBe('definition-invalid');
  for (const page of [`/processes/short-list/${draft.version}`, `/processes/short-list/${draft.version}/editor`, '/processes']) expect((await drawer.page(page)).status).toBe(200);

  const again = await drawer.call('PUT', `/process-definitions/short-list/versions/${draft.version}?sha256=${draft.sha256}`, short('复核'));
  const mended: Saved = again.body;
  expect([again.status, mended.version, mended.findings.filter(({ code }) => code !== 'no-picture'), mended.ways?.length]).toEqual([200, draft.version, [], 1]);
});

it('what somebody else saved in between is not overwritten, and nothing that was in use is changed', async () => {
  const draft: Saved = (await drawer.post('/process-definitions?unfinished=true', unfinished('two-hands'))).body;
  const path_ = `/process-definitions/two-hands/versions/${draft.version}`;
  const second: Saved = (await colleague.call('PUT', `${path_}?sha256=${draft.sha256}`, short('乙的复核', 'two-hands'))).body;
  expect((await drawer.call('PUT', `${path_}?sha256=${draft.sha256}`, short('甲的复核', 'two-hands'))).code).toBe('stale-version');
  // Four eyes: what is activated is what was looked at, and never by whoever saved it last.
  expect((await publisher.post(`${path_}/activation`, { sha256: draft.sha256 })).code).toBe('stale-version');
  expect((await colleague.post(`${path_}/activation`)).code).toBe('same-person');
  expect((await publisher.post(`${path_}/activation`, { comment: '核对过', sha256: second.sha256 })).status).toBe(200);
  expect((await drawer.call('PUT', `${path_}?sha256=${second.sha256}`, short('再改', 'two-hands'))).code).toBe('in-use');
  expect((await publisher.call('PUT', `${path_}?sha256=${second.sha256}`, short('再改', 'two-hands'))).status).toBe(403);
});

it.each([
  ['a file that is no process', '<a/>'],
  ['a DOCTYPE', `<!DOCTYPE a>${short('x', 'hostile')}`],
  ['more steps than anybody can read', bpmn([start(), ...Array.from({ length: 300 }, (_, index) => userTask(`t${index}`))], { id: 'absurd' })],
])('%s is not kept, not even unfinished', async (_, xml) => {
  const answer = await drawer.post('/process-definitions?unfinished=true', xml);
  expect([answer.status, answer.code]).toEqual([422, 'definition-invalid']);
});

it('a script may be kept in a draft to be drawn otherwise, and is never activated', async () => {
  const draft: Saved = (await drawer.post('/process-definitions?unfinished=true', short('复核', 'with-script').replace('<bpmn:endEvent', '<bpmn:scriptTask id="run" /><bpmn:endEvent'))).body;
  expect((await publisher.post(`/process-definitions/with-script/versions/${draft.version}/activation`)).code).toBe('definition-invalid');
});
