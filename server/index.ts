import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.js';
import { connectDatabase, disconnectDatabase, officeNow } from './database.js';
import { addressOf, EnvironmentInvalid, parseDatabaseUrl, readEnvironment, type DatabaseTarget, type Environment } from './env.js';
import { watchCertificate } from './inspection/certificate.js';
import { loadSecrets } from './installation.js';
import { productLog } from './lib/log.js';
import { jobHands } from './jobs/job-thread.js';
import { startJobs, type Jobs } from './jobs/jobs.js';
import { alone, migrate } from './migrate.js';
import { defineModels } from './models.js';
import { clockOffset, setOfficeClock } from './office-clock.js';
import { DatabaseUnfit, openForMigration } from './preflight.js';
import { DatabaseStartRefused, startPrivateDatabase, type PrivateDatabase } from './private-database.js';
import { installProcessFiles, registerFeatures } from './processes.js';
import { stopBeforeFull } from './room.js';
import { readProvinceRules } from './rule-changes/change.js';
import { usePractice } from './lib/practice.js';
import { foundPractice, whyNotPractice } from './practice/practice.js';
import { resetWhereAsked } from './practice/reset.js';
import { allowTargets } from './webhooks/allowed.js';
import { demoPassword } from './seeding/demo-people.js';
import { deploymentOfData, whyNotDeployed } from './seeding/deployment.js';
import { isEmpty, seedDemo, seedFresh } from './seeding/seed.js';
import { useUnifiedProvider } from './people/unified-provider.js';
import { useWechat } from './wechat/wechat-app.js';
import { fireDueTimers } from './workflow/fire-timers.js';
import { backUpAtNight } from './backup/nightly.js';
import { useAccountProfile } from './people/account-profile.js';
import { onLearnedDifference } from './workflow/learned-steps.js';
import { formatDate, officeDateOf, officeTimeOfDay } from './values/office-date.js';

const say = (line: string): void => console.log(line);

/** From the environment to a serving product; every failure is one clear line. */
async function main(): Promise<void> {
  const env = readEnvironment();
  const log = productLog(env.logLevel, { role: env.role });
  let stopping = false;
  const own = env.databaseUrl ? null : await startPrivateDatabase(env.dataDir, { say, onDeath: ({ message }) => { if (!stopping) log.error(message); } });
  const target = env.databaseUrl ? parseDatabaseUrl(env.databaseUrl) : (own as PrivateDatabase).target;
  let server: Server | null = null;
  let jobs: Jobs | null = null;
  const stop = async (code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await closeServer(server);
    await jobs?.stop();
    await disconnectDatabase();
    await own?.stop();
    process.exit(code);
  };
  process.on('SIGINT', () => void stop(0));
  process.on('SIGTERM', () => void stop(0));
  try {
    const demo = await prepared(env, target, log);
    await readProvinceRules();
    setInterval(() => void readProvinceRules().catch(() => undefined), 30_000).unref();
    await fireDueTimers((error) => log.error({ err: error }, 'a timer due at start-up failed'));
    const host = demo && !(env.hostGiven && env.seed === 'demo') ? '127.0.0.1' : env.host;
    if (env.role !== 'worker') server = await listen(createApp({ production: env.production, log, metricsToken: env.metricsToken, trustedProxies: env.trustedProxies }).callback(), host, env.port);
    if (env.role !== 'web') jobs = startJobs(log, jobHands({ target, dataDir: env.dataDir, appSecret: env.appSecret, fieldKeys: env.fieldKeys }, log), { backUp: () => backUpAtNight({ target, dataDir: env.dataDir, backupDir: env.backupDir }) });
    await announce(server, host, demo);
  } catch (error) {
    say(error instanceof DatabaseUnfit ? error.message : String(error instanceof Error ? (error.stack ?? error.message) : error));
    await stop(1);
  }
}

/** Makes the database ready, while no other process does. @returns whether this is a demo world. */
async function prepared(env: Environment, target: DatabaseTarget, log: ReturnType<typeof productLog>): Promise<boolean> {
  const connection = await openForMigration(target, env.production, say);
  let said = false;
  const waiting = (): void => { if (!said) say('另一台服务器正在准备这个数据库，等它做完……'); said = true; };
  try {
    return await alone(connection, async () => {
      if (await resetWhereAsked(connection, env.practice)) say('练习环境从头再来。');
      await migrate(connection);
      defineModels(connectDatabase(target));
      loadSecrets(env);
      stopBeforeFull(env.dataDir);
      watchCertificate(env.publicUrl, env.production);
      useAccountProfile(env.accountProfile, env.production);
      registerFeatures();
      allowTargets({ loopback: !env.production });
      usePractice(env.practice);
      // Nothing leaves a practice world.
      useWechat(env.practice ? null : env.wechat);
      useUnifiedProvider(env.practice ? null : env.unified);
      onLearnedDifference((elementId) => log.error({ elementId }, 'a learned process step is not what the engine does; its process file is run by the engine alone from here on'));
      const demo = await seed(env);
      if (env.clock) await setOfficeClock(new Date(env.clock));
      await installProcessFiles();
      return demo;
    }, waiting);
  } finally {
    await connection.end().catch(() => undefined);
  }
}

/** @returns whether this is a demo world. */
async function seed(env: Environment): Promise<boolean> {
  if (await isEmpty()) {
    const kind = env.practice ? 'demo' : env.seed ?? (env.production ? 'reference' : 'demo');
    if (env.practice) await foundPractice();
    if (kind === 'demo') await seedDemo(say, env.deployment ?? 'province');
    else say(`首次启动：管理员的激活链接写在 ${await seedFresh(kind, env.dataDir, addressOf(env), env.deployment ?? 'province')}`);
  }
  const refused = (await whyNotDeployed(env.deployment)) ?? (await whyNotPractice(env.practice));
  if (refused) throw new DatabaseUnfit(refused);
  return (await clockOffset()) !== null && !env.production;
}

async function listen(handler: Parameters<typeof createServer>[1], host: string, port: number): Promise<Server> {
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 10_000, keepAliveTimeout: 5000 }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new DatabaseUnfit(error.code === 'EADDRINUSE' ? `端口 ${port} 已被占用，请用 PORT 换一个端口，或停止占用它的程序。` : `不能在 ${host}:${port} 监听：${error.message}`)));
    server.listen(port, host, resolve);
  });
  return server;
}

async function announce(server: Server | null, host: string, demo: boolean): Promise<void> {
  if (!server) {
    say('后台任务已启动。');
    return;
  }
  const { port } = server.address() as AddressInfo;
  const now = await officeNow();
  say(`\n学生资助管理信息系统 V3.2.0 已启动：http://${host}:${port}`);
  if (!demo) return;
  say(`演示时间 ${formatDate(officeDateOf(now))} ${officeTimeOfDay(now)}，所有演示账号的密码：${demoPassword}`);
  if ((await deploymentOfData()) === 'central') return say('  中央部署，学校直接由中央主管部门审核：\n  school1.operator  school1.reviewer    附属中职学校      central.operator  central.director  central.aidcentre  中央主管部门\n  university1.operator  partyschool.operator  accounting.operator  高等学校、党校、会计学院\n  flowadmin / flowapprover  sysadmin  secadmin  auditor\n按 Ctrl-C 停止。');
  say(['  school1.operator    学校业务操作人员（录入、公示、发放、申请退回）', '  school1.reviewer    学校业务审核人员', '  county1.operator    主管部门业务操作人员（审核、公示确认、退回审核）', '  county1.director    业务主管领导      county1.aidcentre  资助中心领导', '  province.operator   省级              flowadmin / flowapprover  流程管理员 / 发布人', '  sysadmin  secadmin  auditor   三类管理员', '其他学校与县市：school2 school3 school5 city1school provinceschool county2 county3 city1 city2 central', '按 Ctrl-C 停止。'].join('\n'));
}

/** Lets requests under way finish, at most ten seconds. */
async function closeServer(server: Server | null): Promise<void> {
  if (!server) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), 10_000);
  await closed;
  clearTimeout(late);
}

main().catch((error: unknown) => {
  say(error instanceof EnvironmentInvalid || error instanceof DatabaseStartRefused ? error.message : String(error instanceof Error ? (error.stack ?? error.message) : error));
  process.exit(1);
});
