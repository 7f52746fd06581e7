import { useRouter } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { once } from '../../../../api/act-key';
import { call } from '../../../../api/call';
import { wordsOf } from '../../../../api/refusal';
import { Press, Problem, Row, Section, Skeleton, Tag } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { goBack } from '../../../../features/go';
import { useRead } from '../../../../features/read';
import { day, moment, size } from '../../../../features/words';
import { openFile } from '../../../../platform/files';

/** One notice, and the receipt that it was read. */
export default function CircularPage() {
  const id = Number(useRouter().params.id);
  const { value: read, problem, reload } = useRead(async () => ({ circular: await call('circular', { params: { id } }), files: (await call('circularFiles', { params: { id } })).items }), String(id));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  if (!read) return <Screen>{problem ? <Problem words={problem} retry={() => void reload()} /> : <Skeleton rows={5} />}</Screen>;
  const { circular: value, files } = read;
  const confirms = value.can.confirm;
  const open = (file: (typeof files)[number]): void => { openFile(`/circulars/${id}/attachments/${file.id}`, file.name).catch((error: unknown) => setFailure(wordsOf(error))); };

  async function confirm(): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      await once(`circular:${id}`, (key) => call('confirmCircular', { params: { id }, key }));
      await reload();
    } catch (error) {
      setFailure(wordsOf(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Screen foot={<View className="foot">{!value.readAt && confirms?.allowed ? <Press id="confirm" busy={busy} onTap={() => void confirm()}>确认已阅</Press> : <Press id="back" kind="plain" onTap={goBack}>返回</Press>}</View>}>
      <View className="tt"><View className="t">{value.title}</View><View className="s">{`${value.from.name}　${moment(value.publishedAt)}`}</View>
        {value.readAt ? <Tag tone="good" icon="check">{`${moment(value.readAt)} 已确认`}</Tag> : <Tag tone="mine" icon="bell">{value.readBy ? `请于${day(value.readBy)}前确认已阅` : '待确认已阅'}</Tag>}
      </View>
      <View className="sec"><View className="txt"><Text className="prose" userSelect>{value.body}</Text></View></View>
      {value.about && <View className="sec"><View className="txt"><Text>{`${value.about.label}：请在电脑上打开这份通知，点“${value.about.label}”。`}</Text></View></View>}
      {files.length > 0 && <Section title="附件">{files.map((file) => <Row key={file.id} id={`file-${file.id}`} label={file.name} note={size(file.size)} onTap={() => open(file)} />)}</Section>}
      {failure && <Problem id="problem" words={failure} />}
    </Screen>
  );
}
