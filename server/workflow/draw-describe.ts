import { candidateName } from './candidates.js';
import type { DefinitionModel, ElementModel, FlowModel } from './definition-model.js';

/** Where one running procedure stands, by ids of elements (and of flows, for the way it took). */
export type DrawingState = {
  done?: readonly string[];
  /** Waiting for somebody else, or for a date or message. */
  active?: readonly string[];
  /** The part of the waiting steps that is for the person who looks: yellow means it is their turn. */
  mine?: readonly string[];
  incident?: readonly string[];
  returned?: readonly string[];
  /** Two versions side by side: what differs, by id. Given instead of the above. */
  changes?: ReadonlyMap<string, Change>;
  /** Many instances at once: how hot each element is, and the figures on it. Given instead of the above. */
  heat?: ReadonlyMap<string, Heat>;
};
/** `level` 1 is cool, 4 the hottest; `word` says in figures what the colour means. */
export type Heat = { level: 1 | 2 | 3 | 4; word: string };
export type Change = 'added' | 'removed' | 'changed' | 'moved';
export type Tone = 'idle' | 'run' | 'mine' | 'good' | 'bad' | 'back';

/** One tone per element, the most urgent one; undefined when no state was given at all. */
export function toneOf(id: string, state: DrawingState | undefined): Tone | undefined {
  if (!state || state.heat) return undefined;
  if (state.changes) return changeTones[state.changes.get(id) ?? 'same'];
  if (state.incident?.includes(id)) return 'bad';
  if (state.mine?.includes(id)) return 'mine';
  if (state.active?.includes(id)) return 'run';
  if (state.returned?.includes(id)) return 'back';
  return state.done?.includes(id) ? 'good' : 'idle';
}

const changeTones: Readonly<Record<Change | 'same', Tone | undefined>> = { added: 'good', changed: 'mine', moved: 'run', removed: 'bad', same: undefined };
const changeNames: Readonly<Record<Change, string>> = { added: '新增', changed: '改了', moved: '移动', removed: '删去' };

/** The word on the mark of an element: how far it is, or how it differs. */
export function wordOf(id: string, tone: Tone, state: DrawingState | undefined): string {
  const change = state?.changes?.get(id);
  return change ? changeNames[change] : toneNames[tone];
}

/** The words beside the colours, as pages use them. */
export const toneNames: Readonly<Record<Tone, string>> = { idle: '还没到', run: '停在这里', mine: '轮到您办', good: '已办完', bad: '出错', back: '已退回' };

/** The picture in words, one line a step, in the order of the procedure: what, who, and how far it is. */
export function stepsInWords(model: DefinitionModel, state?: DrawingState): string[] {
  return stepsOf(model).map((step) => {
    const tone = toneOf(step.id, state);
    const optional = step.optional ? '（需要时办理）' : '';
    const figures = state?.heat?.get(step.id)?.word;
    return [`${nameOf(step)}${optional}`, whoWaits(model, step), ...(figures ? [figures] : []), ...(tone ? [wordOf(step.id, tone, state)] : [])].join('，');
  });
}

/** The text alternative of the whole picture: its steps, and where it stands now. */
export function describe(model: DefinitionModel, state?: DrawingState): string {
  const lines = stepsInWords(model, state).map((line, index) => `${index + 1}. ${line}`);
  const steps = lines.length > 0 ? `共 ${lines.length} 步：${lines.join('；')}。` : '图中没有需要人办理的步骤。';
  return state && !state.changes && !state.heat ? `${whereNow(model, state)}${steps}` : steps;
}

function whereNow(model: DefinitionModel, state: DrawingState): string {
  const stepsWith = (tones: readonly Tone[]): ElementModel[] => stepsOf(model).filter(({ id }) => tones.includes(toneOf(id, state) ?? 'idle'));
  const waiting = stepsWith(['run', 'mine']).map((step) => `“${nameOf(step)}”，${whoWaits(model, step)}`);
  const failed = Object.values(model.elements).filter(({ id }) => toneOf(id, state) === 'bad').map((step) => `“${nameOf(step)}”`);
  return [
    waiting.length > 0 ? `现在停在${waiting.join('；还停在')}。` : '现在没有等人办理的步骤。',
    failed.length > 0 ? `${failed.join('、')}出错，等流程管理员处理。` : '',
  ].join('');
}

const nameOf = ({ name, id }: ElementModel): string => name || id;

/** The lane's name where the lane says who; a task with candidates of its own names them. */
export function whoWaits(model: DefinitionModel, step: ElementModel): string {
  if (step.external) return `由外部程序（${step.external.topic}）办理`;
  if (step.timer) return '到期后自动继续';
  if (step.candidates.length === 0) return step.message || step.signal ? '收到消息后继续' : '未指定办理人';
  const same = model.lanes.find((lane) => lane.candidates.map(candidateName).join() === step.candidates.map(candidateName).join());
  return `由${same?.name || step.candidates.map(candidateName).join('、')}办理`;
}

/** Steps that take time: people's tasks, those of programs outside, receive tasks and events on the way that wait. */
const isStep = ({ type, external }: ElementModel): boolean => external !== undefined || ['userTask', 'manualTask', 'receiveTask', 'intermediateCatchEvent'].includes(type);
const stepsOf = (model: DefinitionModel): ElementModel[] => walk(model).order.filter(isStep);

/**
 * Flows that lead back to something already passed, and the automatic step before them when nothing else follows it:
 * “不通过”, the service that records it, and the way back are one return.
 */
export function returningFlows(model: DefinitionModel): ReadonlySet<string> {
  const back = new Set(walk(model).back);
  for (const flow of Object.values(model.flows)) {
    const target = model.elements[flow.to];
    const onwards = outgoing(model, flow.to);
    if (target?.type === 'serviceTask' && onwards.length > 0 && onwards.every(({ id }) => back.has(id))) back.add(flow.id);
  }
  return back;
}

const outgoing = (model: DefinitionModel, from: string): FlowModel[] => Object.values(model.flows).filter((flow) => flow.from === from);

/** Walks every scope depth first from its starts. `order` puts what comes first in the procedure first. */
function walk(model: DefinitionModel): { order: ElementModel[]; back: string[] } {
  const elements = Object.values(model.elements);
  const seen = new Set<string>();
  const open = new Set<string>();
  const back: string[] = [];
  const finished: ElementModel[] = [];
  const visit = (element: ElementModel): void => {
    seen.add(element.id);
    open.add(element.id);
    const attached = elements.filter(({ attachedTo }) => attachedTo === element.id);
    const next = outgoing(model, element.id);
    for (const flow of [...next].reverse()) if (open.has(flow.to)) back.push(flow.id);
    const following = [...attached, ...next.flatMap(({ to }) => model.elements[to] ?? [])].reverse();
    for (const target of following) if (!seen.has(target.id)) visit(target);
    const inside = elements.filter(({ scope }) => scope === element.id);
    for (const child of starts(inside)) if (!seen.has(child.id)) visit(child);
    open.delete(element.id);
    finished.push(element);
  };
  for (const element of [...starts(elements.filter(({ scope }) => scope === model.key)), ...elements]) if (!seen.has(element.id)) visit(element);
  return { order: finished.reverse(), back };
}

const starts = (scope: readonly ElementModel[]): ElementModel[] => scope.filter(({ type }) => type === 'startEvent').reverse();
