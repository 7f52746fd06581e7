import { eventSigns, gatewaySigns, markerSigns, placeSign, stateSigns, taskSigns } from './draw-icons.js';
import type { Tone } from './draw-describe.js';
import type { Box, Container, Event, Frame, Gateway, Shape, Task } from './draw-read.js';
import { escapeXml, round, textBlock, widthOf, wrapLines } from './draw-text.js';

/** Sizes of text in the drawing's own units. */
const nameSize = 16;
const labelSize = 14;
const tagSize = 13;
/** How wide the band with the name of a pool or lane is, as modelers draw it. */
const band = 30;

/** The shape itself, in a group that carries its id, its kind and its state. Its outside label and its state tag come later, above the flows. */
export function drawShape(shape: Shape, tone: Tone | undefined, word: string, heat?: number): string {
  const state = tone ? ` ${tone}` : heat ? ` heat-${heat}` : '';
  const title = shape.name ? `<title>${escapeXml(tone && tone !== 'idle' ? `${shape.name}（${word}）` : shape.name)}</title>` : '';
  return `<g class="d-${shape.kind}${state}" data-element="${escapeXml(shape.id)}">${title}${bodyOf(shape)}</g>`;
}

function bodyOf(shape: Shape): string {
  switch (shape.kind) {
    case 'pool':
    case 'lane': return containerBody(shape);
    case 'frame': return frameBody(shape);
    case 'task': return taskBody(shape);
    case 'gateway': return gatewayBody(shape);
    case 'event': return eventBody(shape);
    case 'note': return noteBody(shape);
    case 'group': return rectangle(shape.box, 8, 'd-body');
    case 'paper': return paperBody(shape.box);
  }
}

function containerBody({ box, name, upright, empty }: Container): string {
  if (empty) return rectangle(box, 0, 'd-body') + textBlock(wrapLines(name, (box.width - 16) / nameSize, 2), middle(box).x, middle(box).y, nameSize * 1.3, 'd-name');
  const side = upright ? { ...box, width: band } : { ...box, height: band };
  return rectangle(box, 0, 'd-body') + rectangle(side, 0, 'd-band') + (upright ? standingText(name, side) : bandText(name, side));
}

/** Chinese stands upright from top to bottom; a name with Latin letters, or too long to stand, is laid on its side. */
function standingText(name: string, side: Box): string {
  const signs = [...name];
  const step = Math.min(20, (side.height - 12) / Math.max(signs.length, 1));
  const { x, y } = middle(side);
  const stands = step >= labelSize && signs.every((sign) => widthOf(sign) === 1);
  if (stands) return textBlock(signs, x, y, step, 'd-side');
  const [line = ''] = wrapLines(name, (side.height - 12) / labelSize, 1);
  return `<text class="d-side" x="${round(x)}" y="${round(y)}" transform="rotate(-90 ${round(x)} ${round(y)})">${escapeXml(line)}</text>`;
}

const bandText = (name: string, side: Box): string => textBlock(wrapLines(name, (side.width - 12) / labelSize, 1), middle(side).x, middle(side).y, labelSize, 'd-side');

function frameBody({ box, name, dashed, markers }: Frame): string {
  const [line = ''] = wrapLines(name, (box.width - 24) / labelSize, 1);
  const title = line && `<text class="d-frame-name" x="${round(box.x + 12)}" y="${round(box.y + 18)}">${escapeXml(line)}</text>`;
  return rectangle(box, 10, dashed ? 'd-body d-dashed' : 'd-body') + title + markersBelow(box, markers);
}

function taskBody({ box, name, icon, thick, markers }: Task): string {
  const room = markers.length > 0 ? 16 : 0;
  const maxLines = Math.max(1, Math.floor((box.height - room - 12) / (nameSize * 1.25)));
  const lines = wrapLines(name, (box.width - 14) / nameSize, maxLines);
  const { x, y } = middle({ ...box, height: box.height - room });
  // A name of several lines moves down a little, clear of the sign in the corner.
  const down = icon && lines.length > 1 && room === 0 ? 5 : 0;
  return rectangle(box, 8, thick ? 'd-body d-thick' : 'd-body')
    + (icon ? placeSign(taskSigns[icon], box.x + 13, box.y + 13, 14) : '')
    + textBlock(lines, x, y + down, nameSize * 1.25, 'd-name')
    + markersBelow(box, markers);
}

function markersBelow(box: Box, markers: Task['markers']): string {
  const first = middle(box).x - (markers.length - 1) * 9;
  return markers.map((marker, index) => placeSign(markerSigns[marker], first + index * 18, box.y + box.height - 11, 13)).join('');
}

function gatewayBody({ box, mark }: Gateway): string {
  const { x, y } = middle(box);
  const diamond = `M${round(x)} ${round(box.y)}L${round(box.x + box.width)} ${round(y)}L${round(x)} ${round(box.y + box.height)}L${round(box.x)} ${round(y)}z`;
  return `<path class="d-body" d="${diamond}"/>${mark ? placeSign(gatewaySigns[mark], x, y, box.width * 0.46, 'd-icon d-strong') : ''}`;
}

function eventBody({ box, place, interrupting, mark }: Event): string {
  const { x, y } = middle(box);
  const radius = Math.min(box.width, box.height) / 2;
  const dashed = interrupting ? '' : ' d-dashed';
  const ring = (r: number, className: string): string => `<circle class="${className}" cx="${round(x)}" cy="${round(y)}" r="${round(r)}"/>`;
  const double = place === 'catch' || place === 'throw' || place === 'boundary';
  const throws = place === 'end' || place === 'throw';
  const sign = mark && { ...eventSigns[mark], filled: throws || mark === 'terminate' };
  return ring(radius, `d-body${place === 'end' ? ' d-thick' : ''}${dashed}`)
    + (double ? ring(radius - 3.5, `d-ring${dashed}`) : '')
    + (sign ? placeSign(sign, x, y, radius * (double ? 1.05 : 1.15)) : '');
}

function noteBody({ box, name }: Shape): string {
  const lines = wrapLines(name, (box.width - 12) / labelSize, Math.max(1, Math.floor(box.height / (labelSize * 1.25))));
  const bracket = `M${round(box.x + 10)} ${round(box.y)}H${round(box.x)}V${round(box.y + box.height)}H${round(box.x + 10)}`;
  return `<path class="d-line" d="${bracket}"/>${textBlock(lines, middle(box).x, middle(box).y, labelSize * 1.25, 'd-label')}`;
}

const paperBody = ({ x, y, width, height }: Box): string =>
  `<path class="d-body" d="M${round(x)} ${round(y)}h${round(width - 10)}l10 10v${round(height - 10)}h${round(-width)}z"/>`;

const rectangle = ({ x, y, width, height }: Box, radius: number, className: string): string =>
  `<rect class="${className}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"${radius ? ` rx="${radius}"` : ''}/>`;

const middle = ({ x, y, width, height }: Box): { x: number; y: number } => ({ x: x + width / 2, y: y + height / 2 });

/** Where a name outside its shape is drawn, and its lines. The file's own label place is kept; without one it goes below. */
export function outsideLabel(shape: Shape): { lines: string[]; box: Box } | undefined {
  const outside = shape.kind === 'event' || shape.kind === 'gateway' || shape.kind === 'paper' || shape.kind === 'group';
  if (!outside || !shape.name) return undefined;
  const { box, label } = shape;
  const place = label ?? { x: middle(box).x - 45, y: box.y + box.height + 4, width: 90, height: 0 };
  return placeLabel(shape.name, place, label === undefined);
}

/** A label's lines around the middle of its place, or from the top of it downwards. At least four characters go on a line. */
export function placeLabel(name: string, place: Box, fromTop = false): { lines: string[]; box: Box } {
  const lines = wrapLines(name, Math.max(place.width / labelSize, 4), 6);
  const width = Math.max(...lines.map(widthOf), 0) * labelSize;
  const height = lines.length * labelSize * 1.2;
  const { x, y } = middle(place);
  return { lines, box: { x: x - width / 2, y: fromTop ? place.y : y - height / 2, width, height } };
}

export const drawLabel = ({ lines, box }: { lines: string[]; box: Box }, className = 'd-label'): string =>
  textBlock(lines, middle(box).x, middle(box).y, labelSize * 1.2, className);

/** The mark of a state on a shape: a tag with its word on a task or frame, a round badge on the rest and for what is done. */
export function drawTag(shape: Shape, tone: Tone | undefined, word: string): string {
  if (!tone || tone === 'idle') return '';
  const { x, y, width } = shape.box;
  const right = x + width;
  if (word === '已办完' || shape.kind === 'event' || shape.kind === 'gateway') {
    const inset = shape.kind === 'gateway' || shape.kind === 'event' ? 5 : 3;
    const corner = { x: right - inset, y: y + inset };
    return `<g class="d-tag ${tone}"><circle cx="${round(corner.x)}" cy="${round(corner.y)}" r="9"/>${placeSign(stateSigns[tone], corner.x, corner.y, 13, 'd-tag-sign')}</g>`;
  }
  const wide = widthOf(word) * tagSize + 23;
  // Clear of the middle of the upper side, where flows come and go.
  const left = Math.max(right - wide + 8, x + width / 2 + 6);
  const tag = rectangle({ x: left, y: y - 11, width: wide, height: 21 }, 4, 'd-tag-body');
  return `<g class="d-tag ${tone}">${tag}${placeSign(stateSigns[tone], left + 11, y - 0.5, 13, 'd-tag-sign')}<text x="${round(left + 19)}" y="${round(y - 0.5)}">${escapeXml(word)}</text></g>`;
}

/** Figures of many instances, on the upper side of a step. */
export function drawHeatTag({ box: { x, y, width } }: Shape, word: string): string {
  const wide = widthOf(word) * tagSize + 14;
  const left = x + width / 2 - wide / 2;
  return `<g class="d-tag heat">${rectangle({ x: left, y: y - 12, width: wide, height: 21 }, 4, 'd-tag-body')}<text x="${round(left + 7)}" y="${round(y - 1.5)}">${escapeXml(word)}</text></g>`;
}
