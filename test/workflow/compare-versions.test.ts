import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareVersions } from '../../server/workflow/compare-versions.js';
import { drawDiagram } from '../../server/workflow/draw.js';
import { bpmn, end, path, start, userTask } from '../support/bpmn-builder.js';

const grant = readFileSync(join(__dirname, '../../processes/vocational-grant.bpmn'), 'utf8');
const brief = async (before: string, after: string): Promise<string[]> => (await compareVersions(before, after)).map(({ kind, id, words }) => [kind, id, ...words].join(' '));

it('two equal files do not differ, whatever the order of their attributes and the layout of their text', async () => {
  expect(await brief(grant, grant.replace('id="school-review" name="学校审核" aid:dueWorkdays="2"', 'aid:dueWorkdays="2"   name="学校审核"\n id="school-review"'))).toEqual([]);
});

it.each([
  ['a deadline', (xml: string) => xml.replace('name="学校审核" aid:dueWorkdays="2"', 'name="学校审核" aid:dueWorkdays="4"'), ['changed school-review 办理时限：由“2 个工作日”改为“4 个工作日”']],
  ['a condition', (xml: string) => xml.replace('>decision = "confirm"<', '>decision != "reject"<'), ['changed publicity-confirm 条件：由“decision = "confirm"”改为“decision != "reject"”']],
  ['who handles a lane', (xml: string) => xml.replace('aid:candidates="school-reviewer@school"', 'aid:candidates="school-operator@school"'), [expect.stringMatching(/^changed school-reviewer-lane 由谁办/), expect.stringMatching(/^changed school-review 由谁办：由“学校业务审核人员（学校）”改为“学校业务操作人员（学校）”/)]],
  ['something no word knows of', (xml: string) => xml.replace('<bpmn:serviceTask id="submitList"', '<bpmn:serviceTask camunda:priority="5" id="submitList"'), ['changed submitList 文件里的其他属性或说明改了']],
  ['a place', (xml: string) => xml.replace(/(bpmnElement="submitList">\s*<dc:Bounds x=")(\d+)/, (_, before: string, x: string) => `${before}${Number(x) + 40}`), ['moved submitList 只换了位置或大小']],
])('%s that differs is told on its element', async (_, change, said) => {
  expect(change(grant)).not.toBe(grant);
  expect(await brief(grant, change(grant))).toEqual(said);
});

it('added and removed steps are told and marked on the pictures', async () => {
  const before = bpmn([start(), userTask('old', { name: '旧的一步' }), end(), ...path('start', 'old', 'end')]);
  const after = bpmn([start(), userTask('young', { name: '新的一步' }), end(), ...path('start', 'young', 'end')]);
  const kinds = (await compareVersions(before, after)).map(({ kind, id }) => `${kind} ${id}`);
  expect(kinds).toEqual(expect.arrayContaining(['added young', 'removed old', 'added start-young', 'removed old-end']));
  const marked = await drawDiagram(grant, { changes: new Map([['school-review', 'changed'], ['publicity-confirm', 'added']]) });
  expect(marked).toMatch(/改了/);
  expect(marked).toMatch(/class="d-edge d-flow good" data-element="publicity-confirm"/);
  expect(marked).not.toContain('停在');
});
