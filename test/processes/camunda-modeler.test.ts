import BpmnModdle, { type ModdleElement, type Parsed } from 'bpmn-moddle';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../server/root.js';
import { businessRoles } from '../../server/values/actor.js';
import { bpmnExtensions, bpmnNamespace } from '../../server/workflow/bpmn-extensions.js';
import { checkDefinition, isNeverKept } from '../../server/workflow/check-definition.js';
import { readDefinition } from '../../server/workflow/definition-model.js';
import { registerFeatures } from '../../server/processes.js';
import { knownNames } from '../../server/workflow/registry.js';
import { scanXml, type RawElement } from '../../server/workflow/xml-scan.js';
import { boundary, bpmn, end, field, flow, node, path, start, subProcess, tag, timer, userTask } from '../support/bpmn-builder.js';
import { camundaDescriptor } from '../support/camunda-descriptor.js';

/*
 * Our files go through Camunda Modeler unharmed, and foreign ones through our editor: opened, saved and compared part by part.
 * Both programs read and write with bpmn-moddle; what differs is which extensions they know.
 */

type Writing = { toXML(element: ModdleElement, options: { format: boolean }): Promise<{ xml: string }> };
/** Opens and saves a file as a program that knows these extensions does. */
async function through(xml: string, extensions: Record<string, object>): Promise<{ xml: string; warnings: Parsed['warnings'] }> {
  const moddle = new BpmnModdle(extensions);
  const { rootElement, warnings } = await moddle.fromXML(xml);
  return { xml: (await (moddle as unknown as Writing).toXML(rootElement, { format: true })).xml, warnings };
}
const camundaModeler = { camunda: camundaDescriptor };
const ourEditor = bpmnExtensions;

/** A file as a list of what it says, whatever the prefixes, the order of attributes and the white space. */
function parts(xml: string): string[] {
  const { root } = scanXml(xml);
  if (!root) throw new Error('not readable');
  const found: string[] = [];
  const look = (element: RawElement, where: string): void => {
    // `formalExpression` is the older writing of an `expression` of that type.
    const isExpression = /^(formalE|e)xpression$/.test(element.name);
    const values = element.attributes.filter(({ namespace }) => namespace !== 'http://www.w3.org/2000/xmlns/' && !(isExpression && namespace.endsWith('XMLSchema-instance'))).map(({ namespace, name, value }) => `${namespace} ${name}=${namespace.endsWith('XMLSchema-instance') ? value.replace(/^\w+:/, '') : number(value)}`).filter((one) => !saidBySilence.has(one.trim())).sort();
    const here = `${where}/${element.namespace} ${isExpression ? 'expression' : element.name}`;
    found.push(`${here} [${values.join('; ')}] ${element.children.length === 0 ? text(element) : ''}`.trim());
    const id = element.attributes.find(({ name, namespace }) => name === 'id' && namespace === '')?.value;
    for (const child of element.children) look(child, id ? `#${id}` : here);
  };
  look(root, '');
  return found.sort();
}
/** What BPMN says anyway need not be written. */
const saidBySilence = new Set(['isSequential=false', 'isForCompensation=false', 'cancelActivity=true', 'isInterrupting=true', 'triggeredByEvent=false', 'startQuantity=1', 'completionQuantity=1', 'gatewayDirection=Unspecified', 'isClosed=false', 'processType=None', 'parallelMultiple=false', 'instantiate=false', 'isCollection=false', 'isImmediate=true', 'expressionLanguage=http://www.w3.org/1999/XPath', 'typeLanguage=http://www.w3.org/2001/XMLSchema', 'associationDirection=None', 'behavior=All', 'isReference=false', 'ordering=Sequential']);
const number = (value: string): string => (/^-?\d+\.0+$/.test(value) ? String(Number(value)) : value);
/** A reference by its local name: prefixes may be written anew. */
const text = (element: RawElement): string => element.text.trim();

const folder = join(projectRoot, 'processes');
const shipped = readdirSync(folder).filter((name) => name.endsWith('.bpmn')).sort();
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** One of everything our editor's panels write. */
const drawn = bpmn([
  start(), userTask('review', { candidates: 'school-reviewer@school', decisions: ['pass', 'fail'], form: field('amount', 'money', '<camunda:validation><camunda:constraint name="required" /></camunda:validation>') + field('kind', 'enum', '<camunda:value id="a" name="甲" /><camunda:value id="b" name="乙" />'), more: { 'aid:dueWorkdays': 3, 'aid:optional': true } }),
  boundary('late', 'review', timer({ workdays: '2' }), false), end('told'), node('callActivity', 'ask', { name: '调用', calledElement: 'other' }),
  subProcess('box', [start('s'), userTask('many', { inside: tag('bpmn:multiInstanceLoopCharacteristics', { isSequential: true }, '<bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">2</bpmn:loopCardinality>') }), end('e'), ...path('s', 'many', 'e')]),
  node('userTask', 'vote', { name: '表决', 'aid:candidates': 'school-operator@school,authority-operator@authority' }, '<bpmn:extensionElements><aid:decisions><aid:decision value="yes" name="同意" /><aid:decision value="no" name="不同意" remarkRequired="true" /></aid:decisions><aid:vote rule="ratio" share="60" onReject="count" /><aid:reminders><aid:reminder workdays="-1" /><aid:reminder workdays="2" to="authority-director@authority" /></aid:reminders></bpmn:extensionElements>'),
  end(), ...path('start', 'review', 'ask', 'box', 'vote'), flow('vote', 'end'), flow('late', 'told'),
], { variables: [{ name: 'decision', type: 'text' }], lanes: [{ id: 'l', name: '学校', candidates: 'school-operator@school', elements: ['start', 'review'] }], more: { 'camunda:versionTag': '2', 'camunda:historyTimeToLive': 'P365D' } });

const ours: [string, string][] = [...shipped.map((name): [string, string] => [name, read(name)]), ['a drawing with one of everything', drawn]];

describe.each(ours)('%s', (_name, xml) => {
  it('opens in Camunda Modeler without a warning and comes back with everything it said', async () => {
    const saved = await through(xml, camundaModeler);
    expect(saved.warnings).toEqual([]);
    expect(parts(saved.xml)).toEqual(parts(xml));
    expect(await readDefinition(saved.xml)).toEqual(await readDefinition(xml));
  });

  it('is saved by our editor with everything it said, and again the same', async () => {
    const saved = await through(xml, ourEditor);
    expect(saved.warnings).toEqual([]);
    expect(parts(saved.xml)).toEqual(parts(xml));
    expect((await through(saved.xml, ourEditor)).xml).toBe(saved.xml);
    expect(parts((await through(saved.xml, camundaModeler)).xml)).toEqual(parts(xml));
  });

  it('has a shape for every step and a line for every flow, and declares every prefix it uses', () => {
    const { root } = scanXml(xml);
    const all: RawElement[] = [];
    const look = (element: RawElement): void => { all.push(element); element.children.forEach(look); };
    if (root) look(root);
    const value = (element: RawElement, name: string): string | undefined => element.attributes.find((one) => one.name === name && one.namespace === '')?.value;
    const pictured = new Set(all.filter(({ name }) => name === 'BPMNShape' || name === 'BPMNEdge').map((element) => value(element, 'bpmnElement')));
    const drawnThings = all.filter(({ namespace, name }) => namespace === bpmnNamespace && (name === 'lane' && !xml.includes('id="l"') || /(Task|Event|Gateway|subProcess|callActivity|sequenceFlow|task)$/.test(name)));
    expect(drawnThings.length).toBeGreaterThan(3);
    expect(drawnThings.map((element) => value(element, 'id')).filter((id) => !pictured.has(id))).toEqual([]);
    expect(all.filter(({ namespace }) => namespace === '').map(({ written }) => written)).toEqual([]);
  });
});

it('a shipped file that Camunda Modeler has saved may be put in use as it is', async () => {
  registerFeatures();
  for (const name of shipped) {
    const saved = await through(read(name), camundaModeler);
    expect([name, (await checkDefinition(saved.xml, knownNames([...businessRoles]))).filter(({ level }) => level === 'error')]).toEqual([name, []]);
  }
});

it('what a foreign file says that we do not know stays in it through our editor, if the file may be kept at all', async () => {
  const known = { services: [], roles: [...businessRoles], subjects: {} };
  let kept = 0;
  const foreign = join(__dirname, 'foreign');
  for (const name of readdirSync(foreign).filter((one) => one !== 'cut-off.bpmn').sort()) {
    const xml = readFileSync(join(foreign, name), 'utf8');
    if ((await checkDefinition(xml, known)).some((finding) => isNeverKept(xml, finding))) continue;
    kept += 1;
    const saved = await through(xml, ourEditor);
    const after = parts(saved.xml);
    // A reference to nothing is not a part of a drawing; everything else is.
    const lost = parts(xml).filter((part) => !after.includes(part) && !saved.warnings.some(({ message }) => /unresolved/.test(message)));
    expect([name, lost]).toEqual([name, []]);
  }
  expect(kept).toBeGreaterThan(10);
});
