/** The value below which this share of the sorted figures lies. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
export const median = (figures: readonly number[]): number => percentile(figures, 0.5);
export const rounded = (figure: number, places = 1): string => figure.toFixed(places);

/** One table of the report. */
export type Table = { title: string; note: string; head: string[]; rows: string[][] };
export const markdown = ({ title, note, head, rows }: Table): string => [`**${title}**`, '', `| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map((cells) => `| ${cells.join(' | ')} |`), '', note, ''].join('\n');
