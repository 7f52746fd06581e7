import { formatThousands } from '../../lib/money.js';
import { periodName } from '../../values/period.js';
import { isOfficeDate, type OfficeDate } from '../../values/office-date.js';
import type { TimelineEntry } from '../../web/components/timeline.js';
import type { IconName, Tone } from '../../web/components/icon.js';
import { dayWords, momentWords, periodWords } from '../../web/time-words.js';
import type { historyOf } from '../records.js';
import { statusChanges } from '../status.js';

export type HistoryEntry = Awaited<ReturnType<typeof historyOf>>[number];

const looks: Record<string, { tone: Tone; icon?: IconName }> = {
  学校审核通过: { tone: 'good' }, 主管部门审核通过: { tone: 'good' }, 公示通过: { tone: 'good' }, 登记资金发放: { tone: 'good', icon: 'coin' },
  学校审核不通过: { tone: 'bad', icon: 'cross' }, 主管部门审核不通过: { tone: 'bad', icon: 'cross' }, 公示不通过: { tone: 'bad', icon: 'cross' }, 登记银行退票: { tone: 'bad', icon: 'back' },
  申请公示退回: { tone: 'back', icon: 'back' }, 同意退回: { tone: 'back', icon: 'back' }, 不同意退回: { tone: 'run', icon: 'cross' }, 撤回提交: { tone: 'idle', icon: 'back' },
  公示名单: { tone: 'good', icon: 'flag' }, 提交名单: { tone: 'run', icon: 'right' }, 新建名单: { tone: 'idle', icon: 'plus' }, 照上月名单录入: { tone: 'idle', icon: 'copy' }, 上传公示附件: { tone: 'run', icon: 'upl' }, 删除公示附件: { tone: 'idle', icon: 'minus' }, 导出名单: { tone: 'idle', icon: 'down' }, 写批注: { tone: 'run', icon: 'edit' }, 催办: { tone: 'run', icon: 'bell' }, 答复批注: { tone: 'good', icon: 'check' },
  收到公示异议: { tone: 'bad', icon: 'flag' }, 答复公示异议: { tone: 'good', icon: 'check' }, 驳回公示异议: { tone: 'run', icon: 'cross' }, 查看异议联系方式: { tone: 'idle', icon: 'eye' },
};
const entryActs: Record<string, string> = { 名单添加学生: '添加学生', 名单修改档次: '修改档次', 名单删去学生: '删去学生', 名单导入学生: '导入学生' };

/**
 * What happened to a list, the newest first, with the columns before and after in the notice's words. Entering students one
 * by one makes one line, not three hundred.
 */
export function timeline(entries: readonly HistoryEntry[], today: OfficeDate): TimelineEntry[] {
  const shown: TimelineEntry[] = [];
  let run: { action: string; actor: string; count: number } | null = null;
  for (const entry of entries) {
    const count = entered(entry);
    if (run && run.action === entry.action && run.actor === entry.actor && entry.action in entryActs) {
      run.count += count;
      shown.pop();
    } else run = { action: entry.action, actor: entry.actor, count };
    shown.push(lineOf(entry, today, run.count));
  }
  return shown.reverse();
}

const entered = ({ after }: HistoryEntry): number => (typeof after?.added === 'number' ? after.added : 1);

function lineOf(entry: HistoryEntry, today: OfficeDate, count: number): TimelineEntry {
  const look = looks[entry.action] ?? (entry.action in entryActs ? { tone: 'idle' as const, icon: 'edit' as const } : { tone: 'run' as const });
  const change = statusChanges(entry.before ?? {}, entry.after ?? {}).map(({ name, before, after }) => `${name}：${before} → ${after}`).join('；');
  const detail = entry.action in entryActs ? `${count.toLocaleString('en-US')} 人` : detailOf(entry, today);
  return {
    who: `${entry.organisation} ${entry.actor}`.trim(), what: entryActs[entry.action] ?? entry.action, at: momentWords(new Date(entry.at), today), ...look,
    ...(detail ? { detail } : {}), ...(change ? { change } : {}), ...(entry.remark ? { remark: entry.remark } : {}),
  };
}

function detailOf({ action, after, before }: HistoryEntry, today: OfficeDate): string | null {
  const value = (name: string): unknown => after?.[name];
  const [start, end, paidOn] = [value('start'), value('end'), value('paidOn')];
  if (action === '公示名单' && typeof start === 'string' && typeof end === 'string') return `第 ${String(value('round'))} 轮，公示期 ${periodWords(start, end, today)}`;
  if (action === '登记资金发放' && typeof value('amountFen') === 'number') return `${Number(value('people')).toLocaleString('en-US')} 人，${formatThousands(Number(value('amountFen')))} 元，发放日期 ${typeof paidOn === 'string' && isOfficeDate(paidOn) ? dayWords(paidOn, today) : ''}`;
  if (action === '登记银行退票' && typeof value('amountFen') === 'number') return `${formatThousands(Number(value('amountFen')))} 元`;
  if (action === '照上月名单录入') return `照${periodName(String(value('month') ?? value('term')))}名单，沿用 ${Number(value('kept')).toLocaleString('en-US')} 人，不再列入 ${Number(value('dropped')).toLocaleString('en-US')} 人，加入 ${Number(value('chosen')).toLocaleString('en-US')} 人`;
  if (action === '催办') return `${String(value('organisation') ?? '')}办理“${String(value('taskName') ?? '')}”`;
  if (typeof value('receipt') === 'string') return `编号 ${String(value('receipt'))}`;
  if (action === '修改批次') return `第${String(before?.batchNo)}批 → 第${String(value('batchNo'))}批`;
  if (action === '上传公示附件' && typeof value('round') === 'number') return `第 ${Number(value('round'))} 轮`;
  return null;
}
