/** bpmn-moddle ships without types; this is the part of it that we use. */
declare module 'bpmn-moddle' {
  export interface ModdleElement {
    readonly $type: string;
    /** Attributes no descriptor knows, by their prefixed name. */
    readonly $attrs: Record<string, unknown>;
    readonly id?: string;
    get(property: string): unknown;
  }
  export type ParseWarning = { message: string; element?: ModdleElement; property?: string; value?: unknown; error?: Error };
  export type Parsed = { rootElement: ModdleElement; warnings: ParseWarning[]; elementsById: Record<string, ModdleElement> };
  /** `fromXML` rejects when the root is not `bpmn:definitions`; smaller faults come back as warnings. */
  export default class BpmnModdle {
    constructor(packages?: Record<string, object>);
    fromXML(xml: string): Promise<Parsed>;
  }
}
