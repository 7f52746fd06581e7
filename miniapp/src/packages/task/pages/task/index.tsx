import { useDidShow, useRouter } from '@tarojs/taro';
import { Text, Textarea, View } from '@tarojs/components';
import { useRef, useState } from 'react';
import { call } from '../../../../api/call';
import type { ReplyOf } from '../../../../api/contract';
import { DiagramForm, hasFields } from '../../../../components/diagram-form';
import { DossierView } from '../../../../components/dossier-view';
import { alert, button, labelled } from '../../../../components/speak';
import { Press, Problem, Row, Section, Skeleton, Tag } from '../../../../components/parts';
import { Phrases } from '../../../../components/phrases';
import { ProcessPicture } from '../../../../components/process-picture';
import { Screen } from '../../../../components/screen';
import { decisionName } from '../../../../components/task-card';
import { TaskFiles } from '../../../../components/task-files';
import { useDecision, type Decision } from '../../../../features/decide';
import { readDossier } from '../../../../features/dossier';
import { go, goBack } from '../../../../features/go';
import { useRead } from '../../../../features/read';
import type { Task } from '../../../../features/task-list';
import { toolsFor, toolWords } from '../../../../features/tools';
import { moment } from '../../../../features/words';

async function readTask(id: number) {
  const task = await call('task', { params: { id } });
  return { task, dossier: task.subject.kind === 'award-list' ? await readDossier(task.subject.id) : null };
}

/** One task: five facts first, then the people and papers behind them; decided with one hand at the bottom. */
export default function TaskPage() {
  const id = Number(useRouter().params.id);
  const { value, problem, reload } = useRead(() => readTask(id), String(id));
  const [done, setDone] = useState<Task | null>(null);
  const shown = useRef(false);
  useDidShow(() => { if (shown.current) void reload(); shown.current = true; });
  if (!value) return <Screen>{problem ? <Problem words={problem} retry={() => void reload()} /> : <><View className="tt" /><Skeleton rows={5} /><Skeleton rows={2} /></>}</Screen>;
  const task = done ?? value.task;
  return (
    <Deciding task={task} onDone={(next) => { setDone(next); void reload(); }} onOvertaken={() => void reload()}>
      <View className="tt">
        <View className="t">{value.dossier?.list.school.name ?? task.subject.name}</View>
        <View className="s">{task.subject.name}</View>
        {task.state === 'open'
          ? <Tag tone={isOwn(task) ? (task.due?.late ? 'bad' : 'mine') : 'run'} icon="clock">{`${isOwn(task) ? '等我办理' : '等别人办理'}${task.due ? `，${task.due.words}` : ''}`}</Tag>
          : <Tag tone="good" icon="check">{decisionName(task)}</Tag>}
      </View>
      {task.state !== 'open' && <View id="state" className="calm" {...alert}>{task.state === 'cancelled' ? '名单走了另一步，这一项不用再办。' : `${task.name}：${decisionName(task)}。${task.doneBy ?? ''}${task.onBehalfOf ? `（代${task.onBehalfOf}）` : ''} ${task.doneAt ? moment(task.doneAt) : ''}办理${task.remark ? `，意见：“${task.remark}”` : ''}。`}</View>}
      {task.state === 'open' && !task.can.complete.allowed && <View className="calm">{task.can.complete.unmet.map(({ message }) => message).join('；')}</View>}
      {task.filled.length > 0 && <Section title="填写的内容">{task.filled.map((one) => <View key={one.id} className="file"><Text className="grow">{one.label}</Text><Text>{one.text}</Text></View>)}</Section>}
      {task.vote && <Section title="各单位意见">{task.vote.seats.map((seat) => <View key={`${seat.organisation.id}${seat.roleName}`} className="it"><View className="t">{`${seat.organisation.name} ${seat.roleName}`}</View><View className="s">{seat.by ? `${seat.by}：${seat.decisionName ?? ''}${seat.remark ? `，“${seat.remark}”` : ''}` : '还没有表态'}</View></View>)}</Section>}
      {value.dossier && <DossierView dossier={value.dossier} />}
      <TaskFiles task={task} />
      <More task={task} />
      <ProcessPicture instanceId={task.instanceId} />
    </Deciding>
  );
}

/** 更多办理: named, so that who looks for 转办 finds it. */
function More({ task }: { task: Task }) {
  const offered = toolsFor(task);
  if (offered.length === 0) return null;
  return <Section title="更多办理"><Row id="tools" label={offered.map((one) => toolWords[one].name).join('、')} onTap={() => go('tools', { id: task.id })} /></Section>;
}

/** Whether the task waits for this person's post, though something may still be missing. */
const isOwn = (task: Task): boolean => task.state === 'open' && task.can.complete.unmet.every(({ code }) => code !== 'role-not-allowed' && code !== 'claimed-by-another');

type DecidingProps = { task: Task; onDone: (task: Task) => void; onOvertaken: () => void; children: React.ReactNode };

/** The bar at the bottom: pass on the right and wider; what sends back opens the reason, with what will follow, before it is sent. */
function Deciding({ task, onDone, onOvertaken, children }: DecidingProps) {
  const [asking, setAsking] = useState<Decision | null>(null);
  const [impact, setImpact] = useState<ReplyOf<'decisionImpact'> | null>(null);
  const act = useDecision(task, (next) => { setAsking(null); onDone(next); }, onOvertaken);
  const publishes = task.key === 'publish-list' && isOwn(task);
  const open = task.state === 'open' && (task.can.complete.allowed || publishes);
  const back = task.decisions.find(({ remarkRequired }) => remarkRequired);
  const on = task.decisions.find(({ remarkRequired }) => !remarkRequired);
  const desk = task.key === 'enter-list';

  function ask(decision: Decision): void {
    setAsking(decision);
    setImpact(null);
    if (task.subject.kind === 'award-list' && ['fail', 'reject', 'grant'].includes(decision.value)) {
      call('decisionImpact', { params: { id: task.subject.id }, query: { decision: decision.value as 'fail' } }).then(setImpact, () => setImpact(null));
    }
  }

  const problem = act.failure && <Problem id="problem" words={act.failure.words} details={act.failure.details} />;
  if (!open || desk || publishes) {
    return (
      <Screen foot={<View className="foot">{open && publishes
        ? <Press id="publish" onTap={() => go('publish', { id: task.subject.id })}>去公示</Press>
        : task.can.sign?.allowed ? <Press id="sign" onTap={() => go('tools', { id: task.id, tool: 'sign' })}>出具意见</Press>
        : desk && open ? <View className="small">名单录入请在电脑上办理。</View> : <Press id="back" kind="plain" onTap={goBack}>返回</Press>}</View>}>{children}{problem}</Screen>
    );
  }
  if (asking) {
    return (
      <Screen foot={<View className="foot decbar"><Press id="cancel" kind="plain" onTap={() => setAsking(null)}>返回</Press><Press id="submit" kind={asking.remarkRequired ? 'danger' : 'main'} busy={act.busy} onTap={() => void act.decide(asking)}>{`提交：${asking.name}`}</Press></View>}>
        <View className="tt"><View className="t">{asking.name}</View><View className="s">{task.subject.name}</View></View>
        {impact && <Section title="提交后会变成这样"><View className="txt">{impact.consequence || impact.message}</View>{impact.changes.map((one) => <View key={one.name} className="file"><Text className="grow">{one.name}</Text><Text>{`${one.before} → ${one.after}`}</Text></View>)}</Section>}
        <View className="label"><Text>{asking.remarkRequired ? '原因（学校会看到）' : '意见（选填）'}</Text></View>
        <Textarea id="remark" className="area" value={act.remark} maxlength={1000} {...labelled(asking.remarkRequired ? '原因' : '意见')} onInput={(event) => act.setRemark(event.detail.value)} />
        <Phrases value={act.remark} onChoose={act.setRemark} />
        {problem}
      </Screen>
    );
  }
  return (
    <Screen foot={<View className="foot decbar">{back && <Press id="reject" kind="danger" busy={act.busy} onTap={() => ask(back)}>{back.name}</Press>}<Press id="approve" busy={act.busy} onTap={() => (on && ['grant'].includes(on.value) ? ask(on) : void act.decide(on ?? null))}>{on?.name ?? '提交'}</Press></View>}>
      {children}
      {hasFields(task.form) && <Section title="请填写"><View className="txt"><DiagramForm form={task.form} values={act.values} onChange={act.setValue} /></View></Section>}
      {on && <View className="fine tall" {...button()} id="remark-too" onClick={() => ask(on)}>要写意见再通过，点这里</View>}
      {problem}
    </Screen>
  );
}
