import { row, rows } from '../database.js';
import { clockOffset } from '../office-clock.js';
import { demoPassword } from '../seeding/demo-people.js';
import { roleNames, type Role } from '../values/actor.js';

/** The people one usually tries the product with; the others have logins of the same form. */
const shown = ['school1.operator', 'school1.reviewer', 'county1.operator', 'county1.director', 'county1.aidcentre', 'city1.operator', 'province.operator', 'flowadmin', 'flowapprover', 'sysadmin', 'secadmin', 'auditor'];

/** Accounts of the demo world for the sign-in page; null in production and wherever no demo clock is set or no demo world was seeded. */
export async function demoAccounts(production: boolean): Promise<{ password: string; people: { login: string; who: string }[] } | null> {
  if (production || (await clockOffset()) === null) return null;
  const seed = await row<{ value: string }>("SELECT value FROM settings WHERE name = 'seed'");
  if (seed?.value !== 'demo') return null;
  const found = await rows<{ login: string; role: Role; organisation: string }>(
    'SELECT u.login, p.role, o.name AS organisation FROM users u JOIN posts p ON p.user_id = u.id JOIN organisations o ON o.id = p.organisation_id WHERE u.login IN (?) AND u.password_ages = 0', [shown]);
  const people = found.sort((a, b) => shown.indexOf(a.login) - shown.indexOf(b.login)).map(({ login, role, organisation }) => ({ login, who: `${organisation}，${roleNames[role]}` }));
  return people.length > 0 ? { password: demoPassword, people } : null;
}
