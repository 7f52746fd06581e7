import Taro, { useDidShow, usePullDownRefresh } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { useRef } from 'react';
import { call } from '../../api/call';
import { session } from '../../api/session';
import { link } from '../../components/speak';
import { Problem, Section, Skeleton, Tag } from '../../components/parts';
import { Screen } from '../../components/screen';
import { go } from '../../features/go';
import { useRead } from '../../features/read';
import { taskKeys, wantTasks } from '../../features/task-filter';
import { setUnread } from '../../features/unread';
import { moment } from '../../features/words';

async function readHome() {
  const [todos, news] = await Promise.all([call('todos'), call('notifications', { query: { limit: 3 } })]);
  setUnread(news.unread ?? 0);
  return { todos, news };
}

/** 待办: what to do first, the reminders with their two numbers, what is due soon, what is new. */
export default function Home() {
  const { value, problem, reload } = useRead(readHome, 'home');
  const shown = useRef(false);
  useDidShow(() => { if (shown.current) void reload(); shown.current = true; });
  usePullDownRefresh(() => { void reload().finally(() => Taro.stopPullDownRefresh()); });
  const who = session()?.user;
  const kinds = value ? [...new Set(value.todos.items.map(({ kind }) => kind))] : [];
  const [first, ...later] = value?.todos.ahead.items ?? [];
  return (
    <Screen tab="home">
      <View className="hi"><Text className="name">{who?.name ?? ''}</Text><Text>{who?.organisation.name ?? ''}</Text><View className="small">{who?.roleName ?? ''}</View></View>
      {problem && <Problem words={problem} retry={() => void reload()} />}
      {!value && !problem && <Skeleton rows={5} />}
      {value && (first
        ? <View id="next" className="next" {...link} onClick={() => go('task', { id: first.taskId })}>
            <View className="ico i-clock" aria-hidden="true" />
            <View className="grow"><View className="t">先办这一件：{first.name}</View><View className="s">{first.school}　{first.list}{first.people === null ? '' : `　${first.people} 人`}</View>{first.due && <View className="s">{first.due.words}</View>}</View>
            <View className="ico i-right" aria-hidden="true" />
          </View>
        : <View className="calm">现在不用您办理。有新的待办时，会在“消息”里告诉您。</View>)}
      {value && kinds.map((kind) => {
        const rows = value.todos.items.filter((one) => one.kind === kind);
        return (
          <Section key={kind} title={rows[0].name}>
            {rows.map((one) => (
              <View key={one.programme} id={`todo-${kind}-${one.programme}`} className="r" {...link} onClick={() => { wantTasks({ state: 'open', key: taskKeys[kind], programme: one.programme }); go('tasks'); }}>
                <Text className="nm">{one.programmeName}</Text>
                <View className={`k${one.currentMonth ? '' : ' zero'}`}><Text>本月</Text><Text className="v">{String(one.currentMonth)}</Text></View>
                <View className={`k${one.earlier ? ' late' : ' zero'}`}><Text>往月遗留</Text><Text className="v">{String(one.earlier)}</Text></View>
                <View className="ico i-right" aria-hidden="true" />
              </View>
            ))}
          </Section>
        );
      })}
      {later.length > 0 && (
        <Section title="接着办的" more={`全部 ${value?.todos.ahead.total ?? ''} 项`} onMore={() => { wantTasks({ state: 'open' }); go('tasks'); }}>
          {later.map((one) => (
            <View key={one.taskId} className="it" {...link} onClick={() => go('task', { id: one.taskId })}>
              <View className="h"><Text className="t">{one.name}</Text>{one.due && <Tag tone={one.due.late ? 'bad' : 'mine'} icon="clock">{one.due.words}</Tag>}</View>
              <View className="s">{one.school}　{one.list}{one.people === null ? '' : `　${one.people} 人`}</View>
            </View>
          ))}
        </Section>
      )}
      {value && value.news.items.length > 0 && (
        <Section title={value.news.unread ? `消息：${value.news.unread} 条未读` : '消息'} more="全部" onMore={() => go('reminders')}>
          {value.news.items.map((one) => <View key={one.id} className={`it${one.readAt ? ' read' : ''}`} {...link} onClick={() => go('reminders')}><View className="t">{one.title}</View><View className="d">{moment(one.createdAt)}</View></View>)}
        </Section>
      )}
    </Screen>
  );
}
