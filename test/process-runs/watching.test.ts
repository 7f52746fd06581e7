import { row, run } from '../../server/database.js';
import { findLostTokens, waitsApart } from '../../server/workflow/lost-tokens.js';
import { listIncidents } from '../../server/workflow/incidents.js';
import { decideRepair } from '../../server/workflow/repair-incident.js';
import { end, exclusive, field, flow, parallel, path, service, start, userTask } from '../support/bpmn-builder.js';
import { workJobs } from '../support/jobs.js';
import type { Person } from '../support/product.js';
import { forward, smallProcesses, type SmallProcesses } from '../support/small-process.js';
import { person } from '../support/world.js';

/* What a process administrator sees of running procedures, and what can be done about one that is stuck. */

let world: SmallProcesses;
let drawer: Person;
let publisher: Person;
beforeAll(async () => {
  world = await smallProcesses();
  drawer = await world.signIn(world.drawer);
  publisher = await world.signIn(world.publisher);
});
afterAll(() => world.product.stop());
beforeEach(() => { world.broken.clear(); world.called.length = 0; world.facts.people = 3; });

const told = [start(), userTask('ask'), service('tell'), userTask('then'), end(), ...path('start', 'ask', 'tell', 'then', 'end')];
const incidentOf = async (id: number): Promise<number> => (await row<{ id: number }>("SELECT i.id FROM incidents i JOIN process_instances p ON p.id = i.instance_id WHERE p.subject_id = ? AND i.state = 'open'", [id]))?.id ?? 0;
async function stuck(key: string): Promise<{ id: number; incident: number }> {
  const id = await world.begin(key, told);
  world.broken.add('notify');
  await expect(world.done(id, 'ask')).rejects.toMatchObject({ code: 'process-incident' });
  return { id, incident: await incidentOf(id) };
}

describe('the page of an instance', () => {
  it('says where it stands, who has it and since when, and which way it came', async () => {
    const id = await world.begin('seen', [start(), userTask('ask', { decisions: ['pass', 'fail'] }), exclusive('well', 'well-then'), userTask('then', { name: '第二步' }), userTask('other'), end(), ...path('start', 'ask', 'well'), flow('well', 'other', 'decision = "fail"'), flow('well', 'then'), ...path('then', 'end'), ...path('other', 'end')], { variables: [{ name: 'decision', type: 'text' }] });
    await world.done(id, 'ask', { decision: 'pass' });
    const answer = await drawer.get(`/process-runs/${await world.instanceOf(id)}`);
    expect(answer.status).toBe(200);
    const body = answer.body as { waits: { elementId: string; who: string; since: string }[]; way: string[]; variables: { value: string }[]; waitsAt: string };
    expect(body.waits).toMatchObject([{ elementId: 'then', who: `${world.place.name} 学校业务操作人员` }]);
    expect(body.way).toEqual(expect.arrayContaining(['start-ask', 'ask-well', 'well-then']));
    expect(body.way).not.toContain('well-other');
    expect(body.variables).toMatchObject([{ value: '选pass' }]);
    expect((await drawer.page(`/process-runs/${await world.instanceOf(id)}`)).text).toContain('第二步');
  });

  it('hides what may be a person’s: free text, remarks and the name of the subject', async () => {
    const id = await world.begin('hidden', [start(), userTask('ask', { form: field('note') + field('days', 'long') }), userTask('then'), end(), ...path('start', 'ask', 'then', 'end')], { variables: [{ name: 'note', type: 'text' }, { name: 'days', type: 'number' }] });
    await world.done(id, 'ask', { note: '李小明家里困难', days: '5', remark: '王大娘来过' });
    const address = `/process-runs/${await world.instanceOf(id)}`;
    const body = (await drawer.get(address)).body as { variables: object[] };
    expect(body.variables).toEqual([expect.objectContaining({ name: 'note', masked: true }), expect.objectContaining({ name: 'days', value: '5', masked: false })]);
    const page = (await drawer.page(address)).text;
    for (const secret of ['李小明', '王大娘', `第 ${id} 件`]) expect(page).not.toContain(secret);
  });

  it('is for those who keep the procedures going, not for business or other administrators', async () => {
    const id = await world.begin('whose', told);
    const address = `/process-runs/${await world.instanceOf(id)}`;
    for (const role of ['auditor', 'system-administrator', 'authority-director'] as const) expect((await (await world.signIn(await person(world.authority, role))).get(address)).code).toBe('role-not-allowed');
    expect((await publisher.get('/process-runs/4000000000')).status).toBe(404);
  });
});

it('the figures of a version count what is open, late and done, and how long it took', async () => {
  const first = await world.begin('figures', [start(), userTask('ask', { more: { 'aid:dueWorkdays': 2 } }), userTask('then'), end(), ...path('start', 'ask', 'then', 'end')]);
  await forward(0.5);
  await world.done(first, 'ask');
  const second = await world.another('figures');
  await forward(1);
  await world.done(second, 'ask');
  await world.another('figures');
  await forward(9);
  const { body } = await drawer.get('/process-definitions/figures/versions/1/figures?days=30');
  const { steps, ...whole } = body as { running: number; started: number; steps: { elementId: string; open: number; late: number; passed: number; median: number }[] };
  expect(whole).toMatchObject({ running: 3, started: 3, completed: 0 });
  const ask = steps.find(({ elementId }) => elementId === 'ask');
  expect(ask).toMatchObject({ open: 1, late: 1, passed: 2 });
  expect(Math.round((ask?.median ?? 0) / 3600)).toBe(18);
  const page = await drawer.page('/processes/figures/1/figures');
  expect(page.text).toMatch(/class="d-task heat-4" data-element="ask"/);
  const board = (await drawer.get('/overdue-tasks?key=figures')).body as { items: { organisation: { id: number }; late: number }[] };
  expect(board.items).toEqual([expect.objectContaining({ organisation: expect.objectContaining({ id: world.place.id }), late: 1 })]);
  const elsewhere = await world.signIn(await person(await import('../support/world.js').then(({ county }) => county()), 'authority-operator'));
  expect((await elsewhere.get('/overdue-tasks')).body).toEqual({ items: [] });
});

describe('an incident', () => {
  it('all of a kind are tried again in the background, with a result for each', async () => {
    const { id: one, incident } = await stuck('alike');
    const two = await world.another('alike');
    await expect(world.done(two, 'ask')).rejects.toMatchObject({ code: 'process-incident' });
    world.broken.clear();
    const answer = await drawer.post(`/incidents/${incident}/alike`);
    expect([answer.status, (answer.body as { total: number }).total]).toEqual([202, 2]);
    await workJobs();
    expect((await drawer.get(`/incident-retries/${(answer.body as { id: number }).id}`)).body).toMatchObject({ done: 2, failed: 0, state: 'done' });
    expect([await world.waiting(one), await world.waiting(two)]).toEqual([['then'], ['then']]);
    expect((await drawer.post(`/incidents/${incident}/alike`)).code).toBe('nothing-to-retry');
  });

  it('a service that changes no status is passed over when one person asks and another grants it', async () => {
    const { id, incident } = await stuck('skipped');
    const asked = await drawer.post(`/incidents/${incident}/repairs`, { reason: '短信平台停用，已电话通知' });
    expect(asked.status).toBe(201);
    expect((await drawer.post(`/incidents/${incident}/repairs`, { reason: '再申请' })).code).toBe('in-use');
    const repair = (asked.body as { id: number }).id;
    expect((await drawer.post(`/process-repairs/${repair}/decision`, { grant: true })).code).toBe('role-not-allowed');
    // Whoever asked does not decide in the other post either.
    await expect(decideRepair({ ...world.drawer, role: 'process-publisher' }, repair, true, '')).rejects.toMatchObject({ code: 'same-person' });
    expect((await drawer.post(`/incidents/${incident}/retry`)).code).toBe('process-incident');
    expect((await publisher.post(`/process-repairs/${repair}/decision`, { grant: true, remark: '同意' })).status).toBe(200);
    expect((await publisher.post(`/process-repairs/${repair}/decision`, { grant: false })).code).toBe('already-done');
    expect((await drawer.post(`/incidents/${incident}/retry`)).status).toBe(200);
    expect([await world.waiting(id), world.called]).toEqual([['then'], []]);
    expect(await world.history(id)).toContain('skipped tell');
    expect((await row<{ state: string }>('SELECT state FROM process_repairs WHERE id = ?', [repair]))?.state).toBe('used');
  });

  it('a service that changes a status is never passed over', async () => {
    const id = await world.begin('not-skipped', [start(), userTask('ask'), service('tell', 'settle'), end(), ...path('start', 'ask', 'tell', 'end')]);
    world.broken.add('settle');
    await expect(world.done(id, 'ask')).rejects.toMatchObject({ code: 'process-incident' });
    expect((await drawer.post(`/incidents/${await incidentOf(id)}/repairs`, { reason: '试试' })).code).toBe('cannot-be-skipped');
    expect((await drawer.page(`/incidents/${await incidentOf(id)}/repair`)).text).toContain('不能跳过');
  });

  it('at a condition without an answer two people say which way, and only once', async () => {
    const parts = [start(), userTask('ask'), exclusive('many', 'many-few'), userTask('big'), userTask('few'), end(), ...path('start', 'ask', 'many'), flow('many', 'big', 'people > 2'), flow('many', 'few'), ...path('big', 'ask'), ...path('few', 'end')];
    const id = await world.begin('which-way', parts, { variables: [{ name: 'people', type: 'number' }] });
    world.facts.people = null;
    await expect(world.done(id, 'ask')).rejects.toMatchObject({ code: 'process-incident' });
    const incident = await incidentOf(id);
    expect((await drawer.post(`/incidents/${incident}/repairs`, { reason: '走大的', flowId: 'ask-many' })).code).toBe('cannot-be-skipped');
    const repair = ((await drawer.post(`/incidents/${incident}/repairs`, { reason: '走大的', flowId: 'many-big' })).body as { id: number }).id;
    await publisher.post(`/process-repairs/${repair}/decision`, { grant: true });
    expect((await drawer.post(`/incidents/${incident}/retry`)).status).toBe(200);
    expect(await world.waiting(id)).toEqual(['big']);
    await world.done(id, 'big');
    await expect(world.done(id, 'ask')).rejects.toMatchObject({ code: 'process-incident' });
  });

  it('a variable of a form can be set with a reason by two people; facts, amounts and decisions cannot', async () => {
    const parts = [start(), userTask('ask', { form: field('days', 'long') + field('sum', 'money'), decisions: ['pass'] }), exclusive('long', 'long-short'), userTask('much'), userTask('short'), end(), ...path('start', 'ask', 'long'), flow('long', 'much', 'days > 2 and people > 0'), flow('long', 'short'), ...path('much', 'end'), ...path('short', 'end')];
    const id = await world.begin('variable', parts, { variables: [{ name: 'days', type: 'number' }, { name: 'sum', type: 'number' }, { name: 'people', type: 'number' }, { name: 'decision', type: 'text' }] });
    world.facts.people = null;
    await expect(world.done(id, 'ask', { days: '5', decision: 'pass' })).rejects.toMatchObject({ code: 'process-incident' });
    const incident = await incidentOf(id);
    for (const variable of ['people', 'sum', 'decision', 'unknown']) expect([variable, (await drawer.post(`/incidents/${incident}/repairs`, { variable, value: '1', reason: '试' })).code]).toEqual([variable, 'variable-not-editable']);
    expect((await drawer.post(`/incidents/${incident}/repairs`, { variable: 'days', value: '五', reason: '试' })).code).toBe('value-invalid');
    const asked = await drawer.post(`/incidents/${incident}/repairs`, { variable: 'days', value: '1', reason: '填错了，已核对原件' });
    expect((await publisher.post(`/process-repairs/${(asked.body as { id: number }).id}/decision`, { grant: true })).status).toBe(200);
    expect(await row('SELECT value FROM process_variables WHERE name = ? AND instance_id = ?', ['days', await world.instanceOf(id)])).toEqual({ value: '1' });
    expect(await world.history(id)).toContain('variable-set');
  });
});

describe('an instance nobody waits for', () => {
  it('is found by the clockwork, once, and waits again when its waits are restored', async () => {
    const id = await world.begin('lost', told);
    await run("UPDATE tasks t JOIN task_candidates c ON c.task_id = t.id SET t.state = 'cancelled', c.open = 0 WHERE t.subject_id = ?", [id]);
    expect([await findLostTokens(), await findLostTokens()]).toEqual([1, 0]);
    const [incident] = (await listIncidents('open', 50)).filter(({ definition }) => definition === 'lost v1');
    expect(incident).toMatchObject({ kind: 'lost-token', elementId: null });
    expect((await drawer.page(`/process-runs/${await world.instanceOf(id)}`)).text).toContain('没有人在等');
    expect((await drawer.post(`/incidents/${incident.id}/retry`)).status).toBe(200);
    expect([await world.waiting(id), await world.stateOf(id)]).toEqual([['ask'], 'running']);
    await world.done(id, 'ask');
    expect(await world.waiting(id)).toEqual(['then']);
  });

  it('a row that is gone altogether is made again, also where another branch still waits', async () => {
    const id = await world.begin('half-lost', [start(), parallel('split'), userTask('a'), userTask('b'), parallel('join'), end(), ...path('start', 'split', 'a', 'join', 'end'), ...path('split', 'b', 'join')]);
    const instance = await world.instanceOf(id);
    await run("DELETE c FROM task_candidates c JOIN tasks t ON t.id = c.task_id WHERE t.subject_id = ? AND t.task_key = 'b'", [id]);
    await run("DELETE FROM tasks WHERE subject_id = ? AND task_key = 'b'", [id]);
    expect(await findLostTokens()).toBe(0);
    expect((await waitsApart(instance)).withoutRow).toMatchObject([{ elementId: 'b' }]);
    expect((await drawer.page(`/process-runs/${instance}`)).text).toContain('恢复等待');
    expect((await drawer.post(`/process-runs/${instance}/waits`)).status).toBe(200);
    expect((await drawer.post(`/process-runs/${instance}/waits`)).code).toBe('already-done');
    await world.done(id, 'a');
    await world.done(id, 'b');
    expect(await world.stateOf(id)).toBe('completed');
  });
});
