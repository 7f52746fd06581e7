import type { Tone } from './draw-describe.js';
import type { Box, Edge, Point } from './draw-read.js';
import { drawLabel, placeLabel } from './draw-shapes.js';
import { escapeXml, round, widthOf } from './draw-text.js';

const arrow = { length: 11, half: 4.5 };
const corner = 7;

/** One flow: its line with rounded corners, its arrow head, the stroke of a default flow. Classes say which way it leads and whether it was taken. */
export function drawEdge(edge: Edge, how: { returning: boolean; taken: boolean; tone?: Tone }): string {
  const classes = ['d-edge', `d-${edge.kind}`, ...(how.returning ? ['d-return'] : []), ...(how.taken ? ['d-taken'] : []), ...(how.tone ? [how.tone] : [])].join(' ');
  const { points } = edge;
  const end = points[points.length - 1];
  const before = lastDistinct(points);
  const pointed = edge.kind !== 'association';
  const line = pathOf(pointed ? [...points.slice(0, -1), towards(end, before, arrow.length - 2)] : points);
  return `<g class="${classes}" data-element="${escapeXml(edge.id)}">${line}${pointed ? arrowHead(end, before) : ''}${edge.slash ? slash(points) : ''}${edge.diamond ? startDiamond(points) : ''}</g>`;
}

/** The point the last piece of the line comes from, past any that lie on its end. */
const lastDistinct = (points: readonly Point[]): Point => {
  const end = points[points.length - 1];
  return [...points].reverse().find((point) => distance(point, end) > 0.5) ?? { x: end.x - 1, y: end.y };
};

function pathOf(points: readonly Point[]): string {
  const first = points[0];
  const pieces = [`M${round(first.x)} ${round(first.y)}`];
  for (let index = 1; index < points.length; index += 1) {
    const here = points[index];
    const next = points[index + 1];
    const radius = next ? Math.min(corner, distance(points[index - 1], here) / 2, distance(here, next) / 2) : 0;
    if (!next || radius < 1) {
      pieces.push(`L${round(here.x)} ${round(here.y)}`);
      continue;
    }
    const into = towards(here, points[index - 1], radius);
    const out = towards(here, next, radius);
    pieces.push(`L${round(into.x)} ${round(into.y)}Q${round(here.x)} ${round(here.y)} ${round(out.x)} ${round(out.y)}`);
  }
  return `<path class="d-line" d="${pieces.join('')}"/>`;
}

function arrowHead(tip: Point, from: Point): string {
  const base = towards(tip, from, arrow.length);
  const side = { x: ((tip.y - base.y) / arrow.length) * arrow.half, y: ((base.x - tip.x) / arrow.length) * arrow.half };
  return `<path class="d-head" d="M${round(tip.x)} ${round(tip.y)}L${round(base.x + side.x)} ${round(base.y + side.y)}L${round(base.x - side.x)} ${round(base.y - side.y)}z"/>`;
}

/** The short stroke across the beginning of a default flow. */
function slash(points: readonly Point[]): string {
  const [start, next] = points;
  const at = towards(start, next, 11);
  const along = unit(start, next);
  const dx = along.x * 3.5 - along.y * 6;
  const dy = along.y * 3.5 + along.x * 6;
  return `<path class="d-slash" d="M${round(at.x + dx)} ${round(at.y + dy)}L${round(at.x - dx)} ${round(at.y - dy)}"/>`;
}

/** A condition on a flow that leaves a task, not a gateway, begins with a small diamond. */
function startDiamond(points: readonly Point[]): string {
  const [start, next] = points;
  const along = unit(start, next);
  const mid = towards(start, next, 8);
  const end = towards(start, next, 16);
  const side = { x: -along.y * 5, y: along.x * 5 };
  return `<path class="d-body" d="M${round(start.x)} ${round(start.y)}L${round(mid.x + side.x)} ${round(mid.y + side.y)}L${round(end.x)} ${round(end.y)}L${round(mid.x - side.x)} ${round(mid.y - side.y)}z"/>`;
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
const unit = (from: Point, to: Point): Point => {
  const length = distance(from, to) || 1;
  return { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
};
const towards = (from: Point, to: Point, length: number): Point => {
  const along = unit(from, to);
  return { x: from.x + along.x * length, y: from.y + along.y * length };
};

/** A flow's name where the file puts it; without a place, beside the middle of its first piece. */
export function edgeLabel({ name, points, label }: Edge): { lines: string[]; box: Box } | undefined {
  if (!name) return undefined;
  if (label) return placeLabel(name, label);
  const [start, next] = points;
  const mid = { x: (start.x + next.x) / 2, y: (start.y + next.y) / 2 };
  const width = Math.min(widthOf(name), 8) * 14;
  const level = Math.abs(next.x - start.x) > Math.abs(next.y - start.y);
  return placeLabel(name, level ? { x: mid.x - width / 2, y: mid.y - 22, width, height: 17 } : { x: mid.x + 8, y: mid.y - 9, width, height: 17 });
}

export const drawEdgeLabel = (edge: Edge): string => {
  const label = edgeLabel(edge);
  return label ? drawLabel(label) : '';
};
