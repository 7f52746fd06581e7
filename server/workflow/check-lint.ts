import { createRequire } from 'node:module';
import Linter, { type Rule } from 'bpmnlint/lib/linter.js';
import recommended from 'bpmnlint/config/recommended.js';
import { elementOf, elementsOf, parseBpmn, type ModdleElement } from './bpmn-xml.js';
import { modelOf, type DefinitionModel } from './definition-model.js';
import type { Finding } from './findings.js';
import { flowName, nameOf } from './graph.js';

/**
 * What the rules of bpmnlint say that drawing tools know too, in our words. Ours come first: where an element has an
 * error of ours, the general rule says nothing more.
 */
export async function lint(xml: string, own: readonly Finding[]): Promise<Finding[]> {
  const { rootElement } = await parseBpmn(xml);
  const model = modelOf(rootElement);
  for (const process of elementsOf(rootElement, 'rootElements')) joinFlows(process);
  const results = await new Linter({ resolver: { resolveRule, resolveConfig: () => undefined }, config: { rules: used } }).lint(rootElement);
  const wrong = new Set(own.filter(({ level }) => level === 'error').map(({ elementId }) => elementId));
  const unnamed = new Set(own.filter(({ code }) => code === 'name-missing').map(({ elementId }) => elementId));
  return Object.entries(results).flatMap(([rule, reports]) => reports.flatMap(({ id }): Finding[] => {
    const said = says[rule];
    if (!said || wrong.has(id) || (rule === 'label-required' && unnamed.has(id))) return [];
    return [{ ...(id && id !== model.key && { elementId: id }), level: said.level, code: `lint-${rule}`, message: `${placeName(model, id)}${said.message}` }];
  }));
}

/** The rules read the flows of an element at the element, where a file may leave them out: they are written at the flow. */
function joinFlows(scope: ModdleElement): void {
  for (const element of elementsOf(scope, 'flowElements')) {
    if (element.$type !== 'bpmn:SequenceFlow') joinFlows(element);
    for (const [end, list] of [['sourceRef', 'outgoing'], ['targetRef', 'incoming']]) {
      const flows = elementOf(element, end)?.get(list);
      if (Array.isArray(flows) && !flows.includes(element)) flows.push(element);
    }
  }
}

type Said = { level: Finding['level']; message: string };
const error = (message: string): Said => ({ level: 'error', message });
const advice = (message: string): Said => ({ level: 'warning', message });

/**
 * Every recommended rule with what to do. `no-bpmndi` and `no-inclusive-gateway` are checked by rules of our own;
 * `superfluous-termination` overlooks branches that still wait beside it, as in 确认后办理 of the grant.
 */
const says: Readonly<Record<string, Said>> = {
  'ad-hoc-sub-process': error('是特别子流程，不能运行。请改用子流程。'),
  'conditional-flows': error('后面的连线有的没有条件，也没有默认连线。请给每条写条件，或设一条默认。'),
  'end-event-required': error('里没有结束事件。请画上。'),
  'event-based-gateway': error('后面只能接等待时间、消息的事件或接收任务，至少两条。请改正。'),
  'event-sub-process-typed-start-event': error('的开始事件没有触发条件。请改正。'),
  'link-event': error('是链接事件，没有配对。请直接连线。'),
  'no-complex-gateway': error('是复杂网关，没有确定的走法。请改用排他网关或并行网关。'),
  'no-disconnected': error('没有和别的环节连上。请连好，或删去。'),
  'no-duplicate-sequence-flows': error('与另一条连线完全相同。请删去一条。'),
  'no-implicit-split': error('后面直接分出几条路。请用网关分开，写明怎么走。'),
  'no-implicit-end': error('后面没有连线，也不是结束事件。请连到下一步或结束。'),
  'no-implicit-start': error('前面没有连线，也不是开始事件。请从上一步连过来。'),
  'single-blank-start-event': error('有几个空白的开始事件，只能有一个。请删去多余的。'),
  'single-event-definition': error('设了几个触发条件，只能有一个。请拆成几个事件。'),
  'start-event-required': error('里没有开始事件。请画上。'),
  'sub-process-blank-start-event': error('的开始事件不能有触发条件。请换成空白的开始事件。'),
  'no-gateway-join-fork': advice('既汇合又分开，看图的人容易误会。建议用两个网关。'),
  'fake-join': advice('有几条线进来却没有汇合：每来一条就走一次。并行的几路请用并行网关汇合，只来一路的请用排他网关。'),
  'label-required': advice('没有名称。请填写看得懂的中文名称，网关写成问题，连线写成答案。'),
  'no-overlapping-elements': advice('与别的环节重叠，或超出了所在的框。请移开，图才看得清。'),
  'superfluous-gateway': advice('只有一进一出，用不着网关。建议删去。'),
  'superfluous-label': advice('的名称没有用处。建议删去。'),
  global: advice('没有名称、没有用到，或与别的重名。请填写名称，或删去。'),
};
const used = Object.fromEntries(Object.entries(recommended.rules).filter(([name]) => Object.hasOwn(says, name)));

const load = createRequire(__filename);
const resolveRule = (_: string, name: string): Rule => load(`bpmnlint/rules/${name}`);

function placeName(model: DefinitionModel, id: string | undefined): string {
  if (id !== undefined && Object.hasOwn(model.elements, id)) return nameOf(model.elements[id]);
  if (id !== undefined && Object.hasOwn(model.flows, id)) return flowName(model, model.flows[id]);
  const lane = model.lanes.find((one) => one.id === id);
  return lane ? `泳道“${lane.name}”` : id === undefined || id === model.key ? '流程' : `“${id}”`;
}
