import { bytesInWords } from '../lib/bytes-in-words.js';
import { formatDate, type OfficeDate } from '../values/office-date.js';
import { calendarMissedFrom } from '../values/workday.js';
import type { CertificateFound } from './certificate.js';

/** How a thing stands: as it should, to be looked at, or in need of somebody at once. */
export type Standing = 'good' | 'watch' | 'bad';
/** One line of 巡检: what was looked at, what was found, and what to do where it is not as it should be. */
export type Line = { item: string; found: string; standing: Standing; advice?: string };

/** What the running product knows of itself. Times are real ones. */
export type Findings = {
  now: Date;
  database: { version: string; readOnly: boolean; flushAtCommit: boolean; bytes: number };
  disk: { free: number; total: number } | null;
  oldestUnsentSeconds: number;
  timersOverdueSeconds: number;
  incidents: number;
  failedJobs: number;
  failedMessages: number;
  backup: { at: Date; bytes: number; rows: number } | null;
  failedBackupSince: boolean;
  drill: { at: Date } | null;
  certificate: CertificateFound;
  exchange: { at: Date; refusedLately: number } | null;
  audit: { total: number; broken: string | null };
  /** What the last 账目核对 found not to hold; null before the first. */
  invariants: { at: Date; broken: readonly string[] } | null;
  /** The last year whose holidays are entered, and today in the office. */
  calendar: { year: string | null; today: OfficeDate };
  lockedAccounts: number;
  withoutCode: number;
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const GB = 1024 ** 3;
const hoursSince = (at: Date, now: Date): number => (now.getTime() - at.getTime()) / HOUR;
const minutes = (seconds: number): string => (seconds < 60 ? `${seconds} 秒` : `${Math.floor(seconds / 60)} 分钟`);
const worseOf = (bad: boolean, watch: boolean): Standing => (bad ? 'bad' : watch ? 'watch' : 'good');
const line = (item: string, found: string, standing: Standing, advice: string): Line => ({ item, found, standing, ...(standing === 'good' ? {} : { advice }) });

/** 巡检 (通知“运行维护、日常巡检”): the rule that turns findings into lines, without a database. */
export function judge(found: Findings): Line[] {
  const { now, database, disk, backup, drill, exchange, audit, invariants, calendar } = found;
  return [
    line('数据库', `${database.version}，${bytesInWords(database.bytes)}`, worseOf(database.readOnly || !database.flushAtCommit, false),
      database.readOnly ? '数据库现在只读，业务都办不了。请检查主从切换，或 read_only 设置。' : '断电时已确认的操作可能丢失：请把 innodb_flush_log_at_trx_commit 设为 1。'),
    ...(disk ? [line('磁盘', `剩余 ${bytesInWords(disk.free)}，共 ${bytesInWords(disk.total)}`, worseOf(disk.free < 2 * GB || disk.free / disk.total < 0.05, disk.free < 10 * GB || disk.free / disk.total < 0.15), '请清理或扩容。磁盘写满后，所有办理都会失败（不会丢已办的事）。')] : []),
    line('待发消息', found.oldestUnsentSeconds === 0 ? '没有积压' : `最久的一条等了 ${minutes(found.oldestUnsentSeconds)}`, worseOf(found.oldestUnsentSeconds > 1800, found.oldestUnsentSeconds > 300), '请看后台进程（ROLE=worker 或 all）在不在运行，再看日志。'),
    line('到点的计时', found.timersOverdueSeconds === 0 ? '都已触发' : `最久的过了 ${minutes(found.timersOverdueSeconds)}`, worseOf(found.timersOverdueSeconds > 600, found.timersOverdueSeconds > 60), '公示到期、催办要靠它。请看后台进程在不在运行。'),
    line('流程异常', found.incidents === 0 ? '没有' : `${found.incidents} 个`, worseOf(false, found.incidents > 0), '请流程管理员到“异常与重试”处理。'),
    line('后台办理', found.failedJobs === 0 ? '一天内没有失败' : `一天内失败 ${found.failedJobs} 件`, worseOf(false, found.failedJobs > 0), '失败的导入、批量办理在办理人的页面上写着原因，可以重试。'),
    line('发不出去的消息', found.failedMessages === 0 ? '没有' : `${found.failedMessages} 条试过 5 次以上`, worseOf(false, found.failedMessages > 0), '请看日志里的原因；微信的，先核对密钥和模板。'),
    backup
      ? line('备份', `${stamp(backup.at)}，${backup.rows.toLocaleString('en-US')} 行，${bytesInWords(backup.bytes)}${found.failedBackupSince ? '；之后有一次没有做成' : ''}`, worseOf(hoursSince(backup.at, now) > 50, hoursSince(backup.at, now) > 26 || found.failedBackupSince), '请看 BACKUP_DIR 的磁盘和日志，或手工执行 npm run backup。')
      : line('备份', '还没有备份过', 'bad', '请设置 BACKUP_DIR（每天凌晨自动备份），或手工执行 npm run backup -- 目录。密钥另外保管。'),
    drill
      ? line('还原演练', stamp(drill.at), worseOf(false, now.getTime() - drill.at.getTime() > 35 * DAY), '请每月演练一次：npm run drill -- 备份目录。没演练过的备份不算备份。')
      : line('还原演练', '还没有演练过', 'watch', '请每月演练一次：npm run drill -- 备份目录。没演练过的备份不算备份。'),
    ...certificateLine(found.certificate, now),
    ...(exchange ? [line('数据交换', `最近一次接收 ${stamp(exchange.at)}${exchange.refusedLately > 0 ? `；七天内搁置 ${exchange.refusedLately} 个文件` : ''}`, worseOf(false, exchange.refusedLately > 0), '搁置的文件和原因在“数据交换”里，更正后重新放入接收目录。')] : []),
    line('操作留痕', `共 ${audit.total.toLocaleString('en-US')} 条，${audit.broken ?? '首尾相连'}`, worseOf(audit.broken !== null, false), '有记录被改过或少了，请立即报告安全管理员，保留现场和备份。'),
    invariants
      ? line('账目核对', `${stamp(invariants.at)}，${invariants.broken.length === 0 ? '都成立' : `不成立：${invariants.broken.join('；')}`}`, worseOf(invariants.broken.length > 0, hoursSince(invariants.at, now) > 50), invariants.broken.length > 0 ? '请看“账目核对”里的编号和怎么办，保留现场和备份。' : '每天自动核对一次，请看后台进程在不在运行。')
      : line('账目核对', '还没有核对过', 'watch', '每天早上自动核对一次；也可以在“账目核对”里现在核对。'),
    line('放假安排', calendar.year ? `录入到 ${calendar.year} 年` : '还没有录入', worseOf(!calendar.year || calendar.today > `${calendar.year}-12-31`, calendar.year !== null && calendar.today >= calendarMissedFrom(calendar.year)), '请省级业务操作人员在“规则调整”里粘贴国务院办公厅的通知，领导同意后生效。没有它，公示期和办理期限算不出。'),
    line('锁定的账号', found.lockedAccounts === 0 ? '没有' : `${found.lockedAccounts} 个`, worseOf(found.lockedAccounts > 20, found.lockedAccounts > 5), '同时锁定很多账号，可能有人在试密码，请看操作留痕里的来源地址。'),
    line('没有设置动态口令的账号', found.withoutCode === 0 ? '没有' : `${found.withoutCode} 个（主管部门和管理员）`, worseOf(false, found.withoutCode > 0), '请通知本人在“我的登录”里设置。'),
  ];
}

/** 证书: a browser refuses an expired one, and then nobody works. */
function certificateLine(found: CertificateFound, now: Date): Line[] {
  if (found === null) return [];
  if (found === 'unset') return [line('证书', '没有检查', 'watch', '请把 PUBLIC_URL 设成大家打开本系统用的网址（https 开头），每天查它的证书还有多久到期。')];
  const { host, until, fault } = found;
  if (!until) return [line('证书', `连不上 ${host}：${fault ?? ''}`, 'watch', '请核对 PUBLIC_URL，看反向代理在不在运行，这台服务器能不能连到它。')];
  const days = Math.floor((until.getTime() - now.getTime()) / DAY);
  const words = `${host}，${formatDate(stamp(until).slice(0, 10))}到期${days >= 0 ? `，还有 ${days} 天` : '，已经过期'}${fault ? `；${fault}` : ''}`;
  return [line('证书', words, worseOf(days < 7, days < 30 || fault !== null), days < 30 ? '请换上新证书（tls/ 里的两个文件），再让反向代理重新读取。过期后浏览器打不开，谁也办不了。' : '浏览器也会这样提示。请把整条证书链放进 fullchain.pem；自建的证书机构，用 NODE_EXTRA_CA_CERTS 告诉本系统。')];
}

export const worstOf = (lines: readonly Line[]): Standing => (lines.some(({ standing }) => standing === 'bad') ? 'bad' : lines.some(({ standing }) => standing === 'watch') ? 'watch' : 'good');

const stamp = (at: Date): string => new Date(at.getTime() + 8 * HOUR).toISOString().slice(0, 16).replace('T', ' ');
