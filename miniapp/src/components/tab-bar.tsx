import { Text, View } from '@tarojs/components';
import { go, type Page } from '../features/go';
import { useUnread } from '../features/unread';
import { tab } from './speak';

const items: { page: Page; name: string; icon: string }[] = [{ page: 'home', name: '待办', icon: 'todo' }, { page: 'tasks', name: '任务', icon: 'list' }, { page: 'reminders', name: '消息', icon: 'bell' }, { page: 'mine', name: '我的', icon: 'user' }];

export function TabBar({ at }: { at: Page }) {
  const unread = useUnread();
  return (
    <View className="tabbar">
      {items.map(({ page, name, icon }) => (
        <View key={page} id={`tab-${page}`} className={page === at ? 'on' : ''} {...tab(page === at)} onClick={() => { if (page !== at) go(page); }}>
          <View className={`ico i-${icon}`} aria-hidden="true" />
          <View><Text>{name}</Text>{page === 'reminders' && unread > 0 && <Text className="n">{unread > 99 ? '99+' : String(unread)}</Text>}</View>
        </View>
      ))}
    </View>
  );
}
