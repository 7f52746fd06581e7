import { useReachBottom, useRouter } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { call } from '../../../../api/call';
import type { ReplyOf } from '../../../../api/contract';
import { wordsOf } from '../../../../api/refusal';
import { Empty, Problem, Section, Skeleton } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { difference, periodWords } from '../../../../features/words';

type Changes = ReplyOf<'changes'>;

/** 与上月对比: everybody who is new, gone or paid otherwise, each with the reason. */
export default function ChangesPage() {
  const id = Number(useRouter().params.id);
  const [shown, setShown] = useState<Changes | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  async function read(cursor?: string): Promise<void> {
    try {
      const page = await call('changes', { params: { id }, query: { limit: 30, ...(cursor ? { cursor } : {}) } });
      setShown((before) => (cursor && before ? { ...page, items: [...before.items, ...page.items] } : page));
      setProblem(null);
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }
  useEffect(() => { void read(); }, [id]);
  useReachBottom(() => { if (shown?.nextCursor) void read(shown.nextCursor); });
  return (
    <Screen clear>
      {problem && <Problem words={problem} retry={() => void read()} />}
      {!shown && !problem && <Skeleton rows={6} />}
      {shown && <Section title={`与${periodWords(shown)}对比`}><View className="d3"><View className="c"><Text className="n up">{shown.added ? `＋${shown.added}` : '0'}</Text><Text>新增</Text></View><View className="c"><Text className="n down">{shown.removed ? `−${shown.removed}` : '0'}</Text><Text>减少</Text></View><View className="c"><Text className="n">{String(shown.amountChanged)}</Text><Text>金额变化</Text></View></View></Section>}
      {shown && shown.items.length === 0 && <Empty>与上月相比没有变化。</Empty>}
      {shown && shown.items.length > 0 && (
        <Section>
          {shown.items.map((one) => (
            <View key={`${one.kind}${one.studentId}`} className="chg">
              <View className="h"><Text><Text className="strong">{one.name}</Text>{`　${one.grade} ${one.major} ${one.className}`}</Text><Text className={`m ${one.before === null ? 'up' : one.after === null ? 'down' : ''}`}>{difference(one.after ?? '0.00', one.before ?? '0.00')}</Text></View>
              <View className="small">{one.reason}</View>
            </View>
          ))}
        </Section>
      )}
    </Screen>
  );
}
