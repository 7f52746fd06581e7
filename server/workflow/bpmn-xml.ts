import BpmnModdle, { type ModdleElement, type Parsed } from 'bpmn-moddle';
import { bpmnExtensions } from './bpmn-extensions.js';

export type { ModdleElement, ParseWarning } from 'bpmn-moddle';

/** Parses a process file with our extensions. Only what passed `gateXml` may come here. */
export const parseBpmn = (xml: string): Promise<Parsed> => new BpmnModdle(bpmnExtensions).fromXML(xml);

/** Readers of moddle's untyped properties: absent or of another kind is undefined or empty, never a guess. */
export function textOf(element: ModdleElement | undefined, property: string): string | undefined {
  const value = element?.get(property);
  return typeof value === 'string' ? value : undefined;
}

export const isTrue = (element: ModdleElement | undefined, property: string): boolean => element?.get(property) === true;

export function elementOf(element: ModdleElement | undefined, property: string): ModdleElement | undefined {
  const value = element?.get(property);
  return isElement(value) ? value : undefined;
}

export function elementsOf(element: ModdleElement | undefined, property: string): ModdleElement[] {
  const value = element?.get(property);
  return Array.isArray(value) ? value.filter(isElement) : [];
}

/** The first of our or Camunda's blocks of this type among the extension elements, e.g. `aid:Decisions`. */
export const extensionOf = (element: ModdleElement, type: string): ModdleElement | undefined =>
  elementsOf(elementOf(element, 'extensionElements'), 'values').find((value) => value.$type === type);

const isElement = (value: unknown): value is ModdleElement => typeof value === 'object' && value !== null && '$type' in value;
