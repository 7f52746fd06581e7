import { describe, returningFlows, stepsInWords, toneOf, wordOf, type DrawingState, type Tone } from './draw-describe.js';
import { drawEdge, drawEdgeLabel, edgeLabel } from './draw-edges.js';
import { readPicture, type Box, type Picture, type Shape } from './draw-read.js';
import { drawHeatTag, drawLabel, drawShape, drawTag, outsideLabel } from './draw-shapes.js';
import { standaloneStyle } from './draw-style.js';
import { escapeXml, round } from './draw-text.js';

export type { DrawingState } from './draw-describe.js';

export type DrawingOptions = {
  /** For a file of its own: carries its style, in light colours. In a page the style is `diagram.css`. */
  standalone?: boolean;
  /** Start of the ids inside, when one page shows the same procedure twice. */
  idPrefix?: string;
};

/**
 * The picture of a procedure as SVG, drawn from the diagram interchange of its file, with classes instead of colours
 * and the procedure in words as text alternative. With `state` every shape says how far it is.
 * @throws DefinitionUnreadable when the file is not BPMN
 * @throws RuleBroken no-picture when nothing is drawn in it
 */
export async function drawDiagram(xml: string, state?: DrawingState, options: DrawingOptions = {}): Promise<string> {
  const picture = await readPicture(xml);
  const { model } = picture;
  const { x, y, width, height } = canvasOf(picture);
  const prefix = escapeXml(options.idPrefix ?? `diagram-${model.key}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="diagram" viewBox="${x} ${y} ${width} ${height}" width="${width}" height="${height}"`,
    ` role="img" lang="zh-CN" aria-labelledby="${prefix}-title" aria-describedby="${prefix}-desc">`,
    `<title id="${prefix}-title">流程图：${escapeXml(picture.name)}</title><desc id="${prefix}-desc">${escapeXml(describe(model, state))}</desc>`,
    options.standalone ? standaloneStyle() : '',
    ...layers(picture, state),
    '</svg>',
  ].join('');
}

/** The same picture in words, one line a step, for the text beside it. Throws as `drawDiagram`. */
export async function diagramInWords(xml: string, state?: DrawingState): Promise<string[]> {
  return stepsInWords((await readPicture(xml)).model, state);
}

/** Containers at the bottom, then flows, then shapes, and names and state marks on top of all. */
function layers({ shapes, edges, model }: Picture, state: DrawingState | undefined): string[] {
  const returning = returningFlows(model);
  const taken = new Set(state?.done);
  const toneAndWord = (shape: Shape): [Tone | undefined, string] => { const tone = toneOfShape(shape, state); return [tone, tone ? wordOf(shape.id, tone, state) : '']; };
  const below = [...shapes].filter(isContainer).sort((a, b) => area(b) - area(a));
  const nodes = shapes.filter((shape) => !isContainer(shape)).sort((a, b) => Number(isBoundary(a)) - Number(isBoundary(b)));
  const way = [...edges].sort((a, b) => Number(taken.has(a.id)) - Number(taken.has(b.id)));
  return [
    ...below.map((shape) => drawShape(shape, ...toneAndWord(shape))),
    ...way.map((edge) => drawEdge(edge, { returning: returning.has(edge.id), taken: taken.has(edge.id), tone: state?.changes ? toneOf(edge.id, state) : undefined })),
    ...nodes.map((shape) => drawShape(shape, ...toneAndWord(shape), state?.heat?.get(shape.id)?.level)),
    ...edges.map(drawEdgeLabel),
    ...[...below, ...nodes].map((shape) => { const label = outsideLabel(shape); return label ? drawLabel(label) : ''; }),
    ...[...below, ...nodes].map((shape) => drawTag(shape, ...toneAndWord(shape))),
    ...nodes.map((shape) => { const heat = state?.heat?.get(shape.id); return heat ? drawHeatTag(shape, heat.word) : ''; }),
  ];
}

/** Pools and lanes have no state; a frame leaves “停在这里” to the steps inside it. */
function toneOfShape({ id, kind }: Shape, state: DrawingState | undefined): Tone | undefined {
  if (kind === 'pool' || kind === 'lane') return undefined;
  const tone = toneOf(id, state);
  return kind === 'frame' && !state?.changes && (tone === 'run' || tone === 'mine') ? 'idle' : tone;
}

const isContainer = ({ kind }: Shape): boolean => kind === 'pool' || kind === 'lane' || kind === 'frame' || kind === 'group';
const isBoundary = (shape: Shape): boolean => shape.kind === 'event' && shape.place === 'boundary';
const area = ({ box }: Shape): number => box.width * box.height;

/** Everything drawn, with a margin for state marks on the rim. */
export function canvasOf({ shapes, edges }: Picture): Box {
  const margin = 14;
  const boxes = [
    ...shapes.flatMap((shape) => [shape.box, outsideLabel(shape)?.box ?? shape.box]),
    ...edges.flatMap((edge) => [...edge.points.map((point) => ({ ...point, width: 0, height: 0 })), edgeLabel(edge)?.box ?? []].flat()),
  ];
  const left = Math.min(...boxes.map((box) => box.x)) - margin;
  const top = Math.min(...boxes.map((box) => box.y)) - margin;
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + margin;
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + margin;
  return { x: round(left), y: round(top), width: round(right - left), height: round(bottom - top) };
}
