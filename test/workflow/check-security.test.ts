import fc from 'fast-check';
import { checkDefinition, type Finding } from '../../server/workflow/check-definition.js';
import { bpmn, boundary, catching, end, exclusive, flow, node, parallel, path, service, start, subProcess, timer, userTask, type Part } from '../support/bpmn-builder.js';
import { briefly, check, cpuOf, errors, known, line, warnings } from './check.js';

const sound = line(userTask('review'));
const inserted = async (inside: string): Promise<string[]> => errors(line(userTask('review', { inside })));

describe('a hostile process file', () => {
  it('with a DOCTYPE is answered by the gate alone', async () => {
    const laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + bpmn(sound).replace(/^<\?xml[^>]*>/, '');
    expect(briefly(await checkDefinition(laughs, known))).toEqual(['doctype']);
  });

  it('of 200 nested sub-processes is refused at once', async () => {
    let nest: Part = subProcess('s0', [start('start0'), end('end0'), ...path('start0', 'end0')]);
    for (let at = 1; at < 200; at += 1) nest = subProcess(`s${at}`, [nest]);
    expect(await cpuOf(async () => expect(await errors([nest])).toEqual(['too-deep']))).toBeLessThan(300);
  });

  it('of four sub-processes in each other is refused, three are not', async () => {
    const nested = (depth: number): Part => {
      const inside = depth === 1 ? userTask('deepest') : nested(depth - 1);
      return subProcess(`s${depth}`, [start(`a${depth}`), inside, end(`z${depth}`), ...path(`a${depth}`, inside.nodes[0], `z${depth}`)]);
    };
    expect(await errors(line(nested(3)))).toEqual([]);
    expect(await errors(line(nested(4)))).toEqual(['too-many-levels']);
  });

  it('of 5,000 tasks in a row is answered at once, so that nobody else waits', async () => {
    const ids = Array.from({ length: 5000 }, (_, at) => `t${at}`);
    const xml = bpmn([], { diagram: '' }).replace('</bpmn:definitions>', '').replace(' />', '>').replace(/<bpmn:process.*$/s, '')
      + `<bpmn:process id="p" isExecutable="true">${ids.map((id, at) => `<bpmn:task id="${id}"/><bpmn:sequenceFlow id="f${at}" sourceRef="${id}" targetRef="t${at + 1}"/>`).join('')}</bpmn:process></bpmn:definitions>`;
    expect(xml.length).toBeLessThan(512 * 1024);
    let findings: Finding[] = [];
    expect(await cpuOf(async () => { findings = await checkDefinition(xml, known); })).toBeLessThan(500);
    expect(briefly(findings)).toEqual(['too-many-nodes']);
  });

  it('of 200 nodes is accepted and 201 are not', async () => {
    expect(await errors(line(...Array.from({ length: 198 }, (_, at) => userTask(`t${at}`))))).toEqual([]);
    expect(await errors(line(...Array.from({ length: 199 }, (_, at) => userTask(`t${at}`))))).toEqual(['too-many-nodes']);
  });

  it.each([
    ['a script task', node('scriptTask', 'x', { scriptFormat: 'javascript' }, '<bpmn:script>process.exit()</bpmn:script>'), 'script-not-allowed x'],
    ['a plain task', node('task', 'x'), 'element-not-allowed x'],
    ['a business rule task', node('businessRuleTask', 'x'), 'element-not-allowed x'],
    ['a send task', node('sendTask', 'x'), 'element-not-allowed x'],
    ['an inclusive gateway', node('inclusiveGateway', 'x'), 'element-not-allowed x'],
    ['a complex gateway', node('complexGateway', 'x'), 'element-not-allowed x'],
    ['a transaction', node('transaction', 'x'), 'element-not-allowed x'],
    ['an ad-hoc sub-process', node('adHocSubProcess', 'x'), 'element-not-allowed x'],
    ['a task of another vendor', { xml: '<camunda:task id="x" />', nodes: ['x'], flows: [] }, 'element-not-allowed x'],
  ])('with %s is refused', async (_what, part, finding) => {
    expect(await errors(line(part))).toContain(finding.replace(/ x$/, part.xml.startsWith('<camunda') ? ' list' : ' x'));
  });

  it.each([
    ['an execution listener', '<bpmn:extensionElements><camunda:executionListener class="Evil" event="start" /></bpmn:extensionElements>', 'listener-not-allowed review'],
    ['a task listener', '<bpmn:extensionElements><camunda:taskListener expression="x" event="create" /></bpmn:extensionElements>', 'listener-not-allowed review'],
    ['a script of Camunda', '<bpmn:extensionElements><camunda:script scriptFormat="js">1</camunda:script></bpmn:extensionElements>', 'script-not-allowed review'],
    ['input mappings', '<bpmn:extensionElements><camunda:inputOutput /></bpmn:extensionElements>', 'element-not-allowed review'],
    ['a connector', '<bpmn:extensionElements><camunda:connector /></bpmn:extensionElements>', 'element-not-allowed review'],
    ['Zeebe elements', '<bpmn:extensionElements><z:taskDefinition xmlns:z="http://camunda.org/schema/zeebe/1.0" type="x" /></bpmn:extensionElements>', 'unknown-namespace review'],
    ['an element of no namespace', '<bpmn:extensionElements><x xmlns="" /></bpmn:extensionElements>', 'unknown-namespace review'],
    ['an element that only calls itself ours', '<bpmn:extensionElements><a:decisions xmlns:a="urn:student-aid:bpmn:2" /></bpmn:extensionElements>', 'unknown-namespace review'],
    ['an unknown element of ours', '<bpmn:extensionElements><aid:hook /></bpmn:extensionElements>', 'element-not-allowed review'],
    ['data input', '<bpmn:ioSpecification />', 'element-not-allowed review'],
    ['a potential owner', '<bpmn:potentialOwner />', 'element-not-allowed review'],
    ['a loop mark', '<bpmn:standardLoopCharacteristics />', 'element-not-allowed review'],
    ['an early end of a repetition', '<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>2</bpmn:loopCardinality><bpmn:completionCondition>true</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>', 'element-not-allowed review'],
    ['an expression in its documentation', '<bpmn:documentation>${environment.services.boom(1,2)}</bpmn:documentation>', 'expression-not-allowed review'],
    ['an expression hidden in CDATA', '<bpmn:documentation><![CDATA[#{x}]]></bpmn:documentation>', 'expression-not-allowed review'],
    ['an expression spelt with references', '<bpmn:documentation>&#36;{x}</bpmn:documentation>', 'expression-not-allowed review'],
  ])('with %s on a task is refused', async (_what, inside, finding) => {
    expect(await inserted(inside)).toContain(finding);
  });

  it.each([
    ['a class', 'serviceTask', { 'camunda:class': 'Evil' }, 'attribute-not-allowed x'],
    ['an expression', 'serviceTask', { 'camunda:expression': '${environment.services.boom(1,2)}' }, 'expression-not-allowed x'],
    ['an expression without brackets', 'serviceTask', { 'camunda:expression': 'boom(1)' }, 'attribute-not-allowed x'],
    ['a delegate', 'serviceTask', { 'camunda:delegateExpression': 'x' }, 'attribute-not-allowed x'],
    ['a kind of service of another engine', 'serviceTask', { 'camunda:type': 'mail' }, 'attribute-not-allowed x'],
    ['a topic of a task that is not external', 'serviceTask', { 'camunda:topic': 'x' }, 'attribute-not-allowed x'],
    ['a class on an external task', 'serviceTask', { 'camunda:type': 'external', 'camunda:topic': 'x', 'camunda:class': 'Evil' }, 'attribute-not-allowed x'],
    ['a mapping of an external task that computes', 'serviceTask', { 'camunda:type': 'external', 'camunda:topic': '${x}' }, 'expression-not-allowed x'],
    ['an operation', 'serviceTask', { operationRef: 'o' }, 'attribute-not-allowed x'],
    ['an implementation that is an expression', 'serviceTask', { implementation: '${environment.services.publishList}' }, 'expression-not-allowed x'],
    ['compensation', 'serviceTask', { isForCompensation: 'true' }, 'attribute-not-allowed x'],
    ['a quantity', 'serviceTask', { startQuantity: '2' }, 'attribute-not-allowed x'],
    ['a script format', 'serviceTask', { scriptFormat: 'js' }, 'script-not-allowed x'],
    ['an instantiating receive task', 'receiveTask', { instantiate: 'true' }, 'attribute-not-allowed x'],
    ['another type', 'userTask', { 'xsi:type': 'bpmn:tScriptTask' }, 'attribute-not-allowed x'],
    ['the type of an expression', 'userTask', { 'xsi:type': 'bpmn:tFormalExpression' }, 'attribute-not-allowed x'],
    ['a name that is an expression', 'userTask', { name: '#{1}' }, 'expression-not-allowed x'],
    ['an event sub-process', 'subProcess', { triggeredByEvent: 'true' }, 'attribute-not-allowed x'],
  ])('with %s on an element is refused', async (_what, type, values, finding) => {
    expect(await errors(line(node(type, 'x', values)))).toContain(finding);
  });

  it.each(['javascript', 'groovy', 'http://www.w3.org/1999/XPath', 'feelx', ''])('with the language “%s” on a condition is refused', async (language) => {
    const xml = bpmn([start(), userTask('a'), exclusive('choice', 'choice-end'), end(), ...path('start', 'a', 'choice', 'end'), flow('choice', 'a', 'people > 1')], { variables: [{ name: 'people', type: 'number' }] });
    const findings = await checkDefinition(xml.replace('<bpmn:conditionExpression', `<bpmn:conditionExpression language="${language}"`), known);
    expect(briefly(findings)).toEqual(['language-not-allowed choice-a']);
  });

  it.each(['feel', 'FEEL', 'https://www.omg.org/spec/DMN/20191111/FEEL/'])('may say that a condition is in “%s”', async (language) => {
    const xml = bpmn([start(), userTask('a'), exclusive('choice', 'choice-end'), end(), ...path('start', 'a', 'choice', 'end'), flow('choice', 'a', 'people > 1')], { variables: [{ name: 'people', type: 'number' }] });
    expect(briefly(await checkDefinition(xml.replace('<bpmn:conditionExpression', `<bpmn:conditionExpression language="${language}"`), known))).toEqual([]);
  });

  it('with an expression as condition, timer or message is refused', async () => {
    const parts = [start(), userTask('a'), boundary('late', 'a', timer({ duration: '${days}' })), exclusive('choice', 'choice-end'), end(), ...path('start', 'a', 'choice', 'end'), flow('late', 'end'), flow('choice', 'a', '${environment.services.boom()}')];
    expect(await errors(parts, { roots: '<bpmn:message id="told" name="${x}" />' })).toEqual(expect.arrayContaining(['expression-not-allowed choice-a', 'expression-not-allowed late', 'expression-not-allowed told', 'timer-duration late', 'condition-syntax choice-a']));
  });

  it('whose familiar prefixes mean something else is refused', async () => {
    expect(await errors(sound, { definitions: { 'xmlns:camunda': 'urn:other' } })).toContain('namespace-misused');
    expect(await errors(sound, { definitions: { 'xmlns:aid': 'urn:other' } })).toContain('namespace-misused');
  });

  it('that imports another or demands an extension is refused', async () => {
    expect(await errors(sound, { roots: '<bpmn:import namespace="x" location="http://example.org" importType="x" />' })).toContain('element-not-allowed');
    expect(await errors(sound, { roots: '<bpmn:extension mustUnderstand="true" definition="x" />' })).toContain('element-not-allowed');
    expect(await errors(sound, { roots: '<bpmn:interface name="x" />' })).toContain('element-not-allowed');
  });

  it.each(['constructor', 'toString', '__proto__', '1a', 'a b', '任务', 'a:b', 'x'.repeat(65)])('with the id “%s” is refused', async (id) => {
    expect((await errors([start(), userTask(id), end(), ...path('start', id, 'end')])).join()).toMatch(/id-(invalid|too-long)/);
  });

  it('is told at most 200 things', async () => {
    const many = Array.from({ length: 150 }, (_, at) => userTask(`t${at}`, { candidates: 'nobody@nowhere', more: { 'camunda:class': 'x', 'camunda:topic': 'y' } }));
    const findings = await check(line(...many));
    expect(findings).toHaveLength(201);
    expect(findings[200].code).toBe('too-many-findings');
  });

  it('of sixty branches that each may turn back is looked through in two seconds', async () => {
    const ids = Array.from({ length: 60 }, (_, at) => `g${at}`);
    const parts = [start(), parallel('split'), parallel('join'), end(), flow('start', 'split'), flow('join', 'end'),
      ...ids.flatMap((id) => [userTask(id), exclusive(`x${id}`, `x${id}-join`), flow('split', id), ...path(id, `x${id}`, 'join'), flow(`x${id}`, id, 'people > 1')])];
    expect(await cpuOf(async () => expect(await errors(parts, { variables: [{ name: 'people', type: 'number' }] })).toEqual([]))).toBeLessThan(2000);
  });

  it('damaged anywhere is answered with findings, never with an error of ours', async () => {
    const xml = bpmn([...line(userTask('review', { decisions: ['pass', 'fail'] }), exclusive('choice', 'choice-end')), flow('choice', 'review', 'decision = "fail"'), boundary('late', 'review', timer({ duration: 'P1D' })), flow('late', 'end')], { variables: [{ name: 'decision', type: 'text' }] });
    const damage = fc.record({ at: fc.nat(xml.length), remove: fc.nat(25), insert: fc.constantFrom('', '<', '>', '"', '&', '</', '/>', '<!--', ']]>', '=', 'x', ' id="review"', '<bpmn:task id="z"/>', '&#36;{', '\n') });
    await fc.assert(fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
      const damaged = damages.reduce((text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove), xml);
      for (const { message, code } of await checkDefinition(damaged, known)) expect([code, message]).toEqual([expect.stringMatching(/^[a-z0-9-]+$/), expect.stringMatching(/。$/)]);
    }), { numRuns: 150 });
  });

  it.each(['<html><body/></html>', '<bpmn:process xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" />', '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODELS" />'])('that is no BPMN is refused: %s', async (xml) => {
    expect(briefly(await checkDefinition(xml, known))).toEqual(['not-bpmn']);
  });
});

describe('an odd but harmless process file', () => {
  it('keeps what tools add: colours, platform, documentation, annotations', async () => {
    const xml = bpmn([...line(userTask('review', { inside: '<bpmn:documentation>依据通知附件1</bpmn:documentation>' })),
      { xml: '<bpmn:textAnnotation id="note"><bpmn:text>说明</bpmn:text></bpmn:textAnnotation><bpmn:association id="link" sourceRef="review" targetRef="note" /><bpmn:group id="group" />', nodes: [], flows: [] }],
    { definitions: { 'xmlns:modeler': 'http://camunda.org/schema/modeler/1.0', 'modeler:executionPlatform': 'Camunda Platform', 'xmlns:bioc': 'http://bpmn.io/schema/bpmn/biocolor/1.0', exporter: 'x', exporterVersion: '1', expressionLanguage: 'http://www.w3.org/1999/XPath' } });
    expect(await checkDefinition(xml.replace('<bpmndi:BPMNShape', '<bpmndi:BPMNShape bioc:stroke="#000"'), known)).toEqual([]);
    expect(await checkDefinition(Buffer.from(`\uFEFF${xml}`), known)).toEqual([]);
  });

  it('uses the BPMN namespace under any prefix', async () => {
    const xml = bpmn(sound);
    expect(await checkDefinition(xml.replaceAll(/bpmn:(?!1)/g, 'b:').replace('xmlns:bpmn=', 'xmlns:b='), known)).toEqual([]);
    expect(await checkDefinition(xml.replaceAll(/(<\/?)bpmn:/g, '$1').replace('xmlns:bpmn=', 'xmlns='), known)).toEqual([]);
  });

  it('is told which attributes have no effect', async () => {
    const parts = line(userTask('review', { more: { 'camunda:assignee': 'demo', 'aid:candidate': 'x', colour: 'red' } }), node('serviceTask', 'tell', { name: '通知', implementation: 'notify', 'aid:candidates': 'school-operator@school' }));
    expect(await errors(parts, { definitions: { 'xmlns:other': 'urn:other', 'other:by': 'x' } })).toEqual([]);
    expect(await warnings(parts, { definitions: { 'xmlns:other': 'urn:other', 'other:by': 'x' } })).toEqual(['attribute-ignored', 'attribute-ignored review', 'attribute-ignored review', 'attribute-ignored review', 'attribute-ignored tell']);
  });
});

describe('every finding', () => {
  it('is Chinese, ends as a sentence, says what to do, and never shouts', async () => {
    const findings = await check([start('s1'), start('s2'), node('scriptTask', 'x'), service('svc', 'unknown'), userTask('t', { name: '', candidates: '' }), exclusive('g'), catching('c', timer({})), end(), flow('g', 'end'), flow('g', 't'), flow('t', 'nowhere'), subProcess('sub', [])],
      { variables: [{ name: 'in', type: 'int' }], executable: false, subject: '', diagram: '' });
    expect(findings.length).toBeGreaterThan(15);
    for (const { message } of findings) {
      expect(message).toMatch(/\p{Script=Han}.*。$/u);
      expect(message).toMatch(/请|建议|可以/);
      expect(message).not.toMatch(/[!！]/);
    }
  });
});
