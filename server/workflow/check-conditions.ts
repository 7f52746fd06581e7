import { readCondition } from './conditions.js';
import type { DefinitionModel, ElementModel, FlowModel, FormField, Variable } from './definition-model.js';
import type { Findings } from './findings.js';
import { flowName, isAct, nameOf, type Graph } from './graph.js';
import { checkTimer } from './timer-due.js';

/** What the subject itself knows, e.g. the day an award list's publicity has ended. */
export type Fact = { name: string; type: string };

/** Variables, conditions and timers: every value they use is declared and comes from somewhere, every choice has an answer. */
export function checkConditions(graph: Graph, facts: readonly Fact[], findings: Findings): void {
  const { model } = graph;
  checkSources(model, facts, findings);
  for (const flow of Object.values(model.flows)) checkFlowCondition(flow, graph, findings);
  for (const element of Object.values(model.elements)) if (element.type === 'exclusiveGateway') checkChoice(element, graph, findings);
  const dates = model.variables.filter(({ type }) => type === 'date').map(({ name }) => name);
  for (const element of Object.values(model.elements)) if (element.timer) checkTimerOf(element, dates, findings);
}

const variableTypeOf: Readonly<Record<FormField['type'], Variable['type']>> = { string: 'text', opinion: 'text', people: 'text', attachment: 'text', rows: 'text', enum: 'text', long: 'number', number: 'number', money: 'number', date: 'date', boolean: 'boolean' };
const typeNames: Readonly<Record<string, string>> = { text: '文字', number: '数字', date: '日期', boolean: '是否' };

/** A variable is the decision of a task, a field of a form or a fact of the subject; otherwise it would never have a value. */
function checkSources(model: DefinitionModel, facts: readonly Fact[], findings: Findings): void {
  const elements = Object.values(model.elements);
  const sources: Fact[] = [
    ...(elements.some(({ decisions }) => decisions.length > 0) ? [{ name: 'decision', type: 'text' }] : []),
    ...elements.flatMap(({ form }) => form.map(({ id, type }) => ({ name: id, type: variableTypeOf[type] }))),
    ...elements.flatMap(({ external }) => external?.outputs.flatMap(({ name }) => model.variables.filter((one) => one.name === name)) ?? []),
    ...facts,
  ];
  // A called process leaves what it has decided and filled in; its drawing is not at hand here.
  const calls = elements.some((element) => element.type === 'callActivity');
  for (const { name, type } of model.variables) {
    const same = sources.filter((source) => source.name === name);
    const other = same.find((source) => source.type !== type);
    if (same.length === 0 && calls) continue;
    if (same.length === 0) findings.error('variable-without-source', `变量“${name}”没有来源：没有表单字段叫这个名称，也不是事项自带的数据${facts.length > 0 ? `（${facts.map((fact) => fact.name).join('、')}）` : ''}。请改名，或在任务里加上这个字段。`, model.key);
    else if (other) findings.error('variable-type', `变量“${name}”声明为${typeNames[type]}，来源却是${typeNames[other.type] ?? other.type}。请改成一致。`, model.key);
  }
}

function checkFlowCondition(flow: FlowModel, graph: Graph, findings: Findings): void {
  const { model } = graph;
  const { condition } = flow;
  if (condition === undefined) return;
  const name = flowName(model, flow);
  const source = model.elements[flow.from];
  if (source && source.type !== 'exclusiveGateway') findings.error('condition-not-here', `${name}从${nameOf(source)}连出，却带有条件。条件只能写在排他网关连出的线上，请先连到排他网关。`, flow.id);
  if (flow.isDefault) findings.error('default-with-condition', `${name}是默认连线，不应再带条件。请去掉条件，或改选别的默认连线。`, flow.id);
  const { problems, texts } = readCondition(condition, model.variables);
  for (const { code, message } of problems) findings.error(code, `${name}的条件“${condition.slice(0, 80)}”：${message}`, flow.id);
  for (const { variable, value } of problems.length === 0 ? texts : []) checkText(variable, value, model, flow, findings);
}

/** A misspelt decision would never be met, and the default would be taken in silence. */
function checkText(variable: string, value: string, model: DefinitionModel, flow: FlowModel, findings: Findings): void {
  const elements = Object.values(model.elements);
  const fields = elements.flatMap(({ form }) => form.filter(({ id }) => id === variable));
  const known = variable === 'decision' ? elements.flatMap(({ decisions }) => decisions.map((one) => one.value))
    : fields.length > 0 && fields.every(({ type }) => type === 'enum') ? fields.flatMap(({ options = [] }) => options.map((one) => one.value)) : undefined;
  if (!known || known.includes(value) || elements.some((element) => element.type === 'callActivity')) return;
  findings.error('unknown-value', `${flowName(model, flow)}的条件里，“${variable}”不会等于“${value.slice(0, 40)}”。可能的值有：${[...new Set(known)].join('、') || '没有'}。请改正。`, flow.id);
}

/** An exclusive gateway must always find a way. */
function checkChoice(gateway: ElementModel, graph: Graph, findings: Findings): void {
  const out = graph.outgoing(gateway.id);
  const bare = out.filter(({ isDefault, condition }) => !isDefault && condition === undefined);
  const hasDefault = out.some(({ isDefault }) => isDefault);
  if (out.length > 1 && bare.length > 0 && !hasDefault) {
    findings.error('no-default-flow', `${nameOf(gateway)}有 ${bare.length} 条连线没有条件，也没有默认连线，无法判断走哪一条。请给每条线写条件，或把其中一条设为默认。`, gateway.id);
  } else if (out.length > 1) {
    for (const flow of bare) findings.error('condition-missing', `${flowName(graph.model, flow)}没有条件，也不是默认连线。请写上条件，或删去。`, flow.id);
  }
  if (!hasDefault && out.length > 0 && bare.length === 0 && !coversDecisions(gateway, graph)) {
    findings.warn('may-stop', `${nameOf(gateway)}没有默认连线，条件都不成立时流程会停住，转为异常。建议把其中一条设为默认。`, gateway.id);
  }
}

/** Whether the conditions name every decision the tasks before the gateway can end with. */
function coversDecisions(gateway: ElementModel, graph: Graph): boolean {
  const choices = graph.outgoing(gateway.id).map(({ condition = '' }) => readCondition(condition, graph.model.variables).choice);
  const covered = new Set(choices.flatMap((choice) => (choice?.variable === 'decision' ? choice.values : [])));
  const before = lastActsBefore(gateway.id, graph);
  return before.length > 0 && before.every(({ decisions }) => decisions.length > 0 && decisions.every(({ value }) => covered.has(value)));
}

/** The tasks whose decision is the latest when a token comes here; looked for through sub-processes, before and around. */
function lastActsBefore(start: string, graph: Graph): ElementModel[] {
  const { elements } = graph.model;
  const before = (id: string): string[] => {
    const element = elements[id];
    if (id !== start && isAct(element)) return [];
    if (element.type === 'subProcess' && id !== start) return Object.values(elements).filter(({ scope, type }) => scope === id && type === 'endEvent').map((end) => end.id);
    return element.type === 'startEvent' && element.scope in elements ? graph.previous(element.scope) : graph.previous(id);
  };
  return [...graph.reach([start], before)].map((id) => elements[id]).filter((element) => element.id !== start && isAct(element));
}

function checkTimerOf(element: ElementModel, dates: readonly string[], findings: Findings): void {
  if (!element.timer) return;
  for (const { code, message } of checkTimer(element.timer, dates)) findings.error(code, `${nameOf(element)}的定时${message}`, element.id);
  const mayRepeat = element.type === 'boundaryEvent' && element.interrupting === false;
  if (element.timer.kind === 'cycle' && !mayRepeat) findings.error('timer-cycle', `${nameOf(element)}用了循环定时，但它只会触发一次。循环只能用在不中断的边界事件上，请改用时长（如 P1D）。`, element.id);
}
