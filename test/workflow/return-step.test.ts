import { row, rows } from '../../server/database.js';
import { readDefinition } from '../../server/workflow/definition-model.js';
import { returnTargets } from '../../server/workflow/return-targets.js';
import { openTaskOf } from '../../server/workflow/task.js';
import { bpmn, end, exclusive, flow, parallel, path, service, start, userTask, type Part } from '../support/bpmn-builder.js';
import type { Person } from '../support/product.js';
import { smallProcesses, type SmallProcesses } from '../support/small-process.js';

/* 退回: to an earlier step one chooses, of those the drawing leads back to; where a step's status is a rule's, only by way of that rule. */

let world: SmallProcesses;
let clerk: Person;
beforeAll(async () => {
  world = await smallProcesses();
  clerk = await world.signIn(world.operator);
});
afterAll(() => world.product.stop());

const decision = { variables: [{ name: 'decision', type: 'text' }] };
/** Three steps; the last can go back to either of the others, to the first by way of a service. */
const three: Part[] = [
  start(), exclusive('again'), exclusive('city-again'), userTask('enter', { name: '填报' }), userTask('city', { name: '市级核对' }), userTask('province', { name: '省级核对', decisions: ['pass', 'to-city', 'to-enter'] }), exclusive('which', 'on'), service('undo'), end(),
  ...path('start', 'again', 'enter', 'city-again', 'city', 'province', 'which'), flow('which', 'end', undefined, 'on'), flow('which', 'city-again', 'decision = "to-city"', 'back-city'), flow('which', 'undo', 'decision = "to-enter"', 'back-enter'), flow('undo', 'again'),
];
const at = async (id: number, key: string) => openTaskOf({ kind: 'award-list', id }, key).then((task) => { if (!task) throw new Error(`nothing waits at ${key}`); return task; });
async function upTo(key: string): Promise<{ id: number; task: { id: number; version: number } }> {
  const id = await world.another(key);
  for (const step of ['enter', 'city']) await world.done(id, step);
  return { id, task: await at(id, 'province') };
}

it('one chooses among the earlier steps the drawing leads back to, and it is one act on record', async () => {
  await world.publish('back', three, decision);
  const { id, task } = await upTo('back');
  const shown = (await clerk.get(`/tasks/${task.id}`)).body as { returnsTo: unknown; can: { return: { allowed: boolean } } };
  expect([shown.returnsTo, shown.can.return.allowed]).toEqual([[{ key: 'city', name: '市级核对', decision: '选to-city' }, { key: 'enter', name: '填报', decision: '选to-enter' }], true]);
  const open = await clerk.post(`/tasks/${task.id}/return`, { version: task.version, remark: '材料不齐' });
  expect([open.status, open.code, open.text]).toEqual([422, 'return-where', expect.stringContaining('“市级核对”（city）、“填报”（enter）')]);
  expect((await clerk.post(`/tasks/${task.id}/return`, { version: task.version, remark: '材料不齐', to: 'province' })).code).toBe('no-return-rule');
  expect((await clerk.post(`/tasks/${task.id}/return`, { version: task.version + 1, remark: '材料不齐', to: 'city' })).code).toBe('stale-version');
  expect(await world.waiting(id)).toEqual(['province']);
  expect((await clerk.post(`/tasks/${task.id}/return`, { version: task.version, remark: '材料不齐', to: 'city' })).body).toMatchObject({ state: 'done', decision: 'to-city', remark: '材料不齐' });
  expect(await world.waiting(id)).toEqual(['city']);
  expect(await rows("SELECT remark FROM audit_events WHERE action = '退回' AND object_id = ?", [id])).toEqual([{ remark: '材料不齐' }]);
  expect((await clerk.post(`/tasks/${task.id}/return`, { version: task.version, remark: '再退', to: 'city' })).code).toBe('already-done');
});

it('to the step further back the service on the way is called, so the status goes with it', async () => {
  const { id, task } = await upTo('back');
  world.called.length = 0;
  await clerk.post(`/tasks/${task.id}/return`, { version: task.version, remark: '重填', to: 'enter' });
  expect([await world.waiting(id), world.called]).toEqual([['enter'], [`notify ${id}`]]);
});

it('at the desk the steps stand in a list beside the other tools', async () => {
  const { id, task } = await upTo('back');
  const page = (await clerk.page(`/tasks/${task.id}`)).text;
  expect(page).toMatch(/退回到[\s\S]*市级核对[\s\S]*填报[\s\S]*退回的原因/);
  expect((await clerk.submit(`/tasks/${task.id}/return`, { version: String(task.version), to: 'city', remark: '请再核对一遍' })).status).toBe(303);
  expect([await world.waiting(id), (await row<{ remark: string }>('SELECT remark FROM tasks WHERE id = ?', [task.id]))?.remark]).toEqual([['city'], '请再核对一遍']);
});

describe('only where it is sure', () => {
  const targets = async (parts: Part[], task: string, ruled: string[] = [], only?: string): Promise<string[]> =>
    returnTargets(await readDefinition(bpmn(parts, decision)), task, { isRuled: (step) => ruled.includes(step), ...(only === undefined ? {} : { only }) }).map(({ to, decision: value }) => `${value} ${to}`);

  it('a step with rules of its own is reached by way of a service only', async () => {
    expect(await targets(three, 'province', ['enter', 'city'])).toEqual(['to-enter enter']);
    expect(await targets(three, 'province', [], 'to-city')).toEqual(['to-city city']);
    expect(await targets(three, 'province', [], '')).toEqual([]);
  });

  it('not forward, not to a step some ways pass by, not into several branches', async () => {
    expect(await targets([start(), userTask('a', { decisions: ['pass', 'fail'] }), exclusive('x', 'no'), userTask('b'), end(), ...path('start', 'a', 'x'), flow('x', 'b', 'decision = "pass"'), flow('x', 'end', undefined, 'no'), flow('b', 'end')], 'a')).toEqual([]);
    const passedBy = [start(), exclusive('m'), exclusive('first', 'straight'), userTask('maybe'), userTask('last', { decisions: ['pass', 'back'] }), exclusive('x', 'on'), end(), flow('start', 'first'), flow('first', 'maybe', 'decision = "yes"'), flow('first', 'm', undefined, 'straight'), ...path('maybe', 'm', 'last', 'x'), flow('x', 'maybe', 'decision = "back"'), flow('x', 'end', undefined, 'on')];
    expect(await targets(passedBy, 'last')).toEqual([]);
    const branches = [start(), parallel('split'), parallel('join'), userTask('a'), userTask('b'), userTask('last', { decisions: ['pass', 'back'] }), exclusive('x', 'on'), exclusive('m'), end(), ...path('start', 'm', 'split', 'a', 'join', 'last', 'x'), ...path('split', 'b', 'join'), flow('x', 'm', 'decision = "back"'), flow('x', 'end', undefined, 'on')];
    expect(await targets(branches, 'last')).toEqual([]);
  });
});
