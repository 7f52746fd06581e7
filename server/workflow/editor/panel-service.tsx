import type { Drawn } from 'bpmn-js/lib/Modeler';
import { Lines, Part, Pick, Text } from './controls.js';
import type { Drawing } from './drawing.js';
import type { Known } from './known.js';
import { blockOf } from './panel-task.js';

type Props = { element: Drawn; drawing: Drawing; known: Known };
type Parameter = { name: string; variable: string };

const whose = [{ value: 'system', name: '系统：登记过的服务' }, { value: 'external', name: '外部程序：领去办，办完报回' }];

/** A service task: which service of ours does it, or what a program outside is told and may leave. */
export function ServiceParts({ element, drawing, known }: Props) {
  const task = element.businessObject;
  const isExternal = drawing.text(task, 'camunda:type') === 'external';
  const change = (to: string): void => {
    if (to === 'external') return drawing.put(element, { 'camunda:type': 'external', implementation: undefined });
    drawing.put(element, { 'camunda:type': undefined, 'camunda:topic': undefined, 'camunda:taskPriority': undefined });
    drawing.putBlock(element, 'camunda:InputOutput', undefined);
  };
  return (
    <>
      <Part title="谁来办" open><Pick label="由谁" value={isExternal ? 'external' : 'system'} choices={whose} onCommit={change} /></Part>
      {isExternal ? <ExternalParts element={element} drawing={drawing} known={known} /> : (
        <Part title="系统办什么" open>
          <Pick label="服务" value={drawing.text(task, 'implementation').replace('##WebService', '')} choices={known.services.map((name) => ({ value: name, name }))} empty="请选" hint="每个服务都再检查一遍规则。说明见“帮助”。" onCommit={(implementation) => drawing.put(element, { implementation })} />
        </Part>
      )}
    </>
  );
}

function ExternalParts({ element, drawing }: Props) {
  const task = element.businessObject;
  return (
    <>
      <Part title="交给哪类程序" open>
        <Text label="主题" value={drawing.text(task, 'camunda:topic')} hint="程序按它来领，如 bank-account-check。英文字母开头，不带空格。" onCommit={(topic) => drawing.put(element, { 'camunda:topic': topic })} />
        <Text label="优先级" value={drawing.text(task, 'camunda:taskPriority')} hint="整数，大的先办；空着是 0。" onCommit={(taskPriority) => drawing.put(element, { 'camunda:taskPriority': taskPriority })} />
        <p class="hint">办不成的业务情况，在边框上加错误边界事件，写明错误代码；超时加定时边界事件。</p>
      </Part>
      <Part title="交给程序的数据" open><Parameters element={element} drawing={drawing} list="inputParameters" type="camunda:InputParameter" name="输入" hint="只有写在这里的会交出去。文字里可能有个人信息，请只写办这件事需要的。" /></Part>
      <Part title="程序报回的数据" open><Parameters element={element} drawing={drawing} list="outputParameters" type="camunda:OutputParameter" name="输出" hint="程序只能填写这里的变量；变量在流程上声明。" /></Part>
    </>
  );
}

type Side = { element: Drawn; drawing: Drawing; list: 'inputParameters' | 'outputParameters'; type: string; name: string; hint: string };

function Parameters({ element, drawing, list, type, name, hint }: Side) {
  const mapping = drawing.block(element.businessObject, 'camunda:InputOutput');
  const read = (of: string): Parameter[] => drawing.list(mapping, of).map((one) => ({ name: drawing.text(one, 'name'), variable: drawing.text(one, 'value').replace(/^\$\{\s*|\s*\}$/g, '') }));
  const other = list === 'inputParameters' ? 'outputParameters' : 'inputParameters';
  const put = (items: Parameter[]): void => {
    const mine = items.map((item) => drawing.make(type, { name: item.name, value: `\${${item.variable}}` }));
    const theirs = drawing.list(mapping, other);
    const block = mine.length + theirs.length === 0 ? undefined : blockOf(drawing, 'camunda:InputOutput', list, mine) ?? drawing.make('camunda:InputOutput');
    if (block) {
      block.set(other, theirs);
      for (const one of theirs) one.$parent = block;
    }
    drawing.putBlock(element, 'camunda:InputOutput', block);
  };
  const isInput = list === 'inputParameters';
  return (
    <>
      <p class="hint">{hint}</p>
      <Lines items={read(list)} name={name} add={`加一个${name}`} fresh={() => ({ name: '', variable: '' })} onChange={put} render={(item, change) => (
        <>
          <Text label={isInput ? '程序里叫什么' : '写进哪个变量'} value={item.name} onCommit={(to) => change({ ...item, name: to, ...(item.variable === '' && { variable: to }) })} />
          <Text label={isInput ? '取哪个变量' : '程序里叫什么'} value={item.variable} onCommit={(variable) => change({ ...item, variable })} />
        </>
      )} />
    </>
  );
}
