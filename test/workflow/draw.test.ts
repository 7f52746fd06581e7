import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { RuleBroken } from '../../server/lib/errors.js';
import { DefinitionUnreadable } from '../../server/workflow/definition-model.js';
import { diagramInWords, drawDiagram } from '../../server/workflow/draw.js';
import { drawingRules, lightColours } from '../../server/workflow/draw-style.js';
import { escapeXml, widthOf, wrapLines } from '../../server/workflow/draw-text.js';
import {
  boundary, bpmn, catching, end, exclusive, flow, message, node, parallel, path, service, start, subProcess, tag, terminate, timer, userTask, type Part,
} from '../support/bpmn-builder.js';

const main = join(__dirname, '../..');
const grant = readFileSync(join(main, 'processes/vocational-grant.bpmn'), 'utf8');
const publicFile = (name: string): string => readFileSync(join(main, 'server/web/public', name), 'utf8');

/** The group drawn for one element. */
const groupOf = (svg: string, id: string): string => new RegExp(`<g class="[^"]*" data-element="${id}">.*?</g>`).exec(svg)?.[0] ?? '';
const classesOf = (svg: string, id: string): string[] => (/class="([^"]*)"/.exec(groupOf(svg, id))?.[1] ?? '').split(' ');
const descOf = (svg: string): string => /<desc[^>]*>(.*?)<\/desc>/.exec(svg)?.[1] ?? '';
const small = (...more: Part[]): string =>
  bpmn([start(), userTask('check', { name: '学校审核', candidates: 'school-reviewer@school' }), end(), ...path('start', 'check', 'end'), ...more]);

describe('who sees the picture', () => {
  test('hears the procedure in words: the steps in order, who takes them, where the list is now', async () => {
    const svg = await drawDiagram(grant, { done: ['enter-list', 'school-review', 'authority-review', 'publish-list'], active: ['confirm-publicity'] });
    expect(svg).toMatch(/^<svg [^>]*role="img"/);
    expect(svg).toContain('<title id="diagram-vocational-grant-title">流程图：中职国家助学金名单</title>');
    expect(descOf(svg)).toMatch(/^现在停在“名单公示确认”，由主管部门业务操作人员办理。共 10 步：1. 资助名单录入，由学校业务操作人员办理，已办完；/);
    expect(descOf(svg)).toContain('5. 名单公示确认，由主管部门业务操作人员办理，停在这里；6. 公示期满，到期后自动继续，还没到；');
    const described = /aria-describedby="([^"]+)"/.exec(svg)?.[1];
    expect(svg).toContain(`<desc id="${described}">`);
  });

  test('is told of every place a list waits at once, and of a failure', async () => {
    const svg = await drawDiagram(grant, { active: ['publicity-ended', 'request-withdrawal'], incident: ['confirmPublicity'] });
    expect(descOf(svg)).toMatch(/^现在停在“公示期满”，到期后自动继续；还停在“申请公示退回”，由学校业务操作人员办理。“公示通过”出错，等流程管理员处理。/);
  });

  test('is told when nobody has to act', async () => {
    expect(descOf(await drawDiagram(grant, { done: ['enter-list'] }))).toMatch(/^现在没有等人办理的步骤。/);
  });

  test('gets the same lines for the text beside the picture', async () => {
    const lines = await diagramInWords(grant, { active: ['school-review'], mine: ['school-review'] });
    expect(lines).toHaveLength(10);
    expect(lines[1]).toBe('学校审核，由学校业务审核人员办理，轮到您办');
    expect((await diagramInWords(grant))[8]).toBe('申请公示退回（需要时办理），由学校业务操作人员办理');
  });

  test('reads who acts from a task of its own candidates where no lane says so', async () => {
    expect(await diagramInWords(small())).toEqual(['学校审核，由学校业务审核人员（学校）办理']);
    const nobody = bpmn([start(), userTask('check', { name: '学校审核', candidates: '' }), end(), ...path('start', 'check', 'end')]);
    expect(await diagramInWords(nobody)).toEqual(['学校审核，未指定办理人']);
  });

  test('finds two pictures of one procedure on a page apart by their ids', async () => {
    const svg = await drawDiagram(grant, undefined, { idPrefix: 'before' });
    expect(svg).toContain('aria-labelledby="before-title"');
    expect(svg).toContain('<desc id="before-desc">');
  });
});

describe('states', () => {
  const all = { done: ['enter-list'], active: ['school-review', 'authority-review'], mine: ['authority-review'], incident: ['publishList'], returned: ['failSchoolReview'] };

  test('each state has its class, its word or tick, and what is not mentioned has not been reached', async () => {
    const svg = await drawDiagram(grant, all);
    expect(classesOf(svg, 'enter-list')).toEqual(['d-task', 'good']);
    expect(classesOf(svg, 'school-review')).toEqual(['d-task', 'run']);
    expect(classesOf(svg, 'authority-review')).toEqual(['d-task', 'mine']);
    expect(classesOf(svg, 'publishList')).toEqual(['d-task', 'bad']);
    expect(classesOf(svg, 'failSchoolReview')).toEqual(['d-task', 'back']);
    expect(classesOf(svg, 'publish-list')).toEqual(['d-task', 'idle']);
    for (const word of ['停在这里', '轮到您办', '出错', '已退回']) expect(svg).toMatch(new RegExp(`<g class="d-tag [a-z]+">.*?${word}</text></g>`));
    expect(svg).toMatch(/<g class="d-tag good"><circle/);
  });

  test('a step that was done before and is open again is open', async () => {
    const svg = await drawDiagram(grant, { done: ['enter-list'], returned: ['enter-list'], active: ['enter-list'] });
    expect(classesOf(svg, 'enter-list')).toEqual(['d-task', 'run']);
  });

  test('a picture without a state has none', async () => {
    const svg = await drawDiagram(grant);
    expect(svg).not.toMatch(/class="[^"]*\b(idle|run|mine|good|bad|back)\b/);
    expect(svg).not.toContain('d-tag');
    expect(descOf(svg)).toMatch(/^共 10 步：/);
  });

  test('lanes have no state, and a frame leaves the word to the step inside it', async () => {
    const svg = await drawDiagram(grant, { active: ['after-confirmation', 'manage-disbursement', 'school-operator-lane'] });
    expect(classesOf(svg, 'after-confirmation')).toEqual(['d-frame', 'idle']);
    expect(classesOf(svg, 'school-operator-lane')).toEqual(['d-lane']);
    expect(svg.match(/停在这里<\/text>/g)).toHaveLength(1);
  });

  test('flows that were taken are drawn as taken', async () => {
    const svg = await drawDiagram(grant, { done: ['opened'] });
    expect(classesOf(svg, 'opened')).toEqual(['d-edge', 'd-flow', 'd-taken']);
    expect(classesOf(svg, 'entry')).toEqual(['d-edge', 'd-flow']);
    expect(classesOf(svg, 'publicity-rejected-to-entry')).toEqual(['d-edge', 'd-flow', 'd-return']);
  });
});

describe('shapes', () => {
  const shown = async (...parts: Part[]): Promise<string> => drawDiagram(bpmn([start(), ...parts, end(), ...path('start', 'x', 'end')]));
  const signs = (group: string): number => group.match(/class="d-icon/g)?.length ?? 0;

  test('tasks carry the sign of their kind, plain ones none', async () => {
    for (const type of ['userTask', 'serviceTask', 'receiveTask', 'sendTask', 'manualTask', 'businessRuleTask']) {
      expect(signs(groupOf(await shown(node(type, 'x', { name: '办理' })), 'x'))).toBe(1);
    }
    expect(signs(groupOf(await shown(node('task', 'x', { name: '办理' })), 'x'))).toBe(0);
    expect(groupOf(await shown(service('x')), 'x')).not.toBe(groupOf(await shown(node('userTask', 'x', { name: '服务x' })), 'x'));
  });

  test('events have one ring at the start, a thick one at the end, two in between and on the rim', async () => {
    const svg = await drawDiagram(bpmn([
      start(), userTask('x'), boundary('late', 'x', timer({ duration: 'P1D' }), false), boundary('back', 'x', message('taken')), catching('wait', timer({ date: '2023-05-10' })),
      terminate('stop'), ...path('start', 'x', 'wait', 'stop'), flow('late', 'stop'), flow('back', 'stop'),
    ], { messages: ['taken'] }));
    expect(groupOf(svg, 'start').match(/<circle/g)).toHaveLength(1);
    expect(groupOf(svg, 'stop')).toContain('class="d-body d-thick"');
    expect(groupOf(svg, 'stop')).toContain('d-icon d-solid');
    for (const id of ['wait', 'late', 'back']) expect(groupOf(svg, id).match(/<circle/g)).toHaveLength(2);
    expect(groupOf(svg, 'late')).toContain('d-dashed');
    expect(groupOf(svg, 'back')).not.toContain('d-dashed');
    // The rim lies above the task it belongs to.
    expect(svg.indexOf('data-element="late"')).toBeGreaterThan(svg.indexOf('data-element="x"'));
  });

  test('gateways show X or +, and the flow taken by default has its stroke', async () => {
    const svg = await drawDiagram(bpmn([
      start(), exclusive('ask', 'ask-b'), userTask('a'), userTask('b'), parallel('both'), end(),
      ...path('start', 'ask', 'a', 'both', 'end'), flow('ask', 'b'), flow('b', 'both'),
    ]));
    expect(signs(groupOf(svg, 'ask'))).toBe(1);
    expect(signs(groupOf(svg, 'both'))).toBe(1);
    expect(groupOf(svg, 'ask-b')).toContain('d-slash');
    expect(groupOf(svg, 'ask-a')).not.toContain('d-slash');
  });

  test('repeated tasks and folded sub-processes carry their marks', async () => {
    expect(signs(groupOf(await shown(userTask('x', { inside: '<bpmn:multiInstanceLoopCharacteristics />' })), 'x'))).toBe(2);
    expect(signs(groupOf(await shown(subProcess('x', [])), 'x'))).toBe(1);
    expect(groupOf(grantSvg, 'after-confirmation')).toContain('确认后办理</text>');
  });

  test('Chinese lane names stand upright, one character below the other', async () => {
    expect(groupOf(grantSvg, 'school-reviewer-lane').match(/<tspan/g)).toHaveLength('学校业务审核人员'.length);
    const latin = bpmn([start(), end(), ...path('start', 'end')], {
      lanes: [{ id: 'lane', name: '省级 V2', elements: ['start', 'end'] }],
      diagram: diagramOf(shape('lane', { x: 0, y: 0, width: 600, height: 200 }), shape('start', { x: 60, y: 60, width: 36, height: 36 })),
    });
    expect(groupOf(await drawDiagram(latin), 'lane')).toContain('rotate(-90');
  });

  let grantSvg = '';
  beforeAll(async () => { grantSvg = await drawDiagram(grant); });
});

const shape = (id: string, bounds: { x: number | string; y: number; width: number; height: number }): string =>
  tag('bpmndi:BPMNShape', { id: `${id}-shape`, bpmnElement: id }, tag('dc:Bounds', bounds));
const diagramOf = (...shapes: string[]): string => tag('bpmndi:BPMNDiagram', { id: 'diagram' }, tag('bpmndi:BPMNPlane', { id: 'plane', bpmnElement: 'list' }, shapes.join('')));

describe('what an administrator writes', () => {
  const nasty = `审核<script>alert(1)</script>" onload="x' & javascript:y`;

  test('is shown as text and never becomes markup, an attribute or an address', async () => {
    const xml = bpmn([start(), userTask('check', { name: nasty }), end(), ...path('start', 'check'), flow('check', 'end')], { name: nasty });
    for (const svg of [await drawDiagram(xml), await drawDiagram(xml, { active: ['check'] }, { standalone: true, idPrefix: nasty })]) {
      expect(svg).not.toContain('<script');
      expect(svg).not.toMatch(/\son\w+\s*=/);
      expect(svg).not.toMatch(/javascript:/i);
      expect(svg).toContain('审核&lt;script&gt;');
    }
  });

  test('loses only the signs XML forbids', () => {
    expect(escapeXml('甲\u0000\u0008乙\ud800丙😀')).toBe('甲乙丙😀');
  });

  test('that draws nothing is refused with what to do, and what is no BPMN as unreadable', async () => {
    const undrawn = bpmn([start(), end(), ...path('start', 'end')], { diagram: '<!-- -->' });
    await expect(drawDiagram(undrawn)).rejects.toMatchObject({ code: 'no-picture', message: expect.stringContaining('画图页') });
    await expect(drawDiagram(undrawn)).rejects.toBeInstanceOf(RuleBroken);
    await expect(drawDiagram('<html/>')).rejects.toBeInstanceOf(DefinitionUnreadable);
  });

  test('without a proper place is left out, and the rest is still drawn', async () => {
    const xml = bpmn([start(), end(), ...path('start', 'end')], {
      diagram: diagramOf(shape('start', { x: 10, y: 10, width: 36, height: 36 }), shape('end', { x: 'NaN', y: 10, width: 36, height: 36 }), shape('nothing', { x: 1, y: 1, width: 9, height: 9 })),
    });
    const svg = await drawDiagram(xml);
    expect(svg).toContain('data-element="start"');
    expect(svg).not.toContain('data-element="end"');
    expect(svg).not.toContain('NaN');
  });
});

describe('wrapping', () => {
  test.each([
    ['资助名单录入', 6, ['资助名单录入']],
    ['主管部门审核不通过', 6, ['主管部门', '审核不通过']],
    ['学校审核是否通过？', 5, ['学校审核', '是否通过？']],
    ['', 6, []],
  ])('%s on lines of %d', (text, width, lines) => {
    expect(wrapLines(text, width, 3)).toEqual(lines);
  });

  test('never begins a line with a closing sign nor ends one with an opening sign', () => {
    for (let width = 3; width < 9; width += 1) {
      for (const line of wrapLines('中职国家助学金（免学费）名单，公示确认。', width, 20)) {
        expect(line).not.toMatch(/^[，。）]|（$/);
        expect(widthOf(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  test('ends what does not fit with a dot row, and keeps the whole name as the tip of its shape', async () => {
    const name = '全国学生资助管理信息系统资助名单录入与审核以及公示确认的全部环节说明';
    expect(wrapLines(name, 6, 2).at(-1)).toMatch(/…$/);
    expect(await drawDiagram(small(userTask('long', { name })))).toContain(`<title>${name}</title>`);
  });
});

describe('the style', () => {
  const state = { done: ['enter-list', 'opened'], active: ['school-review'], mine: ['publish-list'], incident: ['publishList'], returned: ['failSchoolReview'] };

  test('is in classes only, so that a page needs no inline style', async () => {
    const svg = await drawDiagram(grant, state);
    expect(svg).not.toMatch(/<(script|style|foreignObject|iframe|image|use|a)\b|\son\w+\s*=|\sstyle\s*=/i);
    expect(svg).not.toMatch(/#[0-9a-f]{3,6}\b(?!;)/i);
  });

  test('knows every class that is drawn', async () => {
    const svg = await drawDiagram(grant, state);
    const used = new Set([...svg.matchAll(/class="([^"]*)"/g)].flatMap(([, names]) => names.split(' ')));
    // Kinds without a rule of their own look like the common body and line.
    const plain = ['diagram', 'd-task', 'd-event', 'd-gateway', 'd-edge', 'd-flow'];
    expect([...used].filter((name) => !plain.includes(name) && !new RegExp(`\\.${name}\\b`).test(drawingRules))).toEqual([]);
  });

  test('of the page is the style of the file, word for word', () => {
    expect(publicFile('diagram.css')).toContain(drawingRules);
  });

  test('of the file has the light colours of the desk', () => {
    const tokens = publicFile('tokens.css');
    for (const [name, value] of Object.entries(lightColours)) expect(new RegExp(`${name}:\\s*([^;]+);`).exec(tokens)?.[1]).toBe(value);
    const used = [...drawingRules.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name);
    expect(used.filter((name) => !(name in lightColours))).toEqual([]);
  });

  test('of the page uses nothing but variables and system colours', () => {
    const css = publicFile('diagram.css').replace(/\/\*.*?\*\//gs, '');
    expect(css).not.toMatch(/#[0-9a-f]{3,8}\b|rgb|hsl/i);
    const tokens = publicFile('tokens.css');
    for (const [, name] of css.matchAll(/var\((--[\w-]+)\)/g)) expect(tokens).toContain(`${name}:`);
    for (const part of ['@media print', '@media (forced-colors:active)']) expect(css).toContain(part);
  });

  test('lets a downloaded picture be opened by other programs', async () => {
    const svg = await drawDiagram(grant, state, { standalone: true });
    expect(svg).not.toContain('var(');
    const { format, width, height } = await sharp(Buffer.from(svg)).metadata();
    expect({ format, wide: (width ?? 0) > (height ?? 0) }).toEqual({ format: 'svg', wide: true });
    const { channels } = await sharp(Buffer.from(svg)).resize({ width: 700 }).stats();
    expect(channels[0].min).toBeLessThan(80);
  });
});
