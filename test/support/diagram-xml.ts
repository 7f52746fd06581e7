/** Processes for engine tests in as few words as possible: nothing but what moves tokens. Whole files, as people upload them, are made by `bpmn-builder.ts`. */

const namespaces = [
  'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"', 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
  'xmlns:aid="urn:student-aid:bpmn:1"', 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"',
].join(' ');

/** Messages, signals, errors and escalations that events may refer to. */
const references = '<message id="the-message" name="note"/><signal id="the-signal" name="bell"/><error id="the-error" errorCode="refused"/><escalation id="the-escalation" escalationCode="late"/>';

export const processFile = (content: string, id = 'process'): string =>
  `<?xml version="1.0" encoding="UTF-8"?><definitions ${namespaces} id="definitions" targetNamespace="test">${references}<process id="${id}" isExecutable="true">${content}</process></definitions>`;

/**
 * Flows from a text with one path per line: `a -> b -> c`. `?` before a target puts a condition on the flow (its id is
 * `a-b`); the default flow is named by the gateway's `default` attribute.
 */
export function flows(paths: string): string {
  const written = paths.trim().split('\n').flatMap((path) => {
    const stations = path.split('->').map((station) => station.trim());
    return stations.slice(1).map((station, index) => flow(stations[index].replace('?', ''), station));
  });
  return written.join('');
}

function flow(from: string, target: string): string {
  const to = target.replace('?', '');
  const condition = target.startsWith('?') ? `<conditionExpression xsi:type="tFormalExpression">decision = "${to}"</conditionExpression>` : '';
  return `<sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}">${condition}</sequenceFlow>`;
}

const element = (tag: string) => (...ids: string[]): string => ids.map((id) => `<${tag} id="${id}"/>`).join('');
export const start = element('startEvent');
export const end = element('endEvent');
export const user = element('userTask');
export const service = element('serviceTask');
export const receive = (id: string): string => `<receiveTask id="${id}" messageRef="the-message"/>`;
export const parallel = element('parallelGateway');
export const eventGateway = element('eventBasedGateway');
/** With the id of the default flow, when it has one. */
export const exclusive = (id: string, defaultFlow?: string): string => `<exclusiveGateway id="${id}"${defaultFlow ? ` default="${defaultFlow}"` : ''}/>`;
export const subProcess = (id: string, content: string): string => `<subProcess id="${id}">${content}</subProcess>`;

/** Event definitions by what a test calls them. */
export const definitions = {
  timer: '<timerEventDefinition><timeDuration xsi:type="tFormalExpression">PT1H</timeDuration></timerEventDefinition>',
  cycle: '<timerEventDefinition><timeCycle xsi:type="tFormalExpression">R3/PT1H</timeCycle></timerEventDefinition>',
  message: '<messageEventDefinition messageRef="the-message"/>',
  signal: '<signalEventDefinition signalRef="the-signal"/>',
  error: '<errorEventDefinition errorRef="the-error"/>',
  escalation: '<escalationEventDefinition escalationRef="the-escalation"/>',
  terminate: '<terminateEventDefinition/>',
} as const;
export type DefinitionName = keyof typeof definitions;

export const catching = (id: string, kind: DefinitionName): string => `<intermediateCatchEvent id="${id}">${definitions[kind]}</intermediateCatchEvent>`;
export const throwing = (id: string, kind: DefinitionName): string => `<intermediateThrowEvent id="${id}">${definitions[kind]}</intermediateThrowEvent>`;
export const ending = (id: string, kind: DefinitionName): string => `<endEvent id="${id}">${definitions[kind]}</endEvent>`;
export const boundary = (id: string, on: string, kind: DefinitionName, interrupting = true): string =>
  `<boundaryEvent id="${id}" attachedToRef="${on}" cancelActivity="${interrupting}">${definitions[kind]}</boundaryEvent>`;
export const several = (tag: 'userTask' | 'serviceTask' | 'receiveTask', id: string, order: 'parallel' | 'sequential'): string =>
  `<${tag} id="${id}">${repeated(order)}</${tag}>`;
export const repeated = (order: 'parallel' | 'sequential'): string =>
  `<multiInstanceLoopCharacteristics isSequential="${order === 'sequential'}"><loopCardinality xsi:type="tFormalExpression">3</loopCardinality></multiInstanceLoopCharacteristics>`;
