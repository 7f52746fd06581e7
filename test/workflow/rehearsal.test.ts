import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkInWorker } from '../../server/workflow/check-in-worker.js';
import { engine, type Stepper } from '../../server/workflow/engine.js';
import { rehearse } from '../../server/workflow/rehearsal.js';
import { bpmn, end, exclusive, flow, parallel, path, service, start, tag, userTask, type Part } from '../support/bpmn-builder.js';
import { known } from './check.js';

const sound = [start(), userTask('review', { name: '审核' }), exclusive('passed', 'no'), end(), flow('start', 'review'), flow('review', 'passed'), flow('passed', 'end', 'decision = "pass"', 'yes'), flow('passed', 'review', undefined, 'no')];
const codes = async (parts: Part[]): Promise<string[]> => (await rehearse(bpmn(parts))).findings.map(({ code, elementId = '' }) => `${code} ${elementId}`.trim());

describe('a file is walked before anybody has to walk it', () => {
  it('every way over all gateway choices is told step by step', async () => {
    const { findings, ways } = await rehearse(bpmn(sound).replace('id="yes"', 'id="yes" name="通过"').replace('id="no"', 'id="no" name="不通过"'));
    expect(findings).toEqual([]);
    expect(ways).toEqual([{ steps: ['开始', '审核：通过'], end: 'done' }, { steps: ['开始', '审核：不通过', '审核'], end: 'back' }]);
  });

  it.each(['vocational-grant', 'vocational-tuition-waiver'])('%s walks through, and one of its ways confirms the publicity', async (name) => {
    const { findings, ways } = await rehearse(readFileSync(join(__dirname, `../../processes/${name}.bpmn`), 'utf8'));
    expect(findings).toEqual([]);
    expect(ways?.some(({ steps, end: last }) => last === 'done' && steps.includes('名单公示确认：公示通过'))).toBe(true);
  });

  it('a circle of automatic steps is told, not walked for ever', async () => {
    const circle = [start(), service('a'), exclusive('again', 'on'), end(), flow('start', 'a'), flow('a', 'again'), flow('again', 'a', 'people > 1', 'back'), flow('again', 'end', undefined, 'on')];
    expect(await codes(circle)).toEqual(['rehearsal-endless']);
  });

  it('a join that one branch never reaches is told at the join', async () => {
    const starving = [start(), parallel('split'), userTask('a'), exclusive('x', 'on'), parallel('join'), end(), end('early'), ...path('start', 'split', 'a', 'join', 'end'), flow('split', 'x'), flow('x', 'early', 'people > 1', 'out'), flow('x', 'join', undefined, 'on')];
    expect(await codes(starving)).toEqual(['rehearsal-stuck join']);
  });

  it('steps from which no choice leads to the end are told', async () => {
    const circling = [start(), exclusive('x', 'on'), userTask('a'), userTask('b'), end(), flow('start', 'x'), flow('x', 'end', 'people > 1', 'out'), flow('x', 'a', undefined, 'on'), ...path('a', 'b', 'a')];
    expect((await codes(circling)).sort()).toEqual(['rehearsal-no-end a', 'rehearsal-no-end b']);
  });

  it('a file on which engine and tokens go different ways is refused', async () => {
    const forgetful: Stepper = { begin: engine.begin.bind(engine), act: async (...given) => ({ ...(await engine.act(...given)), waits: [], done: true }) };
    expect((await rehearse(bpmn(sound), forgetful)).findings).toEqual([expect.objectContaining({ code: 'rehearsal-disagrees', level: 'error', elementId: 'review' })]);
  });
});

const nested = (depth: number): string => (depth === 0 ? '' : `<bpmn:subProcess id="s${depth}"><bpmn:startEvent id="b${depth}" />${nested(depth - 1)}</bpmn:subProcess>`);
const chain = (length: number): Part[] => { const ids = Array.from({ length }, (_, index) => `t${index}`); return [start(), ...ids.map((id) => userTask(id)), end(), ...path('start', ...ids, 'end')]; };

it.each([
  ['a script', bpmn([...sound, { xml: '<bpmn:scriptTask id="run" scriptFormat="javascript"><bpmn:script>process.exit()</bpmn:script></bpmn:scriptTask>', nodes: [], flows: [] }]), /script-not-allowed|element-not-allowed/],
  ['a DOCTYPE', `<!DOCTYPE a [<!ENTITY b "c">]>${bpmn(sound)}`, /doctype/],
  ['200 nested sub-processes', bpmn(sound).replace('<bpmn:startEvent', `${nested(200)}<bpmn:startEvent`), /too-deep|too-many-levels|too-many-nodes/],
  ['5,000 tasks', bpmn(chain(5_000)), /too-many|too-large/],
  ['an endless automatic circle', bpmn([start(), service('a'), service('b'), end(), exclusive('x', 'on'), flow('start', 'x'), flow('x', 'a', 'people > 1', 'in'), flow('x', 'end', undefined, 'on'), ...path('a', 'b', 'a')]), /endless-loop/],
  ['a listener', bpmn([start(), userTask('a', { inside: tag('bpmn:documentation', {}, '${x}') }), end(), ...path('start', 'a', 'end')]), /expression-not-allowed/],
])('%s is refused', async (_, xml, code) => {
  const { findings, ways } = await checkInWorker(xml, known);
  expect(findings.filter(({ level }) => level === 'error').map((one) => one.code).join(' ')).toMatch(code);
  expect(ways).toBeUndefined();
});
