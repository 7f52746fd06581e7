import { kindNames } from './allowed-elements.js';
import { bpmnNamespace } from './bpmn-extensions.js';
import type { RawElement } from './xml-scan.js';

/** The drawn thing a finding is about, named as people know it: 用户任务“学校审核”. */
export type Place = { id?: string; name: string };

/** Visits every element, outermost first; `depth` counts the sub-processes around and including it, `around` are its ancestors. */
export function walk(root: RawElement, visit: (element: RawElement, depth: number, around: readonly RawElement[]) => void): void {
  const isNesting = ({ name, namespace }: RawElement): boolean => namespace === bpmnNamespace && ['subProcess', 'transaction', 'adHocSubProcess'].includes(name);
  const inside = (element: RawElement, outerDepth: number, around: readonly RawElement[]): void => {
    const depth = outerDepth + (isNesting(element) ? 1 : 0);
    visit(element, depth, around);
    for (const child of element.children) inside(child, depth, [...around, element]);
  };
  inside(root, 0, []);
}

/** The drawn thing an element belongs to: itself, or the nearest one around it with an id. */
export function placeOf(element: RawElement, around: readonly RawElement[]): Place {
  const owner = [...around, element].reverse().find((one) => one.namespace === bpmnNamespace && Object.hasOwn(kindNames, one.name)) ?? element;
  const id = attributeOf(owner, 'id');
  const label = attributeOf(owner, 'name')?.trim() || id;
  const kind = Object.hasOwn(kindNames, owner.name) ? kindNames[owner.name] : owner.name === 'definitions' ? '文件' : owner.written;
  return { ...(id !== undefined && owner.name !== 'definitions' && { id }), name: label && owner.name !== 'definitions' ? `${kind}“${excerpt(label)}”` : kind };
}

export const attributeOf = (element: RawElement, name: string): string | undefined => element.attributes.find((one) => one.namespace === '' && one.name === name)?.value;

/** What a file says is quoted in part only. */
export const excerpt = (text: string): string => (text.trim().length > 40 ? `${text.trim().slice(0, 40)}…` : text.trim());

/** Children of standard BPMN with one of these names. */
export const childrenNamed = (element: RawElement, ...names: string[]): RawElement[] =>
  element.children.filter((child) => child.namespace === bpmnNamespace && names.includes(child.name));
