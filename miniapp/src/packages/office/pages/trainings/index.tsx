import { useDidShow, useReachBottom } from '@tarojs/taro';
import { View } from '@tarojs/components';
import { useState } from 'react';
import { call } from '../../../../api/call';
import type { ReplyOf } from '../../../../api/contract';
import { wordsOf } from '../../../../api/refusal';
import { link } from '../../../../components/speak';
import { Empty, Problem, Section, Skeleton } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { go } from '../../../../features/go';
import { TrainingTag } from '../../../../components/training-tag';
import { moment } from '../../../../features/words';

/** 培训 for this person's post, newest first; the ones to sign in at say so. */
export default function TrainingsPage() {
  const [shown, setShown] = useState<ReplyOf<'trainings'> | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  async function read(cursor?: string): Promise<void> {
    try {
      const page = await call('trainings', { query: { limit: 20, ...(cursor ? { cursor } : {}) } });
      setShown((before) => (cursor && before ? { ...page, items: [...before.items, ...page.items] } : page));
      setProblem(null);
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }
  useDidShow(() => { void read(); });
  useReachBottom(() => { if (shown?.nextCursor) void read(shown.nextCursor); });
  return (
    <Screen>
      {problem && <Problem words={problem} retry={() => void read()} />}
      {!shown && !problem && <Skeleton rows={4} />}
      {shown && shown.items.length === 0 && <Empty>没有要参加的培训。</Empty>}
      {shown && shown.items.length > 0 && (
        <Section>
          {shown.items.map((one) => (
            <View key={one.id} id={`training-${one.id}`} className="it card" {...link} onClick={() => go('training', { id: one.id })}>
              <View className="t">{one.title}</View>
              <TrainingTag standing={one.standing} />
              <View className="d">{`${one.from.name}　签到 ${moment(one.signFrom)} 至 ${moment(one.signUntil)}`}</View>
            </View>
          ))}
        </Section>
      )}
    </Screen>
  );
}
