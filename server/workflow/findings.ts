/** One thing the check of a process file has to say: what, where by the element's Chinese name, and what to do. */
export type Finding = { elementId?: string; level: 'error' | 'warning'; code: string; message: string };

/** Nobody reads more, and a hostile file must not make the answer huge. */
const MOST_FINDINGS = 200;

/** Collects findings in the order they are made, each once. */
export class Findings {
  readonly list: Finding[] = [];
  private readonly seen = new Set<string>();

  error(code: string, message: string, elementId?: string): void {
    this.add({ ...(elementId && { elementId }), level: 'error', code, message });
  }

  warn(code: string, message: string, elementId?: string): void {
    this.add({ ...(elementId && { elementId }), level: 'warning', code, message });
  }

  get hasErrors(): boolean {
    return this.list.some(({ level }) => level === 'error');
  }

  private add(finding: Finding): void {
    const key = JSON.stringify(finding);
    if (this.seen.has(key) || this.list.length > MOST_FINDINGS) return;
    this.seen.add(key);
    this.list.push(this.list.length < MOST_FINDINGS ? finding
      : { level: 'error', code: 'too-many-findings', message: `问题超过 ${MOST_FINDINGS} 处，其余的没有列出。请先改正以上各处，再检查一次。` });
  }
}
