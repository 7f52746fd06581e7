import { Input, Picker, Switch, Text, Textarea, View } from '@tarojs/components';
import type { Values } from '../features/decide';
import type { Task } from '../features/task-list';
import { labelled, link, ticked } from './speak';

type FormField = Task['form'][number];
type Props = { form: Task['form']; values: Values; onChange: (id: string, value: string) => void };

/** Fields that are not typed here: files are added beside the task, rows are ticked on the desk. */
const ELSEWHERE = ['attachment', 'rows'];
export const hasFields = (form: Task['form']): boolean => form.some(({ mode, type }) => mode !== 'readonly' && !ELSEWHERE.includes(type));

/** The fields a diagram gives its task, whatever they are: an administrator adds one, the phone shows it. */
export function DiagramForm({ form, values, onChange }: Props) {
  return (
    <View>
      {form.filter(({ mode, type }) => mode !== 'readonly' && !ELSEWHERE.includes(type)).map((field) => (
        <View key={field.id}>
          <View className="label"><Text>{`${field.label}${field.type === 'money' ? '（元）' : ''}${field.required ? '' : '（选填）'}`}</Text></View>
          <Field field={field} value={values[field.id] ?? ''} onChange={(value) => onChange(field.id, value)} />
        </View>
      ))}
    </View>
  );
}

function Field({ field, value, onChange }: { field: FormField; value: string; onChange: (value: string) => void }) {
  const id = `field-${field.id}`;
  const options = field.options ?? [];
  const write = (event: { detail: { value: string } }): void => onChange(event.detail.value);
  switch (field.type) {
    case 'people': return <People id={id} options={options} value={value} onChange={onChange} />;
    case 'enum': return <Picker mode="selector" range={options.map(({ name }) => name)} onChange={(event) => onChange(options[Number(event.detail.value)].value)}><View id={id} className="in pickline" {...link} {...labelled(field.label)}><Text>{options.find((one) => one.value === value)?.name ?? '请选择'}</Text></View></Picker>;
    case 'date': return <Picker mode="date" value={value} onChange={(event) => onChange(String(event.detail.value))}><View id={id} className="in pickline" {...link} {...labelled(field.label)}><Text>{value || '请选择日期'}</Text></View></Picker>;
    case 'boolean': return <Switch id={id} checked={value === 'true'} {...labelled(field.label)} onChange={(event) => onChange(String(event.detail.value))} />;
    case 'string': case 'opinion': return <Textarea id={id} className="area" value={value} maxlength={2000} {...labelled(field.label)} onInput={write} />;
    default: return <Input id={id} className="in" value={value} type={/^(long|number|money)$/.test(field.type) ? 'digit' : 'text'} maxlength={1000} {...labelled(field.label)} onInput={write} />;
  }
}

/** Colleagues to tick; their ids are kept as one text. */
function People({ id, options, value, onChange }: { id: string; options: readonly { value: string; name: string }[]; value: string; onChange: (value: string) => void }) {
  const named = value === '' ? [] : value.split(',');
  const toggle = (one: string): void => onChange((named.includes(one) ? named.filter((other) => other !== one) : [...named, one]).join(','));
  if (options.length === 0) return <View className="small">本单位没有可以选的同事。</View>;
  return <View id={id} className="chips">{options.map((one) => <View key={one.value} id={`${id}-${one.value}`} className={`chip${named.includes(one.value) ? ' on' : ''}`} {...ticked(named.includes(one.value))} onClick={() => toggle(one.value)}><Text>{one.name}</Text></View>)}</View>;
}
