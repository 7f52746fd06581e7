/** bpmnlint's own types do not fit our module settings; this is the part of it that we use. */
declare module 'bpmnlint/lib/linter.js' {
  import type { ModdleElement } from 'bpmn-moddle';
  export type Rule = (config: object) => object;
  export default class Linter {
    constructor(options: { config: { rules: Record<string, string> }; resolver: { resolveRule(pkg: string, name: string): Rule; resolveConfig(pkg: string, name: string): undefined } });
    lint(root: ModdleElement): Promise<Record<string, { id?: string; message: string }[]>>;
  }
}
declare module 'bpmnlint/config/recommended.js' {
  const recommended: { rules: Record<string, string> };
  export default recommended;
}
