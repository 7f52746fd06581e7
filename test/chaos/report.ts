import type { Tried } from './experiment.js';

type Line = { act: string; door: string; points: number; tried: Tried[] };

/** What a run of experiments has shown, one line for each act and door. */
export class Report {
  private readonly lines: Line[] = [];

  add(act: string, door: string, points: number, tried: Tried[]): void {
    this.lines.push({ act, door, points, tried });
  }

  get table(): string {
    const head = ['act', 'door', 'points', 'killed', 'before', 'after', 'between', 'half', 'broken'];
    const count = (tried: readonly Tried[], is: (one: Tried) => boolean): string => String(tried.filter(is).length);
    const cells = (act: string, door: string, points: number, tried: Tried[]): string[] => [act, door, String(points), count(tried, ({ killed }) => killed),
      ...(['before', 'after', 'between', 'half'] as const).map((side) => count(tried, (one) => one.side === side)), count(tried, ({ problems }) => problems.length > 0)];
    const all = this.lines.flatMap(({ tried }) => tried);
    const rows = [head, ...this.lines.map(({ act, door, points, tried }) => cells(act, door, points, tried)), cells('in all', `${this.lines.length} doors`, this.lines.reduce((sum, { points }) => sum + points, 0), all)];
    const widths = head.map((_, at) => Math.max(...rows.map((row) => row[at].length)));
    return rows.map((row) => row.map((cell, at) => (at < 2 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join('  ').trimEnd()).join('\n');
  }
}
