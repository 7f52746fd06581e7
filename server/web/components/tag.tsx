import { classes, Icon, type IconName, type Tone } from './icon.js';

/** The derived stage of an award list, as the contract names it. One list shows one stage. */
export type ListStage =
  | 'entry' | 'school-review' | 'authority-review' | 'to-publish' | 'awaiting-confirmation'
  | 'in-publicity' | 'to-disburse' | 'disbursed' | 'finished' | 'withdrawal-pending';

/** Why a list in entry is there again: the publicity was refused or withdrawn, or a review failed. */
export type ReturnedBy = 'publicity-rejected' | 'withdrawal-granted' | 'school-review-failed' | 'authority-review-failed';

export type TagProps = { tone: Tone; icon: IconName; word: string; big?: boolean };

/** Icon, word and colour together; without the colour it still reads. */
export function Tag({ tone, icon, word, big }: TagProps) {
  return <span class={classes('tag', tone, big && 'big')}><Icon name={icon} />{word}</span>;
}

export type StageTagProps = { stage: ListStage; mine: boolean; returnedBy?: ReturnedBy; big?: boolean };

/** The stage as this viewer sees it: yellow only when it is the viewer's turn. */
export function StageTag({ stage, mine, returnedBy, big }: StageTagProps) {
  return <Tag {...stageLook(stage, mine, returnedBy)} big={big} />;
}

/** Word, icon and colour of a stage, also for boards and legends. */
export function stageLook(stage: ListStage, mine: boolean, returnedBy?: ReturnedBy): { tone: Tone; icon: IconName; word: string } {
  const look = stage === 'entry' && returnedBy ? returnedLooks[returnedBy] : stageLooks[stage];
  return mine ? { ...look, tone: 'mine' } : look;
}

const stageLooks: Record<ListStage, { tone: Tone; icon: IconName; word: string }> = {
  'entry': { tone: 'idle', icon: 'edit', word: '草稿' },
  'school-review': { tone: 'run', icon: 'clock', word: '待学校审核' },
  'authority-review': { tone: 'run', icon: 'clock', word: '待主管部门审核' },
  'to-publish': { tone: 'run', icon: 'flag', word: '待公示' },
  'awaiting-confirmation': { tone: 'run', icon: 'clock', word: '待公示确认' },
  'in-publicity': { tone: 'run', icon: 'cal', word: '公示中' },
  'to-disburse': { tone: 'run', icon: 'coin', word: '可发放' },
  'disbursed': { tone: 'good', icon: 'check', word: '已发放' },
  'finished': { tone: 'good', icon: 'check', word: '公示通过' },
  'withdrawal-pending': { tone: 'back', icon: 'back', word: '退回申请中' },
};

const returnedLooks: Record<ReturnedBy, { tone: Tone; icon: IconName; word: string }> = {
  'publicity-rejected': { tone: 'bad', icon: 'cross', word: '公示不通过，待重新维护' },
  'withdrawal-granted': { tone: 'back', icon: 'back', word: '同意退回，待重新维护' },
  'school-review-failed': { tone: 'bad', icon: 'cross', word: '学校审核不通过，待重新维护' },
  'authority-review-failed': { tone: 'bad', icon: 'cross', word: '主管部门审核不通过，待重新维护' },
};
