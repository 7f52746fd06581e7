import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { businessRoles } from '../../server/values/actor.js';
import { checkDefinition } from '../../server/workflow/check-definition.js';
import { readDefinition } from '../../server/workflow/definition-model.js';
import { drawDiagram } from '../../server/workflow/draw.js';
import { Play } from '../support/play.js';

/* Files as other modellers write them. None makes the check fail itself; each runs to its end, or is refused with every reason. */

const folder = join(__dirname, 'foreign');
const files = readdirSync(folder).sort();
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const known = { services: ['notify'], roles: [...businessRoles], subjects: { 'award-list': { facts: [] } } };
const runs = ['bpmn-io-plain.bpmn', 'camunda7-three-signatures.bpmn', 'modeler-parallel.bpmn'];

it('the corpus is of more than twenty files', () => expect(files.length).toBeGreaterThan(20));

it.each(files.map((name) => [name]))('%s runs to its end or is refused in words', async (name) => {
  const errors = (await checkDefinition(read(name), known)).filter(({ level }) => level === 'error');
  expect([name, errors.length === 0]).toEqual([name, runs.includes(name)]);
  for (const { message, code } of errors) expect([code, message]).toEqual([expect.stringMatching(/^[a-z-]+$/), expect.stringMatching(/\p{Script=Han}/u)]);
  if (errors.length > 0) return;
  const play = await Play.begun(read(name));
  play.count = 3;
  for (let step = 0; step < 20 && !play.done; step += 1) await play.act(play.waiting[0]);
  expect(play.done).toBe(true);
  expect(await drawDiagram(read(name))).toContain('<svg');
});

it.each([
  ['camunda7-invoice.bpmn', ['element-not-allowed', 'expression-not-allowed', 'listener-not-allowed', 'attribute-not-allowed']],
  ['camunda7-multi-instance.bpmn', ['attribute-not-allowed', 'element-not-allowed', 'expression-not-allowed']],
  ['camunda8-order.bpmn', ['unknown-namespace']],
  ['flowable-leave.bpmn20.xml', ['script-not-allowed', 'unknown-namespace', 'no-candidate']],
  ['activiti-inclusive.bpmn20.xml', ['element-not-allowed', 'listener-not-allowed']],
  ['jbpm-evaluation.bpmn2', ['element-not-allowed', 'expression-not-allowed']],
  ['modeler-rare-events.bpmn', ['element-not-allowed']],
  ['camunda7-mappings.bpmn', ['listener-not-allowed', 'element-not-allowed', 'parameter-invalid']],
  ['camunda8-approval.bpmn', ['unknown-namespace']],
  ['bizagi-purchase.bpmn', ['element-not-allowed', 'unknown-namespace']],
  ['jbpm-hiring.bpmn2', ['element-not-allowed', 'unknown-namespace']],
  ['signavio-pools.bpmn', ['element-not-allowed', 'unknown-namespace']],
  ['flowable-events.bpmn20.xml', ['unknown-namespace']],
])('%s is told everything that stands against it at once', async (name, codes) => {
  const found = new Set((await checkDefinition(read(name), known)).filter(({ level }) => level === 'error').map(({ code }) => code));
  expect([...found]).toEqual(expect.arrayContaining(codes));
});

it('what one file may say another may not hide: a refused file is still read, never half run', async () => {
  for (const name of files.filter((one) => one !== 'cut-off.bpmn')) expect((await readDefinition(read(name))).key).not.toBe('');
});
