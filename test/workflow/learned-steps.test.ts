import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realNow } from '../../server/lib/clock.js';
import { projectRoot } from '../../server/root.js';
import { engine, parseSource, UnknownWait, type Answers, type Source, type Stepper } from '../../server/workflow/engine.js';
import { confirm, learnedSteps, onLearnedDifference } from '../../server/workflow/learned-steps.js';
import { forgetEverything, grown, learnedFigures, MOST_CHARACTERS, wayOf } from '../../server/workflow/learned-store.js';
import { shapeOf } from '../../server/workflow/state-shape.js';
import { nameOf } from '../support/play.js';
import { randomFrom } from '../support/random.js';
import { randomDiagram } from '../support/random-diagram.js';

jest.setTimeout(120_000);
beforeEach(forgetEverything);

const MOST_ACTS = 25;
const seedOfTheDay = Number(realNow().toISOString().slice(0, 10).replaceAll('-', ''));

/** A walk as text, with the whole state at every wait but for its generated ids. The same seed takes the same way. */
async function walked(stepper: Stepper, source: Source, seed: number, acts = MOST_ACTS): Promise<string[]> {
  const walk: string[] = [];
  const [answering, choosing] = [randomFrom(seed), randomFrom(seed + 1_000)];
  const note = <T>(text: string, answer: T): T => (walk.push(`${text} ${String(answer)}`), answer);
  const answers: Answers = {
    condition: async (id) => note(`condition ${id}`, answering.chance(0.4)),
    service: async (id) => void note(`service ${id}`, ''),
    cardinality: async (id) => note(`instances of ${id}`, answering.below(4)),
  };
  let settled = await stepper.begin(source, answers);
  for (let act = 0; act < acts; act += 1) {
    walk.push(`${settled.done ? 'ended' : 'waiting'}: ${settled.waits.map((wait) => `${nameOf(wait)} ${wait.kind}`).join(', ')}`, shapeOf(settled.state)?.shape ?? settled.state);
    if (settled.waits.length === 0) break;
    const wait = choosing.pick(settled.waits);
    walk.push(`act on ${nameOf(wait)}`);
    settled = await stepper.act(source, settled.state, wait, answers);
  }
  return walk;
}

/** The engine's walk, and the same one learned, heard again and known. */
async function expectSame(source: Source, seed: number): Promise<void> {
  const byEngine = await walked(engine, source, seed);
  for (const time of ['learned', 'heard again', 'known']) expect({ seed, time, walk: await walked(learnedSteps, source, seed) }).toEqual({ seed, time, walk: byEngine });
}

describe('a learned step is the step the engine would have taken', () => {
  it.each(Array.from({ length: 30 }, (_, index) => index + 1))('random diagram %i, three walks', async (seed) => {
    const source = await parseSource(randomDiagram(seed));
    for (let walk = 0; walk < 3; walk += 1) await expectSame(source, seed * 10 + walk);
    expect(learnedFigures().differences).toBe(0);
  });

  it(`random diagrams of the day (seeds ${seedOfTheDay} to ${seedOfTheDay + 9})`, async () => {
    for (let more = 0; more < 10; more += 1) await expectSame(await parseSource(randomDiagram(seedOfTheDay + more)), seedOfTheDay + more);
    expect(learnedFigures().hits).toBeGreaterThan(0);
  });

  const folder = join(projectRoot, 'processes');
  it.each(readdirSync(folder).filter((name) => name.endsWith('.bpmn')))('%s, two hundred walks, most of their steps known', async (name) => {
    const source = await parseSource(readFileSync(join(folder, name), 'utf8'));
    for (let seed = 1; seed <= 200; seed += 1) expect({ seed, walk: await walked(learnedSteps, source, seed, 8) }).toEqual({ seed, walk: await walked(engine, source, seed, 8) });
    const { hits, misses } = learnedFigures();
    expect(hits / (hits + misses)).toBeGreaterThan(0.8);
  });
});

const xml = (inside: string): string => `<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="D" targetNamespace="t"><process id="P" isExecutable="true">${inside}</process></definitions>`;
const flow = (id: string, from: string, to: string, condition = ''): string => `<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}">${condition && `<conditionExpression xsi:type="tFormalExpression">${condition}</conditionExpression>`}</sequenceFlow>`;
/** A task, a service, a choice, a task on either side. Its ids look like those that drawing programs and engines make. */
const choice = xml(`<startEvent id="s"/>${flow('f1', 's', 'Activity_0abc12f')}<userTask id="Activity_0abc12f"/>${flow('f2', 'Activity_0abc12f', 'pay')}<serviceTask id="pay" implementation="pay"/>${flow('f3', 'pay', 'g')}
  <exclusiveGateway id="g" default="no"/>${flow('yes', 'g', 'u1', 'x = 1')}<userTask id="u1"/>${flow('no', 'g', 'u2')}<userTask id="u2"/><endEvent id="e"/>${flow('f4', 'u1', 'e')}${flow('f5', 'u2', 'e')}`);

/** One instance taken to its choice. @returns what was asked and who waits. */
async function decided(source: Source, met: boolean, failing = ''): Promise<{ asked: string[]; waiting: string[] }> {
  const asked: string[] = [];
  const answers: Answers = {
    condition: async (id) => (asked.push(id), met),
    service: async (id) => { asked.push(id); if (id === failing) throw new Error('the bank does not answer'); },
    cardinality: async () => 1,
  };
  const begun = await learnedSteps.begin(source, answers);
  const settled = await learnedSteps.act(source, begun.state, begun.waits[0], answers);
  return { asked, waiting: settled.waits.map(nameOf) };
}

it('where a known step meets an answer nobody gave before, the engine goes on from there and no service is called twice', async () => {
  const source = await parseSource(choice);
  for (let time = 0; time < 3; time += 1) expect(await decided(source, true)).toEqual({ asked: ['pay', 'yes'], waiting: ['u1'] });
  expect(learnedFigures().hits).toBe(2);
  for (let time = 0; time < 3; time += 1) expect(await decided(source, false)).toEqual({ asked: ['pay', 'yes'], waiting: ['u2'] });
  expect(learnedFigures().hits).toBe(6);
});

it('a service that fails fails the known step with its own error, and the step is still known afterwards', async () => {
  const source = await parseSource(choice);
  for (let time = 0; time < 2; time += 1) await decided(source, true);
  await expect(decided(source, true, 'pay')).rejects.toThrow('the bank does not answer');
  expect(await decided(source, true)).toEqual({ asked: ['pay', 'yes'], waiting: ['u1'] });
});

it('nothing is learned of a step that failed', async () => {
  const source = await parseSource(choice);
  for (let time = 0; time < 3; time += 1) await expect(decided(source, true, 'pay')).rejects.toThrow('the bank does not answer');
  expect(await decided(source, true)).toEqual({ asked: ['pay', 'yes'], waiting: ['u1'] });
  expect(learnedFigures().hits).toBe(2); // only the beginnings
});

it('two instances never share an id, and a wait of another instance is not taken for one’s own', async () => {
  const source = await parseSource(choice);
  const answers: Answers = { condition: async () => true, service: async () => undefined, cardinality: async () => 1 };
  const ids = new Set<string>();
  for (let time = 0; time < 50; time += 1) for (const id of shapeOf((await learnedSteps.begin(source, answers)).state)?.ids ?? []) ids.add(id);
  const [one, other] = [await learnedSteps.begin(source, answers), await learnedSteps.begin(source, answers)];
  expect(ids.size % 50).toBe(0);
  await expect(learnedSteps.act(source, one.state, other.waits[0], answers)).rejects.toBeInstanceOf(UnknownWait);
});

it('ids that end like generated ones stay what they are, whatever the engine makes up behind them', async () => {
  const source = await parseSource(choice);
  const random = jest.spyOn(Math, 'random').mockReturnValue(Number.parseInt('1234567891', 16) / 16 ** 10);
  const { state } = await engine.begin(source, { condition: async () => true, service: async () => undefined, cardinality: async () => 1 });
  random.mockRestore();
  expect(shapeOf(state)?.ids).toContain('Activity_0abc12f_1234567891');
});

it('a process file of which something wrong was learned is run by the engine alone, and somebody hears of it', async () => {
  const source = await parseSource(choice);
  const heard: (string | null)[] = [];
  onLearnedDifference((elementId) => heard.push(elementId));
  const answers: Answers = { condition: async () => true, service: async () => undefined, cardinality: async () => 1 };
  const begun = await learnedSteps.begin(source, answers);
  const start = { source, state: shapeOf(begun.state), text: begun.state, act: begun.waits[0] };
  const given = [{ kind: 'service' as const, id: 'pay', answer: undefined }, { kind: 'condition' as const, id: 'yes', answer: true }];
  const right = await engine.act(source, begun.state, begun.waits[0], answers);
  expect(await confirm(start, given, right)).toBe(true);
  expect(await confirm(start, given, { ...right, waits: [] })).toBe(false);
  expect([heard, learnedFigures().differences]).toEqual([['Activity_0abc12f'], 1]);
  for (let time = 0; time < 4; time += 1) await decided(source, true);
  expect(learnedFigures().hits).toBe(0);
});

it('what has not been used for longest is forgotten when there is too much', async () => {
  const source = await parseSource(choice);
  const [first, second] = [wayOf(source, 'first'), wayOf(source, 'second')];
  if (!first || !second) throw new Error('not trusted');
  grown(first, MOST_CHARACTERS / 2);
  grown(second, MOST_CHARACTERS / 2);
  expect(learnedFigures()).toMatchObject({ ways: 1, forgotten: 1 });
  expect(learnedFigures().characters).toBeLessThanOrEqual(MOST_CHARACTERS);
});

it('learning can be taken out: nothing but the step, the metrics and the log knows of it', () => {
  const server = join(projectRoot, 'server');
  const files = readdirSync(server, { recursive: true }).map(String).filter((name) => /\.tsx?$/.test(name));
  const users = files.filter((name) => /from '[^']*(learned-steps|learned-store|state-shape)\.js'/.test(readFileSync(join(server, name), 'utf8'))).map((name) => name.replaceAll('\\', '/'));
  expect(users.filter((name) => !/workflow\/(learned-|state-shape)/.test(name)).sort()).toEqual(['index.ts', 'system/health.ts', 'workflow/step.ts']);
});
