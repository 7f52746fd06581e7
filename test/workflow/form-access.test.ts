import { completeTask } from '../../server/workflow/complete-task.js';
import { openTaskOf } from '../../server/workflow/task.js';
import { presentTask } from '../../server/workflow/presenter.js';
import type { Actor } from '../../server/values/actor.js';
import { end, path, start, tag, userTask, type Part } from '../support/bpmn-builder.js';
import { smallProcesses, type SmallProcesses } from '../support/small-process.js';
import { person } from '../support/world.js';

/* The fields of one drawn step: for one post asked for, for another only to be read, for a third not there. */

let world: SmallProcesses;
let officer: Actor;
let director: Actor;
beforeAll(async () => {
  world = await smallProcesses();
  officer = await person(world.authority, 'authority-operator');
  director = await person(world.authority, 'authority-director');
});
afterAll(() => world.product.stop());

const required = '<camunda:validation><camunda:constraint name="required" /></camunda:validation>';
const asked = (id: string, label: string, type: string, access?: string, inside = ''): string => tag('camunda:formField', { id, label, type, 'aid:access': access }, inside);
const first = asked('amount', '核定金额', 'money') + asked('secret', '内部备注', 'string');
const second = asked('amount', '核定金额', 'money', 'authority-director:readonly,authority-operator:required') + asked('secret', '内部备注', 'string', 'authority-director:hidden')
  + asked('fellows', '同去人员', 'people', 'authority-director:optional', required) + asked('words', '意见', 'opinion', undefined, required) + asked('record', '核查记录', 'attachment', 'authority-director:optional', required);
const steps: Part[] = [start(), userTask('first', { form: first }), userTask('second', { candidates: 'authority-operator@authority, authority-director@authority', form: second }), end(), ...path('start', 'first', 'second', 'end')];

async function atSecond(): Promise<{ id: number; task: NonNullable<Awaited<ReturnType<typeof openTaskOf>>> }> {
  const id = await world.another('by-role');
  await world.done(id, 'first', { amount: '200.00', secret: '待查' });
  const task = await openTaskOf({ kind: 'award-list', id }, 'second');
  if (!task) throw new Error('nothing waits');
  return { id, task };
}
const refused = async (who: Actor, task: { id: number; version: number }, fields: Record<string, unknown>): Promise<string[]> =>
  completeTask(who, task.id, { version: task.version, ...fields }).then(() => [], (error: { errors?: { path: string; code: string }[] }) => (error.errors ?? []).map(({ path: at, code }) => `${at} ${code}`));

beforeAll(async () => { await world.publish('by-role', steps); });

it('each post meets the form as drawn for it', async () => {
  const { task } = await atSecond();
  const met = async (who: Actor): Promise<string[]> => (await presentTask(who, task)).form.map(({ id, mode }) => `${id} ${mode}`);
  expect(await met(officer)).toEqual(['amount required', 'secret optional', 'fellows required', 'words required', 'record required']);
  expect(await met(director)).toEqual(['amount readonly', 'fellows optional', 'words required', 'record optional']);
  expect((await presentTask(director, task)).form[0]).toMatchObject({ id: 'amount', value: '200.00' });
});

it('what is asked for is demanded: amount, people of the office, opinion and attachment', async () => {
  const { task } = await atSecond();
  expect(await refused(officer, task, {})).toEqual(['amount required', 'fellows required', 'words required', 'record required']);
  expect(await refused(officer, task, { amount: '1', fellows: [world.operator.userId], words: '同意' })).toEqual(['fellows invalid', 'record required']);
});

it('what is only to be read is not changed, what is hidden is not known', async () => {
  const { id, task } = await atSecond();
  expect(await refused(director, task, { amount: '999.00', words: '同意' })).toEqual(['amount readonly']);
  expect(await refused(director, task, { secret: '改掉', words: '同意' })).toEqual(['secret unknown-field']);
  expect(await refused(director, task, { words: '同意' })).toEqual([]);
  expect(await world.stateOf(id)).toBe('completed');
});
