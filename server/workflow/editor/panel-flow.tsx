import type { Drawn } from 'bpmn-js/lib/Modeler';
import { Part, Pick, Text, Tick } from './controls.js';
import type { Drawing } from './drawing.js';
import type { Choice, Known } from './known.js';

type Props = { element: Drawn; drawing: Drawing; known: Known };
type Variable = { name: string; type: string; label: string };
const operators: readonly Choice[] = [{ value: '=', name: '等于' }, { value: '!=', name: '不等于' }, { value: '<', name: '小于' }, { value: '<=', name: '不大于' }, { value: '>', name: '大于' }, { value: '>=', name: '不小于' }];
const simple = /^\s*([\p{L}_][\p{L}\p{N}_]*)\s*(=|!=|<=|>=|<|>)\s*(.+?)\s*$/u;

/** Which way a gateway takes: a comparison put together from pick lists, or written in FEEL. */
export function FlowParts({ element, drawing, known }: Props) {
  const flow = element.businessObject;
  const source = drawing.one(flow, 'sourceRef');
  if (source?.$type !== 'bpmn:ExclusiveGateway') return <p class="hint">从这里出来的连线不写条件。条件写在排他网关后面的连线上。</p>;
  const isDefault = drawing.one(source, 'default') === flow;
  const body = drawing.text(drawing.one(flow, 'conditionExpression'), 'body');
  const [, name = '', operator = '=', value = ''] = simple.exec(body) ?? [];
  const composes = body === '' || (simple.test(body) && !/\b(and|or|in|not)\b/.test(body));
  const variables = declared(drawing);
  const write = (text: string): void => drawing.put(element, { conditionExpression: text === '' ? undefined : drawing.make('bpmn:FormalExpression', { body: text }) });
  const compose = (picked: string, by: string, to: string): void => write(picked === '' ? '' : `${picked} ${by} ${literal(to, variables.find((one) => one.name === picked))}`);
  const gateway = drawing.modeler.get('elementRegistry').get(source.id ?? '');
  return (
    <Part title="什么时候走这条" open>
      <Tick label="默认连线：别的条件都不成立时走它" checked={isDefault} onCommit={(chosen) => gateway && drawing.put(gateway, { default: chosen ? flow : undefined })} />
      {!isDefault && composes && (
        <>
          <Pick label="变量" value={name} choices={variables.map((one) => ({ value: one.name, name: `${one.label || one.name}（${one.name}）` }))} empty="没有条件" hint="变量在流程上声明；点图的空白处，就能看到流程的属性。" onCommit={(picked) => compose(picked, operator, decisionsBefore(drawing, source.id ?? '')[0]?.value ?? '')} />
          {name !== '' && <Pick label="怎么比" value={operator} choices={operators} onCommit={(by) => compose(name, by, plain(value))} />}
          {name === 'decision' ? <Pick label="哪个决定" value={plain(value)} choices={decisionsBefore(drawing, source.id ?? '')} empty="请选" onCommit={(to) => compose(name, operator, to)} />
            : name !== '' && <Text label="比什么" value={plain(value)} onCommit={(to) => compose(name, operator, to)} />}
        </>
      )}
      {!isDefault && <Text label="条件（FEEL）" value={body} rows={2} hint={`可用的变量：${[...variables.map((one) => one.name), ...factNames(drawing, known)].join('、') || '还没有声明'}`} onCommit={write} />}
    </Part>
  );
}

/** The variables the process declares. */
export function declared(drawing: Drawing): Variable[] {
  const { process } = drawing;
  return process ? drawing.list(drawing.block(process, 'aid:Variables'), 'variables').map((one) => ({ name: drawing.text(one, 'name'), type: drawing.text(one, 'type'), label: drawing.text(one, 'label') })) : [];
}

function factNames(drawing: Drawing, known: Known): string[] {
  const own = new Set(declared(drawing).map(({ name }) => name));
  return (known.subjects.find(({ value }) => value === drawing.text(drawing.process, 'aid:subject'))?.facts ?? []).map(({ name }) => `${name}（要先声明）`).filter((name) => !own.has(name.replace('（要先声明）', '')));
}

/** The decisions of the tasks from which a token can come here without passing another task. */
function decisionsBefore(drawing: Drawing, gateway: string): Choice[] {
  const found = new Map<string, string>();
  const seen = new Set<string>();
  const back = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const flow of drawing.list(drawing.modeler.get('elementRegistry').get(id)?.businessObject, 'incoming')) {
      const from = drawing.one(flow, 'sourceRef');
      const decisions = drawing.list(from && drawing.block(from, 'aid:Decisions'), 'decisions');
      for (const decision of decisions) found.set(drawing.text(decision, 'value'), drawing.text(decision, 'name'));
      if (from?.id && decisions.length === 0) back(from.id);
    }
  };
  back(gateway);
  return [...found].map(([value, name]) => ({ value, name: `${name}（${value}）` }));
}

const plain = (text: string): string => text.replace(/^"(.*)"$/, '$1');
const literal = (text: string, variable: Variable | undefined): string => (variable?.type === 'number' || variable?.type === 'boolean' ? plain(text) || '0' : `"${plain(text).replaceAll('"', '')}"`);
