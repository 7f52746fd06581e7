import { Engine } from 'bpmn-engine';
import BpmnModdle from 'bpmn-moddle';
import serialize, { TypeResolver } from 'moddle-context-serializer';
import * as elements from 'bpmn-elements';
import { engine, parseSource, type Stepper } from '../../server/workflow/engine.js';
import { learnedSteps } from '../../server/workflow/learned-steps.js';
import { end, exclusive, flows, processFile, start, user } from '../support/diagram-xml.js';
import { median, rounded, type Table } from './figures.js';

const ROUNDS = 5;

/** Two people in turn, again and again. */
const turns = processFile(start('start') + exclusive('merge') + user('one', 'two') + exclusive('choice', 'choice-merge') + end('end') + flows('start -> merge -> one -> two -> choice -> merge\nchoice -> ?end'));

/** A step alone, no database: recover from text, signal, settle, back to text. Interleaved rounds, their median. */
export async function measureEngine(steps: number): Promise<Table> {
  const kinds: [string, (count: number) => Promise<void>][] = [['bpmn-engine 原样（解析好的流程图，恢复、发信号、取状态）', await stockSteps()], ['本系统的引擎', await stepsOf(engine)], ['学会的步子', await stepsOf(learnedSteps)]];
  const took = new Map<string, number[]>(kinds.map(([name]) => [name, []]));
  for (const [, run] of kinds) await run(50);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, run] of kinds) {
      const before = process.cpuUsage();
      await run(steps);
      const used = process.cpuUsage(before);
      took.get(name)?.push((used.user + used.system) / 1000 / steps);
    }
  }
  const base = median(took.get(kinds[0][0]) ?? []);
  return { title: '引擎走一步', head: ['做法', 'CPU 毫秒', '每秒每核', '为原样的'], rows: [...took].map(([name, all]) => [name, rounded(median(all), 3), Math.round(1000 / median(all)).toLocaleString('en-US'), `${rounded((100 * median(all)) / base, 1)}%`]), note: '两个用户任务轮流办理的小流程图，不含数据库。' };
}

async function stepsOf(stepper: Stepper): Promise<(count: number) => Promise<void>> {
  const source = await parseSource(turns);
  const answers = { condition: async () => false, service: async () => undefined, cardinality: async () => 1 };
  let settled = await stepper.begin(source, answers);
  return async (count) => { for (let step = 0; step < count; step += 1) settled = await stepper.act(source, settled.state, settled.waits[0], answers); };
}

async function stockSteps(): Promise<(count: number) => Promise<void>> {
  const parsed = await new BpmnModdle().fromXML(turns);
  const sourceContext = serialize(parsed as never, TypeResolver(elements as never));
  const scripts = { register: () => undefined, getScript: () => ({ execute: (_: unknown, callback: (error: null, taken: boolean) => void) => callback(null, false) }) };
  const options = { sourceContext, scripts, settings: { disableTrackState: true } } as never;
  const begun = await new Engine(options).execute();
  let state = JSON.stringify(await begun.getState());
  await begun.stop();
  return async (count) => {
    for (let step = 0; step < count; step += 1) {
      const execution = await new Engine(options).recover(JSON.parse(state) as never).resume();
      const waiting = execution.getPostponed().find(({ type }) => type === 'bpmn:UserTask');
      execution.signal({ id: waiting?.id });
      state = JSON.stringify(await execution.getState());
      await execution.stop();
    }
  };
}
