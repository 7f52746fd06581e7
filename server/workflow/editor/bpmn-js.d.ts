/** The part of bpmn-js and diagram-js that the editor uses; their own types do not fit our module settings. */
declare module 'bpmn-js/lib/Modeler' {
  export type Moddle = {
    $type: string;
    $attrs: Record<string, unknown>;
    $parent?: Moddle;
    id?: string;
    get(property: string): unknown;
    set(property: string, value: unknown): void;
    $instanceOf(type: string): boolean;
  };
  export type Drawn = { id: string; type: string; businessObject: Moddle; parent?: Drawn; labelTarget?: Drawn; waypoints?: { x: number; y: number }[]; x: number; y: number; width: number; height: number };
  export type Viewbox = { x: number; y: number; width: number; height: number };
  export type Services = {
    moddle: { create(type: string, attributes?: object): Moddle };
    bpmnFactory: { create(type: string, attributes?: object): Moddle };
    modeling: { updateProperties(element: Drawn, properties: object): void; updateModdleProperties(element: Drawn, target: Moddle, properties: object): void };
    elementRegistry: { get(id: string): Drawn | undefined; getAll(): Drawn[]; filter(test: (element: Drawn) => boolean): Drawn[] };
    selection: { get(): Drawn[]; select(element: Drawn | null): void };
    canvas: { addMarker(id: string, marker: string): void; removeMarker(id: string, marker: string): void; zoom(to: 'fit-viewport' | number, centre?: 'auto'): number; viewbox(): Viewbox & { scale: number }; viewbox(box: Viewbox): void; getRootElement(): Drawn; scrollToElement(element: Drawn, padding?: number): void };
    overlays: { add(id: string, type: string, overlay: { position: object; html: HTMLElement }): string; remove(filter: { type: string }): void };
    eventBus: { on(events: string | string[], listener: () => void): void };
    commandStack: { undo(): void; redo(): void; canUndo(): boolean; canRedo(): boolean };
  };
  export default class Modeler {
    constructor(options: { container: HTMLElement; moddleExtensions?: object; additionalModules?: object[]; });
    importXML(xml: string): Promise<{ warnings: { message: string }[] }>;
    saveXML(options: { format: boolean }): Promise<{ xml: string }>;
    getDefinitions(): Moddle;
    get<Name extends keyof Services>(name: Name): Services[Name];
  }
}
declare module 'bpmn-js/lib/features/modeling/ElementFactory' {
  export default class ElementFactory {
    create(kind: string, attributes: { type?: string; businessObject?: object }): object;
  }
}
