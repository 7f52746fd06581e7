import { evaluateCondition } from './conditions.js';
import type { Decision, DefinitionModel, FlowModel } from './definition-model.js';
import { Graph, waits } from './graph.js';

/** An earlier step a task may be sent back to: which, and the decision whose way in the drawing leads there. */
export type ReturnTarget = { to: string; name: string; decision: string; decisionName: string };

/** Steps whose status only a rule may give back, and of a step with rules of its own the one decision that is its way back. */
export type ReturnRules = { isRuled(step: string): boolean; only?: string };

/**
 * 退回: the earlier steps a drawing leads back to from a task, one for each decision that leads to just one step, which every
 * way to the task has passed (design.md §5). A step whose status a rule changes is offered only where a service, the named rule,
 * stands on the way; so the status always goes with the step.
 */
export function returnTargets(model: DefinitionModel, task: string, rules: ReturnRules): ReturnTarget[] {
  const element = model.elements[task];
  if (!element || element.vote || element.multiInstance) return [];
  const graph = new Graph(model);
  return element.decisions.filter(({ value }) => rules.only === undefined || value === rules.only).flatMap((decision) => {
    const arrived = arrivesAt(graph, task, decision);
    if (!arrived || (rules.isRuled(arrived.step) && !arrived.byRule) || !isBehind(graph, arrived.step, task)) return [];
    return [{ to: arrived.step, name: model.elements[arrived.step].name || arrived.step, decision: decision.value, decisionName: decision.name }];
  });
}

/** The one user task a decision leads to, and whether a service stands on every way there; undefined when it is several or none. */
function arrivesAt(graph: Graph, task: string, { value }: Decision): { step: string; byRule: boolean } | undefined {
  const steps = new Map<string, boolean>();
  const seen = new Set<string>();
  const look = (id: string, byRule: boolean): boolean => {
    if (seen.has(`${id} ${byRule}`)) return true;
    seen.add(`${id} ${byRule}`);
    const element = graph.model.elements[id];
    if (element.type === 'userTask') { steps.set(id, byRule && (steps.get(id) ?? true)); return true; }
    if (waits(element) || !['serviceTask', 'exclusiveGateway', 'intermediateThrowEvent'].includes(element.type)) return false;
    return onward(graph, id, value).every(({ to }) => look(to, byRule || element.type === 'serviceTask'));
  };
  const all = graph.outgoing(task).every(({ to }) => look(to, false));
  const [only] = [...steps];
  return all && steps.size === 1 && only && only[0] !== task ? { step: only[0], byRule: only[1] } : undefined;
}

/** The flows a token takes from here after this decision; all of them where something else is asked as well. */
function onward(graph: Graph, id: string, decision: string): FlowModel[] {
  const flows = graph.outgoing(id);
  if (graph.model.elements[id].type !== 'exclusiveGateway') return flows;
  const asked = flows.filter(({ condition, isDefault }) => condition !== undefined && !isDefault);
  if (asked.some(({ condition = '' }) => !asksOnlyDecision(condition))) return flows;
  const met = asked.find(({ condition = '' }) => evaluateCondition(condition, { decision }));
  return met ? [met] : flows.filter(({ isDefault, condition }) => isDefault || condition === undefined);
}

function asksOnlyDecision(condition: string): boolean {
  try {
    evaluateCondition(condition, { decision: '' });
    return true;
  } catch {
    return false;
  }
}

/** Whether every way from the beginning to the task has passed the step. */
function isBehind(graph: Graph, step: string, task: string): boolean {
  const { elements } = graph.model;
  if (elements[step].scope !== elements[task].scope) return false;
  const begins = Object.values(elements).filter(({ type, scope }) => type === 'startEvent' && scope === elements[task].scope).map(({ id }) => id);
  return !graph.reach(begins.filter((id) => id !== step), (id) => graph.next(id).filter((next) => next !== step)).has(task);
}
