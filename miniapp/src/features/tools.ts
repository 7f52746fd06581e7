import type { Task } from './task-list';

/** What can be done with a task besides deciding it, in the order it is offered; each is shown only where the server's `can` allows it. */
export const tools = ['sign', 'claim', 'release', 'urge', 'transfer', 'delegate', 'add-signer', 'copy', 'return', 'take-back', 'withdraw-vote'] as const;
export type Tool = (typeof tools)[number];

export const toolWords: Record<Tool, { name: string; note: string }> = {
  sign: { name: '出具意见', note: '有人请您看这件事，写好意见后回到他那里' },
  claim: { name: '领办', note: '由您办理，同事看得到' },
  release: { name: '放回', note: '不再由您一人办理，同岗位的都能办' },
  urge: { name: '催办', note: '提醒正在等的人，每个工作日一次' },
  transfer: { name: '转办', note: '转给本单位同岗位的同事，以后由他办理' },
  delegate: { name: '委派', note: '请同事先办，办完回到您这里，由您决定' },
  'add-signer': { name: '加签', note: '请同事会签：在您决定之前，或之后' },
  copy: { name: '抄送', note: '给本单位的人看，不办理' },
  return: { name: '退回', note: '退回到前面的环节重新办理，须写明原因' },
  'take-back': { name: '撤回提交', note: '还没有人审核以前可以撤回' },
  'withdraw-vote': { name: '撤回我的票', note: '结果出来以前可以撤回再投' },
};

export const toolsFor = (task: Task): Tool[] => tools.filter((tool) => task.can[tool]?.allowed);
/** Those that ask something before they are done. */
export const asks = (tool: Tool): boolean => needsPerson(tool) || tool === 'sign' || tool === 'return';
/** Those that need somebody named. */
export const needsPerson = (tool: Tool): boolean => tool === 'transfer' || tool === 'delegate' || tool === 'add-signer' || tool === 'copy';
