/** What our process files may say beyond standard BPMN, as moddle descriptors: `new BpmnModdle(bpmnExtensions)`. */

export const bpmnNamespace = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
export const aidNamespace = 'urn:student-aid:bpmn:1';
export const camundaNamespace = 'http://camunda.org/schema/1.0/bpmn';

const attribute = (name: string, type: 'String' | 'Boolean' = 'String') => ({ name, type, isAttr: true });
const children = (name: string, type: string) => ({ name, type, isMany: true });

/** Our own words: who may act, what can be decided, which variables a condition may use, working days. */
const aid = {
  name: 'Student aid', prefix: 'aid', uri: aidNamespace, xml: { tagAlias: 'lowerCase' }, associations: [],
  types: [
    { name: 'ProcessSubject', extends: ['bpmn:Process'], properties: [attribute('subject')] },
    { name: 'WithCandidates', extends: ['bpmn:Lane', 'bpmn:UserTask', 'bpmn:ManualTask'], properties: [attribute('candidates')] },
    { name: 'Act', extends: ['bpmn:UserTask', 'bpmn:ManualTask'], properties: [attribute('optional', 'Boolean'), attribute('dueWorkdays')] },
    { name: 'Workdays', extends: ['bpmn:TimerEventDefinition'], properties: [attribute('workdays')] },
    { name: 'Variables', superClass: ['Element'], properties: [children('variables', 'Variable')] },
    { name: 'Variable', superClass: ['Element'], properties: [attribute('name'), attribute('type'), attribute('label')] },
    { name: 'Decisions', superClass: ['Element'], properties: [children('decisions', 'Decision')] },
    { name: 'Decision', superClass: ['Element'], properties: [attribute('value'), attribute('name'), attribute('remarkRequired', 'Boolean')] },
  ],
};

/** The few words of the Camunda 7 namespace that we read, so that its modeler shows a working panel for them. */
const camunda = {
  name: 'Camunda', prefix: 'camunda', uri: camundaNamespace, xml: { tagAlias: 'lowerCase' }, associations: [],
  types: [
    { name: 'ProcessLabels', extends: ['bpmn:Process'], properties: [attribute('historyTimeToLive'), attribute('versionTag')] },
    { name: 'Collectable', extends: ['bpmn:MultiInstanceLoopCharacteristics'], properties: [attribute('collection'), attribute('elementVariable')] },
    { name: 'FormData', superClass: ['Element'], properties: [children('fields', 'FormField')] },
    {
      name: 'FormField', superClass: ['Element'],
      properties: [attribute('id'), attribute('label'), attribute('type'), { name: 'validation', type: 'Validation' }, children('values', 'Value')],
    },
    { name: 'Validation', superClass: ['Element'], properties: [children('constraints', 'Constraint')] },
    { name: 'Constraint', superClass: ['Element'], properties: [attribute('name'), attribute('config')] },
    { name: 'Value', superClass: ['Element'], properties: [attribute('id'), attribute('name')] },
  ],
};

export const bpmnExtensions = { aid, camunda };
