import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { verifyChains } from '../audit/verify.js';
import { connectDatabase, disconnectDatabase } from '../database.js';
import { EnvironmentInvalid, readEnvironment, type DatabaseTarget, type Environment } from '../env.js';
import { loadSecrets } from '../installation.js';
import { ticks } from '../lib/clock.js';
import { DatabaseUnfit, openForMigration } from '../preflight.js';
import { withDatabase } from '../operate.js';
import { startPrivateDatabase } from '../private-database.js';
import { protection } from '../protection.js';
import { beginRun, endRun } from './backup-runs.js';
import { keepBackups } from './keep-backups.js';
import { BackupBroken } from './manifest.js';
import { connectPlain } from './nightly.js';
import { restoreBackup, type Restored } from './restore-backup.js';
import { backupsIn, writeBackup } from './write-backup.js';

const say = (line: string): void => console.log(line);
const many = (count: number): string => count.toLocaleString('en-US');
const seconds = (begun: number): string => `${((ticks() - begun) / 1000).toFixed(1)} 秒`;

/** The commands: `backup [目录]`, `restore 备份`, `drill [目录]`. */
async function carryOut([command, given]: readonly string[]): Promise<number> {
  const env = readEnvironment();
  loadSecrets(env);
  const place = given ?? env.backupDir;
  if (command === 'backup' && place) return backup(env, resolve(place));
  if (command === 'restore' && given) return restore(env, resolve(given));
  if (command === 'drill' && place) return drill(env, resolve(place));
  say('用法：npm run backup -- 目录　　npm run restore -- 目录/20230510-020000　　npm run drill -- 目录\n目录也可以用 BACKUP_DIR 给出。');
  return 2;
}

async function backup(env: Environment, target: string): Promise<number> {
  return withDatabase(env, say, async (database) => {
    const begun = ticks();
    connectDatabase(database);
    const id = (await beginRun('backup')) as number;
    const connection = await connectPlain(database);
    try {
      const { folder, manifest, bytes } = await writeBackup(connection, { dataDir: env.dataDir, target, cipher: protection().cipher, say });
      const count = manifest.tables.reduce((sum, { lines }) => sum + lines, 0);
      await endRun(id, { state: 'done', folder, bytes, rowCount: count, attachments: manifest.attachments });
      const gone = await keepBackups(target);
      say(`备份写好了：${folder}\n${manifest.tables.length} 张表，${many(count)} 行，${many(Math.ceil(bytes / 1024))} KB；附件 ${many(manifest.attachments)} 个；用时 ${seconds(begun)}。`);
      if (gone.length > 0) say(`按“7 天、5 周、13 个月”删去旧备份 ${gone.length} 份。`);
      say('备份里没有密钥：FIELD_KEYS 和 APP_SECRET 请另外保管，没有它们，备份打不开。');
      return 0;
    } catch (error) {
      await endRun(id, { state: 'failed', note: String(error) });
      throw error;
    } finally {
      await connection.end();
      await disconnectDatabase();
    }
  });
}

async function restore(env: Environment, folder: string): Promise<number> {
  return withDatabase(env, say, async (database) => {
    const begun = ticks();
    const told = await restoreInto(database, env, folder);
    return report(told, `还原到${env.databaseUrl ? ` ${database.database}` : `自带数据库（${env.dataDir}）`}`, begun);
  });
}

async function restoreInto(database: DatabaseTarget, env: Pick<Environment, 'dataDir'>, folder: string): Promise<Restored & { broken: string | null }> {
  const connection = await openForMigration(database, false, () => undefined);
  try {
    const restored = await restoreBackup(connection, { folder, dataDir: env.dataDir, cipher: protection().cipher, say });
    if (restored.differences.length > 0) return { ...restored, broken: null };
    connectDatabase(database);
    const broken = await verifyChains();
    return { ...restored, broken: broken && `第 ${broken.id} 号留痕${broken.reason}` };
  } finally {
    await connection.end();
    await disconnectDatabase();
  }
}

function report({ manifest, rows, attachments, missingFiles, differences, broken }: Restored & { broken: string | null }, what: string, begun: number): number {
  say(`${what}：${manifest.tables.length} 张表，${many(rows)} 行，附件 ${many(attachments)} 个，用时 ${seconds(begun)}。备份时间 ${manifest.takenAt}，程序版本 ${manifest.product}。`);
  for (const { table, backup: before, restored } of differences) say(`不一致：${table}，备份 ${before}，还原后 ${restored}。`);
  if (missingFiles.length > 0) say(`缺附件文件 ${missingFiles.length} 个：${missingFiles.slice(0, 5).join('、')}${missingFiles.length > 5 ? ' 等' : ''}。`);
  if (broken) say(`操作留痕对不上：${broken}。`);
  const whole = differences.length === 0 && missingFiles.length === 0 && !broken;
  say(whole ? '逐表比对一致，操作留痕首尾相连。' : '还原有出入，请不要启用，换一份备份。');
  return whole ? 0 : 1;
}

/** 演练: the newest backup into a database made for it, compared, and thrown away; the result is on record. */
async function drill(env: Environment, target: string): Promise<number> {
  const newest = (await backupsIn(target)).at(-1);
  if (!newest) throw new BackupBroken(`${target} 里还没有写完的备份。`);
  const begun = ticks();
  const scratch = mkdtempSync(join(tmpdir(), 'student-aid-drill-'));
  const own = await startPrivateDatabase(scratch, { durable: false });
  let told: Restored & { broken: string | null };
  try {
    told = await restoreInto(own.target, { dataDir: scratch }, join(target, newest));
  } finally {
    await own.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
  const code = report(told, `演练：把 ${newest} 还原到临时数据库`, begun);
  await withDatabase(env, say, async (database) => {
    connectDatabase(database);
    const id = (await beginRun('drill')) as number;
    await endRun(id, { state: code === 0 ? 'done' : 'failed', folder: join(target, newest), rowCount: told.rows, attachments: told.attachments, note: code === 0 ? `用时 ${seconds(begun)}` : '有出入' });
    await disconnectDatabase();
  });
  return code;
}

/** Runs the command; every failure is one clear line. */
export async function main(): Promise<void> {
  try {
    process.exitCode = await carryOut(process.argv.slice(2));
  } catch (error) {
    const told = error instanceof BackupBroken || error instanceof DatabaseUnfit || error instanceof EnvironmentInvalid;
    say(told ? error.message : String(error instanceof Error ? (error.stack ?? error.message) : error));
    process.exitCode = 1;
  }
}
