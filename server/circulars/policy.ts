import type { Actor, Level } from '../values/actor.js';
import type { Circular } from './circular.js';

const downwards: readonly Level[] = ['central', 'province', 'prefecture', 'county', 'school'];

/** The levels an organisation may address: those below its own. */
export const levelsBelow = (level: Level): Level[] => downwards.slice(downwards.indexOf(level) + 1);

/** Who publishes and urges: 主管部门业务操作人员, to their own subtree. */
export const mayPublish = (actor: Actor): boolean => actor.role === 'authority-operator';

export type Unmet = { code: string; message: string; basis: string };
const basis = '通知公告办理规则';

/** Why this person does not confirm it; null when it concerns them and they have not yet. */
export function whyNotConfirm(actor: Actor, circular: Circular): Unmet | null {
  if (circular.from.id === actor.organisation.id) return { code: 'role-not-allowed', message: '这份通知是本单位发出的，不用确认。', basis };
  return circular.ownReadAt ? { code: 'already-done', message: '您已经确认过。', basis } : null;
}

/** Why this person does not urge those who have not read it. @param workday the working day that urging counts to. */
export function whyNotUrge(actor: Actor, circular: Circular, workday: string): Unmet | null {
  if (circular.from.id !== actor.organisation.id || !mayPublish(actor)) return { code: 'role-not-allowed', message: `催阅由${circular.from.name}的业务操作人员办理。`, basis };
  if (circular.read >= circular.recipients) return { code: 'nothing-to-urge', message: '各单位都已阅，不用再催。', basis };
  return circular.urgedOn === workday ? { code: 'already-urged', message: '今天已经催过，下一个工作日可以再催。', basis } : null;
}
