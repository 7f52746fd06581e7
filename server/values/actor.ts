/** Who acts: one person in one post. First argument of every use case. */
export type Role =
  | 'school-operator' | 'school-reviewer'
  | 'authority-operator' | 'authority-director' | 'aid-centre-director'
  | 'system-administrator' | 'security-administrator' | 'auditor'
  | 'process-administrator' | 'process-publisher'
  /** No post of a person: a program outside that does external tasks. */
  | 'external-program';

/** The roles' names as the notice and the glossary write them. */
export const roleNames: Record<Role, string> = {
  'school-operator': '学校业务操作人员',
  'school-reviewer': '学校业务审核人员',
  'authority-operator': '主管部门业务操作人员',
  'authority-director': '业务主管领导',
  'aid-centre-director': '资助中心领导',
  'system-administrator': '系统管理员',
  'security-administrator': '安全管理员',
  'auditor': '审计员',
  'process-administrator': '流程管理员',
  'process-publisher': '流程发布人',
  'external-program': '外部程序',
};

/** The roles a person can be given a post in. */
export const postRoles: readonly Role[] = (Object.keys(roleNames) as Role[]).filter((role) => role !== 'external-program');

/** Roles that see business objects at all; the others have no scope on them (notice: 三员分离). */
export const businessRoles: readonly Role[] = ['school-operator', 'school-reviewer', 'authority-operator', 'authority-director', 'aid-centre-director'];

export type Level = 'central' | 'province' | 'prefecture' | 'county' | 'school';
export const levelNames: Record<Level, string> = { central: '中央级', province: '省级', prefecture: '市级', county: '县级', school: '学校' };

export type Actor = {
  userId: number;
  login: string;
  name: string;
  role: Role;
  organisation: {
    id: number;
    name: string;
    level: Level;
    /** Materialised path, segment-terminated: `/1/41/4101/`. Scope is a prefix of it. */
    path: string;
  };
  /** The absent colleague in whose post this act is done (王某代李某办理); the post above is theirs. */
  onBehalfOf?: { userId: number; name: string };
};

export const isSchool = (actor: Actor): boolean => actor.organisation.level === 'school';
export const isAdministrator = (actor: Actor): boolean => !businessRoles.includes(actor.role);
