import type { Role } from '../values/actor.js';
import { readCandidates } from './candidates.js';
import type { FieldType } from './field-types.js';
import { isExternal, readExternal, readReported, type ExternalModel } from './read-external.js';
import { readTask } from './read-task.js';
import { elementOf, elementsOf, extensionOf, isTrue, parseBpmn, textOf, type ModdleElement } from './bpmn-xml.js';

/** Who may take a task: a role in an organisation that stands in this relation to the subject's school. */
export type Candidate = { role: Role; level: 'school' | 'authority' | 'prefecture' | 'province' | 'central' };
export type FieldMode = 'required' | 'optional' | 'readonly' | 'hidden';
export type FormField = {
  id: string; label: string; type: FieldType;
  required: boolean; options?: { value: string; name: string }[];
  /** What differs for a role from what `required` says for all. */
  access?: { role: Role; mode: FieldMode }[];
};
/**
 * How the offices of one task decide together. The first decision is the yes. 会签 `all`, 或签 `any`, 票签 `ratio` with the
 * share of yes votes it needs in percent. A no ends it at once, or only counts.
 */
export type VoteRule = { rule: 'all' | 'any' | 'ratio'; share: number; onReject: 'end' | 'count' };
/** So many working days after the due date (before it, when negative), at 9:00: those who handle it are told, or others above them. */
export type Reminder = { workdays: number; to: Candidate[] };
export type Decision = { value: string; name: string; remarkRequired: boolean };
/** `date`: ISO date(-time) or a date variable's name; `duration`: ISO 8601; `cycle`: `Rn/duration`; `workdays`: a whole number. */
export type TimerRule = { kind: 'date' | 'duration' | 'cycle' | 'workdays'; value: string };
export type ElementModel = {
  id: string;
  /** 'userTask', 'serviceTask', 'exclusiveGateway', 'startEvent', 'boundaryEvent', 'subProcess', … */
  type: string;
  name: string;
  /** Id of the process or sub-process it stands in. */
  scope: string;
  laneId?: string;
  /** Of user and manual tasks: its own, else its lane's; empty for everything else. */
  candidates: Candidate[];
  optional: boolean;
  dueWorkdays?: number;
  form: FormField[];
  decisions: Decision[];
  vote?: VoteRule;
  reminders?: Reminder[];
  service?: string;
  /** Of a service task that a program outside does. */
  external?: ExternalModel;
  /** Of an error boundary event on an external task: which error its program may report; without a code any. */
  reported?: { code?: string };
  timer?: TimerRule;
  /** Names, not ids. */
  message?: string; signal?: string; error?: string; escalation?: string;
  terminates?: boolean;
  /** Key of the definition a call activity starts. */
  calls?: string;
  attachedTo?: string;
  /** Of boundary events only. */
  interrupting?: boolean;
  multiInstance?: { sequential: boolean; cardinality?: string; collection?: string };
};
export type FlowModel = { id: string; name: string; from: string; to: string; condition?: string; isDefault: boolean };
export type Variable = { name: string; type: 'text' | 'number' | 'date' | 'boolean'; label: string };
/** A procedure as drawn, read once per version and never changed afterwards (frozen). */
export type DefinitionModel = {
  key: string; name: string; subject: string; versionTag?: string;
  variables: Variable[];
  lanes: { id: string; name: string; candidates: Candidate[]; elements: string[] }[];
  elements: Record<string, ElementModel>;
  flows: Record<string, FlowModel>;
  messages: string[];
  services: string[];
  /** The levels its candidates stand at. */
  levels: Candidate['level'][];
};

/** The file holds no process, or is not BPMN at all. Its message is for the log; the upload check speaks to people. */
export class DefinitionUnreadable extends Error {}

/**
 * Reads a process file into the model. For files that passed `checkDefinition`: what that check refuses
 * (unknown roles, unknown kinds of fields) is left out here without a word.
 * @throws DefinitionUnreadable when there is no process in it
 */
export async function readDefinition(xml: string): Promise<DefinitionModel> {
  const { rootElement } = await parseBpmn(xml).catch((error: unknown) => {
    throw new DefinitionUnreadable('not a BPMN file', { cause: error });
  });
  return modelOf(rootElement);
}

/** The model of an already parsed file. */
export function modelOf(definitions: ModdleElement): DefinitionModel {
  const roots = elementsOf(definitions, 'rootElements');
  const processes = roots.filter((root) => root.$type === 'bpmn:Process');
  const process = processes.find((one) => isTrue(one, 'isExecutable')) ?? processes[0];
  if (!process) throw new DefinitionUnreadable('no process in the file');

  const lanes = lanesOf(process);
  const elements: Record<string, ElementModel> = Object.create(null);
  const flows: Record<string, FlowModel> = Object.create(null);
  readScope(process, undefined, { lanes, elements, flows });
  const versionTag = textOf(process, 'camunda:versionTag');
  return deepFreeze({
    key: idOf(process), name: textOf(process, 'name') ?? '', subject: textOf(process, 'aid:subject') ?? '',
    ...(versionTag && { versionTag }),
    variables: elementsOf(extensionOf(process, 'aid:Variables'), 'variables').flatMap(readVariable),
    lanes, elements, flows,
    messages: roots.filter((root) => root.$type === 'bpmn:Message').flatMap((message) => textOf(message, 'name') || []),
    services: [...new Set(Object.values(elements).flatMap((element) => element.service ?? []))],
    levels: [...new Set(Object.values(elements).flatMap((element) => element.candidates.map(({ level }) => level)))],
  });
}

type Lane = DefinitionModel['lanes'][number];
type Reading = { lanes: Lane[]; elements: Record<string, ElementModel>; flows: Record<string, FlowModel> };

/** Lanes in lanes are flattened; an inner lane without candidates has those of the outer one. */
function lanesOf(scope: ModdleElement): Lane[] {
  const inSet = (laneSet: ModdleElement | undefined, inherited: Candidate[]): Lane[] => elementsOf(laneSet, 'lanes').flatMap((lane) => {
    const own = readCandidates(textOf(lane, 'aid:candidates') ?? '').candidates;
    const candidates = own.length > 0 ? own : inherited;
    const here = { id: idOf(lane), name: textOf(lane, 'name') ?? '', candidates, elements: elementsOf(lane, 'flowNodeRef').map(idOf) };
    return [here, ...inSet(elementOf(lane, 'childLaneSet'), candidates)];
  });
  const inner = elementsOf(scope, 'flowElements').filter((element) => element.$type === 'bpmn:SubProcess').flatMap(lanesOf);
  return [...elementsOf(scope, 'laneSets').flatMap((laneSet) => inSet(laneSet, [])), ...inner];
}

function readScope(scope: ModdleElement, outerLane: Lane | undefined, reading: Reading): void {
  for (const element of elementsOf(scope, 'flowElements')) {
    if (element.$type === 'bpmn:SequenceFlow') {
      reading.flows[idOf(element)] = readFlow(element);
      continue;
    }
    // A boundary event has the lane of the task it is attached to.
    const host = elementOf(element, 'attachedToRef');
    const lane = nearestLane(reading.lanes, element) ?? (host && nearestLane(reading.lanes, host)) ?? outerLane;
    reading.elements[idOf(element)] = readElement(element, idOf(scope), lane);
    if (element.$type === 'bpmn:SubProcess') readScope(element, lane, reading);
  }
}

/** A lane inside a lane comes later in the list and is the nearer one. */
const nearestLane = (lanes: Lane[], element: ModdleElement): Lane | undefined => lanes.filter((lane) => lane.elements.includes(idOf(element))).at(-1);

function readElement(element: ModdleElement, scope: string, lane: Lane | undefined): ElementModel {
  const type = lowerFirst(element.$type.replace(/^bpmn:/, ''));
  const isAct = type === 'userTask' || type === 'manualTask';
  const own = readCandidates(textOf(element, 'aid:candidates') ?? '').candidates;
  const due = wholeNumber(textOf(element, 'aid:dueWorkdays'));
  const loop = elementOf(element, 'loopCharacteristics');
  const attachedTo = elementOf(element, 'attachedToRef');
  const service = type === 'serviceTask' && !isExternal(element) ? textOf(element, 'implementation') : undefined;
  const calls = type === 'callActivity' ? textOf(element, 'calledElement') : undefined;
  return {
    id: idOf(element), type, name: textOf(element, 'name') ?? '', scope,
    ...(lane && { laneId: lane.id }),
    candidates: !isAct ? [] : own.length > 0 ? own : [...(lane?.candidates ?? [])],
    optional: isAct && isTrue(element, 'aid:optional'),
    ...(due !== undefined && { dueWorkdays: due }),
    ...readTask(element),
    ...(service && { service }), ...(calls && { calls }),
    ...(isExternal(element) && { external: readExternal(element) }),
    ...readTrigger(element), ...readReported(element),
    ...(attachedTo && { attachedTo: idOf(attachedTo), interrupting: isTrue(element, 'cancelActivity') }),
    ...(loop?.$type === 'bpmn:MultiInstanceLoopCharacteristics' && { multiInstance: readMultiInstance(loop) }),
  };
}

/** What an event or a receive task waits for or throws. An event has one definition; the upload check refuses more. */
function readTrigger(element: ModdleElement): Partial<ElementModel> {
  const direct = textOf(elementOf(element, 'messageRef'), 'name');
  const definition = elementsOf(element, 'eventDefinitions')[0];
  switch (definition?.$type) {
    case undefined: return direct ? { message: direct } : {};
    case 'bpmn:TimerEventDefinition': { const timer = readTimer(definition); return timer ? { timer } : {}; }
    case 'bpmn:MessageEventDefinition': return named('message', textOf(elementOf(definition, 'messageRef'), 'name'));
    case 'bpmn:SignalEventDefinition': return named('signal', textOf(elementOf(definition, 'signalRef'), 'name'));
    case 'bpmn:ErrorEventDefinition': return named('error', nameOrCode(elementOf(definition, 'errorRef'), 'errorCode'));
    case 'bpmn:EscalationEventDefinition': return named('escalation', nameOrCode(elementOf(definition, 'escalationRef'), 'escalationCode'));
    case 'bpmn:TerminateEventDefinition': return { terminates: true };
    default: return {};
  }
}

const named = (kind: 'message' | 'signal' | 'error' | 'escalation', name: string | undefined): Partial<ElementModel> => (name ? { [kind]: name } : {});
const nameOrCode = (element: ModdleElement | undefined, code: string): string | undefined => textOf(element, code) ?? textOf(element, 'name');

function readTimer(definition: ModdleElement): TimerRule | undefined {
  const workdays = textOf(definition, 'aid:workdays');
  if (workdays !== undefined) return { kind: 'workdays', value: workdays.trim() };
  for (const [property, kind] of [['timeDate', 'date'], ['timeDuration', 'duration'], ['timeCycle', 'cycle']] as const) {
    const value = textOf(elementOf(definition, property), 'body');
    if (value !== undefined) return { kind, value: value.trim() };
  }
  return undefined;
}

function readMultiInstance(loop: ModdleElement): NonNullable<ElementModel['multiInstance']> {
  const cardinality = textOf(elementOf(loop, 'loopCardinality'), 'body')?.trim();
  const collection = textOf(loop, 'camunda:collection')?.trim();
  return { sequential: isTrue(loop, 'isSequential'), ...(cardinality && { cardinality }), ...(collection && { collection }) };
}

function readFlow(flow: ModdleElement): FlowModel {
  const source = elementOf(flow, 'sourceRef');
  const target = elementOf(flow, 'targetRef');
  const condition = textOf(elementOf(flow, 'conditionExpression'), 'body')?.trim();
  return {
    id: idOf(flow), name: textOf(flow, 'name') ?? '', from: source ? idOf(source) : '', to: target ? idOf(target) : '',
    ...(condition !== undefined && { condition }),
    isDefault: source !== undefined && elementOf(source, 'default') === flow,
  };
}

const variableTypes: readonly Variable['type'][] = ['text', 'number', 'date', 'boolean'];

function readVariable(variable: ModdleElement): Variable[] {
  const name = textOf(variable, 'name');
  const type = variableTypes.find((one) => one === textOf(variable, 'type'));
  return name && type ? [{ name, type, label: textOf(variable, 'label') ?? '' }] : [];
}

const idOf = (element: ModdleElement): string => textOf(element, 'id') ?? '';
const lowerFirst = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);
const wholeNumber = (text: string | undefined): number | undefined => (text !== undefined && /^\d{1,4}$/.test(text.trim()) ? Number(text) : undefined);

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null && !Object.isFrozen(inner)) deepFreeze(inner);
  return Object.freeze(value);
}
