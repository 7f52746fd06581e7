import BpmnModdle, { type ModdleElement } from 'bpmn-moddle';
import { row, rows, run } from '../../server/database.js';
import { bpmnExtensions } from '../../server/workflow/bpmn-extensions.js';
import { readDefinition } from '../../server/workflow/definition-model.js';
import { saveDefinition } from '../../server/workflow/definitions.js';
import { stepsInWords } from '../../server/workflow/draw-describe.js';
import { drawDiagram } from '../../server/workflow/draw.js';
import { findLostTokens } from '../../server/workflow/lost-tokens.js';
import { rehearse } from '../../server/workflow/rehearsal.js';
import { boundary, bpmn, end, errorEvent, errorRoot, exclusive, external, field, flow, path, start, timer, userTask, type Part } from '../support/bpmn-builder.js';
import { camundaDescriptor } from '../support/camunda-descriptor.js';
import { workJobs } from '../support/jobs.js';
import type { Person } from '../support/product.js';
import { smallProcesses, type SmallProcesses } from '../support/small-process.js';
import { errors, line, warnings } from '../workflow/check.js';
import { letIn, type Program } from './program.js';

/* A step of a program outside as it is drawn, checked, rehearsed, seen, moved and replayed. */

const variables = [{ name: 'account', type: 'text' }, { name: 'verified', type: 'boolean' }];
const filled = userTask('enter', { form: field('account') });

describe('the check', () => {
  it.each([
    ['a topic', external('x'), []],
    ['no topic', external('x', { topic: '' }), ['topic-missing x']],
    ['a topic with blanks', external('x', { topic: 'bank check' }), ['topic-invalid x']],
    ['a topic in Chinese', external('x', { topic: '账户核验' }), ['topic-invalid x']],
    ['a priority', external('x', { priority: '50' }), []],
    ['a priority that is no number', external('x', { priority: 'high' }), ['priority-invalid x']],
    ['inputs and outputs of declared variables', external('x', { inputs: { number: 'account' }, outputs: { verified: 'ok' } }), []],
    ['an input nobody declared', external('x', { inputs: { number: 'card' }, outputs: { verified: 'ok' } }), ['parameter-unknown x']],
    ['an output nobody declared', external('x', { outputs: { verified: 'ok', result: 'result' } }), ['parameter-unknown x']],
  ])('%s', async (_what, part, found) => {
    expect(await errors([start(), filled, part, end(), ...path('start', 'enter', 'x', 'end')], { variables: part.xml.includes('verified') ? variables : variables.slice(0, 1) })).toEqual(found);
  });

  it('an output may not stand in for a fact of the subject', async () => {
    expect(await errors(line(external('x', { outputs: { people: 'n' } })), { variables: [{ name: 'people', type: 'number' }] })).toEqual(['output-is-fact x']);
  });

  it('a program does not decide for people', async () => {
    expect(await errors([start(), userTask('ask', { decisions: ['pass', 'fail'] }), external('x', { outputs: { decision: 'd' } }), end(), ...path('start', 'ask', 'x', 'end')], { variables: [{ name: 'decision', type: 'text' }] })).toEqual(['output-is-decision x']);
  });

  it.each([
    ['a computed value', '<camunda:inputParameter name="a">${account + 1}</camunda:inputParameter>', ['expression-not-allowed x', 'parameter-invalid x']],
    ['a fixed value', '<camunda:inputParameter name="a">6222</camunda:inputParameter>', ['parameter-invalid x']],
    ['a script', '<camunda:inputParameter name="a"><camunda:script scriptFormat="js">x</camunda:script></camunda:inputParameter>', ['script-not-allowed x', 'parameter-invalid x']],
    ['no name', '<camunda:inputParameter>${account}</camunda:inputParameter>', ['parameter-name x']],
  ])('a parameter is one variable and nothing else: %s', async (_what, parameter, found) => {
    const part = external('x', { inside: `<bpmn:extensionElements><camunda:inputOutput>${parameter}</camunda:inputOutput></bpmn:extensionElements>` });
    expect((await errors([start(), filled, part, end(), ...path('start', 'enter', 'x', 'end')], { variables: variables.slice(0, 1) })).filter((code) => !code.startsWith('parameter-unknown'))).toEqual(found);
  });

  it('text that leaves is pointed out, and two ways for one error are refused', async () => {
    expect(await warnings([start(), filled, external('x', { inputs: { a: 'account' } }), end(), ...path('start', 'enter', 'x', 'end')], { variables: variables.slice(0, 1) })).toEqual(['may-be-personal x']);
    const twice: Part[] = [start(), external('x'), boundary('b1', 'x', errorEvent('E')), boundary('b2', 'x', errorEvent('E')), end(), ...path('start', 'x', 'end'), ...path('b1', 'end'), ...path('b2', 'end')];
    expect(await errors(twice, { roots: errorRoot('E') })).toEqual(['reported-twice x']);
  });

  it('mappings of a task of ours stay refused', async () => {
    expect(await errors(line(userTask('ask', { inside: '' , form: '' }), external('x')))).toEqual([]);
    expect(await errors(line(userTask('ask', { inside: '<bpmn:extensionElements><camunda:inputOutput /></bpmn:extensionElements>' })))).toEqual(['element-not-allowed ask']);
  });
});

const withError: Part[] = [
  start(), userTask('enter', { name: '录入' }), external('check', { more: { name: '银行账户核验' } }), boundary('no-account', 'check', errorEvent('NO_ACCOUNT')), boundary('late', 'check', timer({ duration: 'PT1H' }), false), userTask('after', { name: '复核' }), userTask('correct', { name: '更正' }), userTask('urge', { name: '催问' }), end(), end('end2'), end('end3'),
  ...path('start', 'enter', 'check', 'after', 'end'), ...path('no-account', 'correct', 'end2'), ...path('late', 'urge', 'end3'),
];

it('a rehearsal walks it as done, and as ended by each event on its border', async () => {
  const { findings, ways } = await rehearse(bpmn(withError, { roots: errorRoot('NO_ACCOUNT') }));
  expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
  const told = (ways ?? []).map(({ steps }) => steps.join(' → '));
  expect(told).toContain('开始 → 录入 → 银行账户核验 → 复核');
  expect(told).toContain('开始 → 录入 → 边界no-account → 更正');
});

it('the picture has a sign of its own for it, and says who does it', async () => {
  const xml = bpmn(withError, { roots: errorRoot('NO_ACCOUNT') });
  expect(await drawDiagram(xml)).not.toBe(await drawDiagram(xml.replace('camunda:type="external"', 'implementation="notify"').replace(/ camunda:topic="[^"]*"/, '')));
  expect(stepsInWords(await readDefinition(xml))).toContain('银行账户核验，由外部程序（bank-account-check）办理');
});

it('the drawing goes through Camunda’s modeler and our editor with every word it had', async () => {
  const xml = bpmn([start(), external('check', { priority: '7', inputs: { number: 'account' }, outputs: { verified: 'ok' }, more: { 'camunda:asyncBefore': 'true' } }), end(), ...path('start', 'check', 'end')], { variables });
  type Writing = { toXML(element: ModdleElement, options: { format: boolean }): Promise<{ xml: string }> };
  for (const extensions of [bpmnExtensions, { camunda: camundaDescriptor }]) {
    const moddle = new BpmnModdle(extensions);
    const { rootElement } = await moddle.fromXML(xml);
    const written = (await (moddle as unknown as Writing).toXML(rootElement, { format: false })).xml;
    for (const said of ['camunda:type="external"', 'camunda:topic="bank-account-check"', 'camunda:taskPriority="7"', 'camunda:asyncBefore="true"', '<camunda:inputParameter name="number">${account}</camunda:inputParameter>', '<camunda:outputParameter name="verified">${ok}</camunda:outputParameter>']) expect(written).toContain(said);
    expect((await readDefinition(written)).elements.check.external).toEqual({ topic: 'bank-account-check', priority: 7, inputs: [{ name: 'number', from: 'account' }], outputs: [{ name: 'verified', from: 'ok' }] });
  }
});

describe('running', () => {
  let world: SmallProcesses;
  let bank: Program;
  let drawer: Person;
  let publisher: Person;
  beforeAll(async () => {
    world = await smallProcesses();
    bank = await letIn(world);
    [drawer, publisher] = [await world.signIn(world.drawer), await world.signIn(world.publisher)];
  });
  afterAll(() => world.product.stop());

  it('the page of the instance says which program has it and since when; the list shows it and its standing', async () => {
    const id = await world.begin('seen', [start(), external('check', { more: { name: '银行账户核验' } }), end(), ...path('start', 'check', 'end')]);
    const address = `/process-runs/${await world.instanceOf(id)}`;
    expect(((await drawer.get(address)).body as { waits: object[] }).waits).toMatchObject([{ kind: 'external', elementId: 'check', who: '等外部程序领取（bank-account-check）' }]);
    const [task] = await bank.fetch();
    expect((await drawer.page(address)).text).toContain('外部程序“账户核验worker-1”的 worker-1 从 2023-05-10 09:00 领着');
    expect((await drawer.page('/process-runs')).text).toContain('银行账户核验');
    expect((await drawer.get('/external-tasks?standing=locked')).body).toMatchObject({ items: [{ id: task.id, standing: 'locked', lockedBy: { program: '账户核验worker-1', worker: 'worker-1' } }] });
    expect((await drawer.get('/external-tasks?standing=waiting')).body).toMatchObject({ items: [] });
    expect((await drawer.page('/external-tasks')).text).toContain('程序正在办');
    await bank.report(task.id, 'complete');
  });

  it('rows closed by hand are found as a lost token, and restored', async () => {
    const id = await world.begin('lost', [start(), external('check'), end(), ...path('start', 'check', 'end')]);
    await run("UPDATE external_tasks SET state = 'cancelled' WHERE state = 'waiting'");
    expect(await findLostTokens()).toBe(1);
    const incident = await row<{ id: number }>("SELECT id FROM incidents WHERE kind = 'lost-token' AND state = 'open'");
    expect((await drawer.post(`/incidents/${incident?.id}/retry`)).status).toBe(200);
    const [task] = await bank.fetch();
    expect((await bank.report(task.id, 'complete')).status).toBe(200);
    expect(await world.stateOf(id)).toBe('completed');
  });

  it('an instance that waits there moves to a version with another topic, and back', async () => {
    const drawn = (topic: string): Part[] => [start(), external('check', { topic }), userTask('after'), end(), ...path('start', 'check', 'after', 'end')];
    const id = await world.begin('moves', drawn('bank-account-check'));
    await world.publish('moves', drawn('bank-account-check-2'));
    const plan = await drawer.post(`/process-instances/${await world.instanceOf(id)}/migration`, { comment: '换主题' });
    expect(plan.status).toBe(201);
    expect((await publisher.post(`/process-migrations/${(plan.body as { id: number }).id}/decision`, { grant: true })).status).toBe(202);
    await workJobs();
    expect(await rows("SELECT topic FROM external_tasks x JOIN process_instances p ON p.id = x.instance_id WHERE p.subject_id = ?", [id])).toEqual([{ topic: 'bank-account-check-2' }]);
    const two = await letIn(world, ['bank-account-check-2'], world.authority, 'worker-2');
    const [task] = await two.fetch(1, { topic: 'bank-account-check-2' });
    expect((await two.report(task.id, 'complete')).status).toBe(200);
    expect(await world.waiting(id)).toEqual(['after']);
  });

  it('a finished instance is replayed on a draft with what the program left', async () => {
    const drawn = (condition: string): Part[] => [start(), external('check', { outputs: { days: 'days' } }), exclusive('well', 'well-end'), userTask('look'), end(), ...path('start', 'check', 'well'), flow('well', 'look', condition), ...path('look', 'end'), flow('well', 'end')];
    const declared = { variables: [{ name: 'days', type: 'number' }] };
    const id = await world.begin('replayed', drawn('days > 5'), declared);
    const [task] = await bank.fetch();
    await bank.report(task.id, 'complete', { variables: { days: { value: 4 } } });
    expect(await world.stateOf(id)).toBe('completed');
    const { version } = await saveDefinition(world.drawer, bpmn(drawn('days > 3'), { id: 'replayed', ...declared }));
    expect((await drawer.get(`/process-definitions/replayed/versions/${version.version}/what-if`)).body).toMatchObject({ replayed: 1, other: 1 });
    expect((await drawer.get('/process-definitions/replayed/versions/1/what-if')).body).toMatchObject({ replayed: 1, same: 1 });
    expect((await drawer.get('/process-definitions/replayed/versions/1/figures')).body).toMatchObject({ steps: expect.arrayContaining([expect.objectContaining({ elementId: 'check', kind: 'external', passed: 1 })]) });
  });

  it('programs are opened at the desk by two people, and the token stands on that page only', async () => {
    const asked = await drawer.submit('/machine-clients', { name: '短信平台', organisationId: String(world.authority.id), topics: 'sms，mail', validDays: '180', purpose: '发短信' });
    expect(asked.status).toBe(303);
    const address = asked.headers.get('location')?.split('?')[0] ?? '';
    expect((await drawer.page(address)).text).not.toContain('发令牌</button>');
    expect((await publisher.page(address)).text).toContain('记下决定');
    expect((await publisher.submit(`${address}/decision`, { grant: 'false', remark: '' })).text).toContain('不批准请写明原因');
    expect((await publisher.submit(`${address}/decision`, { grant: 'true', remark: '' })).status).toBe(303);
    const shown = await drawer.submit(`${address}/tokens`, {});
    expect([shown.status, /<code>[\w-]{43}<\/code>/.test(shown.text), /<code>/.test((await drawer.page(address)).text)]).toEqual([200, true, false]);
    expect((await drawer.submit(`${address}/revocation`, { reason: '合同到期' })).status).toBe(303);
    expect((await drawer.page('/machine-clients')).text).toContain('已收回');
    const refused = await drawer.submit('/machine-clients', { name: '短信平台', organisationId: String(world.authority.id), topics: '短信', validDays: '180', purpose: '发短信' });
    expect([refused.status, refused.text.includes('主题“短信”不能使用'), refused.text.includes('发短信')]).toEqual([400, true, true]);
  });
});
