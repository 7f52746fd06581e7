import { Text, Textarea, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { once } from '../../../../api/act-key';
import { call } from '../../../../api/call';
import type { ReplyOf } from '../../../../api/contract';
import { wordsOf } from '../../../../api/refusal';
import { Phrases } from '../../../../components/phrases';
import { alert, labelled } from '../../../../components/speak';
import { Press, Problem, Row, Section, Skeleton, Tag } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { batchDecision, wantedBatch } from '../../../../features/batch';
import { askForOneMore } from '../../../../features/consent';
import { go, goBack } from '../../../../features/go';
import { useRead } from '../../../../features/read';
import { money } from '../../../../features/words';

type Batch = ReplyOf<'batch'>;

/** 批量办理: what is decided, in sums, before; what came of each, after. Those to be looked at by themselves are left out and named. */
export default function BatchPage() {
  const [begun, setBegun] = useState<number | null>(null);
  return begun === null ? <Before onBegun={setBegun} /> : <After id={begun} />;
}

function Before({ onBegun }: { onBegun: (id: number) => void }) {
  const [ids] = useState(wantedBatch);
  const { value, problem, reload } = useRead(() => call('batchSummary', { query: { tasks: ids.join(',') } }), ids.join());
  const [remark, setRemark] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  if (!value) return <Screen>{problem ? <Problem words={problem} retry={() => void reload()} /> : <Skeleton rows={5} />}</Screen>;
  const decision = batchDecision(value.decisions);
  const { taskIds } = value;

  async function begin(): Promise<void> {
    if (!decision || busy) return;
    askForOneMore();
    setBusy(true);
    setFailure(null);
    try {
      const body = { taskIds, decision: decision.value, ...(remark.trim() ? { remark: remark.trim() } : {}) };
      onBegun((await once(`batch:${taskIds.join()}`, (key) => call('beginBatch', { body, key }))).id);
    } catch (error) {
      setFailure(wordsOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Screen foot={<View className="foot decbar"><Press id="cancel" kind="plain" onTap={goBack}>返回</Press><Press id="begin" busy={busy} off={!decision || value.tasks === 0} onTap={() => void begin()}>{`全部${decision?.name ?? ''}（${value.tasks} 件）`}</Press></View>}>
      <View className="tt"><View className="t">{`批量办理：${value.name}`}</View><View className="s">提交以前请看一遍汇总。每一件都单独办理、单独留痕。</View></View>
      <View className="sec five" id="sums">
        <Sum name="任务" value={String(value.tasks)} unit="件" /><Sum name="学校" value={String(value.schools)} unit="所" /><Sum name="人数" value={value.people.toLocaleString('en-US')} unit="人" /><Sum name="应发金额" value={money(value.payable)} unit="元" />
        <Sum name="决定" value={decision?.name ?? '这一步不能批量办理'} unit="" />
      </View>
      {value.byThemselves.length > 0 && (
        <Section title={`要逐件看的 ${value.byThemselves.length} 件，这次不办`}>
          {value.byThemselves.map((one) => <Row key={one.taskId} id={`alone-${one.taskId}`} label={one.subject} note={one.why.join('，')} onTap={() => go('task', { id: one.taskId })} />)}
        </Section>
      )}
      {value.tasks > 0 && (
        <>
          <View className="label"><Text>意见（选填，每件都写同样的话）</Text></View>
          <Textarea id="remark" className="area" value={remark} maxlength={1000} {...labelled('意见')} onInput={(event) => setRemark(event.detail.value)} />
          <Phrases value={remark} onChoose={setRemark} />
        </>
      )}
      {failure && <Problem id="problem" words={failure} />}
    </Screen>
  );
}

const Sum = ({ name, value, unit }: { name: string; value: string; unit: string }) => <View className="f"><Text className="k">{name}</Text><View className="v"><Text className="n">{value}</Text><Text>{unit}</Text></View></View>;

const ended: Record<string, string> = { done: '已办完', failed: '中途停下，可以再试', cancelled: '已取消', paused: '已暂停' };
const looks: Record<string, { tone: 'idle' | 'good' | 'bad'; icon: string; word: string }> = { waiting: { tone: 'idle', icon: 'clock', word: '还没有办' }, done: { tone: 'good', icon: 'check', word: '办好' }, failed: { tone: 'bad', icon: 'warn', word: '没有办成' } };

/** The result of each, those that failed first with the reason; it goes on when the page is left. */
function After({ id }: { id: number }) {
  const [batch, setBatch] = useState<Batch | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let gone = false;
    let wait: ReturnType<typeof setTimeout>;
    const look = async (pause: number): Promise<void> => {
      try {
        const next = await call('batch', { params: { id } });
        if (gone) return;
        setBatch(next);
        setProblem(null);
        if (next.state in ended) return;
      } catch (error) {
        if (gone) return;
        setProblem(wordsOf(error));
      }
      wait = setTimeout(() => void look(Math.min(pause * 1.5, 5000)), pause);
    };
    void look(700);
    return () => { gone = true; clearTimeout(wait); };
  }, [id, turn]);

  async function retry(): Promise<void> {
    try {
      await once(`batch-retry:${id}`, (key) => call('retryBatch', { params: { id }, key }));
      setTurn(turn + 1);
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }

  const over = batch !== null && batch.state in ended;
  return (
    <Screen foot={<View className="foot decbar">{over && batch.failed > 0 && <Press id="retry" kind="plain" onTap={() => void retry()}>重试没办成的</Press>}<Press id="back" kind={over && batch.failed === 0 ? 'main' : 'plain'} onTap={goBack}>返回</Press></View>}>
      {problem && <Problem words={problem} />}
      {!batch && !problem && <Skeleton rows={5} />}
      {batch && (
        <>
          <View id="outcome" className="calm" {...alert}>{over ? `${ended[batch.state]}：办好 ${batch.done} 件${batch.failed > 0 ? `，没有办成 ${batch.failed} 件` : ''}${batch.waiting > 0 ? `，还没有办 ${batch.waiting} 件` : ''}。` : `正在办理，已办 ${batch.done + batch.failed} 件，共 ${batch.total} 件。可以离开这一页，办理不会停。`}</View>
          <Section>
            {batch.items.map((one) => (
              <View key={one.taskId} id={`item-${one.taskId}`} className="it card" onClick={() => go('task', { id: one.taskId })}>
                <View className="t">{one.organisation ?? one.name}</View>
                <Tag tone={looks[one.state]?.tone ?? 'idle'} icon={looks[one.state]?.icon ?? 'clock'}>{looks[one.state]?.word ?? one.state}</Tag>
                {one.message && <View className="s">{one.message}</View>}
              </View>
            ))}
          </Section>
        </>
      )}
    </Screen>
  );
}
