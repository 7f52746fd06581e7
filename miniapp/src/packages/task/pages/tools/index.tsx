import { useRouter } from '@tarojs/taro';
import { Picker, Text, Textarea, View } from '@tarojs/components';
import { useState } from 'react';
import { once } from '../../../../api/act-key';
import { call } from '../../../../api/call';
import { wordsOf } from '../../../../api/refusal';
import { session } from '../../../../api/session';
import { Phrases } from '../../../../components/phrases';
import { alert, button, chosen, labelled, link } from '../../../../components/speak';
import { Empty, Press, Problem, Row, Section, Skeleton, Tag } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { goBack } from '../../../../features/go';
import { useRead } from '../../../../features/read';
import type { Task } from '../../../../features/task-list';
import { asks, needsPerson, toolsFor, toolWords, type Tool } from '../../../../features/tools';

type Person = { id: number; name: string };
type Said = { userId: number; words: string; position: 'before' | 'after'; agrees: boolean; to?: string };

async function readTools(id: number) {
  const task = await call('task', { params: { id } });
  const people = toolsFor(task).some(needsPerson) ? await call('taskColleagues', { params: { id } }) : { transfer: [], others: [] };
  return { task, people };
}

/** 更多办理: claim, hand on, ask a colleague, urge: what the server says this person may do with this task. */
export default function ToolsPage() {
  const { id, tool } = useRouter().params;
  const { value, problem, reload } = useRead(() => readTools(Number(id)), String(id));
  const [asking, setAsking] = useState<Tool | null>(tool === 'sign' ? 'sign' : null);
  const [told, setTold] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (!value) return <Screen>{problem ? <Problem words={problem} retry={() => void reload()} /> : <Skeleton rows={5} />}</Screen>;
  const { task, people } = value;

  async function act(chosenTool: Tool, said: Said | null): Promise<void> {
    setBusy(true);
    setFailure(null);
    setTold(null);
    try {
      await once(`${chosenTool}:${task.id}:${said?.userId ?? ''}:${said?.to ?? ''}`, (key) => perform(chosenTool, task, said, key));
      setAsking(null);
      setTold(`${toolWords[chosenTool].name}：已办好。`);
    } catch (error) {
      setFailure(wordsOf(error));
    } finally {
      setBusy(false);
    }
    await reload();
  }

  if (asking && task.can[asking]?.allowed) {
    return <Asking tool={asking} task={task} people={asking === 'transfer' ? people.transfer : people.others} busy={busy} failure={failure} onBack={() => { setAsking(null); setFailure(null); }} onSay={(said) => void act(asking, said)} />;
  }
  const offered = toolsFor(task);
  return (
    <Screen foot={<View className="foot"><Press id="back" kind="plain" onTap={goBack}>返回</Press></View>}>
      <View className="tt"><View className="t">{task.name}</View><View className="s">{task.subject.name}</View></View>
      {told && <View id="told" className="calm" {...alert}>{told}</View>}
      {failure && <Problem id="problem" words={failure} />}
      {offered.length === 0 && <Empty>这件事现在没有其他可办的。</Empty>}
      {offered.length > 0 && <Section>{offered.map((one) => <Row key={one} id={`tool-${one}`} label={toolWords[one].name} note={toolWords[one].note} onTap={() => (asks(one) ? setAsking(one) : void act(one, null))} />)}</Section>}
      {task.signers.length > 0 && <Signers task={task} onRemoved={() => void reload()} onProblem={setFailure} />}
    </Screen>
  );
}

function perform(tool: Tool, { id, version }: Task, said: Said | null, key: string): Promise<unknown> {
  const params = { id };
  const words = said?.words.trim();
  switch (tool) {
    case 'claim': return call('claimTask', { params, key });
    case 'release': return call('releaseTask', { params, key });
    case 'urge': return call('urgeTask', { params, key });
    case 'take-back': return call('takeBackTask', { params, key });
    case 'return': return call('returnTask', { params, body: { version, remark: words ?? '', ...(said?.to ? { to: said.to } : {}) }, key });
    case 'withdraw-vote': return call('withdrawVote', { params, key });
    case 'transfer': return call('transferTask', { params, body: { userId: said?.userId ?? 0, ...(words ? { reason: words } : {}) }, key });
    case 'delegate': return call('delegateTask', { params, body: { userId: said?.userId ?? 0, ...(words ? { question: words } : {}) }, key });
    case 'add-signer': return call('addSigner', { params, body: { userId: said?.userId ?? 0, position: said?.position ?? 'before', ...(words ? { question: words } : {}) }, key });
    case 'copy': return call('copyTask', { params, body: { userIds: [said?.userId ?? 0] }, key });
    case 'sign': return call('signTask', { params, body: { agrees: said?.agrees ?? false, ...(words ? { opinion: words } : {}) }, key });
  }
}

type AskingProps = { tool: Tool; task: Task; people: readonly Person[]; busy: boolean; failure: string | null; onBack: () => void; onSay: (said: Said) => void };

/** Whom, and in which words. */
function Asking({ tool, task, people, busy, failure, onBack, onSay }: AskingProps) {
  const [person, setPerson] = useState<Person | null>(null);
  const [words, setWords] = useState('');
  const [position, setPosition] = useState<'before' | 'after'>('before');
  const steps = task.returnsTo;
  const [step, setStep] = useState(steps.length === 1 ? steps[0] : undefined);
  const ready = tool === 'return' ? step !== undefined && words.trim() !== '' : person !== null;
  const asked = task.signers.find(({ state, question }) => state === 'open' && question);
  const say = (agrees: boolean): void => onSay({ userId: person?.id ?? 0, words, position, agrees, to: step?.key });
  const { name, note } = toolWords[tool];
  return (
    <Screen foot={tool === 'sign'
      ? <View className="foot decbar"><Press id="sign-no" kind="danger" busy={busy} onTap={() => say(false)}>不同意</Press><Press id="sign-yes" busy={busy} onTap={() => say(true)}>同意</Press></View>
      : <View className="foot decbar"><Press id="cancel" kind="plain" onTap={onBack}>返回</Press><Press id="tool-go" busy={busy} off={!ready} onTap={() => say(true)}>{name}</Press></View>}>
      <View className="tt"><View className="t">{name}</View><View className="s">{task.subject.name}</View></View>
      {tool === 'sign' && asked && <View className="calm">{`${asked.askedBy.name}：“${asked.question ?? ''}”`}</View>}
      {tool !== 'sign' && <View className="small">{note}</View>}
      {tool === 'return' && (
        <>
          <View className="label"><Text>退回到</Text></View>
          <Picker mode="selector" range={steps.map((one) => one.name)} onChange={(event) => setStep(steps[Number(event.detail.value)])}><View id="return-to" className="in pickline" {...link} {...labelled('退回到')}><Text>{step?.name ?? '请选择'}</Text></View></Picker>
        </>
      )}
      {needsPerson(tool) && (
        <>
          <View className="label"><Text>人员</Text></View>
          {people.length === 0 ? <Empty>本单位没有可以选的同事。</Empty> : <Picker mode="selector" range={people.map((one) => one.name)} onChange={(event) => setPerson(people[Number(event.detail.value)] ?? null)}><View id="person" className="in pickline" {...link} {...labelled('人员')}><Text>{person?.name ?? '请选择'}</Text></View></Picker>}
          {tool === 'add-signer' && <View className="seg">{(['before', 'after'] as const).map((one) => <View key={one} id={`position-${one}`} className={one === position ? 'on' : ''} {...chosen(one === position)} onClick={() => setPosition(one)}>{one === 'before' ? '我决定之前' : '我决定之后'}</View>)}</View>}
        </>
      )}
      {tool !== 'copy' && (
        <>
          <View className="label"><Text>{tool === 'sign' ? '意见（选填）' : tool === 'return' ? '退回的原因' : '说明（选填）'}</Text></View>
          <Textarea id="words" className="area" value={words} maxlength={tool === 'sign' || tool === 'return' ? 1000 : 200} {...labelled('说明')} onInput={(event) => setWords(event.detail.value)} />
          {(tool === 'sign' || tool === 'return') && <Phrases value={words} onChoose={setWords} />}
        </>
      )}
      {failure && <Problem id="problem" words={failure} />}
    </Screen>
  );
}

const kinds: Record<string, string> = { before: '决定之前会签', after: '决定之后会签', delegation: '委派' };

/** Whom somebody asked, and what they said; whoever asked can do without. */
function Signers({ task, onRemoved, onProblem }: { task: Task; onRemoved: () => void; onProblem: (words: string) => void }) {
  const remove = (signerId: number): void => { once(`unsign:${signerId}`, (key) => call('removeSigner', { params: { id: task.id, signerId }, key })).then(onRemoved, (error: unknown) => onProblem(wordsOf(error))); };
  return (
    <Section title="请过的人">
      {task.signers.map((one) => (
        <View key={one.id} className="it card">
          <View className="t">{one.user.name}</View>
          {one.state === 'open' ? <Tag tone="idle" icon="clock">等他的意见</Tag> : one.state === 'removed' ? <Tag tone="idle" icon="check">已减签</Tag> : <Tag tone={one.agrees ? 'good' : 'bad'} icon={one.agrees ? 'check' : 'warn'}>{one.agrees ? '同意' : '不同意'}</Tag>}
          <View className="s">{`${kinds[one.kind] ?? one.kind}，${one.askedBy.name}请${one.opinion ? `：“${one.opinion}”` : one.question ? `：“${one.question}”` : ''}`}</View>
          {one.state === 'open' && task.state === 'open' && one.askedBy.id === session()?.user.id && <View id={`unsign-${one.id}`} className="text-act" {...button()} onClick={() => remove(one.id)}>{one.kind === 'delegation' ? '收回委派' : '减签'}</View>}
        </View>
      ))}
    </Section>
  );
}
