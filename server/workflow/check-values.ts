import { kindNames } from './allowed-elements.js';
import { aidNamespace, bpmnNamespace, camundaNamespace } from './bpmn-extensions.js';
import { checkCandidates } from './check-candidates.js';
import { checkParameter } from './check-external.js';
import { isVariableName } from './conditions.js';
import { fieldTypes } from './field-types.js';
import type { Findings } from './findings.js';
import { checkReminders, checkVote } from './check-votes.js';
import { readAccess } from './read-task.js';
import { attributeOf, childrenNamed, excerpt, placeOf, walk, type Place } from './raw-tree.js';
import type { RawElement } from './xml-scan.js';

/** Fields of the completion itself; a form field of this name would be taken for them. */
const reservedFields: readonly string[] = ['version', 'decision', 'remark'];
const types: readonly string[] = fieldTypes;
const booleans: readonly string[] = ['isExecutable', 'cancelActivity', 'isSequential', 'isInterrupting', 'remarkRequired', 'optional'];
const LONGEST_DECISION = 40;

/** What our extensions say, as written: a word the model could not read is found here, not silently left out. */
export function checkValues(root: RawElement, roles: readonly string[], findings: Findings): void {
  const checks: Record<string, (element: RawElement, place: Place) => void> = {
    [`${aidNamespace} variables`]: (element, place) => checkVariables(element, place, findings),
    [`${aidNamespace} decisions`]: (element, place) => checkDecisions(element, place, findings),
    [`${aidNamespace} vote`]: (element, place) => checkVote(element, place, findings),
    [`${aidNamespace} reminders`]: (element, place) => checkReminders(element, roles, place, findings),
    [`${camundaNamespace} formData`]: (element, place) => checkForm(element, place, findings),
    [`${camundaNamespace} inputParameter`]: (element, place) => checkParameter(element, place, findings),
    [`${camundaNamespace} outputParameter`]: (element, place) => checkParameter(element, place, findings),
    [`${camundaNamespace} constraint`]: (element, place) => checkConstraint(element, place, findings),
    [`${bpmnNamespace} timerEventDefinition`]: (element, place) => checkTimerWritten(element, place, findings),
  };
  walk(root, (element, _depth, around) => {
    const place = placeOf(element, around);
    checks[`${element.namespace} ${element.name}`]?.(element, place);
    for (const { namespace, name, written, value } of element.attributes) {
      if (booleans.includes(name) && value !== 'true' && value !== 'false') findings.error('not-true-or-false', `${place.name}的 ${written} 写成了“${excerpt(value)}”，请写 true 或 false。`, place.id);
      if (namespace === camundaNamespace && name === 'taskPriority' && !/^-?\d{1,6}$/.test(value.trim())) findings.error('priority-invalid', `${place.name}的优先级（camunda:taskPriority）“${excerpt(value)}”不是整数，请改正，数字大的先办。`, place.id);
      if (namespace === aidNamespace && name === 'candidates') checkCandidates(value, roles, place, findings);
      if (namespace === aidNamespace && name === 'dueWorkdays' && !(/^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= 250)) {
        findings.error('due-workdays', `${place.name}的办理时限“${excerpt(value)}”不是 1 到 250 的整数（工作日），请改正。`, place.id);
      }
    }
    if (element.namespace === bpmnNamespace) checkWhereItStands(element, place, findings);
  });
  checkLanes(root, findings);
}

/** Two lanes that hold one element, neither inside the other, would each name its own people. */
function checkLanes(root: RawElement, findings: Findings): void {
  const isLane = ({ namespace, name }: RawElement): boolean => namespace === bpmnNamespace && name === 'lane';
  const held = new Map<string, RawElement[][]>();
  walk(root, (element, _depth, around) => {
    if (element.namespace !== bpmnNamespace || element.name !== 'flowNodeRef') return;
    const id = element.text.trim();
    held.set(id, [...(held.get(id) ?? []), around.filter(isLane)]);
  });
  for (const [id, holders] of held) {
    const innermost = holders.reduce((deepest, lanes) => (lanes.length > deepest.length ? lanes : deepest));
    const beside = holders.map((lanes) => lanes[lanes.length - 1]).find((lane) => !innermost.includes(lane));
    const names = [innermost[innermost.length - 1], beside].map((lane) => (lane && (attributeOf(lane, 'name') || attributeOf(lane, 'id'))) ?? '');
    if (beside) findings.error('in-two-lanes', `“${excerpt(id)}”同时放在泳道“${excerpt(names[0])}”和“${excerpt(names[1])}”里，分不清由谁办理。请只放在一个泳道里。`, id);
  }
}

function checkVariables(element: RawElement, place: Place, findings: Findings): void {
  const names = element.children.map((variable) => attributeOf(variable, 'name') ?? '');
  for (const variable of element.children) {
    const name = attributeOf(variable, 'name') ?? '';
    const type = attributeOf(variable, 'type') ?? '';
    if (!isVariableName(name)) findings.error('variable-name', `${place.name}声明的变量“${excerpt(name)}”名称不能使用。请用文字、字母、数字和下划线，不以数字开头，也不用 and、in、date 这类 FEEL 自己的词。`, place.id);
    if (!['text', 'number', 'date', 'boolean'].includes(type)) findings.error('variable-type', `变量“${excerpt(name)}”的类型“${excerpt(type)}”无法识别，请写 text（文字）、number（数字）、date（日期）或 boolean（是否）。`, place.id);
    if (!attributeOf(variable, 'label')?.trim()) findings.warn('label-missing', `变量“${excerpt(name)}”没有中文名称（label），请补上。`, place.id);
  }
  for (const name of repeated(names)) findings.error('variable-duplicate', `变量“${excerpt(name)}”声明了两次，请删去一个。`, place.id);
}

function checkDecisions(element: RawElement, place: Place, findings: Findings): void {
  const values = element.children.map((decision) => attributeOf(decision, 'value') ?? '');
  for (const decision of element.children) {
    const value = attributeOf(decision, 'value') ?? '';
    if (!/^[A-Za-z][\w-]*$/.test(value) || value.length > LONGEST_DECISION) findings.error('decision-value', `${place.name}的决定“${excerpt(value)}”不能使用。value 请用英文字母开头，只含字母、数字、连字符，不超过 ${LONGEST_DECISION} 个字符。`, place.id);
    if (!attributeOf(decision, 'name')?.trim()) findings.warn('label-missing', `${place.name}的决定“${excerpt(value)}”没有中文名称（name），按钮上会没有字，请补上。`, place.id);
  }
  for (const value of repeated(values)) findings.error('decision-duplicate', `${place.name}的决定“${excerpt(value)}”写了两次，请删去一个。`, place.id);
}

function checkForm(element: RawElement, place: Place, findings: Findings): void {
  const fields = element.children.filter(({ name }) => name === 'formField');
  for (const field of fields) {
    const id = attributeOf(field, 'id') ?? '';
    const type = attributeOf(field, 'type') ?? '';
    if (!isVariableName(id) || reservedFields.includes(id)) findings.error('field-id', `${place.name}的表单字段“${excerpt(id)}”名称不能使用。请用字母、数字和下划线，不以数字开头，也不用 ${reservedFields.join('、')}。`, place.id);
    if (!types.includes(type)) findings.error('field-type', `${place.name}的表单字段“${excerpt(id)}”类型“${excerpt(type)}”无法识别，可用的有 ${fieldTypes.join('、')}。`, place.id);
    if (!attributeOf(field, 'label')?.trim()) findings.warn('label-missing', `${place.name}的表单字段“${excerpt(id)}”没有中文名称（label），请补上。`, place.id);
    for (const part of readAccess(field.attributes.find(({ namespace, name }) => namespace === aidNamespace && name === 'access')?.value ?? '').unreadable) findings.error('field-access', `${place.name}的表单字段“${excerpt(id)}”的权限“${excerpt(part)}”无法识别。请写成“岗位:权限”，权限为 required（必填）、optional（选填）、readonly（只读）、hidden（不显示），如 authority-operator:readonly。`, place.id);
    const options = field.children.filter(({ name }) => name === 'value').map((option) => attributeOf(option, 'id') ?? '');
    if (type === 'enum' && options.length === 0) findings.error('field-options', `${place.name}的表单字段“${excerpt(id)}”是选项，却没有可选的值（camunda:value），请补上。`, place.id);
    if (options.includes('') || repeated(options).length > 0) findings.error('field-options', `${place.name}的表单字段“${excerpt(id)}”有空的或重复的选项，请改正。`, place.id);
  }
  for (const id of repeated(fields.map((field) => attributeOf(field, 'id') ?? ''))) findings.error('field-duplicate', `${place.name}的表单字段“${excerpt(id)}”写了两次，请删去一个。`, place.id);
}

function checkConstraint(element: RawElement, place: Place, findings: Findings): void {
  const name = attributeOf(element, 'name') ?? '';
  if (name !== 'required') findings.warn('constraint-ignored', `${place.name}的表单校验“${excerpt(name)}”不起作用，目前只有 required（必填）。`, place.id);
}

/** A timer says one thing only. */
function checkTimerWritten(element: RawElement, place: Place, findings: Findings): void {
  const said = childrenNamed(element, 'timeDate', 'timeDuration', 'timeCycle').length + element.attributes.filter(({ namespace, name }) => namespace === aidNamespace && name === 'workdays').length;
  if (said !== 1) findings.error('timer-missing', `${place.name}的定时${said === 0 ? '没有写时间' : '写了几种时间'}。请只填一种：日期、时长、循环，或工作日数（aid:workdays）。`, place.id);
}

/** Forms, decisions and variables have a meaning in one place each. */
function checkWhereItStands(element: RawElement, place: Place, findings: Findings): void {
  const extensions = element.children.filter(({ name, namespace }) => name === 'extensionElements' && namespace === bpmnNamespace).flatMap(({ children }) => children);
  for (const { name, namespace, written } of extensions) {
    const isForTask = (namespace === aidNamespace && ['decisions', 'vote', 'reminders'].includes(name)) || (namespace === camundaNamespace && name === 'formData');
    const isForProcess = namespace === aidNamespace && name === 'variables';
    const fits = isForTask ? ['userTask', 'manualTask'].includes(element.name) : isForProcess ? element.name === 'process' : true;
    if (!fits) findings.error('wrong-place', `${written} 写在了${place.name}上，不起作用。它属于${isForProcess ? '流程' : `${kindNames.userTask}`}，请移过去。`, place.id);
  }
  for (const [block, of] of [['variables', aidNamespace], ['decisions', aidNamespace], ['vote', aidNamespace], ['reminders', aidNamespace], ['formData', camundaNamespace]]) {
    if (extensions.filter(({ name, namespace }) => name === block && namespace === of).length > 1) findings.error('written-twice', `${place.name}写了两个 ${block}，只有第一个起作用。请合并。`, place.id);
  }
}

const repeated = (values: string[]): string[] => [...new Set(values.filter((value, index) => value !== '' && values.indexOf(value) !== index))];
