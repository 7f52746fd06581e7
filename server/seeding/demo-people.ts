import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { row, rows, run } from '../database.js';
import { hashPassword } from '../people/password.js';
import { projectRoot } from '../root.js';
import type { Actor, Level, Role } from '../values/actor.js';
import { dutyOf } from '../values/duty.js';

type OrganisationSeed = { key: string; code: string; name: string; level: Level; parent: string | null; region: string; stage?: string; telephone?: string; office?: string; students?: number };
export type DemoOrganisation = OrganisationSeed & { id: number; path: string };

export const demoPassword = 'Demo-2023-aid';

/** Jobs of the demo logins `<place>.<job>` and the roles they hold. */
const schoolJobs: Record<string, Role> = { operator: 'school-operator', reviewer: 'school-reviewer' };
const authorityJobs: Record<string, Role> = { operator: 'authority-operator', director: 'authority-director', aidcentre: 'aid-centre-director' };
const administrators: { login: string; role: Role; name: string }[] = [
  { login: 'sysadmin', role: 'system-administrator', name: '孟广平' }, { login: 'secadmin', role: 'security-administrator', name: '薛安' }, { login: 'auditor', role: 'auditor', name: '严明' },
  { login: 'flowadmin', role: 'process-administrator', name: '戴图南' }, { login: 'flowapprover', role: 'process-publisher', name: '方启明' },
];
const names = ['李秀梅', '赵国栋', '王建平', '赵敏', '陈立新', '周文娟', '吴海涛', '郑晓燕', '孙志强', '马丽华', '朱永刚', '胡春雨', '郭庆丰', '林素芳', '何卫东', '高玉洁', '罗建军', '梁静', '宋明辉', '谢兰', '唐振华', '许慧敏', '韩东升', '冯雪梅', '邓国庆', '曹丽娜', '彭志远', '曾庆云', '肖红', '田利民', '董丽君', '袁浩', '潘月', '于洋', '蒋勤', '蔡文', '余芳', '杜平'];

/** The demo tree of organisations, parents first. */
export async function seedOrganisations(world: 'demo' | 'demo-central' = 'demo'): Promise<Map<string, DemoOrganisation>> {
  const seeds = JSON.parse(await readFile(join(projectRoot, 'seeds', world, 'organisations.json'), 'utf8')) as OrganisationSeed[];
  const made = new Map<string, DemoOrganisation>();
  for (const seed of seeds) {
    const parent = seed.parent ? made.get(seed.parent) : undefined;
    const { insertId } = await run('INSERT INTO organisations (code, name, level, kind, stage, parent_id, region_code, path, telephone, office) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [seed.code, seed.name, seed.level, seed.level === 'school' ? 'school' : 'education', seed.stage ?? null, parent?.id ?? null, seed.region, '', seed.telephone ?? '', seed.office ?? '']);
    const path = `${parent?.path ?? '/'}${insertId}/`;
    await run('UPDATE organisations SET path = ? WHERE id = ?', [path, insertId]);
    made.set(seed.key, { ...seed, id: insertId, path });
  }
  return made;
}

/** One account for each place and job, and the administrators. They all share the demo password, which does not age. */
export async function seedPeople(organisations: Map<string, DemoOrganisation>): Promise<void> {
  const passwordHash = await hashPassword(demoPassword);
  let next = 0;
  const make = async (login: string, name: string, organisationId: number, role: Role): Promise<void> => {
    const { insertId } = await run('INSERT INTO users (login, name, duty, organisation_id, password_hash, password_changed_at, password_ages) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(3), 0)', [login, name, dutyOf(role), organisationId, passwordHash]);
    await run('INSERT INTO posts (user_id, organisation_id, role) VALUES (?, ?, ?)', [insertId, organisationId, role]);
  };
  for (const organisation of organisations.values()) {
    for (const [job, role] of Object.entries(organisation.level === 'school' ? schoolJobs : authorityJobs)) await make(`${organisation.key}.${job}`, names[next++ % names.length], organisation.id, role);
  }
  const top = organisations.get('province') ?? organisations.get('central');
  if (!top) throw new Error('the demo world has no authority at the top');
  for (const one of administrators) await make(one.login, one.name, top.id, one.role);
}

/** Somebody of the demo world by login, as who they act. */
export async function demoActor(login: string): Promise<Actor> {
  const found = await row<{ user_id: number; name: string; role: Role; organisation_id: number; organisation_name: string; level: Level; path: string }>(
    'SELECT u.id AS user_id, u.name, p.role, o.id AS organisation_id, o.name AS organisation_name, o.level, o.path FROM users u JOIN posts p ON p.user_id = u.id JOIN organisations o ON o.id = p.organisation_id WHERE u.login = ?', [login]);
  if (!found) throw new Error(`the demo world has no ${login}`);
  return { userId: found.user_id, login, name: found.name, role: found.role, organisation: { id: found.organisation_id, name: found.organisation_name, level: found.level, path: found.path } };
}

/** Demo logins with the people's roles, for the list printed at start-up. */
export const demoLogins = async (): Promise<string[]> => (await rows<{ login: string }>('SELECT login FROM users WHERE password_ages = 0 ORDER BY id')).map(({ login }) => login);
