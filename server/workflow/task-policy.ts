import type { Actor } from '../values/actor.js';
import type { Signer } from './task-signers.js';
import type { Task } from './task.js';

/** Everything people do with a task besides deciding it. The keys are public: `can` of page, phone and API. */
export const taskTools = ['claim', 'release', 'transfer', 'delegate', 'add-signer', 'sign', 'copy'] as const;
export type TaskTool = (typeof taskTools)[number];
export type Unmet = { code: string; message: string };

/** What the policy looks at. `mine`: the task is open to this person's post, or to one they stand in for. */
export type TaskFacts = { task: Pick<Task, 'state' | 'name' | 'assignee' | 'organisation' | 'doneBy'>; mine: boolean; votes: boolean; pending: boolean; signers: readonly Signer[] };

type Condition = (actor: Actor, facts: TaskFacts) => Unmet | null;

const open: Condition = (_actor, { task }) => (task.state === 'open' ? null : { code: 'already-done', message: '这件事已经办结，不能再转交或请人办理。' });
const ofOwnPost: Condition = (_actor, { task, mine }) => (mine ? null : { code: 'role-not-allowed', message: `“${task.name}”由${task.organisation?.name ?? '其他单位'}办理，您可以查看。` });
const notByVote: Condition = (_actor, { votes }) => (votes ? { code: 'decided-by-vote', message: '这件事由各单位表决，每家一票，不用领办，也不能转交。' } : null);
const free: Condition = (_actor, { task }) => (task.assignee === null ? null : { code: 'claimed-by-another', message: `已由${task.assignee.name}领办。` });
const freeOrOwn: Condition = (actor, { task }) => (task.assignee === null || task.assignee.id === actor.userId ? null : { code: 'claimed-by-another', message: `已由${task.assignee.name}领办，由领办人转交。` });
const held: Condition = (actor, { task }) => (task.assignee?.id === actor.userId ? null : { code: 'not-claimed', message: '您没有领办这件事，不用放回。' });
const notPending: Condition = (_actor, { pending }) => (pending ? { code: 'awaits-signers', message: '已作决定，正在等会签人，不能再转交。' } : null);
const nobodyAsked: Condition = (_actor, { signers }) => (signers.some(({ kind, state }) => kind === 'delegation' && state === 'open') ? { code: 'delegated', message: '已委派给同事，等他办完回到您这里，或先收回委派。' } : null);
const fewEnough: Condition = (_actor, { signers }) => (signers.filter(({ state }) => state === 'open').length < MOST_SIGNERS ? null : { code: 'too-many-signers', message: `同时最多请 ${MOST_SIGNERS} 人，请先减去几位。` });
const asked: Condition = (actor, { signers }) => (signers.some(({ user, state }) => user.id === actor.userId && state === 'open') ? null : { code: 'not-asked', message: '这件事没有请您出具意见。' });
const ownOffice: Condition = (actor, { task, mine }) => (mine || task.organisation?.id === actor.organisation.id ? null : { code: 'role-not-allowed', message: '抄送由办理单位的人员发出。' });

const MOST_SIGNERS = 10;

/** Who may do which, in the order the reasons are told. One table for refusals, buttons and the menu 更多办理. */
const conditions: Record<TaskTool, readonly Condition[]> = {
  claim: [open, ofOwnPost, notByVote, free],
  release: [open, held, notPending],
  transfer: [open, ofOwnPost, notByVote, freeOrOwn, notPending, nobodyAsked],
  delegate: [open, ofOwnPost, notByVote, freeOrOwn, notPending, nobodyAsked, fewEnough],
  'add-signer': [open, ofOwnPost, notByVote, freeOrOwn, notPending, fewEnough],
  sign: [open, asked],
  copy: [ownOffice],
};

/** Why not, or null when the person may. */
export function whyNot(tool: TaskTool, actor: Actor, facts: TaskFacts): Unmet | null {
  for (const condition of conditions[tool]) {
    const unmet = condition(actor, facts);
    if (unmet) return unmet;
  }
  return null;
}
