import type { FilingStep } from '../filing-calendar/rules.js';

/** One thing that happened to a list, in the audit's own word; the end of its 资金发放 is told by the task. */
export type ListEvent = { word: string; at: Date };

/** When each step of a list was done, of what still stands. */
export type StepTimes = Partial<Record<FilingStep, Date>>;

const reached: Readonly<Record<string, FilingStep>> = { 提交名单: 'entry', 主管部门审核通过: 'review', 公示名单: 'publicity', 公示通过: 'confirmation', 发放办结: 'disbursement' };
const undone: Readonly<Record<string, readonly FilingStep[]>> = {
  撤回提交: ['entry'], 学校审核不通过: ['entry'], 主管部门审核不通过: ['entry', 'review'], 公示不通过: ['entry', 'review', 'publicity', 'confirmation'],
  同意退回: ['entry', 'review', 'publicity', 'confirmation', 'disbursement'], 登记银行退票: ['disbursement'],
};
/** The words that move a step; the others change nothing here. */
export const telling: readonly string[] = [...Object.keys(reached), ...Object.keys(undone)];

/**
 * 各环节办结时间: what was done and undone, read in order. A step that was returned counts again when it is done again, so a list
 * sent back counts by its last filing (正文三：按时、保质、保量).
 */
export function stepTimes(events: readonly ListEvent[]): StepTimes {
  const times: StepTimes = {};
  for (const { word, at } of events) {
    for (const step of undone[word] ?? []) delete times[step];
    if (word in reached) times[reached[word]] = at;
  }
  return times;
}
