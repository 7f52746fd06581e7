import { Input, Picker, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { once } from '../../../../api/act-key';
import { call } from '../../../../api/call';
import { Refusal, wordsOf } from '../../../../api/refusal';
import { session } from '../../../../api/session';
import { alert, button, labelled, link } from '../../../../components/speak';
import { Press, Problem, Section, Skeleton, Tag } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { useRead } from '../../../../features/read';
import { day } from '../../../../features/words';

async function readAbsences() {
  const [absences, colleagues] = await Promise.all([call('absences'), call('colleagues')]);
  return { absences: absences.items, colleagues: colleagues.items };
}

/** 请假委托: while one is away a colleague of the same office does one's tasks. */
export default function AbsencesPage() {
  const { value, problem, reload } = useRead(readAbsences, 'absences');
  const [standIn, setStandIn] = useState<{ id: number; name: string } | null>(null);
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  const [failure, setFailure] = useState<{ words: string; details: readonly string[] } | null>(null);

  async function act(work: () => Promise<unknown>, done: string): Promise<void> {
    setBusy(true);
    setFailure(null);
    setTold(null);
    try {
      await work();
      setTold(done);
      await reload();
    } catch (error) {
      setFailure({ words: wordsOf(error), details: error instanceof Refusal ? error.details : [] });
    } finally {
      setBusy(false);
    }
  }
  const begin = (): void => {
    if (!standIn || !from || !until) return setFailure({ words: `请选择${!standIn ? '代办人' : !from ? '开始日期' : '结束日期'}。`, details: [] });
    const body = { standInId: standIn.id, from, until, ...(reason.trim() ? { reason: reason.trim() } : {}) };
    return void act(() => once(`absence:${standIn.id}:${from}:${until}`, (key) => call('beginAbsence', { body, key })), `已委托${standIn.name}，${day(from)}至${day(until)}。`);
  };

  if (!value) return <Screen>{problem ? <Problem words={problem} retry={() => void reload()} /> : <Skeleton rows={5} />}</Screen>;
  const me = session()?.user.id;
  return (
    <Screen foot={<View className="foot"><Press id="begin" busy={busy} onTap={begin}>委托</Press></View>}>
      {told && <View id="told" className="calm gap-top" {...alert}>{told}</View>}
      {failure && <Problem id="problem" words={failure.words} details={failure.details} />}
      {value.absences.length > 0 && (
        <Section title="已有的委托">
          {value.absences.map((one) => (
            <View key={one.id} className="it card">
              <View className="t">{one.absent.id === me ? `委托${one.standIn.name}` : `代${one.absent.name}办理`}</View>
              <Tag tone={one.ended ? 'idle' : 'run'} icon={one.ended ? 'check' : 'clock'}>{one.ended ? '已结束' : '委托中'}</Tag>
              <View className="s">{`${day(one.from)}至${day(one.until)}${one.reason ? `　${one.reason}` : ''}`}</View>
              {!one.ended && one.absent.id === me && <View id={`end-${one.id}`} className="text-act" {...button()} onClick={() => void act(() => once(`absence-end:${one.id}`, (key) => call('endAbsence', { params: { id: one.id }, key })), '委托已结束。')}><Text>提前结束</Text></View>}
            </View>
          ))}
        </Section>
      )}
      <View className="label"><Text>代办人</Text></View>
      {value.colleagues.length === 0 ? <View className="small">本单位没有其他在岗人员。</View> : <Picker mode="selector" range={value.colleagues.map(({ name }) => name)} onChange={(event) => setStandIn(value.colleagues[Number(event.detail.value)] ?? null)}><View id="stand-in" className="in pickline" {...link} {...labelled('代办人')}><Text>{standIn?.name ?? '请选择'}</Text></View></Picker>}
      <View className="label"><Text>从哪天起</Text></View>
      <Picker mode="date" value={from} onChange={(event) => setFrom(String(event.detail.value))}><View id="from" className="in pickline" {...link} {...labelled('开始日期')}><Text>{from ? day(from) : '请选择日期'}</Text></View></Picker>
      <View className="label"><Text>到哪天（含当天）</Text></View>
      <Picker mode="date" value={until} start={from} onChange={(event) => setUntil(String(event.detail.value))}><View id="until" className="in pickline" {...link} {...labelled('结束日期')}><Text>{until ? day(until) : '请选择日期'}</Text></View></Picker>
      <View className="label"><Text>原因（选填）</Text></View>
      <Input id="reason" className="in" value={reason} maxlength={200} {...labelled('原因')} onInput={(event) => setReason(event.detail.value)} />
      <View className="small">委托期间等您办理的任务，代办人也能办，记录写“某某代某某”。</View>
    </Screen>
  );
}
