import type { Drawn } from 'bpmn-js/lib/Modeler';
import { Lines, Part, Pick, Text, Tick } from './controls.js';
import type { Drawing } from './drawing.js';
import type { Known } from './known.js';
import { Candidates } from './panel-candidates.js';
import { blockOf } from './panel-task.js';

type Props = { element: Drawn; drawing: Drawing; known: Known };
type Variable = { name: string; type: string; label: string };
const types = [{ value: 'text', name: '文字' }, { value: 'number', name: '数字' }, { value: 'date', name: '日期' }, { value: 'boolean', name: '是否' }];

/** The procedure as a whole: what it is about, and which variables its conditions may use. */
export function ProcessParts({ element, drawing, known }: Props) {
  const { process } = drawing;
  if (!process) return <p class="hint">图上还没有流程。</p>;
  const put = (properties: Record<string, unknown>): void => (process === element.businessObject ? drawing.put(element, properties) : drawing.putInside(element, process, Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, value === '' ? undefined : value]))));
  const variables = drawing.list(drawing.block(process, 'aid:Variables'), 'variables').map((one): Variable => ({ name: drawing.text(one, 'name'), type: drawing.text(one, 'type'), label: drawing.text(one, 'label') }));
  const facts = known.subjects.find(({ value }) => value === drawing.text(process, 'aid:subject'))?.facts ?? [];
  return (
    <>
      <Part title="流程" open>
        <Text label="流程名称" value={drawing.text(process, 'name')} onCommit={(name) => put({ name })} />
        <Text label="流程标识" value={drawing.text(process, 'id')} hint="改了标识，就是另一条流程。" onCommit={(id) => put({ id })} />
        <Pick label="办的是什么" value={drawing.text(process, 'aid:subject')} choices={known.subjects} empty="请选" onCommit={(subject) => put({ 'aid:subject': subject })} />
        <Tick label="可执行" checked={process.get('isExecutable') === true} onCommit={(isExecutable) => put({ isExecutable })} />
        <Text label="办理记录保存" value={drawing.text(process, 'camunda:historyTimeToLive')} hint="如 P3650D：3650 天" onCommit={(historyTimeToLive) => put({ 'camunda:historyTimeToLive': historyTimeToLive })} />
      </Part>
      <Part title="变量" open={variables.length > 0}>
        <p class="hint">条件和定时里用到的，先在这里声明。decision 是最近一个环节的决定{facts.length > 0 && `；名单自带：${facts.map(({ name }) => name).join('、')}`}。</p>
        <Lines items={variables} name="变量" add="加一个变量" fresh={(): Variable => (variables.length === 0 ? { name: 'decision', type: 'text', label: '最近一个环节的办理决定' } : { name: `variable${variables.length}`, type: 'text', label: '' })} onChange={(items) => putVariables(drawing, element, items)} render={(item, change) => (
          <>
            <Text label="中文名称" value={item.label} onCommit={(label) => change({ ...item, label })} />
            <Text label="变量名" value={item.name} list={['decision', ...facts.map(({ name }) => name)]} onCommit={(name) => change({ ...item, name })} />
            <Pick label="类型" value={item.type} choices={types} onCommit={(type) => change({ ...item, type })} />
          </>
        )} />
      </Part>
    </>
  );
}

/** In a pool the process is not the element on the canvas, so the block is put into it from there. */
function putVariables(drawing: Drawing, element: Drawn, items: Variable[]): void {
  const { process } = drawing;
  if (!process) return;
  const block = blockOf(drawing, 'aid:Variables', 'variables', items.map((item) => drawing.make('aid:Variable', item)));
  if (process === element.businessObject) return drawing.putBlock(element, 'aid:Variables', block);
  const old = drawing.one(process, 'extensionElements');
  const values = [...drawing.list(old, 'values').filter(({ $type }) => $type !== 'aid:Variables'), ...(block ? [block] : [])];
  const extensionElements = drawing.make('bpmn:ExtensionElements', { values });
  extensionElements.$parent = process;
  for (const value of values) value.$parent = extensionElements;
  drawing.putInside(element, process, { extensionElements: values.length > 0 ? extensionElements : undefined });
}

/** A lane names the post whose tasks stand in it. */
export function LaneParts({ element, drawing, known }: Props) {
  return (
    <Part title="这个泳道由谁办" open>
      <Candidates value={drawing.text(element.businessObject, 'aid:candidates')} known={known} name="办理人" add="加一种办理人" onCommit={(value) => drawing.put(element, { 'aid:candidates': value })} />
    </Part>
  );
}
