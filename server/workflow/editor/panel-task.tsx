import type { Drawn, Moddle } from 'bpmn-js/lib/Modeler';
import { Lines, Part, Pick, Text, Tick } from './controls.js';
import type { Drawing } from './drawing.js';
import type { Known } from './known.js';
import { Candidates } from './panel-candidates.js';
import { FormFields } from './panel-form.js';

type Props = { element: Drawn; drawing: Drawing; known: Known };

/** A task of people: who, how long, what they fill in and decide, how several offices decide together. */
export function TaskParts({ element, drawing, known }: Props) {
  const task = element.businessObject;
  const candidates = drawing.text(task, 'aid:candidates');
  return (
    <>
      <Part title="由谁办" open>
        {candidates === '' && <p class="hint">没有写时，由所在泳道的岗位办。写了就代替泳道的。</p>}
        <Candidates value={candidates} known={known} name="办理人" add="加一种办理人" onCommit={(value) => drawing.put(element, { 'aid:candidates': value })} />
        <Tick label="需要时才办，不进待办、不催办" checked={task.get('aid:optional') === true} onCommit={(optional) => drawing.put(element, { 'aid:optional': optional || undefined })} />
      </Part>
      <Part title="决定" open><Decisions element={element} drawing={drawing} known={known} /></Part>
      <Part title="期限和提醒" open={drawing.text(task, 'aid:dueWorkdays') !== ''}>
        <Text label="办理时限（工作日）" value={drawing.text(task, 'aid:dueWorkdays')} hint="1 到 250；空着就没有时限。" onCommit={(value) => drawing.put(element, { 'aid:dueWorkdays': value })} />
        <Reminders element={element} drawing={drawing} known={known} />
      </Part>
      <Part title="几家一起表决" open={drawing.block(task, 'aid:Vote') !== undefined}><Vote element={element} drawing={drawing} known={known} /></Part>
      <Part title="填什么（表单）" open={drawing.block(task, 'camunda:FormData') !== undefined}><FormFields element={element} drawing={drawing} known={known} /></Part>
    </>
  );
}

type Decision = { value: string; name: string; remarkRequired: boolean };

function Decisions({ element, drawing }: Props) {
  const decisions = drawing.list(drawing.block(element.businessObject, 'aid:Decisions'), 'decisions')
    .map((one): Decision => ({ value: drawing.text(one, 'value'), name: drawing.text(one, 'name'), remarkRequired: one.get('remarkRequired') === true }));
  const put = (items: Decision[]): void => drawing.putBlock(element, 'aid:Decisions', blockOf(drawing, 'aid:Decisions', 'decisions', items.map((item) => drawing.make('aid:Decision', item))));
  const fresh = (): Decision => (decisions.length === 0 ? { value: 'pass', name: '通过', remarkRequired: false } : decisions.length === 1 ? { value: 'fail', name: '不通过', remarkRequired: true } : { value: `decision${decisions.length + 1}`, name: '', remarkRequired: false });
  return (
    <>
      <p class="hint">页面按它出按钮。表示同意的请用 pass 或 confirm，写在第一个。</p>
      <Lines items={decisions} name="决定" add="加一个决定" fresh={fresh} onChange={put} render={(item, change) => (
        <>
          <Text label="按钮上的字" value={item.name} onCommit={(name) => change({ ...item, name })} />
          <Text label="代号" value={item.value} onCommit={(value) => change({ ...item, value })} />
          <Tick label="选它必须写原因" checked={item.remarkRequired} onCommit={(remarkRequired) => change({ ...item, remarkRequired })} />
        </>
      )} />
    </>
  );
}

type Reminder = { workdays: string; to: string };

function Reminders({ element, drawing, known }: Props) {
  const reminders = drawing.list(drawing.block(element.businessObject, 'aid:Reminders'), 'reminders').map((one): Reminder => ({ workdays: drawing.text(one, 'workdays'), to: drawing.text(one, 'to') }));
  const put = (items: Reminder[]): void => drawing.putBlock(element, 'aid:Reminders', blockOf(drawing, 'aid:Reminders', 'reminders', items.map(({ workdays, to }) => drawing.make('aid:Reminder', { workdays, ...(to && { to }) }))));
  return (
    <>
      <p class="hint">提醒：到期前后第几个工作日，上午 9 时。负数是到期之前。</p>
      <Lines items={reminders} name="提醒" add="加一次提醒" fresh={() => ({ workdays: reminders.length === 0 ? '-1' : String(reminders.length), to: '' })} onChange={put} render={(item, change) => (
        <>
          <Text label="工作日" value={item.workdays} hint="如 -1 到期前一天，0 到期当天，2 逾期两天" onCommit={(workdays) => change({ ...item, workdays })} />
          <p class="hint">{item.to ? '另外告诉：' : '告诉办理人。要报上级的，在下面加。'}</p>
          <Candidates value={item.to} known={known} name="上级" add="加一种要告诉的岗位" onCommit={(to) => change({ ...item, to })} />
        </>
      )} />
    </>
  );
}

const rules = [{ value: 'all', name: '会签：全部同意才算同意' }, { value: 'any', name: '或签：一家同意就算同意' }, { value: 'ratio', name: '票签：同意达到比例' }];
const onRejects = [{ value: 'end', name: '一家不同意就结束' }, { value: 'count', name: '只计票，等大家投完' }];

function Vote({ element, drawing }: Props) {
  const vote = drawing.block(element.businessObject, 'aid:Vote');
  const rule = drawing.text(vote, 'rule');
  const put = (rule_: string, share: string, onReject: string): void => drawing.putBlock(element, 'aid:Vote', rule_ === '' ? undefined : drawing.make('aid:Vote', { rule: rule_, ...(rule_ === 'ratio' && { share: share || '50' }), ...(onReject && { onReject }) }));
  return (
    <>
      <Pick label="怎么算数" value={rule} choices={rules} empty="不表决，一家办了就算" onCommit={(value) => put(value, drawing.text(vote, 'share'), drawing.text(vote, 'onReject'))} />
      {rule === 'ratio' && <Text label="同意票要占百分之几" value={drawing.text(vote, 'share')} onCommit={(share) => put(rule, share, drawing.text(vote, 'onReject'))} />}
      {rule !== '' && <Pick label="有一家不同意时" value={drawing.text(vote, 'onReject') || (rule === 'all' ? 'end' : 'count')} choices={onRejects} hint="第一个决定是同意，其余是不同意。" onCommit={(onReject) => put(rule, drawing.text(vote, 'share'), onReject)} />}
    </>
  );
}

/** A block around its lines, or nothing when there are none. */
export function blockOf(drawing: Drawing, type: string, property: string, items: Moddle[]): Moddle | undefined {
  if (items.length === 0) return undefined;
  const block = drawing.make(type, { [property]: items });
  for (const item of items) item.$parent = block;
  return block;
}
