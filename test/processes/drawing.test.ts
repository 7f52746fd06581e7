import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canvasOf, drawDiagram } from '../../server/workflow/draw.js';
import { returningFlows } from '../../server/workflow/draw-describe.js';
import { edgeLabel } from '../../server/workflow/draw-edges.js';
import { outsideLabel } from '../../server/workflow/draw-shapes.js';
import { readPicture, type Box, type Picture, type Point, type Shape } from '../../server/workflow/draw-read.js';

const processes = join(__dirname, '../../processes');
const read = (key: string): string => readFileSync(join(processes, `${key}.bpmn`), 'utf8');
const vocational = ['vocational-grant', 'vocational-tuition-waiver'];
const byList = [...vocational, 'senior-high-fee-waiver'];
const shipped = [...byList, 'loan-batch', 'repayment-batch'];

const isContainer = ({ kind }: Shape): boolean => kind === 'pool' || kind === 'lane' || kind === 'frame';
const overlap = (a: Box, b: Box, gap = 0): boolean =>
  a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap;
const within = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
const pairs = <T>(items: readonly T[]): [T, T][] => items.flatMap((a, index) => items.slice(index + 1).map((b): [T, T] => [a, b]));

type Piece = { flow: string; from: Point; to: Point };
const piecesOf = ({ edges }: Picture): Piece[] =>
  edges.flatMap(({ id, points }) => points.slice(1).map((to, index) => ({ flow: id, from: points[index], to })));
const boxOf = ({ from, to }: Piece): Box =>
  ({ x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) });
const touch = (a: Box, b: Box): boolean => a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
const shrink = ({ x, y, width, height }: Box): Box => ({ x: x + 1, y: y + 1, width: width - 2, height: height - 2 });

describe.each(shipped)('the drawing of %s', (key) => {
  let picture: Picture;
  let svg: string;
  beforeAll(async () => {
    picture = await readPicture(read(key));
    svg = await drawDiagram(read(key));
  });
  const nodes = (): Shape[] => picture.shapes.filter((shape) => !isContainer(shape));
  const attachedTo = (shape: Shape): string | undefined => picture.model.elements[shape.id]?.attachedTo;
  const labels = (): { of: string; box: Box }[] => [
    ...picture.shapes.flatMap((shape) => { const label = outsideLabel(shape); return label ? [{ of: shape.id, box: label.box }] : []; }),
    ...picture.edges.flatMap((edge) => { const label = edgeLabel(edge); return label ? [{ of: edge.id, box: label.box }] : []; }),
  ];

  test('shows every step, lane and flow of the file, all of it on the canvas', () => {
    const canvas = canvasOf(picture);
    const ids = [...Object.keys(picture.model.elements), ...Object.keys(picture.model.flows), ...picture.model.lanes.map(({ id }) => id)];
    for (const id of ids) expect(svg).toContain(`data-element="${id}"`);
    expect(picture.shapes.filter(({ box }) => !within(box, canvas)).map(({ id }) => id)).toEqual([]);
    expect(picture.edges.filter(({ points }) => points.some((point) => !within({ ...point, width: 0, height: 0 }, canvas))).map(({ id }) => id)).toEqual([]);
    expect(svg).toContain(`viewBox="${canvas.x} ${canvas.y} ${canvas.width} ${canvas.height}"`);
  });

  test('lets no two shapes overlap', () => {
    const clashes = pairs(nodes()).filter(([a, b]) => attachedTo(a) !== b.id && attachedTo(b) !== a.id && overlap(a.box, b.box, 8));
    expect(clashes.map(([a, b]) => `${a.id} ${b.id}`)).toEqual([]);
  });

  test('keeps every step inside its lane, or inside the frame it belongs to', () => {
    const boxes = new Map(picture.shapes.map(({ id, box }) => [id, box]));
    const home = ({ id }: Shape): Box | undefined => boxes.get(picture.model.elements[id].scope) ?? boxes.get(picture.model.elements[id].laneId ?? '');
    expect(nodes().filter((shape) => home(shape) === undefined).map(({ id }) => id)).toEqual([]);
    const astray = nodes().filter((shape) => attachedTo(shape) === undefined && !within(shape.box, home(shape) ?? shape.box));
    expect(astray.map(({ id }) => id)).toEqual([]);
  });

  test('puts no name over a shape, another name or a line', () => {
    const all = labels();
    expect(pairs(all).filter(([a, b]) => overlap(a.box, b.box)).map(([a, b]) => `${a.of} ${b.of}`)).toEqual([]);
    const covered = all.flatMap(({ of, box }) => nodes().filter((shape) => shape.kind !== 'gateway' && overlap(box, shape.box)).map(({ id }) => `${of} over ${id}`));
    expect(covered).toEqual([]);
    const struck = all.flatMap(({ of, box }) => piecesOf(picture).filter((piece) => touch(shrink(box), boxOf(piece))).map(({ flow }) => `${flow} through ${of}`));
    expect(struck).toEqual([]);
  });

  test('draws flows level or upright, through no foreign shape and never across each other', () => {
    const pieces = piecesOf(picture);
    expect(pieces.filter(({ from, to }) => from.x !== to.x && from.y !== to.y).map(({ flow }) => flow)).toEqual([]);
    const through = pieces.flatMap((piece) => nodes().filter(({ box }) => touch(boxOf(piece), shrink(box)))
      .filter(({ id }) => ![picture.model.flows[piece.flow].from, picture.model.flows[piece.flow].to].includes(id))
      // A boundary event's flow starts on the rim of its host.
      .filter(({ id }) => attachedTo(nodes().find((shape) => shape.id === picture.model.flows[piece.flow].from) ?? nodes()[0]) !== id)
      .map(({ id }) => `${piece.flow} through ${id}`));
    expect(through).toEqual([]);
    expect(pairs(pieces).filter(([a, b]) => a.flow !== b.flow && touch(boxOf(a), boxOf(b))).map(([a, b]) => `${a.flow} ${b.flow}`)).toEqual([]);
  });

  test('has a Chinese name on everything: questions on deciding gateways, answers on their flows', () => {
    const chinese = /^[\p{Script=Han}？]+$/u;
    expect(picture.shapes.filter(({ name }) => !chinese.test(name)).map(({ id, name }) => `${id}: ${name}`)).toEqual([]);
    const { elements, flows } = picture.model;
    for (const { id, name } of picture.shapes.filter(({ id: one }) => elements[one]?.type === 'exclusiveGateway')) {
      const answers = Object.values(flows).filter(({ from }) => from === id);
      const decides = answers.length > 1;
      expect({ id, question: name.endsWith('？') }).toEqual({ id, question: decides });
      expect(answers.filter((answer) => decides && !chinese.test(answer.name))).toEqual([]);
    }
  });

  test('shows the ways back to list entry as returns, and the way forward not', () => {
    if (!byList.includes(key)) return expect([...returningFlows(picture.model)]).toContain('more');
    const back = [...returningFlows(picture.model)];
    const toEntry = Object.values(picture.model.flows).filter(({ to, from }) => to === 'to-entry' && from !== 'list-opened').map(({ id }) => id);
    expect(toEntry).toHaveLength(vocational.includes(key) ? 5 : 3);
    expect(back).toEqual(expect.arrayContaining([...toEntry, 'school-review-fail', 'authority-review-fail', 'taken-back', ...(vocational.includes(key) ? ['publicity-reject', 'withdrawal-refused'] : ['returned-to-disbursement'])]));
    for (const forward of ['entry', 'submitted', 'school-review-pass', 'authority-review-pass', 'published', 'publicity-confirm', 'confirmed', 'to-payment', 'disbursement', 'closed']) expect(back).not.toContain(forward);
  });
});

const steps = async (key: string) => {
  const { model } = await readPicture(read(key));
  return Object.fromEntries(Object.values(model.elements).filter(({ type }) => type === 'userTask')
    .map(({ id, name, candidates, decisions, dueWorkdays, optional, form }) => [id, {
      name, who: candidates.map(({ role, level }) => `${role}@${level}`).join(),
      ...(decisions.length > 0 && { decisions: decisions.map(({ value, name: word, remarkRequired }) => `${value} ${word}${remarkRequired ? ' +原因' : ''}`) }),
      ...(dueWorkdays && { dueWorkdays }), ...(optional && { optional }),
      ...(form.length > 0 && { form: form.map((field) => `${field.id}: ${field.type}${field.required ? '!' : ''}`) }),
    }]));
};

const common = {
  'enter-list': { name: '资助名单录入', who: 'school-operator@school' },
  'school-review': { name: '学校审核', who: 'school-reviewer@school', decisions: ['pass 通过', 'fail 不通过 +原因'], dueWorkdays: 2 },
  'authority-review': { name: '主管部门审核', who: 'authority-operator@authority', decisions: ['pass 通过', 'fail 不通过 +原因'], dueWorkdays: 3 },
  'publish-list': { name: '资助名单公示', who: 'school-operator@school', dueWorkdays: 3, form: ['start: date!', 'end: date!'] },
  'confirm-publicity': { name: '名单公示确认', who: 'authority-operator@authority', decisions: ['confirm 公示通过', 'reject 公示不通过 +原因'], dueWorkdays: 3 },
  'request-withdrawal': { name: '申请公示退回', who: 'school-operator@school', optional: true, form: ['reason: string!'] },
  'review-withdrawal': { name: '公示退回审核', who: 'authority-operator@authority', decisions: ['grant 同意退回', 'refuse 不同意退回 +原因'], dueWorkdays: 3 },
};

test('every human step of the notice is a task of the person the notice names, with the decisions of the contract', async () => {
  expect(await steps('vocational-tuition-waiver')).toEqual(common);
  const paid = { 'manage-disbursement': { name: '资金发放管理', who: 'school-operator@school' } };
  expect(await steps('vocational-grant')).toEqual({ ...common, ...paid });
  const { 'enter-list': entry, 'school-review': schoolReview, 'authority-review': authorityReview } = common;
  expect(await steps('senior-high-fee-waiver')).toEqual({ 'enter-list': entry, 'school-review': schoolReview, 'authority-review': authorityReview, ...paid });
});

test('a decision that says nothing known is taken as the refusing one, never as an approval', async () => {
  for (const key of vocational) {
    const { model } = await readPicture(read(key));
    const decided = Object.values(model.flows).filter(({ condition }) => condition !== undefined);
    expect(decided.map(({ id, condition }) => `${id}: ${condition}`).sort()).toEqual([
      'authority-review-pass: decision = "pass"', 'publicity-confirm: decision = "confirm"', 'school-review-pass: decision = "pass"', 'withdrawal-grant: decision = "grant"',
    ]);
    expect(Object.values(model.flows).filter(({ isDefault }) => isDefault).map(({ id }) => id).sort())
      .toEqual(['authority-review-fail', 'publicity-reject', 'school-review-fail', 'withdrawal-refuse']);
  }
});

test('only the grant waits for the end of publicity and manages disbursement', async () => {
  const grant = (await readPicture(read('vocational-grant'))).model;
  const waiver = (await readPicture(read('vocational-tuition-waiver'))).model;
  expect(grant.elements['publicity-ended'].timer).toEqual({ kind: 'date', value: 'publicityEnded' });
  expect(grant.variables.map(({ name, type }) => `${name}: ${type}`)).toEqual(['decision: text', 'publicityEnded: date']);
  expect(waiver.variables.map(({ name }) => name)).toEqual(['decision']);
  expect(waiver.elements['manage-disbursement']).toBeUndefined();
  expect([...grant.services].sort()).toEqual([...waiver.services].sort());
});
