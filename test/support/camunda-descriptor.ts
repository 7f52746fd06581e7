/**
 * What Camunda Modeler knows of the Camunda 7 namespace, as far as our files and those of the corpus touch it, as a moddle
 * descriptor. It knows nothing of ours (`aid:`), so what it keeps of a file is what that program keeps.
 */
const attribute = (name: string, type: 'String' | 'Boolean' | 'Integer' = 'String') => ({ name, type, isAttr: true });
const body = (name: string) => ({ name, type: 'String', isBody: true });
const children = (name: string, type: string) => ({ name, type, isMany: true });

export const camundaDescriptor = {
  name: 'Camunda', prefix: 'camunda', uri: 'http://camunda.org/schema/1.0/bpmn', xml: { tagAlias: 'lowerCase' }, associations: [],
  types: [
    { name: 'Process', isAbstract: true, extends: ['bpmn:Process'], properties: [attribute('candidateStarterGroups'), attribute('candidateStarterUsers'), attribute('versionTag'), attribute('historyTimeToLive'), attribute('isStartableInTasklist', 'Boolean')] },
    { name: 'AsyncCapable', isAbstract: true, extends: ['bpmn:Activity', 'bpmn:Gateway', 'bpmn:Event'], properties: [attribute('asyncBefore', 'Boolean'), attribute('asyncAfter', 'Boolean'), attribute('exclusive', 'Boolean')] },
    { name: 'Assignable', extends: ['bpmn:UserTask'], properties: ['assignee', 'candidateUsers', 'candidateGroups', 'dueDate', 'followUpDate', 'priority'].map((name) => attribute(name)) },
    { name: 'FormSupported', isAbstract: true, extends: ['bpmn:StartEvent', 'bpmn:UserTask'], properties: ['formHandlerClass', 'formKey', 'formRef', 'formRefBinding'].map((name) => attribute(name)) },
    { name: 'ServiceTaskLike', extends: ['bpmn:ServiceTask', 'bpmn:BusinessRuleTask', 'bpmn:SendTask', 'bpmn:MessageEventDefinition'], properties: ['expression', 'class', 'delegateExpression', 'resultVariable', 'type', 'topic', 'taskPriority'].map((name) => attribute(name)) },
    { name: 'CallActivity', extends: ['bpmn:CallActivity'], properties: ['calledElementBinding', 'calledElementVersion', 'calledElementVersionTag', 'calledElementTenantId'].map((name) => attribute(name)) },
    { name: 'Collectable', isAbstract: true, extends: ['bpmn:MultiInstanceLoopCharacteristics'], superClass: ['camunda:AsyncCapable'], properties: [attribute('collection'), attribute('elementVariable')] },
    { name: 'In', superClass: ['Element'], properties: ['source', 'sourceExpression', 'target', 'variables', 'businessKey'].map((name) => attribute(name)) },
    { name: 'Out', superClass: ['Element'], properties: ['source', 'sourceExpression', 'target', 'variables'].map((name) => attribute(name)) },
    { name: 'InputOutput', superClass: ['Element'], properties: [children('inputParameters', 'InputParameter'), children('outputParameters', 'OutputParameter')] },
    { name: 'InputOutputParameter', properties: [attribute('name'), body('value')] },
    { name: 'InputParameter', superClass: ['InputOutputParameter'] },
    { name: 'OutputParameter', superClass: ['InputOutputParameter'] },
    { name: 'ExecutionListener', superClass: ['Element'], properties: ['expression', 'class', 'delegateExpression', 'event'].map((name) => attribute(name)) },
    { name: 'TaskListener', superClass: ['Element'], properties: ['expression', 'class', 'delegateExpression', 'event', 'id'].map((name) => attribute(name)) },
    { name: 'Properties', superClass: ['Element'], properties: [children('values', 'Property')] },
    { name: 'Property', superClass: ['Element'], properties: [attribute('id'), attribute('name'), attribute('value')] },
    { name: 'FormData', superClass: ['Element'], properties: [children('fields', 'FormField'), attribute('businessKey')] },
    { name: 'FormField', superClass: ['Element'], properties: [attribute('id'), attribute('label'), attribute('type'), attribute('datePattern'), attribute('defaultValue'), { name: 'properties', type: 'Properties' }, { name: 'validation', type: 'Validation' }, children('values', 'Value')] },
    { name: 'Validation', superClass: ['Element'], properties: [children('constraints', 'Constraint')] },
    { name: 'Constraint', superClass: ['Element'], properties: [attribute('name'), attribute('config')] },
    { name: 'Value', superClass: ['InputOutputParameter'], properties: [attribute('id')] },
  ],
};
