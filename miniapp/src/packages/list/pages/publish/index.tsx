import { useRouter } from '@tarojs/taro';
import { Picker, Text, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { once } from '../../../../api/act-key';
import { call } from '../../../../api/call';
import { Refusal, wordsOf } from '../../../../api/refusal';
import { button, labelled, link } from '../../../../components/speak';
import { Press, Problem, Row, Section, Skeleton } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { goBack } from '../../../../features/go';
import { photographNotice } from '../../../../features/photo';
import { useRead } from '../../../../features/read';
import { day, size } from '../../../../features/words';

async function readPublishing(id: number) {
  const params = { id };
  const [list, proposal, attachments] = await Promise.all([call('list', { params }), call('publicityProposal', { params }), call('attachments', { params })]);
  return { list, proposal, files: attachments.items.filter(({ current }) => current) };
}

/** 资助名单公示 from where the notice hangs: photograph it, choose the period, publish. */
export default function PublishPage() {
  const id = Number(useRouter().params.id);
  const { value, problem, reload } = useRead(() => readPublishing(id), String(id));
  const [start, setStart] = useState('');
  const [end, setEnd] = useState('');
  const [words, setWords] = useState('');
  const [busy, setBusy] = useState<'photo' | 'publish' | null>(null);
  const [failure, setFailure] = useState<{ words: string; details: readonly string[] } | null>(null);
  useEffect(() => {
    if (!value || start) return;
    setStart(value.proposal.start);
    setEnd(value.proposal.end ?? '');
    setWords(value.proposal.explained);
  }, [value]);

  async function act(what: 'photo' | 'publish', work: () => Promise<unknown>, after: () => void): Promise<void> {
    setBusy(what);
    setFailure(null);
    try {
      await work();
      after();
    } catch (error) {
      setFailure({ words: wordsOf(error), details: error instanceof Refusal ? error.details : [] });
    } finally {
      setBusy(null);
    }
  }

  async function from(date: string): Promise<void> {
    setStart(date);
    const proposal = await call('publicityProposal', { params: { id }, query: { start: date } }).catch(() => null);
    if (!proposal) return;
    setEnd(proposal.end ?? '');
    setWords(proposal.explained);
  }

  if (!value) return <Screen>{problem ? <Problem words={problem} retry={() => void reload()} /> : <Skeleton rows={4} />}</Screen>;
  const { list, proposal, files } = value;
  const publishing = list.can['publish-list'];
  const waits = list.stage === 'to-publish';
  const unmet = publishing?.unmet ?? [];
  const publish = (): void => void act('publish', () => once(`publish:${id}`, (key) => call('publish', { params: { id }, body: { start, end }, key })), () => void reload());
  return (
    <Screen foot={waits ? <View className="foot"><Press id="publish-now" busy={busy === 'publish'} off={!publishing?.allowed || !end} onTap={publish}>{`公示 ${start ? day(start) : ''}至${end ? day(end) : '待定'}`}</Press></View> : <View className="foot"><Press kind="plain" onTap={goBack}>返回</Press></View>}>
      <View className="tt"><View className="t">{list.school.name}</View><View className="s">{list.name}</View></View>
      {!waits && list.publicity && <View id="published" className="calm">{`已公示，公示时间 ${day(list.publicity.start)}至${day(list.publicity.end)}，等主管部门确认。`}</View>}
      <Section title={`公示附件　${files.length} 份`}>
        {files.map((file) => <Row key={file.id} id={`file-${file.id}`} label={file.name} note={`${size(file.size)}　${file.scan === 'clean' ? '未发现证件号' : '图片，请看清没有证件号、电话、卡号'}`} end={list.can.attach?.allowed ? <View className="chip" {...button()} onClick={() => void act('photo', () => call('removeAttachment', { params: { id, attachmentId: file.id } }), () => void reload())}>删去</View> : undefined} />)}
        {list.can.attach?.allowed && <View className="txt"><Press id="photo" kind="plain" busy={busy === 'photo'} onTap={() => void act('photo', () => photographNotice(id), () => void reload())}>拍公示栏的照片</Press><View className="small">照片里的拍摄地点和时间会由系统去掉。</View></View>}
      </Section>
      {waits && (
        <Section title="公示时间">
          <Picker mode="date" value={start} start={proposal.earliestStart} end={proposal.latestStart} onChange={(event) => void from(String(event.detail.value))}><View id="start" className="file" {...link} {...labelled('公示开始日期')}><Text className="grow">开始</Text><Text>{start ? day(start) : '请选择'}</Text><View className="ico i-right" aria-hidden="true" /></View></Picker>
          <Picker mode="date" value={end} start={start} end={proposal.latestEnd} onChange={(event) => setEnd(String(event.detail.value))}><View id="end" className="file" {...link} {...labelled('公示结束日期')}><Text className="grow">结束</Text><Text>{end ? day(end) : '待定'}</Text><View className="ico i-right" aria-hidden="true" /></View></Picker>
          <View className="txt small">{words}</View>
        </Section>
      )}
      {waits && unmet.length > 0 && <Section title={`公示名单：还差 ${unmet.length} 项`}>{unmet.map((one) => <View key={one.code} className="li"><View className="ico i-warn" aria-hidden="true" /><Text>{one.message}</Text></View>)}</Section>}
      {failure && <Problem id="problem" words={failure.words} details={failure.details} />}
    </Screen>
  );
}
