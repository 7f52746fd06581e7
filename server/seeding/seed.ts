import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { row, rows, run, transact } from '../database.js';
import { realNow } from '../lib/clock.js';
import { sha256Hex } from '../lib/crypto.js';
import { sendOutbox } from '../jobs/outbox-worker.js';
import { setOfficeClock } from '../office-clock.js';
import { installProcessFiles } from '../processes.js';
import { seedLists, settleDemoInbox } from './demo-lists.js';
import { seedOrganisations, seedPeople } from './demo-people.js';
import { seedStudents } from './demo-students.js';
import { seedReference } from './reference.js';

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
  const tables = await rows<{ name: string }>("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name NOT IN ('schema_migrations', 'migration_lease')");
  await transact(async () => {
    await run('SET FOREIGN_KEY_CHECKS = 0');
    for (const { name } of tables) await run(`DELETE FROM \`${name}\``);
    await run('SET FOREIGN_KEY_CHECKS = 1');
  });
}

/** The demo world of the contract. A seed that was interrupted is recognised at the next start and begun anew. */
export async function seedDemo(say: (line: string) => void): Promise<void> {
  say('正在准备演示数据：单位、人员、学生、名单……');
  await run("INSERT INTO settings (name, value) VALUES ('seed', ?)", [DEMO_BEGUN]);
  await seedReference();
  await setOfficeClock(new Date(DEMO_BIRTH));
  await installProcessFiles();
  const organisations = await seedOrganisations();
  await seedPeople(organisations);
  for (const organisation of organisations.values()) if (organisation.students) await seedStudents(organisation);
  await seedLists(organisations);
  await setOfficeClock(new Date(DEMO_MORNING));
  while ((await sendOutbox((error) => { throw error; })) > 0);
  await settleDemoInbox();
  await run("INSERT INTO settings (name, value) VALUES ('seed', 'demo') ON DUPLICATE KEY UPDATE value = VALUES(value)");
}

/**
 * A fresh installation: code tables, the centre, and the three administrators with one-time activation links (72 hours).
 * The links are written down before the accounts are made, in one act: killed in between, the next start finds nobody and
 * begins anew with other links; never are there accounts whose links nobody has.
 */
export async function seedFresh(kind: 'reference' | 'none', dataDir: string, address: string): Promise<string> {
  if (kind === 'reference') await seedReference();
  await installProcessFiles();
  const administrators = ([['sysadmin', 'system-administrator', '系统管理员'], ['secadmin', 'security-administrator', '安全管理员'], ['auditor', 'auditor', '审计管理员']] as const)
    .map(([login, role, name]) => ({ login, role, name, token: randomBytes(32).toString('base64url') }));
  const file = join(dataDir, 'first-start.txt');
  writeFileSync(file, `首次启动：三位管理员各用自己的链接设置密码，72 小时内有效，用后请删除本文件。\n${administrators.map(({ login, token }) => `${login}  ${address}/activate/${token}`).join('\n')}\n`, { mode: 0o600 });
  await transact(async () => {
    const { insertId: organisationId } = await run("INSERT INTO organisations (code, name, level, path) VALUES ('00', '学生资助管理中心', 'province', '')");
    await run('UPDATE organisations SET path = ? WHERE id = ?', [`/${organisationId}/`, organisationId]);
    for (const { login, role, name, token } of administrators) {
      const { insertId } = await run("INSERT INTO users (login, name, status, activation_hash, activation_expires_at) VALUES (?, ?, 'active', ?, ?)", [login, name, sha256Hex(token), new Date(realNow().getTime() + 72 * 3_600_000)]);
      await run('INSERT INTO posts (user_id, organisation_id, role) VALUES (?, ?, ?)', [insertId, organisationId, role]);
    }
    await run("INSERT INTO settings (name, value) VALUES ('seed', ?) ON DUPLICATE KEY UPDATE value = VALUES(value)", [kind]);
  });
  return file;
}
