import Taro, { useRouter } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { once } from '../../../../api/act-key';
import { call } from '../../../../api/call';
import { wordsOf } from '../../../../api/refusal';
import { Press, Problem, Row, Section, Skeleton } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { TrainingTag } from '../../../../components/training-tag';
import { goBack } from '../../../../features/go';
import { useRead } from '../../../../features/read';
import { day, moment, size } from '../../../../features/words';
import { openFile } from '../../../../platform/files';

/** One session: agenda, entrance, material, and signing in with one tap. */
export default function TrainingPage() {
  const id = Number(useRouter().params.id);
  const { value, problem, reload } = useRead(async () => ({ training: await call('training', { params: { id } }), files: (await call('trainingFiles', { params: { id } })).items }), String(id));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  if (!value) return <Screen>{problem ? <Problem words={problem} retry={() => void reload()} /> : <Skeleton rows={5} />}</Screen>;
  const { training: one, files } = value;
  const { signIn } = one.can;

  async function sign(): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      await once(`training:${id}`, (key) => call('signInAtTraining', { params: { id }, key }));
      await reload();
    } catch (error) {
      setFailure(wordsOf(error));
    } finally {
      setBusy(false);
    }
  }
  // A mini-program opens no page of others: the link goes into the clipboard, for the browser or 腾讯会议.
  const copy = (text: string): void => { Taro.setClipboardData({ data: text }).catch((error: unknown) => setFailure(wordsOf(error))); };
  const open = (file: (typeof files)[number]): void => { openFile(`/trainings/${id}/materials/${file.id}`, file.name).catch((error: unknown) => setFailure(wordsOf(error))); };
  return (
    <Screen foot={<View className="foot">{signIn.allowed ? <Press id="sign-in" busy={busy} onTap={() => void sign()}>签到</Press> : <Press id="back" kind="plain" onTap={goBack}>返回</Press>}</View>}>
      <View className="tt"><View className="t">{one.title}</View><View className="s">{one.from.name}</View><TrainingTag standing={one.standing} /></View>
      {failure && <Problem id="problem" words={failure} />}
      <View className="sec"><View className="txt"><Text id="standing">{one.cancelledAt ? `培训已经取消：${one.reason}` : one.signedAt ? `您 ${moment(one.signedAt)} 已签到。` : signIn.allowed ? `${moment(one.signUntil)} 前签到，每人一次。` : `${signIn.unmet.map(({ message }) => message).join('')}签到时间 ${moment(one.signFrom)} 至 ${moment(one.signUntil)}。`}</Text></View></View>
      <Section title="怎样参加">
        {one.link !== '' && <Row id="link" label="复制直播链接" note={one.link} onTap={() => copy(one.link)} />}
        {one.password && <Row id="password" label="复制会议密码" note={one.password} onTap={() => copy(one.password ?? '')} />}
        {one.place !== '' && <Row label="现场地点" note={one.place} />}
      </Section>
      <Section title="日程">{one.slots.map((slot) => <Row key={`${slot.heldOn}${slot.begins}${slot.topic}`} label={slot.topic} note={`${day(slot.heldOn)} ${slot.begins}–${slot.ends}　${slot.audience || '全体'}`} />)}</Section>
      {one.body !== '' && <View className="sec"><View className="txt"><Text className="prose" userSelect>{one.body}</Text></View></View>}
      {files.length > 0 && <Section title="资料">{files.map((file) => <Row key={file.id} id={`file-${file.id}`} label={file.name} note={size(file.size)} onTap={() => open(file)} />)}</Section>}
    </Screen>
  );
}
