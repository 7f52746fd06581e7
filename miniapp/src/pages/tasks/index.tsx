import Taro, { useDidShow, usePageScroll, usePullDownRefresh, useReachBottom } from '@tarojs/taro';
import { Input, Text, View } from '@tarojs/components';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { button, chosen, labelled, tab } from '../../components/speak';
import { Empty, Press, Problem, Skeleton } from '../../components/parts';
import { Screen } from '../../components/screen';
import { TaskCard } from '../../components/task-card';
import { MOST, wantBatch, whyAlone } from '../../features/batch';
import { go } from '../../features/go';
import { wantedTasks, wantTasks, type TaskFilter } from '../../features/task-filter';
import { useTaskList, type Task } from '../../features/task-list';
import { programmeNames } from '../../features/words';
import { useWindow } from '../../features/window';

const views: { id: string; name: string; filter: TaskFilter; empty: string }[] = [
  { id: 'open', name: '本岗位', filter: { state: 'open' }, empty: '没有等您办理的任务。' },
  { id: 'mine', name: '我领办的', filter: { state: 'open', whose: 'me' }, empty: '您没有领办任务，也没有人请您出意见。' },
  { id: 'done', name: '已办', filter: { state: 'done' }, empty: '还没有办过的任务。' },
];

/** 任务: my post's, mine, and done; by kind, programme and school; grows as it is scrolled; several of low risk ticked and decided at once. */
export default function Tasks() {
  const [filter, setFilter] = useState<TaskFilter>(wantedTasks);
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  const [picked, setPicked] = useState<ReadonlySet<number> | null>(null);
  const { shown, problem, more, reload, grow } = useTaskList(filter, q);
  const { first, last, heightOf, look } = useWindow(shown?.pages.length ?? 0);
  const visited = useRef(false);
  useDidShow(() => {
    setFilter((before) => (JSON.stringify(before) === JSON.stringify(wantedTasks()) ? before : wantedTasks()));
    if (visited.current) { void reload(); setPicked(null); }
    visited.current = true;
  });
  usePullDownRefresh(() => { void reload().finally(() => Taro.stopPullDownRefresh()); });
  useReachBottom(() => { void grow(); });
  usePageScroll(({ scrollTop }) => look(scrollTop));
  useEffect(() => {
    const pause = setTimeout(() => setQ(typed.trim()), 350);
    return () => clearTimeout(pause);
  }, [typed]);
  const choose = (next: TaskFilter): void => { wantTasks(next); setFilter(next); setPicked(null); };
  const view = views.find((one) => one.filter.state === filter.state && one.filter.whose === filter.whose) ?? views[0];
  const narrowed = ({ key, programme }: TaskFilter): Pick<TaskFilter, 'key' | 'programme'> => ({ ...(key ? { key } : {}), ...(programme ? { programme } : {}) });
  const { kinds = [], programmes = [] } = shown ?? {};
  const items = useMemo(() => shown?.pages.flat() ?? [], [shown?.pages]);
  const kind = picked ? filter.key ?? items[0]?.key ?? '' : '';
  const can = useMemo(() => (picked ? items.filter((task) => whyAlone(task, kind) === null).map(({ id }) => id).slice(0, MOST) : []), [items, kind, picked !== null]);
  const picking = picked !== null;
  const tap = useCallback((id: number) => {
    if (!picking) return go('task', { id });
    if (!can.includes(id)) return undefined;
    return setPicked((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, [picking, can]);

  function startPicking(): void {
    // One batch makes one decision, so its tasks are of one kind.
    const only = filter.key ?? items.find((task) => whyAlone(task, task.key) === null)?.key;
    if (only && only !== filter.key) { const next = { ...filter, key: only }; wantTasks(next); setFilter(next); }
    setPicked(new Set());
  }

  const sum = (): void => {
    if (!picked || picked.size === 0) return;
    wantBatch([...picked]);
    go('batch');
  };
  const offersBatch = filter.state === 'open' && items.some((task) => whyAlone(task, task.key) === null);
  return (
    <Screen {...(picking ? { foot: (
      <View className="foot decbar"><Press id="pick-end" kind="plain" onTap={() => setPicked(null)}>取消</Press><Press id="pick-sum" off={picked.size === 0} onTap={sum}>{picked.size === 0 ? '请勾选任务' : `看汇总（${picked.size} 件）`}</Press></View>
    ) } : { tab: 'tasks' as const })}>
      <View className="seg">
        {views.map((one) => <View key={one.id} id={`seg-${one.id}`} className={one === view ? 'on' : ''} {...tab(one === view)} onClick={() => choose({ ...one.filter, ...narrowed(filter) })}>{one.name}</View>)}
      </View>
      <View className="search"><View className="ico i-search" aria-hidden="true" /><Input id="q" className="in" value={typed} placeholder="按学校名称查找" maxlength={60} {...labelled('按学校名称查找')} onInput={(event) => setTyped(event.detail.value)} /></View>
      {(programmes.length > 1 || filter.programme) && (
        <View className="chips line">
          <View className={`chip${filter.programme ? '' : ' on'}`} {...chosen(!filter.programme)} onClick={() => choose({ ...view.filter, ...narrowed({ ...filter, programme: undefined }) })}>全部项目</View>
          {programmes.map((one) => <View key={one} id={`by-${one}`} className={`chip${filter.programme === one ? ' on' : ''}`} {...chosen(filter.programme === one)} onClick={() => choose({ ...filter, programme: one })}>{programmeNames[one] ?? one}</View>)}
        </View>
      )}
      {filter.whose !== 'me' && (kinds.length > 1 || filter.key) && (
        <View className="chips line">
          <View className={`chip${filter.key ? '' : ' on'}`} {...chosen(!filter.key)} onClick={() => choose({ ...view.filter, ...narrowed({ ...filter, key: undefined }) })}>全部环节</View>
          {kinds.map((one) => <View key={one.key} id={`kind-${one.key}`} className={`chip${filter.key === one.key ? ' on' : ''}`} {...chosen(filter.key === one.key)} onClick={() => choose({ ...filter, key: one.key })}>{`${one.name} ${one.count}`}</View>)}
        </View>
      )}
      {offersBatch && !picking && <View className="more-line"><View id="pick" className="text-act" {...button()} onClick={startPicking}>批量办理</View></View>}
      {picking && <View className="more-line"><Text className="small">一起办理没有疑点的；要逐件看的，点“取消”后打开。</Text>{can.length > 0 && <View id="pick-all" className="text-act" {...button()} onClick={() => setPicked(new Set(picked.size === can.length ? [] : can))}>{picked.size === can.length ? '全不选' : `全选已列出的 ${can.length} 件`}</View>}</View>}
      {problem && <Problem words={problem} retry={() => void reload()} />}
      {!shown && !problem && <Skeleton rows={3} />}
      {shown && items.length === 0 && <Empty>{q ? '没有找到这所学校的任务。' : view.empty}</Empty>}
      {shown && items.length > 0 && (
        <View className="sec">
          {shown.pages.map((page, at) => {
            // The frame stays while its rows are put away: else WeChat is handed the whole list anew.
            const near = at >= first && at <= last;
            return <View key={at} id={`page-${at}`} style={{ height: near ? 'auto' : `${heightOf(at)}px` }}>{near && <TaskRows tasks={page} kind={kind} picked={picked} onTap={tap} />}</View>;
          })}
        </View>
      )}
      {shown && items.length > 0 && <View className="fine"><Text>{shown.stale ? '上次看到的，正在更新……' : more ? '正在读取更多……' : shown.next ? '上滑查看更多' : `共 ${shown.total ?? items.length} 项，已全部列出`}</Text></View>}
    </Screen>
  );
}

type RowsProps = { tasks: readonly Task[]; kind: string; picked: ReadonlySet<number> | null; onTap: (id: number) => void };

/** Twenty tasks that are drawn or put away together. */
const TaskRows = memo(function TaskRows({ tasks, kind, picked, onTap }: RowsProps) {
  return <>{tasks.map((task) => <TaskCard key={task.id} task={task} picking={picked !== null} picked={picked?.has(task.id) ?? false} byItself={picked ? whyAlone(task, kind) : null} onTap={onTap} />)}</>;
});
