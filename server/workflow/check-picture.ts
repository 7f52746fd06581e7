import { isDiagramNamespace } from './allowed-elements.js';
import type { Findings } from './findings.js';
import { flowName, nameOf, type Graph } from './graph.js';
import { attributeOf, walk } from './raw-tree.js';
import type { RawElement } from './xml-scan.js';

/** Everything that runs is on the picture: whoever approves a version sees all of it. */
export function checkPicture(root: RawElement, graph: Graph, findings: Findings): void {
  const drawn = new Set<string>();
  let hasDiagram = false;
  walk(root, (element) => {
    if (!isDiagramNamespace(element.namespace)) return;
    hasDiagram ||= element.name === 'BPMNDiagram';
    const target = attributeOf(element, 'bpmnElement');
    if (target !== undefined && isDrawn(element)) drawn.add(target);
  });
  const { model } = graph;
  if (!hasDiagram) return findings.error('no-diagram', '文件里没有图形（bpmndi），流程图画不出来。请在流程设计器里打开、摆好位置后重新保存。', model.key);
  for (const element of Object.values(model.elements)) {
    if (!drawn.has(element.id)) findings.error('not-drawn', `${nameOf(element)}没有画在图上，审批的人看不到它。请在流程设计器里补画或删去。`, element.id);
  }
  for (const flow of Object.values(model.flows)) {
    if (!drawn.has(flow.id)) findings.error('not-drawn', `${flowName(model, flow)}没有画在图上，审批的人看不到它。请在流程设计器里补画或删去。`, flow.id);
  }
}

const isNumber = (text: string | undefined): boolean => text !== undefined && /^-?\d{1,6}(\.\d+)?$/.test(text);

/** A shape has a place and a size, an edge at least two points. */
function isDrawn({ name, children }: RawElement): boolean {
  if (name === 'BPMNEdge') return children.filter((point) => point.name === 'waypoint' && isNumber(attributeOf(point, 'x')) && isNumber(attributeOf(point, 'y'))).length >= 2;
  const bounds = name === 'BPMNShape' ? children.find((child) => child.name === 'Bounds') : undefined;
  return bounds !== undefined && ['x', 'y', 'width', 'height'].every((side) => isNumber(attributeOf(bounds, side))) && ['width', 'height'].every((side) => Number(attributeOf(bounds, side)) > 0);
}
