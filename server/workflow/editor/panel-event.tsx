import type { Drawn, Moddle } from 'bpmn-js/lib/Modeler';
import { Part, Pick, Text, Tick } from './controls.js';
import type { Drawing } from './drawing.js';
import type { Known } from './known.js';

type Props = { element: Drawn; drawing: Drawing; known: Known };

/** What an event or a receive task waits for or tells. */
export function EventParts({ element, drawing, known }: Props) {
  const event = element.businessObject;
  const definition = drawing.list(event, 'eventDefinitions')[0];
  return (
    <>
      {event.$type === 'bpmn:BoundaryEvent' && definition?.$type !== 'bpmn:ErrorEventDefinition' && <Tick label="发生时中断所在的环节" checked={event.get('cancelActivity') !== false} onCommit={(cancelActivity) => drawing.put(element, { cancelActivity })} />}
      {definition?.$type === 'bpmn:TimerEventDefinition' && <Timer element={element} drawing={drawing} definition={definition} />}
      {definition?.$type === 'bpmn:MessageEventDefinition' && <Reference label="哪个消息" property="messageRef" type="bpmn:Message" owner={definition} element={element} drawing={drawing} list={known.messages} />}
      {event.$type === 'bpmn:ReceiveTask' && <Reference label="哪个消息" property="messageRef" type="bpmn:Message" owner={event} element={element} drawing={drawing} list={known.messages} />}
      {definition?.$type === 'bpmn:SignalEventDefinition' && <Reference label="哪个信号" property="signalRef" type="bpmn:Signal" owner={definition} element={element} drawing={drawing} />}
      {definition?.$type === 'bpmn:ErrorEventDefinition' && <Reference label="哪个错误" property="errorRef" type="bpmn:Error" owner={definition} element={element} drawing={drawing} code="errorCode" />}
      {definition?.$type === 'bpmn:EscalationEventDefinition' && <Reference label="哪个升级" property="escalationRef" type="bpmn:Escalation" owner={definition} element={element} drawing={drawing} code="escalationCode" />}
    </>
  );
}

const kinds = [{ value: 'timeDate', name: '到某一天' }, { value: 'timeDuration', name: '过一段时间' }, { value: 'timeCycle', name: '每隔一段时间' }, { value: 'aid:workdays', name: '过几个工作日' }];
const examples: Record<string, string> = { timeDate: '如 2023-09-01，或声明过的日期变量', timeDuration: '如 P5D 是 5 天，PT2H 是 2 小时', timeCycle: '如 R3/P1D：一天一次，共 3 次。只用于不中断的边界事件', 'aid:workdays': '整数，最后一天 24:00 到' };

function Timer({ element, drawing, definition }: { element: Drawn; drawing: Drawing; definition: Moddle }) {
  const workdays = drawing.text(definition, 'aid:workdays');
  const kind = workdays !== '' ? 'aid:workdays' : kinds.find(({ value }) => drawing.one(definition, value))?.value ?? '';
  const value = kind === 'aid:workdays' ? workdays : drawing.text(drawing.one(definition, kind), 'body');
  const write = (as: string, text: string): void => drawing.putInside(element, definition, {
    timeDate: undefined, timeDuration: undefined, timeCycle: undefined, 'aid:workdays': undefined,
    ...(as !== '' && { [as]: as === 'aid:workdays' ? text || '1' : drawing.make('bpmn:FormalExpression', { body: text }) }),
  });
  return (
    <Part title="等到什么时候" open>
      <Pick label="怎么算" value={kind} choices={kinds} empty="请选" onCommit={(as) => write(as, '')} />
      {kind !== '' && <Text label="时间" value={value} hint={examples[kind]} onCommit={(text) => write(kind, text)} />}
    </Part>
  );
}

function Reference({ label, property, type, owner, element, drawing, list, code }: { label: string; property: string; type: string; owner: Moddle; element: Drawn; drawing: Drawing; list?: string[]; code?: string }) {
  const referred = drawing.one(owner, property);
  const take = (name: string): void => {
    const target = name === '' ? undefined : drawing.declared(type, name);
    if (target && code && drawing.text(target, code) === '') target.set(code, name);
    drawing.putInside(element, owner, { [property]: target });
  };
  return <Part title={label} open><Text label="名称" value={drawing.text(referred, 'name')} list={list} hint={list && `系统会发出的：${list.join('、')}`} onCommit={take} /></Part>;
}
