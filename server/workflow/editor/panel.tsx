import type { Drawn } from 'bpmn-js/lib/Modeler';
import { Part, Pick, Text } from './controls.js';
import type { Drawing } from './drawing.js';
import type { Finding, Known } from './known.js';
import { EventParts } from './panel-event.js';
import { FlowParts } from './panel-flow.js';
import { LaneParts, ProcessParts } from './panel-process.js';
import { ServiceParts } from './panel-service.js';
import { TaskParts } from './panel-task.js';
import { translate } from './words.js';

type Props = { element: Drawn; drawing: Drawing; known: Known; findings: readonly Finding[] };

/** 环节属性: what the office has to say about the chosen element. */
export function Panel({ element, drawing, known, findings }: Props) {
  const thing = element.businessObject;
  const isWhole = thing.$type === 'bpmn:Process' || thing.$type === 'bpmn:Participant' || thing.$type === 'bpmn:Collaboration';
  const own = findings.filter(({ elementId }) => elementId === element.id);
  return (
    <>
      <Chooser element={element} drawing={drawing} />
      {own.length > 0 && <ul class="own-findings">{own.map((one) => <li key={one.message} class={one.level === 'error' ? 'bad' : 'idle'}>{one.message}</li>)}</ul>}
      {!isWhole && (
        <Part title={kindOf(element)} open>
          <Text label={thing.$type === 'bpmn:TextAnnotation' ? '说明' : '名称'} value={drawing.text(thing, thing.$type === 'bpmn:TextAnnotation' ? 'text' : 'name')} rows={2} onCommit={(name) => drawing.put(element, { [thing.$type === 'bpmn:TextAnnotation' ? 'text' : 'name']: name })} />
          <Text label="标识（id）" value={element.id} hint={/Task$/.test(thing.$type) ? '在走的名单按标识找环节；改了就是新环节。' : undefined} onCommit={(id) => id !== '' && drawing.modeler.get('elementRegistry').get(id) === undefined && drawing.put(element, { id })} />
        </Part>
      )}
      <OfficeParts element={element} drawing={drawing} known={known} />
    </>
  );
}

function OfficeParts({ element, drawing, known }: Omit<Props, 'findings'>) {
  const { $type } = element.businessObject;
  const parts = { element, drawing, known };
  if (['bpmn:Process', 'bpmn:Participant', 'bpmn:Collaboration'].includes($type)) return <ProcessParts {...parts} />;
  if ($type === 'bpmn:Lane') return <LaneParts {...parts} />;
  if ($type === 'bpmn:UserTask' || $type === 'bpmn:ManualTask') return <TaskParts {...parts} />;
  if ($type === 'bpmn:ServiceTask') return <ServiceParts {...parts} />;
  if ($type === 'bpmn:CallActivity') return <Part title="调用哪条流程" open><Text label="流程标识" value={drawing.text(element.businessObject, 'calledElement')} onCommit={(calledElement) => drawing.put(element, { calledElement })} /></Part>;
  if ($type === 'bpmn:SequenceFlow') return <FlowParts {...parts} />;
  if ($type.endsWith('Event') || $type === 'bpmn:ReceiveTask') return <EventParts {...parts} />;
  return null;
}

/** Every element can be reached without a mouse. */
function Chooser({ element, drawing }: { element: Drawn; drawing: Drawing }) {
  const registry = drawing.modeler.get('elementRegistry');
  const choices = registry.filter(({ type, labelTarget, businessObject }) => !labelTarget && type !== 'label' && businessObject.$instanceOf('bpmn:BaseElement'))
    .map((one) => ({ value: one.id, name: one.type === 'bpmn:Collaboration' ? '整张图' : `${nameOf(one, drawing)}（${kindOf(one)}）` }));
  return <Pick label="环节" value={element.id} choices={choices} onCommit={(id) => { const chosen = registry.get(id); if (chosen) { drawing.modeler.get('selection').select(chosen); drawing.modeler.get('canvas').scrollToElement(chosen, 80); } }} />;
}

/** 学校审核; a flow without a name by its two ends. */
function nameOf({ id, businessObject }: Drawn, drawing: Drawing): string {
  const name = drawing.text(businessObject, 'name') || drawing.text(businessObject, 'text');
  const [from, to] = [drawing.one(businessObject, 'sourceRef'), drawing.one(businessObject, 'targetRef')];
  return name || (from && to ? `${drawing.text(from, 'name') || from.id} → ${drawing.text(to, 'name') || to.id}` : id);
}

const kindOf = ({ type }: Drawn): string => translate(type === 'bpmn:Participant' ? 'Pool' : type.replace('bpmn:', '').replace(/(?!^)([A-Z])/g, ' $1').replace(/ (\w)/g, (_, letter: string) => ` ${letter.toLowerCase()}`).replace('Sub process', 'Sub-process').replace('Event based', 'Event-based'));
