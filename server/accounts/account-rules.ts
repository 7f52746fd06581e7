import { RuleBroken } from '../lib/errors.js';
import type { Actor, Level, Role } from '../values/actor.js';
import { roleNames } from '../values/actor.js';
import { dutyNames, dutyOf, roleFits, type Duty } from '../values/duty.js';

/** 待批准 → 启用 ⇄ 冻结 → 注销. A refused account is cancelled too; its login is never given to anybody else. */
export type AccountStatus = 'pending' | 'active' | 'frozen' | 'cancelled';
export const statusNames: Record<AccountStatus, string> = { pending: '待批准', active: '启用', frozen: '已冻结', cancelled: '已注销' };

const basis = '附件2 账号管理（系统管理员、安全管理员）';

/**
 * Nobody makes an account above or beside their own: business posts in one's own organisation and below it, administrators
 * strictly below.
 * @throws RuleBroken `post-not-here`, `role-does-not-fit`.
 */
export function demandPostBelow(actor: Pick<Actor, 'organisation'>, role: Role, at: { path: string; level: Level; name: string }): void {
  const own = actor.organisation.path;
  if (dutyOf(role) !== 'business' && at.path === own) throw new RuleBroken('post-not-here', `${roleNames[role]}只能设在${actor.organisation.name}的下级单位；本级的由上级账号管理人员设立。`, basis, [{ path: 'organisationId', code: 'post-not-here', message: '请选下级单位。' }]);
  if (!roleFits(role, at.level)) throw new RuleBroken('role-does-not-fit', `${at.name}没有“${roleNames[role]}”这个岗位，请改选岗位或单位。`, basis, [{ path: 'role', code: 'role-does-not-fit', message: `${at.name}没有这个岗位。` }]);
}

/** 三员分离: an account's posts are all of one duty. @throws RuleBroken `duties-apart` */
export function demandOneDuty(duty: Duty, role: Role): void {
  if (dutyOf(role) !== duty) throw new RuleBroken('duties-apart', `这个账号办的是${dutyNames[duty]}，不能再任“${roleNames[role]}”。系统管理、安全管理、审计和业务须由不同的人担任，请另开账号。`, '等级保护 管理权限分离', [{ path: 'role', code: 'duties-apart', message: '与现有岗位不能由同一人担任。' }]);
}

/** 冻结: sign-in is stopped at once, everything else stays. @throws RuleBroken `account-not-active` */
export function freeze(status: AccountStatus): AccountStatus {
  if (status !== 'active') throw new RuleBroken('account-not-active', `账号现在是“${statusNames[status]}”，只有启用的账号可以冻结。`, basis);
  return 'frozen';
}

/** 解冻. @throws RuleBroken `account-not-frozen` */
export function thaw(status: AccountStatus): AccountStatus {
  if (status !== 'frozen') throw new RuleBroken('account-not-frozen', `账号现在是“${statusNames[status]}”，不用解冻。`, basis);
  return 'active';
}

/** 注销: for good; what the person did stays under their name. @throws RuleBroken `account-cancelled` */
export function cancel(status: AccountStatus): AccountStatus {
  if (status === 'cancelled') throw new RuleBroken('account-cancelled', '账号已经注销，不用再办。', basis);
  return 'cancelled';
}

/** Only an account that was approved and is not stopped gets a link to set its password. @throws RuleBroken `account-not-active` */
export function demandLinkable(status: AccountStatus): void {
  if (status !== 'active') throw new RuleBroken('account-not-active', status === 'pending' ? '账号还没有批准，请安全管理员先批准，再发激活链接。' : `账号现在是“${statusNames[status]}”，不能发激活链接。`, basis);
}
