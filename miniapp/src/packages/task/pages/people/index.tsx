import { useReachBottom, useRouter } from '@tarojs/taro';
import { Input, Text, View } from '@tarojs/components';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../../../api/call';
import type { ReplyOf } from '../../../../api/contract';
import { wordsOf } from '../../../../api/refusal';
import { chosen, labelled } from '../../../../components/speak';
import { Empty, Problem, Section, Skeleton } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { money } from '../../../../features/words';

type Award = ReplyOf<'awards'>['items'][number];

/** 名单人员, document numbers masked; found by name, or only those to look at. */
export default function People() {
  const { id, warning } = useRouter().params;
  const [typed, setTyped] = useState('');
  const [attention, setAttention] = useState(warning === 'any');
  const [items, setItems] = useState<Award[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const question = useRef(0);

  async function read(cursor?: string): Promise<void> {
    const mine = cursor ? question.current : (question.current += 1);
    try {
      const page = await call('awards', { params: { id: Number(id) }, query: { limit: 30, ...(typed.trim() ? { q: typed.trim() } : {}), ...(attention ? { warning: 'any' as const } : {}), ...(cursor ? { cursor } : {}) } });
      if (mine !== question.current) return;
      setItems((before) => (cursor && before ? [...before, ...page.items] : page.items));
      setNext(page.nextCursor);
      setProblem(null);
    } catch (error) {
      if (mine === question.current) setProblem(wordsOf(error));
    }
  }

  useEffect(() => {
    const pause = setTimeout(() => void read(), typed ? 350 : 0);
    return () => clearTimeout(pause);
  }, [typed, attention]);
  useReachBottom(() => { if (next) void read(next); });
  return (
    <Screen clear>
      <View className="search"><View className="ico i-search" aria-hidden="true" /><Input id="q" className="in" value={typed} placeholder="按姓名查找" maxlength={60} {...labelled('按姓名查找')} onInput={(event) => setTyped(event.detail.value)} /></View>
      <View className="chips"><View className={`chip${attention ? '' : ' on'}`} {...chosen(!attention)} onClick={() => setAttention(false)}>全部</View><View id="attention" className={`chip${attention ? ' on' : ''}`} {...chosen(attention)} onClick={() => setAttention(true)}>需要留意</View></View>
      {problem && <Problem words={problem} retry={() => void read()} />}
      {!items && !problem && <Skeleton rows={6} />}
      {items && items.length === 0 && <Empty>{attention ? '没有需要留意的人。' : '没有找到。'}</Empty>}
      {items && items.length > 0 && (
        <Section>
          {items.map((one) => (
            <View key={one.id} className="it">
              <View className="h"><Text className="t">{one.student.name}</Text><Text>{`${money(one.payable)} 元`}</Text></View>
              <View className="s">{`${one.grade} ${one.major} ${one.className}`}</View>
              <View className="d">{one.student.maskedId}</View>
              {one.warnings.map((warn) => <View key={warn.code} className="s down">{warn.message}</View>)}
            </View>
          ))}
        </Section>
      )}
    </Screen>
  );
}
