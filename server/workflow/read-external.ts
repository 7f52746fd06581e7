import { elementOf, elementsOf, extensionOf, textOf, type ModdleElement } from './bpmn-xml.js';

/**
 * A service task that a program outside does (外部任务), as drawn with Camunda's words: `camunda:type="external"` and a topic.
 * What goes out and comes back is named in `camunda:inputOutput`; nothing else does.
 */
export type ExternalModel = {
  topic: string;
  /** The higher is handed out first; 0 when none is written. */
  priority: number;
  /** What the program is told: under `name` the variable `from` of the process. */
  inputs: { name: string; from: string }[];
  /** What the program may leave: its value `from` in the variable `name` of the process. */
  outputs: { name: string; from: string }[];
};

/** Whether an element is a service task for a program outside. */
export const isExternal = (element: ModdleElement): boolean => element.$type === 'bpmn:ServiceTask' && textOf(element, 'camunda:type') === 'external';

/** `${name}`, which is all that may stand in a parameter: a variable as it is. */
export const parameterVariable = (text: string): string | undefined => /^\$\{\s*([^\s{}]+)\s*\}$/.exec(text.trim())?.[1];

/** Reads an external task. What cannot be read is left out here; the upload check tells it. */
export function readExternal(element: ModdleElement): ExternalModel {
  const mapping = extensionOf(element, 'camunda:InputOutput');
  const parameters = (list: string): { name: string; from: string }[] => elementsOf(mapping, list).flatMap((one) => {
    const [name, from] = [textOf(one, 'name'), parameterVariable(textOf(one, 'value') ?? '')];
    return name && from ? [{ name, from }] : [];
  });
  const priority = textOf(element, 'camunda:taskPriority')?.trim() ?? '';
  return { topic: textOf(element, 'camunda:topic')?.trim() ?? '', priority: /^-?\d{1,6}$/.test(priority) ? Number(priority) : 0, inputs: parameters('inputParameters'), outputs: parameters('outputParameters') };
}

/** Of an error boundary event on an external task, the error its program may report. */
export function readReported(element: ModdleElement): { reported?: { code?: string } } {
  const host = elementOf(element, 'attachedToRef');
  const definition = elementsOf(element, 'eventDefinitions')[0];
  if (!host || !isExternal(host) || definition?.$type !== 'bpmn:ErrorEventDefinition') return {};
  const error = elementOf(definition, 'errorRef');
  const code = textOf(error, 'errorCode') ?? textOf(error, 'name');
  return { reported: code ? { code } : {} };
}
