import type { ModdleElement } from 'bpmn-moddle';

/** An element that can be changed: what a drawing tool or the parser hands out. */
type Changeable = ModdleElement & { $parent?: unknown; $children?: Changeable[]; $body?: string; set(property: string, value: unknown): void };
/** Makes an element of one of the known types. */
type Make = (type: string, properties?: object) => ModdleElement;
/** What was understood of a foreign file, and what its reader still has to do by hand; each on its element. */
export type ForeignNote = { elementId: string; done: boolean; message: string };

/**
 * Reads what Camunda 7 and Camunda 8 say about people's tasks in our own words: who, by when, which form, which condition.
 * What was taken over from Camunda 8 (`zeebe:`) is removed, because it would be said twice; everything else stays in the
 * file as it was, and the check says what stands against using it.
 */
export function convertForeign(definitions: ModdleElement, make: Make): ForeignNote[] {
  const notes: ForeignNote[] = [];
  visit(definitions, (element) => {
    const tell = (message: string, done = true): void => void notes.push({ elementId: element.id ?? '', done, message });
    if (['bpmn:UserTask', 'bpmn:ManualTask'].includes(element.$type)) {
      takeCandidates(element, tell);
      takeDue(element, tell);
      takeForm(element, make, tell);
    }
    if (element.$type === 'bpmn:ServiceTask') takeService(element, tell);
    if (element.$type === 'bpmn:SequenceFlow') takeCondition(element, tell);
    dropEmpty(element);
  });
  return notes;
}

type Tell = (message: string, done?: boolean) => void;

/** Camunda's names of groups: our own `role@level`, a role alone, or the post's Chinese name. */
const posts: Readonly<Record<string, string>> = {
  'school-operator': 'school-operator@school', 'school-reviewer': 'school-reviewer@school', 'authority-operator': 'authority-operator@authority', 'authority-director': 'authority-director@authority', 'aid-centre-director': 'aid-centre-director@authority',
  学校业务操作人员: 'school-operator@school', 学校业务审核人员: 'school-reviewer@school', 主管部门业务操作人员: 'authority-operator@authority', 业务主管领导: 'authority-director@authority', 资助中心领导: 'aid-centre-director@authority',
};
const asPost = (group: string): string | undefined => (/^[a-z-]+@[a-z]+$/.test(group) ? group : Object.hasOwn(posts, group) ? posts[group] : undefined);

function takeCandidates(task: Changeable, tell: Tell): void {
  const assignment = extensionsNamed(task, 'zeebe:assignmentDefinition')[0];
  const groups = [attribute(task, 'camunda:candidateGroups'), foreignAttribute(assignment, 'candidateGroups')].flatMap((text) => listed(text));
  const persons = [attribute(task, 'camunda:assignee'), attribute(task, 'camunda:candidateUsers'), foreignAttribute(assignment, 'assignee'), foreignAttribute(assignment, 'candidateUsers')].flatMap((text) => listed(text));
  const understood = groups.flatMap((group) => asPost(group) ?? []);
  const strange = groups.filter((group) => asPost(group) === undefined);
  if (understood.length > 0 && !attribute(task, 'aid:candidates')) {
    task.set('aid:candidates', [...new Set(understood)].join(','));
    tell(`办理人取自候选组：${understood.join('、')}。`);
  }
  if (strange.length > 0) tell(`候选组“${strange.join('、')}”对不上岗位，请在“由谁办”里选。`, false);
  if (persons.length > 0) tell(`指定了个人（${persons.join('、')}）。这里按岗位办理，请在“由谁办”里选岗位。`, false);
  if (assignment && strange.length === 0) dropExtension(task, assignment);
}

function takeDue(task: Changeable, tell: Tell): void {
  const schedule = extensionsNamed(task, 'zeebe:taskSchedule')[0];
  const due = attribute(task, 'camunda:dueDate') ?? foreignAttribute(schedule, 'dueDate');
  if (due === undefined) return;
  const days = /(?:^|[^\w])"?P(\d{1,3})D\b/.exec(due)?.[1];
  if (days && Number(days) >= 1 && !attribute(task, 'aid:dueWorkdays')) {
    task.set('aid:dueWorkdays', days);
    tell(`办理时限取 ${days} 个工作日（原来是 ${due}）。`);
    if (schedule) dropExtension(task, schedule);
  } else if (!days) tell(`办理期限“${due}”不能换成工作日，请在“期限和提醒”里填写。`, false);
}

const fieldTypes: Readonly<Record<string, string>> = { textfield: 'string', textarea: 'string', number: 'long', checkbox: 'boolean', datetime: 'date', select: 'enum', radio: 'enum' };
type Component = { key?: string; label?: string; type?: string; validate?: { required?: boolean }; values?: { label?: string; value?: string }[] };

/** A Camunda 8 form is a text of its own in the process; its plain fields are taken over. */
function takeForm(task: Changeable, make: Make, tell: Tell): void {
  const definition = extensionsNamed(task, 'zeebe:formDefinition')[0];
  const key = foreignAttribute(definition, 'formKey');
  if (attribute(task, 'camunda:formKey')) tell('表单写在别处（formKey）。请在“填什么”里画出字段。', false);
  if (!definition || !key) return;
  const form = processOf(task) && extensionsNamed(processOf(task), 'zeebe:userTaskForm').find((one) => key.endsWith(foreignAttribute(one, 'id') ?? '?'));
  const components = form?.$body === undefined ? [] : componentsIn(form.$body);
  const fields = components.filter(({ key: id, type }) => id !== undefined && type !== undefined && Object.hasOwn(fieldTypes, type));
  if (fields.length === 0) return tell('表单写在别处，没有取到字段。请在“填什么”里画出字段。', false);
  addExtension(task, make('camunda:FormData', { fields: fields.map((field) => fieldOf(field, make)) }), make);
  dropExtension(task, definition);
  const lost = components.length - fields.length;
  tell(`表单取到 ${fields.length} 个字段${lost > 0 ? `，另有 ${lost} 个没有对应的类型，请看是否要补` : ''}。`, lost === 0);
}

function fieldOf({ key, label, type = '', validate, values = [] }: Component, make: Make): ModdleElement {
  return make('camunda:FormField', {
    id: key, label: label ?? key, type: fieldTypes[type],
    ...(validate?.required && { validation: make('camunda:Validation', { constraints: [make('camunda:Constraint', { name: 'required' })] }) }),
    ...(fieldTypes[type] === 'enum' && { values: values.map((one) => make('camunda:Value', { id: one.value, name: one.label })) }),
  });
}

function componentsIn(text: string): Component[] {
  try {
    const { components }: { components?: Component[] } = JSON.parse(text);
    return Array.isArray(components) ? components : [];
  } catch {
    return [];
  }
}

function takeService(task: Changeable, tell: Tell): void {
  // 外部任务 is run as Camunda 7 writes it: nothing is to be converted.
  if (attribute(task, 'camunda:type') === 'external' && attribute(task, 'camunda:topic')) return;
  const definition = extensionsNamed(task, 'zeebe:taskDefinition')[0];
  const name = foreignAttribute(definition, 'type') ?? attribute(task, 'camunda:topic');
  if (name === undefined) return;
  if (!task.get('implementation') || String(task.get('implementation')).startsWith('##')) task.set('implementation', name);
  if (definition) dropExtension(task, definition);
  tell(`服务名称取“${name}”，请核对它是不是已登记的服务。`, false);
}

/** `=decision = "pass"` of Camunda 8, `${decision == 'pass'}` of Camunda 7. */
function takeCondition(flow: Changeable, tell: Tell): void {
  const condition = flow.get('conditionExpression');
  if (!isChangeable(condition)) return;
  const body = String(condition.get('body') ?? '').trim();
  const juel = /^[$#]\{\s*([\w.]+)\s*(==|!=|<=|>=|<|>)\s*('[^']*'|"[^"]*"|-?\d+(?:\.\d+)?|true|false)\s*\}$/.exec(body);
  const feel = juel ? `${juel[1]} ${juel[2] === '==' ? '=' : juel[2]} ${juel[3].replaceAll("'", '"')}` : body.startsWith('=') ? body.slice(1).trim() : undefined;
  if (feel === undefined) return;
  condition.set('body', feel);
  tell(`条件改写成 ${feel}。`);
}

function visit(from: ModdleElement, look: (element: Changeable) => void): void {
  const seen = new Set<unknown>();
  const inside = (value: unknown): void => {
    if (!isChangeable(value) || seen.has(value)) return;
    seen.add(value);
    look(value);
    for (const property of ['rootElements', 'flowElements']) for (const child of listOf(value.get(property))) inside(child);
  };
  inside(from);
}

const isChangeable = (value: unknown): value is Changeable => typeof value === 'object' && value !== null && '$type' in value && 'get' in value;
const listOf = (value: unknown): Changeable[] => (Array.isArray(value) ? value.filter(isChangeable) : []);
const listed = (text: string | undefined): string[] => (text ?? '').replace(/^=/, '').replace(/[[\]"]/g, '').split(',').map((part) => part.trim()).filter(Boolean);
/** Attributes without a descriptor are among `$attrs`. */
function attribute(element: Changeable, name: string): string | undefined {
  const value = element.get(name) ?? element.$attrs[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
/** Elements nobody described keep their attributes as plain properties. */
function foreignAttribute(element: Changeable | undefined, name: string): string | undefined {
  const value: unknown = element && Object.entries(element).find(([key]) => key === name)?.[1];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
const extensionElements = (element: Changeable | undefined): Changeable | undefined => {
  const found = element?.get('extensionElements');
  return isChangeable(found) ? found : undefined;
};
const extensionsNamed = (element: Changeable | undefined, type: string): Changeable[] => listOf(extensionElements(element)?.get('values')).filter(({ $type }) => $type === type);
const processOf = (element: Changeable): Changeable | undefined => (element.$type === 'bpmn:Process' ? element : isChangeable(element.$parent) ? processOf(element.$parent) : undefined);

function dropExtension(element: Changeable, extension: Changeable): void {
  const holder = extensionElements(element);
  holder?.set('values', listOf(holder.get('values')).filter((one) => one !== extension));
}

function addExtension(element: Changeable, extension: ModdleElement, make: Make): void {
  const holder = extensionElements(element);
  if (holder) holder.set('values', [...listOf(holder.get('values')), extension]);
  else element.set('extensionElements', make('bpmn:ExtensionElements', { values: [extension] }));
}

function dropEmpty(element: Changeable): void {
  const holder = extensionElements(element);
  if (holder && listOf(holder.get('values')).length === 0 && Object.keys(holder.$attrs).length === 0) element.set('extensionElements', undefined);
}
