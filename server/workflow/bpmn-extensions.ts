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
    { name: 'Vote', superClass: ['Element'], properties: [attribute('rule'), attribute('share'), attribute('onReject')] },
    { name: 'Reminders', superClass: ['Element'], properties: [children('reminders', 'Reminder')] },
    { name: 'Reminder', superClass: ['Element'], properties: [attribute('workdays'), attribute('to')] },
    { name: 'FieldAccess', extends: ['camunda:FormField'], properties: [attribute('access')] },
  ],
};

const attributes = (...names: string[]) => names.map((name) => attribute(name));
const child = (name: string, type: string) => ({ name, type });
const body = { name: 'value', type: 'String', isBody: true };

/** Elements of Camunda 7 we do not read. Known only so that a file keeps them through load–edit–save: of a namespace that is known, the reader drops what is not. */
const kept = [
  { name: 'In', superClass: ['Element'], properties: attributes('source', 'sourceExpression', 'target', 'variables', 'businessKey', 'local') },
  { name: 'Out', superClass: ['Element'], properties: attributes('source', 'sourceExpression', 'target', 'variables', 'local') },
  { name: 'Definition', superClass: ['Element'], isAbstract: true },
  { name: 'InputOutput', superClass: ['Element'], properties: [children('inputParameters', 'InputParameter'), children('outputParameters', 'OutputParameter')] },
  { name: 'Parameter', isAbstract: true, properties: [attribute('name'), body, child('definition', 'Definition')] },
  { name: 'InputParameter', superClass: ['Parameter'] },
  { name: 'OutputParameter', superClass: ['Parameter'] },
  { name: 'List', superClass: ['Definition'], properties: [children('items', 'Definition')] },
  { name: 'Map', superClass: ['Definition'], properties: [children('entries', 'Entry')] },
  { name: 'Entry', properties: [attribute('key'), body, child('definition', 'Definition')] },
  { name: 'Script', superClass: ['Definition'], properties: [...attributes('scriptFormat', 'resource'), body] },
  { name: 'Field', superClass: ['Element'], properties: [...attributes('name', 'stringValue'), child('string', 'String'), child('expression', 'String')] },
  { name: 'ExecutionListener', superClass: ['Element'], properties: [...attributes('class', 'expression', 'delegateExpression', 'event'), child('script', 'Script'), children('fields', 'Field')] },
  { name: 'TaskListener', superClass: ['Element'], properties: [...attributes('id', 'class', 'expression', 'delegateExpression', 'event'), child('script', 'Script'), children('fields', 'Field'), children('eventDefinitions', 'bpmn:TimerEventDefinition')] },
  { name: 'Properties', superClass: ['Element'], properties: [children('values', 'Property')] },
  { name: 'Property', superClass: ['Element'], properties: attributes('id', 'name', 'value') },
  { name: 'Connector', superClass: ['Element'], properties: [child('inputOutput', 'InputOutput'), child('connectorId', 'String')] },
  { name: 'FailedJobRetryTimeCycle', superClass: ['Element'], properties: [body] },
  { name: 'FormProperty', superClass: ['Element'], properties: [...attributes('id', 'name', 'type', 'required', 'readable', 'writable', 'variable', 'expression', 'datePattern', 'default'), children('values', 'Value')] },
  { name: 'PotentialStarter', superClass: ['Element'], properties: [child('resourceAssignmentExpression', 'bpmn:ResourceAssignmentExpression')] },
];

/** The few words of the Camunda 7 namespace that we read, so that its modeler shows a working panel for them. */
const camunda = {
  name: 'Camunda', prefix: 'camunda', uri: camundaNamespace, xml: { tagAlias: 'lowerCase' }, associations: [],
  types: [
    { name: 'ProcessLabels', extends: ['bpmn:Process'], properties: [attribute('historyTimeToLive'), attribute('versionTag')] },
    { name: 'ExternalTask', extends: ['bpmn:ServiceTask'], properties: [attribute('type'), attribute('topic'), attribute('taskPriority')] },
    { name: 'Collectable', extends: ['bpmn:MultiInstanceLoopCharacteristics'], properties: [attribute('collection'), attribute('elementVariable')] },
    { name: 'FormData', superClass: ['Element'], properties: [children('fields', 'FormField')] },
    {
      name: 'FormField', superClass: ['Element'],
      properties: [attribute('id'), attribute('label'), attribute('type'), child('validation', 'Validation'), child('properties', 'Properties'), children('values', 'Value')],
    },
    { name: 'Validation', superClass: ['Element'], properties: [children('constraints', 'Constraint')] },
    { name: 'Constraint', superClass: ['Element'], properties: [attribute('name'), attribute('config')] },
    { name: 'Value', superClass: ['Definition'], properties: [attribute('id'), attribute('name'), body] },
    ...kept,
  ],
};

// Ours come after Camunda's, because they add to them.
export const bpmnExtensions = { camunda, aid };
