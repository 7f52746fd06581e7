import type { ElementModel } from './definition-model.js';
import type { Findings } from './findings.js';
import { nameOf, waits, type Graph, type Scope } from './graph.js';
import { playTokens } from './token-game.js';

/** Whether every way leads somewhere: reachable, able to end, never circling by itself, every join able to open. */
export function checkPaths(graph: Graph, findings: Findings): void {
  for (const scope of graph.scopes) {
    const connected = checkReach(scope, graph, findings);
    checkAutomaticLoops(scope, graph, findings);
    if (connected) checkJoins(scope, graph, findings);
  }
}

function checkReach(scope: Scope, graph: Graph, findings: Findings): boolean {
  const starts = scope.elements.filter(({ type }) => type === 'startEvent').map(({ id }) => id);
  const ends = scope.elements.filter(({ type }) => type === 'endEvent').map(({ id }) => id);
  if (starts.length === 0 || ends.length === 0) return false;
  const reached = graph.reach(starts, graph.next);
  const ending = endsFromOutside(scope, graph) ? new Set(scope.elements.map(({ id }) => id)) : graph.reach(ends, graph.previous);
  const unreached = scope.elements.filter(({ id }) => !reached.has(id));
  const endless = scope.elements.filter(({ id }) => reached.has(id) && !ending.has(id));
  for (const element of unreached) findings.error('unreachable', `从开始事件走不到${nameOf(element)}。请补上连线，或删去它。`, element.id);
  for (const element of endless) findings.error('no-end', `从${nameOf(element)}出发走不到结束事件，流程会没有终点。请补上通向结束的连线。`, element.id);
  return unreached.length === 0 && endless.length === 0;
}

/** A sub-process may run until something outside ends it: an interrupting message, signal or timer on its border, or on one around it. */
function endsFromOutside(scope: Scope, graph: Graph): boolean {
  for (let id = scope.id; id in graph.model.elements; id = graph.model.elements[id].scope) {
    if (graph.boundaries(id).some((event) => event.interrupting && waits(event))) return true;
  }
  return false;
}

/** A circle in which nothing waits would run for ever within one act. */
function checkAutomaticLoops(scope: Scope, graph: Graph, findings: Findings): void {
  const automatic = new Set(scope.elements.filter((element) => runsThrough(element, graph)).map(({ id }) => id));
  const next = (id: string): string[] => graph.next(id).filter((to) => automatic.has(to));
  const told = new Set<string>();
  for (const element of scope.elements.filter(({ id }) => automatic.has(id))) {
    if (told.has(element.id) || !graph.reach(next(element.id), next).has(element.id)) continue;
    const ahead = graph.reach(next(element.id), next);
    const circle = scope.elements.filter(({ id }) => ahead.has(id) && graph.reach(next(id), next).has(element.id));
    for (const { id } of circle) told.add(id);
    findings.error('endless-loop', `${circle.map(nameOf).slice(0, 5).join('、')}首尾相连，中间没有任何等待，会一直转下去。请在其中加一个有人办理的环节或等待事件。`, element.id);
  }
}

/** Whether a token can come through without waiting. A sub-process: when its inside has such a way from start to end. */
function runsThrough(element: ElementModel, graph: Graph): boolean {
  if (element.type !== 'subProcess') return !waits(element);
  const inside = graph.scopes.find(({ id }) => id === element.id)?.elements ?? [];
  const automatic = new Set(inside.filter((inner) => runsThrough(inner, graph)).map(({ id }) => id));
  const starts = inside.filter(({ type }) => type === 'startEvent').map(({ id }) => id);
  const reached = graph.reach(starts, (id) => graph.next(id).filter((to) => automatic.has(to)));
  return inside.some(({ id, type }) => type === 'endEvent' && reached.has(id));
}

function checkJoins(scope: Scope, graph: Graph, findings: Findings): void {
  const { starving, doubled, complete } = playTokens(scope, graph);
  for (const [join, missing] of starving) {
    const element = graph.model.elements[join];
    const sources = [...missing].flatMap((flow) => graph.model.flows[flow]?.from ?? []).map((id) => nameOf(graph.model.elements[id]));
    findings.error('starving-join', `${nameOf(element)}要等来自${[...new Set(sources)].join('、')}的一路，可是那一路可能走到别处而不来，流程会停在这里。请让并行的每一路都回到这个网关；确实要提前办结的，请连到“终止”结束事件。`, join);
  }
  for (const id of doubled) findings.warn('may-run-twice', `${nameOf(graph.model.elements[id])}可能同时出现两份待办：并行的几路没有用并行网关汇合就走到了一起。请先汇合再继续。`, id);
  if (!complete && starving.size === 0) findings.error('too-branching', '并行和分支的组合太多，无法确认每个汇合都等得到。请把一部分画成子流程。', scope.id);
}
