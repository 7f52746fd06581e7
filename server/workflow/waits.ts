/** One thing an instance waits for. `index` counts the instances of a multi-instance element from 0. */
export type Wait = { elementId: string; executionId: string; kind: 'task' | 'timer' | 'message' | 'signal' | 'call' | 'external' | 'reported'; index?: number };

/** The parts of the engine's state that are read here. It is the engine's own text; nothing else may depend on its shape. */
export type EngineState = { execution?: { processes: ElementState[] } };
type ElementState = { id: string; type: string; status?: string; executionId?: string; broker?: { queues?: QueueState[] }; execution?: ScopeState & { executions?: ScopeState[] } };
type ScopeState = { executionId?: string; completed?: boolean; children?: ElementState[] };
type QueueState = { name: string; messages?: { content: QueuedContent; properties?: { persistent?: boolean } }[] };
type QueuedContent = { executionId: string; type: string; isMultiInstance?: boolean; isRootScope?: boolean; isDefinitionScope?: boolean; index?: number };

/** A wait and where it lies: the scopes around it from the innermost to the process. */
export type PlacedWait = Wait & { path: { id: string; executionId: string }[] };

/** All waits of a state, in the order their elements are drawn. */
export function waitsIn(state: EngineState): PlacedWait[] {
  return (state.execution?.processes ?? []).flatMap((process) => (process.execution ? waitsInScope(process.id, process.execution, []) : []));
}

export const withoutPath = ({ elementId, executionId, kind, index }: PlacedWait): Wait => ({ elementId, executionId, kind, ...(index !== undefined && { index }) });

function waitsInScope(id: string, scope: ScopeState, outer: PlacedWait['path'], index?: number): PlacedWait[] {
  // What a terminate end event has closed stays in the text of a scope that is over.
  if (scope.completed) return [];
  const path = [{ id, executionId: scope.executionId ?? '' }, ...outer];
  return (scope.children ?? []).filter(({ status }) => status === 'executing').flatMap((child): PlacedWait[] => {
    const { execution } = child;
    if (execution?.executions) return execution.executions.flatMap((one) => waitsInScope(child.id, one, path, instanceOf(child, one)));
    if (execution?.children) return waitsInScope(child.id, execution, path, index);
    return waitsOf(child).map((wait) => ({ ...(index !== undefined && { index }), ...wait, path }));
  });
}

/** The instances of a multi-instance sub-process are told apart by the number at the end of their execution id. */
const instanceOf = (subProcess: ElementState, one: ScopeState): number => Number(one.executionId?.slice((subProcess.executionId?.length ?? 0) + 1));

const taskKinds: Readonly<Record<string, Wait['kind']>> = { 'bpmn:UserTask': 'task', 'bpmn:ManualTask': 'task', 'bpmn:ReceiveTask': 'message', 'bpmn:CallActivity': 'call', 'bpmn:ExternalTask': 'external' };
const eventKinds: Readonly<Record<string, Wait['kind']>> = { 'bpmn:TimerEventDefinition': 'timer', 'bpmn:MessageEventDefinition': 'message', 'bpmn:SignalEventDefinition': 'signal', 'bpmn:ReportedEventDefinition': 'reported' };

/** An executing element keeps what it executes in its `execute-q`: itself, its instances, or its event definitions. */
function waitsOf({ id, type, broker }: ElementState): Wait[] {
  const queued = (broker?.queues ?? []).filter(({ name }) => name === 'execute-q').flatMap(({ messages }) => messages ?? []);
  const executing = queued.filter(({ properties }) => properties?.persistent !== false).map(({ content }) => content);
  const taskKind = taskKinds[type];
  if (!taskKind) return executing.filter((content) => content.isDefinitionScope && eventKinds[content.type]).map(({ executionId, type: event }) => ({ elementId: id, executionId, kind: eventKinds[event] }));
  const instances = executing.filter(({ isMultiInstance, isRootScope }) => isMultiInstance && !isRootScope);
  if (instances.length > 0) return instances.map(({ executionId, index }) => ({ elementId: id, executionId, kind: taskKind, index }));
  return executing.filter(({ isRootScope }) => isRootScope).map(({ executionId }) => ({ elementId: id, executionId, kind: taskKind }));
}
