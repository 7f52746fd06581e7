import * as library from 'bpmn-elements';
import { deserialize, TypeResolver } from 'moddle-context-serializer';
import { elementTypes } from '../../server/workflow/engine-elements.js';
import { runnable } from '../../server/workflow/diagram.js';
import type { Source } from '../../server/workflow/engine.js';

/**
 * The same process file for the engine's own classes: every element is built at once, by the library and not by ours.
 * Flows, services and loops stay ours, because they ask. Repeated boundary events and who hears an error are ours too.
 */
export function withStockElements({ diagram, prepared }: Source): Source {
  const stock: Record<string, unknown> = { ...library };
  const types = { ...elementTypes, ...Object.fromEntries(Object.keys(runnable).map((type) => [type, stock[type]])) };
  return { diagram, prepared: deserialize(JSON.parse(prepared.serialize()), TypeResolver(types)) };
}

/** Whether nothing in it means more with our elements than with the library's. */
export const isPlain = ({ diagram: { elements } }: Source): boolean =>
  elements.every(({ event, attachedTo, interrupting }) => event?.kind !== 'error' && event?.kind !== 'escalation' && (attachedTo === undefined || interrupting || event?.kind === 'timer'));
