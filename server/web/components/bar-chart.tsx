import { shareOf } from './bar-scale.js';
import { escapeText } from './escape-text.js';

export type BarSeries = { name: string; /** The second series is hatched, so that it is told apart without colour. */ };
export type BarChartProps = { title: string; unit: string; series: readonly [BarSeries] | readonly [BarSeries, BarSeries]; rows: readonly { name: string; values: readonly number[] }[] };

/** How a chart looks, in the variables of tokens.css. `public/chart.css` holds these rules word for word; a downloaded chart carries them with the light colours. */
export const chartRules = `svg.chart{font-family:var(--font);font-size:13px}
svg.chart text{fill:var(--ink)}
svg.chart .c-axis,svg.chart .c-value{fill:var(--ink-2);font-size:12.5px}
svg.chart .c-grid{stroke:var(--chart-grid)}
svg.chart .c-first{fill:var(--chart-1)}
svg.chart .c-second{fill:var(--chart-2)}
svg.chart .c-hatch{stroke:var(--surface);stroke-width:1.6}`;

const lightColours: Readonly<Record<string, string>> = {
  '--font': '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "HarmonyOS Sans SC", system-ui, sans-serif',
  '--surface': '#ffffff', '--ink': '#17202b', '--ink-2': '#444f5c', '--chart-1': '#2f6ba5', '--chart-2': '#c77700', '--chart-grid': '#e3e7ec',
};

const MOST_BARS = 40;
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const LABEL = 200;
const WIDTH = 960;
const PLOT = WIDTH - LABEL - 150;
const STEP = 28;
/** Room for title and legend above a chart that stands alone. */
const HEAD = 56;

/**
 * Horizontal bars, one a row, two series stacked. The numbers stand beside the bars and in the table below the chart.
 * @param standalone for a file of its own: style and colours inside.
 */
export function barChartSvg({ title, unit, series, rows }: BarChartProps, standalone = false): string {
  const shown = rows.slice(0, MOST_BARS);
  const most = Math.max(1, ...shown.map(({ values }) => values.reduce((sum, value) => sum + value, 0)));
  const tick = roundStep(most);
  const scale = PLOT / (Math.ceil(most / tick) * tick);
  const height = shown.length * STEP + 38;
  const grid = Array.from({ length: Math.ceil(most / tick) + 1 }, (_, index) => {
    const x = round(LABEL + index * tick * scale);
    return `<path class="c-grid" d="M${x} 8V${height - 24}"/><text class="c-axis" x="${x}" y="${height - 8}" text-anchor="middle">${(index * tick).toLocaleString('en-US')}</text>`;
  });
  const bars = shown.map(({ name, values }, index) => {
    const y = 16 + index * STEP;
    const first = round((values[0] ?? 0) * scale);
    const second = round((values[1] ?? 0) * scale);
    const told = standalone ? '' : ` data-bar="${escapeText(name)}" data-share="${shareOf(sumOf(values), shown.map((row) => sumOf(row.values)))}"`;
    return `<g${told}><title>${escapeText(`${name} ${values.map((value, at) => `${series[at]?.name ?? ''} ${value.toLocaleString('en-US')}`).join('，')} ${unit}`)}</title><text x="${LABEL - 12}" y="${y + 12}" text-anchor="end">${escapeText(shortened(name))}</text><rect class="c-first" x="${LABEL}" y="${y}" width="${first}" height="16"/>${series.length > 1 ? `<rect class="c-second" x="${LABEL + first}" y="${y}" width="${second}" height="16"/><rect x="${LABEL + first}" y="${y}" width="${second}" height="16" fill="url(#c-hatching)"/>` : ''}<text class="c-value" x="${round(LABEL + first + second + 8)}" y="${y + 13}">${values.map((value) => value.toLocaleString('en-US')).join(' + ')}</text></g>`;
  });
  const words = `${title}（单位：${unit}）：${shown.map(({ name, values }) => `${name} ${values.map((value, at) => `${series[at]?.name ?? ''}${value.toLocaleString('en-US')}`).join('，')}`).join('；')}${rows.length > shown.length ? `；其余 ${rows.length - shown.length} 行见下表` : ''}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 ${standalone ? -HEAD : 0} ${WIDTH} ${height + (standalone ? HEAD : 0)}" width="${WIDTH}" height="${height + (standalone ? HEAD : 0)}" role="img" aria-label="${escapeText(words)}">${standalone ? standaloneStyle() + headOf({ title, unit, series, rows }) : ''}<defs><pattern id="c-hatching" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="c-hatch" d="M0 0V5"/></pattern></defs>${grid.join('')}${bars.join('')}</svg>`;
}

/** The chart in a page; it can be pushed sideways on a narrow screen. */
export function BarChart(props: BarChartProps) {
  return (
    <>
      <div class="picture" tabindex={0} role="group" aria-label={`${props.title}，可左右滑动`} dangerouslySetInnerHTML={{ __html: barChartSvg(props) }} />
      <p class="legend"><span><i class="sw chart-1" />{props.series[0].name}</span>{props.series[1] && <span><i class="sw chart-2" />{props.series[1].name}（斜纹）</span>}<span>单位：{props.unit}</span>{props.rows.length > MOST_BARS && <span>图中只画前 {MOST_BARS} 行，全部数字见下表</span>}</p>
    </>
  );
}

/** Title and legend inside the picture: a file is seen without the page around it. */
function headOf({ title, unit, series, rows }: BarChartProps): string {
  const swatch = (look: string, x: number, { name }: BarSeries): string => `<rect class="${look}" x="${x}" y="-24" width="14" height="12"/>${look === 'c-second' ? `<rect x="${x}" y="-24" width="14" height="12" fill="url(#c-hatching)"/>` : ''}<text x="${x + 20}" y="-14">${escapeText(name)}</text>`;
  const left = rows.length > MOST_BARS ? `，只画前 ${MOST_BARS} 行` : '';
  return `<rect x="0" y="${-HEAD}" width="${WIDTH}" height="${HEAD + Math.min(rows.length, MOST_BARS) * STEP + 38}" fill="#ffffff"/><text x="16" y="-34" font-size="16" font-weight="600">${escapeText(title)}（单位：${escapeText(unit)}${left}）</text>${swatch('c-first', 16, series[0])}${series[1] ? swatch('c-second', 60 + 14 * series[0].name.length, series[1]) : ''}`;
}

const standaloneStyle = (): string => `<style>${chartRules.replace(/var\((--[\w-]+)\)/g, (_, name: string) => lightColours[name] ?? 'inherit')}</style>`;
const round = (value: number): number => Math.round(value * 10) / 10;
const shortened = (name: string): string => (name.length > 14 ? `${name.slice(0, 13)}…` : name);

/** 1, 2 or 5 times a power of ten, so that there are at most six lines. */
function roundStep(most: number): number {
  const rough = Math.max(1, most / 5);
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? power * 10;
}
