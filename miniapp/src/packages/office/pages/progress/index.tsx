import { useReachBottom } from '@tarojs/taro';
import { Input, Text, View } from '@tarojs/components';
import { useEffect, useRef, useState } from 'react';
import { once } from '../../../../api/act-key';
import { call } from '../../../../api/call';
import type { ReplyOf } from '../../../../api/contract';
import { wordsOf } from '../../../../api/refusal';
import { button, chosen, labelled, link } from '../../../../components/speak';
import { Empty, Problem, Section, Skeleton, Tag } from '../../../../components/parts';
import { Screen } from '../../../../components/screen';
import { go } from '../../../../features/go';
import { day, programmeNames, stageNames } from '../../../../features/words';

type Board = ReplyOf<'board'>;
type Line = Board['items'][number];
const programmes = ['vocational-grant', 'vocational-tuition-waiver'] as const;

/** 本月进展 of an authority's schools: who has it, how late, and 催办 beside it. */
export default function ProgressPage() {
  const [programme, setProgramme] = useState<(typeof programmes)[number]>(programmes[0]);
  const [late, setLate] = useState(false);
  const [typed, setTyped] = useState('');
  const [board, setBoard] = useState<Board | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const question = useRef(0);

  async function read(cursor?: string): Promise<void> {
    const mine = cursor ? question.current : (question.current += 1);
    try {
      const next = await call('board', { query: { programme, sort: 'due', limit: 30, ...(late ? { late: 'true' as const } : {}), ...(typed.trim() ? { q: typed.trim() } : {}), ...(cursor ? { cursor } : {}) } });
      if (mine !== question.current) return;
      setBoard((before) => (cursor && before ? { ...next, items: [...before.items, ...next.items] } : next));
      setProblem(null);
    } catch (error) {
      if (mine === question.current) setProblem(wordsOf(error));
    }
  }
  useEffect(() => {
    const pause = setTimeout(() => void read(), typed ? 350 : 0);
    return () => clearTimeout(pause);
  }, [programme, late, typed]);
  useReachBottom(() => { if (board?.nextCursor) void read(board.nextCursor); });

  async function urge(taskId: number): Promise<void> {
    setProblem(null);
    try {
      const { can } = await once(`urge:${taskId}`, (key) => call('urgeTask', { params: { id: taskId }, key }));
      setBoard((before) => before && { ...before, items: before.items.map((line) => (line.waits?.taskId === taskId ? { ...line, waits: { ...line.waits, can: { urge: can.urge } } } : line)) });
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }

  return (
    <Screen>
      <View className="chips">{programmes.map((one) => <View key={one} id={`by-${one}`} className={`chip${one === programme ? ' on' : ''}`} {...chosen(one === programme)} onClick={() => setProgramme(one)}>{programmeNames[one]}</View>)}<View id="late" className={`chip${late ? ' on' : ''}`} {...chosen(late)} onClick={() => setLate(!late)}>只看逾期</View></View>
      <View className="search"><View className="ico i-search" aria-hidden="true" /><Input id="q" className="in" value={typed} placeholder="按学校名称查找" maxlength={60} {...labelled('按学校名称查找')} onInput={(event) => setTyped(event.detail.value)} /></View>
      {problem && <Problem words={problem} retry={() => void read()} />}
      {!board && !problem && <Skeleton rows={5} />}
      {board && <View className="calm gap-top">{`${Number(board.month.slice(5))}月：${board.sums.schools} 所学校，${board.sums.lists} 份名单，逾期 ${board.sums.late} 份`}</View>}
      {board && board.items.length === 0 && <Empty>{late ? '没有逾期的名单。' : '没有找到。'}</Empty>}
      {board && board.items.length > 0 && <Section>{board.items.map((line) => <SchoolLine key={`${line.school.id}-${line.listId ?? 0}`} line={line} onUrge={(id) => void urge(id)} />)}</Section>}
    </Screen>
  );
}

function SchoolLine({ line: { school, listId, batchNo, people, stage, waits }, onUrge }: { line: Line; onUrge: (taskId: number) => void }) {
  const urge = waits?.can.urge;
  const urged = urge?.unmet.some(({ code }) => code === 'already-urged') ?? false;
  const due = waits?.workdaysLate ? `逾期 ${waits.workdaysLate} 个工作日` : waits?.dueOn ? `期限 ${day(waits.dueOn)}` : '';
  return (
    <View className="it card">
      <View className="t tall" {...(listId ? link : {})} onClick={() => { if (listId) go('list', { id: listId }); }}>{school.name}</View>
      <Tag tone={!stage ? 'idle' : waits?.workdaysLate ? 'bad' : 'run'} icon="clock">{stage ? stageNames[stage] ?? stage : '还没有名单'}</Tag>
      <View className="s">{listId ? `第${batchNo ?? 1}批　${people} 人${waits ? `　等${waits.organisation}` : ''}${due ? `　${due}` : ''}` : '学校还没有新建本月名单'}</View>
      {waits && (urge?.allowed || urged) && <View id={`urge-${waits.taskId}`} className={urged ? 'text-act off' : 'text-act'} {...button(urged)} onClick={() => { if (!urged) onUrge(waits.taskId); }}><Text>{urged ? '今天已催办' : '催办'}</Text></View>}
    </View>
  );
}
