import { useDidShow, useReachBottom } from '@tarojs/taro';
import { View } from '@tarojs/components';
import { useState } from 'react';
import { call } from '../../../../api/call';
import type { ReplyOf } from '../../../../api/contract';
import { wordsOf } from '../../../../api/refusal';
import { link } from '../../../../components/speak';
import { Empty, Problem, Section, Skeleton, Tag } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { go } from '../../../../features/go';
import { day, moment } from '../../../../features/words';

/** 通知公告 from the authorities above, newest first; those not confirmed say so. */
export default function CircularsPage() {
  const [shown, setShown] = useState<ReplyOf<'circulars'> | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  async function read(cursor?: string): Promise<void> {
    try {
      const page = await call('circulars', { query: { limit: 20, ...(cursor ? { cursor } : {}) } });
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
      {shown && shown.items.length === 0 && <Empty>还没有收到通知公告。</Empty>}
      {shown && shown.items.length > 0 && (
        <Section>
          {shown.items.map((one) => (
            <View key={one.id} id={`circular-${one.id}`} className={`it card${one.readAt ? ' read' : ''}`} {...link} onClick={() => go('circular', { id: one.id })}>
              <View className="t">{one.title}</View>
              {one.readAt ? <Tag tone="good" icon="check">已阅</Tag> : <Tag tone="mine" icon="bell">待阅</Tag>}
              <View className="d">{`${one.from.name}　${moment(one.publishedAt)}${one.readBy ? `　请于${day(one.readBy)}前阅` : ''}`}</View>
            </View>
          ))}
        </Section>
      )}
    </Screen>
  );
}
