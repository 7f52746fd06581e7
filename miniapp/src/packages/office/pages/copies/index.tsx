import { View } from '@tarojs/components';
import { call } from '../../../../api/call';
import { link } from '../../../../components/speak';
import { Empty, Problem, Section, Skeleton, Tag } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { go } from '../../../../features/go';
import { useRead } from '../../../../features/read';
import { moment } from '../../../../features/words';

/** 抄送给我的: to be looked at, not decided; opening one marks it read. */
export default function CopiesPage() {
  const { value, problem, reload } = useRead(() => call('copies'), 'copies');
  function open(one: { id: number; readAt: string | null; task: { id: number } }): void {
    if (!one.readAt) void call('readCopies', { body: { ids: [one.id] } }).then(reload, () => undefined);
    go('task', { id: one.task.id });
  }
  return (
    <Screen>
      {problem && <Problem words={problem} retry={() => void reload()} />}
      {!value && !problem && <Skeleton rows={4} />}
      {value && value.items.length === 0 && <Empty>没有抄送给您的任务。</Empty>}
      {value && value.items.length > 0 && (
        <Section>{value.items.map((one) => (
          <View key={one.id} id={`copy-${one.id}`} className={`it card${one.readAt ? ' read' : ''}`} {...link} onClick={() => open(one)}>
            <View className="t">{one.task.name}</View>
            {!one.readAt && <Tag tone="mine" icon="bell">未读</Tag>}
            <View className="d">{`${one.sentBy}抄送　${moment(one.sentAt)}`}</View>
          </View>
        ))}</Section>
      )}
    </Screen>
  );
}
