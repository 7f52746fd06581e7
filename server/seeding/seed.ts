import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { row, rows, run, transact } from '../database.js';
import { realNow } from '../lib/clock.js';
import { sha256Hex } from '../lib/crypto.js';
import { sendOutbox } from '../jobs/outbox-worker.js';
import { setOfficeClock } from '../office-clock.js';
import { installProcessFiles } from '../processes.js';
import { beginAs, type Deployment } from './deployment.js';
import { seedGroups } from './demo-groups.js';
import { seedHardship } from './demo-hardship.js';
import { seedLoans } from './demo-loans.js';
import { seedLists, settleDemoInbox } from './demo-lists.js';
import { seedOffice } from './demo-office.js';
import { seedOrganisations, seedPeople } from './demo-people.js';
import { seedStudents } from './demo-students.js';
import { seedReference } from './reference.js';
import { dutyOf } from '../values/duty.js';

const DEMO_BIRTH = '2023-04-01T08:00:00+08:00';
/** Office time of the first morning in the demo world (contract). */
export const DEMO_MORNING = '2023-05-10T09:00:00+08:00';

/** Whether anything was ever put into this database; what an interrupted demo seed left is cleared away first. */
export async function isEmpty(): Promise<boolean> {
  if ((await row<{ value: string }>("SELECT value FROM settings WHERE name = 'seed'"))?.value === DEMO_BEGUN) await clearEverything();
  return (await row('SELECT 1 AS found FROM organisations LIMIT 1')) === undefined;
}

const DEMO_BEGUN = 'demo-begun';

async function clearEverything(): Promise<void> {
  const tables = await rows<{ name: string }>("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name NOT IN ('schema_migrations', 'migration_lease', 'loan_caps')");
  await transact(async () => {
    await run('SET FOREIGN_KEY_CHECKS = 0');
    for (const { name } of tables) await run(`DELETE FROM \`${name}\``);
    await run('SET FOREIGN_KEY_CHECKS = 1');
  });
}

/** The demo world of the contract. A seed that was interrupted is recognised at the next start and begun anew. */
export async function seedDemo(say: (line: string) => void, deployment: Deployment = 'province'): Promise<void> {
  say('正在准备演示数据：单位、人员、学生、名单……');
  await run("INSERT INTO settings (name, value) VALUES ('seed', ?)", [DEMO_BEGUN]);
  await beginAs(deployment);
  await seedReference();
  await setOfficeClock(new Date(DEMO_BIRTH));
  await installProcessFiles();
  const organisations = await seedOrganisations(deployment === 'central' ? 'demo-central' : 'demo');
  await seedPeople(organisations);
  for (const organisation of organisations.values()) if (organisation.students) await seedStudents(organisation);
  // The central demo has places, people and students; its lists are begun by who tries it.
  if (deployment === 'province') {
    await seedGroups();
    await seedLists(organisations);
    await seedLoans(organisations);
  }
  await run('INSERT INTO roster_marks (school_id) SELECT id FROM organisations WHERE level = ?', ['school']);
  if (deployment === 'province') {
    await seedHardship();
    await seedOffice();
  }
  await setOfficeClock(new Date(DEMO_MORNING));
  while ((await sendOutbox((error) => { throw error; })) > 0);
  if (deployment === 'province') await settleDemoInbox();
  await run("INSERT INTO settings (name, value) VALUES ('seed', 'demo') ON DUPLICATE KEY UPDATE value = VALUES(value)");
}

/**
 * A fresh installation: code tables, the centre, and the three administrators with one-time activation links (72 hours).
 * The links are written down before the accounts are made, in one act: killed in between, the next start finds nobody and
 * begins anew with other links; never are there accounts whose links nobody has.
 */
export async function seedFresh(kind: 'reference' | 'none', dataDir: string, address: string, deployment: Deployment = 'province'): Promise<string> {
  if (kind === 'reference') await seedReference();
  await installProcessFiles();
  const administrators = ([['sysadmin', 'system-administrator', '系统管理员'], ['secadmin', 'security-administrator', '安全管理员'], ['auditor', 'auditor', '审计管理员']] as const)
    .map(([login, role, name]) => ({ login, role, name, token: randomBytes(32).toString('base64url') }));
  const file = join(dataDir, 'first-start.txt');
  writeFileSync(file, `首次启动：三位管理员各用自己的链接设置密码，72 小时内有效，用后请删除本文件。\n${administrators.map(({ login, token }) => `${login}  ${address}/activate/${token}`).join('\n')}\n`, { mode: 0o600 });
  await transact(async () => {
    await beginAs(deployment);
    const { insertId: organisationId } = await run("INSERT INTO organisations (code, name, level, path) VALUES ('00', '学生资助管理中心', ?, '')", [deployment]);
    await run('UPDATE organisations SET path = ? WHERE id = ?', [`/${organisationId}/`, organisationId]);
    for (const { login, role, name, token } of administrators) {
      const { insertId } = await run("INSERT INTO users (login, name, status, duty, organisation_id, activation_hash, activation_expires_at) VALUES (?, ?, 'active', ?, ?, ?, ?)", [login, name, dutyOf(role), organisationId, sha256Hex(token), new Date(realNow().getTime() + 72 * 3_600_000)]);
      await run('INSERT INTO posts (user_id, organisation_id, role) VALUES (?, ?, ?)', [insertId, organisationId, role]);
    }
    await run("INSERT INTO settings (name, value) VALUES ('seed', ?) ON DUPLICATE KEY UPDATE value = VALUES(value)", [kind]);
  });
  return file;
}
