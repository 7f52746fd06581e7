import type Modeler from 'bpmn-js/lib/Modeler';
import type { Drawn, Moddle } from 'bpmn-js/lib/Modeler';

/** One element on the canvas as the panel reads and changes it. Every change is one step that can be undone. */
export class Drawing {
  constructor(readonly modeler: Modeler) {}

  text(of: Moddle | undefined, property: string): string {
    const value = of?.get(property);
    return typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : '';
  }

  list(of: Moddle | undefined, property: string): Moddle[] {
    const value = of?.get(property);
    return Array.isArray(value) ? value.filter(isModdle) : [];
  }

  one(of: Moddle | undefined, property: string): Moddle | undefined {
    const value = of?.get(property);
    return isModdle(value) ? value : undefined;
  }

  /** Sets attributes of the element itself; an empty text takes the attribute away. */
  put(element: Drawn, properties: Record<string, unknown>): void {
    const given = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, value === '' ? undefined : value]));
    this.modeler.get('modeling').updateProperties(element, given);
  }

  /** Sets attributes of something inside the element. */
  putInside(element: Drawn, target: Moddle, properties: Record<string, unknown>): void {
    const given = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, value === '' ? undefined : value]));
    this.modeler.get('modeling').updateModdleProperties(element, target, given);
  }

  /** The block of this type among the extension elements. */
  block(element: Moddle, type: string): Moddle | undefined {
    return this.list(this.one(element, 'extensionElements'), 'values').find(({ $type }) => $type === type);
  }

  /** Writes a block anew; with nothing in it the block is taken out. Other blocks, known or not, stay as they are. */
  putBlock(element: Drawn, type: string, block: Moddle | undefined): void {
    const { businessObject } = element;
    const old = this.one(businessObject, 'extensionElements');
    const others = this.list(old, 'values').filter(({ $type }) => $type !== type);
    const values = block ? [...others, block] : others;
    const extensionElements = values.length > 0 ? this.make('bpmn:ExtensionElements', { values }) : undefined;
    if (extensionElements) {
      extensionElements.$parent = businessObject;
      for (const value of values) value.$parent = extensionElements;
      for (const [name, value] of Object.entries(old?.$attrs ?? {})) extensionElements.$attrs[name] = value;
    }
    this.modeler.get('modeling').updateProperties(element, { extensionElements });
  }

  /** A block with children in one list. What a child already said and the panel does not know is kept by handing in the old child. */
  make(type: string, properties: object = {}): Moddle {
    return type.startsWith('bpmn:') ? this.modeler.get('bpmnFactory').create(type, properties) : this.modeler.get('moddle').create(type, properties);
  }

  /** The message, signal, error or escalation of this name among the file's declarations, declared when it is new. */
  declared(type: string, name: string): Moddle {
    const definitions = this.modeler.getDefinitions();
    const roots = this.list(definitions, 'rootElements');
    const known = roots.find((root) => root.$type === type && this.text(root, 'name') === name);
    if (known) return known;
    const made = this.make(type, { name });
    made.$parent = definitions;
    definitions.set('rootElements', [...roots, made]);
    return made;
  }

  get process(): Moddle | undefined {
    return this.list(this.modeler.getDefinitions(), 'rootElements').find(({ $type }) => $type === 'bpmn:Process');
  }
}

const isModdle = (value: unknown): value is Moddle => typeof value === 'object' && value !== null && '$type' in value;
