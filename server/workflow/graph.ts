import { kindNames } from './allowed-elements.js';
import type { DefinitionModel, ElementModel, FlowModel } from './definition-model.js';

/** The elements of one process or sub-process with the sound flows between them: what stands in one picture. */
export type Scope = { id: string; elements: ElementModel[]; flows: FlowModel[] };

/** Questions the checks ask of a definition's picture, answered once. Flows that lead nowhere are left out. */
export class Graph {
  readonly scopes: Scope[];
  private readonly into = new Map<string, FlowModel[]>();
  private readonly outOf = new Map<string, FlowModel[]>();
  private readonly on = new Map<string, ElementModel[]>();

  constructor(readonly model: DefinitionModel) {
    const elements = Object.values(model.elements);
    const flows = Object.values(model.flows).filter((flow) => this.isSound(flow));
    for (const flow of flows) {
      push(this.outOf, flow.from, flow);
      push(this.into, flow.to, flow);
    }
    for (const element of elements) if (element.attachedTo) push(this.on, element.attachedTo, element);
    this.scopes = [model.key, ...elements.filter(({ type }) => type === 'subProcess').map(({ id }) => id)]
      .map((id) => ({ id, elements: elements.filter(({ scope }) => scope === id), flows: flows.filter(({ from }) => model.elements[from].scope === id) }));
  }

  incoming = (id: string): FlowModel[] => this.into.get(id) ?? [];
  outgoing = (id: string): FlowModel[] => this.outOf.get(id) ?? [];
  /** Boundary events on an activity. */
  boundaries = (id: string): ElementModel[] => this.on.get(id) ?? [];
  /** Where a token can come to next inside the same picture: along flows, or to a boundary event. */
  next = (id: string): string[] => [...this.outgoing(id).map(({ to }) => to), ...this.boundaries(id).map((event) => event.id)];
  previous = (id: string): string[] => {
    const host = this.model.elements[id]?.attachedTo;
    return [...this.incoming(id).map(({ from }) => from), ...(host ? [host] : [])];
  };
  isSound({ from, to }: FlowModel): boolean {
    const { elements } = this.model;
    return from in elements && to in elements && elements[from].scope === elements[to].scope;
  }

  /** Everything reachable from `starts` by `step`, the starts included. */
  reach(starts: Iterable<string>, step: (id: string) => Iterable<string>): Set<string> {
    const reached = new Set(starts);
    for (const id of reached) for (const next of step(id)) reached.add(next);
    return reached;
  }
}

/** 用户任务“学校审核”; without a name its id. */
export const nameOf = ({ type, name, id }: Pick<ElementModel, 'type' | 'name' | 'id'>): string => `${kindNames[type] ?? type}“${name.trim() || id}”`;

/** 连线“通过”, or 从“学校审核”到“是否通过”的连线. */
export function flowName(model: DefinitionModel, flow: FlowModel): string {
  if (flow.name.trim()) return `连线“${flow.name.trim()}”`;
  const end = (id: string): string => model.elements[id]?.name.trim() || id || '？';
  return `从“${end(flow.from)}”到“${end(flow.to)}”的连线`;
}

/** Tasks that somebody, not the engine, ends. */
export const isAct = ({ type }: ElementModel): boolean => type === 'userTask' || type === 'manualTask';
const callsOut = (event: ElementModel): boolean => Boolean(event.timer ?? event.message ?? event.signal ?? event.reported);
/** A token stays here until something outside happens; everything else the engine runs through at once. Sub-processes depend on their inside. */
export const waits = (element: ElementModel): boolean => isAct(element) || element.external !== undefined
  || ['receiveTask', 'intermediateCatchEvent', 'callActivity'].includes(element.type) || (element.type === 'boundaryEvent' && callsOut(element));

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
