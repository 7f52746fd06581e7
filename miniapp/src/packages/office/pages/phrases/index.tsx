import { Textarea, View, Text } from '@tarojs/components';
import { useState } from 'react';
import { once } from '../../../../api/act-key';
import { call } from '../../../../api/call';
import { wordsOf } from '../../../../api/refusal';
import { button, labelled } from '../../../../components/speak';
import { Empty, Press, Problem, Row, Section, Skeleton } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { useRead } from '../../../../features/read';

/** 意见常用语: one's own to keep, the office's to use. */
export default function PhrasesPage() {
  const { value, problem, reload } = useRead(() => call('phrases'), 'phrases');
  const [phrase, setPhrase] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  async function act(work: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      await work();
      await reload();
    } catch (error) {
      setFailure(wordsOf(error));
    } finally {
      setBusy(false);
    }
  }
  const add = (): void => {
    const text = phrase.trim();
    if (!text) return setFailure('请先写下这一句。');
    return void act(async () => { await once(`phrase:${text}`, (key) => call('addPhrase', { body: { phrase: text, for: 'me' }, key })); setPhrase(''); });
  };

  if (!value) return <Screen>{problem ? <Problem words={problem} retry={() => void reload()} /> : <Skeleton rows={4} />}</Screen>;
  return (
    <Screen foot={<View className="foot"><Press id="add" busy={busy} onTap={add}>添加</Press></View>}>
      {value.items.length === 0 && <Empty>还没有常用语。写意见时常用的话，加在这里，办理时点一下就填上。</Empty>}
      {value.items.length > 0 && <Section>{value.items.map((one) => <Row key={one.id} id={`phrase-${one.id}`} label={one.phrase} note={one.own ? undefined : '本单位的'} end={one.own ? <View id={`remove-${one.id}`} className="chip" {...button()} onClick={() => void act(() => once(`phrase-gone:${one.id}`, (key) => call('removePhrase', { params: { id: one.id }, key })))}><Text>删去</Text></View> : undefined} />)}</Section>}
      <View className="label"><Text>新的常用语</Text></View>
      <Textarea id="phrase" className="area" value={phrase} maxlength={100} {...labelled('新的常用语')} onInput={(event) => setPhrase(event.detail.value)} />
      {failure && <Problem id="problem" words={failure} />}
    </Screen>
  );
}
