import type { Drawn, Moddle } from 'bpmn-js/lib/Modeler';
import { Lines, Part, Pick, Text, Tick } from './controls.js';
import type { Drawing } from './drawing.js';
import type { Choice, Known } from './known.js';
import { blockOf } from './panel-task.js';

/** `old` is the field as it stood in the file: what the panel does not know of it is not lost. */
type Field = { id: string; label: string; type: string; required: boolean; access: string; options: Choice[]; old?: Moddle };

const modes: readonly Choice[] = [{ value: 'required', name: '必填' }, { value: 'optional', name: '选填' }, { value: 'readonly', name: '只读' }, { value: 'hidden', name: '不显示' }];

/** 填什么: the fields of a task, and for whom they are required, shown or hidden. */
export function FormFields({ element, drawing, known }: { element: Drawn; drawing: Drawing; known: Known }) {
  const fields = drawing.list(drawing.block(element.businessObject, 'camunda:FormData'), 'fields').map((field) => read(drawing, field));
  const put = (items: Field[]): void => drawing.putBlock(element, 'camunda:FormData', blockOf(drawing, 'camunda:FormData', 'fields', items.map((item) => write(drawing, item))));
  return (
    <>
      <p class="hint">办理意见不用画，每个任务都有。</p>
      <Lines items={fields} name="字段" add="加一个字段" fresh={(): Field => ({ id: `field${fields.length + 1}`, label: '', type: 'string', required: false, access: '', options: [] })} onChange={put} render={(field, change) => (
        <>
          <Text label="名称" value={field.label} onCommit={(label) => change({ ...field, label })} />
          <Text label="字段名" value={field.id} hint="字母、数字和下划线，条件里用它。" onCommit={(id) => change({ ...field, id })} />
          <Pick label="类型" value={field.type} choices={known.fieldTypes} onCommit={(type) => change({ ...field, type })} />
          {field.type === 'enum' && <Text label="选项（一行一个，代号=名称）" rows={3} value={field.options.map(({ value, name }) => `${value}=${name}`).join('\n')} onCommit={(text) => change({ ...field, options: optionsOf(text) })} />}
          <Tick label="必填" checked={field.required} onCommit={(required) => change({ ...field, required })} />
          <Part title="因岗位而不同" open={field.access !== ''}><Access value={field.access} known={known} onCommit={(access) => change({ ...field, access })} /></Part>
        </>
      )} />
    </>
  );
}

function Access({ value, known, onCommit }: { value: string; known: Known; onCommit: (value: string) => void }) {
  const items = value.split(',').filter(Boolean).map((part) => ({ role: part.split(':')[0] ?? '', mode: part.split(':')[1] ?? '' }));
  return (
    <Lines items={items} name="岗位" add="加一种岗位" fresh={() => ({ role: known.roles[0]?.value ?? '', mode: 'readonly' })} onChange={(changed) => onCommit(changed.map(({ role, mode }) => `${role}:${mode}`).join(','))} render={(item, change) => (
      <>
        <Pick label="岗位" value={item.role} choices={known.roles} onCommit={(role) => change({ ...item, role })} />
        <Pick label="对它" value={item.mode} choices={modes} onCommit={(mode) => change({ ...item, mode })} />
      </>
    )} />
  );
}

function read(drawing: Drawing, field: Moddle): Field {
  const constraints = drawing.list(drawing.one(field, 'validation'), 'constraints');
  return {
    id: drawing.text(field, 'id'), label: drawing.text(field, 'label'), type: drawing.text(field, 'type'), access: drawing.text(field, 'aid:access'), old: field,
    required: constraints.some((one) => drawing.text(one, 'name') === 'required' && drawing.text(one, 'config') !== 'false'),
    options: drawing.list(field, 'values').map((value) => ({ value: drawing.text(value, 'id'), name: drawing.text(value, 'name') })),
  };
}

function write(drawing: Drawing, { id, label, type, required, access, options, old }: Field): Moddle {
  const others = drawing.list(drawing.one(old, 'validation'), 'constraints').filter((one) => drawing.text(one, 'name') !== 'required');
  const constraints = [...(required ? [drawing.make('camunda:Constraint', { name: 'required' })] : []), ...others];
  const validation = constraints.length > 0 ? drawing.make('camunda:Validation', { constraints }) : undefined;
  const values = type === 'enum' ? options.map((option) => drawing.make('camunda:Value', { id: option.value, name: option.name })) : [];
  const field = drawing.make('camunda:FormField', { id, label, type, ...(validation && { validation }), ...(values.length > 0 && { values }) });
  if (access) field.set('aid:access', access);
  for (const [name, kept] of Object.entries(old?.$attrs ?? {})) if (name !== 'aid:access') field.$attrs[name] = kept;
  return field;
}

const optionsOf = (text: string): Choice[] => text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => ({ value: line.split('=')[0]?.trim() ?? '', name: line.slice(line.indexOf('=') + 1).trim() }));
