import { aidNamespace, bpmnNamespace, camundaNamespace } from './bpmn-extensions.js';

/** What a process file may contain: elements by namespace, and per element of BPMN the attributes we know. Everything else is refused. */

/** `id` and `name` are allowed everywhere. */
export const bpmnElements: Readonly<Record<string, readonly string[]>> = {
  definitions: ['targetNamespace', 'exporter', 'exporterVersion', 'expressionLanguage', 'typeLanguage'],
  process: ['isExecutable', 'isClosed', 'processType'],
  collaboration: ['isClosed'], participant: ['processRef'],
  laneSet: [], childLaneSet: [], lane: [], flowNodeRef: [],
  documentation: ['textFormat'], extensionElements: [], textAnnotation: ['textFormat'], text: [],
  association: ['sourceRef', 'targetRef', 'associationDirection'], group: ['categoryValueRef'], category: [], categoryValue: ['value'],
  incoming: [], outgoing: [],
  startEvent: ['isInterrupting', 'parallelMultiple'], endEvent: [],
  intermediateCatchEvent: ['parallelMultiple'], intermediateThrowEvent: [], boundaryEvent: ['attachedToRef', 'cancelActivity', 'parallelMultiple'],
  userTask: ['implementation', 'default', 'isForCompensation', 'startQuantity', 'completionQuantity'],
  manualTask: ['default', 'isForCompensation', 'startQuantity', 'completionQuantity'],
  serviceTask: ['implementation', 'operationRef', 'default', 'isForCompensation', 'startQuantity', 'completionQuantity'],
  receiveTask: ['implementation', 'messageRef', 'operationRef', 'instantiate', 'default', 'isForCompensation', 'startQuantity', 'completionQuantity'],
  subProcess: ['triggeredByEvent', 'default', 'isForCompensation', 'startQuantity', 'completionQuantity'],
  callActivity: ['calledElement', 'default', 'isForCompensation', 'startQuantity', 'completionQuantity'],
  exclusiveGateway: ['default', 'gatewayDirection'], parallelGateway: ['gatewayDirection'],
  eventBasedGateway: ['gatewayDirection', 'instantiate', 'eventGatewayType'],
  sequenceFlow: ['sourceRef', 'targetRef', 'isImmediate'], conditionExpression: ['language'],
  timerEventDefinition: [], timeDate: ['language'], timeDuration: ['language'], timeCycle: ['language'],
  messageEventDefinition: ['messageRef'], signalEventDefinition: ['signalRef'], errorEventDefinition: ['errorRef'], escalationEventDefinition: ['escalationRef'], terminateEventDefinition: [],
  message: ['itemRef'], signal: ['structureRef'], error: ['errorCode', 'structureRef'], escalation: ['escalationCode', 'structureRef'],
  multiInstanceLoopCharacteristics: ['isSequential', 'behavior'], loopCardinality: ['language'],
};

const diagramElements: Readonly<Record<string, readonly string[]>> = {
  'http://www.omg.org/spec/BPMN/20100524/DI': ['BPMNDiagram', 'BPMNPlane', 'BPMNShape', 'BPMNEdge', 'BPMNLabel', 'BPMNLabelStyle'],
  'http://www.omg.org/spec/DD/20100524/DC': ['Bounds', 'Point', 'Font'],
  'http://www.omg.org/spec/DD/20100524/DI': ['waypoint'],
};
const extensionElements: Readonly<Record<string, readonly string[]>> = {
  [aidNamespace]: ['variables', 'variable', 'decisions', 'decision', 'vote', 'reminders', 'reminder'],
  [camundaNamespace]: ['formData', 'formField', 'validation', 'constraint', 'value', 'inputOutput', 'inputParameter', 'outputParameter'],
};
export const elementsByNamespace: Readonly<Record<string, readonly string[]>> = { [bpmnNamespace]: Object.keys(bpmnElements), ...diagramElements, ...extensionElements };
export const isDiagramNamespace = (namespace: string): boolean => Object.hasOwn(diagramElements, namespace);

/** The prefixes BPMN tools and our parser know these namespaces by; bound to anything else they would mislead. */
export const ownPrefixes: Readonly<Record<string, string>> = {
  bpmn: bpmnNamespace, bpmn2: bpmnNamespace, aid: aidNamespace, camunda: camundaNamespace,
  bpmndi: 'http://www.omg.org/spec/BPMN/20100524/DI', dc: 'http://www.omg.org/spec/DD/20100524/DC', di: 'http://www.omg.org/spec/DD/20100524/DI',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
};

/** Attributes of these only colour the drawing or name the tool that made it. */
export const harmlessNamespaces: readonly string[] = [
  'http://www.w3.org/2000/xmlns/', 'http://www.w3.org/XML/1998/namespace', 'http://www.w3.org/2001/XMLSchema-instance',
  'http://camunda.org/schema/modeler/1.0', 'http://bpmn.io/schema/bpmn/biocolor/1.0', 'http://www.omg.org/spec/BPMN/non-normative/color/1.0',
];

/** Our own and Camunda's attributes by the element of BPMN they mean something on. */
export const extensionAttributes: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  [aidNamespace]: {
    process: ['subject'], lane: ['candidates'], userTask: ['candidates', 'optional', 'dueWorkdays'], manualTask: ['candidates', 'optional', 'dueWorkdays'],
    timerEventDefinition: ['workdays'],
  },
  [camundaNamespace]: { process: ['historyTimeToLive', 'versionTag'], serviceTask: ['type', 'topic', 'taskPriority'] },
};

/** What our and Camunda's own elements may carry, by the name as written with the usual prefix. */
export const extensionElementAttributes: Readonly<Record<string, readonly string[]>> = {
  'aid:variables': [], 'aid:variable': ['name', 'type', 'label'], 'aid:decisions': [], 'aid:decision': ['value', 'name', 'remarkRequired'],
  'aid:vote': ['rule', 'share', 'onReject'], 'aid:reminders': [], 'aid:reminder': ['workdays', 'to'],
  'camunda:formData': [], 'camunda:formField': ['id', 'label', 'type', 'aid:access'], 'camunda:validation': [], 'camunda:constraint': ['name', 'config'], 'camunda:value': ['id', 'name'],
  'camunda:inputOutput': [], 'camunda:inputParameter': ['name'], 'camunda:outputParameter': ['name'],
};

/** Attributes of Camunda that would make its engine run something, or ours repeat something. */
export const refusedCamunda: readonly string[] = ['class', 'expression', 'delegateExpression', 'resultVariable', 'type', 'topic', 'resource', 'decisionRef', 'mapDecisionResult',
  'variableMappingClass', 'variableMappingDelegateExpression', 'collection'];

/** Attributes of BPMN that may only have this one value, with what it would otherwise mean. */
export const fixedValues: Readonly<Record<string, { only: string; meaning: string }>> = {
  isForCompensation: { only: 'false', meaning: '补偿' }, startQuantity: { only: '1', meaning: '多个令牌才开始' }, completionQuantity: { only: '1', meaning: '一次放出多个令牌' },
  triggeredByEvent: { only: 'false', meaning: '事件子流程' }, instantiate: { only: 'false', meaning: '由消息启动流程' }, parallelMultiple: { only: 'false', meaning: '多重并行事件' },
  eventGatewayType: { only: 'Exclusive', meaning: '并行事件网关' }, behavior: { only: 'All', meaning: '多实例提前结束' },
};

const usePlainService = '请改用服务任务，在 implementation 里填写已登记的服务名称';
/** Why an element of BPMN is refused and what to draw instead, for those people do draw. */
export const refusedElements: Readonly<Record<string, string>> = {
  scriptTask: `流程图里不运行任何脚本，${usePlainService}`, script: `流程图里不运行任何脚本，${usePlainService}`,
  businessRuleTask: usePlainService, sendTask: usePlainService,
  task: '没有选定类型。有人办理的请改为用户任务，系统完成的请改为服务任务',
  inclusiveGateway: '包容网关不能可靠地汇合，请改用并行网关，在各分支里用排他网关判断是否办理', complexGateway: '复杂网关没有确定的走法，请改用排他网关或并行网关',
  transaction: '不支持事务子流程，请改用子流程', adHocSubProcess: '不支持特别子流程，请改用子流程，把可选的环节画成可选的用户任务',
  compensateEventDefinition: '不支持补偿，请把撤销画成单独的环节', cancelEventDefinition: '不支持取消事件，请改用错误事件', linkEventDefinition: '不支持链接事件，请直接连线',
  conditionalEventDefinition: '不支持条件事件，请改用消息事件或排他网关',
  standardLoopCharacteristics: '不支持循环标记，请用排他网关画出返回的连线', completionCondition: '会签规则不写在流程图里：请画一个用户任务，表决由系统逐人记录',
  loopDataInputRef: '多实例只能给出次数（loopCardinality）', inputDataItem: '多实例只能给出次数（loopCardinality）',
  messageFlow: '不支持消息流，请改用消息事件', ioSpecification: '不支持输入输出映射，变量由表单和决定产生', dataInputAssociation: '不支持输入输出映射', dataOutputAssociation: '不支持输入输出映射',
  dataObject: '不支持数据对象，说明请写在文本注释里', dataObjectReference: '不支持数据对象，说明请写在文本注释里', dataStoreReference: '不支持数据存储，说明请写在文本注释里', dataStore: '不支持数据存储，说明请写在文本注释里',
  potentialOwner: '办理人请写在 aid:candidates 里', humanPerformer: '办理人请写在 aid:candidates 里', performer: '办理人请写在 aid:candidates 里', resourceRole: '办理人请写在 aid:candidates 里',
  import: '不能引入其他文件', extension: '不能要求其他扩展', interface: '不能声明接口', itemDefinition: '不能声明数据结构', globalScriptTask: '流程图里不运行任何脚本',
};

/** Chinese names of what can be drawn, for messages. */
export const kindNames: Readonly<Record<string, string>> = {
  process: '流程', lane: '泳道', participant: '池', startEvent: '开始事件', endEvent: '结束事件', intermediateCatchEvent: '中间捕获事件', intermediateThrowEvent: '中间抛出事件', boundaryEvent: '边界事件',
  userTask: '用户任务', manualTask: '手工任务', serviceTask: '服务任务', receiveTask: '接收任务', scriptTask: '脚本任务', sendTask: '发送任务', businessRuleTask: '规则任务', task: '任务',
  subProcess: '子流程', callActivity: '调用活动', transaction: '事务', adHocSubProcess: '特别子流程', exclusiveGateway: '排他网关', parallelGateway: '并行网关', eventBasedGateway: '事件网关',
  inclusiveGateway: '包容网关', complexGateway: '复杂网关', sequenceFlow: '连线', message: '消息', signal: '信号', error: '错误', escalation: '升级',
};
export const flowNodes: ReadonlySet<string> = new Set(['startEvent', 'endEvent', 'intermediateCatchEvent', 'intermediateThrowEvent', 'boundaryEvent', 'userTask', 'manualTask', 'serviceTask', 'receiveTask',
  'scriptTask', 'sendTask', 'businessRuleTask', 'task', 'subProcess', 'callActivity', 'transaction', 'adHocSubProcess', 'exclusiveGateway', 'parallelGateway', 'eventBasedGateway', 'inclusiveGateway', 'complexGateway']);
