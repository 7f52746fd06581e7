import { end, exclusive, field, flow, path, service, start, userTask, type Part } from '../support/bpmn-builder.js';
import { saveDefinition } from '../../server/workflow/definitions.js';
import { bpmn } from '../support/bpmn-builder.js';
import { row, rows } from '../../server/database.js';
import type { Person } from '../support/product.js';
import { smallProcesses, type SmallProcesses } from '../support/small-process.js';

/* Before a draft is activated: which of those that are over would have gone another way on it. */

let world: SmallProcesses;
let drawer: Person;
beforeAll(async () => { world = await smallProcesses(); drawer = await world.signIn(world.drawer); });
afterAll(() => world.product.stop());

const variables = [{ name: 'days', type: 'number' }, { name: 'people', type: 'number' }];
/** More than so many days go to the boss; the rest is told at once. */
const drawn = (limit: string, more: Part[] = []): Part[] => [start(), userTask('ask', { form: field('days', 'long') }), exclusive('much', 'much-tell'), userTask('boss'), service('tell'), end(), ...path('start', 'ask', 'much'), flow('much', 'boss', limit), flow('much', 'tell', undefined, 'much-tell'), ...path('boss', 'tell', 'end'), ...more];
type Answer = { replayed: number; same: number; other: number; unknown: number; items: { instanceId: number; verdict: string; why: string }[] };
const asked = async (key: string, version: number): Promise<Answer> => (await drawer.get(`/process-definitions/${key}/versions/${version}/what-if`)).body as Answer;

it('those the new limit sends elsewhere are named with the place where the ways part; nothing is changed or called', async () => {
  const short = await world.begin('limit', drawn('days > 5'), { variables });
  await world.done(short, 'ask', { days: '2' });
  const middle = await world.another('limit');
  await world.done(middle, 'ask', { days: '4' });
  const long = await world.another('limit');
  await world.done(long, 'ask', { days: '9' });
  await world.done(long, 'boss');
  await world.another('limit'); // not over: it is not asked
  const { version } = await saveDefinition(world.drawer, bpmn(drawn('days > 3'), { id: 'limit', variables }));
  const before = [world.called.length, await row('SELECT COUNT(*) AS n FROM process_history'), await rows('SELECT id, version, state FROM process_instances ORDER BY id')];
  const answer = await asked('limit', version.version);
  expect(answer).toMatchObject({ replayed: 3, same: 2, other: 1, unknown: 0 });
  expect(answer.items).toMatchObject([{ instanceId: await world.instanceOf(middle), verdict: 'other', why: expect.stringContaining('“办理ask”之后，原来系统办理的是notify，这一版是没有') }]);
  expect([world.called.length, await row('SELECT COUNT(*) AS n FROM process_history'), await rows('SELECT id, version, state FROM process_instances ORDER BY id')]).toEqual(before);
  expect(await asked('limit', 1)).toMatchObject({ same: 3, other: 0 });
  const page = await drawer.page(`/processes/limit/${version.version}/what-if`);
  expect([page.status, page.text.includes('走另一条路')]).toEqual([200, true]);
});

it('a step more, a step less and a step under another id', async () => {
  const id = await world.begin('steps', [start(), userTask('a', { name: '甲' }), userTask('b', { name: '乙' }), end(), ...path('start', 'a', 'b', 'end')]);
  await world.done(id, 'a');
  await world.done(id, 'b');
  const on = async (parts: Part[]): Promise<Answer> => asked('steps', (await saveDefinition(world.drawer, bpmn(parts, { id: 'steps' }))).version.version);
  expect((await on([start(), userTask('a', { name: '甲' }), userTask('b', { name: '乙' }), userTask('c', { name: '丙' }), end(), ...path('start', 'a', 'b', 'c', 'end')])).items[0].why).toContain('这一版还停在“丙”');
  expect((await on([start(), userTask('a', { name: '甲' }), end(), ...path('start', 'a', 'end')])).items[0].why).toContain('已经走完');
  expect(await on([start(), userTask('a', { name: '甲' }), userTask('b2', { name: '乙' }), end(), ...path('start', 'a', 'b2', 'end')])).toMatchObject({ same: 1 });
});

it('where what was known then is not enough, that is said, not guessed', async () => {
  const id = await world.begin('unknown', drawn('days > 5'), { variables });
  await world.done(id, 'ask', { days: '2' });
  const draft = drawn('days > 5').map((part) => part);
  draft.splice(1, 1, userTask('ask', { form: field('days', 'long') + field('weeks', 'long') }));
  const { version } = await saveDefinition(world.drawer, bpmn(draft.map((part) => (part.xml.includes('days &gt; 5') ? flow('much', 'boss', 'weeks > 1') : part)), { id: 'unknown', variables: [...variables, { name: 'weeks', type: 'number' }] }));
  expect(await asked('unknown', version.version)).toMatchObject({ unknown: 1, items: [{ verdict: 'unknown', why: expect.stringContaining('weeks') }] });
});
