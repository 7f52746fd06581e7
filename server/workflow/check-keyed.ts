import type { DefinitionModel, ElementModel } from './definition-model.js';
import type { Findings } from './findings.js';

/**
 * A place of a drawing that rules outside it know by its id (a step, with the values of its decisions and the names of its fields) or by its name (a
 * message); `loses`: what would silently be no more without it, in words of the office.
 */
export type KeyedPlace = { kind: 'step' | 'message'; key: string; name: string; loses: string; decisions?: readonly string[]; fields?: readonly string[] };

/**
 * A drawing of a procedure that has rules keyed by its places must keep these places: a step drawn anew or under another id
 * runs, but nobody would be reminded and no guard asked. A drawing under a key of its own owes nothing.
 */
export function checkKeyed(model: DefinitionModel, places: readonly KeyedPlace[], findings: Findings): void {
  for (const place of places) {
    if (place.kind === 'message') checkMessage(model, place, findings);
    else checkStep(model, place, findings);
  }
}

function checkStep(model: DefinitionModel, { key, name, loses, decisions = [], fields = [] }: KeyedPlace, findings: Findings): void {
  const element = Object.hasOwn(model.elements, key) ? model.elements[key] : undefined;
  if (element?.type !== 'userTask') {
    const renamed = takenFor(model, name);
    const remedy = renamed ? `“${renamed.name}”的编号现在是 ${renamed.id}，请改回 ${key}（名称可以随意改）。` : `请把它画回来，编号写 ${key}（名称可以随意改）；不再需要这条规则的话，请先与系统维护人员改规则。`;
    return findings.error('keyed-step-missing', `图里没有 ${key} 这一步（${name}）：${loses}。${remedy}`, renamed?.id);
  }
  const lost = decisions.filter((value) => !element.decisions.some((one) => one.value === value));
  if (lost.length > 0) findings.error('keyed-decision-missing', `“${element.name || key}”没有 ${lost.join('、')} 这个决定：规则认的是决定的值，没有它${loses}。请把决定的值改回 ${decisions.join('、')}（名称可以随意改）。`, key);
  const unasked = fields.filter((id) => !element.form.some((one) => one.id === id));
  if (unasked.length > 0) findings.error('keyed-field-missing', `“${element.name || key}”的表单里没有 ${unasked.join('、')} 这一栏：规则认的是字段的编号，没有它${loses}。请把字段的编号改回 ${fields.join('、')}（名称可以随意改）。`, key);
}

function checkMessage(model: DefinitionModel, { key, name, loses }: KeyedPlace, findings: Findings): void {
  const heard = Object.values(model.elements).some(({ type, message }) => message === key && type !== 'intermediateThrowEvent' && type !== 'endEvent');
  if (!heard) findings.error('keyed-message-missing', `图里没有等消息 ${key}（${name}）的地方：${loses}。请画回等这个消息的事件，消息名称写 ${key}。`);
}

/** The user task that bears the name, where the step was only given another id. */
const takenFor = (model: DefinitionModel, name: string): ElementModel | undefined => Object.values(model.elements).find((one) => one.type === 'userTask' && one.name.includes(name));
