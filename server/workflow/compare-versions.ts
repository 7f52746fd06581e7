import { kindNames } from './allowed-elements.js';
import { bpmnNamespace } from './bpmn-extensions.js';
import { candidateName } from './candidates.js';
import { readDefinition, type Candidate, type DefinitionModel, type ElementModel, type FlowModel } from './definition-model.js';
import { readPicture } from './draw-read.js';
import { flowName, nameOf } from './graph.js';
import type { ExternalModel } from './read-external.js';
import { attributeOf, walk } from './raw-tree.js';
import { scanXml, type RawElement } from './xml-scan.js';

export type DifferenceKind = 'added' | 'removed' | 'changed' | 'moved';
/** One thing that is not the same in two versions, in words; `id` is the element's, of the version that has it. */
export type Difference = { id: string; kind: DifferenceKind; name: string; words: string[] };

/** What a later version of a process changes, element by element, in the order of the newer file; what was taken away comes last. */
export async function compareVersions(before: string, after: string): Promise<Difference[]> {
  const [old, young] = [await readVersion(before), await readVersion(after)];
  const kept = [...young.things].flatMap(([id, thing]): Difference[] => {
    const was = old.things.get(id);
    if (!was) return [{ id, kind: 'added', name: thing.name, words: thing.says.flatMap(([label, now]) => (now === '' ? [] : [`${label}：${now}`])) }];
    const words = thing.says.flatMap(([label, now]) => { const then = was.says.find(([one]) => one === label)?.[1] ?? ''; return then === now ? [] : [`${label}：由“${then || '没有'}”改为“${now || '没有'}”`]; });
    if (words.length > 0) return [{ id, kind: 'changed', name: thing.name, words }];
    if (thing.written !== was.written) return [{ id, kind: 'changed', name: thing.name, words: ['文件里的其他属性或说明改了'] }];
    return thing.place !== was.place ? [{ id, kind: 'moved', name: thing.name, words: ['只换了位置或大小'] }] : [];
  });
  const removed = [...old.things].flatMap(([id, { name }]): Difference[] => (young.things.has(id) ? [] : [{ id, kind: 'removed', name, words: [] }]));
  return [...kept, ...removed];
}

/** `says` are its facts as people read them; `written` the rest of what the file says of it; `place` where it is drawn. */
type Thing = { name: string; says: [label: string, value: string][]; written: string; place: string };

async function readVersion(xml: string): Promise<{ things: Map<string, Thing> }> {
  const model = await readDefinition(xml);
  const places = await placesIn(xml);
  const texts = writtenIn(xml);
  const thing = (id: string, name: string, says: Thing['says']): [string, Thing] => [id, { name, says, written: texts.get(id) ?? '', place: places.get(id) ?? '' }];
  return {
    things: new Map([
      thing(model.key, `流程“${model.name}”`, processSays(model)),
      ...model.lanes.map((lane) => thing(lane.id, `泳道“${lane.name}”`, [['名称', lane.name], ['由谁办', posts(lane.candidates)]])),
      ...Object.values(model.elements).map((element) => thing(element.id, nameOf(element), elementSays(element, model))),
      ...Object.values(model.flows).map((flow) => thing(flow.id, flowName(model, flow), flowSays(flow, model))),
    ]),
  };
}

const posts = (candidates: readonly Candidate[]): string => candidates.map(candidateName).join('、');
const yes = (holds: boolean | undefined): string => (holds ? '是' : '');

function processSays({ name, subject, variables, versionTag }: DefinitionModel): Thing['says'] {
  return [['名称', name], ['办的是什么', subject], ['版本标记', versionTag ?? ''], ['变量', variables.map((one) => `${one.label || one.name}（${one.name}）`).join('、')]];
}

function elementSays(element: ElementModel, model: DefinitionModel): Thing['says'] {
  const { vote, reminders = [], timer, multiInstance } = element;
  // What lies in a sub-process goes with it.
  const lane = element.scope === model.key ? model.lanes.find(({ id }) => id === element.laneId) : undefined;
  return [
    ['名称', element.name], ['种类', kindNames[element.type] ?? element.type], ['所在泳道', lane?.name ?? ''], ['由谁办', posts(element.candidates)], ['需要时才办', yes(element.optional)],
    ['办理时限', element.dueWorkdays === undefined ? '' : `${element.dueWorkdays} 个工作日`],
    ['决定', element.decisions.map(({ name, value, remarkRequired }) => `${name}（${value}${remarkRequired ? '，必写原因' : ''}）`).join('、')],
    ['填什么', element.form.map(({ id, label, type, required, options = [], access = [] }) => `${label || id}（${[id, type, ...(required ? ['必填'] : []), ...options.map((one) => one.name), ...access.map((one) => `${one.role} ${one.mode}`)].join('，')}）`).join('、')],
    ['表决', vote ? `${{ all: '会签', any: '或签', ratio: `票签 ${vote.share}%` }[vote.rule]}，${vote.onReject === 'end' ? '一家不同意就结束' : '只计票'}` : ''],
    ['提醒', reminders.map(({ workdays, to }) => `${workdays} 个工作日${to.length > 0 ? `，告诉${posts(to)}` : ''}`).join('；')],
    ['服务', element.service ?? ''], ['外部程序', element.external ? externalSays(element.external) : ''], ['等到', timer ? `${timer.kind} ${timer.value}` : ''], ['消息', element.message ?? ''], ['信号', element.signal ?? ''], ['错误', element.error ?? ''], ['升级', element.escalation ?? ''],
    ['调用的流程', element.calls ?? ''], ['附在', element.attachedTo ? nameOf(model.elements[element.attachedTo] ?? { type: '', name: '', id: element.attachedTo }) : ''], ['中断', element.interrupting === false ? '不中断' : ''],
    ['多实例', multiInstance ? `${multiInstance.sequential ? '依次' : '同时'} ${multiInstance.cardinality ?? ''}` : ''],
  ];
}

const externalSays = ({ topic, priority, inputs, outputs }: ExternalModel): string => [`主题 ${topic}`, ...(priority === 0 ? [] : [`优先级 ${priority}`]), ...(inputs.length > 0 ? [`交给 ${inputs.map(({ name, from }) => `${name}（${from}）`).join('、')}`] : []), ...(outputs.length > 0 ? [`收回 ${outputs.map(({ name, from }) => `${name}（${from}）`).join('、')}`] : [])].join('，');

function flowSays({ name, from, to, condition, isDefault }: FlowModel, model: DefinitionModel): Thing['says'] {
  const end = (id: string): string => (id in model.elements ? nameOf(model.elements[id]) : id);
  return [['名称', name], ['从', end(from)], ['到', end(to)], ['条件', condition ?? ''], ['默认连线', yes(isDefault)]];
}

/** Where each shape stands. Lines follow what they connect and are not told. */
async function placesIn(xml: string): Promise<Map<string, string>> {
  try {
    return new Map((await readPicture(xml)).shapes.map(({ id, box }) => [id, [box.x, box.y, box.width, box.height].map(Math.round).join(' ')]));
  } catch {
    return new Map(); // a draft may have no picture yet
  }
}

const bookkeeping = new Set(['incoming', 'outgoing', 'flowNodeRef']);

/** Everything the file says of an element itself, in a fixed order: what no word above knows of is still seen to differ. */
function writtenIn(xml: string): Map<string, string> {
  const scanned = scanXml(xml);
  const found = new Map<string, string>();
  if (scanned.refused) return found;
  walk(scanned.root, (element) => {
    const id = attributeOf(element, 'id');
    if (id !== undefined && element.namespace === bpmnNamespace) found.set(id, textOf(element, true));
  });
  return found;
}

function textOf({ namespace, name, attributes, children, text }: RawElement, own: boolean): string {
  const said = attributes.filter((one) => one.namespace !== 'http://www.w3.org/2000/xmlns/').map((one) => `${one.namespace} ${one.name}=${one.value}`).sort();
  const inside = children.filter((child) => !bookkeeping.has(child.name) && !(own && child.namespace === bpmnNamespace && attributeOf(child, 'id') !== undefined && !child.name.endsWith('Definition')));
  return [namespace, name, ...said, text.trim(), ...inside.map((child) => textOf(child, false))].join('\n');
}
