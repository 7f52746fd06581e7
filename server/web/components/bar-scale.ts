/** The axis of a chart: where it ends and how far its lines stand apart, 1, 2 or 5 times a power of ten, at most six of them. */
export function groupScale(values: readonly number[]): { most: number; step: number } {
  const highest = Math.max(1, ...values);
  const rough = highest / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? power * 10;
  return { most: Math.ceil(highest / step) * step, step };
}

/** What part of all a bar is, in percent with one decimal, as it is told over the bar. */
export function shareOf(value: number, all: readonly number[]): string {
  const total = all.reduce((sum, one) => sum + one, 0);
  return total === 0 ? '0' : ((value / total) * 100).toFixed(1);
}
