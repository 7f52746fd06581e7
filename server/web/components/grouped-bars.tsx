import { groupScale, shareOf } from './bar-scale.js';

/** Two figures of each row beside each other. The numbers stand at the bars and in the table below the picture. */
export type GroupedBars = { title: string; unit: string; series: readonly [string, string]; rows: readonly { name: string; values: readonly [number, number]; /** Where each bar leads, in a page. */ hrefs?: readonly [string | undefined, string | undefined] }[] };

/** Light colours and fonts for a picture of its own; in a page the tokens of the style sheet hold. */
const STANDALONE = 'svg{font-family:"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif;font-size:13px;background:#fff}text{fill:#17202b}.gb-axis,.gb-value{fill:#444f5c;font-size:12.5px}.gb-grid{stroke:#e3e7ec}.gb-first{fill:#2f6ba5}.gb-second{fill:#c77700}.gb-hatch{stroke:#fff;stroke-width:1.6}';
const MOST_ROWS = 30;
const WIDTH = 960;
const MOST_LABEL = 190;
const VALUES = 150;
const ROW = 46;
const BAR = 16;
/** Room for title and legend above a picture that stands alone. */
const HEAD = 56;

/** @param standalone for a file of its own: style and colours inside. */
export function groupedBarsSvg({ title, unit, series, rows }: GroupedBars, standalone = false): string {
  const shown = rows.slice(0, MOST_ROWS);
  // No wider than the longest name, so that a phone shows bars and not the room beside them.
  const label = Math.min(MOST_LABEL, 26 + 14 * Math.max(0, ...shown.map(({ name }) => name.length)));
  const plot = WIDTH - label - VALUES;
  const { most, step } = groupScale(shown.flatMap(({ values }) => values));
  const width = (value: number): number => Math.round((value / most) * plot * 10) / 10;
  const height = shown.length * ROW + 40;
  // One number with its fen, all with them.
  const decimals = shown.some(({ values }) => !values.every(Number.isInteger)) ? 2 : 0;
  const grid = Array.from({ length: Math.round(most / step) + 1 }, (_, at) => {
    const x = label + width(at * step);
    return `<path class="gb-grid" d="M${x} 8V${height - 26}"/><text class="gb-axis" x="${x}" y="${height - 8}" text-anchor="middle">${figure(at * step)}</text>`;
  });
  const bars = shown.map(({ name, values, hrefs }, at) => {
    const y = 14 + at * ROW;
    const linked = (drawn: string, which: 0 | 1): string => {
      const href = standalone ? undefined : hrefs?.[which];
      const words = `${name} ${series[which]} ${figure(values[which], decimals)} ${unit}`;
      const told = standalone ? '' : ` data-bar="${escaped(name)}" data-share="${shareOf(values[which], shown.map(({ values: all }) => all[which]))}"`;
      return href ? `<a href="${escaped(href)}" aria-label="${escaped(`${words}，看明细`)}"${told}><title>${escaped(`${words}，点开看明细`)}</title>${drawn}</a>` : `<g${told}><title>${escaped(words)}</title>${drawn}</g>`;
    };
    const bar = (value: number, top: number, look: string, hatched: boolean): string => `<rect class="${look}" x="${label}" y="${top}" width="${width(value)}" height="${BAR}"/>${hatched ? `<rect x="${label}" y="${top}" width="${width(value)}" height="${BAR}" fill="url(#gb-hatching)"/>` : ''}<text class="gb-value" x="${label + width(value) + 8}" y="${top + 13}">${figure(value, decimals)}</text>`;
    return `<text x="${label - 12}" y="${y + 22}" text-anchor="end">${escaped(name.length > 13 ? `${name.slice(0, 12)}…` : name)}</text>${linked(bar(values[0], y, 'gb-first', false), 0)}${linked(bar(values[1], y + BAR + 2, 'gb-second', true), 1)}`;
  });
  const words = `${title}（单位：${unit}）：${shown.map(({ name, values }) => `${name} ${series[0]} ${figure(values[0], decimals)}，${series[1]} ${figure(values[1], decimals)}`).join('；')}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="gb" viewBox="0 ${standalone ? -HEAD : 0} ${WIDTH} ${height + (standalone ? HEAD : 0)}" width="${WIDTH}" height="${height + (standalone ? HEAD : 0)}" role="${shown.some(({ hrefs }) => !standalone && hrefs?.some(Boolean)) ? 'group' : 'img'}" aria-label="${escaped(words)}">${standalone ? `<style>${STANDALONE}</style><rect x="0" y="${-HEAD}" width="${WIDTH}" height="${height + HEAD}" fill="#ffffff"/>${headOf({ title, unit, series, rows })}` : ''}<defs><pattern id="gb-hatching" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="gb-hatch" d="M0 0V5"/></pattern></defs>${grid.join('')}${bars.join('')}</svg>`;
}

/** Title and legend inside the picture: a file is seen without the page around it. */
function headOf({ title, unit, series, rows }: GroupedBars): string {
  const second = 60 + 14 * series[0].length;
  return `<text x="16" y="-34" font-size="16" font-weight="600">${escaped(title)}（单位：${escaped(unit)}${rows.length > MOST_ROWS ? `，只画前 ${MOST_ROWS} 行` : ''}）</text><rect class="gb-first" x="16" y="-24" width="14" height="12"/><text x="36" y="-14">${escaped(series[0])}</text><rect class="gb-second" x="${second}" y="-24" width="14" height="12"/><rect x="${second}" y="-24" width="14" height="12" fill="url(#gb-hatching)"/><text x="${second + 20}" y="-14">${escaped(series[1])}</text>`;
}

/** The picture in a page, with its legend; it can be pushed sideways on a narrow screen. */
export function GroupedBarChart(props: GroupedBars) {
  return (
    <>
      <div class="picture" tabindex={0} role="group" aria-label={`${props.title}，可左右滑动`} dangerouslySetInnerHTML={{ __html: groupedBarsSvg(props) }} />
      <p class="legend"><span><i class="sw gb-1" />{props.series[0]}</span><span><i class="sw gb-2" />{props.series[1]}（斜纹）</span><span>单位：{props.unit}</span>{props.rows.length > MOST_ROWS && <span>图中只画前 {MOST_ROWS} 行，全部数字见下表</span>}</p>
    </>
  );
}

const figure = (value: number, decimals = 0): string => value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: 2 });
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? character);
