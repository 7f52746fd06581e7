import type { DefinitionModel, ElementModel } from './definition-model.js';
import type { Findings } from './findings.js';
import { nameOf } from './graph.js';
import { attributeOf, excerpt, type Place } from './raw-tree.js';
import { parameterVariable, type ExternalModel } from './read-external.js';
import type { RawElement } from './xml-scan.js';

/** What programs ask for their work by: letters, digits, `.`, `_`, `-`, beginning with a letter, 64 at most. */
export const TOPIC = /^[A-Za-z][\w.-]{0,63}$/;

/** An external task: which program is to do it, what it is told and what it may leave, and which errors it may report. */
export function checkExternal(element: ElementModel, { topic, inputs, outputs }: ExternalModel, model: DefinitionModel, facts: readonly string[], findings: Findings): void {
  const tell = (code: string, message: string): void => findings.error(code, `${nameOf(element)}${message}`, element.id);
  if (topic === '') tell('topic-missing', '由外部程序办理，却没有填写主题（camunda:topic），没有程序会来领。请填写，如 bank-account-check。');
  else if (!TOPIC.test(topic)) tell('topic-invalid', `的主题“${excerpt(topic)}”不能使用。请用英文字母开头，只含字母、数字、点、下划线和连字符，不超过 64 个字符。`);
  const declared = new Map(model.variables.map((one) => [one.name, one]));
  for (const { name, from } of inputs) {
    const variable = declared.get(from);
    if (!variable) tell('parameter-unknown', `要把“${excerpt(from)}”交给外部程序，流程却没有声明这个变量。请先在流程上声明，或删去这个输入。`);
    else if (variable.type === 'text') findings.warn('may-be-personal', `${nameOf(element)}把文字“${variable.label || name}”交给外部程序。文字里可能有个人信息，请确认办这件事确实需要它。`, element.id);
  }
  for (const { name } of outputs) {
    if (!declared.has(name)) tell('parameter-unknown', `要让外部程序填写“${excerpt(name)}”，流程却没有声明这个变量。请先在流程上声明，或删去这个输出。`);
    else if (name === 'decision') tell('output-is-decision', '让外部程序填写办理决定（decision）。决定由人作出，请换一个变量。');
    else if (facts.includes(name)) tell('output-is-fact', `让外部程序填写“${excerpt(name)}”，它是事项自带的数据，外部程序不能改。请换一个变量。`);
  }
  for (const [list, what] of [[inputs, '输入'], [outputs, '输出']] as const) {
    for (const name of repeated(list.map((one) => one.name))) tell('parameter-duplicate', `的${what}“${excerpt(name)}”写了两次，请删去一个。`);
  }
  const codes = Object.values(model.elements).filter(({ attachedTo }) => attachedTo === element.id).flatMap(({ reported }) => (reported ? [reported.code ?? ''] : []));
  for (const code of repeated(codes)) tell('reported-twice', `上有两个边界事件接同一个错误${code ? `“${excerpt(code)}”` : '（没有写代码，接所有的）'}，只有一个走得到。请删去一个，或改代码。`);
}

/** One input or output as written: a name, and one variable of the process. */
export function checkParameter(parameter: RawElement, place: Place, findings: Findings): void {
  const name = attributeOf(parameter, 'name') ?? '';
  if (!/^[\p{L}_][\p{L}\p{N}_]{0,63}$/u.test(name)) findings.error('parameter-name', `${place.name}的${parameter.written}名称“${excerpt(name)}”不能使用。请用文字、字母、数字和下划线，不以数字开头。`, place.id);
  if (parameterVariable(parameter.text) === undefined || parameter.children.length > 0) findings.error('parameter-invalid', `${place.name}的${parameter.written}“${excerpt(name)}”只能写一个变量，如 \${accountNumber}，不能写固定的值、算式和脚本。`, place.id);
}

const repeated = (values: readonly string[]): string[] => [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
