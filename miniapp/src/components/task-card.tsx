import { View } from '@tarojs/components';
import { memo } from 'react';
import type { Task } from '../features/task-list';
import { moment } from '../features/words';
import { link, ticked } from './speak';
import { Tag } from './parts';

type Props = { task: Task; picking?: boolean; picked?: boolean; byItself?: string | null; onTap: (id: number) => void };

/** One task of a list. Kept as it is while its neighbours change. `byItself`: why it cannot be ticked with others. */
export const TaskCard = memo(function TaskCard({ task, picking = false, picked = false, byItself = null, onTap }: Props) {
  const state = task.state !== 'open' ? <Tag tone={task.decision && /^(fail|reject|refuse)$/.test(task.decision) ? 'bad' : 'good'} icon="check">{decisionName(task)}</Tag>
    : task.due ? <Tag tone={task.due.late ? 'bad' : 'mine'} icon="clock">{task.due.words}</Tag> : null;
  const tickable = picking && !byItself;
  return (
    <View id={`task-${task.id}`} className={tickable ? picked ? 'it card pick on' : 'it card pick' : picking ? 'it card alone' : 'it card'} {...(tickable ? ticked(picked) : link)} onClick={() => onTap(task.id)}>
      <View className="t">{task.name}</View>
      {state}
      <View className="s">{task.subject.name}</View>
      {picking && byItself && <View className="d">{`要逐件看：${byItself}`}</View>}
      {task.state === 'open' && task.assignee && <View className="d">{`${task.assignee.name}已领办`}</View>}
      {task.state !== 'open' && task.doneAt && <View className="d">{`${task.doneBy ?? ''} ${moment(task.doneAt)}`}</View>}
    </View>
  );
});

export const decisionName = (task: Task): string => (task.state === 'cancelled' ? '已不用办' : task.decisions.find(({ value }) => value === task.decision)?.name ?? '已办');
