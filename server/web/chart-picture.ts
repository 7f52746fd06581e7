import sharp from 'sharp';
import { TryLater } from '../lib/errors.js';
import type { Answer } from './route.js';

/** Twice as many points as the drawing has, so that it is sharp on paper. */
const DENSITY = 144;

/**
 * A drawn chart as a file. PNG needs a font with Chinese characters on the server; where there is none the picture would hold empty
 * boxes, so it is not made.
 * @param name without ending.
 * @throws TryLater `no-chinese-font`
 */
export async function chartPicture(name: string, svg: string, kind: 'svg' | 'png'): Promise<Answer> {
  if (kind === 'svg') return { kind: 'file', name: `${name}.svg`, mime: 'image/svg+xml', bytes: svg, inline: true };
  if (!(await canDrawChinese())) throw new TryLater('这台服务器没有中文字体，PNG 图片里的汉字会成为方框，所以没有生成。请下载 SVG 图片，或请系统管理员在服务器上装好中文字体（例如 fonts-noto-cjk）后重启。', 3600, 'no-chinese-font');
  return { kind: 'file', name: `${name}.png`, mime: 'image/png', bytes: await sharp(Buffer.from(svg), { density: DENSITY }).flatten({ background: '#ffffff' }).png({ palette: true }).toBuffer() };
}

let found: Promise<boolean> | null = null;

/** Whether this server can draw Chinese characters; looked at once. */
export const canDrawChinese = (): Promise<boolean> => (found ??= drawsChinese());

const SIDE = 64;

/** 永 drawn as characters are is neither blank nor a box: of a missing character a drawing shows an outline on all four sides. */
async function drawsChinese(): Promise<boolean> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><rect width="${SIDE}" height="${SIDE}" fill="#fff"/><text x="8" y="48" font-size="40" font-family="sans-serif">永</text></svg>`;
  const pixels = await sharp(Buffer.from(svg)).greyscale().raw().toBuffer();
  const inked = (x: number, y: number): boolean => pixels[y * SIDE + x] < 160;
  const lines = [...Array(SIDE).keys()];
  const columns = lines.filter((x) => lines.some((y) => inked(x, y)));
  const rows = lines.filter((y) => lines.some((x) => inked(x, y)));
  if (columns.length === 0) return false;
  const [left, right, top, bottom] = [columns[0], columns[columns.length - 1], rows[0], rows[rows.length - 1]];
  const full = (cells: readonly boolean[]): boolean => cells.filter(Boolean).length > 0.8 * cells.length;
  const isBox = full(rows.map((y) => inked(left, y))) && full(rows.map((y) => inked(right, y))) && full(columns.map((x) => inked(x, top))) && full(columns.map((x) => inked(x, bottom)));
  return !isBox;
}
