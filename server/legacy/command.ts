import { connectDatabase, disconnectDatabase } from '../database.js';
import { addressOf, EnvironmentInvalid, parseDatabaseUrl, readEnvironment, readSecret } from '../env.js';
import { loadSecrets } from '../installation.js';
import { Conflict } from '../lib/errors.js';
import { formatThousands } from '../lib/money.js';
import { alone, migrate } from '../migrate.js';
import { defineModels } from '../models.js';
import { DatabaseUnfit, openForMigration } from '../preflight.js';
import { DatabaseStartRefused, startPrivateDatabase } from '../private-database.js';
import { installProcessFiles, registerFeatures } from '../processes.js';
import { isEmpty, seedFresh } from '../seeding/seed.js';
import { PlaceMissing } from '../workflow/place-instance.js';
import { OldDatabase, OldDatabaseUnfit } from './old-database.js';
import { upgradeStanding } from './report.js';
import { upgradeFrom } from './upgrade.js';

const say = (line: string): void => console.log(line);

/**
 * `npm run upgrade`: brings the database named by OLD_DATABASE_URL (or OLD_DATABASE_URL_FILE) into this installation's own. May be
 * stopped and given again at any time. The report stands on the administrators' page too.
 */
export async function upgradeCommand(): Promise<number> {
  const env = readEnvironment();
  const address = readSecret(process.env, 'OLD_DATABASE_URL');
  if (!address) throw new EnvironmentInvalid('请用 OLD_DATABASE_URL（或 OLD_DATABASE_URL_FILE）给出 V3.1.0 旧库的地址，写成 mysql://用户:密码@主机:端口/库名；这个账号只要能读。');
  const own = env.databaseUrl ? null : await startPrivateDatabase(env.dataDir, { say });
  const target = env.databaseUrl ? parseDatabaseUrl(env.databaseUrl) : own?.target;
  if (!target) throw new EnvironmentInvalid('没有新库。');
  try {
    const old = await OldDatabase.opened(parseDatabaseUrl(address));
    const connection = await openForMigration(target, env.production, say);
    await alone(connection, async () => {
      await migrate(connection);
      defineModels(connectDatabase(target));
      loadSecrets(env);
      registerFeatures();
      if (await isEmpty()) say(`管理员的激活链接写在 ${await seedFresh('reference', env.dataDir, addressOf(env))}`);
      await installProcessFiles();
    });
    await connection.end();
    await upgradeFrom(old, say);
    await old.end();
    return await tell();
  } finally {
    await disconnectDatabase();
    await own?.stop();
  }
}

/** The report in lines. @returns the exit code: 0 only when nothing is lost. */
async function tell(): Promise<number> {
  const standing = await upgradeStanding();
  if (!standing?.report) return 1;
  say('\n            旧库          转入          合并        待核实        封存');
  for (const { name, hasMoney, before, taken, merged, doubt, left, equal } of standing.report.lines) {
    say(`${name}　${[before, taken, merged, doubt, left].map((one) => `${one.rows.toLocaleString('en-US')} 行${hasMoney ? ` ${formatThousands(one.fen)} 元` : ''}`).join(' | ')}　${equal ? '相符' : '不符'}`);
  }
  say(`实发金额　旧库 ${formatThousands(standing.report.paid.before)} 元 | 现在 ${formatThousands(standing.report.paid.after)} 元`);
  for (const { name, reason, rows } of standing.report.reasons) say(`  ${name}：${reason}，${rows.toLocaleString('en-US')} 行`);
  say(`待核实名单 ${standing.doubts.open} 份，由学校和主管部门在“旧系统名单核实”里核实。${standing.report.equal ? '行数和金额前后一分不差。' : '前后对不上，请先不要启用，查清后再办。'}`);
  return standing.report.equal ? 0 : 1;
}

/** Runs the command; every failure is one clear line. */
export async function main(): Promise<never> {
  try {
    process.exit(await upgradeCommand());
  } catch (error) {
    const told = error instanceof EnvironmentInvalid || error instanceof OldDatabaseUnfit || error instanceof DatabaseUnfit || error instanceof DatabaseStartRefused || error instanceof PlaceMissing || error instanceof Conflict;
    say(told ? error.message : String(error instanceof Error ? (error.stack ?? error.message) : error));
    process.exit(1);
  }
}
