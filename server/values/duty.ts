import type { Level, Role } from './actor.js';

/** What kind of work an account is for. An account has one: the three administrators are never one person, and none of them does business. */
export type Duty = 'business' | 'system' | 'security' | 'audit' | 'process';

const duties: Partial<Record<Role, Duty>> = { 'system-administrator': 'system', 'security-administrator': 'security', auditor: 'audit', 'process-administrator': 'process', 'process-publisher': 'process' };

export const dutyOf = (role: Role): Duty => duties[role] ?? 'business';

export const dutyNames: Record<Duty, string> = { business: '业务', system: '系统管理', security: '安全管理', audit: '审计', process: '流程管理' };

/** School posts are at schools, authority posts at authorities; the administrators sit at authorities. */
export const roleFits = (role: Role, level: Level): boolean => (role === 'school-operator' || role === 'school-reviewer') === (level === 'school');
