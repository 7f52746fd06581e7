import Taro from '@tarojs/taro';
import type { ReplyOf } from '../api/contract';
import type { Task } from './task-list';

/** So many at once: their ids fit into one question. */
export const MOST = 200;

/** Why a task cannot be ticked together with others of this kind; null for one that can. The summary looks closer, at its people. */
export function whyAlone(task: Task, key: string): string | null {
  if (task.key !== key) return '不是同一个环节';
  if (!task.can.complete.allowed) return task.can.complete.unmet[0]?.message ?? '现在不能办理';
  if (!batchDecision(task.decisions)) return '没有可以一起作的决定';
  if (task.decisions.some(({ value }) => value === 'grant')) return '要先看影响';
  if (task.vote) return '由各单位表决';
  if (task.form.some(({ required }) => required)) return '要填写内容';
  const [mark] = task.marks;
  return mark ? `${mark.name} ${mark.count} 条` : null;
}

/** The decision a batch makes: the one that needs no reason. */
export const batchDecision = (decisions: readonly ReplyOf<'batchSummary'>['decisions'][number][]): ReplyOf<'batchSummary'>['decisions'][number] | undefined => decisions.find(({ remarkRequired }) => !remarkRequired);

const PLACE = 'batch';

/** The tasks somebody ticked, for the page that sums them up; they survive a phone that is put away meanwhile. */
export const wantBatch = (ids: readonly number[]): void => Taro.setStorageSync(PLACE, [...ids]);
export function wantedBatch(): number[] {
  const kept: unknown = Taro.getStorageSync(PLACE);
  return Array.isArray(kept) ? kept.filter((one): one is number => typeof one === 'number') : [];
}
