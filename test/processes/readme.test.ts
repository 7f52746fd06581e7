import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { businessRoles, roleNames } from '../../server/values/actor.js';
import { checkDefinition } from '../../server/workflow/check-definition.js';
import { readDefinition } from '../../server/workflow/definition-model.js';

const processes = join(__dirname, '../../processes');
const read = (file: string): string => readFileSync(join(processes, file), 'utf8');
const readme = read('README.md');
const shipped = ['vocational-grant.bpmn', 'vocational-tuition-waiver.bpmn', 'senior-high-fee-waiver.bpmn', 'loan-batch.bpmn', 'repayment-batch.bpmn', 'hardship-determination.bpmn'];

/** Words in the first column of the table under a heading. */
const firstColumn = (heading: string): string[] => {
  const section = readme.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, word]) => word);
};

test('the guide for administrators lists every service, message and fact the shipped procedures use', async () => {
  for (const file of shipped) {
    const model = await readDefinition(read(file));
    expect(firstColumn('六')).toEqual(expect.arrayContaining(model.services));
    expect(firstColumn('八')).toEqual(expect.arrayContaining(model.messages));
    for (const { name } of model.variables) expect(readme).toContain(`\`${name}\``);
    const tasks = Object.values(model.elements).filter(({ type }) => type === 'userTask');
    for (const { id } of tasks) expect(readme).toContain(`\`${id}\``);
    expect(readme).toContain(`\`${file}\``);
  }
});

test('the guide names the roles of business and no others', () => {
  expect(firstColumn('三')).toEqual(businessRoles);
  for (const role of businessRoles) expect(readme).toContain(`| \`${role}\` | ${roleNames[role]} |`);
});

const known = { services: firstColumn('六'), roles: [...businessRoles], subjects: { 'award-list': { facts: [{ name: 'publicityEnded', type: 'date' }] }, 'loan-batch': { facts: [{ name: 'pendingRows', type: 'number' }] }, hardship: { facts: [{ name: 'level', type: 'text' }, { name: 'kind', type: 'text' }] }, 'repayment-batch': { facts: [{ name: 'pendingRows', type: 'number' }] } } };

test('the shipped procedures may be activated as they are, without a remark', async () => {
  for (const file of shipped) expect(await checkDefinition(read(file), known)).toEqual([]);
});

test('the example in the guide can be uploaded once it is drawn', async () => {
  const example = /```xml\n(<bpmn:process id="short-list".*?)```/s.exec(readme)?.[1];
  const head = /<bpmn:definitions[^>]*>/.exec(read(shipped[0]))?.[0];
  const findings = await checkDefinition(`<?xml version="1.0" encoding="UTF-8"?>\n${head}${example}</bpmn:definitions>`, known);
  expect(findings.map(({ code }) => code)).toEqual(['no-diagram']);
});
