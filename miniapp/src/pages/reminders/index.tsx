import Taro, { useDidShow, usePullDownRefresh, useReachBottom } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { useRef, useState } from 'react';
import { call } from '../../api/call';
import type { ReplyOf } from '../../api/contract';
import { wordsOf } from '../../api/refusal';
import { link, tab } from '../../components/speak';
import { Empty, Press, Problem, Section, Skeleton, Tag } from '../../components/parts';
import { Screen } from '../../components/screen';
import { openAddress } from '../../features/go';
import { askForOneMore, readSubscription, type Subscription } from '../../features/consent';
import { setUnread } from '../../features/unread';
import { moment } from '../../features/words';

type News = ReplyOf<'notifications'>['items'][number];

/** 消息: what the system told this person, newest first; a tap marks it read and opens what it is about. */
export default function Reminders() {
  const [items, setItems] = useState<News[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [unread, setCount] = useState(0);
  const [onlyUnread, setOnlyUnread] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [allowed, setAllowed] = useState<Subscription | null>(null);
  const busy = useRef(false);

  async function read(cursor?: string): Promise<void> {
    if (busy.current) return;
    busy.current = true;
    try {
      const page = await call('notifications', { query: { limit: 20, ...(cursor ? { cursor } : {}) } });
      setItems((before) => (cursor && before ? [...before, ...page.items] : page.items));
      setNext(page.nextCursor);
      setCount(page.unread ?? 0);
      setUnread(page.unread ?? 0);
      setProblem(null);
    } catch (error) {
      setProblem(wordsOf(error));
    } finally {
      busy.current = false;
    }
  }

  useDidShow(() => {
    void read();
    readSubscription().then(setAllowed, () => setAllowed(null));
  });
  usePullDownRefresh(() => { void read().finally(() => Taro.stopPullDownRefresh()); });
  useReachBottom(() => { if (next) void read(next); });

  async function markRead(ids: number[] | 'all'): Promise<void> {
    try {
      await call('readNotifications', { body: { ids } });
      await read();
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }

  function open(one: News): void {
    if (!one.readAt) void markRead([one.id]);
    openAddress(one);
  }

  const shown = items?.filter((one) => !onlyUnread || !one.readAt);
  return (
    <Screen tab="reminders">
      {allowed?.available && allowed.bound && (
        <View className="ask">
          <View className="ico i-bell" aria-hidden="true" />
          <View className="grow">
            <View className="strong">新的待办要用微信提醒您吗</View>
            <View className="small">微信规定：每点一次允许，可以收到一条提醒。每办完一件，我们会再问一次。</View>
            <Press id="allow" onTap={() => askForOneMore(setAllowed)}>允许提醒</Press>
            <View id="credits" className="small">{`还能收到 ${allowed.credits} 条`}</View>
          </View>
        </View>
      )}
      <View className="seg">
        <View className={onlyUnread ? '' : 'on'} {...tab(!onlyUnread)} onClick={() => setOnlyUnread(false)}>全部</View>
        <View id="unread" className={onlyUnread ? 'on' : ''} {...tab(onlyUnread)} onClick={() => setOnlyUnread(true)}>{`未读 ${unread}`}</View>
      </View>
      {problem && <Problem words={problem} retry={() => void read()} />}
      {!shown && !problem && <Skeleton />}
      {shown && shown.length === 0 && <Empty>{onlyUnread ? '没有未读的消息。' : '还没有消息。有新的待办时，会在这里告诉您。'}</Empty>}
      {shown && shown.length > 0 && (
        <Section>
          {shown.map((one) => (
            <View key={one.id} id={`news-${one.id}`} className={`it${one.readAt ? ' read' : ''}`} {...link} onClick={() => open(one)}>
              <View className="h"><Text className="t">{one.title}</Text>{!one.readAt && <Tag tone="mine" icon="bell">未读</Tag>}</View>
              <View className="s">{one.body}</View>
              <View className="d">{moment(one.createdAt)}</View>
            </View>
          ))}
        </Section>
      )}
      {unread > 0 && <><View className="gap" /><Press id="read-all" kind="plain" onTap={() => void markRead('all')}>全部标为已读</Press></>}
    </Screen>
  );
}
