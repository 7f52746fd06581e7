import { row, rows, run } from '../../server/database.js';
import { fireDueTimers } from '../../server/workflow/fire-timers.js';
import { bpmn, boundary, end, exclusive, flow, message, parallel, path, service, start, subProcess, timer, userTask, type Part, type Process } from '../support/bpmn-builder.js';
import { proposeMapping, renamed } from '../../server/workflow/migration-mapping.js';
import { readDefinition } from '../../server/workflow/definition-model.js';
import { forgetOldStates } from '../../server/process-migrations/carry-out.js';
import { workJobs } from '../support/jobs.js';
import type { Person } from '../support/product.js';
import { forward, smallProcesses, type SmallProcesses } from '../support/small-process.js';

/* Running instances go on with another version: planned by one, tried on each, decided by another, carried out one by one, taken back. */

let world: SmallProcesses;
let drawer: Person;
let publisher: Person;
beforeAll(async () => {
  world = await smallProcesses();
  drawer = await world.signIn(world.drawer);
  publisher = await world.signIn(world.publisher);
});
afterAll(() => world.product.stop());
beforeEach(() => { world.broken.clear(); world.called.length = 0; });

type PlanBody = { id: number; state: string; counts: Record<string, number>; mapping: Record<string, string>; items: { instanceId: number; state: string; message: string | null }[] };
async function planned(key: string, mapping: Record<string, string> = {}, version = 1): Promise<PlanBody> {
  const answer = await drawer.post(`/process-definitions/${key}/versions/${version}/migrations`, { mapping, comment: '新版少一步' });
  if (answer.status !== 202) throw new Error(answer.text);
  await workJobs();
  return looked((answer.body as PlanBody).id);
}
const looked = async (id: number): Promise<PlanBody> => (await drawer.get(`/process-migrations/${id}`)).body as PlanBody;
async function carriedOut(id: number): Promise<PlanBody> {
  const answer = await publisher.post(`/process-migrations/${id}/decision`, { grant: true, remark: '同意' });
  if (answer.status !== 202) throw new Error(answer.text);
  await workJobs();
  return looked(id);
}
const reasonFor = async (key: string, mapping?: Record<string, string>): Promise<string | null> => {
  const plan = await planned(key, mapping);
  await drawer.delete(`/process-migrations/${plan.id}`);
  return plan.items[0].message;
};
const versionOf = async (id: number): Promise<number | undefined> => (await row<{ version: number }>('SELECT d.version FROM process_instances p JOIN process_definitions d ON d.id = p.definition_id WHERE p.subject_id = ?', [id]))?.version;

const three: Part[] = [start(), userTask('first'), userTask('check', { name: '核对' }), service('tell'), userTask('last'), end(), ...path('start', 'first', 'check', 'tell', 'last', 'end')];
/** The same, the checking step under another id and with another remark, a step more at the end. */
const four: Part[] = [start(), userTask('first'), userTask('verify', { name: '核对' }), service('tell'), userTask('last'), userTask('more'), end(), ...path('start', 'first', 'verify', 'tell', 'last', 'more', 'end')];

it('instances keep their version until a plan of two people moves them; then they go on as the new drawing says', async () => {
  const early = await world.begin('moved', three);
  const there = await world.another('moved');
  await world.done(there, 'first');
  await world.publish('moved', four);
  const fresh = await world.another('moved');
  const plan = await planned('moved');
  expect([plan.state, plan.counts.fits, plan.counts.unfit, plan.mapping.check]).toEqual(['checked', 2, 0, 'verify']);
  expect([await versionOf(early), await versionOf(there), await versionOf(fresh)]).toEqual([1, 1, 2]);
  expect((await drawer.post(`/process-migrations/${plan.id}/decision`, { grant: true })).code).toBe('role-not-allowed');
  const task = await row<{ id: number; execution_id: string }>("SELECT id, execution_id FROM tasks WHERE subject_id = ? AND state = 'open'", [there]);
  expect((await carriedOut(plan.id)).counts).toMatchObject({ moved: 2, failed: 0 });
  expect([await versionOf(early), await versionOf(there)]).toEqual([2, 2]);
  expect(await row('SELECT task_key, execution_id FROM tasks WHERE id = ?', [task?.id ?? 0])).toEqual({ task_key: 'verify', execution_id: task?.execution_id });
  for (const key of ['verify', 'last', 'more']) await world.done(there, key);
  for (const key of ['first', 'verify', 'last', 'more']) await world.done(early, key);
  expect([await world.stateOf(there), await world.stateOf(early), world.called]).toEqual(['completed', 'completed', [`notify ${there}`, `notify ${early}`]]);
  expect(await world.history(there)).toContain('migrated');
});

it('whoever planned it does not decide it, and one plan is open at a time', async () => {
  await world.begin('by-two', three);
  await world.publish('by-two', four);
  const plan = await planned('by-two');
  expect((await drawer.post('/process-definitions/by-two/versions/1/migrations', { comment: '再来' })).code).toBe('in-use');
  await run('UPDATE process_migrations SET planned_by = ? WHERE id = ?', [world.publisher.userId, plan.id]);
  expect((await publisher.post(`/process-migrations/${plan.id}/decision`, { grant: true })).code).toBe('same-person');
  await run('UPDATE process_migrations SET planned_by = ? WHERE id = ?', [world.drawer.userId, plan.id]);
  expect((await publisher.post(`/process-migrations/${plan.id}/decision`, { grant: false, remark: '先不动' })).body).toMatchObject({ state: 'refused' });
  expect((await publisher.post(`/process-migrations/${plan.id}/decision`, { grant: true })).code).toBe('already-done');
  expect((await planned('by-two')).state).toBe('checked');
});

describe('the trial names each instance that cannot follow, and why', () => {
  const tried = async (key: string, old: Part[], next: Part[], before: (id: number) => Promise<unknown> = async () => undefined, mapping?: Record<string, string>, process: Process = {}): Promise<string | null> => {
    const id = await world.begin(key, old, process);
    await before(id);
    await world.publish(key, next, process);
    return reasonFor(key, mapping);
  };

  it('no partner for the place where it stands', async () => {
    expect(await tried('no-partner', three, [start(), userTask('first'), userTask('last'), end(), ...path('start', 'first', 'last', 'end')], (id) => world.done(id, 'first'))).toContain('停在“核对”，计划里没有它在新版的对应环节');
  });

  it('a partner after which other services are called: the status would not be right', async () => {
    const next = [start(), userTask('first'), userTask('other', { name: '复核' }), service('tell', 'settle'), userTask('last'), end(), ...path('start', 'first', 'other', 'tell', 'last', 'end')];
    expect(await tried('other-service', three, next, (id) => world.done(id, 'first'), { check: 'other' })).toContain('办结后调用的服务和新版的“复核”不同');
  });

  it('a reminder the new drawing adds to the place would never ring for it', async () => {
    const next = [...three, boundary('late', 'first', timer({ duration: 'P1D' }), false), end('e2'), flow('late', 'e2')];
    expect(await tried('new-boundary', three, next)).toContain('新版在“办理first”上加了“边界late”');
  });

  it('a branch the new drawing waits for and that this instance never went', async () => {
    const plain = [start(), userTask('a'), end(), ...path('start', 'a', 'end')];
    const joined = [start(), parallel('split'), userTask('a'), userTask('b'), parallel('join'), end(), ...path('start', 'split', 'a', 'join', 'end'), ...path('split', 'b', 'join')];
    expect(await tried('starved', plain, joined)).toContain('会停住');
  });

  it('a join that holds tokens and waits for other flows', async () => {
    const joined = (more: Part[]): Part[] => [start(), parallel('split'), userTask('a'), userTask('b'), parallel('join'), userTask('z'), end(), ...path('start', 'split', 'a', 'join', 'z', 'end'), ...path('split', 'b', 'join'), ...more];
    expect(await tried('joins', joined([]), joined([userTask('c'), ...path('split', 'c', 'join')]), (id) => world.done(id, 'a'))).toContain('已经到了几条分支');
  });

  it('a partner of another kind is refused when it is planned', async () => {
    await world.begin('kinds', three);
    await world.publish('kinds', four);
    expect((await drawer.post('/process-definitions/kinds/versions/1/migrations', { mapping: { check: 'tell' }, comment: '试' })).code).toBe('mapping-invalid');
    expect((await drawer.post('/process-definitions/kinds/versions/1/migrations', { mapping: { first: 'verify' }, comment: '试' })).code).toBe('mapping-invalid');
    expect((await drawer.post('/process-definitions/kinds/versions/2/migrations', { comment: '试' })).code).toBe('nothing-to-migrate');
  });
});

it('a due timer keeps its date, a message its wait and a sub-process its inside', async () => {
  const drawn = (host: string, inside: string, late: string): Part[] => [start(), subProcess(host, [start('s'), userTask(inside, { name: '里面' }), end('e'), ...path('s', inside, 'e')], { name: '子流程' }), boundary(late, host, timer({ duration: 'P2D' }), false), userTask('reminded'), end('e2'), boundary('stopped', host, message('stop')), end('e3'), userTask('then'), end(), ...path('start', host, 'then', 'end'), ...path(late, 'reminded', 'e2'), ...path('stopped', 'e3')];
  const id = await world.begin('inside', drawn('box', 'in', 'late'), { messages: ['stop'] });
  const due = await row<{ due_at: Date }>("SELECT due_at FROM timers m JOIN process_instances p ON p.id = m.instance_id WHERE p.subject_id = ?", [id]);
  await world.publish('inside', drawn('case', 'within', 'too-late'), { messages: ['stop'] });
  const plan = await planned('inside', { box: 'case', in: 'within', late: 'too-late' });
  expect(plan.items).toMatchObject([{ state: 'fits', message: null }]);
  await carriedOut(plan.id);
  expect(await rows("SELECT m.element_id, m.due_at FROM timers m JOIN process_instances p ON p.id = m.instance_id WHERE p.subject_id = ? AND m.state = 'waiting'", [id])).toEqual([{ element_id: 'too-late', due_at: due?.due_at }]);
  await forward(2.1);
  expect(await fireDueTimers((error) => { throw error; })).toBeGreaterThan(0);
  expect(await world.waiting(id)).toEqual(['reminded', 'within']);
  await world.done(id, 'within');
  await world.done(id, 'then');
  await world.done(id, 'reminded');
  expect(await world.stateOf(id)).toBe('completed');
});

it('one that has gone on between trial and move is told so; the others move', async () => {
  const quick = await world.begin('went-on', three);
  const slow = await world.another('went-on');
  await world.publish('went-on', four);
  const plan = await planned('went-on');
  for (const key of ['first', 'check', 'last']) await world.done(quick, key);
  const after = await carriedOut(plan.id);
  expect(after.counts).toMatchObject({ moved: 1, failed: 1 });
  expect(after.items.find(({ state }) => state === 'failed')?.message).toContain('已经走完');
  expect(await versionOf(slow)).toBe(2);
});

it('is taken back for those nothing has happened to since; the others stay and say so', async () => {
  const idle = await world.begin('taken-back', three);
  const busy = await world.another('taken-back');
  await world.done(idle, 'first');
  await world.publish('taken-back', four);
  const before = await rows("SELECT t.task_key, t.name, c.role FROM tasks t JOIN task_candidates c ON c.task_id = t.id WHERE t.subject_id = ? AND t.state = 'open'", [idle]);
  const state = await row('SELECT s.state FROM process_states s JOIN process_instances p ON p.id = s.instance_id WHERE p.subject_id = ?', [idle]);
  const plan = await planned('taken-back');
  await carriedOut(plan.id);
  await world.done(busy, 'first');
  expect((await publisher.post(`/process-migrations/${plan.id}/undo`)).status).toBe(202);
  await workJobs();
  expect(await looked(plan.id)).toMatchObject({ state: 'undone', counts: { undone: 1, stays: 1 } });
  expect([await versionOf(idle), await versionOf(busy)]).toEqual([1, 2]);
  expect(await rows("SELECT t.task_key, t.name, c.role FROM tasks t JOIN task_candidates c ON c.task_id = t.id WHERE t.subject_id = ? AND t.state = 'open'", [idle])).toEqual(before);
  expect(await row('SELECT s.state FROM process_states s JOIN process_instances p ON p.id = s.instance_id WHERE p.subject_id = ?', [idle])).toEqual(state);
  await world.done(idle, 'check');
  expect(await world.waiting(idle)).toEqual(['last']);
  expect((await publisher.post(`/process-migrations/${plan.id}/undo`)).code).toBe('already-done');
});

it('old states are kept thirty days', async () => {
  await world.begin('forgotten', three);
  await world.publish('forgotten', four);
  const { id } = await planned('forgotten');
  await carriedOut(id);
  await forgetOldStates();
  expect(await row('SELECT before_state IS NULL AS gone FROM process_migration_items WHERE migration_id = ?', [id])).toEqual({ gone: 0 });
  await run('UPDATE process_migrations SET decided_at = decided_at - INTERVAL 31 DAY WHERE id = ?', [id]);
  while ((await forgetOldStates()) > 0);
  expect((await publisher.post(`/process-migrations/${id}/undo`)).code).toBe('nothing-to-undo');
});

it('the new drawing says who may act on a task that has moved', async () => {
  const id = await world.begin('other-people', three);
  await world.publish('other-people', [start(), userTask('first', { candidates: 'authority-operator@authority' }), userTask('last'), end(), ...path('start', 'first', 'last', 'end')]);
  await carriedOut((await planned('other-people')).id);
  expect(await rows("SELECT c.role, c.organisation_id, c.open FROM task_candidates c JOIN tasks t ON t.id = c.task_id WHERE t.subject_id = ? AND t.state = 'open'", [id])).toEqual([{ role: 'authority-operator', organisation_id: world.authority.id, open: 1 }]);
});

it('the proposal takes the same id first, then the one of the same kind and name', async () => {
  const model = async (parts: Part[]) => readDefinition(bpmn(parts));
  const proposal = proposeMapping(await model([start(), userTask('a', { name: '甲' }), userTask('b', { name: '乙' }), userTask('c', { name: '丙' }), exclusive('x'), end(), ...path('start', 'a', 'b', 'c', 'end')]), await model([start(), userTask('a', { name: '改名' }), userTask('b2', { name: '乙' }), userTask('c1', { name: '丙' }), userTask('c2', { name: '丙' }), end(), ...path('start', 'a', 'b2', 'c1', 'c2', 'end')]));
  expect(proposal).toEqual({ a: 'a', b: 'b2' });
  expect(renamed('{"id":"a","executionId":"a_12","children":[{"id":"b","attachedTo":"a"}]}', { a: 'z', b: 'b' })).toBe('{"id":"z","executionId":"a_12","children":[{"id":"b","attachedTo":"z"}]}');
});

it('the pages show the form with a proposal, the trial and the result', async () => {
  await world.begin('pages', three);
  await world.publish('pages', four);
  expect((await drawer.page('/processes/pages/1')).text).toContain('迁移在走的实例');
  expect((await drawer.page('/processes/pages/1/migration')).text).toContain('to-first');
  const sent = await drawer.submit('/processes/pages/1/migration', { 'to-first': 'first', comment: '统一' });
  expect(sent.status).toBe(303);
  await workJobs();
  const id = Number(/process-migrations\/(\d+)/.exec(sent.headers.get('location') ?? '')?.[1]);
  expect((await publisher.page(`/process-migrations/${id}`)).text).toContain('同意，迁移 1 件');
  await carriedOut(id);
  expect((await publisher.page(`/process-migrations/${id}`)).text).toContain('撤销迁移');
  expect((await drawer.page('/process-migrations')).text).toContain('已迁移');
});
