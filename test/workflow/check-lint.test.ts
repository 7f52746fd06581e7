import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lint } from '../../server/workflow/check-lint.js';
import { bpmn, end, exclusive, flow, node, parallel, path, start, userTask, type Part } from '../support/bpmn-builder.js';

const folder = join(__dirname, '../../processes');
const brief = async (parts: Part[]): Promise<string[]> => (await lint(bpmn(parts), [])).filter(({ code }) => code !== 'lint-no-overlapping-elements').map(({ level, code, elementId = '' }) => `${level} ${code} ${elementId}`.trim());

it.each(readdirSync(folder).filter((name) => name.endsWith('.bpmn')))('%s has nothing the general rules complain of', async (name) => {
  expect(await lint(readFileSync(join(folder, name), 'utf8'), [])).toEqual([]);
});

it.each([
  ['two ways out of a task', [start(), userTask('a'), end(), end('other'), ...path('start', 'a', 'end'), flow('a', 'other')], ['error lint-no-implicit-split a']],
  ['two ways that meet without a gateway', [start(), parallel('both'), userTask('a'), userTask('b'), userTask('after'), end(), ...path('start', 'both', 'a', 'after', 'end'), ...path('both', 'b', 'after')], ['warning lint-fake-join after']],
  ['a gateway with one way in and one way out', [start(), exclusive('x'), end(), ...path('start', 'x', 'end')], ['warning lint-superfluous-gateway x']],
  ['a step without a name', [start(), userTask('a', { name: '' }), end(), ...path('start', 'a', 'end')], ['warning lint-label-required a']],
  ['a step nobody comes to', [start(), end(), flow('start', 'end'), node('userTask', 'alone', { name: '孤单' })], expect.arrayContaining(['error lint-no-disconnected alone'])],
])('%s is told on its element', async (_, parts, said) => {
  expect(await brief(parts)).toEqual(said);
});

it('where an element has an error of ours, the general rule says nothing more', async () => {
  const xml = bpmn([start(), userTask('a'), end(), end('other'), ...path('start', 'a', 'end'), flow('a', 'other')]);
  expect((await lint(xml, [{ level: 'error', code: 'implicit-split', message: '', elementId: 'a' }])).map(({ elementId }) => elementId)).not.toContain('a');
});
