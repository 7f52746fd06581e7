import BpmnModdle, { type ModdleElement } from 'bpmn-moddle';
import { bpmnExtensions } from '../../server/workflow/bpmn-extensions.js';
import { convertForeign } from '../../server/workflow/convert-foreign.js';
import { elementOf, elementsOf, extensionOf, parseBpmn, textOf } from '../../server/workflow/bpmn-xml.js';

/** moddle can make elements too; the part of it that our own types leave out. */
type Making = { create(type: string, properties?: object): ModdleElement; toXML(element: ModdleElement): Promise<{ xml: string }> };

async function converted(inside: string, more = ''): Promise<{ task: ModdleElement; notes: string[]; xml: string; flow: ModdleElement | undefined }> {
  const file = `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:acme="http://acme.example" targetNamespace="x"><bpmn:process id="p" isExecutable="true">${more}${inside}</bpmn:process></bpmn:definitions>`;
  const { rootElement } = await parseBpmn(file);
  const moddle = new BpmnModdle(bpmnExtensions) as unknown as Making;
  const notes = convertForeign(rootElement, (type, properties) => moddle.create(type, properties));
  const elements = elementsOf(elementsOf(rootElement, 'rootElements')[0], 'flowElements');
  return { task: elements[0], flow: elements.find(({ $type }) => $type === 'bpmn:SequenceFlow'), notes: notes.map(({ done, message }) => `${done ? '✓' : '？'}${message}`), xml: (await moddle.toXML(rootElement)).xml };
}

describe('a file of Camunda 7', () => {
  it('names its people and its deadline as ours', async () => {
    const { task, notes, xml } = await converted('<bpmn:userTask id="t" camunda:candidateGroups="authority-operator@prefecture,学校业务审核人员" camunda:dueDate="${dateTime().plus(\'P3D\')}" camunda:priority="50" acme:colour="红" />');
    expect([textOf(task, 'aid:candidates'), textOf(task, 'aid:dueWorkdays'), notes.every((note) => note.startsWith('✓'))]).toEqual(['authority-operator@prefecture,school-reviewer@school', '3', true]);
    for (const kept of ['camunda:candidateGroups=', 'camunda:priority="50"', 'acme:colour="红"']) expect(xml).toContain(kept);
  });

  it('names a person or a group we do not have, and is told so', async () => {
    const { task, notes } = await converted('<bpmn:userTask id="t" camunda:assignee="mary" camunda:candidateGroups="sales" camunda:formKey="embedded:app:x.html" />');
    expect(textOf(task, 'aid:candidates')).toBeUndefined();
    expect(notes.filter((note) => note.startsWith('？')).join()).toMatch(/sales.*mary.*formKey/);
  });

  it.each([['${decision == \'pass\'}', 'decision = "pass"'], ['${people > 10}', 'people > 10'], ['=decision = "pass"', 'decision = "pass"'], ['${bean.check(execution)}', '${bean.check(execution)}'], ['decision = "pass"', 'decision = "pass"']])('its condition %s reads %s', async (written, read) => {
    const { flow } = await converted(`<bpmn:task id="a" /><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="a"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${written.replaceAll('>', '&gt;')}</bpmn:conditionExpression></bpmn:sequenceFlow>`);
    expect(textOf(elementOf(flow, 'conditionExpression'), 'body')).toBe(read);
  });
});

describe('a file of Camunda 8', () => {
  it('is converted: people, deadline, form and service; what was taken over is said once', async () => {
    const form = JSON.stringify({ components: [{ key: 'reason', label: '理由', type: 'textarea', validate: { required: true } }, { key: 'kind', label: '种类', type: 'select', values: [{ label: '甲', value: 'a' }] }, { type: 'image' }] }).replaceAll('"', '&quot;');
    const { task, notes, xml } = await converted(
      '<bpmn:userTask id="t"><bpmn:extensionElements><zeebe:assignmentDefinition candidateGroups="=[&quot;authority-operator&quot;]" /><zeebe:taskSchedule dueDate="=now() + duration(&quot;P5D&quot;)" /><zeebe:formDefinition formKey="camunda-forms:bpmn:form_1" /></bpmn:extensionElements></bpmn:userTask><bpmn:serviceTask id="s"><bpmn:extensionElements><zeebe:taskDefinition type="publishList" /></bpmn:extensionElements></bpmn:serviceTask>',
      `<bpmn:extensionElements><zeebe:userTaskForm id="form_1">${form}</zeebe:userTaskForm></bpmn:extensionElements>`);
    expect([textOf(task, 'aid:candidates'), textOf(task, 'aid:dueWorkdays')]).toEqual(['authority-operator@authority', '5']);
    expect(elementsOf(extensionOf(task, 'camunda:FormData'), 'fields').map((field) => [textOf(field, 'id'), textOf(field, 'label'), textOf(field, 'type')])).toEqual([['reason', '理由', 'string'], ['kind', '种类', 'enum']]);
    expect(xml).toContain('implementation="publishList"');
    expect(xml).not.toMatch(/zeebe:(assignmentDefinition|taskSchedule|formDefinition|taskDefinition)/);
    expect(notes.join()).toMatch(/另有 1 个没有对应的类型/);
  });
});

it('one of our own files is left as it is', async () => {
  const { notes } = await converted('<bpmn:userTask id="t" name="复核" />');
  expect(notes).toEqual([]);
});
